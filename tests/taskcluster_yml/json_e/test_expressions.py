"""Syntax of JSON-e's expressions, compared with the parser of the package json-e."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from importlib import import_module

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter

from tc_typed.taskcluster_yml.json_e.expressions import (
    NotAnExpression,
    checkExpression,
    checkInterpolation,
)

PARSER = import_module("jsone.parser")
RENDER = import_module("jsone.render")
LIST = TypeAdapter(list[object])
OBJECT = TypeAdapter(dict[str, object])

LEAVES = ["a", "b.c", "1", "2.5", "'x'", '"y"', "true", "null", "[]", "{}", "f()", "inside", "_0"]
FORMS = [
    "{0} + {1}",
    "{0}**{1}",
    "{0} in {1}",
    "{0}||{1} && {2}",
    "!{0}",
    "-{0}",
    "( {0} )",
    "[{0}, {1}]",
    "{{k: {0}, 's': {1}}}",
    "({0}).name",
    "({0})[{1}]",
    "({0})[{1}:{2}]",
    "({0})[:{1}]",
    "({0})[{1}:]",
    "({0})[:]",
    "f({0}, {1})",
]
TOKENS = [
    *"+-*/<>!.,:()[]{}=&%$é",
    *("**", "&&", "||", "==", "!=", "<=", ">=", "in", "true", "null"),
    *("a", "event", "inside", "0", "12", "1.5", "'s'", '"t"', "'", " ", "\n"),
]
UNTERMINATED = ["${", "${a", "${a b}", "${a + }", "x${'}", "${$${a}}", "${HOME:-/root}", "${a}${"]


def filled(form: str, parts: tuple[str, str, str]) -> str:
    return form.format(*parts)


def expressions() -> st.SearchStrategy[str]:
    """Draw valid expressions."""

    def around(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
        return st.builds(filled, st.sampled_from(FORMS), st.tuples(inner, inner, inner))

    return st.recursive(st.sampled_from(LEAVES), around, max_leaves=12)


def damaged() -> st.SearchStrategy[str]:
    """Draw expressions of which a part was removed or replaced by another token."""

    def damage(text: str, start: int, length: int, token: str) -> str:
        start = min(start, len(text))
        return text[:start] + token + text[start + length :]

    return st.builds(
        damage, expressions(), st.integers(0, 40), st.integers(0, 3), st.sampled_from(TOKENS)
    )


def isSyntax(text: str) -> bool:
    try:
        checkExpression(text)
    except NotAnExpression:
        return False
    return True


def isSyntaxOfJsonE(text: str) -> bool:
    """Tell whether the package json-e parses text to a tree that it can evaluate."""
    try:
        parser = PARSER.Parser(text, RENDER.tokenizer)
        tree: object = parser.parse()
    # The package's parser also fails with AttributeError and StopIteration.
    except Exception:  # noqa: BLE001
        return False
    return parser.current_token is None and isComplete(tree)


def isComplete(tree: object) -> bool:
    """Tell whether a tree has all operands, and nothing that evaluation would ignore."""
    kind = type(tree).__name__
    parts: dict[str, object] = vars(tree) if hasattr(tree, "token") else {}
    if kind == "List" and parts["list"] == [None]:
        return True  # an empty list
    if kind == "ValueAccess":
        bounds = [bound for bound in (parts["left"], parts["right"]) if bound is not None]
        if len(bounds) == 2 and not parts["isInterval"]:
            return False  # a[1 2]
        return all(map(isComplete, [parts["arr"], *bounds]))
    return tree is not None and all(map(isComplete, children(parts)))


def children(parts: Mapping[str, object]) -> Iterator[object]:
    """Yield the operands among the attributes of a node."""
    for name, part in parts.items():
        if name in {"list", "args"}:
            yield from LIST.validate_python(part)
        elif name == "obj":
            yield from OBJECT.validate_python(part).values()
        elif name != "token":
            yield part


@given(expressions())
def test_valid_expressions_are_accepted(text: str) -> None:
    checkExpression(text)
    assert isSyntaxOfJsonE(text)
    checkInterpolation(f"$${{ ${{{text}}} and ${{{text}}}")


@given(st.one_of(damaged(), st.lists(st.sampled_from(TOKENS), max_size=8).map("".join)))
def test_exactly_the_expressions_that_json_e_parses_are_accepted(text: str) -> None:
    assert isSyntax(text) == isSyntaxOfJsonE(text)


@pytest.mark.parametrize("text", UNTERMINATED)
def test_invalid_interpolation_is_rejected(text: str) -> None:
    with pytest.raises(NotAnExpression):
        checkInterpolation(text)


@pytest.mark.parametrize("text", ["", "$", "{a", "$a }", "$${", "$${a b}", "a$${${1}", "${'}'}"])
def test_other_text_is_accepted(text: str) -> None:
    checkInterpolation(text)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a +", "'a +': expected a value, got the end"),
        ("a b", "'a b': expected an operator, got 'b'"),
        ("f(a, b] + c", "'f(a, b]': expected ')', got ']'"),
        ("a.1", "'a.1': expected a name, got '1'"),
        ("a == 'b", '"a == \'": the string has no end'),
        ("a; b", "'a;': ';' is not allowed here"),
        ("(" * 101, f"'{'(' * 47}...{'(' * 48}': brackets are nested more than 100 levels deep"),
    ],
)
def test_messages_show_the_expression_up_to_the_error(text: str, message: str) -> None:
    with pytest.raises(NotAnExpression) as caught:
        checkExpression(text)
    assert str(caught.value) == message


def test_messages_about_text_start_with_the_wrong_part() -> None:
    with pytest.raises(NotAnExpression) as caught:
        checkInterpolation("echo ${fine}\necho ${HOME:-/root}\n")
    assert str(caught.value) == "'${HOME:': expected '}', got ':'"


def test_deep_brackets_do_not_exhaust_the_stack() -> None:
    for text in ("(" * 100_000, "[" * 100_000, "!" * 100_000, "f(" * 100_000):
        with pytest.raises(NotAnExpression):
            checkExpression(text)
