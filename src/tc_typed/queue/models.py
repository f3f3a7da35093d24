"""Models of the queue service: payloads, responses and Pulse messages.

Compiled from schemas/queue by tc_typed.compiler; change the contract, not this file.
"""

from typing import Annotated, Literal, TypeAlias

from pydantic import Field
from typing_extensions import TypedDict

from tc_typed.common.models import (
    Identifier,
    ProjectId,
    ProvisionerId,
    QuarantineDetail,
    Scope,
    SlugId,
    TaskQueueId,
    TaskRunId,
)
from tc_typed.core.models.base import Request, Response, SecretRequest
from tc_typed.core.models.fields import (
    Format,
    FreeForm,
    JsonObject,
    Tagged,
    Timestamp,
    UniqueItems,
    Unrecognized,
)
from tc_typed.core.models.read_as import ModelT, readAs
from tc_typed.core.models.since import Since


class TaskMetadataResponse(Response):
    """Human-readable information about a task: what it does and whom to contact."""

    name: str
    """Short title shown in lists of tasks, up to 255 characters."""
    description: str
    """Description of the task and its purpose, in Markdown, up to 32768 characters."""
    owner: str
    """Person or bot that caused the task and is responsible for it, usually an email address."""
    source: str
    """Link to the file and revision that defined the task: an HTTP, SSH or `git@` URL."""


TaskPriority: TypeAlias = Literal[
    "highest", "very-high", "high", "medium", "low", "very-low", "lowest"
]
"""Priorities of a task, from the most urgent to the least."""

DependencyRequirement: TypeAlias = Literal["all-completed", "all-resolved"]
"""Conditions that dependencies can be required to meet."""


class Task(Response):
    """A task as stored by the queue: the definition from its creator, with every default filled in.

    Only `priority` can change; the state is in the task's status.
    """

    taskQueueId: Annotated[str, Since(41, "<provisionerId>/<workerType>")]
    """Task queue that the task waits in, as `<provisionerId>/<workerType>`. Workers claim tasks
    from it. Servers before release 41 may omit this; it is then `<provisionerId>/<workerType>`.
    """
    provisionerId: Annotated[str, Field(json_schema_extra={"deprecated": True})]
    """First part of `taskQueueId`, before the slash. Deprecated: use `taskQueueId`."""
    workerType: Annotated[str, Field(json_schema_extra={"deprecated": True})]
    """Second part of `taskQueueId`, after the slash. Deprecated: use `taskQueueId`."""
    taskGroupId: str
    """Slugid of the task group that the task belongs to, by convention the `taskId` of its decision
    task.
    """
    schedulerId: str
    """Scheduler that manages the task, the same for all tasks of a task group. It is part of the
    scopes for managing the task and of Pulse routing keys.
    """
    projectId: str | None = None
    """Project that the task is attributed to in reports and scopes; `none` if its creator chose
    none.
    """
    metadata: TaskMetadataResponse
    """Human-readable name, description, owner and source of the task."""
    payload: JsonObject
    """Instructions for the worker. Their format depends on the worker implementation behind the
    task queue; the queue does not interpret them. `payloadAs` parses it as a model.
    """
    priority: TaskPriority | Unrecognized
    """Priority of the task: the queue hands out higher priorities first, and older tasks first
    within a priority.
    """
    created: Timestamp
    """Time (UTC) at which the task was created, according to its creator."""
    deadline: Timestamp
    """Time (UTC) by which the task must be resolved: if it is not, it becomes an exception with
    reason `deadline-exceeded`. At most 5 days after creation.
    """
    expires: Timestamp | None = None
    """Time (UTC) at which the queue deletes the task, its status and its artifacts."""
    dependencies: Annotated[list[str], Since(8)]
    """Ids of the tasks to wait for, up to 10000 (a deployment may allow fewer). They must exist
    when this task is created. Servers before release 8 may omit this; the attribute is then
    missing.
    """
    requires: Annotated[DependencyRequirement | Unrecognized, Since(8)]
    """Condition for scheduling the task: every dependency succeeded (`all-completed`), or every
    dependency is resolved (`all-resolved`). Servers before release 8 may omit this; the attribute
    is then missing.
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
    """Short labels for finding and grouping tasks, as keys with values of up to 4096 characters.
    They are copied into Pulse messages.
    """
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


class TasksRequest(Request):
    """Tasks to look up in one call."""

    taskIds: list[str] | None = None
    """Ids of the tasks to look up. Ids of unknown tasks are skipped without an error. Defaults to
    none.
    """


class TaskEntry(Response):
    """A task found by its id."""

    taskId: str
    """Slugid of the task, as in the request."""
    task: Task
    """Definition of the task as stored by the queue."""


class TasksResponse(Response):
    """One page of the requested task definitions."""

    tasks: list[TaskEntry]
    """Tasks on this page; unknown ids are left out."""
    continuationToken: str | None = None
    """Token to pass as `continuationToken` for the next page; absent on the last page. Even an
    empty page may have one.
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
    "claim-expired",
    "worker-shutdown",
    "malformed-payload",
    "resource-unavailable",
    "internal-error",
    "intermittent-task",
    "superseded",
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
    is resolved; `superseded` is no longer used.
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
    taskQueueId: Annotated[str, Since(41, "<provisionerId>/<workerType>")]
    """Task queue that the task is in, as `<provisionerId>/<workerType>`. Servers before release 41
    may omit this; it is then `<provisionerId>/<workerType>`.
    """
    provisionerId: Annotated[str, Field(json_schema_extra={"deprecated": True})]
    """First part of the task queue's name, before the slash. Deprecated: use `taskQueueId`."""
    workerType: Annotated[str, Field(json_schema_extra={"deprecated": True})]
    """Second part of the task queue's name, after the slash. Deprecated: use `taskQueueId`."""
    taskGroupId: str
    """Slugid of the task group that the task belongs to."""
    schedulerId: str
    """Scheduler that manages the task; `-` if its creator chose none."""
    projectId: Annotated[str, Since(41, "none")]
    """Project that the task is attributed to; `none` if its creator chose none. Servers before
    release 41 may omit this; it is then `none`.
    """
    priority: TaskPriority | Unrecognized | None = None
    """Current priority, which `changeTaskPriority` may have changed since creation."""
    retriesLeft: int
    """Number of new runs that the queue may still start after a worker failure."""
    deadline: Timestamp
    """Time (UTC) after which an unresolved task becomes an exception, and the task can no longer
    change.
    """
    expires: Timestamp
    """Time (UTC) at which the queue deletes the task and its artifacts."""


