"""Models of the queue service: what its methods take and return, and its messages.

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
    """Information about a task for people: what it does, and whom to ask."""

    name: str
    """Short title shown in lists of tasks, up to 255 characters."""
    description: str
    """What the task does and why, in Markdown, up to 32768 characters."""
    owner: str
    """Person or bot that caused the task and is responsible for it, usually an email address."""
    source: str
    """Link to the file and revision that the task was defined by: an HTTP, SSH or `git@`
    address.
    """


TaskPriority: TypeAlias = Literal[
    "highest", "very-high", "high", "medium", "low", "very-low", "lowest"
]
"""Priorities of a task, from the most urgent to the least."""

DependencyRequirement: TypeAlias = Literal["all-completed", "all-resolved"]
"""Ways in which dependencies can be met."""


class Task(Response):
    """A task as the queue stores it: what its creator submitted, with every default filled in.

    It does not change except for `priority`; the state is in the task's status.
    """

    taskQueueId: Annotated[str, Since(41, "<provisionerId>/<workerType>")]
    """Task queue that the task waits in, as `provisionerId/workerType`. Workers claim tasks from
    it. Servers before release 41 may not send this: then it is `<provisionerId>/<workerType>`.
    """
    provisionerId: Annotated[str, Field(json_schema_extra={"deprecated": True})]
    """First half of `taskQueueId`, up to the slash. Deprecated: use `taskQueueId`."""
    workerType: Annotated[str, Field(json_schema_extra={"deprecated": True})]
    """Second half of `taskQueueId`, after the slash. Deprecated: use `taskQueueId`."""
    taskGroupId: str
    """Task group that the task belongs to. By convention a decision task's id is also the id of its
    group.
    """
    schedulerId: str
    """Scheduler that owns the task, the same for all of a task group. It takes part in the scopes
    for managing the task and in pulse routing keys.
    """
    projectId: str | None = None
    """Project that the task is counted under, in reports and in scopes. `none` where nobody chose
    one.
    """
    metadata: TaskMetadataResponse
    """What the task is, who is behind it, and where it was defined."""
    payload: JsonObject
    """Instructions for the worker. Its format depends on the worker implementation behind the task
    queue; the queue does not look inside. `payloadAs` reads it as a model.
    """
    priority: TaskPriority | Unrecognized
    """How urgent the task is: the queue hands out higher priorities first, and older tasks first
    within one.
    """
    created: Timestamp
    """Time (UTC) at which the creator says it made the task."""
    deadline: Timestamp
    """Time (UTC) at which the queue gives up: a task still unresolved then becomes an exception
    with reason `deadline-exceeded`. At most 5 days after creation.
    """
    expires: Timestamp | None = None
    """Time (UTC) at which the queue forgets the task, its status and its artifacts."""
    dependencies: Annotated[list[str], Since(8)]
    """Ids of the tasks to wait for, up to 10000 (a deployment may allow fewer). They must exist
    when this task is created. Servers before release 8 may not send this: then there is no such
    attribute.
    """
    requires: Annotated[DependencyRequirement | Unrecognized, Since(8)]
    """What the dependencies must reach before the task is scheduled: success of all
    (`all-completed`), or any resolution (`all-resolved`). Servers before release 8 may not send
    this: then there is no such attribute.
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
    """Short labels, text to text, for finding and grouping tasks. They are copied into pulse
    messages. Values have up to 4096 characters.
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


class TasksRequest(Request):
    """Says which tasks to look up in one call."""

    taskIds: list[str] | None = None
    """Ids of the tasks to look up. Ids of unknown tasks are skipped without an error. Default:
    none.
    """


class TaskEntry(Response):
    """A task found by its id."""

    taskId: str
    """Id by which the task was asked for."""
    task: Task
    """Definition of that task as stored by the queue."""


class TasksResponse(Response):
    """One page of the definitions that were asked for."""

    tasks: list[TaskEntry]
    """The tasks that were found, on this page; unknown ids are left out."""
    continuationToken: str | None = None
    """Pass it back as `continuationToken` for the next page; absent on the last page. A page may be
    empty and still carry one.
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
    "claim-expired",
    "worker-shutdown",
    "malformed-payload",
    "resource-unavailable",
    "internal-error",
    "intermittent-task",
    "superseded",
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
    resolved; `superseded` is no longer used.
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
    taskQueueId: Annotated[str, Since(41, "<provisionerId>/<workerType>")]
    """Task queue that the task is in, as `provisionerId/workerType`. Servers before release 41 may
    not send this: then it is `<provisionerId>/<workerType>`.
    """
    provisionerId: Annotated[str, Field(json_schema_extra={"deprecated": True})]
    """Provisioner part of the task queue's name, before the slash. Deprecated: use
    `taskQueueId`.
    """
    workerType: Annotated[str, Field(json_schema_extra={"deprecated": True})]
    """Worker type part of the task queue's name, after the slash. Deprecated: use `taskQueueId`."""
    taskGroupId: str
    """Task group that the task belongs to."""
    schedulerId: str
    """Scheduler that manages the task, `-` where its creator chose none."""
    projectId: Annotated[str, Since(41, "none")]
    """Project that the task is counted under, `none` where its creator chose none. Servers before
    release 41 may not send this: then it is `none`.
    """
    priority: TaskPriority | Unrecognized | None = None
    """Current priority, which `changeTaskPriority` may have changed since creation."""
    retriesLeft: int
    """How many more times the queue will start a new run after trouble with the worker."""
    deadline: Timestamp
    """Time (UTC) after which an unresolved task becomes an exception, and nothing about it changes
    any more.
    """
    expires: Timestamp
    """Time (UTC) at which the queue forgets the task and its artifacts."""


