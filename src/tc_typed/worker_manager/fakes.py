"""Types of the functions that replace methods of the worker-manager service in tests.

Compiled from schemas/worker-manager by tc_typed.compiler; change the contract, not this file.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Protocol, TypeVar

from typing_extensions import TypedDict

from tc_typed.common.models import EmptyResponse, HeartbeatResponse, PingResponse, VersionResponse
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

ResultT_co = TypeVar("ResultT_co", covariant=True)


class _ListProviders(Protocol[ResultT_co]):
    def __call__(
        self, /, *, continuationToken: str | None = None, limit: int | None = None
    ) -> ResultT_co: ...


class _ListWorkerPoolLaunchConfigs(Protocol[ResultT_co]):
    def __call__(
        self,
        workerPoolId: str,
        /,
        *,
        continuationToken: str | None = None,
        limit: int | None = None,
        includeArchived: str | None = None,
    ) -> ResultT_co: ...


class _ListWorkerPools(Protocol[ResultT_co]):
    def __call__(
        self, /, *, continuationToken: str | None = None, limit: int | None = None
    ) -> ResultT_co: ...


class _ListWorkerPoolsStats(Protocol[ResultT_co]):
    def __call__(
        self, /, *, continuationToken: str | None = None, limit: int | None = None
    ) -> ResultT_co: ...


class _WorkerPoolErrorStats(Protocol[ResultT_co]):
    def __call__(self, /, *, workerPoolId: str | None = None) -> ResultT_co: ...


class _ListWorkerPoolErrors(Protocol[ResultT_co]):
    def __call__(
        self,
        workerPoolId: str,
        /,
        *,
        continuationToken: str | None = None,
        limit: int | None = None,
        launchConfigId: str | None = None,
        errorId: str | None = None,
    ) -> ResultT_co: ...


class _ListWorkersForWorkerGroup(Protocol[ResultT_co]):
    def __call__(
        self,
        workerPoolId: str,
        workerGroup: str,
        /,
        *,
        continuationToken: str | None = None,
        limit: int | None = None,
    ) -> ResultT_co: ...


class _ListWorkersForWorkerPool(Protocol[ResultT_co]):
    def __call__(
        self,
        workerPoolId: str,
        /,
        *,
        continuationToken: str | None = None,
        limit: int | None = None,
        launchConfigId: str | None = None,
        state: str | None = None,
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
        launchConfigId: str | None = None,
        quarantined: str | None = None,
        workerState: str | None = None,
    ) -> ResultT_co: ...


class WorkerManagerFakes(TypedDict, total=False):
    """Functions that replace methods of `WorkerManager` in tests."""

    ping: Callable[[], PingResponse]
    lbheartbeat: Callable[[], HeartbeatResponse]
    version: Callable[[], VersionResponse]
    listProviders: _ListProviders[ListProvidersResponse]
    createWorkerPool: Callable[[str, CreateWorkerPoolRequest], WorkerPool]
    updateWorkerPool: Callable[[str, UpdateWorkerPoolRequest], WorkerPool]
    deleteWorkerPool: Callable[[str], WorkerPool]
    listWorkerPoolLaunchConfigs: _ListWorkerPoolLaunchConfigs[ListWorkerPoolLaunchConfigsResponse]
    workerPoolStats: Callable[[str], WorkerPoolStats]
    workerPool: Callable[[str], WorkerPool]
    listWorkerPools: _ListWorkerPools[ListWorkerPoolsResponse]
    listWorkerPoolsStats: _ListWorkerPoolsStats[ListWorkerPoolsStatsResponse]
    reportWorkerError: Callable[[str, ReportWorkerErrorRequest], WorkerPoolError]
    workerPoolErrorStats: _WorkerPoolErrorStats[WorkerPoolErrorStats]
    listWorkerPoolErrors: _ListWorkerPoolErrors[ListWorkerPoolErrorsResponse]
    listWorkersForWorkerGroup: _ListWorkersForWorkerGroup[ListWorkersForWorkerPoolResponse]
    worker: Callable[[str, str, str], Worker]
    createWorker: Callable[[str, str, str, CreateWorkerRequest], Worker]
    updateWorker: Callable[[str, str, str, CreateWorkerRequest], Worker]
    removeWorker: Callable[[str, str, str], EmptyResponse]
    shouldWorkerTerminate: Callable[[str, str, str], TerminationDecision]
    listWorkersForWorkerPool: _ListWorkersForWorkerPool[ListWorkersForWorkerPoolResponse]
    registerWorker: Callable[[RegisterWorkerRequest], RegistrationResult]
    reregisterWorker: Callable[[ReregisterWorkerRequest], ReregistrationResult]
    listWorkers: _ListWorkers[ListWorkersResponse]
    getWorker: Callable[[str, str, str, str], WorkerDetails]
    heartbeat: Callable[[], HeartbeatResponse]


class AsyncWorkerManagerFakes(TypedDict, total=False):
    """Functions, sync or async, that replace methods of `aio.WorkerManager` in tests."""

    ping: Callable[[], Awaitable[PingResponse] | PingResponse]
    lbheartbeat: Callable[[], Awaitable[HeartbeatResponse] | HeartbeatResponse]
    version: Callable[[], Awaitable[VersionResponse] | VersionResponse]
    listProviders: _ListProviders[Awaitable[ListProvidersResponse] | ListProvidersResponse]
    createWorkerPool: Callable[[str, CreateWorkerPoolRequest], Awaitable[WorkerPool] | WorkerPool]
    updateWorkerPool: Callable[[str, UpdateWorkerPoolRequest], Awaitable[WorkerPool] | WorkerPool]
    deleteWorkerPool: Callable[[str], Awaitable[WorkerPool] | WorkerPool]
    listWorkerPoolLaunchConfigs: _ListWorkerPoolLaunchConfigs[
        Awaitable[ListWorkerPoolLaunchConfigsResponse] | ListWorkerPoolLaunchConfigsResponse
    ]
    workerPoolStats: Callable[[str], Awaitable[WorkerPoolStats] | WorkerPoolStats]
    workerPool: Callable[[str], Awaitable[WorkerPool] | WorkerPool]
    listWorkerPools: _ListWorkerPools[Awaitable[ListWorkerPoolsResponse] | ListWorkerPoolsResponse]
    listWorkerPoolsStats: _ListWorkerPoolsStats[
        Awaitable[ListWorkerPoolsStatsResponse] | ListWorkerPoolsStatsResponse
    ]
    reportWorkerError: Callable[
        [str, ReportWorkerErrorRequest], Awaitable[WorkerPoolError] | WorkerPoolError
    ]
    workerPoolErrorStats: _WorkerPoolErrorStats[
        Awaitable[WorkerPoolErrorStats] | WorkerPoolErrorStats
    ]
    listWorkerPoolErrors: _ListWorkerPoolErrors[
        Awaitable[ListWorkerPoolErrorsResponse] | ListWorkerPoolErrorsResponse
    ]
    listWorkersForWorkerGroup: _ListWorkersForWorkerGroup[
        Awaitable[ListWorkersForWorkerPoolResponse] | ListWorkersForWorkerPoolResponse
    ]
    worker: Callable[[str, str, str], Awaitable[Worker] | Worker]
    createWorker: Callable[[str, str, str, CreateWorkerRequest], Awaitable[Worker] | Worker]
    updateWorker: Callable[[str, str, str, CreateWorkerRequest], Awaitable[Worker] | Worker]
    removeWorker: Callable[[str, str, str], Awaitable[EmptyResponse] | EmptyResponse]
    shouldWorkerTerminate: Callable[
        [str, str, str], Awaitable[TerminationDecision] | TerminationDecision
    ]
    listWorkersForWorkerPool: _ListWorkersForWorkerPool[
        Awaitable[ListWorkersForWorkerPoolResponse] | ListWorkersForWorkerPoolResponse
    ]
    registerWorker: Callable[
        [RegisterWorkerRequest], Awaitable[RegistrationResult] | RegistrationResult
    ]
    reregisterWorker: Callable[
        [ReregisterWorkerRequest], Awaitable[ReregistrationResult] | ReregistrationResult
    ]
    listWorkers: _ListWorkers[Awaitable[ListWorkersResponse] | ListWorkersResponse]
    getWorker: Callable[[str, str, str, str], Awaitable[WorkerDetails] | WorkerDetails]
    heartbeat: Callable[[], Awaitable[HeartbeatResponse] | HeartbeatResponse]
