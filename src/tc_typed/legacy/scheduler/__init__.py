"""The scheduler service: its client, and models of what it takes and returns.

The async client is in `tc_typed.legacy.scheduler.aio`.

Compiled from schemas/legacy/scheduler by tc_typed.compiler; change the contract, not this file.
"""

from tc_typed.legacy.scheduler.client import Scheduler
from tc_typed.legacy.scheduler.models import (
    CreateTaskGraphRequest,
    DependencyRequirement,
    ExtendTaskGraphRequest,
    InspectedTask,
    PingResponse,
    TaskDefinition,
    TaskGraphBlockedMessage,
    TaskGraphExtendedMessage,
    TaskGraphFinishedMessage,
    TaskGraphInfo,
    TaskGraphInspection,
    TaskGraphMetadata,
    TaskGraphMetadataResponse,
    TaskGraphRunningMessage,
    TaskGraphState,
    TaskGraphStatus,
    TaskGraphStatusResponse,
    TaskMetadata,
    TaskNode,
    TaskNodeState,
    TaskPriority,
)

__all__ = [
    "CreateTaskGraphRequest",
    "DependencyRequirement",
    "ExtendTaskGraphRequest",
    "InspectedTask",
    "PingResponse",
    "Scheduler",
    "TaskDefinition",
    "TaskGraphBlockedMessage",
    "TaskGraphExtendedMessage",
    "TaskGraphFinishedMessage",
    "TaskGraphInfo",
    "TaskGraphInspection",
    "TaskGraphMetadata",
    "TaskGraphMetadataResponse",
    "TaskGraphRunningMessage",
    "TaskGraphState",
    "TaskGraphStatus",
    "TaskGraphStatusResponse",
    "TaskMetadata",
    "TaskNode",
    "TaskNodeState",
    "TaskPriority",
]
