"""A claimWork that finds no work waits for some."""

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
from tc_typed.testing import LocalTaskcluster, queue_service
from tc_typed.testing.queue_state import QueueState

QUEUE = "wait/here"
MOST = 4  # tasks that a claim takes
PROMPT = 5.0
"""Seconds within which something counts as prompt on a busy machine; a wait takes 20."""


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
    asked = ClaimWorkRequest(workerGroup="g", workerId="w", tasks=MOST)
    return [claimed.status.taskId for claimed in queue.claimWork(QUEUE, asked).tasks]


def create(queue: Queue, clock: Clock) -> str:
    taskId = slugId()
    queue.createTask(taskId, definition(clock.now, taskQueueId=QUEUE))
    return taskId


def assertWaits(waiting: Future[list[str]]) -> None:
    with pytest.raises(NotDone):
        waiting.result(0.2)


def test_it_gets_the_work_that_comes_meanwhile(
    queue: Queue, pool: ThreadPoolExecutor, clock: Clock
) -> None:
    waiting = pool.submit(claim, queue)
    assertWaits(waiting)
    taskId = create(queue, clock)
    assert waiting.result(PROMPT) == [taskId]


def test_it_ends_empty_when_twenty_seconds_have_passed_by_the_clock(
    queue: Queue, pool: ThreadPoolExecutor, clock: Clock
) -> None:
    waiting = pool.submit(claim, queue)
    assertWaits(waiting)
    clock.advance(seconds=19.999)
    assertWaits(waiting)
    clock.advance(seconds=0.001)
    assert waiting.result(PROMPT) == []


def test_it_gets_the_work_that_the_clock_brings(
    queue: Queue, pool: ThreadPoolExecutor, clock: Clock
) -> None:
    taskId = create(queue, clock)
    assert claim(queue) == [taskId]
    waiting = pool.submit(claim, queue)
    assertWaits(waiting)
    clock.advance(minutes=20)  # the first claim lapses
    assert waiting.result(PROMPT) == [taskId]


@pytest.mark.parametrize("claimWait", [0, 0.3])
def test_how_long_it_waits_can_be_chosen(clock: Clock, claimWait: float) -> None:
    """With a clock that stands still, real time ends the wait."""
    with (
        LocalTaskcluster(clock=clock, claimWait=claimWait) as local,
        Queue(local.options(), retries=0) as queue,
    ):
        began = time.monotonic()
        assert claim(queue) == []
        assert claimWait <= time.monotonic() - began < claimWait + PROMPT


def test_many_wait_at_a_time_and_others_are_served(
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
    """When the local Taskcluster looked for work."""
    moments: list[float] = []

    def claimWork(
        queue: QueueState, taskQueueId: str, workerGroup: str, workerId: str, most: int
    ) -> list[ClaimedTask]:
        moments.append(time.monotonic())
        return lookForWork(queue, taskQueueId, workerGroup, workerId, most)

    lookForWork = QueueState.claimWork
    monkeypatch.setattr(QueueState, "claimWork", claimWork)
    return moments


def awaitQuiet(looks: list[float]) -> None:
    """Wait until nobody looks for work any more."""
    ends = time.monotonic() + PROMPT
    while looks and looks[-1] > time.monotonic() - 3 * queue_service.LOOK_INTERVAL:
        assert time.monotonic() < ends
        time.sleep(0.05)


def goAway(queue: Queue) -> None:
    with queue.use(timeout=0.1) as hasty, pytest.raises(TaskclusterTimeout):
        claim(hasty)


def test_a_caller_that_goes_away_takes_no_task(
    queue: Queue, clock: Clock, looks: list[float]
) -> None:
    for _ in range(3):
        goAway(queue)
    awaitQuiet(looks)
    taskId = create(queue, clock)
    awaitQuiet(looks)
    assert queue.status(taskId).status.state == "pending"
    assert claim(queue) == [taskId]


def test_work_that_a_caller_leaves_behind_goes_to_the_next(
    queue: Queue, pool: ThreadPoolExecutor, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The callers that have gone come first, and are not looked at before the task comes."""
    monkeypatch.setattr(queue_service, "LOOK_INTERVAL", 60.0)
    for _ in range(3):
        goAway(queue)
    waiting = pool.submit(claim, queue)
    assertWaits(waiting)
    taskId = create(queue, clock)
    assert waiting.result(PROMPT) == [taskId]


def test_who_came_first_is_served_first(
    queue: Queue, pool: ThreadPoolExecutor, clock: Clock
) -> None:
    waiting: list[Future[list[str]]] = []
    for _ in range(4):
        waiting.append(pool.submit(claim, queue))
        assertWaits(waiting[-1])
    for each in waiting:
        taskId = create(queue, clock)
        assert each.result(PROMPT) == [taskId]


def test_work_is_handed_out_at_once_though_those_who_wait_rarely_look(
    queue: Queue, pool: ThreadPoolExecutor, clock: Clock, looks: list[float]
) -> None:
    taken: list[float] = []
    for _ in range(10):
        waiting = pool.submit(claim, queue)
        # Half a look later, so that no look comes by chance.
        time.sleep(queue_service.LOOK_INTERVAL / 2)
        began = time.monotonic()
        create(queue, clock)
        assert waiting.result(PROMPT)
        taken.append(time.monotonic() - began)
    assert min(taken) < queue_service.LOOK_INTERVAL / 4
    looks.clear()
    waiting = pool.submit(claim, queue)
    time.sleep(1)
    assert len(looks) <= 2 + 1 / queue_service.LOOK_INTERVAL
    create(queue, clock)
    assert waiting.result(PROMPT)


def test_it_ends_at_once_when_the_local_taskcluster_stops(
    local: LocalTaskcluster, queue: Queue, pool: ThreadPoolExecutor
) -> None:
    waiting = [pool.submit(claim, queue) for _ in range(4)]
    for each in waiting:
        assertWaits(each)
    began = time.monotonic()
    local.stop()
    assert [each.result(PROMPT) for each in waiting] == [[]] * 4
    assert time.monotonic() - began < PROMPT
