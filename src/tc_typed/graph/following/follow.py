"""Follow the tasks of a group until they are resolved, with or without messages."""

from __future__ import annotations

from asyncio import sleep as asyncSleep
from collections.abc import (
    AsyncGenerator,
    AsyncIterator,
    Awaitable,
    Callable,
    Coroutine,
    Iterator,
)
from contextlib import aclosing
from time import sleep
from typing import overload

from tc_typed.core.client import sessionOf
from tc_typed.core.errors import InvalidCall, TaskclusterFailure
from tc_typed.core.patience import RETRY_FOR
from tc_typed.core.steps import Wait, advance
from tc_typed.core.texts import shownValue
from tc_typed.graph.following.group_state import TaskChange
from tc_typed.graph.following.inbox import inbox
from tc_typed.graph.following.listening import ListenSteps, Receive, listenSteps
from tc_typed.graph.following.polling import FollowReply, FollowSteps, GetPage, followSteps
from tc_typed.graph.progress import StateCounts, TaskProgress
from tc_typed.graph.report import Report, TaskResult
from tc_typed.pulse.source import MessageSource
from tc_typed.queue.aio import Queue as AsyncQueue
from tc_typed.queue.client import Queue
from tc_typed.queue.events import QueueEvents
from tc_typed.queue.models import TaskStatus


@overload
def follow(
    queue: Queue, taskGroupId: str, *, retryFor: float = RETRY_FOR
) -> Iterator[TaskChange]: ...
@overload
def follow(
    queue: AsyncQueue,
    taskGroupId: str,
    *,
    retryFor: float = RETRY_FOR,
    pulse: MessageSource | None = None,
) -> AsyncGenerator[TaskChange]: ...


def follow(
    queue: Queue | AsyncQueue,
    taskGroupId: str,
    *,
    retryFor: float = RETRY_FOR,
    pulse: MessageSource | None = None,
) -> Iterator[TaskChange] | AsyncGenerator[TaskChange]:
    """Follow a task group until it is resolved: first the states of its tasks, then each change.

    It polls the queue: about a second after a change, and less often while nothing happens, down to
    once in about 30 seconds. It reports the state of a task at each poll if that differs from the
    one before, so it may miss states between two polls. It includes tasks that are added to the
    group meanwhile.

    With `pulse`, it listens to the queue's messages, so it reports changes as soon as they happen.
    It then only polls at the start, at the end, after messages about new tasks, and once in about
    five minutes, in case that messages were lost.

    It ends as soon as each task is `completed`, `failed`, `exception` or blocked. A task is blocked
    if it is unscheduled and a task of the group that it needs, directly or indirectly, failed. The
    queue would not resolve it before its deadline, so that is not waited for. Tasks of other groups
    are not considered.

    Don't call it in a task of the group: that one is not resolved before the call ends. A decision
    task is usually a task of the group that it creates.

    Args:
        queue: Client of the queue, sync or async.
        taskGroupId: Slugid of the task group.
        retryFor: Seconds for which polls may fail before an error is raised. Connection errors,
            server errors, rate limits and, if a credentials provider can renew them, expired
            credentials are retried for that long. The queue's own retries come first.
        pulse: Source of messages, only for an async queue. Errors of the source are raised. It does
            not fall back to polls, which would hide that messages don't arrive; call it without
            `pulse` for that.

    Returns:
        An iterator, or an async generator if the queue is async. With `pulse`, its queue is deleted
        at its end, or when it is closed.

    Raises:
        TaskclusterFailure: if polls fail for longer than `retryFor`, or with an error that is not
            temporary, such as `ResourceNotFound`.
        InvalidCall: if an argument is invalid, or if there is `pulse`, but the queue is sync.

    Example:
        ```python
        for change in follow(queue, taskGroupId):
            print(change.name, change.state, change.reason)
        ```

    API: `listTaskGroup`. Scopes: `queue:list-task-group:<taskGroupId>`.
    """
    _checkQueue(queue)
    _checkPulse(queue, pulse)
    if not retryFor >= 0:  # NaN neither
        raise InvalidCall("follow", f"retryFor must be 0 or more, got {shownValue(retryFor)}")
    mayRetry = sessionOf(queue).isTemporary
    if pulse is not None and isinstance(queue, AsyncQueue):
        listening = listenSteps(retryFor=retryFor, isTemporary=mayRetry)
        return _followPulse(queue, taskGroupId, listening, pulse)
    steps = followSteps(retryFor=retryFor, isTemporary=mayRetry)
    if isinstance(queue, AsyncQueue):
        return _followAsync(queue, taskGroupId, steps)
    return _follow(queue, taskGroupId, steps)


@overload
def waitFor(
    queue: Queue,
    taskGroupId: str,
    *,
    retryFor: float = RETRY_FOR,
    progress: TaskProgress | None = None,
) -> Report: ...
@overload
def waitFor(
    queue: AsyncQueue,
    taskGroupId: str,
    *,
    retryFor: float = RETRY_FOR,
    progress: TaskProgress | None = None,
    pulse: MessageSource | None = None,
) -> Coroutine[object, None, Report]: ...


