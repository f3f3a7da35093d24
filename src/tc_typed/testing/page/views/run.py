"""The page of a run, with its artifacts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from tc_typed.queue.models import Artifact, ListArtifactsResponse
from tc_typed.testing.page.arguments import Arguments
from tc_typed.testing.page.paging import PAGE_SIZE
from tc_typed.testing.page.reader import PUBLIC_NAME, Reader
from tc_typed.testing.page.views.task import TaskHead, taskHead
from tc_typed.testing.server.errors import ApiError
from tc_typed.testing.services.queue.records import RunRecord, TaskRecord

_LOGS = "public/logs/"


@dataclass(frozen=True, slots=True)
class ArtifactRow:
    """An artifact in a list."""

    name: str
    storageType: str
    contentType: str
    size: int | None
    expires: datetime
    isPublic: bool
    """Whether the page links to its content."""
    isLog: bool
    """Whether the page shows it as a log."""


@dataclass(frozen=True, slots=True)
class RunPage:
    """A run of a task."""

    head: TaskHead
    taskQueueId: str
    run: RunRecord
    runIds: range
    """Ids of all runs of the task."""
    artifacts: list[ArtifactRow]
    nextArtifacts: str | None
    """Token for the next artifacts; `None` if these are the last ones."""


def runOf(task: TaskRecord, text: str) -> RunRecord:
    """Return a run of a task.

    Raises:
        ApiError: with the code ResourceNotFound, if it does not exist.
    """
    found = next((run for run in task.runs if str(run.runId) == text), None)
    if found is None:
        raise ApiError("ResourceNotFound", f"task {task.taskId} has no run {text!r}")
    return found


def run(reader: Reader, arguments: Arguments) -> RunPage:
    """Return the page of a run.

    Raises:
        ApiError: with the code ResourceNotFound, if it does not exist.
    """
    task = reader.task(arguments.path["taskId"])
    record = runOf(task, arguments.path["runId"])
    query = {"limit": str(PAGE_SIZE)}
    if "after" in arguments.query:
        query["continuationToken"] = arguments.query["after"]
    listed = reader.call(
        "queue", "listArtifacts", ListArtifactsResponse, task.taskId, str(record.runId), **query
    )
    return RunPage(
        taskHead(task),
        task.taskQueueId,
        record,
        range(len(task.runs)),
        [_artifactRow(artifact) for artifact in listed.artifacts],
        listed.continuationToken,
    )


def _artifactRow(artifact: Artifact) -> ArtifactRow:
    isPublic = artifact.name.startswith(PUBLIC_NAME)
    isText = artifact.contentType.startswith("text/plain") or artifact.name.startswith(_LOGS)
    return ArtifactRow(
        name=artifact.name,
        storageType=artifact.storageType,
        contentType=artifact.contentType,
        size=artifact.contentLength,
        expires=artifact.expires,
        isPublic=isPublic,
        isLog=isPublic and isText and artifact.storageType != "error",
    )
