"""Models of the queue service: what its methods take and return, and its messages.

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
    """Information about a task for people: what it does, and whom to ask."""

    name: Annotated[str, Field(max_length=255)]
    """Short title shown in lists of tasks, up to 255 characters."""
    description: Annotated[str, Field(max_length=32768)]
    """What the task does and why, in Markdown, up to 32768 characters."""
    owner: Annotated[str, Field(max_length=255), Format("email")]
    """Email address of the person or bot that caused the task and is responsible for it."""
    source: Annotated[str, Field(max_length=4096, pattern="^https?://"), Format("uri")]
    """HTTP link to the file and revision that the task was defined by."""


TaskPriority: TypeAlias = Literal[
    "highest", "very-high", "high", "medium", "low", "very-low", "lowest", "normal"
]
"""Priorities of a task, from the most urgent to the least. `normal` is an older name of
`lowest`.
"""

DependencyRequirement: TypeAlias = Literal["all-completed", "all-resolved"]
"""Ways in which dependencies can be met."""


class TaskDefinition(Request):
    """All that the queue needs to know to create a task, as `defineTask` took it.

    Unlike today's it has neither `taskQueueId` nor `projectId`.
    """

    provisionerId: ProvisionerId
    """First half of the name of the task queue that the task goes to."""
    workerType: Annotated[str, Field(pattern="^[a-z]([-a-z0-9]{0,36}[a-z0-9])?$")]
    """Second half of the name of the task queue."""
    taskGroupId: SlugId | None = None
    """Task group to add the task to. Default: a group of its own, named by the task's id."""
    schedulerId: Identifier | None = None
    """Scheduler that manages the task, which must match the rest of the task group. Default `-`."""
    metadata: TaskMetadata
    """Name, description, owner and source, for people who look at the task."""
    payload: FreeForm
    """Instructions for the worker, in the format of the worker implementation behind the task
    queue.
    """
    created: Timestamp
    """Time (UTC) at which the task was made, normally now. Keep it the same when you repeat the
    call.
    """
    deadline: Timestamp
    """Time (UTC) by which the task must be resolved, at most 5 days from now. Past it, an
    unfinished task becomes an exception.
    """
    expires: Timestamp | None = None
    """Time (UTC) to forget the task and its artifacts; must be after `deadline`. Default: one year
    after `deadline`.
    """
    priority: TaskPriority | None = None
    """How urgent the task is in its task queue. A scope for the priority is needed. Default
    `lowest`.
    """
    dependencies: Annotated[list[SlugId], Field(max_length=100), UniqueItems] | None = None
    """Ids of up to 100 existing tasks to wait for before this one is scheduled. Default: none."""
    requires: DependencyRequirement | None = None
    """Whether each dependency must succeed (`all-completed`, the default) or merely be resolved
    (`all-resolved`).
    """
    retries: Annotated[int, Field(ge=0, le=49)] | None = None
    """How many new runs the queue may start after trouble with the worker, from 0 to 49.
    Default 5.
    """
    scopes: list[Scope] | None = None
    """Scopes to grant to the task while it runs; you must hold them yourself. Default: none."""
    routes: (
        Annotated[
            list[Annotated[str, Field(max_length=249, min_length=1)]],
            Field(max_length=64),
            UniqueItems,
        ]
        | None
    ) = None
    """Extra pulse routing keys for messages about the task, given without the leading `route.`.
    Each needs a `queue:route:` scope. Default: none.
    """
    tags: dict[str, Annotated[str, Field(max_length=4096)]] | None = None
    """Short text labels for finding and grouping tasks. Default: none."""
    extra: FreeForm | None = None
    """Free data for other tools, kept with the task and not interpreted by the queue. Default:
    empty.
    """


TaskState: TypeAlias = Literal[
    "unscheduled", "pending", "running", "completed", "failed", "exception"
]
"""States of a task: those of a run, and `unscheduled`."""

RunState: TypeAlias = Literal["pending", "running", "completed", "failed", "exception"]
"""States of a run."""

ReasonCreated: TypeAlias = Literal["scheduled", "retry", "task-retry", "rerun", "exception"]
"""Reasons for which the queue makes a run."""

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
"""Ways in which a run can end."""


