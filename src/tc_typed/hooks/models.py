"""Models of the hooks service: payloads, responses and Pulse messages.

Compiled from schemas/hooks by tc_typed.compiler; change the contract, not this file.
"""

from typing import Annotated, Literal, TypeAlias

from pydantic import Field

from tc_typed.common.models import HookGroupId, HookId
from tc_typed.core.models.base import Request, Response
from tc_typed.core.models.fields import (
    Format,
    FreeForm,
    JsonObject,
    Tagged,
    Timestamp,
    UniqueItems,
    Unrecognized,
)
from tc_typed.core.models.since import Since


class ListHookGroupsResponse(Response):
    """Names of all hook groups."""

    groups: list[str]
    """Groups that contain hooks; pass one to `listHooks` to list them."""


class HookMetadataResponse(Response):
    """Human-readable information about a hook: its purpose, and whom to tell about failures."""

    name: str
    """Short title shown in lists of hooks, up to 255 characters."""
    description: str
    """Description of the hook and its purpose, in Markdown, up to 32768 characters."""
    owner: str
    """Email address of the person or team responsible for the hook. Failures are reported to it by
    email, unless `emailOnError` is false.
    """
    emailOnError: bool | None = None
    """Whether the owner is emailed about failures to create the task."""


class HookBindingResponse(Response):
    """An exchange on Pulse, and the routing keys of its messages that fire a hook."""

    exchange: str
    """Full name of the exchange, such as `exchange/taskcluster-queue/v1/task-completed`. A
    deployment may forbid some exchanges.
    """
    routingKeyPattern: str
    """Pattern for the routing key, in which `*` matches one word and `#` any number of them."""


class Hook(Response):
    """A hook as stored by the service: what makes it fire, and the task that it then creates."""

    hookGroupId: str
    """Group of the hook: 1 to 1000 letters, digits, `-` and `_`."""
    hookId: str
    """Name of the hook within its group: 1 to 1000 letters, digits, `-`, `_` and `/`."""
    metadata: HookMetadataResponse
    """Human-readable name, description and owner of the hook."""
    task: JsonObject
    """Template of the task, rendered with JSON-e each time the hook fires. The result must be a
    task definition for the queue's `createTask`. If the template renders to nothing, for instance
    because of an `$if` whose condition is false, no task is created.
    """
    bindings: list[HookBindingResponse] | None = None
    """Pulse messages that fire the hook. Absent in the response of `createHook` if the request
    omitted them.
    """
    schedule: list[str]
    """Times (UTC) at which the hook fires, as cron patterns of five fields, or of six with seconds
    first. Empty if the hook has no schedule.
    """
    triggerSchema: JsonObject
    """JSON Schema for payloads: a call whose payload does not match is refused, and a Pulse message
    that does not match is ignored.
    """


class ListHooksResponse(Response):
    """All hooks of one group."""

    hooks: list[Hook]
    """Hooks of the group, each with its full definition."""


class FireSuccess(Response):
    """The latest firing of the hook created a task."""

    result: Literal["success"]
    """Always `success`: a task was created."""
    taskId: str
    """Slugid of the task, chosen by its creator."""
    time: Timestamp
    """Time (UTC) at which the hook fired. The `created` time of the task can differ, because the
    template sets it.
    """


class FireFailure(Response):
    """The latest firing of the hook failed to create a task."""

    result: Literal["error"]
    """Always `error`: there is no task."""
    error: JsonObject
    """Error, usually from the queue; otherwise an object with only a `message`."""
    time: Timestamp
    """Time (UTC) at which the hook fired."""


class NeverFired(Response):
    """The hook is not known to have fired, for instance because it is new."""

    result: Literal["no-fire"]
    """Always `no-fire`: the hook has not fired yet."""


class UnrecognizedLastFire(Response):
    """A kind of `LastFire` that this version does not know, for example from a newer server.

    `result` identifies the kind; all other properties are kept.
    """

    result: Unrecognized
    """Value of `result`, which this version does not know."""


LastFire: TypeAlias = Annotated[
    FireSuccess | FireFailure | NeverFired | UnrecognizedLastFire, Tagged("result")
]
"""Result of a firing; `result` is its kind."""


class HookStatus(Response):
    """Result of a hook's latest firing, and the time of the next one.

    Both can change at any time.
    """

    lastFire: LastFire
    """Latest firing of the hook."""
    nextScheduledDate: Timestamp | None = None
    """Time (UTC) at which the schedule fires the hook next. Absent if it has no schedule."""


class HookMetadata(Request):
    """Human-readable information about a hook: its purpose, and whom to tell about failures."""

    name: Annotated[str, Field(max_length=255)]
    """Short title shown in lists of hooks, up to 255 characters."""
    description: Annotated[str, Field(max_length=32768)]
    """Description of the hook and its purpose, in Markdown, up to 32768 characters."""
    owner: Annotated[str, Field(max_length=255), Format("email")]
    """Email address of the person or team responsible for the hook. Failures are reported to it by
    email, unless `emailOnError` is false.
    """
    emailOnError: bool | None = None
    """Whether the owner is emailed about failures to create the task. Defaults to true."""


