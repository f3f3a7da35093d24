"""Plays the page as a program in a task with a Taskcluster proxy."""

from __future__ import annotations

import json
import re

import httpx
import pytest
from tests.pages.player import PagePlayer
from tests.pages.task_proxy import ADDRESS, taskProxy

from tc_typed import Credentials, Index, Queue, Secrets, fromNow, slugId
from tc_typed.index import InsertTaskRequest
from tc_typed.queue import ClaimedTask, ClaimWorkRequest, TaskDefinition
from tc_typed.testing import LocalTaskcluster, sample

SCOPES = re.compile("- (.+)")


def play(player: PagePlayer) -> None:
    local = player.local
    [definition] = [block.text for block in player.blocks if block.language == "yaml"]
    claim = claimTask(local, SCOPES.findall(definition))
    player.handlers["yaml"] = SCOPES.findall
    indexed = InsertTaskRequest(
        taskId=claim.status.taskId, rank=1, data={}, expires=fromNow("1 day")
    )
    local.client(Index).insertTask("project.example.latest.linux", indexed)
    owner = local.credentials
    (player.folder / "taskcluster.json").write_text(
        json.dumps({"clientId": owner.clientId, "accessToken": owner.accessToken})
    )
    with (
        taskProxy(local.rootUrl, Credentials.of(claim.credentials)) as proxy,
        pytest.MonkeyPatch.context() as patch,
    ):
        for name in (
            "TASKCLUSTER_CLIENT_ID",
            "TASKCLUSTER_ACCESS_TOKEN",
            "TASKCLUSTER_CERTIFICATE",
        ):
            patch.delenv(name, raising=False)
        patch.setenv("TASKCLUSTER_PROXY_URL", ADDRESS)
        patch.setenv("http_proxy", proxy)
        patch.setenv("no_proxy", "127.0.0.1")
        patch.setenv("TASK_ID", claim.status.taskId)
        patch.setenv("RUN_ID", str(claim.runId))
        patch.setenv("BOT_ID", owner.clientId)
        patch.setenv("BOT_TOKEN", owner.accessToken)
        player.play()
        for name in ("vault", "mounted"):
            client = player.namespace[name]
            assert isinstance(client, Secrets)
            assert client.list().secrets == []
        link = player.call("signedLink", player.namespace["outside"], claim, "private/x")
        response = httpx.get(str(link))
        assert response.status_code == 403, response.text  # signed, but with too few scopes
        assert "private/x" in response.text


def claimTask(local: LocalTaskcluster, scopes: list[str]) -> ClaimedTask:
    """Create a task with scopes and claim it like a worker."""
    queue = local.client(Queue)
    created = local.clock.now()
    task = sample(TaskDefinition, taskQueueId="proj-example/linux", created=created, scopes=scopes)
    queue.createTask(slugId(), task)
    request = ClaimWorkRequest(workerGroup="example", workerId="worker-1", tasks=1)
    [claim] = queue.claimWork("proj-example/linux", request).tasks
    return claim
