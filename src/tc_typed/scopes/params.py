"""Parameters of scope expressions, made from a call's arguments.

A parameter is an argument of the route, a query parameter or a field of the payload of that name.
Where a service makes it of something else, that is said here, once, for callers and for the local
Taskcluster. What only the server knows, the task behind a taskId for example, is not here.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, TypeAlias

from pydantic import ValidationError

from tc_typed.core.errors import InvalidCall
from tc_typed.core.models.base import Request
from tc_typed.core.texts import shownValue
from tc_typed.core.whole_numbers import asWhole

if TYPE_CHECKING:
    from tc_typed.core.operation import Operation
    from tc_typed.scopes.patterns import ScopeParam

Params: TypeAlias = "Mapping[str, ScopeParam]"
"""Parameters of a scope expression, by name."""

PRIORITIES: tuple[str, ...] = (
    "highest",
    "very-high",
    "high",
    "medium",
    "low",
    "very-low",
    "lowest",
)
"""Priorities of tasks, most urgent first."""

TASK_DEFAULTS: Params = {
    "schedulerId": "-",
    "projectId": "none",
    "priority": "lowest",
    "scopes": [],
    "routes": [],
}
"""Values that the queue fills in where a task definition is silent, and that scopes depend on."""


def scopeParams(
    operation: Operation,
    args: Mapping[str, object],
    query: Mapping[str, object],
    payload: object,
    known: Params,
) -> Params:
    """The parameters that a call gives to its method's scope expression, and more than those.

    Args:
        operation: The method.
        args: Arguments of the route.
        query: Query parameters.
        payload: The body, if there is one.
        known: What is known beyond the call; it comes before what the call says.

    Raises:
        InvalidCall: if the call is one that the server will refuse.
    """
    said = {**query, **_fields(payload), **args}
    params: dict[str, ScopeParam] = {
        name: param for name, value in said.items() if (param := _param(value)) is not None
    }
    params.update(known)
    derive = _DERIVED.get(operation.title)
    return params if derive is None else {**params, **derive(params, payload), **known}


def _fields(payload: object) -> Mapping[str, object]:
    # Where any object is taken, as a model of the caller's own, it has nothing to do with scopes;
    # but the clients of createApiClient take JSON for every payload.
    return dict(payload) if isinstance(payload, Request | dict) else {}  # pyright: ignore[reportUnknownVariableType, reportUnknownArgumentType]  # of a dict


def _param(value: object) -> ScopeParam | None:
    value = asWhole(value)
    match value:
        case str() | bool():
            return value
        case int():
            return str(value)
        case list():
            return [item for item in value if isinstance(item, str)]  # pyright: ignore[reportUnknownVariableType]  # of a list
        case _:
            return None


# What services make of calls

_Derive: TypeAlias = "Callable[[Params, object], Params]"


def _ofTask(params: Params, _payload: object) -> Params:
    """A scope for the task's own priority lets one create it, or for any higher one."""
    task = {**TASK_DEFAULTS, "taskGroupId": params["taskId"], **params}
    priority, queue = str(task["priority"]), task.get("taskQueueId")
    if queue is None and {"provisionerId", "workerType"} <= task.keys():
        queue = f"{task['provisionerId']}/{task['workerType']}"
    if queue is None:
        raise InvalidCall("queue.createTask", "the task names no task queue: give taskQueueId")
    provisionerId, _, workerType = str(queue).partition("/")
    if priority not in PRIORITIES:
        raise InvalidCall(
            "queue.createTask",
            f"priority must be one of {', '.join(PRIORITIES)}, not {shownValue(priority)}",
        )
    urgent = PRIORITIES[: PRIORITIES.index(priority) + 1]
    halves = {"provisionerId": provisionerId, "workerType": workerType}
    return {**task, **halves, "priorities": urgent[::-1]}


def _ofArtifact(params: Params, _payload: object) -> Params:
    """A link also needs a scope for each artifact that it leads to; which, the server knows."""
    return {"names": (str(params["name"]),)}


def _ofLevel(params: Params, _payload: object) -> Params:
    return {"levelIsReadOnly": params["level"] == "read-only"}


def _ofUpdate(_params: Params, payload: object) -> Params:
    """Which scopes are new depends on those that are there, unless there are none to add."""
    return {} if _fields(payload).get("scopes") else {"scopesAdded": ()}


def _ofRepoToken(params: Params, payload: object) -> Params:
    from tc_typed.auth.models import GithubRepoTokenRequest  # noqa: PLC0415  # the caller has it

    try:
        # The caller's class is that of another package, where the client is compiled.
        asked = GithubRepoTokenRequest.model_validate(payload, from_attributes=True)
    except ValidationError:  # of JSON for a client of createApiClient
        raise InvalidCall(
            "auth.githubRepoToken", "the payload must name repositories and permissions"
        ) from None
    levels = asked.permissions.model_dump()
    return {
        "owner": str(params["owner"]).lower(),
        "repoPerms": [
            f"{repository.lower()}:{permission}:{level}"
            for repository in asked.repositories
            for permission, level in levels.items()
        ],
    }


def _sent(_params: Params, payload: object) -> Params:
    return {"properties": [name for name, value in _fields(payload).items() if value is not None]}


def _ofIrc(params: Params, _payload: object) -> Params:
    """A message goes to a channel or to a user."""
    either = {"channel": "", "user": "", **params}
    return {**either, "channelRequest": "channel" in params}


def _default(**values: ScopeParam) -> _Derive:
    return lambda params, _: {name: params.get(name, value) for name, value in values.items()}


def _renamed(name: str, field: str) -> _Derive:
    return lambda params, _: {name: params.get(field, ())}


_DERIVED: Mapping[str, _Derive] = {
    "auth.awsS3Credentials": _ofLevel,
    "auth.azureContainerSAS": _ofLevel,
    "auth.azureTableSAS": _ofLevel,
    "auth.createClient": _default(scopes=()),
    "auth.githubRepoToken": _ofRepoToken,
    "auth.updateClient": _ofUpdate,
    "auth.updateRole": _ofUpdate,
    "index.findTasksAtIndex": _renamed("indexPaths", "indexes"),
    "notify.irc": _ofIrc,
    "queue.artifact": _ofArtifact,
    "queue.createTask": _ofTask,
    "queue.declareProvisioner": _sent,
    "queue.declareWorker": _sent,
    "queue.declareWorkerType": _sent,
    "queue.defineTask": _ofTask,
    "queue.getArtifact": _ofArtifact,
    "queue.getLatestArtifact": _ofArtifact,
    "queue.latestArtifact": _ofArtifact,
    "queue.statuses": _default(taskIds=()),
    "queue.tasks": _default(taskIds=()),
    "worker-manager.workerPoolErrorStats": _default(workerPoolId=""),
}
"""By the methods' titles."""
