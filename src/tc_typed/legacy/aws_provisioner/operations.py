"""Operations of the aws-provisioner service: the request and response of each method.

Compiled from schemas/legacy/aws-provisioner by tc_typed.compiler; change the contract, not this
file.
"""

from __future__ import annotations

from collections.abc import Mapping

from tc_typed.common.models import PingResponse
from tc_typed.core.models.fields import JsonObject
from tc_typed.core.operation import Operation
from tc_typed.legacy.aws_provisioner.models import (
    BackendStatus,
    CreateSecretRequest,
    CreateWorkerTypeRequest,
    SecretOutcome,
    WorkerSecrets,
    WorkerType,
    WorkerTypeLastModified,
    WorkerTypeState,
    WorkerTypeSummary,
)

listWorkerTypeSummaries: Operation[list[WorkerTypeSummary]] = Operation(
    service="aws-provisioner",
    version="v1",
    name="listWorkerTypeSummaries",
    method="get",
    route="/list-worker-type-summaries",
    result=list[WorkerTypeSummary],
)
createWorkerType: Operation[WorkerType] = Operation(
    service="aws-provisioner",
    version="v1",
    name="createWorkerType",
    method="put",
    route="/worker-type/<workerType>",
    args=("workerType",),
    payload=CreateWorkerTypeRequest,
    result=WorkerType,
    scopes="aws-provisioner:manage-worker-type:<workerType>",
)
updateWorkerType: Operation[WorkerType] = Operation(
    service="aws-provisioner",
    version="v1",
    name="updateWorkerType",
    method="post",
    route="/worker-type/<workerType>/update",
    args=("workerType",),
    payload=CreateWorkerTypeRequest,
    result=WorkerType,
    scopes="aws-provisioner:manage-worker-type:<workerType>",
)
workerType: Operation[WorkerType] = Operation(
    service="aws-provisioner",
    version="v1",
    name="workerType",
    method="get",
    route="/worker-type/<workerType>",
    args=("workerType",),
    result=WorkerType,
    scopes={
        "AnyOf": [
            "aws-provisioner:manage-worker-type:<workerType>",
            "aws-provisioner:view-worker-type:<workerType>",
        ]
    },
)
removeWorkerType: Operation[None] = Operation(
    service="aws-provisioner",
    version="v1",
    name="removeWorkerType",
    method="delete",
    route="/worker-type/<workerType>",
    args=("workerType",),
    scopes="aws-provisioner:manage-worker-type:<workerType>",
)
listWorkerTypes: Operation[list[str]] = Operation(
    service="aws-provisioner",
    version="v1",
    name="listWorkerTypes",
    method="get",
    route="/list-worker-types",
    result=list[str],
)
createSecret: Operation[SecretOutcome] = Operation(
    service="aws-provisioner",
    version="v1",
    name="createSecret",
    method="put",
    route="/secret/<token>",
    args=("token",),
    secretArgs=("token",),
    payload=CreateSecretRequest,
    result=SecretOutcome,
    scopes="aws-provisioner:create-secret:<workerType>",
)
getSecret: Operation[WorkerSecrets] = Operation(
    service="aws-provisioner",
    version="v1",
    name="getSecret",
    method="get",
    route="/secret/<token>",
    args=("token",),
    secretArgs=("token",),
    result=WorkerSecrets,
)
instanceStarted: Operation[None] = Operation(
    service="aws-provisioner",
    version="v1",
    name="instanceStarted",
    method="get",
    route="/instance-started/<instanceId>/<token>",
    args=("instanceId", "token"),
    secretArgs=("token",),
)
removeSecret: Operation[None] = Operation(
    service="aws-provisioner",
    version="v1",
    name="removeSecret",
    method="delete",
    route="/secret/<token>",
    args=("token",),
    secretArgs=("token",),
)
getLaunchSpecs: Operation[JsonObject] = Operation(
    service="aws-provisioner",
    version="v1",
    name="getLaunchSpecs",
    method="get",
    route="/worker-type/<workerType>/launch-specifications",
    args=("workerType",),
    result=JsonObject,
    scopes={
        "AnyOf": [
            "aws-provisioner:manage-worker-type:<workerType>",
            "aws-provisioner:view-worker-type:<workerType>",
        ]
    },
    stability="experimental",
)
state: Operation[WorkerTypeState] = Operation(
    service="aws-provisioner",
    version="v1",
    name="state",
    method="get",
    route="/state/<workerType>",
    args=("workerType",),
    result=WorkerTypeState,
)
ping: Operation[PingResponse] = Operation(
    service="aws-provisioner",
    version="v1",
    name="ping",
    method="get",
    route="/ping",
    result=PingResponse,
)
backendStatus: Operation[BackendStatus] = Operation(
    service="aws-provisioner",
    version="v1",
    name="backendStatus",
    method="get",
    route="/backend-status",
    result=BackendStatus,
    stability="experimental",
)
workerTypeLastModified: Operation[WorkerTypeLastModified] = Operation(
    service="aws-provisioner",
    version="v1",
    name="workerTypeLastModified",
    method="get",
    route="/worker-type-last-modified/<workerType>",
    args=("workerType",),
    result=WorkerTypeLastModified,
)

OPERATIONS: Mapping[str, Operation] = {
    operation.name: operation
    for operation in (
        listWorkerTypeSummaries,
        createWorkerType,
        updateWorkerType,
        workerType,
        removeWorkerType,
        listWorkerTypes,
        createSecret,
        getSecret,
        instanceStarted,
        removeSecret,
        getLaunchSpecs,
        state,
        ping,
        backendStatus,
        workerTypeLastModified,
    )
}
"""All methods of the service, by name."""
