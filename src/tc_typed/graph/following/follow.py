"""Follow the tasks of a group until they are resolved, by polling the queue."""

from __future__ import annotations

from asyncio import sleep as asyncSleep
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator
from time import sleep
from typing import overload

from tc_typed.core.client import sessionOf
from tc_typed.core.errors import InvalidCall, TaskclusterAuthFailure, TaskclusterFailure
from tc_typed.core.retry import isTemporary
from tc_typed.core.texts import shownValue
from tc_typed.graph.following.group_state import TaskChange
from tc_typed.graph.following.polling import FollowSteps, GetPage, PageReply, followSteps
from tc_typed.graph.progress import StateCounts, TaskProgress
from tc_typed.graph.report import Report, TaskResult
from tc_typed.graph.steps import Wait, advance
from tc_typed.queue.aio import Queue as AsyncQueue
from tc_typed.queue.client import Queue

_RETRY_FOR = 60.0


@overload
def follow(
    queue: Queue, taskGroupId: str, *, retryFor: float = _RETRY_FOR
) -> Iterator[TaskChange]: ...
@overload
def follow(
    queue: AsyncQueue, taskGroupId: str, *, retryFor: float = _RETRY_FOR
) -> AsyncIterator[TaskChange]: ...


def follow(
    queue: Queue | AsyncQueue, taskGroupId: str, *, retryFor: float = _RETRY_FOR
) -> Iterator[TaskChange] | AsyncIterator[TaskChange]:
    """Follow a task group until it is resolved: first the states of its tasks, then each change.

    It polls the queue: about a second after a change, and less often while nothing happens, down to
    once in about 30 seconds. It reports the state of a task at each poll if that differs from the
    one before, so it may miss states between two polls. It includes tasks that are added to the
    group meanwhile.

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

    Returns:
        An iterator, or an async one if the queue is async.

    Raises:
        TaskclusterFailure: if polls fail for longer than `retryFor`, or with an error that is not
            temporary, such as `ResourceNotFound`.
        InvalidCall: if an argument is invalid.

    Example:
        ```python
        for change in follow(queue, taskGroupId):
            print(change.name, change.state, change.reason)
        ```

    API: `listTaskGroup`. Scopes: `queue:list-task-group:<taskGroupId>`.
    """
    _checkQueue(queue)
    if not retryFor >= 0:  # NaN neither
        raise InvalidCall("follow", f"retryFor must be 0 or more, got {shownValue(retryFor)}")
    steps = followSteps(retryFor=retryFor, isTemporary=_isTemporaryFor(queue))
    if isinstance(queue, AsyncQueue):
        return _followAsync(queue, taskGroupId, steps)
    return _follow(queue, taskGroupId, steps)


@overload
def waitFor(
    queue: Queue,
    taskGroupId: str,
    *,
    retryFor: float = _RETRY_FOR,
    progress: TaskProgress | None = None,
) -> Report: ...
@overload
def waitFor(
    queue: AsyncQueue,
    taskGroupId: str,
    *,
    retryFor: float = _RETRY_FOR,
    progress: TaskProgress | None = None,
) -> Coroutine[object, None, Report]: ...


def waitFor(
    queue: Queue | AsyncQueue,
    taskGroupId: str,
    *,
    retryFor: float = _RETRY_FOR,
    progress: TaskProgress | None = None,
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

    Returns:
        Report on all tasks of the group, sorted by name; awaitable if the queue is async.

    Raises:
        TaskclusterFailure: if polls fail for longer than `retryFor`, or with an error that is not
            temporary, such as `ResourceNotFound`.
        InvalidCall: if an argument is invalid.

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
        return _waitForAsync(follow(queue, taskGroupId, retryFor=retryFor), outcome)
    for change in follow(queue, taskGroupId, retryFor=retryFor):
        outcome.add(change)
    return outcome.report()


async def _waitForAsync(changes: AsyncIterator[TaskChange], outcome: _Outcome) -> Report:
    async for change in changes:
        outcome.add(change)
    return outcome.report()


def _follow(queue: Queue, taskGroupId: str, steps: FollowSteps) -> Iterator[TaskChange]:
    reply: PageReply = None
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


async def _followAsync(
    queue: AsyncQueue, taskGroupId: str, steps: FollowSteps
) -> AsyncIterator[TaskChange]:
    reply: PageReply = None
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


def _isTemporaryFor(queue: Queue | AsyncQueue) -> Callable[[TaskclusterFailure], bool]:
    canRenew = callable(sessionOf(queue).settings.credentials)  # A provider.
    return lambda failure: (
        isTemporary(failure) or (canRenew and isinstance(failure, TaskclusterAuthFailure))
    )


def _checkQueue(queue: object) -> None:
    if not isinstance(queue, Queue | AsyncQueue):
        given = type(queue).__name__
        raise InvalidCall("follow", f"queue must be a Queue, sync or async, got {given}")
