"""Deprecated methods and fields in compiled code, and the advice in the contract."""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.compiler.clients.samples import CORRECTIONS, GET, GLOSSARY, LIST_THINGS, PAGE, SHORT
from tests.compiler.contracts import Models, api, both, client, entry, schema, write
from tests.compiler.deployment import PROJECT, SCHEMAS

from tc_typed.compiler import ContractError, compileContract
from tc_typed.compiler.audit import audit
from tc_typed.compiler.contract.deprecation import UNEXPLAINED
from tc_typed.compiler.contract.errors import UnexpectedCode
from tc_typed.compiler.contract.load import Contract, Json, contractOf, loadContract
from tc_typed.compiler.contract.overlay import applyOverlay

OLD: dict[str, Json] = {"stability": "deprecated", "x-deprecated": "use `getIt`"}
TEXT: Json = {"type": "string"}
CONTRACTS = [loadContract(SCHEMAS), loadContract(SCHEMAS / "legacy")]


def deprecated(source: str) -> dict[str, list[str]]:
    """Return the advice of a module's deprecated functions, by name, including overloads."""
    found: dict[str, list[str]] = {}
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            for it in node.decorator_list:
                if isinstance(it, ast.Call):
                    assert ast.unparse(it).endswith(", category=None)")
                    found.setdefault(node.name, []).append(ast.literal_eval(it.args[0]))
    return found


def test_a_method_its_overloads_and_its_iterator_are_deprecated(tmp_path: Path) -> None:
    reference = api(
        {**LIST_THINGS, **OLD}, {**GET, **OLD}, entry("getIt"), **{"x-parameters": GLOSSARY}
    )
    made = client(tmp_path, reference, PAGE, SHORT, CORRECTIONS)
    advice = "use `getIt`"
    for module in ("client.py", "aio.py"):
        assert deprecated(made[module]) == {
            "listThings": [advice],
            "iterThings": [advice],
            "get": [advice] * 3,
        }
        assert made[module].count("Deprecated: use `getIt`.") == 3
        assert "self.listThings" not in made[module]  # type checkers would report it


@pytest.mark.parametrize(
    ("facts", "problem"),
    [
        ({"stability": "deprecated"}, "x-deprecated must contain advice about a replacement"),
        ({"x-deprecated": "use `getIt`"}, "x-deprecated: the method is not deprecated"),
        ({**OLD, "x-deprecated": "Use `getIt`."}, "must be a clause"),
        ({**OLD, "x-deprecated": ""}, "must be a clause"),
        ({**OLD, "x-deprecated": True}, "must be a string"),
    ],
)
def test_the_contract_must_contain_advice(
    facts: dict[str, Json], problem: str, tmp_path: Path
) -> None:
    with pytest.raises(ContractError, match=problem):
        client(tmp_path, api(entry("old", **facts)))


def test_a_deployment_can_lack_advice() -> None:
    reference = api(
        entry("old", stability="deprecated"), entry("new", **{"x-deprecated": "use `old`"})
    )
    made = compileContract(contractOf({"api.json": reference}), "acme", lenient=True)
    assert deprecated(made["tiny/client.py"]) == {"old": [UNEXPLAINED]}


@given(st.text(alphabet=st.characters(exclude_categories=["C", "Z"]) | st.sampled_from("\"'\\ `")))
def test_advice_can_be_any_clause(text: str) -> None:
    advice = f"use {text}!"
    thing = schema("thing", "Thing", properties={"x": {**_mapping(TEXT), "x-deprecated": advice}})
    old = entry("old", input="v1/thing.json#", method="post", **{**OLD, "x-deprecated": advice})
    files: dict[str, Json] = {"api.json": api(old), "thing.json": thing}
    made = compileContract(contractOf(files), "acme")
    assert deprecated(made["tiny/aio.py"]) == {"old": [advice]}


def _mapping(value: Json) -> Mapping[str, Json]:
    assert isinstance(value, Mapping)
    return value


@pytest.mark.parametrize("mark", [{"x-deprecated": "use `b`"}, {"deprecated": True}])
def test_a_field_is_deprecated_in_its_docstring_and_json_schema(
    mark: dict[str, Json], tmp_path: Path
) -> None:
    a: Json = {"type": "string", "maxLength": 9, "description": "One.", **mark}
    c: Json = {"type": ["string", "null"], "x-secret": True, **mark}
    given: dict[str, Json] = {"a": a, "b": TEXT, "from": {**_mapping(a), "pattern": "^.$"}, "c": c}
    models = both(tmp_path, given, required=["from"])
    advice = mark.get("x-deprecated", UNEXPLAINED)
    for name in ("Thing", "ThingResponse"):
        model = getattr(models.module, name)
        properties = model.model_json_schema()["properties"]
        assert {key for key, it in properties.items() if it.get("deprecated")} == {"a", "from", "c"}
        it = model.model_validate_json('{"a": "a", "from": "a", "c": "x"}')
        assert (it.a, it.from_, it.c) == ("a", "a", "x")  # a warning would be an error
        assert "c=" not in repr(it)
    assert models.source.count(f"Deprecated: {advice}.") == 6
    assert models.source.count(f"One. Deprecated: {advice}.") == 4