class TaskStatusEntry(Response):
    """Status of a task found by its id."""

    taskId: str
    """Slugid of the task, as in the request."""
    status: TaskStatus
    """Status of the task, with its runs."""


class TaskStatusesResponse(Response):
    """One page of the requested task statuses."""

    statuses: list[TaskStatusEntry]
    """Statuses on this page; unknown ids are left out."""
    continuationToken: str | None = None
    """Token to pass as `continuationToken` for the next page; absent on the last page. Even an
    empty page may have one.
    """


class TaskStatusResponse(Response):
    """Status of a single task, returned by most methods that read or change a task."""

    status: TaskStatus
    """Status of the task after the call."""


class TaskAndStatus(Response):
    """A task with its status."""

    task: Task
    """Definition of the task, as stored by the queue."""
    status: TaskStatus
    """Current status of the task, with its runs."""


class ListTaskGroupResponse(Response):
    """One page of the tasks in a task group, with details of the group itself."""

    taskGroupId: str
    """Slugid of the task group that was listed."""
    schedulerId: Annotated[str, Since(48, "<tasks.0.status.schedulerId>")]
    """Scheduler that manages the task group. Servers before release 48 may omit this; it is then
    `<tasks.0.status.schedulerId>`, or missing if there is no such item.
    """
    sealed: Timestamp | None = None
    """Time (UTC) at which the task group was closed to new tasks. Absent while it is open."""
    expires: Annotated[Timestamp, Since(48)]
    """Time (UTC) at which the queue deletes the task group, after its last task expires. Servers
    before release 48 may omit this; the attribute is then missing.
    """
    tasks: list[TaskAndStatus]
    """Tasks on this page, each with its status."""
    continuationToken: str | None = None
    """Token to pass as `continuationToken` for the next page; absent on the last page. Even an
    empty page may have one.
    """


class CancelTaskGroupResponse(Response):
    """Tasks that `cancelTaskGroup` cancelled."""

    taskGroupId: str
    """Slugid of the task group whose tasks were cancelled."""
    taskGroupSize: int
    """Number of tasks in the task group, including resolved ones."""
    cancelledCount: int
    """Number of unresolved tasks that this call cancelled."""
    taskIds: list[str]
    """Ids of the tasks that this call cancelled."""


class TaskGroup(Response):
    """A set of related tasks, such as all tasks of one push."""

    taskGroupId: str
    """Slugid of the task group, by convention the `taskId` of its decision task."""
    schedulerId: str
    """Scheduler that manages the task group and each of its tasks."""
    sealed: Timestamp | None = None
    """Time (UTC) at which the task group was closed to new tasks. Absent while it is open."""
    expires: Timestamp
    """Time (UTC) at which the task group expires, after all its tasks. It can move later while
    tasks can still be added.
    """


class ListDependentTasksResponse(Response):
    """One page of the tasks that depend on a given task."""

    taskId: str
    """Slugid of the task that the listed tasks depend on."""
    tasks: list[TaskAndStatus]
    """Dependent tasks on this page, each with its status."""
    continuationToken: str | None = None
    """Token to pass as `continuationToken` for the next page; absent on the last page. Even an
    empty page may have one.
    """


class TaskMetadata(Request):
    """Human-readable information about a task: what it does and whom to contact."""

    name: Annotated[str, Field(max_length=255)]
    """Short title shown in lists of tasks, up to 255 characters."""
    description: Annotated[str, Field(max_length=32768)]
    """Description of the task and its purpose, in Markdown, up to 32768 characters."""
    owner: Annotated[str, Field(max_length=255)]
    """Person or bot that caused the task and is responsible for it, usually an email address."""
    source: Annotated[
        str, Field(max_length=4096, pattern="^(https?://|ssh://|git@)"), Format("uri", "regex")
    ]
    """Link to the file and revision that defined the task: an HTTP, SSH or `git@` URL."""


class TaskMetadataFields(TypedDict, total=False):
    """A dict with the fields of `TaskMetadata`, which describes them."""

    name: str
    description: str
    owner: str
    source: str


