"""Purge-cache service of the local Taskcluster."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from tc_typed.core.models.timestamps import shifted
from tc_typed.purge_cache.models import (
    ListAllPurgeRequestsResponse,
    OpenPurgeRequest,
    PurgeCacheRequest,
    PurgeRequestsResponse,
)
from tc_typed.purge_cache.operations import OPERATIONS
from tc_typed.testing.server.arguments import parseTime
from tc_typed.testing.server.paging import PageRequest, page
from tc_typed.testing.server.service import Handler, LocalService, ReceivedCall, Reply
from tc_typed.testing.services.common import NO_CONTENT, commonHandlers
from tc_typed.testing.services.context import ServiceContext
from tc_typed.testing.services.task_queue_ids import splitTaskQueueId
from tc_typed.testing.timeline import Timeline

LIFETIME = timedelta(days=1)
"""Time for which a request is kept."""


class PurgeCacheState:
    """Open requests to purge caches. Safe to use from several threads."""

    def __init__(self, timeline: Timeline) -> None:
        """Start with the requests in the store.

        Args:
            timeline: Timeline of the local Taskcluster.
        """
        self._timeline = timeline
        self._times: dict[tuple[str, str], datetime] = {}
        self._records = timeline.store.records("purge_cache", OpenPurgeRequest)
        for _, request in self._records.load():
            self._times[_workerPoolId(request), request.cacheName] = request.before

    def purgeCache(self, workerPoolId: str, cacheName: str) -> None:
        """Request that the workers of a pool delete their caches with a name."""
        with self._timeline.enter() as now:
            self._times[workerPoolId, cacheName] = now
            request = _request(workerPoolId, cacheName, now)
            self._records.put(_key(request), request)

    def purgeRequests(self, workerPoolId: str, since: datetime | None) -> PurgeRequestsResponse:
        """Return the requests for a worker pool, or those of them since a time."""
        return PurgeRequestsResponse(
            requests=[
                request
                for request in self._open()
                if _workerPoolId(request) == workerPoolId
                and (since is None or request.before >= since)
            ]
        )

    def allPurgeRequests(self, request: PageRequest) -> ListAllPurgeRequestsResponse:
        """Return the requests for all worker pools."""
        requests, token = page(self._open(), _key, request)
        return ListAllPurgeRequestsResponse(requests=requests, continuationToken=token)

    def _open(self) -> Sequence[OpenPurgeRequest]:
        with self._timeline.enter() as now:
            earliest = shifted(now, -LIFETIME)
            requests = [_request(*key, time) for key, time in self._times.items()]
            for request in requests:
                if request.before <= earliest:
                    del self._times[_workerPoolId(request), request.cacheName]
                    self._records.delete(_key(request))
            return [request for request in requests if request.before > earliest]


def _request(workerPoolId: str, cacheName: str, before: datetime) -> OpenPurgeRequest:
    provisionerId, workerType = splitTaskQueueId(workerPoolId)
    return OpenPurgeRequest(
        provisionerId=provisionerId, workerType=workerType, cacheName=cacheName, before=before
    )


def _workerPoolId(request: OpenPurgeRequest) -> str:
    return f"{request.provisionerId}/{request.workerType}"


def _key(request: OpenPurgeRequest) -> str:
    # Names of worker pools contain no colons, so different requests have different keys.
    return f"{_workerPoolId(request)}:{request.cacheName}"


def purgeCacheService(context: ServiceContext) -> LocalService:
    """Make the purge-cache service.

    Args:
        context: Parts of the deployment that its services share.
    """
    return LocalService(OPERATIONS, _handlers(PurgeCacheState(context.timeline)))


def _handlers(state: PurgeCacheState) -> Mapping[str, Handler]:
    def purgeCache(call: ReceivedCall) -> Reply:
        state.purgeCache(call.args["workerPoolId"], call.body(PurgeCacheRequest).cacheName)
        return NO_CONTENT

    def purgeRequests(call: ReceivedCall) -> PurgeRequestsResponse:
        since = call.query.get("since")
        return state.purgeRequests(
            call.args["workerPoolId"], None if since is None else parseTime(since)
        )

    return {
        **commonHandlers(),
        "purgeCache": purgeCache,
        "purgeRequests": purgeRequests,
        "allPurgeRequests": lambda call: state.allPurgeRequests(call.page),
    }
