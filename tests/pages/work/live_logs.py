"""Plays the page on live logs."""

from __future__ import annotations

import asyncio

from tests.pages.player import PagePlayer
from tests.testing.samples import definition

from tc_typed import Queue, aio, fromNow, optionsFromEnvironment, slugId
from tc_typed.queue import ClaimWorkRequest
from tc_typed.transfers import uploadArtifactFromBuf

LOG = "fetching\nERROR: no network\nERROR: ended\n"


def play(player: PagePlayer) -> None:
    player.play()
    taskId = resolvedTask(player.local.client(Queue), LOG.encode())
    player.call("show", taskId)
    assert player.output == LOG
    assert player.call("printable", "a\tä\x1b[2J\r\0") == "a\tä\ufffd[2J\ufffd\ufffd"

    async def firstError() -> object:
        async with aio.Queue(optionsFromEnvironment()) as queue:
            return await player.callAsync("firstError", queue, taskId)

    assert asyncio.run(firstError()) == "ERROR: no network"


def resolvedTask(queue: Queue, log: bytes) -> str:
    """Create a task, and run it; return its id."""
    taskId = slugId()
    queue.createTask(taskId, definition())
    request = ClaimWorkRequest(workerGroup="group", workerId="worker")
    [claim] = queue.claimWork("provisioner/worker", request).tasks
    uploadArtifactFromBuf(
        taskId=taskId,
        runId=claim.runId,
        name="public/logs/live.log",
        contentType="text/plain",
        expires=fromNow("1 hour"),
        storageType="s3",
        data=log,
        queueService=queue,
    )
    queue.reportCompleted(taskId, claim.runId)
    return taskId
