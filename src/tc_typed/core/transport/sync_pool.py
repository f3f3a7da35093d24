"""Connection pools of sync clients, one per process, and slots that limit their requests."""

from __future__ import annotations

import os
from collections.abc import Callable, Generator
from contextlib import contextmanager
from threading import Condition, RLock

from tc_typed.core.transport.limits import CONNECTIONS
from tc_typed.core.transport.port import Transport


class Slots:
    """Slots that limit the number of concurrent requests to the number of connections.

    Waiting for a slot does not count towards an attempt's time limit. Conditions have reentrant
    locks, because a signal handler may close the client at any point.
    """

    def __init__(self) -> None:
        self._condition = Condition()
        self._free = CONNECTIONS

    @contextmanager
    def take(self, left: float | None, isClosed: Callable[[], bool]) -> Generator[None]:
        """Wait for a free slot, and hold it for the duration of the block.

        Args:
            left: Maximum number of seconds to wait, `None` for no limit.
            isClosed: Returns whether the waiting client is closed. If so, it gets no slot.

        Raises:
            ConnectionError: if the client is closed.
            TimeoutError: if no slot is free in time.
        """
        with self._condition:
            isFree = self._condition.wait_for(lambda: isClosed() or self._free > 0, left)
            if isClosed():
                self._condition.notify()  # Another thread may need the slot that woke this thread.
                raise ConnectionError("the client is closed")
            if not isFree:
                raise TimeoutError("no connection was free")
            self._free -= 1
        try:
            yield
        finally:
            with self._condition:
                self._free += 1
                self._condition.notify()

    def wake(self) -> None:
        """Wake all waiting threads, so that each checks whether its client is closed."""
        with self._condition:
            self._condition.notify_all()


class ProcessPool:
    """Connections of a sync client within one process."""

    def __init__(self) -> None:
        self._lock = RLock()
        self._isClosed = False
        self._transports: dict[str, Transport] = {}
        self.slots: Slots = Slots()
        """Slots for calls."""
        self.storageSlots: dict[str, Slots] = {"GET": Slots(), "PUT": Slots()}
        """Slots for files, by HTTP method. If they were shared, downloads could hold all slots
        while the uploads that consume their data wait for one."""
        self._pausing = Condition()  # with a reentrant lock, like the slots

    @property
    def transport(self) -> Transport:
        """The transport for calls, created on first use."""
        return self._transportFor("calls")

    def storage(self, method: str) -> Transport:
        """Return the transport for files, which don't use up the connections for calls.

        Args:
            method: HTTP method. Each has its own connections, one per slot.

        Raises:
            ConnectionError: if the pool is closed.
        """
        return self._transportFor(method)

    def _transportFor(self, purpose: str) -> Transport:
        """Return the transport for a purpose, created on first use.

        Raises:
            ConnectionError: if the pool is closed.
        """
        found = self._transports.get(purpose)
        if found is not None:
            return found
        from tc_typed.core.transport.httpx.sync import HttpxTransport  # noqa: PLC0415  # on first use

        with self._lock:
            if self._isClosed:
                raise ConnectionError("the connections are closed")
            return self._transports.setdefault(purpose, HttpxTransport())

    def pause(self, seconds: float, isClosed: Callable[[], bool]) -> None:
        """Sleep, but return early if the client is closed.

        Args:
            seconds: Seconds to sleep.
            isClosed: Returns whether the client is closed.
        """
        with self._pausing:
            self._pausing.wait_for(isClosed, seconds)

    def wake(self) -> None:
        """Wake all waiting threads, so that each checks whether its client is closed."""
        self.slots.wake()
        for slots in self.storageSlots.values():
            slots.wake()
        with self._pausing:
            self._pausing.notify_all()

    def close(self) -> None:
        """Close all connections."""
        with self._lock:
            self._isClosed = True
        for transport in self._transports.values():
            transport.close()


class SyncPool:
    """Connections of a sync client and its copies, created on first use.

    A forked process creates its own: two processes that read from the same connection would get
    each other's responses.
    """

    def __init__(self) -> None:
        self.closed: bool = False
        self._processes: dict[int, ProcessPool] = {}

    def current(self) -> ProcessPool:
        """Return the connections of this process."""
        process = os.getpid()
        found = self._processes.get(process)
        return found or self._processes.setdefault(process, ProcessPool())

    def close(self) -> None:
        """Close the pool. Connections of other processes stay open."""
        self.closed = True
        current = self.current()
        current.wake()
        current.close()
