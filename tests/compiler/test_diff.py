"""Comparison of contracts."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.compiler.contracts import api, entry, exchange, pulse, record, schema, word
from tests.compiler.deployment import PROJECT

from tc_typed.compiler.contract.load import Contract, Json, contractOf, readFiles
from tc_typed.compiler.contract.overlay import applyOverlay, bundledContract
from tc_typed.compiler.diff import Change, compareContracts

TEXT: Json = {"type": "string"}
INTEGER: Json = {"type": "integer"}
REFERENCE = PROJECT.parent / "shared" / "reference" / "taskcluster"

NAME: dict[str, Json] = {"properties": {"name": TEXT}}
CHOICE: Json = {"type": "string", "enum": ["a", "b"]}
ENUM: dict[str, Json] = {"properties": {"name": CHOICE}}
FEWER: dict[str, Json] = {"properties": {"name": {"type": "string", "enum": ["a"]}}}
SHORT: dict[str, Json] = {"properties": {"name": {"type": "string", "maxLength": 3}}}
NUMBER: dict[str, Json] = {"properties": {"name": INTEGER}}
NULL: dict[str, Json] = {"properties": {"name": {"type": ["string", "null"]}}}
LIST: dict[str, Json] = {"properties": {"name": {"type": "array", "items": record("It", a=TEXT)}}}
OTHER_LIST: dict[str, Json] = {"properties": {"name": {"type": "array", "items": record("It")}}}

BRANCHES: dict[str, Json] = {
    "oneOf": [
        record("One", required=["kind"], kind={"type": "string", "enum": ["one"]}),
        record("Two", required=["kind"], kind={"type": "string", "enum": ["two"]}),
    ]
}

OTHER_BRANCHES: dict[str, Json] = {
    "oneOf": [
        record("One", required=["kind"], kind={"type": "string", "enum": ["one"]}),
        record("Three", required=["kind"], kind={"type": "string", "enum": ["three"]}),
    ]
}

CLOSED: dict[str, Json] = {**NAME, "additionalProperties": False}
EMPTY: dict[str, Json] = {"properties": {}}


def contract(*files: Mapping[str, Json]) -> Contract:
    return contractOf({f"{number}.json": file for number, file in enumerate(files)})


def sending(thing: Mapping[str, Json], *, output: bool = False) -> Contract:
    """Return a contract whose only method sends or returns a thing."""
    way: dict[str, Json] = {"output" if output else "input": "v1/thing.json#"}
    return contract(api(entry("send", **way)), schema("thing", "Thing", **thing))


def summary(old: Contract, new: Contract) -> list[tuple[str, str, str, bool]]:
    return [(it.where, it.part, it.kind, it.breaking) for it in compareContracts(old, new)]


def methods(**facts: Json) -> Contract:
    return contract(api(entry("get", **facts)))


@pytest.mark.parametrize(
    ("old", "new", "part", "kind", "breaking"),
    [
        ({}, {"query": ["limit"]}, "query limit", "added", False),
        ({"query": ["limit"]}, {}, "query limit", "removed", True),
        ({}, {"method": "post"}, "route", "changed", True),
        ({}, {"route": "/other"}, "route", "changed", True),
        ({}, {"scopes": "a"}, "scopes", "changed", False),
        ({}, {"stability": "deprecated"}, "stability", "changed", False),
    ],
)
def test_differences_of_methods(
    old: dict[str, Json], new: dict[str, Json], part: str, kind: str, *, breaking: bool
) -> None:
    assert summary(methods(**old), methods(**new)) == [("tiny.get", part, kind, breaking)]


def test_a_method_is_added_or_removed_as_a_whole() -> None:
    one, two = contract(api()), methods(query=["limit"])
    assert summary(one, two) == [("tiny.get", "", "added", False)]
    assert summary(two, one) == [("tiny.get", "", "removed", True)]


def test_names_of_arguments_and_wording_do_not_matter() -> None:
    old = methods(route="/<a>/<b>", args=["a", "b"])
    new = methods(route="/<x>/<y>", args=["x", "y"], title="Another", description="Other words.")
    assert summary(old, new) == []


def test_the_order_of_scopes_does_not_matter() -> None:
    old = methods(scopes={"AllOf": ["a", {"AnyOf": ["b", "c"]}]})
    new = methods(scopes={"AllOf": [{"AnyOf": ["c", "b"]}, "a"]})
    assert summary(old, new) == []


@pytest.mark.parametrize(
    ("old", "new", "changes"),
    [
        (EMPTY, NAME, [(".name", "added", "neither")]),
        (NAME, EMPTY, [(".name", "removed", "both")]),
        (NAME, NUMBER, [(".name", "changed", "both")]),
        (NAME, {**NAME, "required": ["name"]}, [(".name required", "added", "neither")]),
        (NAME, SHORT, [(".name maxLength", "added", "neither")]),
        (NAME, NULL, [(".name null", "added", "neither")]),
        (NAME, ENUM, [(".name enum", "added", "neither")]),
        (ENUM, NAME, [(".name enum", "removed", "neither")]),
        (ENUM, FEWER, [('.name enum "b"', "removed", "request")]),
        (FEWER, ENUM, [('.name enum "b"', "added", "neither")]),
        (LIST, OTHER_LIST, [(".name[].a", "removed", "both")]),
        (OTHER_LIST, LIST, [(".name[].a", "added", "neither")]),
        (
            NAME,
            CLOSED,
            [(" other properties", "changed", "neither")],
        ),
        (
            BRANCHES,
            OTHER_BRANCHES,
            [("<three>", "added", "neither"), ("<two>", "removed", "request")],
        ),
    ],
)
@pytest.mark.parametrize("output", [False, True], ids=["request", "response"])
def test_differences_of_fields(
    old: dict[str, Json],
    new: dict[str, Json],
    changes: list[tuple[str, str, str]],
    *,
    output: bool,
) -> None:
    root = "result" if output else "payload"
    directions = {"both", "response" if output else "request"}
    assert summary(sending(old, output=output), sending(new, output=output)) == [
        ("tiny.send", f"{root}{part}", kind, breaks in directions) for part, kind, breaks in changes
    ]


def test_a_change_has_the_old_and_the_new_value() -> None:
    [change] = compareContracts(sending(NAME), sending(NUMBER))
    assert change == Change(
        "tiny.send", "payload.name", "changed", "string", "integer", breaking=True
    )


def test_the_order_of_branches_does_not_matter() -> None:
    branches = BRANCHES["oneOf"]
    assert isinstance(branches, list)
    assert summary(sending(BRANCHES), sending({"oneOf": branches[::-1]})) == []


def test_differences_of_exchanges_and_payloads_of_workers() -> None:
    events = pulse(exchange("done", word("thing"), schema="v1/thing.json#"))
    payload = {"$id": "/schemas/worker/v1/payload.json#", "type": "object", **NAME}
    thing = schema("thing", "Thing", **NAME)
    none: dict[str, Json] = {}
    bare = {**payload, "properties": none}
    assert summary(contract(events, thing, payload), contract(payload)) == [
        ("tiny exchange done", "", "removed", True)
    ]
    assert summary(
        contract(events, thing, payload), contract(events, schema("thing", properties={}), bare)
    ) == [
        ("tiny exchange done", "message.name", "removed", True),
        ("worker/v1/payload.json", ".name", "removed", True),
    ]


# Properties of all comparisons


@st.composite
def things(draw: st.DrawFn, depth: int = 2) -> dict[str, Json]:
    """Generate schemas of objects."""
    leaves: st.SearchStrategy[Json] = st.sampled_from([TEXT, INTEGER, CHOICE])
    kinds = leaves if depth == 0 else leaves | things(depth - 1)
    properties = draw(st.dictionaries(st.sampled_from("abc"), kinds))
    return {
        "title": "It",
        "type": "object",
        "properties": properties,
        "required": [name for name in sorted(properties) if draw(st.booleans())],
        "additionalProperties": draw(st.booleans()),
    }


@given(one=things(), other=things(), output=st.booleans())
def test_comparisons_in_both_directions_have_opposite_changes(
    one: dict[str, Json], other: dict[str, Json], *, output: bool
) -> None:
    first, second = sending(one, output=output), sending(other, output=output)
    forward, backward = compareContracts(first, second), compareContracts(second, first)
    opposite = {"added": "removed", "removed": "added", "changed": "changed"}
    assert [(it.where, it.part, it.kind, it.before, it.after) for it in forward] == [
        (it.where, it.part, opposite[it.kind], it.after, it.before) for it in backward
    ]
    assert (forward == []) == (structure(one) == structure(other))
    assert not any(it.breaking for it in forward if it.kind == "added")


def structure(node: Json) -> Json:
    """Return a generated schema without its title."""
    if isinstance(node, Mapping):
        return {key: structure(value) for key, value in node.items() if key != "title"}
    return node


@given(things(), st.data())
def test_removing_a_field_is_a_breaking_change(whole: dict[str, Json], data: st.DataObject) -> None:
    paths = sorted(places(whole))
    if not paths:
        return
    path = data.draw(st.sampled_from(paths))
    old, new = sending(whole, output=True), sending(without(whole, path), output=True)
    [change] = compareContracts(old, new)
    assert (change.part, change.breaking) == ("result." + ".".join(path), True)


def places(node: Mapping[str, Json]) -> set[tuple[str, ...]]:
    """Return the paths of all fields."""
    found: set[tuple[str, ...]] = set()
    properties = node.get("properties", {})
    assert isinstance(properties, Mapping)
    for name, value in properties.items():
        assert isinstance(value, Mapping)
        found |= {(name,), *((name, *rest) for rest in places(value))}
    return found


def without(node: Mapping[str, Json], path: tuple[str, ...]) -> dict[str, Json]:
    name, *rest = path
    properties, required = node["properties"], node["required"]
    assert isinstance(properties, Mapping)
    assert isinstance(required, list)
    value = properties[name]
    assert isinstance(value, Mapping)
    if rest:
        return {**node, "properties": {**properties, name: without(value, tuple(rest))}}
    return {
        **node,
        "properties": {key: value for key, value in properties.items() if key != name},
        "required": [key for key in required if key != name],
    }


@pytest.mark.skipif(not REFERENCE.is_dir(), reason="the published references are not available")
def test_this_contract_matches_the_published_references() -> None:
    published = contractOf(applyOverlay(readFiles(REFERENCE)))
    assert compareContracts(bundledContract(), published) == []
