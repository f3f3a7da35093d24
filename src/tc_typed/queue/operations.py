"""Operations of the queue service: the request and response of each method.

Compiled from schemas/queue by tc_typed.compiler; change the contract, not this file.
"""

from __future__ import annotations

from collections.abc import Mapping

from tc_typed.common.models import HeartbeatResponse, PingResponse, VersionResponse
from tc_typed.core.operation import Operation
from tc_typed.queue.models import (
    Artifact,
    ArtifactContent,
    ArtifactResponse,
    CancelTaskGroupResponse,
    ChangeTaskGroupPriorityResponse,
    ChangeTaskPriorityRequest,
    ClaimedTask,
    ClaimTaskRequest,
    ClaimWorkRequest,
    ClaimWorkResponse,
    CreateArtifactRequest,
    DeclareWorkerRequest,
    FinishArtifactRequest,
    GetArtifactResponse,
    ListArtifactsResponse,
    ListClaimedTasksResponse,
    ListDependentTasksResponse,
    ListPendingTasksResponse,
    ListProvisionersResponse,
    ListTaskGroupResponse,
    ListTaskQueueCountsResponse,
    ListTaskQueuesResponse,
    ListWorkersResponse,
    ListWorkerTypesResponse,
    PendingTasksResponse,
    Provisioner,
    QuarantineWorkerRequest,
    ReclaimTaskResponse,
    ReportExceptionRequest,
    Task,
    TaskDefinition,
    TaskGroup,
    TaskQueue,
    TaskQueueCounts,
    TaskQueueCountsBatchRequest,
    TasksRequest,
    TasksResponse,
    TaskStatusesResponse,
    TaskStatusResponse,
    Worker,
    WorkerType,
)

