"""A worker with async clients: it claims a task, works on, and reports."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Callable, Iterator

import httpx
import httpx_aiohttp
import pytest

from tc_typed import aio, slugId
from tc_typed.queue import ClaimWorkRequest
from tc_typed.testing import LocalTaskcluster

from .samples import definition


@pytest.fixture(scope="module")
def taskcluster() -> Iterator[LocalTaskcluster]:
    with LocalTaskcluster() as running:
        yield running


async def work(taskcluster: LocalTaskcluster, http: httpx.AsyncClient | None) -> list[str]:
    """Create two tasks, cancel one, run the other."""
    async with aio.Queue(taskcluster.options(), retries=0, httpClient=http) as queue:
        unwanted, wanted, taskQueueId = slugId(), slugId(), f"{slugId()}/linux"
        for taskId in (unwanted, wanted):
            await queue.createTask(taskId, definition(taskQueueId=taskQueueId))
        canceled = await queue.cancelTask(unwanted)
        claims = await queue.claimWork(
            taskQueueId, ClaimWorkRequest(workerGroup="group", workerId="worker")
        )
        [claim] = claims.tasks
        assert claim.status.taskId == wanted
        worker = queue.use(credentials=claim.credentials)
        reclaimed = await worker.reclaimTask(wanted, claim.runId)
        worker = queue.use(credentials=reclaimed.credentials)
        completed = await worker.reportCompleted(wanted, claim.runId)
    return [answer.status.state for answer in (canceled, reclaimed, completed)]


@pytest.mark.parametrize("own", [lambda: None, httpx.AsyncClient, httpx_aiohttp.HttpxAiohttpClient])
@pytest.mark.parametrize("isInstalled", [True, False], ids=["aiohttp", "httpx"])
def test_an_async_worker_reports_what_it_claimed(
    own: Callable[[], httpx.AsyncClient | None],
    isInstalled: bool,  # noqa: FBT001  # whether the extra `aiohttp` is
    taskcluster: LocalTaskcluster,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    if not isInstalled:
        monkeypatch.setitem(sys.modules, "tc_typed.core.aiohttp", None)

    async def main() -> list[str]:
        http = own()
        try:
            return await work(taskcluster, http)
        finally:
            if http is not None:
                await http.aclose()

    assert asyncio.run(main()) == ["exception", "running", "completed"]
