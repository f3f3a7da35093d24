"""Times relative to now, as task definitions need them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

from tc_typed.core.errors import InvalidCall
from tc_typed.core.models.timestamps import formatTimestamp, toMilliseconds
from tc_typed.core.texts import shownValue

# Taskcluster's conventions: a year has 365 days, a month 30.
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
    """The moment that lies `offset` from now, or from another moment.

    Args:
        offset: Amounts with units, largest first, `2 days 3 hours` or `-1h 30min`. Units are years
            (365 days), months (30 days), weeks, days, hours, minutes and seconds; short forms are
            `y`, `yr`, `mo`, `w`, `wk`, `d`, `h`, `hr`, `m`, `min`, `s`, `sec`. A minus in front
            makes it all lie in the past. The empty text is no offset at all: now.
        dateObj: Count from this aware date-time instead of now.

    Returns:
        An aware date-time in UTC, to the millisecond, as Taskcluster keeps it.

    Raises:
        InvalidCall: if the offset can't be read or leaves the calendar, or if `dateObj` is naive.
    """
    # Callers without a type checker may pass anything.
    match = _OFFSET.fullmatch(offset.strip()) if isinstance(offset, str) else None  # pyright: ignore[reportUnnecessaryIsInstance]
    if match is None or (match["sign"] and not any(match[name] for name, _, _ in _UNITS)):
        raise InvalidCall(
            "fromNow",
            f"can't read the offset {shownValue(offset)}; write amounts with units, largest first: "
            "'2 days 3 hours', '-30 min'",
        )
    start = _aware("fromNow", dateObj=dateObj).astimezone(UTC)
    start = start.replace(microsecond=start.microsecond // 1000 * 1000)
    try:
        span = sum((int(match[name] or 0) * unit for name, _, unit in _UNITS), timedelta())
        return start - span if match["sign"] == "-" else start + span
    except OverflowError:
        raise InvalidCall(
            "fromNow", f"the offset {shownValue(offset)} leaves the calendar"
        ) from None


def fromNowJSON(offset: str, dateObj: datetime | None = None) -> str:
    """The same moment as text: `2026-01-31T12:00:00.000Z`.

    Args:
        offset: As for `fromNow`.
        dateObj: As for `fromNow`.

    Raises:
        InvalidCall: as `fromNow` does.
    """
    return formatTimestamp(fromNow(offset, dateObj))


def isExpired(
    expiry: datetime | str | Mapping[str, object] | None, dateObj: datetime | None = None
) -> bool:
    """Whether a time has passed, or the credentials of a certificate have expired.

    Args:
        expiry: An aware date-time, `task.expires` for example; or a certificate of temporary
            credentials, as an object or JSON text. `None` never expires.
        dateObj: The moment that it is about; now unless given.

    Raises:
        InvalidCall: if a date-time is naive.
        TaskclusterAuthFailure: if the certificate is none.

    Example:
        ```python
        isExpired(credentials.certificate, fromNow("20 minutes"))  # will they last so long?
        ```
    """
    moment = _aware("isExpired", dateObj=dateObj)
    if isinstance(expiry, str | Mapping):
        from tc_typed.core.signing.credentials import parseCertificate  # noqa: PLC0415  # it loads pydantic

        certificate = parseCertificate(expiry)
        return certificate is not None and certificate["expiry"] < toMilliseconds(moment)
    return expiry is not None and _aware("isExpired", expiry=expiry) < moment


def _aware(call: str, **named: datetime | None) -> datetime:
    """A date-time that a caller gave, or now."""
    [(name, moment)] = named.items()
    if moment is None:
        return datetime.now(UTC)
    # Callers without a type checker may pass anything.
    if not isinstance(moment, datetime) or moment.utcoffset() is None:  # pyright: ignore[reportUnnecessaryIsInstance]
        raise InvalidCall(
            call, f"{name} must be a datetime with a time zone; use datetime.now(UTC)"
        )
    return moment
