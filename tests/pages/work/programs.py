"""Plays the page on complete programs, whose own tests cover what they do."""

from __future__ import annotations

import json
import runpy
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

from tests.example_programs import PROGRAMS, waitUntil
from tests.live_log.test_example import TEAM, build, worker
from tests.pages.player import PagePlayer
from tests.testing.samples import definition

from tc_typed import Queue, slugId
from tc_typed.notify import EmailRequest

WORKER = "python examples/worker.py proj-example/linux home worker-1"
RELEASE_TOOL = "python examples/release_tool.py"
BROKER = "amqps://ada:secret@pulse.example.com"
ABSENT = "amqp://ada:secret@127.0.0.1:1"
"""URL at which no broker listens."""


def play(player: PagePlayer) -> None:
    listener = f"PULSE_URL={ABSENT} python examples/listener.py proj-example"
    blocks = [replace(it, text=it.text.replace(BROKER, ABSENT)) for it in player.blocks]
    player.servers = [WORKER, listener]
    player.handlers["json"] = lambda payload: runTask(player, payload)
    build(player.local)
    for block in blocks:
        player.blocks = [block]
        with ExitStack() as stack:
            if RELEASE_TOOL in block.text:
                # It waits for a worker that signs its build. That worker is killed after a while,
                # so it does not run during the other blocks.
                stack.enter_context(worker(player.local, player.folder))
            player.play()
    player.blocks = blocks
    [sent] = player.local.notifications.of(EmailRequest, TEAM)
    assert sent.request.subject == "app.zip 1.2"
    stdout = player.lasting[listener].process.stdout
    assert stdout is not None
    assert "TaskclusterConnectionError" in stdout.read()


def runTask(player: PagePlayer, payload: str) -> None:
    """Check that the worker of the page executes a task with a payload that the page shows."""
    fields = runpy.run_path(str(PROGRAMS / "worker.py"))["Payload"].model_validate_json(payload)
    assert fields.artifacts == {"public/app.zip": Path("dist/app.zip")}
    queue, taskId = player.local.client(Queue), slugId()
    task = definition(taskQueueId="proj-example/linux", payload=json.loads(payload))
    queue.createTask(taskId, task)
    # It fails, because the folder of the task has no Makefile.
    waitUntil(lambda: queue.status(taskId).status.state == "failed")
