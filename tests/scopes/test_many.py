"""Tens of thousands of scopes: an algorithm with quadratic time would hit the timeout."""

from __future__ import annotations

from math import isqrt

import pytest

from tc_typed import (
    expandScopes,
    intersectScopes,
    missingScopes,
    normalizeScopes,
    satisfies,
    scopeMatch,
    scopeSets,
    subtractScopes,
)

MANY = 30_000
EXACT = [f"a:{number}:x" for number in range(MANY)]
STARRED = [f"a:{number}:*" for number in range(MANY)]
OTHERS = [f"b:{number}:x" for number in range(MANY)]


@pytest.mark.parametrize("scopes", [EXACT, STARRED])
@pytest.mark.parametrize("needed", [EXACT, STARRED])
def test_many_scopes_meet_many_terms(scopes: list[str], needed: list[str]) -> None:
    met = scopes == STARRED or needed == EXACT
    assert satisfies(scopes, {"AllOf": needed}) is met
    assert missingScopes(scopes, {"AllOf": [*needed, *OTHERS]}) == {
        "AllOf": [*([] if met else needed), *OTHERS]
    }


def test_many_scopes_meet_one_of_many_terms() -> None:
    assert satisfies(STARRED, {"AnyOf": [*OTHERS, EXACT[-1]]})
    assert missingScopes(STARRED, {"AnyOf": OTHERS}) == {"AnyOf": OTHERS}
    assert missingScopes([], {"AnyOf": OTHERS}, anonymousScopes=STARRED) == {"AnyOf": OTHERS}


def test_many_scopes_match_one_of_many_sets() -> None:
    pairs = [[*pair] for pair in zip(EXACT, OTHERS, strict=True)]
    assert not scopeMatch(STARRED, pairs)
    assert scopeMatch([*STARRED, OTHERS[-1]], pairs)


def test_many_scopes_have_a_normal_form() -> None:
    assert normalizeScopes([*EXACT, *STARRED, *OTHERS]) == sorted([*STARRED, *OTHERS])


def test_many_scopes_intersect_with_many() -> None:
    assert intersectScopes([*EXACT, *OTHERS], STARRED) == sorted(EXACT)
    assert intersectScopes(STARRED, [*EXACT, *OTHERS]) == sorted(EXACT)


def test_many_scopes_are_subtracted_from_many() -> None:
    assert subtractScopes([*EXACT, *OTHERS], STARRED) == sorted(OTHERS)
    assert subtractScopes(STARRED, [*EXACT, *OTHERS]) == sorted(STARRED)


@pytest.mark.parametrize("wider", [[], ["a:*"], STARRED], ids=["none", "one", "many"])
def test_many_alternatives_result_in_many_sets(wider: list[str]) -> None:
    assert scopeSets({"AnyOf": [*wider, *EXACT]}) == [[each] for each in EXACT]


def test_many_alternatives_with_common_scopes_result_in_many_sets() -> None:
    assert scopeSets({"AllOf": ["A", {"AnyOf": EXACT}, "b:*"]}) == [
        ["A", each, "b:*"] for each in EXACT
    ]


def test_many_pairs_of_alternatives_result_in_many_sets() -> None:
    few = isqrt(MANY)
    terms = {"AllOf": [{"AnyOf": EXACT[:few]}, {"AnyOf": OTHERS[:few]}]}
    assert scopeSets(terms) == [[ours, theirs] for ours in EXACT[:few] for theirs in OTHERS[:few]]


def test_alternatives_of_many_scopes_result_in_two_sets() -> None:
    assert scopeSets({"AnyOf": [{"AllOf": EXACT}, {"AllOf": STARRED}, {"AllOf": OTHERS}]}) == [
        sorted(EXACT),
        sorted(OTHERS),
    ]


@pytest.mark.parametrize(
    ("scopeEnding", "roleEnding", "assumed"),
    [
        ("", "", True),
        (":x", ":*", True),
        (":*", ":x", True),
        (":*", ":*", True),
        ("", ":*", False),
    ],
)
def test_many_scopes_assume_many_roles(
    scopeEnding: str,
    roleEnding: str,
    assumed: bool,  # noqa: FBT001  # parametrized
) -> None:
    scopes = [f"assume:{number}{scopeEnding}" for number in range(MANY)]
    roles = {f"{number}{roleEnding}": [f"is:{number}", "is:any"] for number in range(MANY)}
    granted = [*(f"is:{number}" for number in range(MANY)), "is:any"] if assumed else []
    assert expandScopes(scopes, roles) == sorted([*scopes, *granted])


def test_one_scope_assumes_many_roles() -> None:
    roles = {f"{number}:*": ["is:<..>", f"is:{number}:<..>"] for number in range(MANY)}
    assert expandScopes(["assume:*"], roles) == ["assume:*", "is:*"]


def test_many_scopes_assume_one_role_that_grants_many() -> None:
    scopes = [f"assume:x:{number}" for number in range(MANY)]
    assert expandScopes(scopes, {"x:*": EXACT}) == sorted([*scopes, *EXACT])


@pytest.mark.parametrize(("ending", "value", "passedOn"), [("", "", ""), (":*", ":x", ":<..>")])
def test_a_long_chain_of_roles_is_expanded(ending: str, value: str, passedOn: str) -> None:
    roles = {f"{each}{ending}": [f"assume:{each + 1}{passedOn}"] for each in range(2 * MANY)}
    assert expandScopes([f"assume:0{value}"], roles) == sorted(
        f"assume:{each}{value}" for each in range(2 * MANY + 1)
    )
