"""Operations of the secrets service: the request and response of each method.

Compiled from schemas/secrets by tc_typed.compiler; change the contract, not this file.
"""

from __future__ import annotations

from collections.abc import Mapping

from tc_typed.common.models import EmptyResponse, HeartbeatResponse, PingResponse, VersionResponse
from tc_typed.core.operation import Operation
from tc_typed.secrets.models import ListSecretsResponse, Secret, SetSecretRequest

ping: Operation[PingResponse] = Operation(
    service="secrets", version="v1", name="ping", method="get", route="/ping", result=PingResponse
)
lbheartbeat: Operation[HeartbeatResponse] = Operation(
    service="secrets",
    version="v1",
    name="lbheartbeat",
    method="get",
    route="/__lbheartbeat__",
    result=HeartbeatResponse,
)
version: Operation[VersionResponse] = Operation(
    service="secrets",
    version="v1",
    name="version",
    method="get",
    route="/__version__",
    result=VersionResponse,
)
set: Operation[EmptyResponse] = Operation(
    service="secrets",
    version="v1",
    name="set",
    method="put",
    route="/secret/<name>",
    args=("name",),
    payload=SetSecretRequest,
    result=EmptyResponse,
    scopes="secrets:set:<name>",
)
remove: Operation[EmptyResponse] = Operation(
    service="secrets",
    version="v1",
    name="remove",
    method="delete",
    route="/secret/<name>",
    args=("name",),
    result=EmptyResponse,
    scopes="secrets:set:<name>",
)
get: Operation[Secret] = Operation(
    service="secrets",
    version="v1",
    name="get",
    method="get",
    route="/secret/<name>",
    args=("name",),
    result=Secret,
    scopes="secrets:get:<name>",
)
list: Operation[ListSecretsResponse] = Operation(
    service="secrets",
    version="v1",
    name="list",
    method="get",
    route="/secrets",
    query=("continuationToken", "limit"),
    result=ListSecretsResponse,
    scopes="secrets:list-secrets",
)
heartbeat: Operation[HeartbeatResponse] = Operation(
    service="secrets",
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
        set,
        remove,
        get,
        list,
        heartbeat,
    )
}
"""All methods of the service, by name."""
