"""State machine of the queue: tasks, runs, and transitions between states. No HTTP.

Nothing runs in the background. Instead, each call first applies all deadlines and claim expiries
that are due, in the order of their times, which looks the same from outside.
"""

from __future__ import annotations

import heapq
import threading
from collections import defaultdict
from collections.abc import Callable, Generator, Iterable, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Literal, TypeAlias

from tc_typed.core.models.fields import Unrecognized
from tc_typed.core.models.timestamps import shifted
from tc_typed.queue.models import (
    ClaimedTask,
    ExceptionReason,
    ListDependentTasksResponse,
    ListTaskGroupResponse,
    PendingTasksResponse,
    ReclaimTaskResponse,
    Task,
    TaskAndStatus,
    TaskCredentials,
    TaskDefinition,
    TaskEntry,
    TaskGroup,
    TaskQueueCounts,
    TaskRun,
    TasksResponse,
    TaskState,
    TaskStatus,
    TaskStatusEntry,
    TaskStatusesResponse,
    TaskStatusResponse,
)
from tc_typed.scopes.params import PRIORITIES
from tc_typed.testing.clock import Clock, inMilliseconds
from tc_typed.testing.errors import ApiError
from tc_typed.testing.paging import PageRequest, page
from tc_typed.testing.task_definitions import (
    checkScopes,
    checkTimes,
    completeDefinition,
    expiryOf,
    isSameDefinition,
    projectOf,
)

CLAIM = timedelta(minutes=20)
"""Time after which a claim expires."""

CREDENTIALS_MARGIN = timedelta(minutes=15)
"""Time for which a task's credentials are valid before its claim begins and after it ends."""

MOST_RUNS = 50
"""Maximum number of runs of a task, including reruns and retries."""

Resolution: TypeAlias = Literal["completed", "failed", "exception"]
"""States that end a run."""

_ResolvedReason: TypeAlias = (
    ExceptionReason
    | Literal["completed", "failed", "deadline-exceeded", "canceled", "claim-expired"]
)
_CreatedReason: TypeAlias = Literal["scheduled", "retry", "task-retry", "rerun", "exception"]

# Reasons for which the queue retries a task, and the reason for the new run.
_RETRIED: dict[_ResolvedReason, _CreatedReason] = {
    "claim-expired": "retry",
    "worker-shutdown": "retry",
    "intermittent-task": "task-retry",
}

IssueCredentials: TypeAlias = Callable[[str, Sequence[str], datetime, datetime], TaskCredentials]
"""Function that issues temporary credentials, given their clientId, scopes, start and expiry."""


@dataclass
class _Task:
    """A task and its state."""

    taskId: str
    definition: Task
    retriesLeft: int
    waitingFor: set[str]
    """Ids of dependencies that have not been resolved as the task requires."""
    runs: list[TaskRun] = field(default_factory=list[TaskRun])

    @property
    def state(self) -> TaskState | Unrecognized:
        return self.runs[-1].state if self.runs else "unscheduled"

    @property
    def isResolved(self) -> bool:
        return self.state in ("completed", "failed", "exception")

    def status(self) -> TaskStatus:
        definition = self.definition
        return TaskStatus(
            taskId=self.taskId,
            provisionerId=definition.provisionerId,
            workerType=definition.workerType,
            taskQueueId=definition.taskQueueId,
            schedulerId=definition.schedulerId,
            projectId=projectOf(definition),
            taskGroupId=definition.taskGroupId,
            priority=definition.priority,
            deadline=definition.deadline,
            expires=expiryOf(definition),
            retriesLeft=self.retriesLeft,
            state=self.state,
            runs=[run.model_copy() for run in self.runs],
        )

    def statusResponse(self) -> TaskStatusResponse:
        return TaskStatusResponse(status=self.status())

    def entry(self) -> TaskAndStatus:
        return TaskAndStatus(task=self.definition, status=self.status())


@dataclass
class _Group:
    """A task group, without its tasks."""

    schedulerId: str
    expires: datetime


