"""The hooks service: its client, and models of its payloads and responses.

The async client is in `tc_typed.hooks.aio`.

Compiled from schemas/hooks by tc_typed.compiler; change the contract, not this file.
"""

from typing import TYPE_CHECKING

from tc_typed.common.models import (
    EmptyResponse,
    HeartbeatResponse,
    HookGroupId,
    HookId,
    PingResponse,
    VersionResponse,
)
from tc_typed.core.lazy import lazyNames
from tc_typed.hooks.client import Hooks
from tc_typed.hooks.models import (
    CreateHookRequest,
    FireCause,
    FireFailure,
    FireResult,
    FireSuccess,
    Hook,
    HookBinding,
    HookBindingResponse,
    HookChangedMessage,
    HookFire,
    HookMetadata,
    HookMetadataResponse,
    HookStatus,
    LastFire,
    LegacyTaskStatus,
    ListHookGroupsResponse,
    ListHooksResponse,
    ListLastFiresResponse,
    NeverFired,
    NoTask,
    TaskState,
    TriggeredTask,
    TriggerHookResponse,
    TriggerTokenResponse,
    UnrecognizedLastFire,
)

if TYPE_CHECKING:
    from tc_typed.hooks.events import HookRoutingKey, HooksEvents

__all__ = [
    "CreateHookRequest",
    "EmptyResponse",
    "FireCause",
    "FireFailure",
    "FireResult",
    "FireSuccess",
    "HeartbeatResponse",
    "Hook",
    "HookBinding",
    "HookBindingResponse",
    "HookChangedMessage",
    "HookFire",
    "HookGroupId",
    "HookId",
    "HookMetadata",
    "HookMetadataResponse",
    "HookRoutingKey",
    "HookStatus",
    "Hooks",
    "HooksEvents",
    "LastFire",
    "LegacyTaskStatus",
    "ListHookGroupsResponse",
    "ListHooksResponse",
    "ListLastFiresResponse",
    "NeverFired",
    "NoTask",
    "PingResponse",
    "TaskState",
    "TriggerHookResponse",
    "TriggerTokenResponse",
    "TriggeredTask",
    "UnrecognizedLastFire",
    "VersionResponse",
]

if not TYPE_CHECKING:  # with `__getattr__`, any name would pass type checks
    __getattr__ = lazyNames(
        __name__,
        {
            "HookRoutingKey": "tc_typed.hooks.events",
            "HooksEvents": "tc_typed.hooks.events",
        },
    )

    def __dir__() -> list[str]:
        return sorted({*globals(), *__all__})
