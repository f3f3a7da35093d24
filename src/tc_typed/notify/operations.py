"""Operations of the notify service: the request and response of each method.

Compiled from schemas/notify by tc_typed.compiler; change the contract, not this file.
"""

from __future__ import annotations

from collections.abc import Mapping

from tc_typed.common.models import HeartbeatResponse, PingResponse, VersionResponse
from tc_typed.core.operation import Operation
from tc_typed.notify.models import (
    AddDenylistAddressRequest,
    EmailRequest,
    ListDenylistResponse,
    MatrixRequest,
    PulseRequest,
    SlackRequest,
)

ping: Operation[PingResponse] = Operation(
    service="notify", version="v1", name="ping", method="get", route="/ping", result=PingResponse
)
lbheartbeat: Operation[HeartbeatResponse] = Operation(
    service="notify",
    version="v1",
    name="lbheartbeat",
    method="get",
    route="/__lbheartbeat__",
    result=HeartbeatResponse,
)
version: Operation[VersionResponse] = Operation(
    service="notify",
    version="v1",
    name="version",
    method="get",
    route="/__version__",
    result=VersionResponse,
)
email: Operation[str | None] = Operation(
    service="notify",
    version="v1",
    name="email",
    method="post",
    route="/email",
    payload=EmailRequest,
    result=str | None,
    bodyKind="text",
    scopes="notify:email:<address>",
    stability="experimental",
)
pulse: Operation[str | None] = Operation(
    service="notify",
    version="v1",
    name="pulse",
    method="post",
    route="/pulse",
    payload=PulseRequest,
    result=str | None,
    bodyKind="text",
    scopes="notify:pulse:<routingKey>",
    stability="experimental",
)
matrix: Operation[str | None] = Operation(
    service="notify",
    version="v1",
    name="matrix",
    method="post",
    route="/matrix",
    payload=MatrixRequest,
    result=str | None,
    bodyKind="text",
    scopes="notify:matrix-room:<roomId>",
    stability="experimental",
)
slack: Operation[str | None] = Operation(
    service="notify",
    version="v1",
    name="slack",
    method="post",
    route="/slack",
    payload=SlackRequest,
    result=str | None,
    bodyKind="text",
    scopes="notify:slack-channel:<channelId>",
    stability="experimental",
)
addDenylistAddress: Operation[str | None] = Operation(
    service="notify",
    version="v1",
    name="addDenylistAddress",
    method="post",
    route="/denylist/add",
    payload=AddDenylistAddressRequest,
    result=str | None,
    bodyKind="text",
    scopes="notify:manage-denylist",
    stability="experimental",
)
deleteDenylistAddress: Operation[str | None] = Operation(
    service="notify",
    version="v1",
    name="deleteDenylistAddress",
    method="delete",
    route="/denylist/delete",
    payload=AddDenylistAddressRequest,
    result=str | None,
    bodyKind="text",
    scopes="notify:manage-denylist",
    stability="experimental",
)
listDenylist: Operation[ListDenylistResponse] = Operation(
    service="notify",
    version="v1",
    name="listDenylist",
    method="get",
    route="/denylist/list",
    query=("continuationToken", "limit"),
    result=ListDenylistResponse,
    scopes="notify:manage-denylist",
    stability="experimental",
)
heartbeat: Operation[HeartbeatResponse] = Operation(
    service="notify",
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
        email,
        pulse,
        matrix,
        slack,
        addDenylistAddress,
        deleteDenylistAddress,
        listDenylist,
        heartbeat,
    )
}
"""All methods of the service, by name."""
