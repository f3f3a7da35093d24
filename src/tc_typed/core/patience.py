"""Patience of functions that poll for long: how long failures in a row are retried. No I/O."""

from __future__ import annotations

import random
from collections.abc import Callable
from time import monotonic

from tc_typed.core.errors import TaskclusterFailure, TaskclusterRestFailure, withoutTrace
from tc_typed.core.logs import log

RETRY_FOR = 60.0
"""Default number of seconds for which failures in a row are retried."""

FIRST_WAIT = 1.0
"""Seconds to wait after a change or after the first failure."""

LONGEST_WAIT = 30.0
"""Seconds that waits grow to."""

_GROWTH = 2.0  # of waits, while requests fail
_SPREAD = 0.25  # fraction by which waits vary, so that callers spread out


class Patience:
    """Decides how long requests may fail in a row."""

    def __init__(
        self,
        retryFor: float,
        isTemporary: Callable[[TaskclusterFailure], bool],
        now: Callable[[], float] = monotonic,
        vary: Callable[[], float] = random.random,
    ) -> None:
        """Start without failures.

        Args:
            retryFor: Seconds for which requests may fail before the failure is raised.
            isTemporary: Function that tells whether a failed request may succeed later.
            now: Clock in seconds.
            vary: Source of random numbers from 0 to 1.
        """
        self._retryFor = retryFor
        self._isTemporary = isTemporary
        self._now = now
        self._vary = vary
        self._end: float | None = None  # While requests fail.
        self._delay = FIRST_WAIT

    def afterSuccess(self) -> None:
        """Forget earlier failures."""
        self._end, self._delay = None, FIRST_WAIT

    def afterFailure(self, failure: TaskclusterFailure) -> float:
        """Return the seconds to wait before the next request, or raise the failure.

        Args:
            failure: Error of the request.

        Raises:
            TaskclusterFailure: the given failure, if it is not retried.
        """
        if not self._isTemporary(failure):
            raise withoutTrace(failure)
        now = self._now()
        if self._end is None:
            self._end = now + self._retryFor
        # The last request is made at the end of the time.
        wait = min(varied(self._delay, self._vary), self._end - now)
        requested = failure.retryAfter if isinstance(failure, TaskclusterRestFailure) else None
        wait = max(wait, requested or 0.0)
        if wait <= 0 or now + wait > self._end:
            raise withoutTrace(failure)
        self._delay = min(self._delay * _GROWTH, LONGEST_WAIT)
        log.info("%s; retrying in %.1f s", failure, wait)
        return wait


def varied(seconds: float, vary: Callable[[], float] = random.random) -> float:
    """Vary a wait by up to a quarter.

    Args:
        seconds: Usual wait.
        vary: Source of random numbers from 0 to 1.
    """
    return seconds * (1 + _SPREAD * (2 * vary() - 1))
