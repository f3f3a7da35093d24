"""Numbers of workers, and their capacity, by state."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypedDict

from tc_typed.testing.services.worker_manager.records import WorkerRecord


class Counts(TypedDict):
    """Numbers of workers and their capacity, as responses contain them."""

    currentCapacity: int
    requestedCount: int
    runningCount: int
    stoppingCount: int
    stoppedCount: int
    requestedCapacity: int
    runningCapacity: int
    stoppingCapacity: int
    stoppedCapacity: int


def countWorkers(workers: Iterable[WorkerRecord] = ()) -> Counts:
    """Count workers by state. Static workers are never requested or stopping.

    Args:
        workers: Workers of one pool. By default there are none.
    """
    counts = Counts(
        currentCapacity=0,
        requestedCount=0,
        runningCount=0,
        stoppingCount=0,
        stoppedCount=0,
        requestedCapacity=0,
        runningCapacity=0,
        stoppingCapacity=0,
        stoppedCapacity=0,
    )
    for worker in workers:
        if worker.state == "running":
            counts["runningCount"] += 1
            counts["runningCapacity"] += worker.capacity
            counts["currentCapacity"] += worker.capacity
        else:
            counts["stoppedCount"] += 1
            counts["stoppedCapacity"] += worker.capacity
    return counts
