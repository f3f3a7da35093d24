"""Records of artifacts, and the rules for creating an artifact that exists already."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from tc_typed.queue.models import (
    Artifact,
    CreateArtifactRequest,
    ErrorArtifactRequest,
    LinkArtifactRequest,
    ObjectArtifactRequest,
    RedirectArtifactRequest,
    S3ArtifactRequest,
)
from tc_typed.testing.clock import inMilliseconds

_DEFAULT_CONTENT_TYPE = "application/binary"
_NOT_DETAILS = {"contentType", "contentLength", "expires"}


@dataclass(slots=True)
class ArtifactRecord:
    """An artifact of a run."""

    taskId: str
    runId: int
    name: str
    request: CreateArtifactRequest
    """Storage type and its details. Other properties have fields of their own, because they need
    not change together with these."""
    contentType: str
    contentLength: int | None
    expires: datetime
    uploadId: str | None = field(default=None, repr=False)
    """Id of the upload of an object, until it is finished."""

    @classmethod
    def of(
        cls, taskId: str, runId: int, name: str, request: CreateArtifactRequest
    ) -> ArtifactRecord:
        """Return the record of a new artifact.

        Args:
            taskId: Task that the artifact belongs to.
            runId: Run that the artifact belongs to.
            name: Name of the artifact.
            request: Request to create it.
        """
        return cls(
            taskId=taskId,
            runId=runId,
            name=name,
            request=request,
            contentType=_contentTypeOf(request),
            contentLength=_contentLengthOf(request),
            expires=inMilliseconds(request.expires),
        )

    @property
    def isPresent(self) -> bool:
        """Whether the artifact can be read. Objects must be uploaded and finished before."""
        return self.uploadId is None

    @property
    def fileKey(self) -> str:
        """Path of the artifact's file within its bucket."""
        return f"{self.taskId}/{self.runId}/{self.name}"

    @property
    def objectName(self) -> str:
        """Name of the artifact in the object service."""
        return f"t/{self.fileKey}"

    def mayBecome(self, other: ArtifactRecord) -> bool:
        """Check whether a request to create another artifact may replace this one.

        The same request can be repeated, with the same or a later expiry. A reference can get a new
        URL or become a link. Nothing else can change.
        """
        old, new = self.request, other.request
        if self.expires > other.expires:
            return False
        if new.storageType != "link" and self.contentType != other.contentType:
            return False
        if old.storageType == "reference":
            return new.storageType in ("reference", "link")
        return old.storageType != "object" and _details(old) == _details(new)

    def become(self, other: ArtifactRecord) -> None:
        """Take over what the request to create another artifact may change."""
        self.request = other.request
        self.expires = other.expires

    def model(self) -> Artifact:
        """Return the artifact as it is in responses."""
        return Artifact(
            name=self.name,
            storageType=self.request.storageType,
            contentType=self.contentType,
            contentLength=self.contentLength,
            expires=self.expires,
        )


def _contentTypeOf(request: CreateArtifactRequest) -> str:
    if isinstance(request, ErrorArtifactRequest) or request.contentType is None:
        return _DEFAULT_CONTENT_TYPE
    return request.contentType


def _contentLengthOf(request: CreateArtifactRequest) -> int | None:
    match request:
        case S3ArtifactRequest() | ObjectArtifactRequest():
            return request.contentLength
        case RedirectArtifactRequest() | LinkArtifactRequest() | ErrorArtifactRequest():
            return None


def _details(request: CreateArtifactRequest) -> dict[str, object]:
    return request.model_dump(exclude=_NOT_DETAILS)
