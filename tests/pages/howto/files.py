"""Play the page about large files: a task has artifacts, and its first download breaks off."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.pages.player import PagePlayer

from tc_typed import Index, Queue, fromNow, slugId
from tc_typed.index import InsertTaskRequest
from tc_typed.queue import (
    ClaimWorkRequest,
    ErrorArtifactRequest,
    RedirectArtifactRequest,
    TaskDefinition,
)
from tc_typed.testing import sample
from tc_typed.testing.faults import DropConnection
from tc_typed.transfers import uploadArtifactFromBuf

TASK_QUEUE = "proj-example/linux"
CONTENT = bytes(range(250)) * 12_000


def play(player: PagePlayer) -> None:
    queue, taskId = player.local.client(Queue), slugId()
    created = player.local.clock.now()
    queue.createTask(taskId, sample(TaskDefinition, taskQueueId=TASK_QUEUE, created=created))
    queue.claimWork(TASK_QUEUE, ClaimWorkRequest(workerGroup="a", workerId="b"))
    expires = fromNow("1 hour")
    uploadArtifactFromBuf(
        taskId=taskId,
        runId=0,
        name="public/build/target.zip",
        contentType="application/zip",
        expires=expires,
        storageType="s3",
        data=CONTENT,
        queueService=queue,
    )
    missing = ErrorArtifactRequest(
        storageType="error", expires=expires, reason="file-missing-on-worker", message="No file."
    )
    queue.createArtifact(taskId, 0, "public/symbols.zip", missing)
    elsewhere = RedirectArtifactRequest(
        storageType="reference",
        expires=expires,
        contentType="application/zip",
        url="https://elsewhere.example.com/",
    )
    queue.createArtifact(taskId, 0, "public/elsewhere.zip", elsewhere)
    entry = InsertTaskRequest(taskId=taskId, rank=1, data={}, expires=expires)
    player.local.client(Index).insertTask("project.example.latest.linux", entry)
    dropped = player.local.faults.add(DropConnection("midResponse"), "storage.get")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TASK_ID", taskId)
        patch.setenv("RUN_ID", "0")
        player.play()
    assert dropped.hits == 1
    for name in ("target.zip", "again.zip", "copy.zip"):
        assert Path(player.folder, name).read_bytes() == CONTENT
    assert not Path(player.folder, "elsewhere.zip").exists()
