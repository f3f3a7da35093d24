"""Constraints that requests check and responses ignore."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from tests.compiler.contracts import Models, api, both, entry, record, schema, write

from tc_typed.compiler import compileContract
from tc_typed.compiler.contract.errors import ContractError
from tc_typed.compiler.contract.load import Json
from tc_typed.core.models.fields import Unrecognized

TEXT: Json = {"type": "string"}

CASES: list[tuple[str, Json, Json, Json]] = [
    # what, schema, good, bad
    ("minLength", {"type": "string", "minLength": 2}, "ab", "a"),
    ("maxLength", {"type": "string", "maxLength": 2}, "ab", "abc"),
    ("pattern", {"type": "string", "pattern": "^[a-zA-Z0-9-_]+$"}, "a-b_", "a b"),
    ("minimum", {"type": "integer", "minimum": 2}, 2, 1),
    ("maximum", {"type": "integer", "maximum": 2}, 2, 3),
    ("exclusiveMinimum", {"type": "number", "exclusiveMinimum": 2}, 2.5, 2),
    ("exclusiveMaximum", {"type": "number", "exclusiveMaximum": 2}, 1.5, 2),
    ("multipleOf", {"type": "integer", "multipleOf": 5}, 10, 11),
    ("minItems", {"type": "array", "items": {"type": "string"}, "minItems": 1}, ["a"], []),
    ("maxItems", {"type": "array", "items": {"type": "string"}, "maxItems": 1}, [], ["a", "b"]),
    (
        "uniqueItems",
        {"type": "array", "items": {"type": "string"}, "uniqueItems": True},
        ["a", "b"],
        ["a", "a"],
    ),
    ("items", {"type": "array", "items": {"type": "string", "maxLength": 1}}, ["a"], ["ab"]),
    (
        "items of items",
        {
            "type": "array",
            "items": {"type": "array", "items": {"type": "integer", "minimum": 1}, "maxItems": 1},
        },
        [[1], []],
        [[0]],
    ),
    (
        "values",
        {"type": "object", "additionalProperties": {"type": "string", "maxLength": 1}},
        {"a": "b"},
        {"a": "bc"},
    ),
    (
        "number of keys",
        {"type": "object", "additionalProperties": {"type": "string"}, "minProperties": 1},
        {"a": "b"},
        {},
    ),
    (
        "needed keys",
        {"type": "object", "additionalProperties": {"type": "string"}, "required": ["a"]},
        {"a": "b"},
        {"b": "a"},
    ),
    ("enum", {"type": "string", "enum": ["a", "b"]}, "a", "c"),
    ("const", {"const": "a"}, "a", "b"),
    ("integer enum", {"type": "integer", "enum": [1, 2]}, 1, 3),
    ("boolean const", {"type": "boolean", "const": True}, True, False),
    ("uri", {"type": "string", "format": "uri"}, "https://a.example/b", "not a uri"),
    ("email", {"type": "string", "format": "email"}, "a@example.com", "a at example"),
    (
        "one of two formats",
        {"type": "string", "anyOf": [{"format": "ipv4"}, {"format": "ipv6"}]},
        "::1",
        "localhost",
    ),
    (
        "one of two strings",
        {
            "type": "string",
            "oneOf": [{"type": "string", "pattern": "^a$"}, {"type": "string", "enum": ["b"]}],
        },
        "b",
        "c",
    ),
]

RULES: list[tuple[str, dict[str, Json], Json, Json]] = [
    ("minProperties", {"minProperties": 1}, {"a": "x"}, {}),
    ("dependencies", {"dependencies": {"a": ["b"]}}, {"a": "x", "b": "x"}, {"a": "x"}),
    (
        "oneOf",
        {"oneOf": [{"required": ["a"]}, {"required": ["b", "c"]}]},
        {"b": "x", "c": "x"},
        {"a": "x", "b": "x", "c": "x"},
    ),
    ("not", {"not": {"required": ["a", "b"]}}, {"a": "x"}, {"a": "x", "b": "x"}),
]


@pytest.mark.parametrize(("what", "rule", "good", "bad"), CASES, ids=[case[0] for case in CASES])
def test_requests_are_checked_and_responses_are_not(
    tmp_path: Path, what: str, rule: Json, good: Json, bad: Json
) -> None:
    models = both(tmp_path, {"field": rule})
    assert models.accepts("Thing", {"field": good})
    assert not models.accepts("Thing", {"field": bad})
    assert models.accepts("ThingResponse", {"field": good})
    assert models.accepts("ThingResponse", {"field": bad})


def test_responses_keep_all_data(tmp_path: Path) -> None:
    models = both(tmp_path, {"state": {"type": "string", "enum": ["a", "b"]}})
    response: Json = {"state": "new", "other": [1, {"deep": None}]}
    assert models.roundTrip("ThingResponse", response) == response


def test_a_request_rejects_unknown_properties_unless_the_contract_allows_them(
    tmp_path: Path,
) -> None:
    closed = both(tmp_path / "a", {"field": {"type": "string"}})
    opened = both(tmp_path / "b", {"field": {"type": "string"}}, additionalProperties=True)
    assert not closed.accepts("Thing", {"other": 1})
    assert opened.roundTrip("Thing", {"other": 1}) == {"other": 1}
    assert 'class Thing(Request, extra="allow")' in opened.source.replace("'", '"')


def test_unknown_values_of_an_enumeration_are_marked_in_responses(tmp_path: Path) -> None:
    models = both(tmp_path, {"state": {"type": "string", "enum": ["a", "b"]}})
    assert type(models.field("ThingResponse", "state", "a")) is str
    assert type(models.field("ThingResponse", "state", "c")) is Unrecognized


def test_date_times_have_time_zones_in_requests_and_responses(tmp_path: Path) -> None:
    models = both(tmp_path, {"when": {"type": "string", "format": "date-time"}})
    for name in ("Thing", "ThingResponse"):
        assert models.field(name, "when", "2026-01-31T12:00:00.5Z") == datetime(
            2026, 1, 31, 12, 0, 0, 500_000, tzinfo=UTC
        )
        assert not models.accepts(name, {"when": "2026-01-31T12:00:00"})


def test_objects_without_declared_properties_are_free_form(tmp_path: Path) -> None:
    models = both(tmp_path, {"extra": {"type": "object"}, "any": {}})
    assert "extra: FreeForm | None = None" in models.source
    assert "extra: JsonObject | None = None" in models.source
    assert "any: JsonValue | None = None" in models.source
    assert models.roundTrip("ThingResponse", {"any": None}) == {"any": None}
    assert models.roundTrip("ThingResponse", {}) == {}


def test_null_is_a_value_if_the_contract_allows_it(tmp_path: Path) -> None:
    rule: Json = {"oneOf": [{"type": "null"}, {"type": "string", "minLength": 2}]}
    models = both(tmp_path, {"field": rule}, required=["field"])
    assert models.accepts("Thing", {"field": None})
    assert models.accepts("Thing", {"field": "ab"})
    assert not models.accepts("Thing", {"field": "a"})
    assert not models.accepts("Thing", {})


def test_a_required_property_with_a_default_is_optional_in_requests_only(tmp_path: Path) -> None:
    models = both(tmp_path, {"field": {"type": "string", "default": "a"}}, required=["field"])
    assert models.roundTrip("Thing", {}) == {}
    assert not models.accepts("ThingResponse", {})


def test_a_default_of_the_wrong_type_makes_nothing_optional(tmp_path: Path) -> None:
    models = both(tmp_path, {"field": {"type": "object", "default": []}}, required=["field"])
    assert not models.accepts("Thing", {})


def test_secrets_are_neither_in_reprs_nor_in_errors(tmp_path: Path) -> None:
    token: Json = {"type": "string", "x-secret": True, "maxLength": 3}
    models = both(
        tmp_path,
        {"inner": record("Inner", token=token), "tokens": {"type": "array", "items": token}},
    )
    assert "class Thing(SecretRequest)" in models.source
    assert "class Inner(SecretRequest)" in models.source
    good = models.field("Thing", "inner", {"token": "abc"})
    assert "abc" not in repr(good)
    assert models.source.count("repr=False") == 4  # the token and the list, in both directions


def test_names_that_are_not_valid_in_python_are_changed(tmp_path: Path) -> None:
    text: Json = {"type": "string"}
    names = ["from", "content-type", "_links", "copy", "model_x", "2fa", "list"]
    models = both(tmp_path, dict.fromkeys(names, text))
    value: Json = dict.fromkeys(names, "a")
    assert models.roundTrip("Thing", value) == value
    assert models.roundTrip("ThingResponse", value) == value
    made = models.module.Thing(from_="a", content_type="b", x2fa="c")
    assert made.model_dump(exclude_none=True) == {"from": "a", "content-type": "b", "2fa": "c"}


@pytest.mark.parametrize(("what", "rule", "good", "bad"), RULES, ids=[rule[0] for rule in RULES])
def test_requests_are_checked_by_rules_about_several_properties(
    tmp_path: Path, what: str, rule: dict[str, Json], good: Json, bad: Json
) -> None:
    text: Json = {"type": "string"}
    models = both(tmp_path, {"a": text, "b": text, "c": text}, **rule)
    assert models.accepts("Thing", good)
    assert not models.accepts("Thing", bad)
    assert models.accepts("ThingResponse", bad)


@pytest.mark.parametrize(
    "rule", [{"maxProperties": 1}, {"anyOf": [{"required": ["a"]}, {"required": ["b"]}]}]
)
def test_rules_that_models_cannot_check_are_errors_in_requests(
    tmp_path: Path, rule: dict[str, Json]
) -> None:
    [keyword] = rule
    request = record("Thing", a=TEXT, b=TEXT) | rule
    response = record("Thing Response", a=TEXT) | rule
    files = write(
        tmp_path,
        api(entry("send", method="post", input="v1/thing.json#", output="v1/thing-response.json#")),
        {**schema("thing"), **request},
        {**schema("thing-response"), **response},
    )
    with pytest.raises(ContractError) as caught:
        compileContract(files)
    problem = f"thing.json#/{keyword}: models can't check {keyword} of an object with properties"
    assert str(caught.value).endswith(problem)
    assert str(caught.value).count(keyword) == 2  # no problem in the response
    compileContract(files, lenient=True)


def test_a_property_of_an_open_object_can_be_forbidden(tmp_path: Path) -> None:
    models = both(tmp_path, {"a": {"not": {}}}, additionalProperties=True)
    assert models.accepts("Thing", {"b": 1})
    assert not models.accepts("Thing", {"a": 1})
    assert models.accepts("ThingResponse", {"a": 1})


def test_all_of_joins_objects(tmp_path: Path) -> None:
    text: Json = {"type": "string"}
    parts: Json = [
        {"type": "object", "properties": {"a": text}, "required": ["a"]},
        {"type": "object", "properties": {"b": text}},
    ]
    method = entry("send", method="post", input="v1/thing.json#")
    models = Models(write(tmp_path, api(method), schema("thing", "Thing", allOf=parts)))
    assert models.accepts("Thing", {"a": "x", "b": "y"})
    assert not models.accepts("Thing", {"b": "y"})


def test_schemas_of_a_folder_without_methods_are_requests(tmp_path: Path) -> None:
    models = Models(write(tmp_path, schema("payload", "Payload", properties={})))
    assert "class Payload(Request" in models.source


def test_schemas_that_nothing_refers_to_are_responses(tmp_path: Path) -> None:
    models = Models(write(tmp_path, api(), schema("other", "Other", properties={})))
    assert "class Other(Response)" in models.source
