"""Clocks of the local Taskcluster."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TypeAlias

from tc_typed.core.errors import InvalidCall
from tc_typed.core.models.timestamps import shifted, truncated
from tc_typed.core.texts import shownValue
from tc_typed.testing.state.store import Records, Store
from tc_typed.times import fromNow

Clock: TypeAlias = Callable[[], datetime]
"""Function that returns the current time as an aware datetime."""

_ADVANCE = "clock.advance"

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_KEY = "clock"


def systemClock() -> datetime:
    """Return the computer's current time."""
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class ClockRecord:
    """Sum of a clock's advances."""

    microseconds: int


class LocalClock:
    """Clock of a local Taskcluster, which tests can advance. Calling it returns its time.

    Example:
        ```python
        local.clock.advance("20 minutes")
        deadline = fromNow("1 day", local.clock.now())
        ```
    """

    def __init__(self, source: Clock, onAdvance: Callable[[], None]) -> None:
        """Create a clock that shows the time of another one.

        Args:
            source: Clock that this one follows, ahead by its advances.
            onAdvance: Function to call after each advance.
        """
        self._source = source
        self._onAdvance = onAdvance
        self._ahead = timedelta()
        self._records: Records[ClockRecord] = Records()
        self._lock = threading.Lock()  # Several threads may advance it at the same time.

    def __call__(self) -> datetime:
        """Return the current time as an aware datetime."""
        return shifted(self._source(), self._ahead)

    def now(self) -> datetime:
        """Return the current time as an aware datetime."""
        return self()

    def advance(self, span: str | timedelta) -> datetime:
        """Move the clock forward; deadlines, claims and everything that expires follow at once.

        Args:
            span: Time to advance by: a timedelta, or amounts with units like those of `fromNow`,
                for example `2 days` or `1h 30min`.

        Returns:
            The new time.

        Raises:
            InvalidCall: if the span can't be parsed, is negative or leads beyond the year 9999.

        Example:
            ```python
            local.clock.advance("20 minutes")  # the claim expires
            ```
        """
        moved = _timedelta(span)
        if moved < timedelta():
            raise InvalidCall(_ADVANCE, f"span must not be negative, got {shownValue(span)}")
        with self._lock:
            try:
                _ = self._source() + self._ahead + moved
            except OverflowError:
                reason = f"span must not lead beyond the year 9999, got {shownValue(span)}"
                raise InvalidCall(_ADVANCE, reason) from None
            self._ahead += moved
        self._onAdvance()
        return self()

    def reset(self) -> None:
        """Show the time of the other clock again."""
        with self._lock:
            self._ahead = timedelta()

    def restore(self, store: Store) -> None:
        """Show the time that a clock with this store would show now.

        Args:
            store: Store that keeps the advances from now on.
        """
        with self._lock:
            self._records = store.records("clock", ClockRecord)
            records = [record for _, record in self._records.load()]
            self._ahead = sum((record.microseconds for record in records), 0) * _MICROSECOND

    def keep(self) -> None:
        """Put the advances into the store. Call it inside the timeline."""
        self._records.put(_KEY, ClockRecord(self._ahead // _MICROSECOND))


def _timedelta(span: str | timedelta) -> timedelta:
    if isinstance(span, timedelta):
        return span
    try:
        return fromNow(span, _EPOCH) - _EPOCH
    except InvalidCall as error:
        raise InvalidCall(_ADVANCE, error.reason) from None


def inMilliseconds(time: datetime) -> datetime:
    """Convert a datetime to UTC and truncate it to milliseconds, Taskcluster's precision."""
    return truncated(shifted(time, timedelta()))
