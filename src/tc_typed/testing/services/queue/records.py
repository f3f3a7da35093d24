"""Records of tasks and of their runs, as the queue keeps them."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TypeAlias

from pydantic import TypeAdapter

from tc_typed.core.models.fields import Unrecognized
from tc_typed.queue.models import (
    DependencyRequirement,
    ReasonCreated,
    ReasonResolved,
    RunState,
    Task,
    TaskAndStatus,
    TaskPriority,
    TaskRun,
    TaskState,
    TaskStatus,
    TaskStatusResponse,
)
from tc_typed.testing.services.queue.task_definitions import expiryOf, projectOf
from tc_typed.testing.services.task_queue_ids import splitTaskQueueId

Priority: TypeAlias = TaskPriority | Unrecognized
"""Priority of a task, as its model has it."""

RESOLVED = ("completed", "failed", "exception")
"""States of runs and tasks that have ended."""

_NO_TAGS: Mapping[str, str] = {}


@dataclass(slots=True)
class _Dependencies:
    """The part of a definition that names other tasks."""

    dependencies: list[str]


_DEPENDENCIES = TypeAdapter(_Dependencies)
"""Reads the dependencies, without the cost of reading the whole definition."""


@dataclass(slots=True)
class RunRecord:
    """A run of a task."""

    runId: int
    state: RunState
    reasonCreated: ReasonCreated
    scheduled: datetime
    reasonResolved: ReasonResolved | None = None
    workerGroup: str | None = None
    workerId: str | None = None
    takenUntil: datetime | None = None
    started: datetime | None = None
    resolved: datetime | None = None
    isClaimedById: bool = False
    """Whether it was claimed by `claimTask`, which can be repeated, not by `claimWork`."""

    def model(self) -> TaskRun:
        """Return the run as it is in responses and messages."""
        return TaskRun(
            runId=self.runId,
            state=self.state,
            reasonCreated=self.reasonCreated,
            reasonResolved=self.reasonResolved,
            workerGroup=self.workerGroup,
            workerId=self.workerId,
            takenUntil=self.takenUntil,
            scheduled=self.scheduled,
            started=self.started,
            resolved=self.resolved,
        )


@dataclass(slots=True, kw_only=True)
class TaskProgress:
    """The part of a task that changes. It is a record of its own, so that a change costs little."""

    priority: Priority
    """Current priority."""
    retriesLeft: int
    pendingNumber: int = 0
    """Number of the entry of its last pending run, which orders pending tasks by age."""
    isEverResolved: bool = False
    """Whether the task has been resolved, even if it was rerun since."""
    waitingFor: set[str] | None = None
    """Ids of dependencies that have not been resolved as the task requires; `None` if none."""
    runs: list[RunRecord] = field(default_factory=list[RunRecord])


@dataclass(slots=True, kw_only=True)
class TaskRecord(TaskProgress):
    """A task and its state.

    The definition is kept as JSON, which takes about a quarter of a model's memory. The parts of it
    that every change of the task needs are fields, too.
    """

    taskId: str
    number: int = 0
    """Number of its entry in the agenda, which orders actions with the same time."""
    json: bytes
    """Definition, with its defaults and its first priority."""
    taskQueueId: str
    schedulerId: str
    projectId: str
    taskGroupId: str
    requires: DependencyRequirement | Unrecognized
    routes: Sequence[str]
    tags: Mapping[str, str]
    deadline: datetime
    expires: datetime
    """Time at which the task is deleted."""
    retries: int

    def __post_init__(self) -> None:
        # Many tasks have the same values, which share their memory this way.
        self.taskQueueId = sys.intern(self.taskQueueId)
        self.schedulerId = sys.intern(self.schedulerId)
        self.projectId = sys.intern(self.projectId)
        self.taskGroupId = sys.intern(self.taskGroupId)
        self.routes = tuple(self.routes)
        self.tags = self.tags or _NO_TAGS

    @classmethod
    def of(cls, taskId: str, definition: Task) -> TaskRecord:
        """Return the record of a task without runs.

        Args:
            taskId: Id of the task.
            definition: Definition with its defaults.
        """
        return cls(
            taskId=taskId,
            json=definition.model_dump_json().encode(),
            taskQueueId=definition.taskQueueId,
            schedulerId=definition.schedulerId,
            projectId=projectOf(definition),
            taskGroupId=definition.taskGroupId,
            requires=definition.requires,
            routes=definition.routes,
            tags=definition.tags or _NO_TAGS,
            deadline=definition.deadline,
            expires=expiryOf(definition),
            retries=definition.retries,
            priority=definition.priority,
            retriesLeft=definition.retries,
        )

    @property
    def definition(self) -> Task:
        """Definition with its defaults and its current priority."""
        task = Task.model_validate_json(self.json)
        task.priority = self.priority
        return task

    @property
    def dependencies(self) -> Sequence[str]:
        """Ids of the tasks that it depends on."""
        return _DEPENDENCIES.validate_json(self.json).dependencies

    @property
    def state(self) -> TaskState:
        """State of the last run."""
        return self.runs[-1].state if self.runs else "unscheduled"

    @property
    def isResolved(self) -> bool:
        """Whether the last run has ended."""
        return self.state in RESOLVED

    @property
    def changed(self) -> datetime | None:
        """Time of the latest change of the last run; `None` if there is no run."""
        if not self.runs:
            return None
        run = self.runs[-1]
        return run.resolved or run.started or run.scheduled

    def status(self) -> TaskStatus:
        """Return the status as it is in responses and messages."""
        provisionerId, workerType = splitTaskQueueId(self.taskQueueId)
        return TaskStatus(
            taskId=self.taskId,
            provisionerId=provisionerId,
            workerType=workerType,
            taskQueueId=self.taskQueueId,
            schedulerId=self.schedulerId,
            projectId=self.projectId,
            taskGroupId=self.taskGroupId,
            priority=self.priority,
            deadline=self.deadline,
            expires=self.expires,
            retriesLeft=self.retriesLeft,
            state=self.state,
            runs=[run.model() for run in self.runs],
        )

    def statusResponse(self) -> TaskStatusResponse:
        """Return the response of methods that return a status."""
        return TaskStatusResponse(status=self.status())

    def entry(self) -> TaskAndStatus:
        """Return the task as it is in lists."""
        return TaskAndStatus(task=self.definition, status=self.status())
