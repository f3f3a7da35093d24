"""Plays the page on messages to RabbitMQ, if RabbitMQ is installed."""

from __future__ import annotations

import shlex
from dataclasses import replace

import pytest
from tests.pages.player import PagePlayer
from tests.testing.samples import definition
from tests.wire.broker import SERVER, runNode

from tc_typed import Credentials, Queue, slugId
from tc_typed.queue import ClaimWorkRequest

BROKER = "amqp://guest:guest@127.0.0.1"


def play(player: PagePlayer) -> None:
    if SERVER is None:
        pytest.skip("RabbitMQ is not installed")
    with runNode() as node:
        url = f"{BROKER}:{node.port}"
        player.blocks = [replace(it, text=it.text.replace(BROKER, url)) for it in player.blocks]
        serve, listen = f"tc-typed serve --amqp {url}", f"PULSE_URL={url} python listen.py"
        player.servers = [serve, listen]
        player.play()
        taskId = completedTask(player.lasting[serve].start)
        assert player.lasting[listen].readLine() == f"{taskId}\n"


def completedTask(output: str) -> str:
    """Create a task on a server with this output, and complete it; return its id."""
    exports = [line for line in output.splitlines() if line.startswith("export ")]
    variables = dict(shlex.split(line)[1].split("=", 1) for line in exports)
    root = Credentials(variables["TASKCLUSTER_CLIENT_ID"], variables["TASKCLUSTER_ACCESS_TOKEN"])
    with Queue(rootUrl=variables["TASKCLUSTER_ROOT_URL"], credentials=root) as queue:
        taskId, worker = slugId(), ClaimWorkRequest(workerGroup="group", workerId="worker")
        queue.createTask(taskId, definition())
        [claim] = queue.claimWork("provisioner/worker", worker).tasks
        queue.reportCompleted(taskId, claim.runId)
    return taskId
