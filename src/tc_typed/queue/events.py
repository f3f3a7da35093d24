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
    """A routing key, word by word.

    It is that of `taskDefined`, `taskPending`, `taskRunning`, `artifactCreated`, `taskCompleted`,
    `taskFailed`, `taskException`, `taskPriorityChanged`. A word that the service leaves blank, `_`
    on the wire, is `None`.
    """

    routingKeyKind: str
    """Always `primary` here; copies addressed to a task's own routes begin with `route` instead."""
    taskId: str
    """Slugid of the task the message is about."""
    runId: str | None
    """Newest run of the task, as a number, or blank while there are no runs."""
    workerGroup: str | None
    """Group of the worker that holds or held the newest run, or blank if no worker has."""
    workerId: str | None
    """Worker that holds or held the newest run, or blank if no worker has."""
    provisionerId: str
    """First half of the name of the task's task queue."""
    workerType: str
    """Second half of the name of the task's task queue."""
    schedulerId: str
    """Scheduler that created the task."""
    taskGroupId: str
    """Slugid of the task group the task belongs to."""
    reserved: str | None
    """Room for words added in future; match it with `#`, which is what happens when it is left
    out.
    """


class TaskGroupRoutingKey(NamedTuple):
    """A routing key, word by word.

    It is that of `taskGroupResolved`, `taskGroupSealed`, `taskGroupPriorityChanged`. A word that
    the service leaves blank, `_` on the wire, is `None`.
    """

    routingKeyKind: str
    """Always `primary` here; copies addressed to a task's own routes begin with `route` instead."""
    taskGroupId: str
    """Slugid of the task group the message is about."""
    schedulerId: str
    """Scheduler that the task group belongs to."""
    reserved: str | None
    """Room for words added in future; match it with `#`, which is what happens when it is left
    out.
    """


