"""Exchanges of the queue service on Pulse, and their routing keys.

Compiled from schemas/queue by tc_typed.compiler; change the contract, not this file.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar, NamedTuple

from tc_typed.core.events import Binding, Exchange, MessageT_co, ServiceEvents, Word
from tc_typed.queue.models import (
    ArtifactCreatedMessage,
    TaskCompletedMessage,
    TaskDefinedMessage,
    TaskExceptionMessage,
    TaskFailedMessage,
    TaskGroupChangedMessage,
    TaskGroupPriorityChangedMessage,
    TaskPendingMessage,
    TaskPriorityChangedMessage,
    TaskRunningMessage,
)


class TaskRoutingKey(NamedTuple):
    """A routing key, split into words.

    Exchanges: `taskDefined`, `taskPending`, `taskRunning`, `artifactCreated`, `taskCompleted`,
    `taskFailed`, `taskException`, `taskPriorityChanged`. A word that the service leaves blank, `_`
    on the wire, is `None`.
    """

    routingKeyKind: str
    """Always `primary`; copies sent to a task's own routes start with `route` instead."""
    taskId: str
    """Slugid of the task that the message is about."""
    runId: str | None
    """Number of the task's newest run; blank if it has no runs."""
    workerGroup: str | None
    """Group of the worker that claimed the newest run; blank if none did."""
    workerId: str | None
    """Id of the worker that claimed the newest run; blank if none did."""
    provisionerId: str
    """First part of the task queue's name, before the slash."""
    workerType: str
    """Second part of the task queue's name, after the slash."""
    schedulerId: str
    """Scheduler that manages the task."""
    taskGroupId: str
    """Slugid of the task group that the task belongs to."""
    reserved: str | None
    """Reserved for future use. If you omit it in a binding, `#` matches it."""


class TaskGroupRoutingKey(NamedTuple):
    """A routing key, split into words.

    Exchanges: `taskGroupResolved`, `taskGroupSealed`, `taskGroupPriorityChanged`. A word that the
    service leaves blank, `_` on the wire, is `None`.
    """

    routingKeyKind: str
    """Always `primary`; copies sent to a task's own routes start with `route` instead."""
    taskGroupId: str
    """Slugid of the task group that the message is about."""
    schedulerId: str
    """Scheduler that manages the task group."""
    reserved: str | None
    """Reserved for future use. If you omit it in a binding, `#` matches it."""


class TaskExchange(Exchange[MessageT_co, TaskRoutingKey]):
    """An exchange with routing keys of type `TaskRoutingKey`."""

    key: Callable[..., TaskRoutingKey] = TaskRoutingKey
    words: ClassVar[tuple[Word, ...]] = (
        Word("routingKeyKind", constant="primary"),
        Word("taskId"),
        Word("runId", required=False),
        Word("workerGroup", required=False),
        Word("workerId", required=False),
        Word("provisionerId"),
        Word("workerType"),
        Word("schedulerId"),
        Word("taskGroupId"),
        Word("reserved", multiple=True, required=False),
    )

    def __call__(
        self,
        routingKeyPattern: str | None = None,
        /,
        *,
        taskId: str | None = None,
        runId: int | str | None = None,
        workerGroup: str | None = None,
        workerId: str | None = None,
        provisionerId: str | None = None,
        workerType: str | None = None,
        schedulerId: str | None = None,
        taskGroupId: str | None = None,
        reserved: str | None = None,
    ) -> Binding[MessageT_co, TaskRoutingKey]:
        """Select the messages to receive.

        `_` matches a word that the service left blank.

        Args:
            routingKeyPattern: Complete routing key pattern, instead of single words.
            taskId: Slugid of the task that the message is about.
            runId: Number of the task's newest run; blank if it has no runs.
            workerGroup: Group of the worker that claimed the newest run; blank if none did.
            workerId: Id of the worker that claimed the newest run; blank if none did.
            provisionerId: First part of the task queue's name, before the slash.
            workerType: Second part of the task queue's name, after the slash.
            schedulerId: Scheduler that manages the task.
            taskGroupId: Slugid of the task group that the task belongs to.
            reserved: Reserved for future use. If you omit it in a binding, `#` matches it.

        Returns:
            A binding, which also parses the messages.

        Raises:
            InvalidCall: if a word is invalid, or is given together with a pattern.
        """
        return self.bind(
            routingKeyPattern,
            taskId=taskId,
            runId=runId,
            workerGroup=workerGroup,
            workerId=workerId,
            provisionerId=provisionerId,
            workerType=workerType,
            schedulerId=schedulerId,
            taskGroupId=taskGroupId,
            reserved=reserved,
        )


class TaskGroupExchange(Exchange[MessageT_co, TaskGroupRoutingKey]):
    """An exchange with routing keys of type `TaskGroupRoutingKey`."""

    key: Callable[..., TaskGroupRoutingKey] = TaskGroupRoutingKey
    words: ClassVar[tuple[Word, ...]] = (
        Word("routingKeyKind", constant="primary"),
        Word("taskGroupId"),
        Word("schedulerId"),
        Word("reserved", multiple=True, required=False),
    )

    def __call__(
        self,
        routingKeyPattern: str | None = None,
        /,
        *,
        taskGroupId: str | None = None,
        schedulerId: str | None = None,
        reserved: str | None = None,
    ) -> Binding[MessageT_co, TaskGroupRoutingKey]:
        """Select the messages to receive.

        Args:
            routingKeyPattern: Complete routing key pattern, instead of single words.
            taskGroupId: Slugid of the task group that the message is about.
            schedulerId: Scheduler that manages the task group.
            reserved: Reserved for future use. If you omit it in a binding, `#` matches it.

        Returns:
            A binding, which also parses the messages.

        Raises:
            InvalidCall: if a word is invalid, or is given together with a pattern.
        """
        return self.bind(
            routingKeyPattern, taskGroupId=taskGroupId, schedulerId=schedulerId, reserved=reserved
        )


