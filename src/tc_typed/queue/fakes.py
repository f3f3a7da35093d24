"""Types of the functions that replace methods of the queue service in tests.

Compiled from schemas/queue by tc_typed.compiler; change the contract, not this file.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Protocol, TypeVar

from typing_extensions import TypedDict

from tc_typed.common.models import HeartbeatResponse, PingResponse, VersionResponse
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

ResultT_co = TypeVar("ResultT_co", covariant=True)


class _Tasks(Protocol[ResultT_co]):
    def __call__(
        self,
        payload: TasksRequest,
        /,
        *,
        continuationToken: str | None = None,
        limit: int | None = None,
    ) -> ResultT_co: ...


class _Statuses(Protocol[ResultT_co]):
    def __call__(
        self,
        payload: TasksRequest,
        /,
        *,
        continuationToken: str | None = None,
        limit: int | None = None,
    ) -> ResultT_co: ...


class _ListTaskGroup(Protocol[ResultT_co]):
    def __call__(
        self, taskGroupId: str, /, *, continuationToken: str | None = None, limit: int | None = None
    ) -> ResultT_co: ...


class _ListDependentTasks(Protocol[ResultT_co]):
    def __call__(
        self, taskId: str, /, *, continuationToken: str | None = None, limit: int | None = None
    ) -> ResultT_co: ...


class _ListArtifacts(Protocol[ResultT_co]):
    def __call__(
        self,
        taskId: str,
        runId: int | str,
        /,
        *,
        continuationToken: str | None = None,
        limit: int | None = None,
    ) -> ResultT_co: ...


class _ListLatestArtifacts(Protocol[ResultT_co]):
    def __call__(
        self, taskId: str, /, *, continuationToken: str | None = None, limit: int | None = None
    ) -> ResultT_co: ...


class _ListProvisioners(Protocol[ResultT_co]):
    def __call__(
        self, /, *, continuationToken: str | None = None, limit: int | None = None
    ) -> ResultT_co: ...


class _ListPendingTasks(Protocol[ResultT_co]):
    def __call__(
        self, taskQueueId: str, /, *, continuationToken: str | None = None, limit: int | None = None
    ) -> ResultT_co: ...


class _ListClaimedTasks(Protocol[ResultT_co]):
    def __call__(
        self, taskQueueId: str, /, *, continuationToken: str | None = None, limit: int | None = None
    ) -> ResultT_co: ...


class _ListWorkerTypes(Protocol[ResultT_co]):
    def __call__(
        self,
        provisionerId: str,
        /,
        *,
        continuationToken: str | None = None,
        limit: int | None = None,
    ) -> ResultT_co: ...


class _ListTaskQueues(Protocol[ResultT_co]):
    def __call__(
        self, /, *, continuationToken: str | None = None, limit: int | None = None
    ) -> ResultT_co: ...


class _ListWorkers(Protocol[ResultT_co]):
    def __call__(
        self,
        provisionerId: str,
        workerType: str,
        /,
        *,
        continuationToken: str | None = None,
        limit: int | None = None,
        quarantined: str | None = None,
    ) -> ResultT_co: ...


class QueueFakes(TypedDict, total=False):
    """Functions that replace methods of `Queue` in tests."""

    ping: Callable[[], PingResponse]
    lbheartbeat: Callable[[], HeartbeatResponse]
    version: Callable[[], VersionResponse]
    task: Callable[[str], Task]
    tasks: _Tasks[TasksResponse]
    statuses: _Statuses[TaskStatusesResponse]
    status: Callable[[str], TaskStatusResponse]
    listTaskGroup: _ListTaskGroup[ListTaskGroupResponse]
    cancelTaskGroup: Callable[[str], CancelTaskGroupResponse]
    getTaskGroup: Callable[[str], TaskGroup]
    sealTaskGroup: Callable[[str], TaskGroup]
    listDependentTasks: _ListDependentTasks[ListDependentTasksResponse]
    createTask: Callable[[str, TaskDefinition], TaskStatusResponse]
    scheduleTask: Callable[[str], TaskStatusResponse]
    rerunTask: Callable[[str], TaskStatusResponse]
    cancelTask: Callable[[str], TaskStatusResponse]
    changeTaskPriority: Callable[[str, ChangeTaskPriorityRequest], TaskStatusResponse]
    changeTaskGroupPriority: Callable[
        [str, ChangeTaskPriorityRequest], ChangeTaskGroupPriorityResponse
    ]
    claimWork: Callable[[str, ClaimWorkRequest], ClaimWorkResponse]
    claimTask: Callable[[str, int | str, ClaimTaskRequest], ClaimedTask]
    reclaimTask: Callable[[str, int | str], ReclaimTaskResponse]
    reportCompleted: Callable[[str, int | str], TaskStatusResponse]
    reportFailed: Callable[[str, int | str], TaskStatusResponse]
    reportException: Callable[[str, int | str, ReportExceptionRequest], TaskStatusResponse]
    createArtifact: Callable[[str, int | str, str, CreateArtifactRequest], ArtifactResponse]
    finishArtifact: Callable[[str, int | str, str, FinishArtifactRequest], None]
    getArtifact: Callable[[str, int | str, str], GetArtifactResponse]
    getLatestArtifact: Callable[[str, str], GetArtifactResponse]
    listArtifacts: _ListArtifacts[ListArtifactsResponse]
    listLatestArtifacts: _ListLatestArtifacts[ListArtifactsResponse]
    artifactInfo: Callable[[str, int | str, str], Artifact]
    latestArtifactInfo: Callable[[str, str], Artifact]
    artifact: Callable[[str, int | str, str], ArtifactContent]
    latestArtifact: Callable[[str, str], ArtifactContent]
    listProvisioners: _ListProvisioners[ListProvisionersResponse]
    getProvisioner: Callable[[str], Provisioner]
    pendingTasks: Callable[[str], PendingTasksResponse]
    taskQueueCounts: Callable[[str], TaskQueueCounts]
    listPendingTasks: _ListPendingTasks[ListPendingTasksResponse]
    listClaimedTasks: _ListClaimedTasks[ListClaimedTasksResponse]
    listWorkerTypes: _ListWorkerTypes[ListWorkerTypesResponse]
    getWorkerType: Callable[[str, str], WorkerType]
    listTaskQueues: _ListTaskQueues[ListTaskQueuesResponse]
    getTaskQueue: Callable[[str], TaskQueue]
    listWorkers: _ListWorkers[ListWorkersResponse]
    getWorker: Callable[[str, str, str, str], Worker]
    quarantineWorker: Callable[[str, str, str, str, QuarantineWorkerRequest], Worker]
    declareWorker: Callable[[str, str, str, str, DeclareWorkerRequest], Worker]
    heartbeat: Callable[[], HeartbeatResponse]
    taskQueueCountsBatch: Callable[[TaskQueueCountsBatchRequest], ListTaskQueueCountsResponse]


class AsyncQueueFakes(TypedDict, total=False):
    """Functions, sync or async, that replace methods of `aio.Queue` in tests."""

    ping: Callable[[], Awaitable[PingResponse] | PingResponse]
    lbheartbeat: Callable[[], Awaitable[HeartbeatResponse] | HeartbeatResponse]
    version: Callable[[], Awaitable[VersionResponse] | VersionResponse]
    task: Callable[[str], Awaitable[Task] | Task]
    tasks: _Tasks[Awaitable[TasksResponse] | TasksResponse]
    statuses: _Statuses[Awaitable[TaskStatusesResponse] | TaskStatusesResponse]
    status: Callable[[str], Awaitable[TaskStatusResponse] | TaskStatusResponse]
    listTaskGroup: _ListTaskGroup[Awaitable[ListTaskGroupResponse] | ListTaskGroupResponse]
    cancelTaskGroup: Callable[[str], Awaitable[CancelTaskGroupResponse] | CancelTaskGroupResponse]
    getTaskGroup: Callable[[str], Awaitable[TaskGroup] | TaskGroup]
    sealTaskGroup: Callable[[str], Awaitable[TaskGroup] | TaskGroup]
    listDependentTasks: _ListDependentTasks[
        Awaitable[ListDependentTasksResponse] | ListDependentTasksResponse
    ]
    createTask: Callable[[str, TaskDefinition], Awaitable[TaskStatusResponse] | TaskStatusResponse]
    scheduleTask: Callable[[str], Awaitable[TaskStatusResponse] | TaskStatusResponse]
    rerunTask: Callable[[str], Awaitable[TaskStatusResponse] | TaskStatusResponse]
    cancelTask: Callable[[str], Awaitable[TaskStatusResponse] | TaskStatusResponse]
    changeTaskPriority: Callable[
        [str, ChangeTaskPriorityRequest], Awaitable[TaskStatusResponse] | TaskStatusResponse
    ]
    changeTaskGroupPriority: Callable[
        [str, ChangeTaskPriorityRequest],
        Awaitable[ChangeTaskGroupPriorityResponse] | ChangeTaskGroupPriorityResponse,
    ]
    claimWork: Callable[[str, ClaimWorkRequest], Awaitable[ClaimWorkResponse] | ClaimWorkResponse]
    claimTask: Callable[[str, int | str, ClaimTaskRequest], Awaitable[ClaimedTask] | ClaimedTask]
    reclaimTask: Callable[[str, int | str], Awaitable[ReclaimTaskResponse] | ReclaimTaskResponse]
    reportCompleted: Callable[[str, int | str], Awaitable[TaskStatusResponse] | TaskStatusResponse]
    reportFailed: Callable[[str, int | str], Awaitable[TaskStatusResponse] | TaskStatusResponse]
    reportException: Callable[
        [str, int | str, ReportExceptionRequest], Awaitable[TaskStatusResponse] | TaskStatusResponse
    ]
    createArtifact: Callable[
        [str, int | str, str, CreateArtifactRequest], Awaitable[ArtifactResponse] | ArtifactResponse
    ]
    finishArtifact: Callable[[str, int | str, str, FinishArtifactRequest], Awaitable[None] | None]
    getArtifact: Callable[
        [str, int | str, str], Awaitable[GetArtifactResponse] | GetArtifactResponse
    ]
    getLatestArtifact: Callable[[str, str], Awaitable[GetArtifactResponse] | GetArtifactResponse]
    listArtifacts: _ListArtifacts[Awaitable[ListArtifactsResponse] | ListArtifactsResponse]
    listLatestArtifacts: _ListLatestArtifacts[
        Awaitable[ListArtifactsResponse] | ListArtifactsResponse
    ]
    artifactInfo: Callable[[str, int | str, str], Awaitable[Artifact] | Artifact]
    latestArtifactInfo: Callable[[str, str], Awaitable[Artifact] | Artifact]
    artifact: Callable[[str, int | str, str], Awaitable[ArtifactContent] | ArtifactContent]
    latestArtifact: Callable[[str, str], Awaitable[ArtifactContent] | ArtifactContent]
    listProvisioners: _ListProvisioners[
        Awaitable[ListProvisionersResponse] | ListProvisionersResponse
    ]
    getProvisioner: Callable[[str], Awaitable[Provisioner] | Provisioner]
    pendingTasks: Callable[[str], Awaitable[PendingTasksResponse] | PendingTasksResponse]
    taskQueueCounts: Callable[[str], Awaitable[TaskQueueCounts] | TaskQueueCounts]
    listPendingTasks: _ListPendingTasks[
        Awaitable[ListPendingTasksResponse] | ListPendingTasksResponse
    ]
    listClaimedTasks: _ListClaimedTasks[
        Awaitable[ListClaimedTasksResponse] | ListClaimedTasksResponse
    ]
    listWorkerTypes: _ListWorkerTypes[Awaitable[ListWorkerTypesResponse] | ListWorkerTypesResponse]
    getWorkerType: Callable[[str, str], Awaitable[WorkerType] | WorkerType]
    listTaskQueues: _ListTaskQueues[Awaitable[ListTaskQueuesResponse] | ListTaskQueuesResponse]
    getTaskQueue: Callable[[str], Awaitable[TaskQueue] | TaskQueue]
    listWorkers: _ListWorkers[Awaitable[ListWorkersResponse] | ListWorkersResponse]
    getWorker: Callable[[str, str, str, str], Awaitable[Worker] | Worker]
    quarantineWorker: Callable[
        [str, str, str, str, QuarantineWorkerRequest], Awaitable[Worker] | Worker
    ]
    declareWorker: Callable[[str, str, str, str, DeclareWorkerRequest], Awaitable[Worker] | Worker]
    heartbeat: Callable[[], Awaitable[HeartbeatResponse] | HeartbeatResponse]
    taskQueueCountsBatch: Callable[
        [TaskQueueCountsBatchRequest],
        Awaitable[ListTaskQueueCountsResponse] | ListTaskQueueCountsResponse,
    ]
