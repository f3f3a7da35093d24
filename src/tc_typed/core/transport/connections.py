"""Bookkeeping of an adapter's connections, idle and busy. No I/O."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator
from threading import RLock
from time import perf_counter
from typing import Generic, Protocol, TypeVar

from tc_typed.core.transport.limits import CONNECTIONS, IDLE_SECONDS
from tc_typed.core.transport.url import Origin


class Connection(Protocol):
    """A connection that carries one request at a time."""

    origin: Origin
    """The server that it connects to."""
    idleSince: float
    """Time at which its last request ended."""


ConnectionT = TypeVar("ConnectionT", bound=Connection)


class Connections(Generic[ConnectionT]):
    """The connections of an adapter, idle and busy.

    The most recently used connection is reused first, so that the others can expire. Callers must
    have at most `CONNECTIONS` requests in progress.
    """

    def __init__(self, new: Callable[[Origin], ConnectionT]) -> None:
        """Start without connections.

        Args:
            new: Creates a connection to a server.
        """
        self._new = new
        # The lock is reentrant because a signal handler may close the adapter during a call.
        self._lock = RLock()
        self._all: set[ConnectionT] = set()
        self._idle: deque[ConnectionT] = deque()
        self._isClosed = False

    def take(self, origin: Origin) -> ConnectionT:
        """Return a connection to a server. The caller gives it back or drops it.

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
            Whether it is kept. If not, the adapter is closed and the caller closes the connection.
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
        """Yield connections that are too many or too old, for the caller to close."""
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
        """Stop handing out connections.

        Returns:
            The idle connections, which the caller closes, and the busy ones. Only the thread that
            uses a connection may close it: once a socket is closed, another file may get its
            descriptor immediately.
        """
        with self._lock:
            self._isClosed = True
            idle = {*self._idle}
            busy = self._all - idle
            self._all.clear()
            self._idle.clear()
            return idle, busy
