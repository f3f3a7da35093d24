"""Relative times, the format of times, and slugids."""

from __future__ import annotations

import json
import re
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta, timezone
from typing import cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tc_typed.core.errors import InvalidCall, TaskclusterAuthFailure
from tc_typed.core.models.timestamps import formatTimestamp, fromMilliseconds, toMilliseconds
from tc_typed.credentials import Credentials
from tc_typed.slugs import slugId, stableSlugId
from tc_typed.times import fromNow, fromNowJSON, isExpired

UNITS = {
    timedelta(days=365): ["years", "year", "yrs", "yr", "y"],
    timedelta(days=30): ["months", "month", "mo"],
    timedelta(weeks=1): ["weeks", "week", "wks", "wk", "w"],
    timedelta(days=1): ["days", "day", "d"],
    timedelta(hours=1): ["hours", "hour", "hrs", "hr", "h"],
    timedelta(minutes=1): ["minutes", "minute", "mins", "min", "m"],
    timedelta(seconds=1): ["seconds", "second", "secs", "sec", "s"],
}
WORDS = [(word, unit) for unit, words in UNITS.items() for word in words]
NOW = datetime(2026, 1, 31, 12, tzinfo=UTC)
CERTIFICATE: dict[str, object] = {
    "version": 1,
    "scopes": [],
    "start": 0,
    "expiry": 0,
    "seed": "seed",
    "signature": "signature",
}

amounts = st.lists(st.none() | st.integers(0, 50), min_size=7, max_size=7).filter(
    lambda values: any(value is not None for value in values)
)
spaces = st.sampled_from(["", " ", "  ", "\t"])

V4_NICE = re.compile(
    r"[A-Za-f][A-Za-z0-9_-]{7}[Q-T][A-Za-z0-9_-][CGKOSWaeimquy26-][A-Za-z0-9_-]{10}[AQgw]"
)


def written(values: list[int | None], word: int = 0, between: str = " ") -> str:
    """Return an offset with an amount of each unit, largest first."""
    parts = zip(values, UNITS.values(), strict=True)
    return " ".join(
        f"{value}{between}{words[word % len(words)]}" for value, words in parts if value is not None
    )


def span(values: list[int | None]) -> timedelta:
    return sum(
        ((value or 0) * unit for value, unit in zip(values, UNITS, strict=True)), timedelta()
    )


@pytest.mark.parametrize(("word", "unit"), WORDS)
def test_every_unit(word: str, unit: timedelta) -> None:
    for text in (f"3{word}", f"3 {word}", f" 3  {word} ", f"+3 {word}", f"3 {word.upper()}"):
        assert fromNow(text, NOW) == NOW + 3 * unit
    for text in (f"-3{word}", f"- 3 {word}", f" -3 {word}"):
        assert fromNow(text, NOW) == NOW - 3 * unit


@given(amounts, st.integers(0, 4), spaces)
def test_amounts_add_up(values: list[int | None], word: int, between: str) -> None:
    assert fromNow(written(values, word, between), NOW) == NOW + span(values)


@given(amounts)
def test_minus_undoes_plus(values: list[int | None]) -> None:
    text = written(values)
    assert fromNow(f"-{text}", fromNow(text, NOW)) == NOW
    assert fromNow(text, NOW) - NOW == NOW - fromNow(f"-{text}", NOW)


@given(st.integers(0, 10**6), st.integers(0, 10**6))
def test_steps_add_up(first: int, second: int) -> None:
    steps = fromNow(f"{second} s", fromNow(f"{first} s", NOW))
    assert steps == fromNow(f"{first + second} s", NOW)


@given(st.integers(-14 * 60, 14 * 60), amounts)
def test_the_time_zone_of_the_start_does_not_matter(minutes: int, values: list[int | None]) -> None:
    local = NOW.astimezone(timezone(timedelta(minutes=minutes)))
    time = fromNow(written(values), local)
    assert time == fromNow(written(values), NOW)
    assert time.tzinfo is UTC


@pytest.mark.parametrize("text", ["", " "])
def test_an_empty_offset_is_now(text: str) -> None:
    assert fromNow(text, NOW) == NOW


def test_now_is_the_default() -> None:
    before = datetime.now(UTC) - timedelta(milliseconds=1)  # times are rounded down
    time = fromNow("1 day")
    assert before <= time - timedelta(days=1) <= datetime.now(UTC)
    assert time.tzinfo is UTC


def test_the_earliest_start_is_not_mistaken_for_none() -> None:
    first = datetime(1, 1, 1, tzinfo=UTC)
    assert fromNow("0 s", first) == first


@pytest.mark.parametrize(
    "text",
    [
        "-",
        "+",
        "5",
        "day",
        "1 fortnight",
        "1 day 1 year",
        "1 hour 1 hour",
        "1.5 hours",
        "1 day -2 hours",
        "--1 day",
        "1 dayz",
        "1 day, 2 hours",
        "1 day and 2 hours",
        "٣ days",
        "1 ms",
        "2026-01-31",
        "1 day\0",
    ],
)
def test_a_malformed_offset_is_refused(text: str) -> None:
    for function in (fromNow, fromNowJSON):
        with pytest.raises(InvalidCall, match="offset must be amounts with units"):
            function(text)


