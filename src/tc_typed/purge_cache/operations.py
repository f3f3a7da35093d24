"""Operations of the purge-cache service: the request and response of each method.

Compiled from schemas/purge-cache by tc_typed.compiler; change the contract, not this file.
"""

from __future__ import annotations

from collections.abc import Mapping

from tc_typed.common.models import HeartbeatResponse, PingResponse, VersionResponse
from tc_typed.core.operation import Operation
from tc_typed.purge_cache.models import (
    ListAllPurgeRequestsResponse,
    PurgeCacheRequest,
    PurgeRequestsResponse,
)

ping: Operation[PingResponse] = Operation(
    service="purge-cache",
    version="v1",
    name="ping",
    method="get",
    route="/ping",
    result=PingResponse,
)
lbheartbeat: Operation[HeartbeatResponse] = Operation(
    service="purge-cache",
    version="v1",
    name="lbheartbeat",
    method="get",
    route="/__lbheartbeat__",
    result=HeartbeatResponse,
)
version: Operation[VersionResponse] = Operation(
    service="purge-cache",
    version="v1",
    name="version",
    method="get",
    route="/__version__",
    result=VersionResponse,
)
purgeCache: Operation[None] = Operation(
    service="purge-cache",
    version="v1",
    name="purgeCache",
    method="post",
    route="/purge-cache/<workerPoolId>",
    args=("workerPoolId",),
    payload=PurgeCacheRequest,
    scopes="purge-cache:<workerPoolId>:<cacheName>",
)
allPurgeRequests: Operation[ListAllPurgeRequestsResponse] = Operation(
    service="purge-cache",
    version="v1",
    name="allPurgeRequests",
    method="get",
    route="/purge-cache/list",
    query=("continuationToken", "limit"),
    result=ListAllPurgeRequestsResponse,
    scopes="purge-cache:all-purge-requests",
)
purgeRequests: Operation[PurgeRequestsResponse] = Operation(
    service="purge-cache",
    version="v1",
    name="purgeRequests",
    method="get",
    route="/purge-cache/<workerPoolId>",
    args=("workerPoolId",),
    query=("since",),
    result=PurgeRequestsResponse,
    scopes="purge-cache:purge-requests::<workerPoolId>",
)
heartbeat: Operation[HeartbeatResponse] = Operation(
    service="purge-cache",
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
        purgeCache,
        allPurgeRequests,
        purgeRequests,
        heartbeat,
    )
}
"""All methods of the service, by name."""
