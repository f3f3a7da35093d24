"""Rows and counts of tasks, which several pages show."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from tc_typed.queue.models import TaskState
from tc_typed.testing.page.reader import Reader
from tc_typed.testing.page.views.definitions import readDefinition
from tc_typed.testing.services.queue.records import TaskRecord

STATES: Sequence[TaskState] = (
    "completed",
    "running",
    "pending",
    "unscheduled",
    "failed",
    "exception",
)
"""States of tasks, in the order of a bar of states."""


@dataclass(frozen=True, slots=True)
class StateCount:
    """Number of tasks in a state."""

    state: str
    count: int


@dataclass(frozen=True, slots=True)
class TaskRow:
    """A task in a list."""

    taskId: str
    name: str
    state: str
    taskQueueId: str
    runs: int
    changed: datetime | None
    """Time of the latest change of its last run; `None` if it has no run."""


@dataclass(frozen=True, slots=True)
class MissingTask:
    """A task that has expired, in a list of dependencies."""

    taskId: str


def nameOf(task: TaskRecord) -> str:
    """Return the name of a task."""
    return readDefinition(task.json)["metadata"]["name"]


def taskRow(task: TaskRecord) -> TaskRow:
    """Return the row of a task."""
    return TaskRow(
        taskId=task.taskId,
        name=nameOf(task),
        state=task.state,
        taskQueueId=task.taskQueueId,
        runs=len(task.runs),
        changed=task.changed,
    )


def rowOf(reader: Reader, taskId: str) -> TaskRow | MissingTask:
    """Return the row of a task that may have expired."""
    task = reader.tasks.get(taskId)
    return MissingTask(taskId) if task is None else taskRow(task)


def stateCounts(counts: Mapping[str, int]) -> Sequence[StateCount]:
    """Return numbers of tasks in the order of a bar; states without tasks are left out."""
    return [StateCount(state, counts[state]) for state in STATES if counts.get(state)]
