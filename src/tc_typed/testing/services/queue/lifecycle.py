"""Transitions between the states of tasks, and their effects on other tasks and groups."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from functools import partial
from itertools import chain, count
from typing import Literal, TypeAlias

from tc_typed.queue.models import ExceptionReason, ReasonCreated, ReasonResolved, Task
from tc_typed.testing.services.lookup import lookUp
from tc_typed.testing.services.queue.claims import Claim, Claims
from tc_typed.testing.services.queue.dependencies import Dependencies
from tc_typed.testing.services.queue.groups import Groups
from tc_typed.testing.services.queue.messages import QueueMessages
from tc_typed.testing.services.queue.pending import PendingTasks
from tc_typed.testing.services.queue.records import Priority, RunRecord, TaskRecord
from tc_typed.testing.services.queue.stored_tasks import StoredTasks
from tc_typed.testing.services.queue.task_states import TaskStates
from tc_typed.testing.services.queue.workers import WorkerKey
from tc_typed.testing.timeline import Timeline

Resolution: TypeAlias = Literal["completed", "failed", "exception"]
"""States that end a run."""

_RETRIED: Mapping[ReasonResolved, ReasonCreated] = {
    "claim-expired": "retry",
    "worker-shutdown": "retry",
    "intermittent-task": "task-retry",
}
"""Reasons for which the queue retries a task; for each, the reason of the new run."""

_NEVER = datetime.min.replace(tzinfo=UTC)


class Lifecycle:
    """All tasks of a queue, and the transitions between their states. Call it inside the timeline.

    Each transition sends its messages. Callers check that it is allowed. Nothing else changes a
    task, because each change must be written to the store.
    """

    def __init__(self, timeline: Timeline, messages: QueueMessages) -> None:
        """Start with the tasks in the store."""
        self._stored = StoredTasks(timeline.store)
        self.tasks: dict[str, TaskRecord] = {task.taskId: task for task in self._stored.load()}
        self.groups: Groups = Groups(timeline.store)
        self.pending: PendingTasks = PendingTasks()
        self.states: TaskStates = TaskStates()
        self.claims: Claims = Claims(timeline.store)
        self.dependencies: Dependencies = Dependencies(self.tasks, self._stored.change)
        self.messages = messages
        self._timeline = timeline
        self._numbers = count(1 + self._restore())
        """Numbers that increase with each entry in the agenda or in a list."""

    def _restore(self) -> int:
        """Derive from what was loaded all that is not stored; return the highest number."""
        self._restoreLists()
        numbers = chain(
            self._restoreAgenda(),
            (task.pendingNumber for task in self.tasks.values()),
            (claim.number for claim in self.claims),
        )
        return max(numbers, default=0)

    def _restoreLists(self) -> None:
        for taskId in sorted(self.tasks):  # Sorted lists only grow at their ends this way.
            task = self.tasks[taskId]
            self.groups.get(task.taskGroupId).add(task)
            self.dependencies.restore(task)
        for task in sorted(self.tasks.values(), key=lambda task: task.changed or _NEVER):
            self.states.update(task)
        for task in sorted(self.tasks.values(), key=lambda task: task.pendingNumber):
            if task.state == "pending":
                self.pending.add(task)

    def _restoreAgenda(self) -> Sequence[int]:
        """Enter what falls due into the agenda, and return its numbers."""
        for group in self.groups:
            self._timeline.at(group.expires, partial(self._expireGroup, group.taskGroupId))
        # A deadline that has been reached is reached again, which enters the expiry.
        deadlines = (
            (task.number, task.deadline, partial(self._reachDeadline, task))
            for task in self.tasks.values()
        )
        checks = (
            (number, time, partial(self._checkClaim, self.tasks[claim.taskId], claim.runId, time))
            for claim in self.claims
            for time, number in claim.checks.items()
        )
        entries = sorted(chain(deadlines, checks), key=lambda entry: entry[0])
        for _, time, action in entries:
            self._timeline.at(time, action)
        return [number for number, _, _ in entries]

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
        task.number = next(self._numbers)
        self.tasks[task.taskId] = task
        self._stored.add(task)
        self.groups.get(task.taskGroupId).add(task)
        self.dependencies.track(task, definition)
        self.states.update(task)
        self._timeline.at(task.deadline, partial(self._reachDeadline, task))
        self.messages.taskDefined(task)
        if not task.waitingFor:
            self.schedule(task, "scheduled", now)

    def schedule(self, task: TaskRecord, reason: ReasonCreated, now: datetime) -> None:
        """Add a pending run."""
        self._addPending(task, reason, now)
        self.messages.taskPending(task)

    def rerun(self, task: TaskRecord, retriesLeft: int, now: datetime) -> None:
        """Add a pending run to a task that is resolved or unscheduled, and allow retries again."""
        task.retriesLeft = retriesLeft
        self.schedule(task, "rerun", now)

    def _addPending(self, task: TaskRecord, reason: ReasonCreated, now: datetime) -> None:
        task.runs.append(RunRecord(len(task.runs), "pending", reason, now))
        task.pendingNumber = next(self._numbers)
        self._stored.change(task)
        self.states.update(task)
        self.pending.add(task)

    def changePriority(self, task: TaskRecord, priority: Priority) -> None:
        """Change a task's priority, and its place among the pending ones; send no message."""
        task.priority = priority
        self._stored.change(task)
        self.pending.reorder(task)

    # Work

    def claim(
        self,
        task: TaskRecord,
        worker: WorkerKey,
        takenUntil: datetime,
        now: datetime,
        *,
        isById: bool,
    ) -> RunRecord:
        """Let a worker begin the last run, which is pending."""
        run = task.runs[-1]
        self.pending.remove(task)
        run.state, run.started, run.takenUntil = "running", now, takenUntil
        run.workerGroup, run.workerId = worker.workerGroup, worker.workerId
        run.isClaimedById = isById
        self._stored.change(task)
        self.states.update(task)
        self.messages.taskRunning(task, run)
        return run

    def renewClaim(self, task: TaskRecord, run: RunRecord, takenUntil: datetime) -> None:
        """Extend the time that a worker has for a run."""
        run.takenUntil = takenUntil
        self._stored.change(task)

    def expectClaim(self, task: TaskRecord, claim: Claim, takenUntil: datetime) -> None:
        """Keep a claim, even if it is not granted later, and check it when it expires."""
        self.claims.put(claim, takenUntil, next(self._numbers))
        self._timeline.at(takenUntil, partial(self._checkClaim, task, claim.runId, takenUntil))

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
        self._stored.change(task)
        self.states.update(task)
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
        group.resolve(task)  # Its change is written with that of the run, at the end of the call.
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
        self._stored.remove(task)
        self.states.remove(task)
        self.groups.get(task.taskGroupId).remove(task)
        self.dependencies.remove(task)
        self.claims.removeAll(task)

    def _expireGroup(self, taskGroupId: str, time: datetime) -> None:
        group = self.groups.get(taskGroupId)
        if group.expires <= time:
            self.groups.remove(group)
        else:  # A task was added that expires later.
            self._timeline.at(group.expires, partial(self._expireGroup, taskGroupId))
