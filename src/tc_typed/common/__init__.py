"""Models and named string types that services share.

The package of each service also exports the ones that it uses.

Compiled from schemas by tc_typed.compiler; change the contract, not this file.
"""

from tc_typed.common.models import (
    EmptyResponse,
    HeartbeatResponse,
    HookGroupId,
    HookId,
    Identifier,
    PingResponse,
    ProjectId,
    ProvisionerId,
    QuarantineDetail,
    Scope,
    Sha256,
    ShortIdentifier,
    SlugId,
    TaskQueueId,
    TaskRunId,
    UrlSafeText,
    VersionResponse,
    WorkerPoolId,
    WorkerSecret,
)

__all__ = [
    "EmptyResponse",
    "HeartbeatResponse",
    "HookGroupId",
    "HookId",
    "Identifier",
    "PingResponse",
    "ProjectId",
    "ProvisionerId",
    "QuarantineDetail",
    "Scope",
    "Sha256",
    "ShortIdentifier",
    "SlugId",
    "TaskQueueId",
    "TaskRunId",
    "UrlSafeText",
    "VersionResponse",
    "WorkerPoolId",
    "WorkerSecret",
]
