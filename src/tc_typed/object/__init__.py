"""The object service: its client, and models of its payloads and responses.

The async client is in `tc_typed.object.aio`.

Compiled from schemas/object by tc_typed.compiler; change the contract, not this file.
"""

from tc_typed.common.models import (
    EmptyResponse,
    HeartbeatResponse,
    PingResponse,
    ProjectId,
    SlugId,
    VersionResponse,
)
from tc_typed.object.client import Object
from tc_typed.object.models import (
    AcceptedDownloadMethods,
    CreateUploadRequest,
    DataInlineUpload,
    DownloadResponse,
    FinishUploadRequest,
    GetUrlDownload,
    ObjectHashes,
    ObjectHashesResponse,
    ObjectMetadata,
    ProposedUploadMethods,
    PutUrlTarget,
    PutUrlUpload,
    SelectedUploadMethod,
    SimpleDownload,
    StartDownloadRequest,
    UnrecognizedDownloadResponse,
    UploadResponse,
)

__all__ = [
    "AcceptedDownloadMethods",
    "CreateUploadRequest",
    "DataInlineUpload",
    "DownloadResponse",
    "EmptyResponse",
    "FinishUploadRequest",
    "GetUrlDownload",
    "HeartbeatResponse",
    "Object",
    "ObjectHashes",
    "ObjectHashesResponse",
    "ObjectMetadata",
    "PingResponse",
    "ProjectId",
    "ProposedUploadMethods",
    "PutUrlTarget",
    "PutUrlUpload",
    "SelectedUploadMethod",
    "SimpleDownload",
    "SlugId",
    "StartDownloadRequest",
    "UnrecognizedDownloadResponse",
    "UploadResponse",
    "VersionResponse",
]