class TaskRun(Response):
    """One attempt at executing a task, from being scheduled to being resolved."""

    runId: int
    """Number of the run within its task: 0 is the first, and each retry or rerun adds one."""
    state: RunState | Unrecognized
    """How far the run has come. `exception` means that it ended for a reason outside of the task's
    own commands.
    """
    reasonCreated: ReasonCreated | Unrecognized
    """Why the queue made the run: first scheduling, a retry after worker trouble (`retry`), a retry
    the task asked for (`task-retry`), `rerunTask`, or only to record an `exception`.
    """
    reasonResolved: ReasonResolved | Unrecognized | None = None
    """How the run ended, most telling when `state` is `exception`. Absent until the run is
    resolved.
    """
    workerGroup: str | None = None
    """Group of the worker that claimed the run. Absent until it is claimed."""
    workerId: str | None = None
    """Worker that claimed the run, unique within `workerGroup`. Absent until it is claimed."""
    takenUntil: Timestamp | None = None
    """Time (UTC) at which the claim lapses unless the worker reclaims; the run is then resolved as
    `claim-expired`. Absent until claimed.
    """
    scheduled: Timestamp
    """Time (UTC) at which the run was created and became pending."""
    started: Timestamp | None = None
    """Time (UTC) at which a worker claimed the run. Absent until then."""
    resolved: Timestamp | None = None
    """Time (UTC) at which the run ended in success, failure or exception. Absent until then."""


class TaskStatus(Response):
    """Where a task stands: its state, its runs, and the parts of the definition that matter for
    scheduling.
    """

    taskId: str
    """Slugid of the task, chosen by its creator."""
    state: TaskState | Unrecognized
    """State of the latest run, or `unscheduled` when there is no run yet. `completed`, `failed` and
    `exception` are resolved.
    """
    runs: list[TaskRun]
    """Every run so far, in order, so that the position in the list is the `runId`. Empty while the
    task is unscheduled.
    """
    provisionerId: str
    """Provisioner part of the task queue's name, before the slash."""
    workerType: str
    """Worker type part of the task queue's name, after the slash."""
    taskGroupId: str
    """Task group that the task belongs to."""
    schedulerId: str
    """Scheduler that manages the task, `-` where its creator chose none."""
    retriesLeft: int
    """How many more times the queue will start a new run after trouble with the worker."""
    deadline: Timestamp
    """Time (UTC) after which an unresolved task becomes an exception, and nothing about it changes
    any more.
    """
    expires: Timestamp
    """Time (UTC) at which the queue forgets the task and its artifacts."""


class TaskStatusResponse(Response):
    """The status of a single task."""

    status: TaskStatus
    """Where the task stands once the call is done."""


class PollQueue(Response):
    """A storage queue to poll: one address to fetch messages, another to delete them.

    Delete a message once its task is claimed, or if claiming it gives a 400; after any other error
    leave it for later.
    """

    signedPollUrl: Annotated[str, Field(repr=False)]
    """Signed address for fetching messages with GET; append `&numofmessages=N`, with N below 32,
    for several. The response is XML, with the task's id in Base64 JSON.
    """
    signedDeleteUrl: Annotated[str, Field(repr=False)]
    """Signed address for deleting a message with DELETE. Put the URL-encoded message id and pop
    receipt in its `{{messageId}}` and `{{popReceipt}}`.
    """


class PollTaskURLsResponse(Response):
    """Signed addresses for polling tasks straight from storage queues in Azure."""

    queues: list[PollQueue]
    """Queues to poll, in order: the earlier ones may hold more urgent tasks."""
    expires: Timestamp
    """Time (UTC) at which the signed addresses stop working."""


class CompleteArtifactRequest(Request):
    """Says that the data of a blob artifact has been uploaded."""

    etags: Annotated[list[str], UniqueItems]
    """The `ETag` that the storage returned for each upload, in the order of the parts; a single one
    for an upload in one part.
    """


Stability: TypeAlias = Literal["experimental", "stable", "deprecated"]
"""How far something can be relied on."""

ActionContext: TypeAlias = Literal["provisioner", "worker-type", "worker"]
"""Kinds of things that an action can be done to."""

ActionMethod: TypeAlias = Literal["POST", "PUT", "DELETE", "PATCH"]
"""HTTP methods of actions."""


