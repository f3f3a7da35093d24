"""Claims of runs, and what the queue keeps of them."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from tests.testing.conftest import Clock
from tests.testing.samples import definition, issueNothing
from tests.testing.services.errors import rejected

from tc_typed.queue import QueueEvents
from tc_typed.slugs import slugId
from tc_typed.testing.messages import Messages
from tc_typed.testing.server.errors import ApiError
from tc_typed.testing.server.paging import PageRequest
from tc_typed.testing.services.queue.state import QueueState
from tc_typed.testing.services.queue.workers import WorkerKey, Workers
from tc_typed.testing.timeline import Timeline

QUEUE = "provisioner/worker"


class RecordedWorkers(Workers):
    """Workers that record the calls of the queue."""

    def __init__(self) -> None:
        self.calls: list[tuple[str, ...]] = []
        self.quarantined: set[str] = set()

    def recordCall(self, key: WorkerKey, now: datetime) -> None:
        self.calls.append(("recordCall", *key))

    def recordClaimTask(self, key: WorkerKey, now: datetime) -> None:
        self.calls.append(("recordClaimTask", *key))

    def recordClaim(self, key: WorkerKey, taskId: str, runId: int, now: datetime) -> None:
        self.calls.append(("recordClaim", *key, taskId, str(runId)))

    def isQuarantined(self, key: WorkerKey, now: datetime) -> bool:
        return key.workerId in self.quarantined


@pytest.fixture
def workers() -> RecordedWorkers:
    return RecordedWorkers()


@pytest.fixture
def queue(timeline: Timeline, messages: Messages, workers: RecordedWorkers) -> QueueState:
    return QueueState(timeline, messages, issueNothing, workers)


@pytest.fixture
def taskId(queue: QueueState, clock: Clock) -> str:
    taskId = slugId()
    queue.createTask(taskId, definition(clock.now))
    return taskId


def names(messages: Messages) -> list[str]:
    return [sent.declaration.name for sent in messages]


def test_a_named_run_can_be_claimed_again_by_the_same_worker_only(
    queue: QueueState, taskId: str, messages: Messages
) -> None:
    first = queue.claimTask(taskId, 0, "group", "worker")
    again = queue.claimTask(taskId, 0, "group", "worker")
    assert (again.status, again.takenUntil) == (first.status, first.takenUntil)
    assert names(messages)[-2:] == ["taskRunning", "taskRunning"]
    with rejected("RequestConflict"):
        queue.claimTask(taskId, 0, "group", "other")


def test_a_run_from_claim_work_can_not_be_claimed_by_name(queue: QueueState, taskId: str) -> None:
    queue.claimWork(QUEUE, "group", "worker", 1)
    with rejected("RequestConflict"):
        queue.claimTask(taskId, 0, "group", "worker")


def test_a_run_that_does_not_exist_can_not_be_claimed(queue: QueueState, taskId: str) -> None:
    with pytest.raises(ApiError, match="has no run 1"):
        queue.claimTask(taskId, 1, "group", "worker")
    # Like in a real queue, the claim is on record until it is checked.
    assert queue.taskQueueCounts(QUEUE).claimedTasks == 1


def test_nothing_is_kept_of_the_claims_on_a_task_that_has_expired(
    queue: QueueState, clock: Clock
) -> None:
    taskId = slugId()
    end = clock.now + timedelta(minutes=5)
    queue.createTask(taskId, definition(clock.now, timedelta(minutes=5), expires=end))
    queue.claimWork(QUEUE, "group", "worker", 1)
    with pytest.raises(ApiError, match="has no run 7"):
        queue.claimTask(taskId, 7, "group", "worker")
    assert queue.taskQueueCounts(QUEUE).claimedTasks == 2
    clock.advance(minutes=5)
    assert queue.taskQueueCounts(QUEUE).claimedTasks == 0


def test_claims_after_the_deadline_are_refused(
    queue: QueueState, taskId: str, clock: Clock
) -> None:
    queue.claimWork(QUEUE, "group", "worker", 1)
    clock.advance(days=1)
    calls: list[Callable[[], object]] = [
        lambda: queue.claimTask(taskId, 0, "group", "worker"),
        lambda: queue.reclaimTask(taskId, 0),
    ]
    for call in calls:
        with rejected("RequestConflict"):
            call()


def test_late_claims_announce_the_end_of_the_run_again(
    queue: QueueState, taskId: str, clock: Clock, messages: Messages
) -> None:
    """Each check of a claim announces a run whose claim has expired, as a real queue does."""
    queue.claimWork(QUEUE, "group", "worker", 1)
    clock.advance(minutes=20)
    with rejected("RequestConflict"):
        queue.reclaimTask(taskId, 0)
    assert names(messages)[-2:] == ["taskException", "taskPending"]
    before = len(messages)
    clock.advance(minutes=20)
    queue.status(taskId)
    assert names(messages)[before:] == ["taskException", "taskPending"]


def test_calls_and_claims_of_workers_are_recorded(
    queue: QueueState, taskId: str, workers: RecordedWorkers
) -> None:
    worker = QUEUE, "group", "worker"
    assert queue.claimWork(*worker, 1)
    assert queue.claimWork(*worker, 1) == []
    queue.reclaimTask(taskId, 0)
    queue.cancelTask(taskId)
    queue.rerunTask(taskId)
    queue.claimTask(taskId, 1, "group", "worker")
    assert workers.calls == [
        ("recordCall", *worker),
        ("recordClaim", *worker, taskId, "0"),
        ("recordCall", *worker),
        ("recordCall", *worker),
        ("recordClaimTask", *worker),
        ("recordClaim", *worker, taskId, "1"),
    ]


def test_a_quarantined_worker_gets_no_work(
    queue: QueueState, taskId: str, workers: RecordedWorkers
) -> None:
    workers.quarantined.add("bad")
    assert queue.claimWork(QUEUE, "group", "bad", 1) is None
    with rejected("RequestConflict"):
        queue.claimTask(taskId, 0, "group", "bad")
    assert queue.status(taskId).status.state == "pending"
    assert queue.claimWork(QUEUE, "group", "good", 1)


def test_pending_and_claimed_tasks_are_listed_by_pages(queue: QueueState, clock: Clock) -> None:
    taskIds = [slugId() for _ in range(5)]
    for taskId in taskIds:
        queue.createTask(taskId, definition(clock.now))
        clock.advance(seconds=1)

    def pendingPages() -> list[list[str]]:
        pages: list[list[str]] = []
        token: str | None = None
        while True:
            page = queue.listPendingTasks(QUEUE, PageRequest(2, token))
            pages.append([item.taskId for item in page.tasks])
            token = page.continuationToken
            if token is None:
                return pages

    assert pendingPages() == [taskIds[:2], taskIds[2:4], taskIds[4:]]
    queue.cancelTask(taskIds[1])
    claimedAt = clock.advance(minutes=1)
    queue.claimWork(QUEUE, "group", "worker", 2)
    assert pendingPages() == [taskIds[3:]]
    first = queue.listClaimedTasks(QUEUE, PageRequest(1))
    rest = queue.listClaimedTasks(QUEUE, PageRequest(1, first.continuationToken))
    claimed = [*first.tasks, *rest.tasks]
    assert [item.taskId for item in claimed] == [taskIds[0], taskIds[2]]
    assert {(item.workerGroup, item.workerId, item.runId) for item in claimed} == {
        ("group", "worker", 0)
    }
    assert all(claimedAt - item.claimed < timedelta(milliseconds=1) for item in claimed)
    assert rest.continuationToken is None


def test_counts_of_several_task_queues_are_in_the_order_of_the_request(
    queue: QueueState, taskId: str
) -> None:
    counts = queue.taskQueueCountsBatch(["no/tasks", QUEUE]).taskQueueCounts
    assert [(each.taskQueueId, each.pendingTasks) for each in counts] == [
        ("no/tasks", 0),
        (QUEUE, 1),
    ]
    assert queue.status(taskId).status.taskQueueId == QUEUE


def test_a_retry_is_announced_with_the_end_of_the_run_before(
    queue: QueueState, taskId: str, messages: Messages
) -> None:
    queue.claimWork(QUEUE, "group", "worker", 1)
    queue.reportException(taskId, 0, "intermittent-task")
    queue.reportException(taskId, 0, "intermittent-task")
    exceptions = [sent for sent in messages if sent.declaration is QueueEvents.taskException]
    assert [sent.routingKey.split(".")[2:5] for sent in exceptions] == [
        ["0", "group", "worker"]
    ] * 2
    assert names(messages)[-4:] == ["taskException", "taskPending"] * 2
    queue.claimWork(QUEUE, "group", "worker", 1)
    queue.reportCompleted(taskId, 1)
    queue.reportException(taskId, 0, "intermittent-task")  # It is still the run before the last.
    queue.rerunTask(taskId)
    with rejected("RequestConflict"):
        queue.reportException(taskId, 0, "intermittent-task")


def test_creating_a_task_again_announces_it_as_it_was_at_first(
    queue: QueueState, clock: Clock, messages: Messages
) -> None:
    taskId, task = slugId(), definition(clock.now)
    queue.createTask(taskId, task)
    queue.createTask(taskId, task)
    assert names(messages) == ["taskDefined", "taskPending"] * 2
    queue.claimWork(QUEUE, "group", "worker", 1)
    queue.reportException(taskId, 0, "worker-shutdown")
    before = len(messages)

    assert queue.createTask(taskId, task).status.retriesLeft == 4

    [sent] = list(messages)[before:]
    status = json.loads(sent.body)["status"]
    assert (status["state"], status["runs"], status["retriesLeft"]) == ("unscheduled", [], 5)


def test_a_rerun_is_not_announced_with_the_end_of_the_run_before(
    queue: QueueState, clock: Clock, messages: Messages
) -> None:
    """Only a retry follows from that end; a rerun was announced when it was requested."""
    taskId = slugId()
    queue.createTask(taskId, definition(clock.now, retries=0))
    queue.claimWork(QUEUE, "group", "worker", 1)
    queue.reportException(taskId, 0, "worker-shutdown")
    queue.rerunTask(taskId)
    before = len(messages)
    queue.reportException(taskId, 0, "worker-shutdown")
    assert names(messages)[before:] == ["taskException"]
