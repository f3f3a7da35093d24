"""Valid use of clients and models of a compiled package with functions of tc_typed."""

from __future__ import annotations

from datetime import datetime
from typing import assert_type

import acme
import acme.aio
import acme.common.fakes
import acme.queue
from acme.docker_worker import DockerWorkerPayload
from acme.queue import (
    ListTaskGroupResponse,
    PingResponse,
    TaskCompletedMessage,
    TaskDefinition,
    TaskMetadata,
    TaskRoutingKey,
    TaskStatusResponse,
)

import tc_typed
from tc_typed import (
    Credentials,
    Options,
    buildSignedUrl,
    buildUrl,
    externalBuildSignedUrl,
    externalBuildUrl,
    fromNow,
    missingScopes,
    transfers,
    paginate,
    requiredScopes,
    scopeSets,
)
from tc_typed import docker_worker as ours
from tc_typed.transfers import aio as asyncTransfers

taskId = "a8_YezW8T7e1jLxG7evy-A"


def transferring(queue: acme.Queue, service: acme.Object, expires: datetime) -> None:
    content, contentType = transfers.downloadArtifactToBuf(
        taskId=taskId, name="public/log", queueService=queue
    )
    assert_type(content, bytes)
    assert_type(contentType, str)
    transfers.uploadArtifactFromFile(
        taskId=taskId,
        runId=0,
        name="public/log",
        contentType=contentType,
        expires=expires,
        storageType="s3",
        file="log",
        queueService=queue,
    )
    transfers.downloadToFile(name="log", file="log", objectService=service)
    transfers.uploadFromBuf(
        projectId="p",
        name="log",
        contentType=contentType,
        expires=expires,
        data=content,
        objectService=service,
    )
    anyQueue: list[transfers.QueueClient] = [queue, tc_typed.Queue()]
    anyObject: list[transfers.ObjectClient] = [service, tc_typed.Object()]
    print(anyQueue, anyObject)


async def asyncCopies(queue: acme.aio.Queue, service: acme.aio.Object, expires: datetime) -> None:
    assert_type(
        await asyncTransfers.downloadArtifactToBuf(
            taskId=taskId, name="public/log", queueService=queue
        ),
        tuple[bytes, str],
    )
    await asyncTransfers.uploadFromFile(
        projectId="p",
        name="log",
        contentType="text/plain",
        expires=expires,
        file="log",
        objectService=service,
    )
    async for page in tc_typed.aio.paginate(queue.listTaskGroup, taskId):
        assert_type(page, ListTaskGroupResponse)
    anyQueue: list[asyncTransfers.AsyncQueueClient] = [queue, tc_typed.aio.Queue()]
    anyObject: list[asyncTransfers.AsyncObjectClient] = [service, tc_typed.aio.Object()]
    print(anyQueue, anyObject)


def calls(options: Options) -> None:
    metadata = TaskMetadata(
        name="n", description="d", owner="o@example.com", source="https://example.com"
    )
    task = TaskDefinition(
        created=fromNow("0 s"),
        deadline=fromNow("1 day"),
        metadata=metadata,
        payload=DockerWorkerPayload(image="ubuntu", maxRunTime=600),
    )
    task.payload = ours.DockerWorkerPayload(image="ubuntu", maxRunTime=600)
    with acme.Taskcluster(options) as taskcluster:
        queue = taskcluster.queue
        assert_type(queue, acme.Queue)
        assert_type(queue.createTask(taskId, task), TaskStatusResponse)
        needed = requiredScopes.given(schedulerId="s")(queue.createTask, taskId, task)
        print(missingScopes([], needed), scopeSets(needed))
        for page in paginate(queue.listTaskGroup, taskId, limit=10):
            assert_type(page, ListTaskGroupResponse)
        buildUrl(queue.getArtifact, taskId, 0, "public/log")
        externalBuildUrl(queue.getArtifact, taskId, 0, "public/log")
        buildSignedUrl.given(expiration=60)(queue.getArtifact, taskId, 0, "public/log")
        externalBuildSignedUrl.given(expiration=60)(queue.getArtifact, taskId, 0, "public/log")
        ready = acme.queue.ClaimWorkRequest(workerGroup="g", workerId="w")
        for claim in queue.claimWork("a/b", ready).tasks:
            Credentials.of(claim.credentials)
            taskcluster.use(credentials=claim.credentials)


def ping() -> PingResponse:
    return PingResponse(alive=True, uptime=1)


assert_type(acme.common.fakes.fake(acme.Queue, ping=ping), acme.Queue)
assert_type(acme.common.fakes.fake(acme.aio.Queue, ping=ping), acme.aio.Queue)
binding = acme.QueueEvents().taskCompleted(taskId=taskId)
assert_type(binding.parseMessage(b"{}"), TaskCompletedMessage)
assert_type(binding.parseRoutingKey("a"), TaskRoutingKey)
