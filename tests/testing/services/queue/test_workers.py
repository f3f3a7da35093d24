"""Workers, task queues and provisioners, as the queue has seen them."""

# Most methods about workers are deprecated, but servers still have them.
# mypy: disable-error-code="deprecated"
# pyright: reportDeprecated=false

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.testing.conftest import Clock
from tests.testing.samples import definition

from tc_typed.aio import Queue as AsyncQueue
from tc_typed.core.errors import InsufficientScopes, InvalidRequestArguments, ResourceNotFound
from tc_typed.core.models.timestamps import shifted
from tc_typed.queue import (
    ClaimWorkRequest,
    DeclareWorkerRequest,
    QuarantineWorkerRequest,
    Queue,
    Worker,
)
from tc_typed.slugs import slugId
from tc_typed.testing import LocalTaskcluster
from tc_typed.testing.clock import inMilliseconds
from tc_typed.testing.server.errors import ApiError
from tc_typed.testing.server.paging import PageRequest
from tc_typed.testing.services.queue.workers import MOST_RECENT_TASKS, WorkerKey, Workers
from tc_typed.testing.timeline import Timeline

PROVISIONER = "provisioner"
TYPE = "worker"
QUEUE = f"{PROVISIONER}/{TYPE}"
GROUP = "group"
A_DAY = timedelta(days=1)
AN_HOUR = timedelta(hours=1)

WORKER = WorkerKey(QUEUE, GROUP, "w1")

WORKERS = ("w1", "w2")
steps = st.lists(
    st.tuples(
        st.sampled_from(["claim", "declare", "quarantine", "wait"]),
        st.sampled_from(WORKERS),
        st.integers(-2, 40),
    ),
    max_size=15,
)


@pytest.fixture
def taskcluster() -> Iterator[LocalTaskcluster]:
    with LocalTaskcluster(claimWait=0) as running:
        yield running


def claim(queue: Queue, workerId: str = "w1", taskQueueId: str = QUEUE) -> list[str]:
    request = ClaimWorkRequest(workerGroup=GROUP, workerId=workerId, tasks=1)
    return [each.status.taskId for each in queue.claimWork(taskQueueId, request).tasks]


def create(queue: Queue, taskcluster: LocalTaskcluster) -> str:
    taskId = slugId()
    queue.createTask(taskId, definition(taskcluster.clock.now(), taskQueueId=QUEUE))
    return taskId


def get(queue: Queue, workerId: str = "w1") -> Worker:
    return queue.getWorker(PROVISIONER, TYPE, GROUP, workerId)


def declare(queue: Queue, expires: datetime, workerId: str = "w1") -> Worker:
    request = DeclareWorkerRequest(expires=expires)
    return queue.declareWorker(PROVISIONER, TYPE, GROUP, workerId, request)


def quarantine(
    queue: Queue, until: datetime, workerId: str = "w1", info: str | None = None
) -> Worker:
    request = QuarantineWorkerRequest(quarantineUntil=until, quarantineInfo=info)
    return queue.quarantineWorker(PROVISIONER, TYPE, GROUP, workerId, request)


def listed(queue: Queue, quarantined: str | None = None) -> list[str]:
    workers = queue.iterWorkers(PROVISIONER, TYPE, quarantined=quarantined, limit=1)
    return [f"{each.workerGroup}/{each.workerId}" for each in workers]


def isNear(one: datetime | None, other: datetime) -> bool:
    return one is not None and abs(one - other) < timedelta(seconds=10)


