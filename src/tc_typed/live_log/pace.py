"""Pace of a follower of a log: when to poll the task, and when to read its log again. No I/O."""

from __future__ import annotations

import random
from collections.abc import Callable

from tc_typed.core.patience import FIRST_WAIT, LONGEST_WAIT, varied

_GROWTH = 1.5  # of waits between polls, while nothing happens
_GROWTH_AFTER_END = 2.0  # of waits between reads of a log that has ended, while its run continues
_LONGEST_AFTER_END = 300.0  # seconds between these reads


class Pace:
    """Waits between polls, which grow while nothing happens.

    A live log can end long before its run, for example while the worker uploads artifacts. To spare
    the network, it is not read again with each poll.
    """

    def __init__(self, vary: Callable[[], float] = random.random) -> None:
        """Start with the shortest waits.

        Args:
            vary: Source of random numbers from 0 to 1.
        """
        self._vary = vary
        self.afterChange()

    @property
    def isReadDue(self) -> bool:
        """Whether the log is to be read now, if the run has not ended."""
        return self._untilRead <= 0

    def afterChange(self) -> None:
        """Start over with the shortest waits, after new lines or with a new run."""
        self._wait = self._afterEnd = FIRST_WAIT
        self._untilRead = 0.0

    def afterEnd(self) -> None:
        """Postpone the next read, because the log has ended."""
        self._untilRead = self._afterEnd
        self._afterEnd = min(self._afterEnd * _GROWTH_AFTER_END, _LONGEST_AFTER_END)

    def nextWait(self) -> float:
        """Return the seconds to wait before the next poll."""
        wait = varied(self._wait, self._vary)
        self._wait = min(self._wait * _GROWTH, LONGEST_WAIT)
        self._untilRead -= wait
        return wait
