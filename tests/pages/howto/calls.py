"""Plays the page of common calls on a deployment with a build, a secret and a pool."""

from __future__ import annotations

from tests.pages.player import PagePlayer

from tc_typed import Taskcluster, fromNow, slugId
from tc_typed.notify import EmailRequest
from tc_typed.queue import ClaimWorkRequest, TaskDefinition
from tc_typed.secrets import SetSecretRequest
from tc_typed.testing import sample
from tc_typed.transfers import uploadArtifactFromBuf
from tc_typed.worker_manager import (
    CreateWorkerPoolRequest,
    CreateWorkerRequest,
    StaticWorkerInfo,
)

POOL = "proj-example/linux"
ARTIFACTS = {
    "public/build/target.zip": ("application/zip", b"PK"),
    "public/logs/live.log": ("text/plain", b"building\ndone\n"),
}


def play(player: PagePlayer) -> None:
    with Taskcluster(player.local.options()) as taskcluster:
        _build(taskcluster)
        _pool(taskcluster)
        secret = SetSecretRequest(secret={"channel": "nightly"}, expires=fromNow("1 day"))
        taskcluster.secrets.set("project/example/ship", secret)
        player.play()
        assert player.namespace["channel"] == "nightly"
        assert (player.folder / "target.zip").read_bytes() == b"PK"
        assert taskcluster.secrets.get("project/example/ship").secret == {"channel": "beta"}
        [purge] = taskcluster.purgeCache.purgeRequests(POOL).requests
        assert purge.cacheName == "example-checkouts"
    [email] = player.local.notifications.of(EmailRequest)
    assert email.request.address == "team@example.com"


def _build(taskcluster: Taskcluster) -> None:
    """Complete a task that is the latest build in the index."""
    queue = taskcluster.queue
    task = sample(
        TaskDefinition,
        taskQueueId=POOL,
        created=fromNow(""),
        routes=["index.project.example.latest.linux"],
    )
    queue.createTask(slugId(), task)
    worker = ClaimWorkRequest(workerGroup="example", workerId="worker-1")
    [claim] = queue.claimWork(POOL, worker).tasks
    taskId = claim.status.taskId
    for name, (contentType, content) in ARTIFACTS.items():
        uploadArtifactFromBuf(
            taskId=taskId,
            runId=claim.runId,
            name=name,
            contentType=contentType,
            expires=fromNow("1 year"),
            storageType="object",
            data=content,
            queueService=queue,
        )
    queue.reportCompleted(taskId, claim.runId)


def _pool(taskcluster: Taskcluster) -> None:
    pool = CreateWorkerPoolRequest(
        providerId="static",
        description="Machines in the office",
        owner="me@example.com",
        emailOnError=False,
        config={},
    )
    taskcluster.workerManager.createWorkerPool(POOL, pool)
    worker = CreateWorkerRequest(
        expires=fromNow("1 day"), providerInfo=StaticWorkerInfo(staticSecret=slugId() + slugId())
    )
    taskcluster.workerManager.createWorker(POOL, "example", "worker-1", worker)
