"""Time limits: a deadline for a call, and patience with a storage that makes progress.

Moments are those of `perf_counter()`.
"""

from __future__ import annotations

from time import perf_counter
from typing import Protocol


class TimeLimit(Protocol):
    """How long a request may take."""

    @property
    def seconds(self) -> float:
        """Seconds that it may take to wait for anything."""
        ...

    @property
    def deadline(self) -> float:
        """The moment at which the wait that has begun must be over."""
        ...


class Deadline:
    """The limit of a call: one moment for all of it."""

    __slots__ = ("deadline", "seconds")

    def __init__(self, seconds: float) -> None:
        """Begin now.

        Args:
            seconds: How long everything may take together.
        """
        self.seconds: float = seconds
        self.deadline: float = perf_counter() + seconds


class Patience:
    """A time budget for a storage, in which each byte sent or received earns a second.

    It never exceeds its first value. A storage that is silent is given up after that time, and so
    is one that sends or takes less than a byte a second for long. Only waiting for the storage
    counts, not the caller's own work.
    """

    def __init__(self, seconds: float) -> None:
        """Begin with all of the time.

        Args:
            seconds: How long to wait at most for anything.
        """
        self.seconds: float = seconds
        self.renew()

    def renew(self) -> None:
        """Begin anew, with all of the time."""
        self._left = self.seconds
        self._since = perf_counter()

    @property
    def deadline(self) -> float:
        """The moment at which the wait that has begun must be over."""
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
        self._left = min(self.seconds, self._left - waited + size)


def secondsUntil(moment: float) -> float:
    """Seconds until a moment.

    Raises:
        TimeoutError: if it is over.
    """
    seconds = moment - perf_counter()
    if seconds <= 0:
        raise TimeoutError("it took too long")
    return seconds
