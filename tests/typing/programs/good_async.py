"""Valid async calls."""

from __future__ import annotations

from typing import assert_type

import httpx
import httpx2

from tc_typed import Options, RawResponse, TaskclusterFailure
from tc_typed.aio import Options as AsyncOptions
from tc_typed.aio import Queue, paginate, withResponse
from tc_typed.queue import ListTaskGroupResponse, TaskAndStatus, TaskDefinition, TaskStatusResponse


async def main(options: Options, task: TaskDefinition) -> None:
    """Create a task and list its task group."""
    async with Queue(options, timeout=5) as queue:
        try:
            created = await queue.createTask("a8_YezW8T7e1jLxG7evy-A", task)
        except TaskclusterFailure as failure:
            assert_type(failure.call, str)
            return
        assert_type(created, TaskStatusResponse)
        listed, response = await withResponse(queue.status, created.status.taskId)
        assert_type(listed, TaskStatusResponse)
        assert_type(response, RawResponse)
        async for item in queue.iterTaskGroup(created.status.taskGroupId, limit=10):
            assert_type(item, TaskAndStatus)
        async for page in paginate(queue.listTaskGroup, created.status.taskGroupId):
            assert_type(page, ListTaskGroupResponse)


async def ownClients(options: Options) -> None:
    """Make calls with the user's own HTTP clients."""
    async with httpx.AsyncClient() as http, httpx2.AsyncClient() as http2:
        for client in (Queue(options, httpClient=http), Queue(options, httpClient=http2)):
            assert_type(await client.use(httpClient=http).status("x"), TaskStatusResponse)
        given: AsyncOptions = {"httpClient": http2}
        Queue(given)