def test_a_worker_is_known_from_its_first_call(queue: Queue, taskcluster: LocalTaskcluster) -> None:
    with pytest.raises(ResourceNotFound):
        get(queue)
    assert claim(queue) == []
    now = taskcluster.clock.now()
    worker = get(queue)
    assert (worker.taskQueueId, worker.workerGroup, worker.workerId) == (QUEUE, GROUP, "w1")
    assert (worker.provisionerId, worker.workerType) == (PROVISIONER, TYPE)
    assert worker.recentTasks == []
    assert isNear(worker.firstClaim, now)
    assert isNear(worker.lastDateActive, now)
    assert isNear(worker.expires, now + A_DAY)
    assert worker.quarantineUntil is not None
    assert worker.quarantineUntil < now
    [summary] = queue.listWorkers(PROVISIONER, TYPE).workers
    assert summary.latestTask is None
    assert summary.quarantineUntil is None


def test_the_queue_remembers_the_latest_tasks_of_a_worker(
    queue: Queue, taskcluster: LocalTaskcluster
) -> None:
    taskIds = [create(queue, taskcluster) for _ in range(MOST_RECENT_TASKS + 2)]
    for _ in taskIds:
        claim(queue)
    recent = [(run.taskId, run.runId) for run in get(queue).recentTasks]
    assert recent == [(taskId, 0) for taskId in taskIds[2:]]
    [summary] = queue.listWorkers(PROVISIONER, TYPE).workers
    assert summary.latestTask is not None
    assert summary.latestTask.taskId == taskIds[-1]


def test_records_are_updated_at_most_every_half_hour(
    queue: Queue, taskcluster: LocalTaskcluster
) -> None:
    claim(queue)
    first = get(queue)
    taskcluster.clock.advance("29 minutes")
    claim(queue)
    assert get(queue) == first
    assert queue.getTaskQueue(QUEUE).lastDateActive == first.lastDateActive
    now = taskcluster.clock.advance("1 minute")
    claim(queue)
    assert isNear(get(queue).lastDateActive, now)
    assert isNear(get(queue).expires, now + A_DAY)
    assert isNear(queue.getTaskQueue(QUEUE).expires, now + A_DAY)
    assert get(queue).firstClaim == first.firstClaim


def test_a_worker_is_forgotten_a_day_after_its_last_call(
    queue: Queue, taskcluster: LocalTaskcluster
) -> None:
    create(queue, taskcluster)
    claim(queue)
    taskcluster.clock.advance("23 hours")
    assert listed(queue) == ["group/w1"]
    now = taskcluster.clock.advance("1 hour")
    assert listed(queue) == []
    with pytest.raises(ResourceNotFound):
        get(queue)
    with pytest.raises(ResourceNotFound):
        queue.getTaskQueue(QUEUE)
    with pytest.raises(ResourceNotFound):
        quarantine(queue, now + AN_HOUR)
    claim(queue)
    assert isNear(get(queue).firstClaim, now)
    assert get(queue).recentTasks == []


def test_a_declared_expiry_never_becomes_earlier(
    queue: Queue, taskcluster: LocalTaskcluster
) -> None:
    late = inMilliseconds(taskcluster.clock.now() + 3 * A_DAY)
    worker = declare(queue, late)
    assert worker.expires == late
    assert worker == get(queue)
    assert declare(queue, late - A_DAY).expires == late
    assert queue.getTaskQueue(QUEUE).expires == late
    assert queue.getProvisioner(PROVISIONER).expires == late
    assert declare(queue, late + A_DAY).expires == late + A_DAY


def test_a_worker_can_be_declared_as_expired(queue: Queue, taskcluster: LocalTaskcluster) -> None:
    past = inMilliseconds(taskcluster.clock.now() - A_DAY)
    assert declare(queue, past).expires == past
    assert listed(queue) == []


def test_a_worker_in_quarantine_gets_no_tasks(queue: Queue, taskcluster: LocalTaskcluster) -> None:
    taskId = create(queue, taskcluster)
    claim(queue, "w2", "provisioner/other")
    assert claim(queue) == [taskId]
    create(queue, taskcluster)
    until = inMilliseconds(taskcluster.clock.now() + AN_HOUR)
    assert quarantine(queue, until, info="broken disk").quarantineUntil == until
    assert claim(queue) == []
    assert len(claim(queue, "w2")) == 1
    create(queue, taskcluster)
    taskcluster.clock.advance("1 hour")
    assert len(claim(queue)) == 1


