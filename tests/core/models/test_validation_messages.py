"""Messages about wrong values of models: their location and the expected value."""

from __future__ import annotations

import json
import pkgutil
import re
from collections.abc import Iterator, Sequence
from datetime import datetime
from importlib import import_module
from typing import Annotated, Literal, NamedTuple, TypeGuard

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from pydantic import BaseModel, Field, JsonValue, TypeAdapter, ValidationError

import tc_typed
from tc_typed import slugId
from tc_typed.core.models.base import Model, Request, Response, SecretRequest
from tc_typed.core.models.fields import FreeForm, Tagged, Timestamp
from tc_typed.core.models.patterns import WORDS
from tc_typed.queue import TaskDefinition, TaskMetadata

# Wrong values of every type, some in the form of members of unions.
WRONG: list[object] = [
    *(None, True, 5, 1.5, "", "\u20ac", "2026", [], {}),
    *([5], ["x", {}], [[5]], [{"content": {"url": 5}, "zz": 1}], [{"format": "zip"}]),
    *({"zz": 5}, {"type": "zz"}, {"type": "indexed-image"}, {"a": {"b": [5, None]}}),
    {"url": 5, "sha256": {}, "name": [], "version": "zz"},
    {"apiVersion": 5, "reference": {}, "keyVault": {"id": {}}},
]


def models() -> Iterator[type[Model]]:
    for found in pkgutil.walk_packages(tc_typed.__path__, "tc_typed."):
        if found.name.endswith(".models") and ".compiler" not in found.name:
            module = import_module(found.name)
            for value in vars(module).values():
                isOwn = getattr(value, "__module__", None) == module.__name__
                if isOwn and isinstance(value, type) and issubclass(value, Model):
                    yield value


MODELS = [*models()]
REQUESTS = [it for it in MODELS if issubclass(it, Request)]


def wireName(model: type[Model], field: str) -> str:
    return model.model_fields[field].serialization_alias or field


class Found(NamedTuple):
    """A pydantic error."""

    place: tuple[str | int, ...]
    message: str
    kind: str


def problemsOf(model: type[BaseModel], value: object, *, asJson: bool) -> list[Found]:
    try:
        if asJson:
            model.model_validate_json(json.dumps(value))
        else:
            model.model_validate(value)
    except ValidationError as error:
        return [Found(it["loc"], it["msg"], it["type"]) for it in error.errors()]
    return []


def isDict(value: object) -> TypeGuard[dict[object, object]]:
    return isinstance(value, dict)


def isList(value: object) -> TypeGuard[list[object]]:
    return isinstance(value, list)


def existsIn(place: Sequence[str | int], value: object) -> bool:
    """Return whether a location exists in a value, except that its last step may be missing."""
    if not place:
        return True
    step, *rest = place
    if isDict(value) and step in value:
        return existsIn(rest, value[step])
    if isinstance(step, int) and isList(value):
        return existsIn(rest, value[step])
    return not rest and (step == "[key]" or (isDict(value) and isinstance(step, str)))


@pytest.mark.parametrize("asJson", [False, True], ids=["Python", "JSON"])
def test_every_location_exists_in_the_input(*, asJson: bool) -> None:
    seen = 0
    for model in MODELS:
        for field in model.model_fields:
            for wrong in WRONG:
                value = {wireName(model, field): wrong}
                for place, message, kind in problemsOf(model, value, asJson=asJson):
                    assert existsIn(place, value), (model, value, place, message, kind)
                    seen += 1
    assert seen > 10_000


class Circle(Request):
    kind: Literal["circle"]
    radius: int


class Square(Request):
    kind: Literal["square"]
    side: int


class Sent(Request):
    tagged: Annotated[Circle | Square, Field(discriminator="kind")] | None = None
    either: Circle | list[Square] | str | None = None
    value: JsonValue = None
    values: list[JsonValue] | None = None
    table: dict[str, dict[str, JsonValue]] | None = None
    free: FreeForm | None = None
    at: list[Timestamp] | None = None


class Secret(SecretRequest):
    token: str


