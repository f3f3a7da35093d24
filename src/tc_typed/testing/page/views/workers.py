"""Task queues, their workers, and worker pools."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tc_typed.queue.models import (
    ListTaskQueuesResponse,
    ListWorkersResponse,
    WorkerSummary,
)
from tc_typed.testing.page.arguments import Arguments
from tc_typed.testing.page.paging import Paged, paged
from tc_typed.testing.page.reader import Reader
from tc_typed.testing.server.errors import ApiError
from tc_typed.worker_manager.models import ListWorkerPoolsResponse, WorkerPool


@dataclass(frozen=True, slots=True)
class TaskQueueRow:
    """A task queue in a list."""

    taskQueueId: str
    pending: int
    running: int
    isKnown: bool
    """Whether a worker has called the queue for it."""


@dataclass(frozen=True, slots=True)
class WorkersPage:
    """Task queues and worker pools."""

    queues: Paged[TaskQueueRow]
    pools: Sequence[WorkerPool]


@dataclass(frozen=True, slots=True)
class TaskQueuePage:
    """A task queue and its workers."""

    queue: TaskQueueRow
    workers: Sequence[WorkerSummary]
    isCut: bool
    """Whether there are more workers."""


def taskQueues(reader: Reader) -> Sequence[TaskQueueRow]:
    """Return the task queues that workers or tasks use, the busiest ones first."""
    listed = reader.call("queue", "listTaskQueues", ListTaskQueuesResponse)
    known = {queue.taskQueueId for queue in listed.taskQueues}
    rows = [
        TaskQueueRow(name, counts.get("pending", 0), counts.get("running", 0), name in known)
        for name, counts in reader.states.byTaskQueue.items()
    ]
    used = reader.states.byTaskQueue.keys()
    rows.extend(TaskQueueRow(name, 0, 0, isKnown=True) for name in known - used)
    return sorted(rows, key=lambda row: (-row.pending - row.running, row.taskQueueId))


def _workerPools(reader: Reader) -> Sequence[WorkerPool]:
    try:
        return reader.call("worker-manager", "listWorkerPools", ListWorkerPoolsResponse).workerPools
    except ApiError:
        return ()


def workers(reader: Reader, arguments: Arguments) -> WorkersPage:
    """Return the list of task queues and worker pools."""
    return WorkersPage(paged(taskQueues(reader), arguments, lambda row: row), _workerPools(reader))


def taskQueue(reader: Reader, arguments: Arguments) -> TaskQueuePage:
    """Return the page of a task queue.

    Raises:
        ApiError: with the code ResourceNotFound, if no worker, task or worker pool uses it.
    """
    taskQueueId = arguments.path["taskQueueId"]
    row = next((each for each in taskQueues(reader) if each.taskQueueId == taskQueueId), None)
    if row is None:
        row = _unusedTaskQueue(reader, taskQueueId)
    if not row.isKnown:
        return TaskQueuePage(row, (), isCut=False)
    names = taskQueueId.split("/")
    listed = reader.call("queue", "listWorkers", ListWorkersResponse, *names)
    return TaskQueuePage(row, listed.workers, isCut=listed.continuationToken is not None)


def _unusedTaskQueue(reader: Reader, taskQueueId: str) -> TaskQueueRow:
    """Return the task queue of a worker pool that nothing has used yet."""
    try:
        reader.call("worker-manager", "workerPool", WorkerPool, taskQueueId)
    except ApiError:
        raise ApiError("ResourceNotFound", f"there is no task queue {taskQueueId!r}") from None
    return TaskQueueRow(taskQueueId, 0, 0, isKnown=False)
