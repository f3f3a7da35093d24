"""Time limits: a deadline for a call, and a stall timeout for a transfer.

Deadlines are readings of `perf_counter()`.
"""

from __future__ import annotations

from time import perf_counter
from typing import Protocol


class TimeLimit(Protocol):
    """Time limit of a request."""

    @property
    def seconds(self) -> float:
        """Maximum number of seconds to wait for any single step, such as connecting."""
        ...

    @property
    def silence(self) -> float:
        """Maximum number of seconds to wait for a part of the response."""
        ...

    @property
    def deadline(self) -> float:
        """Time at which the current wait must end."""
        ...


class Deadline:
    """One fixed deadline for the whole call."""

    __slots__ = ("deadline", "seconds", "silence")

    def __init__(self, seconds: float) -> None:
        """Start the clock.

        Args:
            seconds: Time limit for the whole call.
        """
        self.seconds: float = seconds
        self.silence: float = seconds
        self.deadline: float = perf_counter() + seconds


class StallTimeout:
    """Timeout of a transfer, which each byte sent or received extends by a second.

    The remaining time never exceeds the initial one. A transfer therefore fails if the storage is
    silent for that long, or stays below a byte per second until the time is used up. Only waiting
    for the storage counts, not the caller's own work.
    """

    def __init__(self, seconds: float, silence: float = 0.0) -> None:
        """Start with the full time.

        Args:
            seconds: Seconds without progress after which the transfer fails.
            silence: Seconds without progress after which it fails once the response has begun, if
                that is longer. If this is given, each part of the response renews the full time,
                so the response may be slower than a byte per second.
        """
        self.seconds: float = seconds
        self.silence: float = max(seconds, silence)
        self._mayBeSlow = silence > 0
        self._most = seconds
        self._left = seconds
        self._since = perf_counter()

    def beginResponse(self) -> None:
        """Start over with the full time for the body of the response."""
        self._most = self._left = self.silence
        self._since = perf_counter()

    @property
    def deadline(self) -> float:
        """Time at which the current wait must end."""
        return self._since + self._left

    def begin(self) -> float:
        """Start a wait.

        Returns:
            Seconds that the wait may take.

        Raises:
            TimeoutError: if no time is left.
        """
        self._since = perf_counter()
        if self._left <= 0:
            raise TimeoutError("less than a byte per second was transferred")
        return self._left

    def end(self, size: int) -> None:
        """End the wait.

        Args:
            size: Number of bytes that were sent or received during the wait.
        """
        waited = perf_counter() - self._since
        gained = self._most if size and self._mayBeSlow else size
        self._left = min(self._most, self._left - waited + gained)


def secondsUntil(deadline: float) -> float:
    """Return the seconds left until a deadline.

    Raises:
        TimeoutError: if the deadline has passed.
    """
    seconds = deadline - perf_counter()
    if seconds <= 0:
        raise TimeoutError("the deadline has passed")
    return seconds
