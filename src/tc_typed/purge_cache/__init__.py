"""The purge-cache service: its client, and models of its payloads and responses.

The async client is in `tc_typed.purge_cache.aio`.

Compiled from schemas/purge-cache by tc_typed.compiler; change the contract, not this file.
"""

from tc_typed.common.models import HeartbeatResponse, PingResponse, VersionResponse
from tc_typed.purge_cache.client import PurgeCache
from tc_typed.purge_cache.models import (
    ListAllPurgeRequestsResponse,
    OpenPurgeRequest,
    PurgeCacheRequest,
    PurgeRequestsResponse,
)

__all__ = [
    "HeartbeatResponse",
    "ListAllPurgeRequestsResponse",
    "OpenPurgeRequest",
    "PingResponse",
    "PurgeCache",
    "PurgeCacheRequest",
    "PurgeRequestsResponse",
    "VersionResponse",
]
