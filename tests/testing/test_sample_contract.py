"""`sample` makes valid objects of every model, which the JSON Schemas of the contract confirm."""

from __future__ import annotations

import importlib
import json
import os
import pkgutil
import subprocess
import sys
from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import get_args, get_origin

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, ValidationError
from tests.wire.contract import ROOT, Json, SchemaFile
from tests.wire.test_schemas import (
    CASES,
    FEW,
    Model,
    expanded,
    instances,
    same,
    validator,
    withDefaults,
)

import tc_typed
from tc_typed.auth import CreateClientRequest, ListClientsResponse
from tc_typed.core.events import Exchange, ServiceEvents
from tc_typed.core.models.base import Response
from tc_typed.core.models.fields import Unrecognized
from tc_typed.core.operation import Operation
from tc_typed.index import IndexedTask, InsertTaskRequest, ListTasksResponse
from tc_typed.notify import EmailRequest
from tc_typed.queue import (
    CancelTaskGroupResponse,
    TaskCompletedMessage,
    TaskMetadata,
    TaskStatusResponse,
)
from tc_typed.secrets import Secret, SetSecretRequest
from tc_typed.testing import sample
from tc_typed.testing.samples.kinds import isList, isMapping
from tc_typed.testing.samples.requirements import ALWAYS_SENT
from tc_typed.worker_manager import WorkerPoolErrorStats

DEPTH = 4
"""Levels of nested objects in samples; only recursive schemas have more."""
VARIANTS = 6
"""Number of members in the largest union."""
RECORDINGS = ROOT.parent / "shared" / "recordings" / "http"
ENOUGH = 5
"""Number of recorded objects that show what servers always send."""

GIVEN_IN_PARTS = {
    CancelTaskGroupResponse,
    CreateClientRequest,
    EmailRequest,
    IndexedTask,
    InsertTaskRequest,
    ListClientsResponse,
    ListTasksResponse,
    Secret,
    SetSecretRequest,
    TaskCompletedMessage,
    TaskMetadata,
    TaskStatusResponse,
    WorkerPoolErrorStats,
}
"""Models of which hypothesis generates values quickly."""

ALL_SAMPLES = """
import importlib, sys
from tc_typed.testing import sample
for line in sys.stdin:
    module, name = line.split()
    print(sample(getattr(importlib.import_module(module), name)).model_dump_json())
"""


def modules(name: str) -> Iterator[str]:
    """Yield the compiled modules of one name."""
    for info in pkgutil.walk_packages(tc_typed.__path__, "tc_typed."):
        if info.name.endswith(f".{name}") and not info.name.startswith(
            ("tc_typed.core", "tc_typed.compiler", "tc_typed.testing", "tc_typed.taskcluster_yml")
        ):
            yield info.name


def compiledModels() -> Iterator[type[BaseModel]]:
    for module in modules("models"):
        for kind in vars(importlib.import_module(module)).values():
            isModel = isinstance(kind, type) and issubclass(kind, BaseModel)
            if isModel and kind.__module__ == module:
                yield kind


def exchanges() -> Iterator[Exchange]:
    for module in modules("events"):
        for kind in vars(importlib.import_module(module)).values():
            if isinstance(kind, type) and issubclass(kind, ServiceEvents):
                yield from (it for it in vars(kind).values() if isinstance(it, Exchange))


MODELS = [*compiledModels()]
EXCHANGES = [*exchanges()]


def isUnrecognized(model: type[BaseModel]) -> bool:
    return any(info.annotation is Unrecognized for info in model.model_fields.values())


def membersOf(kind: object) -> list[type[BaseModel]]:
    """Return the models in a type, except those for kinds that only newer servers know."""
    if isinstance(kind, type) and issubclass(kind, BaseModel):
        return [] if kind is BaseModel or isUnrecognized(kind) else [kind]
    return [found for part in get_args(kind) for found in membersOf(part)]


def wrapped(kind: object, value: object, count: int) -> object:
    """Put an object into the lists and dicts that a type has around its models."""
    inner = next((part for part in get_args(kind) if membersOf(part)), None)
    if inner is not None:
        value = wrapped(inner, value, count)
    origin = get_origin(kind)
    return [value] * count if origin is list else {"key": value} if origin is dict else value


def withEverything(model: type[BaseModel], variant: int, depth: int = DEPTH) -> dict[str, object]:
    """Return fields that make a sample with all nested objects, also optional ones.

    Args:
        model: The class.
        variant: Number of the member to take of each union.
        depth: Levels of nested objects.
    """
    fields: dict[str, object] = {}
    for name, info in model.model_fields.items():
        members = membersOf(info.annotation)
        if members and depth:
            member = members[variant % len(members)]
            inner = withEverything(member, variant, depth - 1)
            if len(members) == 1:
                fields[name] = wrapped(info.annotation, inner, 2)
            else:  # Two samples of the same fields would be equal, and lists can forbid that.
                fields[name] = wrapped(info.annotation, sample(member, **inner), 1)
    return fields


def modelsIn(value: object) -> Iterator[BaseModel]:
    """Yield each object in a value, at any depth."""
    if isinstance(value, BaseModel):
        yield value
        value = dict(value)
    if isMapping(value):
        value = [*value.values()]
    if isList(value):
        for item in value:
            yield from modelsIn(item)


