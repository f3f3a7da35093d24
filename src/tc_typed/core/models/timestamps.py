"""How Taskcluster writes times: as text, and as milliseconds where it signs them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_TO_MILLISECONDS = "%04d-%02d-%02dT%02d:%02d:%02d.%03dZ"
_MILLISECOND = timedelta(milliseconds=1)

# The calendar's first and last millisecond, counted from 1970.
_FIRST = datetime.min.replace(tzinfo=UTC) - _EPOCH
_LAST = datetime.max.replace(microsecond=999_000, tzinfo=UTC) - _EPOCH


def formatTimestamp(moment: datetime) -> str:
    """Write an aware date-time as Taskcluster does: UTC, milliseconds, `Z`.

    Args:
        moment: The date-time; digits beyond milliseconds are written only where it has them.

    Raises:
        ValueError: if it has no time zone.
    """
    if moment.tzinfo is not UTC:
        if moment.utcoffset() is None:
            raise ValueError("a date-time without a time zone")
        try:
            moment = moment.astimezone(UTC)
        except OverflowError:  # within a day of year 1 or 9999: no UTC form, the offset stays
            return moment.isoformat(timespec="microseconds")
    milliseconds, rest = divmod(moment.microsecond, 1000)
    if rest:
        return moment.isoformat(timespec="microseconds").removesuffix("+00:00") + "Z"
    return _TO_MILLISECONDS % (  # in half the time of isoformat()
        moment.year,
        moment.month,
        moment.day,
        moment.hour,
        moment.minute,
        moment.second,
        milliseconds,
    )


def toMilliseconds(moment: datetime) -> int:
    """Whole milliseconds from 1970 to an aware date-time, as certificates have times."""
    return (moment - _EPOCH) // _MILLISECOND


def fromMilliseconds(milliseconds: int) -> datetime:
    """The date-time that lies so many milliseconds after 1970; if there is none, the nearest."""
    first, last = _FIRST // _MILLISECOND, _LAST // _MILLISECOND
    return _EPOCH + min(max(milliseconds, first), last) * _MILLISECOND


def shifted(moment: datetime, span: timedelta) -> datetime:
    """The date-time in UTC that lies a span after an aware one; if there is none, the nearest."""
    return _EPOCH + min(max(moment - _EPOCH + span, _FIRST), _LAST)
