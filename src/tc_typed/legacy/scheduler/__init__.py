"""The scheduler service: its client, and models of what it takes and returns.

The async client is in `tc_typed.legacy.scheduler.aio`.

Compiled from schemas/legacy/scheduler by scripts/compile.py; change the contract, not this file.
"""

from tc_typed.legacy.scheduler.client import Scheduler
from tc_typed.legacy.scheduler.models import (
    DependencyRequirement,
    InspectedTask,
    PingResponse,
    TaskDefinition,
    TaskGraphBlockedMessage,
    TaskGraphDefinition,
    TaskGraphExtendedMessage,
    TaskGraphExtension,
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
    "DependencyRequirement",
    "InspectedTask",
    "PingResponse",
    "Scheduler",
    "TaskDefinition",
    "TaskGraphBlockedMessage",
    "TaskGraphDefinition",
    "TaskGraphExtendedMessage",
    "TaskGraphExtension",
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
