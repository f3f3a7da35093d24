"""Models of the queue service: payloads and responses.

Compiled from schemas/legacy/queue by tc_typed.compiler; change the contract, not this file.
"""

from typing import Annotated, Literal, TypeAlias

from pydantic import Field, JsonValue

from tc_typed.common.models import Identifier, ProvisionerId, Scope, SlugId
from tc_typed.core.models.base import Request, Response
from tc_typed.core.models.fields import (
    Format,
    FreeForm,
    JsonObject,
    Timestamp,
    UniqueItems,
    Unrecognized,
)
from tc_typed.core.models.read_as import ModelT, readAs


class TaskMetadata(Request):
    """Human-readable information about a task: what it does and whom to contact."""

    name: Annotated[str, Field(max_length=255)]
    """Short title shown in lists of tasks, up to 255 characters."""
    description: Annotated[str, Field(max_length=32768)]
    """Description of the task and its purpose, in Markdown, up to 32768 characters."""
    owner: Annotated[str, Field(max_length=255), Format("email")]
    """Email address of the person or bot that triggered the task and is responsible for it."""
    source: Annotated[str, Field(max_length=4096, pattern="^https?://"), Format("uri")]
    """HTTP URL of the file and revision that define the task."""


TaskPriority: TypeAlias = Literal[
    "highest", "very-high", "high", "medium", "low", "very-low", "lowest", "normal"
]
"""Priorities of a task, from the most urgent to the least. `normal` is an older name for
`lowest`.
"""

DependencyRequirement: TypeAlias = Literal["all-completed", "all-resolved"]
"""Conditions that dependencies can be required to meet."""


class TaskDefinition(Request):
    """Definition of a task, as `defineTask` accepted it.

    Unlike that of `createTask`, it has neither `taskQueueId` nor `projectId`.
    """

    provisionerId: ProvisionerId
    """First part of the task queue's name, before the slash."""
    workerType: Annotated[str, Field(pattern="^[a-z]([-a-z0-9]{0,36}[a-z0-9])?$")]
    """Second part of the task queue's name, after the slash."""
    taskGroupId: SlugId | None = None
    """Slugid of the task group to add the task to. Defaults to a new group whose id is the task's
    id.
    """
    schedulerId: Identifier | None = None
    """Scheduler that manages the task, the same for all tasks of a task group. Defaults to `-`."""
    metadata: TaskMetadata
    """Human-readable name, description, owner and source of the task."""
    payload: FreeForm
    """Instructions for the worker, in the format of the worker implementation behind the task
    queue.
    """
    created: Timestamp
    """Time (UTC) at which the task was created, normally now. Keep it unchanged when you retry the
    call.
    """
    deadline: Timestamp
    """Time (UTC) by which the task must be resolved, at most 5 days from now. After that, an
    unresolved task becomes an exception.
    """
    expires: Timestamp | None = None
    """Time (UTC) at which the queue deletes the task and its artifacts; must be after `deadline`.
    Defaults to one year after `deadline`.
    """
    priority: TaskPriority | None = None
    """Priority of the task in its task queue. Needs a scope for the priority. Defaults to
    `lowest`.
    """
    dependencies: Annotated[list[SlugId], Field(max_length=100), UniqueItems] | None = None
    """Ids of up to 100 existing tasks to wait for before this one is scheduled. Defaults to
    none.
    """
    requires: DependencyRequirement | None = None
    """Condition for scheduling the task: every dependency succeeded (`all-completed`, the default),
    or every dependency is resolved (`all-resolved`).
    """
    retries: Annotated[int, Field(ge=0, le=49)] | None = None
    """Number of new runs that the queue may start after a worker failure, from 0 to 49. Defaults to
    5.
    """
    scopes: list[Scope] | None = None
    """Scopes to grant to the task while it runs; you must hold them yourself. Defaults to none."""
    routes: (
        Annotated[
            list[Annotated[str, Field(max_length=249, min_length=1)]],
            Field(max_length=64),
            UniqueItems,
        ]
        | None
    ) = None
    """Extra Pulse routing keys for messages about the task, without the leading `route.`. Each
    needs a `queue:route:` scope. Defaults to none.
    """
    tags: dict[str, Annotated[str, Field(max_length=4096)]] | None = None
    """Short labels for finding and grouping tasks. Defaults to none."""
    extra: FreeForm | None = None
    """Free-form data for other tools, stored with the task and not interpreted by the queue. Empty
    by default.
    """


