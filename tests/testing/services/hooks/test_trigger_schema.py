"""Trigger schemas, and the payloads that match them."""

from __future__ import annotations

import json
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import JsonValue
from tests.testing.services.errors import rejected

from tc_typed.testing.server.errors import ApiError
from tc_typed.testing.services.hooks.pattern_cost import patternCost
from tc_typed.testing.services.hooks.trigger_schema import checkSchema, payloadProblem

DRAFT_7 = "http://json-schema.org/draft-07/schema#"
FORMS: list[tuple[dict[str, JsonValue], list[JsonValue], list[JsonValue]]] = [
    ({"type": "integer"}, [1, 1.0, 10**30], ["1", None, True, 1.5]),
    ({"type": "string", "pattern": "^a+$"}, ["a", "aaa"], ["", "ab", 1]),
    ({"enum": [1, "x", None]}, [1, "x", None], [2, "1"]),
    (
        {"format": "date-time"},
        ["2026-01-01T00:00:00Z", 1],
        ["2026-01-01", "2026-13-01T00:00:00Z"],
    ),
    ({"format": "date"}, ["2026-02-28"], ["2026-02-30", "20260228", "x"]),
    ({"format": "time"}, ["10:00:00Z", "10:00:00.5+01:00"], ["25:00:00Z", "10:00"]),
    ({"format": "email"}, ["a@b.c"], ["a", "a b@c"]),
    ({"format": "uri"}, ["https://a/b"], ["/b", "a b"]),
    ({"format": "hostname"}, ["a.b"], ["-a", "a..b"]),
    ({"format": "ipv4"}, ["127.0.0.1"], ["256.0.0.1"]),
    ({"format": "ipv6"}, ["::1"], ["1"]),
    ({"format": "uuid"}, ["123e4567-e89b-12d3-a456-426614174000"], ["1"]),
    ({"format": "regex"}, ["a+"], ["(", "a{99999999999}"]),
    ({"format": "unknown"}, ["x"], []),
    ({"uniqueItems": True}, [[1, 2], [{}, {"a": 1}]], [[1, 1], [{}, {}]]),
    ({"$ref": "#/definitions/a"}, ["x"], [1]),
    (
        {"if": {"type": "string"}, "then": {"minLength": 2}, "else": {"minimum": 2}},
        ["ab", 2],
        ["a", 1],
    ),
]


def matches(schema: dict[str, JsonValue], payload: dict[str, JsonValue]) -> bool:
    checkSchema(schema)
    return payloadProblem(schema, payload) is None


@pytest.mark.parametrize(("form", "valid", "invalid"), FORMS)
def test_payloads_are_checked_like_by_a_real_server(
    form: JsonValue, valid: list[JsonValue], invalid: list[JsonValue]
) -> None:
    schema: dict[str, JsonValue] = {
        "$schema": DRAFT_7,
        "properties": {"x": form},
        "definitions": {"a": {"type": "string"}},
    }
    for value in valid:
        assert matches(schema, {"x": value})
    for value in invalid:
        assert not matches(schema, {"x": value})


def test_a_problem_names_its_place() -> None:
    schema: dict[str, JsonValue] = {"properties": {"x": {"items": {"type": "string"}}}}
    problem = payloadProblem(schema, {"x": ["a", 1]})
    assert problem is not None
    assert problem.startswith("payload/x/1: ")


@pytest.mark.parametrize(
    "schema",
    [
        {"type": "nonsense"},
        {"properties": []},
        {"$schema": "http://json-schema.org/draft-04/schema#"},
        {"$schema": 1},
        {"properties": {"x": {"$schema": DRAFT_7}}},
        {"pattern": "("},
        {"pattern": "a{99999999999}"},
        {"required": ["a", "a"]},
        {"minimum": "1"},
        {"required": [{"a": n} for n in range(5000)]},
    ],
)
def test_invalid_schemas_are_refused(schema: dict[str, JsonValue]) -> None:
    with rejected("InputError"):
        checkSchema(schema)


