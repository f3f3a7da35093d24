"""Types of events from one to seven bindings."""

from __future__ import annotations

from typing import assert_type

from tc_typed import HooksEvents, QueueEvents
from tc_typed.hooks import HookChangedMessage
from tc_typed.hooks.events import HookRoutingKey
from tc_typed.pulse import Event, MessageSource, Pulse
from tc_typed.queue import (
    ArtifactCreatedMessage,
    TaskCompletedMessage,
    TaskExceptionMessage,
    TaskFailedMessage,
    TaskGroupChangedMessage,
    TaskRunningMessage,
)
from tc_typed.queue.events import TaskGroupRoutingKey, TaskRoutingKey


async def untilResolved(url: str, group: str) -> None:
    async with Pulse(url) as pulse:
        events = QueueEvents()
        done = events.taskCompleted(taskGroupId=group)
        end = events.taskGroupResolved(taskGroupId=group)
        async with pulse.listen(done, end) as messages:
            async for event in messages:
                assert_type(
                    event,
                    Event[TaskCompletedMessage, TaskRoutingKey]
                    | Event[TaskGroupChangedMessage, TaskGroupRoutingKey],
                )
                assert_type(event.redelivered, bool)
                assert_type(event.routes, tuple[str, ...])
                if end.matches(event):
                    assert_type(event, Event[TaskGroupChangedMessage, TaskGroupRoutingKey])
                    break
                if done.matches(event):
                    assert_type(event.message, TaskCompletedMessage)
                    assert_type(event.key.runId, str | None)


async def six(pulse: MessageSource) -> None:
    queue, hooks = QueueEvents(), HooksEvents()
    async with pulse.listen(queue.taskFailed(), queue="failures", prefetch=1) as one:
        async for failure in one:
            assert_type(failure, Event[TaskFailedMessage, TaskRoutingKey])
            await failure.acknowledge()
    async with pulse.listen(
        queue.taskCompleted(),
        queue.taskFailed(),
        queue.taskException(),
        queue.taskRunning(),
        queue.artifactCreated(),
        hooks.hookUpdated(),
        acknowledge="byHand",
    ) as all6:
        async for event in all6:
            assert_type(
                event,
                Event[TaskCompletedMessage, TaskRoutingKey]
                | Event[TaskFailedMessage, TaskRoutingKey]
                | Event[TaskExceptionMessage, TaskRoutingKey]
                | Event[TaskRunningMessage, TaskRoutingKey]
                | Event[ArtifactCreatedMessage, TaskRoutingKey]
                | Event[HookChangedMessage, HookRoutingKey],
            )
            await event.reject(requeue=False)


async def seven(pulse: MessageSource) -> None:
    queue = QueueEvents()
    completed = queue.taskCompleted()
    async with pulse.listen(
        completed,
        queue.taskDefined(),
        queue.taskPending(),
        queue.taskRunning(),
        queue.taskFailed(),
        queue.taskException(),
        queue.artifactCreated(),
    ) as all7:
        async for event in all7:
            assert_type(event, Event[object, tuple[str | None, ...]])
            if completed.matches(event):
                assert_type(event, Event[TaskCompletedMessage, TaskRoutingKey])
