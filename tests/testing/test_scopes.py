"""Scopes: patterns, requirements, expressions."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tc_typed.core.operation import ScopeExpression
from tc_typed.queue.operations import OPERATIONS
from tc_typed.scopes import (
    Requirement,
    ScopeParam,
    expandExpression,
    expressionParams,
    missingScopes,
    normalizeScopes,
    satisfies,
    scopeSatisfies,
)


@pytest.mark.parametrize(
    ("have", "need", "expected"),
    [
        ("a:b", "a:b", True),
        ("a:b", "a:bc", False),
        ("a:*", "a:b", True),
        ("a:*", "a:", True),
        ("a:*", "a:*", True),
        ("a:*", "a:b*", True),
        ("a:b*", "a:*", False),
        ("*", "", True),
        ("", "a", False),
        ("a*b", "axb", False),
    ],
)
def test_a_star_at_the_end_stands_for_any_ending(
    have: str,
    need: str,
    expected: bool,  # noqa: FBT001  # a case
) -> None:
    assert scopeSatisfies(have, need) is expected


@pytest.mark.parametrize(
    ("requirement", "missing"),
    [
        (None, None),
        ("a", None),
        ("x", "x"),
        ({"AllOf": []}, None),
        ({"AnyOf": []}, {"AnyOf": []}),
        ({"AllOf": ["a", "b:1"]}, None),
        ({"AllOf": ["a", "x"]}, "x"),
        ({"AllOf": ["x", "b:1", "y"]}, {"AllOf": ["x", "y"]}),
        ({"AnyOf": ["x", "a"]}, None),
        ({"AnyOf": ["x", {"AllOf": ["a", "y"]}]}, {"AnyOf": ["x", "y"]}),
    ],
)
def test_what_is_missing_is_what_remains_of_the_requirement(
    requirement: Requirement | None, missing: Requirement | None
) -> None:
    have = ["a", "b:*"]
    assert missingScopes(have, requirement) == missing
    assert satisfies(have, requirement) is (missing is None)


def test_normalized_scopes_are_sorted_and_none_covers_another() -> None:
    scopes = ["b", "a:*", "a:x", "a:x*", "a", "b", "a!", "ab*"]
    assert normalizeScopes(scopes) == ["a", "a!", "a:*", "ab*", "b"]


@given(st.lists(st.text("ab*", max_size=4)))
def test_normalized_scopes_allow_just_what_the_scopes_allowed(scopes: list[str]) -> None:
    normalized = normalizeScopes(scopes)
    assert satisfies(normalized, {"AllOf": scopes})
    assert satisfies(scopes, {"AllOf": normalized})
    for scope in normalized:
        assert not satisfies([other for other in normalized if other != scope], scope)


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("x:<one>/<two>", "x:1/2"),
        ({"AllOf": ["<one>", {"AnyOf": ["<two>"]}]}, {"AllOf": ["1", {"AnyOf": ["2"]}]}),
        ({"AnyOf": [{"for": "n", "in": "many", "each": "<one>:<n>"}]}, {"AnyOf": ["1:a", "1:b"]}),
        ({"AllOf": ["z", {"for": "n", "in": "none", "each": "<n>"}]}, {"AllOf": ["z"]}),
        ({"if": "yes", "then": "<one>", "else": "<two>"}, "1"),
        ({"if": "no", "then": "<one>", "else": {"AnyOf": ["<two>"]}}, {"AnyOf": ["2"]}),
        ({"if": "no", "then": "<one>"}, None),
        ({"AllOf": ["z", {"if": "no", "then": "<one>"}]}, {"AllOf": ["z"]}),
    ],
)
def test_an_expression_is_filled_in(
    expression: ScopeExpression, expected: Requirement | None
) -> None:
    params: dict[str, ScopeParam] = {
        "one": "1",
        "two": "2",
        "many": ["a", "b"],
        "none": [],
        "yes": True,
        "no": False,
    }
    assert expandExpression(expression, params) == expected


@pytest.mark.parametrize(
    "expression",
    [
        "<text>",
        "<many>",
        {"AllOf": [{"for": "x", "in": "text", "each": "y"}]},
        {"AllOf": [{"for": "x", "in": "missing", "each": "y"}]},
        {"AllOf": [{"for": "x", "in": "many"}]},
        {"AllOf": [{"for": ["x"], "in": "many", "each": "y"}]},
        {"AllOf": "many"},
        {"for": "x", "in": "many", "each": "y"},
        {"if": "many", "then": "y"},
        {"if": "flag", "then": ["y"]},
        {},
    ],
)
def test_what_does_not_fit_is_an_error(expression: ScopeExpression) -> None:
    with pytest.raises(TypeError):
        expandExpression(expression, {"many": ["a"], "flag": True})


def test_an_expression_tells_what_it_needs() -> None:
    assert expressionParams(None) == set()
    assert expressionParams("a:<b>:<c>") == {"b", "c"}
    assert expressionParams({"if": "d", "then": "<e>"}) == {"d", "e"}
    assert expressionParams(OPERATIONS["createTask"].scopes) == {
        "scopes",
        "routes",
        "projectId",
        "schedulerId",
        "priorities",
        "provisionerId",
        "workerType",
    }
