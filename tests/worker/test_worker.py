"""Workers with every kind of client: what they claim, execute, report and lose."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from datetime import timedelta
from typing import TypeAlias

import pytest
from tests.worker.conftest import CLAIM_TIMEOUT, usualKinds
from tests.worker.support import (
    EXCEPTIONS,
    GROUP,
    SYNC_KINDS,
    TASK_QUEUE,
    WORKER,
    Action,
    SyncWorking,
    Working,
    createTask,
    newWorker,
    resolutions,
    waitUntil,
)

from tc_typed import Auth, InsufficientScopes, Queue, TaskclusterFailure
from tc_typed.core.errors import UnexpectedResponse
from tc_typed.queue import ExceptionReason
from tc_typed.testing import LocalTaskcluster
from tc_typed.testing.faults import Delay, DropConnection, ServerError
from tc_typed.worker import aio, steps, threads

StartWorker: TypeAlias = Callable[..., Working]


def resolved(local: LocalTaskcluster, taskId: str) -> str:
    """Wait until a task is resolved; return the resolution of its last run."""
    states = ("completed", "failed", "exception")
    waitUntil(lambda: local.client(Queue).status(taskId).status.state in states)
    return resolutions(local, taskId)[-1]


# Outcomes


OUTCOMES: list[tuple[Action, str]] = [
    ("complete", "completed"),
    ("nothing", "completed"),
    ("fail", "failed"),
    ("raise", "internal-error"),
    ("nonsense", "internal-error"),
    *((reason, reason) for reason in EXCEPTIONS),
]


def test_each_outcome_is_reported(worker: StartWorker, local: LocalTaskcluster) -> None:
    tasks = {createTask(local, do): expected for do, expected in OUTCOMES}
    malformed = createTask(local, payload={"do": "unknown"})
    working = worker(capacity=4)
    for taskId, expected in {**tasks, malformed: "malformed-payload"}.items():
        assert resolved(local, taskId) == expected
        [run] = local.client(Queue).status(taskId).status.runs
        assert (run.workerGroup, run.workerId) == (GROUP, WORKER)
    working.finish()
    assert sorted(working.bodies.started) == sorted(tasks)
    assert 1 <= working.bodies.most <= 4


@usualKinds(SYNC_KINDS[:1])
def test_an_exit_in_a_thread_is_an_error_of_the_task(
    worker: StartWorker, local: LocalTaskcluster
) -> None:
    taskId, other = createTask(local, "exit"), createTask(local)
    working = worker()
    assert (resolved(local, taskId), resolved(local, other)) == ("internal-error", "completed")
    working.finish()


@usualKinds()
@pytest.mark.parametrize("reason", ["worker-shutdown", "intermittent-task"])
def test_some_exceptions_are_retried(
    worker: StartWorker, local: LocalTaskcluster, reason: ExceptionReason
) -> None:
    taskId = createTask(local, reason, retries=2)
    working = worker()
    waitUntil(lambda: len(resolutions(local, taskId)) == 3)
    resolved(local, taskId)
    working.finish()
    assert resolutions(local, taskId) == [reason] * 3


# Capacity


def test_never_more_than_capacity_is_claimed(worker: StartWorker, local: LocalTaskcluster) -> None:
    tasks = [createTask(local, "wait") for _ in range(5)]
    counts = local.client(Queue).taskQueueCounts
    working = worker(capacity=3)
    waitUntil(lambda: len(working.bodies.started) == 3)
    claims = local.faults.add(Delay(0), "queue.claimWork", share=1)
    time.sleep(0.1)
    assert claims.hits == 0  # Nothing is claimed while it is full.
    count = counts(TASK_QUEUE)
    assert (count.claimedTasks, count.pendingTasks) == (3, 2)
    working.bodies.release.set()
    assert [resolved(local, taskId) for taskId in tasks] == ["completed"] * 5
    working.finish()
    assert working.bodies.most == 3


@usualKinds()
def test_more_than_the_maximum_of_a_call_can_be_claimed(
    worker: StartWorker, local: LocalTaskcluster
) -> None:
    for _ in range(40):
        createTask(local, "wait")
    working = worker(capacity=40)
    waitUntil(lambda: len(working.bodies.started) == 40)
    working.bodies.release.set()
    working.finish()


# Long runs


def test_a_claim_and_the_credentials_are_renewed(
    worker: StartWorker, local: LocalTaskcluster
) -> None:
    taskId = createTask(local, "wait")
    working = worker()
    waitUntil(lambda: len(working.bodies.started) == 1)
    reclaims = local.faults.add(Delay(0), "queue.reclaimTask", share=1)
    first = local.client(Queue).status(taskId).status.runs[0].takenUntil
    assert first is not None

    def isRenewed() -> bool:
        [run] = local.client(Queue).status(taskId).status.runs
        assert run.state == "running"
        assert run.takenUntil is not None
        return run.takenUntil - first >= timedelta(seconds=CLAIM_TIMEOUT / 3)

    waitUntil(isRenewed)
    assert reclaims.hits == 1
    working.bodies.release.set()
    assert resolved(local, taskId) == "completed"
    working.finish()
    assert working.bodies.lost == []


# Lost claims


def cancelTask(local: LocalTaskcluster, taskId: str) -> None:
    local.client(Queue).cancelTask(taskId)


def passDeadline(local: LocalTaskcluster, taskId: str) -> None:
    # Usually claims end before the deadline when the clock advances.
    waitUntil(lambda: resolutions(local, taskId)[-1] == "deadline-exceeded")


def expireClaim(local: LocalTaskcluster, taskId: str) -> None:
    assert taskId
    local.clock.advance(timedelta(seconds=CLAIM_TIMEOUT + 1))


@usualKinds()
@pytest.mark.parametrize(
    ("do", "lose", "expected"),
    [
        ("wait", cancelTask, "canceled"),
        ("ignore", cancelTask, "canceled"),
        ("deny", cancelTask, "canceled"),
        ("wait", passDeadline, "deadline-exceeded"),
        ("wait", expireClaim, "claim-expired"),
    ],
)
def test_a_lost_claim_ends_the_body_and_is_not_reported(
    worker: StartWorker,
    local: LocalTaskcluster,
    do: Action,
    lose: Callable[[LocalTaskcluster, str], None],
    expected: str,
) -> None:
    lasts = timedelta(seconds=0.7) if lose is passDeadline else timedelta(hours=12)
    taskId = createTask(local, do, lasts=lasts)
    loseOneRun(worker(), local, taskId, lose)
    assert resolutions(local, taskId) == [expected]


def test_every_kind_of_client_notices_that_a_claim_is_lost(
    worker: StartWorker, local: LocalTaskcluster
) -> None:
    loseOneRun(worker(), local, createTask(local, "wait"), cancelTask)


def loseOneRun(
    working: Working,
    local: LocalTaskcluster,
    taskId: str,
    lose: Callable[[LocalTaskcluster, str], None],
) -> None:
    waitUntil(lambda: len(working.bodies.started) == 1)
    reports = [
        local.faults.add(Delay(0), call, share=1)
        for call in ("queue.reportCompleted", "queue.reportFailed", "queue.reportException")
    ]
    lose(local, taskId)
    waitUntil(lambda: working.bodies.ended == [taskId])
    assert working.bodies.lost == [taskId]
    # The worker goes on.
    assert resolved(local, createTask(local, "fail")) == "failed"
    working.finish()
    assert sum(fault.hits for fault in reports) == 1


@usualKinds()
def test_a_run_is_lost_when_the_queue_is_away_for_too_long(
    worker: StartWorker, local: LocalTaskcluster, caplog: pytest.LogCaptureFixture
) -> None:
    taskId = createTask(local, "wait", retries=1)
    working = worker(delayFactor=0.05)
    waitUntil(lambda: len(working.bodies.started) == 1)
    away = local.faults.add(ServerError(503), "queue.reclaimTask", share=1)
    waitUntil(lambda: working.bodies.lost == [taskId])
    assert 3 <= away.hits <= 30
    assert "expired, because it could not be renewed" in caplog.text
    local.faults.clear()
    working.bodies.release.set()
    waitUntil(lambda: resolutions(local, taskId)[-1] == "completed")
    assert resolutions(local, taskId) == ["claim-expired", "completed"]
    working.finish()


@usualKinds()
def test_reports_are_retried(worker: StartWorker, local: LocalTaskcluster) -> None:
    taskId = createTask(local)
    local.faults.add(ServerError(503), "queue.reportCompleted", times=3)
    local.faults.add(DropConnection("afterCall"), "queue.reportCompleted", nth=4)
    working = worker()
    assert resolved(local, taskId) == "completed"
    working.finish()


# The queue is away


@usualKinds()
def test_a_queue_that_is_away_is_waited_for(
    worker: StartWorker, local: LocalTaskcluster, caplog: pytest.LogCaptureFixture
) -> None:
    away = local.faults.add(DropConnection(), share=1)
    working = worker(delayFactor=0.05)
    time.sleep(0.7)
    assert 2 <= away.hits <= 7
    assert "claiming again in" in caplog.text
    away.remove()
    assert resolved(local, createTask(local)) == "completed"
    assert "the queue responds again" in caplog.text
    working.finish()


@usualKinds()
def test_a_connection_that_is_refused_is_retried(worker: StartWorker) -> None:
    working = worker(rootUrl="http://127.0.0.1:9")
    time.sleep(0.3)
    assert working.isAlive
    working.finish()


@usualKinds()
def test_a_wrong_root_url_is_raised_at_once(worker: StartWorker, local: LocalTaskcluster) -> None:
    working = worker(rootUrl=f"{local.rootUrl}/wrong")
    with pytest.raises(TaskclusterFailure) as caught:
        working.join()
    assert isinstance(caught.value, UnexpectedResponse) or "404" in str(caught.value)


@usualKinds()
def test_missing_scopes_are_raised_at_once(worker: StartWorker, local: LocalTaskcluster) -> None:
    scopes = [f"queue:claim-work:{TASK_QUEUE}"]
    working = worker(credentials=local.createClient("worker", scopes))
    with pytest.raises(InsufficientScopes) as caught:
        working.join()
    assert f"queue:worker-id:{GROUP}/{WORKER}" in str(caught.value)


@usualKinds()
def test_a_later_error_ends_the_worker_after_its_runs(
    worker: StartWorker, local: LocalTaskcluster, caplog: pytest.LogCaptureFixture
) -> None:
    scopes = [f"queue:claim-work:{TASK_QUEUE}", f"queue:worker-id:{GROUP}/{WORKER}"]
    taskId = createTask(local, "wait")
    working = worker(capacity=2, credentials=local.createClient("worker", scopes))
    waitUntil(lambda: len(working.bodies.started) == 1)
    local.client(Auth).disableClient("worker")
    waitUntil(lambda: "the worker ends after 1 runs in progress" in caplog.text)
    time.sleep(CLAIM_TIMEOUT)  # The task's own credentials are still valid.
    assert working.isAlive
    assert resolutions(local, taskId) == ["running"]
    working.bodies.release.set()
    with pytest.raises(TaskclusterFailure):
        working.join()
    assert resolutions(local, taskId) == ["completed"]


# Stopping


def test_a_stop_reports_all_runs(worker: StartWorker, local: LocalTaskcluster) -> None:
    actions: list[Action] = ["wait", "ignore", "deny"]
    tasks = [createTask(local, do, retries=1) for do in actions]
    working = worker(capacity=4)
    waitUntil(lambda: len(working.bodies.started) == 3)
    began = time.monotonic()
    working.finish()
    assert time.monotonic() - began < 3.5
    assert sorted(working.bodies.lost) == sorted(tasks)
    assert [resolutions(local, taskId) for taskId in tasks] == [
        ["worker-shutdown", "pending"],
        ["completed"],
        ["worker-shutdown", "pending"],
    ]


def test_a_claim_in_flight_at_the_stop_is_reported(
    worker: StartWorker, local: LocalTaskcluster
) -> None:
    delay = local.faults.add(Delay(0.4), "queue.claimWork", share=1)
    taskId = createTask(local, retries=1)
    working = worker()
    waitUntil(lambda: delay.hits == 1)
    working.finish()
    assert resolutions(local, taskId) == ["worker-shutdown", "pending"]
    assert working.bodies.started == []
    assert delay.hits == 1


def test_a_stop_does_not_wait_for_work(
    worker: StartWorker, local: LocalTaskcluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    for driver in (aio, threads):
        monkeypatch.setattr(driver, "LAST_CLAIM_SECONDS", 0.1)
    delay = local.faults.add(Delay(1.2), "queue.claimWork", share=1)
    working = worker()
    waitUntil(lambda: delay.hits == 1)
    began = time.monotonic()
    working.finish()
    took = time.monotonic() - began
    # Only the user's own sync client can't be interrupted.
    isUninterruptible = isinstance(working, SyncWorking) and working.isOwn
    assert (took > 0.8) == isUninterruptible


@usualKinds()
def test_a_worker_without_work_stops_at_once(worker: StartWorker) -> None:
    working = worker()
    time.sleep(0.4)
    began = time.monotonic()
    working.finish()
    assert time.monotonic() - began < 1


@usualKinds()
def test_reports_of_a_worker_that_stops_end(
    worker: StartWorker, local: LocalTaskcluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(steps, "SHUTDOWN_SECONDS", 0.3)
    createTask(local, "wait")
    working = worker()
    waitUntil(lambda: len(working.bodies.started) == 1)
    away = local.faults.add(ServerError(503), "queue.reportException", share=1)
    working.finish()
    assert 2 <= away.hits <= 5


def test_no_threads_are_left(local: LocalTaskcluster, monkeypatch: pytest.MonkeyPatch) -> None:
    before = {*threading.enumerate()}
    working = newWorker("sync", local, monkeypatch, 4)
    for _ in range(8):
        createTask(local)
    working.start()
    waitUntil(lambda: len(working.bodies.ended) == 8)
    working.finish()
    waitUntil(lambda: not [it for it in threading.enumerate() if it not in before])
