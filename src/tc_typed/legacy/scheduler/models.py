"""Models of the scheduler service: payloads, responses and Pulse messages.

Compiled from schemas/legacy/scheduler by tc_typed.compiler; change the contract, not this file.
"""

from typing import Annotated, Literal, TypeAlias

from pydantic import Field

from tc_typed.common.models import ShortIdentifier, SlugId
from tc_typed.core.models.base import Request, Response
from tc_typed.core.models.fields import Format, FreeForm, Timestamp, UniqueItems, Unrecognized


class TaskMetadata(Request):
    """Human-readable information about a task."""

    name: Annotated[str, Field(max_length=255)]
    """Short title shown in lists of tasks, up to 255 characters."""
    description: Annotated[str, Field(max_length=32768)]
    """Description of the task and its purpose, in Markdown, up to 32768 characters."""
    owner: Annotated[str, Field(max_length=255), Format("email")]
    """Email address of the person who triggered the task and is responsible for it."""
    source: Annotated[str, Field(max_length=4096), Format("uri")]
    """URL of the file and revision that define the task."""


TaskPriority: TypeAlias = Literal["high", "normal"]
"""Priorities of a task."""

DependencyRequirement: TypeAlias = Literal["all-completed", "all-resolved"]
"""Conditions that dependencies can be required to meet."""


class TaskDefinition(Request):
    """Definition of a task, as the queue accepted it in 2016, when task graphs were in use.

    Identifiers are shorter than today, and there are only two priorities.
    """

    provisionerId: ShortIdentifier
    """Provisioner whose workers run the task, at most 22 characters."""
    workerType: ShortIdentifier
    """Worker type of the provisioner, at most 22 characters."""
    schedulerId: ShortIdentifier | None = None
    """Scheduler that manages the task. In a task graph, omit it or give the scheduler's own id,
    usually `task-graph-scheduler`; in the queue it defaults to `-`.
    """
    taskGroupId: SlugId | None = None
    """Slugid of the task's group. In a task graph, omit it or give the `taskGraphId`, which is used
    either way.
    """
    metadata: TaskMetadata
    """Human-readable name, description, owner and source of the task."""
    payload: FreeForm
    """Instructions for the worker, in the format of its implementation."""
    created: Timestamp
    """Time (UTC) at which the task was created, normally now."""
    deadline: Timestamp
    """Time (UTC) by which the task must be resolved, at most 5 days from now. After it, the queue
    ends the task.
    """
    expires: Timestamp | None = None
    """Time (UTC) at which the queue deletes the task and its artifacts. Defaults to one year after
    `deadline`.
    """
    priority: TaskPriority | None = None
    """Priority of the task. `high` runs first and needs the scope `queue:task-priority:high`.
    Defaults to `normal`.
    """
    dependencies: Annotated[list[SlugId], Field(max_length=100), UniqueItems] | None = None
    """Ids of up to 100 tasks that the queue itself waits for. The scheduler ignores them: use
    `requires` of the task node instead. Defaults to none.
    """
    requires: DependencyRequirement | None = None
    """Condition for scheduling the task: every task of `dependencies` succeeded (`all-completed`,
    the default), or every one is resolved (`all-resolved`).
    """
    retries: Annotated[int, Field(ge=0, le=49)] | None = None
    """Number of new runs that the queue may start after a worker failure, from 0 to 49. Defaults to
    5.
    """
    scopes: list[Annotated[str, Field(pattern=r"^[\x20-\x7e]*$")]] | None = None
    """Scopes to grant to the task while it runs; the task graph must have them too. Defaults to
    none.
    """
    routes: (
        Annotated[
            list[Annotated[str, Field(max_length=249, min_length=1)]],
            Field(max_length=10),
            UniqueItems,
        ]
        | None
    ) = None
    """Extra Pulse routing keys for messages about the task, given without the leading `route.`, up
    to 10. Each needs a `queue:route:` scope. Defaults to none.
    """
    tags: dict[str, Annotated[str, Field(max_length=4096)]] | None = None
    """Short text labels for finding and grouping tasks, of up to 4096 characters each. Defaults to
    none.
    """
    extra: FreeForm | None = None
    """Free-form data for other tools, stored with the task and not interpreted by the queue. Empty
    by default.
    """


class TaskNode(Request, extra="allow"):
    """Task for a task graph: its definition, and settings for the scheduler."""

    taskId: SlugId
    """Slugid for the task, chosen by you. Other tasks refer to it in `requires`, and it is the
    task's id in the queue.
    """
    requires: list[SlugId] | None = None
    """Ids of tasks in the same graph that must succeed before this one is scheduled. Defaults to
    none: the task is scheduled at once.
    """
    reruns: Annotated[int, Field(ge=0, le=100)] | None = None
    """Number of times that the scheduler reruns the task if it fails, from 0 to 100. Retries after
    worker failures do not count. Defaults to 0.
    """
    task: TaskDefinition
    """Definition for the queue. The scheduler fills in `schedulerId` and `taskGroupId`."""


class TaskGraphMetadata(Request):
    """Human-readable information about a task graph."""

    name: Annotated[str, Field(max_length=255)]
    """Short title of the graph, up to 255 characters."""
    description: Annotated[str, Field(max_length=32768)]
    """Description of the graph and its purpose, up to 32768 characters."""
    owner: Annotated[str, Field(max_length=255), Format("email")]
    """Email address of the person who triggered the graph, for example by a push."""
    source: Annotated[str, Field(max_length=4096), Format("uri")]
    """URL of the file and revision that define the graph."""


