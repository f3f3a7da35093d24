"""Plays the page on workers: each of them executes tasks."""

from __future__ import annotations

import signal

from pydantic import JsonValue
from tests.pages.player import PagePlayer
from tests.testing.samples import definition
from tests.worker.support import BOUND, waitUntil

from tc_typed import Queue, slugId
from tc_typed.testing import LocalTaskcluster

WORKERS = ("python worker.py", "python sync_worker.py")
ONE_TASK = "python one_task.py"


def play(player: PagePlayer) -> None:
    local, blocks = player.local, player.blocks
    player.servers = WORKERS
    for command in WORKERS:
        end = next(index for index, it in enumerate(blocks) if f"$ {command}\n" in it.text) + 1
        player.blocks, blocks = blocks[:end], blocks[end:]
        player.play()
        checkWorker(player, command)

    done = createTask(local, "true")
    player.blocks = blocks
    player.play()
    assert state(local, done) == "completed"
    failed = createTask(local, "false")
    player.terminal.run(ONE_TASK)
    assert state(local, failed) == "failed"


def checkWorker(player: PagePlayer, command: str) -> None:
    """Check that a worker executes commands, and stops in the middle of one."""
    local, process = player.local, player.lasting[command].process
    done, failed = createTask(local, "true"), createTask(local, "false")
    # `sleep` would end at once: pages have one of their own.
    endless = createTask(local, "tail", "-f", "/dev/null")
    waitUntil(lambda: state(local, done) == "completed")
    waitUntil(lambda: state(local, failed) == "failed")
    waitUntil(lambda: state(local, endless) == "running")
    process.send_signal(signal.SIGTERM)
    assert process.wait(BOUND) == 0
    runs = local.client(Queue).status(endless).status.runs
    assert [run.reasonResolved for run in runs][:1] == ["worker-shutdown"]
    local.client(Queue).cancelTask(endless)


def createTask(local: LocalTaskcluster, *command: str) -> str:
    taskId, payload = slugId(), dict[str, JsonValue](command=list(command))
    task = definition(taskQueueId="proj-example/linux", payload=payload)
    local.client(Queue).createTask(taskId, task)
    return taskId


def state(local: LocalTaskcluster, taskId: str) -> str:
    return local.client(Queue).status(taskId).status.state