class QueueState:
    """All tasks of a local Taskcluster. Safe to use from several threads."""

    def __init__(self, clock: Clock, issueCredentials: IssueCredentials) -> None:
        """Start without tasks.

        Args:
            clock: Clock of the server.
            issueCredentials: Function that issues the credentials of claimed tasks.
        """
        self._clock = clock
        self._issueCredentials = issueCredentials
        self._lock = threading.Lock()
        self._tasks: dict[str, _Task] = {}
        self._groups: dict[str, _Group] = {}
        self._dependents: defaultdict[str, list[_Task]] = defaultdict(list)
        # Heaps. Entries can be outdated, so each one is checked when it is popped.
        self._due: list[tuple[datetime, str]] = []
        self._pending: defaultdict[str, list[tuple[int, int, str, int]]] = defaultdict(list)
        self._scheduledSoFar = 0
        self._listeners: list[Callable[[str], None]] = []

    def onPending(self, listener: Callable[[str], None]) -> None:
        """Register a function to be called with the task queue whenever a task becomes pending.

        It is called in the thread that called the queue, and must not call the queue.
        """
        self._listeners.append(listener)

    # Creating and managing tasks

    def createTask(self, taskId: str, definition: TaskDefinition) -> TaskStatusResponse:
        """Create a task, unless it exists with the same definition."""
        complete = completeDefinition(taskId, definition)
        checkScopes(complete)
        with self._currentTime() as now:
            checkTimes(complete, now)
            existing = self._tasks.get(taskId)
            if existing is None:
                existing = self._create(taskId, complete, now)
            elif not isSameDefinition(existing.definition, complete):
                raise ApiError(
                    "RequestConflict", f"task {taskId} already exists with a different definition"
                )
            return existing.statusResponse()

    def _create(self, taskId: str, definition: Task, now: datetime) -> _Task:
        self._checkDependencies(taskId, definition)
        self._joinGroup(definition)
        waitingFor = {
            dependency
            for dependency in definition.dependencies
            if dependency == taskId or not _suffices(self._tasks[dependency], definition)
        }
        task = _Task(taskId, definition, definition.retries, waitingFor)
        self._tasks[taskId] = task
        for dependency in waitingFor:
            self._dependents[dependency].append(task)
        heapq.heappush(self._due, (definition.deadline, taskId))
        if not waitingFor:
            self._schedule(task, "scheduled", now)
        return task

    def _checkDependencies(self, taskId: str, definition: Task) -> None:
        """Reject dependencies that don't exist or expire too early. A task can depend on itself."""
        others = [dependency for dependency in definition.dependencies if dependency != taskId]
        if unknown := [other for other in others if other not in self._tasks]:
            raise ApiError(
                "InputError", f"the task depends on tasks that don't exist: {', '.join(unknown)}"
            )
        if expiring := [
            other
            for other in others
            if expiryOf(self._tasks[other].definition) < definition.deadline
        ]:
            raise ApiError(
                "InputError",
                f"the task depends on tasks that expire before its deadline: {', '.join(expiring)}",
            )

    def _joinGroup(self, definition: Task) -> None:
        expires = shifted(expiryOf(definition), timedelta(hours=1))
        group = self._groups.setdefault(
            definition.taskGroupId, _Group(definition.schedulerId, expires)
        )
        if group.schedulerId != definition.schedulerId:
            raise ApiError(
                "RequestConflict",
                f"task group {definition.taskGroupId} belongs to scheduler {group.schedulerId}, "
                f"not {definition.schedulerId}",
            )
        group.expires = max(group.expires, expires)

    def scheduleTask(self, taskId: str) -> TaskStatusResponse:
        """Make an unscheduled task pending, even if its dependencies are not resolved."""
        with self._currentTime() as now:
            task = self._beforeDeadline(taskId, now, "scheduled")
            if not task.runs:
                self._schedule(task, "scheduled", now)
            return task.statusResponse()

    def rerunTask(self, taskId: str) -> TaskStatusResponse:
        """Add a run to a task that is resolved or unscheduled."""
        with self._currentTime() as now:
            task = self._beforeDeadline(taskId, now, "rerun")
            if task.state not in ("pending", "running"):
                if len(task.runs) >= MOST_RUNS:
                    raise ApiError(
                        "RequestConflict",
                        f"task {taskId} already has the maximum of {MOST_RUNS} runs",
                    )
                task.retriesLeft = min(task.definition.retries, MOST_RUNS - len(task.runs) - 1)
                self._schedule(task, "rerun", now)
            return task.statusResponse()

    def cancelTask(self, taskId: str) -> TaskStatusResponse:
        """Resolve a task as canceled, unless it is resolved already."""
        with self._currentTime() as now:
            task = self._beforeDeadline(taskId, now, "canceled")
            if not task.isResolved:
                self._giveUp(task, "canceled", now)
            return task.statusResponse()

    # Working on tasks

    def claimWork(
        self, taskQueueId: str, workerGroup: str, workerId: str, most: int
    ) -> list[ClaimedTask]:
        """Claim pending tasks for a worker, by priority and then by age."""
        with self._currentTime() as now:
            claims: list[ClaimedTask] = []
            while len(claims) < most and (task := self._takePending(taskQueueId)):
                run = task.runs[-1]
                run.state = "running"
                run.workerGroup, run.workerId = workerGroup, workerId
                run.started = now
                takenUntil = self._setTakenUntil(task, run, now)
                claims.append(
                    ClaimedTask(
                        status=task.status(),
                        runId=run.runId,
                        workerGroup=workerGroup,
                        workerId=workerId,
                        takenUntil=takenUntil,
                        task=task.definition,
                        credentials=self._credentials(task, run, now),
                    )
                )
            return claims

    def _takePending(self, taskQueueId: str) -> _Task | None:
        waiting = self._pending.get(taskQueueId, [])
        while waiting:
            _, _, taskId, runId = heapq.heappop(waiting)
            task = self._tasks[taskId]
            if task.state == "pending" and task.runs[-1].runId == runId:
                return task
        return None

    def reclaimTask(self, taskId: str, runId: int) -> ReclaimTaskResponse:
        """Extend the claim on a run."""
        with self._currentTime() as now:
            task, run = self._run(taskId, runId)
            if run.state != "running" or run.workerGroup is None or run.workerId is None:
                raise ApiError("RequestConflict", f"run {runId} of task {taskId} is not running")
            takenUntil = self._setTakenUntil(task, run, now)
            return ReclaimTaskResponse(
                status=task.status(),
                runId=runId,
                workerGroup=run.workerGroup,
                workerId=run.workerId,
                takenUntil=takenUntil,
                credentials=self._credentials(task, run, now),
            )

    def _setTakenUntil(self, task: _Task, run: TaskRun, now: datetime) -> datetime:
        takenUntil = now + CLAIM
        run.takenUntil = takenUntil
        heapq.heappush(self._due, (takenUntil, task.taskId))
        return takenUntil

    def _credentials(self, task: _Task, run: TaskRun, now: datetime) -> TaskCredentials:
        taskAndRun = f"{task.taskId}/{run.runId}"
        until = run.takenUntil or now
        worker = f"{run.workerGroup}/{run.workerId}"
        return self._issueCredentials(
            f"task-client/{taskAndRun}/on/{worker}/until/{until.timestamp():.3f}",
            [
                f"queue:reclaim-task:{taskAndRun}",
                f"queue:resolve-task:{taskAndRun}",
                f"queue:create-artifact:{taskAndRun}",
                *task.definition.scopes,
            ],
            now - CREDENTIALS_MARGIN,
            until + CREDENTIALS_MARGIN,
        )

    def reportCompleted(self, taskId: str, runId: int) -> TaskStatusResponse:
        """Resolve a running run as completed."""
        return self._report(taskId, runId, "completed", "completed")

    def reportFailed(self, taskId: str, runId: int) -> TaskStatusResponse:
        """Resolve a running run as failed."""
        return self._report(taskId, runId, "failed", "failed")

    def reportException(
        self, taskId: str, runId: int, reason: ExceptionReason
    ) -> TaskStatusResponse:
        """Resolve a running run as an exception. Depending on the reason, the task is retried."""
        return self._report(taskId, runId, "exception", reason)

    def _report(
        self, taskId: str, runId: int, state: Resolution, reason: _ResolvedReason
    ) -> TaskStatusResponse:
        with self._currentTime() as now:
            task, run = self._run(taskId, runId)
            if run.state == "running":
                self._resolve(task, run, state, reason, now)
            elif run.reasonResolved != reason:
                raise ApiError(
                    "RequestConflict",
                    f"can't resolve run {runId} of task {taskId} as {reason}: it is {run.state}",
                )
            return task.statusResponse()

    # Reads

    def task(self, taskId: str) -> Task:
        """Return the definition of a task."""
        with self._currentTime():
            return self._task(taskId).definition

    def status(self, taskId: str) -> TaskStatusResponse:
        """Return the status of a task."""
        with self._currentTime():
            return self._task(taskId).statusResponse()

    def tasks(self, taskIds: Iterable[str], request: PageRequest) -> TasksResponse:
        """Return the definitions of those tasks that exist."""
        with self._currentTime():
            found, token = page(self._known(taskIds), _taskId, request)
            entries = [TaskEntry(taskId=task.taskId, task=task.definition) for task in found]
            return TasksResponse(tasks=entries, continuationToken=token)

    def statuses(self, taskIds: Iterable[str], request: PageRequest) -> TaskStatusesResponse:
        """Return the statuses of those tasks that exist."""
        with self._currentTime():
            found, token = page(self._known(taskIds), _taskId, request)
            entries = [TaskStatusEntry(taskId=task.taskId, status=task.status()) for task in found]
            return TaskStatusesResponse(statuses=entries, continuationToken=token)

    def listTaskGroup(self, taskGroupId: str, request: PageRequest) -> ListTaskGroupResponse:
        """Return the tasks of a task group."""
        with self._currentTime():
            group = self._group(taskGroupId)
            members = (
                task for task in self._tasks.values() if task.definition.taskGroupId == taskGroupId
            )
            found, token = page(members, _taskId, request)
            return ListTaskGroupResponse(
                taskGroupId=taskGroupId,
                schedulerId=group.schedulerId,
                expires=group.expires,
                tasks=[task.entry() for task in found],
                continuationToken=token,
            )

    def getTaskGroup(self, taskGroupId: str) -> TaskGroup:
        """Return a task group without its tasks."""
        with self._currentTime():
            group = self._group(taskGroupId)
            return TaskGroup(
                taskGroupId=taskGroupId, schedulerId=group.schedulerId, expires=group.expires
            )

    def listDependentTasks(self, taskId: str, request: PageRequest) -> ListDependentTasksResponse:
        """Return the tasks that depend on a task."""
        with self._currentTime():
            self._task(taskId)
            dependents = (
                task for task in self._tasks.values() if taskId in task.definition.dependencies
            )
            found, token = page(dependents, _taskId, request)
            return ListDependentTasksResponse(
                taskId=taskId, tasks=[task.entry() for task in found], continuationToken=token
            )

    def pendingTasks(self, taskQueueId: str) -> PendingTasksResponse:
        """Count the pending tasks of a task queue."""
        provisionerId, _, workerType = taskQueueId.partition("/")
        with self._currentTime():
            return PendingTasksResponse(
                taskQueueId=taskQueueId,
                provisionerId=provisionerId,
                workerType=workerType,
                pendingTasks=self._count(taskQueueId, "pending"),
            )

    def taskQueueCounts(self, taskQueueId: str) -> TaskQueueCounts:
        """Count the pending and claimed tasks of a task queue."""
        provisionerId, _, workerType = taskQueueId.partition("/")
        with self._currentTime():
            return TaskQueueCounts(
                taskQueueId=taskQueueId,
                provisionerId=provisionerId,
                workerType=workerType,
                pendingTasks=self._count(taskQueueId, "pending"),
                claimedTasks=self._count(taskQueueId, "running"),
            )

    # Time

    @contextmanager
    def _currentTime(self) -> Generator[datetime]:
        """Hold the lock and apply everything that is due; yield the current time."""
        with self._lock:
            now = inMilliseconds(self._clock())
            while self._due and self._due[0][0] <= now:
                time, taskId = heapq.heappop(self._due)
                self._catchUp(self._tasks[taskId], time)
            yield now

    def _catchUp(self, task: _Task, time: datetime) -> None:
        if task.isResolved:
            return
        if task.definition.deadline <= time:
            self._giveUp(task, "deadline-exceeded", time)
            return
        run = task.runs[-1] if task.runs else None
        if run and run.state == "running" and run.takenUntil and run.takenUntil <= time:
            self._resolve(task, run, "exception", "claim-expired", time)

    # Transitions

    def _schedule(self, task: _Task, reason: _CreatedReason, now: datetime) -> None:
        runId = len(task.runs)
        task.runs.append(TaskRun(runId=runId, state="pending", reasonCreated=reason, scheduled=now))
        urgency = PRIORITIES.index(task.definition.priority)
        self._scheduledSoFar += 1
        heapq.heappush(
            self._pending[task.definition.taskQueueId],
            (urgency, self._scheduledSoFar, task.taskId, runId),
        )
        for listener in self._listeners:
            listener(task.definition.taskQueueId)

    def _resolve(
        self,
        task: _Task,
        run: TaskRun,
        state: Resolution,
        reason: _ResolvedReason,
        now: datetime,
    ) -> None:
        run.state, run.reasonResolved, run.resolved = state, reason, now
        if reason in _RETRIED and task.retriesLeft > 0:
            task.retriesLeft -= 1
            self._schedule(task, _RETRIED[reason], now)
            return
        self._release(task, now)

    def _giveUp(
        self, task: _Task, reason: Literal["canceled", "deadline-exceeded"], now: datetime
    ) -> None:
        """Resolve a task in any state. If it has no run, add one that has the result."""
        if not task.runs:
            task.runs.append(
                TaskRun(runId=0, state="pending", reasonCreated="exception", scheduled=now)
            )
        self._resolve(task, task.runs[-1], "exception", reason, now)

    def _release(self, task: _Task, now: datetime) -> None:
        """Schedule the tasks for which this was the last unresolved dependency."""
        for dependent in self._dependents[task.taskId]:
            if _suffices(task, dependent.definition):
                dependent.waitingFor.discard(task.taskId)
                if not dependent.waitingFor and not dependent.runs:
                    self._schedule(dependent, "scheduled", now)

    # Lookups

    def _task(self, taskId: str) -> _Task:
        task = self._tasks.get(taskId)
        if task is None:
            raise ApiError("ResourceNotFound", f"there is no task {taskId}")
        return task

    def _beforeDeadline(self, taskId: str, now: datetime, action: str) -> _Task:
        task = self._task(taskId)
        if task.definition.deadline <= now:
            raise ApiError(
                "RequestConflict",
                f"task {taskId} can't be {action} after its deadline, {task.definition.deadline}",
            )
        return task

    def _run(self, taskId: str, runId: int) -> tuple[_Task, TaskRun]:
        task = self._task(taskId)
        if runId >= len(task.runs):
            raise ApiError("ResourceNotFound", f"task {taskId} has no run {runId}")
        return task, task.runs[runId]

    def _group(self, taskGroupId: str) -> _Group:
        group = self._groups.get(taskGroupId)
        if group is None:
            raise ApiError("ResourceNotFound", f"there is no task group {taskGroupId}")
        return group

    def _known(self, taskIds: Iterable[str]) -> list[_Task]:
        return [self._tasks[taskId] for taskId in set(taskIds) if taskId in self._tasks]

    def _count(self, taskQueueId: str, state: str) -> int:
        return sum(
            task.definition.taskQueueId == taskQueueId and task.state == state
            for task in self._tasks.values()
        )


def _taskId(task: _Task) -> str:
    return task.taskId


def _suffices(dependency: _Task, definition: Task) -> bool:
    """Check whether a dependency has been resolved as a definition requires."""
    if definition.requires == "all-completed":
        return dependency.state == "completed"
    return dependency.isResolved
