"""The page of a task."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from tc_typed.testing.page.arguments import Arguments
from tc_typed.testing.page.reader import Reader
from tc_typed.testing.page.views.tasks import MissingTask, TaskRow, nameOf, rowOf
from tc_typed.testing.services.queue.records import RunRecord, TaskRecord

MOST_RELATED = 200
"""Maximum number of dependencies, and of dependents, that a page lists."""


@dataclass(frozen=True, slots=True)
class TaskHead:
    """Identity of a task, for the pages of its runs, too."""

    taskId: str
    name: str
    state: str
    taskGroupId: str


@dataclass(frozen=True, slots=True)
class RelatedTasks:
    """Tasks that a task needs, or that need it."""

    rows: Sequence[TaskRow | MissingTask]
    total: int


@dataclass(frozen=True, slots=True)
class TaskPage:
    """A task."""

    head: TaskHead
    description: str
    owner: str
    source: str
    taskQueueId: str
    schedulerId: str
    projectId: str
    priority: str
    requires: str
    retriesLeft: int
    retries: int
    created: datetime
    deadline: datetime
    expires: datetime
    runs: Sequence[RunRecord]
    """Runs, the latest one first."""
    dependencies: RelatedTasks
    dependents: RelatedTasks
    routes: Sequence[str]
    scopes: Sequence[str]
    tags: Sequence[tuple[str, str]]
    payload: object
    definition: object


def taskHead(task: TaskRecord) -> TaskHead:
    """Return the identity of a task."""
    return TaskHead(task.taskId, nameOf(task), task.state, task.taskGroupId)


def _related(reader: Reader, taskIds: Sequence[str]) -> RelatedTasks:
    rows = [rowOf(reader, taskId) for taskId in taskIds[:MOST_RELATED]]
    return RelatedTasks(rows, len(taskIds))


def task(reader: Reader, arguments: Arguments) -> TaskPage:
    """Return the page of a task.

    Raises:
        ApiError: with the code ResourceNotFound, if it does not exist.
    """
    record = reader.task(arguments.path["taskId"])
    definition = record.definition
    asJson = json.loads(record.json)
    return TaskPage(
        head=taskHead(record),
        description=definition.metadata.description,
        owner=definition.metadata.owner,
        source=definition.metadata.source,
        taskQueueId=record.taskQueueId,
        schedulerId=record.schedulerId,
        projectId=record.projectId,
        priority=record.priority,
        requires=record.requires,
        retriesLeft=record.retriesLeft,
        retries=record.retries,
        created=definition.created,
        deadline=record.deadline,
        expires=record.expires,
        runs=[*reversed(record.runs)],
        dependencies=_related(reader, definition.dependencies),
        dependents=_related(reader, reader.dependents(record.taskId)),
        routes=[*record.routes],
        scopes=definition.scopes,
        tags=[*record.tags.items()],
        payload=asJson["payload"],
        definition={key: value for key, value in asJson.items() if key != "payload"},
    )
