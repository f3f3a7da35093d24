"""Audit log of a local Taskcluster: changes to its clients and roles."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, TypeAlias

from tc_typed.testing.state.store import Store

EntityType: TypeAlias = Literal["client", "role"]
"""Kind of an entity that the auth service keeps."""

ActionType: TypeAlias = Literal[
    "created", "updated", "deleted", "client disabled", "client enabled", "access token reset"
]
"""Change to an entity."""


@dataclass(frozen=True, slots=True)
class ActionRecord:
    """A change to a client or role."""

    entityType: EntityType
    entityId: str
    actionType: ActionType
    clientId: str
    """Client that made the change."""
    created: datetime


class History:
    """Audit log. Call all methods inside the timeline."""

    def __init__(self, store: Store) -> None:
        """Start with the changes in a store."""
        self._byEntity: defaultdict[tuple[str, str], list[ActionRecord]] = defaultdict(list)
        self._byClient: defaultdict[str, list[ActionRecord]] = defaultdict(list)
        self._records = store.records("auth.history", ActionRecord)
        self._count = 0
        for _, action in self._records.load():
            self._keep(action)

    def add(self, action: ActionRecord) -> None:
        """Add a change to the log."""
        self._records.put(str(self._count), action)
        self._keep(action)

    def _keep(self, action: ActionRecord) -> None:
        self._count += 1
        self._byEntity[action.entityType, action.entityId].append(action)
        self._byClient[action.clientId].append(action)

    def ofEntity(self, entityType: str, entityId: str) -> list[ActionRecord]:
        """Return the changes to an entity, oldest first."""
        return self._byEntity.get((entityType, entityId), [])

    def ofClient(self, clientId: str) -> list[ActionRecord]:
        """Return the changes that a client made, oldest first."""
        return self._byClient.get(clientId, [])