@pytest.mark.parametrize(
    ("file", "model", "member"),
    [(file, model, member) for file, model in CASES for member in membersOf(model.kind)],
    ids=lambda value: getattr(value, "__name__", str(value))[:60],
)
def test_samples_match_the_contract(
    file: SchemaFile, model: Model, member: type[BaseModel]
) -> None:
    for fields in [{}, *(withEverything(member, variant) for variant in range(VARIANTS))]:
        value = json.loads(sample(member, **fields).model_dump_json())
        whole = json.loads(json.dumps(wrapped(model.kind, value, 1)))
        # The server inserts defaults before it validates.
        assert validator(file)(withDefaults(expanded(file), whole)), whole


def test_the_contract_is_checked_with_most_models() -> None:
    checked: set[type[BaseModel]] = set()
    for _, model in CASES:
        for member in membersOf(model.kind):
            for variant in range(VARIANTS):
                made = sample(member, **withEverything(member, variant))
                checked |= {type(it) for it in modelsIn(made)}
    # The others are those of unknown kinds, and those that all services have in common.
    assert len(checked) > 0.9 * len(MODELS) > 350


@pytest.mark.parametrize("model", MODELS, ids=lambda model: f"{model.__module__}.{model.__name__}")
def test_samples_survive_a_round_trip(model: type[BaseModel]) -> None:
    made = sample(model)
    assert type(made) is model
    assert model.model_validate_json(made.model_dump_json()) == made
    assert not made.model_extra


def test_samples_do_not_depend_on_the_process() -> None:
    names = "\n".join(f"{model.__module__} {model.__name__}" for model in MODELS)
    # Of two seeds and time zones, at least one is not that of this process.
    others = {"PYTHONHASHSEED": "2", "TZ": "Asia/Tokyo"}
    if others.items() & os.environ.items():
        others = {"PYTHONHASHSEED": "1", "TZ": "UTC"}
    done = subprocess.run(
        [sys.executable, "-c", ALL_SAMPLES],
        input=names,
        env={"PYTHONPATH": ":".join(sys.path), **others},
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    assert done.stdout.splitlines() == [sample(model).model_dump_json() for model in MODELS]


@pytest.mark.parametrize("exchange", EXCHANGES, ids=lambda exchange: exchange.title)
def test_exchanges_can_read_samples_of_their_messages(exchange: Exchange) -> None:
    members = membersOf(exchange.message)
    assert members
    for member in members:
        made = sample(member)
        assert exchange.decoder.validate_json(made.model_dump_json()) == made


# Given fields


@st.composite
def parts(draw: st.DrawFn, value: Json) -> Json:
    """Draw a part of a JSON value, which lacks some properties at any depth."""
    if isinstance(value, list):
        return [draw(parts(item)) for item in value]
    if not isinstance(value, dict):
        return value
    kept = draw(st.sets(st.sampled_from(sorted(value)))) if value else ()
    return {name: draw(parts(value[name])) for name in sorted(kept)}


def contains(whole: Json, part: Json) -> bool:
    """Whether a value has all properties of another, at any depth."""
    if isinstance(whole, dict) and isinstance(part, dict):
        return all(name in whole and contains(whole[name], it) for name, it in part.items())
    if isinstance(whole, list) and isinstance(part, list):
        return len(whole) == len(part) and all(map(contains, whole, part))
    return same(part, whole)


PARTLY_GIVEN = [
    (file, member)
    for file, model in CASES
    for member in membersOf(model.kind)
    if model.kind is member and member in GIVEN_IN_PARTS
]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("file", "member"), PARTLY_GIVEN, ids=lambda value: getattr(value, "__name__", "of")
)
def test_given_parts_are_kept_and_completed(file: SchemaFile, member: type[BaseModel]) -> None:
    @FEW
    @given(instances(file), st.data())
    def check(instance: Json, data: st.DataObject) -> None:
        part = data.draw(parts(instance), "part")
        assert isinstance(part, dict)
        made = json.loads(sample(member, **part).model_dump_json())
        assert contains(made, part)
        assert validator(file)(withDefaults(expanded(file), made))

    check()


# Fields that servers always send


def recordedObjects() -> Iterator[Response]:
    """Yield each object in the recorded responses of real servers."""
    for path in sorted(RECORDINGS.glob("*.json")):
        module = importlib.import_module(f"tc_typed.{path.stem.replace('-', '_')}.operations")
        operations: Mapping[str, Operation] = module.OPERATIONS
        for call in json.loads(path.read_text()):
            operation = operations.get(call["method"])
            if operation is not None and call["status"] == 200:
                try:
                    result = operation.decoder.validate_json(json.dumps(call["response"]))
                except ValidationError:  # It is not JSON, or the call is a ping of older servers.
                    continue
                yield from (it for it in modelsIn(result) if isinstance(it, Response))


@pytest.mark.skipif(not RECORDINGS.is_dir(), reason="the recordings are missing")
def test_samples_have_the_fields_that_servers_always_send() -> None:
    sent: dict[type[Response], list[set[str]]] = defaultdict(list)
    for found in recordedObjects():
        optional = {key for key, it in type(found).model_fields.items() if not it.is_required()}
        sent[type(found)].append(optional & found.model_fields_set)
    always: dict[str, tuple[str, ...]] = {
        kind.__name__: tuple(sorted(common))
        for kind, names in sent.items()
        if len(names) >= ENOUGH and (common := names[0].intersection(*names))
    }
    assert always == ALWAYS_SENT
