"""The local Taskcluster's time."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import TypeAlias

from tc_typed.core.models.timestamps import shifted

Clock: TypeAlias = Callable[[], datetime]
"""Tells the time, as an aware date-time."""


def systemClock() -> datetime:
    """The computer's time."""
    return datetime.now(UTC)


def inMilliseconds(moment: datetime) -> datetime:
    """A date-time in UTC, cut off at milliseconds: as precise as Taskcluster keeps it."""
    moment = shifted(moment, timedelta())
    return moment.replace(microsecond=moment.microsecond // 1000 * 1000)
