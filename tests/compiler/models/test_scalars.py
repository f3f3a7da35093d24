"""Strings of a certain form that have names: where requests use the alias, and where not."""

from __future__ import annotations

import ast
import importlib
import json
import logging
import sys
from collections.abc import Mapping
from itertools import count
from pathlib import Path
from types import ModuleType
from typing import TypeGuard

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError
from tests.compiler.contracts import api, entry, record, schema, write

from tc_typed.compiler import ContractError, compileContract, writeCompiled
from tc_typed.compiler.contract.load import Json

SLUG = "^[a-z]{4}$"
QUEUE = "^[a-z]+/[a-z]+$"
NAME = "^[a-z]*$"

_numbers = count()

WORDS = st.one_of(
    *(st.from_regex(it, fullmatch=True) for it in (SLUG, QUEUE, NAME)), st.text(), st.none()
)

VALUES = st.dictionaries(
    st.sampled_from(["slug", "secret", "many", "map", "either", "null", "from"]),
    WORDS | st.integers() | st.lists(WORDS, max_size=3) | st.dictionaries(st.text("ab"), WORDS),
)


def scalar(title: str, pattern: str, **more: Json) -> dict[str, Json]:
    return {
        "title": title,
        "description": f"{title}.",
        "type": "string",
        "pattern": pattern,
        **more,
    }


def scalars(*definitions: Mapping[str, Json]) -> dict[str, Json]:
    """The document that names strings."""
    return {
        "$id": "/schemas/common/v1/scalars.json#",
        "title": "Scalars",
        "definitions": {str(it.get("title", "")): it for it in definitions},
    }


NAMES = scalars(
    scalar("Slug Id", SLUG),
    scalar("Queue Id", QUEUE),
    scalar("Pool Id", QUEUE),
    scalar("Short Name", NAME, maxLength=5),
    scalar("Long Name", NAME, maxLength=50),
)


def text(pattern: str, **more: Json) -> dict[str, Json]:
    return {"type": "string", "pattern": pattern, **more}


def contract(*others: Mapping[str, Json], **properties: Json) -> tuple[Mapping[str, Json], ...]:
    """A contract with one object, which is sent and returned."""
    thing = schema("thing", **record("Thing", None, **properties))
    method = entry("send", input="v1/thing.json#", output="v1/thing.json#")
    return (api(method), thing, *others)


def compiled(folder: Path, *files: Mapping[str, Json], lenient: bool = False) -> dict[str, str]:
    return compileContract(write(folder, *files), "acme", lenient=lenient)


def fields(source: str, model: str = "Thing") -> dict[str, str]:
    """The types of a class's fields."""
    [found] = (it for it in ast.walk(ast.parse(source)) if isClass(it, model))
    return {
        ast.unparse(it.target): ast.unparse(it.annotation)
        for it in found.body
        if isinstance(it, ast.AnnAssign)
    }


def isClass(node: ast.AST, name: str) -> TypeGuard[ast.ClassDef]:
    return isinstance(node, ast.ClassDef) and node.name == name


def imported(folder: Path, *files: Mapping[str, Json], lenient: bool = False) -> ModuleType:
    """The models of the service `tiny`, from a package of its own."""
    name = f"scalars{next(_numbers)}"
    made = compileContract(write(folder / f"{name}-schemas", *files), name, lenient=lenient)
    writeCompiled(folder / name, made)
    sys.path.insert(0, str(folder))
    try:
        return importlib.import_module(f"{name}.tiny")
    finally:
        sys.path.remove(str(folder))


def test_requests_have_the_alias_and_responses_plain_text(tmp_path: Path) -> None:
    models = compiled(tmp_path, *contract(NAMES, it=text(SLUG)))["tiny/models.py"]
    assert fields(models) == {"it": "SlugId | None"}
    assert fields(models, "ThingResponse") == {"it": "str | None"}
    assert "from acme.common.models import SlugId" in models


