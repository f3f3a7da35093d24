"""Plain pydantic classes with the same fields as tc_typed's models, as written by hand.

They don't handle values of newer or older servers or wrong times, and don't hide secrets in errors.
"""

from __future__ import annotations

from typing import Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, JsonValue

Priority = Literal["highest", "very-high", "high", "medium", "low", "very-low", "lowest"]
Requires = Literal["all-completed", "all-resolved"]
TaskState = Literal["unscheduled", "pending", "running", "completed", "failed", "exception"]
RunState = Literal["pending", "running", "completed", "failed", "exception"]
ReasonCreated = Literal["scheduled", "retry", "task-retry", "rerun", "exception"]
ReasonResolved = Literal[
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


class Plain(BaseModel):
    """Base of all classes, which keeps unknown fields like our models."""

    model_config = ConfigDict(extra="allow")


class Metadata(Plain):
    """Fields of `TaskMetadataResponse`."""

    name: str
    description: str
    owner: str
    source: str


class Task(Plain):
    """Fields of `Task`."""

    taskQueueId: str
    provisionerId: str
    workerType: str
    taskGroupId: str
    schedulerId: str
    projectId: str | None = None
    metadata: Metadata
    payload: dict[str, JsonValue]
    priority: Priority | str
    created: AwareDatetime
    deadline: AwareDatetime
    expires: AwareDatetime | None = None
    dependencies: list[str]
    requires: Requires | str
    retries: int
    scopes: list[str]
    routes: list[str]
    tags: dict[str, str]
    extra: dict[str, JsonValue]


class Run(Plain):
    """Fields of `TaskRun`."""

    runId: int
    state: RunState | str
    reasonCreated: ReasonCreated | str
    reasonResolved: ReasonResolved | str | None = None
    workerGroup: str | None = None
    workerId: str | None = None
    takenUntil: AwareDatetime | None = None
    scheduled: AwareDatetime
    started: AwareDatetime | None = None
    resolved: AwareDatetime | None = None


class Status(Plain):
    """Fields of `TaskStatus`."""

    taskId: str
    state: TaskState | str
    runs: list[Run]
    taskQueueId: str
    provisionerId: str
    workerType: str
    taskGroupId: str
    schedulerId: str
    projectId: str
    priority: Priority | str | None = None
    retriesLeft: int
    deadline: AwareDatetime
    expires: AwareDatetime


class StatusResponse(Plain):
    """Fields of `TaskStatusResponse`."""

    status: Status


class TaskAndStatus(Plain):
    """Fields of `TaskAndStatus`."""

    task: Task
    status: Status


class Page(Plain):
    """Fields of `ListTaskGroupResponse`."""

    taskGroupId: str
    schedulerId: str
    sealed: AwareDatetime | None = None
    expires: AwareDatetime
    tasks: list[TaskAndStatus]
    continuationToken: str | None = None
