"""States of a group's tasks, as far as a follower has seen them, and their changes. No I/O."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from sys import intern

from tc_typed.graph.following.blocked import Needs, blockedTasks
from tc_typed.graph.states import RESOLVED
from tc_typed.queue.models import Task, TaskAndStatus, TaskStatus

_BLOCKED = "blocked"
_UNSCHEDULED = "unscheduled"
_ENDINGS: Mapping[str, str] = {"failed": "failed", "exception": "ended with an exception"}


@dataclass(frozen=True, slots=True)
class TaskChange:
    """Change of a task's state, or its first known state."""

    taskId: str
    """Slugid of the task."""
    name: str
    """Name of the task, from its metadata."""
    kind: str
    """Kind of the task, from its tag `kind`; empty if it has none."""
    state: str
    """New state: that of the queue, or `blocked` if the task is unscheduled and can't start,
    because a task of the group that it needs failed."""
    previous: str | None
    """Last reported state; `None` if the task was not reported before."""
    reason: str
    """Reason for the state, where it says more than the state: why the last run ended, such as
    `deadline-exceeded` or `canceled`, or which task failed that a blocked one needs. Else empty."""
    status: TaskStatus
    """Status of the task, with its runs."""


@dataclass(slots=True)
class _Waiting:
    """Part of an unscheduled task that is needed to tell whether it is blocked."""

    needs: Needs
    status: TaskStatus


@dataclass(slots=True)
class _Known:
    """Part of a task that is kept."""

    name: str
    kind: str
    state: str = ""  # The last reported one.
    waiting: _Waiting | None = None  # While it is unscheduled.


class GroupState:
    """States of the tasks of a group.

    Call `see` for each listed task of a poll, and then `conclude`.
    """

    def __init__(self) -> None:
        self._tasks: dict[str, _Known] = {}
        self._unresolved: set[str] = set()  # Tasks that the last poll listed as unresolved.
        self._listed: set[str] = set()  # The same for the current poll.

    def see(self, item: TaskAndStatus) -> TaskChange | None:
        """Take in a task as listed by the queue.

        Args:
            item: Task with its status.

        Returns:
            Change of its state, if there was one.
        """
        status, state = item.status, str(item.status.state)
        if state not in RESOLVED:
            self._listed.add(status.taskId)
        task = self._tasks.get(status.taskId)
        previous = None if task is None else task.state
        if task is None:
            kind = item.task.tags.get("kind", "")
            task = self._tasks[status.taskId] = _Known(item.task.metadata.name, intern(kind))
            if state == _UNSCHEDULED:
                task.waiting = _Waiting(_needs(item.task), status)
        elif state != _UNSCHEDULED:
            task.waiting = None
        elif previous == _BLOCKED:
            return None  # `conclude` finds out whether it still is.
        return None if state == previous else _changed(task, state, _reason(status), status)

    def conclude(self) -> Iterator[TaskChange]:
        """End a poll.

        Yields:
            Changes to tasks that have become blocked, or no longer are.
        """
        self._unresolved, self._listed = self._listed, set()
        blocked = self._blocked()
        for taskId, root in blocked.items():
            task = self._tasks[taskId]
            if task.state != _BLOCKED and task.waiting is not None:
                cause = self._tasks[root]
                reason = f"needs {cause.name}, which {_ENDINGS[cause.state]}"
                yield _changed(task, _BLOCKED, reason, task.waiting.status)
        for taskId, task in self._tasks.items():
            if task.state == _BLOCKED and taskId not in blocked and task.waiting is not None:
                yield _changed(task, _UNSCHEDULED, "", task.waiting.status)

    def isOver(self) -> bool:
        """Whether no task was left in the last poll, except blocked ones."""
        return all(self._tasks[taskId].state == _BLOCKED for taskId in self._unresolved)

    def _blocked(self) -> Mapping[str, str]:
        waiting = {
            taskId: task.waiting.needs
            for taskId, task in self._tasks.items()
            if task.waiting is not None
        }
        if not waiting:
            return {}
        return blockedTasks(
            waiting, (taskId for taskId, task in self._tasks.items() if task.state in _ENDINGS)
        )


def _needs(task: Task) -> Needs:
    # Servers before release 8 do not send these two.
    taskIds: list[str] = getattr(task, "dependencies", [])
    requires: str = getattr(task, "requires", "all-completed")
    return Needs(tuple(map(intern, taskIds)), allCompleted=requires == "all-completed")


def _reason(status: TaskStatus) -> str:
    """Return the reason for which the last run ended, unless it is the same as the state."""
    reason = status.runs[-1].reasonResolved if status.runs else None
    return "" if reason is None or reason == status.state else str(reason)


def _changed(task: _Known, state: str, reason: str, status: TaskStatus) -> TaskChange:
    previous, task.state = task.state or None, state
    return TaskChange(status.taskId, task.name, task.kind, state, previous, reason, status)
