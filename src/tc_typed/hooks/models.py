"""Models of the hooks service: what its methods take and return, and its messages.

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
    """Names of all hook groups there are."""

    groups: list[str]
    """Groups that have hooks; pass one to `listHooks` to see which."""


class HookMetadataResponse(Response):
    """Information about a hook for people: what it is for, and whom to tell about failures."""

    name: str
    """Short title shown in lists of hooks, up to 255 characters."""
    description: str
    """What the hook does and why, in Markdown, up to 32768 characters."""
    owner: str
    """Email address of the person or team responsible for the hook. Failures are reported to it by
    email, unless `emailOnError` is false.
    """
    emailOnError: bool | None = None
    """Whether failures to make the task are reported to the owner by email."""


class HookBindingResponse(Response):
    """An exchange on Pulse, and which of its messages fire a hook."""

    exchange: str
    """Full name of the exchange, such as `exchange/taskcluster-queue/v1/task-completed`. A
    deployment may forbid some.
    """
    routingKeyPattern: str
    """Pattern for the routing key, in which `*` stands for one word and `#` for any number of
    them.
    """


class Hook(Response):
    """A hook as the service keeps it: what makes it fire, and which task it then creates."""

    hookGroupId: str
    """Group that the hook is in: letters, digits, `-` and `_`, at most 1000."""
    hookId: str
    """Name of the hook within its group: letters, digits, `-`, `_` and `/`, at most 1000."""
    metadata: HookMetadataResponse
    """Name, description and owner, for people who look at the hook."""
    task: JsonObject
    """Template of the task, rendered with JSON-e each time the hook fires. The result must be a
    task definition as `createTask` of the queue takes it. A template that renders to nothing, such
    as an `$if` that does not hold, makes no task.
    """
    bindings: list[HookBindingResponse] | None = None
    """Pulse messages that fire the hook. The response of `createHook` leaves them out where the
    request did.
    """
    schedule: list[str]
    """Times (UTC) at which the hook fires, each a cron pattern of five fields, or of six where the
    first gives seconds. Empty where it has no schedule.
    """
    triggerSchema: JsonObject
    """JSON Schema for payloads: a call with one that does not fit is refused, and a Pulse message
    is ignored.
    """


class ListHooksResponse(Response):
    """All hooks of one group."""

    hooks: list[Hook]
    """The hooks, each with its whole definition."""


class FireSuccess(Response):
    """The latest firing of the hook made a task."""

    result: Literal["success"]
    """Always `success`: a task was created."""
    taskId: str
    """Slugid of the task."""
    time: Timestamp
    """Time (UTC) at which the hook fired. The `created` of the task may be another, as the template
    chooses that.
    """


class FireFailure(Response):
    """The latest firing of the hook failed to make a task."""

    result: Literal["error"]
    """Always `error`: there is no task."""
    error: JsonObject
    """What went wrong, mostly as the queue told it; otherwise an object with just a `message`."""
    time: Timestamp
    """Time (UTC) at which the hook fired."""


class NeverFired(Response):
    """There is no record of the hook having fired, as is so while it is new."""

    result: Literal["no-fire"]
    """Always `no-fire`: nothing has happened yet."""


class UnrecognizedLastFire(Response):
    """A kind of `LastFire` that this version does not know, as a newer server may send.

    Its `result` says which; what else came is kept.
    """

    result: Unrecognized
    """The `result` that this version does not know."""


LastFire: TypeAlias = Annotated[
    FireSuccess | FireFailure | NeverFired | UnrecognizedLastFire, Tagged("result")
]
"""Outcome of a firing; its `result` tells which case it is."""


class HookStatus(Response):
    """How a hook last fared, and when it is due next. It may be different a moment later."""

    lastFire: LastFire
    """The latest firing."""
    nextScheduledDate: Timestamp | None = None
    """Time (UTC) for which the schedule has the hook fire next. Absent where it has no schedule."""


class HookMetadata(Request):
    """Information about a hook for people: what it is for, and whom to tell about failures."""

    name: Annotated[str, Field(max_length=255)]
    """Short title shown in lists of hooks, up to 255 characters."""
    description: Annotated[str, Field(max_length=32768)]
    """What the hook does and why, in Markdown, up to 32768 characters."""
    owner: Annotated[str, Field(max_length=255), Format("email")]
    """Email address of the person or team responsible for the hook. Failures are reported to it by
    email, unless `emailOnError` is false.
    """
    emailOnError: bool | None = None
    """Whether failures to make the task are reported to the owner by email. Default: `true`."""


class HookBinding(Request):
    """An exchange on Pulse, and which of its messages fire a hook."""

    exchange: Annotated[str, Field(min_length=1)]
    """Full name of the exchange, such as `exchange/taskcluster-queue/v1/task-completed`. A
    deployment may forbid some.
    """
    routingKeyPattern: Annotated[str, Field(min_length=1)]
    """Pattern for the routing key, in which `*` stands for one word and `#` for any number of
    them.
    """


class CreateHookRequest(Request):
    """All that the service needs to know of a hook: what makes it fire, and which task it then
    creates.

    Group and name come from the call.
    """

    hookGroupId: HookGroupId | None = None
    """Group of the hook, only to be repeated: it must be the one named in the call. Usually left
    out.
    """
    hookId: HookId | None = None
    """Name of the hook, only to be repeated: it must be the one named in the call. Usually left
    out.
    """
    metadata: HookMetadata
    """Name, description and owner, for people who look at the hook."""
    task: FreeForm
    """Template of the task, rendered with JSON-e each time the hook fires. The result must be a
    task definition as `createTask` of the queue takes it. A template that renders to nothing, such
    as an `$if` that does not hold, makes no task.
    """
    bindings: Annotated[list[HookBinding], UniqueItems] | None = None
    """Pulse messages that fire the hook. Left out, a new hook gets none and an update keeps those
    it has.
    """
    schedule: Annotated[list[str], UniqueItems] | None = None
    """Times (UTC) at which the hook fires, each a cron pattern of five fields, or of six where the
    first gives seconds, such as `0 30 4 * * *`. Any one of them is enough. Default: never.
    """
    triggerSchema: FreeForm | None = None
    """JSON Schema for payloads: a call with one that does not fit is refused, and a Pulse message
    is ignored. Default: only `{}` fits, so Pulse messages with content never fire the hook.
    """


class LegacyTaskStatus(Response):
    """Remainder of the status that older releases sent for a task."""

    taskId: str | None = None
    """Slugid of the new task once more."""


class TriggeredTask(Response):
    """The hook has made a task."""

    taskId: Annotated[str, Since(42, "<status.taskId>")]
    """Slugid of the new task, to follow it with the queue. Servers before release 42 may not send
    this: then it is `<status.taskId>`.
    """
    status: LegacyTaskStatus | None = None
    """The same slugid in the place where releases before 42 had it. It may go away: read the outer
    `taskId`.
    """


class NoTask(Response, extra="forbid"):
    """The hook has made no task, because its template rendered to nothing."""


TriggerHookResponse: TypeAlias = TriggeredTask | NoTask
"""Result of triggering a hook: a task, or none because the template did not ask for one."""


class TriggerTokenResponse(Response):
    """The token that now belongs to a hook."""

    token: Annotated[str, Field(repr=False)]
    """Secret to pass to `triggerHookWithToken`. Anyone who knows it can fire the hook."""


FireCause: TypeAlias = Literal["schedule", "triggerHook", "triggerHookWithToken", "pulseMessage"]
"""Causes for which a hook fires."""

FireResult: TypeAlias = Literal["success", "error"]
"""Outcomes of a firing."""

TaskState: TypeAlias = Literal[
    "unknown", "unscheduled", "pending", "running", "completed", "failed", "exception"
]
"""States of a task, and `unknown` where there is none to speak of."""


class HookFire(Response):
    """One firing of a hook, whatever its cause, and what came of it."""

    hookGroupId: str
    """Group that the hook is in: letters, digits, `-` and `_`, at most 1000."""
    hookId: str
    """Name of the hook within its group: letters, digits, `-`, `_` and `/`, at most 1000."""
    firedBy: FireCause | Unrecognized
    """What made the hook fire: its schedule, a Pulse message, or a call of the method named
    here.
    """
    taskId: str
    """Slugid meant for the task, set even where creating it failed."""
    taskCreateTime: Timestamp
    """Time (UTC) at which the hook fired, to make the task."""
    result: FireResult | Unrecognized
    """Whether the queue accepted the task. How the task then went is in `taskState`."""
    error: str
    """What went wrong, often the JSON text of an error of the queue; empty after a success."""
    taskState: Annotated[TaskState | Unrecognized, Since(54)]
    """State of the task at the time of the call, by its latest run. It is `unknown` for a task that
    does not exist or is brand new. Servers before release 54 may not send this: then there is no
    such attribute.
    """


class ListLastFiresResponse(Response):
    """One page of the latest fires of a hook, newest first."""

    lastFires: list[HookFire]
    """The fires on this page."""
    continuationToken: str | None = None
    """Pass this back as `continuationToken` to fetch the next page. Absent on the last page."""


class HookChangedMessage(Response):
    """Sent when a hook is created, updated or deleted; the exchange tells which of these
    happened.
    """

    hookGroupId: str
    """Group of the hook concerned."""
    hookId: str
    """Name of the hook concerned, within its group. For its definition, call `hook`."""
