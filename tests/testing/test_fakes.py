"""Fake clients, which call functions instead of a server."""

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
    tomorrow = fromNow("1 day").isoformat()
    return TaskStatusResponse.model_validate_json(
        f"""{{"status": {{"taskId": "{taskId}", "state": "pending", "runs": [],
        "taskQueueId": "a/b", "provisionerId": "a", "workerType": "b", "taskGroupId": "{taskId}",
        "schedulerId": "-", "projectId": "none", "retriesLeft": 5, "deadline": "{tomorrow}",
        "expires": "{tomorrow}"}}}}"""
    )


def test_a_function_is_called_instead_of_the_server() -> None:
    queue = fake(Queue, status=status)
    assert queue.status(TASK).status.taskId == TASK
    assert queue.fakeCalls == {"status": [FakeCall({"taskId": TASK}, {}, None)]}


def test_a_function_receives_arguments_payload_and_query() -> None:
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


def test_pages_are_those_returned_by_the_function() -> None:
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


def test_a_function_can_return_the_json_of_a_result_as_a_dict() -> None:
    response = {"alive": True, "uptime": 1.5, "more": [1]}
    queue = Queue(fake={"ping": lambda: response})
    assert queue.ping().uptime == 1.5


def test_a_method_without_a_function_raises() -> None:
    queue = fake(Queue, status=status)
    with pytest.raises(InvalidCall, match=r"queue\.task: there is no fake; .* for task in fake"):
        queue.task(TASK)
    assert "task" not in queue.fakeCalls


def test_an_unknown_method_is_rejected_with_a_suggestion() -> None:
    with pytest.raises(InvalidCall, match="no method 'statuss' to fake; did you mean status"):
        Queue(fake={"statuss": status})


def test_arguments_are_checked_as_for_a_real_call() -> None:
    queue = fake(Queue, status=status)
    for wrong in ("", "..", cast("str", 1.5)):
        with pytest.raises(InvalidCall, match=r"queue\.status: taskId must"):
            queue.status(wrong)
    assert not queue.fakeCalls


def test_a_result_of_the_wrong_type_is_rejected() -> None:
    for wrong in (None, {}, "pending", {"status": {"taskId": 1}}):

        def response(_taskId: str, wrong: object = wrong) -> object:
            return wrong

        queue = Queue(fake={"status": response})
        with pytest.raises(InvalidCall, match=r"queue\.status: .* returned an invalid result"):
            queue.status(TASK)


def test_exceptions_of_the_function_reach_the_caller() -> None:
    def missing(taskId: str) -> TaskStatusResponse:
        raise restFailure("queue.status", 404, {"code": "ResourceNotFound", "message": taskId})

    with pytest.raises(ResourceNotFound, match=TASK):
        fake(Queue, status=missing).status(TASK)


def test_functions_of_an_async_client_can_be_async() -> None:
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