class TaskDefinition(Request):
    """Definition of a task to create: its task queue, its instructions and its deadline.

    Give the task queue as `taskQueueId`, or as `provisionerId` and `workerType`.
    """

    taskQueueId: TaskQueueId | None = None
    """Task queue to put the task in, as `<provisionerId>/<workerType>`. Required unless its two
    parts are given separately.
    """
    provisionerId: Annotated[
        ProvisionerId | None, Field(json_schema_extra={"deprecated": True})
    ] = None
    """First part of the task queue's name, before the slash. Deprecated: use `taskQueueId`."""
    workerType: Annotated[
        Annotated[str, Field(pattern="^[a-z]([-a-z0-9]{0,36}[a-z0-9])?$")] | None,
        Field(json_schema_extra={"deprecated": True}),
    ] = None
    """Second part of the task queue's name, after the slash. Deprecated: use `taskQueueId`."""
    taskGroupId: SlugId | None = None
    """Slugid of the task group to add the task to; it must not be sealed. Defaults to a new group
    whose id is the task's id.
    """
    schedulerId: Identifier | None = None
    """Scheduler that manages the task, the same for all tasks of a task group. Defaults to `-`."""
    projectId: ProjectId | None = None
    """Project that the task is attributed to. Needs the scope
    `queue:create-task:project:<projectId>`. Defaults to `none`.
    """
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
    dependencies: Annotated[list[SlugId], Field(max_length=10000), UniqueItems] | None = None
    """Ids of existing tasks to wait for before this one is scheduled. Defaults to none: the task is
    pending at once.
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


class TaskFields(TypedDict, total=False):
    """A dict with the fields of `TaskDefinition`, which describes them.

    Type checkers check its keys and types. Annotate the variable with this type, so that their
    errors point to the invalid key. Limits and required fields are checked before anything is sent.

    Example:
        ```python
        def checked(fields: TaskFields) -> TaskDefinition:
            return TaskDefinition.model_validate(fields)
        ```
    """

    taskQueueId: str
    provisionerId: str
    workerType: str
    taskGroupId: str
    schedulerId: str
    projectId: str
    metadata: TaskMetadata | TaskMetadataFields
    payload: FreeForm
    created: Timestamp | str
    deadline: Timestamp | str
    expires: Timestamp | str
    priority: TaskPriority
    dependencies: list[str]
    requires: DependencyRequirement
    retries: int
    scopes: list[str]
    routes: list[str]
    tags: dict[str, str]
    extra: FreeForm


class ChangeTaskPriorityRequest(Request):
    """New priority for a task, or for all unresolved tasks of a task group."""

    newPriority: TaskPriority
    """Priority to set. Runs that are already claimed keep theirs until the next retry."""


class ChangeTaskGroupPriorityResponse(Response):
    """Tasks whose priority `changeTaskGroupPriority` has changed."""

    taskGroupId: str
    """Slugid of the task group whose tasks were changed."""
    schedulerId: str
    """Scheduler that manages the task group."""
    newPriority: TaskPriority | Unrecognized
    """New priority of the tasks."""
    tasksAffected: int
    """Number of tasks whose priority was changed."""
    taskIds: list[str]
    """Ids of the tasks that were changed; may be empty."""


class ClaimWorkRequest(Request):
    """Request for work from a worker, with the number of tasks it can take."""

    workerGroup: Identifier
    """Group of the worker, often its region or data centre. Together with `workerId` it identifies
    the worker.
    """
    workerId: Identifier
    """Id of the worker, unique within its `workerGroup`."""
    tasks: Annotated[int, Field(ge=1, le=32)] | None = None
    """Maximum number of tasks to claim, from 1 to 32; fewer may be returned. Defaults to 1."""


class TaskCredentials(Response):
    """Temporary credentials for one run, with the task's scopes and the right to reclaim and
    resolve the run and to add artifacts to it.

    They expire shortly after `takenUntil`; each reclaim issues new ones.
    """

    clientId: str
    """Client id that servers see on requests made with these credentials."""
    accessToken: Annotated[str, Field(repr=False)]
    """Secret for signing requests. Never log it."""
    certificate: Annotated[str, Field(repr=False)]
    """Certificate with the scopes and lifetime of the credentials, as a JSON string. The access
    token is not valid without it.
    """


class ClaimedTask(Response):
    """A run that a worker has claimed, with everything needed to execute the task and report the
    outcome.
    """

    task: Task
    """Definition of the task to execute."""
    runId: int
    """Number of the claimed run within the task, needed to reclaim it and to report on it."""
    status: TaskStatus
    """The task's status just after the claim."""
    workerGroup: str
    """Group of the worker that made the claim."""
    workerId: str
    """Id of the worker that made the claim, unique within `workerGroup`."""
    takenUntil: Timestamp
    """Time (UTC) by which to reclaim or resolve the run. After that, the queue resolves it as an
    exception (`claim-expired`).
    """
    credentials: TaskCredentials
    """Credentials to use on behalf of the task until `takenUntil`."""


class ClaimWorkResponse(Response):
    """Tasks that a worker claimed with `claimWork`."""

    tasks: list[ClaimedTask]
    """One entry per claimed task; empty if no work arrived in time. Pause briefly before the next
    call.
    """


class ClaimTaskRequest(Request):
    """Worker that claims one particular run. Used only by the deprecated `claimTask`."""

    workerGroup: Identifier
    """Group of the worker, often its region or data centre. Together with `workerId` it identifies
    the worker.
    """
    workerId: Identifier
    """Id of the worker, unique within its `workerGroup`."""


class ReclaimTaskResponse(Response):
    """A renewed claim on a run, with new credentials that replace the old ones."""

    runId: int
    """Number of the run that stays claimed."""
    status: TaskStatus
    """The task's status just after the reclaim."""
    workerGroup: str
    """Group of the worker that holds the claim."""
    workerId: str
    """Id of the worker that holds the claim, unique within `workerGroup`."""
    takenUntil: Timestamp
    """New time (UTC) by which to reclaim again or to resolve the run."""
    credentials: TaskCredentials
    """Fresh credentials for the task; switch to them before the previous ones expire."""