class TaskExchange(Exchange[MessageT_co, TaskRoutingKey]):
    """An exchange whose routing keys are each a `TaskRoutingKey`."""

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
        """Choose which messages to get.

        `_` matches a word that the service left blank.

        Args:
            routingKeyPattern: A whole pattern, instead of words to match.
            taskId: Slugid of the task the message is about.
            runId: Newest run of the task, as a number, or blank while there are no runs.
            workerGroup: Group of the worker that holds or held the newest run, or blank if no
                worker has.
            workerId: Worker that holds or held the newest run, or blank if no worker has.
            provisionerId: First half of the name of the task's task queue.
            workerType: Second half of the name of the task's task queue.
            schedulerId: Scheduler that created the task.
            taskGroupId: Slugid of the task group the task belongs to.
            reserved: Room for words added in future; match it with `#`, which is what happens when
                it is left out.

        Returns:
            A binding, which also reads the messages that arrive.

        Raises:
            InvalidCall: if a word can't be one, or comes beside a whole pattern.
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
    """An exchange whose routing keys are each a `TaskGroupRoutingKey`."""

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
        """Choose which messages to get.

        Args:
            routingKeyPattern: A whole pattern, instead of words to match.
            taskGroupId: Slugid of the task group the message is about.
            schedulerId: Scheduler that the task group belongs to.
            reserved: Room for words added in future; match it with `#`, which is what happens when
                it is left out.

        Returns:
            A binding, which also reads the messages that arrive.

        Raises:
            InvalidCall: if a word can't be one, or comes beside a whole pattern.
        """
        return self.bind(
            routingKeyPattern, taskGroupId=taskGroupId, schedulerId=schedulerId, reserved=reserved
        )


class QueueEvents(ServiceEvents):
    """Pulse messages in which the queue reports on tasks, task groups and artifacts as they change.

    Task messages share one routing key layout, so a single pattern can follow a kind of task across
    exchanges; task group messages use a shorter one. A task with `routes` has its messages copied
    to the routing key `route.<route>` for each of them. Messages may arrive more than once, and one
    caused by a timeout may on rare occasions be lost.
    """

    serviceName: ClassVar[str] = "queue"
    exchangePrefix: ClassVar[str] = "exchange/taskcluster-queue/v1/"

    taskDefined: ClassVar[TaskExchange[TaskDefinedMessage]] = TaskExchange(
        "task-defined", TaskDefinedMessage
    )
    """Task defined.

    Sent when a task has been created, whether or not it can run yet. For a task that must wait for
    dependencies this is the only message until it becomes pending.

    Exchange: `exchange/taskcluster-queue/v1/task-defined`.
    """

    taskPending: ClassVar[TaskExchange[TaskPendingMessage]] = TaskExchange(
        "task-pending", TaskPendingMessage, required=("runId",)
    )
    """Task pending.

    Sent when a run of a task becomes pending, that is, ready to be claimed. Workers may use it to
    poll less often; claiming still goes through `claimWork`.

    Always filled in: `runId`.

    Exchange: `exchange/taskcluster-queue/v1/task-pending`.
    """

    taskRunning: ClassVar[TaskExchange[TaskRunningMessage]] = TaskExchange(
        "task-running", TaskRunningMessage, required=("runId", "workerGroup", "workerId")
    )
    """Task running.

    Sent when a worker has claimed a task, which starts a run on that worker.

    Always filled in: `runId`, `workerGroup`, `workerId`.

    Exchange: `exchange/taskcluster-queue/v1/task-running`.
    """

    artifactCreated: ClassVar[TaskExchange[ArtifactCreatedMessage]] = TaskExchange(
        "artifact-created", ArtifactCreatedMessage, required=("runId", "workerGroup", "workerId")
    )
    """Artifact created.

    Sent when the queue has recorded an artifact, at present only for reference and error artifacts.
    The record comes before any upload, so the data may not be there yet.

    Always filled in: `runId`, `workerGroup`, `workerId`.

    Exchange: `exchange/taskcluster-queue/v1/artifact-created`.
    """

    taskCompleted: ClassVar[TaskExchange[TaskCompletedMessage]] = TaskExchange(
        "task-completed", TaskCompletedMessage, required=("runId", "workerGroup", "workerId")
    )
    """Task completed.

    Sent when a worker has reported a task as completed. The routing key names the run and worker
    that did it; earlier runs are in the task status.

    Always filled in: `runId`, `workerGroup`, `workerId`.

    Exchange: `exchange/taskcluster-queue/v1/task-completed`.
    """

    taskFailed: ClassVar[TaskExchange[TaskFailedMessage]] = TaskExchange(
        "task-failed", TaskFailedMessage
    )
    """Task failed.

    Sent when a task ran to its end without success, for instance because its own code exited
    non-zero.

    Exchange: `exchange/taskcluster-queue/v1/task-failed`.
    """

    taskException: ClassVar[TaskExchange[TaskExceptionMessage]] = TaskExchange(
        "task-exception", TaskExceptionMessage
    )
    """Task exception.

    Sent when a task is resolved without a proper result: deadline passed, retries used up,
    canceled, or malformed payload. The `reasonResolved` of the last run tells which.

    Exchange: `exchange/taskcluster-queue/v1/task-exception`.
    """

    taskGroupResolved: ClassVar[TaskGroupExchange[TaskGroupChangedMessage]] = TaskGroupExchange(
        "task-group-resolved", TaskGroupChangedMessage
    )
    """Task group resolved.

    Sent when all tasks so far in a task group have been resolved, successful or not. Adding or
    rerunning tasks can make the same group resolve more than once.

    Exchange: `exchange/taskcluster-queue/v1/task-group-resolved`.
    """

    taskGroupSealed: ClassVar[TaskGroupExchange[TaskGroupChangedMessage]] = TaskGroupExchange(
        "task-group-sealed", TaskGroupChangedMessage
    )
    """Task group sealed.

    Sent when a task group has been sealed, from which point it accepts no new tasks.

    Exchange: `exchange/taskcluster-queue/v1/task-group-sealed`.
    """

    taskPriorityChanged: ClassVar[TaskExchange[TaskPriorityChangedMessage]] = TaskExchange(
        "task-priority-changed", TaskPriorityChangedMessage
    )
    """Task priority changed.

    Sent when `changeTaskPriority` has given a task another priority.

    Exchange: `exchange/taskcluster-queue/v1/task-priority-changed`.
    """

    taskGroupPriorityChanged: ClassVar[TaskGroupExchange[TaskGroupPriorityChangedMessage]] = (
        TaskGroupExchange("task-group-priority-changed", TaskGroupPriorityChangedMessage)
    )
    """Task group priority changed.

    Sent once `changeTaskGroupPriority` has finished giving the tasks of a group another priority.

    Exchange: `exchange/taskcluster-queue/v1/task-group-priority-changed`.
    """
