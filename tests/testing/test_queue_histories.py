"""Invariants of tasks that hold after any sequence of calls."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import nullcontext
from datetime import datetime, timedelta
from functools import partial
from typing import Literal

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,  # pyright: ignore[reportUnknownVariableType]  # It has no types.
)
from tests.testing.conftest import Clock
from tests.testing.samples import definition, issueNothing

from tc_typed.queue import Task, TaskAndStatus, TaskRun, TaskStatus
from tc_typed.queue.models import ExceptionReason
from tc_typed.scopes.params import PRIORITIES
from tc_typed.slugs import slugId
from tc_typed.testing.errors import ApiError
from tc_typed.testing.paging import PageRequest
from tc_typed.testing.queue_state import QueueState

QUEUE = "provisioner/worker"
GROUP = slugId()
RESOLVED = ("completed", "failed", "exception")
CREATED_AFTER = {
    "claim-expired": ("retry", "rerun"),
    "worker-shutdown": ("retry", "rerun"),
    "intermittent-task": ("task-retry", "rerun"),
}

reasons: st.SearchStrategy[ExceptionReason] = st.sampled_from(
    [
        "worker-shutdown",
        "malformed-payload",
        "resource-unavailable",
        "internal-error",
        "intermittent-task",
    ]
)
actions: st.SearchStrategy[Literal["completed", "failed", "reclaim"]] = st.sampled_from(
    ["completed", "failed", "reclaim"]
)
numbers = st.integers(0, 99)


class Histories(RuleBasedStateMachine):
    """Random sequences of calls by creators and careless workers, while time passes."""

    def __init__(self) -> None:
        super().__init__()
        self.clock = Clock()
        self.queue = QueueState(self.clock, issueNothing)
        self.taskIds: list[str] = []
        self.running: list[tuple[str, int]] = []
        self.seen: dict[str, list[TaskRun]] = {}

    @rule(
        dependencies=st.lists(numbers, max_size=3),
        requires=st.sampled_from(["all-completed", "all-resolved"]),
        priority=st.sampled_from(PRIORITIES),
        retries=st.integers(0, 2),
        minutes=st.integers(1, 90),
    )
    def create(
        self, dependencies: list[int], requires: str, priority: str, retries: int, minutes: int
    ) -> None:
        taskId = slugId()
        known = {
            self.taskIds[number % len(self.taskIds)] for number in dependencies if self.taskIds
        }
        task = definition(
            self.clock.now,
            timedelta(minutes=minutes),
            taskGroupId=GROUP,
            dependencies=sorted(known),
            requires=requires,
            priority=priority,
            retries=retries,
        )
        self.queue.createTask(taskId, task)
        self.queue.createTask(taskId, task)
        self.taskIds.append(taskId)

    @rule(most=st.integers(1, 4))
    def claim(self, most: int) -> None:
        before = {item.status.taskId: item.status for item in self.listed()}
        claims = self.queue.claimWork(QUEUE, "group", "worker", most)
        assert all(before[claim.status.taskId].state == "pending" for claim in claims)
        pending = [status for status in before.values() if status.state == "pending"]
        assert len(claims) == min(most, len(pending))
        expected = sorted(PRIORITIES.index(status.priority) for status in pending)[: len(claims)]
        assert [PRIORITIES.index(claim.status.priority) for claim in claims] == expected
        self.running += [(claim.status.taskId, claim.runId) for claim in claims]

    @precondition(lambda self: self.running)
    @rule(number=numbers, how=actions | reasons)
    def work(
        self, number: int, how: Literal["completed", "failed", "reclaim"] | ExceptionReason
    ) -> None:
        taskId, runId = self.running[number % len(self.running)]
        run = self.queue.status(taskId).status.runs[runId]
        allowed = run.state == "running" or (how == run.reasonResolved and how != "reclaim")
        act: Callable[[], object]
        match how:
            case "completed":
                act = partial(self.queue.reportCompleted, taskId, runId)
            case "failed":
                act = partial(self.queue.reportFailed, taskId, runId)
            case "reclaim":
                act = partial(self.queue.reclaimTask, taskId, runId)
            case _:
                act = partial(self.queue.reportException, taskId, runId, how)
        with nullcontext() if allowed else conflict():
            act()

    @precondition(lambda self: self.taskIds)
    @rule(number=numbers, action=st.sampled_from(["cancelTask", "rerunTask", "scheduleTask"]))
    def manage(self, number: int, action: str) -> None:
        taskId = self.taskIds[number % len(self.taskIds)]
        act = {
            "cancelTask": self.queue.cancelTask,
            "rerunTask": self.queue.rerunTask,
            "scheduleTask": self.queue.scheduleTask,
        }[action]
        isOver = self.queue.task(taskId).deadline <= self.clock.now
        if isOver:
            with conflict():
                act(taskId)
            return
        status = act(taskId).status
        assert act(taskId).status == status
        assert (status.state in RESOLVED) >= (action == "cancelTask")
        assert (status.state in ("pending", "running")) >= (action == "rerunTask")

    @rule(minutes=st.integers(1, 45))
    def wait(self, minutes: int) -> None:
        self.clock.advance(minutes=minutes)

    @invariant()
    def everyTaskIsConsistent(self) -> None:
        items = self.listed()
        assert sorted(item.status.taskId for item in items) == sorted(self.taskIds)
        statuses = {item.status.taskId: item.status for item in items}
        for item in items:
            checkTask(item.task, item.status, self.clock.now)
            waits = [
                statuses[dependency].state
                not in (RESOLVED if item.task.requires == "all-resolved" else ("completed",))
                for dependency in item.task.dependencies
            ]
            assert any(waits) or item.status.runs
            # Resolved runs never change.
            before = self.seen.get(item.status.taskId, [])
            done = [run for run in before if run.state in RESOLVED]
            assert item.status.runs[: len(done)] == done
            assert len(item.status.runs) >= len(before)
            self.seen[item.status.taskId] = item.status.runs

    @invariant()
    def countsAreRight(self) -> None:
        states = [item.status.state for item in self.listed()]
        counts = self.queue.taskQueueCounts(QUEUE)
        assert counts.pendingTasks == states.count("pending")
        assert counts.claimedTasks == states.count("running")

    def listed(self) -> list[TaskAndStatus]:
        if not self.taskIds:
            return []
        return self.queue.listTaskGroup(GROUP, PageRequest()).tasks


def conflict() -> pytest.RaisesExc[ApiError]:
    return pytest.RaisesExc(ApiError, check=lambda error: error.code == "RequestConflict")


def checkTask(task: Task, status: TaskStatus, now: datetime) -> None:
    assert status.state == (status.runs[-1].state if status.runs else "unscheduled")
    assert 0 <= status.retriesLeft <= task.retries
    assert status.state in RESOLVED or now < task.deadline
    for number, run in enumerate(status.runs):
        assert run.runId == number
        checkRun(run, now)
    for before, run in zip(status.runs, status.runs[1:], strict=False):
        assert before.state in RESOLVED
        assert run.reasonCreated in CREATED_AFTER.get(before.reasonResolved or "", ("rerun",))


def checkRun(run: TaskRun, now: datetime) -> None:
    claimed = [run.workerGroup, run.workerId, run.takenUntil, run.started]
    ended = [run.reasonResolved, run.resolved]
    if run.state == "pending":
        assert claimed == [None] * 4
    if run.state in ("running", "completed", "failed"):
        assert None not in claimed
    if run.state in ("pending", "running"):
        assert ended == [None] * 2
    else:
        assert None not in ended
    if run.state == "running":
        assert run.takenUntil is not None
        assert run.takenUntil > now - timedelta(milliseconds=1)
    times = [run.scheduled, run.started, run.resolved]
    known = [time for time in times if time is not None]
    assert known == sorted(known)
    assert all(time <= now for time in known)


def test_tasks_are_consistent_after_any_sequence_of_calls() -> None:
    steps = settings(stateful_step_count=40)
    run_state_machine_as_test(Histories, settings=steps)  # type: ignore[no-untyped-call]  # It has no types.
