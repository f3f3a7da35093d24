"""Words for what is wrong: on one line, without the values."""

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
OF_ONES = "[" + "1," * COUNT + "1]"
OF_TABLES = "[" + "{}," * COUNT + "{}]"
TABLE = json.dumps(dict.fromkeys(map(str, range(COUNT)), 1))


def errorOf(kind: object, value: object) -> ValidationError:
    adapter: TypeAdapter[object] = TypeAdapter(kind)  # type: ignore[arg-type]  # a type
    with pytest.raises(ValidationError) as caught:
        adapter.validate_python(value)
    return caught.value


def test_only_so_many_problems_are_listed_as_are_wanted() -> None:
    error = errorOf(list[int], ["x"] * 50)
    assert len(problems(error, "it")) == 50
    assert len(problems(error, "it", 3)) == 3
    assert problems(error, "it", 3) == problems(error, "it")[:3]
    assert firstProblem(error) == problems(error, "it")[0]


def test_a_line_tells_five_problems_and_whether_there_are_others() -> None:
    for count in (1, 5, 6, 50):
        parts = mismatch(errorOf(list[int], ["x"] * count), "it").split("; ")
        assert len(parts) == min(count, 6)
        assert (parts[-1] == "and more") == (count > 5)


def test_far_too_many_problems_are_only_counted() -> None:
    error = errorOf(list[int], ["x"] * 20_000)
    assert mismatch(error, "the list") == "the list: 20,000 problems, too many to list"
    assert firstProblem(error) == "it: 20,000 problems, too many to list"


class Written(Request):
    """Fields of a request, of which several may be missing."""

    first: int
    second: int
    taskQueueId: str


@given(st.sets(st.sampled_from(["first", "second"])), st.sampled_from(["taskQueueID", "other"]))
def test_an_unknown_name_is_told_before_what_is_missing(present: set[str], unknown: str) -> None:
    error = errorOf(Written, {**dict.fromkeys(present, 1), unknown: "x"})
    told = [problem.partition(":")[0] for problem in problems(error, "it", namesFirst=True)]
    assert told == [unknown, *sorted({"first", "second", "taskQueueId"} - present)]


def test_long_places_and_problems_are_cut() -> None:
    error = errorOf(dict[str, int], {"key\n" * 10**6: "x"})
    assert len(firstProblem(error)) < 300
    assert firstProblem(error).isprintable()


# What a hostile server could send


class Field(Response):
    """One that is required."""

    name: str


class Many(Response):
    """Many that are required, and lists and dicts."""

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
    """Bytes that reading takes at most, whether it is good or not."""
    told = ""
    tracemalloc.start()
    try:
        read.validate_json(content)
    except ValidationError as error:
        told = mismatch(error, "the response")
    finally:
        found = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
    assert len(told) < 1000
    return found


@pytest.mark.parametrize(
    ("kind", "content"),
    [
        (list[str], OF_ONES),
        (list[Field], OF_TABLES),
        (dict[str, str], TABLE),
        (Many, TABLE),
        (Many, f'{{"other": {OF_TABLES}}}'),
        (Many, f'{{"texts": {OF_ONES}, "fields": {OF_TABLES}, "table": {TABLE}}}'),
        (list[Many], f'[{{"texts": {OF_ONES}}}]'),
        (Many | None, f'{{"texts": {OF_TABLES}}}'),
    ],
)
def test_what_is_wrong_takes_little_more_than_what_is_right(kind: object, content: str) -> None:
    wrong: Decoder[object] = Decoder(kind)
    right: Decoder[object] = Decoder(object)
    for decoder in (wrong, right):
        peak(decoder, "1")  # which makes the validators
    assert peak(wrong, content) < 2 * peak(right, content) + 100_000


@pytest.mark.parametrize("content", [OF_ONES, '["x", 1]', "{}", TABLE, "[", "[" * 10_000])
def test_problem_is_the_same_however_long_the_json(content: str) -> None:
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
def test_result_is_the_same_however_long_the_json(value: object) -> None:
    decoder: Decoder[object] = Decoder(list[str] | None)
    for padding in (0, 100_000, 3_000_001):
        content = json.dumps(value) + " " * padding
        assert decoder.validate_json(content) == value
        assert decoder.validate_json(content.encode()) == value


def test_very_large_json_is_not_copied_for_each_missing_field() -> None:
    # Pydantic makes such copies only of JSON, in memory that Python does not trace.
    decoder: Decoder[Many] = Decoder(Many)
    with pytest.raises(ValidationError):
        decoder.validate_json(" " * 3_000_001 + "{}")
    assert "_outright" not in vars(decoder)


class SampleEvents(ServiceEvents):
    serviceName = "sample"
    exchangePrefix = "exchange/"
    done: ClassVar[Exchange[Many]] = Exchange("done", Many)


def test_calls_and_messages_are_read_so() -> None:
    operation: Operation[Many] = Operation("sample", "v1", "get", "get", "/", result=Many)
    with pytest.raises(UnexpectedResponse, match=r"a: Field required; b: .*; and more$"):
        decode(operation, RawResponse(200, {}, TABLE.encode()))
    with pytest.raises(UnexpectedMessage, match=r"a: Field required; b: .*; and more$"):
        SampleEvents.done.bind("#").parseMessage(TABLE)