class TaskStatusEntry(Response):
    """The status of a task found by its id."""

    taskId: str
    """Id by which the status was asked for."""
    status: TaskStatus
    """Where that task stands, with its runs."""


class TaskStatusesResponse(Response):
    """One page of the statuses that were asked for."""

    statuses: list[TaskStatusEntry]
    """The statuses that were found, on this page; unknown ids are left out."""
    continuationToken: str | None = None
    """Pass it back as `continuationToken` for the next page; absent on the last page. A page may be
    empty and still carry one.
    """


class TaskStatusResponse(Response):
    """The status of a single task, as most methods that read or change a task return it."""

    status: TaskStatus
    """Where the task stands once the call is done."""


class TaskAndStatus(Response):
    """A task together with its status, as found in lists of tasks."""

    task: Task
    """What the task is meant to do, as stored by the queue."""
    status: TaskStatus
    """How far the task has come, with its runs."""


class ListTaskGroupResponse(Response):
    """One page of the tasks in a task group, with what is known about the group itself."""

    taskGroupId: str
    """Task group that was listed."""
    schedulerId: Annotated[str, Since(48, "<tasks.0.status.schedulerId>")]
    """Scheduler that manages the task group. Servers before release 48 may not send this: then it
    is `<tasks.0.status.schedulerId>`, or absent where there is none.
    """
    sealed: Timestamp | None = None
    """Time (UTC) at which the task group was closed to new tasks. Absent while it is open."""
    expires: Annotated[Timestamp, Since(48)]
    """Time (UTC) at which the queue forgets the task group, after its last task expires. Servers
    before release 48 may not send this: then there is no such attribute.
    """
    tasks: list[TaskAndStatus]
    """The tasks on this page, each with its status."""
    continuationToken: str | None = None
    """Pass it back as `continuationToken` for the next page; absent on the last page. A page may be
    empty and still carry one.
    """


class CancelTaskGroupResponse(Response):
    """The outcome of `cancelTaskGroup`: which tasks it canceled."""

    taskGroupId: str
    """Task group whose tasks were canceled."""
    taskGroupSize: int
    """How many tasks the task group has, resolved ones included."""
    cancelledCount: int
    """How many unresolved tasks this call canceled."""
    taskIds: list[str]
    """Ids of the tasks that this call canceled."""


class TaskGroup(Response):
    """A set of tasks that belong together, such as all those of one push."""

    taskGroupId: str
    """Slugid of the task group, by convention the id of its decision task."""
    schedulerId: str
    """Scheduler that manages the task group; each of its tasks has the same one."""
    sealed: Timestamp | None = None
    """Time (UTC) at which the task group was closed to new tasks. Absent while it is open."""
    expires: Timestamp
    """Time (UTC) after the last of its tasks expires. It may move later while tasks can still be
    added.
    """


class ListDependentTasksResponse(Response):
    """One page of the tasks that wait for a given task."""

    taskId: str
    """Task that the listed ones depend on."""
    tasks: list[TaskAndStatus]
    """The dependent tasks on this page, each with its status."""
    continuationToken: str | None = None
    """Pass it back as `continuationToken` for the next page; absent on the last page. A page may be
    empty and still carry one.
    """


class TaskMetadata(Request):
    """Information about a task for people: what it does, and whom to ask."""

    name: Annotated[str, Field(max_length=255)]
    """Short title shown in lists of tasks, up to 255 characters."""
    description: Annotated[str, Field(max_length=32768)]
    """What the task does and why, in Markdown, up to 32768 characters."""
    owner: Annotated[str, Field(max_length=255)]
    """Person or bot that caused the task and is responsible for it, usually an email address."""
    source: Annotated[
        str, Field(max_length=4096, pattern="^(https?://|ssh://|git@)"), Format("uri", "regex")
    ]
    """Link to the file and revision that the task was defined by: an HTTP, SSH or `git@`
    address.
    """


class TaskMetadataFields(TypedDict, total=False):
    """A dict of a `TaskMetadata`'s fields, each of which means what it does there."""

    name: str
    description: str
    owner: str
    source: str


class TaskDefinition(Request):
    """All that the queue needs to know to create a task: where it runs, what it does, and until
    when.

    Name the queue with `taskQueueId`, or else with `provisionerId` and `workerType`.
    """

    taskQueueId: TaskQueueId | None = None
    """Task queue to put the task in, as `provisionerId/workerType`. Required unless those two are
    given separately.
    """
    provisionerId: Annotated[
        ProvisionerId | None, Field(json_schema_extra={"deprecated": True})
    ] = None
    """First half of the task queue's name. Deprecated: use `taskQueueId`."""
    workerType: Annotated[
        Annotated[str, Field(pattern="^[a-z]([-a-z0-9]{0,36}[a-z0-9])?$")] | None,
        Field(json_schema_extra={"deprecated": True}),
    ] = None
    """Second half of the task queue's name. Deprecated: use `taskQueueId`."""
    taskGroupId: SlugId | None = None
    """Task group to add the task to; it must not be sealed. Default: a group of its own, named by
    the task's id.
    """
    schedulerId: Identifier | None = None
    """Scheduler that manages the task, which must match the rest of the task group. Default `-`."""
    projectId: ProjectId | None = None
    """Project to count the task under. Creating it needs a scope for that project. Default
    `none`.
    """
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
    dependencies: Annotated[list[SlugId], Field(max_length=10000), UniqueItems] | None = None
    """Ids of existing tasks to wait for before this one is scheduled. Default: none, which makes
    the task pending at once.
    """
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


