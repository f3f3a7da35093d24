"""Cost of task graphs of several sizes: `python -m benchmarks.graph`, from the project's root.

Each graph is built, checked and submitted in a separate process, to a server on loopback that keeps
no tasks. Time and memory per task must not grow with the number of tasks. Then a submission takes
turns with loops that only make the calls.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
import time
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass

import aiohttp

from benchmarks import official, samples
from benchmarks.connections import checkAdapter, withoutAiohttp
from benchmarks.processes import alone, peakMemory
from benchmarks.race import Candidate, Comparison, race
from benchmarks.samples import CREDENTIALS
from benchmarks.server import serving
from tc_typed import Credentials, Queue, aio
from tc_typed.graph import Node, Report, TaskGraph, TaskProgress

_SIZES = (10_000, 30_000, 100_000)
_AT_A_TIME = 50
_FIRST_SHARE = 0.2
"""Share of the tasks after which connections, buffers and caches have their final size."""
_MOST_KEPT = 1.0
"""Memory in KiB by which each further task may grow the process: its part of the report."""
_MOST_SLOWDOWN = 1.25
"""Largest acceptable ratio of the times per task for the largest and the smallest graph."""
_TESTS = 50
"""Number of tests that need the same build."""
_RACE = 1000
"""Number of tasks in each round."""


@dataclass(frozen=True, slots=True)
class Cost:
    """Cost of a task of a graph: processor time in µs, and growth of the peak memory in KiB."""

    building: float
    checking: float
    submission: float
    """Processor time of `submit`, which includes another check."""
    graphMemory: float
    submissionMemory: float
    keptMemory: float
    """Growth during the submission after the first tasks."""


def _graph(size: int) -> TaskGraph:
    """Return a graph of builds, and of tests that each need one of them.

    Each task has a payload and other fields of its own.
    """
    graph = TaskGraph(
        samples.TASK_GROUP_ID,
        taskQueueId="proj-example/linux-large",
        schedulerId="example-level-1",
        deadline="1 day",
        expires="28 days",
    )
    task, needs = samples.task(), list[Node]()
    for number in range(size):
        isBuild = number % (_TESTS + 1) == 0
        node = graph.add(
            f"task-{number}",
            needs=[] if isBuild else needs,
            payload=task.payload,
            metadata=task.metadata,
            scopes=task.scopes or [],
            routes=task.routes or [],
            tags=task.tags or {},
            extra=task.extra or {},
        )
        needs = [node] if isBuild else needs
    return graph


# Graphs of several sizes


class _Watch:
    """A progress callback that notes the peak memory after the first tasks."""

    def __init__(self, size: int) -> None:
        self._first = size * _FIRST_SHARE
        self.memory: float | None = None

    def __call__(self, counts: Mapping[str, int]) -> None:
        if self.memory is None and counts.get("created", 0) >= self._first:
            self.memory = peakMemory()


def _cost(rootUrl: str, size: int, *, isAsync: bool, overAiohttp: bool) -> Cost:
    """Build, check and submit a graph, in a separate process."""
    with nullcontext() if overAiohttp else withoutAiohttp():

        def submit(graph: TaskGraph, progress: TaskProgress | None = None) -> Report:
            if isAsync:
                return asyncio.run(_submitAsync(rootUrl, graph, progress))
            return _submit(rootUrl, graph, progress)

        submit(_graph(_AT_A_TIME))  # It imports modules and builds validators.
        if isAsync:
            checkAdapter(isLoaded=overAiohttp)
        atStart, started = peakMemory(), time.process_time()
        graph = _graph(size)
        built, graphMemory = time.process_time(), peakMemory() - atStart
        graph.check()
        checked, before, watch = time.process_time(), peakMemory(), _Watch(size)
        report = submit(graph, watch)
        submitted, after = time.process_time(), peakMemory()
    if report.totals() != {"created": size} or watch.memory is None:
        raise AssertionError(f"expected {size} new tasks, got {report}")
    each, others = 1e6 / size, size * (1 - _FIRST_SHARE)
    return Cost(
        building=(built - started) * each,
        checking=(checked - built) * each,
        submission=(submitted - checked) * each,
        graphMemory=graphMemory * 2**10 / size,
        submissionMemory=(after - before) * 2**10 / size,
        keptMemory=(after - watch.memory) * 2**10 / others,
    )


def _submit(rootUrl: str, graph: TaskGraph, progress: TaskProgress | None) -> Report:
    with Queue(rootUrl=rootUrl, credentials=Credentials(**CREDENTIALS)) as queue:
        return graph.submit(queue, concurrency=_AT_A_TIME, progress=progress)


async def _submitAsync(rootUrl: str, graph: TaskGraph, progress: TaskProgress | None) -> Report:
    async with aio.Queue(rootUrl=rootUrl, credentials=Credentials(**CREDENTIALS)) as queue:
        return await graph.submit(queue, concurrency=_AT_A_TIME, progress=progress)


def _reportSizes(sizes: Sequence[int]) -> Iterator[bool]:
    """Print the costs of graphs.

    Yields:
        Whether the costs of a kind of client are constant.
    """
    times, memory = "processor time of a task, µs", "memory of a task, KiB"
    print(f"{'':<24} {'':>8}  {times:>29}  {memory:>32}")
    print(
        f"{'':<24} {'tasks':>8}  {'add':>9} {'check':>9} {'submit':>9}  "
        f"{'graph':>10} {'submit':>10} {'kept':>10}"
    )
    for title, isAsync, overAiohttp in (
        ("sync", False, True),
        ("async over aiohttp", True, True),
        ("async without aiohttp", True, False),
    ):
        costs: list[Cost] = []
        for size in sizes:
            with serving(samples.created()) as rootUrl:
                cost = alone(_cost, rootUrl, size, isAsync=isAsync, overAiohttp=overAiohttp)
            costs.append(cost)
            print(
                f"{title:<24} {size:>8,}  {cost.building:>9.0f} {cost.checking:>9.0f} "
                f"{cost.submission:>9.0f}  {cost.graphMemory:>10.2f} "
                f"{cost.submissionMemory:>10.2f} {cost.keptMemory:>10.2f}",
                flush=True,
            )
        slowdown = costs[-1].submission / costs[0].submission
        yield slowdown <= _MOST_SLOWDOWN and costs[-1].keptMemory <= _MOST_KEPT


# A submission and loops that only make the calls


def _reportRace(rounds: int) -> None:
    """Print how a submission compares with loops that create the same tasks, 50 at a time."""
    with serving(samples.created()) as rootUrl, asyncio.Runner() as runner:
        contest = runner.run(_Contest.open(rootUrl))

        def running(work: Callable[[], Awaitable[object]]) -> Callable[[], float]:
            async def timed() -> float:
                started = time.process_time()
                await work()
                return (time.process_time() - started) / _RACE

            return lambda: runner.run(timed())

        try:
            ratios = race(
                [
                    Candidate("submit", running(contest.submit)),
                    Candidate("loop", running(contest.loop)),
                    Candidate("loop, building", running(contest.loopWithDefinitions)),
                    Candidate("official", running(contest.official)),
                ],
                [
                    Comparison("submit ÷ loop over createTask", "submit", "loop"),
                    Comparison("submit ÷ loop that builds definitions", "submit", "loop, building"),
                    Comparison("submit ÷ loop of the official client", "submit", "official"),
                ],
                rounds,
            )
        finally:
            runner.run(contest.close())
    print(f"{_RACE:,} tasks, {_AT_A_TIME} at a time, over aiohttp; processor time of a task")
    print(f"{'':<40} {'this':>9} {'other':>9} {'ratio':>7} {'min':>7} {'max':>7}")
    for it in ratios:
        print(
            f"{it.title:<40} {it.ours * 1e6:>6.0f} µs {it.other * 1e6:>6.0f} µs "
            f"{it.median:>7.2f} {it.low:>7.2f} {it.high:>7.2f}"
        )


class _Contest:
    """Async clients that share one event loop, and a graph."""

    def __init__(self, rootUrl: str) -> None:
        self._graph = _graph(_RACE)
        self._definitions = [
            (node.taskId, self._graph.definition(node)) for node in self._graph.nodes.values()
        ]
        self._contents = [
            (taskId, json.loads(task.model_dump_json())) for taskId, task in self._definitions
        ]
        self._session = aiohttp.ClientSession()
        self._queue = aio.Queue(rootUrl=rootUrl, credentials=Credentials(**CREDENTIALS))
        self._theirs = official.asyncQueue(rootUrl, CREDENTIALS, self._session)

    @classmethod
    async def open(cls, rootUrl: str) -> _Contest:
        """Make the clients."""
        return cls(rootUrl)

    async def close(self) -> None:
        """Close all connections."""
        await self._queue.close()
        await self._session.close()

    async def submit(self) -> Report:
        return await self._graph.submit(self._queue, concurrency=_AT_A_TIME)

    async def loop(self) -> None:
        await _together(self._queue.createTask(taskId, task) for taskId, task in self._definitions)

    async def loopWithDefinitions(self) -> None:
        await _together(self._build(node) for node in self._graph.nodes.values())

    async def _build(self, node: Node) -> None:
        await self._queue.createTask(node.taskId, self._graph.definition(node))

    async def official(self) -> None:
        await _together(self._theirs.createTask(taskId, task) for taskId, task in self._contents)


async def _together(calls: Iterator[Awaitable[object]]) -> None:
    """Make calls, 50 at a time."""
    free = asyncio.Semaphore(_AT_A_TIME)

    async def one(call: Awaitable[object]) -> None:
        async with free:
            await call

    await asyncio.gather(*(one(call) for call in calls))


# The command


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the benchmark.

    Args:
        arguments: Command-line arguments. Defaults to those of the process.

    Returns:
        0, or 1 if time or memory per task grew with the number of tasks.
    """
    parser = argparse.ArgumentParser(prog="python -m benchmarks.graph", description=__doc__)
    parser.add_argument(
        "--sizes",
        type=int,
        nargs="+",
        default=_SIZES,
        metavar="N",
        help="numbers of tasks, in ascending order",
    )
    parser.add_argument("--rounds", type=int, default=21, help="number of rounds of the race")
    options = parser.parse_args(arguments)
    areConstant = [*_reportSizes(options.sizes)]
    print()
    _reportRace(options.rounds)
    return 0 if all(areConstant) else 1


if __name__ == "__main__":
    sys.exit(main())
