"""What the queue service publishes on Pulse: its exchanges, and their routing keys.

Compiled from schemas/queue by tc_typed.compiler; change the contract, not this file.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar, NamedTuple

from tc_typed.core.events import Binding, Exchange, ServiceEvents, Word
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
    """Newest run of the task, as a number, or `_` while there are no runs."""
    workerGroup: str | None
    """Group of the worker that holds or held the newest run, or `_` if no worker has."""
    workerId: str | None
    """Worker that holds or held the newest run, or `_` if no worker has."""
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


_taskDefined: Exchange[TaskDefinedMessage, TaskRoutingKey] = Exchange(
    service="queue",
    name="taskDefined",
    exchange="exchange/taskcluster-queue/v1/task-defined",
    layout=(
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
    ),
    key=TaskRoutingKey,
    message=TaskDefinedMessage,
)
_taskPending: Exchange[TaskPendingMessage, TaskRoutingKey] = Exchange(
    service="queue",
    name="taskPending",
    exchange="exchange/taskcluster-queue/v1/task-pending",
    layout=(
        Word("routingKeyKind", constant="primary"),
        Word("taskId"),
        Word("runId"),
        Word("workerGroup", required=False),
        Word("workerId", required=False),
        Word("provisionerId"),
        Word("workerType"),
        Word("schedulerId"),
        Word("taskGroupId"),
        Word("reserved", multiple=True, required=False),
    ),
    key=TaskRoutingKey,
    message=TaskPendingMessage,
)
_taskRunning: Exchange[TaskRunningMessage, TaskRoutingKey] = Exchange(
    service="queue",
    name="taskRunning",
    exchange="exchange/taskcluster-queue/v1/task-running",
    layout=(
        Word("routingKeyKind", constant="primary"),
        Word("taskId"),
        Word("runId"),
        Word("workerGroup"),
        Word("workerId"),
        Word("provisionerId"),
        Word("workerType"),
        Word("schedulerId"),
        Word("taskGroupId"),
        Word("reserved", multiple=True, required=False),
    ),
    key=TaskRoutingKey,
    message=TaskRunningMessage,
)
_artifactCreated: Exchange[ArtifactCreatedMessage, TaskRoutingKey] = Exchange(
    service="queue",
    name="artifactCreated",
    exchange="exchange/taskcluster-queue/v1/artifact-created",
    layout=(
        Word("routingKeyKind", constant="primary"),
        Word("taskId"),
        Word("runId"),
        Word("workerGroup"),
        Word("workerId"),
        Word("provisionerId"),
        Word("workerType"),
        Word("schedulerId"),
        Word("taskGroupId"),
        Word("reserved", multiple=True, required=False),
    ),
    key=TaskRoutingKey,
    message=ArtifactCreatedMessage,
)
_taskCompleted: Exchange[TaskCompletedMessage, TaskRoutingKey] = Exchange(
    service="queue",
    name="taskCompleted",
    exchange="exchange/taskcluster-queue/v1/task-completed",
    layout=(
        Word("routingKeyKind", constant="primary"),
        Word("taskId"),
        Word("runId"),
        Word("workerGroup"),
        Word("workerId"),
        Word("provisionerId"),
        Word("workerType"),
        Word("schedulerId"),
        Word("taskGroupId"),
        Word("reserved", multiple=True, required=False),
    ),
    key=TaskRoutingKey,
    message=TaskCompletedMessage,
)
_taskFailed: Exchange[TaskFailedMessage, TaskRoutingKey] = Exchange(
    service="queue",
    name="taskFailed",
    exchange="exchange/taskcluster-queue/v1/task-failed",
    layout=(
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
    ),
    key=TaskRoutingKey,
    message=TaskFailedMessage,
)
_taskException: Exchange[TaskExceptionMessage, TaskRoutingKey] = Exchange(
    service="queue",
    name="taskException",
    exchange="exchange/taskcluster-queue/v1/task-exception",
    layout=(
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
    ),
    key=TaskRoutingKey,
    message=TaskExceptionMessage,
)
_taskGroupResolved: Exchange[TaskGroupChangedMessage, TaskGroupRoutingKey] = Exchange(
    service="queue",
    name="taskGroupResolved",
    exchange="exchange/taskcluster-queue/v1/task-group-resolved",
    layout=(
        Word("routingKeyKind", constant="primary"),
        Word("taskGroupId"),
        Word("schedulerId"),
        Word("reserved", multiple=True, required=False),
    ),
    key=TaskGroupRoutingKey,
    message=TaskGroupChangedMessage,
)
_taskGroupSealed: Exchange[TaskGroupChangedMessage, TaskGroupRoutingKey] = Exchange(
    service="queue",
    name="taskGroupSealed",
    exchange="exchange/taskcluster-queue/v1/task-group-sealed",
    layout=(
        Word("routingKeyKind", constant="primary"),
        Word("taskGroupId"),
        Word("schedulerId"),
        Word("reserved", multiple=True, required=False),
    ),
    key=TaskGroupRoutingKey,
    message=TaskGroupChangedMessage,
)
_taskPriorityChanged: Exchange[TaskPriorityChangedMessage, TaskRoutingKey] = Exchange(
    service="queue",
    name="taskPriorityChanged",
    exchange="exchange/taskcluster-queue/v1/task-priority-changed",
    layout=(
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
    ),
    key=TaskRoutingKey,
    message=TaskPriorityChangedMessage,
)
_taskGroupPriorityChanged: Exchange[TaskGroupPriorityChangedMessage, TaskGroupRoutingKey] = (
    Exchange(
        service="queue",
        name="taskGroupPriorityChanged",
        exchange="exchange/taskcluster-queue/v1/task-group-priority-changed",
        layout=(
            Word("routingKeyKind", constant="primary"),
            Word("taskGroupId"),
            Word("schedulerId"),
            Word("reserved", multiple=True, required=False),
        ),
        key=TaskGroupRoutingKey,
        message=TaskGroupPriorityChangedMessage,
    )
)


class QueueEvents(ServiceEvents):
    """Pulse messages in which the queue reports on tasks, task groups and artifacts as they change.

    Task messages share one routing key layout, so a single pattern can follow a kind of task across
    exchanges; task group messages use a shorter one. A task with `routes` has its messages copied
    to the routing key `route.<route>` for each of them. Messages may arrive more than once, and one
    caused by a timeout may on rare occasions be lost.
    """

    serviceName: ClassVar[str] = "queue"
    exchanges: ClassVar[Mapping[str, Exchange]] = {
        exchange.name: exchange
        for exchange in (
            _taskDefined,
            _taskPending,
            _taskRunning,
            _artifactCreated,
            _taskCompleted,
            _taskFailed,
            _taskException,
            _taskGroupResolved,
            _taskGroupSealed,
            _taskPriorityChanged,
            _taskGroupPriorityChanged,
        )
    }

    def taskDefined(
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
    ) -> Binding[TaskDefinedMessage, TaskRoutingKey]:
        """Task defined.

        Sent when a task has been created, whether or not it can run yet. For a task that must wait
        for dependencies this is the only message until it becomes pending.

        Args:
            routingKeyPattern: A whole pattern, instead of words to match.
            taskId: Slugid of the task the message is about.
            runId: Newest run of the task, as a number, or `_` while there are no runs.
            workerGroup: Group of the worker that holds or held the newest run, or `_` if no worker
                has.
            workerId: Worker that holds or held the newest run, or `_` if no worker has.
            provisionerId: First half of the name of the task's task queue.
            workerType: Second half of the name of the task's task queue.
            schedulerId: Scheduler that created the task.
            taskGroupId: Slugid of the task group the task belongs to.
            reserved: Room for words added in future; match it with `#`, which is what happens when
                it is left out.

        Returns:
            A binding, for messages of type `TaskDefinedMessage`.

        Raises:
            InvalidCall: if a word can't be one, or comes beside a whole pattern.

        Exchange: `exchange/taskcluster-queue/v1/task-defined`.
        """
        return _taskDefined.bind(
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

    def taskPending(
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
    ) -> Binding[TaskPendingMessage, TaskRoutingKey]:
        """Task pending.

        Sent when a run of a task becomes pending, that is, ready to be claimed. Workers may use it
        to poll less often; claiming still goes through `claimWork`.

        Args:
            routingKeyPattern: A whole pattern, instead of words to match.
            taskId: Slugid of the task the message is about.
            runId: Newest run of the task, as a number.
            workerGroup: Group of the worker that holds or held the newest run, or `_` if no worker
                has.
            workerId: Worker that holds or held the newest run, or `_` if no worker has.
            provisionerId: First half of the name of the task's task queue.
            workerType: Second half of the name of the task's task queue.
            schedulerId: Scheduler that created the task.
            taskGroupId: Slugid of the task group the task belongs to.
            reserved: Room for words added in future; match it with `#`, which is what happens when
                it is left out.

        Returns:
            A binding, for messages of type `TaskPendingMessage`.

        Raises:
            InvalidCall: if a word can't be one, or comes beside a whole pattern.

        Exchange: `exchange/taskcluster-queue/v1/task-pending`.
        """
        return _taskPending.bind(
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

    def taskRunning(
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
    ) -> Binding[TaskRunningMessage, TaskRoutingKey]:
        """Task running.

        Sent when a worker has claimed a task, which starts a run on that worker.

        Args:
            routingKeyPattern: A whole pattern, instead of words to match.
            taskId: Slugid of the task the message is about.
            runId: Newest run of the task, as a number.
            workerGroup: Group of the worker that holds or held the newest run.
            workerId: Worker that holds or held the newest run.
            provisionerId: First half of the name of the task's task queue.
            workerType: Second half of the name of the task's task queue.
            schedulerId: Scheduler that created the task.
            taskGroupId: Slugid of the task group the task belongs to.
            reserved: Room for words added in future; match it with `#`, which is what happens when
                it is left out.

        Returns:
            A binding, for messages of type `TaskRunningMessage`.

        Raises:
            InvalidCall: if a word can't be one, or comes beside a whole pattern.

        Exchange: `exchange/taskcluster-queue/v1/task-running`.
        """
        return _taskRunning.bind(
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

    def artifactCreated(
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
    ) -> Binding[ArtifactCreatedMessage, TaskRoutingKey]:
        """Artifact created.

        Sent when the queue has recorded an artifact, at present only for reference and error
        artifacts. The record comes before any upload, so the data may not be there yet.

        Args:
            routingKeyPattern: A whole pattern, instead of words to match.
            taskId: Slugid of the task the message is about.
            runId: Newest run of the task, as a number.
            workerGroup: Group of the worker that holds or held the newest run.
            workerId: Worker that holds or held the newest run.
            provisionerId: First half of the name of the task's task queue.
            workerType: Second half of the name of the task's task queue.
            schedulerId: Scheduler that created the task.
            taskGroupId: Slugid of the task group the task belongs to.
            reserved: Room for words added in future; match it with `#`, which is what happens when
                it is left out.

        Returns:
            A binding, for messages of type `ArtifactCreatedMessage`.

        Raises:
            InvalidCall: if a word can't be one, or comes beside a whole pattern.

        Exchange: `exchange/taskcluster-queue/v1/artifact-created`.
        """
        return _artifactCreated.bind(
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

    def taskCompleted(
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
    ) -> Binding[TaskCompletedMessage, TaskRoutingKey]:
        """Task completed.

        Sent when a worker has reported a task as completed. The routing key names the run and
        worker that did it; earlier runs are in the task status.

        Args:
            routingKeyPattern: A whole pattern, instead of words to match.
            taskId: Slugid of the task the message is about.
            runId: Newest run of the task, as a number.
            workerGroup: Group of the worker that holds or held the newest run.
            workerId: Worker that holds or held the newest run.
            provisionerId: First half of the name of the task's task queue.
            workerType: Second half of the name of the task's task queue.
            schedulerId: Scheduler that created the task.
            taskGroupId: Slugid of the task group the task belongs to.
            reserved: Room for words added in future; match it with `#`, which is what happens when
                it is left out.

        Returns:
            A binding, for messages of type `TaskCompletedMessage`.

        Raises:
            InvalidCall: if a word can't be one, or comes beside a whole pattern.

        Exchange: `exchange/taskcluster-queue/v1/task-completed`.
        """
        return _taskCompleted.bind(
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

    def taskFailed(
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
    ) -> Binding[TaskFailedMessage, TaskRoutingKey]:
        """Task failed.

        Sent when a task ran to its end without success, for instance because its own code exited
        non-zero.

        Args:
            routingKeyPattern: A whole pattern, instead of words to match.
            taskId: Slugid of the task the message is about.
            runId: Newest run of the task, as a number, or `_` while there are no runs.
            workerGroup: Group of the worker that holds or held the newest run, or `_` if no worker
                has.
            workerId: Worker that holds or held the newest run, or `_` if no worker has.
            provisionerId: First half of the name of the task's task queue.
            workerType: Second half of the name of the task's task queue.
            schedulerId: Scheduler that created the task.
            taskGroupId: Slugid of the task group the task belongs to.
            reserved: Room for words added in future; match it with `#`, which is what happens when
                it is left out.

        Returns:
            A binding, for messages of type `TaskFailedMessage`.

        Raises:
            InvalidCall: if a word can't be one, or comes beside a whole pattern.

        Exchange: `exchange/taskcluster-queue/v1/task-failed`.
        """
        return _taskFailed.bind(
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

    def taskException(
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
    ) -> Binding[TaskExceptionMessage, TaskRoutingKey]:
        """Task exception.

        Sent when a task is resolved without a proper result: deadline passed, retries used up,
        canceled, or malformed payload. The `reasonResolved` of the last run tells which.

        Args:
            routingKeyPattern: A whole pattern, instead of words to match.
            taskId: Slugid of the task the message is about.
            runId: Newest run of the task, as a number, or `_` while there are no runs.
            workerGroup: Group of the worker that holds or held the newest run, or `_` if no worker
                has.
            workerId: Worker that holds or held the newest run, or `_` if no worker has.
            provisionerId: First half of the name of the task's task queue.
            workerType: Second half of the name of the task's task queue.
            schedulerId: Scheduler that created the task.
            taskGroupId: Slugid of the task group the task belongs to.
            reserved: Room for words added in future; match it with `#`, which is what happens when
                it is left out.

        Returns:
            A binding, for messages of type `TaskExceptionMessage`.

        Raises:
            InvalidCall: if a word can't be one, or comes beside a whole pattern.

        Exchange: `exchange/taskcluster-queue/v1/task-exception`.
        """
        return _taskException.bind(
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

    def taskGroupResolved(
        self,
        routingKeyPattern: str | None = None,
        /,
        *,
        taskGroupId: str | None = None,
        schedulerId: str | None = None,
        reserved: str | None = None,
    ) -> Binding[TaskGroupChangedMessage, TaskGroupRoutingKey]:
        """Task group resolved.

        Sent when all tasks so far in a task group have been resolved, successful or not. Adding or
        rerunning tasks can make the same group resolve more than once.

        Args:
            routingKeyPattern: A whole pattern, instead of words to match.
            taskGroupId: Slugid of the task group the message is about.
            schedulerId: Scheduler that the task group belongs to.
            reserved: Room for words added in future; match it with `#`, which is what happens when
                it is left out.

        Returns:
            A binding, for messages of type `TaskGroupChangedMessage`.

        Raises:
            InvalidCall: if a word can't be one, or comes beside a whole pattern.

        Exchange: `exchange/taskcluster-queue/v1/task-group-resolved`.
        """
        return _taskGroupResolved.bind(
            routingKeyPattern, taskGroupId=taskGroupId, schedulerId=schedulerId, reserved=reserved
        )

    def taskGroupSealed(
        self,
        routingKeyPattern: str | None = None,
        /,
        *,
        taskGroupId: str | None = None,
        schedulerId: str | None = None,
        reserved: str | None = None,
    ) -> Binding[TaskGroupChangedMessage, TaskGroupRoutingKey]:
        """Task group sealed.

        Sent when a task group has been sealed, from which point it accepts no new tasks.

        Args:
            routingKeyPattern: A whole pattern, instead of words to match.
            taskGroupId: Slugid of the task group the message is about.
            schedulerId: Scheduler that the task group belongs to.
            reserved: Room for words added in future; match it with `#`, which is what happens when
                it is left out.

        Returns:
            A binding, for messages of type `TaskGroupChangedMessage`.

        Raises:
            InvalidCall: if a word can't be one, or comes beside a whole pattern.

        Exchange: `exchange/taskcluster-queue/v1/task-group-sealed`.
        """
        return _taskGroupSealed.bind(
            routingKeyPattern, taskGroupId=taskGroupId, schedulerId=schedulerId, reserved=reserved
        )

    def taskPriorityChanged(
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
    ) -> Binding[TaskPriorityChangedMessage, TaskRoutingKey]:
        """Task priority changed.

        Sent when `changeTaskPriority` has given a task another priority.

        Args:
            routingKeyPattern: A whole pattern, instead of words to match.
            taskId: Slugid of the task the message is about.
            runId: Newest run of the task, as a number, or `_` while there are no runs.
            workerGroup: Group of the worker that holds or held the newest run, or `_` if no worker
                has.
            workerId: Worker that holds or held the newest run, or `_` if no worker has.
            provisionerId: First half of the name of the task's task queue.
            workerType: Second half of the name of the task's task queue.
            schedulerId: Scheduler that created the task.
            taskGroupId: Slugid of the task group the task belongs to.
            reserved: Room for words added in future; match it with `#`, which is what happens when
                it is left out.

        Returns:
            A binding, for messages of type `TaskPriorityChangedMessage`.

        Raises:
            InvalidCall: if a word can't be one, or comes beside a whole pattern.

        Exchange: `exchange/taskcluster-queue/v1/task-priority-changed`.
        """
        return _taskPriorityChanged.bind(
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

    def taskGroupPriorityChanged(
        self,
        routingKeyPattern: str | None = None,
        /,
        *,
        taskGroupId: str | None = None,
        schedulerId: str | None = None,
        reserved: str | None = None,
    ) -> Binding[TaskGroupPriorityChangedMessage, TaskGroupRoutingKey]:
        """Task group priority changed.

        Sent once `changeTaskGroupPriority` has finished giving the tasks of a group another
        priority.

        Args:
            routingKeyPattern: A whole pattern, instead of words to match.
            taskGroupId: Slugid of the task group the message is about.
            schedulerId: Scheduler that the task group belongs to.
            reserved: Room for words added in future; match it with `#`, which is what happens when
                it is left out.

        Returns:
            A binding, for messages of type `TaskGroupPriorityChangedMessage`.

        Raises:
            InvalidCall: if a word can't be one, or comes beside a whole pattern.

        Exchange: `exchange/taskcluster-queue/v1/task-group-priority-changed`.
        """
        return _taskGroupPriorityChanged.bind(
            routingKeyPattern, taskGroupId=taskGroupId, schedulerId=schedulerId, reserved=reserved
        )