ExceptionReason: TypeAlias = Literal[
    "worker-shutdown",
    "malformed-payload",
    "resource-unavailable",
    "internal-error",
    "intermittent-task",
]
"""Reasons other than failure for which a worker can end a run."""


class ReportExceptionRequest(Request):
    """A worker's report that it could not execute a run, for a reason other than a failure of the
    task's own commands.
    """

    reason: ExceptionReason
    """Kind of problem. The queue starts a new run only for `worker-shutdown` and
    `intermittent-task`, while retries are left.
    """


class S3ArtifactRequest(Request):
    """An artifact in an S3 bucket of the queue; the response contains a signed URL for the
    upload.
    """

    storageType: Literal["s3"] = "s3"
    """Always `s3`: the content is stored in the queue's own bucket."""
    expires: Timestamp
    """Time (UTC) after which the artifact may be deleted, no later than the task's `expires`."""
    contentType: Annotated[str, Field(max_length=255)]
    """MIME type of the file. The upload must send the same `Content-Type` header."""
    contentLength: Annotated[int, Field(ge=0)] | None = None
    """Size of the file in bytes, for statistics only. Omit it if unknown."""


class ObjectArtifactRequest(Request):
    """An artifact in the object service; the response contains what is needed for the upload.

    Call `finishArtifact` afterwards.
    """

    storageType: Literal["object"] = "object"
    """Always `object`: the content is stored in the object service."""
    expires: Timestamp
    """Time (UTC) after which the artifact may be deleted, no later than the task's `expires`."""
    contentType: Annotated[str, Field(max_length=255)]
    """MIME type of the file. It is not checked; viewers use it as a hint."""
    contentLength: Annotated[int, Field(ge=0)] | None = None
    """Size of the file in bytes. Omit it: otherwise `finishArtifact` fails with a 500."""


class RedirectArtifactRequest(Request):
    """An artifact that redirects readers to a URL elsewhere.

    While the run lasts, it can replace an existing artifact of the same name.
    """

    storageType: Literal["reference"] = "reference"
    """Always `reference`: the content stays where `url` points."""
    expires: Timestamp
    """Time (UTC) after which the queue stops redirecting. The content at `url` is not affected."""
    url: Annotated[str, Format("uri")]
    """URL to redirect readers to, used unchanged and without any credentials."""
    contentType: Annotated[str, Field(max_length=255)]
    """MIME type to show for the artifact. It is not checked; viewers use it as a hint."""


class LinkArtifactRequest(Request):
    """An artifact that links to another one of the same task.

    Reading it needs the scopes for the other one.
    """

    storageType: Literal["link"] = "link"
    """Always `link`: the content is that of the linked artifact."""
    expires: Timestamp
    """Time (UTC) after which the link may be deleted."""
    artifact: str
    """Name of the artifact to link to. It need not exist yet; reading a loop of links fails with a
    400.
    """
    contentType: Annotated[str, Field(max_length=255)] | None = None
    """MIME type to show for the artifact. Defaults to `application/binary`."""


ArtifactErrorReason: TypeAlias = Literal[
    "file-missing-on-worker",
    "invalid-resource-on-worker",
    "too-large-file-on-worker",
    "file-not-readable-on-worker",
]
"""Kinds of problems with the file of an artifact."""


class ErrorArtifactRequest(Request):
    """A record that an artifact could not be created.

    Reading it fails with a 424 and the reason given here.
    """

    storageType: Literal["error"] = "error"
    """Always `error`: there is no content."""
    expires: Timestamp
    """Time (UTC) after which the queue may delete the error."""
    reason: ArtifactErrorReason
    """Kind of problem that prevented the worker from uploading the file."""
    message: Annotated[str, Field(max_length=4096)]
    """Human-readable explanation, up to 4096 characters."""


CreateArtifactRequest: TypeAlias = Annotated[
    S3ArtifactRequest
    | ObjectArtifactRequest
    | RedirectArtifactRequest
    | LinkArtifactRequest
    | ErrorArtifactRequest,
    Field(discriminator="storageType"),
]
"""Artifact to create. `storageType` selects where its content is stored; the response has the same
one.
"""


class S3ArtifactResponse(Response):
    """Upload URL for the content of an artifact in S3."""

    storageType: Literal["s3"]
    """Always `s3`, as in the request."""
    putUrl: Annotated[str, Field(repr=False)]
    """Signed URL for one HTTP PUT of the content. Send the right `Content-Length`, and
    `contentType` as the `Content-Type`.
    """
    contentType: str
    """MIME type that the upload must send in its `Content-Type` header."""
    expires: Timestamp
    """Time (UTC) at which `putUrl` expires; create the artifact again to get a new one."""


class ObjectCredentials(Response):
    """Temporary credentials for the object service, limited to uploading or downloading one
    object.
    """

    clientId: str
    """Client id that servers see on requests made with these credentials."""
    accessToken: Annotated[str, Field(repr=False)]
    """Secret for signing requests. Never log it."""
    certificate: Annotated[str, Field(repr=False)]
    """Certificate with the scopes and lifetime of the credentials, as a JSON string. The access
    token is not valid without it.
    """


class ObjectArtifactResponse(Response):
    """Parameters for uploading through the object service: call `createUpload`, upload the content,
    call `finishUpload`, then `finishArtifact` of the queue.
    """

    storageType: Literal["object"]
    """Always `object`, as in the request."""
    name: str
    """Name to give the object in the object service."""
    projectId: str
    """Project to pass to `createUpload` unchanged."""
    uploadId: Annotated[str, Field(repr=False)]
    """Slugid of this upload, to pass to `createUpload` and `finishArtifact`."""
    expires: Timestamp
    """Time (UTC) at which the artifact expires, to pass to `createUpload` unchanged."""
    credentials: ObjectCredentials
    """Credentials for uploading this object, valid for a day, or less if the artifact expires
    earlier.
    """


