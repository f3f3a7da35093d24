"""Models of the purge-cache service: what its methods take and return, and its messages.

Compiled from schemas/purge-cache by tc_typed.compiler; change the contract, not this file.
"""

from tc_typed.core.models.base import Request, Response
from tc_typed.core.models.fields import Timestamp


class PurgeCacheRequest(Request):
    """Which cache the workers of a pool shall throw away."""

    cacheName: str
    """Name of the cache, as in the payload of tasks that use it. Where a worker has several kinds
    of caches, those of this name go whatever their kind.
    """


class OpenPurgeRequest(Response):
    """A cache that a worker pool is to throw away, unless it is newer than the request."""

    provisionerId: str
    """First half of the name of the worker pool, before the slash."""
    workerType: str
    """Second half of the name of the worker pool, after the slash."""
    cacheName: str
    """Name of the cache, as in the payload of tasks that use it."""
    before: Timestamp
    """Time (UTC) of the latest request for the cache. What was made earlier has to go; what is
    newer may stay.
    """


class ListAllPurgeRequestsResponse(Response):
    """One page of the open requests of all worker pools, for administrators."""

    requests: list[OpenPurgeRequest]
    """The requests on this page; may be empty even when more pages follow."""
    continuationToken: str | None = None
    """Pass it back as `continuationToken` for the next page; absent on the last page. A page may be
    empty and still carry one.
    """


class PurgeRequestsResponse(Response):
    """All open requests of one worker pool, or those since a certain time."""

    requests: list[OpenPurgeRequest]
    """The requests, in no particular order; empty if no cache has to go."""
