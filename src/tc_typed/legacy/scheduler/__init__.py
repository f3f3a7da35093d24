"""The scheduler service: its client, and models of its payloads and responses.

The async client is in `tc_typed.legacy.scheduler.aio`.

Compiled from schemas/legacy/scheduler by tc_typed.compiler; change the contract, not this file.
"""

from typing import TYPE_CHECKING

from tc_typed.common.models import PingResponse, ShortIdentifier, SlugId
from tc_typed.core.lazy import lazyNames
from tc_typed.legacy.scheduler.client import Scheduler
from tc_typed.legacy.scheduler.models import (
    CreateTaskGraphRequest,
    DependencyRequirement,
    ExtendTaskGraphRequest,
    InspectedTask,
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

if TYPE_CHECKING:
    from tc_typed.legacy.scheduler.events import SchedulerEvents, TaskGraphRoutingKey

__all__ = [
    "CreateTaskGraphRequest",
    "DependencyRequirement",
    "ExtendTaskGraphRequest",
    "InspectedTask",
    "PingResponse",
    "Scheduler",
    "SchedulerEvents",
    "ShortIdentifier",
    "SlugId",
    "TaskDefinition",
    "TaskGraphBlockedMessage",
    "TaskGraphExtendedMessage",
    "TaskGraphFinishedMessage",
    "TaskGraphInfo",
    "TaskGraphInspection",
    "TaskGraphMetadata",
    "TaskGraphMetadataResponse",
    "TaskGraphRoutingKey",
    "TaskGraphRunningMessage",
    "TaskGraphState",
    "TaskGraphStatus",
    "TaskGraphStatusResponse",
    "TaskMetadata",
    "TaskNode",
    "TaskNodeState",
    "TaskPriority",
]

if not TYPE_CHECKING:  # with `__getattr__`, any name would pass type checks
    __getattr__ = lazyNames(
        __name__,
        {
            "SchedulerEvents": "tc_typed.legacy.scheduler.events",
            "TaskGraphRoutingKey": "tc_typed.legacy.scheduler.events",
        },
    )

    def __dir__() -> list[str]:
        return sorted({*globals(), *__all__})
