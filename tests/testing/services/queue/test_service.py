"""Methods of the queue over HTTP: those of groups, priorities, single claims and lists."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from tests.testing.conftest import Clock
from tests.testing.samples import definition

from tc_typed import (
    InsufficientScopes,
    RequestConflict,
    ResourceNotFound,
    createTemporaryCredentials,
    fromNow,
)
from tc_typed.queue import (
    ChangeTaskPriorityRequest,
    ClaimedTask,
    ClaimTaskRequest,
    ClaimWorkRequest,
    Queue,
    TaskQueueCountsBatchRequest,
)
from tc_typed.slugs import slugId
from tc_typed.testing import LocalTaskcluster
from tc_typed.testing.services.queue import work_handlers

TASK_QUEUE = "service/test"
WORKER = ClaimTaskRequest(workerGroup="group", workerId="worker")
HIGH = ChangeTaskPriorityRequest(newPriority="high")


@pytest.fixture
def taskId(queue: Queue) -> str:
    """Id of a pending task, which is also that of its group."""
    taskId = slugId()
    queue.createTask(
        taskId, definition(taskQueueId=TASK_QUEUE, schedulerId="scheduler", projectId="project")
    )
    return taskId


def limited(taskcluster: LocalTaskcluster, *scopes: str) -> Queue:
    """Return a client that has these scopes only."""
    credentials = createTemporaryCredentials(
        taskcluster.credentials, fromNow("-1 minute"), fromNow("1 hour"), scopes
    )
    return Queue(rootUrl=taskcluster.rootUrl, credentials=credentials, retries=0)


def claimTask(queue: Queue, taskId: str) -> ClaimedTask:
    """Claim the first run of a task."""
    return queue.claimTask(taskId, 0, WORKER)  # type: ignore[deprecated]  # Workers still call it.


def test_a_group_from_its_seal_to_its_end(queue: Queue, taskId: str) -> None:
    assert queue.changeTaskGroupPriority(taskId, HIGH).taskIds == [taskId]
    with pytest.raises(RequestConflict):
        queue.cancelTaskGroup(taskId)
    sealed = queue.sealTaskGroup(taskId)
    assert sealed.sealed is not None
    assert queue.getTaskGroup(taskId) == sealed
    assert queue.cancelTaskGroup(taskId).taskIds == [taskId]
    with pytest.raises(RequestConflict):
        queue.createTask(slugId(), definition(taskGroupId=taskId, schedulerId="scheduler"))


def test_a_single_task_is_claimed_and_listed(queue: Queue, taskId: str) -> None:
    assert queue.changeTaskPriority(taskId, HIGH).status.priority == "high"
    assert taskId in [item.taskId for item in queue.listPendingTasks(TASK_QUEUE).tasks]
    claim = claimTask(queue, taskId)
    assert claim.status.state == "running"
    listed = queue.listClaimedTasks(TASK_QUEUE).tasks
    assert [item.workerId for item in listed if item.taskId == taskId] == ["worker"]
    request = TaskQueueCountsBatchRequest(taskQueueIds=[TASK_QUEUE])
    assert queue.taskQueueCountsBatch(request).taskQueueCounts == [
        queue.taskQueueCounts(TASK_QUEUE)
    ]
    with queue.use(credentials=claim.credentials) as worker:
        assert worker.reportCompleted(taskId, 0).status.state == "completed"


CALLS: dict[str, tuple[list[str], Callable[[Queue, str], object]]] = {
    "sealTaskGroup": (
        ["queue:seal-task-group:scheduler/{}"],
        lambda queue, taskId: queue.sealTaskGroup(taskId),
    ),
    "changeTaskGroupPriority": (
        ["queue:change-task-group-priority:scheduler/{}"],
        lambda queue, taskId: queue.changeTaskGroupPriority(taskId, HIGH),
    ),
    "changeTaskPriority": (
        ["queue:change-task-priority-in-queue:service/test"],
        lambda queue, taskId: queue.changeTaskPriority(taskId, HIGH),
    ),
    "claimTask": (
        ["queue:claim-task:service/test", "queue:worker-id:group/worker"],
        claimTask,
    ),
    "scheduleTask": (
        ["queue:schedule-task-in-project:project"],
        lambda queue, taskId: queue.scheduleTask(taskId),
    ),
    "rerunTask": (
        ["queue:rerun-task:scheduler/{0}/{0}"],
        lambda queue, taskId: queue.rerunTask(taskId),
    ),
    "cancelTask": (
        ["queue:cancel-task", "assume:scheduler-id:scheduler/{}"],
        lambda queue, taskId: queue.cancelTask(taskId),
    ),
}


@pytest.mark.parametrize("method", CALLS)
def test_scopes_depend_on_the_task_or_its_group(
    taskcluster: LocalTaskcluster, taskId: str, method: str
) -> None:
    scopes, call = CALLS[method]
    needed = [scope.format(taskId) for scope in scopes]
    for missing in needed:
        others = [scope for scope in needed if scope != missing]
        with limited(taskcluster, *others) as caller, pytest.raises(InsufficientScopes):
            call(caller, taskId)
    with limited(taskcluster) as caller, pytest.raises(ResourceNotFound):
        call(caller, slugId())  # The service can't tell which scopes that needs.
    with limited(taskcluster, *needed) as caller:
        call(caller, taskId)


def test_a_moved_clock_wakes_a_call_that_waits_for_work(monkeypatch: pytest.MonkeyPatch) -> None:
    """A claim expires in the thread of the test, not in that of the server."""
    monkeypatch.setattr(work_handlers, "LOOK_INTERVAL", 60.0)
    request = ClaimWorkRequest(workerGroup="group", workerId="worker", tasks=1)
    clock = Clock()
    with (
        LocalTaskcluster(clock=clock, claimWait=3600) as taskcluster,
        Queue(taskcluster.options(), retries=0) as queue,
        ThreadPoolExecutor(1) as pool,
    ):
        queue.createTask(slugId(), definition(clock.now, taskQueueId=TASK_QUEUE))
        [claim] = queue.claimWork(TASK_QUEUE, request).tasks
        waiting = pool.submit(lambda: queue.claimWork(TASK_QUEUE, request).tasks)
        while queue.status(claim.status.taskId).status.state == "running":
            taskcluster.clock.advance("5 minutes")
        [again] = waiting.result(5)
    assert (again.status.taskId, again.runId) == (claim.status.taskId, 1)