TaskState: TypeAlias = Literal[
    "unscheduled", "pending", "running", "completed", "failed", "exception"
]
"""States of a task: those of a run, and `unscheduled`."""

RunState: TypeAlias = Literal["pending", "running", "completed", "failed", "exception"]
"""States of a run."""

ReasonCreated: TypeAlias = Literal["scheduled", "retry", "task-retry", "rerun", "exception"]
"""Reasons for which the queue creates a run."""

ReasonResolved: TypeAlias = Literal[
    "completed",
    "failed",
    "deadline-exceeded",
    "canceled",
    "superseded",
    "claim-expired",
    "worker-shutdown",
    "malformed-payload",
    "resource-unavailable",
    "internal-error",
    "intermittent-task",
]
"""Reasons for which a run can end."""


class TaskRun(Response):
    """One attempt at executing a task, from being scheduled to being resolved."""

    runId: int
    """Number of the run within its task: 0 is the first, and each retry or rerun adds one."""
    state: RunState | Unrecognized
    """State of the run. `exception` means that it ended for a reason other than the task's own
    commands.
    """
    reasonCreated: ReasonCreated | Unrecognized
    """Reason for which the queue created the run: first scheduling, a retry after a worker failure
    (`retry`), a retry that the task requested (`task-retry`), `rerunTask`, or only to record an
    `exception`.
    """
    reasonResolved: ReasonResolved | Unrecognized | None = None
    """Reason for which the run ended, most useful if `state` is `exception`. Absent until the run
    is resolved.
    """
    workerGroup: str | None = None
    """Group of the worker that claimed the run. Absent until it is claimed."""
    workerId: str | None = None
    """Id of the worker that claimed the run, unique within `workerGroup`. Absent until it is
    claimed.
    """
    takenUntil: Timestamp | None = None
    """Time (UTC) at which the claim expires unless the worker reclaims the task; the run is then
    resolved as `claim-expired`. Absent until claimed.
    """
    scheduled: Timestamp
    """Time (UTC) at which the run was created and became pending."""
    started: Timestamp | None = None
    """Time (UTC) at which a worker claimed the run. Absent until then."""
    resolved: Timestamp | None = None
    """Time (UTC) at which the run ended in success, failure or exception. Absent until then."""


class TaskStatus(Response):
    """Status of a task: its state, its runs, and the parts of its definition that affect
    scheduling.
    """

    taskId: str
    """Slugid of the task, chosen by its creator."""
    state: TaskState | Unrecognized
    """State of the latest run, or `unscheduled` if there is no run yet. `completed`, `failed` and
    `exception` are resolved.
    """
    runs: list[TaskRun]
    """All runs so far, in order: the position in the list is the `runId`. Empty while the task is
    unscheduled.
    """
    provisionerId: str
    """First part of the task queue's name, before the slash."""
    workerType: str
    """Second part of the task queue's name, after the slash."""
    taskGroupId: str
    """Slugid of the task group that the task belongs to."""
    schedulerId: str
    """Scheduler that manages the task; `-` if its creator chose none."""
    retriesLeft: int
    """Number of new runs that the queue may still start after a worker failure."""
    deadline: Timestamp
    """Time (UTC) after which an unresolved task becomes an exception, and the task can no longer
    change.
    """
    expires: Timestamp
    """Time (UTC) at which the queue deletes the task and its artifacts."""


class TaskStatusResponse(Response):
    """Status of a single task."""

    status: TaskStatus
    """Status of the task after the call."""


class PollQueue(Response):
    """A storage queue to poll: one URL for fetching messages, and one for deleting them.

    Delete a message once its task is claimed, or if claiming fails with a 400; after any other
    error leave it for later.
    """

    signedPollUrl: Annotated[str, Field(repr=False)]
    """Signed URL for fetching messages with GET; append `&numofmessages=N`, with N below 32, for
    several. The response is XML, with the task's id in Base64-encoded JSON.
    """
    signedDeleteUrl: Annotated[str, Field(repr=False)]
    """Signed URL for deleting a message with DELETE. Replace its `{{messageId}}` and
    `{{popReceipt}}` with the URL-encoded message id and pop receipt.
    """


class PollTaskURLsResponse(Response):
    """Signed URLs for polling tasks directly from storage queues in Azure."""

    queues: list[PollQueue]
    """Queues to poll, in order: earlier ones may contain more urgent tasks."""
    expires: Timestamp
    """Time (UTC) at which the signed URLs expire."""