class TaskFields(TypedDict, total=False):
    """A dict of a `TaskDefinition`'s fields, each of which means what it does there.

    Type checkers know its keys and types; of a variable with this annotation they also say which
    key is wrong. Limits, and whether a required field is missing, are checked before anything is
    sent.

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
    """The priority to give to a task, or to all unresolved tasks of a task group."""

    newPriority: TaskPriority
    """Priority to set. Runs already claimed keep theirs; it counts from the next retry on."""


class ChangeTaskGroupPriorityResponse(Response):
    """The outcome of `changeTaskGroupPriority`: which tasks have a new priority."""

    taskGroupId: str
    """Task group whose tasks were changed."""
    schedulerId: str
    """Scheduler that manages the task group."""
    newPriority: TaskPriority | Unrecognized
    """Priority that the tasks have now."""
    tasksAffected: int
    """How many tasks were given the new priority."""
    taskIds: list[str]
    """Ids of the tasks that were changed; empty if none had to be."""


class ClaimWorkRequest(Request):
    """Tells the queue which worker asks for work, and how many tasks it can take on."""

    workerGroup: Identifier
    """Group of the worker, often its region or data centre. Together with `workerId` it names the
    worker.
    """
    workerId: Identifier
    """Name of the worker, unique within its `workerGroup`."""
    tasks: Annotated[int, Field(ge=1, le=32)] | None = None
    """The most tasks to claim in this call, from 1 to 32; fewer may come back. Default 1."""


class TaskCredentials(Response):
    """Temporary credentials for one run, with the task's scopes and the right to reclaim, resolve
    and add artifacts.

    They end shortly after `takenUntil`; each reclaim brings new ones.
    """

    clientId: str
    """Client name that requests made with these credentials appear under."""
    accessToken: Annotated[str, Field(repr=False)]
    """Secret that requests are signed with. Never log it."""
    certificate: Annotated[str, Field(repr=False)]
    """Signed statement of the scopes and the lifetime, as JSON text. Send it along, for the access
    token is invalid without it.
    """


class ClaimedTask(Response):
    """A run that now belongs to a worker, with all it needs to execute the task and report the
    outcome.
    """

    task: Task
    """Definition of the task to execute."""
    runId: int
    """Number of the claimed run within the task, to be named in reclaims and reports."""
    status: TaskStatus
    """The task's status just after the claim."""
    workerGroup: str
    """Group of the worker that made the claim."""
    workerId: str
    """Worker that made the claim, unique within `workerGroup`."""
    takenUntil: Timestamp
    """Time (UTC) by which to reclaim or resolve the run. After it, the queue resolves the run as an
    exception, `claim-expired`.
    """
    credentials: TaskCredentials
    """Credentials to use on behalf of the task until `takenUntil`."""


class ClaimWorkResponse(Response):
    """The tasks that a worker got from `claimWork`."""

    tasks: list[ClaimedTask]
    """One entry per claimed task, none when no work turned up in time. Wait a little before asking
    again.
    """


class ClaimTaskRequest(Request):
    """Names the worker that claims one particular run. Only the deprecated `claimTask` takes it."""

    workerGroup: Identifier
    """Group of the worker, often its region or data centre. Together with `workerId` it names the
    worker.
    """
    workerId: Identifier
    """Name of the worker, unique within its `workerGroup`."""


class ReclaimTaskResponse(Response):
    """A prolonged claim on a run, with new credentials in place of the old."""

    runId: int
    """Number of the run that stays claimed."""
    status: TaskStatus
    """The task's status just after the reclaim."""
    workerGroup: str
    """Group of the worker that holds the claim."""
    workerId: str
    """Worker that holds the claim, unique within `workerGroup`."""
    takenUntil: Timestamp
    """New time (UTC) by which to reclaim again or to resolve the run."""
    credentials: TaskCredentials
    """Fresh credentials for the task; switch to them before the previous ones end."""


ExceptionReason: TypeAlias = Literal[
    "worker-shutdown",
    "malformed-payload",
    "resource-unavailable",
    "internal-error",
    "intermittent-task",
]
"""Reasons other than failure for which a worker can end a run."""


class ReportExceptionRequest(Request):
    """A worker's report that it could not execute a run, through no failure of the task's own
    commands.
    """

    reason: ExceptionReason
    """What went wrong. The queue starts a new run for `worker-shutdown` and `intermittent-task`
    while retries are left, and for no other reason.
    """