class RedirectArtifactResponse(Response):
    """Confirmation that the redirect exists; nothing is left to do."""

    storageType: Literal["reference"]
    """Always `reference`, as in the request."""


class LinkArtifactResponse(Response):
    """Confirmation that the link exists; nothing is left to do."""

    storageType: Literal["link"]
    """Always `link`, as in the request."""


class ErrorArtifactResponse(Response):
    """Confirmation that the error is recorded; nothing is left to do."""

    storageType: Literal["error"]
    """Always `error`, as in the request."""


class UnrecognizedArtifactResponse(Response):
    """A kind of `ArtifactResponse` that this version does not know, for example from a newer
    server.

    `storageType` identifies the kind; all other properties are kept.
    """

    storageType: Unrecognized
    """Value of `storageType`, which this version does not know."""


ArtifactResponse: TypeAlias = Annotated[
    S3ArtifactResponse
    | ObjectArtifactResponse
    | RedirectArtifactResponse
    | LinkArtifactResponse
    | ErrorArtifactResponse
    | UnrecognizedArtifactResponse,
    Tagged("storageType"),
]
"""Next step after creating an artifact, with the `storageType` of the request. Only `s3` and
`object` need an upload.
"""


class FinishArtifactRequest(SecretRequest):
    """Confirmation that an `object` artifact has been uploaded, which makes it readable."""

    uploadId: Annotated[SlugId, Field(repr=False)]
    """Slugid that `createArtifact` returned. It proves that the caller made the upload."""


ArtifactStorageType: TypeAlias = Literal["s3", "object", "reference", "link", "error"]
"""Storage types of an artifact."""


class GetArtifactResponse(Response):
    """URL of an artifact's content.

    The queue sends this as the body of a 303 redirect to the same URL.
    """

    storageType: ArtifactStorageType | Unrecognized
    """Kind of storage that holds the content."""
    url: Annotated[str, Field(repr=False)]
    """URL to download from with a plain GET. It may be signed and short-lived, so use it right
    away.
    """


class Artifact(Response):
    """An artifact of a run: name, storage type and expiry, but not the content."""

    name: str
    """Name of the artifact, unique within its run, often a path. Artifacts under `public/` can
    usually be read by anyone.
    """
    storageType: ArtifactStorageType | Unrecognized
    """Kind of storage that holds the content, chosen when the artifact was created."""
    contentType: str
    """MIME type that the creator declared. The queue does not check it, so treat it as a hint."""
    contentLength: int | None = None
    """Size of the content in bytes, as declared by the worker. Absent if it was not declared."""
    expires: Timestamp
    """Time (UTC) at which the artifact expires; the queue deletes it afterwards."""


class ListArtifactsResponse(Response):
    """One page of the artifacts of a run."""

    artifacts: list[Artifact]
    """Artifacts on this page, without their content."""
    continuationToken: str | None = None
    """Token to pass as `continuationToken` for the next page; absent on the last page. Even an
    empty page may have one.
    """


class S3ArtifactContent(Response):
    """Content in an S3 bucket; fetch it with a plain GET."""

    storageType: Literal["s3"]
    """Always `s3`: the content is in a bucket."""
    url: Annotated[str, Field(repr=False)]
    """URL to download from. If it is signed, anyone who has it can download."""


class ObjectArtifactContent(Response):
    """Content in the object service; fetch it with `startDownload` and the credentials given
    here.
    """

    storageType: Literal["object"]
    """Always `object`: the content is in the object service."""
    name: str
    """Name of the object in the object service."""
    credentials: ObjectCredentials
    """Credentials for downloading this object, valid for one hour."""


class RedirectArtifactContent(Response):
    """Content stored elsewhere, at a URL that the task chose."""

    storageType: Literal["reference"]
    """Always `reference`: the content is not stored by Taskcluster."""
    url: str
    """URL that the task gave for the content. Do not send Taskcluster credentials to it."""


class ErrorArtifactContent(Response):
    """No content: the task reported that it could not create the artifact."""

    storageType: Literal["error"]
    """Always `error`: there is nothing to download."""
    reason: ArtifactErrorReason | Unrecognized
    """Kind of problem that the worker reported."""
    message: str
    """Human-readable explanation from the worker."""


class UnrecognizedArtifactContent(Response):
    """A kind of `ArtifactContent` that this version does not know, for example from a newer server.

    `storageType` identifies the kind; all other properties are kept.
    """

    storageType: Unrecognized
    """Value of `storageType`, which this version does not know."""


ArtifactContent: TypeAlias = Annotated[
    S3ArtifactContent
    | ObjectArtifactContent
    | RedirectArtifactContent
    | ErrorArtifactContent
    | UnrecognizedArtifactContent,
    Tagged("storageType"),
]
"""Access to the content of an artifact. Links are already resolved; `storageType` is the kind of
access.
"""

Stability: TypeAlias = Literal["experimental", "stable", "deprecated"]
"""Stability levels of a task queue."""


class Provisioner(Response):
    """A provisioner: the first part of task queue names, which groups worker types.

    Deprecated: use task queues.
    """

    provisionerId: str
    """Name of the provisioner, the part of `taskQueueId` before the slash."""
    description: str
    """Human-readable description of the provisioner; often empty."""
    stability: Stability | Unrecognized
    """Stability of the provisioner, as declared by its maintainers."""
    expires: Timestamp
    """Time (UTC) at which the record is deleted, unless the provisioner is used again."""
    lastDateActive: Timestamp
    """Time (UTC) of the last activity. It is updated at most once every half hour, so it can lag by
    that much.
    """


