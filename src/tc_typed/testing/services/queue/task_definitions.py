"""Defaults and checks of task definitions, like those of the queue."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, TypeAlias

from tc_typed.core.models.timestamps import shifted
from tc_typed.queue.models import Task, TaskDefinition
from tc_typed.scopes.params import TASK_DEFAULTS
from tc_typed.testing.clock import inMilliseconds
from tc_typed.testing.server.errors import ApiError
from tc_typed.testing.services.task_queue_ids import splitTaskQueueId

if TYPE_CHECKING:
    from pydantic import JsonValue

CLOCK_DRIFT = timedelta(minutes=15)
"""Maximum difference between the clocks of callers and the server's."""

LONGEST_DEADLINE = timedelta(days=5)
"""Maximum time between now and a deadline."""

DEFAULT_LIFETIME = timedelta(days=365)
"""Time between a task's deadline and its default expiry."""

GetTask: TypeAlias = Callable[[str], Task]
"""Function that returns the definition of a task, by its taskId."""


def completeDefinition(taskId: str, definition: TaskDefinition) -> Task:
    """Fill in the defaults of a task definition.

    Args:
        taskId: Id of the task.
        definition: Definition as sent by its creator.

    Raises:
        ApiError: with the code InputError, if it has no task queue or two different ones.
    """
    given: dict[str, JsonValue] = definition.model_dump(mode="json")
    taskQueueId = taskQueueIdOf(definition)
    provisionerId, workerType = splitTaskQueueId(taskQueueId)
    defaults: dict[str, object] = {
        **TASK_DEFAULTS,
        "taskGroupId": taskId,
        "dependencies": [],
        "requires": "all-completed",
        "retries": 5,
        "tags": {},
        "extra": {},
    }
    queue: dict[str, JsonValue] = {
        "taskQueueId": taskQueueId,
        "provisionerId": provisionerId,
        "workerType": workerType,
    }
    task = Task.model_validate({**defaults, **given, **queue})
    times = {
        "created": inMilliseconds(task.created),
        "deadline": inMilliseconds(task.deadline),
        "expires": inMilliseconds(expiryOf(task)),
    }
    return task.model_copy(update=times)


def isSameDefinition(one: Task, other: Task) -> bool:
    """Check whether two definitions, with their defaults, are the same JSON."""
    return _isSame(one.model_dump(mode="json"), other.model_dump(mode="json"))


def _isSame(one: JsonValue, other: JsonValue) -> bool:
    """Check whether two values are the same in JSON, in which 1 equals 1.0 but not true."""
    match one, other:
        case dict(), dict():
            return one.keys() == other.keys() and all(_isSame(one[k], other[k]) for k in one)
        case list(), list():
            return len(one) == len(other) and all(map(_isSame, one, other))
        case _:
            return isinstance(one, bool) == isinstance(other, bool) and one == other


def projectOf(task: Task) -> str:
    """Return the project of a task. It is optional in the contract because of older servers."""
    return task.projectId or "none"


def expiryOf(task: Task) -> datetime:
    """Return a task's expiry. It is optional in the contract because of older servers."""
    return task.expires or shifted(task.deadline, DEFAULT_LIFETIME)


def checkTimes(task: Task, now: datetime) -> None:
    """Reject a definition whose times are not valid.

    Args:
        task: Definition with its defaults.
        now: Current time of the server.

    Raises:
        ApiError: with the code InputError, if a time is not valid.
    """
    wrong = {
        "created must not be more than 15 minutes in the past": task.created < now - CLOCK_DRIFT,
        "created must not be more than 15 minutes in the future": task.created > now + CLOCK_DRIFT,
        "deadline must not be before created": task.deadline < task.created,
        "deadline must be in the future": task.deadline <= now,
        "deadline must be at most 5 days from now": task.deadline - now
        > LONGEST_DEADLINE + CLOCK_DRIFT,
        "expires must not be before deadline": expiryOf(task) < task.deadline,
    }
    for message, holds in wrong.items():
        if holds:
            raise ApiError("InputError", message)


def checkScopes(task: Task) -> None:
    """Reject a definition with scopes that end in `**`.

    Args:
        task: Definition with its defaults.

    Raises:
        ApiError: with the code InputError, if there are such scopes.
    """
    wrong = [scope for scope in task.scopes if scope.endswith("**")]
    if wrong:
        raise ApiError("InputError", f"scopes must not end in **: {', '.join(wrong)}")


def taskQueueIdOf(definition: TaskDefinition) -> str:
    """Return the task queue of a definition as sent by its creator.

    Raises:
        ApiError: with the code InputError, if it has no task queue or two different ones.
    """
    whole, halves = definition.taskQueueId, (definition.provisionerId, definition.workerType)
    parts = [half for half in halves if half is not None]
    joined = "/".join(parts)
    if whole is None:
        if len(parts) < len(halves):
            raise ApiError(
                "InputError",
                "the task has no task queue; set taskQueueId to provisionerId/workerType",
            )
        return joined
    if any(half not in (None, part) for half, part in zip(halves, whole.split("/"), strict=True)):
        raise ApiError(
            "InputError", f"taskQueueId {whole} and provisionerId/workerType name different queues"
        )
    return whole
