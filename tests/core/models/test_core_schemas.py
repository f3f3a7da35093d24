"""Adapted core schemas: integers can be floats, and lists stop at their first wrong item."""

from __future__ import annotations

import json
import math
from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from typing import Annotated, Literal, TypeAlias

import jsonschema
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from pydantic import BaseModel, Field, TypeAdapter, ValidationError, create_model

from tc_typed.core.models.base import Request, Response
from tc_typed.core.models.core_schemas import adapted
from tc_typed.core.models.decoder import Decoder
from tc_typed.core.models.fields import Tagged, UniqueItems, Unrecognized
from tc_typed.core.models.since import Since

Percent: TypeAlias = Annotated[int, Field(ge=0, le=100)]

HOSTILE: dict[str, Callable[[int], object]] = {
    "plain": lambda count: ["x"] * count,
    "items": lambda count: [None] * count,
    "nested": lambda count: [[1] * count] * 2,
    "table": lambda count: {str(number): 1 for number in range(count)},
    "tables": lambda count: {str(number): [None] * 2 for number in range(count)},
    "either": lambda count: ["x"] * count,
    "newer": lambda count: ["x"] * count,
    "tagged": lambda count: {"kind": "a", "names": [1] * count},
}


class Sent(Request):
    """A request with integers in every possible position."""

    plain: int
    limited: Percent | None = None
    stepped: Annotated[int, Field(multiple_of=5)] | None = None
    many: Annotated[list[Percent], UniqueItems] | None = None
    table: dict[str, list[int]] | None = None
    either: int | str | None = None
    number: int | float | None = None
    version: Literal[0, 1] | None = None


class Received(Response):
    """A response with integers in every possible position."""

    plain: int
    newer: Annotated[int, Since(40)]
    many: list[int] | None = None
    table: dict[str, list[int]] | None = None
    either: int | str | None = None
    nullable: int | None = None


KINDS = (Sent, Received)
Read: TypeAlias = Callable[[type[BaseModel], dict[str, object]], BaseModel]


def fromJson(kind: type[BaseModel], value: dict[str, object]) -> BaseModel:
    return kind.model_validate_json(json.dumps(value))


def fromPython(kind: type[BaseModel], value: dict[str, object]) -> BaseModel:
    return kind.model_validate(value)


def strictly(kind: type[BaseModel], value: dict[str, object]) -> BaseModel:
    return kind.model_validate(value, strict=True)


eachReader = pytest.mark.parametrize("read", [fromJson, fromPython, strictly])
eachModel = pytest.mark.parametrize("kind", KINDS)


@eachReader
@eachModel
@given(whole=st.integers(-(2**53), 2**53).map(float) | st.floats(2.0**53, 1e308))
@example(whole=-0.0)
@example(whole=3600.0)
def test_a_float_with_an_integer_value_becomes_an_int(
    kind: type[BaseModel], read: Read, whole: float
) -> None:
    fields: dict[str, object] = {
        "plain": whole,
        "newer": 1,
        "many": [1.0, 2],
        "table": {"1.0": [whole]},
        "either": whole,
    }
    if kind is Sent:
        del fields["newer"]
    model = read(kind, fields)
    written = json.loads(model.model_dump_json())
    assert written == fields
    floats: list[str] = []
    json.loads(model.model_dump_json(), parse_float=floats.append)
    assert floats == []


@eachReader
@eachModel
@given(number=st.integers())
@example(number=2**53 + 1)
@example(number=10**4000 + 1)
def test_an_int_keeps_every_digit(kind: type[BaseModel], read: Read, number: int) -> None:
    model = read(kind, {"plain": number} if kind is Sent else {"plain": number, "newer": number})
    assert vars(model)["plain"] == number
    assert json.loads(model.model_dump_json())["plain"] == number


