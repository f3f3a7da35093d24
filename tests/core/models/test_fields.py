"""Types of compiled fields."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone
from enum import IntEnum, StrEnum
from itertools import product
from math import inf, nan
from typing import Annotated, Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, ConfigDict, Field, JsonValue, TypeAdapter, ValidationError

from tc_typed.core.models.base import Request, Response
from tc_typed.core.models.fields import Format, FreeForm, Timestamp, UniqueItems, Unrecognized
from tc_typed.core.models.formats import FORMATS

TIMESTAMP = TypeAdapter[datetime](Timestamp)

offsets = st.integers(-14 * 60, 14 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes)))
datetimes = st.datetimes(  # hypothesis needs naive bounds
    min_value=datetime(1, 1, 3),  # noqa: DTZ001
    max_value=datetime(9999, 12, 29),  # noqa: DTZ001
    timezones=offsets,
)

STRICT_JSON = TypeAdapter[object](
    dict[str, JsonValue], config=ConfigDict(strict=True, allow_inf_nan=False)
)

GOOD = {
    "email": ["a@b.example", "first.last+tag@x-1.example.com"],
    "uri": ["https://x.example/a?b#c", "mailto:a@b", "urn:a:b", "ssh://git@x/y.git", "a:", "x:%20"],
    "hostname": ["a", "a.b", "x-1.example.com", "a" * 63, "1.2.3.4"],
    "ipv4": ["1.2.3.4", "0.0.0.0", "255.255.255.255"],
    "ipv6": ["::1", "2001:db8::1", "::ffff:1.2.3.4"],
    "regex": ["", "^a+$", "[a-z]{2,3}", r"\d"],
    "uuid": ["2da2fd2a-6c4c-4d1a-9a4a-0f4f1f4a3a5b", "00000000-0000-0000-0000-00000000000A"],
}

BAD = {
    "email": ["", "a", "@b", "a@", "a@b@c d", "a b@c.d", "a@b\n"],
    "uri": [
        "",
        "x",
        "//x",
        "/a",
        "http://a b",
        "1:x",
        "http://é",
        "x:%2",
        "x:%zz",
        "a:\n",
        "x:y\n",
    ],
    "hostname": ["", "-a", "a-", "a..b", "a_b", "a" * 64, ".".join(["abc"] * 70), "é", "a\n"],
    "ipv4": ["", "1.2.3", "256.1.1.1", "1.2.3.4.5", "::1", "1.2.3.4\n", "01.2.3.4"],
    "ipv6": ["", "1.2.3.4", ":::", "g::1", "::1\n"],
    "regex": ["(", "[", "*", "a{2,1}"],
    "uuid": [
        "",
        "2da2fd2a6c4c4d1a9a4a0f4f1f4a3a5b",
        "2da2fd2a-6c4c-4d1a-9a4a-0f4f1f4a3a5g",
        "2da2fd2a-6c4c-4d1a-9a4a-0f4f1f4a3a5b\n",
        "{2da2fd2a-6c4c-4d1a-9a4a-0f4f1f4a3a5b}",
    ],
}

# Timestamp


@given(datetimes)
def test_timestamp_survives_json(time: datetime) -> None:
    text = json.loads(TIMESTAMP.dump_json(time))
    assert text.endswith("Z")
    assert TIMESTAMP.validate_json(json.dumps(text)) == time
    assert TIMESTAMP.validate_python(text) == time
    assert TIMESTAMP.validate_python(time) == time
    assert datetime.fromisoformat(text) == time


@given(datetimes)
def test_timestamp_has_milliseconds_unless_it_needs_more(time: datetime) -> None:
    digits = json.loads(TIMESTAMP.dump_json(time)).removesuffix("Z").partition(".")[2]
    assert len(digits) == (6 if time.microsecond % 1000 else 3)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026-01-31T12:00:00Z", "2026-01-31T12:00:00.000Z"),
        ("2026-01-31T12:00:00.1Z", "2026-01-31T12:00:00.100Z"),
        ("2026-01-31T12:00:00.12Z", "2026-01-31T12:00:00.120Z"),
        ("2026-01-31T12:00:00.123Z", "2026-01-31T12:00:00.123Z"),
        ("2026-01-31T12:00:00.1234Z", "2026-01-31T12:00:00.123400Z"),
        ("2026-01-31T12:00:00.12345Z", "2026-01-31T12:00:00.123450Z"),
        ("2026-01-31T12:00:00.123456Z", "2026-01-31T12:00:00.123456Z"),
        ("2026-01-31T12:00:00+00:00", "2026-01-31T12:00:00.000Z"),
        ("2026-01-31T12:00:00-00:00", "2026-01-31T12:00:00.000Z"),
        ("2026-01-31T12:00:00+05:30", "2026-01-31T06:30:00.000Z"),
        ("2026-01-31T12:00:00.5-0800", "2026-01-31T20:00:00.500Z"),
        ("2026-01-31t12:00:00z", "2026-01-31T12:00:00.000Z"),
        ("0001-01-01T00:00:00Z", "0001-01-01T00:00:00.000Z"),
        ("9999-12-31T23:59:59.999Z", "9999-12-31T23:59:59.999Z"),
        ("2024-02-29T00:00:00Z", "2024-02-29T00:00:00.000Z"),
    ],
)
def test_timestamp_is_read_with_any_offset_and_written_as_utc(text: str, expected: str) -> None:
    for time in (TIMESTAMP.validate_python(text), TIMESTAMP.validate_json(json.dumps(text))):
        assert time.utcoffset() is not None
        assert TIMESTAMP.dump_python(time, mode="json") == expected
        assert TIMESTAMP.dump_python(time) is time


@pytest.mark.parametrize(
    "text",
    [
        "2026-01-31T12:00:00",
        "2026-01-31",
        "12:00:00Z",
        "2026-02-30T12:00:00Z",
        "2026-01-31T25:00:00Z",
        "2026-01-31 12:00:00",
        "1769860800",
        "",
        "now",
        "2026-01-31T12:00:00Z\n",
        "10000-01-01T00:00:00Z",
    ],
)
def test_a_string_that_is_not_a_timestamp_is_refused(text: str) -> None:
    with pytest.raises(ValidationError):
        TIMESTAMP.validate_python(text)
    with pytest.raises(ValidationError):
        TIMESTAMP.validate_json(json.dumps(text))


def test_the_same_strings_are_timestamps_in_json_and_in_python() -> None:
    def read(validate: Callable[[str], datetime], content: str) -> datetime | None:
        try:
            return validate(content)
        except ValidationError:
            return None

    parts = (
        ("2026-01-31", "26-01-31", "2026-1-31", "20260131", ""),
        ("T", "t", " ", "_", ""),
        ("12:00:00", "12:00", "1:00:00", "12:0:0", "12:00:00:00", "120000", "1769860800"),
        ("", ".5", ",5", ".", f".{'1' * 9}"),
        (
            "Z",
            "z",
            "+01:00",
            "-0100",
            "+01",
            "+1:00",
            "+01:00:00",
            "\N{MINUS SIGN}01:00",
            "",
            "Z\n",
        ),
    )
    found = {
        text: read(TIMESTAMP.validate_json, json.dumps(text))
        for text in map("".join, product(*parts))
    }
    assert found == {text: read(TIMESTAMP.validate_python, text) for text in found}
    assert len([text for text, time in found.items() if time]) == 2 * 3 * 4


@pytest.mark.parametrize("value", [0, 1769860800, 1.5, None, True, b"2026-01-31T12:00:00Z", [], {}])
def test_a_timestamp_of_another_type_is_refused(value: object) -> None:
    with pytest.raises(ValidationError):
        TIMESTAMP.validate_python(value)


def test_a_naive_datetime_is_refused_with_advice() -> None:
    with pytest.raises(ValidationError, match=r"time zone: use tc_typed\.fromNow"):
        TIMESTAMP.validate_python(datetime(2026, 1, 31))  # noqa: DTZ001  # what is tested


def test_a_timestamp_at_the_end_of_the_calendar_can_be_dumped() -> None:
    east = datetime(1, 1, 1, tzinfo=timezone(timedelta(hours=5)))
    west = datetime(9999, 12, 31, 23, tzinfo=timezone(timedelta(hours=-5)))
    for time in (east, west):
        assert TIMESTAMP.validate_json(TIMESTAMP.dump_json(time)) == time


# FreeForm


class Inner(BaseModel):
    """A user's model, with pydantic's own defaults."""

    a: int
    b: int | None = None


class Payload(Request):
    command: list[str]
    image: str | None = None
    inner: Inner | None = None


class Holder(Request):
    payload: FreeForm
    extra: FreeForm | None = None


json_ = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**53), 2**53)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(exclude_categories=["Cs"])),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.text(st.characters(exclude_categories=["Cs"])), inner, max_size=3)
    ),
    max_leaves=15,
)
objects = st.dictionaries(st.text(st.characters(exclude_categories=["Cs"])), json_, max_size=4)


@given(objects)
def test_free_form_keeps_every_json_object(value: dict[str, JsonValue]) -> None:
    holder = Holder(payload=value)
    assert holder.payload == value
    assert json.loads(holder.model_dump_json()) == {"payload": value}
    assert Holder.model_validate_json(holder.model_dump_json()) == holder


class Word(StrEnum):
    A = "a"


class Number(IntEnum):
    ONE = 1


class Fraction(float):
    """A user's number type."""


