"""When to try again, and how long to wait before."""

from __future__ import annotations

import math
import random
import ssl
from collections.abc import Iterator
from dataclasses import dataclass

from tc_typed.core.errors import (
    TaskclusterConnectionError,
    TaskclusterFailure,
    TaskclusterRestFailure,
)


@dataclass(frozen=True, slots=True)
class RetryPolicy:
    """Exponential back-off: the n-th wait is `2^n * delayFactor`, spread at random."""

    retries: int = 5
    """How often to try again after the first attempt."""
    delayFactor: float = 0.1
    """Seconds that the first wait takes."""
    randomizationFactor: float = 0.25
    """By which share a wait is made shorter or longer, so that callers don't come back at once."""
    maxDelay: float = 30.0
    """Seconds that a wait takes at most."""

    def wait(self, attempt: int, failure: TaskclusterFailure) -> float | None:
        """Seconds to wait before the next attempt, `None` where there is none to make.

        Args:
            attempt: How many attempts were made before the one that failed.
            failure: How it failed.

        A server that asks for more patience than `maxDelay` gets none: the caller learns at once
        and finds what was asked for in the error's `retryAfter`.
        """
        if attempt >= self.retries or not _passing(failure):
            return None
        spread = random.uniform(  # noqa: S311  # no secret
            1 - self.randomizationFactor, 1 + self.randomizationFactor
        )
        delay = min(math.ldexp(self.delayFactor, min(attempt, 100)) * spread, self.maxDelay)
        asked = failure.retryAfter if isinstance(failure, TaskclusterRestFailure) else None
        if asked is None:
            return delay
        return max(asked, delay) if asked <= self.maxDelay else None


def _passing(failure: TaskclusterFailure) -> bool:
    """Whether the same call may well succeed a little later."""
    if isinstance(failure, TaskclusterRestFailure):
        return failure.status_code == 429 or failure.status_code >= 500
    # A certificate that can't be trusted now can't be in a second.
    return isinstance(failure, TaskclusterConnectionError) and not any(
        isinstance(cause, ssl.SSLCertVerificationError) for cause in _causes(failure)
    )


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__
