"""Valid uses of the messages of a local Taskcluster, without any errors from the checkers."""

from __future__ import annotations

from typing import assert_type

from tc_typed import AuthEvents, QueueEvents
from tc_typed.queue import TaskCompletedMessage, TaskRoutingKey
from tc_typed.testing import LocalTaskcluster, MessageView, SentMessage

Completed = SentMessage[TaskCompletedMessage, TaskRoutingKey]


def views(local: LocalTaskcluster) -> None:
    view = local.messages.on(QueueEvents.taskCompleted(taskId="a8_YezW8T7e1jLxG7evy-A"))
    every = local.messages.on(QueueEvents.taskCompleted)
    print(assert_type(view, MessageView[TaskCompletedMessage, TaskRoutingKey]))
    print(assert_type(every, MessageView[TaskCompletedMessage, TaskRoutingKey]))
    assert_type(local.messages.on(QueueEvents().taskCompleted("route.#")).first, Completed)
    assert_type(view.first.payload.status.taskId, str)
    assert_type(view.wait(timeout=5).parsedRoutingKey.workerGroup, str | None)
    assert_type([message.payload.runId for message in view], list[int])
    for message in local.messages:
        assert_type(message.payload, object)
        if isinstance(message.payload, TaskCompletedMessage):
            assert_type(message.payload.workerId, str)


async def waits(local: LocalTaskcluster) -> None:
    view = local.messages.on(QueueEvents.taskCompleted)
    assert_type(await view, Completed)
    assert_type((await view.next(timeout=5)).payload.status.taskId, str)
    assert_type(local.messages.on(AuthEvents.clientCreated).first.payload.clientId, str)
