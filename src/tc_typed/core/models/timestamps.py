"""Taskcluster's time formats: strings, and milliseconds in certificates."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_TO_MILLISECONDS = "%04d-%02d-%02dT%02d:%02d:%02d.%03dZ"
_MILLISECOND = timedelta(milliseconds=1)

# The first and last millisecond of Python's calendar, relative to 1970.
_FIRST = datetime.min.replace(tzinfo=UTC) - _EPOCH
_LAST = datetime.max.replace(microsecond=999_000, tzinfo=UTC) - _EPOCH


def formatTimestamp(time: datetime) -> str:
    """Format a timezone-aware datetime like Taskcluster: in UTC with milliseconds and `Z`.

    Args:
        time: The datetime. Microseconds are included only if they are not zero.

    Raises:
        ValueError: if the datetime has no time zone.
    """
    if time.tzinfo is not UTC:
        if time.utcoffset() is None:
            raise ValueError("the datetime must have a time zone")
        try:
            time = time.astimezone(UTC)
        except OverflowError:  # The UTC time is outside the years 1 to 9999, so keep the offset.
            return time.isoformat(timespec="microseconds")
    milliseconds, rest = divmod(time.microsecond, 1000)
    if rest:
        return time.isoformat(timespec="microseconds").removesuffix("+00:00") + "Z"
    return _TO_MILLISECONDS % (  # twice as fast as isoformat()
        time.year,
        time.month,
        time.day,
        time.hour,
        time.minute,
        time.second,
        milliseconds,
    )


def truncated(time: datetime) -> datetime:
    """Truncate a datetime to milliseconds, the precision of all times in Taskcluster."""
    return time.replace(microsecond=time.microsecond // 1000 * 1000)


def toMilliseconds(time: datetime) -> int:
    """Convert a timezone-aware datetime to milliseconds since 1970 (UTC), rounded down."""
    return (time - _EPOCH) // _MILLISECOND


def fromMilliseconds(milliseconds: int) -> datetime:
    """Convert milliseconds since 1970 to a datetime in UTC, clamped to Python's calendar."""
    first, last = _FIRST // _MILLISECOND, _LAST // _MILLISECOND
    return _EPOCH + min(max(milliseconds, first), last) * _MILLISECOND


def shifted(time: datetime, span: timedelta) -> datetime:
    """Add a timedelta to a timezone-aware datetime. The result is UTC, clamped to the calendar."""
    return _EPOCH + min(max(time - _EPOCH + span, _FIRST), _LAST)