class Received(Response):
    tagged: Annotated[Circle | Square, Tagged("kind")] | None = None
    either: Circle | list[Square] | str | None = None
    value: JsonValue = None
    values: list[JsonValue] | None = None
    table: dict[str, dict[str, JsonValue]] | None = None
    at: list[Timestamp] | None = None


awkwardKeys = st.sampled_from(["dict", "list", "str", "kind", "side", "radius", "[key]", "", "1"])
leaves: st.SearchStrategy[object] = st.sampled_from(
    [None, 5, 1.5, float("nan"), "x", "circle", "square", b"x", "\ud800", object]
)
awkward: st.SearchStrategy[object] = st.recursive(
    leaves,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(awkwardKeys, inner, max_size=3)
        | st.dictionaries(st.integers(0, 1), inner, max_size=1)
    ),
    max_leaves=8,
)


@given(
    st.sampled_from([Sent, Received]),
    st.dictionaries(st.sampled_from([*Sent.model_fields]), awkward),
)
@example(Sent, {"tagged": {"kind": "circle", "radius": "x"}})
@example(Sent, {"tagged": {"kind": "other"}})
@example(Received, {"tagged": {"kind": "circle", "radius": "x"}})
@example(Sent, {"either": {"kind": "circle", "radius": "x"}})
@example(Sent, {"free": {"dict": {"dict": [b"x", {0: 5}]}, "model": {"x": b"x"}}})
@example(Sent, {"value": {"dict": {"dict": [b"x", {0: 5}]}}})
def test_locations_do_not_contain_names_of_union_members(
    model: type[Model], value: dict[str, object]
) -> None:
    for place, message, _ in problemsOf(model, value, asJson=False):
        assert existsIn(place, value), (place, message)


def test_a_union_member_that_is_a_class_is_named_in_the_message() -> None:
    found = problemsOf(Sent, {"either": {"kind": "circle", "radius": "x"}}, asJson=False)
    assert (
        ("either", "radius"),
        "Input should be a valid integer (as Circle)",
        "int_type",
    ) in found


@pytest.mark.parametrize(
    ("field", "wrong", "place"),
    [
        ("payload", {"a": {"b": [object()]}}, "payload.a.b.0"),
        ("payload", {"a": object()}, "payload.a"),
        ("payload", 5, "payload"),
        ("deadline", "tomorrow", "deadline"),
        ("deadline", 5, "deadline"),
        ("extra", {"x": {1: 2}}, "extra.x.1.[key]"),
    ],
)
def test_locations_in_a_task(field: str, wrong: object, place: str) -> None:
    found = [
        it
        for it in problemsOf(TaskDefinition, {field: wrong}, asJson=False)
        if it.kind != "missing"
    ]
    assert [".".join(map(str, it.place)) for it in found] == [place]


# Misspelt names


@pytest.mark.parametrize("asJson", [False, True], ids=["Python", "JSON"])
def test_the_error_for_a_misspelt_field_suggests_the_right_one(*, asJson: bool) -> None:
    seen = 0
    for model in REQUESTS:
        if model.model_config.get("extra") != "forbid":
            continue
        names = {it for field in model.model_fields for it in (field, wireName(model, field))}
        for name in names:
            for misspelt in (name[:-1], name.lower(), name.upper(), name + "s"):
                if misspelt in names or len(name) < 4:
                    continue
                found = problemsOf(model, {misspelt: 1}, asJson=asJson)
                [message] = [it.message for it in found if it.place == (misspelt,)]
                suggestion = re.fullmatch(
                    r"Extra inputs are not permitted(; did you mean (\w+)\?)?", message
                )
                assert suggestion
                assert suggestion[2] in {*names, None}
                seen += suggestion[2] is not None
    assert seen > 500


def test_suggestions_at_any_depth_and_for_any_input() -> None:
    for misspelt, place, suggestion in (
        ({"workerTyp": "x"}, ("workerTyp",), "workerType"),
        ({"metadata": {"nam": "x"}}, ("metadata", "nam"), "name"),
    ):
        for asJson in (False, True):
            found = problemsOf(TaskDefinition, misspelt, asJson=asJson)
            text = f"Extra inputs are not permitted; did you mean {suggestion}?"
            assert (place, text, "extra_forbidden") in found
    with pytest.raises(ValidationError, match=r"did you mean description\?"):
        TaskMetadata(name="", descripton="", owner="", source="")  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
    with pytest.raises(ValidationError, match=r"not permitted \["):
        TaskMetadata.model_validate({"qqqqqq": 1})


