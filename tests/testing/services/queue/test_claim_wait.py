"""Calls to claimWork wait for work if there is none."""

from __future__ import annotations

import time
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from concurrent.futures import TimeoutError as NotDone

import pytest
from tests.testing.conftest import Clock
from tests.testing.samples import definition

from tc_typed import TaskclusterTimeout
from tc_typed.queue import ClaimedTask, ClaimWorkRequest, Queue
from tc_typed.slugs import slugId
from tc_typed.testing import LocalTaskcluster
from tc_typed.testing.services.queue import work_handlers
from tc_typed.testing.services.queue.state import QueueState
from tc_typed.testing.timeline import LOOK_INTERVAL

QUEUE = "wait/here"
MOST = 4  # Maximum number of tasks for each call.
PROMPT = 5.0
"""Seconds within which a response counts as prompt on a busy machine. A full wait takes 20."""


@pytest.fixture
def local(clock: Clock) -> Iterator[LocalTaskcluster]:
    with LocalTaskcluster(clock=clock) as running:
        yield running


@pytest.fixture
def queue(local: LocalTaskcluster) -> Iterator[Queue]:
    with Queue(local.options(), retries=0) as client:
        yield client


@pytest.fixture
def pool() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(16) as threads:
        yield threads


def claim(queue: Queue) -> list[str]:
    request = ClaimWorkRequest(workerGroup="g", workerId="w", tasks=MOST)
    return [claimed.status.taskId for claimed in queue.claimWork(QUEUE, request).tasks]


def create(queue: Queue, clock: Clock) -> str:
    taskId = slugId()
    queue.createTask(taskId, definition(clock.now, taskQueueId=QUEUE))
    return taskId


def assertWaits(waiting: Future[list[str]]) -> None:
    with pytest.raises(NotDone):
        waiting.result(0.2)


def test_a_call_returns_work_that_is_created_while_it_waits(
    queue: Queue, pool: ThreadPoolExecutor, clock: Clock
) -> None:
    waiting = pool.submit(claim, queue)
    assertWaits(waiting)
    taskId = create(queue, clock)
    assert waiting.result(PROMPT) == [taskId]


def test_a_call_returns_nothing_after_twenty_seconds_by_the_clock(
    queue: Queue, pool: ThreadPoolExecutor, clock: Clock
) -> None:
    waiting = pool.submit(claim, queue)
    assertWaits(waiting)
    clock.advance(seconds=19.999)
    assertWaits(waiting)
    clock.advance(seconds=0.001)
    assert waiting.result(PROMPT) == []


def test_a_call_returns_work_that_becomes_pending_as_the_clock_advances(
    queue: Queue, pool: ThreadPoolExecutor, clock: Clock
) -> None:
    taskId = create(queue, clock)
    assert claim(queue) == [taskId]
    waiting = pool.submit(claim, queue)
    assertWaits(waiting)
    clock.advance(minutes=20)  # The first claim expires.
    assert waiting.result(PROMPT) == [taskId]


@pytest.mark.parametrize("claimWait", [0, 0.3])
def test_the_wait_can_be_configured(clock: Clock, claimWait: float) -> None:
    """With a clock that does not advance, real time ends the wait."""
    with (
        LocalTaskcluster(clock=clock, claimWait=claimWait) as local,
        Queue(local.options(), retries=0) as queue,
    ):
        began = time.monotonic()
        assert claim(queue) == []
        assert claimWait <= time.monotonic() - began < claimWait + PROMPT


def test_many_calls_can_wait_while_others_are_served(
    queue: Queue, pool: ThreadPoolExecutor, clock: Clock
) -> None:
    waiting = [pool.submit(claim, queue) for _ in range(8)]
    assertWaits(waiting[0])
    created = {create(queue, clock) for _ in range(8 * MOST)}
    got: set[str] = set()
    for each in waiting:
        taskIds = each.result(PROMPT)
        assert taskIds
        assert got.isdisjoint(taskIds)
        got.update(taskIds)
    assert got <= created
    assert queue.taskQueueCounts(QUEUE).claimedTasks == len(got)


