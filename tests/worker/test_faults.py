"""Workers while about 30 % of all calls fail: each task is resolved once, as it should be."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest
from tests.profiles import IS_LONG
from tests.worker.support import (
    USUAL_KINDS,
    Action,
    createTask,
    newWorker,
    resolutions,
    waitUntil,
)

from tc_typed import Queue, QueueEvents
from tc_typed.core.signing.credentials import Credentials
from tc_typed.graph.states import RESOLVED
from tc_typed.testing import LocalTaskcluster
from tc_typed.testing.faults import (
    ActiveFault,
    Delay,
    DropConnection,
    ExpiredCredentials,
    RateLimit,
    ServerError,
)

CALLS = (
    "queue.claimWork",
    "queue.reclaimTask",
    "queue.reportCompleted",
    "queue.reportFailed",
    "queue.reportException",
)
FAULTS = (
    ServerError(500),
    ServerError(503),
    RateLimit(),
    Delay(0.05),
    DropConnection("beforeCall"),
    DropConnection("afterCall"),
    DropConnection("midResponse"),
    ExpiredCredentials(),
)
SHARE = 0.05
"""Share of the calls that have each of the faults."""
ACTIONS: tuple[tuple[Action, str], ...] = (
    ("complete", "completed"),
    ("fail", "failed"),
    ("raise", "internal-error"),
    ("resource-unavailable", "resource-unavailable"),
)


@pytest.fixture
def brief() -> Iterator[LocalTaskcluster]:
    """A local Taskcluster, whose claims expire soon if their responses are lost."""
    with LocalTaskcluster(claimWait=0, claimTimeout=4) as local:
        yield local


def addFaults(local: LocalTaskcluster) -> list[ActiveFault]:
    return [local.faults.add(fault, call, share=SHARE) for call in CALLS for fault in FAULTS]


def finish(
    local: LocalTaskcluster,
    kind: str,
    monkeypatch: pytest.MonkeyPatch,
    count: int,
    isResolved: Callable[[], bool],
) -> None:
    """Work until all tasks are resolved."""
    # The credentials of a provider may be renewed, so a worker goes on after a 401.
    credentials: Callable[[], Credentials] = lambda: local.credentials  # noqa: E731  # typed
    with ExitStack() as stack:
        working = newWorker(kind, local, monkeypatch, 16, credentials=credentials)
        working.start()
        stack.callback(working.finish)
        waitUntil(lambda: len(working.bodies.ended) >= count)
        waitUntil(isResolved)


@pytest.mark.parametrize("kind", USUAL_KINDS)
@pytest.mark.parametrize("count", [pytest.param(300 if IS_LONG else 80, marks=pytest.mark.slow)])
def test_no_task_is_left_without_a_report(
    kind: str, count: int, brief: LocalTaskcluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    tasks = {
        createTask(brief, do, retries=49): expected
        for index in range(count)
        for do, expected in [ACTIONS[index % len(ACTIONS)]]
    }
    calls = [brief.faults.add(Delay(0), call, share=1) for call in CALLS]
    completed = brief.messages.on(QueueEvents.taskCompleted())
    failed = brief.messages.on(QueueEvents.taskFailed())
    exceptions = brief.messages.on(QueueEvents.taskException())
    faults = addFaults(brief)

    def resolvedRuns() -> set[tuple[str, int]]:
        return {
            (message.payload.status.taskId, message.payload.status.runs[-1].runId)
            for message in [*completed, *failed, *exceptions]
            if message.payload.status.state in RESOLVED  # Else a claim expired.
        }

    finish(brief, kind, monkeypatch, count, lambda: len(resolvedRuns()) >= count)
    share = sum(fault.hits for fault in faults) / sum(fault.hits for fault in calls)
    assert 0.2 < share < 0.45
    brief.faults.clear()
    assert {taskId: resolutions(brief, taskId)[-1] for taskId in tasks} == tasks
    # One run of each is resolved. Earlier runs were only lost with the response to the claim. The
    # queue sends a message again if a report is repeated.
    assert Counter(taskId for taskId, _ in resolvedRuns()) == Counter([*tasks])
    earlier = {reason for taskId in tasks for reason in resolutions(brief, taskId)[:-1]}
    assert earlier <= {"claim-expired"}


@pytest.mark.parametrize("kind", USUAL_KINDS)
def test_long_runs_survive_faults(
    kind: str, brief: LocalTaskcluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    tasks = [createTask(brief, "wait", retries=9) for _ in range(8)]
    working = newWorker(kind, brief, monkeypatch, 8)
    working.start()
    waitUntil(lambda: len(working.bodies.started) == 8)
    addFaults(brief)
    time.sleep(4.5)
    working.bodies.release.set()
    waitUntil(lambda: len(working.bodies.ended) == 8)
    brief.faults.clear()
    working.finish()
    assert [resolutions(brief, taskId) for taskId in tasks] == [["completed"]] * 8
    assert brief.client(Queue).taskQueueCounts("proj-example/ci").claimedTasks == 0