@eachReader
@eachModel
@pytest.mark.parametrize("field", ["plain", "many", "table", "either"])
@pytest.mark.parametrize(
    "value", [3600.5, -0.1, math.nan, math.inf, -math.inf, True, False, "3600", "3600.0", [1.0]]
)
def test_nothing_else_is_an_integer(
    kind: type[BaseModel], read: Read, field: str, value: object
) -> None:
    if field == "either" and isinstance(value, str):
        return
    wrapped = {"many": [value], "table": {"key": [value]}}.get(field, value)
    with pytest.raises(ValidationError) as caught:
        read(kind, {"plain": 1, **({"newer": 1} if kind is Received else {}), field: wrapped})
    found = caught.value.errors()
    assert found[0]["type"] == "int_type"
    assert found[0]["msg"] == "Input should be a valid integer"
    place = {"many": ("many", 0), "table": ("table", "key", 0), "either": ("either",)}
    assert found[0]["loc"] == place.get(field, ("plain",))
    assert len(found) == (2 if field == "either" else 1)


@pytest.mark.parametrize("value", [Decimal(3), Fraction(3), Decimal(2**53 + 1), 3 + 0j, b"3"])
def test_other_types_of_numbers_are_refused(value: object) -> None:
    with pytest.raises(ValidationError, match="valid integer"):
        Sent.model_validate({"plain": value})


@given(st.integers(-10, 110).map(float) | st.just(1e300))
def test_limits_apply_to_floats_with_an_integer_value(value: float) -> None:
    for field, schema in (
        ("limited", {"type": "integer", "minimum": 0, "maximum": 100}),
        ("stepped", {"type": "integer", "multipleOf": 5}),
        ("version", {"enum": [0, 1]}),
    ):
        for read in (fromJson, fromPython, strictly):
            try:
                found = vars(read(Sent, {"plain": 1, field: value}))[field]
                assert type(found) is int
                accepted = True
            except ValidationError:
                accepted = False
            isValid = jsonschema.Draft6Validator(schema).is_valid(value)  # pyright: ignore[reportUnknownMemberType]  # an overload of it
            assert accepted == isValid


def test_the_error_names_the_limit() -> None:
    with pytest.raises(ValidationError, match="less than or equal to 100"):
        Sent(plain=1, limited=101)
    with pytest.raises(ValidationError, match="limited"):
        Sent(plain=1, limited=101.0)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]  # as in YAML


class First(Request):
    """A member of a union with an integer as its discriminator."""

    version: Literal[1]
    size: int


class Second(Request):
    """Another member."""

    version: Literal[2, 3]
    count: int


class Either(Request):
    """A model with the union."""

    member: Annotated[First | Second, Field(discriminator="version")]


@eachReader
def test_a_literal_integer_can_be_written_as_a_float(read: Read) -> None:
    assert type(vars(read(Sent, {"plain": 1, "version": 1.0}))["version"]) is int
    for value in (2.0, 0.5, "1"):
        with pytest.raises(ValidationError):
            read(Sent, {"plain": 1, "version": value})
    found = read(Either, {"member": {"version": 3.0, "count": 4.0}})
    assert found.model_dump_json() == '{"member":{"version":3,"count":4}}'


def test_assignments_convert_floats_too() -> None:
    sent = Sent(plain=1)
    sent.plain = 3600.0  # type: ignore[assignment]  # pyright: ignore[reportAttributeAccessIssue]  # as in YAML
    assert type(sent.plain) is int
    with pytest.raises(ValidationError):
        sent.plain = 0.5  # type: ignore[assignment]  # pyright: ignore[reportAttributeAccessIssue]  # as in YAML


def test_a_field_for_any_number_keeps_fractions() -> None:
    assert fromJson(Sent, {"plain": 1, "number": 2.5}) == Sent(plain=1, number=2.5)


def test_a_dump_still_warns_if_a_value_is_not_an_integer() -> None:
    changed = Sent(plain=1).model_copy(update={"plain": "x"})
    with pytest.raises(ValueError, match="Expected `int`"):
        changed.model_dump_json(warnings="error")


