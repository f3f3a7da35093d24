"""Types of the functions that replace methods of the index service in tests.

Compiled from schemas/index by tc_typed.compiler; change the contract, not this file.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Protocol, TypeVar

from typing_extensions import TypedDict

from tc_typed.common.models import EmptyResponse, HeartbeatResponse, PingResponse, VersionResponse
from tc_typed.core.non_json import Redirect
from tc_typed.index.models import (
    FindTasksAtIndexRequest,
    IndexedTask,
    InsertTaskRequest,
    ListNamespacesResponse,
    ListTasksResponse,
)

ResultT_co = TypeVar("ResultT_co", covariant=True)


class _FindTasksAtIndex(Protocol[ResultT_co]):
    def __call__(
        self,
        payload: FindTasksAtIndexRequest,
        /,
        *,
        continuationToken: str | None = None,
        limit: int | None = None,
    ) -> ResultT_co: ...


class _ListNamespaces(Protocol[ResultT_co]):
    def __call__(
        self, namespace: str, /, *, continuationToken: str | None = None, limit: int | None = None
    ) -> ResultT_co: ...


class _ListTasks(Protocol[ResultT_co]):
    def __call__(
        self, namespace: str, /, *, continuationToken: str | None = None, limit: int | None = None
    ) -> ResultT_co: ...


class IndexFakes(TypedDict, total=False):
    """Functions that replace methods of `Index` in tests."""

    ping: Callable[[], PingResponse]
    lbheartbeat: Callable[[], HeartbeatResponse]
    version: Callable[[], VersionResponse]
    findTask: Callable[[str], IndexedTask]
    findTasksAtIndex: _FindTasksAtIndex[ListTasksResponse]
    listNamespaces: _ListNamespaces[ListNamespacesResponse]
    listTasks: _ListTasks[ListTasksResponse]
    insertTask: Callable[[str, InsertTaskRequest], IndexedTask]
    deleteTask: Callable[[str], EmptyResponse]
    findArtifactFromTask: Callable[[str, str], Redirect]
    heartbeat: Callable[[], HeartbeatResponse]


class AsyncIndexFakes(TypedDict, total=False):
    """Functions, sync or async, that replace methods of `aio.Index` in tests."""

    ping: Callable[[], Awaitable[PingResponse] | PingResponse]
    lbheartbeat: Callable[[], Awaitable[HeartbeatResponse] | HeartbeatResponse]
    version: Callable[[], Awaitable[VersionResponse] | VersionResponse]
    findTask: Callable[[str], Awaitable[IndexedTask] | IndexedTask]
    findTasksAtIndex: _FindTasksAtIndex[Awaitable[ListTasksResponse] | ListTasksResponse]
    listNamespaces: _ListNamespaces[Awaitable[ListNamespacesResponse] | ListNamespacesResponse]
    listTasks: _ListTasks[Awaitable[ListTasksResponse] | ListTasksResponse]
    insertTask: Callable[[str, InsertTaskRequest], Awaitable[IndexedTask] | IndexedTask]
    deleteTask: Callable[[str], Awaitable[EmptyResponse] | EmptyResponse]
    findArtifactFromTask: Callable[[str, str], Awaitable[Redirect] | Redirect]
    heartbeat: Callable[[], Awaitable[HeartbeatResponse] | HeartbeatResponse]