class ProvisionerAction(Request):
    """Something that can be done to a provisioner, a worker type or a worker.

    It is done by calling a URL. Actions of all three kinds are declared with the provisioner.
    """

    name: str
    """Short name of the action, for logs and error messages."""
    title: JsonValue
    """Text to put above the question whether to go ahead, normally a string."""
    description: str
    """What the action does, for people."""
    context: ActionContext
    """What the action is done to, and so on whose page it is offered."""
    method: ActionMethod
    """HTTP method to call `url` with."""
    url: str
    """Address to call, signed with the credentials of the user who triggers the action. The words
    `<provisionerId>`, `<workerType>`, `<workerGroup>` and `<workerId>` in it, as far as `context`
    has them, are to be replaced.
    """


class DeclareProvisionerRequest(Request):
    """Changes to a provisioner. Properties that are left out stay as they are."""

    description: str | None = None
    """Text about the provisioner, for people."""
    stability: Stability | None = None
    """How far users can rely on it."""
    actions: Annotated[list[ProvisionerAction], UniqueItems] | None = None
    """What can be done to the provisioner, its worker types and its workers; takes the place of all
    declared before.
    """
    expires: Timestamp | None = None
    """Time (UTC) at which to drop the record."""


class ProvisionerActionResponse(Response):
    """Something that can be done to a provisioner, a worker type or a worker.

    It is done by calling a URL. Actions of all three kinds are declared with the provisioner.
    """

    name: str
    """Short name of the action, for logs and error messages."""
    title: JsonValue
    """Text to put above the question whether to go ahead, normally a string."""
    description: str
    """What the action does, for people."""
    context: ActionContext | Unrecognized
    """What the action is done to, and so on whose page it is offered."""
    method: ActionMethod | Unrecognized
    """HTTP method to call `url` with."""
    url: str
    """Address to call, signed with the credentials of the user who triggers the action. The words
    `<provisionerId>`, `<workerType>`, `<workerGroup>` and `<workerId>` in it, as far as `context`
    has them, are to be replaced.
    """


class Provisioner(Response):
    """A provisioner: the first half of task queue names, grouping worker types."""

    provisionerId: str
    """Name of the provisioner, which comes before the slash in the names of its task queues."""
    description: str
    """Text about the provisioner, for people; often empty."""
    stability: Stability | Unrecognized
    """How far it can be relied on, as its maintainers declared."""
    actions: list[ProvisionerActionResponse]
    """What can be done to the provisioner, its worker types and its workers."""
    expires: Timestamp
    """Time (UTC) at which the record is dropped, unless the provisioner is used again."""
    lastDateActive: Timestamp
    """Time (UTC) of the last sign of life. It is refreshed every 6 hours, so it may lag that
    much.
    """


class DeclareWorkerTypeRequest(Request):
    """Changes to a worker type. Properties that are left out stay as they are."""

    description: str | None = None
    """Text about the worker type, for people."""
    stability: Stability | None = None
    """How far users can rely on it."""
    expires: Timestamp | None = None
    """Time (UTC) at which to drop the record."""


class WorkerTypeAction(Response):
    """Something that can be done to a worker type. It is done by calling a URL."""

    name: str
    """Short name of the action, for logs and error messages."""
    title: JsonValue
    """Text to put above the question whether to go ahead, normally a string."""
    description: str
    """What the action does, for people."""
    context: Literal["worker-type"] | Unrecognized
    """Always `worker-type`, as actions on other things are left out here."""
    method: ActionMethod | Unrecognized
    """HTTP method to call `url` with."""
    url: str
    """Address to call, signed with the credentials of the user who triggers the action. The words
    `<provisionerId>` and `<workerType>` in it are to be replaced.
    """


class WorkerType(Response):
    """A worker type of a provisioner, which is what is now called a task queue."""

    workerType: str
    """Name of the worker type, unique within its provisioner."""
    provisionerId: str
    """Provisioner that the worker type belongs to."""
    description: str
    """Text about the worker type, for people; often empty."""
    stability: Stability | Unrecognized
    """How far it can be relied on, as its maintainers declared."""
    actions: list[WorkerTypeAction]
    """What can be done to the worker type, out of the actions of its provisioner."""
    expires: Timestamp
    """Time (UTC) at which the record is dropped, unless the worker type is used again."""
    lastDateActive: Timestamp
    """Time (UTC) of the last sign of life. It is refreshed every 6 hours, so it may lag that
    much.
    """