class ListProvisionersResponse(Response):
    """One page of the known provisioners."""

    provisioners: list[Provisioner]
    """Provisioners on this page."""
    continuationToken: str | None = None
    """Token to pass as `continuationToken` for the next page; absent on the last page. Even an
    empty page may have one.
    """


class PendingTasksResponse(Response):
    """Approximate number of tasks waiting in a task queue."""

    taskQueueId: Annotated[str, Since(41, "<provisionerId>/<workerType>")]
    """Name of the task queue, as `<provisionerId>/<workerType>`. Servers before release 41 may omit
    this; it is then `<provisionerId>/<workerType>`.
    """
    provisionerId: Annotated[str, Field(json_schema_extra={"deprecated": True})]
    """First part of the task queue's name, before the slash. Deprecated: use `taskQueueId`."""
    workerType: Annotated[str, Field(json_schema_extra={"deprecated": True})]
    """Second part of the task queue's name, after the slash. Deprecated: use `taskQueueId`."""
    pendingTasks: int
    """Number of pending tasks. Approximate: more likely too high than too low."""


class TaskQueueCounts(Response):
    """Approximate numbers of pending and claimed tasks of a task queue."""

    taskQueueId: str
    """Name of the task queue, as `<provisionerId>/<workerType>`."""
    provisionerId: Annotated[str, Field(json_schema_extra={"deprecated": True})]
    """First part of the task queue's name, before the slash. Deprecated: use `taskQueueId`."""
    workerType: Annotated[str, Field(json_schema_extra={"deprecated": True})]
    """Second part of the task queue's name, after the slash. Deprecated: use `taskQueueId`."""
    pendingTasks: int
    """Number of tasks waiting for a worker. Approximate: it may be too high."""
    claimedTasks: int
    """Number of tasks claimed by workers. Approximate: it may be too high."""


class PendingTask(Response):
    """A run that is waiting for a worker in a task queue."""

    taskId: str
    """Slugid of the pending task."""
    runId: int
    """Number of the run within its task: 0 is the first, and each retry or rerun adds one."""
    task: Task
    """Definition of the pending task."""
    inserted: Timestamp
    """Time (UTC) at which the run entered the task queue."""


class ListPendingTasksResponse(Response):
    """One page of the pending tasks of a task queue. Some may have been claimed in the meantime."""

    tasks: list[PendingTask]
    """Pending tasks on this page, in the order in which they entered the queue."""
    continuationToken: str | None = None
    """Token to pass as `continuationToken` for the next page; absent on the last page. Even an
    empty page may have one.
    """


class ClaimedTaskSummary(Response):
    """A run that a worker has claimed and not yet resolved."""

    taskId: str
    """Slugid of the claimed task."""
    runId: int
    """Number of the run within its task: 0 is the first, and each retry or rerun adds one."""
    task: Task
    """Definition of the claimed task."""
    workerGroup: str
    """Group of the worker that holds the claim."""
    workerId: str
    """Id of the worker that holds the claim, unique within `workerGroup`."""
    claimed: Timestamp
    """Time (UTC) at which the worker claimed the run."""


class ListClaimedTasksResponse(Response):
    """One page of the claimed tasks of a task queue.

    Some may have been resolved in the meantime.
    """

    tasks: list[ClaimedTaskSummary]
    """Claimed tasks on this page, oldest claim first."""
    continuationToken: str | None = None
    """Token to pass as `continuationToken` for the next page; absent on the last page. Even an
    empty page may have one.
    """


class WorkerType(Response):
    """A worker type of a provisioner, which is the same thing as a task queue.

    Deprecated: use task queues.
    """

    workerType: str
    """Name of the worker type, the part of `taskQueueId` after the slash."""
    provisionerId: str
    """Provisioner of the worker type, the part of `taskQueueId` before the slash."""
    taskQueueId: Annotated[str, Since(41, "<provisionerId>/<workerType>")]
    """Name of the equivalent task queue, as `<provisionerId>/<workerType>`. Servers before release
    41 may omit this; it is then `<provisionerId>/<workerType>`.
    """
    description: str
    """Human-readable description of the worker type; often empty."""
    stability: Stability | Unrecognized
    """Stability of the worker type, as declared by its maintainers."""
    expires: Timestamp
    """Time (UTC) at which the record is deleted, unless the worker type is used again."""
    lastDateActive: Timestamp
    """Time (UTC) of the last activity. It is updated at most once every half hour, so it can lag by
    that much.
    """


class ListWorkerTypesResponse(Response):
    """One page of the worker types of a provisioner."""

    workerTypes: list[WorkerType]
    """Worker types on this page."""
    continuationToken: str | None = None
    """Token to pass as `continuationToken` for the next page; absent on the last page. Even an
    empty page may have one.
    """


class TaskQueue(Response):
    """A task queue that has been in use, as recorded by the queue."""

    taskQueueId: str
    """Name of the task queue, as `<provisionerId>/<workerType>`."""
    description: str
    """Human-readable description of the task queue; often empty."""
    stability: Stability | Unrecognized
    """Stability of the task queue, as declared by its maintainers."""
    expires: Timestamp
    """Time (UTC) at which the record is deleted, unless the task queue is used again."""
    lastDateActive: Timestamp
    """Time (UTC) of the last call by one of its workers. It is updated at most once every half
    hour, so it can lag by that much.
    """