@pytest.mark.parametrize(
    "text", ["9000 years", "-3000 years", "9" * 30 + " days", "9" * 400 + " s"]
)
def test_a_result_out_of_range_is_refused(text: str) -> None:
    with pytest.raises(InvalidCall, match="out of range"):
        fromNow(text, NOW)


def test_an_amount_with_too_many_digits_is_refused() -> None:
    with pytest.raises(InvalidCall):
        fromNow("9" * 10_000 + " s", NOW)


def test_a_naive_start_is_refused() -> None:
    with pytest.raises(InvalidCall, match="time zone"):
        fromNow("1 day", datetime(2026, 1, 31))  # noqa: DTZ001  # naive on purpose


@given(st.text(max_size=30))
def test_any_string_is_parsed_or_raises_invalid_call(text: str) -> None:
    with suppress(InvalidCall):
        fromNow(text, NOW)


# Format


@given(st.datetimes(datetime(1, 1, 2), datetime(9999, 12, 30), timezones=st.just(UTC)))  # noqa: DTZ001
def test_times_are_formatted_in_utc(time: datetime) -> None:
    text = formatTimestamp(time)
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.(\d{3}|\d{6})Z", text)
    assert datetime.fromisoformat(text) == time


def test_formatted_relative_times_have_milliseconds() -> None:
    assert fromNowJSON("1 day", NOW) == "2026-02-01T12:00:00.000Z"
    assert fromNowJSON("1 s", NOW.replace(microsecond=1999)) == "2026-01-31T12:00:01.001Z"
    assert len(fromNowJSON("1 day")) == 24


# Expiry


@given(st.integers(-(10**6), 10**6))
def test_times_and_certificates_expire_once_they_have_passed(seconds: int) -> None:
    time = NOW + timedelta(seconds=seconds)
    certificate = {**CERTIFICATE, "expiry": round(time.timestamp() * 1000)}
    for expiry in (time, certificate, json.dumps(certificate)):
        assert isExpired(expiry, NOW) is (seconds < 0)
    assert isExpired(time, time + timedelta(milliseconds=1))


def test_expiry_is_compared_with_now_by_default() -> None:
    assert isExpired(fromNow("-1 s"))
    assert not isExpired(fromNow("1 min"))


def test_none_never_expires() -> None:
    last = datetime.max.replace(tzinfo=UTC)
    assert not isExpired(None, last)
    assert not isExpired(Credentials("permanent", "token").certificate, last)


def test_a_certificate_with_an_expiry_out_of_range_has_not_expired() -> None:
    assert not isExpired({**CERTIFICATE, "expiry": 10**18}, NOW)


@pytest.mark.parametrize("arguments", [(NOW.replace(tzinfo=None),), (NOW, datetime(2026, 1, 1))])  # noqa: DTZ001  # naive on purpose
def test_naive_times_are_refused_by_is_expired(arguments: tuple[datetime, ...]) -> None:
    with pytest.raises(InvalidCall, match=r"^isExpired: (expiry|dateObj) must be .* time zone"):
        isExpired(*arguments)


@pytest.mark.parametrize("certificate", ["2026-01-31T12:00:00Z", {"expiry": 1}])
def test_a_malformed_certificate_is_refused(certificate: str | dict[str, object]) -> None:
    with pytest.raises(TaskclusterAuthFailure, match="certificate"):
        isExpired(certificate)


@given(st.integers())
def test_milliseconds_convert_to_the_nearest_time(milliseconds: int) -> None:
    time = fromMilliseconds(milliseconds)
    if datetime.min.replace(tzinfo=UTC) < time < fromMilliseconds(10**18):
        assert toMilliseconds(time) == milliseconds
        assert time == datetime.fromtimestamp(0, UTC) + timedelta(milliseconds=milliseconds)


# Slugids


def test_slugids_are_nice_random_uuids() -> None:
    slugs = [slugId() for _ in range(1000)]
    assert len(set(slugs)) == 1000
    for slug in slugs:
        assert type(slug) is str
        assert V4_NICE.fullmatch(slug), slug


@given(st.lists(st.text(max_size=3)))
def test_a_stable_slugid_is_the_same_for_the_same_name_only(names: list[str]) -> None:
    slugOf, otherOf = stableSlugId(), stableSlugId()
    slugs = {name: slugOf(name) for name in names}
    assert slugs == {name: slugOf(name) for name in reversed(names)}
    assert len({*slugs.values()}) == len(slugs)
    assert all(V4_NICE.fullmatch(slug) for slug in slugs.values())
    assert not {*slugs.values()} & {otherOf(name) for name in names}


@pytest.mark.parametrize("value", [None, 5, b"1 day", ["1 day"]])
def test_an_offset_that_is_not_a_string_is_refused(value: object) -> None:
    with pytest.raises(InvalidCall, match=r"^fromNow: "):
        fromNow(cast("str", value))


@pytest.mark.parametrize("value", ["2026-01-31T12:00:00Z", 5, date(2026, 1, 31)])
def test_a_start_that_is_not_a_datetime_is_refused(value: object) -> None:
    with pytest.raises(InvalidCall, match=r"^fromNow: dateObj"):
        fromNow("1 day", cast("datetime", value))