class Table(dict[str, object]):
    """A user's dict type."""


class Row(list[object]):
    """A user's list type."""


odd: list[object] = [
    *(
        nan,
        inf,
        10**400,
        -0.0,
        Word.A,
        Number.ONE,
        Fraction(1.5),
        Row([1, Word.A]),
        Table(a=Word.A),
    ),
    *((1,), {1: 2}, {None: 1}, {Word.A: 1}, b"a", object, datetime(2026, 1, 31, tzinfo=UTC)),
]
almostJson = st.recursive(
    json_ | st.sampled_from(odd),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from("abc"), inner),
    max_leaves=8,
)


@given(st.dictionaries(st.sampled_from("abc"), almostJson))
def test_free_form_accepts_the_same_as_pydantics_json_type(value: dict[str, object]) -> None:
    def outcome(validate: Callable[[], object]) -> object:
        try:
            return repr(validate())
        except ValidationError as error:
            return [(it["type"], it["msg"], repr(it["input"])) for it in error.errors()]

    def freeForm() -> object:
        return Holder.model_validate({"payload": value}).payload

    assert outcome(freeForm) == outcome(lambda: STRICT_JSON.validate_python(value))


def test_free_form_accepts_a_model_and_dumps_it_by_its_own_type() -> None:
    holder = Holder(payload=Payload(command=["x"], inner=Inner(a=1)), extra=Inner(a=2))
    assert isinstance(holder.payload, Payload)
    assert json.loads(holder.model_dump_json()) == {
        "payload": {"command": ["x"], "inner": {"a": 1, "b": None}},
        "extra": {"a": 2, "b": None},
    }
    assert holder.model_dump(mode="json") == json.loads(holder.model_dump_json())


