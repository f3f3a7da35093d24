"""Roles of a local Taskcluster, and the expansion of scopes by them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache

from tc_typed.scopes.patterns import normalizeScopes
from tc_typed.scopes.roles import RoleIndex
from tc_typed.testing.server.errors import ApiError
from tc_typed.testing.services.auth.cycles import assumesRole, checkRole
from tc_typed.testing.services.auth.scopes import checkScopes, sortedScopes
from tc_typed.testing.services.lookup import lookUp
from tc_typed.testing.state.store import Store

PUBLIC_SCOPES: Sequence[str] = (
    "index:find-task:*",
    "index:list-tasks:*",
    "queue:get-artifact:public/*",
    "queue:get-task:*",
    "queue:list-artifacts:*",
    "queue:list-dependent-tasks:*",
    "queue:list-task-group:*",
    "queue:pending-count:*",
    "queue:status:*",
)
"""Scopes of the role `anonymous` in a new deployment."""

_ALL_SCOPES = "*"

_CACHE_SIZE = 10_000
"""Number of sets of scopes whose expansion is cached."""


@dataclass(frozen=True, slots=True)
class RoleRecord:
    """A role, which grants its scopes to every holder of `assume:<roleId>`."""

    roleId: str
    description: str
    scopes: tuple[str, ...]
    created: datetime
    lastModified: datetime


class RoleRegistry:
    """Roles of a local Taskcluster. Call all methods inside the timeline."""

    def __init__(self, store: Store) -> None:
        """Start with the roles in a store."""
        self._records = store.records("auth.roles", RoleRecord)
        self._roles: dict[str, RoleRecord] = dict(self._records.load())
        self._granted: dict[str, Sequence[str]] = {
            roleId: role.scopes for roleId, role in self._roles.items()
        }
        self._forgetExpansions()

    def create(
        self, roleId: str, scopes: Iterable[str], description: str, now: datetime
    ) -> RoleRecord:
        """Create a role. If it already exists exactly like this, return it unchanged.

        Args:
            roleId: Id of the role.
            scopes: Scopes that the role grants.
            description: Description of the role, in Markdown.
            now: Current time.

        Raises:
            ApiError: with the code RequestConflict, if a different role with this id exists; with
                the code InputError, if the scopes are not allowed, or the roles would form a cycle.
        """
        checkScopes(scopes := sortedScopes(scopes))
        existing = self._roles.get(roleId)
        if existing is None:
            return self._store(RoleRecord(roleId, description, scopes, now, now))
        if (existing.description, existing.scopes) != (description, scopes):
            raise ApiError("RequestConflict", f"role {roleId!r} already exists")
        return existing

    def update(
        self, roleId: str, scopes: Iterable[str], description: str, now: datetime
    ) -> RoleRecord:
        """Replace the scopes and the description of a role.

        Args:
            roleId: Id of the role.
            scopes: Scopes that the role grants.
            description: Description of the role, in Markdown.
            now: Current time.

        Raises:
            ApiError: with the code ResourceNotFound, if the role does not exist; with the code
                InputError, if the scopes are not allowed, or the roles would form a cycle.
        """
        checkScopes(scopes := sortedScopes(scopes))
        role = self.get(roleId)
        return self._store(replace(role, description=description, scopes=scopes, lastModified=now))

    def delete(self, roleId: str) -> None:
        """Delete a role, if it exists."""
        if self._roles.pop(roleId, None) is not None:
            del self._granted[roleId]
            self._records.delete(roleId)
            self._forgetExpansions()

    def get(self, roleId: str) -> RoleRecord:
        """Return a role.

        Raises:
            ApiError: with the code ResourceNotFound, if the role does not exist.
        """
        return lookUp(self._roles, roleId, "role")

    def all(self) -> list[RoleRecord]:
        """Return all roles, sorted by their ids."""
        return sorted(self._roles.values(), key=lambda role: role.roleId)

    def expand(self, scopes: Iterable[str]) -> Sequence[str]:
        """Add the scopes of all assumed roles, see `expandScopes`.

        Args:
            scopes: Scopes of a caller.

        Returns:
            The scopes and all scopes that they lead to, in normal form.
        """
        return self._expansionOf(tuple(scopes))

    def _store(self, role: RoleRecord) -> RoleRecord:
        checkRole(role.roleId, role.scopes, self._granted)
        self._roles[role.roleId] = role
        self._records.put(role.roleId, role)
        self._granted[role.roleId] = role.scopes
        self._forgetExpansions()
        return role

    def _forgetExpansions(self) -> None:
        """Start with empty caches, because the roles have changed."""
        self._index: RoleIndex | None = None
        self._expansionOf: Callable[[tuple[str, ...]], Sequence[str]] = lru_cache(_CACHE_SIZE)(
            self._expand
        )
        # Many callers differ only in scopes that assume no role, such as those of their tasks.
        self._expansionOfRoles: Callable[[frozenset[str]], Sequence[str]] = lru_cache(_CACHE_SIZE)(
            self._expandRoles
        )

    def _expand(self, scopes: tuple[str, ...]) -> Sequence[str]:
        if _ALL_SCOPES in scopes:
            return (_ALL_SCOPES,)  # It satisfies all other scopes.
        assuming = frozenset(filter(assumesRole, scopes))
        granted = self._expansionOfRoles(assuming) if assuming else ()
        return tuple(normalizeScopes((*granted, *scopes)))

    def _expandRoles(self, scopes: frozenset[str]) -> Sequence[str]:
        # Made on first use, because tests create many roles before their first call.
        self._index = self._index or RoleIndex(self._granted)
        return self._index.expand(scopes)
