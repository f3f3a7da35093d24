"""An async worker claims a task, reclaims it and reports it completed."""

from __future__ import annotations

import asyncio
import sys

import httpx
import httpx_aiohttp
import pytest
from tests.testing.samples import definition

from tc_typed import aio, slugId
from tc_typed.queue import ClaimWorkRequest
from tc_typed.testing import LocalTaskcluster

STATES = ["exception", "running", "completed"]
"""States of the canceled task, and of the other one after its reclaim and after its report."""


async def work(taskcluster: LocalTaskcluster, http: httpx.AsyncClient | None) -> list[str]:
    """Create two tasks, cancel one, run the other."""
    async with aio.Queue(taskcluster.options(), retries=0, httpClient=http) as queue:
        unneeded, needed, taskQueueId = slugId(), slugId(), f"{slugId()}/linux"
        for taskId in (unneeded, needed):
            await queue.createTask(taskId, definition(taskQueueId=taskQueueId))
        canceled = await queue.cancelTask(unneeded)
        claims = await queue.claimWork(
            taskQueueId, ClaimWorkRequest(workerGroup="group", workerId="worker")
        )
        [claim] = claims.tasks
        assert claim.status.taskId == needed
        worker = queue.use(credentials=claim.credentials)
        reclaimed = await worker.reclaimTask(needed, claim.runId)
        worker = queue.use(credentials=reclaimed.credentials)
        completed = await worker.reportCompleted(needed, claim.runId)
    return [response.status.state for response in (canceled, reclaimed, completed)]


@pytest.mark.parametrize("isAiohttpInstalled", [True, False])
def test_a_worker_reports_what_it_claimed(
    isAiohttpInstalled: bool,  # noqa: FBT001  # parametrized
    taskcluster: LocalTaskcluster,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    if not isAiohttpInstalled:
        monkeypatch.setitem(sys.modules, "tc_typed.core.transport.aiohttp", None)
    assert asyncio.run(work(taskcluster, None)) == STATES


@pytest.mark.parametrize("Http", [httpx.AsyncClient, httpx_aiohttp.HttpxAiohttpClient])
def test_a_worker_can_use_its_own_httpx_client(
    Http: type[httpx.AsyncClient], taskcluster: LocalTaskcluster
) -> None:
    async def main() -> list[str]:
        async with Http() as http:
            return await work(taskcluster, http)

    assert asyncio.run(main()) == STATES