class TaskMetadataResponse(Response):
    """Information about a task for people: what it does, and whom to ask."""

    name: str
    """Short title shown in lists of tasks, up to 255 characters."""
    description: str
    """What the task does and why, in Markdown, up to 32768 characters."""
    owner: str
    """Email address of the person or bot that caused the task and is responsible for it."""
    source: str
    """HTTP link to the file and revision that the task was defined by."""


class Task(Response):
    """A task as the queue stored it, with every default filled in.

    No method here returns it; the other schemas take their parts from it.
    """

    provisionerId: str
    """First half of the name of the task's task queue."""
    workerType: str
    """Second half of the name of the task's task queue."""
    taskGroupId: str
    """Task group that the task belongs to. By convention a decision task's id is also the id of its
    group.
    """
    schedulerId: str
    """Scheduler that owns the task, the same for all of a task group. It takes part in the scopes
    for managing the task and in pulse routing keys.
    """
    metadata: TaskMetadataResponse
    """What the task is, who is behind it, and where it was defined."""
    payload: JsonObject
    """Instructions for the worker. Its format depends on the worker implementation behind the task
    queue; the queue does not look inside. `payloadAs` reads it as a model.
    """
    priority: TaskPriority | Unrecognized
    """How urgent the task is: the queue hands out higher priorities first. `normal` is an older
    name of `lowest`.
    """
    created: Timestamp
    """Time (UTC) at which the creator says it made the task."""
    deadline: Timestamp
    """Time (UTC) at which the queue gives up: a task still unresolved then becomes an exception
    with reason `deadline-exceeded`. At most 5 days after creation.
    """
    expires: Timestamp | None = None
    """Time (UTC) at which the queue forgets the task, its status and its artifacts."""
    dependencies: list[str]
    """Ids of the tasks to wait for, up to 100. They must exist when this task is created."""
    requires: DependencyRequirement | Unrecognized
    """What the dependencies must reach before the task is scheduled: success of all
    (`all-completed`), or any resolution (`all-resolved`).
    """
    retries: int
    """How many times the queue starts a new run after trouble with the worker, such as a crash or a
    shutdown; at most 49.
    """
    scopes: list[str]
    """Scopes that the task may use while it runs. Its creator must hold all of them."""
    routes: list[str]
    """Extra pulse routing keys: each message about the task is also sent to `route.` plus each of
    these. The index service listens to some.
    """
    tags: dict[str, str]
    """Short labels, text to text, for finding and grouping tasks. Values have up to 4096
    characters.
    """
    extra: JsonObject
    """Free data for other tools, such as dashboards; the queue does not interpret it. Put your own
    under one key and keep it small. `extraAs` reads it as a model.
    """

    def payloadAs(self, model: type[ModelT]) -> ModelT:
        """Read `payload` as a model.

        Properties that the model does not know are ignored at any depth, whatever its `extra` says.
        Values are read as JSON: a strict model takes a text for a date-time, too. An error can show
        values, unless the model has `hide_input_in_errors`.

        Args:
            model: Class of the model, of a worker's payload or your own.

        Returns:
            An instance of it, which shares nothing with this response.

        Raises:
            ValidationError: of pydantic, if `payload` does not fit the model.

        Example:
            ```python
            payload = task.payloadAs(MyPayload)  # a pydantic model of yours
            ```
        """
        return readAs(self.payload, model)

    def extraAs(self, model: type[ModelT]) -> ModelT:
        """Read `extra` as a model.

        Properties that the model does not know are ignored at any depth, whatever its `extra` says.
        Values are read as JSON: a strict model takes a text for a date-time, too. An error can show
        values, unless the model has `hide_input_in_errors`.

        Args:
            model: Class of the model, of a worker's payload or your own.

        Returns:
            An instance of it, which shares nothing with this response.

        Raises:
            ValidationError: of pydantic, if `extra` does not fit the model.

        Example:
            ```python
            extra = task.extraAs(MyExtra)  # a pydantic model of yours
            ```
        """
        return readAs(self.extra, model)
