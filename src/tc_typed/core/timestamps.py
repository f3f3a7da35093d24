"""How Taskcluster writes times."""

from __future__ import annotations

from datetime import UTC, datetime


def formatTimestamp(moment: datetime) -> str:
    """Write an aware date-time as Taskcluster does: UTC, milliseconds, `Z`.

    Args:
        moment: The date-time; digits beyond milliseconds are written only where it has them.

    Raises:
        ValueError: if it has no time zone.
    """
    if moment.utcoffset() is None:
        raise ValueError("a date-time without a time zone")
    try:
        moment = moment.astimezone(UTC)
    except OverflowError:  # within a day of year 1 or 9999: no UTC form, the offset stays
        return moment.isoformat(timespec="microseconds")
    digits = "microseconds" if moment.microsecond % 1000 else "milliseconds"
    return moment.isoformat(timespec=digits).removesuffix("+00:00") + "Z"
