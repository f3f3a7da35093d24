"""The connections of an adapter: which are idle, and which carry a request. No I/O."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator
from threading import RLock
from time import perf_counter
from typing import Generic, Protocol, TypeVar

from tc_typed.core.transport.limits import CONNECTIONS, IDLE_SECONDS
from tc_typed.core.transport.url import Origin


class Connection(Protocol):
    """Carries one request at a time."""

    origin: Origin
    """The server that it leads to."""
    idleSince: float
    """The moment at which its last request ended."""


ConnectionT = TypeVar("ConnectionT", bound=Connection)


class Connections(Generic[ConnectionT]):
    """The connections of an adapter: those that carry a request, and those that wait for one.

    The last one that became idle is used first, so that the others age. At most `CONNECTIONS`
    requests may be in progress at a time.
    """

    def __init__(self, new: Callable[[Origin], ConnectionT]) -> None:
        """Begin with none.

        Args:
            new: Makes a connection to a server.
        """
        self._new = new
        # A signal handler may close the adapter in the midst of a call.
        self._lock = RLock()
        self._all: set[ConnectionT] = set()
        self._idle: deque[ConnectionT] = deque()
        self._isClosed = False

    def take(self, origin: Origin) -> ConnectionT:
        """Get a connection to a server, to be given back or dropped.

        Raises:
            ConnectionError: if the adapter is closed.
        """
        with self._lock:
            if self._isClosed:
                raise ConnectionError("the connections are closed")
            for index in range(len(self._idle) - 1, -1, -1):
                connection = self._idle[index]
                if connection.origin == origin:
                    del self._idle[index]
                    return connection
            connection = self._new(origin)
            self._all.add(connection)
            return connection

    def giveBack(self, connection: ConnectionT) -> bool:
        """Keep a connection for later requests.

        Returns:
            Whether it is kept. If the adapter is closed, the caller closes it.
        """
        with self._lock:
            if not self._isClosed:
                connection.idleSince = perf_counter()
                self._idle.append(connection)
            return not self._isClosed

    def drop(self, connection: ConnectionT) -> None:
        """Forget a connection, which the caller closes."""
        with self._lock:
            self._all.discard(connection)

    def surplus(self) -> Iterator[ConnectionT]:
        """Forget connections that are too many or too old, which the caller closes."""
        while True:
            with self._lock:
                if not self._idle or not self._isSurplus(self._idle[0]):
                    return
                connection = self._idle.popleft()
                self._all.discard(connection)
            yield connection

    def _isSurplus(self, connection: ConnectionT) -> bool:
        isOld = perf_counter() - connection.idleSince > IDLE_SECONDS
        return isOld or len(self._all) > CONNECTIONS

    def close(self) -> tuple[set[ConnectionT], set[ConnectionT]]:
        """Hand out no more connections.

        Returns:
            The idle connections, which the caller closes, and those that carry a request. Among
            threads, only the one that uses a connection may close it: the number of a closed socket
            may belong to another file at once.
        """
        with self._lock:
            self._isClosed = True
            idle = {*self._idle}
            busy = self._all - idle
            self._all.clear()
            self._idle.clear()
            return idle, busy