class CompleteArtifactRequest(Request):
    """Confirmation that the data of a blob artifact was uploaded."""

    etags: Annotated[list[str], UniqueItems]
    """`ETag` values that the storage returned, in the order of the uploaded parts; only one for an
    upload in one part.
    """


Stability: TypeAlias = Literal["experimental", "stable", "deprecated"]
"""Levels of stability."""

ActionContext: TypeAlias = Literal["provisioner", "worker-type", "worker"]
"""Kinds of objects that an action can apply to."""

ActionMethod: TypeAlias = Literal["POST", "PUT", "DELETE", "PATCH"]
"""HTTP methods for actions."""


class ProvisionerAction(Request):
    """Action on a provisioner, a worker type or a worker, carried out by calling a URL.

    Actions of all three kinds are declared with the provisioner.
    """

    name: str
    """Short name of the action, for logs and error messages."""
    title: JsonValue
    """Title of the confirmation dialog, normally a string."""
    description: str
    """Human-readable description of the action."""
    context: ActionContext
    """Kind of object that the action applies to; the action is offered on that object's page."""
    method: ActionMethod
    """HTTP method to call `url` with."""
    url: str
    """URL to call, signed with the credentials of the user who triggers the action. It can contain
    the placeholders `<provisionerId>`, `<workerType>`, `<workerGroup>` and `<workerId>`, depending
    on `context`; replace them.
    """


class DeclareProvisionerRequest(Request):
    """Changes to a provisioner. Omitted properties are left unchanged."""

    description: str | None = None
    """Human-readable description of the provisioner."""
    stability: Stability | None = None
    """Stability that users can expect."""
    actions: Annotated[list[ProvisionerAction], UniqueItems] | None = None
    """Actions for the provisioner, its worker types and its workers. They replace all actions
    declared before.
    """
    expires: Timestamp | None = None
    """Time (UTC) at which the record is deleted."""


class ProvisionerActionResponse(Response):
    """Action on a provisioner, a worker type or a worker, carried out by calling a URL.

    Actions of all three kinds are declared with the provisioner.
    """

    name: str
    """Short name of the action, for logs and error messages."""
    title: JsonValue
    """Title of the confirmation dialog, normally a string."""
    description: str
    """Human-readable description of the action."""
    context: ActionContext | Unrecognized
    """Kind of object that the action applies to; the action is offered on that object's page."""
    method: ActionMethod | Unrecognized
    """HTTP method to call `url` with."""
    url: str
    """URL to call, signed with the credentials of the user who triggers the action. It can contain
    the placeholders `<provisionerId>`, `<workerType>`, `<workerGroup>` and `<workerId>`, depending
    on `context`; replace them.
    """


class Provisioner(Response):
    """A provisioner, which groups worker types: the first part of task queue names."""

    provisionerId: str
    """Name of the provisioner: the part before the slash in the names of its task queues."""
    description: str
    """Human-readable description of the provisioner; often empty."""
    stability: Stability | Unrecognized
    """Stability of the provisioner, as declared by its maintainers."""
    actions: list[ProvisionerActionResponse]
    """Actions for the provisioner, its worker types and its workers."""
    expires: Timestamp
    """Time (UTC) at which the record is deleted, unless the provisioner is used again."""
    lastDateActive: Timestamp
    """Time (UTC) of the last activity. It is updated every 6 hours, so it may lag by that much."""


class DeclareWorkerTypeRequest(Request):
    """Changes to a worker type. Omitted properties are left unchanged."""

    description: str | None = None
    """Human-readable description of the worker type."""
    stability: Stability | None = None
    """Stability that users can expect."""
    expires: Timestamp | None = None
    """Time (UTC) at which the record is deleted."""


class WorkerTypeAction(Response):
    """Action on a worker type, carried out by calling a URL."""

    name: str
    """Short name of the action, for logs and error messages."""
    title: JsonValue
    """Title of the confirmation dialog, normally a string."""
    description: str
    """Human-readable description of the action."""
    context: Literal["worker-type"] | Unrecognized
    """Always `worker-type`: actions of the other kinds are left out."""
    method: ActionMethod | Unrecognized
    """HTTP method to call `url` with."""
    url: str
    """URL to call, signed with the credentials of the user who triggers the action. Replace
    `<provisionerId>` and `<workerType>` in it.
    """


