"""The index service: its client, and models of its payloads and responses.

The async client is in `tc_typed.index.aio`.

Compiled from schemas/index by tc_typed.compiler; change the contract, not this file.
"""

from tc_typed.common.models import (
    EmptyResponse,
    HeartbeatResponse,
    PingResponse,
    SlugId,
    VersionResponse,
)
from tc_typed.index.client import Index
from tc_typed.index.models import (
    FindTasksAtIndexRequest,
    IndexedTask,
    InsertTaskRequest,
    ListNamespacesResponse,
    ListTasksResponse,
    Namespace,
    NamespacesQuery,
)

__all__ = [
    "EmptyResponse",
    "FindTasksAtIndexRequest",
    "HeartbeatResponse",
    "Index",
    "IndexedTask",
    "InsertTaskRequest",
    "ListNamespacesResponse",
    "ListTasksResponse",
    "Namespace",
    "NamespacesQuery",
    "PingResponse",
    "SlugId",
    "VersionResponse",
]
