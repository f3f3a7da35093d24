"""Workers that the queue has seen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tc_typed.queue.models import Worker
from tc_typed.testing.page.arguments import Arguments
from tc_typed.testing.page.reader import Reader
from tc_typed.testing.page.views.tasks import MissingTask, TaskRow, rowOf


@dataclass(frozen=True, slots=True)
class WorkerPage:
    """A worker."""

    taskQueueId: str
    worker: Worker
    tasks: Sequence[TaskRow | MissingTask]
    """Latest tasks, the newest one first."""


def worker(reader: Reader, arguments: Arguments) -> WorkerPage:
    """Return the page of a worker.

    Raises:
        ApiError: with the code ResourceNotFound, if the queue has not seen it.
    """
    path = arguments.path
    names = [path[name] for name in ("provisionerId", "workerType", "workerGroup", "workerId")]
    found = reader.call("queue", "getWorker", Worker, *names)
    # A worker can have several runs of the same task.
    taskIds = dict.fromkeys(each.taskId for each in reversed(found.recentTasks))
    return WorkerPage("/".join(names[:2]), found, [rowOf(reader, taskId) for taskId in taskIds])
