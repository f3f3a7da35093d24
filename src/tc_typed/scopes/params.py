"""Parameters of scope expressions, made from a call's arguments.

A parameter is the argument of the route, the query parameter or the field of the payload with the
same name. If a service derives it in another way, a function of this module does the same, for both
`requiredScopes` and the local Taskcluster. Parameters that only the server knows, such as those of
the task with a given taskId, are not covered.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, TypeAlias

from pydantic import ValidationError

from tc_typed.core.errors import InvalidCall
from tc_typed.core.integers import asInteger
from tc_typed.core.models.base import Request
from tc_typed.core.texts import shownValue

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
"""Defaults of task definitions that scopes depend on."""


def scopeParams(
    operation: Operation,
    args: Mapping[str, object],
    query: Mapping[str, object],
    payload: object,
    known: Params,
) -> Params:
    """Return the parameters for the scope expression of a call's method.

    The result may contain values that the expression does not use.

    Args:
        operation: The method.
        args: Arguments of the route.
        query: Query parameters.
        payload: Payload, if there is one.
        known: Further parameters; these take precedence over those from the call.

    Raises:
        InvalidCall: if the server would reject the call.
    """
    values = {**query, **_fields(payload), **args}
    params: dict[str, ScopeParam] = {
        name: param for name, value in values.items() if (param := _param(value)) is not None
    }
    params.update(known)
    derive = _DERIVED.get(operation.title)
    return params if derive is None else {**params, **derive(params, payload), **known}


def _fields(payload: object) -> Mapping[str, object]:
    # Clients of createApiClient take dicts as payloads. Compiled clients take a Request; if they
    # also accept other models, the method's scopes don't depend on the payload.
    return dict(payload) if isinstance(payload, Request | dict) else {}  # pyright: ignore[reportUnknownVariableType, reportUnknownArgumentType]  # a dict may contain anything


def _param(value: object) -> ScopeParam | None:
    value = asInteger(value)
    match value:
        case str() | bool():
            return value
        case int():
            return str(value)
        case list():
            return [item for item in value if isinstance(item, str)]  # pyright: ignore[reportUnknownVariableType]  # a list may contain anything
        case _:
            return None


# Parameters that services derive from calls

_Derive: TypeAlias = "Callable[[Params, object], Params]"


def _ofTask(params: Params, _payload: object) -> Params:
    """Add defaults, the task queue, and the priorities whose scope suffices: equal or higher."""
    task = {**TASK_DEFAULTS, "taskGroupId": params["taskId"], **params}
    priority, queue = str(task["priority"]), task.get("taskQueueId")
    if queue is None and {"provisionerId", "workerType"} <= task.keys():
        queue = f"{task['provisionerId']}/{task['workerType']}"
    if queue is None:
        raise InvalidCall("queue.createTask", "the task has no task queue; set taskQueueId")
    provisionerId, _, workerType = str(queue).partition("/")
    if priority not in PRIORITIES:
        raise InvalidCall(
            "queue.createTask",
            f"priority must be one of {', '.join(PRIORITIES)}, got {shownValue(priority)}",
        )
    urgent = PRIORITIES[: PRIORITIES.index(priority) + 1]
    halves = {"provisionerId": provisionerId, "workerType": workerType}
    return {**task, **halves, "priorities": urgent[::-1]}


def _ofArtifact(params: Params, _payload: object) -> Params:
    """Add the artifact's name. Only the server knows the artifacts that a link leads to."""
    return {"names": (str(params["name"]),)}


def _ofLevel(params: Params, _payload: object) -> Params:
    return {"levelIsReadOnly": params["level"] == "read-only"}


def _ofUpdate(_params: Params, payload: object) -> Params:
    """Add an empty `scopesAdded` if no scopes are passed; otherwise only the server knows it."""
    return {} if _fields(payload).get("scopes") else {"scopesAdded": ()}


def _ofRepoToken(params: Params, payload: object) -> Params:
    from tc_typed.auth.models import GithubRepoTokenRequest  # noqa: PLC0415  # the caller has imported it

    try:
        # The payload may be a model of a package that was compiled for another deployment.
        request = GithubRepoTokenRequest.model_validate(payload, from_attributes=True)
    except ValidationError:  # possible for JSON from a client of createApiClient
        raise InvalidCall(
            "auth.githubRepoToken", "the payload must have repositories and permissions"
        ) from None
    levels = request.permissions.model_dump()
    return {
        "owner": str(params["owner"]).lower(),
        "repoPerms": [
            f"{repository.lower()}:{permission}:{level}"
            for repository in request.repositories
            for permission, level in levels.items()
        ],
    }


def _ofProperties(_params: Params, payload: object) -> Params:
    return {"properties": [name for name, value in _fields(payload).items() if value is not None]}


def _ofIrc(params: Params, _payload: object) -> Params:
    """Add `channelRequest`: whether the message is sent to a channel, not to a user."""
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
    "queue.declareProvisioner": _ofProperties,
    "queue.declareWorker": _ofProperties,
    "queue.declareWorkerType": _ofProperties,
    "queue.defineTask": _ofTask,
    "queue.getArtifact": _ofArtifact,
    "queue.getLatestArtifact": _ofArtifact,
    "queue.latestArtifact": _ofArtifact,
    "queue.statuses": _default(taskIds=()),
    "queue.tasks": _default(taskIds=()),
    "worker-manager.workerPoolErrorStats": _default(workerPoolId=""),
}
"""Functions that derive parameters, by title of the method."""
