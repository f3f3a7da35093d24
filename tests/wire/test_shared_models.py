"""Compiled models have no duplicates: classes in two packages, or patterns in one module."""

from __future__ import annotations

import ast
import copy
import json
import pickle
from collections import Counter
from collections.abc import Iterator, Mapping
from functools import cache
from importlib import import_module

import pytest
from pydantic import BaseModel, TypeAdapter
from tests.sources import PROJECT, Source, packageSources

from tc_typed import auth, common, generic_worker, queue, worker_manager
from tc_typed.compiler.contract.load import Json
from tc_typed.legacy import login, scheduler

SCALARS: Mapping[str, Mapping[str, Json]] = json.loads(
    (PROJECT / "schemas" / "common" / "v1" / "scalars.json").read_text(encoding="utf-8")
)["definitions"]


@cache
def modelSources() -> list[Source]:
    """Return all compiled modules of models."""
    found = [it for it in packageSources() if it.compiledFrom and it.path.name == "models.py"]
    assert {"tc_typed.queue.models", "tc_typed.legacy.login.models"} <= {it.module for it in found}
    return found


def patternsIn(tree: ast.AST) -> Iterator[str]:
    """Yield the patterns of all calls of `Field`."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "Field":
            yield from (ast.unparse(it.value) for it in node.keywords if it.arg == "pattern")


# Duplicates


@pytest.mark.parametrize("source", modelSources(), ids=lambda it: it.module)
def test_no_module_has_duplicate_patterns(source: Source) -> None:
    found = Counter(patternsIn(source.tree))
    if source.module == common.__name__ + ".models":
        assert found.total() > 5
    assert [it for it, count in found.items() if count > 1] == []


@pytest.mark.parametrize("source", modelSources(), ids=lambda it: it.module)
def test_fields_use_the_named_scalars(source: Source) -> None:
    named = {
        json.dumps([it.get(key) for key in ("pattern", "maxLength", "minLength", "format")])
        for it in SCALARS.values()
    }
    for node in ast.walk(source.tree):
        if isinstance(node, ast.ClassDef):
            for call in ast.walk(node):
                if isinstance(call, ast.Call) and ast.unparse(call.func) == "Field":
                    given = {it.arg: ast.literal_eval(it.value) for it in call.keywords}
                    names = ("pattern", "max_length", "min_length", "format")
                    assert json.dumps([given.get(name) for name in names]) not in named


def test_no_two_modules_define_the_same_class() -> None:
    found = Counter(
        ast.unparse(node)
        for source in modelSources()
        for node in source.tree.body
        if isinstance(node, ast.ClassDef)
    )
    assert [text for text, count in found.items() if count > 1] == []


# Shared classes and scalars


def packages() -> list[str]:
    return [it.module.removesuffix(".models") for it in modelSources()]


@pytest.mark.parametrize("package", packages())
def test_shared_names_are_the_same_object(package: str) -> None:
    module = import_module(package)
    public: list[str] = module.__all__
    for name in {*public} & {*common.__all__}:
        assert getattr(module, name) is getattr(common, name)
    own = import_module(f"{package}.models")
    assert not {*vars(own)} & {*common.__all__} - {*public}, (
        f"{package} uses shared names that it does not export"
    )


def test_shared_names_are_exported_by_the_services() -> None:
    assert queue.PingResponse is auth.PingResponse is login.PingResponse is common.PingResponse
    assert queue.TaskRunId is worker_manager.TaskRunId is common.TaskRunId
    assert queue.SlugId is generic_worker.SlugId is scheduler.SlugId is common.SlugId
    assert worker_manager.WorkerPoolId is common.WorkerPoolId
    assert {*SCALARS} <= {*common.__all__}


@pytest.mark.parametrize("name", sorted({*common.__all__} - {*SCALARS}))
def test_shared_classes_pickle_and_copy(name: str) -> None:
    model = getattr(common, name)
    assert issubclass(model, BaseModel)
    assert model.__module__ == "tc_typed.common.models"
    values: Mapping[str, Mapping[str, Json]] = {
        "PingResponse": {"alive": True, "uptime": 1.5},
        "VersionResponse": {"version": "106.0.0"},
        "TaskRunId": {"taskId": "x", "runId": 0},
        "QuarantineDetail": {
            "clientId": "c",
            "updatedAt": "2026-01-01T00:00:00Z",
            "quarantineUntil": "2026-01-01T00:00:00Z",
            "quarantineInfo": "",
        },
    }
    made = model.model_validate_json(json.dumps({**values.get(name, {}), "other": [1]}))
    assert pickle.loads(pickle.dumps(made)) == made == copy.deepcopy(made)


@pytest.mark.parametrize("name", sorted(SCALARS))
def test_a_scalar_has_the_schema_from_the_contract(name: str) -> None:
    expected = SCALARS[name]
    schema = TypeAdapter(getattr(common, name)).json_schema()
    assert schema == {key: expected[key] for key in expected.keys() - {"title", "description"}}
