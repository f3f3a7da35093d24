"""Clock of the local Taskcluster."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import TypeAlias

from tc_typed.core.models.timestamps import shifted

Clock: TypeAlias = Callable[[], datetime]
"""Function that returns the current time as an aware datetime."""


def systemClock() -> datetime:
    """Return the computer's current time."""
    return datetime.now(UTC)


def inMilliseconds(time: datetime) -> datetime:
    """Convert a datetime to UTC and truncate it to milliseconds, Taskcluster's precision."""
    time = shifted(time, timedelta())
    return time.replace(microsecond=time.microsecond // 1000 * 1000)
