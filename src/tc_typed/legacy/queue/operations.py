"""Operations of the queue service: the request and response of each method.

Compiled from schemas/legacy/queue by tc_typed.compiler; change the contract, not this file.
"""

from __future__ import annotations

from collections.abc import Mapping

from tc_typed.core.operation import Operation
from tc_typed.legacy.queue.models import (
    CompleteArtifactRequest,
    DeclareProvisionerRequest,
    DeclareWorkerTypeRequest,
    PollTaskURLsResponse,
    Provisioner,
    TaskDefinition,
    TaskStatusResponse,
    WorkerType,
)
from tc_typed.queue import operations as base

defineTask: Operation[TaskStatusResponse] = Operation(
    service="queue",
    version="v1",
    name="defineTask",
    method="post",
    route="/task/<taskId>/define",
    args=("taskId",),
    payload=TaskDefinition,
    result=TaskStatusResponse,
    scopes={
        "AllOf": [
            {"each": "<scope>", "for": "scope", "in": "scopes"},
            {"each": "queue:route:<route>", "for": "route", "in": "routes"},
            {
                "AnyOf": [
                    {
                        "AllOf": [
                            "queue:scheduler-id:<schedulerId>",
                            {
                                "AnyOf": [
                                    {
                                        "each": "queue:create-task:<priority>:<provisionerId>/<workerType>",
                                        "for": "priority",
                                        "in": "priorities",
                                    }
                                ]
                            },
                        ]
                    },
                    {
                        "if": "legacyScopes",
                        "then": {
                            "AnyOf": [
                                "queue:create-task:<provisionerId>/<workerType>",
                                "queue:define-task:<provisionerId>/<workerType>",
                                {
                                    "AllOf": [
                                        "queue:define-task:<provisionerId>/<workerType>",
                                        "queue:task-group-id:<schedulerId>/<taskGroupId>",
                                    ]
                                },
                            ]
                        },
                    },
                ]
            },
        ]
    },
    stability="deprecated",
)
pollTaskUrls: Operation[PollTaskURLsResponse] = Operation(
    service="queue",
    version="v1",
    name="pollTaskUrls",
    method="get",
    route="/poll-task-url/<provisionerId>/<workerType>",
    args=("provisionerId", "workerType"),
    result=PollTaskURLsResponse,
    scopes={
        "AnyOf": [
            "queue:poll-task-urls:<provisionerId>/<workerType>",
            {"AllOf": ["assume:worker-type:<provisionerId>/<workerType>", "queue:poll-task-urls"]},
        ]
    },
)
completeArtifact: Operation[None] = Operation(
    service="queue",
    version="v1",
    name="completeArtifact",
    method="put",
    route="/task/<taskId>/runs/<runId>/artifacts/<name>",
    args=("taskId", "runId", "name"),
    payload=CompleteArtifactRequest,
    scopes={
        "AnyOf": [
            "queue:create-artifact:<taskId>/<runId>",
            {
                "AllOf": [
                    "assume:worker-id:<workerGroup>/<workerId>",
                    "queue:create-artifact:<name>",
                ]
            },
        ]
    },
    stability="experimental",
)
declareProvisioner: Operation[Provisioner] = Operation(
    service="queue",
    version="v1",
    name="declareProvisioner",
    method="put",
    route="/provisioners/<provisionerId>",
    args=("provisionerId",),
    payload=DeclareProvisionerRequest,
    result=Provisioner,
    scopes={
        "AllOf": [
            {
                "each": "queue:declare-provisioner:<provisionerId>#<property>",
                "for": "property",
                "in": "properties",
            }
        ]
    },
    stability="experimental",
)
declareWorkerType: Operation[WorkerType] = Operation(
    service="queue",
    version="v1",
    name="declareWorkerType",
    method="put",
    route="/provisioners/<provisionerId>/worker-types/<workerType>",
    args=("provisionerId", "workerType"),
    payload=DeclareWorkerTypeRequest,
    result=WorkerType,
    scopes={
        "AllOf": [
            {
                "each": "queue:declare-worker-type:<provisionerId>/<workerType>#<property>",
                "for": "property",
                "in": "properties",
            }
        ]
    },
    stability="experimental",
)

OPERATIONS: Mapping[str, Operation] = dict(base.OPERATIONS) | {
    operation.name: operation
    for operation in (
        defineTask,
        pollTaskUrls,
        completeArtifact,
        declareProvisioner,
        declareWorkerType,
    )
}
"""All methods of the service, by name."""
