"""Roles: expansion of scopes that begin with `assume:`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from tc_typed.core.errors import InvalidCall
from tc_typed.core.texts import shownValue
from tc_typed.scopes.patterns import ScopeIndex, normalizeScopes, scopeList

_ASSUME = "assume:"
_PARAMETER = "<..>"


def expandScopes(scopes: Iterable[str], roles: Mapping[str, Iterable[str]]) -> list[str]:
    """Add the scopes of all assumed roles, like `auth.expandScopes`, but without a server.

    A role whose id ends in `*` is assumed by every scope with that prefix, and the rest of the
    scope replaces `<..>` in the role's scopes. A scope that ends in `*` assumes all roles with that
    prefix.

    Services also give every caller the scopes of the role `anonymous`. To include them, add
    `assume:anonymous` to the scopes, or pass `anonymousScopes` to `missingScopes`.

    Args:
        scopes: Scopes of a caller.
        roles: Scopes of each role, by role id.

    Returns:
        The scopes and all scopes that they lead to, in normal form.

    Raises:
        InvalidCall: if the roles form a cycle that leads to ever longer scopes, which Taskcluster
            does not accept, or if an argument is malformed.

    Example:
        ```python
        roles = {role.roleId: role.scopes for role in auth.listRoles()}
        expandScopes(["assume:repo:github.com/example/*"], roles)
        ```
    """
    # Callers without a type checker may pass anything.
    if not isinstance(roles, Mapping):  # pyright: ignore[reportUnnecessaryIsInstance]
        raise InvalidCall(
            "expandScopes", f"roles must be a dict of scopes by role id, got {shownValue(roles)}"
        )
    for roleId in roles:
        if not isinstance(roleId, str):  # pyright: ignore[reportUnnecessaryIsInstance]
            raise InvalidCall(
                "expandScopes", f"each role id must be a string, got {shownValue(roleId)}"
            )
    granted = {
        roleId: scopeList("expandScopes", given, f"roles[{shownValue(roleId)}]")
        for roleId, given in roles.items()
    }
    return RoleIndex(granted).expand(scopes)


class RoleIndex:
    """Roles that are prepared for many expansions of scopes. It does not follow their changes."""

    def __init__(self, granted: Mapping[str, Sequence[str]]) -> None:
        """Index roles.

        Args:
            granted: Scopes of each role, by role id.
        """
        self._granted = granted
        self._roles = ScopeIndex(_ASSUME + roleId for roleId in granted)
        self._split: dict[str, tuple[Sequence[str], Sequence[str]]] = {}

    def expand(self, scopes: Iterable[str]) -> list[str]:
        """Add the scopes of all assumed roles, see `expandScopes`."""
        found = new = {*scopeList("expandScopes", scopes)}
        seen: set[str] = set()
        # Without a cycle, a chain of roles can't be longer than the number of roles.
        for _ in range(len(self._granted) + 1):
            new = {given for scope in new for given in self._leadsTo(scope, seen)} - found
            if not new:
                return normalizeScopes(found)
            found |= new
        raise InvalidCall(
            "expandScopes",
            f"the roles form a cycle with ever longer scopes, for example {min(new)!r}",
        )

    def _leadsTo(self, scope: str, seen: set[str]) -> Iterator[str]:
        """Yield the scopes that a scope leads to, without fixed ones of roles that were seen."""
        assumed = {*self._roles.satisfying(scope)}
        if scope.endswith("*"):
            assumed.update(self._roles.beginningWith(scope[:-1]))
        for role in assumed:
            fixed, filledIn = self._scopesOf(role)
            if role not in seen:
                seen.add(role)
                yield from fixed
            for given in filledIn:
                yield _fillIn(given, _value(scope, role))

    def _scopesOf(self, role: str) -> tuple[Sequence[str], Sequence[str]]:
        """Return the scopes of a role: those that are fixed, and those that take a value."""
        split = self._split.get(role)
        if split is None:
            scopes = self._granted[role.removeprefix(_ASSUME)]
            split = self._split[role] = (
                [scope for scope in scopes if not _takesValue(role, scope)],
                [scope for scope in scopes if _takesValue(role, scope)],
            )
        return split


def _takesValue(role: str, scope: str) -> bool:
    return role.endswith("*") and _PARAMETER in scope


def _value(scope: str, role: str) -> str:
    """Return the string with which a scope replaces `<..>` in scopes of a role."""
    prefix = role.removesuffix("*")
    return scope.removeprefix(prefix) if scope.startswith(prefix) else "*"


def _fillIn(scope: str, value: str) -> str:
    before, _, after = scope.partition(_PARAMETER)
    # A star matches any ending, so nothing can follow it.
    return before + value + ("" if value.endswith("*") else after)