class Required(Request):
    """A request without optional fields, whose JSON Schema differs from that of other models."""

    plain: int
    limited: Annotated[int, Field(ge=0, description="How much.", examples=[3])]
    many: list[Percent]
    either: int | str
    version: Literal[0, 1]


@pytest.mark.parametrize("mode", ["validation", "serialization"])
@pytest.mark.parametrize("kind", [Required, Received])
def test_the_json_schema_is_the_same_as_without_adaptation(
    kind: type[BaseModel], mode: Literal["validation", "serialization"]
) -> None:
    fields = kind.model_fields.items()
    plain = create_model("Plain", **{name: (it.annotation, it) for name, it in fields})  # type: ignore[call-overload]  # pyright: ignore[reportCallIssue, reportArgumentType, reportUnknownVariableType]  # create_model() accepts such tuples
    expected = plain.model_json_schema(mode=mode)["properties"]  # pyright: ignore[reportUnknownMemberType, reportUnknownVariableType]  # of dynamic fields
    assert kind.model_json_schema(mode=mode)["properties"] == expected


def test_a_users_own_models_are_not_changed() -> None:
    class UserModel(BaseModel, strict=True):
        one: Sent
        count: Percent
        limits: list[int]

    UserModel.model_validate({"one": {"plain": 1.0}, "count": 1, "limits": [1]})
    for wrong in ({"count": 1.0, "limits": [1]}, {"count": 1, "limits": [1.0]}):
        with pytest.raises(ValidationError):
            UserModel.model_validate({"one": {"plain": 1}, **wrong})


def test_a_subclass_and_a_rebuilt_class_are_adapted_only_once() -> None:
    class UserSent(Sent):
        more: Annotated[int, Field(ge=0)] = 0

    for _ in range(2):
        assert type(UserSent.model_validate({"plain": 1.0, "more": 2.0}).more) is int
        UserSent.model_rebuild(force=True)
    schema = TypeAdapter(Percent).core_schema
    once = adapted(schema, failFast=True)
    assert adapted(once, failFast=True) == once


@pytest.mark.parametrize(
    ("kind", "value", "dumped"),
    [
        (int, 3.0, b"3"),
        (list[int], [3.0], b"[3]"),
        (dict[str, list[int]], {"a": [3.0]}, b'{"a":[3]}'),
    ],
)
def test_a_result_without_a_model_accepts_floats_with_an_integer_value(
    kind: object, value: object, dumped: bytes
) -> None:
    decoder: Decoder[object] = Decoder(kind)
    for result in (decoder.validate_json(json.dumps(value)), decoder.validate_python(value)):
        assert decoder.dump_json(result) == dumped


# Lists stop at their first wrong item


class Item(Response):
    """A response with two fields that can be wrong."""

    name: str
    size: int


class ItemA(Response):
    """A member of a tagged union."""

    kind: Literal["a"]
    names: list[str]


class ItemOther(Response):
    """The member for unknown tags."""

    kind: Unrecognized


class Lists(Response):
    """A response with lists and dicts in every possible position."""

    plain: list[int] | None = None
    items: list[Item] | None = None
    nested: list[list[str]] | None = None
    table: dict[str, str] | None = None
    tables: dict[str, list[Item]] | None = None
    either: list[int] | dict[str, str] | None = None
    newer: Annotated[list[int], Since(40)]
    tagged: Annotated[ItemA | ItemOther, Tagged("kind")] | None = None


@pytest.mark.parametrize("field", HOSTILE)
def test_a_list_of_wrong_items_has_as_many_errors_as_one_wrong_item(field: str) -> None:
    def count(length: int) -> int:
        content = json.dumps({"newer": [], field: HOSTILE[field](length)})
        with pytest.raises(ValidationError) as caught:
            Lists.model_validate_json(content)
        return caught.value.error_count()

    assert count(50) == count(1)


def test_a_request_reports_every_error() -> None:
    with pytest.raises(ValidationError) as caught:
        Sent.model_validate({"plain": 1, "many": ["x"] * 50})
    assert caught.value.error_count() == 50
