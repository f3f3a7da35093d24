"""Times relative to now, for task definitions."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

from tc_typed.core.errors import InvalidCall
from tc_typed.core.models.timestamps import formatTimestamp, toMilliseconds, truncated
from tc_typed.core.texts import shownValue

# As in Taskcluster, a year has 365 days and a month 30.
_UNITS = (
    ("years", ("years", "year", "yrs", "yr", "y"), timedelta(days=365)),
    ("months", ("months", "month", "mo"), timedelta(days=30)),
    ("weeks", ("weeks", "week", "wks", "wk", "w"), timedelta(weeks=1)),
    ("days", ("days", "day", "d"), timedelta(days=1)),
    ("hours", ("hours", "hour", "hrs", "hr", "h"), timedelta(hours=1)),
    ("minutes", ("minutes", "minute", "mins", "min", "m"), timedelta(minutes=1)),
    ("seconds", ("seconds", "second", "secs", "sec", "s"), timedelta(seconds=1)),
)
_OFFSET = re.compile(
    r"(?:(?P<sign>[+-])\s*)?"
    + "".join(
        rf"(?:(?P<{name}>[0-9]{{1,1000}})\s*(?:{'|'.join(words)})(?![a-z])\s*)?"
        for name, words, _ in _UNITS
    ),
    re.IGNORECASE,
)


def fromNow(offset: str, dateObj: datetime | None = None) -> datetime:
    """Return the time at an offset from now, or from another time.

    Args:
        offset: Amounts with units, largest first, `2 days 3 hours` or `-1h 30min`. Units are years
            (365 days), months (30 days), weeks, days, hours, minutes and seconds; short forms are
            `y`, `yr`, `mo`, `w`, `wk`, `d`, `h`, `hr`, `m`, `min`, `s`, `sec`. A leading minus
            applies to all amounts. An empty string means no offset.
        dateObj: Aware datetime to start from. Defaults to now.

    Returns:
        An aware datetime in UTC, truncated to milliseconds like all times in Taskcluster.

    Raises:
        InvalidCall: if the offset can't be parsed or the result is out of range, or if `dateObj` is
            naive.
    """
    # Callers without a type checker may pass anything.
    match = _OFFSET.fullmatch(offset.strip()) if isinstance(offset, str) else None  # pyright: ignore[reportUnnecessaryIsInstance]
    if match is None or (match["sign"] and not any(match[name] for name, _, _ in _UNITS)):
        raise InvalidCall(
            "fromNow",
            "offset must be amounts with units, largest first, such as '2 days 3 hours' or "
            f"'-30 min', got {shownValue(offset)}",
        )
    start = truncated(_aware("fromNow", dateObj=dateObj).astimezone(UTC))
    try:
        span = sum((int(match[name] or 0) * unit for name, _, unit in _UNITS), timedelta())
        return start - span if match["sign"] == "-" else start + span
    except OverflowError:
        raise InvalidCall(
            "fromNow", f"the time at the offset {shownValue(offset)} is out of range"
        ) from None


def fromNowJSON(offset: str, dateObj: datetime | None = None) -> str:
    """Return the result of `fromNow` as a string: `2026-01-31T12:00:00.000Z`.

    Args:
        offset: As for `fromNow`.
        dateObj: As for `fromNow`.

    Raises:
        InvalidCall: if `fromNow` would raise it.
    """
    return formatTimestamp(fromNow(offset, dateObj))


def isExpired(
    expiry: datetime | str | Mapping[str, object] | None, dateObj: datetime | None = None
) -> bool:
    """Whether a time has passed, or the credentials of a certificate have expired.

    Args:
        expiry: An aware datetime such as `task.expires`, or the certificate of temporary
            credentials, as a mapping or a JSON string. `None` never expires.
        dateObj: Time to compare with. Defaults to now.

    Raises:
        InvalidCall: if a datetime is naive.
        TaskclusterAuthFailure: if the certificate is malformed.

    Example:
        ```python
        isExpired(credentials.certificate, fromNow("20 minutes"))  # in 20 minutes?
        ```
    """
    time = _aware("isExpired", dateObj=dateObj)
    if isinstance(expiry, str | Mapping):
        from tc_typed.core.signing.credentials import parseCertificate  # noqa: PLC0415  # loads pydantic

        certificate = parseCertificate(expiry)
        return certificate is not None and certificate["expiry"] < toMilliseconds(time)
    return expiry is not None and _aware("isExpired", expiry=expiry) < time


def _aware(call: str, **named: datetime | None) -> datetime:
    """Check an argument, passed by its parameter's name; return it, or now if it is None."""
    [(name, time)] = named.items()
    if time is None:
        return datetime.now(UTC)
    # Callers without a type checker may pass anything.
    if not isinstance(time, datetime) or time.utcoffset() is None:  # pyright: ignore[reportUnnecessaryIsInstance]
        raise InvalidCall(
            call,
            f"{name} must be a datetime with a time zone, got {shownValue(time)}; "
            "use datetime.now(UTC)",
        )
    return time
