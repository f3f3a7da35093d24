"""A reset, and an advanced clock, while a local Taskcluster is in use."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from tests.testing.samples import definition, receivedCall

from tc_typed.core.errors import (
    AuthenticationFailed,
    ResourceNotFound,
)
from tc_typed.queue import ClaimWorkRequest, Queue
from tc_typed.queue.operations import OPERATIONS
from tc_typed.slugs import slugId
from tc_typed.testing import LocalTaskcluster
from tc_typed.testing.faults import ServerError

CLAIM = ClaimWorkRequest(workerGroup="g", workerId="w", tasks=1)

MANY = 10_000
"""Number of tasks."""

MOST_RESET = 0.010
"""Seconds that a reset may take."""


def test_a_reset_forgets_everything_and_keeps_connections(local: LocalTaskcluster) -> None:
    queue, rootUrl, taskId = local.client(Queue, retries=0), local.rootUrl, slugId()
    queue.createTask(taskId, definition())
    limited = local.client(Queue, scopes=["queue:status:*"], retries=0)
    local.faults.add(ServerError(), share=1)
    local.clock.advance("2 days")
    local.reset()
    assert local.rootUrl == rootUrl
    with pytest.raises(ResourceNotFound):
        queue.status(taskId)
    with pytest.raises(AuthenticationFailed):
        limited.status(taskId)
    assert len(local.messages) == 0
    assert abs(local.clock.now().timestamp() - time.time()) < 5


def test_it_can_be_reset_while_it_is_stopped() -> None:
    local = LocalTaskcluster()
    local.reset()
    with local:
        assert local.client(Queue).ping().alive
    local.reset()


def test_a_reset_ends_waiting_calls(local: LocalTaskcluster) -> None:
    queue = local.client(Queue, retries=0)
    with ThreadPoolExecutor() as pool:
        waiting = [pool.submit(queue.claimWork, "a/b", CLAIM) for _ in range(3)]
        time.sleep(0.3)
        began = time.monotonic()
        local.reset()
        assert [each.result(5).tasks for each in waiting] == [[]] * 3
        assert time.monotonic() - began < 1


def addTasks(local: LocalTaskcluster, count: int) -> None:
    """Create tasks as fast as possible, without HTTP."""
    deployment = local._deployment  # pyright: ignore[reportPrivateUsage]  # internal
    createTask = deployment.backend.services["queue"].handlers["createTask"]
    task, group = definition(), slugId()
    task.taskGroupId = group
    for _ in range(count):
        call = receivedCall(OPERATIONS["createTask"], {"taskId": slugId()}, task)
        with deployment.timeline.enter():
            createTask(call)


@pytest.mark.slow
def test_a_reset_is_fast_however_many_tasks_there_are(local: LocalTaskcluster) -> None:
    """Neither the reset nor the call after it waits until the tasks are freed."""
    queue = local.client(Queue)
    taken: list[float] = []
    for _ in range(3):
        addTasks(local, MANY)
        assert queue.taskQueueCounts("provisioner/worker").pendingTasks == MANY
        began = time.perf_counter()
        local.reset()
        taken.append(time.perf_counter() - began)
        assert queue.taskQueueCounts("provisioner/worker").pendingTasks == 0
    assert min(taken) < MOST_RESET


def test_an_advance_wakes_waiting_calls_at_once(
    local: LocalTaskcluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tc_typed.testing.services.queue.work_handlers.LOOK_INTERVAL", 60.0)
    queue, taskId = local.client(Queue, retries=0), slugId()
    queue.createTask(taskId, definition())
    assert queue.claimWork("provisioner/worker", CLAIM).tasks
    with ThreadPoolExecutor() as pool:
        waiting = pool.submit(queue.claimWork, "provisioner/worker", CLAIM)
        time.sleep(0.3)
        began = time.monotonic()
        local.clock.advance("21 minutes")  # The claim expires.
        assert [claim.status.taskId for claim in waiting.result(5).tasks] == [taskId]
        idle = pool.submit(queue.claimWork, "a/b", CLAIM)
        time.sleep(0.3)
        local.clock.advance("20 seconds")
        assert idle.result(5).tasks == []
        assert time.monotonic() - began < 3
