"""Clients that call functions instead of a server."""

from __future__ import annotations

import asyncio
from typing import cast

import pytest

from tc_typed import (
    Index,
    InvalidCall,
    Queue,
    ResourceNotFound,
    aio,
    fromNow,
)
from tc_typed.core.errors import restFailure
from tc_typed.core.fakes import FakeCall
from tc_typed.index import ListTasksResponse
from tc_typed.queue import ClaimWorkRequest, ClaimWorkResponse, TaskStatusResponse
from tc_typed.testing import fake

TASK = "a8_YezW8T7e1jLxG7evy-A"


def status(taskId: str) -> TaskStatusResponse:
    moment = fromNow("1 day").isoformat()
    return TaskStatusResponse.model_validate_json(
        f"""{{"status": {{"taskId": "{taskId}", "state": "pending", "runs": [],
        "taskQueueId": "a/b", "provisionerId": "a", "workerType": "b", "taskGroupId": "{taskId}",
        "schedulerId": "-", "projectId": "none", "retriesLeft": 5, "deadline": "{moment}",
        "expires": "{moment}"}}}}"""
    )


def test_function_stands_in_for_its_method() -> None:
    queue = fake(Queue, status=status)
    assert queue.status(TASK).status.taskId == TASK
    assert queue.fakeCalls == {"status": [FakeCall({"taskId": TASK}, {}, None)]}


def test_function_gets_arguments_payload_and_query() -> None:
    seen: list[object] = []

    def claimWork(taskQueueId: str, payload: ClaimWorkRequest) -> ClaimWorkResponse:
        seen.extend((taskQueueId, payload))
        return ClaimWorkResponse(tasks=[])

    def listTasks(
        namespace: str, *, continuationToken: str | None = None, limit: int | None = None
    ) -> ListTasksResponse:
        seen.extend((namespace, continuationToken, limit))
        return ListTasksResponse(tasks=[])

    request = ClaimWorkRequest(workerGroup="g", workerId="w")
    fake(Queue, claimWork=claimWork).claimWork("a/b", request)
    fake(Index, listTasks=listTasks).listTasks("", limit=5)
    assert seen == ["a/b", request, "", None, 5]


def test_pages_are_those_that_the_function_returns() -> None:
    def listTasks(
        namespace: str, *, continuationToken: str | None = None, limit: int | None = None
    ) -> ListTasksResponse:
        del namespace, limit
        return ListTasksResponse(
            tasks=[], continuationToken=None if continuationToken == "b" else "b"
        )

    index = fake(Index, listTasks=listTasks)
    assert not list(index.iterTasks("x"))
    assert [call.query for call in index.fakeCalls["listTasks"]] == [
        {},
        {"continuationToken": "b"},
    ]


def test_dict_stands_for_the_json_of_a_result() -> None:
    response = {"alive": True, "uptime": 1.5, "more": [1]}
    queue = Queue(fake={"ping": lambda: response})
    assert queue.ping().uptime == 1.5


def test_method_without_a_function_raises() -> None:
    queue = fake(Queue, status=status)
    with pytest.raises(InvalidCall, match=r"queue\.task: .*not faked"):
        queue.task(TASK)
    assert "task" not in queue.fakeCalls


def test_name_that_is_no_method_is_refused_with_a_hint() -> None:
    with pytest.raises(InvalidCall, match="no method 'statuss' to fake; did you mean status"):
        Queue(fake={"statuss": status})


def test_arguments_are_checked_as_for_a_real_call() -> None:
    queue = fake(Queue, status=status)
    for wrong in ("", "..", cast("str", 1.5)):
        with pytest.raises(InvalidCall, match=r"queue\.status: taskId must"):
            queue.status(wrong)
    assert not queue.fakeCalls


def test_result_of_another_kind_is_refused() -> None:
    for wrong in (None, {}, "pending", {"status": {"taskId": 1}}):

        def response(_taskId: str, wrong: object = wrong) -> object:
            return wrong

        queue = Queue(fake={"status": response})
        with pytest.raises(InvalidCall, match=r"queue\.status: the fake returned no result"):
            queue.status(TASK)


def test_what_the_function_raises_goes_to_the_caller() -> None:
    def missing(taskId: str) -> TaskStatusResponse:
        raise restFailure("queue.status", 404, {"code": "ResourceNotFound", "message": taskId})

    with pytest.raises(ResourceNotFound, match=TASK):
        fake(Queue, status=missing).status(TASK)


def test_functions_of_an_async_client_may_be_async() -> None:
    async def waits(taskId: str) -> TaskStatusResponse:
        await asyncio.sleep(0)
        return status(taskId)

    async def both() -> None:
        for function in (waits, status):
            queue = fake(aio.Queue, status=function)
            assert (await queue.status(TASK)).status.taskId == TASK
            assert list(queue.fakeCalls) == ["status"]

    asyncio.run(both())


def test_copies_have_the_same_functions() -> None:
    queue = fake(Queue, status=status)
    assert queue.use(timeout=1).status(TASK).status.taskId == TASK
