"""Types of the functions that replace methods of the purge-cache service in tests.

Compiled from schemas/purge-cache by tc_typed.compiler; change the contract, not this file.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Protocol, TypeVar

from typing_extensions import TypedDict

from tc_typed.common.models import HeartbeatResponse, PingResponse, VersionResponse
from tc_typed.purge_cache.models import (
    ListAllPurgeRequestsResponse,
    PurgeCacheRequest,
    PurgeRequestsResponse,
)

ResultT_co = TypeVar("ResultT_co", covariant=True)


class _AllPurgeRequests(Protocol[ResultT_co]):
    def __call__(
        self, /, *, continuationToken: str | None = None, limit: int | None = None
    ) -> ResultT_co: ...


class _PurgeRequests(Protocol[ResultT_co]):
    def __call__(self, workerPoolId: str, /, *, since: str | None = None) -> ResultT_co: ...


class PurgeCacheFakes(TypedDict, total=False):
    """Functions that replace methods of `PurgeCache` in tests."""

    ping: Callable[[], PingResponse]
    lbheartbeat: Callable[[], HeartbeatResponse]
    version: Callable[[], VersionResponse]
    purgeCache: Callable[[str, PurgeCacheRequest], None]
    allPurgeRequests: _AllPurgeRequests[ListAllPurgeRequestsResponse]
    purgeRequests: _PurgeRequests[PurgeRequestsResponse]
    heartbeat: Callable[[], HeartbeatResponse]


class AsyncPurgeCacheFakes(TypedDict, total=False):
    """Functions, sync or async, that replace methods of `aio.PurgeCache` in tests."""

    ping: Callable[[], Awaitable[PingResponse] | PingResponse]
    lbheartbeat: Callable[[], Awaitable[HeartbeatResponse] | HeartbeatResponse]
    version: Callable[[], Awaitable[VersionResponse] | VersionResponse]
    purgeCache: Callable[[str, PurgeCacheRequest], Awaitable[None] | None]
    allPurgeRequests: _AllPurgeRequests[
        Awaitable[ListAllPurgeRequestsResponse] | ListAllPurgeRequestsResponse
    ]
    purgeRequests: _PurgeRequests[Awaitable[PurgeRequestsResponse] | PurgeRequestsResponse]
    heartbeat: Callable[[], Awaitable[HeartbeatResponse] | HeartbeatResponse]
