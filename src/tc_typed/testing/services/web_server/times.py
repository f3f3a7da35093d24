"""Times as they are in profiles."""

from __future__ import annotations

from datetime import UTC, datetime


def milliseconds(time: datetime) -> int:
    """Return a time in milliseconds since 1970."""
    return round(time.timestamp() * 1000)


def date(time: int) -> str:
    """Return the date, such as `11/22/2026`, of a time in milliseconds since 1970."""
    day = _moment(time)
    return f"{day.month}/{day.day}/{day.year}"


def timeOfDay(time: int) -> str:
    """Return the time of day, such as `2:23:16 AM`, of a time in milliseconds since 1970."""
    return _moment(time).strftime("%I:%M:%S %p").lstrip("0")


def _moment(time: int) -> datetime:
    return datetime.fromtimestamp(time / 1000, UTC)