class S3ArtifactRequest(Request):
    """Asks for a signed address to upload a file to, in an S3 bucket of the queue."""

    storageType: Literal["s3"] = "s3"
    """Always `s3`: the content goes into the queue's own bucket."""
    expires: Timestamp
    """Time (UTC) from which the artifact may be deleted, no later than the task's own `expires`."""
    contentType: Annotated[str, Field(max_length=255)]
    """MIME type of the file. The upload must send the same in its `Content-Type` header."""
    contentLength: Annotated[int, Field(ge=0)] | None = None
    """Size of the file in bytes, for statistics only. Leave it out if unknown."""


class ObjectArtifactRequest(Request):
    """Asks for the means to upload a file through the object service.

    Call `finishArtifact` once it is there.
    """

    storageType: Literal["object"] = "object"
    """Always `object`: the content goes to the object service."""
    expires: Timestamp
    """Time (UTC) from which the artifact may be deleted, no later than the task's own `expires`."""
    contentType: Annotated[str, Field(max_length=255)]
    """MIME type of the file. Nothing checks it; viewers use it as a hint."""
    contentLength: Annotated[int, Field(ge=0)] | None = None
    """Size of the file in bytes. Leave it out: with it, `finishArtifact` fails with status 500."""


class RedirectArtifactRequest(Request):
    """Makes an artifact that sends readers to an address elsewhere.

    While the run lasts it may replace another artifact of the same name.
    """

    storageType: Literal["reference"] = "reference"
    """Always `reference`: the content stays where `url` points."""
    expires: Timestamp
    """Time (UTC) from which the queue stops redirecting. What `url` points to is left alone."""
    url: Annotated[str, Format("uri")]
    """Address to redirect readers to, used as it is and without any credentials."""
    contentType: Annotated[str, Field(max_length=255)]
    """MIME type to show for the artifact. Nothing checks it; viewers use it as a hint."""


class LinkArtifactRequest(Request):
    """Makes an artifact that stands for another one of the same task.

    Reading it needs the scopes for the other one.
    """

    storageType: Literal["link"] = "link"
    """Always `link`: the content is that of another artifact."""
    expires: Timestamp
    """Time (UTC) from which the link may be deleted."""
    artifact: str
    """Name of the artifact to read instead. It need not exist yet; a loop of links makes reading
    fail with status 400.
    """
    contentType: Annotated[str, Field(max_length=255)] | None = None
    """MIME type to show for the artifact. Default `application/binary`."""


ArtifactErrorReason: TypeAlias = Literal[
    "file-missing-on-worker",
    "invalid-resource-on-worker",
    "too-large-file-on-worker",
    "file-not-readable-on-worker",
]
"""Kinds of trouble with the file that was to become an artifact."""


class ErrorArtifactRequest(Request):
    """Records that an artifact could not be made.

    Reading it fails with status 424 and the reason given here.
    """

    storageType: Literal["error"] = "error"
    """Always `error`: there is no content."""
    expires: Timestamp
    """Time (UTC) from which the queue may forget the error."""
    reason: ArtifactErrorReason
    """Kind of trouble that kept the worker from uploading the file."""
    message: Annotated[str, Field(max_length=4096)]
    """Explanation for people, up to 4096 characters."""


CreateArtifactRequest: TypeAlias = Annotated[
    S3ArtifactRequest
    | ObjectArtifactRequest
    | RedirectArtifactRequest
    | LinkArtifactRequest
    | ErrorArtifactRequest,
    Field(discriminator="storageType"),
]
"""Content to store under an artifact name. The `storageType` decides where the content lives, and
the response has the same one.
"""


class S3ArtifactResponse(Response):
    """Where to upload the content of an artifact kept in S3."""

    storageType: Literal["s3"]
    """Always `s3`, as in the request."""
    putUrl: Annotated[str, Field(repr=False)]
    """Signed address for one HTTP PUT of the content. Send the right `Content-Length`, and
    `contentType` as the `Content-Type`.
    """
    contentType: str
    """MIME type that the upload must name in its `Content-Type` header."""
    expires: Timestamp
    """Time (UTC) at which `putUrl` stops working; create the artifact again for a new one."""


class ObjectCredentials(Response):
    """Temporary credentials for the object service, limited to uploading or downloading the one
    object.
    """

    clientId: str
    """Client name to use towards the object service."""
    accessToken: Annotated[str, Field(repr=False)]
    """Secret that requests to the object service are signed with. Never log it."""
    certificate: Annotated[str, Field(repr=False)]
    """Signed statement of the scopes and the lifetime, as JSON text, to be sent together with the
    access token.
    """


class ObjectArtifactResponse(Response):
    """Means to upload through the object service: `createUpload`, the content, then `finishUpload`.

    End with the queue's `finishArtifact`.
    """

    storageType: Literal["object"]
    """Always `object`, as in the request."""
    name: str
    """Name to give to the object in the object service."""
    projectId: str
    """Project to name in `createUpload`, unchanged."""
    uploadId: Annotated[str, Field(repr=False)]
    """Slugid of this upload, to be named in `createUpload` and in `finishArtifact`."""
    expires: Timestamp
    """Time (UTC) at which the artifact expires, to be named in `createUpload`, unchanged."""
    credentials: ObjectCredentials
    """Credentials for uploading this object, good for a day, or less if the artifact expires
    before.
    """


class RedirectArtifactResponse(Response):
    """Confirms that the redirect is in place; nothing is left to do."""

    storageType: Literal["reference"]
    """Always `reference`, as in the request."""