def test_a_time_in_the_past_ends_a_quarantine(queue: Queue, taskcluster: LocalTaskcluster) -> None:
    now = taskcluster.clock.now()
    claim(queue)
    quarantine(queue, now + AN_HOUR)
    create(queue, taskcluster)
    assert claim(queue) == []
    quarantine(queue, now - AN_HOUR)
    assert len(claim(queue)) == 1
    [summary] = queue.listWorkers(PROVISIONER, TYPE).workers
    assert summary.quarantineUntil is None


def test_a_worker_in_quarantine_does_not_wait_for_work() -> None:
    with LocalTaskcluster(claimWait=600) as taskcluster, Queue(taskcluster.options()) as queue:
        declare(queue, taskcluster.clock.now() + A_DAY)
        quarantine(queue, taskcluster.clock.now() + AN_HOUR)
        assert claim(queue) == []  # Otherwise this call would time out.


def test_workers_are_listed_by_quarantine(queue: Queue, taskcluster: LocalTaskcluster) -> None:
    for workerId in ("w3", "w1", "w2"):
        claim(queue, workerId)
    quarantine(queue, taskcluster.clock.now() + AN_HOUR, "w2")
    assert listed(queue) == ["group/w1", "group/w2", "group/w3"]
    assert listed(queue, "true") == ["group/w2"]
    assert listed(queue, "false") == ["group/w1", "group/w3"]
    assert queue.listWorkers(PROVISIONER, "other").workers == []
    with pytest.raises(InvalidRequestArguments, match="quarantined must be true or false"):
        listed(queue, "maybe")


def test_a_worker_in_quarantine_does_not_expire(
    queue: Queue, taskcluster: LocalTaskcluster
) -> None:
    claim(queue)
    quarantine(queue, taskcluster.clock.now() + 10 * A_DAY)
    taskcluster.clock.advance("9 days")
    assert listed(queue) == listed(queue, "true") == ["group/w1"]
    assert get(queue).expires < taskcluster.clock.now()
    now = taskcluster.clock.now()
    assert isNear(quarantine(queue, now - AN_HOUR).expires, now + A_DAY)
    assert listed(queue) == ["group/w1"]


def test_task_queues_are_those_that_workers_have_used(
    queue: Queue, taskcluster: LocalTaskcluster
) -> None:
    create(queue, taskcluster)
    assert queue.listTaskQueues().taskQueues == []
    taskQueueIds = ["a/x", "a/y", "b/x"]
    for taskQueueId in reversed(taskQueueIds):
        claim(queue, taskQueueId=taskQueueId)
    assert [each.taskQueueId for each in queue.iterTaskQueues(limit=1)] == taskQueueIds
    taskQueue = queue.getTaskQueue("a/x")
    assert (taskQueue.taskQueueId, taskQueue.description) == ("a/x", "")
    assert taskQueue.stability == "experimental"
    types = list(queue.iterWorkerTypes("a", limit=1))
    assert [each.workerType for each in types] == ["x", "y"]
    assert types[0] == queue.getWorkerType("a", "x")
    assert (types[0].provisionerId, types[0].taskQueueId) == ("a", "a/x")
    assert types[0].expires == taskQueue.expires
    provisioners = list(queue.iterProvisioners(limit=1))
    assert [each.provisionerId for each in provisioners] == ["a", "b"]
    assert provisioners[0] == queue.getProvisioner("a")
    for missing in (
        lambda: queue.getTaskQueue("a/z"),
        lambda: queue.getWorkerType("a", "z"),
        lambda: queue.getProvisioner("c"),
    ):
        with pytest.raises(ResourceNotFound):
            missing()


