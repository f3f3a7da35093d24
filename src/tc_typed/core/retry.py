"""The decision to retry: which failures are retried, and how long to wait before."""

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
    """Exponential back-off: the n-th wait is `2^n * delayFactor`, spread at random."""

    retries: int = 5
    """How many retries there are after the first attempt."""
    delayFactor: float = 0.1
    """Seconds that the first wait takes."""
    randomizationFactor: float = 0.25
    """By which share a wait is made shorter or longer, so that callers don't come back at once."""
    maxDelay: float = 30.0
    """Seconds that a wait takes at most; a Retry-After of so much may take its share longer."""

    def delayOrRaise(
        self, retriesSoFar: int, failure: TaskclusterFailure, end: float = math.inf
    ) -> float:
        """Decide whether to retry after a failure; log the retry, or raise the failure.

        Args:
            retriesSoFar: How many attempts were made before the one that failed.
            failure: How it failed.
            end: The moment of `perf_counter()` at which all must be over.

        Returns:
            Seconds to wait before the next attempt.

        Raises:
            TaskclusterFailure: the failure, if it is final.
        """
        delay = self.wait(retriesSoFar, failure)
        if delay is None or perf_counter() + delay >= end:
            raise withoutTrace(failure)
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
        return delay

    def wait(self, retriesSoFar: int, failure: TaskclusterFailure) -> float | None:
        """Seconds to wait before the next attempt, `None` if there is none to make.

        A server that asks for more patience than `maxDelay` gets none: the caller learns at once,
        and finds what was asked for in the error's `retryAfter`.

        Args:
            retriesSoFar: How many attempts were made before the one that failed.
            failure: How it failed.
        """
        if retriesSoFar >= self.retries or not _passing(failure):
            return None
        import random  # noqa: PLC0415  # few calls need it

        spread = random.uniform(-self.randomizationFactor, self.randomizationFactor)  # noqa: S311  # no secret
        delay = math.ldexp(self.delayFactor, min(retriesSoFar, 100)) * (1 + spread)
        delay = min(delay, self.maxDelay)
        asked = failure.retryAfter if isinstance(failure, TaskclusterRestFailure) else None
        if asked is None:
            return delay
        # Never earlier than the server asks for, and not all its callers at the same time.
        return max(asked * (1 + abs(spread)), delay) if asked <= self.maxDelay else None


def _passing(failure: TaskclusterFailure) -> bool:
    """Whether the same call may well succeed a little later."""
    if isinstance(failure, TaskclusterRestFailure):
        return failure.status_code == 429 or failure.status_code >= 500
    # A certificate that can't be trusted now can't be in a second.
    return isinstance(failure, TaskclusterConnectionError) and not isinstance(
        failure, UntrustedCertificate
    )