class CreateTaskGraphRequest(Request):
    """A set of tasks that depend on each other, and are created and run together."""

    tasks: list[TaskNode]
    """Tasks of the graph, in any order."""
    metadata: TaskGraphMetadata
    """Human-readable name, description, owner and source of the graph."""
    scopes: list[str] | None = None
    """Scopes of the graph: its tasks are created with them, and no task can have more. You must
    hold them yourself. Defaults to none.
    """
    routes: (
        Annotated[
            list[Annotated[str, Field(max_length=249, min_length=1)]],
            Field(max_length=10),
            UniqueItems,
        ]
        | None
    ) = None
    """Extra Pulse routing keys for messages about the graph, given without the leading `route.`, up
    to 10. Each needs a `scheduler:route:` scope. Defaults to none.
    """
    tags: dict[str, Annotated[str, Field(max_length=4096)]] | None = None
    """Short text labels for finding and grouping graphs, of up to 4096 characters each. Defaults to
    none.
    """


TaskGraphState: TypeAlias = Literal["running", "blocked", "finished"]
"""States of a task graph."""


class TaskGraphStatus(Response):
    """Status of a task graph as a whole."""

    taskGraphId: str
    """Slugid of the task graph, chosen by its creator. It is also the `taskGroupId` of its
    tasks.
    """
    schedulerId: str
    """Scheduler that manages the graph and its tasks, usually `task-graph-scheduler`."""
    state: TaskGraphState | Unrecognized
    """`running` while tasks are left to run, `finished` once all have succeeded, and `blocked` if
    one has failed and has no reruns left.
    """


class TaskGraphStatusResponse(Response):
    """Response of the methods that create or extend a task graph or fetch its status."""

    status: TaskGraphStatus
    """Status of the task graph after the call."""


class ExtendTaskGraphRequest(Request):
    """Tasks to add to an existing task graph."""

    tasks: list[TaskNode]
    """Tasks to add. They may require each other and existing tasks of the graph."""


class TaskGraphMetadataResponse(Response):
    """Human-readable information about a task graph."""

    name: str
    """Short title of the graph, up to 255 characters."""
    description: str
    """Description of the graph and its purpose, up to 32768 characters."""
    owner: str
    """Email address of the person who triggered the graph, for example by a push."""
    source: str
    """URL of the file and revision that define the graph."""


class TaskGraphInfo(Response):
    """Status, metadata and tags of a task graph, without its tasks."""

    status: TaskGraphStatus
    """Status of the task graph."""
    metadata: TaskGraphMetadataResponse
    """Human-readable name, description, owner and source of the graph."""
    tags: dict[str, str]
    """Labels that the creator gave to the graph."""


TaskNodeState: TypeAlias = Literal["unscheduled", "scheduled", "completed", "failed", "exception"]
"""States of a task in a graph, as the scheduler sees it."""


class InspectedTask(Response):
    """A task of a task graph as the scheduler sees it."""

    taskId: str
    """Slugid of the task, the same as in the queue."""
    name: str
    """Human-readable name of the task, from its metadata."""
    state: TaskNodeState | Unrecognized
    """State of the task according to the scheduler: not yet scheduled in the queue, scheduled, or
    resolved. It can lag behind the queue.
    """
    satisfied: bool
    """Whether tasks that require this one no longer need to wait for it."""
    requires: list[str]
    """Ids of the tasks that must succeed before this one is scheduled."""
    requiresLeft: list[str]
    """Those of `requires` that have not succeeded yet. The task is scheduled when none are left."""
    dependents: list[str]
    """Ids of the tasks that require this one."""
    reruns: int
    """Number of times that the scheduler may rerun the task if it fails."""
    rerunsLeft: int
    """Number of reruns left."""


class TaskGraphInspection(Response):
    """Everything that the scheduler knows about a task graph and its tasks."""

    status: TaskGraphStatus
    """Status of the task graph."""
    tasks: list[InspectedTask]
    """All tasks of the graph, with the tasks that they require and those that require them."""
    metadata: TaskGraphMetadataResponse
    """Human-readable name, description, owner and source of the graph."""
    tags: dict[str, str]
    """Labels that the creator gave to the graph."""
    scopes: list[str]
    """Scopes of the graph. None of its tasks can have more."""


class TaskGraphRunningMessage(Response):
    """Reports that a task graph was created and has started to run."""

    version: int
    """Version of the message format, always 1."""
    status: TaskGraphStatus
    """Status of the task graph when the message was sent."""


class TaskGraphExtendedMessage(Response):
    """Reports that tasks were added to a task graph."""

    version: int
    """Version of the message format, always 1."""
    status: TaskGraphStatus
    """Status of the task graph when the message was sent."""


class TaskGraphBlockedMessage(Response):
    """Reports that a task graph can't finish because one of its tasks has failed and won't be
    rerun.
    """

    version: int
    """Version of the message format, always 1."""
    status: TaskGraphStatus
    """Status of the task graph when the message was sent."""
    taskId: str
    """Slugid of the task that failed and had no reruns left."""


class TaskGraphFinishedMessage(Response):
    """Reports that every task of a task graph has succeeded."""

    version: int
    """Version of the message format, always 1."""
    status: TaskGraphStatus
    """Status of the task graph when the message was sent."""
