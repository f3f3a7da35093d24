"""The examples in the documentation of live logs run."""

from __future__ import annotations

import asyncio
import inspect

import pytest
from tests.test_readme import PROJECT, callFunction, runExamples
from tests.testing.samples import definition

from tc_typed import aio, optionsFromEnvironment, slugId
from tc_typed.queue import ClaimWorkRequest, Queue
from tc_typed.times import fromNow
from tc_typed.transfers import uploadArtifactFromBuf

PAGE = PROJECT / "docs" / "pages" / "work" / "live-logs.md"


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


def test_examples_run(capsys: pytest.CaptureFixture[str]) -> None:
    with runExamples(PAGE, "python") as namespace, Queue(optionsFromEnvironment()) as queue:
        taskId = resolvedTask(queue, b"fetching\nERROR: no network\nERROR: ended")
        callFunction(namespace, "show", taskId)
        assert capsys.readouterr().out == "fetching\nERROR: no network\nERROR: ended\n"

        shown = callFunction(namespace, "printable", "a\tä\x1b[2J\r\0")
        assert shown == "a\tä\ufffd[2J\ufffd\ufffd"

        async def firstError() -> object:
            async with aio.Queue(optionsFromEnvironment()) as asyncQueue:
                found = callFunction(namespace, "firstError", asyncQueue, taskId)
                assert inspect.isawaitable(found)
                return await found

        assert asyncio.run(firstError()) == "ERROR: no network"
