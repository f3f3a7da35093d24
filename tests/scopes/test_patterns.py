"""Patterns, requirements and scope expressions."""

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
# Excludes `**`, which breaks transitivity: it satisfies `*`, but not `a`, which `*` satisfies.
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
def test_a_star_at_the_end_matches_any_ending(
    have: str,
    need: str,
    expected: bool,  # noqa: FBT001  # parametrized
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
def test_missing_scopes_are_the_unmet_part_of_the_requirement(
    requirement: Requirement | None, missing: Requirement | None
) -> None:
    have = ["a", "b:*"]
    assert missingScopes(have, requirement) == missing
    assert satisfies(have, requirement) is (missing is None)


def test_normalized_scopes_are_sorted_and_not_redundant() -> None:
    scopes = ["b", "a:*", "a:x", "a:x*", "a", "b", "a!", "ab*"]
    assert normalizeScopes(scopes) == ["a", "a!", "a:*", "ab*", "b"]


@given(scopeLists)
def test_normalized_scopes_allow_the_same_as_the_original_ones(scopes: list[str]) -> None:
    normalized = normalizeScopes(scopes)
    assert satisfies(normalized, {"AllOf": scopes})
    assert satisfies(scopes, {"AllOf": normalized})
    for scope in normalized:
        assert not satisfies([other for other in normalized if other != scope], scope)


@given(scopeLists, st.randoms(use_true_random=False))
def test_normal_form_does_not_depend_on_order_and_duplicates(
    scopes: list[str], random: Random
) -> None:
    normalized = normalizeScopes(scopes)
    shuffled = [*scopes, *scopes]
    random.shuffle(shuffled)
    assert normalizeScopes(shuffled) == normalized
    assert normalizeScopes(normalized) == normalized
    assert normalized == sorted({*normalized})


# Comparison with a simple implementation that tries all pairs

collidingScope = st.text("ab*:", max_size=3)
collidingLists = st.lists(collidingScope, max_size=8)
collidingRequirements: st.SearchStrategy[Requirement] = st.recursive(
    collidingScope,
    lambda terms: st.dictionaries(
        st.sampled_from(["AllOf", "AnyOf"]), st.lists(terms, max_size=4), min_size=1, max_size=1
    ),
    max_leaves=10,
)


def satisfiesSimply(have: str, need: str) -> bool:
    return have == need or (have[-1:] == "*" and need[: len(have) - 1] == have[:-1])


def coversSimply(have: str, other: str) -> bool:
    """Whether a scope allows everything that another one allows; no scope here contains a z."""
    texts = [other[:-1], f"{other[:-1]}z"] if other[-1:] == "*" else [other]
    return all(satisfiesSimply(have, text) for text in texts)


def normalSimply(scopes: Iterable[str]) -> list[str]:
    return sorted(
        scope
        for scope in {*scopes}
        if not any(other != scope and coversSimply(other, scope) for other in scopes)
    )


def missingSimply(scopes: list[str], requirement: Requirement) -> Requirement | None:
    if isinstance(requirement, str):
        met = any(satisfiesSimply(scope, requirement) for scope in scopes)
        return None if met else requirement
    [(kind, terms)] = requirement.items()
    parts = [missingSimply(scopes, term) for term in terms]
    unmet = [part for part in parts if part is not None]
    if kind == "AnyOf":
        return {"AnyOf": unmet} if None not in parts else None
    return ({"AllOf": unmet} if len(unmet) > 1 else unmet[0]) if unmet else None


def setsSimply(requirement: Requirement) -> list[list[str]]:
    distinct: list[list[str]] = []
    for each in map(normalSimply, alternatives(requirement)):
        if each not in distinct:
            distinct.append(each)

    def requiresAll(each: list[str], other: list[str]) -> bool:
        return all(any(satisfiesSimply(have, need) for have in each) for need in other)

    return [
        each
        for each in distinct
        if not any(other != each and requiresAll(each, other) for other in distinct)
    ]


def alternatives(requirement: Requirement) -> list[list[str]]:
    if isinstance(requirement, str):
        return [[requirement]]
    [(kind, terms)] = requirement.items()
    found = [alternatives(term) for term in terms]
    if kind == "AnyOf":
        return [scopes for each in found for scopes in each]
    return [[scope for scopes in choice for scope in scopes] for choice in product(*found)]


@given(collidingLists, collidingScope)
def test_the_index_agrees_with_the_simple_implementation(scopes: list[str], need: str) -> None:
    index = ScopeIndex(scopes)
    satisfying = [scope for scope in {*scopes} if satisfiesSimply(scope, need)]
    assert sorted(index.satisfying(need)) == sorted(satisfying)
    assert index.satisfies(need) is (satisfying != [])
    assert index.covers(need) is any(coversSimply(scope, need) for scope in scopes)
    beginning = sorted(scope for scope in {*scopes} if scope[: len(need)] == need)
    assert [*index.beginningWith(need)] == beginning


@given(collidingLists)
def test_the_normal_form_agrees_with_the_simple_implementation(scopes: list[str]) -> None:
    assert normalizeScopes(scopes) == normalSimply(scopes)


@given(collidingLists, collidingRequirements)
@example(["**"], "*")
@example([""], "")
def test_missing_scopes_agree_with_the_simple_implementation(
    have: list[str], requirement: Requirement
) -> None:
    missing = missingSimply(have, requirement)
    assert missingScopes(have, requirement) == missing
    assert satisfies(have, requirement) is (missing is None)


@given(collidingLists, st.lists(collidingLists, max_size=4))
def test_scope_match_agrees_with_the_simple_implementation(
    have: list[str], sets: list[list[str]]
) -> None:
    expected = any(
        all(any(satisfiesSimply(scope, need) for scope in have) for need in each) for each in sets
    )
    assert scopeMatch(have, sets) is expected


@given(collidingLists, collidingLists)
@example(["**"], ["*"])
def test_intersection_and_difference_agree_with_the_simple_implementation(
    ours: list[str], theirs: list[str]
) -> None:
    common = [
        *(scope for scope in ours if any(coversSimply(other, scope) for other in theirs)),
        *(other for other in theirs if any(coversSimply(scope, other) for scope in ours)),
    ]
    assert intersectScopes(ours, theirs) == normalSimply(common)
    assert subtractScopes(ours, theirs) == [
        scope
        for scope in normalSimply(ours)
        if not any(coversSimply(other, scope) for other in theirs)
    ]


@given(collidingRequirements)
@example({"AnyOf": ["*", "**"]})
@example({"AnyOf": ["a", {"AllOf": []}]})
@example({"AnyOf": [{"AllOf": ["a:*", "b"]}, {"AllOf": ["a:b", "b"]}, {"AllOf": ["a:a", "a"]}]})
def test_scope_sets_agree_with_the_simple_implementation(requirement: Requirement) -> None:
    assert scopeSets(requirement) == setsSimply(requirement)


# Sets of scopes


@given(scopeLists, scopeLists, scope)
@example(["**"], ["*"], "a")
def test_an_intersection_allows_exactly_what_both_lists_allow(
    ours: list[str], theirs: list[str], need: str
) -> None:
    common = intersectScopes(ours, theirs)
    assert satisfies(common, need) is (satisfies(ours, need) and satisfies(theirs, need))
    assert common == intersectScopes(theirs, ours) == normalizeScopes(common)


@given(scopeLists, scopeLists, scopeLists)
def test_intersections_are_associative_and_idempotent(
    a: list[str], b: list[str], c: list[str]
) -> None:
    assert intersectScopes(intersectScopes(a, b), c) == intersectScopes(a, intersectScopes(b, c))
    assert intersectScopes(a, a) == intersectScopes(a, ["*"]) == normalizeScopes(a)
    assert intersectScopes(a, []) == []


@given(plainLists, plainLists)
def test_a_difference_is_the_minimum_to_add(scopes: list[str], others: list[str]) -> None:
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
def test_one_satisfied_set_is_a_match(
    have: list[str],
    expected: bool,  # noqa: FBT001  # parametrized
) -> None:
    assert scopeMatch(have, [["scopeA", "scopeB"], ["scopeC:*"]]) is expected


def test_an_empty_set_always_matches_but_an_empty_list_of_sets_never_does() -> None:
    assert scopeMatch([], [[]])
    assert not scopeMatch(["*"], [])


@given(plainLists, requirements)
def test_a_requirement_is_met_by_callers_with_one_of_its_sets(
    have: list[str], requirement: Requirement
) -> None:
    sets = scopeSets(requirement)
    assert scopeMatch(have, sets) is satisfies(have, requirement)
    for scopes in sets:
        assert satisfies(scopes, requirement)
        for scope in scopes:
            assert not satisfies([other for other in scopes if other != scope], requirement)


def test_scope_sets_of_empty_requirements() -> None:
    assert scopeSets(None) == [[]]
    assert scopeSets({"AllOf": []}) == [[]]
    assert scopeSets({"AnyOf": []}) == []


@given(plainLists, requirements)
def test_missing_scopes_are_sufficient(have: list[str], requirement: Requirement) -> None:
    missing = missingScopes(have, requirement)
    for scopes in scopeSets(missing):
        assert satisfies([*have, *scopes], requirement)


# Anonymous scopes


@given(collidingLists, collidingLists, collidingRequirements)
def test_anonymous_scopes_count_as_held(
    have: list[str], anonymous: list[str], requirement: Requirement
) -> None:
    held = [*have, "assume:anonymous", *anonymous]
    missing = missingScopes(held, requirement)
    assert missingScopes(have, requirement, anonymousScopes=anonymous) == missing
    assert satisfies(have, requirement, anonymousScopes=iter(anonymous)) is (missing is None)


def test_every_caller_can_assume_the_anonymous_role_even_if_it_has_no_scopes() -> None:
    assert not satisfies([], "assume:anonymous")
    assert satisfies([], "assume:anonymous", anonymousScopes=[])
    assert missingScopes([], "assume:anonymous*", anonymousScopes=[]) == "assume:anonymous*"


@pytest.mark.parametrize("call", [missingScopes, satisfies])
@pytest.mark.parametrize("requirement", ["a", None])
def test_malformed_anonymous_scopes_are_refused(
    call: Callable[..., object], requirement: Requirement | None
) -> None:
    with pytest.raises(InvalidCall, match="anonymousScopes must be a list of scopes, got 'queue"):
        call([], requirement, anonymousScopes="queue:*")
    with pytest.raises(InvalidCall, match="must contain only strings, got 1"):
        call([], requirement, anonymousScopes=[1])


# Expressions


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
def test_an_expression_is_expanded(
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
def test_malformed_expressions_and_parameters_are_refused(expression: ScopeExpression) -> None:
    with pytest.raises(TypeError):
        expandExpression(expression, {"many": ["a"], "flag": True})


def test_parameters_of_expressions() -> None:
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
