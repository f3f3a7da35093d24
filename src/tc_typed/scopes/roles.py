"""Roles: what a scope that begins with `assume:` stands for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from tc_typed.core.errors import InvalidCall
from tc_typed.core.texts import shownValue
from tc_typed.scopes.patterns import ScopeIndex, normalizeScopes, scopeList

_ASSUME = "assume:"
_PARAMETER = "<..>"


def expandScopes(scopes: Iterable[str], roles: Mapping[str, Iterable[str]]) -> list[str]:
    """Add what the roles grant that scopes assume, as `auth.expandScopes` does, without a server.

    A role whose id ends in `*` is assumed by every scope that begins so, and what follows takes the
    place of `<..>` in its scopes. A scope that ends in `*` assumes all roles that begin so.

    Services also give every caller what the role `anonymous` grants: to count that, add
    `assume:anonymous` to the scopes, or tell `missingScopes` the `anonymousScopes`.

    Args:
        scopes: Scopes of a caller.
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
    # Callers without a type checker may pass anything.
    if not isinstance(roles, Mapping):  # pyright: ignore[reportUnnecessaryIsInstance]
        raise InvalidCall(
            "expandScopes", f"roles must be scopes by role id, not {shownValue(roles)}"
        )
    for roleId in roles:
        if not isinstance(roleId, str):  # pyright: ignore[reportUnnecessaryIsInstance]
            raise InvalidCall("expandScopes", f"a role id is text, not {shownValue(roleId)}")
    granted = {
        _ASSUME + roleId: scopeList("expandScopes", given) for roleId, given in roles.items()
    }
    found = new = {*scopeList("expandScopes", scopes)}
    grants = _Grants(granted)
    # Roles that are in no circle lead on to each other at most as often as there are roles.
    for _ in range(len(granted) + 1):
        new = {given for scope in new for given in grants.leadsTo(scope)} - found
        if not new:
            return normalizeScopes(found)
        found |= new
    raise InvalidCall(
        "expandScopes", f"the roles go round in a circle, to {min(new)!r} for example"
    )


class _Grants:
    """Scopes that roles grant; a role is called by the scope that assumes it."""

    def __init__(self, granted: Mapping[str, Sequence[str]]) -> None:
        self._roles = ScopeIndex(granted)
        self._filledIn = {
            role: [scope for scope in scopes if _takesValue(role, scope)]
            for role, scopes in granted.items()
        }
        # These are the same for all who assume the role, so the first one gets them for all.
        self._fixed = {
            role: [scope for scope in scopes if not _takesValue(role, scope)]
            for role, scopes in granted.items()
        }

    def leadsTo(self, scope: str) -> Iterator[str]:
        """The scopes that a scope leads to, but for those that another one already led to."""
        assumed = {*self._roles.satisfying(scope)}
        if scope.endswith("*"):
            assumed.update(self._roles.beginningWith(scope[:-1]))
        for role in assumed:
            yield from self._fixed.pop(role, ())
            for given in self._filledIn[role]:
                yield _fillIn(given, _value(scope, role))


def _takesValue(role: str, scope: str) -> bool:
    return role.endswith("*") and _PARAMETER in scope


def _value(scope: str, role: str) -> str:
    """The text that a scope puts in the place of `<..>`, in scopes of a role that ends in `*`."""
    prefix = role.removesuffix("*")
    return scope.removeprefix(prefix) if scope.startswith(prefix) else "*"


def _fillIn(scope: str, value: str) -> str:
    before, _, after = scope.partition(_PARAMETER)
    # A star stands for any ending, so that nothing can follow it.
    return before + value + ("" if value.endswith("*") else after)
