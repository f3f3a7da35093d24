"""Task definitions made from tasks that exist."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import TYPE_CHECKING

from pydantic import TypeAdapter, ValidationError

from tc_typed.core.errors import InvalidCall
from tc_typed.core.models.fields import Timestamp
from tc_typed.core.models.timestamps import formatTimestamp, shifted
from tc_typed.core.payload_dicts import modelOf
from tc_typed.queue.models import Task, TaskDefinition, TaskFields, TaskMetadata
from tc_typed.times import fromNow

if TYPE_CHECKING:
    from pydantic import JsonValue

_CALL = "taskLike"
_LONGEST_DEADLINE = timedelta(days=5)


def taskLike(
    task: Task | TaskDefinition | TaskFields, *, created: datetime | None = None
) -> TaskDefinition:
    """Make the definition of a new task from that of a task that exists.

    The times move: `created` is now, and `deadline`, `expires` and the `expires` of artifacts in
    the payload (docker-worker's and generic-worker's) lie as far from it as before, the deadline
    5 days at most. Other dates, in the payload or in `extra`, stay as they are.

    The new task begins a task group of its own: `taskGroupId` is left out, because the old group
    may be sealed or long over. Set it to add the task to a group.

    All else is kept: task queue, scheduler, project, scopes, routes (an index route makes the index
    point to the new task), dependencies. A queue refuses dependencies that have expired by the
    deadline, and a task waits for those that have not completed; set `dependencies` to `[]` to do
    without. Fields that this version does not know are left out.

    Args:
        task: What `queue.task` returns, or the `task` of a claim or of a list; or a definition,
            also as a dict.
        created: When the new task is made, an aware date-time; now unless given.

    Returns:
        A new definition, checked as a whole, that shares nothing with `task`. Its payload is a
        dict, also where that of `task` is a model.

    Raises:
        InvalidCall: if `task` is something else, or a dict that is no definition, or if `created`
            is no date-time, has no time zone or leaves the calendar in UTC.
        ValidationError: if no task can be made so any more, because of a priority that this version
            does not know, or a limit that came after the task.

    Example:
        ```python
        definition = taskLike(queue.task(taskId))
        definition.priority = "low"
        queue.createTask(slugId(), definition)
        ```
    """
    if isinstance(task, dict):
        task = modelOf(_CALL, TaskDefinition, task)
    # Callers without a type checker may pass anything.
    if not isinstance(task, Task | TaskDefinition):  # pyright: ignore[reportUnnecessaryIsInstance]
        raise InvalidCall(
            _CALL,
            f"task must be what queue.task returns, or a TaskDefinition, not a "
            f"{type(task).__name__}",
        )
    begin = fromNow("", None if created is None else _inUtc(created))
    span = begin - task.created
    deadline = min(shifted(task.deadline, span), shifted(begin, _LONGEST_DEADLINE))
    given: dict[str, JsonValue] = task.model_dump(mode="json")
    times: dict[str, JsonValue] = {
        "created": formatTimestamp(begin),
        "deadline": formatTimestamp(deadline),
    }
    if task.expires is not None:
        times["expires"] = formatTimestamp(shifted(task.expires, span))
    _moveArtifacts(given["payload"], span)
    dropped = {"taskGroupId"}
    if isinstance(task, Task):
        given["metadata"] = _known(given["metadata"], TaskMetadata.model_fields)
        # They are deprecated, and say no more than taskQueueId.
        dropped |= {"provisionerId", "workerType"}
    known = _known(given, TaskDefinition.model_fields.keys() - dropped)
    return TaskDefinition.model_validate({**known, **times})


def _inUtc(created: datetime) -> datetime:
    # Callers without a type checker may pass anything.
    if not isinstance(created, datetime) or created.utcoffset() is None:  # pyright: ignore[reportUnnecessaryIsInstance]
        raise InvalidCall(_CALL, "created must be a datetime with a time zone; use fromNow()")
    try:
        return created.astimezone(UTC)
    except OverflowError:
        raise InvalidCall(_CALL, f"created is {created}, which UTC can't express") from None


def _known(fields: JsonValue, names: Iterable[str]) -> dict[str, JsonValue]:
    """Those of an object's fields that have one of these names."""
    there: Mapping[str, JsonValue] = fields if isinstance(fields, dict) else {}
    return {name: there[name] for name in names if name in there}


def _moveArtifacts(payload: JsonValue, span: timedelta) -> None:
    """Move the expiry of artifacts, which workers hold to the task's deadline and expiry."""
    artifacts = payload.get("artifacts") if isinstance(payload, dict) else None
    for artifact in artifacts.values() if isinstance(artifacts, dict) else _list(artifacts):
        if isinstance(artifact, dict) and isinstance(artifact.get("expires"), str):
            with suppress(ValidationError):  # The worker says what is wrong with such a text.
                expires = _timestamps().validate_python(artifact["expires"])
                artifact["expires"] = formatTimestamp(shifted(expires, span))


def _list(value: JsonValue) -> list[JsonValue]:
    return value if isinstance(value, list) else []


@cache
def _timestamps() -> TypeAdapter[datetime]:
    return TypeAdapter(Timestamp)
