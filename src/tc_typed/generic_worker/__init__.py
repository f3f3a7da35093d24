"""Task payloads for generic-worker.

Use `payloadAs` to parse the payload of a task as one of these models.

Compiled from schemas/generic-worker by tc_typed.compiler; change the contract, not this file.
"""

from tc_typed.common.models import Sha256, SlugId
from tc_typed.generic_worker.models import (
    ArchiveFormat,
    ArtifactContent,
    Base64Content,
    CompressionFormat,
    FileMount,
    GenericWorkerArtifact,
    GenericWorkerExitHandling,
    IndexedContent,
    InsecurePosixFeatures,
    InsecurePosixOrDockerPayload,
    InsecurePosixPayload,
    LogArtifactNames,
    Mount,
    MountContent,
    MultiuserPosixFeatures,
    MultiuserPosixOrDockerPayload,
    MultiuserPosixPayload,
    MultiuserWindowsFeatures,
    MultiuserWindowsPayload,
    ProxyInterface,
    RawContent,
    ReadOnlyDirectory,
    UrlContent,
    WritableDirectoryCache,
)

__all__ = [
    "ArchiveFormat",
    "ArtifactContent",
    "Base64Content",
    "CompressionFormat",
    "FileMount",
    "GenericWorkerArtifact",
    "GenericWorkerExitHandling",
    "IndexedContent",
    "InsecurePosixFeatures",
    "InsecurePosixOrDockerPayload",
    "InsecurePosixPayload",
    "LogArtifactNames",
    "Mount",
    "MountContent",
    "MultiuserPosixFeatures",
    "MultiuserPosixOrDockerPayload",
    "MultiuserPosixPayload",
    "MultiuserWindowsFeatures",
    "MultiuserWindowsPayload",
    "ProxyInterface",
    "RawContent",
    "ReadOnlyDirectory",
    "Sha256",
    "SlugId",
    "UrlContent",
    "WritableDirectoryCache",
]
