"""Valid workers, without a cast."""

from __future__ import annotations

import asyncio
import subprocess
import threading
from datetime import datetime
from signal import SIGINT, SIGTERM
from typing import Literal, assert_type

from pydantic import BaseModel

from tc_typed import Index, Queue, aio
from tc_typed.credentials import Credentials
from tc_typed.docker_worker import DockerWorkerPayload
from tc_typed.queue import Task, TaskStatus
from tc_typed.worker import AsyncRun, Outcome, Run, RunException, RunLost, claimed, work


class Payload(BaseModel):
    command: list[str]


def handle(run: Run) -> Literal["completed", "failed"] | None:
    payload = run.payloadAs(Payload)
    assert_type(payload.command, list[str])
    assert_type(run.payloadAs(DockerWorkerPayload).maxRunTime, int)
    assert_type((run.taskId, run.runId, run.lost), tuple[str, int, bool])
    assert_type(run.task, Task)
    assert_type(run.status, TaskStatus)
    assert_type(run.takenUntil, datetime)
    assert_type(run.credentials, Credentials)
    run.raiseIfLost()
    run.upload("public/a.log", "a.log", contentType="text/plain", storageType="object")
    assert_type(run.queue.status(run.taskId).status, TaskStatus)
    with run.client(Index) as index:
        index.ping()
    return None if subprocess.run(payload.command).returncode else "failed"


async def handleAsync(run: AsyncRun) -> Outcome:
    await run.upload("public/a.log", "a.log")
    assert_type((await run.queue.status(run.taskId)).status, TaskStatus)
    async with run.client(aio.Index) as index:
        await index.ping()
    if run.lost:
        raise RunException("resource-unavailable", "no GPU")
    return "completed"


async def nothing(run: AsyncRun) -> None:
    await asyncio.sleep(1)


class Handler:
    def __call__(self, run: Run) -> Outcome:
        return "completed"

    async def method(self, run: AsyncRun) -> Literal["failed"]:
        return "failed"


def workSync(queue: Queue) -> None:
    work(queue, "a/b", handle, workerGroup="g", workerId="w")
    work(queue, "a/b", handle, workerGroup="g", workerId="w", capacity=4, stop=threading.Event(), signals=[SIGTERM])
    work(queue, "a/b", lambda run: run.raiseIfLost(), workerGroup="g", workerId="w")
    work(queue, "a/b", lambda run: "completed", workerGroup="g", workerId="w")
    work(queue, "a/b", Handler(), workerGroup="g", workerId="w", signals={SIGINT, SIGTERM})
    try:
        with claimed(queue, "a/b", workerGroup="g", workerId="w") as run:
            assert_type(run, Run)
            run.outcome = "failed"
    except RunLost as lost:
        assert_type(lost.reason, str)


async def workAsync(queue: aio.Queue) -> None:
    await work(queue, "a/b", handleAsync, workerGroup="g", workerId="w", capacity=4, stop=asyncio.Event())
    await work(queue, "a/b", nothing, workerGroup="g", workerId="w", signals=(SIGTERM,))
    await work(queue, "a/b", Handler().method, workerGroup="g", workerId="w")
    async with asyncio.TaskGroup() as group:
        group.create_task(work(queue, "a/b", handleAsync, workerGroup="g", workerId="w"))
    async with claimed(queue, "a/b", workerGroup="g", workerId="w") as run:
        assert_type(run, AsyncRun)
        await run.upload("public/a", "a")
