"""Checks of a role's scopes: parameters, and cycles of roles."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from tc_typed.scopes.patterns import ScopeIndex
from tc_typed.testing.server.errors import ApiError

ASSUME = "assume:"
"""Prefix of the scopes that assume a role."""

_PARAMETER = "<..>"


def assumesRole(scope: str) -> bool:
    """Check whether a scope begins with `assume:` or is a pattern of such scopes.

    Args:
        scope: The scope.
    """
    return scope.startswith(ASSUME) or (scope.endswith("*") and ASSUME.startswith(scope[:-1]))


def checkRole(roleId: str, scopes: Sequence[str], roles: Mapping[str, Sequence[str]]) -> None:
    """Check the scopes of a new or changed role. The other roles must have passed this check.

    Args:
        roleId: Id of the role.
        scopes: Scopes that the role will grant.
        roles: Scopes of all roles so far, by role id.

    Raises:
        ApiError: with the code InputError, if the scopes use `<..>` in a way that is not allowed,
            or if the role would assume itself, directly or through other roles.
    """
    _checkParameters(roleId, scopes)
    if not any(map(assumesRole, scopes)):
        return  # Most roles end here, so that many can be created without indexing all of them.
    index = ScopeIndex(ASSUME + each for each in {*roles, roleId})
    start = ASSUME + roleId
    # The other roles have no cycle, so any cycle contains this role.
    reachedFrom: dict[str, str] = {}
    pending = [start]
    while pending:
        role = pending.pop()
        granted = scopes if role == start else roles[role.removeprefix(ASSUME)]
        for assumed in _dependencies(role, granted, index):
            if assumed == start:
                raise ApiError("InputError", _describeCycle(start, role, reachedFrom))
            if assumed not in reachedFrom:
                reachedFrom[assumed] = role
                pending.append(assumed)


def _checkParameters(roleId: str, scopes: Iterable[str]) -> None:
    if not roleId.endswith("*"):
        return
    for scope in scopes:
        if scope.count(_PARAMETER) > 1:
            raise ApiError("InputError", f"scope {scope!r} must contain {_PARAMETER} only once")
        if scope.endswith("*" + _PARAMETER):
            raise ApiError(
                "InputError",
                f"scope {scope!r} must not end in *{_PARAMETER}, in which the star is ambiguous",
            )


def _dependencies(role: str, scopes: Iterable[str], index: ScopeIndex) -> Iterator[str]:
    """Yield the scopes that assume the roles on which a role depends.

    A parameter is treated as `*`, because its value can be anything.
    """
    for scope in scopes:
        hasParameter = role.endswith("*") and _PARAMETER in scope
        pattern = scope.partition(_PARAMETER)[0] + "*" if hasParameter else scope
        if assumesRole(pattern):
            yield from index.satisfying(pattern)
            if pattern.endswith("*"):
                yield from index.beginningWith(pattern[:-1])


def _describeCycle(start: str, last: str, reachedFrom: Mapping[str, str]) -> str:
    cycle = [start, last] if last != start else [start]
    while cycle[-1] != start:
        cycle.append(reachedFrom[cycle[-1]])
    if len(cycle) == 1:
        cycle.append(start)
    shown = " -> ".join(map(repr, reversed(cycle)))
    return f"roles must not form a cycle, but these would: {shown}"
