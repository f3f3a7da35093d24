"""Costs of a local Taskcluster with a database: `python -m benchmarks.local_database`.

A round creates, claims, reclaims and completes tasks without HTTP, first in memory, then with a
database. Times are processor time of this process, so other processes matter less.
"""

from __future__ import annotations

import gc
import statistics
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Generator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import httpx

from benchmarks.local_taskcluster import groupDefinition
from tc_typed.queue import TaskDefinition
from tc_typed.slugs import slugId
from tc_typed.testing import LocalTaskcluster
from tc_typed.testing.clock import systemClock
from tc_typed.testing.deployment import Deployment
from tc_typed.testing.services.queue.state import QueueState
from tc_typed.testing.state.database import Database
from tc_typed.testing.state.store import Store

ROUNDS = 7
TASKS = 300
"""Number of tasks in each round."""
LOADED = 10_000
"""Number of tasks in the database that is loaded, and in the task group on the page."""
PAGES = 5
"""Number of times that a page is requested."""


def main() -> None:
    """Print the costs."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        rounds = [
            (_round(Store()), _round(Database(folder / f"{number}.db"))) for number in range(ROUNDS)
        ]
        _printRow("what", "memory", "database", "ratio", "min", "max")
        for method in rounds[0][0]:
            _printComparison(method, [(each[method], other[method]) for each, other in rounds])
        path = folder / "loaded.db"
        with _deployment(Database(path)) as deployment, deployment.timeline.enter():
            definition = groupDefinition("loaded")
            _create(deployment.queue, definition, LOADED)
        size = sum(file.stat().st_size for file in folder.glob("loaded.db*") if file.is_file())
        started = time.process_time()
        with LocalTaskcluster(database=path) as local:
            _print(f"start with {LOADED} tasks", f"{time.process_time() - started:.2f} s")
            _print("size of the database", f"{size / LOADED / 1000:.1f} KB a task")
            _showPage(local, str(definition.taskGroupId))


@contextmanager
def _deployment(store: Store) -> Generator[Deployment]:
    try:
        yield Deployment(
            clock=systemClock,
            root=None,
            rootUrl=lambda: "http://127.0.0.1",
            storageUrl=lambda: "http://127.0.0.1",
            claimWait=0,
            claimTimeout=1200,
            store=store,
        )
    finally:
        store.close()


def _round(store: Store) -> dict[str, float]:
    """Return the seconds of processor time that each method takes for a task."""
    seconds: defaultdict[str, float] = defaultdict(float)

    def measured(method: str, call: Callable[[], object]) -> None:
        started = time.process_time()
        call()
        seconds[method] += (time.process_time() - started) / TASKS

    with _deployment(store) as deployment:
        queue = deployment.queue
        definition = groupDefinition("round")
        taskIds = [slugId() for _ in range(TASKS)]
        _create(queue, definition, 20)  # What happens once does not count.
        gc.collect()
        for taskId in taskIds:
            measured("createTask", lambda: queue.createTask(taskId, definition))  # noqa: B023  # It is called at once.
        for taskId in taskIds:
            measured("claimTask", lambda: queue.claimTask(taskId, 0, "group", "worker"))  # noqa: B023  # It is called at once.
        for taskId in taskIds:
            measured("reclaimTask", lambda: queue.reclaimTask(taskId, 0))  # noqa: B023  # It is called at once.
        for taskId in taskIds:
            measured("reportCompleted", lambda: queue.reportCompleted(taskId, 0))  # noqa: B023  # It is called at once.
    return seconds


def _create(queue: QueueState, definition: TaskDefinition, count: int) -> None:
    for _ in range(count):
        queue.createTask(slugId(), definition)


def _showPage(local: LocalTaskcluster, taskGroupId: str) -> None:
    """Print the costs of the page of a task group. The client's share of the time is small."""
    url = f"{local.rootUrl}/tasks/groups/{taskGroupId}"
    seconds: list[float] = []
    with httpx.Client(timeout=60) as http:
        page = http.get(url).raise_for_status()  # It imports the code of the page.
        for _ in range(PAGES):
            started = time.process_time()
            page = http.get(url).raise_for_status()
            seconds.append(time.process_time() - started)
    _print(f"page of a group of {LOADED} tasks", f"{statistics.median(seconds):.2f} s")
    _print("size of that page", f"{len(page.content) / 1000:,.0f} KB")


def _printComparison(title: str, pairs: list[tuple[float, float]]) -> None:
    memory, database = (statistics.median(side) for side in zip(*pairs, strict=True))
    ratios = [database / memory for memory, database in pairs]
    _printRow(
        title,
        f"{memory * 1e6:.0f} µs",
        f"{database * 1e6:.0f} µs",
        *(f"{of(ratios):.2f}" for of in (statistics.median, min, max)),
    )


def _printRow(title: str, *figures: str) -> None:
    _print(title, "".join(f"{figure:>10}" for figure in figures))


def _print(title: str, figure: str) -> None:
    sys.stdout.write(f"{title:<32} {figure:>12}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
