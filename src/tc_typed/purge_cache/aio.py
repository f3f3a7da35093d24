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
    """The purge-cache service tells workers which of their caches to delete.

    If a cache is broken or must not be reused, a caller requests that it be purged, by name; the
    workers of the pool query the service before they start a task, and delete every cache of that
    name that is older than the request. A request is kept for a day.
    """

    serviceName: ClassVar[str] = "purge-cache"
    apiVersion: ClassVar[str] = "v1"
    _operations: ClassVar[Mapping[str, Operation]] = operations.OPERATIONS

    async def ping(self) -> PingResponse:
        """Ping.

        Check that the service is up. Needs no credentials and does not check the services behind
        it.

        Returns:
            Response of a service that is up.

        Raises:
            TaskclusterFailure: if the call fails; subclasses distinguish the causes.

        API: `GET /ping`, stable. Scopes: none.
        """
        return await self._session.call(operations.ping, {})

    async def lbheartbeat(self) -> HeartbeatResponse:
        """Load balancer heartbeat.

        Check that this instance is alive, as a load balancer does. Needs no credentials and does
        not check the services behind it.

        Returns:
            Empty response of a service that is up.

        Raises:
            TaskclusterFailure: if the call fails; subclasses distinguish the causes.

        API: `GET /__lbheartbeat__`, stable. Scopes: none.
        """
        return await self._session.call(operations.lbheartbeat, {})

    async def version(self) -> VersionResponse:
        """Service version.

        Return the Taskcluster build that the service runs. Needs no credentials. The response
        follows the Dockerflow convention.

        Returns:
            Taskcluster build that a service runs.

        Raises:
            TaskclusterFailure: if the call fails; subclasses distinguish the causes.

        API: `GET /__version__`, stable. Scopes: none.
        """
        return await self._session.call(operations.version, {})

    async def purgeCache(self, workerPoolId: str, payload: PurgeCacheRequest) -> None:
        """Purge a cache.

        Request that all workers of a pool delete their current caches with a given name. Caches
        created afterwards are kept. Repeating the call moves the time of the request to now, so
        caches created in between are deleted as well. Workers act on their next query, not at once.

        Args:
            workerPoolId: Name of the worker pool, as `<provisionerId>/<workerType>`.
            payload: Cache that the workers of a pool should delete.

        Returns:
            Nothing.

        Raises:
            TaskclusterFailure: if the call fails; subclasses distinguish the causes.

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

        List the open requests of all worker pools, for administrators. Workers call `purgeRequests`
        instead. Results come in pages of up to 1000; pass the returned `continuationToken` back
        until a page arrives without one.

        Args:
            continuationToken: Opaque token from the previous page; omit it to start at the first
                page.
            limit: Maximum number of results per page; a page may hold fewer even if more remain.
                Defaults to 1000.

        Returns:
            One page of the open requests of all worker pools, for administrators.

        Raises:
            TaskclusterFailure: if the call fails; subclasses distinguish the causes.

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
        """Iterate over all results of `allPurgeRequests`.

        Each page is requested when its first item is needed.

        Args:
            limit: Maximum number of results per page; a page may hold fewer even if more remain.
                Defaults to 1000.

        Yields:
            A cache that a worker pool should delete, unless it is newer than the request.

        Raises:
            TaskclusterFailure: if the call fails; subclasses distinguish the causes.
        """
        async for page in paginate(self.allPurgeRequests, limit=limit):
            for item in page.requests:
                yield item

    async def purgeRequests(
        self, workerPoolId: str, *, since: str | None = None
    ) -> PurgeRequestsResponse:
        """Get purge requests.

        Fetch the open requests of one worker pool, all in one response. Workers call this before a
        task and delete each named cache that was created before its request's time. The service may
        respond from its own cache, which can be slightly out of date.

        Args:
            workerPoolId: Name of the worker pool, as `<provisionerId>/<workerType>`.
            since: Time, such as `2026-01-31T12:00:00.000Z`; requests before it are left out. A
                worker gives the time of its last call. Without it all open requests are listed.

        Returns:
            All open requests of one worker pool, or those since a given time.

        Raises:
            TaskclusterFailure: if the call fails; subclasses distinguish the causes.

        API: `GET /purge-cache/<workerPoolId>`, stable. Scopes:
        `purge-cache:purge-requests::<workerPoolId>`.
        """
        return await self._session.call(
            operations.purgeRequests, {"workerPoolId": workerPoolId}, query={"since": since}
        )

    async def heartbeat(self) -> HeartbeatResponse:
        """Service heartbeat.

        Check the health of the service and of the services behind it. Meant for monitoring; needs
        no credentials.

        Returns:
            Empty response of a service that is up.

        Raises:
            TaskclusterFailure: if the call fails; subclasses distinguish the causes.

        API: `GET /__heartbeat__`, stable. Scopes: none.
        """
        return await self._session.call(operations.heartbeat, {})
