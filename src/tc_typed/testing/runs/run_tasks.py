"""Execution of a task group with a runner of any kind."""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Mapping, Sequence
from inspect import iscoroutinefunction
from typing import TypeAlias, TypeGuard

from tc_typed.core.errors import InvalidCall
from tc_typed.core.options import Options
from tc_typed.core.signing.credentials import Credentials
from tc_typed.core.texts import shownValue
from tc_typed.graph.report import Report
from tc_typed.queue.aio import Queue as AsyncQueue
from tc_typed.queue.client import Queue
from tc_typed.testing.deployment import Deployment
from tc_typed.testing.runs.async_runs import AsyncRuns
from tc_typed.testing.runs.command import Command
from tc_typed.testing.runs.group_runs import CALL
from tc_typed.testing.runs.thread_runs import ThreadRuns
from tc_typed.worker import aio, threads

Runner: TypeAlias = threads.Handler | aio.Handler | list[str] | tuple[str, ...]
"""A function, a coroutine function, or a command."""


def runTasks(
    deployment: Deployment,
    options: Options,
    environment: Callable[[Credentials], Mapping[str, str]],
    taskGroupId: str,
    runner: Runner,
    *,
    capacity: int,
) -> Report | Coroutine[object, None, Report]:
    """Execute the tasks of a group; see `LocalTaskcluster.runTasks`.

    Args:
        deployment: Services of the local Taskcluster.
        options: Options of a client that has all scopes.
        environment: Function that returns the environment variables for credentials.
        taskGroupId: Slugid of the task group.
        runner: Function, coroutine function or command that executes a run.
        capacity: Maximum number of runs at a time.

    Raises:
        InvalidCall: if an argument is invalid.
    """
    if not capacity >= 1:
        raise InvalidCall(CALL, f"capacity must be 1 or more, got {shownValue(capacity)}")
    if _isAsync(runner):
        return _runAsync(deployment, options, taskGroupId, runner, capacity)
    with Queue(options) as queue:
        runs = ThreadRuns(deployment, taskGroupId, queue)
        if _isSync(runner):
            return runs.run(runner, capacity)
        if not callable(runner) and _isCommand(runner):
            return runs.run(Command(runner, environment, runs.group), capacity)
    raise InvalidCall(
        CALL,
        "runner must be a function or a list of strings, a program and its arguments, "
        f"got {shownValue(runner)}",
    )


async def _runAsync(
    deployment: Deployment,
    options: Options,
    taskGroupId: str,
    handle: aio.Handler,
    capacity: int,
) -> Report:
    async with AsyncQueue(options) as queue:
        return await AsyncRuns(deployment, taskGroupId, queue).run(handle, capacity)


def _isAsync(runner: Runner) -> TypeGuard[aio.Handler]:
    return iscoroutinefunction(runner) or iscoroutinefunction(getattr(runner, "__call__", None))  # noqa: B004  # Objects can be runners, too.


def _isSync(runner: Runner) -> TypeGuard[threads.Handler]:
    return callable(runner)


def _isCommand(arguments: Sequence[object]) -> bool:
    isList = isinstance(arguments, list | tuple) and bool(arguments)
    return isList and all(isinstance(argument, str) for argument in arguments)
