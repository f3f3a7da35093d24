"""Operations of the index service: the request and response of each method.

Compiled from schemas/index by tc_typed.compiler; change the contract, not this file.
"""

from __future__ import annotations

from collections.abc import Mapping

from tc_typed.common.models import EmptyResponse, HeartbeatResponse, PingResponse, VersionResponse
from tc_typed.core.non_json import Redirect
from tc_typed.core.operation import Operation
from tc_typed.index.models import (
    FindTasksAtIndexRequest,
    IndexedTask,
    InsertTaskRequest,
    ListNamespacesResponse,
    ListTasksResponse,
)

ping: Operation[PingResponse] = Operation(
    service="index", version="v1", name="ping", method="get", route="/ping", result=PingResponse
)
lbheartbeat: Operation[HeartbeatResponse] = Operation(
    service="index",
    version="v1",
    name="lbheartbeat",
    method="get",
    route="/__lbheartbeat__",
    result=HeartbeatResponse,
)
version: Operation[VersionResponse] = Operation(
    service="index",
    version="v1",
    name="version",
    method="get",
    route="/__version__",
    result=VersionResponse,
)
findTask: Operation[IndexedTask] = Operation(
    service="index",
    version="v1",
    name="findTask",
    method="get",
    route="/task/<indexPath>",
    args=("indexPath",),
    result=IndexedTask,
    scopes="index:find-task:<indexPath>",
)
findTasksAtIndex: Operation[ListTasksResponse] = Operation(
    service="index",
    version="v1",
    name="findTasksAtIndex",
    method="post",
    route="/tasks/indexes",
    query=("continuationToken", "limit"),
    payload=FindTasksAtIndexRequest,
    result=ListTasksResponse,
    scopes={
        "AllOf": [{"each": "index:find-task:<indexPath>", "for": "indexPath", "in": "indexPaths"}]
    },
    stability="experimental",
)
listNamespaces: Operation[ListNamespacesResponse] = Operation(
    service="index",
    version="v1",
    name="listNamespaces",
    method="get",
    route="/namespaces/<namespace>",
    args=("namespace",),
    mayBeEmpty=("namespace",),
    query=("continuationToken", "limit"),
    result=ListNamespacesResponse,
    scopes="index:list-namespaces:<namespace>",
)
listTasks: Operation[ListTasksResponse] = Operation(
    service="index",
    version="v1",
    name="listTasks",
    method="get",
    route="/tasks/<namespace>",
    args=("namespace",),
    mayBeEmpty=("namespace",),
    query=("continuationToken", "limit"),
    result=ListTasksResponse,
    scopes="index:list-tasks:<namespace>",
)
insertTask: Operation[IndexedTask] = Operation(
    service="index",
    version="v1",
    name="insertTask",
    method="put",
    route="/task/<namespace>",
    args=("namespace",),
    payload=InsertTaskRequest,
    result=IndexedTask,
    scopes="index:insert-task:<namespace>",
)
deleteTask: Operation[EmptyResponse] = Operation(
    service="index",
    version="v1",
    name="deleteTask",
    method="delete",
    route="/task/<namespace>",
    args=("namespace",),
    result=EmptyResponse,
    scopes="index:delete-task:<namespace>",
)
findArtifactFromTask: Operation[Redirect] = Operation(
    service="index",
    version="v1",
    name="findArtifactFromTask",
    method="get",
    route="/task/<indexPath>/artifacts/<name>",
    args=("indexPath", "name"),
    result=Redirect,
    bodyKind="redirect",
    scopes="queue:get-artifact:<name>",
)
heartbeat: Operation[HeartbeatResponse] = Operation(
    service="index",
    version="v1",
    name="heartbeat",
    method="get",
    route="/__heartbeat__",
    result=HeartbeatResponse,
)

OPERATIONS: Mapping[str, Operation] = {
    operation.name: operation
    for operation in (
        ping,
        lbheartbeat,
        version,
        findTask,
        findTasksAtIndex,
        listNamespaces,
        listTasks,
        insertTask,
        deleteTask,
        findArtifactFromTask,
        heartbeat,
    )
}
"""All methods of the service, by name."""
