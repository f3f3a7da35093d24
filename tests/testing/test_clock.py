"""Clock of the local Taskcluster."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tc_typed.core.errors import InvalidCall
from tc_typed.testing.clock import LocalClock, inMilliseconds, systemClock

START = datetime(2026, 1, 1, tzinfo=UTC)


def newClock() -> LocalClock:
    return LocalClock(lambda: START, lambda: None)


@given(st.lists(st.timedeltas(timedelta(), timedelta(days=365)), max_size=10))
def test_advances_add_up(spans: list[timedelta]) -> None:
    advances: list[datetime] = []
    clock = LocalClock(lambda: START, lambda: advances.append(clock()))
    expected = START
    for span in spans:
        expected += span
        assert clock.advance(span) == expected
        assert clock.now() == clock() == expected
        assert advances[-1] == expected  # It had moved before it said so.
    assert len(advances) == len(spans)
    clock.reset()
    assert clock() == START


@pytest.mark.parametrize(
    ("span", "expected"),
    [
        ("2 days", timedelta(days=2)),
        ("1h 30min", timedelta(minutes=90)),
        ("0 seconds", timedelta()),
        (timedelta(milliseconds=1), timedelta(milliseconds=1)),
    ],
)
def test_a_span_is_text_or_a_timedelta(span: str | timedelta, expected: timedelta) -> None:
    assert newClock().advance(span) == START + expected


@pytest.mark.parametrize(
    ("span", "problem"),
    [
        ("-1 day", "span must not be negative, got '-1 day'"),
        (timedelta(seconds=-1), "span must not be negative"),
        ("soon", "soon"),
        (5, "5"),
        (None, "None"),
        ("7990 years", "beyond the year 9999"),
        ("9000 years", "out of range"),
        (timedelta.max, "beyond the year 9999"),
    ],
)
def test_other_spans_are_refused(span: str, problem: str) -> None:
    clock = newClock()
    with pytest.raises(InvalidCall, match=problem) as info:
        clock.advance(span)
    assert info.value.call == "clock.advance"
    assert clock() == START


def test_advances_by_several_threads_add_up() -> None:
    clock = newClock()
    with ThreadPoolExecutor(8) as pool:
        for each in [
            pool.submit(lambda: [clock.advance("1 second") for _ in range(100)]) for _ in range(8)
        ]:
            each.result(10)
    assert clock() == START + timedelta(seconds=800)


def test_it_goes_on_with_the_clock_that_it_is_ahead_of() -> None:
    ahead = LocalClock(systemClock, lambda: None)
    ahead.advance("1 hour")
    first = ahead()
    assert timedelta(minutes=59) < first - systemClock() <= timedelta(hours=1)
    assert ahead() >= first


@given(st.datetimes(timezones=st.timezones()))
def test_times_are_truncated_to_milliseconds(time: datetime) -> None:
    truncated = inMilliseconds(time)
    assert truncated.tzinfo is UTC
    assert truncated.microsecond % 1000 == 0
    assert timedelta() <= time - truncated < timedelta(milliseconds=1)
