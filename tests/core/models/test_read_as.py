"""Free-form objects of tasks, read as models that ignore unknown properties at any depth."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Annotated, ClassVar, Literal

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, ConfigDict, Field, JsonValue, TypeAdapter, ValidationError
from tests.core.secrets import TOKEN
from tests.wire.contract import ROOT, Json, Schema, SchemaFile, schemaFiles
from tests.wire.test_schemas import FEW, FORMATS, expanded, instances

from tc_typed.built_in import BuiltInPayload
from tc_typed.core.models.read_as import readAs
from tc_typed.docker_worker import DockerWorkerPayload
from tc_typed.generic_worker import (
    InsecurePosixPayload,
    MultiuserPosixPayload,
    MultiuserWindowsPayload,
)
from tc_typed.queue import ClaimWorkResponse, ListTaskGroupResponse, Task

RECORDINGS = ROOT.parent / "shared" / "recordings" / "http"
# Classes by title of the schema: one, or one for each of its alternatives.
PAYLOADS: dict[str, list[type[BaseModel]]] = {
    "Docker Worker Payload": [DockerWorkerPayload],
    "Insecure Posix Or Docker Payload": [InsecurePosixPayload, DockerWorkerPayload],
    "Multiuser Posix Or Docker Payload": [MultiuserPosixPayload, DockerWorkerPayload],
    "Multiuser Windows Payload": [MultiuserWindowsPayload],
    "Built In Payload": [BuiltInPayload],
}
FILES = [file for file in schemaFiles()["tc_typed"] if file.title in PAYLOADS]
# Values of unknown properties that a newer program may add.
EXTRAS: list[Json] = [None, 1, "é", {"a": [None]}]
TASK: dict[str, JsonValue] = {
    "provisionerId": "a",
    "workerType": "b",
    "taskQueueId": "a/b",
    "taskGroupId": "a8_YezW8T7e1jLxG7evy-A",
    "schedulerId": "-",
    "metadata": {"name": "n", "description": "d", "owner": "o", "source": "https://e.x/"},
    "priority": "low",
    "created": "2026-01-31T12:00:00Z",
    "deadline": "2026-02-01T12:00:00Z",
    "dependencies": [],
    "requires": "all-completed",
    "retries": 5,
    "scopes": [],
    "routes": [],
    "tags": {},
}

MORE: dict[str, JsonValue] = {"more": {"a": [1]}}


def taskWith(payload: JsonValue, **more: JsonValue) -> Task:
    text = json.dumps({**TASK, "payload": payload, "extra": payload, **more})
    return Task.model_validate_json(text)


# Models of workers


def withExtra(instance: Json, schema: Json, extra: Json) -> Json:
    """Add an undeclared property to each object that does not allow additional ones."""
    assert isinstance(schema, dict)
    if isinstance(instance, list):
        return [withExtra(item, schema.get("items", {}), extra) for item in instance]
    if not isinstance(instance, dict):
        return instance
    schema = branch(instance, schema)
    declared, others = schema.get("properties"), schema.get("additionalProperties", {})
    known = declared if isinstance(declared, dict) else {}
    inside = {
        key: withExtra(value, known.get(key, others if isinstance(others, dict) else {}), extra)
        for key, value in instance.items()
    }
    return {**inside, "not declared": extra} if others is False else inside


def branch(instance: Json, schema: Schema) -> Schema:
    """Return the alternative that an instance matches, or the schema if it has none."""
    found = alternatives(schema)
    return branch(instance, found[indexOf(instance, found)]) if found else schema


def alternatives(schema: Schema) -> list[Schema]:
    found = schema.get("oneOf", schema.get("anyOf"))
    return [it for it in found if isinstance(it, dict)] if isinstance(found, list) else []


def indexOf(instance: Json, schemas: list[Schema]) -> int:
    checks = [jsonschema.Draft6Validator(it, format_checker=FORMATS) for it in schemas]
    return [check.is_valid(instance) for check in checks].index(True)  # pyright: ignore[reportUnknownMemberType]  # jsonschema has a partial type for it


@pytest.mark.parametrize("file", FILES, ids=str)
@FEW
@given(data=st.data())
def test_payload_models_ignore_unknown_properties(file: SchemaFile, data: st.DataObject) -> None:
    schema = expanded(file)
    instance = data.draw(instances(file))
    extra = data.draw(st.sampled_from(EXTRAS))
    models = PAYLOADS[file.title]
    model = models[indexOf(instance, alternatives(schema)) if len(models) > 1 else 0]
    expected = model.model_validate_json(json.dumps(instance))
    task = taskWith(withExtra(instance, schema, extra))
    assert task.payloadAs(model) == task.extraAs(model) == expected
    with pytest.raises(ValidationError, match="not declared"):
        model.model_validate_json(json.dumps(task.payload))


def test_all_models_of_workers_are_tested() -> None:
    assert sorted(file.title for file in FILES) == sorted(PAYLOADS)


# Models of users


class Part(BaseModel):
    """A strict model that forbids unknown properties."""

    model_config: ClassVar[ConfigDict] = ConfigDict(extra="forbid", strict=True)

    number: float | int
    pair: tuple[int, str] | None = None
    when: datetime | None = None


class Round(BaseModel):
    """One member of a union."""

    model_config: ClassVar[ConfigDict] = ConfigDict(extra="forbid")

    kind: Literal["round"]
    part: Part


class Flat(BaseModel):
    """The other member."""

    model_config: ClassVar[ConfigDict] = ConfigDict(extra="forbid")

    kind: Literal["flat"]


@dataclass
class Plain:
    """A dataclass, which is not a model."""

    name: str


class Keeping(BaseModel):
    """A model that would keep unknown properties."""

    model_config: ClassVar[ConfigDict] = ConfigDict(extra="allow")

    name: str


class Whole(BaseModel):
    """A model that contains all of these in every possible position."""

    model_config: ClassVar[ConfigDict] = ConfigDict(extra="forbid")

    listed: list[Part] = []
    named: dict[str, Part] = {}
    shape: Annotated[Round | Flat, Field(discriminator="kind")] | None = None
    either: Flat | Part | None = None
    plain: Plain | None = None
    keeping: Keeping | None = None


@pytest.mark.parametrize(
    "kind", [Plain, dict, Round | Flat, TypeAdapter(Flat), Flat(kind="flat"), None, "Flat"]
)
def test_anything_but_a_model_class_is_refused(kind: object) -> None:
    task = taskWith({"kind": "flat"})
    for method in (task.payloadAs, task.extraAs):
        with pytest.raises(TypeError, match="model must be a pydantic model class, got "):
            method(kind)  # type: ignore[arg-type]  # like callers without a type checker


def test_a_users_model_ignores_unknown_properties_at_any_depth() -> None:
    part: dict[str, JsonValue] = {"number": 1, "pair": [1, "a"], "when": "2026-01-31T12:00:00Z"}
    made = Part(number=1, pair=(1, "a"), when=datetime(2026, 1, 31, 12, tzinfo=UTC))
    payload: dict[str, JsonValue] = {
        "listed": [{**part, **MORE}],
        "named": {"x": {**part, **MORE}},
        "shape": {"kind": "round", "part": {**part, **MORE}, **MORE},
        "either": {**part, **MORE},
        "plain": {"name": "n", **MORE},
        "keeping": {"name": "n", **MORE},
        **MORE,
    }
    assert taskWith(payload).payloadAs(Whole) == Whole(
        listed=[made],
        named={"x": made},
        shape=Round(kind="round", part=made),
        either=made,
        plain=Plain("n"),
        keeping=Keeping(name="n"),
    )


@pytest.mark.parametrize(
    "payload", [{"listed": [{"number": "1"}]}, {"shape": {"kind": "odd"}}, {"plain": {}}]
)
def test_a_mismatch_is_a_validation_error_of_pydantic(payload: JsonValue) -> None:
    with pytest.raises(ValidationError, match="Whole"):
        taskWith(payload).payloadAs(Whole)


class AnyJson(BaseModel):
    """A model for any JSON."""

    value: JsonValue


@given(
    st.floats(allow_nan=False, allow_infinity=False)
    | st.integers(-(10**400), 10**400)
    | st.text()
    | st.booleans()
    | st.none()
)
def test_numbers_and_strings_are_read_unchanged(value: JsonValue) -> None:
    read = readAs({"value": value}, AnyJson).value
    assert (read, type(read)) == (value, type(value))


def test_the_model_shares_nothing_with_the_task() -> None:
    task = taskWith({"value": [1]})
    before = copy.deepcopy(task.payload)
    read = task.payloadAs(AnyJson)
    assert isinstance(read.value, list)
    read.value.append(2)
    assert task.payload == before


def test_a_property_named_like_the_method_is_kept_next_to_it() -> None:
    task = taskWith({"value": 1}, payloadAs="sent")
    assert task.payloadAs(AnyJson).value == 1
    assert task.model_extra == {"payloadAs": "sent"}
    assert json.loads(task.model_dump_json())["payloadAs"] == "sent"


class Careful(BaseModel):
    """A model whose errors don't show values."""

    model_config: ClassVar[ConfigDict] = ConfigDict(hide_input_in_errors=True)

    secret: int


