"""Operations of the object service: the request and response of each method.

Compiled from schemas/object by tc_typed.compiler; change the contract, not this file.
"""

from __future__ import annotations

from collections.abc import Mapping

from tc_typed.common.models import EmptyResponse, HeartbeatResponse, PingResponse, VersionResponse
from tc_typed.core.non_json import Redirect
from tc_typed.core.operation import Operation
from tc_typed.object.models import (
    CreateUploadRequest,
    DownloadResponse,
    FinishUploadRequest,
    ObjectMetadata,
    StartDownloadRequest,
    UploadResponse,
)

ping: Operation[PingResponse] = Operation(
    service="object", version="v1", name="ping", method="get", route="/ping", result=PingResponse
)
lbheartbeat: Operation[HeartbeatResponse] = Operation(
    service="object",
    version="v1",
    name="lbheartbeat",
    method="get",
    route="/__lbheartbeat__",
    result=HeartbeatResponse,
)
version: Operation[VersionResponse] = Operation(
    service="object",
    version="v1",
    name="version",
    method="get",
    route="/__version__",
    result=VersionResponse,
)
createUpload: Operation[UploadResponse] = Operation(
    service="object",
    version="v1",
    name="createUpload",
    method="put",
    route="/upload/<name>",
    args=("name",),
    payload=CreateUploadRequest,
    result=UploadResponse,
    scopes="object:upload:<projectId>:<name>",
)
finishUpload: Operation[EmptyResponse] = Operation(
    service="object",
    version="v1",
    name="finishUpload",
    method="post",
    route="/finish-upload/<name>",
    args=("name",),
    payload=FinishUploadRequest,
    result=EmptyResponse,
    scopes="object:upload:<projectId>:<name>",
)
startDownload: Operation[DownloadResponse] = Operation(
    service="object",
    version="v1",
    name="startDownload",
    method="put",
    route="/start-download/<name>",
    args=("name",),
    payload=StartDownloadRequest,
    result=DownloadResponse,
    scopes="object:download:<name>",
)
object: Operation[ObjectMetadata] = Operation(
    service="object",
    version="v1",
    name="object",
    method="get",
    route="/metadata/<name>",
    args=("name",),
    result=ObjectMetadata,
    scopes="object:download:<name>",
)
download: Operation[Redirect] = Operation(
    service="object",
    version="v1",
    name="download",
    method="get",
    route="/download/<name>",
    args=("name",),
    result=Redirect,
    bodyKind="redirect",
    scopes="object:download:<name>",
)
heartbeat: Operation[HeartbeatResponse] = Operation(
    service="object",
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
        createUpload,
        finishUpload,
        startDownload,
        object,
        download,
        heartbeat,
    )
}
"""All methods of the service, by name."""
