"""Models of the flamenco service: what its methods take and return, and its messages.

Compiled from schemas/flamenco by tc_typed.compiler; change the contract, not this file.
"""

from typing import Annotated, Literal, TypeAlias

from pydantic import Field

from tc_typed.core.models.base import Request, Response, SecretRequest
from tc_typed.core.models.fields import JsonObject, Unrecognized


class WorkerRegistration(SecretRequest):
    """A worker that introduces itself."""

    secret: Annotated[str, Field(repr=False)]
    """Text of the worker's own choice, the password of its calls from then on."""
    platform: str
    """Its operating system: `linux`, `darwin` or `windows`."""
    supported_task_types: list[str]
    """The `task_type`s that it is able to run."""
    name: str
    """What people shall call it."""


WorkerStatus: TypeAlias = Literal[
    "starting", "awake", "asleep", "error", "testing", "offline", "restart"
]
"""The state of a worker. Only one that is `awake` gets tasks."""


class RegisteredWorker(Response):
    """A worker that the Manager knows."""

    uuid: str
    """Identifies the worker; the name in its credentials."""
    name: str
    """What people call the worker."""
    address: str
    """The IP address that it called from."""
    status: WorkerStatus | Unrecognized
    """The state that the Manager has it in, `offline` until it signs on."""
    platform: str
    """Its operating system."""
    software: str
    """The version of its software, empty until it signs on."""
    supported_task_types: list[str]
    """The `task_type`s that it is able to run."""


class Error(Response):
    """What the Manager says of a call that failed."""

    code: int
    """The HTTP status once more. 503 means that the database is busy; the header Retry-After then
    says for how many seconds.
    """
    message: str
    """What went wrong."""


class WorkerSignOn(Request):
    """What a worker is able to do at present."""

    name: str
    """What people shall call it."""
    supported_task_types: list[str]
    """The `task_type`s that it is able to run."""
    software_version: str
    """The version of its software."""
    can_restart: bool | None = None
    """Whether it comes back by itself after the state `restart`."""


class WorkerStateChange(Response):
    """The Manager's wish that the worker enter a state."""

    status_requested: WorkerStatus | Unrecognized
    """The state to enter."""


class WorkerStateChanged(Request):
    """A worker's word that it is in a state."""

    status: WorkerStatus
    """The state that it is in."""


TaskStatus: TypeAlias = Literal[
    "active", "canceled", "completed", "failed", "queued", "soft-failed", "paused"
]
"""Where a task stands. `soft-failed`: one worker failed it, and another is to try."""


class Command(Response):
    """One thing that a worker does as a part of a task."""

    name: str
    """Which command it is; the worker knows what to do for each name."""
    parameters: JsonObject
    """What it is to be done with; the names depend on the command."""
    total_step_count: int
    """How many steps it has. With 0 nothing is reported before its end, which then counts as one
    step.
    """


class AssignedTask(Response):
    """A task that a worker is to run."""

    uuid: str
    """Identifies the task."""
    job: str
    """Identifies the job that the task is a part of."""
    name: str
    """What people call the task."""
    status: TaskStatus | Unrecognized
    """Where it stands as it is handed out."""
    priority: int
    """Among the tasks of its job, those with a higher number come first."""
    job_priority: int
    """Jobs with a higher number come first."""
    job_type: str
    """Name of the kind of job that it belongs to."""
    task_type: str
    """What a worker must support to be given the task."""
    commands: list[Command]
    """What to run, one after the other."""
    steps_completed: int
    """How many steps have been reported as done."""
    steps_total: int
    """How many steps all its commands have."""


class SecurityError(Response):
    """Why a caller may not do what it asked for."""

    message: str
    """The reason."""


class TaskUpdate(Request):
    """News of a task; what is absent has not changed."""

    taskStatus: TaskStatus | None = None
    """Where it stands now."""
    activity: str | None = None
    """What is being done, on one line; replaces the previous one."""
    log: str | None = None
    """Further lines for the task's log."""
    steps_completed: int | None = None
    """How many steps are done; at most the task's `steps_total`."""


class MayKeepRunning(Response):
    """Whether a worker may go on with its task."""

    mayKeepRunning: bool
    """Whether to go on."""
    reason: str
    """Why not; empty if it may."""
    statusChangeRequested: bool
    """Whether the worker shall enter another state, which `worker_state` tells. Then it may not go
    on.
    """
