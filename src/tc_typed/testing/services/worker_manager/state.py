"""State of the worker manager: its methods, without HTTP."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from tc_typed.common.models import EmptyResponse
from tc_typed.testing.messages import Messages
from tc_typed.testing.server.errors import ApiError
from tc_typed.testing.server.paging import PageRequest, page
from tc_typed.testing.services.lookup import notFound
from tc_typed.testing.services.queue.workers import WorkerKey, Workers
from tc_typed.testing.services.worker_manager.counts import countWorkers
from tc_typed.testing.services.worker_manager.messages import WorkerManagerMessages
from tc_typed.testing.services.worker_manager.pool_errors import PoolErrors
from tc_typed.testing.services.worker_manager.pools import Pools
from tc_typed.testing.services.worker_manager.providers import (
    PROVIDERS,
    isProvider,
    requireStatic,
)
from tc_typed.testing.services.worker_manager.queue_workers import QueueWorkers
from tc_typed.testing.services.worker_manager.records import WorkerRecord
from tc_typed.testing.services.worker_manager.registration import (
    Issue,
    hasSecret,
    register,
    reregister,
)
from tc_typed.testing.services.worker_manager.static_workers import StaticWorkers
from tc_typed.testing.timeline import Timeline
from tc_typed.worker_manager.models import (
    CreateWorkerPoolRequest,
    CreateWorkerRequest,
    LaunchConfigStats,
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
    WorkerPoolTotals,
)

_NO_LAUNCH_CONFIG = "unknown"
_NO_REASON = "none"


class WorkerManagerState:
    """Worker pools and static workers of a local Taskcluster. Safe to use from several threads."""

    def __init__(
        self, timeline: Timeline, messages: Messages, issue: Issue, workers: Workers
    ) -> None:
        """Start with the state in the store.

        Args:
            timeline: Timeline of the local Taskcluster.
            messages: Messages of the local Taskcluster.
            issue: Function that issues the credentials of workers.
            workers: Workers that the queue has seen.
        """
        self._timeline = timeline
        self._messages = WorkerManagerMessages(messages)
        self._issue = issue
        self._workers = StaticWorkers(timeline, self._workerExpired)
        self._pools = Pools(timeline, self._messages, self._workers.of)
        self._errors = PoolErrors(timeline)
        self._queueWorkers = QueueWorkers(workers, self._workers)

    def _workerExpired(self, workerPoolId: str, time: datetime) -> None:
        self._pools.expireLater(workerPoolId, time)

    # Worker pools

    def listProviders(self, request: PageRequest) -> ListProvidersResponse:
        """Return the providers, of which only the static one has workers."""
        found, token = page(PROVIDERS, lambda provider: provider.providerId, request)
        return ListProvidersResponse(providers=found, continuationToken=token)

    def createWorkerPool(self, workerPoolId: str, request: CreateWorkerPoolRequest) -> WorkerPool:
        """Create a worker pool, unless it exists with the same definition."""
        with self._timeline.enter() as now:
            return self._pools.create(workerPoolId, request, now)

    def updateWorkerPool(self, workerPoolId: str, request: UpdateWorkerPoolRequest) -> WorkerPool:
        """Replace the definition of a worker pool."""
        with self._timeline.enter() as now:
            return self._pools.update(workerPoolId, request, now)

    def deleteWorkerPool(self, workerPoolId: str) -> WorkerPool:
        """Give a worker pool the null provider, so that it is deleted when it has no workers."""
        with self._timeline.enter() as now:
            return self._pools.delete(workerPoolId, now)

    def workerPool(self, workerPoolId: str) -> WorkerPool:
        """Return a worker pool with the numbers of its workers."""
        with self._timeline.enter():
            return self._pools.model(self._pools.get(workerPoolId), isCounted=True)

    def listWorkerPools(self, request: PageRequest) -> ListWorkerPoolsResponse:
        """Return all worker pools, without numbers of workers."""
        with self._timeline.enter():
            found, token = self._pools.page(request)
            return ListWorkerPoolsResponse(
                workerPools=[self._pools.model(pool, isCounted=False) for pool in found],
                continuationToken=token,
            )

    def listLaunchConfigs(
        self, workerPoolId: str, request: PageRequest, *, includeArchived: bool
    ) -> ListWorkerPoolLaunchConfigsResponse:
        """Return the launch configurations of a worker pool."""
        with self._timeline.enter():
            self._pools.get(workerPoolId)
            records = self._pools.launchConfigs.of(workerPoolId, includeArchived=includeArchived)
            found, token = page(records, lambda record: record.launchConfigId, request)
            return ListWorkerPoolLaunchConfigsResponse(
                workerPoolLaunchConfigs=[record.model() for record in found],
                continuationToken=token,
            )

    def workerPoolStats(self, workerPoolId: str) -> WorkerPoolStats:
        """Count the workers of a worker pool, none of which has a launch configuration."""
        with self._timeline.enter():
            self._pools.get(workerPoolId)
            counted = LaunchConfigStats(
                workerPoolId=workerPoolId,
                launchConfigId=_NO_LAUNCH_CONFIG,
                **countWorkers(self._workers.of(workerPoolId)),
            )
            return WorkerPoolStats(launchConfigStats=[counted])

    def listWorkerPoolsStats(self, request: PageRequest) -> ListWorkerPoolsStatsResponse:
        """Count the workers of each worker pool."""
        with self._timeline.enter():
            found, token = self._pools.page(request)
            return ListWorkerPoolsStatsResponse(
                workerPoolsStats=[
                    WorkerPoolTotals(
                        workerPoolId=pool.workerPoolId,
                        **countWorkers(self._workers.of(pool.workerPoolId)),
                    )
                    for pool in found
                ],
                continuationToken=token,
            )

    # Errors

    def reportWorkerError(
        self, workerPoolId: str, request: ReportWorkerErrorRequest
    ) -> WorkerPoolError:
        """Record an error of a worker, which may be unknown."""
        with self._timeline.enter() as now:
            pool = self._pools.get(workerPoolId)
            error = self._errors.add(workerPoolId, request, now)
            worker = WorkerKey(workerPoolId, request.workerGroup, request.workerId)
            self._messages.errorReported(error, pool.providerId, worker, now)
            return error.model()

    def listErrors(
        self,
        workerPoolId: str,
        request: PageRequest,
        *,
        launchConfigId: str | None,
        errorId: str | None,
    ) -> ListWorkerPoolErrorsResponse:
        """Return the errors of a worker pool, which may be unknown, or only those that match."""
        with self._timeline.enter():
            return self._errors.list(
                workerPoolId, request, launchConfigId=launchConfigId, errorId=errorId
            )

    def errorStats(self, workerPoolId: str) -> WorkerPoolErrorStats:
        """Count the errors of a worker pool, or of all if its id is an empty string."""
        with self._timeline.enter() as now:
            if workerPoolId:
                self._pools.get(workerPoolId)
            return self._errors.stats(workerPoolId, now)

    # Workers

    def createWorker(self, key: WorkerKey, request: CreateWorkerRequest) -> Worker:
        """Create a static worker, unless it exists already."""
        with self._timeline.enter() as now:
            pool = self._pools.get(key.taskQueueId)
            return self._workers.create(pool, key, request, now).model()

    def updateWorker(self, key: WorkerKey, request: CreateWorkerRequest) -> Worker:
        """Replace the expiry, the capacity and the secret of a static worker."""
        with self._timeline.enter():
            return self._workers.update(key, request).model()

    def removeWorker(self, key: WorkerKey) -> EmptyResponse:
        """Mark a static worker as stopped, so that it can't register any more."""
        with self._timeline.enter():
            self._workers.stop(key)
            return EmptyResponse()

    def worker(self, key: WorkerKey) -> Worker:
        """Return a worker."""
        with self._timeline.enter():
            return self._workers.get(key).model()

    def shouldWorkerTerminate(self, key: WorkerKey) -> TerminationDecision:
        """Return the decision that a worker keeps running, as for all static workers."""
        with self._timeline.enter():
            self._workers.get(key)
            return TerminationDecision(terminate=False, reason=_NO_REASON)

    def listWorkersForPool(
        self,
        workerPoolId: str,
        request: PageRequest,
        *,
        launchConfigId: str | None,
        state: str | None,
    ) -> ListWorkersForWorkerPoolResponse:
        """Return the workers of a worker pool, or only those that match."""
        with self._timeline.enter():
            self._pools.get(workerPoolId)
            return self._list(
                workerPoolId,
                request,
                lambda worker: launchConfigId is None and state in (None, worker.state),
            )

    def listWorkersForGroup(
        self, workerPoolId: str, workerGroup: str, request: PageRequest
    ) -> ListWorkersForWorkerPoolResponse:
        """Return the workers of a group in a worker pool, both of which may be unknown."""
        with self._timeline.enter():
            return self._list(
                workerPoolId, request, lambda worker: worker.workerGroup == workerGroup
            )

    def _list(
        self, workerPoolId: str, request: PageRequest, matches: Callable[[WorkerRecord], bool]
    ) -> ListWorkersForWorkerPoolResponse:
        matching = filter(matches, self._workers.of(workerPoolId))
        found, token = page(matching, lambda worker: "/".join(worker.key), request)
        return ListWorkersForWorkerPoolResponse(
            workers=[worker.model() for worker in found], continuationToken=token
        )

    # Registration

    def registerWorker(self, request: RegisterWorkerRequest) -> RegistrationResult:
        """Register a static worker, which proves its identity with its secret."""
        with self._timeline.enter() as now:
            pool = self._pools.get(request.workerPoolId)
            providerId = request.providerId
            if not isProvider(providerId):
                raise notFound("provider", providerId)
            if providerId not in (pool.providerId, *pool.previousProviderIds):
                raise ApiError(
                    "InputError",
                    f"worker pool {pool.workerPoolId} does not have provider {providerId}",
                )
            requireStatic(providerId, "registerWorker")
            worker = self._workers.get(_workerKey(request))
            result = register(self._issue, pool, worker, request.workerIdentityProof, now)
            self._workers.put(worker)
            return result

    def reregisterWorker(self, request: ReregisterWorkerRequest) -> ReregistrationResult:
        """Renew the credentials of a static worker."""
        with self._timeline.enter() as now:
            worker = self._workers.find(_workerKey(request))
            if worker is None or not hasSecret(worker, request.secret):
                # The error does not tell which one it is.
                raise ApiError("InputError", "the worker has no such secret for a reregistration")
            result = reregister(self._issue, worker, now)
            self._workers.put(worker)
            return result

    # Workers as the queue has seen them

    def listWorkers(
        self,
        taskQueueId: str,
        request: PageRequest,
        *,
        isQuarantined: bool | None,
        launchConfigId: str | None,
        state: str | None,
    ) -> ListWorkersResponse:
        """Return the workers that the queue has seen, or only those that match."""
        with self._timeline.enter():
            return self._queueWorkers.list(
                taskQueueId,
                request,
                isQuarantined=isQuarantined,
                launchConfigId=launchConfigId,
                state=state,
            )

    def getWorker(self, key: WorkerKey) -> WorkerDetails:
        """Return a worker that the queue has seen."""
        with self._timeline.enter():
            return self._queueWorkers.get(key)


def _workerKey(request: RegisterWorkerRequest | ReregisterWorkerRequest) -> WorkerKey:
    return WorkerKey(request.workerPoolId, request.workerGroup, request.workerId)
