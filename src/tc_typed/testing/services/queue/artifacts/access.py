"""Access to the content of artifacts: upload and download URLs, and credentials for objects."""

from __future__ import annotations

import json
import re
from datetime import datetime, timedelta

from tc_typed.core.models.timestamps import shifted
from tc_typed.queue.models import (
    ErrorArtifactContent,
    ErrorArtifactRequest,
    ErrorArtifactResponse,
    GetArtifactResponse,
    LinkArtifactRequest,
    LinkArtifactResponse,
    ObjectArtifactContent,
    ObjectArtifactRequest,
    ObjectArtifactResponse,
    ObjectCredentials,
    RedirectArtifactContent,
    RedirectArtifactRequest,
    RedirectArtifactResponse,
    S3ArtifactContent,
    S3ArtifactRequest,
    S3ArtifactResponse,
)
from tc_typed.testing.server.service import Reply, Result
from tc_typed.testing.server.storage import PUBLIC
from tc_typed.testing.services.context import ServiceContext
from tc_typed.testing.services.object.state import ObjectState
from tc_typed.testing.services.queue.artifacts.records import ArtifactRecord
from tc_typed.testing.services.queue.artifacts.state import Creation

UPLOAD_URL_LIFETIME = timedelta(minutes=45)
"""Lifetime of the URL to upload an artifact to."""

DOWNLOAD_URL_LIFETIME = timedelta(minutes=30)
"""Lifetime of the URL to download a private artifact from."""

UPLOAD_CREDENTIALS_LIFETIME = timedelta(days=1)
"""Maximum lifetime of the credentials to upload an object. They expire with the artifact."""

DOWNLOAD_CREDENTIALS_LIFETIME = timedelta(hours=1)
"""Lifetime of the credentials to download an object."""

_PRIVATE_BUCKET = "private-bucket/"
_STORAGE_TYPE_HEADER = "x-taskcluster-artifact-storage-type"
_NOT_IN_CLIENT_IDS = re.compile(r"[^A-Za-z0-9!@/:.+|_-]")
_MILLISECOND = timedelta(milliseconds=1)


class ArtifactAccess:
    """URLs, credentials and responses with which callers upload and download artifacts."""

    def __init__(self, context: ServiceContext, objects: ObjectState) -> None:
        """Prepare the access to artifacts. Call all methods inside the timeline.

        Args:
            context: Parts of the deployment that its services share.
            objects: State of the object service.
        """
        self._context = context
        self._objects = objects

    def upload(self, creation: Creation) -> Result:
        """Return the response to the creation of an artifact."""
        artifact = creation.artifact
        match artifact.request:
            case S3ArtifactRequest():
                return self._uploadToStorage(artifact)
            case ObjectArtifactRequest():
                return self._uploadToObject(creation)
            case RedirectArtifactRequest():
                return RedirectArtifactResponse(storageType="reference")
            case LinkArtifactRequest():
                return LinkArtifactResponse(storageType="link")
            case ErrorArtifactRequest():
                return ErrorArtifactResponse(storageType="error")

    def _uploadToStorage(self, artifact: ArtifactRecord) -> S3ArtifactResponse:
        storage, key = self._context.storage, _fileKey(artifact)
        storage.files.reserve(key, artifact.expires)
        with self._context.timeline.enter() as now:
            expires = shifted(now, UPLOAD_URL_LIFETIME)
        return S3ArtifactResponse(
            storageType="s3",
            putUrl=storage.uploadUrl(key, expires, {"content-type": artifact.contentType}),
            contentType=artifact.contentType,
            expires=expires,
        )

    def _uploadToObject(self, creation: Creation) -> ObjectArtifactResponse:
        artifact, run, task = creation.artifact, creation.run, creation.task
        name, projectId = artifact.objectName, task.projectId
        with self._context.timeline.enter() as now:
            expiry = min(artifact.expires, shifted(now, UPLOAD_CREDENTIALS_LIFETIME))
        return ObjectArtifactResponse(
            storageType="object",
            name=name,
            projectId=projectId,
            uploadId=artifact.uploadId or "",
            expires=artifact.expires,
            credentials=self._credentials(
                f"artifact-upload/{artifact.taskId}/{artifact.runId}"
                f"/on/{run.workerGroup}/{run.workerId}",
                f"object:upload:{projectId}:{name}",
                expiry,
            ),
        )

    def _credentials(self, clientId: str, scope: str, expiry: datetime) -> ObjectCredentials:
        with self._context.timeline.enter() as now:
            # An artifact can be created when it has just expired, but no credentials can.
            start = min(now, expiry - _MILLISECOND)
        # Names of artifacts have characters that clientIds can't have.
        clientId = _NOT_IN_CLIENT_IDS.sub("_", clientId)
        issued = self._context.issueCredentials("queue", clientId, [scope], start, expiry)
        return ObjectCredentials(
            clientId=issued.clientId,
            accessToken=issued.accessToken,
            certificate=json.dumps(issued.certificate),
        )

    def redirect(self, artifact: ArtifactRecord) -> Reply:
        """Return the redirect to the content of an artifact."""
        storageType = artifact.request.storageType
        headers = {_STORAGE_TYPE_HEADER: storageType}
        match artifact.request:
            case ErrorArtifactRequest(reason=reason, message=message):
                return Reply(424, {"reason": reason, "message": message}, headers)
            case RedirectArtifactRequest():
                url = artifact.request.url
            case ObjectArtifactRequest():
                url = self._objects.simpleUrl(artifact.objectName)
            case S3ArtifactRequest():
                url = self._downloadUrl(artifact)
            case LinkArtifactRequest():
                raise _unresolved(artifact)
        return Reply(
            303, GetArtifactResponse(storageType=storageType, url=url), {**headers, "location": url}
        )

    def content(self, artifact: ArtifactRecord) -> Result:
        """Return a description of the access to the content of an artifact."""
        match artifact.request:
            case S3ArtifactRequest():
                return S3ArtifactContent(storageType="s3", url=self._downloadUrl(artifact))
            case ObjectArtifactRequest():
                return self._objectContent(artifact)
            case RedirectArtifactRequest(url=url):
                return RedirectArtifactContent(storageType="reference", url=url)
            case ErrorArtifactRequest(reason=reason, message=message):
                return ErrorArtifactContent(storageType="error", reason=reason, message=message)
            case LinkArtifactRequest():
                raise _unresolved(artifact)

    def _objectContent(self, artifact: ArtifactRecord) -> ObjectArtifactContent:
        name = artifact.objectName
        with self._context.timeline.enter() as now:
            expiry = shifted(now, DOWNLOAD_CREDENTIALS_LIFETIME)
        return ObjectArtifactContent(
            storageType="object",
            name=name,
            credentials=self._credentials(
                f"artifact-download/{artifact.fileKey}", f"object:download:{name}", expiry
            ),
        )

    def _downloadUrl(self, artifact: ArtifactRecord) -> str:
        storage, key = self._context.storage, _fileKey(artifact)
        if key.startswith(PUBLIC):
            return storage.publicUrl(key)
        with self._context.timeline.enter() as now:
            return storage.downloadUrl(key, shifted(now, DOWNLOAD_URL_LIFETIME))


def _fileKey(artifact: ArtifactRecord) -> str:
    bucket = PUBLIC if artifact.name.startswith("public/") else _PRIVATE_BUCKET
    return bucket + artifact.fileKey


def _unresolved(artifact: ArtifactRecord) -> ValueError:
    return ValueError(f"links must be resolved before they are read, got {artifact.name!r}")
