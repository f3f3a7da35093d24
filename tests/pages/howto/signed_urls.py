"""Plays the page with an artifact and a hook, and makes its URLs known to the shell."""

from __future__ import annotations

import base64
import re
from urllib.parse import parse_qs, urlsplit

import httpx
from tests.pages.player import PagePlayer

from tc_typed import Hooks, Queue, fromNow
from tc_typed.hooks import CreateHookRequest, HookMetadata
from tc_typed.queue import ClaimWorkRequest, TaskDefinition
from tc_typed.testing import LocalTaskcluster, sample
from tc_typed.transfers import uploadArtifactFromBuf

TASK_ID = "fN1SbArXTPSVFUUvaOlinQ"
ARTIFACT = "private/build.zip"


def play(player: PagePlayer) -> None:
    createBuild(player.local)
    createHook(player.local)
    player.handlers["console"] = lambda text: runWithVariables(player, text)
    player.play()
    url = str(player.namespace["url"])
    assert httpx.get(url).status_code == 303
    assert httpx.get(url.replace("build.zip", "other.zip")).status_code == 401
    assert httpx.post(url).status_code in {401, 404}
    [bewit] = parse_qs(urlsplit(url).query)["bewit"]
    shown = base64.urlsafe_b64decode(bewit + "==")
    assert player.local.credentials.clientId.encode() in shown
    assert player.local.credentials.accessToken.encode() not in shown
    hooks = player.local.client(Hooks)
    hooks.resetTriggerToken("project-example", "deploy")
    assert httpx.post(str(player.namespace["webhook"]), json={}).status_code == 401


def runWithVariables(player: PagePlayer, text: str) -> None:
    """Run a block of the shell, in which the URLs of the Python blocks are variables."""
    for name in re.findall(r'"\$(\w+)"', text):
        player.terminal.run(f"{name}='{player.namespace[name]}'")
    player.runConsole(text)


def createBuild(local: LocalTaskcluster) -> None:
    """Create a task with a private artifact."""
    queue = local.client(Queue)
    task = sample(TaskDefinition, taskQueueId="proj-example/linux", created=local.clock.now())
    queue.createTask(TASK_ID, task)
    request = ClaimWorkRequest(workerGroup="example", workerId="worker-1", tasks=1)
    queue.claimWork("proj-example/linux", request)
    uploadArtifactFromBuf(
        taskId=TASK_ID,
        runId=0,
        name=ARTIFACT,
        contentType="text/plain",
        expires=fromNow("1 hour"),
        storageType="s3",
        data=b"the build\n",
        queueService=queue,
    )


def createHook(local: LocalTaskcluster) -> None:
    """Create a hook that creates a task, with a role."""
    scopes = ["queue:create-task:lowest:proj-example/linux", "queue:create-task:project:none"]
    local.createRole("hook-id:project-example/deploy", [*scopes, "queue:scheduler-id:*"])
    metadata = {
        "name": "deploy",
        "description": "Deploys a version",
        "owner": "me@example.com",
        "source": "https://example.com/",
    }
    hook = CreateHookRequest(
        metadata=HookMetadata(name="Deploy", description="Deploys", owner="me@example.com"),
        triggerSchema={"type": "object"},
        task={
            "taskQueueId": "proj-example/linux",
            "metadata": {**metadata},
            "payload": {"$eval": "payload"},
        },
    )
    local.client(Hooks).createHook("project-example", "deploy", hook)