class ListTaskQueuesResponse(Response):
    """One page of the known task queues."""

    taskQueues: list[TaskQueue]
    """Task queues on this page."""
    continuationToken: str | None = None
    """Token to pass as `continuationToken` for the next page; absent on the last page. Even an
    empty page may have one.
    """


class WorkerSummary(Response):
    """A worker as listed by `listWorkers`. Use `getWorker` for more details."""

    workerGroup: str
    """Group of the worker, often its region or data centre. Together with `workerId` it identifies
    the worker.
    """
    workerId: str
    """Id of the worker, unique within its `workerGroup`."""
    latestTask: TaskRunId | None = None
    """Run that the worker claimed last. Absent if none is recorded."""
    quarantineUntil: Timestamp | None = None
    """Time (UTC) until which the worker gets no tasks. Absent if it was never quarantined; in the
    past if the quarantine is over.
    """
    firstClaim: Timestamp
    """Time (UTC) at which the worker claimed its first task."""
    lastDateActive: Timestamp | None = None
    """Time (UTC) of the worker's last call to the queue, updated at most once every half hour.
    Absent if it was never recorded.
    """


class ListWorkersResponse(Response):
    """One page of the workers of a task queue."""

    workers: list[WorkerSummary]
    """Workers on this page."""
    continuationToken: str | None = None
    """Token to pass as `continuationToken` for the next page; absent on the last page. Even an
    empty page may have one.
    """


class Worker(Response):
    """The queue's record of a worker: its task queue, its recent tasks and any quarantine."""

    workerGroup: str
    """Group of the worker, often its region or data centre. Together with `workerId` it identifies
    the worker.
    """
    workerId: str
    """Id of the worker, unique within its `workerGroup`."""
    taskQueueId: str | None = None
    """Task queue that the worker claims tasks from, as `<provisionerId>/<workerType>`."""
    provisionerId: Annotated[str, Field(json_schema_extra={"deprecated": True})]
    """First part of the task queue's name, before the slash. Deprecated: use `taskQueueId`."""
    workerType: Annotated[str, Field(json_schema_extra={"deprecated": True})]
    """Second part of the task queue's name, after the slash. Deprecated: use `taskQueueId`."""
    recentTasks: list[TaskRunId]
    """Runs that the worker claimed most recently, up to 20."""
    quarantineUntil: Timestamp | None = None
    """Time (UTC) until which the worker gets no tasks. Absent if it was never quarantined; in the
    past if the quarantine is over.
    """
    quarantineDetails: list[QuarantineDetail] | None = None
    """History of the worker's quarantine, one entry per change."""
    firstClaim: Timestamp
    """Time (UTC) at which the worker claimed its first task."""
    lastDateActive: Timestamp | None = None
    """Time (UTC) of the worker's last call to the queue, updated at most once every half hour.
    Absent if it was never recorded.
    """
    expires: Timestamp
    """Time (UTC) at which the queue deletes the worker's record, unless the worker calls again."""


class QuarantineWorkerRequest(Request):
    """Start or end of a worker's quarantine, during which it stays alive but gets no tasks."""

    quarantineUntil: Timestamp
    """Time (UTC) until which the worker gets no tasks. A time that is not in the future ends the
    quarantine.
    """
    quarantineInfo: Annotated[str, Field(max_length=4000, min_length=0)] | None = None
    """Reason for the change, up to 4000 characters, kept in the worker's quarantine history."""


class DeclareWorkerRequest(Request):
    """Changes to the record of a worker."""

    expires: Timestamp
    """Time (UTC) at which the queue deletes the worker's record."""


class TaskQueueCountsBatchRequest(Request):
    """Task queues whose tasks to count."""

    taskQueueIds: Annotated[list[TaskQueueId], Field(max_length=1000), UniqueItems]
    """Names of the task queues, as `<provisionerId>/<workerType>`, up to 1000 without
    duplicates.
    """


class ListTaskQueueCountsResponse(Response):
    """Numbers of pending and claimed tasks of many task queues, always on one page."""

    taskQueueCounts: list[TaskQueueCounts]
    """One entry for each requested task queue."""


class PulseTask(Response):
    """Part of a task's definition that Pulse messages include."""

    tags: dict[str, str]
    """Tags of the task, as given when it was created. Empty if it has none."""


class TaskDefinedMessage(Response):
    """Sent when a task has been created, whether or not it is already scheduled."""

    version: int
    """Version of the message format, always 1."""
    status: TaskStatus
    """Status of the task, with all its runs, when the message was sent."""
    task: PulseTask | None = None
    """Tags of the task, so that listeners can filter without fetching the definition."""


class TaskPendingMessage(Response):
    """Sent when a run of a task becomes pending: ready to be claimed."""

    version: int
    """Version of the message format, always 1."""
    status: TaskStatus
    """Status of the task, with all its runs, when the message was sent."""
    runId: int
    """Number of the run that became pending."""
    task: PulseTask | None = None
    """Tags of the task, so that listeners can filter without fetching the definition."""


class TaskRunningMessage(Response):
    """Sent when a worker has claimed a task and its run starts."""

    version: int
    """Version of the message format, always 1."""
    status: TaskStatus
    """Status of the task, with all its runs, when the message was sent."""
    runId: int
    """Number of the run that was claimed."""
    workerGroup: str
    """Group of the worker that claimed the run."""
    workerId: str
    """Id of the worker that claimed the run, unique within `workerGroup`."""
    takenUntil: Timestamp
    """Time (UTC) at which the claim expires unless the worker reclaims the task."""
    task: PulseTask | None = None
    """Tags of the task, so that listeners can filter without fetching the definition."""


CreatedArtifactStorageType: TypeAlias = Literal["reference", "link", "error", "object"]
"""Storage types of the artifacts that messages announce."""