def test_free_form_keeps_the_fields_of_a_subclass() -> None:
    class More(Inner):
        c: int = 3

    assert json.loads(Holder(payload=More(a=1)).model_dump_json()) == {
        "payload": {"a": 1, "b": None, "c": 3}
    }


@pytest.mark.parametrize("byAlias", [True, False])
def test_a_free_form_model_is_dumped_with_its_own_settings(byAlias: bool) -> None:  # noqa: FBT001  # parametrized
    class Aliased(BaseModel):
        model_config = ConfigDict(serialize_by_alias=byAlias)
        fromName: Annotated[int, Field(serialization_alias="from")]
        at: datetime = datetime(2026, 1, 31, tzinfo=UTC)

    model = Aliased(fromName=1)
    dumped = json.loads(Holder(payload=model).model_dump_json())
    assert dumped == {"payload": json.loads(model.model_dump_json())}


@pytest.mark.parametrize("value", [None, [], "x", 1, object(), {"a": object()}, {1: 2}, {"a": {1}}])
def test_free_form_refuses_anything_but_json_objects(value: object) -> None:
    with pytest.raises(ValidationError):
        Holder.model_validate({"payload": value})


@pytest.mark.parametrize("value", [float("nan"), float("inf"), float("-inf")])
def test_nan_and_infinity_are_not_replaced_by_other_values(value: float) -> None:
    try:
        text = Holder(payload={"deep": [{"x": value}]}).model_dump_json()
    except ValueError:
        return
    pytest.fail(f"{value} became {text}")


