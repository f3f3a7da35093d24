"""Base classes of the models: strict requests, lenient responses, payloads without `None`."""

from __future__ import annotations

import copy
import json
import pickle
from datetime import UTC, datetime
from typing import Annotated, ClassVar, Literal

import pytest
from pydantic import BaseModel, Field, ValidationError
from tests.core.sample_service import (
    Label,
    SignedFile,
    Thing,
    ThingDefinition,
    ThingList,
    UnrecognizedFile,
)
from tests.core.secrets import SIGNED_URL, TOKEN, assertHidden, everyText

from tc_typed.core.models.base import Request, Response, SecretRequest
from tc_typed.core.models.constraints import (
    Constraint,
    ExactlyOne,
    Forbidden,
    MinProperties,
    Needs,
    NotTogether,
)
from tc_typed.core.models.fields import MayBeNull
from tc_typed.queue import Task, TaskDefinition

NOW = datetime(2026, 1, 31, 12, tzinfo=UTC)
MODELS = (ThingDefinition, Label, Thing, ThingList, SignedFile, UnrecognizedFile)

WIRE = {
    "created": "2026-01-31T12:00:00.000Z",
    "payload": {"none": None},
    "label": {"text": "a"},
    "tags": ["b"],
}


def definition() -> ThingDefinition:
    return ThingDefinition(created=NOW, payload={"none": None}, label=Label(text="a"), tags=["b"])


# Dumps


def test_optional_fields_are_absent_unless_set() -> None:
    assert json.loads(definition().model_dump_json()) == WIRE
    assert definition().model_dump(mode="json") == WIRE
    assert definition().model_dump() == {**WIRE, "created": NOW}


def test_optional_fields_are_absent_inside_a_users_own_model() -> None:
    class UserModel(BaseModel):
        one: ThingDefinition
        many: list[Label]
        named: dict[str, Label | None]
        nothing: int | None = None

    model = UserModel(
        one=definition(), many=[Label(text="x")], named={"a": Label(text="y"), "b": None}
    )
    assert json.loads(model.model_dump_json()) == {
        "one": WIRE,
        "many": [{"text": "x"}],
        "named": {"a": {"text": "y"}, "b": None},
        "nothing": None,
    }


def test_a_users_subclass_leaves_out_none_too() -> None:
    class UserDefinition(ThingDefinition):
        priority: int | None = None
        size: int = 3

    model = UserDefinition(created=NOW, payload={})
    assert json.loads(model.model_dump_json()) == {
        "created": "2026-01-31T12:00:00.000Z",
        "payload": {},
        "size": 3,
    }


def test_a_required_field_that_is_none_is_dumped() -> None:
    class Sample(Response):
        required: int | None
        optional: int | None = None

    assert Sample(required=None).model_dump_json() == '{"required":null}'


def test_an_aliased_field_is_read_and_dumped_by_its_name_on_the_wire() -> None:
    class Aliased(Request):
        from_: Annotated[
            str, Field(validation_alias="from", serialization_alias="from", max_length=3)
        ]
        schema_: Annotated[
            int | None, Field(validation_alias="schema", serialization_alias="schema")
        ] = None

    for made in (Aliased(from_="a"), Aliased.model_validate({"from": "a"})):
        assert made.model_dump_json() == '{"from":"a"}'
    assert Aliased(from_="a", schema_=1).model_dump() == {"from": "a", "schema": 1}
    with pytest.raises(ValidationError):
        Aliased(from_="long")


# Requests are strict


