"""Pulse messages of the queue, built from its records."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TypeVar

from tc_typed.queue.events import QueueEvents, TaskExchange, TaskGroupExchange
from tc_typed.queue.models import (
    ArtifactCreatedMessage,
    CreatedArtifact,
    PulseTask,
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
from tc_typed.testing.messages import Messages
from tc_typed.testing.services.queue.groups import GroupRecord
from tc_typed.testing.services.queue.records import Priority, RunRecord, TaskRecord
from tc_typed.testing.services.task_queue_ids import splitTaskQueueId

_VERSION = 1
"""Version of the format of all messages."""

MessageT = TypeVar("MessageT")
ReportedT = TypeVar("ReportedT", TaskCompletedMessage, TaskFailedMessage)


@dataclass(frozen=True, slots=True)
class QueueMessages:
    """Messages that the queue sends. Each method sends one."""

    messages: Messages

    def taskDefined(self, task: TaskRecord) -> None:
        """Announce that a task has been defined. The message shows it without runs."""
        status = task.status()
        status.state, status.runs, status.retriesLeft = "unscheduled", [], task.retries
        message = TaskDefinedMessage(version=_VERSION, status=status, task=_pulseTask(task))
        self._publish(QueueEvents.taskDefined, message, task, None)

    def taskPending(self, task: TaskRecord) -> None:
        """Announce that the last run of a task is pending."""
        run = task.runs[-1]
        message = TaskPendingMessage(
            version=_VERSION, status=task.status(), runId=run.runId, task=_pulseTask(task)
        )
        self._publish(QueueEvents.taskPending, message, task, run)

    def taskRunning(self, task: TaskRecord, run: RunRecord) -> None:
        """Announce that a run has been claimed."""
        workerGroup, workerId = _worker(run)
        if run.takenUntil is None:
            raise ValueError(f"run {run.runId} must be claimed, got {run.state}")
        message = TaskRunningMessage(
            version=_VERSION,
            status=task.status(),
            runId=run.runId,
            workerGroup=workerGroup,
            workerId=workerId,
            takenUntil=run.takenUntil,
            task=_pulseTask(task),
        )
        self._publish(QueueEvents.taskRunning, message, task, run)

    def taskCompleted(self, task: TaskRecord, run: RunRecord) -> None:
        """Announce that a run has succeeded."""
        self._reported(QueueEvents.taskCompleted, TaskCompletedMessage, task, run)

    def taskFailed(self, task: TaskRecord, run: RunRecord) -> None:
        """Announce that a run has failed."""
        self._reported(QueueEvents.taskFailed, TaskFailedMessage, task, run)

    def _reported(
        self,
        exchange: TaskExchange[ReportedT],
        message: type[ReportedT],
        task: TaskRecord,
        run: RunRecord,
    ) -> None:
        workerGroup, workerId = _worker(run)
        reported = message(
            version=_VERSION,
            status=task.status(),
            runId=run.runId,
            workerGroup=workerGroup,
            workerId=workerId,
            task=_pulseTask(task),
        )
        self._publish(exchange, reported, task, run)

    def taskException(self, task: TaskRecord, run: RunRecord, *, inGroup: bool = False) -> None:
        """Announce that a run has ended as an exception.

        Args:
            task: The task.
            run: The run.
            inGroup: Whether it was canceled with its task group. A real queue then leaves out the
                priority.
        """
        # A real queue does not name the worker when a deadline has passed.
        hasWorker = run.reasonResolved != "deadline-exceeded"
        status = task.status()
        if inGroup:
            del status.priority
        message = TaskExceptionMessage(
            version=_VERSION,
            status=status,
            runId=run.runId,
            workerGroup=run.workerGroup if hasWorker else None,
            workerId=run.workerId if hasWorker else None,
            task=_pulseTask(task),
        )
        self._publish(
            QueueEvents.taskException,
            message,
            task,
            run if hasWorker else replace(run, workerGroup=None, workerId=None),
        )

    def taskPriorityChanged(self, task: TaskRecord, oldPriority: Priority) -> None:
        """Announce that a task has another priority.

        Args:
            task: The task, which has its new priority.
            oldPriority: Priority that it had.
        """
        message = TaskPriorityChangedMessage(
            version=_VERSION,
            status=task.status(),
            oldPriority=oldPriority,
            newPriority=task.priority,
        )
        self._publish(QueueEvents.taskPriorityChanged, message, task, None)

    def artifactCreated(self, task: TaskRecord, run: RunRecord, artifact: CreatedArtifact) -> None:
        """Announce that an artifact has been created."""
        workerGroup, workerId = _worker(run)
        message = ArtifactCreatedMessage(
            version=_VERSION,
            status=task.status(),
            runId=run.runId,
            workerGroup=workerGroup,
            workerId=workerId,
            artifact=artifact,
        )
        self._publish(QueueEvents.artifactCreated, message, task, run)

    def _publish(
        self,
        exchange: TaskExchange[MessageT],
        message: MessageT,
        task: TaskRecord,
        run: RunRecord | None,
    ) -> None:
        """Send a message about a task, and about one of its runs if it is about a run."""
        self.messages.publish(exchange, message, _routeKeys(task), **_words(task, run))

    def taskGroupResolved(self, group: GroupRecord) -> None:
        """Announce that each task of a group has been resolved."""
        self._publishAboutGroup(QueueEvents.taskGroupResolved, _groupChanged(group), group)

    def taskGroupSealed(self, group: GroupRecord) -> None:
        """Announce that a group accepts no more tasks."""
        self._publishAboutGroup(QueueEvents.taskGroupSealed, _groupChanged(group), group)

    def taskGroupPriorityChanged(
        self, group: GroupRecord, newPriority: Priority, tasksAffected: int
    ) -> None:
        """Announce that tasks of a group have another priority.

        Args:
            group: The group.
            newPriority: Priority that they have now.
            tasksAffected: Number of tasks whose priority was changed.
        """
        message = TaskGroupPriorityChangedMessage(
            version=_VERSION,
            taskGroupId=group.taskGroupId,
            schedulerId=group.schedulerId,
            newPriority=newPriority,
            tasksAffected=tasksAffected,
        )
        self._publishAboutGroup(QueueEvents.taskGroupPriorityChanged, message, group)

    def _publishAboutGroup(
        self, exchange: TaskGroupExchange[MessageT], message: MessageT, group: GroupRecord
    ) -> None:
        """Send a message about a task group."""
        self.messages.publish(
            exchange, message, taskGroupId=group.taskGroupId, schedulerId=group.schedulerId
        )


def _groupChanged(group: GroupRecord) -> TaskGroupChangedMessage:
    return TaskGroupChangedMessage(
        version=_VERSION,
        taskGroupId=group.taskGroupId,
        schedulerId=group.schedulerId,
        sealed=group.sealed,
        expires=group.expires,
    )


def _words(task: TaskRecord, run: RunRecord | None) -> dict[str, str | int | None]:
    """Return the words of the routing key of a message about a task.

    Args:
        task: The task.
        run: Run that the message is about; `None` if it is about none.
    """
    provisionerId, workerType = splitTaskQueueId(task.taskQueueId)
    return {
        "taskId": task.taskId,
        "runId": None if run is None else run.runId,
        "workerGroup": None if run is None else run.workerGroup,
        "workerId": None if run is None else run.workerId,
        "provisionerId": provisionerId,
        "workerType": workerType,
        "schedulerId": task.schedulerId,
        "taskGroupId": task.taskGroupId,
    }


def _routeKeys(task: TaskRecord) -> list[str]:
    """Return the further routing keys of messages about a task, one for each of its routes."""
    return [f"route.{route}" for route in task.routes]


def _pulseTask(task: TaskRecord) -> PulseTask:
    return PulseTask(tags=dict(task.tags))


def _worker(run: RunRecord) -> tuple[str, str]:
    """Return the group and the id of the worker that claimed a run."""
    if run.workerGroup is None or run.workerId is None:
        raise ValueError(f"run {run.runId} must be claimed, got {run.state}")
    return run.workerGroup, run.workerId