@pytest.mark.parametrize("value", [False, "yes", None, 1])
def test_only_true_makes_a_field_deprecated(value: Json, tmp_path: Path) -> None:
    models = both(tmp_path, {"a": {"type": "string", "deprecated": value}})
    assert "json_schema_extra" not in models.source


def test_a_property_inherits_deprecation_from_its_schema_but_not_advice(tmp_path: Path) -> None:
    properties: dict[str, Json] = {
        "a": {"$ref": "parts.json#/definitions/a"},
        "b": {"$ref": "parts.json#/definitions/b"},
    }
    definitions: Json = {
        "a": {"type": "string", "deprecated": True},
        "b": {"type": "string", "x-deprecated": "use `c`"},
    }
    parts = schema("parts", "Parts", definitions=definitions, **{"x-part": True})
    thing = schema("thing", "Thing", properties=properties)
    reference = api(entry("send", method="post", input="v1/thing.json#"))
    models = Models(write(tmp_path, reference, thing, parts))
    assert re.findall(r"(\w+): .*json_schema_extra", models.source) == ["a"]


def test_an_operation_of_openapi_can_be_deprecated() -> None:
    operation: dict[str, Json] = {
        "operationId": "getIt",
        "deprecated": True,
        "parameters": [
            {"name": "q", "in": "query", "deprecated": True, "schema": TEXT, "description": "Any."}
        ],
        "responses": {"204": {"description": "Done."}},
    }
    advised: Json = {**operation, "operationId": "getAll", "x-deprecated": "use `get_it`"}
    document: Json = {
        "openapi": "3.0.0",
        "info": {"title": "Shop", "version": "1"},
        "paths": {"/it": {"get": operation, "head": advised}},
    }
    made = compileContract(contractOf({"shop/openapi.json": document}), "acme")
    assert deprecated(made["shop/client.py"]) == {
        "get_it": [UNEXPLAINED],
        "get_all": ["use `get_it`"],
    }


def test_the_decorator_can_only_contain_a_string() -> None:
    for argument in ("boom()", "f'{boom()}'", "'a', 'b'"):
        source = f"@deprecated({argument}, category=None)\ndef f(): pass"
        with pytest.raises(UnexpectedCode):
            audit({"tiny/client.py": source}, "acme")
    with pytest.raises(UnexpectedCode, match="with a decorator"):
        audit({"tiny/client.py": "@deprecated('x')\ndef f(): pass"}, "acme")


# Advice in this project's contract


def _advised(value: Json) -> Iterator[str]:
    """Yield advice about properties in a document, and the names of all properties in braces."""
    if isinstance(value, Mapping):
        properties = value.get("properties")
        for name, it in properties.items() if isinstance(properties, Mapping) else ():
            yield f"{{{name}}}"
            if isinstance(it, Mapping) and isinstance(advice := it.get("x-deprecated"), str):
                yield advice
    inside = value.values() if isinstance(value, Mapping) else value
    for it in inside if isinstance(inside, Iterable) and not isinstance(inside, str) else ():
        yield from _advised(it)


def _advice(contract: Contract) -> Iterator[tuple[str, set[str]]]:
    """Yield each advice, with the names that it can mention."""
    methods = {
        service.name: {it.require("name").text() for it in service.methods}
        for service in CONTRACTS[0].services
    }
    for service in contract.services:
        own = {it.require("name").text() for it in service.methods}
        own |= {arg for it in service.methods for arg in it.require("args").texts()}
        for advice in filter(None, (it.textAt("x-deprecated") for it in service.methods)):
            other = re.search(r"of the (.*)$", advice)
            name = service.name if other is None else other[1].replace(" ", "-")
            yield advice, methods.get(name, set()) | own
        texts = [text for schema in service.schemas for text in _advised(schema.value)]
        names = methods.get(service.name, set()) | {
            it.strip("{}") for it in texts if it.startswith("{")
        }
        yield from ((text, names) for text in texts if not text.startswith("{"))


def test_advised_replacements_exist() -> None:
    found = [pair for contract in CONTRACTS for pair in _advice(contract)]
    assert len(found) > 40
    for advice, known in found:
        assert {*re.findall(r"`(\w+)`", advice)} <= known, advice


def test_only_advice_mentions_deprecation() -> None:
    """Descriptions of methods and properties do not; the compiler adds the advice to them."""
    for file in sorted(SCHEMAS.rglob("*.json")):
        for text in re.findall(r'^ {3,}"description": "(.*)"', file.read_text(), re.MULTILINE):
            assert re.search(r"deprecated", text, re.IGNORECASE) is None, (file, text)


def test_an_older_deployment_gets_no_advice_to_use_missing_properties() -> None:
    path = "queue/v1/create-task-request.json"
    ours = json.loads((PROJECT / "schemas" / path).read_text())
    bare = {
        name: {key: it for key, it in schema.items() if not key.startswith("x-")}
        for name, schema in ours["properties"].items()
    }
    for hasReplacement in (True, False):
        properties = {
            name: it for name, it in bare.items() if hasReplacement or name != "taskQueueId"
        }
        found = applyOverlay({path: {**ours, "properties": properties}})[path]
        assert isinstance(found, Mapping)
        noted = _mapping(found["properties"])
        assert ("x-deprecated" in _mapping(noted["provisionerId"])) is hasReplacement
