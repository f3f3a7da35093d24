"""Operations of the hooks service: the request and response of each method.

Compiled from schemas/hooks by tc_typed.compiler; change the contract, not this file.
"""

from __future__ import annotations

from collections.abc import Mapping

from tc_typed.common.models import EmptyResponse, HeartbeatResponse, PingResponse, VersionResponse
from tc_typed.core.models.fields import FreeForm
from tc_typed.core.operation import Operation
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

ping: Operation[PingResponse] = Operation(
    service="hooks", version="v1", name="ping", method="get", route="/ping", result=PingResponse
)
lbheartbeat: Operation[HeartbeatResponse] = Operation(
    service="hooks",
    version="v1",
    name="lbheartbeat",
    method="get",
    route="/__lbheartbeat__",
    result=HeartbeatResponse,
)
version: Operation[VersionResponse] = Operation(
    service="hooks",
    version="v1",
    name="version",
    method="get",
    route="/__version__",
    result=VersionResponse,
)
listHookGroups: Operation[ListHookGroupsResponse] = Operation(
    service="hooks",
    version="v1",
    name="listHookGroups",
    method="get",
    route="/hooks",
    result=ListHookGroupsResponse,
    scopes="hooks:list-hooks:",
)
listHooks: Operation[ListHooksResponse] = Operation(
    service="hooks",
    version="v1",
    name="listHooks",
    method="get",
    route="/hooks/<hookGroupId>",
    args=("hookGroupId",),
    result=ListHooksResponse,
    scopes="hooks:list-hooks:<hookGroupId>",
)
hook: Operation[Hook] = Operation(
    service="hooks",
    version="v1",
    name="hook",
    method="get",
    route="/hooks/<hookGroupId>/<hookId>",
    args=("hookGroupId", "hookId"),
    result=Hook,
    scopes="hooks:get:<hookGroupId>:<hookId>",
)
getHookStatus: Operation[HookStatus] = Operation(
    service="hooks",
    version="v1",
    name="getHookStatus",
    method="get",
    route="/hooks/<hookGroupId>/<hookId>/status",
    args=("hookGroupId", "hookId"),
    result=HookStatus,
    scopes="hooks:status:<hookGroupId>/<hookId>",
    stability="deprecated",
)
createHook: Operation[Hook] = Operation(
    service="hooks",
    version="v1",
    name="createHook",
    method="put",
    route="/hooks/<hookGroupId>/<hookId>",
    args=("hookGroupId", "hookId"),
    payload=CreateHookRequest,
    result=Hook,
    scopes={
        "AllOf": [
            "assume:hook-id:<hookGroupId>/<hookId>",
            "hooks:modify-hook:<hookGroupId>/<hookId>",
        ]
    },
)
updateHook: Operation[Hook] = Operation(
    service="hooks",
    version="v1",
    name="updateHook",
    method="post",
    route="/hooks/<hookGroupId>/<hookId>",
    args=("hookGroupId", "hookId"),
    payload=CreateHookRequest,
    result=Hook,
    scopes={
        "AllOf": [
            "assume:hook-id:<hookGroupId>/<hookId>",
            "hooks:modify-hook:<hookGroupId>/<hookId>",
        ]
    },
)
removeHook: Operation[EmptyResponse] = Operation(
    service="hooks",
    version="v1",
    name="removeHook",
    method="delete",
    route="/hooks/<hookGroupId>/<hookId>",
    args=("hookGroupId", "hookId"),
    result=EmptyResponse,
    scopes="hooks:modify-hook:<hookGroupId>/<hookId>",
)
triggerHook: Operation[TriggerHookResponse] = Operation(
    service="hooks",
    version="v1",
    name="triggerHook",
    method="post",
    route="/hooks/<hookGroupId>/<hookId>/trigger",
    args=("hookGroupId", "hookId"),
    payload=FreeForm,
    result=TriggerHookResponse,
    scopes="hooks:trigger-hook:<hookGroupId>/<hookId>",
)
getTriggerToken: Operation[TriggerTokenResponse] = Operation(
    service="hooks",
    version="v1",
    name="getTriggerToken",
    method="get",
    route="/hooks/<hookGroupId>/<hookId>/token",
    args=("hookGroupId", "hookId"),
    result=TriggerTokenResponse,
    scopes="hooks:get-trigger-token:<hookGroupId>/<hookId>",
)
resetTriggerToken: Operation[TriggerTokenResponse] = Operation(
    service="hooks",
    version="v1",
    name="resetTriggerToken",
    method="post",
    route="/hooks/<hookGroupId>/<hookId>/token",
    args=("hookGroupId", "hookId"),
    result=TriggerTokenResponse,
    scopes="hooks:reset-trigger-token:<hookGroupId>/<hookId>",
)
triggerHookWithToken: Operation[TriggerHookResponse] = Operation(
    service="hooks",
    version="v1",
    name="triggerHookWithToken",
    method="post",
    route="/hooks/<hookGroupId>/<hookId>/trigger/<token>",
    args=("hookGroupId", "hookId", "token"),
    secretArgs=("token",),
    payload=FreeForm,
    result=TriggerHookResponse,
)
listLastFires: Operation[ListLastFiresResponse] = Operation(
    service="hooks",
    version="v1",
    name="listLastFires",
    method="get",
    route="/hooks/<hookGroupId>/<hookId>/last-fires",
    args=("hookGroupId", "hookId"),
    query=("continuationToken", "limit"),
    result=ListLastFiresResponse,
    scopes="hooks:list-last-fires:<hookGroupId>/<hookId>",
)
heartbeat: Operation[HeartbeatResponse] = Operation(
    service="hooks",
    version="v1",
    name="heartbeat",
    method="get",
    route="/__heartbeat__",
    result=HeartbeatResponse,
)

OPERATIONS: Mapping[str, Operation] = {
    operation.name: operation
    for operation in (
        ping,
        lbheartbeat,
        version,
        listHookGroups,
        listHooks,
        hook,
        getHookStatus,
        createHook,
        updateHook,
        removeHook,
        triggerHook,
        getTriggerToken,
        resetTriggerToken,
        triggerHookWithToken,
        listLastFires,
        heartbeat,
    )
}
"""All methods of the service, by name."""
