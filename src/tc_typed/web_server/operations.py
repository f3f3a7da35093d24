"""Operations of the web-server service: the request and response of each method.

Compiled from schemas/web-server by tc_typed.compiler; change the contract, not this file.
"""

from __future__ import annotations

from collections.abc import Mapping

from tc_typed.common.models import HeartbeatResponse, PingResponse, VersionResponse
from tc_typed.core.operation import Operation
from tc_typed.web_server.models import Profile

ping: Operation[PingResponse] = Operation(
    service="web-server",
    version="v1",
    name="ping",
    method="get",
    route="/ping",
    result=PingResponse,
)
lbheartbeat: Operation[HeartbeatResponse] = Operation(
    service="web-server",
    version="v1",
    name="lbheartbeat",
    method="get",
    route="/__lbheartbeat__",
    result=HeartbeatResponse,
)
version: Operation[VersionResponse] = Operation(
    service="web-server",
    version="v1",
    name="version",
    method="get",
    route="/__version__",
    result=VersionResponse,
)
taskGroupProfile: Operation[Profile] = Operation(
    service="web-server",
    version="v1",
    name="taskGroupProfile",
    method="get",
    route="/task-group/<taskGroupId>/profile",
    args=("taskGroupId",),
    result=Profile,
    stability="experimental",
)
taskProfile: Operation[Profile] = Operation(
    service="web-server",
    version="v1",
    name="taskProfile",
    method="get",
    route="/task/<taskId>/profile",
    args=("taskId",),
    result=Profile,
    stability="experimental",
)
heartbeat: Operation[HeartbeatResponse] = Operation(
    service="web-server",
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
        taskGroupProfile,
        taskProfile,
        heartbeat,
    )
}
"""All methods of the service, by name."""
