"""Models of the scheduler service: what its methods take and return, and its messages.

Compiled from schemas/legacy/scheduler by tc_typed.compiler; change the contract, not this file.
"""

from typing import Annotated, Literal, TypeAlias

from pydantic import Field

from tc_typed.common.models import ShortIdentifier, SlugId
from tc_typed.core.models.base import Request, Response
from tc_typed.core.models.fields import Format, FreeForm, Timestamp, UniqueItems, Unrecognized


class TaskMetadata(Request):
    """Information about a task for people."""

    name: Annotated[str, Field(max_length=255)]
    """Short title shown in lists of tasks, up to 255 characters."""
    description: Annotated[str, Field(max_length=32768)]
    """What the task does and why, in Markdown, up to 32768 characters."""
    owner: Annotated[str, Field(max_length=255), Format("email")]
    """Email address of the person who caused the task and is responsible for it."""
    source: Annotated[str, Field(max_length=4096), Format("uri")]
    """Link to the file and revision that the task was defined by."""


TaskPriority: TypeAlias = Literal["high", "normal"]
"""Priorities of a task."""

DependencyRequirement: TypeAlias = Literal["all-completed", "all-resolved"]
"""Ways in which dependencies can be met."""


class TaskDefinition(Request):
    """A task as the queue took it in 2016, when task graphs were in use.

    The identifiers are shorter than today's, and there are but two priorities.
    """

    provisionerId: ShortIdentifier
    """Provisioner whose workers are to run the task, at most 22 characters."""
    workerType: ShortIdentifier
    """Kind of worker, among those of the provisioner, at most 22 characters."""
    schedulerId: ShortIdentifier | None = None
    """Scheduler that manages the task. In a task graph leave it out or give the scheduler's own,
    usually `task-graph-scheduler`; in the queue it defaults to `-`.
    """
    taskGroupId: SlugId | None = None
    """Task group of the task. In a task graph leave it out or give the `taskGraphId`, which it is
    anyhow.
    """
    metadata: TaskMetadata
    """Purpose of the task, and whom to ask about it."""
    payload: FreeForm
    """Instructions for the worker, in the format of its implementation."""
    created: Timestamp
    """Time (UTC) at which the task was made, normally now."""
    deadline: Timestamp
    """Time (UTC) by which the task must be resolved, at most 5 days from now; past it, the queue
    ends it.
    """
    expires: Timestamp | None = None
    """Time (UTC) to forget the task and its artifacts. Default: one year after `deadline`."""
    priority: TaskPriority | None = None
    """How urgent the task is. `high` comes first and needs the scope `queue:task-priority:high`.
    Default `normal`.
    """
    dependencies: Annotated[list[SlugId], Field(max_length=100), UniqueItems] | None = None
    """Ids of up to 100 tasks that the queue itself waits for. The scheduler does not look at them:
    use `requires` of the task node. Default: none.
    """
    requires: DependencyRequirement | None = None
    """Whether each of `dependencies` must succeed (`all-completed`, the default) or merely be
    resolved (`all-resolved`).
    """
    retries: Annotated[int, Field(ge=0, le=49)] | None = None
    """How many new runs the queue may start after trouble with the worker, from 0 to 49.
    Default 5.
    """
    scopes: list[Annotated[str, Field(pattern=r"^[\x20-\x7e]*$")]] | None = None
    """Scopes to grant to the task while it runs; the task graph must have them too. Default:
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
    """Extra pulse routing keys for messages about the task, given without the leading `route.`, up
    to 10. Each needs a `queue:route:` scope. Default: none.
    """
    tags: dict[str, Annotated[str, Field(max_length=4096)]] | None = None
    """Short text labels for finding and grouping tasks, of up to 4096 characters each. Default:
    none.
    """
    extra: FreeForm | None = None
    """Free data for other tools, kept with the task and not interpreted by the queue. Default:
    empty.
    """


class TaskNode(Request, extra="allow"):
    """A task to be in a task graph: its definition, and what the scheduler does about it."""

    taskId: SlugId
    """Slugid for the task, made up by you. Other tasks name it in their `requires`, and the queue
    knows the task by it.
    """
    requires: list[SlugId] | None = None
    """Ids of tasks in the same graph that must succeed before this one is scheduled. Default: none,
    which has it scheduled at once.
    """
    reruns: Annotated[int, Field(ge=0, le=100)] | None = None
    """How many times the scheduler reruns the task when it fails, from 0 to 100. Retries after
    trouble with the worker do not count. Default 0.
    """
    task: TaskDefinition
    """Definition that the queue gets. The scheduler fills in `schedulerId` and `taskGroupId`."""


class TaskGraphMetadata(Request):
    """Information about a task graph for people."""

    name: Annotated[str, Field(max_length=255)]
    """Short title of the graph, up to 255 characters."""
    description: Annotated[str, Field(max_length=32768)]
    """What the graph as a whole does and why, up to 32768 characters."""
    owner: Annotated[str, Field(max_length=255), Format("email")]
    """Email address of the person who caused the graph, for example by a push."""
    source: Annotated[str, Field(max_length=4096), Format("uri")]
    """Link to the file and revision that the graph was defined by."""


class CreateTaskGraphRequest(Request):
    """A set of tasks that depend on each other, to be created and run together."""

    tasks: list[TaskNode]
    """Tasks of the graph, in any order."""
    metadata: TaskGraphMetadata
    """Subject of the graph, and whom to ask about it."""
    scopes: list[str] | None = None
    """Scopes that the graph works with: creating its tasks needs them, and no task can have more.
    You must hold them yourself. Default: none.
    """
    routes: (
        Annotated[
            list[Annotated[str, Field(max_length=249, min_length=1)]],
            Field(max_length=10),
            UniqueItems,
        ]
        | None
    ) = None
    """Extra pulse routing keys for messages about the graph, given without the leading `route.`, up
    to 10. Each needs a `scheduler:route:` scope. Default: none.
    """
    tags: dict[str, Annotated[str, Field(max_length=4096)]] | None = None
    """Short text labels for finding and grouping graphs, of up to 4096 characters each. Default:
    none.
    """


TaskGraphState: TypeAlias = Literal["running", "blocked", "finished"]
"""States of a task graph."""


class TaskGraphStatus(Response):
    """How a task graph as a whole is doing."""

    taskGraphId: str
    """Slugid of the task graph, chosen by its creator. It is also the `taskGroupId` of its
    tasks.
    """
    schedulerId: str
    """Scheduler that manages the graph and its tasks, usually `task-graph-scheduler`."""
    state: TaskGraphState | Unrecognized
    """`running` while tasks are left to do, `finished` once all have succeeded, and `blocked` when
    one has failed in every rerun that it was allowed.
    """


class TaskGraphStatusResponse(Response):
    """The status of a task graph, as methods that create, extend or look at one return it."""

    status: TaskGraphStatus
    """How the task graph is doing once the call is done."""


class ExtendTaskGraphRequest(Request):
    """Tasks to add to a task graph that exists."""

    tasks: list[TaskNode]
    """Tasks to add, which may require both each other and those already there."""


class TaskGraphMetadataResponse(Response):
    """Information about a task graph for people."""

    name: str
    """Short title of the graph, up to 255 characters."""
    description: str
    """What the graph as a whole does and why, up to 32768 characters."""
    owner: str
    """Email address of the person who caused the graph, for example by a push."""
    source: str
    """Link to the file and revision that the graph was defined by."""


class TaskGraphInfo(Response):
    """What a task graph is about and how it is doing, without its tasks."""

    status: TaskGraphStatus
    """How the task graph is doing."""
    metadata: TaskGraphMetadataResponse
    """Subject of the graph, and whom to ask about it."""
    tags: dict[str, str]
    """Text labels that its creator gave to the graph."""


TaskNodeState: TypeAlias = Literal["unscheduled", "scheduled", "completed", "failed", "exception"]
"""States of a task in a graph, as the scheduler sees it."""


class InspectedTask(Response):
    """A task of a task graph as the scheduler sees it."""

    taskId: str
    """Slugid of the task, the same as in the queue."""
    name: str
    """Name from the metadata of the task, to show to people."""
    state: TaskNodeState | Unrecognized
    """How far the scheduler has got with the task: not yet given to the queue for execution, given
    to it, or resolved. It can lag behind the queue.
    """
    satisfied: bool
    """Whether tasks that require this one need not wait for it any longer."""
    requires: list[str]
    """Ids of the tasks that must succeed before this one is scheduled."""
    requiresLeft: list[str]
    """Those of `requires` that have not succeeded yet; it is scheduled when none is left."""
    dependents: list[str]
    """Ids of the tasks that require this one."""
    reruns: int
    """How many times the scheduler was to rerun the task when it fails."""
    rerunsLeft: int
    """What is left of `reruns`."""


class TaskGraphInspection(Response):
    """All that the scheduler knows about a task graph and its tasks."""

    status: TaskGraphStatus
    """How the task graph is doing."""
    tasks: list[InspectedTask]
    """Every task of the graph, with what it waits for and what waits for it."""
    metadata: TaskGraphMetadataResponse
    """Subject of the graph, and whom to ask about it."""
    tags: dict[str, str]
    """Text labels that its creator gave to the graph."""
    scopes: list[str]
    """Scopes that the graph works with; no task of it can have more."""


class TaskGraphRunningMessage(Response):
    """Tells that a task graph was created and has begun to run."""

    version: int
    """Layout of the message, always 1."""
    status: TaskGraphStatus
    """How the task graph was doing when the message was sent."""


class TaskGraphExtendedMessage(Response):
    """Tells that tasks were added to a task graph."""

    version: int
    """Layout of the message, always 1."""
    status: TaskGraphStatus
    """How the task graph was doing when the message was sent."""


class TaskGraphBlockedMessage(Response):
    """Tells that a task graph can't finish, since one of its tasks has failed for good."""

    version: int
    """Layout of the message, always 1."""
    status: TaskGraphStatus
    """How the task graph was doing when the message was sent."""
    taskId: str
    """Slugid of the task that failed and had no reruns left."""


class TaskGraphFinishedMessage(Response):
    """Tells that every task of a task graph has succeeded."""

    version: int
    """Layout of the message, always 1."""
    status: TaskGraphStatus
    """How the task graph was doing when the message was sent."""