@pytest.fixture
def looks(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """Times at which the local Taskcluster looked for work."""
    times: list[float] = []

    def claimWork(
        queue: QueueState, taskQueueId: str, workerGroup: str, workerId: str, limit: int
    ) -> list[ClaimedTask] | None:
        times.append(time.monotonic())
        return lookForWork(queue, taskQueueId, workerGroup, workerId, limit)

    lookForWork = QueueState.claimWork
    monkeypatch.setattr(QueueState, "claimWork", claimWork)
    return times


def awaitQuiet(looks: list[float]) -> None:
    """Wait until no call looks for work any longer."""
    ends = time.monotonic() + PROMPT
    while looks and looks[-1] > time.monotonic() - 3 * LOOK_INTERVAL:
        assert time.monotonic() < ends
        time.sleep(0.05)


def awaitLooks(looks: list[float], count: int) -> None:
    """Wait until calls have looked for work a number of times."""
    ends = time.monotonic() + PROMPT
    while len(looks) < count:
        assert time.monotonic() < ends
        time.sleep(0.01)


def disconnect(queue: Queue) -> None:
    with queue.use(timeout=0.1) as hasty, pytest.raises(TaskclusterTimeout):
        claim(hasty)


def test_a_disconnected_caller_claims_no_task(
    queue: Queue, clock: Clock, looks: list[float]
) -> None:
    for _ in range(3):
        disconnect(queue)
    awaitQuiet(looks)
    taskId = create(queue, clock)
    awaitQuiet(looks)
    assert queue.status(taskId).status.state == "pending"
    assert claim(queue) == [taskId]


def test_work_for_a_disconnected_caller_is_given_to_the_next(
    queue: Queue, pool: ThreadPoolExecutor, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Disconnected callers have waited longer, and are detected only when the task arrives."""
    monkeypatch.setattr(work_handlers, "LOOK_INTERVAL", 60.0)
    for _ in range(3):
        disconnect(queue)
    waiting = pool.submit(claim, queue)
    assertWaits(waiting)
    taskId = create(queue, clock)
    assert waiting.result(PROMPT) == [taskId]


def test_calls_receive_work_in_the_order_of_their_arrival(
    queue: Queue,
    pool: ThreadPoolExecutor,
    clock: Clock,
    looks: list[float],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    # Each call looks for work once, when it arrives, and then waits to be woken.
    monkeypatch.setattr(work_handlers, "LOOK_INTERVAL", 60.0)
    waiting: list[Future[list[str]]] = []
    for number in range(4):
        waiting.append(pool.submit(claim, queue))
        awaitLooks(looks, number + 1)
    for each in waiting:
        taskId = create(queue, clock)
        assert each.result(PROMPT) == [taskId]


def test_work_is_handed_out_immediately_although_checks_are_rare(
    queue: Queue, pool: ThreadPoolExecutor, clock: Clock, looks: list[float]
) -> None:
    taken: list[float] = []
    for _ in range(10):
        waiting = pool.submit(claim, queue)
        # Half an interval later, so that no regular check happens to find the task.
        time.sleep(LOOK_INTERVAL / 2)
        began = time.monotonic()
        create(queue, clock)
        assert waiting.result(PROMPT)
        taken.append(time.monotonic() - began)
    assert min(taken) < LOOK_INTERVAL / 4
    looks.clear()
    waiting = pool.submit(claim, queue)
    time.sleep(1)
    assert len(looks) <= 2 + 1 / LOOK_INTERVAL
    create(queue, clock)
    assert waiting.result(PROMPT)


def test_a_call_ends_immediately_when_the_local_taskcluster_stops(
    local: LocalTaskcluster, queue: Queue, pool: ThreadPoolExecutor
) -> None:
    waiting = [pool.submit(claim, queue) for _ in range(4)]
    for each in waiting:
        assertWaits(each)
    began = time.monotonic()
    local.stop()
    assert [each.result(PROMPT) for each in waiting] == [[]] * 4
    assert time.monotonic() - began < PROMPT