def test_hide_input_in_errors_of_a_users_model_is_respected() -> None:
    with pytest.raises(ValidationError) as caught:
        taskWith({"secret": TOKEN}).payloadAs(Careful)
    assert TOKEN not in str(caught.value)
    assert caught.value.__context__ is None


# Tasks of a real Taskcluster


def recordedTasks() -> Iterator[Task]:
    for recording in json.loads((RECORDINGS / "queue.json").read_text()):
        text = json.dumps(recording["response"])
        if recording["status"] != 200:
            continue
        if recording["method"] == "task":
            yield Task.model_validate_json(text)
        elif recording["method"] == "listTaskGroup":
            yield from (it.task for it in ListTaskGroupResponse.model_validate_json(text).tasks)
        elif recording["method"] == "claimWork":
            yield from (it.task for it in ClaimWorkResponse.model_validate_json(text).tasks)


@pytest.mark.skipif(not RECORDINGS.is_dir(), reason="the recordings are missing")
def test_a_recorded_payload_is_read() -> None:
    tasks = [*recordedTasks()]
    [task, *_] = [it for it in tasks if "command" in it.payload]
    assert {"image", "nul", "fl"} <= task.payload.keys()  # unknown to this worker
    payload = task.payloadAs(MultiuserWindowsPayload)
    assert payload.command == task.payload["command"]
    assert payload.env == {"FOO": "bar"}
    assert payload.maxRunTime == 3600
    with pytest.raises(ValidationError):
        task.payloadAs(DockerWorkerPayload)  # its artifacts are not a list
    assert sum(it.payloadAs(BuiltInPayload) == BuiltInPayload() for it in tasks) == len(tasks) > 5
