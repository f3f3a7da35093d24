"""Completing and checking task definitions, as the queue does."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from tc_typed.core.models.timestamps import shifted
from tc_typed.queue.models import Task, TaskDefinition
from tc_typed.scopes.params import TASK_DEFAULTS
from tc_typed.testing.clock import inMilliseconds
from tc_typed.testing.errors import ApiError

if TYPE_CHECKING:
    from pydantic import JsonValue

DRIFT = timedelta(minutes=15)
"""The most by which the creator's clock and the server's may differ."""

LONGEST_DEADLINE = timedelta(days=5)
DEFAULT_LIFETIME = timedelta(days=365)


def completeDefinition(taskId: str, definition: TaskDefinition) -> Task:
    """Fill in the defaults of a task definition.

    Args:
        taskId: Id of the task.
        definition: The definition as its creator sent it.

    Raises:
        ApiError: InputError, if it names no task queue, or two.
    """
    given: dict[str, JsonValue] = definition.model_dump(mode="json")
    taskQueueId = _taskQueueId(definition)
    provisionerId, _, workerType = taskQueueId.partition("/")
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
    """Whether two definitions, with their defaults, are the same JSON."""
    return _isSame(one.model_dump(mode="json"), other.model_dump(mode="json"))


def _isSame(one: JsonValue, other: JsonValue) -> bool:
    """Whether two values are the same in JSON, where 1 is 1.0 but not true."""
    match one, other:
        case dict(), dict():
            return one.keys() == other.keys() and all(_isSame(one[k], other[k]) for k in one)
        case list(), list():
            return len(one) == len(other) and all(map(_isSame, one, other))
        case _:
            return isinstance(one, bool) == isinstance(other, bool) and one == other


def projectOf(task: Task) -> str:
    """The project of a task; the contract lets tasks of older servers have none."""
    return task.projectId or "none"


def expiryOf(task: Task) -> datetime:
    """When a task expires; the contract lets tasks of older servers not say it."""
    return task.expires or shifted(task.deadline, DEFAULT_LIFETIME)


def checkTimes(task: Task, now: datetime) -> None:
    """Refuse a definition whose times make no sense.

    Args:
        task: The definition, with its defaults.
        now: The server's time.

    Raises:
        ApiError: InputError.
    """
    wrong = {
        "created lies more than 15 minutes in the past": task.created < now - DRIFT,
        "created lies more than 15 minutes in the future": task.created > now + DRIFT,
        "deadline must not come before created": task.deadline < task.created,
        "deadline has passed already": task.deadline <= now,
        "deadline may be 5 days from now at most": task.deadline - now > LONGEST_DEADLINE + DRIFT,
        "expires must not come before deadline": expiryOf(task) < task.deadline,
    }
    for message, holds in wrong.items():
        if holds:
            raise ApiError("InputError", message)


def checkScopes(task: Task) -> None:
    """Refuse a definition with scopes that end in `**`.

    Args:
        task: The definition, with its defaults.

    Raises:
        ApiError: InputError.
    """
    wrong = [scope for scope in task.scopes if scope.endswith("**")]
    if wrong:
        raise ApiError("InputError", f"scopes must not end in **: {', '.join(wrong)}")


def _taskQueueId(definition: TaskDefinition) -> str:
    whole, halves = definition.taskQueueId, (definition.provisionerId, definition.workerType)
    parts = [half for half in halves if half is not None]
    joined = "/".join(parts)
    if whole is None:
        if len(parts) < len(halves):
            raise ApiError(
                "InputError", "the task names no task queue: give taskQueueId, provisioner/worker"
            )
        return joined
    if any(half not in (None, part) for half, part in zip(halves, whole.split("/"), strict=True)):
        raise ApiError(
            "InputError", f"taskQueueId {whole} and provisionerId/workerType name different queues"
        )
    return whole
