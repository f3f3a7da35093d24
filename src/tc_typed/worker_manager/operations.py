"""Operations of the worker-manager service: the request and response of each method.

Compiled from schemas/worker-manager by tc_typed.compiler; change the contract, not this file.
"""

from __future__ import annotations

from collections.abc import Mapping

from tc_typed.common.models import EmptyResponse, HeartbeatResponse, PingResponse, VersionResponse
from tc_typed.core.operation import Operation
from tc_typed.worker_manager.models import (
    CreateWorkerPoolRequest,
    CreateWorkerRequest,
    ListProvidersResponse,
    ListWorkerPoolErrorsResponse,
    ListWorkerPoolLaunchConfigsResponse,
    ListWorkerPoolsResponse,
    ListWorkerPoolsStatsResponse,
    ListWorkersForWorkerPoolResponse,
    ListWorkersResponse,
    RegisterWorkerRequest,
    RegistrationResult,
    ReportWorkerErrorRequest,
    ReregisterWorkerRequest,
    ReregistrationResult,
    TerminationDecision,
    UpdateWorkerPoolRequest,
    Worker,
    WorkerDetails,
    WorkerPool,
    WorkerPoolError,
    WorkerPoolErrorStats,
    WorkerPoolStats,
)

ping: Operation[PingResponse] = Operation(
    service="worker-manager",
    version="v1",
    name="ping",
    method="get",
    route="/ping",
    result=PingResponse,
)
lbheartbeat: Operation[HeartbeatResponse] = Operation(
    service="worker-manager",
    version="v1",
    name="lbheartbeat",
    method="get",
    route="/__lbheartbeat__",
    result=HeartbeatResponse,
)
version: Operation[VersionResponse] = Operation(
    service="worker-manager",
    version="v1",
    name="version",
    method="get",
    route="/__version__",
    result=VersionResponse,
)
listProviders: Operation[ListProvidersResponse] = Operation(
    service="worker-manager",
    version="v1",
    name="listProviders",
    method="get",
    route="/providers",
    query=("continuationToken", "limit"),
    result=ListProvidersResponse,
    scopes="worker-manager:list-providers",
)
createWorkerPool: Operation[WorkerPool] = Operation(
    service="worker-manager",
    version="v1",
    name="createWorkerPool",
    method="put",
    route="/worker-pool/<workerPoolId>",
    args=("workerPoolId",),
    payload=CreateWorkerPoolRequest,
    result=WorkerPool,
    scopes={
        "AllOf": [
            "worker-manager:manage-worker-pool:<workerPoolId>",
            "worker-manager:provider:<providerId>",
        ]
    },
)
updateWorkerPool: Operation[WorkerPool] = Operation(
    service="worker-manager",
    version="v1",
    name="updateWorkerPool",
    method="post",
    route="/worker-pool/<workerPoolId>",
    args=("workerPoolId",),
    payload=UpdateWorkerPoolRequest,
    result=WorkerPool,
    scopes={
        "AllOf": [
            "worker-manager:manage-worker-pool:<workerPoolId>",
            "worker-manager:provider:<providerId>",
        ]
    },
    stability="experimental",
)
deleteWorkerPool: Operation[WorkerPool] = Operation(
    service="worker-manager",
    version="v1",
    name="deleteWorkerPool",
    method="delete",
    route="/worker-pool/<workerPoolId>",
    args=("workerPoolId",),
    result=WorkerPool,
    scopes="worker-manager:manage-worker-pool:<workerPoolId>",
)
listWorkerPoolLaunchConfigs: Operation[ListWorkerPoolLaunchConfigsResponse] = Operation(
    service="worker-manager",
    version="v1",
    name="listWorkerPoolLaunchConfigs",
    method="get",
    route="/worker-pool/<workerPoolId>/launch-configs",
    args=("workerPoolId",),
    query=("continuationToken", "limit", "includeArchived"),
    result=ListWorkerPoolLaunchConfigsResponse,
    scopes="worker-manager:get-worker-pool:<workerPoolId>",
    stability="experimental",
)
workerPoolStats: Operation[WorkerPoolStats] = Operation(
    service="worker-manager",
    version="v1",
    name="workerPoolStats",
    method="get",
    route="/worker-pool/<workerPoolId>/stats",
    args=("workerPoolId",),
    result=WorkerPoolStats,
    scopes="worker-manager:get-worker-pool:<workerPoolId>",
    stability="experimental",
)
workerPool: Operation[WorkerPool] = Operation(
    service="worker-manager",
    version="v1",
    name="workerPool",
    method="get",
    route="/worker-pool/<workerPoolId>",
    args=("workerPoolId",),
    result=WorkerPool,
    scopes="worker-manager:get-worker-pool:<workerPoolId>",
)
listWorkerPools: Operation[ListWorkerPoolsResponse] = Operation(
    service="worker-manager",
    version="v1",
    name="listWorkerPools",
    method="get",
    route="/worker-pools",
    query=("continuationToken", "limit"),
    result=ListWorkerPoolsResponse,
    scopes="worker-manager:list-worker-pools",
)
listWorkerPoolsStats: Operation[ListWorkerPoolsStatsResponse] = Operation(
    service="worker-manager",
    version="v1",
    name="listWorkerPoolsStats",
    method="get",
    route="/worker-pools/stats",
    query=("continuationToken", "limit"),
    result=ListWorkerPoolsStatsResponse,
    scopes="worker-manager:list-worker-pools",
    stability="experimental",
)
reportWorkerError: Operation[WorkerPoolError] = Operation(
    service="worker-manager",
    version="v1",
    name="reportWorkerError",
    method="post",
    route="/worker-pool-errors/<workerPoolId>",
    args=("workerPoolId",),
    payload=ReportWorkerErrorRequest,
    result=WorkerPoolError,
    scopes={
        "AllOf": ["assume:worker-id:<workerGroup>/<workerId>", "assume:worker-pool:<workerPoolId>"]
    },
)
workerPoolErrorStats: Operation[WorkerPoolErrorStats] = Operation(
    service="worker-manager",
    version="v1",
    name="workerPoolErrorStats",
    method="get",
    route="/worker-pool-errors/stats",
    query=("workerPoolId",),
    result=WorkerPoolErrorStats,
    scopes="worker-manager:list-worker-pool-errors:<workerPoolId>",
    stability="experimental",
)
listWorkerPoolErrors: Operation[ListWorkerPoolErrorsResponse] = Operation(
    service="worker-manager",
    version="v1",
    name="listWorkerPoolErrors",
    method="get",
    route="/worker-pool-errors/<workerPoolId>",
    args=("workerPoolId",),
    query=("continuationToken", "limit", "launchConfigId", "errorId"),
    result=ListWorkerPoolErrorsResponse,
    scopes="worker-manager:list-worker-pool-errors:<workerPoolId>",
)
listWorkersForWorkerGroup: Operation[ListWorkersForWorkerPoolResponse] = Operation(
    service="worker-manager",
    version="v1",
    name="listWorkersForWorkerGroup",
    method="get",
    route="/workers/<workerPoolId>/<workerGroup>",
    args=("workerPoolId", "workerGroup"),
    query=("continuationToken", "limit"),
    result=ListWorkersForWorkerPoolResponse,
    scopes="worker-manager:list-workers:<workerPoolId>/<workerGroup>",
)
worker: Operation[Worker] = Operation(
    service="worker-manager",
    version="v1",
    name="worker",
    method="get",
    route="/workers/<workerPoolId>/<workerGroup>/<workerId>",
    args=("workerPoolId", "workerGroup", "workerId"),
    result=Worker,
    scopes="worker-manager:get-worker:<workerPoolId>/<workerGroup>/<workerId>",
)
createWorker: Operation[Worker] = Operation(
    service="worker-manager",
    version="v1",
    name="createWorker",
    method="put",
    route="/workers/<workerPoolId>/<workerGroup>/<workerId>",
    args=("workerPoolId", "workerGroup", "workerId"),
    payload=CreateWorkerRequest,
    result=Worker,
    scopes="worker-manager:create-worker:<workerPoolId>/<workerGroup>/<workerId>",
)
updateWorker: Operation[Worker] = Operation(
    service="worker-manager",
    version="v1",
    name="updateWorker",
    method="post",
    route="/workers/<workerPoolId>/<workerGroup>/<workerId>",
    args=("workerPoolId", "workerGroup", "workerId"),
    payload=CreateWorkerRequest,
    result=Worker,
    scopes="worker-manager:update-worker:<workerPoolId>/<workerGroup>/<workerId>",
)
removeWorker: Operation[EmptyResponse] = Operation(
    service="worker-manager",
    version="v1",
    name="removeWorker",
    method="delete",
    route="/workers/<workerPoolId>/<workerGroup>/<workerId>",
    args=("workerPoolId", "workerGroup", "workerId"),
    result=EmptyResponse,
    scopes="worker-manager:remove-worker:<workerPoolId>/<workerGroup>/<workerId>",
)
shouldWorkerTerminate: Operation[TerminationDecision] = Operation(
    service="worker-manager",
    version="v1",
    name="shouldWorkerTerminate",
    method="get",
    route="/workers/<workerPoolId>/<workerGroup>/<workerId>/should-terminate",
    args=("workerPoolId", "workerGroup", "workerId"),
    result=TerminationDecision,
    scopes="worker-manager:should-worker-terminate:<workerPoolId>/<workerGroup>/<workerId>",
    stability="experimental",
)
listWorkersForWorkerPool: Operation[ListWorkersForWorkerPoolResponse] = Operation(
    service="worker-manager",
    version="v1",
    name="listWorkersForWorkerPool",
    method="get",
    route="/workers/<workerPoolId>",
    args=("workerPoolId",),
    query=("continuationToken", "limit", "launchConfigId", "state"),
    result=ListWorkersForWorkerPoolResponse,
    scopes="worker-manager:list-workers:<workerPoolId>",
)
registerWorker: Operation[RegistrationResult] = Operation(
    service="worker-manager",
    version="v1",
    name="registerWorker",
    method="post",
    route="/worker/register",
    payload=RegisterWorkerRequest,
    result=RegistrationResult,
)
reregisterWorker: Operation[ReregistrationResult] = Operation(
    service="worker-manager",
    version="v1",
    name="reregisterWorker",
    method="post",
    route="/worker/reregister",
    payload=ReregisterWorkerRequest,
    result=ReregistrationResult,
    scopes="worker-manager:reregister-worker:<workerPoolId>/<workerGroup>/<workerId>",
    stability="experimental",
)
listWorkers: Operation[ListWorkersResponse] = Operation(
    service="worker-manager",
    version="v1",
    name="listWorkers",
    method="get",
    route="/provisioners/<provisionerId>/worker-types/<workerType>/workers",
    args=("provisionerId", "workerType"),
    query=("continuationToken", "limit", "launchConfigId", "quarantined", "workerState"),
    result=ListWorkersResponse,
    scopes="worker-manager:list-workers:<provisionerId>/<workerType>",
    stability="experimental",
)
getWorker: Operation[WorkerDetails] = Operation(
    service="worker-manager",
    version="v1",
    name="getWorker",
    method="get",
    route="/provisioners/<provisionerId>/worker-types/<workerType>/workers/<workerGroup>/<workerId>",
    args=("provisionerId", "workerType", "workerGroup", "workerId"),
    result=WorkerDetails,
    scopes="worker-manager:get-worker:<provisionerId>/<workerType>/<workerGroup>/<workerId>",
    stability="experimental",
)
heartbeat: Operation[HeartbeatResponse] = Operation(
    service="worker-manager",
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
        listProviders,
        createWorkerPool,
        updateWorkerPool,
        deleteWorkerPool,
        listWorkerPoolLaunchConfigs,
        workerPoolStats,
        workerPool,
        listWorkerPools,
        listWorkerPoolsStats,
        reportWorkerError,
        workerPoolErrorStats,
        listWorkerPoolErrors,
        listWorkersForWorkerGroup,
        worker,
        createWorker,
        updateWorker,
        removeWorker,
        shouldWorkerTerminate,
        listWorkersForWorkerPool,
        registerWorker,
        reregisterWorker,
        listWorkers,
        getWorker,
        heartbeat,
    )
}
"""All methods of the service, by name."""
