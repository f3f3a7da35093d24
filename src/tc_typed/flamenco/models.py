"""Models of the flamenco service: payloads and responses.

Compiled from schemas/flamenco by tc_typed.compiler; change the contract, not this file.
"""

from typing import Annotated, Literal, TypeAlias

from pydantic import Field

from tc_typed.core.models.base import Request, Response, SecretRequest
from tc_typed.core.models.fields import JsonObject, Unrecognized


class WorkerRegistration(SecretRequest):
    """A worker to register."""

    secret: Annotated[str, Field(repr=False)]
    """Password for the worker's later calls; the worker chooses it."""
    platform: str
    """Operating system of the worker: `linux`, `darwin` or `windows`."""
    supported_task_types: list[str]
    """Values of `task_type` that the worker can run."""
    name: str
    """Human-readable name of the worker."""


WorkerStatus: TypeAlias = Literal[
    "starting", "awake", "asleep", "error", "testing", "offline", "restart"
]
"""State of a worker. Only an `awake` worker gets tasks."""


class RegisteredWorker(Response):
    """A worker that the Manager knows about."""

    uuid: str
    """Id of the worker; the user name in its credentials."""
    name: str
    """Human-readable name of the worker."""
    address: str
    """IP address that the worker called from."""
    status: WorkerStatus | Unrecognized
    """State of the worker according to the Manager; `offline` until it signs on."""
    platform: str
    """Operating system of the worker."""
    software: str
    """Version of the worker's software; empty until it signs on."""
    supported_task_types: list[str]
    """Values of `task_type` that the worker can run."""


class Error(Response):
    """The Manager's description of a failed call."""

    code: int
    """HTTP status of the response. 503 means that the database is busy; the Retry-After header then
    has the number of seconds to wait.
    """
    message: str
    """Description of the error."""


class WorkerSignOn(Request):
    """Current capabilities of a worker."""

    name: str
    """Human-readable name of the worker."""
    supported_task_types: list[str]
    """Values of `task_type` that the worker can run."""
    software_version: str
    """Version of the worker's software."""
    can_restart: bool | None = None
    """Whether the worker comes back on its own after the state `restart`."""


class WorkerStateChange(Response):
    """The Manager's request that the worker change its state."""

    status_requested: WorkerStatus | Unrecognized
    """State to enter."""


class WorkerStateChanged(Request):
    """A worker's report of the state it is in."""

    status: WorkerStatus
    """The state that the worker is in."""


TaskStatus: TypeAlias = Literal[
    "active", "canceled", "completed", "failed", "queued", "soft-failed", "paused"
]
"""Status of a task. `soft-failed` means that one worker failed it and another should retry it."""


class Command(Response):
    """A command that a worker runs as part of a task."""

    name: str
    """Name of the command, which tells the worker what to do."""
    parameters: JsonObject
    """Parameters of the command; their names depend on the command."""
    total_step_count: int
    """Number of steps of the command. If it is 0, nothing is reported before the command ends,
    which then counts as one step.
    """


class AssignedTask(Response):
    """A task assigned to a worker."""

    uuid: str
    """Id of the task."""
    job: str
    """Id of the job that the task belongs to."""
    name: str
    """Human-readable name of the task."""
    status: TaskStatus | Unrecognized
    """Status of the task when it is assigned."""
    priority: int
    """Priority within the job: tasks with a higher number run first."""
    job_priority: int
    """Priority of the job: jobs with a higher number run first."""
    job_type: str
    """Name of the job's type."""
    task_type: str
    """Task type, which a worker must support to get the task."""
    commands: list[Command]
    """Commands to run, one after the other."""
    steps_completed: int
    """Number of steps that have been reported as completed."""
    steps_total: int
    """Number of steps of all its commands."""


class SecurityError(Response):
    """Reason why the caller may not make this call."""

    message: str
    """Description of the reason."""


class TaskUpdate(Request):
    """Update on a task; anything that is absent has not changed."""

    taskStatus: TaskStatus | None = None
    """Current status of the task."""
    activity: str | None = None
    """Current activity, on one line; replaces the previous one."""
    log: str | None = None
    """Lines to append to the task's log."""
    steps_completed: int | None = None
    """Number of completed steps; at most the task's `steps_total`."""


class MayKeepRunning(Response):
    """Whether a worker may keep running its task."""

    mayKeepRunning: bool
    """Whether the worker may keep running the task."""
    reason: str
    """Reason to stop; empty if the worker may keep running the task."""
    statusChangeRequested: bool
    """Whether the worker must enter another state, which `worker_state` returns. If so, it may not
    keep running the task.
    """
