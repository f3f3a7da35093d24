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
    """A routing key, word by word.

    It is that of `taskGraphRunning`, `taskGraphExtended`, `taskGraphBlocked`, `taskGraphFinished`.
    A word that the service leaves blank, `_` on the wire, is `None`.
    """

    routingKeyKind: str
    """Always `primary` here; copies addressed to a task graph's own routes begin with `route`
    instead.
    """
    taskId: str | None
    """Blank in every message: the word is there so that positions match those in routing keys of
    the queue.
    """
    runId: str | None
    """Blank in every message: the word is there so that positions match those in routing keys of
    the queue.
    """
    workerGroup: str | None
    """Blank in every message: the word is there so that positions match those in routing keys of
    the queue.
    """
    workerId: str | None
    """Blank in every message: the word is there so that positions match those in routing keys of
    the queue.
    """
    provisionerId: str | None
    """Blank in every message: the word is there so that positions match those in routing keys of
    the queue.
    """
    workerType: str | None
    """Blank in every message: the word is there so that positions match those in routing keys of
    the queue.
    """
    schedulerId: str
    """Scheduler that manages the task graph, usually `task-graph-scheduler`."""
    taskGraphId: str
    """Slugid of the task graph that the message is about."""
    reserved: str | None
    """Room for words added in future; match it with `#`, which is what happens when it is left
    out.
    """


class TaskGraphExchange(Exchange[MessageT_co, TaskGraphRoutingKey]):
    """An exchange whose routing keys are each a `TaskGraphRoutingKey`."""

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
        """Choose which messages to get.

        `_` matches a word that the service left blank.

        Args:
            routingKeyPattern: A whole pattern, instead of words to match.
            taskId: Blank in every message: the word is there so that positions match those in
                routing keys of the queue.
            runId: Blank in every message: the word is there so that positions match those in
                routing keys of the queue.
            workerGroup: Blank in every message: the word is there so that positions match those in
                routing keys of the queue.
            workerId: Blank in every message: the word is there so that positions match those in
                routing keys of the queue.
            provisionerId: Blank in every message: the word is there so that positions match those
                in routing keys of the queue.
            workerType: Blank in every message: the word is there so that positions match those in
                routing keys of the queue.
            schedulerId: Scheduler that manages the task graph, usually `task-graph-scheduler`.
            taskGraphId: Slugid of the task graph that the message is about.
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
            taskGraphId=taskGraphId,
            reserved=reserved,
        )


class SchedulerEvents(ServiceEvents):
    """Pulse messages in which the scheduler reported on task graphs, up to 2017.

    Their routing keys are laid out like those of the queue's task messages, with the words about a
    single task left blank. The tasks of a graph have its `taskGraphId` as their `taskGroupId`, so
    the queue's own exchanges tell about them. Today there is `taskGroupResolved` of the queue for
    the end of a task group.
    """

    serviceName: ClassVar[str] = "scheduler"
    exchangePrefix: ClassVar[str] = "exchange/taskcluster-scheduler/v1/"

    taskGraphRunning: ClassVar[TaskGraphExchange[TaskGraphRunningMessage]] = TaskGraphExchange(
        "task-graph-running", TaskGraphRunningMessage
    )
    """Task graph running.

    Sent when a task graph has been created, which sets it running.

    Exchange: `exchange/taskcluster-scheduler/v1/task-graph-running`.
    """

    taskGraphExtended: ClassVar[TaskGraphExchange[TaskGraphExtendedMessage]] = TaskGraphExchange(
        "task-graph-extended", TaskGraphExtendedMessage
    )
    """Task graph extended.

    Sent when tasks have been added to a task graph. Those who follow its tasks may want to fetch
    them again.

    Exchange: `exchange/taskcluster-scheduler/v1/task-graph-extended`.
    """

    taskGraphBlocked: ClassVar[TaskGraphExchange[TaskGraphBlockedMessage]] = TaskGraphExchange(
        "task-graph-blocked", TaskGraphBlockedMessage
    )
    """Task graph blocked.

    Sent when a task of the graph has failed in its last rerun, so that the graph won't finish. The
    message names the task.

    Exchange: `exchange/taskcluster-scheduler/v1/task-graph-blocked`.
    """

    taskGraphFinished: ClassVar[TaskGraphExchange[TaskGraphFinishedMessage]] = TaskGraphExchange(
        "task-graph-finished", TaskGraphFinishedMessage
    )
    """Task graph finished.

    Sent when the last task of a graph has succeeded.

    Exchange: `exchange/taskcluster-scheduler/v1/task-graph-finished`.
    """
