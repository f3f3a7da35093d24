"""Tasks of a task group, read so that calls are hardly delayed."""

from __future__ import annotations

import sys
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

from tc_typed.queue.models import TaskGroup
from tc_typed.testing.page.drawing.kinds import Traits, kindsOf
from tc_typed.testing.page.drawing.svg import shownText
from tc_typed.testing.page.views.definitions import readDefinition
from tc_typed.testing.page.views.group_tasks import GroupTask, GroupTasks
from tc_typed.testing.services.queue.records import TaskRecord

if TYPE_CHECKING:
    from tc_typed.testing.deployment import Deployment

MOST_CACHED = 50_000
"""Maximum number of tasks whose names and dependencies are remembered."""
MOST_GROUPS = 8
"""Maximum number of groups that are remembered until one of their tasks changes."""


@dataclass(frozen=True, slots=True)
class _Facts:
    """Properties of a task that never change."""

    json: bytes
    """Definition that they are from. It is the record's own object, so it takes no memory."""
    name: str
    created: datetime
    dependencies: Sequence[str]


@dataclass(frozen=True, slots=True)
class _Seen:
    """State of a task at one moment."""

    json: bytes
    taskId: str
    taskQueueId: str
    tag: str | None
    state: str
    runId: int | None
    reason: str | None
    started: datetime | None
    resolved: datetime | None


@dataclass(frozen=True, slots=True)
class GroupState:
    """A task group and its tasks at one moment."""

    group: TaskGroup
    members: GroupTasks
    now: datetime


class GroupReader:
    """Reads task groups. Safe to use from several threads."""

    def __init__(self) -> None:
        self._facts: dict[str, _Facts] = {}
        self._groups: WeakKeyDictionary[Deployment, dict[str, tuple[int, GroupTasks]]] = (
            WeakKeyDictionary()
        )
        """Tasks of the groups that were read last, each with its version."""
        self._lock = threading.Lock()

    def read(self, deployment: Deployment, taskGroupId: str) -> GroupState:
        """Read a task group. Don't call it inside the timeline.

        Only the states are read while the timeline is held. Definitions, which never change, are
        parsed afterwards, and once. Nothing is read again while no task of the group changes.

        Args:
            deployment: The deployment.
            taskGroupId: Id of the task group.

        Raises:
            ApiError: with the code ResourceNotFound, if it does not exist.
        """
        with self._lock:
            remembered = self._groups.setdefault(deployment, {})
            known = remembered.get(taskGroupId)
        queue = deployment.queue
        with deployment.timeline.enter() as now:
            record = queue.getGroupRecord(taskGroupId)
            group = record.model()
            version = queue.taskStates.version(taskGroupId)
            if known is not None and known[0] == version:
                return GroupState(group, known[1], now)
            records = queue.taskRecords
            seen = [_see(records[taskId]) for taskId in record.taskIds]
        with self._lock:
            members = self._tasksOf(seen)
            remembered.pop(taskGroupId, None)
            if len(remembered) >= MOST_GROUPS:
                del remembered[next(iter(remembered))]
            remembered[taskGroupId] = version, members
        return GroupState(group, members, now)

    def _tasksOf(self, seen: Sequence[_Seen]) -> GroupTasks:
        facts = [self._factsOf(each) for each in seen]
        kinds = kindsOf(
            [
                Traits(fact.name, each.taskQueueId, each.tag)
                for each, fact in zip(seen, facts, strict=True)
            ]
        )
        tasks = [_task(*each) for each in zip(seen, facts, kinds, strict=True)]
        return GroupTasks(tasks, min((fact.created for fact in facts), default=None))

    def _factsOf(self, seen: _Seen) -> _Facts:
        """Return the properties of a task, from its definition if they are not remembered."""
        found = self._facts.get(seen.taskId)
        # Another task can have the same id after a reset, or after the first one has expired.
        if found is None or found.json is not seen.json:
            definition = readDefinition(seen.json)
            found = _Facts(
                seen.json,
                shownText(definition["metadata"]["name"]),
                definition["created"],
                tuple(map(sys.intern, definition["dependencies"])),
            )
            if len(self._facts) >= MOST_CACHED:
                del self._facts[next(iter(self._facts))]
            self._facts[seen.taskId] = found
        return found


def _see(record: TaskRecord) -> _Seen:
    run = record.runs[-1] if record.runs else None
    return _Seen(
        record.json,
        record.taskId,
        record.taskQueueId,
        _tagOf(record.tags),
        record.state,
        None if run is None else run.runId,
        None if run is None else run.reasonResolved,
        None if run is None else run.started,
        None if run is None else run.resolved,
    )


def _tagOf(tags: Mapping[str, str]) -> str | None:
    tag = tags.get("kind")
    return shownText(tag) if tag else None


def _task(seen: _Seen, facts: _Facts, kind: str) -> GroupTask:
    return GroupTask(
        seen.taskId,
        facts.name,
        kind,
        seen.state,
        seen.taskQueueId,
        seen.runId,
        seen.reason,
        seen.started,
        seen.resolved,
        facts.dependencies,
    )
