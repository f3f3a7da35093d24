"""Readable forms of scope expressions."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tc_typed.compiler.clients.authorization import scopesText
from tc_typed.compiler.contract.load import Json, Node

NAMES = ("a", "b", "c", "d", "e")
"""Names of scopes and conditions; a condition is true if the scope of the same name is held."""


def group(kind: str, terms: list[Json]) -> Json:
    return {kind: terms}


def conditional(condition: str, then: Json, other: Json) -> Json:
    return {"if": condition, "then": then, "else": other}


EXPRESSIONS: st.SearchStrategy[Json] = st.recursive(
    st.sampled_from(NAMES),
    lambda inside: (
        st.builds(group, st.sampled_from(["AllOf", "AnyOf"]), st.lists(inside, min_size=1))
        | st.builds(conditional, st.sampled_from(NAMES), inside, inside)
    ),
    max_leaves=8,
)


def isSatisfied(expression: Json, held: set[str]) -> bool:
    """Return whether scopes satisfy a scope expression."""
    match expression:
        case {"AllOf": [*terms]}:
            return all(isSatisfied(term, held) for term in terms)
        case {"AnyOf": [*terms]}:
            return any(isSatisfied(term, held) for term in terms)
        case {"if": condition, "then": then, "else": other}:
            return isSatisfied(then if condition in held else other, held)
        case _:
            return expression in held


def evaluated(text: ast.expr, held: set[str]) -> bool:
    """Return whether scopes satisfy the readable form, parsed as a Python expression."""
    match text:
        case ast.BoolOp(op=ast.And(), values=terms):
            return all(evaluated(term, held) for term in terms)
        case ast.BoolOp(values=terms):
            return any(evaluated(term, held) for term in terms)
        case ast.IfExp(test=condition, body=then, orelse=other):
            return evaluated(then if evaluated(condition, held) else other, held)
        case _:
            return ast.unparse(text) in held


@pytest.mark.parametrize(
    ("scopes", "text"),
    [
        (None, "none"),
        ("a:<b>", "`a:<b>`"),
        ({"AllOf": []}, "none"),
        ({"AllOf": ["a", {"AnyOf": ["b", "c"]}]}, "`a` and (`b` or `c`)"),
        ({"AnyOf": ["a", {"AllOf": ["b", "c"]}]}, "`a` or (`b` and `c`)"),
        ({"AllOf": [{"AnyOf": ["a"]}]}, "`a`"),
        ({"AllOf": ["a", {"AnyOf": [{"AnyOf": ["b", "c"]}]}]}, "`a` and (`b` or `c`)"),
        (
            {"AllOf": [{"AnyOf": [{"for": "s", "in": "scopes", "each": "<s>"}]}, "a"]},
            "`<s>` for any one `s` of `scopes` and `a`",
        ),
        ({"for": "s", "in": "scopes", "each": "<s>"}, "`<s>` for each `s` of `scopes`"),
        ({"if": "x", "then": "a"}, "`a` if `x`"),
        ({"if": "x", "then": "a", "else": "b"}, "`a` if `x`, otherwise `b`"),
    ],
)
def test_scopes_are_readable(scopes: Json, text: str) -> None:
    node = None if scopes is None else Node(Path("api.json"), "", (), scopes)
    assert scopesText(node) == text


@given(EXPRESSIONS, st.sets(st.sampled_from(NAMES)))
def test_the_readable_form_has_the_meaning_of_the_expression(
    expression: Json, held: set[str]
) -> None:
    text = scopesText(Node(Path("api.json"), "", (), expression))
    code = text.replace("`", "").replace(", otherwise ", " else ")
    assert evaluated(ast.parse(code, mode="eval").body, held) == isSatisfied(expression, held)
