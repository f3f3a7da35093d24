"""Models and named string types that services share.

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
"""A random id of 22 URL-safe characters, used for tasks, task groups and uploads."""

TaskQueueId: TypeAlias = Annotated[
    str, Field(pattern="^[a-zA-Z0-9-_]{1,38}/[a-z]([-a-z0-9]{0,36}[a-z0-9])?$")
]
"""Name of a task queue, as `<provisionerId>/<workerType>`."""

WorkerPoolId: TypeAlias = TaskQueueId
"""Name of a worker pool, as `<provisionerId>/<workerType>`; the same as its task queue's name."""

ProvisionerId: TypeAlias = Annotated[str, Field(pattern="^[a-zA-Z0-9-_]{1,38}$")]
"""First part of a task queue's name: 1 to 38 letters, digits, `-` and `_`."""

UrlSafeText: TypeAlias = Annotated[str, Field(pattern="^([a-zA-Z0-9-_]*)$")]
"""String of letters, digits, `-` and `_`."""

Identifier: TypeAlias = Annotated[UrlSafeText, Field(min_length=1, max_length=38)]
"""Name of a worker, worker group, scheduler, provider or launch configuration: 1 to 38 letters,
digits, `-` and `_`.
"""

ProjectId: TypeAlias = Annotated[
    str, Field(max_length=500, min_length=1, pattern="^([a-zA-Z0-9._/-]*)$")
]
"""Name of a project: 1 to 500 letters, digits, `.`, `_`, `/` and `-`."""

Scope: TypeAlias = Annotated[str, Field(pattern="^[ -~]*$")]
"""A scope, in printable ASCII; a final `*` matches any ending."""

HookGroupId: TypeAlias = Annotated[UrlSafeText, Field(min_length=1, max_length=1000)]
"""Name of a group of hooks: 1 to 1000 letters, digits, `-` and `_`."""

HookId: TypeAlias = Annotated[
    str, Field(max_length=1000, min_length=1, pattern="^([a-zA-Z0-9-_/]*)$")
]
"""Name of a hook within its group: 1 to 1000 letters, digits, `-`, `_` and `/`."""

WorkerSecret: TypeAlias = Annotated[str, Field(pattern="^[a-zA-Z0-9_-]{44}$")]
"""Secret of 44 URL-safe characters that proves a worker's identity."""

Sha256: TypeAlias = Annotated[str, Field(pattern="^[a-f0-9]{64}$")]
"""SHA-256 hash, in 64 lower-case hexadecimal digits."""

ShortIdentifier: TypeAlias = Annotated[UrlSafeText, Field(min_length=1, max_length=22)]
"""Name of a provisioner, worker type or scheduler in an early task graph: 1 to 22 letters, digits,
`-` and `_`.
"""


class EmptyResponse(Response):
    """Empty response: the call succeeded."""


class HeartbeatResponse(Response):
    """Empty response of a service that is up."""


class PingResponse(Response):
    """Response of a service that is up."""

    alive: bool
    """Always true: any response means that the service is up."""
    uptime: float
    """Uptime of the responding process in seconds, with a fraction."""


class QuarantineDetail(Response):
    """One change to a worker's quarantine: the client, the time and the reason."""

    clientId: str
    """Client that made the change."""
    updatedAt: Timestamp
    """Time (UTC) of the change."""
    quarantineUntil: Timestamp
    """Time (UTC) at which the quarantine ends according to this change."""
    quarantineInfo: str
    """Reason given by the client; may be empty."""


class TaskRunId(Response):
    """Identifier of one run: its task, and its number within the task."""

    taskId: str
    """Slugid of the task that the run belongs to."""
    runId: int
    """Number of the run within its task: 0 is the first, and each retry or rerun adds one."""


class VersionResponse(Response):
    """Taskcluster build that a service runs."""

    version: str
    """Release, such as `106.0.0`."""
    commit: str | None = None
    """Git commit that the release was built from."""
    source: str | None = None
    """Repository of the commit; deployments often leave it empty."""
    build: str | None = None
    """URL of the CI job that built the release; deployments often leave it empty."""