def test_callers_need_scopes_for_each_worker(queue: Queue, taskcluster: LocalTaskcluster) -> None:
    scope = f"queue:declare-worker:{QUEUE}/{GROUP}/w1#expires"
    limited = queue.use(credentials=taskcluster.createClient("limited", [scope]))
    expires = taskcluster.clock.now() + A_DAY
    declare(limited, expires)
    with pytest.raises(InsufficientScopes):
        declare(limited, expires, "w2")
    with pytest.raises(InsufficientScopes):
        quarantine(limited, expires)
    assert listed(queue) == ["group/w1"]


def test_the_async_client_sees_the_same_workers(
    queue: Queue, taskcluster: LocalTaskcluster
) -> None:
    claim(queue)

    async def read() -> Worker:
        async with AsyncQueue(taskcluster.options()) as asyncQueue:
            return await asyncQueue.getWorker(PROVISIONER, TYPE, GROUP, "w1")

    assert asyncio.run(read()) == get(queue)


def test_claim_task_updates_the_records_at_once_and_keeps_the_task_queue_longer() -> None:
    clock = Clock()
    workers = Workers(Timeline(clock))
    workers.recordCall(WorkerKey(QUEUE, GROUP, "w1"), inMilliseconds(clock.now))
    now = inMilliseconds(clock.advance(minutes=1))
    workers.recordCall(WorkerKey(QUEUE, GROUP, "w1"), now)
    assert workers.getWorker(WORKER).expires < now + A_DAY
    workers.recordClaimTask(WORKER, now)
    worker, taskQueue = workers.getWorker(WORKER), workers.getTaskQueue(QUEUE)
    assert (worker.expires, taskQueue.expires) == (now + A_DAY, now + 5 * A_DAY)
    assert worker.lastDateActive == taskQueue.lastDateActive == now
    workers.recordClaim(WORKER, slugId(), 0, now)
    assert workers.getTaskQueue(QUEUE) == taskQueue


@given(steps=steps)
def test_a_worker_exists_until_its_expiry_and_its_quarantine_are_over(
    steps: list[tuple[str, str, int]],
) -> None:
    clock = Clock()
    workers = Workers(Timeline(clock))
    expires: dict[str, datetime] = {}
    until: dict[str, datetime] = {}
    for action, workerId, hours in steps:
        now, key = inMilliseconds(clock.now), WorkerKey(QUEUE, GROUP, workerId)
        exists = workerId in existing(expires, until, now)
        if not exists:
            expires.pop(workerId, None)
            until.pop(workerId, None)
        time = shifted(now, timedelta(hours=hours))
        match action:
            case "claim":
                workers.recordClaim(key, slugId(), 0, now)
                expires[workerId] = max(now + A_DAY, expires.get(workerId, now))
            case "declare":
                request = DeclareWorkerRequest(expires=time)
                workers.declareWorker(key, request)
                expires[workerId] = max(time, expires.get(workerId, time))
            case "quarantine":
                pause = QuarantineWorkerRequest(quarantineUntil=time)
                if exists:
                    workers.quarantineWorker(key, pause)
                    until[workerId] = time
                    expires[workerId] = max(expires[workerId], now + A_DAY)
                else:
                    with pytest.raises(ApiError, match="has no worker"):
                        workers.quarantineWorker(key, pause)
            case _:
                clock.advance(hours=max(1, hours))
        now = inMilliseconds(clock.now)
        found = workers.listWorkers(QUEUE, PageRequest(), isQuarantined=None).workers
        assert {each.workerId for each in found} == existing(expires, until, now)
        for each in found:
            isQuarantined = each.workerId in until and until[each.workerId] > now
            assert (
                workers.isQuarantined(WorkerKey(QUEUE, GROUP, each.workerId), now) == isQuarantined
            )
            assert (each.quarantineUntil is not None) == isQuarantined


def existing(expires: dict[str, datetime], until: dict[str, datetime], now: datetime) -> set[str]:
    return {
        workerId
        for workerId, time in expires.items()
        if time > now or until.get(workerId, now) > now
    }