class HookBinding(Request):
    """An exchange on Pulse, and the routing keys of its messages that fire a hook."""

    exchange: Annotated[str, Field(min_length=1)]
    """Full name of the exchange, such as `exchange/taskcluster-queue/v1/task-completed`. A
    deployment may forbid some exchanges.
    """
    routingKeyPattern: Annotated[str, Field(min_length=1)]
    """Pattern for the routing key, in which `*` matches one word and `#` any number of them."""


class CreateHookRequest(Request):
    """Definition of a hook: what makes it fire, and the task that it then creates.

    Its group and name are arguments of the call.
    """

    hookGroupId: HookGroupId | None = None
    """Group of the hook. Usually omitted; if given, it must be the same as in the call."""
    hookId: HookId | None = None
    """Name of the hook. Usually omitted; if given, it must be the same as in the call."""
    metadata: HookMetadata
    """Human-readable name, description and owner of the hook."""
    task: FreeForm
    """Template of the task, rendered with JSON-e each time the hook fires. The result must be a
    task definition for the queue's `createTask`. If the template renders to nothing, for instance
    because of an `$if` whose condition is false, no task is created.
    """
    bindings: Annotated[list[HookBinding], UniqueItems] | None = None
    """Pulse messages that fire the hook. If omitted, a new hook has none and an update keeps the
    existing ones.
    """
    schedule: Annotated[list[str], UniqueItems] | None = None
    """Times (UTC) at which the hook fires, as cron patterns of five fields, or of six with seconds
    first, such as `0 30 4 * * *`. The hook fires if any of them matches. By default the hook has no
    schedule.
    """
    triggerSchema: FreeForm | None = None
    """JSON Schema for payloads: a call whose payload does not match is refused, and a Pulse message
    that does not match is ignored. By default only `{}` matches, so Pulse messages with content
    never fire the hook.
    """


class LegacyTaskStatus(Response):
    """Part of the task status that older releases sent."""

    taskId: str | None = None
    """Slugid of the new task, the same as the outer `taskId`."""


class TriggeredTask(Response):
    """The hook has created a task."""

    taskId: Annotated[str, Since(42, "<status.taskId>")]
    """Slugid of the new task, to query the queue with. Servers before release 42 may omit this; it
    is then `<status.taskId>`.
    """
    status: LegacyTaskStatus | None = None
    """The slugid in the format of releases before 42. Future releases may omit it, so use the outer
    `taskId`.
    """


class NoTask(Response, extra="forbid"):
    """The hook has created no task, because its template rendered to nothing."""


TriggerHookResponse: TypeAlias = TriggeredTask | NoTask
"""Result of triggering a hook: a task, or none if the template rendered to nothing."""


class TriggerTokenResponse(Response):
    """Current trigger token of a hook."""

    token: Annotated[str, Field(repr=False)]
    """Secret to pass to `triggerHookWithToken`. Anyone who knows it can fire the hook."""


FireCause: TypeAlias = Literal["schedule", "triggerHook", "triggerHookWithToken", "pulseMessage"]
"""Causes of a firing."""

FireResult: TypeAlias = Literal["success", "error"]
"""Results of a firing."""

TaskState: TypeAlias = Literal[
    "unknown", "unscheduled", "pending", "running", "completed", "failed", "exception"
]
"""States of a task, and `unknown` if there is none."""


class HookFire(Response):
    """One firing of a hook, with its cause and its result."""

    hookGroupId: str
    """Group of the hook: 1 to 1000 letters, digits, `-` and `_`."""
    hookId: str
    """Name of the hook within its group: 1 to 1000 letters, digits, `-`, `_` and `/`."""
    firedBy: FireCause | Unrecognized
    """Cause of the firing: the schedule, a Pulse message, or a call of the method named here."""
    taskId: str
    """Slugid chosen for the task, set even if creating the task failed."""
    taskCreateTime: Timestamp
    """Time (UTC) at which the hook fired to create the task."""
    result: FireResult | Unrecognized
    """`success` if the queue accepted the task, otherwise `error`. The later state of the task is
    in `taskState`.
    """
    error: str
    """Error, often one from the queue as a JSON string; empty after a success."""
    taskState: Annotated[TaskState | Unrecognized, Since(54)]
    """State of the task at the time of the call, from its latest run. `unknown` if the task does
    not exist or is very new. Servers before release 54 may omit this; the attribute is then
    missing.
    """


class ListLastFiresResponse(Response):
    """One page of the latest firings of a hook, newest first."""

    lastFires: list[HookFire]
    """Firings on this page."""
    continuationToken: str | None = None
    """Token to pass as `continuationToken` for the next page; absent on the last page. Even an
    empty page may have one.
    """


class HookChangedMessage(Response):
    """Sent when a hook is created, updated or deleted, each on its own exchange."""

    hookGroupId: str
    """Group of the hook that changed."""
    hookId: str
    """Name of the hook that changed, within its group. Call `hook` to get its definition."""
