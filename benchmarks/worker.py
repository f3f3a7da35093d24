"""Cost of a run of a worker: `python -m benchmarks.worker`, from the project's root.

A worker executes tasks that do nothing, and takes turns with a bare loop that makes the same calls:
`claimWork`, and `reportCompleted` for each run. The server is another process on loopback. Then a
worker executes many runs in a separate process, whose memory must not grow.
"""

from __future__ import annotations

import argparse
import asyncio
import logging
import sys
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor

from benchmarks import samples
from benchmarks.processes import alone, peakMemory
from benchmarks.race import Candidate, Comparison, Ratio, race
from benchmarks.samples import CREDENTIALS
from benchmarks.server import serving
from tc_typed import Credentials, Queue, aio
from tc_typed.queue import ClaimWorkRequest
from tc_typed.worker import AsyncRun, Run, work

_TASK_QUEUE, _GROUP, _WORKER = "proj-example/linux-large", "home", "one"
_CAPACITY = 32
_RACE = 1024
"""Number of runs in each round."""
_MANY = 100_000
_FIRST_SHARE = 0.2
"""Share of the runs after which connections, buffers and caches have their final size."""
_MOST_GROWTH = 8 * 2**10
"""Memory in KiB by which the further runs may grow the process."""


class _Count:
    """Number of runs so far."""

    def __init__(self, total: int, end: Callable[[], object]) -> None:
        self._left = total
        self._end = end
        self._first = total * (1 - _FIRST_SHARE)
        self._lock = threading.Lock()
        self.memory = 0.0

    def add(self) -> None:
        with self._lock:
            self._left -= 1
            if self.memory == 0.0 and self._left <= self._first:
                self.memory = peakMemory()
            isEnd = self._left == 0
        if isEnd:
            self._end()


def _workSync(queue: Queue, total: int) -> _Count:
    stop = threading.Event()
    count = _Count(total, stop.set)

    def handle(_run: Run) -> None:
        count.add()

    work(
        queue,
        _TASK_QUEUE,
        handle,
        workerGroup=_GROUP,
        workerId=_WORKER,
        capacity=_CAPACITY,
        stop=stop,
    )
    return count


async def _workAsync(queue: aio.Queue, total: int) -> _Count:
    stop = asyncio.Event()
    count = _Count(total, stop.set)

    async def handle(_run: AsyncRun) -> None:
        count.add()

    await work(
        queue,
        _TASK_QUEUE,
        handle,
        workerGroup=_GROUP,
        workerId=_WORKER,
        capacity=_CAPACITY,
        stop=stop,
    )
    return count


def _request() -> ClaimWorkRequest:
    return ClaimWorkRequest(workerGroup=_GROUP, workerId=_WORKER, tasks=1)


# Loops that make the same calls


def _loopSync(queue: Queue) -> None:
    with ThreadPoolExecutor(_CAPACITY) as pool:
        for _ in range(_RACE):
            for claim in queue.claimWork(_TASK_QUEUE, _request()).tasks:
                own = queue.use(credentials=Credentials.of(claim.credentials))
                pool.submit(own.reportCompleted, claim.status.taskId, claim.runId)


async def _loopAsync(queue: aio.Queue) -> None:
    async with asyncio.TaskGroup() as group:
        for _ in range(_RACE):
            for claim in (await queue.claimWork(_TASK_QUEUE, _request())).tasks:
                own = queue.use(credentials=Credentials.of(claim.credentials))
                group.create_task(own.reportCompleted(claim.status.taskId, claim.runId))


def _timed(function: Callable[[], object], runs: int) -> float:
    """Return the processor time of a run in seconds."""
    started = time.process_time()
    function()
    return (time.process_time() - started) / runs


def _race(rootUrl: str, rounds: int) -> Sequence[Ratio]:
    credentials = Credentials(**CREDENTIALS)
    with (
        Queue(rootUrl=rootUrl, credentials=credentials) as queue,
        asyncio.Runner() as runner,
    ):
        aioQueue = aio.Queue(rootUrl=rootUrl, credentials=credentials)
        try:
            return race(
                [
                    Candidate("sync", lambda: _timed(lambda: _workSync(queue, _RACE), _RACE)),
                    Candidate("sync loop", lambda: _timed(lambda: _loopSync(queue), _RACE)),
                    Candidate(
                        "async",
                        lambda: _timed(lambda: runner.run(_workAsync(aioQueue, _RACE)), _RACE),
                    ),
                    Candidate(
                        "async loop",
                        lambda: _timed(lambda: runner.run(_loopAsync(aioQueue)), _RACE),
                    ),
                ],
                [
                    Comparison("sync worker ÷ loop", "sync", "sync loop"),
                    Comparison("async worker ÷ loop", "async", "async loop"),
                ],
                rounds,
            )
        finally:
            runner.run(aioQueue.close())


# Many runs


def _many(rootUrl: str, runs: int, *, isAsync: bool) -> tuple[float, float]:
    """Return the runs per second, and the growth of the peak memory after the first runs."""
    credentials = Credentials(**CREDENTIALS)
    started = time.perf_counter()
    if isAsync:

        async def main() -> _Count:
            async with aio.Queue(rootUrl=rootUrl, credentials=credentials) as queue:
                return await _workAsync(queue, runs)

        count = asyncio.run(main())
    else:
        with Queue(rootUrl=rootUrl, credentials=credentials) as queue:
            count = _workSync(queue, runs)
    return runs / (time.perf_counter() - started), peakMemory() - count.memory


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the benchmark.

    Args:
        arguments: Command-line arguments. Defaults to those of the process.

    Returns:
        0, or 1 if the memory grew with the number of runs.
    """
    parser = argparse.ArgumentParser(prog="python -m benchmarks.worker", description=__doc__)
    parser.add_argument("--runs", type=int, default=_MANY, help="number of runs of a worker")
    parser.add_argument("--rounds", type=int, default=21, help="number of rounds of the race")
    options = parser.parse_args(arguments)
    logging.getLogger("tc_typed").setLevel(logging.ERROR)
    isConstant = True
    with serving(samples.claimAndStatus()) as rootUrl:
        print(f"{_RACE:,} runs, capacity {_CAPACITY}; processor time of a run")
        for it in _race(rootUrl, options.rounds):
            print(
                f"{it.title:<24} {it.ours * 1e6:>6.0f} µs {it.other * 1e6:>6.0f} µs "
                f"{it.median:>7.2f} {it.low:>7.2f} {it.high:>7.2f}"
            )
        for title, isAsync in (("sync", False), ("async over aiohttp", True)):
            rate, growth = alone(_many, rootUrl, options.runs, isAsync=isAsync)
            isConstant &= growth < _MOST_GROWTH
            print(
                f"{title:<20} {options.runs:,} runs: {rate:,.0f} a second, grew {growth:,.0f} KiB"
            )
    return 0 if isConstant else 1


if __name__ == "__main__":
    sys.exit(main())
