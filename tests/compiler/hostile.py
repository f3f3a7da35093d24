"""Contracts in which any string, key or value can be hostile."""

from __future__ import annotations

import ast
import builtins
import importlib
import json
import keyword
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import TypeAlias
from unittest import mock

from hypothesis import strategies as st
from tests.compiler.contract.test_openapi import bookshop
from tests.compiler.contracts import api, entry, exchange, moduleNames, pulse, record, schema, word

from tc_typed.compiler.contract.load import Json
from tc_typed.dynamic import CompiledDeployment

CANARY = "boom()"
"""Code that must never run."""

Place: TypeAlias = tuple[str | int, ...]
"""Path of keys and indices to a value; paths of keys end with `KEY`."""

KEY = -1

WORKER = "/schemas/worker/payload.json#"

FRAGMENTS = (
    *("", "x", " ", "\n", "\r", "\t", "\f", "\0", "\x1b[31m", "\u2028", "\u202e", "\u00a0"),
    *('"', "'", '"""', "'''", "\\", "`", "(", ")", "[", "]", "{", "}", "{{", "{%", "#", ","),
    *(":", "=", ";", "/", "..", "../", "//", "~", "~1", "%2e", "<", ">", "$", "\ud800", "ﬁ", "é"),
    *('"}\n\n', "\n    ", '"): pass\n\n', '"] | None = None): pass\n\n', ", *, x=", "-> ", "@"),
)

WORDS = (
    *keyword.kwlist,
    *("self", "payload", "operations", "page", "item", "paginate", "list", "str", "dict", "int"),
    *("Any", "BaseModel", "RootModel", "Field", "Annotated", "Literal", "Response", "Request"),
    *("Enum", "Optional", "Union", "ConfigDict", "TypeAlias", "TypeAliasType", "Model", "datetime"),
    *("Operation", "Mapping", "Tiny", "TinyEvents", "TinyFakes", "Timestamp", "Unrecognized"),
    *("FormFields", "InnerFields", "ModelT", "readAs", "freeAs", "type", "TypedDict"),
    *(
        "close",
        "use",
        "_session",
        "_operations",
        "__init__",
        "__class__",
        "model_config",
        "copy",
        "json",
    ),
    *("aio", "fakes", "bindings", "taskcluster", "Taskcluster", "options", "class", "..", ".", "_"),
    *("common", "taskcluster_aio"),
    *("count", "index", "_fields", "_asdict", "name", "service", "result", "schema", "true", "0"),
)


def contracts() -> dict[str, dict[str, Json]]:
    """Return a contract of each kind, with all features of the compiler, as files by path."""
    text: Json = {"type": "string", "description": "Any text.", "default": "x"}
    part = record(
        "Part",
        ["kind"],
        kind={"type": "string", "enum": ["round", "flat"]},
        label={"type": "string", "pattern": "^[a-z]+$", "minLength": 1, "format": "uri"},
        old={"type": "string", "x-deprecated": "use `label`"},
        older={"type": "string", "deprecated": True},
        **{"odd-name": text, "from": text},
    )
    kinds: Json = [
        record("Square", ["shape"], shape={"type": "string", "enum": ["square"]}, side=text),
        record("Circle", ["shape"], shape={"type": "string", "enum": ["circle"]}, radius=text),
    ]
    page = schema(
        "page",
        "Thing Page",
        properties={
            "things": {"type": "array", "items": part, "uniqueItems": True},
            "continuationToken": {"type": "string"},
            "runId": {"type": "integer", "minimum": 0},
            "other": {"title": "Shape", "x-type-description": "Any shape.", "oneOf": kinds},
            "state": {"type": "string", "x-values": "page.json#/definitions/state"},
            "free": {"type": "object", "x-read-as": True},
            "table": {"type": "object", "additionalProperties": text, "minProperties": 1},
            "when": {"type": "string", "format": "date-time"},
        },
        required=["things"],
        definitions={"state": {"title": "State", "type": "string", "enum": ["new", "old"]}},
    )
    constrained: dict[str, Json] = {
        "properties": {
            "a": text,
            "b": text,
            "part": part,
            "shape": {"title": "Shape", "oneOf": kinds},
        },
        "oneOf": [{"required": ["a"]}, {"required": ["b"]}],
        "dependencies": {"a": ["part"]},
        "not": {"required": ["a", "shape"]},
        "maxProperties": 3,
    }
    form: dict[str, Json] = {
        "x-fields": "Form Fields",
        "properties": {
            "name": text,
            "kind": {"type": "string", "enum": ["round", "flat"]},
            "until": {"type": "string", "format": "date-time"},
            "labels": {"type": "object", "additionalProperties": text},
            "inner": record("Inner", ["size"], size={"type": "array", "items": text}),
            "data": {"type": "object"},
        },
    }
    scopes: Json = {"AnyOf": ["tiny:get:<thingId>", {"if": "form", "then": "tiny:form"}]}
    reference = api(
        entry(
            "list",
            route="/things/<thingId>",
            args=["thingId"],
            query=["continuationToken", "limit", "form"],
            output="v1/page.json#",
            scopes=scopes,
            stability="deprecated",
            **{"x-deprecated": "use `send`"},
        ),
        entry(
            "send",
            method="put",
            input="v1/change.json#",
            output="v1/page.json#",
            **{"x-retry": "it is sent twice"},
        ),
        entry("fill", method="put", input="v1/form.json#"),
        entry("token", **{"x-authorization": "bearer"}, stability="experimental"),
        **{"x-parameters": {"thingId": "Which thing.", "form": "Which form."}},
    )
    events = pulse(
        exchange(
            "done",
            word("routingKeyKind", constant="primary"),
            word("thingId"),
            word("reserved", multipleWords=True, required=False),
            schema="v1/page.json#",
            **{"x-routing-key": "Thing Routing Key"},
        )
    )
    results: dict[str, Json] = {
        "serviceName": "tiny",
        "apiVersion": "v1",
        "results": {
            "list": {
                "output": "v1/page.json#",
                "variants": [{"query": {"form": "short"}, "output": "v1/change.json#"}],
            },
            "token": {"bodyKind": "content"},
        },
    }
    slug: dict[str, Json] = {"type": "string", "pattern": "^[a-z]{9}$", "maxLength": 9}
    stamp: Json = {"$ref": "/schemas/common/v1/stamp.json#"}
    properties: Json = {"part": part, "slugId": slug, "stamp": stamp}
    payload = {**schema("payload", "Payload", properties=properties), "$id": WORKER}
    common: dict[str, dict[str, Json]] = {
        "scalars": {"definitions": {"slug": {"title": "Slug Id", "description": "It.", **slug}}},
        "stamp": schema("stamp", "Stamp", properties={"by": slug}, **{"x-request": True}),
    }
    return {
        "references": {
            "references/tiny/v1/api.json": reference,
            "references/tiny/v1/exchanges.json": events,
            "results.json": results,
            "schemas/tiny/v1/page.json": page,
            "schemas/tiny/v1/change.json": schema("change", "Change", **constrained),
            "schemas/tiny/v1/form.json": schema("form", "Form", **form),
            "schemas/worker/payload.json": payload,
            **{
                f"schemas/common/v1/{name}.json": {**it, "$id": f"/schemas/common/v1/{name}.json#"}
                for name, it in common.items()
            },
        },
        "openapi": {"shop/openapi.json": bookshop()},
    }