class WorkerType(Response):
    """A worker type of a provisioner, now called a task queue."""

    workerType: str
    """Name of the worker type, unique within its provisioner."""
    provisionerId: str
    """Provisioner that the worker type belongs to."""
    description: str
    """Human-readable description of the worker type; often empty."""
    stability: Stability | Unrecognized
    """Stability of the worker type, as declared by its maintainers."""
    actions: list[WorkerTypeAction]
    """Actions for the worker type, from the actions of its provisioner."""
    expires: Timestamp
    """Time (UTC) at which the record is deleted, unless the worker type is used again."""
    lastDateActive: Timestamp
    """Time (UTC) of the last activity. It is updated every 6 hours, so it may lag by that much."""


class TaskMetadataResponse(Response):
    """Human-readable information about a task: what it does and whom to contact."""

    name: str
    """Short title shown in lists of tasks, up to 255 characters."""
    description: str
    """Description of the task and its purpose, in Markdown, up to 32768 characters."""
    owner: str
    """Email address of the person or bot that triggered the task and is responsible for it."""
    source: str
    """HTTP URL of the file and revision that define the task."""


class Task(Response):
    """A task as stored by the queue, with all defaults filled in.

    No method here returns it; other schemas refer to its parts.
    """

    provisionerId: str
    """First part of the task queue's name, before the slash."""
    workerType: str
    """Second part of the task queue's name, after the slash."""
    taskGroupId: str
    """Slugid of the task group that the task belongs to, by convention the `taskId` of its decision
    task.
    """
    schedulerId: str
    """Scheduler that manages the task, the same for all tasks of a task group. It is part of the
    scopes for managing the task and of Pulse routing keys.
    """
    metadata: TaskMetadataResponse
    """Human-readable name, description, owner and source of the task."""
    payload: JsonObject
    """Instructions for the worker. Their format depends on the worker implementation behind the
    task queue; the queue does not interpret them. `payloadAs` parses it as a model.
    """
    priority: TaskPriority | Unrecognized
    """Priority of the task in its task queue. `normal` is an older name for `lowest`."""
    created: Timestamp
    """Time (UTC) at which the task was created, according to its creator."""
    deadline: Timestamp
    """Time (UTC) by which the task must be resolved: if it is not, it becomes an exception with
    reason `deadline-exceeded`. At most 5 days after creation.
    """
    expires: Timestamp | None = None
    """Time (UTC) at which the queue deletes the task, its status and its artifacts."""
    dependencies: list[str]
    """Ids of the tasks to wait for, up to 100. They must exist when this task is created."""
    requires: DependencyRequirement | Unrecognized
    """Condition for scheduling the task: every dependency succeeded (`all-completed`), or every
    dependency is resolved (`all-resolved`).
    """
    retries: int
    """Number of new runs that the queue may start after a worker failure, such as a crash or a
    shutdown; at most 49.
    """
    scopes: list[str]
    """Scopes that the task may use while it runs. Its creator must hold all of them."""
    routes: list[str]
    """Extra Pulse routing keys: each message about the task is also sent to `route.` plus each of
    these. The index service listens to some.
    """
    tags: dict[str, str]
    """Short labels for finding and grouping tasks, as keys with values of up to 4096 characters."""
    extra: JsonObject
    """Free-form data for other tools, such as dashboards; the queue does not interpret it. Put your
    data under one key and keep it small. `extraAs` parses it as a model.
    """

    def payloadAs(self, model: type[ModelT]) -> ModelT:
        """Parse `payload` as a model.

        Unknown properties are ignored at any depth, regardless of the model's `extra` setting.
        Values are parsed as JSON, so strict models accept strings for date-times. Error messages
        can contain values, unless the model sets `hide_input_in_errors`.

        Args:
            model: Class of the model: your own, or a compiled one.

        Returns:
            An instance of the model, which shares no data with this response.

        Raises:
            ValidationError: pydantic's error, if `payload` does not match the model.

        Example:
            ```python
            payload = task.payloadAs(MyPayload)  # your own pydantic model
            ```
        """
        return readAs(self.payload, model)

    def extraAs(self, model: type[ModelT]) -> ModelT:
        """Parse `extra` as a model.

        Unknown properties are ignored at any depth, regardless of the model's `extra` setting.
        Values are parsed as JSON, so strict models accept strings for date-times. Error messages
        can contain values, unless the model sets `hide_input_in_errors`.

        Args:
            model: Class of the model: your own, or a compiled one.

        Returns:
            An instance of the model, which shares no data with this response.

        Raises:
            ValidationError: pydantic's error, if `extra` does not match the model.

        Example:
            ```python
            extra = task.extraAs(MyExtra)  # your own pydantic model
            ```
        """
        return readAs(self.extra, model)