class LinkArtifactResponse(Response):
    """Confirms that the link is in place; nothing is left to do."""

    storageType: Literal["link"]
    """Always `link`, as in the request."""


class ErrorArtifactResponse(Response):
    """Confirms that the error is on record; nothing is left to do."""

    storageType: Literal["error"]
    """Always `error`, as in the request."""


class UnrecognizedArtifactResponse(Response):
    """A kind of `ArtifactResponse` that this version does not know, as a newer server may send.

    Its `storageType` says which; what else came is kept.
    """

    storageType: Unrecognized
    """The `storageType` that this version does not know."""


ArtifactResponse: TypeAlias = Annotated[
    S3ArtifactResponse
    | ObjectArtifactResponse
    | RedirectArtifactResponse
    | LinkArtifactResponse
    | ErrorArtifactResponse
    | UnrecognizedArtifactResponse,
    Tagged("storageType"),
]
"""Next step after creating an artifact. It has the request's `storageType`; only `s3` and `object`
leave something to upload.
"""


class FinishArtifactRequest(SecretRequest):
    """Tells the queue that the upload of an `object` artifact is done, which makes it readable."""

    uploadId: Annotated[SlugId, Field(repr=False)]
    """Slugid that `createArtifact` returned. It proves that the caller is the one who uploaded."""


ArtifactStorageType: TypeAlias = Literal["s3", "object", "reference", "link", "error"]
"""Kinds of places where the content of an artifact can live."""


class GetArtifactResponse(Response):
    """Where to read an artifact.

    The queue sends this as the body of a 303 redirect to the same address.
    """

    storageType: ArtifactStorageType | Unrecognized
    """Where the content lives."""
    url: Annotated[str, Field(repr=False)]
    """Address to download from with a plain GET. It may be signed and end soon, so fetch it right
    away.
    """


class Artifact(Response):
    """An artifact of a run: its name, kind and lifetime, without the content."""

    name: str
    """Name of the artifact, unique in its run, often a path. Those under `public/` are usually
    readable by everybody.
    """
    storageType: ArtifactStorageType | Unrecognized
    """Where the content lives, as chosen when the artifact was created."""
    contentType: str
    """MIME type that the creator declared. The queue does not check it, so use it as a hint
    only.
    """
    contentLength: int | None = None
    """Size of the content in bytes, as the worker declared it. Absent if it did not."""
    expires: Timestamp
    """Time (UTC) from which the queue deletes the artifact."""


class ListArtifactsResponse(Response):
    """One page of the artifacts of a run."""

    artifacts: list[Artifact]
    """The artifacts on this page, without their content."""
    continuationToken: str | None = None
    """Pass it back as `continuationToken` for the next page; absent on the last page. A page may be
    empty and still carry one.
    """


class S3ArtifactContent(Response):
    """Content in an S3 bucket, to be fetched with a plain GET."""

    storageType: Literal["s3"]
    """Always `s3`: the content is in a bucket."""
    url: Annotated[str, Field(repr=False)]
    """Address to download from. It may be signed, so anyone who has it can download."""


class ObjectArtifactContent(Response):
    """Content in the object service, to be fetched with its `startDownload` and the credentials
    given here.
    """

    storageType: Literal["object"]
    """Always `object`: the content is in the object service."""
    name: str
    """Name of the object to ask the object service for."""
    credentials: ObjectCredentials
    """Credentials for downloading this object, good for an hour from now."""


class RedirectArtifactContent(Response):
    """Content kept elsewhere, at an address that the task chose."""

    storageType: Literal["reference"]
    """Always `reference`: the content is not kept by Taskcluster."""
    url: str
    """Address that the task gave for the content. Do not send Taskcluster credentials to it."""


class ErrorArtifactContent(Response):
    """No content: the task reported that it could not make the artifact."""

    storageType: Literal["error"]
    """Always `error`: there is nothing to download."""
    reason: ArtifactErrorReason | Unrecognized
    """Kind of trouble that the worker reported."""
    message: str
    """The worker's explanation, for people."""


class UnrecognizedArtifactContent(Response):
    """A kind of `ArtifactContent` that this version does not know, as a newer server may send.

    Its `storageType` says which; what else came is kept.
    """

    storageType: Unrecognized
    """The `storageType` that this version does not know."""


ArtifactContent: TypeAlias = Annotated[
    S3ArtifactContent
    | ObjectArtifactContent
    | RedirectArtifactContent
    | ErrorArtifactContent
    | UnrecognizedArtifactContent,
    Tagged("storageType"),
]
"""How to get at the content of an artifact. Links are already followed, and `storageType` tells
which kind it is.
"""

Stability: TypeAlias = Literal["experimental", "stable", "deprecated"]
"""How far a task queue can be relied on."""


class Provisioner(Response):
    """A provisioner: the first half of task queue names, grouping worker types.

    Deprecated: use task queues.
    """

    provisionerId: str
    """Name of the provisioner, the part of `taskQueueId` before the slash."""
    description: str
    """Text about the provisioner, for people; often empty."""
    stability: Stability | Unrecognized
    """How far the provisioner can be relied on, as declared by its maintainers."""
    expires: Timestamp
    """Time (UTC) at which the record is dropped, unless the provisioner is used again."""
    lastDateActive: Timestamp
    """Time (UTC) of the last sign of life. It is refreshed every half hour at most, so it may lag
    that much.
    """


