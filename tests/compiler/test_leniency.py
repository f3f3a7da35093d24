"""Unknown keywords and keys, which are ignored with a note or rejected."""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping
from pathlib import Path

import pytest
from tests.compiler.contracts import api, complaint, entry, exchange, pulse, schema, word
from tests.compiler.deployment import bundledDocuments

from tc_typed.compiler import ContractError, compileContract
from tc_typed.compiler.contract.load import MAX_DEPTH, Json, contractOf, readFiles
from tc_typed.compiler.contract.overlay import applyOverlay
from tc_typed.compiler.diff import compareContracts
from tc_typed.dynamic import CompiledDeployment

KINDS = ("string", "integer", "number", "boolean", "null", "array", "object")
CONSTRAINED_TYPES: Mapping[str, tuple[str, ...]] = {
    "contains": ("array",),
    "prefixItems": ("array",),
    "additionalItems": ("array",),
    "patternProperties": ("object",),
    "propertyNames": ("object",),
    "dependentSchemas": ("object",),
    "contentEncoding": ("string",),
    "if": KINDS,
    "$dynamicRef": KINDS,
}


def notes(caplog: pytest.LogCaptureFixture) -> list[str]:
    assert {record.name for record in caplog.records} <= {"tc_typed.compiler"}
    return [record.getMessage() for record in caplog.records]


def thing(it: Json) -> dict[str, Json]:
    reference = api(entry("send", input="v1/thing.json#", method="post"))
    return {"api.json": reference, "thing.json": schema("thing", "Thing", properties={"it": it})}


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("keyword", CONSTRAINED_TYPES)
def test_an_unknown_keyword_that_constrains_the_type_is_an_error(
    keyword: str, kind: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "tc_typed.compiler")
    rule: Json = {"type": "string"}
    contract = contractOf(thing({"type": [kind, "boolean"], keyword: rule}))
    where = f"thing.json#/properties/it/{keyword}"
    if kind in CONSTRAINED_TYPES[keyword]:
        assert f"{where}: the compiler does not know {keyword} here" in complaint(contract)
    else:
        compileContract(contract, "acme", lenient=True)
        assert notes(caplog) == [f"{where}: {keyword} is ignored: it has no effect here"]
        assert compareContracts(contract, contract) == []


@pytest.mark.parametrize(
    ("it", "where"),
    [
        ({"type": "string", "name": "scope"}, "name: name is ignored"),
        ({"type": "string", "formt": "uri"}, "formt: formt is ignored"),
        ({"type": "integer", "maxLength": 10}, "maxLength: maxLength is ignored"),
        ({"type": "object", "properties": {}, "it": {"type": "null"}}, "it: it is ignored"),
        ({"$ref": "thing.json#/definitions/x", "maxLength": 1}, "maxLength: maxLength is ignored"),
        ({"type": "string", "format": "colour"}, "format: unknown format colour"),
        ({"type": "string", "pattern": "(?=a)"}, "pattern: is not a pattern that models can check"),
        (
            {"type": "object", "properties": {"a": {}}, "required": ["it"]},
            "it: requires it, but does not declare it",
        ),
    ],
)
def test_only_lenient_mode_ignores_keywords_without_effect(
    it: dict[str, Json], where: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "tc_typed.compiler")
    files = thing(it)
    files["thing.json"] = {
        **files["thing.json"],  # type: ignore[dict-item]  # an object
        "definitions": {"x": {"type": "string"}},
    }
    compileContract(contractOf(files), "acme", lenient=True)
    [note] = notes(caplog)
    assert note.startswith("thing.json#/properties/it")
    assert where in note
    with pytest.raises(ContractError, match=r"thing.json#/properties/it"):
        compileContract(contractOf(files), "acme")


def test_unknown_keys_of_references_are_ignored(
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.INFO, "tc_typed.compiler")
    # Most of these keys are only known in references that were converted from OpenAPI documents.
    keys = [
        "color",
        "kinds",
        "required",
        "headers",
        "schemes",
        "payload",
        "file",
        "results",
        "errors",
    ]
    odd: dict[str, Json] = {key: {"q": "boom()"} for key in keys}
    strange: dict[str, Json] = {"color": "red"}
    files: dict[str, Json] = {
        "api.json": api(entry("get", query=["q"], **odd), **strange),
        "exchanges.json": {**pulse(exchange("done", word("a", **strange), **strange)), **strange},
        "done.json": schema("done"),
    }
    made = compileContract(contractOf(files), "acme", lenient=True)
    assert not any("boom" in source for source in made.values())
    assert "def get(self, *, q: str | None = None) -> None:" in made["tiny/client.py"]
    assert len(notes(caplog)) == len({*notes(caplog)}) == len(odd) + 4
    assert all(
        note.endswith("this key is ignored: the compiler does not know it")
        for note in notes(caplog)
    )


