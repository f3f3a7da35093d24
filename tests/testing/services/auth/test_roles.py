"""Roles: expansion of scopes and refused cycles, compared with naive implementations."""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tc_typed.testing.server.errors import ApiError
from tc_typed.testing.services.auth.roles import RoleRegistry
from tc_typed.testing.state.store import Store

NOW = datetime(2030, 1, 1, tzinfo=UTC)

Roles = Mapping[str, Sequence[str]]

IDS = st.builds(str.__add__, st.text("ab/", min_size=1, max_size=3), st.sampled_from(["", "*"]))
ENDINGS = st.sampled_from(["", "*", "<..>", "<..>a", "a<..>/", "*<..>", "<..><..>", "**"])
ASSUMED = st.builds("assume:{}{}".format, st.text("ab/", max_size=3), ENDINGS)
OTHER = st.builds("x:{}{}".format, st.text("ab", max_size=2), ENDINGS)
SHORT = st.sampled_from(["*", "a*", "assum*", "assume:*", "assume:", "", "ab*"])
SCOPES = st.lists(ASSUMED | OTHER | ASSUMED | SHORT, max_size=3, unique=True)


# Naive implementations


def assumedWith(scope: str, roleId: str) -> str | None:
    """Return the value that a role's parameter gets from a scope; `None` if it is not assumed."""
    role = f"assume:{roleId}"
    if role.endswith("*") and scope.startswith(role[:-1]):
        return scope[len(role) - 1 :]
    if scope == role or (scope.endswith("*") and role.removesuffix("*").startswith(scope[:-1])):
        return "*"
    if scope.endswith("*") and role.startswith(scope[:-1]):
        return "*"
    return None


def filledIn(roleId: str, scope: str, value: str) -> str:
    if not roleId.endswith("*") or "<..>" not in scope:
        return scope
    before, after = scope.split("<..>", 1)
    return before + value if value.endswith("*") else before + value + after


def fixpoint(scopes: Iterable[str], roles: Roles) -> list[str]:
    found = {*scopes}
    while True:
        more = {
            filledIn(roleId, scope, value)
            for held in found
            for roleId, granted in roles.items()
            if (value := assumedWith(held, roleId)) is not None
            for scope in granted
        }
        if more <= found:
            break
        found |= more
    return sorted(scope for scope in found if not any(covers(other, scope) for other in found))


def covers(pattern: str, scope: str) -> bool:
    """Check whether a pattern makes a scope superfluous. `a*` and `a**` satisfy each other."""
    isLonger = scope.endswith("*") and pattern == f"{scope}*"
    isPattern = pattern.endswith("*") and pattern != scope
    return isPattern and scope.startswith(pattern[:-1]) and not isLonger


def isAllowed(roles: Roles) -> bool:
    """Whether no role assumes itself, and all parameters are unambiguous."""
    for roleId, granted in roles.items():
        for scope in granted:
            isAmbiguous = scope.count("<..>") > 1 or scope.endswith("*<..>")
            if scope.endswith("**") or (roleId.endswith("*") and isAmbiguous):
                return False
    edges = {
        (roleId, other)
        for roleId, granted in roles.items()
        for scope in granted
        for other in roles
        if assumedWith(filledIn(roleId, scope, "*"), other) is not None
    }
    while True:
        longer = {(first, last) for first, via in edges for start, last in edges if via == start}
        if longer <= edges:
            return all(first != last for first, last in edges)
        edges |= longer


# Tests


@example(changes=[("create", "a", [])], asked=["assume:*", "assume:**"])
@given(
    changes=st.lists(st.tuples(st.sampled_from(["create", "update", "delete"]), IDS, SCOPES)),
    asked=st.lists(ASSUMED | OTHER | SHORT, max_size=3),
)
def test_scopes_are_expanded_after_any_changes_of_roles(
    changes: Sequence[tuple[str, str, list[str]]], asked: list[str]
) -> None:
    registry = RoleRegistry(Store())
    roles: dict[str, list[str]] = {}
    for change, roleId, scopes in changes:
        exists = roleId in roles
        if change == "delete":
            registry.delete(roleId)
            roles.pop(roleId, None)
        elif exists == (change == "update"):
            isPossible = isAllowed({**roles, roleId: scopes})
            carryOut = registry.update if exists else registry.create
            if isPossible:
                carryOut(roleId, scopes, "", NOW)
                roles[roleId] = scopes
            else:
                with pytest.raises(ApiError) as info:
                    carryOut(roleId, scopes, "", NOW)
                assert info.value.code == "InputError"
        queries = [asked, [f"assume:{roleId}"], [f"assume:{roleId}c"]]
        for query in queries:
            assert list(registry.expand(query)) == fixpoint(query, roles)
    assert [role.roleId for role in registry.all()] == sorted(roles)


@pytest.mark.parametrize("scope", ["*", "a*", "assume:*", "assume:a", "assume:a*"])
def test_a_role_must_not_assume_itself(scope: str) -> None:
    registry = RoleRegistry(Store())
    with pytest.raises(ApiError, match="'assume:a' -> 'assume:a'"):
        registry.create("a", [scope], "", NOW)
    assert registry.all() == []


def test_a_refused_cycle_is_described() -> None:
    registry = RoleRegistry(Store())
    registry.create("a", ["assume:b/x"], "", NOW)
    registry.create("b/*", ["assume:c<..>"], "", NOW)
    with pytest.raises(
        ApiError, match=r"'assume:cx' -> 'assume:a' -> 'assume:b/\*' -> 'assume:cx'"
    ):
        registry.create("cx", ["assume:a"], "", NOW)


def test_a_caller_with_many_roles_costs_little() -> None:
    registry = RoleRegistry(Store())
    count = 3000
    for number in range(count):
        registry.create(f"r{number}", [f"x:{number}:a", f"y:{number}:*"], "", NOW)
    started = time.perf_counter()
    for number in range(1000):
        # Like the credentials of tasks, each caller has another scope that assumes no role.
        scopes = ["assume:r1", "assume:r2", "assume:r3", f"queue:resolve-task:{number}"]
        assert len(registry.expand(scopes)) == 10
    assert time.perf_counter() - started < 1  # It would take minutes without the cache.
    everything = [f"assume:r{number}" for number in range(count)]
    assert len(registry.expand(everything)) == 3 * count
    started = time.perf_counter()
    for _ in range(100):
        registry.expand(everything)
    assert time.perf_counter() - started < 1


def test_an_expansion_does_not_take_longer_if_there_are_many_roles() -> None:
    registry = RoleRegistry(Store())
    for number in range(1000):
        registry.create(f"many/{number}/*", [f"some:{number}", f"other:{number}:<..>"], "", NOW)
    began = time.process_time()
    expanded = [registry.expand([f"assume:many/{number}/a"]) for number in range(1000)]
    assert expanded[7] == ("assume:many/7/a", "other:7:a", "some:7")
    assert time.process_time() - began < 2  # About 0.1 s, or 10 s if each indexes all roles.
