"""Models of the purge-cache service: payloads and responses.

Compiled from schemas/purge-cache by tc_typed.compiler; change the contract, not this file.
"""

from tc_typed.core.models.base import Request, Response
from tc_typed.core.models.fields import Timestamp


class PurgeCacheRequest(Request):
    """Cache that the workers of a pool should delete."""

    cacheName: str
    """Name of the cache, as in the payload of tasks that use it. A worker with several kinds of
    caches deletes all caches with this name.
    """


class OpenPurgeRequest(Response):
    """A cache that a worker pool should delete, unless it is newer than the request."""

    provisionerId: str
    """First part of the worker pool's name, before the slash."""
    workerType: str
    """Second part of the worker pool's name, after the slash."""
    cacheName: str
    """Name of the cache, as in the payload of tasks that use it."""
    before: Timestamp
    """Time (UTC) of the latest request for the cache. Caches created earlier must be deleted; newer
    ones can stay.
    """


class ListAllPurgeRequestsResponse(Response):
    """One page of the open requests of all worker pools, for administrators."""

    requests: list[OpenPurgeRequest]
    """Requests on this page."""
    continuationToken: str | None = None
    """Token to pass as `continuationToken` for the next page; absent on the last page. Even an
    empty page may have one.
    """


class PurgeRequestsResponse(Response):
    """All open requests of one worker pool, or those since a given time."""

    requests: list[OpenPurgeRequest]
    """Requests in no particular order; empty if no cache must be deleted."""
