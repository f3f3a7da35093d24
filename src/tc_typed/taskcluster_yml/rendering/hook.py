"""Render a hook's task like Taskcluster's hooks service."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Literal, TypeAlias, get_args

from pydantic import BaseModel

from tc_typed.core.errors import InvalidCall, TaskclusterFailure
from tc_typed.core.models.timestamps import formatTimestamp
from tc_typed.core.texts import cut, shown, shownValue
from tc_typed.hooks.models import CreateHookRequest, Hook
from tc_typed.queue.models import TaskDefinition
from tc_typed.slugs import slugId
from tc_typed.taskcluster_yml.json_e.template import JsonPath, NotRendered, renderJsonE
from tc_typed.taskcluster_yml.rendering.arguments import asJsonObject, currentTime
from tc_typed.taskcluster_yml.rendering.checks import checkedTask, isSlugId
from tc_typed.taskcluster_yml.rendering.rendered import HookRendering
from tc_typed.times import fromNowJSON

if TYPE_CHECKING:
    from pydantic import JsonValue

FiredBy: TypeAlias = Literal["triggerHook", "triggerHookWithToken", "schedule", "pulseMessage"]
"""Reason why a hook fires, the variable `firedBy` in its template."""

_CALL = "renderHook"
_DEADLINE, _EXPIRES = "1 day", "1 month"  # defaults of the hooks service
_LONGEST_FIELD = 200  # characters in a message
_MOST_SHOWN = 20  # problems in a message
_NOTHING = (None, "", 0, False)  # falsy in JavaScript


class InvalidHookTask(TaskclusterFailure, ValueError):
    """The task of a hook can't be rendered, or the queue would reject it.

    The message lists the first 20 problems.

    Attributes:
        problems: Problems, each with its field in the hook.
    """

    def __init__(self, problems: Sequence[str]) -> None:
        lines = [*problems[:_MOST_SHOWN]]
        if len(problems) > _MOST_SHOWN:
            lines.append(f"and {len(problems) - _MOST_SHOWN:,} more problems")
        super().__init__(_CALL, "\n".join(lines))
        self.problems: tuple[str, ...] = tuple(problems)


def renderHook(
    hook: Hook | CreateHookRequest,
    payload: Mapping[str, JsonValue] | BaseModel | None = None,
    *,
    firedBy: FiredBy = "triggerHook",
    clientId: str | None = None,
    taskId: str | None = None,
    now: datetime | None = None,
) -> HookRendering | None:
    """Return the task that a hook would create when it fires.

    Nothing is sent. The extra `yaml` has to be installed. The payload is not checked against the
    hook's `triggerSchema`; the hooks service refuses one that does not match.

    Args:
        hook: The hook, as `hooks.hook` returns it or as it is passed to `hooks.createHook`.
        payload: Payload of `hooks.triggerHook`, or the Pulse message; the variable `payload`.
            Defaults to `{}`. A hook that fires on its schedule has none.
        firedBy: Reason why the hook fires.
        clientId: Client that triggers the hook, the variable `clientId`. If it is `None`,
            expressions can't use the variable.
        taskId: Id of the task. Defaults to a new one.
        now: Time at which the hook fires, an aware datetime. Defaults to now.

    Returns:
        The task, its id, and its scopes; `None` if the template renders to nothing, so that no task
        is created. The hook's role is unknown, and `scopes` is empty, if a `CreateHookRequest` has
        no `hookGroupId` or `hookId`.

    Raises:
        InvalidHookTask: if the template is invalid, or the queue would reject the task; names field
            and expression.
        InvalidCall: if an argument is invalid.
        MissingExtra: if json-e is not installed.

    Example:
        ```python
        rendering = renderHook(hooks.hook("project", "nightly"), {"branch": "main"})
        if rendering is not None:
            print(rendering.task.metadata.name, rendering.requiredScopes)
        ```
    """
    time = currentTime(_CALL, now)
    taskId = slugId() if taskId is None else taskId
    if not isSlugId(taskId):
        raise InvalidCall(_CALL, f"taskId must be a slugid, got {shownValue(taskId)}")
    variables = _variables(payload, firedBy, clientId) | {"taskId": taskId}
    template = asJsonObject(_CALL, "hook.task", hook.task)
    try:
        rendered = renderJsonE(_CALL, template, variables, formatTimestamp(time))
    except NotRendered as error:
        problems = [_problem(error.path, error.message)]
    else:
        if rendered.value in _NOTHING:
            return None
        task = _task(rendered.value, taskId, time)
        if isinstance(task, TaskDefinition):
            return HookRendering(taskId, task, _scopes(hook))
        problems = task
    raise InvalidHookTask(problems)


def _variables(
    payload: Mapping[str, JsonValue] | BaseModel | None, firedBy: FiredBy, clientId: str | None
) -> dict[str, object]:
    if firedBy not in get_args(FiredBy):
        raise InvalidCall(
            _CALL,
            f"firedBy must be one of {', '.join(get_args(FiredBy))}, got {shownValue(firedBy)}",
        )
    if firedBy == "schedule" and payload is not None:
        raise InvalidCall(_CALL, "payload must be None if firedBy is 'schedule'")
    variables: dict[str, object] = {"firedBy": firedBy}
    if firedBy != "schedule":
        variables["payload"] = asJsonObject(_CALL, "payload", {} if payload is None else payload)
    if clientId is not None:
        variables["clientId"] = clientId
    return variables


def _task(content: JsonValue, taskId: str, now: datetime) -> TaskDefinition | list[str]:
    """Add defaults to a rendered task and check it; return the definition or the problems."""
    if not isinstance(content, dict):
        return [_problem((), f"it must render to a mapping, got {shownValue(content)}")]
    defaults: dict[str, JsonValue] = {
        "created": formatTimestamp(now),
        "deadline": fromNowJSON(_DEADLINE, now),
        "expires": fromNowJSON(_EXPIRES, now),
        "taskGroupId": taskId,
    }
    given = {name: value for name, value in content.items() if value or name not in defaults}
    checked = checkedTask({**defaults, **given})
    if isinstance(checked, TaskDefinition):
        return checked
    return [_problem(path, message) for path, message in checked]


def _problem(path: JsonPath, message: str) -> str:
    field = cut(shown(".".join(map(str, ("task", *path)))), _LONGEST_FIELD)
    return f"{field}: {message}"


def _scopes(hook: Hook | CreateHookRequest) -> tuple[str, ...]:
    if hook.hookGroupId is None or hook.hookId is None:
        return ()
    return (f"assume:hook-id:{hook.hookGroupId}/{hook.hookId}",)
