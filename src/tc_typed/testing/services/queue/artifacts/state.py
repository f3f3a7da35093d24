"""State of the artifacts: creation, links and lists. No HTTP."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from tc_typed.core.models.timestamps import shifted
from tc_typed.object.models import CreateUploadRequest, ProposedUploadMethods
from tc_typed.queue.models import (
    Artifact,
    CreateArtifactRequest,
    CreatedArtifact,
    LinkArtifactRequest,
    ListArtifactsResponse,
    ObjectArtifactRequest,
)
from tc_typed.slugs import slugId
from tc_typed.testing.server.errors import ApiError
from tc_typed.testing.server.paging import PageRequest, page
from tc_typed.testing.services.lookup import notFound
from tc_typed.testing.services.object.state import ObjectState
from tc_typed.testing.services.queue.artifacts.records import ArtifactRecord
from tc_typed.testing.services.queue.messages import QueueMessages
from tc_typed.testing.services.queue.records import RunRecord, TaskRecord
from tc_typed.testing.services.queue.task_definitions import CLOCK_DRIFT
from tc_typed.testing.timeline import Timeline

GRACE_PERIOD = timedelta(minutes=25)
"""Time after an exception in which artifacts of its run can still be created, logs for example."""

RETENTION = timedelta(days=1)
"""Time after its expiry at which the queue forgets an artifact. Until then, lists include it."""


@dataclass(frozen=True, slots=True)
class Creation:
    """An artifact that was created, and the claimed run that it belongs to."""

    task: TaskRecord
    run: RunRecord
    artifact: ArtifactRecord


class ArtifactState:
    """All artifacts of a local Taskcluster."""

    def __init__(
        self,
        timeline: Timeline,
        messages: QueueMessages,
        objects: ObjectState,
        getTask: Callable[[str], TaskRecord],
    ) -> None:
        """Start with the artifacts in the store.

        Args:
            timeline: Timeline of the local Taskcluster.
            messages: Messages of the queue.
            objects: State of the object service, in which some artifacts are kept.
            getTask: Function that returns a task; it raises ApiError if there is none.
        """
        self._timeline = timeline
        self._messages = messages
        self._objects = objects
        self._getTask = getTask
        self._runs: defaultdict[tuple[str, int], dict[str, ArtifactRecord]] = defaultdict(dict)
        self._records = timeline.store.records("queue.artifacts", ArtifactRecord)
        for _, artifact in self._records.load():
            self._runs[artifact.taskId, artifact.runId][artifact.name] = artifact
            self._awaitExpiry(artifact)

    # Creation

    def createArtifact(
        self, taskId: str, runId: int, name: str, request: CreateArtifactRequest
    ) -> Creation:
        """Create an artifact, or change an existing one as far as that is allowed."""
        wanted = ArtifactRecord.of(taskId, runId, name, request)
        with self._timeline.enter() as now:
            task, run = self._claimedRun(taskId, runId)
            _checkExpiry(wanted, task, now)
            _checkState(task, run, now)
            artifact = self._createOrChange(wanted, task)
            self._records.put(artifact.fileKey, artifact)
            self._awaitExpiry(artifact)
            if artifact.isPresent and request.storageType != "s3":
                self._announce(task, run, artifact)
            return Creation(task, run, artifact)

    def _claimedRun(self, taskId: str, runId: int) -> tuple[TaskRecord, RunRecord]:
        try:
            task = self._getTask(taskId)
            run = task.runs[runId]
        except (ApiError, IndexError):  # The status must not be 404 here.
            raise ApiError("InputError", f"there is no run {runId} of a task {taskId}") from None
        if run.workerGroup is None:
            raise ApiError(
                "InputError", f"run {runId} of task {taskId} was never claimed by a worker"
            )
        return task, run

    def _createOrChange(self, wanted: ArtifactRecord, task: TaskRecord) -> ArtifactRecord:
        artifacts = self._runs[wanted.taskId, wanted.runId]
        existing = artifacts.get(wanted.name)
        if existing is None:
            if isinstance(wanted.request, ObjectArtifactRequest):
                wanted.uploadId = slugId()
                self._reserveObject(wanted, wanted.uploadId, task)
            artifacts[wanted.name] = wanted
            return wanted
        if not existing.mayBecome(wanted):
            raise ApiError(
                "RequestConflict",
                f"artifact {wanted.name!r} already exists with other properties: storage type "
                f"{existing.request.storageType}, content type {existing.contentType!r}, expires "
                f"{existing.expires}",
            )
        existing.become(wanted)
        return existing

    def _reserveObject(self, artifact: ArtifactRecord, uploadId: str, task: TaskRecord) -> None:
        """Reserve an object, so that nothing else can be uploaded under its name."""
        request = CreateUploadRequest(
            projectId=task.projectId,
            uploadId=uploadId,
            expires=artifact.expires,
            proposedUploadMethods=ProposedUploadMethods(),
        )
        self._objects.createUpload(artifact.objectName, request)

    def finishArtifact(self, taskId: str, runId: int, name: str, uploadId: str) -> None:
        """Make an artifact readable after its object was uploaded and finished."""
        with self._timeline.enter():
            task, artifact = self._getTask(taskId), self._find(taskId, runId, name)
            if artifact is None:
                raise notFound("artifact", name)
            if not isinstance(artifact.request, ObjectArtifactRequest):
                raise ApiError(
                    "InputError",
                    f"only artifacts of the storage type object can be finished, artifact {name!r} "
                    f"has the storage type {artifact.request.storageType}",
                )
            if not artifact.isPresent:
                self._checkUpload(artifact, uploadId)
                artifact.uploadId = None
                self._records.put(artifact.fileKey, artifact)
            self._announce(task, task.runs[runId], artifact)

    def _checkUpload(self, artifact: ArtifactRecord, uploadId: str) -> None:
        if uploadId != artifact.uploadId:
            raise ApiError(
                "InputError", f"the upload of artifact {artifact.name!r} has another uploadId"
            )
        if not self._objects.isFinished(artifact.objectName):
            raise ApiError(
                "InputError",
                f"the upload of artifact {artifact.name!r} to the object service is not finished",
            )

    def _announce(self, task: TaskRecord, run: RunRecord, artifact: ArtifactRecord) -> None:
        created = CreatedArtifact.model_validate(artifact.model().model_dump())
        self._messages.artifactCreated(task, run, created)

    def _awaitExpiry(self, artifact: ArtifactRecord) -> None:
        self._timeline.at(shifted(artifact.expires, RETENTION), partial(self._expire, artifact))

    def _expire(self, artifact: ArtifactRecord, time: datetime) -> None:
        artifacts = self._runs[artifact.taskId, artifact.runId]
        if (
            shifted(artifact.expires, RETENTION) <= time
            and artifacts.get(artifact.name) is artifact
        ):
            del artifacts[artifact.name]
            self._records.delete(artifact.fileKey)
        if not artifacts:
            del self._runs[artifact.taskId, artifact.runId]

    # Reads

    def latestRun(self, taskId: str) -> int:
        """Return the number of a task's latest run, even if it is pending."""
        with self._timeline.enter():
            task = self._getTask(taskId)
            if not task.runs:
                raise ApiError("ResourceNotFound", f"task {taskId} has no run yet")
            return task.runs[-1].runId

    def namesAlongLinks(self, taskId: str, runId: int, name: str) -> list[str]:
        """Return the names of an artifact and of all artifacts that its links lead to."""
        with self._timeline.enter() as now:
            return [link for link, _ in self._chain(taskId, runId, name, now)]

    def follow(self, taskId: str, runId: int, name: str) -> ArtifactRecord:
        """Return the artifact that a chain of links leads to, or the artifact itself."""
        with self._timeline.enter() as now:
            *_, (last, artifact) = self._chain(taskId, runId, name, now)
            if artifact is None or not artifact.isPresent:
                raise notFound("artifact", last)
            if artifact.expires < now:
                raise ApiError("ResourceExpired", f"artifact {last!r} has expired")
            if isinstance(artifact.request, LinkArtifactRequest):
                raise ApiError("InputError", f"artifact {name!r} leads to a loop of links")
            return artifact

    def _chain(
        self, taskId: str, runId: int, name: str, now: datetime
    ) -> Iterator[tuple[str, ArtifactRecord | None]]:
        """Yield an artifact, if it exists, and then those that links lead to, each once."""
        seen: set[str] = set()
        while name not in seen:
            seen.add(name)
            artifact = self._find(taskId, runId, name)
            yield name, artifact
            if artifact is None or artifact.expires < now:
                return
            if not isinstance(artifact.request, LinkArtifactRequest):
                return
            name = artifact.request.artifact

    def artifactInfo(self, taskId: str, runId: int, name: str) -> Artifact:
        """Return an artifact without its content, not following links."""
        with self._timeline.enter():
            artifact = self._find(taskId, runId, name)
            if artifact is None or not artifact.isPresent:
                raise notFound("artifact", name)
            return artifact.model()

    def listArtifacts(self, taskId: str, runId: int, request: PageRequest) -> ListArtifactsResponse:
        """Return the artifacts of a run, including those that are not present yet."""
        with self._timeline.enter():
            if runId > self.latestRun(taskId):
                raise ApiError("ResourceNotFound", f"task {taskId} has no run {runId}")
            artifacts = self._runs.get((taskId, runId), {}).values()
            found, token = page(artifacts, lambda artifact: artifact.name, request)
            return ListArtifactsResponse(
                artifacts=[artifact.model() for artifact in found], continuationToken=token
            )

    def _find(self, taskId: str, runId: int, name: str) -> ArtifactRecord | None:
        return self._runs.get((taskId, runId), {}).get(name)


def _checkExpiry(artifact: ArtifactRecord, task: TaskRecord, now: datetime) -> None:
    if artifact.expires < shifted(now, -CLOCK_DRIFT):
        raise ApiError("InputError", f"expires must be in the future, got {artifact.expires}")
    if artifact.expires > task.expires:
        raise ApiError(
            "InputError",
            f"expires must not be after the task's expires, {task.expires}, got {artifact.expires}",
        )


def _checkState(task: TaskRecord, run: RunRecord, now: datetime) -> None:
    """Check that artifacts of a run can still be created."""
    if run.state == "running":
        return
    isRecentException = (
        run.state == "exception"
        and run.resolved is not None
        and run.resolved > shifted(now, -GRACE_PERIOD)
    )
    if not isRecentException:
        raise ApiError(
            "RequestConflict",
            f"run {run.runId} of task {task.taskId} is {run.state}: artifacts can only be created "
            "while it is running, and for 25 minutes after an exception",
        )
