"""Schedules of hooks: cron patterns, and the next date that one of them matches. No state.

Patterns have five or six fields (the first of six is the second), or are nicknames like `@daily`.
Names of months and days, `?` for `*`, `L` for the last day of the month, `5L` for its last Friday
and `5#2` for its second one are understood as on a real server.

A real server also accepts patterns that hardly anyone means. They are refused here, so that a test
shows the mistake: three or four fields, which fire each second of some minutes; an empty string,
for each minute; and `H`, for a random value at each start. Both refuse `W`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

from tc_typed.core.extras import needing
from tc_typed.core.texts import shownValue
from tc_typed.testing.server.errors import ApiError

with needing("testing", "LocalTaskcluster"):
    from cronsim import CronSim, CronSimError

MOST_PATTERNS = 100
"""Maximum number of patterns in a schedule, since each can take milliseconds to compute."""

_LONGEST_PATTERN = 500  # characters

_NICKNAMES: Mapping[str, str] = {
    "@yearly": "0 0 0 1 1 *",
    "@annually": "0 0 0 1 1 *",
    "@monthly": "0 0 0 1 * *",
    "@weekly": "0 0 0 * * 0",
    "@daily": "0 0 0 * * *",
    "@hourly": "0 0 * * * *",
    "@minutely": "0 * * * * *",
    "@secondly": "* * * * * *",
    "@weekdays": "0 0 0 * * 1-5",
    "@weekends": "0 0 0 * * 0,6",
}

_MONTHS = "JAN|FEB|MAR|APR|MAY|JUN|JUL|AUG|SEP|OCT|NOV|DEC"
_DAYS = "SUN|MON|TUE|WED|THU|FRI|SAT"
_FORMS = [
    re.compile(rf"(?:\*|\?|(?:{value})(?:-(?:{value}))?)(?:/\d{{1,2}})?{special}")
    for value, special in (
        (r"\d{1,2}", ""),
        (r"\d{1,2}", ""),
        (r"\d{1,2}", ""),
        (r"\d{1,2}", "|L"),
        (rf"\d{{1,2}}|{_MONTHS}", ""),
        (rf"\d|{_DAYS}", rf"|\dL|(?:\d|{_DAYS})#[1-5]"),
    )
]
"""Forms of the items of each field. The library accepts more than a real server."""

_WHOLE_RANGES = {3: "1-31", 5: "0-7"}
"""Ranges of the fields for the day of the month and of the week, by position."""

_EVERY = ("*", "?")


def checkSchedule(schedule: Sequence[str], now: datetime) -> None:
    """Check a schedule.

    Args:
        schedule: Cron patterns.
        now: Current time.

    Raises:
        ApiError: with the code InputError, if there are too many patterns, or if one is invalid or
            never matches.
    """
    if len(schedule) > MOST_PATTERNS:
        raise ApiError(
            "InputError",
            f"schedule must have at most {MOST_PATTERNS} patterns, got {len(schedule):,}",
        )
    for pattern in schedule:
        try:
            dates = CronSim(_normalized(pattern), now)
        except (CronSimError, ValueError):
            raise ApiError(
                "InputError",
                "schedule must contain cron patterns of five or six fields, got "
                f"{shownValue(pattern)}",
            ) from None
        if _first(dates) is None:
            raise ApiError("InputError", f"{shownValue(pattern)} in schedule never matches a date")


def nextDate(schedule: Sequence[str], now: datetime) -> datetime | None:
    """Return the next date at which a hook fires; `None` if there is none.

    Args:
        schedule: Cron patterns, which have been checked.
        now: Time that the date must be after.
    """
    dates = (_first(CronSim(_normalized(pattern), now)) for pattern in schedule)
    return min((date for date in dates if date is not None), default=None)


def _first(dates: Iterator[datetime]) -> datetime | None:
    try:
        return next(dates, None)
    except OverflowError:  # The year 9999 is over.
        return None


def _normalized(pattern: str) -> str:
    """Return a pattern with six fields that means the same to the library.

    Raises:
        ValueError: if the pattern is invalid.
    """
    if len(pattern) > _LONGEST_PATTERN:
        raise ValueError
    fields = _NICKNAMES.get(pattern, pattern).upper().split()
    if len(fields) == len(_FORMS) - 1:
        fields.insert(0, "0")
    for field, form in zip(fields, _FORMS, strict=True):
        if not all(map(form.fullmatch, field.split(","))):
            raise ValueError
    if "#" in fields[-1] and "," in fields[-1]:
        raise ValueError
    for position, whole in _WHOLE_RANGES.items():
        fields[position] = _day(fields[position], whole)
    return " ".join(fields).replace("?", "*")


def _day(field: str, whole: str) -> str:
    """Return a field for days that begins with a star only if it is one.

    A day must match both fields for days if one of them is a star, else any of them. The library
    looks only at the first character, unlike a real server.
    """
    if field in _EVERY or not field.startswith(_EVERY):
        return field
    return whole + field[1:]
