"""The queue service: its client, and models of its payloads and responses.

The async client is in `tc_typed.legacy.queue.aio`.

Compiled from schemas/legacy/queue by tc_typed.compiler; change the contract, not this file.
"""

from tc_typed.common.models import Identifier, ProvisionerId, Scope, SlugId
from tc_typed.legacy.queue.client import Queue
from tc_typed.legacy.queue.models import (
    ActionContext,
    ActionMethod,
    CompleteArtifactRequest,
    DeclareProvisionerRequest,
    DeclareWorkerTypeRequest,
    DependencyRequirement,
    PollQueue,
    PollTaskURLsResponse,
    Provisioner,
    ProvisionerAction,
    ProvisionerActionResponse,
    ReasonCreated,
    ReasonResolved,
    RunState,
    Stability,
    Task,
    TaskDefinition,
    TaskMetadata,
    TaskMetadataResponse,
    TaskPriority,
    TaskRun,
    TaskState,
    TaskStatus,
    TaskStatusResponse,
    WorkerType,
    WorkerTypeAction,
)

__all__ = [
    "ActionContext",
    "ActionMethod",
    "CompleteArtifactRequest",
    "DeclareProvisionerRequest",
    "DeclareWorkerTypeRequest",
    "DependencyRequirement",
    "Identifier",
    "PollQueue",
    "PollTaskURLsResponse",
    "Provisioner",
    "ProvisionerAction",
    "ProvisionerActionResponse",
    "ProvisionerId",
    "Queue",
    "ReasonCreated",
    "ReasonResolved",
    "RunState",
    "Scope",
    "SlugId",
    "Stability",
    "Task",
    "TaskDefinition",
    "TaskMetadata",
    "TaskMetadataResponse",
    "TaskPriority",
    "TaskRun",
    "TaskState",
    "TaskStatus",
    "TaskStatusResponse",
    "WorkerType",
    "WorkerTypeAction",
]
