"""How long to wait: the patience of transfers with a storage, and moments at which time is over."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager
from contextvars import ContextVar
from time import perf_counter


class Patience:
    """A time budget for a storage.

    Each byte sent or received earns a second, up to the initial value.

    A storage that is silent is given up after that time, and so is one that sends or takes less
    than a byte a second for long. Only waiting for the storage counts, not the caller's own work.
    """

    def __init__(self, seconds: float) -> None:
        """Begin with all of the time.

        Args:
            seconds: How long to wait at most for anything.
        """
        self._most = seconds
        self._left = seconds
        self._since = perf_counter()

    @property
    def deadline(self) -> float:
        """The moment of `perf_counter()` at which the wait that has begun must be over."""
        return self._since + self._left

    def begin(self) -> float:
        """Begin to wait.

        Returns:
            Seconds that the wait may take.

        Raises:
            TimeoutError: if there are none.
        """
        self._since = perf_counter()
        if self._left <= 0:
            raise TimeoutError("less than a byte a second came through")
        return self._left

    def end(self, size: int) -> None:
        """End the wait.

        Args:
            size: Bytes that were sent or received meanwhile.
        """
        waited = perf_counter() - self._since
        self._left = min(self._most, self._left - waited + size)


_current: ContextVar[Patience] = ContextVar("_current")


@contextmanager
def waitingWith(patience: Patience) -> Generator[None]:
    """Within the block, connections to storages wait as long as a patience says."""
    token = _current.set(patience)
    try:
        yield
    finally:
        _current.reset(token)


def currentDeadline() -> float:
    """The moment of `perf_counter()` at which what a connection does now must be over."""
    return _current.get().deadline


def secondsUntil(moment: float) -> float:
    """Seconds until a moment of `perf_counter()`.

    Raises:
        TimeoutError: if it is over.
    """
    seconds = moment - perf_counter()
    if seconds <= 0:
        raise TimeoutError("it took too long")
    return seconds
