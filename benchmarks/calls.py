"""Calls to createTask: sync one after another, and async many at a time."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Awaitable, Callable
from typing import TypeAlias

import aiohttp
import httpx

from benchmarks import official, samples
from benchmarks.connections import checkAdapter, withoutAiohttp
from benchmarks.race import Candidate, Comparison, Ratio, race, repeated
from benchmarks.samples import CREDENTIALS
from benchmarks.server import serving
from tc_typed import Credentials, Queue, aio
from tc_typed.queue import TaskStatusResponse

_AT_A_TIME = 50

AsyncCall: TypeAlias = Callable[[], Awaitable[object]]


def sync() -> list[Ratio]:
    """Compare sync calls."""
    taskId, task = samples.TASK_ID, samples.task()
    body = task.model_dump_json().encode()
    content = json.loads(body)
    with (
        serving(samples.created()) as rootUrl,
        Queue(rootUrl=rootUrl, credentials=Credentials(**CREDENTIALS)) as ours,
        httpx.Client() as bare,
    ):
        theirs = official.queue(rootUrl, CREDENTIALS)
        url = f"{rootUrl}/api/queue/v1/task/{taskId}"
        headers = {"content-type": "application/json"}
        _checkSameResponse(ours.createTask(taskId, task), theirs.createTask(taskId, content))
        return race(
            [
                Candidate("ours", repeated(lambda: ours.createTask(taskId, task), 100)),
                Candidate("official", repeated(lambda: theirs.createTask(taskId, content), 100)),
                Candidate(
                    "httpx", repeated(lambda: bare.put(url, content=body, headers=headers), 100)
                ),
                Candidate(
                    "ours, building",
                    repeated(lambda: ours.createTask(taskId, samples.task()), 100),
                ),
            ],
            [
                Comparison("createTask ÷ official client", "ours", "official", bar=0.33),
                Comparison("createTask ÷ bare httpx PUT", "ours", "httpx", bar=1.12),
                Comparison(
                    "building the task and createTask ÷ official", "ours, building", "official"
                ),
                Comparison(
                    "building the task and createTask ÷ createTask", "ours, building", "ours"
                ),
            ],
            rounds=41,
        )


def concurrent() -> list[Ratio]:
    """Compare async calls, 50 at a time."""
    with serving(samples.created()) as rootUrl, asyncio.Runner() as runner:
        contest = runner.run(_Contest.open(rootUrl))

        def making(call: AsyncCall) -> Callable[[], float]:
            return lambda: runner.run(_together(call, 1000))

        try:
            return race(
                [
                    Candidate("ours", making(contest.ours)),
                    Candidate("official", making(contest.official)),
                    Candidate("ours, httpx", making(contest.httpxOnly)),
                    Candidate("aiohttp", making(contest.bare)),
                ],
                [
                    Comparison(
                        "createTask, 50 at a time ÷ official aio", "ours", "official", bar=0.75
                    ),
                    Comparison("createTask, 50 at a time ÷ bare aiohttp PUT", "ours", "aiohttp"),
                    Comparison(
                        "same, without aiohttp ÷ official aio", "ours, httpx", "official", bar=2.2
                    ),
                ],
                rounds=21,
            )
        finally:
            runner.run(contest.close())


class _Contest:
    """Async clients that share one event loop."""

    def __init__(self, rootUrl: str) -> None:
        self._session = aiohttp.ClientSession()
        self._ours = aio.Queue(rootUrl=rootUrl, credentials=Credentials(**CREDENTIALS))
        self._httpxOnly = aio.Queue(rootUrl=rootUrl, credentials=Credentials(**CREDENTIALS))
        self._theirs = official.asyncQueue(rootUrl, CREDENTIALS, self._session)
        self._task = samples.task()
        self._body = self._task.model_dump_json().encode()
        self._content = json.loads(self._body)
        self._url = f"{rootUrl}/api/queue/v1/task/{samples.TASK_ID}"

    @classmethod
    async def open(cls, rootUrl: str) -> _Contest:
        """Make the clients, and check that they return the same response."""
        contest = cls(rootUrl)
        with withoutAiohttp():
            await contest.httpxOnly()
        _checkSameResponse(await contest.ours(), await contest.official())
        checkAdapter(isLoaded=True)
        return contest

    async def close(self) -> None:
        """Close all connections."""
        await self._ours.close()
        await self._httpxOnly.close()
        await self._session.close()

    async def ours(self) -> TaskStatusResponse:
        return await self._ours.createTask(samples.TASK_ID, self._task)

    async def httpxOnly(self) -> TaskStatusResponse:
        return await self._httpxOnly.createTask(samples.TASK_ID, self._task)

    async def official(self) -> object:
        return await self._theirs.createTask(samples.TASK_ID, self._content)

    async def bare(self) -> bytes:
        headers = {"content-type": "application/json"}
        async with self._session.put(self._url, data=self._body, headers=headers) as response:
            return await response.read()


async def _together(call: AsyncCall, times: int) -> float:
    """Make calls, 50 at a time, over open connections; return the seconds per call."""
    free = asyncio.Semaphore(_AT_A_TIME)

    async def one() -> None:
        async with free:
            await call()

    # The first calls open the connections, unless they are open already.
    await asyncio.gather(*(one() for _ in range(_AT_A_TIME)))
    started = time.perf_counter()
    await asyncio.gather(*(one() for _ in range(times)))
    return (time.perf_counter() - started) / times


def _checkSameResponse(ours: TaskStatusResponse, theirs: object) -> None:
    if ours.model_dump(mode="json") != theirs:
        raise AssertionError(f"the clients returned different responses: {ours!r}, {theirs!r}")