@pytest.mark.parametrize(
    ("it", "kind"),
    [
        ({"type": "array", "items": text(SLUG)}, "list[SlugId] | None"),
        ({"type": "object", "additionalProperties": text(SLUG)}, "dict[str, SlugId] | None"),
        ({"oneOf": [text(SLUG), {"type": "integer"}]}, "SlugId | int | None"),
        ({"oneOf": [text(SLUG), {"type": "null"}]}, "SlugId | None"),
        (text(SLUG, **{"x-secret": True}), "Annotated[SlugId | None, Field(repr=False)]"),
        (
            {"type": "array", "items": text(SLUG), "maxItems": 3, "uniqueItems": True},
            "Annotated[list[SlugId], Field(max_length=3), UniqueItems] | None",
        ),
    ],
)
def test_an_alias_stands_wherever_its_form_does(tmp_path: Path, it: Json, kind: str) -> None:
    models = compiled(tmp_path, *contract(NAMES, it=it))["tiny/models.py"]
    assert fields(models) == {"it": kind}


@pytest.mark.parametrize(
    "it",
    [
        text(SLUG, minLength=1),
        text(SLUG, maxLength=4),
        text(SLUG, format="uri"),
        text(f"{SLUG}|x"),
        text(NAME),
        text(NAME, maxLength=6),
        {"type": "string", "maxLength": 5},
    ],
)
def test_another_form_stays_where_it_is(tmp_path: Path, it: Json) -> None:
    models = compiled(tmp_path, *contract(NAMES, it=it))["tiny/models.py"]
    assert "common.models" not in models


@pytest.mark.parametrize(
    ("name", "alias"),
    [
        ("queueId", "QueueId"),
        ("poolId", "PoolId"),
        ("poolIds", "PoolId"),
        ("other", "QueueId"),
        ("PoolId", "PoolId"),
    ],
)
def test_of_two_names_that_of_the_property_wins(tmp_path: Path, name: str, alias: str) -> None:
    it: Json = text(QUEUE)
    if name.endswith("s"):
        it = {"type": "array", "items": it}
    made = compiled(tmp_path, *contract(NAMES, first={"type": "string"}, **{name: it}))
    assert f"from acme.common.models import {alias}\n" in made["tiny/models.py"]
    assert "PoolId: TypeAlias = QueueId\n" in made["common/models.py"]


def test_what_a_service_uses_is_offered_by_its_package(tmp_path: Path) -> None:
    made = compiled(tmp_path, *contract(NAMES, it=text(SLUG)))
    assert "from acme.common.models import SlugId\n" in made["tiny/__init__.py"]
    assert '"QueueId"' not in made["tiny/__init__.py"]
    assert all(f'"{name}"' in made["common/__init__.py"] for name in ("SlugId", "QueueId"))


def test_a_pattern_that_stands_twice_needs_a_name(tmp_path: Path) -> None:
    other: Json = {"type": "array", "items": text("^x$", maxLength=9)}
    twice: dict[str, Json] = {"one": text("^x$"), "two": other}
    with pytest.raises(ContractError) as caught:
        compiled(tmp_path, *contract(NAMES, **twice))
    [problem] = str(caught.value).splitlines()
    assert problem == (
        "tiny/v1/thing.json#/properties/two/items: the pattern stands twice in one module, first at"
        " tiny/v1/thing.json#/properties/one: name both by a scalar with this pattern and these"
        " limits in common/v1/scalars.json"
    )
    inline = compiled(tmp_path, *contract(NAMES, **twice), lenient=True)["tiny/models.py"]
    assert inline.count('pattern="^x$"') == 2


def test_one_place_that_several_properties_refer_to_stands_twice_too(tmp_path: Path) -> None:
    twice: dict[str, Json] = {"one": text("^x$"), "two": {"$ref": "#/properties/one"}}
    with pytest.raises(ContractError, match="the pattern stands twice"):
        compiled(tmp_path, *contract(**twice))