def hostileTexts() -> st.SearchStrategy[str]:
    """Generate strings that could break out of quotes, names or paths, and taken names."""
    fragments = st.lists(st.sampled_from(FRAGMENTS), max_size=4).map("".join)
    broken = st.tuples(fragments, fragments).map(lambda it: f"{it[0]}{CANARY}{it[1]}")
    return broken | st.sampled_from(WORDS) | st.text(max_size=8)


def hostileValues() -> st.SearchStrategy[Json]:
    """Generate hostile strings, and values of unexpected types."""
    deep: Json = json.loads("[" * 90 + "]" * 90)
    odd: Sequence[Json] = (
        *(None, True, 0, -1, 1.5, 10**30, float("inf"), float("nan"), "", [], {}, [[]], [None]),
        *({"$ref": "#"}, {"type": "string"}, {"$ref": "/schemas/tiny/v1/page.json#"}, deep),
    )
    return st.sampled_from(odd) | hostileTexts()


def placesOf(value: Json, above: Place = ()) -> Iterator[Place]:
    """Yield the paths of all values and keys of a document."""
    if isinstance(value, Mapping):
        for key, member in value.items():
            yield (*above, key, KEY)
            yield from placesOf(member, (*above, key))
    elif isinstance(value, Sequence) and not isinstance(value, str):
        for index, member in enumerate(value):
            yield from placesOf(member, (*above, index))
    if above:
        yield above


def isText(value: Json, place: Place) -> bool:
    """Return whether a path leads to a key or a string."""
    for step in place:
        if step == KEY:
            return True
        if isinstance(value, Mapping):
            value = value[str(step)]
        elif isinstance(value, Sequence):
            value = value[int(step)]
    return isinstance(value, str)


def withValue(value: Json, place: Place, wanted: Json) -> Json:
    """Return a copy of a document with another value at a path."""
    if not place:
        return wanted
    step, *rest = place
    if isinstance(value, Mapping):
        key = str(step)
        if rest == [KEY]:
            return {str(wanted) if name == key else name: it for name, it in value.items()}
        return {
            name: withValue(it, tuple(rest), wanted) if name == key else it
            for name, it in value.items()
        }
    assert isinstance(value, Sequence)
    return [withValue(it, tuple(rest), wanted) if i == step else it for i, it in enumerate(value)]


def checkInert(files: Mapping[str, str], name: str) -> None:
    """Check that a compiled package has no canary as code, has only valid paths, and works.

    Args:
        files: Sources by path within the package.
        name: Import name of the package.
    """
    for path, source in files.items():
        assert re.fullmatch(r"([a-z]\w*/)?\w+\.py", path, re.ASCII), path
        for node in ast.walk(ast.parse(source)):
            assert "boom" not in _identifiers(node), (path, ast.dump(node))
    with (
        mock.patch.object(builtins, "boom", create=True) as boom,
        CompiledDeployment(dict(files), name) as package,
    ):
        for module in moduleNames(name, files):
            importlib.import_module(module)
        assert package.package.__all__
    assert not boom.called


def _identifiers(node: ast.AST) -> set[str]:
    """Return the names in a node that are code."""
    names = {
        getattr(node, field, None) for field in ("id", "attr", "name", "arg", "asname", "module")
    }
    return {name for name in names if isinstance(name, str)}
