"""Contracts that would need hours, all memory or the whole stack are rejected quickly."""

from __future__ import annotations

import json
import re
import subprocess
import sys

import pytest
from tests.compiler.contracts import api, complaint, entry, schema
from tests.profiles import IS_LONG

from tc_typed.compiler import ContractError
from tc_typed.compiler.contract import load
from tc_typed.compiler.contract.load import Files, Json, contractOf
from tc_typed.compiler.diff import compareContracts

PROGRAM = """
import json, logging, sys, resource
from tc_typed.compiler import ContractError, compileContract
from tc_typed.compiler.contract.load import contractOf
from tc_typed.compiler.diff import compareContracts
resource.setrlimit(resource.RLIMIT_AS, (3 * 2**30, 3 * 2**30))
log = logging.getLogger("tc_typed.compiler")
for files in json.load(sys.stdin):
    contract = contractOf(files)
    outcomes = ["done"] * 2
    note = lambda record: outcomes.append(record.getMessage())
    log.addFilter(note)
    for work in (lambda: compileContract(contract, "acme", lenient=True),
                 lambda: compareContracts(contract, contract)):
        try:
            work()
            print(outcomes.pop())
        except ContractError as error:
            print(error)
    log.removeFilter(note)
"""


def outcome(*contracts: Files) -> list[str]:
    """Compile and compare contracts; return `done` or the problem of each step."""
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM],
        input=json.dumps(contracts),
        capture_output=True,
        text=True,
        timeout=100,  # the worst of these contracts took hours
        check=False,
    )
    assert done.stderr == ""
    return done.stdout.splitlines()


def contractWith(parts: dict[str, Json], used: str) -> dict[str, Json]:
    """Return a contract with one method, whose payload and result are the definition `used`."""
    document = {**schema("all"), "definitions": parts}
    reference: Json = f"v1/all.json#/definitions/{used}"
    return {
        "api.json": api(entry("send", method="post", input=reference, output=reference)),
        "all.json": document,
    }


def link(number: int) -> Json:
    return {"$ref": f"#/definitions/d{number}"}


def chain(length: int, kind: str) -> dict[str, Json]:
    """Return definitions each of which uses the next one, once or twice."""
    text: Json = {"type": "string"}
    parts: dict[str, Json] = {f"d{length}": {"type": "object", "properties": {"x": text}}}
    for number in range(length):
        after = link(number + 1)
        array: Json = {"type": "array", "items": after}
        other: Json = {"type": "array", "items": after, "description": "Another."}
        kinds: dict[str, Json] = {
            "record": {"type": "object", "properties": {"a": after}},
            "two": {"type": "object", "properties": {"a": after, "b": after}},
            "union": {"oneOf": [after, after]},
            "arrays": {"oneOf": [array, other]},
            "limited": {"type": "array", "items": after, "minItems": number % 3},
            "table": {"type": "object", "additionalProperties": after},
            "reference": after,
        }
        parts[f"d{number}"] = kinds[kind]
    head: Json = {"type": "object", "properties": {"it": link(0)}}
    return {**parts, "head": head}


@pytest.mark.slow
@pytest.mark.parametrize(
    "kind", ["record", "two", "union", "arrays", "limited", "table", "reference"]
)
def test_long_chains_of_schemas(kind: str) -> None:
    # In one process, because an import of the compiler takes longer than most of them.
    found = outcome(*(contractWith(chain(length, kind), "head") for length in (27, 39, 300)))
    assert len(found) == 6
    for problem in found:
        known = ("nested in more than", "is a chain of more than", "too many parts", "too much to")
        assert problem == "done" or any(it in problem for it in known), problem
    assert "done" not in found[4:]


