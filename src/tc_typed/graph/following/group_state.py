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
# A run that has ended is only followed by another run.
_RANKS: Mapping[str, int] = {
    "unscheduled": 0,
    "pending": 1,
    "running": 2,
    **dict.fromkeys(RESOLVED, 3),
}
_RANK_OF_UNKNOWN = 2
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
    stage: tuple[int, int] = (0, 0)  # That of the last known status.
    waiting: _Waiting | None = None  # While it is unscheduled.


class GroupState:
    """States of the tasks of a group.

    Call `see` for each listed task of a poll, and then `conclude`. Between polls, call `apply` for
    each message, and `updateBlocked` some time after that has set `isOutdated`.
    """

    def __init__(self) -> None:
        self._tasks: dict[str, _Known] = {}
        # Tasks that are not resolved, and the part of them that is not blocked: as listed by the
        # last poll, and changed by messages since.
        self._unresolved: set[str] = set()
        self._open: set[str] = set()
        self._listed: set[str] = set()  # Tasks that the current poll has listed as unresolved.
        self.isOutdated: bool = False
        """Whether messages may have blocked or unblocked tasks since the last update of these."""

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
        task.stage = _stage(status)
        if state == _UNSCHEDULED and previous == _BLOCKED:
            return None  # `conclude` finds out whether it still is.
        return None if state == previous else _changed(task, state, _reason(status), status)

    def conclude(self) -> Iterator[TaskChange]:
        """End a poll.

        Yields:
            Changes to tasks that have become blocked, or no longer are.
        """
        self._unresolved, self._listed = self._listed, set()
        yield from self.updateBlocked()

    def knows(self, taskId: str) -> bool:
        """Check whether a poll has listed a task."""
        return taskId in self._tasks

    def apply(self, status: TaskStatus) -> TaskChange | None:
        """Take in the status from a message about a known task, unless a later one is known.

        Messages can be late, repeated, or in another order than they were sent in. The status from
        a poll is never older than a message that was received before that poll.

        Args:
            status: Status of the task when the message was sent.

        Returns:
            Change of the task's state, if there was one.
        """
        task, stage = self._tasks[status.taskId], _stage(status)
        if stage <= task.stage:
            return None
        previous, state = task.state, str(status.state)
        task.stage, task.waiting = stage, None  # No status is followed by an unscheduled one.
        if state in RESOLVED:
            self._unresolved.discard(status.taskId)
            self._open.discard(status.taskId)
        else:
            self._unresolved.add(status.taskId)
            self._open.add(status.taskId)
        if state == previous:
            return None
        self.isOutdated |= state in _ENDINGS or previous in _ENDINGS or previous == _BLOCKED
        return _changed(task, state, _reason(status), status)

    def updateBlocked(self) -> Iterator[TaskChange]:
        """Find out which tasks are blocked, in a time that grows with the number of tasks.

        Yields:
            Changes to tasks that have become blocked, or no longer are.
        """
        self.isOutdated = False
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
        self._open = {
            taskId for taskId in self._unresolved if self._tasks[taskId].state != _BLOCKED
        }

    def isOver(self) -> bool:
        """Whether no task is left, except blocked ones."""
        return not self._open

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


def _stage(status: TaskStatus) -> tuple[int, int]:
    """Return the number of runs and the rank of the state, which together only ever increase."""
    return len(status.runs), _RANKS.get(status.state, _RANK_OF_UNKNOWN)


def _reason(status: TaskStatus) -> str:
    """Return the reason for which the last run ended, unless it is the same as the state."""
    reason = status.runs[-1].reasonResolved if status.runs else None
    return "" if reason is None or reason == status.state else str(reason)


def _changed(task: _Known, state: str, reason: str, status: TaskStatus) -> TaskChange:
    previous, task.state = task.state or None, state
    return TaskChange(status.taskId, task.name, task.kind, state, previous, reason, status)