class ListProvisionersResponse(Response):
    """One page of the known provisioners."""

    provisioners: list[Provisioner]
    """The provisioners on this page."""
    continuationToken: str | None = None
    """Pass it back as `continuationToken` for the next page; absent on the last page. A page may be
    empty and still carry one.
    """


class PendingTasksResponse(Response):
    """About how many tasks wait in a task queue."""

    taskQueueId: Annotated[str, Since(41, "<provisionerId>/<workerType>")]
    """Full name of the task queue, `provisionerId/workerType`. Servers before release 41 may not
    send this: then it is `<provisionerId>/<workerType>`.
    """
    provisionerId: Annotated[str, Field(json_schema_extra={"deprecated": True})]
    """Provisioner part of the task queue's name, before the slash. Deprecated: use
    `taskQueueId`.
    """
    workerType: Annotated[str, Field(json_schema_extra={"deprecated": True})]
    """Worker type part of the task queue's name, after the slash. Deprecated: use `taskQueueId`."""
    pendingTasks: int
    """Number of pending tasks, rather too high than too low."""


class TaskQueueCounts(Response):
    """About how many tasks of a task queue are waiting and how many are claimed."""

    taskQueueId: str
    """Full name of the task queue, `provisionerId/workerType`."""
    provisionerId: Annotated[str, Field(json_schema_extra={"deprecated": True})]
    """Provisioner part of the task queue's name, before the slash. Deprecated: use
    `taskQueueId`.
    """
    workerType: Annotated[str, Field(json_schema_extra={"deprecated": True})]
    """Worker type part of the task queue's name, after the slash. Deprecated: use `taskQueueId`."""
    pendingTasks: int
    """Number of tasks that wait for a worker. Approximate: it may be too high."""
    claimedTasks: int
    """Number of tasks that workers hold. Approximate: it may be too high."""


class PendingTask(Response):
    """A run that waits in a task queue for a worker."""

    taskId: str
    """Slugid of the waiting task."""
    runId: int
    """Number of the run within its task: 0 is the first, and each retry or rerun adds one."""
    task: Task
    """Definition of the waiting task."""
    inserted: Timestamp
    """Time (UTC) at which the run entered the task queue."""


class ListPendingTasksResponse(Response):
    """One page of the tasks that wait in a task queue.

    Some may have been claimed in the meantime.
    """

    tasks: list[PendingTask]
    """The waiting tasks on this page, in the order in which they entered the queue."""
    continuationToken: str | None = None
    """Pass it back as `continuationToken` for the next page; absent on the last page. A page may be
    empty and still carry one.
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
    """Worker that holds the claim, unique within `workerGroup`."""
    claimed: Timestamp
    """Time (UTC) at which the worker claimed the run."""


class ListClaimedTasksResponse(Response):
    """One page of the tasks of a task queue that workers hold.

    Some may have been resolved in the meantime.
    """

    tasks: list[ClaimedTaskSummary]
    """The claimed tasks on this page, longest held first."""
    continuationToken: str | None = None
    """Pass it back as `continuationToken` for the next page; absent on the last page. A page may be
    empty and still carry one.
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
    """Name of the same thing as a task queue, `provisionerId/workerType`. Servers before release 41
    may not send this: then it is `<provisionerId>/<workerType>`.
    """
    description: str
    """Text about the worker type, for people; often empty."""
    stability: Stability | Unrecognized
    """How far the worker type can be relied on, as declared by its maintainers."""
    expires: Timestamp
    """Time (UTC) at which the record is dropped, unless the worker type is used again."""
    lastDateActive: Timestamp
    """Time (UTC) of the last sign of life. It is refreshed every half hour at most, so it may lag
    that much.
    """


class ListWorkerTypesResponse(Response):
    """One page of the worker types of a provisioner."""

    workerTypes: list[WorkerType]
    """The worker types on this page."""
    continuationToken: str | None = None
    """Pass it back as `continuationToken` for the next page; absent on the last page. A page may be
    empty and still carry one.
    """


class TaskQueue(Response):
    """A task queue that the queue service has seen in use."""

    taskQueueId: str
    """Full name of the task queue, `provisionerId/workerType`."""
    description: str
    """Text about the task queue, for people; often empty."""
    stability: Stability | Unrecognized
    """How far it can be relied on, as its maintainers declared."""
    expires: Timestamp
    """Time (UTC) at which the record is dropped, unless the task queue is used again."""
    lastDateActive: Timestamp
    """Time (UTC) of the last call by one of its workers. It is refreshed every half hour at most,
    so it may lag that much.
    """


class ListTaskQueuesResponse(Response):
    """One page of the known task queues."""

    taskQueues: list[TaskQueue]
    """The task queues on this page."""
    continuationToken: str | None = None
    """Pass it back as `continuationToken` for the next page; absent on the last page. A page may be
    empty and still carry one.
    """


