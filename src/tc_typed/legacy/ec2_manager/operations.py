"""Operations of the ec2-manager service: the request and response of each method.

Compiled from schemas/legacy/ec2-manager by tc_typed.compiler; change the contract, not this file.
"""

from __future__ import annotations

from collections.abc import Mapping

from tc_typed.common.models import PingResponse
from tc_typed.core.operation import Operation
from tc_typed.legacy.ec2_manager.models import (
    AMIUsage,
    DatabasePoolStats,
    EBSUsage,
    EnsureKeyPairRequest,
    ErrorList,
    Health,
    InstanceTermination,
    Price,
    PriceRestriction,
    RegionList,
    ResourceState,
    ResourceStats,
    RunInstanceRequest,
    SQSQueueStats,
)

ping: Operation[PingResponse] = Operation(
    service="ec2-manager",
    version="v1",
    name="ping",
    method="get",
    route="/ping",
    result=PingResponse,
)
listWorkerTypes: Operation[list[str]] = Operation(
    service="ec2-manager",
    version="v1",
    name="listWorkerTypes",
    method="get",
    route="/worker-types",
    result=list[str],
    stability="experimental",
)
runInstance: Operation[None] = Operation(
    service="ec2-manager",
    version="v1",
    name="runInstance",
    method="put",
    route="/worker-types/<workerType>/instance",
    args=("workerType",),
    payload=RunInstanceRequest,
    scopes="ec2-manager:manage-resources:<workerType>",
    stability="experimental",
)
terminateWorkerType: Operation[None] = Operation(
    service="ec2-manager",
    version="v1",
    name="terminateWorkerType",
    method="delete",
    route="/worker-types/<workerType>/resources",
    args=("workerType",),
    scopes="ec2-manager:manage-resources:<workerType>",
    stability="experimental",
)
workerTypeStats: Operation[ResourceStats] = Operation(
    service="ec2-manager",
    version="v1",
    name="workerTypeStats",
    method="get",
    route="/worker-types/<workerType>/stats",
    args=("workerType",),
    result=ResourceStats,
    stability="experimental",
)
workerTypeHealth: Operation[Health] = Operation(
    service="ec2-manager",
    version="v1",
    name="workerTypeHealth",
    method="get",
    route="/worker-types/<workerType>/health",
    args=("workerType",),
    result=Health,
    stability="experimental",
)
workerTypeErrors: Operation[ErrorList] = Operation(
    service="ec2-manager",
    version="v1",
    name="workerTypeErrors",
    method="get",
    route="/worker-types/<workerType>/errors",
    args=("workerType",),
    result=ErrorList,
    stability="experimental",
)
workerTypeState: Operation[ResourceState] = Operation(
    service="ec2-manager",
    version="v1",
    name="workerTypeState",
    method="get",
    route="/worker-types/<workerType>/state",
    args=("workerType",),
    result=ResourceState,
    stability="experimental",
)
ensureKeyPair: Operation[None] = Operation(
    service="ec2-manager",
    version="v1",
    name="ensureKeyPair",
    method="get",
    route="/key-pairs/<name>",
    args=("name",),
    payload=EnsureKeyPairRequest,
    scopes="ec2-manager:manage-key-pairs:<name>",
    stability="experimental",
)
removeKeyPair: Operation[None] = Operation(
    service="ec2-manager",
    version="v1",
    name="removeKeyPair",
    method="delete",
    route="/key-pairs/<name>",
    args=("name",),
    scopes="ec2-manager:manage-key-pairs:<name>",
    stability="experimental",
)
terminateInstance: Operation[InstanceTermination] = Operation(
    service="ec2-manager",
    version="v1",
    name="terminateInstance",
    method="delete",
    route="/region/<region>/instance/<instanceId>",
    args=("region", "instanceId"),
    result=InstanceTermination,
    scopes={
        "AnyOf": [
            "ec2-manager:manage-instances:<region>:<instanceId>",
            {"if": "hasWorkerType", "then": "ec2-manager:manage-resources:<workerType>"},
        ]
    },
    stability="experimental",
)
getPrices: Operation[list[Price]] = Operation(
    service="ec2-manager",
    version="v1",
    name="getPrices",
    method="get",
    route="/prices",
    result=list[Price],
    stability="experimental",
)
getSpecificPrices: Operation[list[Price]] = Operation(
    service="ec2-manager",
    version="v1",
    name="getSpecificPrices",
    method="post",
    route="/prices",
    payload=list[PriceRestriction],
    result=list[Price],
    stability="experimental",
)
getHealth: Operation[Health] = Operation(
    service="ec2-manager",
    version="v1",
    name="getHealth",
    method="get",
    route="/health",
    result=Health,
    stability="experimental",
)
getRecentErrors: Operation[ErrorList] = Operation(
    service="ec2-manager",
    version="v1",
    name="getRecentErrors",
    method="get",
    route="/errors",
    result=ErrorList,
    stability="experimental",
)
regions: Operation[RegionList] = Operation(
    service="ec2-manager",
    version="v1",
    name="regions",
    method="get",
    route="/internal/regions",
    result=RegionList,
    scopes="ec2-manager:internals",
    stability="experimental",
)
amiUsage: Operation[list[AMIUsage]] = Operation(
    service="ec2-manager",
    version="v1",
    name="amiUsage",
    method="get",
    route="/internal/ami-usage",
    result=list[AMIUsage],
    scopes="ec2-manager:internals",
    stability="experimental",
)
ebsUsage: Operation[list[EBSUsage]] = Operation(
    service="ec2-manager",
    version="v1",
    name="ebsUsage",
    method="get",
    route="/internal/ebs-usage",
    result=list[EBSUsage],
    scopes="ec2-manager:internals",
    stability="experimental",
)
dbpoolStats: Operation[DatabasePoolStats] = Operation(
    service="ec2-manager",
    version="v1",
    name="dbpoolStats",
    method="get",
    route="/internal/db-pool-stats",
    result=DatabasePoolStats,
    scopes="ec2-manager:internals",
    stability="experimental",
)
allState: Operation[ResourceState] = Operation(
    service="ec2-manager",
    version="v1",
    name="allState",
    method="get",
    route="/internal/all-state",
    result=ResourceState,
    scopes="ec2-manager:internals",
    stability="experimental",
)
sqsStats: Operation[dict[str, SQSQueueStats]] = Operation(
    service="ec2-manager",
    version="v1",
    name="sqsStats",
    method="get",
    route="/internal/sqs-stats",
    result=dict[str, SQSQueueStats],
    scopes="ec2-manager:internals",
    stability="experimental",
)
purgeQueues: Operation[None] = Operation(
    service="ec2-manager",
    version="v1",
    name="purgeQueues",
    method="get",
    route="/internal/purge-queues",
    scopes="ec2-manager:internals",
    stability="experimental",
)

OPERATIONS: Mapping[str, Operation] = {
    operation.name: operation
    for operation in (
        ping,
        listWorkerTypes,
        runInstance,
        terminateWorkerType,
        workerTypeStats,
        workerTypeHealth,
        workerTypeErrors,
        workerTypeState,
        ensureKeyPair,
        removeKeyPair,
        terminateInstance,
        getPrices,
        getSpecificPrices,
        getHealth,
        getRecentErrors,
        regions,
        amiUsage,
        ebsUsage,
        dbpoolStats,
        allState,
        sqsStats,
        purgeQueues,
    )
}
"""All methods of the service, by name."""
