"""Descriptions of validation errors are short, on one line and without the values."""

from __future__ import annotations

import json
import tracemalloc
from typing import Annotated, ClassVar

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from tc_typed.core.decode import decode
from tc_typed.core.errors import UnexpectedMessage, UnexpectedResponse
from tc_typed.core.events import Exchange, ServiceEvents
from tc_typed.core.models.base import Request, Response
from tc_typed.core.models.core_schemas import FromServer
from tc_typed.core.models.decoder import Decoder
from tc_typed.core.models.problems import firstProblem, mismatch, problems
from tc_typed.core.operation import Operation
from tc_typed.core.raw_response import RawResponse

COUNT = 100_000
ONES = "[" + "1," * COUNT + "1]"
EMPTY_TABLES = "[" + "{}," * COUNT + "{}]"
TABLE = json.dumps(dict.fromkeys(map(str, range(COUNT)), 1))


def errorOf(kind: object, value: object) -> ValidationError:
    adapter: TypeAdapter[object] = TypeAdapter(kind)  # type: ignore[arg-type]  # a type
    with pytest.raises(ValidationError) as caught:
        adapter.validate_python(value)
    return caught.value


def test_the_number_of_listed_problems_can_be_limited() -> None:
    error = errorOf(list[int], ["x"] * 50)
    assert len(problems(error)) == 50
    assert len(problems(error, 3)) == 3
    assert problems(error, 3) == problems(error)[:3]
    assert firstProblem(error) == problems(error)[0]


def test_a_message_lists_five_problems_and_mentions_that_there_are_more() -> None:
    for count in (1, 5, 6, 50):
        parts = mismatch(errorOf(list[int], ["x"] * count)).split("; ")
        assert len(parts) == min(count, 6)
        assert (parts[-1] == "and more") == (count > 5)


def test_too_many_problems_are_only_counted() -> None:
    error = errorOf(list[int], ["x"] * 20_000)
    assert mismatch(error) == "20,000 problems, too many to list"
    assert firstProblem(error) == "20,000 problems, too many to list"


class Written(Request):
    """A request with several required fields."""

    first: int
    second: int
    taskQueueId: str


@given(st.sets(st.sampled_from(["first", "second"])), st.sampled_from(["taskQueueID", "other"]))
def test_an_unknown_name_is_reported_before_missing_ones(present: set[str], unknown: str) -> None:
    error = errorOf(Written, {**dict.fromkeys(present, 1), unknown: "x"})
    names = [problem.partition(":")[0] for problem in problems(error, namesFirst=True)]
    assert names == [unknown, *sorted({"first", "second", "taskQueueId"} - present)]


def test_long_locations_and_problems_are_cut() -> None:
    error = errorOf(dict[str, int], {"key\n" * 10**6: "x"})
    assert len(firstProblem(error)) < 300
    assert firstProblem(error).isprintable()


# Responses of a hostile server


class Field(Response):
    """A response with one required field."""

    name: str


class Many(Response):
    """A response with many required fields, lists and dicts."""

    a: str
    b: str
    c: str
    d: str
    e: str
    f: str
    g: str
    h: str
    texts: list[str]
    table: dict[str, str]
    fields: list[Field]


def peak(read: Decoder[object], content: str) -> int:
    """Return the peak memory in bytes of decoding, whether it succeeds or fails."""
    message = ""
    tracemalloc.start()
    try:
        read.validate_json(content)
    except ValidationError as error:
        message = mismatch(error)
    finally:
        found = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
    assert len(message) < 1000
    return found


@pytest.mark.parametrize(
    ("kind", "content"),
    [
        (list[str], ONES),
        (list[Field], EMPTY_TABLES),
        (dict[str, str], TABLE),
        (Many, TABLE),
        (Many, f'{{"other": {EMPTY_TABLES}}}'),
        (Many, f'{{"texts": {ONES}, "fields": {EMPTY_TABLES}, "table": {TABLE}}}'),
        (list[Many], f'[{{"texts": {ONES}}}]'),
        (Many | None, f'{{"texts": {EMPTY_TABLES}}}'),
    ],
)
def test_a_wrong_response_takes_little_more_memory_than_a_good_one(
    kind: object, content: str
) -> None:
    wrong: Decoder[object] = Decoder(kind)
    right: Decoder[object] = Decoder(object)
    for decoder in (wrong, right):
        peak(decoder, "1")  # This creates the validators.
    assert peak(wrong, content) < 2 * peak(right, content) + 100_000


@pytest.mark.parametrize("content", [ONES, '["x", 1]', "{}", TABLE, "[", "[" * 10_000])
def test_the_length_of_the_json_does_not_change_the_error(content: str) -> None:
    decoder: Decoder[object] = Decoder(list[str])
    plain: TypeAdapter[object] = TypeAdapter(Annotated[list[str], FromServer])
    with pytest.raises(ValidationError) as expected:
        plain.validate_json(content)
    for padding in (0, 100_000, 3_000_001):
        with pytest.raises(ValidationError) as caught:
            decoder.validate_json(content + " " * padding)
        found = caught.value.errors()[0]
        assert (found["type"], found["loc"]) == (
            expected.value.errors()[0]["type"],
            expected.value.errors()[0]["loc"],
        )


@pytest.mark.parametrize("value", [["x"], [], None, ["\u2028🎉"]])
def test_the_length_of_the_json_does_not_change_the_result(value: object) -> None:
    decoder: Decoder[object] = Decoder(list[str] | None)
    for padding in (0, 100_000, 3_000_001):
        content = json.dumps(value) + " " * padding
        assert decoder.validate_json(content) == value
        assert decoder.validate_json(content.encode()) == value


def test_very_large_json_is_not_copied_for_each_missing_field() -> None:
    # Pydantic makes such copies only when it reads JSON, in memory that tracemalloc does not see,
    # so check that the function that reads JSON was not created.
    decoder: Decoder[Many] = Decoder(Many)
    with pytest.raises(ValidationError):
        decoder.validate_json(" " * 3_000_001 + "{}")
    assert "_quick" not in vars(decoder)


class SampleEvents(ServiceEvents):
    serviceName = "sample"
    exchangePrefix = "exchange/"
    done: ClassVar[Exchange[Many]] = Exchange("done", Many)


def test_calls_and_messages_use_these_descriptions() -> None:
    operation: Operation[Many] = Operation("sample", "v1", "get", "get", "/", result=Many)
    with pytest.raises(UnexpectedResponse, match=r"a: Field required; b: .*; and more$"):
        decode(operation, RawResponse(200, {}, TABLE.encode()))
    with pytest.raises(UnexpectedMessage, match=r"a: Field required; b: .*; and more$"):
        SampleEvents.done.bind("#").parseMessage(TABLE)