class WorkerSummary(Response):
    """A worker as it appears in lists. Ask for the single worker to see more."""

    workerGroup: str
    """Group of the worker, often its region or data centre. Together with `workerId` it names the
    worker.
    """
    workerId: str
    """Name of the worker, unique within its `workerGroup`."""
    latestTask: TaskRunId | None = None
    """The run that the worker claimed last. Absent if there is none on record."""
    quarantineUntil: Timestamp | None = None
    """Time (UTC) until which the worker gets no tasks. Absent if it was never quarantined; in the
    past if that is over.
    """
    firstClaim: Timestamp
    """Time (UTC) at which the worker claimed its first task."""
    lastDateActive: Timestamp | None = None
    """Time (UTC) of the worker's last call to the queue, refreshed every half hour at most. Absent
    if it was never recorded.
    """


class ListWorkersResponse(Response):
    """One page of the workers of a task queue."""

    workers: list[WorkerSummary]
    """The workers on this page."""
    continuationToken: str | None = None
    """Pass it back as `continuationToken` for the next page; absent on the last page. A page may be
    empty and still carry one.
    """


class Worker(Response):
    """A worker as the queue knows it: where it belongs, what it did lately, and whether it is in
    quarantine.
    """

    workerGroup: str
    """Group of the worker, often its region or data centre. Together with `workerId` it names the
    worker.
    """
    workerId: str
    """Name of the worker, unique within its `workerGroup`."""
    taskQueueId: str | None = None
    """Task queue that the worker takes its tasks from, `provisionerId/workerType`."""
    provisionerId: Annotated[str, Field(json_schema_extra={"deprecated": True})]
    """Provisioner part of the task queue's name, before the slash. Deprecated: use
    `taskQueueId`.
    """
    workerType: Annotated[str, Field(json_schema_extra={"deprecated": True})]
    """Worker type part of the task queue's name, after the slash. Deprecated: use `taskQueueId`."""
    recentTasks: list[TaskRunId]
    """The runs that the worker claimed lately, up to 20."""
    quarantineUntil: Timestamp | None = None
    """Time (UTC) until which the worker gets no tasks. Absent if it was never quarantined; in the
    past if that is over.
    """
    quarantineDetails: list[QuarantineDetail] | None = None
    """History of the worker's quarantine, one entry per change."""
    firstClaim: Timestamp
    """Time (UTC) at which the worker claimed its first task."""
    lastDateActive: Timestamp | None = None
    """Time (UTC) of the worker's last call to the queue, refreshed every half hour at most. Absent
    if it was never recorded.
    """
    expires: Timestamp
    """Time (UTC) at which the record of the worker is dropped, unless it shows up again."""


class QuarantineWorkerRequest(Request):
    """Puts a worker in quarantine, in which it stays alive but gets no tasks, or ends that."""

    quarantineUntil: Timestamp
    """Time (UTC) until which the worker gets no tasks. A time that is not in the future ends the
    quarantine.
    """
    quarantineInfo: Annotated[str, Field(max_length=4000, min_length=0)] | None = None
    """Reason for the change, up to 4000 characters, kept in the worker's quarantine history."""


class DeclareWorkerRequest(Request):
    """Changes to the record of a worker."""

    expires: Timestamp
    """Time (UTC) at which the queue drops the record of the worker."""


class TaskQueueCountsBatchRequest(Request):
    """Says which task queues `taskQueueCountsBatch` should count."""

    taskQueueIds: Annotated[list[TaskQueueId], Field(max_length=1000), UniqueItems]
    """Names of the task queues, `provisionerId/workerType`, up to 1000 and no duplicates."""


class ListTaskQueueCountsResponse(Response):
    """The counts that `taskQueueCountsBatch` found. There are no further pages."""

    taskQueueCounts: list[TaskQueueCounts]
    """One entry for each task queue that was asked for."""


class PulseTask(Response):
    """The part of a task's definition that pulse messages carry."""

    tags: dict[str, str]
    """The task's labels, as given when it was created. Empty if it has none."""


class TaskDefinedMessage(Response):
    """Sent when a task has been created, whether or not it is scheduled already."""

    version: int
    """Version of this message's format, always 1."""
    status: TaskStatus
    """The task's state and all its runs at the moment the message was sent."""
    task: PulseTask | None = None
    """The tags of the task, so that a listener can filter without fetching the definition."""


class TaskPendingMessage(Response):
    """Sent when a run of a task becomes pending, that is ready to be claimed."""

    version: int
    """Version of this message's format, always 1."""
    status: TaskStatus
    """The task's state and all its runs at the moment the message was sent."""
    runId: int
    """Number of the run that became pending."""
    task: PulseTask | None = None
    """The tags of the task, so that a listener can filter without fetching the definition."""


class TaskRunningMessage(Response):
    """Sent when a worker has claimed a task and its run starts."""

    version: int
    """Version of this message's format, always 1."""
    status: TaskStatus
    """The task's state and all its runs at the moment the message was sent."""
    runId: int
    """Number of the run that was claimed."""
    workerGroup: str
    """Group of the worker that claimed the run."""
    workerId: str
    """Worker that claimed the run, unique within `workerGroup`."""
    takenUntil: Timestamp
    """Time (UTC) at which the claim lapses unless the worker reclaims."""
    task: PulseTask | None = None
    """The tags of the task, so that a listener can filter without fetching the definition."""


CreatedArtifactStorageType: TypeAlias = Literal["reference", "link", "error", "object"]
"""Kinds of places where the content of an artifact can live, as far as messages tell of them."""


