"""Roles: what a scope that begins with `assume:` stands for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from tc_typed.core.errors import InvalidCall
from tc_typed.scopes import normalizeScopes, scopeList

_ASSUME = "assume:"
_PARAMETER = "<..>"


def expandScopes(scopes: Iterable[str], roles: Mapping[str, Iterable[str]]) -> list[str]:
    """Add what the roles grant that scopes assume, as `auth.expandScopes` does, without a server.

    A role whose id ends in `*` is assumed by every scope that begins so, and what follows takes the
    place of `<..>` in its scopes. A scope that ends in `*` assumes all roles that begin so.

    Services also give every caller what the role `anonymous` grants: to count that, add
    `assume:anonymous` to the scopes.

    Args:
        scopes: What somebody has.
        roles: Scopes of each role, by its id.

    Returns:
        The scopes and all that they lead to, in normal form.

    Raises:
        InvalidCall: if the roles go round in a circle, to ever new scopes; Taskcluster takes no
            such roles. Or if something is no list of scopes.

    Example:
        ```python
        roles = {role.roleId: role.scopes for role in auth.listRoles()}
        expandScopes(["assume:repo:github.com/example/*"], roles)
        ```
    """
    granted = {roleId: scopeList("expandScopes", given) for roleId, given in roles.items()}
    found = new = {*scopeList("expandScopes", scopes)}
    # Roles that are in no circle lead on to each other at most as often as there are roles.
    for _ in range(len(granted) + 1):
        new = {given for scope in new for given in _leadsTo(scope, granted)} - found
        if not new:
            return normalizeScopes(found)
        found = found | new
    raise InvalidCall(
        "expandScopes", f"the roles go round in a circle, to {min(new)!r} for example"
    )


def _leadsTo(scope: str, roles: Mapping[str, tuple[str, ...]]) -> Iterator[str]:
    if scope.startswith(_ASSUME) or (scope.endswith("*") and _ASSUME.startswith(scope[:-1])):
        for roleId, scopes in roles.items():
            value = _match(scope, _ASSUME + roleId)
            if value is not None:
                takesOne = roleId.endswith("*")
                yield from (_fillIn(given, value) if takesOne else given for given in scopes)


def _match(scope: str, role: str) -> str | None:
    """What a scope puts in the place of `<..>` in a role's scopes; `None` if it is not its role."""
    prefix = role.removesuffix("*")
    if prefix != role and scope.startswith(prefix):
        return scope.removeprefix(prefix)
    if scope == role:
        return ""
    return "*" if scope.endswith("*") and role.startswith(scope[:-1]) else None


def _fillIn(scope: str, value: str) -> str:
    before, parameter, after = scope.partition(_PARAMETER)
    if not parameter:
        return scope
    # A star stands for any ending, so that nothing can follow it.
    return before + value + ("" if value.endswith("*") else after)