def test_a_deployment_that_repeats_a_form_has_its_name(tmp_path: Path) -> None:
    files = contract(NAMES, it=text(SLUG), many={"type": "array", "items": text(SLUG)})
    models = compiled(tmp_path, *files, lenient=True)["tiny/models.py"]
    assert fields(models) == {"it": "SlugId | None", "many": "list[SlugId] | None"}


def test_a_class_of_a_deployment_with_a_scalars_name_gets_another(tmp_path: Path) -> None:
    slug = {**record("Slug Id", at={"type": "string"})}
    files = contract(NAMES, it=text(SLUG), inner=slug)
    with pytest.raises(ContractError, match="makes the name SlugId, which has another meaning"):
        compiled(tmp_path, *files)
    module = imported(tmp_path, *files, lenient=True)
    assert module.Thing(it="abcd", inner=module.ThingInner(at="x")).it == "abcd"


@pytest.mark.parametrize(
    ("odd", "problem"),
    [
        ({"type": "string", "pattern": "x"}, "needs a title"),
        (scalar("2", "x"), "needs a title"),
        (scalar("N" * 41, "x"), "needs a title"),
        (scalar("Field", "x"), "makes the name Field, which has another meaning"),
        (scalar("slug id", "x"), "makes the name SlugId, which has another meaning"),
        ({"title": "Free Text", "type": "string"}, "has no pattern"),
        ({"title": "Count", "type": "integer"}, "has no pattern"),
        (record("Object"), "has no pattern"),
    ],
)
def test_what_is_no_scalar_is_refused(
    tmp_path: Path, odd: Mapping[str, Json], problem: str, caplog: pytest.LogCaptureFixture
) -> None:
    named = scalars(scalar("Slug Id", SLUG), odd)
    files = contract(named, it=text(SLUG))
    with pytest.raises(ContractError, match=problem):
        compiled(tmp_path, *files)
    caplog.set_level(logging.INFO, "tc_typed.compiler")
    made = compiled(tmp_path, *files, lenient=True)
    assert problem in caplog.text
    assert made["common/models.py"].count("TypeAlias = ") == 1


# Behaviour


@pytest.fixture(scope="module")
def pair(tmp_path_factory: pytest.TempPathFactory) -> tuple[ModuleType, ModuleType]:
    """The same object compiled with names, and without."""
    folder = tmp_path_factory.mktemp("behaviour")
    kinds: dict[str, Json] = {
        "slug": text(SLUG),
        "secret": text(SLUG, **{"x-secret": True}),
        "many": {"type": "array", "items": text(SLUG), "maxItems": 2, "uniqueItems": True},
        "map": {"type": "object", "additionalProperties": text(NAME, maxLength=5)},
        "either": {"oneOf": [text(QUEUE), {"type": "integer"}]},
        "null": {"oneOf": [text(NAME, maxLength=50), {"type": "null"}]},
        "from": text(QUEUE),
    }
    named, plain = contract(NAMES, **kinds), contract(**kinds)
    return imported(folder, *named), imported(folder, *plain, lenient=True)


def test_the_schema_of_a_model_is_the_same(pair: tuple[ModuleType, ModuleType]) -> None:
    named, plain = (TypeAdapter(it.Thing).json_schema() for it in pair)
    assert named == plain


@given(VALUES)
@settings(deadline=None)
def test_the_same_values_are_taken_and_refused(
    pair: tuple[ModuleType, ModuleType], value: dict[str, Json]
) -> None:
    named, plain = (outcome(it, value) for it in pair)
    assert named == plain


def outcome(module: ModuleType, value: Json) -> object:
    """Decode a value: how it is shown and sent then, or why it is refused."""
    try:
        made = module.Thing.model_validate_json(json.dumps(value))
    except ValidationError as error:
        return error.errors(include_url=False)
    return repr(made), made.model_dump_json()
