"""Expansion of roles."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import cast

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from tc_typed import (
    InvalidCall,
    expandScopes,
    missingScopes,
    normalizeScopes,
    satisfies,
    scopeMatch,
    scopeSets,
)
from tc_typed.scopes import Requirement

text = st.text("ab", max_size=2)
roleIds = st.builds("{}{}".format, text, st.sampled_from(["", "*"]))
# Some of these lead to ever longer role ids, so that roles can form infinite cycles.
granted = st.builds(
    "{}{}{}{}".format,
    st.sampled_from(["", "assume:", "x:"]),
    text,
    st.sampled_from(["", "<..>"]),
    st.sampled_from(["", "*", "b"]),
).filter(lambda scope: "*<..>" not in scope)
allRoles = st.dictionaries(roleIds, st.lists(granted, max_size=3), max_size=4)
scopeLists = st.lists(
    st.builds(
        "{}{}{}".format,
        st.sampled_from(["", "assume:", "as", "x:"]),
        text,
        st.sampled_from(["", "*"]),
    ),
    max_size=4,
)

Roles = dict[str, list[str]]


def expanded(scopes: list[str], roles: Roles) -> list[str]:
    """Return the expanded scopes, if the roles don't form an infinite cycle."""
    try:
        return expandScopes(scopes, roles)
    except InvalidCall:
        assume(False)
        raise


@pytest.mark.parametrize(
    ("scopes", "roles", "expected"),
    [
        (["a"], {"a": ["b"]}, ["a"]),
        (["assume:a"], {"a": ["b"], "c": ["d"]}, ["assume:a", "b"]),
        (["assume:a"], {"a": ["assume:c"], "c": ["d"]}, ["assume:a", "assume:c", "d"]),
        (["assume:ab"], {"a": ["x"], "a*": ["y"], "ab*": ["z"]}, ["assume:ab", "y", "z"]),
        (["assume:a*"], {"a": ["x"], "abc": ["y"], "b": ["z"]}, ["assume:a*", "x", "y"]),
        (["*"], {"a": ["x"]}, ["*"]),
        (["ass*"], {"a": ["x"], "b:*": ["y:<..>"]}, ["ass*", "x", "y:*"]),
        (["assume:a:1"], {"a:*": ["x:<..>", "y/<..>/z"]}, ["assume:a:1", "x:1", "y/1/z"]),
        (["assume:a:"], {"a:*": ["x:<..>/y"]}, ["assume:a:", "x:/y"]),
        (["assume:a:1*"], {"a:*": ["x:<..>/y"]}, ["assume:a:1*", "x:1*"]),
        (["assume:a*"], {"a:*": ["x:<..>/y"]}, ["assume:a*", "x:*"]),
        (["assume:a"], {"a": ["x:<..>"]}, ["assume:a", "x:<..>"]),
        (["assume:a:b"], {"a:*": ["assume:<..>"], "b": ["x"]}, ["assume:a:b", "assume:b", "x"]),
        (["assume:a"], {"a": ["assume:b"], "b": ["assume:a"]}, ["assume:a", "assume:b"]),
    ],
)
def test_scopes_are_expanded(scopes: list[str], roles: Roles, expected: list[str]) -> None:
    assert expandScopes(scopes, roles) == expected


def test_roles_that_form_an_infinite_cycle_are_refused() -> None:
    with pytest.raises(InvalidCall, match="form a cycle"):
        expandScopes(["assume:a:"], {"a:*": ["assume:a:<..>x"]})


def test_a_long_chain_of_roles_is_followed_to_its_end() -> None:
    roles = {str(number): [f"assume:{number + 1}"] for number in range(50)}
    assert "assume:50" in expandScopes(["assume:0"], roles)


@given(scopeLists, allRoles)
def test_expansion_keeps_scopes_and_is_idempotent(scopes: list[str], roles: Roles) -> None:
    once = expanded(scopes, roles)
    assert satisfies(once, {"AllOf": scopes})
    assert expanded(once, roles) == once == normalizeScopes(once)


@given(scopeLists, scopeLists, allRoles)
def test_expansion_distributes_over_scopes(
    scopes: list[str], others: list[str], roles: Roles
) -> None:
    both = expanded([*scopes, *others], roles)
    assert both == normalizeScopes([*expanded(scopes, roles), *expanded(others, roles)])


