"""Costs of a local Taskcluster with many tasks: `python -m benchmarks.local_taskcluster`.

All calls are made over HTTP, by a client in the same process. Memory is that of the queue's records
and of its messages, as Python allocates it.
"""

from __future__ import annotations

import gc
import statistics
import sys
import time
import tracemalloc
from collections.abc import Callable

from benchmarks import samples
from tc_typed import Queue, fromNow
from tc_typed.queue import ClaimWorkRequest, TaskDefinition
from tc_typed.slugs import slugId
from tc_typed.testing import LocalTaskcluster

FEW = 100
MANY = 10_000
PAGE = 100
CALLS = 50
"""Number of calls of which the median is reported."""


def main() -> None:
    """Print the costs."""
    with LocalTaskcluster(claimWait=0) as taskcluster, Queue(taskcluster.options()) as queue:
        few, many = groupDefinition("few"), groupDefinition("many")
        _fill(queue, few, FEW)
        _report("createTask", _fill(queue, many, MANY) / MANY)
        for group, count in ((few, FEW), (many, MANY)):
            _report(f"listTaskGroup, {PAGE} of {count} tasks", _median(lambda: _page(queue, group)))  # noqa: B023  # It is called at once.
            _report(f"claimWork, {count} pending", _median(lambda: _claim(queue, group)))  # noqa: B023  # It is called at once.
            _report(f"taskQueueCounts, {count} pending", _median(lambda: _count(queue, group)))  # noqa: B023  # It is called at once.
        started = time.perf_counter()
        taskcluster.reset()
        _report(f"reset with {MANY} tasks", time.perf_counter() - started)
        tracemalloc.start()
        _fill(queue, groupDefinition("before"), FEW)  # What is allocated once does not count.
        gc.collect()
        before, _ = tracemalloc.get_traced_memory()
        _fill(queue, many, FEW * 10)
        gc.collect()
        memory = tracemalloc.get_traced_memory()[0] - before
        _print("memory of a pending task and its messages", f"{memory / FEW / 10:,.0f} bytes")


def groupDefinition(name: str) -> TaskDefinition:
    """Return the definition that all tasks of a group have."""
    return samples.task().model_copy(
        update={
            "taskGroupId": slugId(),
            "taskQueueId": f"benchmark/{name}",
            "dependencies": [],
            "created": fromNow("0 seconds"),
            "deadline": fromNow("1 day"),
            "expires": fromNow("2 days"),
        }
    )


def _fill(queue: Queue, task: TaskDefinition, count: int) -> float:
    """Create tasks; return the seconds."""
    started = time.perf_counter()
    for _ in range(count):
        queue.createTask(slugId(), task)
    return time.perf_counter() - started


def _page(queue: Queue, task: TaskDefinition) -> object:
    return queue.listTaskGroup(str(task.taskGroupId), limit=PAGE)


def _claim(queue: Queue, task: TaskDefinition) -> object:
    request = ClaimWorkRequest(workerGroup="group", workerId="worker", tasks=1)
    return queue.claimWork(str(task.taskQueueId), request)


def _count(queue: Queue, task: TaskDefinition) -> object:
    return queue.taskQueueCounts(str(task.taskQueueId))


def _median(call: Callable[[], object]) -> float:
    seconds: list[float] = []
    for _ in range(CALLS):
        started = time.perf_counter()
        call()
        seconds.append(time.perf_counter() - started)
    return statistics.median(seconds)


def _report(title: str, seconds: float) -> None:
    _print(title, f"{seconds * 1000:.2f} ms")


def _print(title: str, figure: str) -> None:
    sys.stdout.write(f"{title:<48} {figure:>12}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
