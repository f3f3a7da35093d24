"""Task definitions made from existing tasks."""

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
from tc_typed.core.texts import shownValue
from tc_typed.queue.models import Task, TaskDefinition, TaskFields, TaskMetadata
from tc_typed.times import fromNow

if TYPE_CHECKING:
    from pydantic import JsonValue

_CALL = "taskLike"
_LONGEST_DEADLINE = timedelta(days=5)


def taskLike(
    task: Task | TaskDefinition | TaskFields, *, created: datetime | None = None
) -> TaskDefinition:
    """Return the definition of a new task that is like an existing one.

    All times are moved: `created` becomes now, and `deadline`, `expires` and the `expires` of
    artifacts in the payload (docker-worker's and generic-worker's) keep their distance from
    `created`, except that the deadline is at most 5 days later. Other dates, in the payload or in
    `extra`, stay unchanged.

    The new task starts its own task group: `taskGroupId` is left out, because the old group may be
    sealed or long finished. Set it to add the task to a group.

    Everything else is kept: task queue, scheduler, project, scopes, routes (an index route makes
    the index point to the new task), dependencies. The queue rejects dependencies that expire
    before the deadline, and the task waits for those that have not completed; set `dependencies` to
    `[]` to drop them. Fields that this version does not know are left out.

    Args:
        task: The result of `queue.task`, the `task` of a claim or of a list, or a definition, also
            as a dict.
        created: Creation time of the new task, an aware datetime. Defaults to now.

    Returns:
        A new, validated definition that shares no objects with `task`. Its payload is a dict, even
        if the payload of `task` is a model.

    Raises:
        InvalidCall: if `task` has another type or is a dict that is not a definition, or if
            `created` is not a datetime, has no time zone or is out of range in UTC.
        ValidationError: if the task is not valid any more, because of a priority that this version
            does not know, or a limit that is newer than the task.

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
            "task must be the result of queue.task, or a TaskDefinition, "
            f"got {type(task).__name__}",
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
        # These are deprecated, and only repeat taskQueueId.
        dropped |= {"provisionerId", "workerType"}
    known = _known(given, TaskDefinition.model_fields.keys() - dropped)
    return TaskDefinition.model_validate({**known, **times})


def _inUtc(created: datetime) -> datetime:
    # Callers without a type checker may pass anything.
    if not isinstance(created, datetime) or created.utcoffset() is None:  # pyright: ignore[reportUnnecessaryIsInstance]
        raise InvalidCall(
            _CALL,
            f"created must be a datetime with a time zone, got {shownValue(created)}; "
            "use fromNow()",
        )
    try:
        return created.astimezone(UTC)
    except OverflowError:
        raise InvalidCall(_CALL, f"created is out of range in UTC: {created}") from None


def _known(fields: JsonValue, names: Iterable[str]) -> dict[str, JsonValue]:
    """Return the fields of a JSON object that `names` contains."""
    values: Mapping[str, JsonValue] = fields if isinstance(fields, dict) else {}
    return {name: values[name] for name in names if name in values}


def _moveArtifacts(payload: JsonValue, span: timedelta) -> None:
    """Move the expiry of artifacts; workers check it against the task's deadline and expiry."""
    artifacts = payload.get("artifacts") if isinstance(payload, dict) else None
    for artifact in artifacts.values() if isinstance(artifacts, dict) else _list(artifacts):
        if isinstance(artifact, dict) and isinstance(artifact.get("expires"), str):
            with suppress(ValidationError):  # The worker reports the invalid time.
                expires = _timestamps().validate_python(artifact["expires"])
                artifact["expires"] = formatTimestamp(shifted(expires, span))


def _list(value: JsonValue) -> list[JsonValue]:
    return value if isinstance(value, list) else []


@cache
def _timestamps() -> TypeAdapter[datetime]:
    return TypeAdapter(Timestamp)