@given(scopeLists, allRoles)
def test_a_caller_that_can_assume_a_role_has_its_scopes(scopes: list[str], roles: Roles) -> None:
    have = expanded(scopes, roles)
    for roleId, grants in roles.items():
        if satisfies(have, f"assume:{roleId}"):
            # If a caller can assume `assume:a*`, the parameter can be anything.
            anything = [re.sub(r"<\.\.>.*", "*", scope) for scope in grants]
            assert satisfies(have, {"AllOf": anything if roleId.endswith("*") else grants})


# Comparison with a simple implementation that tries all scopes and roles

collidingText = st.text("ab*:", max_size=3)
collidingScopes = st.builds(
    "{}{}".format, st.sampled_from(["", "assume:", "assume", "as"]), collidingText
)
collidingGrants = st.builds(
    "{}{}{}".format,
    collidingScopes,
    st.sampled_from(["", "<..>", "<..>a", "<..>*", "<..><..>"]),
    st.text("b*", max_size=1),
)
collidingRoles = st.dictionaries(collidingText, st.lists(collidingGrants, max_size=3), max_size=4)


def valueSimply(scope: str, role: str) -> str | None:
    """Return the value of `<..>` if a scope assumes a role; `None` if it does not."""
    if role[-1:] == "*" and scope[: len(role) - 1] == role[:-1]:
        return scope[len(role) - 1 :]
    if scope == role:
        return ""
    return "*" if scope[-1:] == "*" and role[: len(scope) - 1] == scope[:-1] else None


def grantsSimply(scope: str, roles: Roles) -> Iterator[str]:
    for roleId, grants in roles.items():
        value = valueSimply(scope, f"assume:{roleId}")
        if value is None:
            continue
        for grant in grants:
            if roleId[-1:] != "*" or "<..>" not in grant:
                yield grant
            elif value[-1:] == "*":
                yield grant[: grant.index("<..>")] + value
            else:
                yield grant.replace("<..>", value, 1)


def expandedSimply(scopes: list[str], roles: Roles) -> list[str]:
    found = new = {*scopes}
    for _ in range(len(roles) + 1):
        new = {grant for scope in new for grant in grantsSimply(scope, roles)} - found
        if not new:
            return normalizeScopes(found)
        found = found | new
    raise InvalidCall(
        "expandScopes", f"the roles form a cycle with ever longer scopes, for example {min(new)!r}"
    )


def outcome(
    expand: Callable[[list[str], Roles], list[str]], scopes: list[str], roles: Roles
) -> list[str] | str:
    """Return the expanded scopes, or the message of the error."""
    try:
        return expand(scopes, roles)
    except InvalidCall as error:
        return str(error)


@given(st.lists(collidingScopes, max_size=5), collidingRoles)
@example(["assume:a*"], {"a*": ["x:<..>"], "ab*": ["x:<..>"]})
@example(["assume:a**"], {"a*": ["x:<..>"]})
@example(["assume:", "*"], {"": ["x"], "*": ["<..>y"]})
@example(["assume:a", "assume:b"], {"*": ["c", "assume:<..>a"]})
def test_expansion_agrees_with_the_simple_implementation(scopes: list[str], roles: Roles) -> None:
    assert outcome(expandScopes, scopes, roles) == outcome(expandedSimply, scopes, roles)


@given(scopeLists)
def test_without_roles_scopes_are_only_normalized(scopes: list[str]) -> None:
    assert expandScopes(scopes, {}) == normalizeScopes(scopes)


@pytest.mark.parametrize(
    "call",
    [
        lambda: missingScopes("queue:*", "secrets:get:x"),
        lambda: satisfies("*a", "root"),
        lambda: normalizeScopes("abc"),
        lambda: scopeMatch(["a"], ["a"]),
        lambda: expandScopes("assume:x", {}),
        lambda: expandScopes(["assume:x"], {"x": "abc"}),
    ],
)
def test_a_single_string_is_refused_as_a_list_of_scopes(call: Callable[[], object]) -> None:
    with pytest.raises(InvalidCall, match="a list of scopes, got '"):
        call()


@pytest.mark.parametrize(
    "requirement", [["a", "b"], {"AllOf": ["a"], "AnyOf": ["b"]}, {"AllOf": "a"}]
)
def test_malformed_requirements_are_refused(requirement: object) -> None:
    wrong = cast("Requirement", requirement)
    for call in (lambda: missingScopes([], wrong), lambda: scopeSets(wrong)):
        with pytest.raises(InvalidCall, match=": requirement must be a scope"):
            call()
