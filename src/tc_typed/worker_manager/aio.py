"""Async client of the worker-manager service.

Compiled from schemas/worker-manager by tc_typed.compiler; change the contract, not this file.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from typing import ClassVar

from tc_typed.common.models import EmptyResponse, HeartbeatResponse, PingResponse, VersionResponse
from tc_typed.core.aio import AsyncServiceClient
from tc_typed.core.operation import Operation
from tc_typed.core.paging.aio import paginate
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


class WorkerManager(AsyncServiceClient):
    """The worker manager keeps worker pools staffed: it starts workers in a cloud as tasks queue
    up, gives them credentials when they register, and stops those that are idle, broken or no
    longer wanted.

    Each pool is run by a provider, an account at AWS, Azure or Google for example, or a static one
    for machines that someone else looks after. A provider that cannot be reached makes its calls
    fail with a 503, which may be retried.
    """

    serviceName: ClassVar[str] = "worker-manager"
    apiVersion: ClassVar[str] = "v1"
    _operations: ClassVar[Mapping[str, Operation]] = operations.OPERATIONS

    async def ping(self) -> PingResponse:
        """Ping.

        Check that the service is up. Needs no credentials and touches nothing else.

        Returns:
            Sign of life from a service.

        Raises:
            TaskclusterFailure: if the call fails; its subclasses tell how.

        API: `GET /ping`, stable. Scopes: none.
        """
        return await self._session.call(operations.ping, {})

    async def lbheartbeat(self) -> HeartbeatResponse:
        """Load balancer heartbeat.

        Respond at once so that a load balancer can tell this instance is alive. Backing services
        are not examined.

        Returns:
            Health check: any response means that the service is up.

        Raises:
            TaskclusterFailure: if the call fails; its subclasses tell how.

        API: `GET /__lbheartbeat__`, stable. Scopes: none.
        """
        return await self._session.call(operations.lbheartbeat, {})

    async def version(self) -> VersionResponse:
        """Service version.

        Report which build of Taskcluster is deployed, as a Dockerflow version object in JSON.

        Returns:
            Which build of Taskcluster a service runs.

        Raises:
            TaskclusterFailure: if the call fails; its subclasses tell how.

        API: `GET /__version__`, stable. Scopes: none.
        """
        return await self._session.call(operations.version, {})

    async def listProviders(
        self, *, continuationToken: str | None = None, limit: int | None = None
    ) -> ListProvidersResponse:
        """List providers.

        List the providers that the deployment has set up, which worker pools may name as their
        `providerId`. Results come in pages of up to 1000; pass the returned `continuationToken`
        back until a page arrives without one.

        Args:
            continuationToken: Opaque marker taken from the previous page; leave out to start at the
                first page.
            limit: Most results wanted in one page, as a number; a page may hold fewer even when
                more remain. Without it the server allows up to 1000.

        Returns:
            One page of the providers of a deployment.

        Raises:
            TaskclusterFailure: if the call fails; its subclasses tell how.

        API: `GET /providers`, stable. Scopes: `worker-manager:list-providers`.
        """
        return await self._session.call(
            operations.listProviders,
            {},
            query={"continuationToken": continuationToken, "limit": limit},
        )

    async def iterProviders(self, *, limit: int | None = None) -> AsyncIterator[Provider]:
        """Go through what `listProviders` lists, page by page.

        A page is requested when its first item is asked for.

        Args:
            limit: Most results wanted in one page, as a number; a page may hold fewer even when
                more remain. Without it the server allows up to 1000.

        Yields:
            An account at a cloud, or another source of workers, that worker pools may be run by.

        Raises:
            TaskclusterFailure: if the call fails; its subclasses tell how.
        """
        async for page in paginate(self.listProviders, limit=limit):
            for item in page.providers:
                yield item

    async def createWorkerPool(
        self, workerPoolId: str, payload: CreateWorkerPoolRequest
    ) -> WorkerPool:
        """Create a worker pool.

        Create a worker pool under a name of your choosing and return it. The provider must exist,
        and `config` must fit its type; otherwise the call fails with a 400. A pool of that name
        that exists already gives a 409, as does a launch configuration name used for different
        settings before; change a pool with `updateWorkerPool`. Needs a scope for the provider
        besides the one for the pool.

        An attempt that gets no response, or a 5xx one, is retried. If the server carried it out
        nevertheless, a retry in which a launch configuration has no `launchConfigId` fails with a
        `RequestConflict`. `workerManager.use(retries=0)` makes one attempt only.

        Args:
            workerPoolId: Name of the worker pool in the form `<provisionerId>/<workerType>`.
            payload: Definition of a new worker pool: its provider, its settings, and who is told of
                errors.

        Returns:
            A worker pool: its definition, and how many workers it has.

        Raises:
            TaskclusterFailure: if the call fails; its subclasses tell how.

        API: `PUT /worker-pool/<workerPoolId>`, stable. Scopes:
        `worker-manager:manage-worker-pool:<workerPoolId>` and
        `worker-manager:provider:<providerId>`.
        """
        return await self._session.call(
            operations.createWorkerPool, {"workerPoolId": workerPoolId}, payload=payload
        )

    async def updateWorkerPool(
        self, workerPoolId: str, payload: UpdateWorkerPoolRequest
    ) -> WorkerPool:
        """Update a worker pool.

        Replace the definition of a worker pool and return the result. Launch configurations that
        are no longer in `config` get archived, and no more workers start from them; one that
        changes outside its `workerManager` part needs a new name, or else the call fails with a
        409. Moving the pool to the provider `null-provider` deletes it once its last worker has
        gone, and until then another update can bring it back. Needs a scope for the new provider
        besides the one for the pool.

        Args:
            workerPoolId: Name of the worker pool in the form `<provisionerId>/<workerType>`.
            payload: New definition of a worker pool, in full: nothing is kept from before.

        Returns:
            A worker pool: its definition, and how many workers it has.

        Raises:
            TaskclusterFailure: if the call fails; its subclasses tell how.

        API: `POST /worker-pool/<workerPoolId>`, experimental. Scopes:
        `worker-manager:manage-worker-pool:<workerPoolId>` and
        `worker-manager:provider:<providerId>`.
        """
        return await self._session.call(
            operations.updateWorkerPool, {"workerPoolId": workerPoolId}, payload=payload
        )

    async def deleteWorkerPool(self, workerPoolId: str) -> WorkerPool:
        """Delete a worker pool.

        Let a worker pool run out: no workers are added, its launch configurations are archived, and
        once the last worker has gone it is removed. The same as an update to `null-provider`, but
        without a scope for that. Returns the pool as it then stands; an unknown one is a 404.

        Args:
            workerPoolId: Name of the worker pool in the form `<provisionerId>/<workerType>`.

        Returns:
            A worker pool: its definition, and how many workers it has.

        Raises:
            TaskclusterFailure: if the call fails; its subclasses tell how.

        API: `DELETE /worker-pool/<workerPoolId>`, stable. Scopes:
        `worker-manager:manage-worker-pool:<workerPoolId>`.
        """
        return await self._session.call(operations.deleteWorkerPool, {"workerPoolId": workerPoolId})

    async def listWorkerPoolLaunchConfigs(
        self,
        workerPoolId: str,
        *,
        continuationToken: str | None = None,
        limit: int | None = None,
        includeArchived: str | None = None,
    ) -> ListWorkerPoolLaunchConfigsResponse:
        """List launch configurations.

        List the launch configurations of a worker pool, each with the settings new workers get.
        Archived ones are left out unless asked for. Results come in pages of up to 1000; pass the
        returned `continuationToken` back until a page arrives without one.

        Args:
            workerPoolId: Name of the worker pool in the form `<provisionerId>/<workerType>`.
            continuationToken: Opaque marker taken from the previous page; leave out to start at the
                first page.
            limit: Most results wanted in one page, as a number; a page may hold fewer even when
                more remain. Without it the server allows up to 1000.
            includeArchived: `true` lists archived launch configurations too; by default, and with
                `false`, only active ones.

        Returns:
            One page of the launch configurations of a worker pool.

        Raises:
            TaskclusterFailure: if the call fails; its subclasses tell how.

        API: `GET /worker-pool/<workerPoolId>/launch-configs`, experimental. Scopes:
        `worker-manager:get-worker-pool:<workerPoolId>`.
        """
        return await self._session.call(
            operations.listWorkerPoolLaunchConfigs,
            {"workerPoolId": workerPoolId},
            query={
                "continuationToken": continuationToken,
                "limit": limit,
                "includeArchived": includeArchived,
            },
        )

    async def iterWorkerPoolLaunchConfigs(
        self, workerPoolId: str, *, limit: int | None = None, includeArchived: str | None = None
    ) -> AsyncIterator[WorkerPoolLaunchConfig]:
        """Go through what `listWorkerPoolLaunchConfigs` lists, page by page.

        A page is requested when its first item is asked for.

        Args:
            workerPoolId: Name of the worker pool in the form `<provisionerId>/<workerType>`.
            limit: Most results wanted in one page, as a number; a page may hold fewer even when
                more remain. Without it the server allows up to 1000.
            includeArchived: `true` lists archived launch configurations too; by default, and with
                `false`, only active ones.

        Yields:
            A launch configuration as the worker manager keeps it, also after the pool has dropped
            it.

        Raises:
            TaskclusterFailure: if the call fails; its subclasses tell how.
        """
        async for page in paginate(
            self.listWorkerPoolLaunchConfigs,
            workerPoolId,
            limit=limit,
            includeArchived=includeArchived,
        ):
            for item in page.workerPoolLaunchConfigs:
                yield item

    async def workerPoolStats(self, workerPoolId: str) -> WorkerPoolStats:
        """Get worker pool statistics.

        Count the workers of one worker pool by state, and the tasks they can hold, for each launch
        configuration separately. Use `listWorkerPoolsStats` for the sums of every pool.

        Args:
            workerPoolId: Name of the worker pool in the form `<provisionerId>/<workerType>`.

        Returns:
            How many workers one worker pool has, split by what they were started from.

        Raises:
            TaskclusterFailure: if the call fails; its subclasses tell how.

        API: `GET /worker-pool/<workerPoolId>/stats`, experimental. Scopes:
        `worker-manager:get-worker-pool:<workerPoolId>`.
        """
        return await self._session.call(operations.workerPoolStats, {"workerPoolId": workerPoolId})

    async def workerPool(self, workerPoolId: str) -> WorkerPool:
        """Get a worker pool.

        Fetch the definition of one worker pool, with its active launch configurations in `config`.
        An unknown pool is a 404.

        Args:
            workerPoolId: Name of the worker pool in the form `<provisionerId>/<workerType>`.

        Returns:
            A worker pool: its definition, and how many workers it has.

        Raises:
            TaskclusterFailure: if the call fails; its subclasses tell how.

        API: `GET /worker-pool/<workerPoolId>`, stable. Scopes:
        `worker-manager:get-worker-pool:<workerPoolId>`.
        """
        return await self._session.call(operations.workerPool, {"workerPoolId": workerPoolId})

    async def listWorkerPools(
        self, *, continuationToken: str | None = None, limit: int | None = None
    ) -> ListWorkerPoolsResponse:
        """List worker pools.

        List all worker pools with their definitions, those about to be deleted included. Results
        come in pages of up to 1000; pass the returned `continuationToken` back until a page arrives
        without one.

        Args:
            continuationToken: Opaque marker taken from the previous page; leave out to start at the
                first page.
            limit: Most results wanted in one page, as a number; a page may hold fewer even when
                more remain. Without it the server allows up to 1000.

        Returns:
            One page of the worker pools of a deployment.

        Raises:
            TaskclusterFailure: if the call fails; its subclasses tell how.

        API: `GET /worker-pools`, stable. Scopes: `worker-manager:list-worker-pools`.
        """
        return await self._session.call(
            operations.listWorkerPools,
            {},
            query={"continuationToken": continuationToken, "limit": limit},
        )

    async def iterWorkerPools(self, *, limit: int | None = None) -> AsyncIterator[WorkerPool]:
        """Go through what `listWorkerPools` lists, page by page.

        A page is requested when its first item is asked for.

        Args:
            limit: Most results wanted in one page, as a number; a page may hold fewer even when
                more remain. Without it the server allows up to 1000.

        Yields:
            A worker pool: its definition, and how many workers it has.

        Raises:
            TaskclusterFailure: if the call fails; its subclasses tell how.
        """
        async for page in paginate(self.listWorkerPools, limit=limit):
            for item in page.workerPools:
                yield item

    async def listWorkerPoolsStats(
        self, *, continuationToken: str | None = None, limit: int | None = None
    ) -> ListWorkerPoolsStatsResponse:
        """List worker pool statistics.

        Count the workers of every worker pool by state, and the tasks they can hold. Use
        `workerPoolStats` to see one pool split by launch configuration. Results come in pages of up
        to 1000; pass the returned `continuationToken` back until a page arrives without one.

        Args:
            continuationToken: Opaque marker taken from the previous page; leave out to start at the
                first page.
            limit: Most results wanted in one page, as a number; a page may hold fewer even when
                more remain. Without it the server allows up to 1000.

        Returns:
            One page of worker counts by worker pool.

        Raises:
            TaskclusterFailure: if the call fails; its subclasses tell how.

        API: `GET /worker-pools/stats`, experimental. Scopes: `worker-manager:list-worker-pools`.
        """
        return await self._session.call(
            operations.listWorkerPoolsStats,
            {},
            query={"continuationToken": continuationToken, "limit": limit},
        )

    async def iterWorkerPoolsStats(
        self, *, limit: int | None = None
    ) -> AsyncIterator[WorkerPoolTotals]:
        """Go through what `listWorkerPoolsStats` lists, page by page.

        A page is requested when its first item is asked for.

        Args:
            limit: Most results wanted in one page, as a number; a page may hold fewer even when
                more remain. Without it the server allows up to 1000.

        Yields:
            Workers of one worker pool, and their capacity, by state, over all its launch
            configurations.

        Raises:
            TaskclusterFailure: if the call fails; its subclasses tell how.
        """
        async for page in paginate(self.listWorkerPoolsStats, limit=limit):
            for item in page.workerPoolsStats:
                yield item

    async def reportWorkerError(
        self, workerPoolId: str, payload: ReportWorkerErrorRequest
    ) -> WorkerPoolError:
        """Report a worker error.

        Put an error on record for a worker pool, as a worker does whose start-up or configuration
        fails. It joins those of `listWorkerPoolErrors`, and the pool's owner gets an email if the
        pool asks for that. Others can read it, so keep secrets out.

        An attempt that gets no response, or a 5xx one, is retried. If the server carried it out
        nevertheless, the error is recorded twice, and the owner gets two emails if the pool asks
        for them. `workerManager.use(retries=0)` makes one attempt only.

        Args:
            workerPoolId: Name of the worker pool in the form `<provisionerId>/<workerType>`.
            payload: An error as a worker tells of it, to be put on record for its pool.

        Returns:
            Record of something that went wrong while starting a worker, or on the worker itself.

        Raises:
            TaskclusterFailure: if the call fails; its subclasses tell how.

        API: `POST /worker-pool-errors/<workerPoolId>`, stable. Scopes:
        `assume:worker-pool:<workerPoolId>` and `assume:worker-id:<workerGroup>/<workerId>`.
        """
        return await self._session.call(
            operations.reportWorkerError, {"workerPoolId": workerPoolId}, payload=payload
        )

    async def workerPoolErrorStats(
        self, *, workerPoolId: str | None = None
    ) -> WorkerPoolErrorStats:
        """Count worker pool errors.

        Count the errors of one worker pool, or of all where `workerPoolId` is left out: in total
        and by day over the last 7 days, by hour over the last 24, and by what they have in common.
        An unknown pool is a 404.

        Args:
            workerPoolId: Name of the worker pool in the form `<provisionerId>/<workerType>`.

        Returns:
            How many errors a worker pool had lately, or all of them together.

        Raises:
            TaskclusterFailure: if the call fails; its subclasses tell how.

        API: `GET /worker-pool-errors/stats`, experimental. Scopes:
        `worker-manager:list-worker-pool-errors:<workerPoolId>`.
        """
        return await self._session.call(
            operations.workerPoolErrorStats, {}, query={"workerPoolId": workerPoolId}
        )

    async def listWorkerPoolErrors(
        self,
        workerPoolId: str,
        *,
        continuationToken: str | None = None,
        limit: int | None = None,
        launchConfigId: str | None = None,
        errorId: str | None = None,
    ) -> ListWorkerPoolErrorsResponse:
        """List worker pool errors.

        List the errors of a worker pool, newest first: those met while starting workers, and those
        that workers reported. Results come in pages of up to 1000; pass the returned
        `continuationToken` back until a page arrives without one.

        Args:
            workerPoolId: Name of the worker pool in the form `<provisionerId>/<workerType>`.
            continuationToken: Opaque marker taken from the previous page; leave out to start at the
                first page.
            limit: Most results wanted in one page, as a number; a page may hold fewer even when
                more remain. Without it the server allows up to 1000.
            launchConfigId: Keeps only what belongs to the launch configuration of this name.
            errorId: Keeps only the error with this slugid.

        Returns:
            One page of the errors of a worker pool, newest first.

        Raises:
            TaskclusterFailure: if the call fails; its subclasses tell how.

        API: `GET /worker-pool-errors/<workerPoolId>`, stable. Scopes:
        `worker-manager:list-worker-pool-errors:<workerPoolId>`.
        """
        return await self._session.call(
            operations.listWorkerPoolErrors,
            {"workerPoolId": workerPoolId},
            query={
                "continuationToken": continuationToken,
                "limit": limit,
                "launchConfigId": launchConfigId,
                "errorId": errorId,
            },
        )

    async def iterWorkerPoolErrors(
        self,
        workerPoolId: str,
        *,
        limit: int | None = None,
        launchConfigId: str | None = None,
        errorId: str | None = None,
    ) -> AsyncIterator[WorkerPoolError]:
        """Go through what `listWorkerPoolErrors` lists, page by page.

        A page is requested when its first item is asked for.

        Args:
            workerPoolId: Name of the worker pool in the form `<provisionerId>/<workerType>`.
            limit: Most results wanted in one page, as a number; a page may hold fewer even when
                more remain. Without it the server allows up to 1000.
            launchConfigId: Keeps only what belongs to the launch configuration of this name.
            errorId: Keeps only the error with this slugid.

        Yields:
            Record of something that went wrong while starting a worker, or on the worker itself.

        Raises:
            TaskclusterFailure: if the call fails; its subclasses tell how.
        """
        async for page in paginate(
            self.listWorkerPoolErrors,
            workerPoolId,
            limit=limit,
            launchConfigId=launchConfigId,
            errorId=errorId,
        ):
            for item in page.workerPoolErrors:
                yield item

    async def listWorkersForWorkerGroup(
        self,
        workerPoolId: str,
        workerGroup: str,
        *,
        continuationToken: str | None = None,
        limit: int | None = None,
    ) -> ListWorkersForWorkerPoolResponse:
        """List workers of a group.

        List the workers of a worker pool that belong to one worker group, in any state; stopped
        ones stay on record until they expire. An unknown group has none. Results come in pages of
        up to 1000; pass the returned `continuationToken` back until a page arrives without one.

        Args:
            workerPoolId: Name of the worker pool in the form `<provisionerId>/<workerType>`.
            workerGroup: Group the worker belongs to, often its region or data centre.
            continuationToken: Opaque marker taken from the previous page; leave out to start at the
                first page.
            limit: Most results wanted in one page, as a number; a page may hold fewer even when
                more remain. Without it the server allows up to 1000.

        Returns:
            One page of the workers of a worker pool, or of one of its worker groups.

        Raises:
            TaskclusterFailure: if the call fails; its subclasses tell how.

        API: `GET /workers/<workerPoolId>/<workerGroup>`, stable. Scopes:
        `worker-manager:list-workers:<workerPoolId>/<workerGroup>`.
        """
        return await self._session.call(
            operations.listWorkersForWorkerGroup,
            {"workerPoolId": workerPoolId, "workerGroup": workerGroup},
            query={"continuationToken": continuationToken, "limit": limit},
        )

    async def iterWorkersForWorkerGroup(
        self, workerPoolId: str, workerGroup: str, *, limit: int | None = None
    ) -> AsyncIterator[Worker]:
        """Go through what `listWorkersForWorkerGroup` lists, page by page.

        A page is requested when its first item is asked for.

        Args:
            workerPoolId: Name of the worker pool in the form `<provisionerId>/<workerType>`.
            workerGroup: Group the worker belongs to, often its region or data centre.
            limit: Most results wanted in one page, as a number; a page may hold fewer even when
                more remain. Without it the server allows up to 1000.

        Yields:
            A worker as the worker manager has it on record: where it belongs, and how it is doing.

        Raises:
            TaskclusterFailure: if the call fails; its subclasses tell how.
        """
        async for page in paginate(
            self.listWorkersForWorkerGroup, workerPoolId, workerGroup, limit=limit
        ):
            for item in page.workers:
                yield item

    async def worker(self, workerPoolId: str, workerGroup: str, workerId: str) -> Worker:
        """Get a worker.

        Fetch the record of one worker: its state, its capacity and when it was last looked at. An
        unknown worker is a 404. For its tasks and any quarantine use `getWorker`.

        Args:
            workerPoolId: Name of the worker pool in the form `<provisionerId>/<workerType>`.
            workerGroup: Group the worker belongs to, often its region or data centre.
            workerId: Name of the worker, unique within its worker group. In a cloud it is the
                instance's id.

        Returns:
            A worker as the worker manager has it on record: where it belongs, and how it is doing.

        Raises:
            TaskclusterFailure: if the call fails; its subclasses tell how.

        API: `GET /workers/<workerPoolId>/<workerGroup>/<workerId>`, stable. Scopes:
        `worker-manager:get-worker:<workerPoolId>/<workerGroup>/<workerId>`.
        """
        return await self._session.call(
            operations.worker,
            {"workerPoolId": workerPoolId, "workerGroup": workerGroup, "workerId": workerId},
        )

    async def createWorker(
        self, workerPoolId: str, workerGroup: str, workerId: str, payload: CreateWorkerRequest
    ) -> Worker:
        """Create a worker.

        Make a worker known that its provider does not start by itself, such as a machine in your
        own rack, and return its record. Only static providers support it; they need a secret in
        `providerInfo`, and others give a 400. A name that another worker has is refused.

        Args:
            workerPoolId: Name of the worker pool in the form `<provisionerId>/<workerType>`.
            workerGroup: Group the worker belongs to, often its region or data centre.
            workerId: Name of the worker, unique within its worker group. In a cloud it is the
                instance's id.
            payload: Details of a worker that the worker manager does not start by itself.

        Returns:
            A worker as the worker manager has it on record: where it belongs, and how it is doing.

        Raises:
            TaskclusterFailure: if the call fails; its subclasses tell how.

        API: `PUT /workers/<workerPoolId>/<workerGroup>/<workerId>`, stable. Scopes:
        `worker-manager:create-worker:<workerPoolId>/<workerGroup>/<workerId>`.
        """
        return await self._session.call(
            operations.createWorker,
            {"workerPoolId": workerPoolId, "workerGroup": workerGroup, "workerId": workerId},
            payload=payload,
        )

    async def updateWorker(
        self, workerPoolId: str, workerGroup: str, workerId: str, payload: CreateWorkerRequest
    ) -> Worker:
        """Update a worker.

        Replace the properties of a worker that was made with `createWorker`, and return its record.
        Give all of them, the secret included: leaving out `providerInfo` makes the server fail with
        a 500. An unknown worker is a 404.

        Args:
            workerPoolId: Name of the worker pool in the form `<provisionerId>/<workerType>`.
            workerGroup: Group the worker belongs to, often its region or data centre.
            workerId: Name of the worker, unique within its worker group. In a cloud it is the
                instance's id.
            payload: Details of a worker that the worker manager does not start by itself.

        Returns:
            A worker as the worker manager has it on record: where it belongs, and how it is doing.

        Raises:
            TaskclusterFailure: if the call fails; its subclasses tell how.

        API: `POST /workers/<workerPoolId>/<workerGroup>/<workerId>`, stable. Scopes:
        `worker-manager:update-worker:<workerPoolId>/<workerGroup>/<workerId>`.
        """
        return await self._session.call(
            operations.updateWorker,
            {"workerPoolId": workerPoolId, "workerGroup": workerGroup, "workerId": workerId},
            payload=payload,
        )

    async def removeWorker(
        self, workerPoolId: str, workerGroup: str, workerId: str
    ) -> EmptyResponse:
        """Remove a worker.

        Ask the provider to do away with a worker. A cloud provider terminates the instance, and the
        worker may be seen for a while yet, even as `running`; a static one marks it stopped.
        Providers that cannot do it give a 400.

        Args:
            workerPoolId: Name of the worker pool in the form `<provisionerId>/<workerType>`.
            workerGroup: Group the worker belongs to, often its region or data centre.
            workerId: Name of the worker, unique within its worker group. In a cloud it is the
                instance's id.

        Returns:
            Empty response: the call succeeded.

        Raises:
            TaskclusterFailure: if the call fails; its subclasses tell how.

        API: `DELETE /workers/<workerPoolId>/<workerGroup>/<workerId>`, stable. Scopes:
        `worker-manager:remove-worker:<workerPoolId>/<workerGroup>/<workerId>`.
        """
        return await self._session.call(
            operations.removeWorker,
            {"workerPoolId": workerPoolId, "workerGroup": workerGroup, "workerId": workerId},
        )

    async def shouldWorkerTerminate(
        self, workerPoolId: str, workerGroup: str, workerId: str
    ) -> TerminationDecision:
        """Ask whether to terminate.

        Tell a worker whether it should shut down or go on. The decision was made when the worker
        manager last looked at the pool, from its capacity, from pending and claimed tasks, and from
        whether the worker's launch configuration is still in use.

        Args:
            workerPoolId: Name of the worker pool in the form `<provisionerId>/<workerType>`.
            workerGroup: Group the worker belongs to, often its region or data centre.
            workerId: Name of the worker, unique within its worker group. In a cloud it is the
                instance's id.

        Returns:
            Whether a worker should go on working, as the worker manager sees it.

        Raises:
            TaskclusterFailure: if the call fails; its subclasses tell how.

        API: `GET /workers/<workerPoolId>/<workerGroup>/<workerId>/should-terminate`, experimental.
        Scopes: `worker-manager:should-worker-terminate:<workerPoolId>/<workerGroup>/<workerId>`.
        """
        return await self._session.call(
            operations.shouldWorkerTerminate,
            {"workerPoolId": workerPoolId, "workerGroup": workerGroup, "workerId": workerId},
        )

    async def listWorkersForWorkerPool(
        self,
        workerPoolId: str,
        *,
        continuationToken: str | None = None,
        limit: int | None = None,
        launchConfigId: str | None = None,
        state: str | None = None,
    ) -> ListWorkersForWorkerPoolResponse:
        """List workers of a pool.

        List the workers of a worker pool, in any state unless `state` is given; stopped ones stay
        on record until they expire. Results come in pages of up to 1000; pass the returned
        `continuationToken` back until a page arrives without one.

        Args:
            workerPoolId: Name of the worker pool in the form `<provisionerId>/<workerType>`.
            continuationToken: Opaque marker taken from the previous page; leave out to start at the
                first page.
            limit: Most results wanted in one page, as a number; a page may hold fewer even when
                more remain. Without it the server allows up to 1000.
            launchConfigId: Keeps only what belongs to the launch configuration of this name.
            state: Keeps only workers in this state: `requested`, `running`, `stopping` or
                `stopped`.

        Returns:
            One page of the workers of a worker pool, or of one of its worker groups.

        Raises:
            TaskclusterFailure: if the call fails; its subclasses tell how.

        API: `GET /workers/<workerPoolId>`, stable. Scopes:
        `worker-manager:list-workers:<workerPoolId>`.
        """
        return await self._session.call(
            operations.listWorkersForWorkerPool,
            {"workerPoolId": workerPoolId},
            query={
                "continuationToken": continuationToken,
                "limit": limit,
                "launchConfigId": launchConfigId,
                "state": state,
            },
        )

    async def iterWorkersForWorkerPool(
        self,
        workerPoolId: str,
        *,
        limit: int | None = None,
        launchConfigId: str | None = None,
        state: str | None = None,
    ) -> AsyncIterator[Worker]:
        """Go through what `listWorkersForWorkerPool` lists, page by page.

        A page is requested when its first item is asked for.

        Args:
            workerPoolId: Name of the worker pool in the form `<provisionerId>/<workerType>`.
            limit: Most results wanted in one page, as a number; a page may hold fewer even when
                more remain. Without it the server allows up to 1000.
            launchConfigId: Keeps only what belongs to the launch configuration of this name.
            state: Keeps only workers in this state: `requested`, `running`, `stopping` or
                `stopped`.

        Yields:
            A worker as the worker manager has it on record: where it belongs, and how it is doing.

        Raises:
            TaskclusterFailure: if the call fails; its subclasses tell how.
        """
        async for page in paginate(
            self.listWorkersForWorkerPool,
            workerPoolId,
            limit=limit,
            launchConfigId=launchConfigId,
            state=state,
        ):
            for item in page.workers:
                yield item

    async def registerWorker(self, payload: RegisterWorkerRequest) -> RegistrationResult:
        """Register a worker.

        Exchange a proof of identity for the credentials and the configuration that a worker starts
        with, and mark it as running. A worker calls this once it is up; no credentials are needed,
        for the proof stands in for them. A proof that does not hold is a 400, an unknown worker or
        provider a 404.

        An attempt that gets no response, or a 5xx one, is retried. If the server carried it out
        nevertheless, a worker in a cloud counts as running by then, and the retry fails with a 400:
        its credentials were in the lost response, so replace the machine. A static worker can
        register again. `workerManager.use(retries=0)` makes one attempt only.

        Args:
            payload: Who a worker is, and proof of it.

        Returns:
            Result of registering a worker: its configuration, credentials, and the secret to renew
            them.

        Raises:
            TaskclusterFailure: if the call fails; its subclasses tell how.

        API: `POST /worker/register`, stable. Scopes: none.
        """
        return await self._session.call(operations.registerWorker, {}, payload=payload)

    async def reregisterWorker(self, payload: ReregisterWorkerRequest) -> ReregistrationResult:
        """Reregister a worker.

        Give a running worker new credentials before its old ones end, and put off the moment at
        which the worker manager would terminate it. Each call uses up the secret and returns the
        next; a wrong one is a 400. The credentials last for the pool's `reregistrationTimeout`.

        An attempt that gets no response, or a 5xx one, is retried. If the server carried it out
        nevertheless, the retry fails with a 400: a secret can be used once, and the next one was in
        the lost response. The worker can go on until its credentials expire.
        `workerManager.use(retries=0)` makes one attempt only.

        Args:
            payload: Who a running worker is, and the secret that lets it renew its credentials.

        Returns:
            Result of reregistering a worker: new credentials, and the secret for the next renewal.

        Raises:
            TaskclusterFailure: if the call fails; its subclasses tell how.

        API: `POST /worker/reregister`, experimental. Scopes:
        `worker-manager:reregister-worker:<workerPoolId>/<workerGroup>/<workerId>`.
        """
        return await self._session.call(operations.reregisterWorker, {}, payload=payload)

    async def listWorkers(
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

        List the workers of a worker pool that the queue has heard from lately, with their latest
        task and any quarantine, next to what the worker manager knows of them. Workers that no
        provider manages are among them, with the state `standalone`. Results come in pages of up to
        1000; pass the returned `continuationToken` back until a page arrives without one.

        Args:
            provisionerId: First half of a worker pool's name, before the slash.
            workerType: Second half of a worker pool's name, after the slash.
            continuationToken: Opaque marker taken from the previous page; leave out to start at the
                first page.
            limit: Most results wanted in one page, as a number; a page may hold fewer even when
                more remain. Without it the server allows up to 1000.
            launchConfigId: Keeps only what belongs to the launch configuration of this name.
            quarantined: `true` keeps only quarantined workers and `false` only those not in
                quarantine; both kinds are listed when it is left out.
            workerState: Keeps only workers in this state: `requested`, `running`, `stopping` or
                `stopped`. Others, `standalone` included, are refused.

        Returns:
            One page of the workers of a worker pool that the queue has heard from.

        Raises:
            TaskclusterFailure: if the call fails; its subclasses tell how.

        API: `GET /provisioners/<provisionerId>/worker-types/<workerType>/workers`, experimental.
        Scopes: `worker-manager:list-workers:<provisionerId>/<workerType>`.
        """
        return await self._session.call(
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

    async def iterWorkers(
        self,
        provisionerId: str,
        workerType: str,
        *,
        limit: int | None = None,
        launchConfigId: str | None = None,
        quarantined: str | None = None,
        workerState: str | None = None,
    ) -> AsyncIterator[WorkerSummary]:
        """Go through what `listWorkers` lists, page by page.

        A page is requested when its first item is asked for.

        Args:
            provisionerId: First half of a worker pool's name, before the slash.
            workerType: Second half of a worker pool's name, after the slash.
            limit: Most results wanted in one page, as a number; a page may hold fewer even when
                more remain. Without it the server allows up to 1000.
            launchConfigId: Keeps only what belongs to the launch configuration of this name.
            quarantined: `true` keeps only quarantined workers and `false` only those not in
                quarantine; both kinds are listed when it is left out.
            workerState: Keeps only workers in this state: `requested`, `running`, `stopping` or
                `stopped`. Others, `standalone` included, are refused.

        Yields:
            A worker as it appears in lists, from the records of both the queue and the worker
            manager.

        Raises:
            TaskclusterFailure: if the call fails; its subclasses tell how.
        """
        async for page in paginate(
            self.listWorkers,
            provisionerId,
            workerType,
            limit=limit,
            launchConfigId=launchConfigId,
            quarantined=quarantined,
            workerState=workerState,
        ):
            for item in page.workers:
                yield item

    async def getWorker(
        self, provisionerId: str, workerType: str, workerGroup: str, workerId: str
    ) -> WorkerDetails:
        """Get a worker with its activity.

        Fetch what the queue knows of one worker, including its recent tasks and any quarantine,
        together with what the worker manager knows. A worker that never called the queue is a 404;
        `worker` finds those too.

        Args:
            provisionerId: First half of a worker pool's name, before the slash.
            workerType: Second half of a worker pool's name, after the slash.
            workerGroup: Group the worker belongs to, often its region or data centre.
            workerId: Name of the worker, unique within its worker group. In a cloud it is the
                instance's id.

        Returns:
            All that the queue and the worker manager know of a worker: where it belongs, what it
            did lately, and whether it is in quarantine.

        Raises:
            TaskclusterFailure: if the call fails; its subclasses tell how.

        API: `GET
        /provisioners/<provisionerId>/worker-types/<workerType>/workers/<workerGroup>/<workerId>`,
        experimental. Scopes:
        `worker-manager:get-worker:<provisionerId>/<workerType>/<workerGroup>/<workerId>`.
        """
        return await self._session.call(
            operations.getWorker,
            {
                "provisionerId": provisionerId,
                "workerType": workerType,
                "workerGroup": workerGroup,
                "workerId": workerId,
            },
        )

    async def heartbeat(self) -> HeartbeatResponse:
        """Service heartbeat.

        Check the health of the service and of the backing services it needs. Meant for monitoring;
        no credentials are required.

        Returns:
            Health check: any response means that the service is up.

        Raises:
            TaskclusterFailure: if the call fails; its subclasses tell how.

        API: `GET /__heartbeat__`, stable. Scopes: none.
        """
        return await self._session.call(operations.heartbeat, {})
