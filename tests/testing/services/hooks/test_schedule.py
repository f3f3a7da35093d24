"""Schedules of hooks."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.testing.services.errors import rejected

from tc_typed.testing.server.errors import ApiError
from tc_typed.testing.services.hooks.schedule import MOST_PATTERNS, checkSchedule, nextDate

NOW = datetime(2026, 11, 27, 2, 30, 15, 500_000, tzinfo=UTC)
LIMITS = [(0, 59), (0, 59), (0, 23), (1, 31), (1, 12), (0, 6)]
NAMES = {
    4: ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"],
    5: ["sun", "mon", "tue"],
}
SLOWEST = timedelta(days=400)


@st.composite
def fields(draw: st.DrawFn, position: int) -> tuple[str, frozenset[int]]:
    """Draw a field of a pattern, and the values that it stands for."""
    least, most = LIMITS[position]
    everything = range(least, most + 1)
    values = st.integers(least, most)
    kind = draw(st.sampled_from(["*", "list", "range", "step", "from", "name"]))
    if kind == "list":
        chosen = draw(st.lists(values, min_size=1, max_size=4))
        return ",".join(map(str, chosen)), frozenset(chosen)
    if kind == "range":
        first, last = sorted((draw(values), draw(values)))
        return f"{first}-{last}", frozenset(range(first, last + 1))
    if kind == "step":
        step = draw(st.integers(1, most))
        return f"*/{step}", frozenset(everything[::step])
    if kind == "from":
        first, step = draw(values), draw(st.integers(1, 20))
        return f"{first}-{most}/{step}", frozenset(range(first, most + 1, step))
    if kind == "name" and position in NAMES:
        index = draw(st.integers(0, len(NAMES[position]) - 1))
        return NAMES[position][index], frozenset({index + least})
    return "*", frozenset(everything)


patterns = st.tuples(*map(fields, range(6)))
moments = st.integers(1_700_000_000, 1_900_000_000).map(
    lambda each: datetime.fromtimestamp(each, UTC)
)


def firstMatch(pattern: tuple[tuple[str, frozenset[int]], ...], now: datetime) -> datetime | None:
    """Find the next date by trying all days, and then all seconds of the first one that matches."""
    seconds, minutes, hours, days, months, weekdays = (values for _, values in pattern)
    everyDay, everyWeekday = (pattern[position][0] == "*" for position in (3, 5))
    day = now.replace(hour=0, minute=0, second=0, microsecond=0)
    for _ in range(SLOWEST.days):
        isDay, isWeekday = day.day in days, day.isoweekday() % 7 in weekdays
        either = isDay and isWeekday if everyDay or everyWeekday else isDay or isWeekday
        if either and day.month in months:
            for hour in sorted(hours):
                for minute in sorted(minutes):
                    for second in sorted(seconds):
                        time = day.replace(hour=hour, minute=minute, second=second)
                        if time > now:
                            return time
        day += timedelta(days=1)
    return None


@given(patterns, moments)
def test_the_next_date_is_the_first_one_that_matches(
    pattern: tuple[tuple[str, frozenset[int]], ...], now: datetime
) -> None:
    schedule = [" ".join(text for text, _ in pattern)]
    expected = firstMatch(pattern, now)
    try:
        found = nextDate(schedule, now)
    except ValueError:  # No month has such a day.
        found = None
    if expected is None:
        assert found is None or found - now > SLOWEST - timedelta(days=2)
    else:
        assert found == expected


@given(st.lists(patterns, min_size=1, max_size=4), moments)
def test_a_schedule_fires_at_the_first_date_of_its_patterns(
    drawn: list[tuple[tuple[str, frozenset[int]], ...]], now: datetime
) -> None:
    every = "0 0 0 1 * *"
    schedule = [" ".join(text for text, _ in each[:3]) + " * * *" for each in drawn]
    dates = [date for each in schedule if (date := nextDate([each], now)) is not None]
    monthly = nextDate([every], now)
    assert monthly is not None
    assert nextDate([*schedule, every], now) == min([*dates, monthly])


@pytest.mark.parametrize(
    ("pattern", "date"),
    [
        ("30 4 * * *", datetime(2026, 11, 27, 4, 30, tzinfo=UTC)),
        ("15 30 2 * * *", datetime(2026, 11, 28, 2, 30, 15, tzinfo=UTC)),
        ("16 30 2 * * *", datetime(2026, 11, 27, 2, 30, 16, tzinfo=UTC)),
        ("@daily", datetime(2026, 11, 28, tzinfo=UTC)),
        ("@yearly", datetime(2027, 1, 1, tzinfo=UTC)),
        ("0 0 ? * 7", datetime(2026, 11, 29, tzinfo=UTC)),
        ("0 0 L * *", datetime(2026, 11, 30, tzinfo=UTC)),
        ("0 0 * * 5L", datetime(2027, 1, 29, tzinfo=UTC)),
        ("0 0 * * FRI#1", datetime(2026, 12, 4, tzinfo=UTC)),
        ("0 0 0 29 2 *", datetime(2028, 2, 29, tzinfo=UTC)),
        ("0 0 1-31 * 1", datetime(2026, 11, 28, tzinfo=UTC)),
        ("0 0 13 * */1", datetime(2026, 11, 28, tzinfo=UTC)),
        ("0 0 ? * 1", datetime(2026, 11, 30, tzinfo=UTC)),
        ("@weekends", datetime(2026, 11, 28, tzinfo=UTC)),
        ("@minutely", datetime(2026, 11, 27, 2, 31, tzinfo=UTC)),
        ("0 0 13 * 1", datetime(2026, 11, 30, tzinfo=UTC)),
    ],
)
def test_patterns_have_the_usual_meaning(pattern: str, date: datetime) -> None:
    now = NOW
    if pattern == "0 0 * * 5L":
        now += timedelta(days=30)
    checkSchedule([pattern], now)
    assert nextDate([pattern], now) == date


@pytest.mark.parametrize(
    "pattern",
    [
        "",
        "bad",
        "not cron",
        "* * *",
        "* * * *",
        "H * * * *",
        "0 0 * * 1#1,5#2",
        "* * * * * * *",
        "60 * * * *",
        "* 24 * * *",
        "* * 0 * *",
        "* * * 13 *",
        "* * * * 8",
        "*/0 * * * *",
        "5-1 * * * *",
        "0 0 LW * *",
        "0 0 30 2 *",
        "0 0 0 31 4,6 *",
        "@never",
        "9" * 5000,
        "1," * 10_000 + "1 * * * *",
        "1/2/3 * * * *",
        "٣ * * * *",
        "* * * * 5L/2",
    ],
)
def test_other_patterns_are_refused(pattern: str) -> None:
    with rejected("InputError"):
        checkSchedule([pattern], NOW)


@given(st.text("0123456789*/,-?L#@ SUNJAmonW", max_size=20), moments)
def test_any_text_is_refused_or_has_a_next_date(pattern: str, now: datetime) -> None:
    try:
        checkSchedule([pattern], now)
    except ApiError as error:
        assert error.code == "InputError"  # noqa: PT017  # It may also be accepted.
    else:
        date = nextDate([pattern], now)
        assert date is not None
        assert date > now


def test_a_schedule_is_limited() -> None:
    with rejected("InputError"):
        checkSchedule(["* * * * *"] * (MOST_PATTERNS + 1), NOW)


def test_without_patterns_there_is_no_date() -> None:
    assert nextDate([], NOW) is None


def test_no_date_follows_the_last_year() -> None:
    assert nextDate(["0 0 1 1 *"], datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC)) is None