@pytest.mark.parametrize("kind", [None, "odd"])
def test_nested_unions_of_many_lists(kind: str | None) -> None:
    parts: dict[str, Json] = {"d18": {"type": "string"}, "head": {"type": "object"}}
    for number in range(18):
        item = link(number + 1)
        kinds: list[Json] = [{"type": "array", "items": item} for _ in range(20)]
        parts[f"d{number}"] = {"oneOf": kinds}
    if kind:
        parts["head"] = {"type": "object", "properties": {"x": {"type": kind}}}
    files = contractWith(parts, "head")
    reference: Json = "v1/all.json#/definitions/d0"
    methods = [entry("send", method="post", input="v1/all.json#/definitions/head")]
    methods.append(entry("get", output=reference))
    compiled, compared = outcome({**files, "api.json": api(*methods)})
    assert compiled.endswith("has too many parts in total")
    assert ("unknown type odd" if kind else "too much to compare") in compared


def test_many_properties_of_long_chains() -> None:
    parts = chain(39, "reference")
    parts["head"] = {
        "type": "object",
        "properties": {f"p{number}": link(number % 39) for number in range(1000)},
    }
    assert outcome(contractWith(parts, "head")) == ["done", "done"]


@pytest.mark.slow
def test_unions_of_many_kinds() -> None:
    kind: Json = {"type": "string"}
    names = [f"p{number}" for number in range(200 if IS_LONG else 50)]
    many: Json = dict.fromkeys(names, kind)
    members: list[Json] = [
        {"type": "object", "properties": many, "required": [names[number % len(names)]]}
        for number in range(150)
    ]
    parts: dict[str, Json] = {"few": {"oneOf": members}}
    assert outcome(contractWith(parts, "few")) == ["done", "done"]
    parts["lots"] = {"oneOf": members * 2}
    for problem in outcome(contractWith(parts, "lots")):
        assert problem.endswith("definitions/lots: has more than 200 alternatives")


@pytest.mark.slow
def test_long_descriptions_that_many_properties_share() -> None:
    long: Json = {"type": "string", "title": "T " * 9000, "description": "word " * 100_000}
    used: Json = {f"p{number}": {"$ref": "#/definitions/long"} for number in range(2000)}
    head: Json = {"type": "object", "properties": used}
    assert outcome(contractWith({"long": long, "head": head}, "head")) == ["done", "done"]


def test_a_document_of_many_values(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(load, "MAX_VALUES", 100)
    with pytest.raises(ContractError, match="has more than 100 values"):
        contractOf({"x.json": {"$id": "/schemas/a/x.json#", "enum": [*range(100)]}})


@pytest.mark.parametrize("value", [10**400, -(10**400)])
@pytest.mark.parametrize("keyword", ["minimum", "maximum", "enum"])
def test_numbers_that_are_too_large(keyword: str, value: int) -> None:
    rule: Json = [value] if keyword == "enum" else value
    files = contractWith(
        {"head": {"type": "object", "properties": {"x": {"type": "integer", keyword: rule}}}},
        "head",
    )
    assert re.search(f"{keyword}.*: is too large", complaint(contractOf(files)))


@pytest.mark.parametrize("rule", [("enum", []), ("type", [])])
def test_empty_enumerations(rule: tuple[str, Json]) -> None:
    files = contractWith({"head": {"type": "object", "properties": {"x": dict([rule])}}}, "head")
    assert "properties/x" in complaint(contractOf(files))
    with pytest.raises(ContractError, match="properties/x"):
        compareContracts(contractOf(files), contractOf(files))


def test_a_long_chain_of_joined_schemas_with_one_that_is_broken() -> None:
    """Each schema joins the next one twice; with duplicates, there would be 2^36 parts."""
    parts: dict[str, Json] = {
        f"d{number}": {"allOf": [link(number + 1), link(number + 1)]} for number in range(36)
    }
    parts["d35"] = {"allOf": [link(36), link(36), link(99)]}
    parts["d36"] = {"type": "object", "properties": {"x": {"type": "string"}}}
    broken = outcome(contractWith(parts, "d0"))
    assert len(broken) == 2
    assert all("d35/allOf/2" in line for line in broken)
