"""State of the queue: its methods, without HTTP."""

from __future__ import annotations

from collections.abc import Callable

from tc_typed.queue.models import (
    CancelTaskGroupResponse,
    ChangeTaskGroupPriorityResponse,
    Task,
    TaskDefinition,
    TaskGroup,
    TaskPriority,
    TaskStatusResponse,
)
from tc_typed.testing.messages import Messages
from tc_typed.testing.server.errors import ApiError
from tc_typed.testing.services.queue.groups import GroupRecord
from tc_typed.testing.services.queue.lifecycle import Lifecycle
from tc_typed.testing.services.queue.messages import QueueMessages
from tc_typed.testing.services.queue.records import TaskRecord
from tc_typed.testing.services.queue.settings import CLAIM_TIMEOUT
from tc_typed.testing.services.queue.task_definitions import (
    checkScopes,
    checkTimes,
    completeDefinition,
    isSameDefinition,
)
from tc_typed.testing.services.queue.work import IssueCredentials, QueueWork
from tc_typed.testing.services.queue.workers import Workers
from tc_typed.testing.timeline import Timeline

MOST_RUNS = 50
"""Maximum number of runs of a task, including reruns and retries."""


class QueueState(QueueWork):
    """All tasks of a local Taskcluster. Safe to use from several threads."""

    def __init__(
        self,
        timeline: Timeline,
        messages: Messages,
        issueCredentials: IssueCredentials,
        workers: Workers,
        claimTimeout: float = CLAIM_TIMEOUT,
    ) -> None:
        """Start with the tasks in the store.

        Args:
            timeline: Timeline of the local Taskcluster.
            messages: Messages of the local Taskcluster.
            issueCredentials: Function that issues the credentials of claimed tasks.
            workers: Workers of the queue.
            claimTimeout: Number of seconds after which a claim expires. Defaults to 1200.
        """
        lifecycle = Lifecycle(timeline, QueueMessages(messages))
        super().__init__(timeline, lifecycle, issueCredentials, workers, claimTimeout)

    def onPending(self, listener: Callable[[str], None]) -> None:
        """Register a function to be called with the task queue whenever a task becomes pending.

        It is called in the thread that called the queue, and must not call the queue.
        """
        self._lifecycle.pending.onAdd(listener)

    def pendingTaskQueues(self) -> list[str]:
        """Return the names of the task queues in which tasks wait for a worker."""
        with self._timeline.enter():
            return self._lifecycle.pending.taskQueueIds()

    # Tasks

    def createTask(self, taskId: str, definition: TaskDefinition) -> TaskStatusResponse:
        """Create a task, unless it exists with the same definition."""
        complete = completeDefinition(taskId, definition)
        checkScopes(complete)
        task = TaskRecord.of(taskId, complete)
        with self._timeline.enter() as now:
            checkTimes(complete, now)
            # Like a real queue, create the group even if the task can't be created.
            self._lifecycle.joinGroup(task)
            existing = self._lifecycle.tasks.get(taskId)
            if existing is not None:
                return self._createAgain(existing, complete)
            self._lifecycle.dependencies.check(task, complete)
            self._lifecycle.create(task, complete, now)
            return task.statusResponse()

    def _createAgain(self, task: TaskRecord, definition: Task) -> TaskStatusResponse:
        if not isSameDefinition(task.definition, definition):
            raise ApiError(
                "RequestConflict", f"task {task.taskId} already exists with a different definition"
            )
        self._lifecycle.messages.taskDefined(task)
        if task.runs and task.runs[0].state == "pending":
            self._lifecycle.messages.taskPending(task)
        return task.statusResponse()

    def scheduleTask(self, taskId: str) -> TaskStatusResponse:
        """Make an unscheduled task pending, even if its dependencies are not resolved."""
        with self._timeline.enter() as now:
            task = self._beforeDeadline(taskId, now, "scheduled")
            if not task.runs:
                self._lifecycle.schedule(task, "scheduled", now)
            return task.statusResponse()

    def rerunTask(self, taskId: str) -> TaskStatusResponse:
        """Add a run to a task that is resolved or unscheduled.

        If it is pending, send the message about that again.
        """
        with self._timeline.enter() as now:
            task = self._beforeDeadline(taskId, now, "rerun")
            if task.state == "pending":
                self._lifecycle.messages.taskPending(task)
            elif task.state != "running":
                if len(task.runs) >= MOST_RUNS:
                    raise ApiError(
                        "RequestConflict",
                        f"task {taskId} already has the maximum of {MOST_RUNS} runs",
                    )
                retriesLeft = min(task.retries, MOST_RUNS - len(task.runs) - 1)
                self._lifecycle.rerun(task, retriesLeft, now)
            return task.statusResponse()

    def cancelTask(self, taskId: str) -> TaskStatusResponse:
        """Resolve a task as canceled, unless it is resolved already.

        If it was canceled before, send the message about that again.
        """
        with self._timeline.enter() as now:
            task = self._beforeDeadline(taskId, now, "canceled")
            if not task.isResolved:
                self._lifecycle.cancel([task], now)
            elif task.runs[-1].reasonResolved == "canceled":
                self._lifecycle.announceCancel(task, now)
            return task.statusResponse()

    def changeTaskPriority(self, taskId: str, priority: TaskPriority) -> TaskStatusResponse:
        """Change the priority of a task that is not resolved."""
        with self._timeline.enter() as now:
            task = self._beforeDeadline(taskId, now, "given another priority")
            if task.isResolved:
                raise ApiError("RequestConflict", f"task {taskId} is {task.state}")
            oldPriority = task.priority
            if oldPriority == priority:
                raise ApiError("RequestConflict", f"task {taskId} already has priority {priority}")
            self._lifecycle.changePriority(task, priority)
            self._lifecycle.messages.taskPriorityChanged(task, oldPriority)
            return task.statusResponse()

    # Task groups

    def sealTaskGroup(self, taskGroupId: str) -> TaskGroup:
        """Close a task group to new tasks. Repeating it sends the message again."""
        with self._timeline.enter() as now:
            group = self._lifecycle.groups.get(taskGroupId)
            self._lifecycle.groups.seal(group, now)
            self._lifecycle.messages.taskGroupSealed(group)
            return group.model()

    def cancelTaskGroup(self, taskGroupId: str) -> CancelTaskGroupResponse:
        """Cancel all tasks of a sealed task group that are not resolved."""
        with self._timeline.enter() as now:
            group = self._lifecycle.groups.get(taskGroupId)
            if group.sealed is None:
                raise ApiError(
                    "RequestConflict", f"task group {taskGroupId} must be sealed to be canceled"
                )
            tasks = self._unresolved(group)
            self._lifecycle.cancel(tasks, now, inGroup=True)
            return CancelTaskGroupResponse(
                taskGroupId=taskGroupId,
                taskGroupSize=len(group.taskIds),
                cancelledCount=len(tasks),
                taskIds=[task.taskId for task in tasks],
            )

    def changeTaskGroupPriority(
        self, taskGroupId: str, priority: TaskPriority
    ) -> ChangeTaskGroupPriorityResponse:
        """Change the priority of all tasks of a task group that are not resolved."""
        with self._timeline.enter():
            group = self._lifecycle.groups.get(taskGroupId)
            tasks = [task for task in self._unresolved(group) if task.priority != priority]
            for task in tasks:
                self._lifecycle.changePriority(task, priority)
            self._lifecycle.messages.taskGroupPriorityChanged(group, priority, len(tasks))
            return ChangeTaskGroupPriorityResponse(
                taskGroupId=taskGroupId,
                schedulerId=group.schedulerId,
                newPriority=priority,
                tasksAffected=len(tasks),
                taskIds=[task.taskId for task in tasks],
            )

    def _unresolved(self, group: GroupRecord) -> list[TaskRecord]:
        tasks = [self._lifecycle.tasks[taskId] for taskId in group.taskIds]
        return [task for task in tasks if not task.isResolved]