class QueueEvents(ServiceEvents):
    """Pulse messages about changes to tasks, task groups and artifacts.

    All task messages have the same routing key layout, so that one pattern can follow a kind of
    task across exchanges; task group messages have a shorter one. If a task has `routes`, its
    messages are also sent to the routing key `route.<route>` for each of them. A message may arrive
    more than once, and one caused by a timeout may in rare cases be lost.
    """

    serviceName: ClassVar[str] = "queue"
    exchangePrefix: ClassVar[str] = "exchange/taskcluster-queue/v1/"

    taskDefined: ClassVar[TaskExchange[TaskDefinedMessage]] = TaskExchange(
        "task-defined", TaskDefinedMessage
    )
    """Task defined.

    Sent when a task has been created, whether or not it can run yet. If the task must wait for
    dependencies, this is the only message until it becomes pending.

    Exchange: `exchange/taskcluster-queue/v1/task-defined`.
    """

    taskPending: ClassVar[TaskExchange[TaskPendingMessage]] = TaskExchange(
        "task-pending", TaskPendingMessage, required=("runId",)
    )
    """Task pending.

    Sent when a run of a task becomes pending, that is, ready to be claimed. Workers can use it to
    poll less often, but must still claim with `claimWork`.

    Always filled in: `runId`.

    Exchange: `exchange/taskcluster-queue/v1/task-pending`.
    """

    taskRunning: ClassVar[TaskExchange[TaskRunningMessage]] = TaskExchange(
        "task-running", TaskRunningMessage, required=("runId", "workerGroup", "workerId")
    )
    """Task running.

    Sent when a worker has claimed a task, which starts the run on that worker.

    Always filled in: `runId`, `workerGroup`, `workerId`.

    Exchange: `exchange/taskcluster-queue/v1/task-running`.
    """

    artifactCreated: ClassVar[TaskExchange[ArtifactCreatedMessage]] = TaskExchange(
        "artifact-created", ArtifactCreatedMessage, required=("runId", "workerGroup", "workerId")
    )
    """Artifact created.

    Sent when the queue has recorded an artifact, currently only for reference and error artifacts.
    It is recorded before any upload, so the data may not be available yet.

    Always filled in: `runId`, `workerGroup`, `workerId`.

    Exchange: `exchange/taskcluster-queue/v1/artifact-created`.
    """

    taskCompleted: ClassVar[TaskExchange[TaskCompletedMessage]] = TaskExchange(
        "task-completed", TaskCompletedMessage, required=("runId", "workerGroup", "workerId")
    )
    """Task completed.

    Sent when a worker has reported a task as completed. The routing key contains the run and its
    worker; earlier runs are in the task status.

    Always filled in: `runId`, `workerGroup`, `workerId`.

    Exchange: `exchange/taskcluster-queue/v1/task-completed`.
    """

    taskFailed: ClassVar[TaskExchange[TaskFailedMessage]] = TaskExchange(
        "task-failed", TaskFailedMessage
    )
    """Task failed.

    Sent when a task has run but failed, for instance because its command had a non-zero exit
    status.

    Exchange: `exchange/taskcluster-queue/v1/task-failed`.
    """

    taskException: ClassVar[TaskExchange[TaskExceptionMessage]] = TaskExchange(
        "task-exception", TaskExceptionMessage
    )
    """Task exception.

    Sent when a task is resolved as an exception: deadline passed, no retries left, cancelled, or
    malformed payload. `reasonResolved` of the last run is the reason.

    Exchange: `exchange/taskcluster-queue/v1/task-exception`.
    """

    taskGroupResolved: ClassVar[TaskGroupExchange[TaskGroupChangedMessage]] = TaskGroupExchange(
        "task-group-resolved", TaskGroupChangedMessage
    )
    """Task group resolved.

    Sent when all current tasks of a task group are resolved, successfully or not. Can be sent again
    for the same group if tasks are added or rerun.

    Exchange: `exchange/taskcluster-queue/v1/task-group-resolved`.
    """

    taskGroupSealed: ClassVar[TaskGroupExchange[TaskGroupChangedMessage]] = TaskGroupExchange(
        "task-group-sealed", TaskGroupChangedMessage
    )
    """Task group sealed.

    Sent when a task group has been sealed; it no longer accepts new tasks.

    Exchange: `exchange/taskcluster-queue/v1/task-group-sealed`.
    """

    taskPriorityChanged: ClassVar[TaskExchange[TaskPriorityChangedMessage]] = TaskExchange(
        "task-priority-changed", TaskPriorityChangedMessage
    )
    """Task priority changed.

    Sent when `changeTaskPriority` has changed the priority of a task.

    Exchange: `exchange/taskcluster-queue/v1/task-priority-changed`.
    """

    taskGroupPriorityChanged: ClassVar[TaskGroupExchange[TaskGroupPriorityChangedMessage]] = (
        TaskGroupExchange("task-group-priority-changed", TaskGroupPriorityChangedMessage)
    )
    """Task group priority changed.

    Sent when `changeTaskGroupPriority` has changed the priority of all unresolved tasks of a group.

    Exchange: `exchange/taskcluster-queue/v1/task-group-priority-changed`.
    """