ping: Operation[PingResponse] = Operation(
    service="queue", version="v1", name="ping", method="get", route="/ping", result=PingResponse
)
lbheartbeat: Operation[HeartbeatResponse] = Operation(
    service="queue",
    version="v1",
    name="lbheartbeat",
    method="get",
    route="/__lbheartbeat__",
    result=HeartbeatResponse,
)
version: Operation[VersionResponse] = Operation(
    service="queue",
    version="v1",
    name="version",
    method="get",
    route="/__version__",
    result=VersionResponse,
)
task: Operation[Task] = Operation(
    service="queue",
    version="v1",
    name="task",
    method="get",
    route="/task/<taskId>",
    args=("taskId",),
    result=Task,
    scopes="queue:get-task:<taskId>",
)
tasks: Operation[TasksResponse] = Operation(
    service="queue",
    version="v1",
    name="tasks",
    method="post",
    route="/tasks",
    query=("continuationToken", "limit"),
    payload=TasksRequest,
    result=TasksResponse,
    scopes={"AllOf": [{"each": "queue:get-task:<taskId>", "for": "taskId", "in": "taskIds"}]},
    stability="experimental",
)
statuses: Operation[TaskStatusesResponse] = Operation(
    service="queue",
    version="v1",
    name="statuses",
    method="post",
    route="/tasks/status",
    query=("continuationToken", "limit"),
    payload=TasksRequest,
    result=TaskStatusesResponse,
    scopes={"AllOf": [{"each": "queue:status:<taskId>", "for": "taskId", "in": "taskIds"}]},
    stability="experimental",
)
status: Operation[TaskStatusResponse] = Operation(
    service="queue",
    version="v1",
    name="status",
    method="get",
    route="/task/<taskId>/status",
    args=("taskId",),
    result=TaskStatusResponse,
    scopes="queue:status:<taskId>",
)
listTaskGroup: Operation[ListTaskGroupResponse] = Operation(
    service="queue",
    version="v1",
    name="listTaskGroup",
    method="get",
    route="/task-group/<taskGroupId>/list",
    args=("taskGroupId",),
    query=("continuationToken", "limit"),
    result=ListTaskGroupResponse,
    scopes="queue:list-task-group:<taskGroupId>",
)
cancelTaskGroup: Operation[CancelTaskGroupResponse] = Operation(
    service="queue",
    version="v1",
    name="cancelTaskGroup",
    method="post",
    route="/task-group/<taskGroupId>/cancel",
    args=("taskGroupId",),
    result=CancelTaskGroupResponse,
    scopes="queue:cancel-task-group:<schedulerId>/<taskGroupId>",
    stability="experimental",
)
getTaskGroup: Operation[TaskGroup] = Operation(
    service="queue",
    version="v1",
    name="getTaskGroup",
    method="get",
    route="/task-group/<taskGroupId>",
    args=("taskGroupId",),
    result=TaskGroup,
    scopes="queue:list-task-group:<taskGroupId>",
)
sealTaskGroup: Operation[TaskGroup] = Operation(
    service="queue",
    version="v1",
    name="sealTaskGroup",
    method="post",
    route="/task-group/<taskGroupId>/seal",
    args=("taskGroupId",),
    result=TaskGroup,
    scopes="queue:seal-task-group:<schedulerId>/<taskGroupId>",
    stability="experimental",
)
listDependentTasks: Operation[ListDependentTasksResponse] = Operation(
    service="queue",
    version="v1",
    name="listDependentTasks",
    method="get",
    route="/task/<taskId>/dependents",
    args=("taskId",),
    query=("continuationToken", "limit"),
    result=ListDependentTasksResponse,
    scopes="queue:list-dependent-tasks:<taskId>",
)
createTask: Operation[TaskStatusResponse] = Operation(
    service="queue",
    version="v1",
    name="createTask",
    method="put",
    route="/task/<taskId>",
    args=("taskId",),
    payload=TaskDefinition,
    takesDict=True,
    result=TaskStatusResponse,
    scopes={
        "AllOf": [
            "queue:create-task:project:<projectId>",
            "queue:scheduler-id:<schedulerId>",
            {"each": "<scope>", "for": "scope", "in": "scopes"},
            {"each": "queue:route:<route>", "for": "route", "in": "routes"},
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
)
scheduleTask: Operation[TaskStatusResponse] = Operation(
    service="queue",
    version="v1",
    name="scheduleTask",
    method="post",
    route="/task/<taskId>/schedule",
    args=("taskId",),
    result=TaskStatusResponse,
    scopes={
        "AnyOf": [
            "queue:schedule-task-in-project:<projectId>",
            "queue:schedule-task:<schedulerId>/<taskGroupId>/<taskId>",
            {"AllOf": ["assume:scheduler-id:<schedulerId>/<taskGroupId>", "queue:schedule-task"]},
        ]
    },
)
rerunTask: Operation[TaskStatusResponse] = Operation(
    service="queue",
    version="v1",
    name="rerunTask",
    method="post",
    route="/task/<taskId>/rerun",
    args=("taskId",),
    result=TaskStatusResponse,
    scopes={
        "AnyOf": [
            "queue:rerun-task-in-project:<projectId>",
            "queue:rerun-task:<schedulerId>/<taskGroupId>/<taskId>",
            {"AllOf": ["assume:scheduler-id:<schedulerId>/<taskGroupId>", "queue:rerun-task"]},
        ]
    },
)
cancelTask: Operation[TaskStatusResponse] = Operation(
    service="queue",
    version="v1",
    name="cancelTask",
    method="post",
    route="/task/<taskId>/cancel",
    args=("taskId",),
    result=TaskStatusResponse,
    scopes={
        "AnyOf": [
            "queue:cancel-task-in-project:<projectId>",
            "queue:cancel-task:<schedulerId>/<taskGroupId>/<taskId>",
            {"AllOf": ["assume:scheduler-id:<schedulerId>/<taskGroupId>", "queue:cancel-task"]},
        ]
    },
)
changeTaskPriority: Operation[TaskStatusResponse] = Operation(
    service="queue",
    version="v1",
    name="changeTaskPriority",
    method="post",
    route="/task/<taskId>/priority",
    args=("taskId",),
    payload=ChangeTaskPriorityRequest,
    result=TaskStatusResponse,
    scopes={
        "AnyOf": [
            "queue:change-task-priority-in-queue:<taskQueueId>",
            "queue:change-task-priority:<taskId>",
        ]
    },
    stability="experimental",
)
changeTaskGroupPriority: Operation[ChangeTaskGroupPriorityResponse] = Operation(
    service="queue",
    version="v1",
    name="changeTaskGroupPriority",
    method="post",
    route="/task-group/<taskGroupId>/priority",
    args=("taskGroupId",),
    payload=ChangeTaskPriorityRequest,
    result=ChangeTaskGroupPriorityResponse,
    scopes="queue:change-task-group-priority:<schedulerId>/<taskGroupId>",
    stability="experimental",
)
claimWork: Operation[ClaimWorkResponse] = Operation(
    service="queue",
    version="v1",
    name="claimWork",
    method="post",
    route="/claim-work/<taskQueueId>",
    args=("taskQueueId",),
    payload=ClaimWorkRequest,
    result=ClaimWorkResponse,
    scopes={
        "AllOf": ["queue:claim-work:<taskQueueId>", "queue:worker-id:<workerGroup>/<workerId>"]
    },
)
claimTask: Operation[ClaimedTask] = Operation(
    service="queue",
    version="v1",
    name="claimTask",
    method="post",
    route="/task/<taskId>/runs/<runId>/claim",
    args=("taskId", "runId"),
    payload=ClaimTaskRequest,
    result=ClaimedTask,
    scopes={
        "AllOf": [
            "queue:claim-task:<provisionerId>/<workerType>",
            "queue:worker-id:<workerGroup>/<workerId>",
        ]
    },
    stability="deprecated",
)
reclaimTask: Operation[ReclaimTaskResponse] = Operation(
    service="queue",
    version="v1",
    name="reclaimTask",
    method="post",
    route="/task/<taskId>/runs/<runId>/reclaim",
    args=("taskId", "runId"),
    result=ReclaimTaskResponse,
    scopes="queue:reclaim-task:<taskId>/<runId>",
)
reportCompleted: Operation[TaskStatusResponse] = Operation(
    service="queue",
    version="v1",
    name="reportCompleted",
    method="post",
    route="/task/<taskId>/runs/<runId>/completed",
    args=("taskId", "runId"),
    result=TaskStatusResponse,
    scopes="queue:resolve-task:<taskId>/<runId>",
)
reportFailed: Operation[TaskStatusResponse] = Operation(
    service="queue",
    version="v1",
    name="reportFailed",
    method="post",
    route="/task/<taskId>/runs/<runId>/failed",
    args=("taskId", "runId"),
    result=TaskStatusResponse,
    scopes="queue:resolve-task:<taskId>/<runId>",
)
reportException: Operation[TaskStatusResponse] = Operation(
    service="queue",
    version="v1",
    name="reportException",
    method="post",
    route="/task/<taskId>/runs/<runId>/exception",
    args=("taskId", "runId"),
    payload=ReportExceptionRequest,
    result=TaskStatusResponse,
    scopes="queue:resolve-task:<taskId>/<runId>",
)
createArtifact: Operation[ArtifactResponse] = Operation(
    service="queue",
    version="v1",
    name="createArtifact",
    method="post",
    route="/task/<taskId>/runs/<runId>/artifacts/<name>",
    args=("taskId", "runId", "name"),
    payload=CreateArtifactRequest,
    result=ArtifactResponse,
    scopes="queue:create-artifact:<taskId>/<runId>",
)
finishArtifact: Operation[None] = Operation(
    service="queue",
    version="v1",
    name="finishArtifact",
    method="put",
    route="/task/<taskId>/runs/<runId>/artifacts/<name>",
    args=("taskId", "runId", "name"),
    payload=FinishArtifactRequest,
    scopes="queue:create-artifact:<taskId>/<runId>",
)
getArtifact: Operation[GetArtifactResponse] = Operation(
    service="queue",
    version="v1",
    name="getArtifact",
    method="get",
    route="/task/<taskId>/runs/<runId>/artifacts/<name>",
    args=("taskId", "runId", "name"),
    result=GetArtifactResponse,
    resultHeaders={"storageType": "x-taskcluster-artifact-storage-type", "url": "location"},
    scopes={"AllOf": [{"each": "queue:get-artifact:<name>", "for": "name", "in": "names"}]},
)
getLatestArtifact: Operation[GetArtifactResponse] = Operation(
    service="queue",
    version="v1",
    name="getLatestArtifact",
    method="get",
    route="/task/<taskId>/artifacts/<name>",
    args=("taskId", "name"),
    result=GetArtifactResponse,
    resultHeaders={"storageType": "x-taskcluster-artifact-storage-type", "url": "location"},
    scopes={"AllOf": [{"each": "queue:get-artifact:<name>", "for": "name", "in": "names"}]},
)
listArtifacts: Operation[ListArtifactsResponse] = Operation(
    service="queue",
    version="v1",
    name="listArtifacts",
    method="get",
    route="/task/<taskId>/runs/<runId>/artifacts",
    args=("taskId", "runId"),
    query=("continuationToken", "limit"),
    result=ListArtifactsResponse,
    scopes="queue:list-artifacts:<taskId>:<runId>",
)
listLatestArtifacts: Operation[ListArtifactsResponse] = Operation(
    service="queue",
    version="v1",
    name="listLatestArtifacts",
    method="get",
    route="/task/<taskId>/artifacts",
    args=("taskId",),
    query=("continuationToken", "limit"),
    result=ListArtifactsResponse,
    scopes="queue:list-artifacts:<taskId>",
)
artifactInfo: Operation[Artifact] = Operation(
    service="queue",
    version="v1",
    name="artifactInfo",
    method="get",
    route="/task/<taskId>/runs/<runId>/artifact-info/<name>",
    args=("taskId", "runId", "name"),
    result=Artifact,
    scopes="queue:list-artifacts:<taskId>:<runId>",
)
latestArtifactInfo: Operation[Artifact] = Operation(
    service="queue",
    version="v1",
    name="latestArtifactInfo",
    method="get",
    route="/task/<taskId>/artifact-info/<name>",
    args=("taskId", "name"),
    result=Artifact,
    scopes="queue:list-artifacts:<taskId>",
)
artifact: Operation[ArtifactContent] = Operation(
    service="queue",
    version="v1",
    name="artifact",
    method="get",
    route="/task/<taskId>/runs/<runId>/artifact-content/<name>",
    args=("taskId", "runId", "name"),
    result=ArtifactContent,
    scopes={"AllOf": [{"each": "queue:get-artifact:<name>", "for": "name", "in": "names"}]},
)
latestArtifact: Operation[ArtifactContent] = Operation(
    service="queue",
    version="v1",
    name="latestArtifact",
    method="get",
    route="/task/<taskId>/artifact-content/<name>",
    args=("taskId", "name"),
    result=ArtifactContent,
    scopes={"AllOf": [{"each": "queue:get-artifact:<name>", "for": "name", "in": "names"}]},
)
listProvisioners: Operation[ListProvisionersResponse] = Operation(
    service="queue",
    version="v1",
    name="listProvisioners",
    method="get",
    route="/provisioners",
    query=("continuationToken", "limit"),
    result=ListProvisionersResponse,
    scopes="queue:list-provisioners",
    stability="deprecated",
)
getProvisioner: Operation[Provisioner] = Operation(
    service="queue",
    version="v1",
    name="getProvisioner",
    method="get",
    route="/provisioners/<provisionerId>",
    args=("provisionerId",),
    result=Provisioner,
    scopes="queue:get-provisioner:<provisionerId>",
    stability="deprecated",
)
pendingTasks: Operation[PendingTasksResponse] = Operation(
    service="queue",
    version="v1",
    name="pendingTasks",
    method="get",
    route="/pending/<taskQueueId>",
    args=("taskQueueId",),
    result=PendingTasksResponse,
    scopes="queue:pending-count:<taskQueueId>",
    stability="deprecated",
)
taskQueueCounts: Operation[TaskQueueCounts] = Operation(
    service="queue",
    version="v1",
    name="taskQueueCounts",
    method="get",
    route="/task-queues/<taskQueueId>/counts",
    args=("taskQueueId",),
    result=TaskQueueCounts,
    scopes={"AllOf": ["queue:claimed-count:<taskQueueId>", "queue:pending-count:<taskQueueId>"]},
)
listPendingTasks: Operation[ListPendingTasksResponse] = Operation(
    service="queue",
    version="v1",
    name="listPendingTasks",
    method="get",
    route="/task-queues/<taskQueueId>/pending",
    args=("taskQueueId",),
    query=("continuationToken", "limit"),
    result=ListPendingTasksResponse,
    scopes="queue:pending-list:<taskQueueId>",
    stability="experimental",
)
listClaimedTasks: Operation[ListClaimedTasksResponse] = Operation(
    service="queue",
    version="v1",
    name="listClaimedTasks",
    method="get",
    route="/task-queues/<taskQueueId>/claimed",
    args=("taskQueueId",),
    query=("continuationToken", "limit"),
    result=ListClaimedTasksResponse,
    scopes="queue:claimed-list:<taskQueueId>",
    stability="experimental",
)
listWorkerTypes: Operation[ListWorkerTypesResponse] = Operation(
    service="queue",
    version="v1",
    name="listWorkerTypes",
    method="get",
    route="/provisioners/<provisionerId>/worker-types",
    args=("provisionerId",),
    query=("continuationToken", "limit"),
    result=ListWorkerTypesResponse,
    scopes="queue:list-worker-types:<provisionerId>",
    stability="deprecated",
)
getWorkerType: Operation[WorkerType] = Operation(
    service="queue",
    version="v1",
    name="getWorkerType",
    method="get",
    route="/provisioners/<provisionerId>/worker-types/<workerType>",
    args=("provisionerId", "workerType"),
    result=WorkerType,
    scopes="queue:get-worker-type:<provisionerId>/<workerType>",
    stability="deprecated",
)
listTaskQueues: Operation[ListTaskQueuesResponse] = Operation(
    service="queue",
    version="v1",
    name="listTaskQueues",
    method="get",
    route="/task-queues",
    query=("continuationToken", "limit"),
    result=ListTaskQueuesResponse,
    scopes="queue:list-task-queues",
)
getTaskQueue: Operation[TaskQueue] = Operation(
    service="queue",
    version="v1",
    name="getTaskQueue",
    method="get",
    route="/task-queues/<taskQueueId>",
    args=("taskQueueId",),
    result=TaskQueue,
    scopes="queue:get-task-queue:<taskQueueId>",
)
listWorkers: Operation[ListWorkersResponse] = Operation(
    service="queue",
    version="v1",
    name="listWorkers",
    method="get",
    route="/provisioners/<provisionerId>/worker-types/<workerType>/workers",
    args=("provisionerId", "workerType"),
    query=("continuationToken", "limit", "quarantined"),
    result=ListWorkersResponse,
    scopes="queue:list-workers:<provisionerId>/<workerType>",
    stability="deprecated",
)
getWorker: Operation[Worker] = Operation(
    service="queue",
    version="v1",
    name="getWorker",
    method="get",
    route="/provisioners/<provisionerId>/worker-types/<workerType>/workers/<workerGroup>/<workerId>",
    args=("provisionerId", "workerType", "workerGroup", "workerId"),
    result=Worker,
    scopes="queue:get-worker:<provisionerId>/<workerType>/<workerGroup>/<workerId>",
    stability="deprecated",
)
quarantineWorker: Operation[Worker] = Operation(
    service="queue",
    version="v1",
    name="quarantineWorker",
    method="put",
    route="/provisioners/<provisionerId>/worker-types/<workerType>/workers/<workerGroup>/<workerId>",
    args=("provisionerId", "workerType", "workerGroup", "workerId"),
    payload=QuarantineWorkerRequest,
    result=Worker,
    scopes={
        "AllOf": ["queue:quarantine-worker:<provisionerId>/<workerType>/<workerGroup>/<workerId>"]
    },
    stability="experimental",
)
declareWorker: Operation[Worker] = Operation(
    service="queue",
    version="v1",
    name="declareWorker",
    method="put",
    route="/provisioners/<provisionerId>/worker-types/<workerType>/<workerGroup>/<workerId>",
    args=("provisionerId", "workerType", "workerGroup", "workerId"),
    payload=DeclareWorkerRequest,
    result=Worker,
    scopes={
        "AllOf": [
            {
                "each": "queue:declare-worker:<provisionerId>/<workerType>/<workerGroup>/<workerId>#<property>",
                "for": "property",
                "in": "properties",
            }
        ]
    },
    stability="experimental",
)
heartbeat: Operation[HeartbeatResponse] = Operation(
    service="queue",
    version="v1",
    name="heartbeat",
    method="get",
    route="/__heartbeat__",
    result=HeartbeatResponse,
)
taskQueueCountsBatch: Operation[ListTaskQueueCountsResponse] = Operation(
    service="queue",
    version="v1",
    name="taskQueueCountsBatch",
    method="post",
    route="/task-queues/counts",
    payload=TaskQueueCountsBatchRequest,
    result=ListTaskQueueCountsResponse,
    scopes={
        "AllOf": [
            {
                "for": "taskQueueId",
                "in": "taskQueueIds",
                "each": "queue:pending-count:<taskQueueId>",
            },
            {
                "for": "taskQueueId",
                "in": "taskQueueIds",
                "each": "queue:claimed-count:<taskQueueId>",
            },
        ]
    },
    stability="experimental",
)

OPERATIONS: Mapping[str, Operation] = {
    operation.name: operation
    for operation in (
        ping,
        lbheartbeat,
        version,
        task,
        tasks,
        statuses,
        status,
        listTaskGroup,
        cancelTaskGroup,
        getTaskGroup,
        sealTaskGroup,
        listDependentTasks,
        createTask,
        scheduleTask,
        rerunTask,
        cancelTask,
        changeTaskPriority,
        changeTaskGroupPriority,
        claimWork,
        claimTask,
        reclaimTask,
        reportCompleted,
        reportFailed,
        reportException,
        createArtifact,
        finishArtifact,
        getArtifact,
        getLatestArtifact,
        listArtifacts,
        listLatestArtifacts,
        artifactInfo,
        latestArtifactInfo,
        artifact,
        latestArtifact,
        listProvisioners,
        getProvisioner,
        pendingTasks,
        taskQueueCounts,
        listPendingTasks,
        listClaimedTasks,
        listWorkerTypes,
        getWorkerType,
        listTaskQueues,
        getTaskQueue,
        listWorkers,
        getWorker,
        quarantineWorker,
        declareWorker,
        heartbeat,
        taskQueueCountsBatch,
    )
}
"""All methods of the service, by name."""
