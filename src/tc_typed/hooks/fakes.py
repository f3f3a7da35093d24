"""Types of the functions that replace methods of the hooks service in tests.

Compiled from schemas/hooks by tc_typed.compiler; change the contract, not this file.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Protocol, TypeVar

from typing_extensions import TypedDict

from tc_typed.common.models import EmptyResponse, HeartbeatResponse, PingResponse, VersionResponse
from tc_typed.core.models.fields import FreeForm
from tc_typed.hooks.models import (
    CreateHookRequest,
    Hook,
    HookStatus,
    ListHookGroupsResponse,
    ListHooksResponse,
    ListLastFiresResponse,
    TriggerHookResponse,
    TriggerTokenResponse,
)

ResultT_co = TypeVar("ResultT_co", covariant=True)


class _ListLastFires(Protocol[ResultT_co]):
    def __call__(
        self,
        hookGroupId: str,
        hookId: str,
        /,
        *,
        continuationToken: str | None = None,
        limit: int | None = None,
    ) -> ResultT_co: ...


class HooksFakes(TypedDict, total=False):
    """Functions that replace methods of `Hooks` in tests."""

    ping: Callable[[], PingResponse]
    lbheartbeat: Callable[[], HeartbeatResponse]
    version: Callable[[], VersionResponse]
    listHookGroups: Callable[[], ListHookGroupsResponse]
    listHooks: Callable[[str], ListHooksResponse]
    hook: Callable[[str, str], Hook]
    getHookStatus: Callable[[str, str], HookStatus]
    createHook: Callable[[str, str, CreateHookRequest], Hook]
    updateHook: Callable[[str, str, CreateHookRequest], Hook]
    removeHook: Callable[[str, str], EmptyResponse]
    triggerHook: Callable[[str, str, FreeForm], TriggerHookResponse]
    getTriggerToken: Callable[[str, str], TriggerTokenResponse]
    resetTriggerToken: Callable[[str, str], TriggerTokenResponse]
    triggerHookWithToken: Callable[[str, str, str, FreeForm], TriggerHookResponse]
    listLastFires: _ListLastFires[ListLastFiresResponse]
    heartbeat: Callable[[], HeartbeatResponse]


class AsyncHooksFakes(TypedDict, total=False):
    """Functions, sync or async, that replace methods of `aio.Hooks` in tests."""

    ping: Callable[[], Awaitable[PingResponse] | PingResponse]
    lbheartbeat: Callable[[], Awaitable[HeartbeatResponse] | HeartbeatResponse]
    version: Callable[[], Awaitable[VersionResponse] | VersionResponse]
    listHookGroups: Callable[[], Awaitable[ListHookGroupsResponse] | ListHookGroupsResponse]
    listHooks: Callable[[str], Awaitable[ListHooksResponse] | ListHooksResponse]
    hook: Callable[[str, str], Awaitable[Hook] | Hook]
    getHookStatus: Callable[[str, str], Awaitable[HookStatus] | HookStatus]
    createHook: Callable[[str, str, CreateHookRequest], Awaitable[Hook] | Hook]
    updateHook: Callable[[str, str, CreateHookRequest], Awaitable[Hook] | Hook]
    removeHook: Callable[[str, str], Awaitable[EmptyResponse] | EmptyResponse]
    triggerHook: Callable[
        [str, str, FreeForm], Awaitable[TriggerHookResponse] | TriggerHookResponse
    ]
    getTriggerToken: Callable[[str, str], Awaitable[TriggerTokenResponse] | TriggerTokenResponse]
    resetTriggerToken: Callable[[str, str], Awaitable[TriggerTokenResponse] | TriggerTokenResponse]
    triggerHookWithToken: Callable[
        [str, str, str, FreeForm], Awaitable[TriggerHookResponse] | TriggerHookResponse
    ]
    listLastFires: _ListLastFires[Awaitable[ListLastFiresResponse] | ListLastFiresResponse]
    heartbeat: Callable[[], Awaitable[HeartbeatResponse] | HeartbeatResponse]
