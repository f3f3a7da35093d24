"""Transitions between the states of tasks, and their effects on other tasks and groups."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import partial
from typing import Literal, TypeAlias

from tc_typed.queue.models import ExceptionReason, ReasonCreated, ReasonResolved, Task
from tc_typed.testing.services.lookup import lookUp
from tc_typed.testing.services.queue.claims import Claim, Claims
from tc_typed.testing.services.queue.dependencies import Dependencies
from tc_typed.testing.services.queue.groups import Groups
from tc_typed.testing.services.queue.messages import QueueMessages
from tc_typed.testing.services.queue.pending import PendingTasks
from tc_typed.testing.services.queue.records import Priority, RunRecord, TaskRecord
from tc_typed.testing.timeline import Timeline

Resolution: TypeAlias = Literal["completed", "failed", "exception"]
"""States that end a run."""

_RETRIED: Mapping[ReasonResolved, ReasonCreated] = {
    "claim-expired": "retry",
    "worker-shutdown": "retry",
    "intermittent-task": "task-retry",
}
"""Reasons for which the queue retries a task; for each, the reason of the new run."""


class Lifecycle:
    """All tasks of a queue, and the transitions between their states. Call it inside the timeline.

    Each transition sends its messages. Callers check that it is allowed.
    """

    def __init__(self, timeline: Timeline, messages: QueueMessages) -> None:
        """Start without tasks."""
        self.tasks: dict[str, TaskRecord] = {}
        self.groups: Groups = Groups()
        self.pending: PendingTasks = PendingTasks()
        self.claims: Claims = Claims()
        self.dependencies: Dependencies = Dependencies(self.tasks)
        self.messages = messages
        self._timeline = timeline

    def get(self, taskId: str) -> TaskRecord:
        """Return a task.

        Raises:
            ApiError: with the code ResourceNotFound, if it does not exist.
        """
        return lookUp(self.tasks, taskId, "task")

    # Creation

    def joinGroup(self, task: TaskRecord) -> None:
        """Let a task that is about to be created join its group; create the group if needed.

        Raises:
            ApiError: with the code RequestConflict, if the group can't have this task.
        """
        if not self.groups.join(task):
            group = self.groups.add(task)
            self._timeline.at(group.expires, partial(self._expireGroup, group.taskGroupId))

    def create(self, task: TaskRecord, definition: Task, now: datetime) -> None:
        """Add a task, whose group exists already."""
        self.tasks[task.taskId] = task
        self.groups.get(task.taskGroupId).add(task)
        self.dependencies.track(task, definition)
        self._timeline.at(task.deadline, partial(self._reachDeadline, task))
        self.messages.taskDefined(task)
        if not task.waitingFor:
            self.schedule(task, "scheduled", now)

    def schedule(self, task: TaskRecord, reason: ReasonCreated, now: datetime) -> None:
        """Add a pending run."""
        self._addPending(task, reason, now)
        self.messages.taskPending(task)

    def _addPending(self, task: TaskRecord, reason: ReasonCreated, now: datetime) -> None:
        task.runs.append(RunRecord(len(task.runs), "pending", reason, now))
        self.pending.add(task)

    def changePriority(self, task: TaskRecord, priority: Priority) -> None:
        """Change a task's priority, and its place among the pending ones; send no message."""
        task.priority = priority
        self.pending.reorder(task)

    # Work

    def claim(self, claim: Claim, takenUntil: datetime, now: datetime) -> RunRecord:
        """Let a worker begin the last run, which is pending."""
        task = claim.task
        run = task.runs[-1]
        self.pending.remove(task)
        run.state, run.started, run.takenUntil = "running", now, takenUntil
        run.workerGroup, run.workerId = claim.worker.workerGroup, claim.worker.workerId
        self.messages.taskRunning(task, run)
        return run

    def expectClaim(self, claim: Claim, takenUntil: datetime) -> None:
        """Keep a claim, even if it is not granted later, and check it when it expires."""
        self.claims.put(claim, takenUntil)
        check = partial(self._checkClaim, claim.task, claim.runId, takenUntil)
        self._timeline.at(takenUntil, check)

    def report(
        self,
        task: TaskRecord,
        run: RunRecord,
        state: Resolution,
        reason: Literal["completed", "failed"] | ExceptionReason,
        now: datetime,
    ) -> None:
        """End the last run, which is running, as its worker reports."""
        self._endRun(task, run, state, reason, now)
        self.announceEnd(task, run, now)

    def announceEnd(self, task: TaskRecord, run: RunRecord, now: datetime) -> None:
        """Send the messages about a run that has ended, and update the task's dependents."""
        match run.state:
            case "completed":
                self.messages.taskCompleted(task, run)
            case "failed":
                self.messages.taskFailed(task, run)
            case _:
                self.messages.taskException(task, run)
        if task.isResolved:
            self._afterResolution(task, now)
        elif task.state == "pending" and task.runs[-1].reasonCreated in _RETRIED.values():
            self.messages.taskPending(task)

    # Resolution

    def cancel(self, tasks: Sequence[TaskRecord], now: datetime, *, inGroup: bool = False) -> None:
        """End tasks that are not resolved as canceled.

        All of them end before the first one's dependents are scheduled.
        """
        for task in tasks:
            self._endTask(task, "canceled", now)
        for task in tasks:
            self.announceCancel(task, now, inGroup=inGroup)

    def announceCancel(self, task: TaskRecord, now: datetime, *, inGroup: bool = False) -> None:
        """Send the messages about a task that has been canceled, and update its dependents."""
        self.messages.taskException(task, task.runs[-1], inGroup=inGroup)
        self._afterResolution(task, now)

    def _endTask(
        self, task: TaskRecord, reason: Literal["canceled", "deadline-exceeded"], now: datetime
    ) -> None:
        """End a task in any state. If it has no run, add one that has the result."""
        if not task.runs:
            task.runs.append(RunRecord(0, "pending", "exception", now))
        self._endRun(task, task.runs[-1], "exception", reason, now)

    def _endRun(
        self,
        task: TaskRecord,
        run: RunRecord,
        state: Resolution,
        reason: ReasonResolved,
        now: datetime,
    ) -> None:
        """End the last run. If the queue retries the task, add a run."""
        self.pending.remove(task)
        run.state, run.reasonResolved, run.resolved = state, reason, now
        if reason in _RETRIED and task.retriesLeft > 0:
            task.retriesLeft -= 1
            self._addPending(task, _RETRIED[reason], now)

    def _afterResolution(self, task: TaskRecord, now: datetime) -> None:
        """Update the dependents and the group of a task that has been resolved."""
        run = task.runs[-1]
        # After an exception, a real queue only removes the claim on the first run.
        self.claims.remove(task, 0 if run.state == "exception" else run.runId)
        for dependent in self.dependencies.satisfy(task):
            self.schedule(dependent, "scheduled", now)
        group = self.groups.get(task.taskGroupId)
        group.resolve(task)
        if not group.unresolvedCount:
            self.messages.taskGroupResolved(group)

    # Time

    def _reachDeadline(self, task: TaskRecord, time: datetime) -> None:
        self._timeline.at(task.expires, partial(self._expire, task))
        if task.isResolved:
            return
        self._endTask(task, "deadline-exceeded", time)
        self._afterResolution(task, time)
        self.messages.taskException(task, task.runs[-1])

    def _checkClaim(
        self, task: TaskRecord, runId: int, takenUntil: datetime, time: datetime
    ) -> None:
        if not self.claims.check(task, runId, takenUntil):
            return
        run = task.runs[runId] if runId < len(task.runs) else None
        if run is None or runId < len(task.runs) - 2:
            return
        if run.state == "running" and run.takenUntil == takenUntil:
            self._endRun(task, run, "exception", "claim-expired", time)
        if run.reasonResolved == "claim-expired":
            self.announceEnd(task, run, time)

    def _expire(self, task: TaskRecord, _time: datetime) -> None:
        del self.tasks[task.taskId]
        self.groups.get(task.taskGroupId).remove(task)
        self.dependencies.remove(task)
        self.claims.removeAll(task)

    def _expireGroup(self, taskGroupId: str, time: datetime) -> None:
        group = self.groups.get(taskGroupId)
        if group.expires <= time:
            self.groups.remove(group)
        else:  # A task was added that expires later.
            self._timeline.at(group.expires, partial(self._expireGroup, taskGroupId))