def test_the_contract_of_this_package_has_no_unknown_content(
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.INFO, "tc_typed.compiler")
    contract = contractOf(applyOverlay(bundledDocuments()))
    compareContracts(contract, contract)
    assert notes(caplog) == []


def test_a_copy_of_all_documents_of_a_deployment_is_a_contract(tmp_path: Path) -> None:
    served: dict[str, Json] = {
        **bundledDocuments(),
        "references/queue/v1/logs.json": {"serviceName": "queue", "apiVersion": "v1", "types": []},
        "references/queue/v1/metrics.json": {"serviceName": "queue", "metrics": []},
        "references/references.json": [{"filename": "a.json", "content": {}}],
        "schemas/common/values.schema.json": {
            "$schema": "https://json-schema.org/x",
            "type": "object",
        },
    }
    for path, document in served.items():
        place = tmp_path / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(json.dumps(document))
    found = contractOf(applyOverlay(readFiles(tmp_path)))
    assert compareContracts(contractOf(applyOverlay(bundledDocuments())), found) == []


# Schemas of one folder in another


def worker(path: str, title: str, it: Json) -> dict[str, Json]:
    """Return the schema of a payload, with a path below /schemas."""
    properties: Json = {"it": it}
    return {
        "$id": f"/schemas/{path}.json#",
        "title": title,
        "type": "object",
        "properties": properties,
    }


def test_folders_of_payloads_that_use_each_other_can_be_imported() -> None:
    """Two schemas of different folders have the same title, but not the same structure."""
    one: Json = {"type": "object", "properties": {"x": {"type": "string"}}}
    other: Json = {"type": "object", "properties": {"y": {"type": "string"}}}
    files: dict[str, Json] = {
        "1": worker("a-worker/one", "One", {"$ref": "/schemas/b-worker/one.json#"}),
        "2": worker("b-worker/one", "Same", one),
        "3": worker("b-worker/two", "Two", {"$ref": "/schemas/a-worker/two.json#"}),
        "4": worker("a-worker/two", "Same", other),
        "5": worker("tiny/v1/thing", "Thing", {"$ref": "/schemas/a-worker/one.json#"}),
    }
    made = compileContract(contractOf(files), "sharing", lenient=True)
    assert "from sharing.b_worker" not in made["a_worker/models.py"]
    assert "from sharing.a_worker.models import One" in made["tiny/models.py"]
    assert "from sharing.a_worker.models import Two" in made["b_worker/models.py"]
    with CompiledDeployment(made, "sharing") as package:
        a, b = package.module("a_worker"), package.module("b_worker")
        assert a.One(it={"it": {"x": "1"}}).it.it.x == "1"
        assert type(b.TwoTwo(it={"it": {"y": "1"}}).it) is a.Two


# Limits


@pytest.mark.parametrize("limit", [1.5, -1, 10**30])
@pytest.mark.parametrize(
    ("keyword", "kind"),
    [
        *(("minLength", "string"), ("maxLength", "string")),
        *(("minItems", "array"), ("maxItems", "array")),
        *(("minProperties", "object"), ("maxProperties", "object")),
    ],
)
def test_a_limit_that_is_not_a_count_is_rejected(keyword: str, kind: str, limit: float) -> None:
    files = thing({"type": kind, keyword: limit})
    assert f"{keyword}: must be an integer of 0 or more" in complaint(contractOf(files))


@pytest.mark.parametrize("step", [0, -2])
def test_multiple_of_must_be_positive(step: int) -> None:
    files = thing({"type": "integer", "multipleOf": step})
    assert "multipleOf: must be more than 0" in complaint(contractOf(files))


@pytest.mark.parametrize(
    "identity", ["/schemas/x.json", "/schemas/../x.json", "/schemas/a b/x.json", "/schemas/a/./x"]
)
def test_an_id_must_have_the_form_of_a_schemas_id(identity: str) -> None:
    with pytest.raises(ContractError, match=r"x.json#/\$id: is not the \$id of a schema"):
        contractOf({"x.json": {"$id": f"{identity}#", "type": "object"}})


def test_the_depth_of_a_document_has_a_limit() -> None:
    deep: dict[str, Json] = {}
    for _ in range(MAX_DEPTH):
        deep = {"items": deep}
    contractOf({"x.json": {"$id": "/schemas/a/x.json#", **deep}})
    with pytest.raises(ContractError, match=f"is nested in more than {MAX_DEPTH} levels"):
        contractOf({"x.json": {"$id": "/schemas/a/x.json#", "items": deep}})
