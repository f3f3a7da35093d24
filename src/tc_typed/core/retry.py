"""Retry policy: which failures are retried, and after how long a wait."""

from __future__ import annotations

import math
from dataclasses import dataclass
from time import perf_counter

from tc_typed.core.errors import (
    TaskclusterConnectionError,
    TaskclusterFailure,
    TaskclusterRestFailure,
    UntrustedCertificate,
    withoutTrace,
)
from tc_typed.core.logs import log


@dataclass(frozen=True, slots=True)
class RetryPolicy:
    """Exponential back-off: wait n, counted from 0, is `2^n * delayFactor`, varied at random."""

    retries: int = 5
    """Number of retries after the first attempt."""
    delayFactor: float = 0.1
    """Length of the first wait in seconds."""
    randomizationFactor: float = 0.25
    """Largest fraction by which a wait is shortened or lengthened, so that callers spread out."""
    maxDelay: float = 30.0
    """Longest wait in seconds; a wait for Retry-After may exceed it by the random fraction."""

    def delayOrRaise(
        self, retriesSoFar: int, failure: TaskclusterFailure, end: float = math.inf
    ) -> float:
        """Decide whether to retry after a failure; log the retry, or raise the failure.

        Args:
            retriesSoFar: Number of attempts made before the one that failed.
            failure: Error that ended the attempt.
            end: Time (of `perf_counter()`) by which the call must end.

        Returns:
            Seconds to wait before the next attempt.

        Raises:
            TaskclusterFailure: the given failure, if it is not retried.
        """
        delay = self.wait(retriesSoFar, failure)
        if delay is None or perf_counter() + delay >= end:
            raise withoutTrace(failure)
        logRetry(failure, delay, retriesSoFar)
        return delay

    def wait(self, retriesSoFar: int, failure: TaskclusterFailure) -> float | None:
        """Return the seconds to wait before the next attempt, or `None` if there is none.

        If the server asks for a longer wait than `maxDelay`, there is none: the caller finds the
        requested wait in the error's `retryAfter`.

        Args:
            retriesSoFar: Number of attempts made before the one that failed.
            failure: Error that ended the attempt.
        """
        if retriesSoFar >= self.retries or not isTemporary(failure):
            return None
        delay = self.backOff(retriesSoFar)
        requested = failure.retryAfter if isinstance(failure, TaskclusterRestFailure) else None
        if requested is None:
            return delay
        if requested > self.maxDelay:
            return None
        # Never retry earlier than the server asks for, and don't let all callers retry at once.
        return max(requested * (1 + abs(self._spread())), delay)

    def backOff(self, retriesSoFar: int) -> float:
        """Return the seconds to wait before the next attempt, if the caller decides to make one.

        Args:
            retriesSoFar: Number of attempts made before the one that failed.
        """
        delay = math.ldexp(self.delayFactor, min(retriesSoFar, 100)) * (1 + self._spread())
        return min(delay, self.maxDelay)

    def delayAfter(self, failuresBefore: int, failure: TaskclusterFailure) -> float:
        """Return the seconds to wait after a failure, for callers that retry as long as it takes.

        Args:
            failuresBefore: Number of failures in a row before this one.
            failure: Error that ended the attempt.
        """
        requested = failure.retryAfter if isinstance(failure, TaskclusterRestFailure) else None
        return max(self.backOff(failuresBefore), requested or 0.0)

    def _spread(self) -> float:
        import random  # noqa: PLC0415  # few calls need it

        return random.uniform(-self.randomizationFactor, self.randomizationFactor)  # noqa: S311  # no secret


def logRetry(failure: TaskclusterFailure, delay: float, retriesSoFar: int) -> None:
    """Log that an attempt failed, and that there will be another one.

    Args:
        failure: Error that ended the attempt.
        delay: Seconds until the next attempt.
        retriesSoFar: Number of attempts made before the one that failed.
    """
    log.info(
        "%s; retrying in %.1f s",
        failure,
        delay,
        extra={
            "call": failure.call,
            "attempt": retriesSoFar + 1,
            "delay": delay,
            "status": None if failure.response is None else failure.response.status,
        },
    )


def isTemporary(failure: TaskclusterFailure) -> bool:
    """Whether the same call may succeed a little later."""
    if isinstance(failure, TaskclusterRestFailure):
        return failure.status_code == 429 or failure.status_code >= 500
    # A certificate that is not trusted now won't be in a second.
    return isinstance(failure, TaskclusterConnectionError) and not isinstance(
        failure, UntrustedCertificate
    )
