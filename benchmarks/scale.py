"""Time and memory of many calls and of long lists: `python -m benchmarks.scale`.

An async client makes all calls at once, and clients go through a task group page by page. The
server is another process on loopback. Each measurement is made in a process of its own. A page's
tasks are dropped once they were counted, so memory may not grow from page to page.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from functools import cache
from http.server import BaseHTTPRequestHandler
from urllib.parse import parse_qs, urlsplit

from benchmarks import samples
from benchmarks.connections import checkAdapter, withoutAiohttp
from benchmarks.processes import alone, handling, peakMemory
from benchmarks.samples import CREDENTIALS
from benchmarks.server import serving
from tc_typed import Attempt, Credentials, Queue, aio
from tc_typed.queue import TaskAndStatus

_MOST_GROWTH = 8
"""MiB by which memory may grow after the first pages."""
_FIRST_PAGES = 50
_PAGE = 1000
"""Tasks of a page."""


@dataclass(frozen=True, slots=True)
class Cost:
    """Time and memory of all calls or tasks."""

    seconds: float
    memory: float
    """MiB by which the peak memory of the process grew."""
    retries: int = 0


# Calls


def _calls(rootUrl: str, times: int, *, overAiohttp: bool) -> Cost:
    """Make all calls at once; this is the whole life of a process."""
    with nullcontext() if overAiohttp else withoutAiohttp():
        return asyncio.run(_together(rootUrl, times, overAiohttp=overAiohttp))


async def _together(rootUrl: str, times: int, *, overAiohttp: bool) -> Cost:
    task, credentials, retries = samples.task(), Credentials(**CREDENTIALS), 0

    def countRetry(attempt: Attempt) -> None:
        nonlocal retries
        retries += attempt.number > 1

    async with aio.Queue(rootUrl=rootUrl, credentials=credentials, onAttempt=countRetry) as queue:
        first = await queue.createTask(samples.TASK_ID, task)
        checkAdapter(isLoaded=overAiohttp)
        before, started = peakMemory(), time.perf_counter()
        created = await asyncio.gather(
            *(queue.createTask(samples.TASK_ID, task) for _ in range(times))
        )
        seconds, memory = time.perf_counter() - started, peakMemory() - before
    if any(response != first for response in created):
        raise AssertionError("a call has another result")
    return Cost(seconds, memory, retries)


# Lists


@cache
def _pageStart() -> bytes:
    """A page without a continuation token, and without its closing brace."""
    page: dict[str, object] = json.loads(samples.page(_PAGE))
    del page["continuationToken"]
    return json.dumps(page).encode().removesuffix(b"}")


class _Pages(BaseHTTPRequestHandler):
    """Lists a task group that has as many pages as the group's id says."""

    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        url = urlsplit(self.path)
        pages = int(url.path.split("/")[-2])
        number = int(parse_qs(url.query).get("continuationToken", ["1"])[0])
        rest = b',"continuationToken":"%d"}' % (number + 1) if number < pages else b"}"
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(_pageStart()) + len(rest)))
        self.end_headers()
        self.wfile.write(_pageStart())
        self.wfile.write(rest)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  # the base's name
        """Say nothing."""


class _Count:
    """Counts tasks, and sees how much memory grows after the first pages."""

    def __init__(self) -> None:
        self._started = time.perf_counter()
        self._tasks = 0
        self._before = 0.0

    def add(self, _: TaskAndStatus) -> None:
        """Count a task, which is then dropped."""
        self._tasks += 1
        if self._tasks == _FIRST_PAGES * _PAGE:
            self._before = peakMemory()

    def cost(self, pages: int) -> Cost:
        """Time and memory of all tasks.

        Args:
            pages: How many pages there are.

        Raises:
            AssertionError: if others came.
        """
        if self._tasks != pages * _PAGE:
            raise AssertionError(f"{self._tasks} tasks came")
        return Cost(time.perf_counter() - self._started, peakMemory() - self._before)


def _list(rootUrl: str, pages: int, *, isAsync: bool) -> Cost:
    """Go through all pages; this is the whole life of a process."""
    return asyncio.run(_listAsync(rootUrl, pages)) if isAsync else _listSync(rootUrl, pages)


def _listSync(rootUrl: str, pages: int) -> Cost:
    found = _Count()
    with Queue(rootUrl=rootUrl, credentials=Credentials(**CREDENTIALS)) as queue:
        for task in queue.iterTaskGroup(str(pages)):
            found.add(task)
    return found.cost(pages)


async def _listAsync(rootUrl: str, pages: int) -> Cost:
    found = _Count()
    async with aio.Queue(rootUrl=rootUrl, credentials=Credentials(**CREDENTIALS)) as queue:
        async for task in queue.iterTaskGroup(str(pages)):
            found.add(task)
    return found.cost(pages)


# The command


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the benchmark.

    Args:
        arguments: Those of the command line unless given.

    Returns:
        0, or 1 if a list took more memory from page to page.
    """
    parser = argparse.ArgumentParser(prog="python -m benchmarks.scale", description=__doc__)
    parser.add_argument("--calls", type=int, default=100_000, help="calls made at once")
    parser.add_argument(
        "--pages", type=int, default=1000, help=f"pages of {_PAGE:,} tasks, over {_FIRST_PAGES}"
    )
    options = parser.parse_args(arguments)
    calls: int = options.calls
    pages: int = options.pages
    if pages <= _FIRST_PAGES:
        parser.error(f"--pages must be over {_FIRST_PAGES}, got {pages}")
    _reportCalls(calls)
    print()
    return int(max(_reportLists(pages)) >= _MOST_GROWTH)


def _reportCalls(calls: int) -> None:
    title = f"createTask, {calls:,} at once"
    print(f"{title:<32} {'time':>9} {'a call':>9} {'memory':>10} {'a call':>10} {'retries':>8}")
    for title, overAiohttp in (("over aiohttp", True), ("without aiohttp", False)):
        with serving(samples.created()) as rootUrl:
            cost = alone(_calls, rootUrl, calls, overAiohttp=overAiohttp)
        memory = f"{cost.memory:>6.0f} MiB {cost.memory / calls * 2**10:>6.2f} KiB"
        print(f"{title:<32} {_time(cost, calls)} {memory} {cost.retries:>8,}", flush=True)


def _reportLists(pages: int) -> Iterator[float]:
    """Measure lists.

    Args:
        pages: How many pages they have.

    Yields:
        MiB by which memory grew.
    """
    tasks = pages * _PAGE
    title, memory = f"iterTaskGroup, {tasks:,} tasks", f"memory from page {_FIRST_PAGES} on"
    print(f"{title:<32} {'time':>9} {'a task':>9}  {memory}, less than {_MOST_GROWTH} MiB")
    with handling(_Pages) as rootUrl:
        for title, isAsync in (("sync", False), ("async", True)):
            cost = alone(_list, rootUrl, pages, isAsync=isAsync)
            print(f"{title:<32} {_time(cost, tasks)}  {cost.memory:.1f} MiB", flush=True)
            yield cost.memory


def _time(cost: Cost, times: int) -> str:
    """Seconds of all, and microseconds of one."""
    return f"{cost.seconds:>7.1f} s {cost.seconds / times * 1e6:>6.0f} µs"


if __name__ == "__main__":
    sys.exit(main())
