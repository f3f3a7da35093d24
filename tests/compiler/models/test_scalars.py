"""Named string types: requests that use the alias, and those that do not."""

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
    """Return the document with named string types."""
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
    """Return a contract with one object, which is payload and response."""
    thing = schema("thing", **record("Thing", None, **properties))
    method = entry("send", input="v1/thing.json#", output="v1/thing.json#")
    return (api(method), thing, *others)


def compiled(folder: Path, *files: Mapping[str, Json], lenient: bool = False) -> dict[str, str]:
    return compileContract(write(folder, *files), "acme", lenient=lenient)


def fields(source: str, model: str = "Thing") -> dict[str, str]:
    """Return the types of a class's fields."""
    [found] = (it for it in ast.walk(ast.parse(source)) if isClass(it, model))
    return {
        ast.unparse(it.target): ast.unparse(it.annotation)
        for it in found.body
        if isinstance(it, ast.AnnAssign)
    }


def isClass(node: ast.AST, name: str) -> TypeGuard[ast.ClassDef]:
    return isinstance(node, ast.ClassDef) and node.name == name


def imported(folder: Path, *files: Mapping[str, Json], lenient: bool = False) -> ModuleType:
    """Compile and import the service `tiny` in a new package."""
    name = f"scalars{next(_numbers)}"
    made = compileContract(write(folder / f"{name}-schemas", *files), name, lenient=lenient)
    writeCompiled(folder / name, made)
    sys.path.insert(0, str(folder))
    try:
        return importlib.import_module(f"{name}.tiny")
    finally:
        sys.path.remove(str(folder))


def test_requests_have_the_alias_and_responses_plain_strings(tmp_path: Path) -> None:
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
def test_the_alias_is_used_for_all_strings_of_its_form(tmp_path: Path, it: Json, kind: str) -> None:
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
def test_strings_of_other_forms_do_not_use_the_alias(tmp_path: Path, it: Json) -> None:
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
def test_an_alias_with_the_name_of_the_property_is_preferred(
    tmp_path: Path, name: str, alias: str
) -> None:
    it: Json = text(QUEUE)
    if name.endswith("s"):
        it = {"type": "array", "items": it}
    made = compiled(tmp_path, *contract(NAMES, first={"type": "string"}, **{name: it}))
    assert f"from acme.common.models import {alias}\n" in made["tiny/models.py"]
    assert "PoolId: TypeAlias = QueueId\n" in made["common/models.py"]


def test_a_package_exports_the_aliases_that_it_uses(tmp_path: Path) -> None:
    made = compiled(tmp_path, *contract(NAMES, it=text(SLUG)))
    assert "from acme.common.models import SlugId\n" in made["tiny/__init__.py"]
    assert '"QueueId"' not in made["tiny/__init__.py"]
    assert all(f'"{name}"' in made["common/__init__.py"] for name in ("SlugId", "QueueId"))


def test_a_pattern_that_is_used_twice_needs_a_name(tmp_path: Path) -> None:
    other: Json = {"type": "array", "items": text("^x$", maxLength=9)}
    twice: dict[str, Json] = {"one": text("^x$"), "two": other}
    with pytest.raises(ContractError) as caught:
        compiled(tmp_path, *contract(NAMES, **twice))
    [problem] = str(caught.value).splitlines()
    assert problem == (
        "tiny/v1/thing.json#/properties/two/items: the pattern is used twice in one module, first"
        " at tiny/v1/thing.json#/properties/one: add a scalar with this pattern and these limits to"
        " common/v1/scalars.json"
    )
    inline = compiled(tmp_path, *contract(NAMES, **twice), lenient=True)["tiny/models.py"]
    assert inline.count('pattern="^x$"') == 2


def test_a_schema_that_several_properties_refer_to_is_used_twice(tmp_path: Path) -> None:
    twice: dict[str, Json] = {"one": text("^x$"), "two": {"$ref": "#/properties/one"}}
    with pytest.raises(ContractError, match="the pattern is used twice"):
        compiled(tmp_path, *contract(**twice))


def test_a_deployment_can_repeat_the_form_of_an_alias(tmp_path: Path) -> None:
    files = contract(NAMES, it=text(SLUG), many={"type": "array", "items": text(SLUG)})
    models = compiled(tmp_path, *files, lenient=True)["tiny/models.py"]
    assert fields(models) == {"it": "SlugId | None", "many": "list[SlugId] | None"}


def test_a_class_of_a_deployment_with_the_name_of_a_scalar_is_renamed(tmp_path: Path) -> None:
    slug = {**record("Slug Id", at={"type": "string"})}
    files = contract(NAMES, it=text(SLUG), inner=slug)
    with pytest.raises(ContractError, match="gives the name SlugId, which is reserved"):
        compiled(tmp_path, *files)
    module = imported(tmp_path, *files, lenient=True)
    assert module.Thing(it="abcd", inner=module.ThingInner(at="x")).it == "abcd"


@pytest.mark.parametrize(
    ("odd", "problem"),
    [
        ({"type": "string", "pattern": "x"}, "needs a title"),
        (scalar("2", "x"), "needs a title"),
        (scalar("N" * 41, "x"), "needs a title"),
        (scalar("Field", "x"), "would have the name Field, which is taken"),
        (scalar("slug id", "x"), "would have the name SlugId, which is taken"),
        ({"title": "Free Text", "type": "string"}, "is not a string with a pattern"),
        ({"title": "Count", "type": "integer"}, "is not a string with a pattern"),
        (record("Object"), "is not a string with a pattern"),
    ],
)
def test_an_invalid_scalar_is_an_error_or_ignored(
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
    """Return the same object compiled with and without named string types."""
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
def test_the_same_values_are_valid(
    pair: tuple[ModuleType, ModuleType], value: dict[str, Json]
) -> None:
    named, plain = (outcome(it, value) for it in pair)
    assert named == plain


def outcome(module: ModuleType, value: Json) -> object:
    """Decode a value, and return its repr and JSON, or the errors."""
    try:
        made = module.Thing.model_validate_json(json.dumps(value))
    except ValidationError as error:
        return error.errors(include_url=False)
    return repr(made), made.model_dump_json()