def test_models_with_suggestions_otherwise_behave_like_others() -> None:
    made = TaskMetadata(
        name="n", description="d", owner="o@example.com", source="https://x.example"
    )
    assert not made.model_extra
    assert made == TaskMetadata.model_construct(**dict(made))
    assert made.model_dump() == TaskMetadata.model_construct(**dict(made)).model_dump()
    assert TaskMetadata.model_json_schema()["additionalProperties"] is False
    with pytest.raises(ValidationError, match=r"no attribute 'nam'; did you mean name\?"):
        setattr(made, "nam", "x")  # noqa: B010  # type checkers would refuse an assignment
    assert "nam" not in {*made.model_dump(), *vars(made)}
    secret, name = Secret(token="t"), "toke"
    with pytest.raises(ValidationError) as caught:
        setattr(secret, name, "hidden")
    assert "hidden" not in str(caught.value)

    class Open(TaskMetadata, extra="allow"):
        """A user's class that accepts more properties."""

        _private: int = 0

    opened = Open.model_validate({**dict(made), "more": 1})
    opened._private = 5  # pyright: ignore[reportPrivateUsage]
    setattr(opened, "further", 2)  # noqa: B010  # type checkers would refuse an assignment
    assert (opened.model_dump()["more"], opened.model_dump()["further"]) == (1, 2)


# Plain descriptions instead of patterns


@given(
    st.text() | st.integers() | st.floats() | st.sampled_from(["2026-11-26", "2026-11-26T12:00:00"])
)
def test_the_error_for_a_wrong_timestamp_has_an_example(value: object) -> None:
    adapter: TypeAdapter[datetime] = TypeAdapter(Timestamp)
    for asJson in (False, True):
        with pytest.raises(ValidationError) as caught:
            adapter.validate_json(json.dumps(value)) if asJson else adapter.validate_python(value)
        [error] = caught.value.errors()
        assert error["loc"] == ()
        assert error["msg"].startswith("Input should be a date and time with an offset, such as ")
        assert adapter.validate_python(error["msg"].rpartition(" ")[2]).tzinfo is not None


def patterns(schema: object) -> Iterator[str]:
    if isDict(schema):
        if isinstance(pattern := schema.get("pattern"), str):
            yield pattern
        for part in schema.values():
            yield from patterns(part)
    elif isList(schema):
        for part in schema:
            yield from patterns(part)


USED = {it for model in REQUESTS for it in patterns(model.model_json_schema())}


def test_all_described_patterns_are_used() -> None:
    assert {*WORDS} <= USED
    assert len(WORDS) >= len(USED) / 2


@pytest.mark.parametrize("pattern", WORDS)
def test_the_error_of_a_pattern_has_its_description(pattern: str) -> None:
    class Holder(Request):
        it: Annotated[str, Field(pattern=pattern, max_length=200)]

    assert Holder.model_json_schema()["properties"]["it"]["pattern"] == pattern
    for asJson in (False, True):
        [(place, message, _)] = problemsOf(Holder, {"it": "\u20ac"}, asJson=asJson)
        assert place == ("it",)
        assert message == f"Input should be {WORDS[pattern]}"
        # Other errors are unchanged.
        assert [it.kind for it in problemsOf(Holder, {"it": 5}, asJson=asJson)] == ["string_type"]
        assert [it.kind for it in problemsOf(Holder, {"it": "a" * 201}, asJson=asJson)] == [
            "string_too_long"
        ]


@given(st.from_regex(r"\A[a-zA-Z0-9-_]{1,38}/[a-z]([-a-z0-9]{0,36}[a-z0-9])?\Z"))
def test_valid_names_are_accepted(name: str) -> None:
    task = TaskDefinition.model_construct()
    task.taskQueueId = name
    task.dependencies = [slugId()]
    assert task.taskQueueId == name
    with pytest.raises(ValidationError, match="such as proj-example/linux"):
        task.taskQueueId = f"{name}/"
