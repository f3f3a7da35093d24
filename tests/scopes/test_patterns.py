"""Scopes: patterns, requirements, expressions."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from itertools import product
from random import Random

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tc_typed.core.errors import InvalidCall
from tc_typed.core.operation import ScopeExpression
from tc_typed.queue.operations import OPERATIONS
from tc_typed.scopes.patterns import (
    Requirement,
    ScopeIndex,
    ScopeParam,
    expandExpression,
    expressionParams,
    intersectScopes,
    missingScopes,
    normalizeScopes,
    satisfies,
    scopeMatch,
    scopeSatisfies,
    scopeSets,
    subtractScopes,
)

scope = st.text("ab*", max_size=4)
scopeLists = st.lists(scope, max_size=6)
# `**` satisfies `*` as a text, and `*` satisfies `a`; but `**` does not.
plain = scope.filter(lambda text: not text.endswith("**"))
plainLists = st.lists(plain, max_size=6)
requirements: st.SearchStrategy[Requirement] = st.recursive(
    plain,
    lambda terms: st.dictionaries(
        st.sampled_from(["AllOf", "AnyOf"]), st.lists(terms, max_size=3), min_size=1, max_size=1
    ),
    max_leaves=8,
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


@given(scopeLists)
def test_normalized_scopes_allow_just_what_the_scopes_allowed(scopes: list[str]) -> None:
    normalized = normalizeScopes(scopes)
    assert satisfies(normalized, {"AllOf": scopes})
    assert satisfies(scopes, {"AllOf": normalized})
    for scope in normalized:
        assert not satisfies([other for other in normalized if other != scope], scope)


@given(scopeLists, st.randoms(use_true_random=False))
def test_normal_form_is_one_whatever_the_order_and_however_often(
    scopes: list[str], random: Random
) -> None:
    normalized = normalizeScopes(scopes)
    shuffled = [*scopes, *scopes]
    random.shuffle(shuffled)
    assert normalizeScopes(shuffled) == normalized
    assert normalizeScopes(normalized) == normalized
    assert normalized == sorted({*normalized})


# By definition: whatever is looked up is what going through all pairs finds

collidingScope = st.text("ab*:", max_size=3)
collidingLists = st.lists(collidingScope, max_size=8)
collidingRequirements: st.SearchStrategy[Requirement] = st.recursive(
    collidingScope,
    lambda terms: st.dictionaries(
        st.sampled_from(["AllOf", "AnyOf"]), st.lists(terms, max_size=4), min_size=1, max_size=1
    ),
    max_leaves=10,
)


def satisfiesByDefinition(have: str, need: str) -> bool:
    return have == need or (have[-1:] == "*" and need[: len(have) - 1] == have[:-1])


def coversByDefinition(have: str, other: str) -> bool:
    """Whether a scope allows each text that another one stands for; no scope here has a z."""
    texts = [other[:-1], f"{other[:-1]}z"] if other[-1:] == "*" else [other]
    return all(satisfiesByDefinition(have, text) for text in texts)


def normalByDefinition(scopes: Iterable[str]) -> list[str]:
    return sorted(
        scope
        for scope in {*scopes}
        if not any(other != scope and coversByDefinition(other, scope) for other in scopes)
    )


def missingByDefinition(scopes: list[str], requirement: Requirement) -> Requirement | None:
    if isinstance(requirement, str):
        met = any(satisfiesByDefinition(scope, requirement) for scope in scopes)
        return None if met else requirement
    [(kind, terms)] = requirement.items()
    parts = [missingByDefinition(scopes, term) for term in terms]
    unmet = [part for part in parts if part is not None]
    if kind == "AnyOf":
        return {"AnyOf": unmet} if None not in parts else None
    return ({"AllOf": unmet} if len(unmet) > 1 else unmet[0]) if unmet else None


def setsByDefinition(requirement: Requirement) -> list[list[str]]:
    different: list[list[str]] = []
    for each in map(normalByDefinition, alternatives(requirement)):
        if each not in different:
            different.append(each)

    def asksForMore(each: list[str], other: list[str]) -> bool:
        return all(any(satisfiesByDefinition(have, need) for have in each) for need in other)

    return [
        each
        for each in different
        if not any(other != each and asksForMore(each, other) for other in different)
    ]


def alternatives(requirement: Requirement) -> list[list[str]]:
    if isinstance(requirement, str):
        return [[requirement]]
    [(kind, terms)] = requirement.items()
    ways = [alternatives(term) for term in terms]
    if kind == "AnyOf":
        return [way for each in ways for way in each]
    return [[scope for way in choice for scope in way] for choice in product(*ways)]


@given(collidingLists, collidingScope)
def test_an_index_finds_each_scope_once_by_definition(scopes: list[str], wanted: str) -> None:
    index = ScopeIndex(scopes)
    satisfying = [scope for scope in {*scopes} if satisfiesByDefinition(scope, wanted)]
    assert sorted(index.satisfying(wanted)) == sorted(satisfying)
    assert index.satisfies(wanted) is (satisfying != [])
    assert index.covers(wanted) is any(coversByDefinition(scope, wanted) for scope in scopes)
    beginning = sorted(scope for scope in {*scopes} if scope[: len(wanted)] == wanted)
    assert [*index.beginningWith(wanted)] == beginning


@given(collidingLists)
def test_the_normal_form_is_by_definition(scopes: list[str]) -> None:
    assert normalizeScopes(scopes) == normalByDefinition(scopes)


@given(collidingLists, collidingRequirements)
@example(["**"], "*")
@example([""], "")
def test_what_is_missing_is_so_by_definition(have: list[str], requirement: Requirement) -> None:
    missing = missingByDefinition(have, requirement)
    assert missingScopes(have, requirement) == missing
    assert satisfies(have, requirement) is (missing is None)


@given(collidingLists, st.lists(collidingLists, max_size=4))
def test_a_match_of_sets_is_one_by_definition(have: list[str], sets: list[list[str]]) -> None:
    expected = any(
        all(any(satisfiesByDefinition(scope, need) for scope in have) for need in each)
        for each in sets
    )
    assert scopeMatch(have, sets) is expected


@given(collidingLists, collidingLists)
@example(["**"], ["*"])
def test_intersection_and_difference_are_so_by_definition(
    ours: list[str], theirs: list[str]
) -> None:
    common = [
        *(scope for scope in ours if any(coversByDefinition(other, scope) for other in theirs)),
        *(other for other in theirs if any(coversByDefinition(scope, other) for scope in ours)),
    ]
    assert intersectScopes(ours, theirs) == normalByDefinition(common)
    assert subtractScopes(ours, theirs) == [
        scope
        for scope in normalByDefinition(ours)
        if not any(coversByDefinition(other, scope) for other in theirs)
    ]


@given(collidingRequirements)
@example({"AnyOf": ["*", "**"]})
@example({"AnyOf": ["a", {"AllOf": []}]})
@example({"AnyOf": [{"AllOf": ["a:*", "b"]}, {"AllOf": ["a:b", "b"]}, {"AllOf": ["a:a", "a"]}]})
def test_scope_sets_are_so_by_definition(requirement: Requirement) -> None:
    assert scopeSets(requirement) == setsByDefinition(requirement)


# Sets of scopes


@given(scopeLists, scopeLists, scope)
@example(["**"], ["*"], "a")
def test_an_intersection_allows_just_what_both_allow(
    ours: list[str], theirs: list[str], need: str
) -> None:
    common = intersectScopes(ours, theirs)
    assert satisfies(common, need) is (satisfies(ours, need) and satisfies(theirs, need))
    assert common == intersectScopes(theirs, ours) == normalizeScopes(common)


@given(scopeLists, scopeLists, scopeLists)
def test_intersections_group_as_one_likes(a: list[str], b: list[str], c: list[str]) -> None:
    assert intersectScopes(intersectScopes(a, b), c) == intersectScopes(a, intersectScopes(b, c))
    assert intersectScopes(a, a) == intersectScopes(a, ["*"]) == normalizeScopes(a)
    assert intersectScopes(a, []) == []


@given(plainLists, plainLists)
def test_a_difference_is_what_has_to_be_added(scopes: list[str], others: list[str]) -> None:
    lacking = subtractScopes(scopes, others)
    assert satisfies([*others, *lacking], {"AllOf": scopes})
    assert {*lacking} <= {*scopes}
    assert not any(satisfies(others, scope) for scope in lacking)
    assert (lacking == []) is satisfies(others, {"AllOf": scopes})


# Scope sets


@pytest.mark.parametrize(
    ("have", "expected"),
    [
        (["scopeA", "scopeB"], True),
        (["scopeA", "scopeB", "scopeC:x"], True),
        (["scopeC:*"], True),
        (["scope*"], True),
        (["scopeC:xyz"], False),
        (["scopeA"], False),
        ([], False),
    ],
)
def test_one_set_satisfied_is_a_match(
    have: list[str],
    expected: bool,  # noqa: FBT001  # a case
) -> None:
    assert scopeMatch(have, [["scopeA", "scopeB"], ["scopeC:*"]]) is expected


def test_the_empty_set_matches_anybody_and_no_set_nobody() -> None:
    assert scopeMatch([], [[]])
    assert not scopeMatch(["*"], [])


@given(plainLists, requirements)
def test_a_requirement_is_met_by_whoever_has_one_of_its_sets(
    have: list[str], requirement: Requirement
) -> None:
    sets = scopeSets(requirement)
    assert scopeMatch(have, sets) is satisfies(have, requirement)
    for scopes in sets:
        assert satisfies(scopes, requirement)
        for scope in scopes:
            assert not satisfies([other for other in scopes if other != scope], requirement)


def test_nothing_is_met_by_nothing() -> None:
    assert scopeSets(None) == [[]]
    assert scopeSets({"AllOf": []}) == [[]]
    assert scopeSets({"AnyOf": []}) == []


@given(plainLists, requirements)
def test_what_is_missing_makes_up_for_it(have: list[str], requirement: Requirement) -> None:
    missing = missingScopes(have, requirement)
    for scopes in scopeSets(missing):
        assert satisfies([*have, *scopes], requirement)


# Every caller


@given(collidingLists, collidingLists, collidingRequirements)
def test_the_scopes_of_every_caller_count_as_held(
    have: list[str], everybody: list[str], requirement: Requirement
) -> None:
    held = [*have, "assume:anonymous", *everybody]
    missing = missingScopes(held, requirement)
    assert missingScopes(have, requirement, anonymousScopes=everybody) == missing
    assert satisfies(have, requirement, anonymousScopes=iter(everybody)) is (missing is None)


def test_every_caller_may_assume_the_anonymous_role_even_if_it_grants_nothing() -> None:
    assert not satisfies([], "assume:anonymous")
    assert satisfies([], "assume:anonymous", anonymousScopes=[])
    assert missingScopes([], "assume:anonymous*", anonymousScopes=[]) == "assume:anonymous*"


@pytest.mark.parametrize("ask", [missingScopes, satisfies])
@pytest.mark.parametrize("requirement", ["a", None])
def test_scopes_of_every_caller_are_a_list(
    ask: Callable[..., object], requirement: Requirement | None
) -> None:
    with pytest.raises(InvalidCall, match="anonymousScopes must be a list of scopes, not one"):
        ask([], requirement, anonymousScopes="queue:*")
    with pytest.raises(InvalidCall, match="a scope is text, not 1"):
        ask([], requirement, anonymousScopes=[1])


# Expanding


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
