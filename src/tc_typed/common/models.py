"""Models that all services share, and strings of a certain form by their names.

Compiled from schemas/common by tc_typed.compiler; change the contract, not this file.
"""

from typing import Annotated, TypeAlias

from pydantic import Field

from tc_typed.core.models.base import Response
from tc_typed.core.models.fields import Timestamp

SlugId: TypeAlias = Annotated[
    str,
    Field(pattern="^[A-Za-z0-9_-]{8}[Q-T][A-Za-z0-9_-][CGKOSWaeimquy26-][A-Za-z0-9_-]{10}[AQgw]$"),
]
"""A random id of 22 URL-safe characters, as Taskcluster gives to tasks, task groups and uploads."""

TaskQueueId: TypeAlias = Annotated[
    str, Field(pattern="^[a-zA-Z0-9-_]{1,38}/[a-z]([-a-z0-9]{0,36}[a-z0-9])?$")
]
"""Name of a task queue: `provisionerId/workerType`."""

WorkerPoolId: TypeAlias = TaskQueueId
"""Name of a worker pool: `provisionerId/workerType`, like that of the task queue it serves."""

ProvisionerId: TypeAlias = Annotated[str, Field(pattern="^[a-zA-Z0-9-_]{1,38}$")]
"""First half of a task queue's name: 1 to 38 letters, digits, `-` and `_`."""

UrlSafeText: TypeAlias = Annotated[str, Field(pattern="^([a-zA-Z0-9-_]*)$")]
"""Text of letters, digits, `-` and `_`."""

Identifier: TypeAlias = Annotated[UrlSafeText, Field(min_length=1, max_length=38)]
"""Name of a worker, worker group, scheduler, provider or launch configuration: 1 to 38 letters,
digits, `-` and `_`.
"""

ProjectId: TypeAlias = Annotated[
    str, Field(max_length=500, min_length=1, pattern="^([a-zA-Z0-9._/-]*)$")
]
"""Name of a project: 1 to 500 letters, digits, `.`, `_`, `/` and `-`."""

Scope: TypeAlias = Annotated[str, Field(pattern="^[ -~]*$")]
"""A scope, in printable ASCII; one that ends with `*` stands for all that begin so."""

HookGroupId: TypeAlias = Annotated[UrlSafeText, Field(min_length=1, max_length=1000)]
"""Name of a group of hooks: 1 to 1000 letters, digits, `-` and `_`."""

HookId: TypeAlias = Annotated[
    str, Field(max_length=1000, min_length=1, pattern="^([a-zA-Z0-9-_/]*)$")
]
"""Name of a hook within its group: 1 to 1000 letters, digits, `-`, `_` and `/`."""

WorkerSecret: TypeAlias = Annotated[str, Field(pattern="^[a-zA-Z0-9_-]{44}$")]
"""Secret of 44 URL-safe characters with which a worker proves who it is."""

Sha256: TypeAlias = Annotated[str, Field(pattern="^[a-f0-9]{64}$")]
"""SHA-256 hash, in 64 lower-case hexadecimal digits."""

ShortIdentifier: TypeAlias = Annotated[UrlSafeText, Field(min_length=1, max_length=22)]
"""Name of a provisioner, worker type or scheduler in an early task graph: 1 to 22 letters, digits,
`-` and `_`.
"""


class EmptyResponse(Response):
    """Empty response: the call succeeded."""


class HeartbeatResponse(Response):
    """Health check: any response means that the service is up."""


class PingResponse(Response):
    """Sign of life from a service."""

    alive: bool
    """Always true: any response means that the service is up."""
    uptime: float
    """Seconds for which the process that responds has been up, with a fraction."""


class QuarantineDetail(Response):
    """One change of a worker's quarantine: who made it, when and why."""

    clientId: str
    """Client that made the change."""
    updatedAt: Timestamp
    """Time (UTC) of the change."""
    quarantineUntil: Timestamp
    """End of the quarantine (UTC) as set by this change."""
    quarantineInfo: str
    """Reason that the client gave; may be empty."""


class TaskRunId(Response):
    """Names one run: the task, and which of its attempts."""

    taskId: str
    """Slugid of the task that the run belongs to."""
    runId: int
    """Number of the run within its task: 0 is the first, and each retry or rerun adds one."""


class VersionResponse(Response):
    """Which build of Taskcluster a service runs."""

    version: str
    """Release, such as `106.0.0`."""
    commit: str | None = None
    """Git commit that the release was built from."""
    source: str | None = None
    """Repository of the commit; deployments often leave it empty."""
    build: str | None = None
    """Address of the CI job that built the release; deployments often leave it empty."""
