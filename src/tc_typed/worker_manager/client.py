"""Client of the worker-manager service.

Compiled from schemas/worker-manager by tc_typed.compiler; change the contract, not this file.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import ClassVar

from tc_typed.common.models import EmptyResponse, HeartbeatResponse, PingResponse, VersionResponse
from tc_typed.core.operation import Operation
from tc_typed.core.paging import paginate
from tc_typed.core.sync import ServiceClient
from tc_typed.worker_manager import operations
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
    Provider,
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
    WorkerPoolLaunchConfig,
    WorkerPoolStats,
    WorkerPoolTotals,
    WorkerSummary,
)


class WorkerManager(ServiceClient):
    """The worker manager keeps worker pools staffed: it starts cloud workers as tasks queue up,
    gives them credentials when they register, and stops those that are idle, broken or no longer
    needed.

    Each pool has a provider: an account with a cloud such as AWS, Azure or Google, or a static
    provider for machines that are managed elsewhere. If the provider cannot be reached, calls that
    need it fail with a 503 and can be retried.
    """

    serviceName: ClassVar[str] = "worker-manager"
    apiVersion: ClassVar[str] = "v1"
    _operations: ClassVar[Mapping[str, Operation]] = operations.OPERATIONS

    def ping(self) -> PingResponse:
        """Ping.

        Check that the service is up. Needs no credentials and does not check the services behind
        it.

        Returns:
            Response of a service that is up.

        Raises:
            TaskclusterFailure: if the call fails; subclasses distinguish the causes.

        API: `GET /ping`, stable. Scopes: none.
        """
        return self._session.call(operations.ping, {})

    def lbheartbeat(self) -> HeartbeatResponse:
        """Load balancer heartbeat.

        Check that this instance is alive, as a load balancer does. Needs no credentials and does
        not check the services behind it.

        Returns:
            Empty response of a service that is up.

        Raises:
            TaskclusterFailure: if the call fails; subclasses distinguish the causes.

        API: `GET /__lbheartbeat__`, stable. Scopes: none.
        """
        return self._session.call(operations.lbheartbeat, {})

    def version(self) -> VersionResponse:
        """Service version.

        Return the Taskcluster build that the service runs. Needs no credentials. The response
        follows the Dockerflow convention.

        Returns:
            Taskcluster build that a service runs.

        Raises:
            TaskclusterFailure: if the call fails; subclasses distinguish the causes.

        API: `GET /__version__`, stable. Scopes: none.
        """
        return self._session.call(operations.version, {})

    def listProviders(
        self, *, continuationToken: str | None = None, limit: int | None = None
    ) -> ListProvidersResponse:
        """List providers.

        List the deployment's providers, which worker pools can use as their `providerId`. Results
        come in pages of up to 1000; pass the returned `continuationToken` back until a page arrives
        without one.

        Args:
            continuationToken: Opaque token from the previous page; omit it to start at the first
                page.
            limit: Maximum number of results per page; a page may hold fewer even if more remain.
                Defaults to 1000.

        Returns:
            One page of the providers of a deployment.

        Raises:
            TaskclusterFailure: if the call fails; subclasses distinguish the causes.

        API: `GET /providers`, stable. Scopes: `worker-manager:list-providers`.
        """
        return self._session.call(
            operations.listProviders,
            {},
            query={"continuationToken": continuationToken, "limit": limit},
        )

    def iterProviders(self, *, limit: int | None = None) -> Iterator[Provider]:
        """Iterate over all results of `listProviders`.

        Each page is requested when its first item is needed.

        Args:
            limit: Maximum number of results per page; a page may hold fewer even if more remain.
                Defaults to 1000.

        Yields:
            An account with a cloud, or another source of workers, that worker pools can use.

        Raises:
            TaskclusterFailure: if the call fails; subclasses distinguish the causes.
        """
        for page in paginate(self.listProviders, limit=limit):
            yield from page.providers

    def createWorkerPool(self, workerPoolId: str, payload: CreateWorkerPoolRequest) -> WorkerPool:
        """Create a worker pool.

        Create a worker pool with a name of your choice and return it. Fails with a 400 if the
        provider does not exist or `config` does not match its type, and with a 409 if a pool with
        that name already exists or a launch configuration reuses a name for different settings.
        Change an existing pool with `updateWorkerPool`. Needs a scope for the provider in addition
        to the one for the pool.

        An attempt that gets no response, or a 5xx response, is retried. If the server carried out
        the failed attempt, the retry fails with a `RequestConflict`, unless every launch
        configuration has a `launchConfigId`. Use `workerManager.use(retries=0)` to make a single
        attempt.

        Args:
            workerPoolId: Name of the worker pool, as `<provisionerId>/<workerType>`.
            payload: Definition of a new worker pool: its provider, its settings, and the owner to
                notify of errors.

        Returns:
            A worker pool: its definition, and the number of its workers.

        Raises:
            TaskclusterFailure: if the call fails; subclasses distinguish the causes.

        API: `PUT /worker-pool/<workerPoolId>`, stable. Scopes:
        `worker-manager:manage-worker-pool:<workerPoolId>` and
        `worker-manager:provider:<providerId>`.
        """
        return self._session.call(
            operations.createWorkerPool, {"workerPoolId": workerPoolId}, payload=payload
        )

    def updateWorkerPool(self, workerPoolId: str, payload: UpdateWorkerPoolRequest) -> WorkerPool:
        """Update a worker pool.

        Replace the definition of a worker pool and return the result. Launch configurations that
        are no longer in `config` are archived, and no more workers start from them. A launch
        configuration needs a new name if anything other than its `workerManager` part changes;
        otherwise the call fails with a 409. Moving the pool to the provider `null-provider` deletes
        it once its last worker is gone; until then another update can bring it back. Needs a scope
        for the new provider in addition to the one for the pool.

        Args:
            workerPoolId: Name of the worker pool, as `<provisionerId>/<workerType>`.
            payload: Complete new definition of a worker pool, which replaces the old one.

        Returns:
            A worker pool: its definition, and the number of its workers.

        Raises:
            TaskclusterFailure: if the call fails; subclasses distinguish the causes.

        API: `POST /worker-pool/<workerPoolId>`, experimental. Scopes:
        `worker-manager:manage-worker-pool:<workerPoolId>` and
        `worker-manager:provider:<providerId>`.
        """
        return self._session.call(
            operations.updateWorkerPool, {"workerPoolId": workerPoolId}, payload=payload
        )

    def deleteWorkerPool(self, workerPoolId: str) -> WorkerPool:
        """Delete a worker pool.

        Wind down a worker pool: no workers are added, its launch configurations are archived, and
        it is deleted once its last worker is gone. This is the same as an update to
        `null-provider`, but needs no scope for that provider. Returns the pool as it is after the
        call. Fails with a 404 if the pool does not exist.

        Args:
            workerPoolId: Name of the worker pool, as `<provisionerId>/<workerType>`.

        Returns:
            A worker pool: its definition, and the number of its workers.

        Raises:
            TaskclusterFailure: if the call fails; subclasses distinguish the causes.

        API: `DELETE /worker-pool/<workerPoolId>`, stable. Scopes:
        `worker-manager:manage-worker-pool:<workerPoolId>`.
        """
        return self._session.call(operations.deleteWorkerPool, {"workerPoolId": workerPoolId})

    def listWorkerPoolLaunchConfigs(
        self,
        workerPoolId: str,
        *,
        continuationToken: str | None = None,
        limit: int | None = None,
        includeArchived: str | None = None,
    ) -> ListWorkerPoolLaunchConfigsResponse:
        """List launch configurations.

        List the launch configurations of a worker pool, each with its settings for new workers.
        Archived ones are only included on request. Results come in pages of up to 1000; pass the
        returned `continuationToken` back until a page arrives without one.

        Args:
            workerPoolId: Name of the worker pool, as `<provisionerId>/<workerType>`.
            continuationToken: Opaque token from the previous page; omit it to start at the first
                page.
            limit: Maximum number of results per page; a page may hold fewer even if more remain.
                Defaults to 1000.
            includeArchived: `true` lists archived launch configurations too, `false` (the default)
                only active ones.

        Returns:
            One page of the launch configurations of a worker pool.

        Raises:
            TaskclusterFailure: if the call fails; subclasses distinguish the causes.

        API: `GET /worker-pool/<workerPoolId>/launch-configs`, experimental. Scopes:
        `worker-manager:get-worker-pool:<workerPoolId>`.
        """
        return self._session.call(
            operations.listWorkerPoolLaunchConfigs,
            {"workerPoolId": workerPoolId},
            query={
                "continuationToken": continuationToken,
                "limit": limit,
                "includeArchived": includeArchived,
            },
        )

    def iterWorkerPoolLaunchConfigs(
        self, workerPoolId: str, *, limit: int | None = None, includeArchived: str | None = None
    ) -> Iterator[WorkerPoolLaunchConfig]:
        """Iterate over all results of `listWorkerPoolLaunchConfigs`.

        Each page is requested when its first item is needed.

        Args:
            workerPoolId: Name of the worker pool, as `<provisionerId>/<workerType>`.
            limit: Maximum number of results per page; a page may hold fewer even if more remain.
                Defaults to 1000.
            includeArchived: `true` lists archived launch configurations too, `false` (the default)
                only active ones.

        Yields:
            A launch configuration as the worker manager stores it, even after the pool has dropped
            it.

        Raises:
            TaskclusterFailure: if the call fails; subclasses distinguish the causes.
        """
        for page in paginate(
            self.listWorkerPoolLaunchConfigs,
            workerPoolId,
            limit=limit,
            includeArchived=includeArchived,
        ):
            yield from page.workerPoolLaunchConfigs

    def workerPoolStats(self, workerPoolId: str) -> WorkerPoolStats:
        """Get worker pool statistics.

        Count the workers of one worker pool, and the tasks that they can run, by launch
        configuration and state. Use `listWorkerPoolsStats` for the totals of every pool.

        Args:
            workerPoolId: Name of the worker pool, as `<provisionerId>/<workerType>`.

        Returns:
            Number of workers of one worker pool, by launch configuration.

        Raises:
            TaskclusterFailure: if the call fails; subclasses distinguish the causes.

        API: `GET /worker-pool/<workerPoolId>/stats`, experimental. Scopes:
        `worker-manager:get-worker-pool:<workerPoolId>`.
        """
        return self._session.call(operations.workerPoolStats, {"workerPoolId": workerPoolId})

    def workerPool(self, workerPoolId: str) -> WorkerPool:
        """Get a worker pool.

        Fetch the definition of one worker pool, with its active launch configurations in `config`.
        Fails with a 404 if the pool does not exist.

        Args:
            workerPoolId: Name of the worker pool, as `<provisionerId>/<workerType>`.

        Returns:
            A worker pool: its definition, and the number of its workers.

        Raises:
            TaskclusterFailure: if the call fails; subclasses distinguish the causes.

        API: `GET /worker-pool/<workerPoolId>`, stable. Scopes:
        `worker-manager:get-worker-pool:<workerPoolId>`.
        """
        return self._session.call(operations.workerPool, {"workerPoolId": workerPoolId})

    def listWorkerPools(
        self, *, continuationToken: str | None = None, limit: int | None = None
    ) -> ListWorkerPoolsResponse:
        """List worker pools.

        List all worker pools with their definitions, including pools about to be deleted. Results
        come in pages of up to 1000; pass the returned `continuationToken` back until a page arrives
        without one.

        Args:
            continuationToken: Opaque token from the previous page; omit it to start at the first
                page.
            limit: Maximum number of results per page; a page may hold fewer even if more remain.
                Defaults to 1000.

        Returns:
            One page of the worker pools of a deployment.

        Raises:
            TaskclusterFailure: if the call fails; subclasses distinguish the causes.

        API: `GET /worker-pools`, stable. Scopes: `worker-manager:list-worker-pools`.
        """
        return self._session.call(
            operations.listWorkerPools,
            {},
            query={"continuationToken": continuationToken, "limit": limit},
        )

    def iterWorkerPools(self, *, limit: int | None = None) -> Iterator[WorkerPool]:
        """Iterate over all results of `listWorkerPools`.

        Each page is requested when its first item is needed.

        Args:
            limit: Maximum number of results per page; a page may hold fewer even if more remain.
                Defaults to 1000.

        Yields:
            A worker pool: its definition, and the number of its workers.

        Raises:
            TaskclusterFailure: if the call fails; subclasses distinguish the causes.
        """
        for page in paginate(self.listWorkerPools, limit=limit):
            yield from page.workerPools

    def listWorkerPoolsStats(
        self, *, continuationToken: str | None = None, limit: int | None = None
    ) -> ListWorkerPoolsStatsResponse:
        """List worker pool statistics.

        Count the workers of every worker pool, and the tasks that they can run, by state. Use
        `workerPoolStats` to see one pool split by launch configuration. Results come in pages of up
        to 1000; pass the returned `continuationToken` back until a page arrives without one.

        Args:
            continuationToken: Opaque token from the previous page; omit it to start at the first
                page.
            limit: Maximum number of results per page; a page may hold fewer even if more remain.
                Defaults to 1000.

        Returns:
            One page of worker counts by worker pool.

        Raises:
            TaskclusterFailure: if the call fails; subclasses distinguish the causes.

        API: `GET /worker-pools/stats`, experimental. Scopes: `worker-manager:list-worker-pools`.
        """
        return self._session.call(
            operations.listWorkerPoolsStats,
            {},
            query={"continuationToken": continuationToken, "limit": limit},
        )

    def iterWorkerPoolsStats(self, *, limit: int | None = None) -> Iterator[WorkerPoolTotals]:
        """Iterate over all results of `listWorkerPoolsStats`.

        Each page is requested when its first item is needed.

        Args:
            limit: Maximum number of results per page; a page may hold fewer even if more remain.
                Defaults to 1000.

        Yields:
            Number of workers of one worker pool, and their capacity, by state, across all its
            launch configurations.

        Raises:
            TaskclusterFailure: if the call fails; subclasses distinguish the causes.
        """
        for page in paginate(self.listWorkerPoolsStats, limit=limit):
            yield from page.workerPoolsStats

    def reportWorkerError(
        self, workerPoolId: str, payload: ReportWorkerErrorRequest
    ) -> WorkerPoolError:
        """Report a worker error.

        Record an error for a worker pool. Workers call this if their start-up or configuration
        fails. The error is listed by `listWorkerPoolErrors`, and the pool's owner gets an email if
        the pool is set up to send one. Others can read the error, so keep secrets out.

        An attempt that gets no response, or a 5xx response, is retried. If the server carried out
        the failed attempt, the error is recorded twice, and the owner gets two emails if the pool
        is set up to send them. Use `workerManager.use(retries=0)` to make a single attempt.

        Args:
            workerPoolId: Name of the worker pool, as `<provisionerId>/<workerType>`.
            payload: An error that a worker reports, to be recorded for its pool.

        Returns:
            Record of an error that happened while starting a worker, or on the worker itself.

        Raises:
            TaskclusterFailure: if the call fails; subclasses distinguish the causes.

        API: `POST /worker-pool-errors/<workerPoolId>`, stable. Scopes:
        `assume:worker-pool:<workerPoolId>` and `assume:worker-id:<workerGroup>/<workerId>`.
        """
        return self._session.call(
            operations.reportWorkerError, {"workerPoolId": workerPoolId}, payload=payload
        )

    def workerPoolErrorStats(self, *, workerPoolId: str | None = None) -> WorkerPoolErrorStats:
        """Count worker pool errors.

        Count the errors of one worker pool, or of all pools if `workerPoolId` is left out: in total
        and by day over the last 7 days, by hour over the last 24, and by title, code, launch
        configuration and worker pool. Fails with a 404 if the pool does not exist.

        Args:
            workerPoolId: Name of the worker pool, as `<provisionerId>/<workerType>`.

        Returns:
            Numbers of recent errors of one worker pool, or of all pools together.

        Raises:
            TaskclusterFailure: if the call fails; subclasses distinguish the causes.

        API: `GET /worker-pool-errors/stats`, experimental. Scopes:
        `worker-manager:list-worker-pool-errors:<workerPoolId>`.
        """
        return self._session.call(
            operations.workerPoolErrorStats, {}, query={"workerPoolId": workerPoolId}
        )

    def listWorkerPoolErrors(
        self,
        workerPoolId: str,
        *,
        continuationToken: str | None = None,
        limit: int | None = None,
        launchConfigId: str | None = None,
        errorId: str | None = None,
    ) -> ListWorkerPoolErrorsResponse:
        """List worker pool errors.

        List the errors of a worker pool, newest first: failures to start workers, and errors that
        workers reported. Results come in pages of up to 1000; pass the returned `continuationToken`
        back until a page arrives without one.

        Args:
            workerPoolId: Name of the worker pool, as `<provisionerId>/<workerType>`.
            continuationToken: Opaque token from the previous page; omit it to start at the first
                page.
            limit: Maximum number of results per page; a page may hold fewer even if more remain.
                Defaults to 1000.
            launchConfigId: Name of a launch configuration; only its workers or errors are listed.
            errorId: Slugid of an error; only this error is listed.

        Returns:
            One page of the errors of a worker pool, newest first.

        Raises:
            TaskclusterFailure: if the call fails; subclasses distinguish the causes.

        API: `GET /worker-pool-errors/<workerPoolId>`, stable. Scopes:
        `worker-manager:list-worker-pool-errors:<workerPoolId>`.
        """
        return self._session.call(
            operations.listWorkerPoolErrors,
            {"workerPoolId": workerPoolId},
            query={
                "continuationToken": continuationToken,
                "limit": limit,
                "launchConfigId": launchConfigId,
                "errorId": errorId,
            },
        )

    def iterWorkerPoolErrors(
        self,
        workerPoolId: str,
        *,
        limit: int | None = None,
        launchConfigId: str | None = None,
        errorId: str | None = None,
    ) -> Iterator[WorkerPoolError]:
        """Iterate over all results of `listWorkerPoolErrors`.

        Each page is requested when its first item is needed.

        Args:
            workerPoolId: Name of the worker pool, as `<provisionerId>/<workerType>`.
            limit: Maximum number of results per page; a page may hold fewer even if more remain.
                Defaults to 1000.
            launchConfigId: Name of a launch configuration; only its workers or errors are listed.
            errorId: Slugid of an error; only this error is listed.

        Yields:
            Record of an error that happened while starting a worker, or on the worker itself.

        Raises:
            TaskclusterFailure: if the call fails; subclasses distinguish the causes.
        """
        for page in paginate(
            self.listWorkerPoolErrors,
            workerPoolId,
            limit=limit,
            launchConfigId=launchConfigId,
            errorId=errorId,
        ):
            yield from page.workerPoolErrors

    def listWorkersForWorkerGroup(
        self,
        workerPoolId: str,
        workerGroup: str,
        *,
        continuationToken: str | None = None,
        limit: int | None = None,
    ) -> ListWorkersForWorkerPoolResponse:
        """List workers of a group.

        List the workers of a worker pool that belong to one worker group, in any state; stopped
        workers are listed until they expire. The list is empty if the group is unknown. Results
        come in pages of up to 1000; pass the returned `continuationToken` back until a page arrives
        without one.

        Args:
            workerPoolId: Name of the worker pool, as `<provisionerId>/<workerType>`.
            workerGroup: Group of the worker, often its region or data centre.
            continuationToken: Opaque token from the previous page; omit it to start at the first
                page.
            limit: Maximum number of results per page; a page may hold fewer even if more remain.
                Defaults to 1000.

        Returns:
            One page of the workers of a worker pool, or of one of its worker groups.

        Raises:
            TaskclusterFailure: if the call fails; subclasses distinguish the causes.

        API: `GET /workers/<workerPoolId>/<workerGroup>`, stable. Scopes:
        `worker-manager:list-workers:<workerPoolId>/<workerGroup>`.
        """
        return self._session.call(
            operations.listWorkersForWorkerGroup,
            {"workerPoolId": workerPoolId, "workerGroup": workerGroup},
            query={"continuationToken": continuationToken, "limit": limit},
        )

    def iterWorkersForWorkerGroup(
        self, workerPoolId: str, workerGroup: str, *, limit: int | None = None
    ) -> Iterator[Worker]:
        """Iterate over all results of `listWorkersForWorkerGroup`.

        Each page is requested when its first item is needed.

        Args:
            workerPoolId: Name of the worker pool, as `<provisionerId>/<workerType>`.
            workerGroup: Group of the worker, often its region or data centre.
            limit: Maximum number of results per page; a page may hold fewer even if more remain.
                Defaults to 1000.

        Yields:
            The worker manager's record of a worker: its pool, its group and its state.

        Raises:
            TaskclusterFailure: if the call fails; subclasses distinguish the causes.
        """
        for page in paginate(
            self.listWorkersForWorkerGroup, workerPoolId, workerGroup, limit=limit
        ):
            yield from page.workers

    def worker(self, workerPoolId: str, workerGroup: str, workerId: str) -> Worker:
        """Get a worker.

        Fetch the record of one worker: its state, its capacity and when it was last checked. Fails
        with a 404 if the worker does not exist. Use `getWorker` for its tasks and any quarantine.

        Args:
            workerPoolId: Name of the worker pool, as `<provisionerId>/<workerType>`.
            workerGroup: Group of the worker, often its region or data centre.
            workerId: Id of the worker, unique within its worker group; for a cloud worker, the id
                of its instance.

        Returns:
            The worker manager's record of a worker: its pool, its group and its state.

        Raises:
            TaskclusterFailure: if the call fails; subclasses distinguish the causes.

        API: `GET /workers/<workerPoolId>/<workerGroup>/<workerId>`, stable. Scopes:
        `worker-manager:get-worker:<workerPoolId>/<workerGroup>/<workerId>`.
        """
        return self._session.call(
            operations.worker,
            {"workerPoolId": workerPoolId, "workerGroup": workerGroup, "workerId": workerId},
        )

    def createWorker(
        self, workerPoolId: str, workerGroup: str, workerId: str, payload: CreateWorkerRequest
    ) -> Worker:
        """Create a worker.

        Add a worker that its provider does not start itself, such as a machine in your own rack,
        and return its record. Only static providers support this, and they require a secret in
        `providerInfo`; with other providers the call fails with a 400. It also fails if another
        worker has the same name.

        Args:
            workerPoolId: Name of the worker pool, as `<provisionerId>/<workerType>`.
            workerGroup: Group of the worker, often its region or data centre.
            workerId: Id of the worker, unique within its worker group; for a cloud worker, the id
                of its instance.
            payload: Details of a worker that the worker manager does not start itself.

        Returns:
            The worker manager's record of a worker: its pool, its group and its state.

        Raises:
            TaskclusterFailure: if the call fails; subclasses distinguish the causes.

        API: `PUT /workers/<workerPoolId>/<workerGroup>/<workerId>`, stable. Scopes:
        `worker-manager:create-worker:<workerPoolId>/<workerGroup>/<workerId>`.
        """
        return self._session.call(
            operations.createWorker,
            {"workerPoolId": workerPoolId, "workerGroup": workerGroup, "workerId": workerId},
            payload=payload,
        )

    def updateWorker(
        self, workerPoolId: str, workerGroup: str, workerId: str, payload: CreateWorkerRequest
    ) -> Worker:
        """Update a worker.

        Replace the properties of a worker that was created with `createWorker`, and return its
        record. Pass all of them, including the secret: without `providerInfo` the server fails with
        a 500. Fails with a 404 if the worker does not exist.

        Args:
            workerPoolId: Name of the worker pool, as `<provisionerId>/<workerType>`.
            workerGroup: Group of the worker, often its region or data centre.
            workerId: Id of the worker, unique within its worker group; for a cloud worker, the id
                of its instance.
            payload: Details of a worker that the worker manager does not start itself.

        Returns:
            The worker manager's record of a worker: its pool, its group and its state.

        Raises:
            TaskclusterFailure: if the call fails; subclasses distinguish the causes.

        API: `POST /workers/<workerPoolId>/<workerGroup>/<workerId>`, stable. Scopes:
        `worker-manager:update-worker:<workerPoolId>/<workerGroup>/<workerId>`.
        """
        return self._session.call(
            operations.updateWorker,
            {"workerPoolId": workerPoolId, "workerGroup": workerGroup, "workerId": workerId},
            payload=payload,
        )

    def removeWorker(self, workerPoolId: str, workerGroup: str, workerId: str) -> EmptyResponse:
        """Remove a worker.

        Ask the provider to remove a worker. A cloud provider terminates the instance, and the
        worker can still be listed for a while, even as `running`; a static provider marks it as
        stopped. Fails with a 400 if the provider cannot remove workers.

        Args:
            workerPoolId: Name of the worker pool, as `<provisionerId>/<workerType>`.
            workerGroup: Group of the worker, often its region or data centre.
            workerId: Id of the worker, unique within its worker group; for a cloud worker, the id
                of its instance.

        Returns:
            Empty response: the call succeeded.

        Raises:
            TaskclusterFailure: if the call fails; subclasses distinguish the causes.

        API: `DELETE /workers/<workerPoolId>/<workerGroup>/<workerId>`, stable. Scopes:
        `worker-manager:remove-worker:<workerPoolId>/<workerGroup>/<workerId>`.
        """
        return self._session.call(
            operations.removeWorker,
            {"workerPoolId": workerPoolId, "workerGroup": workerGroup, "workerId": workerId},
        )

    def shouldWorkerTerminate(
        self, workerPoolId: str, workerGroup: str, workerId: str
    ) -> TerminationDecision:
        """Ask whether to terminate.

        Return whether a worker should shut down or keep running. The worker manager decides this
        whenever it checks the pool, based on capacity, pending and claimed tasks, and whether the
        worker's launch configuration is still in use.

        Args:
            workerPoolId: Name of the worker pool, as `<provisionerId>/<workerType>`.
            workerGroup: Group of the worker, often its region or data centre.
            workerId: Id of the worker, unique within its worker group; for a cloud worker, the id
                of its instance.

        Returns:
            The worker manager's decision on whether a worker should shut down.

        Raises:
            TaskclusterFailure: if the call fails; subclasses distinguish the causes.

        API: `GET /workers/<workerPoolId>/<workerGroup>/<workerId>/should-terminate`, experimental.
        Scopes: `worker-manager:should-worker-terminate:<workerPoolId>/<workerGroup>/<workerId>`.
        """
        return self._session.call(
            operations.shouldWorkerTerminate,
            {"workerPoolId": workerPoolId, "workerGroup": workerGroup, "workerId": workerId},
        )

    def listWorkersForWorkerPool(
        self,
        workerPoolId: str,
        *,
        continuationToken: str | None = None,
        limit: int | None = None,
        launchConfigId: str | None = None,
        state: str | None = None,
    ) -> ListWorkersForWorkerPoolResponse:
        """List workers of a pool.

        List the workers of a worker pool, in any state unless `state` is given; stopped workers are
        listed until they expire. Results come in pages of up to 1000; pass the returned
        `continuationToken` back until a page arrives without one.

        Args:
            workerPoolId: Name of the worker pool, as `<provisionerId>/<workerType>`.
            continuationToken: Opaque token from the previous page; omit it to start at the first
                page.
            limit: Maximum number of results per page; a page may hold fewer even if more remain.
                Defaults to 1000.
            launchConfigId: Name of a launch configuration; only its workers or errors are listed.
            state: State of the workers to list: `requested`, `running`, `stopping` or `stopped`.

        Returns:
            One page of the workers of a worker pool, or of one of its worker groups.

        Raises:
            TaskclusterFailure: if the call fails; subclasses distinguish the causes.

        API: `GET /workers/<workerPoolId>`, stable. Scopes:
        `worker-manager:list-workers:<workerPoolId>`.
        """
        return self._session.call(
            operations.listWorkersForWorkerPool,
            {"workerPoolId": workerPoolId},
            query={
                "continuationToken": continuationToken,
                "limit": limit,
                "launchConfigId": launchConfigId,
                "state": state,
            },
        )

    def iterWorkersForWorkerPool(
        self,
        workerPoolId: str,
        *,
        limit: int | None = None,
        launchConfigId: str | None = None,
        state: str | None = None,
    ) -> Iterator[Worker]:
        """Iterate over all results of `listWorkersForWorkerPool`.

        Each page is requested when its first item is needed.

        Args:
            workerPoolId: Name of the worker pool, as `<provisionerId>/<workerType>`.
            limit: Maximum number of results per page; a page may hold fewer even if more remain.
                Defaults to 1000.
            launchConfigId: Name of a launch configuration; only its workers or errors are listed.
            state: State of the workers to list: `requested`, `running`, `stopping` or `stopped`.

        Yields:
            The worker manager's record of a worker: its pool, its group and its state.

        Raises:
            TaskclusterFailure: if the call fails; subclasses distinguish the causes.
        """
        for page in paginate(
            self.listWorkersForWorkerPool,
            workerPoolId,
            limit=limit,
            launchConfigId=launchConfigId,
            state=state,
        ):
            yield from page.workers

    def registerWorker(self, payload: RegisterWorkerRequest) -> RegistrationResult:
        """Register a worker.

        Exchange a proof of identity for the credentials and configuration that a worker starts
        with, and mark the worker as running. A worker calls this once it is up, without
        credentials, as the proof replaces them. Fails with a 400 if the proof is not valid, and
        with a 404 if the worker or provider does not exist.

        An attempt that gets no response, or a 5xx response, is retried. If the server carried out
        the failed attempt, a cloud worker is already marked as running, so the retry fails with a
        400. Its credentials were in the lost response: replace the machine. A static worker can
        register again. Use `workerManager.use(retries=0)` to make a single attempt.

        Args:
            payload: Identity of a worker, and proof of it.

        Returns:
            Result of registering a worker: its configuration, credentials, and the secret to renew
            them.

        Raises:
            TaskclusterFailure: if the call fails; subclasses distinguish the causes.

        API: `POST /worker/register`, stable. Scopes: none.
        """
        return self._session.call(operations.registerWorker, {}, payload=payload)

    def reregisterWorker(self, payload: ReregisterWorkerRequest) -> ReregistrationResult:
        """Reregister a worker.

        Give a running worker new credentials before its old ones expire, and postpone the time at
        which the worker manager would terminate it. Each call uses up the secret and returns the
        next one; a wrong secret fails with a 400. The credentials last for the pool's
        `reregistrationTimeout`.

        An attempt that gets no response, or a 5xx response, is retried. If the server carried out
        the failed attempt, the retry fails with a 400, because a secret works only once and the
        next one was in the lost response. The worker can keep running until its credentials expire.
        Use `workerManager.use(retries=0)` to make a single attempt.

        Args:
            payload: Identity of a running worker, and the secret that lets it renew its
                credentials.

        Returns:
            Result of reregistering a worker: new credentials, and the secret for the next renewal.

        Raises:
            TaskclusterFailure: if the call fails; subclasses distinguish the causes.

        API: `POST /worker/reregister`, experimental. Scopes:
        `worker-manager:reregister-worker:<workerPoolId>/<workerGroup>/<workerId>`.
        """
        return self._session.call(operations.reregisterWorker, {}, payload=payload)

    def listWorkers(
        self,
        provisionerId: str,
        workerType: str,
        *,
        continuationToken: str | None = None,
        limit: int | None = None,
        launchConfigId: str | None = None,
        quarantined: str | None = None,
        workerState: str | None = None,
    ) -> ListWorkersResponse:
        """List workers with their activity.

        List the workers of a worker pool that called the queue recently, with their latest task,
        any quarantine, and the worker manager's own data. Workers without a provider are included,
        with the state `standalone`. Results come in pages of up to 1000; pass the returned
        `continuationToken` back until a page arrives without one.

        Args:
            provisionerId: First part of the worker pool's name, before the slash.
            workerType: Second part of the worker pool's name, after the slash.
            continuationToken: Opaque token from the previous page; omit it to start at the first
                page.
            limit: Maximum number of results per page; a page may hold fewer even if more remain.
                Defaults to 1000.
            launchConfigId: Name of a launch configuration; only its workers or errors are listed.
            quarantined: `true` lists only quarantined workers, `false` only the others; omit it to
                list both.
            workerState: State of the workers to list: `requested`, `running`, `stopping` or
                `stopped`. The server rejects any other value, including `standalone`.

        Returns:
            One page of the workers of a worker pool that called the queue recently.

        Raises:
            TaskclusterFailure: if the call fails; subclasses distinguish the causes.

        API: `GET /provisioners/<provisionerId>/worker-types/<workerType>/workers`, experimental.
        Scopes: `worker-manager:list-workers:<provisionerId>/<workerType>`.
        """
        return self._session.call(
            operations.listWorkers,
            {"provisionerId": provisionerId, "workerType": workerType},
            query={
                "continuationToken": continuationToken,
                "limit": limit,
                "launchConfigId": launchConfigId,
                "quarantined": quarantined,
                "workerState": workerState,
            },
        )

    def iterWorkers(
        self,
        provisionerId: str,
        workerType: str,
        *,
        limit: int | None = None,
        launchConfigId: str | None = None,
        quarantined: str | None = None,
        workerState: str | None = None,
    ) -> Iterator[WorkerSummary]:
        """Iterate over all results of `listWorkers`.

        Each page is requested when its first item is needed.

        Args:
            provisionerId: First part of the worker pool's name, before the slash.
            workerType: Second part of the worker pool's name, after the slash.
            limit: Maximum number of results per page; a page may hold fewer even if more remain.
                Defaults to 1000.
            launchConfigId: Name of a launch configuration; only its workers or errors are listed.
            quarantined: `true` lists only quarantined workers, `false` only the others; omit it to
                list both.
            workerState: State of the workers to list: `requested`, `running`, `stopping` or
                `stopped`. The server rejects any other value, including `standalone`.

        Yields:
            A worker as listed by `listWorkers`, with data from both the queue and the worker
            manager.

        Raises:
            TaskclusterFailure: if the call fails; subclasses distinguish the causes.
        """
        for page in paginate(
            self.listWorkers,
            provisionerId,
            workerType,
            limit=limit,
            launchConfigId=launchConfigId,
            quarantined=quarantined,
            workerState=workerState,
        ):
            yield from page.workers

    def getWorker(
        self, provisionerId: str, workerType: str, workerGroup: str, workerId: str
    ) -> WorkerDetails:
        """Get a worker with its activity.

        Fetch the queue's data about one worker, including recent tasks and any quarantine, together
        with the worker manager's own data. Fails with a 404 if the worker has never called the
        queue; use `worker` in that case.

        Args:
            provisionerId: First part of the worker pool's name, before the slash.
            workerType: Second part of the worker pool's name, after the slash.
            workerGroup: Group of the worker, often its region or data centre.
            workerId: Id of the worker, unique within its worker group; for a cloud worker, the id
                of its instance.

        Returns:
            Everything that the queue and the worker manager know about a worker: its pool, its
            state, its recent tasks and any quarantine.

        Raises:
            TaskclusterFailure: if the call fails; subclasses distinguish the causes.

        API: `GET
        /provisioners/<provisionerId>/worker-types/<workerType>/workers/<workerGroup>/<workerId>`,
        experimental. Scopes:
        `worker-manager:get-worker:<provisionerId>/<workerType>/<workerGroup>/<workerId>`.
        """
        return self._session.call(
            operations.getWorker,
            {
                "provisionerId": provisionerId,
                "workerType": workerType,
                "workerGroup": workerGroup,
                "workerId": workerId,
            },
        )

    def heartbeat(self) -> HeartbeatResponse:
        """Service heartbeat.

        Check the health of the service and of the services behind it. Meant for monitoring; needs
        no credentials.

        Returns:
            Empty response of a service that is up.

        Raises:
            TaskclusterFailure: if the call fails; subclasses distinguish the causes.

        API: `GET /__heartbeat__`, stable. Scopes: none.
        """
        return self._session.call(operations.heartbeat, {})
