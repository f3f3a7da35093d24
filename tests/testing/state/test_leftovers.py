"""A database does not keep what is over."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from tests.testing.conftest import Clock
from tests.testing.samples import METADATA, definition
from tests.testing.state.test_other_services import fill

from tc_typed import Hooks, Notify, PurgeCache, Queue, WorkerManager
from tc_typed.hooks import CreateHookRequest
from tc_typed.notify import EmailRequest
from tc_typed.queue import ClaimWorkRequest, RedirectArtifactRequest
from tc_typed.slugs import slugId
from tc_typed.testing import LocalTaskcluster
from tc_typed.testing.services.hooks import firing
from tc_typed.testing.services.notify import state
from tc_typed.worker_manager import (
    CreateWorkerPoolRequest,
    CreateWorkerRequest,
    ReportWorkerErrorRequest,
    StaticWorkerInfo,
    UpdateWorkerPoolRequest,
)

KEPT = {
    "auth.clients",
    "auth.history",
    "auth.roles",
    "notify.denylist",
    "notify.recent",
    "notify.sent",
    "storage.signer",
}
"""Kinds of records that never expire."""

EXPIRING = {
    "index.entries",
    "index.namespaces",
    "object",
    "purge_cache",
    "queue.artifacts",
    "queue.claims",
    "queue.groups",
    "queue.progress",
    "queue.taskQueues",
    "queue.tasks",
    "queue.workers",
    "secrets",
    "worker-manager.errors",
    "worker-manager.launch-configs",
    "worker-manager.pools",
    "worker-manager.workers",
}
"""Kinds of records that expire."""

HOOK = "group", "hook"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "state.db"


def counts(path: Path) -> dict[str, int]:
    """Return the numbers of records of each kind."""
    with closing(sqlite3.connect(path)) as database:
        return dict(database.execute("SELECT kind, count(*) FROM records GROUP BY 1"))


def work(local: LocalTaskcluster) -> None:
    """Let tasks of a group be created, claimed and resolved, or not."""
    queue, group = local.client(Queue), slugId()
    for _ in range(2):
        queue.createTask(slugId(), definition(local.clock(), taskGroupId=group))
    request = ClaimWorkRequest(workerGroup="g", workerId="w", tasks=2)
    claimed, _ = queue.claimWork("provisioner/worker", request).tasks
    taskId, expires = claimed.status.taskId, claimed.task.expires
    assert expires is not None
    link = RedirectArtifactRequest(
        url="https://example.com", contentType="text/plain", expires=expires
    )
    queue.createArtifact(taskId, 0, "public/link", link)
    queue.reportCompleted(taskId, 0)


def useWorkerManager(local: LocalTaskcluster) -> None:
    """Let a pool have a worker, an error and a launch configuration, and delete it."""
    manager, pool = local.client(WorkerManager), "prov/pool"
    fields = {"description": "d", "owner": "o@example.com", "emailOnError": False}
    launchConfigs = [{"region": "r", "launchConfig": {"ImageId": "i"}}]
    config = {"minCapacity": 0, "maxCapacity": 1, "launchConfigs": launchConfigs}
    aws = {**fields, "providerId": "aws", "config": config}
    static: dict[str, object] = {**fields, "providerId": "static", "config": {}}
    manager.createWorkerPool(pool, CreateWorkerPoolRequest.model_validate(aws))
    manager.updateWorkerPool(pool, UpdateWorkerPoolRequest.model_validate(static))
    worker = CreateWorkerRequest(
        expires=local.clock() + timedelta(days=1),
        providerInfo=StaticWorkerInfo(staticSecret=slugId() + slugId()),
    )
    manager.createWorker(pool, "g", "w", worker)
    error = ReportWorkerErrorRequest(
        workerGroup="g", workerId="w", kind="k", title="t", description="d", extra={}
    )
    manager.reportWorkerError(pool, error)
    manager.deleteWorkerPool(pool)


def createHook(local: LocalTaskcluster) -> Hooks:
    """Create a hook whose task the queue accepts."""
    local.createRole(f"hook-id:{'/'.join(HOOK)}", ["queue:create-task:*", "queue:scheduler-id:*"])
    hooks = local.client(Hooks)
    request = CreateHookRequest.model_validate(
        {
            "metadata": {"name": "n", "description": "d", "owner": "owner@example.com"},
            "task": {"taskQueueId": "provisioner/hooks", "payload": {}, "metadata": METADATA},
        }
    )
    hooks.createHook(*HOOK, request)
    return hooks


def test_what_has_expired_or_was_removed_is_not_kept(path: Path) -> None:
    clock = Clock(datetime.now(UTC))
    with LocalTaskcluster(database=path, clock=clock, claimWait=0) as local:
        fill(local)
        work(local)
        useWorkerManager(local)
        hooks = createHook(local)
        hooks.triggerHook(*HOOK, {})
        hooks.removeHook(*HOOK)
    assert counts(path).keys() >= EXPIRING
    clock.advance(days=5 * 366)
    with LocalTaskcluster(database=path, clock=clock) as again:
        # Requests to purge caches are deleted when they are next read.
        again.client(PurgeCache).allPurgeRequests()
    assert counts(path).keys() == KEPT


def test_only_the_latest_firings_and_notifications_are_kept(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(firing, "MOST_FIRES", 2)
    monkeypatch.setattr(state, "MOST_REMEMBERED", 2)
    with LocalTaskcluster(database=path) as local:
        hooks = createHook(local)
        for number in range(4):
            hooks.triggerHook(*HOOK, {})
            email = EmailRequest(address="a@example.com", subject=str(number), content="c")
            local.client(Notify).email(email)
    found = counts(path)
    assert (found["hooks.fires"], found["notify.recent"]) == (2, 2)
