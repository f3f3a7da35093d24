"""Tasks with a claimed run, and requests for artifacts, for tests of artifacts."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import uuid4

from tests.testing.samples import definition

from tc_typed.object import (
    CreateUploadRequest,
    FinishUploadRequest,
    Object,
    ProposedUploadMethods,
)
from tc_typed.queue import (
    ClaimWorkRequest,
    ErrorArtifactRequest,
    LinkArtifactRequest,
    ObjectArtifactRequest,
    ObjectArtifactResponse,
    ObjectCredentials,
    Queue,
    RedirectArtifactRequest,
    S3ArtifactRequest,
    S3ArtifactResponse,
)
from tc_typed.slugs import slugId
from tc_typed.testing import LocalTaskcluster

GROUP, WORKER = "some-group", "some-worker"
PUBLIC, PRIVATE = "public/file", "private/file"
DAY = timedelta(days=1)


class Work:
    """A client of the queue, and tasks with artifacts."""

    def __init__(self, taskcluster: LocalTaskcluster, queue: Queue) -> None:
        self.taskcluster = taskcluster
        self.queue = queue

    @property
    def now(self) -> datetime:
        """Current time of the server."""
        return self.taskcluster.clock()

    @property
    def tomorrow(self) -> datetime:
        """Expiry of most artifacts."""
        return self.now + DAY

    def pending(self, **fields: object) -> str:
        """Create a task, with a task queue of its own, and return its id."""
        taskId, lasts = slugId(), timedelta(hours=12)
        fields = {"taskQueueId": f"provisioner/w{uuid4().hex[:20]}", **fields}
        self.queue.createTask(taskId, definition(self.now, lasts, **fields))
        return taskId

    def claim(self, taskId: str) -> None:
        """Claim the pending run of a task."""
        request = ClaimWorkRequest(workerGroup=GROUP, workerId=WORKER)
        (claimed,) = self.queue.claimWork(self.queue.task(taskId).taskQueueId, request).tasks
        assert claimed.status.taskId == taskId

    def running(self, **fields: object) -> str:
        """Create a task, claim it and return its id."""
        taskId = self.pending(**fields)
        self.claim(taskId)
        return taskId

    def uploadUrl(self, taskId: str, name: str, *, expires: datetime | None = None) -> str:
        """Create an artifact of type text/plain and return the URL to upload it to."""
        request = S3ArtifactRequest(contentType="text/plain", expires=expires or self.tomorrow)
        response = self.queue.createArtifact(taskId, 0, name, request)
        assert isinstance(response, S3ArtifactResponse)
        return response.putUrl

    def objectsAs(self, credentials: ObjectCredentials) -> Object:
        """Return a client of the object service that has the credentials of an artifact."""
        return Object(
            rootUrl=self.taskcluster.rootUrl, credentials=credentials.model_dump(), retries=0
        )


def s3(work: Work, contentType: str = "text/plain", lasts: timedelta = DAY) -> S3ArtifactRequest:
    """Return a request for an artifact in S3."""
    return S3ArtifactRequest(contentType=contentType, expires=work.now + lasts)


def ofObject(work: Work, contentType: str = "text/plain") -> ObjectArtifactRequest:
    """Return a request for an artifact in the object service."""
    return ObjectArtifactRequest(contentType=contentType, expires=work.tomorrow)


def reference(
    work: Work, url: str = "https://example.com/", contentType: str = "text/plain"
) -> RedirectArtifactRequest:
    """Return a request for an artifact that redirects."""
    return RedirectArtifactRequest(url=url, contentType=contentType, expires=work.tomorrow)


def link(
    work: Work, artifact: str = "public/other", contentType: str | None = None
) -> LinkArtifactRequest:
    """Return a request for a link."""
    return LinkArtifactRequest(artifact=artifact, contentType=contentType, expires=work.tomorrow)


def error(work: Work, message: str = "There is none.") -> ErrorArtifactRequest:
    """Return a request for an error."""
    return ErrorArtifactRequest(
        reason="file-missing-on-worker", message=message, expires=work.tomorrow
    )


def createObject(work: Work, taskId: str, name: str = PUBLIC) -> ObjectArtifactResponse:
    """Create an artifact in the object service."""
    response = work.queue.createArtifact(taskId, 0, name, ofObject(work))
    assert isinstance(response, ObjectArtifactResponse)
    return response


def uploadObject(work: Work, created: ObjectArtifactResponse, *, finish: bool = True) -> None:
    """Upload an empty object for an artifact."""
    with work.objectsAs(created.credentials) as objects:
        objects.createUpload(
            created.name,
            CreateUploadRequest(
                projectId=created.projectId,
                uploadId=created.uploadId,
                expires=created.expires,
                proposedUploadMethods=ProposedUploadMethods(),
            ),
        )
        if finish:
            objects.finishUpload(
                created.name,
                FinishUploadRequest(projectId=created.projectId, uploadId=created.uploadId),
            )
