"""Types of the functions that replace methods of the object service in tests.

Compiled from schemas/object by tc_typed.compiler; change the contract, not this file.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from typing_extensions import TypedDict

from tc_typed.common.models import EmptyResponse, HeartbeatResponse, PingResponse, VersionResponse
from tc_typed.core.non_json import Redirect
from tc_typed.object.models import (
    CreateUploadRequest,
    DownloadResponse,
    FinishUploadRequest,
    ObjectMetadata,
    StartDownloadRequest,
    UploadResponse,
)


class ObjectFakes(TypedDict, total=False):
    """Functions that replace methods of `Object` in tests."""

    ping: Callable[[], PingResponse]
    lbheartbeat: Callable[[], HeartbeatResponse]
    version: Callable[[], VersionResponse]
    createUpload: Callable[[str, CreateUploadRequest], UploadResponse]
    finishUpload: Callable[[str, FinishUploadRequest], EmptyResponse]
    startDownload: Callable[[str, StartDownloadRequest], DownloadResponse]
    object: Callable[[str], ObjectMetadata]
    download: Callable[[str], Redirect]
    heartbeat: Callable[[], HeartbeatResponse]


class AsyncObjectFakes(TypedDict, total=False):
    """Functions, sync or async, that replace methods of `aio.Object` in tests."""

    ping: Callable[[], Awaitable[PingResponse] | PingResponse]
    lbheartbeat: Callable[[], Awaitable[HeartbeatResponse] | HeartbeatResponse]
    version: Callable[[], Awaitable[VersionResponse] | VersionResponse]
    createUpload: Callable[[str, CreateUploadRequest], Awaitable[UploadResponse] | UploadResponse]
    finishUpload: Callable[[str, FinishUploadRequest], Awaitable[EmptyResponse] | EmptyResponse]
    startDownload: Callable[
        [str, StartDownloadRequest], Awaitable[DownloadResponse] | DownloadResponse
    ]
    object: Callable[[str], Awaitable[ObjectMetadata] | ObjectMetadata]
    download: Callable[[str], Awaitable[Redirect] | Redirect]
    heartbeat: Callable[[], Awaitable[HeartbeatResponse] | HeartbeatResponse]