def nested(depth: int) -> dict[str, JsonValue]:
    schema: dict[str, JsonValue] = {}
    for _ in range(depth):
        schema = {"not": schema}
    return schema


def doubling(levels: int) -> dict[str, JsonValue]:
    """Return a schema whose check takes 2 ** levels steps."""
    definitions: dict[str, JsonValue] = {str(levels): {"type": "object"}}
    for level in range(levels):
        following: JsonValue = {"$ref": f"#/definitions/{level + 1}"}
        definitions[str(level)] = {"allOf": [following, following]}
    return {"$ref": "#/definitions/0", "definitions": definitions}


@pytest.mark.parametrize(
    ("schema", "payload"),
    [
        ({"$ref": "#"}, {}),
        ({"$ref": "http://127.0.0.1:9/schema"}, {}),
        ({"$ref": "file:///etc/passwd"}, {}),
        ({"$ref": "#/missing"}, {}),
        (doubling(60), {}),
        (nested(5000), {}),
        ({"properties": {"x": {"pattern": "^(a+)+$"}}}, {"x": "a" * 60 + "b"}),
        ({"properties": {"x": {"pattern": "(a|a)*b"}}}, {"x": "a" * 60}),
        ({"properties": {"x": {"pattern": "a?" * 40 + "a" * 40}}}, {"x": "a" * 39}),
        ({"properties": {"x": {"pattern": r"(\w*)*[(+]"}}}, {"x": "a" * 60}),
        ({"properties": {"x": {"pattern": "(?x)(a+) +$"}}}, {"x": "a" * 60 + "b"}),
        ({"properties": {"x": {"pattern": "(?ix:(a+)#\n+$)"}}}, {"x": "a" * 60 + "b"}),
        ({"patternProperties": {"^(a+)+$": {}}}, {"a" * 60 + "b": 1}),
        (
            {"patternProperties": {"^(a+)+$": {}}, "additionalProperties": False},
            {"a" * 60 + "b": 1},
        ),
        ({"properties": {"x": {"uniqueItems": True}}}, {"x": [{"a": n} for n in range(5000)]}),
    ],
)
def test_hostile_schemas_are_refused_soon(
    schema: dict[str, JsonValue], payload: dict[str, JsonValue]
) -> None:
    start = time.monotonic()
    assert payloadProblem(schema, payload) is not None
    assert time.monotonic() - start < 10


@pytest.mark.parametrize(
    ("pattern", "length"),
    [
        ("^[a-z]+-[a-z]+$", 200),
        ("^([0-9a-f]{40}|[A-Za-z0-9_-]{22})$", 100),
        (r"^\S+$", 10_000),
        ("^(release|beta|central|try)$", 100),
        (r"^([a-z]+\.)*[a-z]+$", 10),
    ],
)
def test_usual_patterns_are_accepted(pattern: str, length: int) -> None:
    schema: dict[str, JsonValue] = {"propertyNames": {"pattern": pattern}}
    assert "too many" not in str(payloadProblem(schema, {"-" * length: 1}))


@given(st.text("ab()|*+?{1,}[]\\^", max_size=12), st.integers(0, 2000))
def test_any_pattern_has_a_cost(pattern: str, length: int) -> None:
    assert patternCost(pattern, length) >= len(pattern)


jsonValues = st.recursive(
    st.none() | st.booleans() | st.integers(-3, 3) | st.text("ab", max_size=2),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["a", "$ref", "type", "items", "not"]), inner, max_size=3)
    ),
    max_leaves=8,
)


@given(
    st.dictionaries(
        st.sampled_from(["a", "$ref", "type", "items", "not", "properties"]), jsonValues
    )
)
def test_any_schema_is_refused_or_usable(schema: dict[str, JsonValue]) -> None:
    try:
        checkSchema(schema)
    except ApiError as error:
        assert error.code == "InputError"  # noqa: PT017  # It may also be accepted.
    else:
        problem = payloadProblem(schema, {"a": 1})
        assert problem is None or json.dumps(problem)
