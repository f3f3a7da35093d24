"""Async client of the purge-cache service.

Compiled from schemas/purge-cache by tc_typed.compiler; change the contract, not this file.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from typing import ClassVar

from tc_typed.common.models import HeartbeatResponse, PingResponse, VersionResponse
from tc_typed.core.aio import AsyncServiceClient
from tc_typed.core.operation import Operation
from tc_typed.core.paging.aio import paginate
from tc_typed.purge_cache import operations
from tc_typed.purge_cache.models import (
    ListAllPurgeRequestsResponse,
    OpenPurgeRequest,
    PurgeCacheRequest,
    PurgeRequestsResponse,
)


class PurgeCache(AsyncServiceClient):
    """The purge-cache service tells workers which of their caches to throw away.

    Somebody whose cache is broken, or must not be used again, asks for it by name; workers of that
    pool ask the service before they start a task, and drop every cache of the name that is older
    than the request. A request is kept for a day.
    """

    serviceName: ClassVar[str] = "purge-cache"
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

    async def purgeCache(self, workerPoolId: str, payload: PurgeCacheRequest) -> None:
        """Purge a cache.

        Ask all workers of a pool to drop the caches of one name that they have now. Caches made
        afterwards are safe. Repeating the call moves the time of the request to now, so that caches
        made in between go as well. Workers act when they next ask, not at once.

        Args:
            workerPoolId: Name of the worker pool in the form `<provisionerId>/<workerType>`.
            payload: Which cache the workers of a pool shall throw away.

        Returns:
            Nothing.

        Raises:
            TaskclusterFailure: if the call fails; its subclasses tell how.

        API: `POST /purge-cache/<workerPoolId>`, stable. Scopes:
        `purge-cache:<workerPoolId>:<cacheName>`.
        """
        return await self._session.call(
            operations.purgeCache, {"workerPoolId": workerPoolId}, payload=payload
        )

    async def allPurgeRequests(
        self, *, continuationToken: str | None = None, limit: int | None = None
    ) -> ListAllPurgeRequestsResponse:
        """List all purge requests.

        List the open requests of all worker pools, for administrators who want the whole picture.
        Workers call `purgeRequests` instead. Results come in pages of up to 1000; pass the returned
        `continuationToken` back until a page arrives without one.

        Args:
            continuationToken: Opaque marker taken from the previous page; leave out to start at the
                first page.
            limit: Most requests wanted in one page, as a number. Without it the server allows up to
                1000.

        Returns:
            One page of the open requests of all worker pools, for administrators.

        Raises:
            TaskclusterFailure: if the call fails; its subclasses tell how.

        API: `GET /purge-cache/list`, stable. Scopes: `purge-cache:all-purge-requests`.
        """
        return await self._session.call(
            operations.allPurgeRequests,
            {},
            query={"continuationToken": continuationToken, "limit": limit},
        )

    async def iterAllPurgeRequests(
        self, *, limit: int | None = None
    ) -> AsyncIterator[OpenPurgeRequest]:
        """Go through what `allPurgeRequests` lists, page by page.

        A page is requested when its first item is asked for.

        Args:
            limit: Most requests wanted in one page, as a number. Without it the server allows up to
                1000.

        Yields:
            A cache that a worker pool is to throw away, unless it is newer than the request.

        Raises:
            TaskclusterFailure: if the call fails; its subclasses tell how.
        """
        async for page in paginate(self.allPurgeRequests, limit=limit):
            for item in page.requests:
                yield item

    async def purgeRequests(
        self, workerPoolId: str, *, since: str | None = None
    ) -> PurgeRequestsResponse:
        """Get purge requests.

        Get the open requests of one worker pool, all in one response. Workers call this before a
        task and drop each cache named that was made before the time given with it. The service may
        respond from a cache of its own, a little out of date.

        Args:
            workerPoolId: Name of the worker pool in the form `<provisionerId>/<workerType>`.
            since: Time, such as `2026-01-31T12:00:00.000Z`, before which requests are of no
                interest; a worker gives the time of its last call. Without it all open ones are
                listed.

        Returns:
            All open requests of one worker pool, or those since a certain time.

        Raises:
            TaskclusterFailure: if the call fails; its subclasses tell how.

        API: `GET /purge-cache/<workerPoolId>`, stable. Scopes:
        `purge-cache:purge-requests::<workerPoolId>`.
        """
        return await self._session.call(
            operations.purgeRequests, {"workerPoolId": workerPoolId}, query={"since": since}
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