class CreatedArtifact(Response):
    """An artifact as announced in a Pulse message."""

    name: str
    """Name of the artifact, unique within its run. The content may not have been uploaded yet."""
    storageType: CreatedArtifactStorageType | Unrecognized
    """Kind of storage that holds the content. Never `s3`, as no message is sent for S3
    artifacts.
    """
    contentType: str
    """MIME type that the creator declared. The queue does not check it, so treat it as a hint."""
    expires: Timestamp
    """Time (UTC) at which the artifact expires; the queue deletes it afterwards."""


class ArtifactCreatedMessage(Response):
    """Sent when an artifact has been created, often before its content is uploaded.

    Not sent for S3 artifacts.
    """

    version: int
    """Version of the message format, always 1."""
    status: TaskStatus
    """Status of the task, with all its runs, when the message was sent."""
    runId: int
    """Number of the run that the artifact belongs to."""
    workerGroup: str
    """Group of the worker that executes the run."""
    workerId: str
    """Id of the worker that executes the run, unique within `workerGroup`."""
    artifact: CreatedArtifact
    """Artifact that was created."""


class TaskCompletedMessage(Response):
    """Sent when a run has succeeded, which completes its task."""

    version: int
    """Version of the message format, always 1."""
    status: TaskStatus
    """Status of the task, with all its runs, when the message was sent."""
    runId: int
    """Number of the run that succeeded."""
    workerGroup: str
    """Group of the worker that executed the run."""
    workerId: str
    """Id of the worker that executed the run, unique within `workerGroup`."""
    task: PulseTask | None = None
    """Tags of the task, so that listeners can filter without fetching the definition."""


class TaskFailedMessage(Response):
    """Sent when a run has ended because the task's own commands failed."""

    version: int
    """Version of the message format, always 1."""
    status: TaskStatus
    """Status of the task, with all its runs, when the message was sent."""
    runId: int
    """Number of the run that failed."""
    workerGroup: str
    """Group of the worker that executed the run."""
    workerId: str
    """Id of the worker that executed the run, unique within `workerGroup`."""
    task: PulseTask | None = None
    """Tags of the task, so that listeners can filter without fetching the definition."""


class TaskExceptionMessage(Response):
    """Sent when a task is resolved as an exception: cancelled, past its deadline, out of retries,
    or reported as one by the worker.

    `reasonResolved` of the last run is the reason.
    """

    version: int
    """Version of the message format, always 1."""
    status: TaskStatus
    """Status of the task, with all its runs, when the message was sent."""
    runId: int | None = None
    """Number of the last run. Absent if the deadline passed before there was one."""
    workerGroup: str | None = None
    """Group of the last run's worker. Absent if no worker claimed it."""
    workerId: str | None = None
    """Id of the last run's worker, unique within `workerGroup`. Absent if no worker claimed it."""
    task: PulseTask | None = None
    """Tags of the task, so that listeners can filter without fetching the definition."""


class TaskGroupChangedMessage(Response):
    """Sent when a task group has been sealed, and when all of its tasks are resolved.

    The latter may happen more than once.
    """

    version: Annotated[int, Since(48)]
    """Version of the message format, always 1. Servers before release 48 may omit this; the
    attribute is then missing.
    """
    taskGroupId: str
    """Slugid of the task group that was sealed or resolved."""
    schedulerId: Annotated[str, Since(8)]
    """Scheduler that manages the task group. Servers before release 8 may omit this; the attribute
    is then missing.
    """
    sealed: Timestamp | None = None
    """Time (UTC) at which the task group was closed to new tasks. Absent while it is open."""
    expires: Annotated[Timestamp, Since(48)]
    """Time (UTC) at which the queue deletes the task group, after its last task expires. Servers
    before release 48 may omit this; the attribute is then missing.
    """


class TaskPriorityChangedMessage(Response):
    """Sent when `changeTaskPriority` has changed the priority of a single task."""

    version: int
    """Version of the message format, always 1."""
    status: TaskStatus
    """Status of the task, with all its runs, when the message was sent."""
    oldPriority: TaskPriority | Unrecognized
    """Previous priority of the task."""
    newPriority: TaskPriority | Unrecognized
    """New priority of the task."""


class TaskGroupPriorityChangedMessage(Response):
    """Sent once at the end of `changeTaskGroupPriority`, for the whole task group."""

    version: int
    """Version of the message format, always 1."""
    taskGroupId: str
    """Slugid of the task group whose tasks were changed."""
    schedulerId: str
    """Scheduler that manages the task group."""
    newPriority: TaskPriority | Unrecognized
    """New priority of the tasks."""
    tasksAffected: int
    """Number of tasks whose priority was changed."""


class PollQueue(Response):
    """A storage queue to poll: one URL fetches messages, another deletes them once they are
    claimed.
    """

    signedPollUrl: Annotated[str, Field(repr=False)]
    """Signed URL for fetching messages with GET. The response is XML that contains the task's id as
    Base64-encoded JSON.
    """
    signedDeleteUrl: Annotated[str, Field(repr=False)]
    """Signed URL for deleting a message with DELETE. Replace its `{{messageId}}` and
    `{{popReceipt}}` with the URL-encoded message id and pop receipt.
    """


class PollTaskURLsResponse(Response):
    """Signed URLs for polling tasks directly from storage queues.

    No method returns them any more; use `claimWork`.
    """

    queues: list[PollQueue]
    """Queues to poll, in order: earlier ones may contain more urgent tasks."""
    expires: Timestamp
    """Time (UTC) at which the signed URLs expire."""
