"""Exchanges of the scheduler service on Pulse, and their routing keys.

Compiled from schemas/legacy/scheduler by tc_typed.compiler; change the contract, not this file.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar, NamedTuple

from tc_typed.core.events import Binding, Exchange, MessageT_co, ServiceEvents, Word
from tc_typed.legacy.scheduler.models import (
    TaskGraphBlockedMessage,
    TaskGraphExtendedMessage,
    TaskGraphFinishedMessage,
    TaskGraphRunningMessage,
)


class TaskGraphRoutingKey(NamedTuple):
    """A routing key, split into words.

    Exchanges: `taskGraphRunning`, `taskGraphExtended`, `taskGraphBlocked`, `taskGraphFinished`. A
    word that the service leaves blank, `_` on the wire, is `None`.
    """

    routingKeyKind: str
    """Always `primary` here; copies sent to a task graph's own routes begin with `route`
    instead.
    """
    taskId: str | None
    """Blank in every message: the word only keeps the same positions as in the queue's routing
    keys.
    """
    runId: str | None
    """Blank in every message: the word only keeps the same positions as in the queue's routing
    keys.
    """
    workerGroup: str | None
    """Blank in every message: the word only keeps the same positions as in the queue's routing
    keys.
    """
    workerId: str | None
    """Blank in every message: the word only keeps the same positions as in the queue's routing
    keys.
    """
    provisionerId: str | None
    """Blank in every message: the word only keeps the same positions as in the queue's routing
    keys.
    """
    workerType: str | None
    """Blank in every message: the word only keeps the same positions as in the queue's routing
    keys.
    """
    schedulerId: str
    """Scheduler that manages the task graph, usually `task-graph-scheduler`."""
    taskGraphId: str
    """Slugid of the task graph that the message is about."""
    reserved: str | None
    """Reserved for future use. If you omit it in a binding, `#` matches it."""


class TaskGraphExchange(Exchange[MessageT_co, TaskGraphRoutingKey]):
    """An exchange with routing keys of type `TaskGraphRoutingKey`."""

    key: Callable[..., TaskGraphRoutingKey] = TaskGraphRoutingKey
    words: ClassVar[tuple[Word, ...]] = (
        Word("routingKeyKind", constant="primary"),
        Word("taskId", required=False),
        Word("runId", required=False),
        Word("workerGroup", required=False),
        Word("workerId", required=False),
        Word("provisionerId", required=False),
        Word("workerType", required=False),
        Word("schedulerId"),
        Word("taskGraphId"),
        Word("reserved", multiple=True, required=False),
    )

    def __call__(
        self,
        routingKeyPattern: str | None = None,
        /,
        *,
        taskId: str | None = None,
        runId: str | None = None,
        workerGroup: str | None = None,
        workerId: str | None = None,
        provisionerId: str | None = None,
        workerType: str | None = None,
        schedulerId: str | None = None,
        taskGraphId: str | None = None,
        reserved: str | None = None,
    ) -> Binding[MessageT_co, TaskGraphRoutingKey]:
        """Select the messages to receive.

        `_` matches a word that the service left blank.

        Args:
            routingKeyPattern: Complete routing key pattern, instead of single words.
            taskId: Blank in every message: the word only keeps the same positions as in the queue's
                routing keys.
            runId: Blank in every message: the word only keeps the same positions as in the queue's
                routing keys.
            workerGroup: Blank in every message: the word only keeps the same positions as in the
                queue's routing keys.
            workerId: Blank in every message: the word only keeps the same positions as in the
                queue's routing keys.
            provisionerId: Blank in every message: the word only keeps the same positions as in the
                queue's routing keys.
            workerType: Blank in every message: the word only keeps the same positions as in the
                queue's routing keys.
            schedulerId: Scheduler that manages the task graph, usually `task-graph-scheduler`.
            taskGraphId: Slugid of the task graph that the message is about.
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
            taskGraphId=taskGraphId,
            reserved=reserved,
        )


class SchedulerEvents(ServiceEvents):
    """Pulse messages about task graphs, which the scheduler sent up to 2017.

    Their routing keys have the same format as those of the queue's task messages, with the words
    about a single task left blank. The tasks of a graph have its `taskGraphId` as their
    `taskGroupId`, so the queue's own exchanges report on them. Now the queue's `taskGroupResolved`
    reports the end of a task group.
    """

    serviceName: ClassVar[str] = "scheduler"
    exchangePrefix: ClassVar[str] = "exchange/taskcluster-scheduler/v1/"

    taskGraphRunning: ClassVar[TaskGraphExchange[TaskGraphRunningMessage]] = TaskGraphExchange(
        "task-graph-running", TaskGraphRunningMessage
    )
    """Task graph running.

    Sent when a task graph has been created and starts to run.

    Exchange: `exchange/taskcluster-scheduler/v1/task-graph-running`.
    """

    taskGraphExtended: ClassVar[TaskGraphExchange[TaskGraphExtendedMessage]] = TaskGraphExchange(
        "task-graph-extended", TaskGraphExtendedMessage
    )
    """Task graph extended.

    Sent when tasks have been added to a task graph. Clients that track its tasks may need to fetch
    them again.

    Exchange: `exchange/taskcluster-scheduler/v1/task-graph-extended`.
    """

    taskGraphBlocked: ClassVar[TaskGraphExchange[TaskGraphBlockedMessage]] = TaskGraphExchange(
        "task-graph-blocked", TaskGraphBlockedMessage
    )
    """Task graph blocked.

    Sent when a task of the graph has failed in its last rerun, so the graph can't finish. The
    message has the task's id.

    Exchange: `exchange/taskcluster-scheduler/v1/task-graph-blocked`.
    """

    taskGraphFinished: ClassVar[TaskGraphExchange[TaskGraphFinishedMessage]] = TaskGraphExchange(
        "task-graph-finished", TaskGraphFinishedMessage
    )
    """Task graph finished.

    Sent when the last task of a graph has succeeded.

    Exchange: `exchange/taskcluster-scheduler/v1/task-graph-finished`.
    """