def waitFor(
    queue: Queue | AsyncQueue,
    taskGroupId: str,
    *,
    retryFor: float = RETRY_FOR,
    progress: TaskProgress | None = None,
    pulse: MessageSource | None = None,
) -> Report | Coroutine[object, None, Report]:
    """Wait until a task group is resolved, and report.

    It ends when `follow` ends: blocked tasks are not waited for. Interrupt it at any time.

    Args:
        queue: Client of the queue, sync or async.
        taskGroupId: Slugid of the task group.
        retryFor: Seconds for which polls may fail before an error is raised, as for `follow`.
        progress: Function to call with the number of tasks by state after each change, for
            example from `taskProgressBar`. If it raises an exception, that is logged, and it is
            not called any more.
        pulse: Source of messages, as for `follow`.

    Returns:
        Report on all tasks of the group, sorted by name; awaitable if the queue is async.

    Raises:
        TaskclusterFailure: if polls fail for longer than `retryFor`, or with an error that is not
            temporary, such as `ResourceNotFound`.
        InvalidCall: if an argument is invalid, or if there is `pulse`, but the queue is sync.

    Example:
        ```python
        with taskProgressBar("Builds") as progress:
            report = waitFor(queue, taskGroupId, progress=progress)
        report.show()
        report.raiseForFailures()
        ```

    API: `listTaskGroup`. Scopes: `queue:list-task-group:<taskGroupId>`.
    """
    outcome = _Outcome(taskGroupId, progress)
    if isinstance(queue, AsyncQueue):
        changes = follow(queue, taskGroupId, retryFor=retryFor, pulse=pulse)
        return _waitForAsync(changes, outcome)
    _checkPulse(queue, pulse)
    for change in follow(queue, taskGroupId, retryFor=retryFor):
        outcome.add(change)
    return outcome.report()


async def _waitForAsync(changes: AsyncIterator[TaskChange], outcome: _Outcome) -> Report:
    async for change in changes:
        outcome.add(change)
    return outcome.report()


def _follow(queue: Queue, taskGroupId: str, steps: FollowSteps) -> Iterator[TaskChange]:
    reply: FollowReply = None
    while (step := advance(steps, reply)) is not None:
        reply = None
        match step:
            case GetPage(token):
                try:
                    reply = queue.listTaskGroup(taskGroupId, continuationToken=token)
                except TaskclusterFailure as failure:
                    reply = failure
            case Wait(seconds):
                sleep(seconds)
            case TaskChange():
                yield step


async def _followPulse(
    queue: AsyncQueue, taskGroupId: str, steps: ListenSteps, pulse: MessageSource
) -> AsyncGenerator[TaskChange]:
    events = QueueEvents()
    bindings = (
        events.taskDefined(taskGroupId=taskGroupId),
        events.taskPending(taskGroupId=taskGroupId),
        events.taskRunning(taskGroupId=taskGroupId),
        events.taskCompleted(taskGroupId=taskGroupId),
        events.taskFailed(taskGroupId=taskGroupId),
        events.taskException(taskGroupId=taskGroupId),
    )
    async with pulse.listen(*bindings) as messages, inbox(messages) as received:

        async def receive(seconds: float) -> TaskStatus | None:
            event = await received.receive(seconds)
            return None if event is None else event.message.status

        async with aclosing(_followAsync(queue, taskGroupId, steps, receive)) as changes:
            async for change in changes:
                yield change


async def _receiveNothing(seconds: float) -> None:
    await asyncSleep(seconds)


async def _followAsync(
    queue: AsyncQueue,
    taskGroupId: str,
    steps: ListenSteps,
    receive: Callable[[float], Awaitable[TaskStatus | None]] = _receiveNothing,
) -> AsyncGenerator[TaskChange]:
    reply: FollowReply = None
    while (step := advance(steps, reply)) is not None:
        reply = None
        match step:
            case GetPage(token):
                try:
                    reply = await queue.listTaskGroup(taskGroupId, continuationToken=token)
                except TaskclusterFailure as failure:
                    reply = failure
            case Wait(seconds):
                await asyncSleep(seconds)
            case Receive(seconds):
                reply = await receive(seconds)
            case TaskChange():
                yield step


class _Outcome:
    """Last state of each task."""

    def __init__(self, taskGroupId: str, progress: TaskProgress | None) -> None:
        self._taskGroupId = taskGroupId
        self._counts = StateCounts("waitFor", progress)
        self._results: dict[str, TaskResult] = {}

    def add(self, change: TaskChange) -> None:
        self._results[change.taskId] = TaskResult(
            label=change.name,
            taskId=change.taskId,
            kind=change.kind,
            state=change.state,
            reason=change.reason,
        )
        self._counts.change(change.state, change.previous)
        self._counts.report()

    def report(self) -> Report:
        results = sorted(self._results.values(), key=lambda result: (result.label, result.taskId))
        return Report(self._taskGroupId, tuple(results))


def _checkPulse(queue: object, pulse: object) -> None:
    if pulse is None:
        return
    if isinstance(queue, Queue):
        raise InvalidCall("follow", "pulse needs an async queue, got a sync one")
    if not isinstance(pulse, MessageSource):
        given = type(pulse).__name__
        raise InvalidCall(
            "follow", f"pulse must be a MessageSource, such as a connected Pulse, got {given}"
        )


def _checkQueue(queue: object) -> None:
    if not isinstance(queue, Queue | AsyncQueue):
        given = type(queue).__name__
        raise InvalidCall("follow", f"queue must be a Queue, sync or async, got {given}")
