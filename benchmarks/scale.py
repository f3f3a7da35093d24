"""Time and memory of many calls and of long lists: `python -m benchmarks.scale`.

An async client makes all calls at the same time, and clients iterate over a task group page by
page. The server is another process on loopback. Each measurement runs in a separate process. The
tasks of a page are dropped once they have been counted, so memory must not grow from page to page.
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
"""Memory in MiB by which a list must not grow after the first pages."""
_FIRST_PAGES = 50
_PAGE = 1000
"""Number of tasks on a page."""


@dataclass(frozen=True, slots=True)
class Cost:
    """Time and memory of all calls, or of all tasks of a list."""

    seconds: float
    memory: float
    """Growth of the peak memory of the process in MiB."""
    retries: int = 0


# Calls


def _calls(rootUrl: str, times: int, *, overAiohttp: bool) -> Cost:
    """Make all calls at the same time, in a separate process."""
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
        raise AssertionError("a call returned a different result")
    return Cost(seconds, memory, retries)


# Lists


@cache
def _pageStart() -> bytes:
    """Return the JSON of a page without continuation token and closing brace."""
    page: dict[str, object] = json.loads(samples.page(_PAGE))
    del page["continuationToken"]
    return json.dumps(page).encode().removesuffix(b"}")


class _Pages(BaseHTTPRequestHandler):
    """Server of a task group; the id of the group is its number of pages."""

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

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  # The base class has this name.
        """Log nothing."""


class _Count:
    """Counter of tasks, which also measures memory growth after the first pages."""

    def __init__(self) -> None:
        self._started = time.perf_counter()
        self._tasks = 0
        self._before = 0.0

    def add(self, _: TaskAndStatus) -> None:
        """Count a task."""
        self._tasks += 1
        if self._tasks == _FIRST_PAGES * _PAGE:
            self._before = peakMemory()

    def cost(self, pages: int) -> Cost:
        """Return time and memory of all tasks.

        Args:
            pages: Number of pages.

        Raises:
            AssertionError: if the number of tasks is wrong.
        """
        if self._tasks != pages * _PAGE:
            raise AssertionError(f"expected {pages * _PAGE} tasks, got {self._tasks}")
        return Cost(time.perf_counter() - self._started, peakMemory() - self._before)


def _list(rootUrl: str, pages: int, *, isAsync: bool) -> Cost:
    """Iterate over all pages, in a separate process."""
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
        arguments: Command-line arguments. Defaults to those of the process.

    Returns:
        0, or 1 if the memory of a list grew too much.
    """
    parser = argparse.ArgumentParser(prog="python -m benchmarks.scale", description=__doc__)
    parser.add_argument(
        "--calls", type=int, default=100_000, help="number of calls made at the same time"
    )
    parser.add_argument(
        "--pages",
        type=int,
        default=1000,
        help=f"number of pages of {_PAGE:,} tasks, more than {_FIRST_PAGES}",
    )
    options = parser.parse_args(arguments)
    calls: int = options.calls
    pages: int = options.pages
    if pages <= _FIRST_PAGES:
        parser.error(f"--pages must be more than {_FIRST_PAGES}, got {pages}")
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
        pages: Number of pages of each list.

    Yields:
        Memory growth in MiB.
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
    """Format the seconds of all calls or tasks, and the microseconds of one."""
    return f"{cost.seconds:>7.1f} s {cost.seconds / times * 1e6:>6.0f} µs"


if __name__ == "__main__":
    sys.exit(main())