# Unrecognized


def test_unrecognized_is_a_string() -> None:
    class Sample(Response):
        state: Literal["a", "b"] | Unrecognized

    known = Sample.model_validate({"state": "a"})
    new = Sample.model_validate_json('{"state": "c"}')
    assert not isinstance(known.state, Unrecognized)
    assert isinstance(new.state, Unrecognized)
    assert new.state == "c"
    assert hash(new.state) == hash("c")
    assert new.model_dump_json() == '{"state":"c"}'
    assert type(json.loads(json.dumps(new.state))) is str
    wrongValues: list[JsonValue] = [1, None, [], True]
    for wrong in wrongValues:
        with pytest.raises(ValidationError):
            Sample.model_validate({"state": wrong})


# UniqueItems


class Items(Request):
    names: Annotated[list[str], UniqueItems] | None = None
    values: Annotated[list[JsonValue], UniqueItems] | None = None
    inners: Annotated[list[Inner], UniqueItems] | None = None


@given(st.lists(st.text(max_size=2), max_size=8))
def test_unique_items_refuses_only_repeated_items(names: list[str]) -> None:
    if len(set(names)) == len(names):
        assert Items(names=names).names == names
    else:
        with pytest.raises(ValidationError, match="unique"):
            Items(names=names)


def test_unique_items_are_compared_as_json() -> None:
    assert Items(values=[1, True, "1", 0, False, None, [1], ["1"]]).values is not None
    assert Items(inners=[Inner(a=1), Inner(a=2)]).inners is not None
    for repeated in ([{"a": 1}, {"a": 1}], [[1], [1]], [None, None]):
        with pytest.raises(ValidationError, match="unique"):
            Items.model_validate({"values": repeated})
    with pytest.raises(ValidationError, match="unique"):
        Items(inners=[Inner(a=1), Inner(a=1)])


def test_unique_items_accepts_a_long_list() -> None:
    names = [str(n) for n in range(10_000)]
    assert Items(names=names).names == names


# Format


def test_every_format_is_tested() -> None:
    assert {*FORMATS} == {*GOOD} == {*BAD}


@pytest.mark.parametrize(("name", "text"), [(n, text) for n in GOOD for text in GOOD[n]])
def test_format_accepts(name: str, text: str) -> None:
    adapter: TypeAdapter[str] = TypeAdapter(Annotated[str, Format(name)])
    assert adapter.validate_python(text) == text


@pytest.mark.parametrize(("name", "text"), [(n, text) for n in BAD for text in BAD[n]])
def test_format_refuses(name: str, text: str) -> None:
    adapter: TypeAdapter[str] = TypeAdapter(Annotated[str, Format(name)])
    with pytest.raises(ValidationError, match=f"format {name}"):
        adapter.validate_python(text)


def test_one_of_several_formats_is_enough() -> None:
    adapter: TypeAdapter[str] = TypeAdapter(Annotated[str, Format("uri", "ipv4")])
    assert adapter.validate_python("1.2.3.4") == "1.2.3.4"
    assert adapter.validate_python("a:b") == "a:b"
    with pytest.raises(ValidationError, match="uri or ipv4"):
        adapter.validate_python("1.2.3")
