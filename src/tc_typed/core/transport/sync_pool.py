"""Connections of sync clients, by process, and the slots that limit their number."""

from __future__ import annotations

import os
from collections.abc import Callable, Generator
from contextlib import contextmanager
from threading import Condition, RLock

from tc_typed.core.transport.limits import CONNECTIONS
from tc_typed.core.transport.port import Transport


class Slots:
    """Limits requests to the number of connections.

    Waiting for a slot does not count as an attempt's time. Conditions have reentrant locks: a
    signal handler may close the client in the midst.
    """

    def __init__(self) -> None:
        self._condition = Condition()
        self._free = CONNECTIONS

    @contextmanager
    def take(self, left: float | None, isClosed: Callable[[], bool]) -> Generator[None]:
        """Wait for a connection to be free, and keep it within the block.

        Args:
            left: Seconds to wait at most, `None` for no bound.
            isClosed: Whether the client that waits was closed; then it gets no slot.

        Raises:
            ConnectionError: if it was closed.
            TimeoutError: if none is free in time.
        """
        with self._condition:
            isFree = self._condition.wait_for(lambda: isClosed() or self._free > 0, left)
            if isClosed():
                self._condition.notify()  # Another thread may need the slot that woke this one.
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
        """Let each thread that waits see whether its client was closed."""
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
        """Slots for files, by HTTP method. A download may wait until an upload takes its data."""
        self._pausing = Condition()  # with a reentrant lock, as those of the slots

    @property
    def transport(self) -> Transport:
        """The transport for calls, made on first use."""
        return self._transportFor("calls")

    def storage(self, method: str) -> Transport:
        """The transport for files. It is separate, so that they don't use up connections for calls.

        Args:
            method: HTTP method. Each has its own connections, as many as slots.

        Raises:
            ConnectionError: if the connections are closed.
        """
        return self._transportFor(method)

    def _transportFor(self, purpose: str) -> Transport:
        """The transport for a purpose, made on first use.

        Raises:
            ConnectionError: if the connections are closed.
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
        """Wait; end early if the client is closed.

        Args:
            seconds: How long to wait.
            isClosed: Whether it was closed.
        """
        with self._pausing:
            self._pausing.wait_for(isClosed, seconds)

    def wake(self) -> None:
        """Let each thread that waits see whether its client was closed."""
        self.slots.wake()
        for slots in self.storageSlots.values():
            slots.wake()
        with self._pausing:
            self._pausing.notify_all()

    def close(self) -> None:
        """End the connections."""
        with self._lock:
            self._isClosed = True
        for transport in self._transports.values():
            transport.close()


class SyncPool:
    """Connections of a sync client, and of its copies; made on first use.

    A process that was forked makes its own: two that read from one connection would get each
    other's responses.
    """

    def __init__(self) -> None:
        self.closed: bool = False
        self._processes: dict[int, ProcessPool] = {}

    def current(self) -> ProcessPool:
        """The connections of this process."""
        process = os.getpid()
        found = self._processes.get(process)
        return found or self._processes.setdefault(process, ProcessPool())

    def close(self) -> None:
        """Close the connections, for good; those of other processes are left to them."""
        self.closed = True
        current = self.current()
        current.wake()
        current.close()