@pytest.mark.parametrize(
    "change",
    [
        {"unknown": 1},
        {"state": "paused"},
        {"label": {"text": ""}},
        {"label": {"text": "a", "shape": "b"}},
        {"label": "a"},
        {"tags": ["a", "a"]},
        {"tags": ["a", "b", "c", "d"]},
        {"tags": ("a",)},
        {"tags": [1]},
        {"created": None},
        {"created": 1769860800},
        {"created": datetime(2026, 1, 31)},  # noqa: DTZ001  # what is tested
        {"payload": []},
    ],
)
def test_an_invalid_request_cannot_be_created(change: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        ThingDefinition.model_validate({**WIRE, **change})


def test_a_request_can_be_created_from_nested_dicts() -> None:
    assert ThingDefinition.model_validate(WIRE) == definition()
    assert ThingDefinition.model_validate_json(json.dumps(WIRE)) == definition()
    mixed = {**WIRE, "created": NOW, "label": Label(text="a")}
    assert ThingDefinition.model_validate(mixed) == definition()


def test_errors_of_a_request_show_location_and_value() -> None:
    with pytest.raises(ValidationError, match=r"label\.color") as caught:
        ThingDefinition.model_validate({**WIRE, "label": {"text": "a", "color": 7}})
    assert "input_value=7" in str(caught.value)


def test_errors_of_a_secret_request_show_no_values() -> None:
    class Secret(SecretRequest):
        token: Annotated[str, Field(repr=False, max_length=5)]

    class Outer(SecretRequest):
        inner: Secret

    for make in (
        lambda: Secret(token=TOKEN),
        lambda: Outer.model_validate({"inner": {"token": TOKEN}}),
    ):
        with pytest.raises(ValidationError) as caught:
            make()
        assertHidden(*everyText(caught.value))
    assert "x" not in repr(Secret(token="x")).removeprefix("Secret")


# Responses are lenient


def test_a_response_keeps_unknown_properties() -> None:
    body = '{"name":"x","new":{"deep":[1,null]},"label":{"text":"","more":1}}'
    thing = Thing.model_validate_json(body)
    assert json.loads(thing.model_dump_json()) == json.loads(body)
    assert thing.model_extra == {"new": {"deep": [1, None]}}


def test_a_response_keeps_an_unknown_null() -> None:
    assert json.loads(Thing.model_validate({"name": "x", "new": None}).model_dump_json()) == {
        "name": "x",
        "new": None,
    }


def test_a_secret_of_a_response_is_not_shown() -> None:
    file = SignedFile.model_validate({"storageType": "s3", "url": SIGNED_URL})
    assertHidden(repr(file), str(file), f"{file!r}")
    with pytest.raises(ValidationError) as caught:
        SignedFile.model_validate({"storageType": "s3", "url": [SIGNED_URL]})
    assertHidden(*everyText(caught.value))


def test_signed_urls_in_an_unknown_member_of_a_union_are_not_shown() -> None:
    file = UnrecognizedFile.model_validate({"storageType": "tape", "url": SIGNED_URL})
    assertHidden(repr(file), str(file))


# Use like any pydantic model


@pytest.mark.parametrize(
    "model",
    [
        definition(),
        ThingDefinition(created=NOW, payload=Label(text="a")),
        Thing.model_validate({"name": "x", "state": "paused", "more": {"a": [1]}}),
        UnrecognizedFile.model_validate({"storageType": "tape", "reel": 1}),
    ],
    ids=lambda model: type(model).__name__,
)
def test_models_survive_pickle_and_copy(model: BaseModel) -> None:
    for copied in (
        pickle.loads(pickle.dumps(model)),
        copy.copy(model),
        copy.deepcopy(model),
        model.model_copy(deep=True),
    ):
        assert copied == model
        assert type(copied) is type(model)
        assert copied.model_dump_json() == model.model_dump_json()
        assert copied.model_fields_set == model.model_fields_set


@pytest.mark.parametrize("kind", MODELS)
@pytest.mark.parametrize("mode", ["validation", "serialization"])
def test_models_have_a_json_schema(
    kind: type[BaseModel], mode: Literal["validation", "serialization"]
) -> None:
    schema = kind.model_json_schema(mode=mode)
    assert schema["type"] == "object"
    assert {*schema["properties"]} == {*kind.model_fields}


def test_the_json_schema_has_the_types_of_fields() -> None:
    properties = ThingDefinition.model_json_schema()["properties"]
    assert properties["created"]["type"] == "string"
    assert properties["payload"]["type"] == "object"


# Constraints on several fields


def constrained(*constraints: Constraint) -> type[Request]:
    class Constrained(Request):
        _constraints: ClassVar[tuple[Constraint, ...]] = constraints
        a: int | None = None
        b: int | None = None
        c: int | None = None

    return Constrained


@pytest.mark.parametrize(
    ("constraint", "good", "bad"),
    [
        (MinProperties(1), ["a", "ab"], [""]),
        (Needs("a", "b", "c"), ["", "b", "abc"], ["a", "ab"]),
        (Forbidden("a"), ["", "b"], ["a", "ab"]),
        (NotTogether("a", "b"), ["", "a", "bc"], ["ab", "abc"]),
        (ExactlyOne(("a",), ("b", "c")), ["a", "bc", "ab"], ["", "b", "abc"]),
    ],
    ids=lambda value: type(value).__name__ if not isinstance(value, list) else "",
)
def test_constraints(constraint: Constraint, good: list[str], bad: list[str]) -> None:
    model = constrained(constraint)
    for names in good:
        assert model.model_validate(dict.fromkeys(names, 1)).model_fields_set == {*names}
        assert model.model_validate_json(json.dumps(dict.fromkeys(names, 1)))
    for names in bad:
        with pytest.raises(ValidationError):
            model.model_validate(dict.fromkeys(names, 1))


def test_constraints_treat_a_field_set_to_none_as_absent() -> None:
    with pytest.raises(ValidationError):
        constrained(MinProperties(1)).model_validate({"a": None})


def test_assignments_to_a_request_are_checked() -> None:
    task = TaskDefinition.model_validate(
        {
            "created": "2026-01-31T12:00:00Z",
            "deadline": "2026-02-01T12:00:00Z",
            "payload": {},
            "metadata": {"name": "n", "description": "d", "owner": "o", "source": "https://e.x/"},
        }
    )
    with pytest.raises(ValidationError):
        task.deadline = datetime(2026, 2, 1, 12)  # noqa: DTZ001  # on purpose
    with pytest.raises(ValidationError):
        task.priority = "urgent"  # type: ignore[assignment]  # on purpose
    task.priority = "low"
    task.priority = None
    assert "priority" not in task.model_dump_json()


def test_a_fetched_task_can_be_converted_to_a_definition_despite_new_properties() -> None:
    fetched = Task.model_validate_json(
        """{"taskQueueId": "p/w", "provisionerId": "p", "workerType": "w", "schedulerId": "-",
        "taskGroupId": "a8_YezW8T7e1jLxG7evy-A", "dependencies": [], "requires": "all-completed",
        "routes": [], "priority": "low", "retries": 5, "created": "2026-01-31T12:00:00.000Z",
        "deadline": "2026-02-01T12:00:00.000Z", "scopes": [], "payload": {"a": 1},
        "metadata": {"name": "n", "description": "d", "owner": "o", "source": "https://e.x/",
        "newer": 1}, "tags": {}, "extra": {}, "newer": {}}"""
    )
    definition = TaskDefinition.model_validate(fetched, from_attributes=True)
    assert definition.metadata.name == "n"
    assert definition.payload == {"a": 1}
    assert "newer" not in definition.model_dump_json()


# Nulls that differ from absence


class Release(Response):
    name: Annotated[str | None, MayBeNull] = None
    tag: Annotated[str | None, Field(serialization_alias="tag-name"), MayBeNull] = None
    body: str | None = None


class Feed(Response):
    latest: Release | None = None
    all: list[Release] | None = None


@pytest.mark.parametrize(
    "sent",
    [{}, {"name": None}, {"name": "x"}, {"name": None, "more": None, "body": "b"}],
)
def test_a_received_null_is_dumped(sent: dict[str, object]) -> None:
    for wrapped in (sent, {"latest": sent, "all": [sent, {}]}):
        kind = Release if wrapped is sent else Feed
        decoded = kind.model_validate_json(json.dumps(wrapped))
        assert json.loads(decoded.model_dump_json()) == wrapped
        assert decoded.model_dump(mode="json") == wrapped


def test_a_null_is_dumped_by_its_name_on_the_wire() -> None:
    assert json.loads(Release(tag=None).model_dump_json()) == {"tag-name": None}