class CreatedArtifact(Response):
    """An artifact as announced in a pulse message."""

    name: str
    """Name of the artifact, unique in its run. The content may not be there yet."""
    storageType: CreatedArtifactStorageType | Unrecognized
    """Where the content lives. No message is sent for `s3`, so it is not among the values."""
    contentType: str
    """MIME type that the creator declared. The queue does not check it, so use it as a hint
    only.
    """
    expires: Timestamp
    """Time (UTC) from which the queue deletes the artifact."""


class ArtifactCreatedMessage(Response):
    """Sent when an artifact has been created, often before its content is uploaded.

    S3 artifacts do not cause one.
    """

    version: int
    """Version of this message's format, always 1."""
    status: TaskStatus
    """The task's state and all its runs at the moment the message was sent."""
    runId: int
    """Number of the run that the artifact belongs to."""
    workerGroup: str
    """Group of the worker that executes the run."""
    workerId: str
    """Worker that executes the run, unique within `workerGroup`."""
    artifact: CreatedArtifact
    """The artifact that was created."""


class TaskCompletedMessage(Response):
    """Sent when a run has succeeded, which completes its task."""

    version: int
    """Version of this message's format, always 1."""
    status: TaskStatus
    """The task's state and all its runs at the moment the message was sent."""
    runId: int
    """Number of the run that succeeded."""
    workerGroup: str
    """Group of the worker that executed the run."""
    workerId: str
    """Worker that executed the run, unique within `workerGroup`."""
    task: PulseTask | None = None
    """The tags of the task, so that a listener can filter without fetching the definition."""


class TaskFailedMessage(Response):
    """Sent when a run has executed to its end and the task's own commands failed."""

    version: int
    """Version of this message's format, always 1."""
    status: TaskStatus
    """The task's state and all its runs at the moment the message was sent."""
    runId: int
    """Number of the run that failed."""
    workerGroup: str
    """Group of the worker that executed the run."""
    workerId: str
    """Worker that executed the run, unique within `workerGroup`."""
    task: PulseTask | None = None
    """The tags of the task, so that a listener can filter without fetching the definition."""


class TaskExceptionMessage(Response):
    """Sent when a task is resolved as an exception: canceled, past its deadline, out of retries, or
    reported so by the worker.

    `reasonResolved` of the last run says which.
    """

    version: int
    """Version of this message's format, always 1."""
    status: TaskStatus
    """The task's state and all its runs at the moment the message was sent."""
    runId: int | None = None
    """Number of the last run. Absent if the deadline passed before there was any."""
    workerGroup: str | None = None
    """Group of the last run's worker. Absent if no worker claimed it."""
    workerId: str | None = None
    """The last run's worker, unique within `workerGroup`. Absent if no worker claimed it."""
    task: PulseTask | None = None
    """The tags of the task, so that a listener can filter without fetching the definition."""


class TaskGroupChangedMessage(Response):
    """Sent when a task group has been sealed, and when all of its tasks are resolved.

    The latter may happen more than once.
    """

    version: Annotated[int, Since(48)]
    """Version of this message's format, always 1. Servers before release 48 may not send this: then
    there is no such attribute.
    """
    taskGroupId: str
    """Task group that was sealed or resolved."""
    schedulerId: Annotated[str, Since(8)]
    """Scheduler that manages the task group. Servers before release 8 may not send this: then there
    is no such attribute.
    """
    sealed: Timestamp | None = None
    """Time (UTC) at which the task group was closed to new tasks. Absent while it is open."""
    expires: Annotated[Timestamp, Since(48)]
    """Time (UTC) at which the queue forgets the task group, after its last task expires. Servers
    before release 48 may not send this: then there is no such attribute.
    """


class TaskPriorityChangedMessage(Response):
    """Sent when `changeTaskPriority` has changed the priority of a single task."""

    version: int
    """Version of this message's format, always 1."""
    status: TaskStatus
    """The task's state and all its runs at the moment the message was sent."""
    oldPriority: TaskPriority | Unrecognized
    """Priority that the task had before."""
    newPriority: TaskPriority | Unrecognized
    """Priority that the task has now."""


class TaskGroupPriorityChangedMessage(Response):
    """Sent once at the end of `changeTaskGroupPriority`, for the whole task group."""

    version: int
    """Version of this message's format, always 1."""
    taskGroupId: str
    """Task group whose tasks were changed."""
    schedulerId: str
    """Scheduler that manages the task group."""
    newPriority: TaskPriority | Unrecognized
    """Priority that the tasks have now."""
    tasksAffected: int
    """How many tasks were given the new priority."""


class PollQueue(Response):
    """A storage queue to poll: one address to fetch messages, another to delete them once
    claimed.
    """

    signedPollUrl: Annotated[str, Field(repr=False)]
    """Signed address for fetching messages with GET. The response is XML, with the task's id in
    Base64 JSON.
    """
    signedDeleteUrl: Annotated[str, Field(repr=False)]
    """Signed address for deleting a message with DELETE. Put the URL-encoded message id and pop
    receipt in its `{{messageId}}` and `{{popReceipt}}`.
    """


class PollTaskURLsResponse(Response):
    """Signed addresses for polling tasks straight from storage queues.

    No method returns it any more; use `claimWork`.
    """

    queues: list[PollQueue]
    """Queues to poll, in order: the earlier ones may hold more urgent tasks."""
    expires: Timestamp
    """Time (UTC) at which the signed addresses stop working."""
