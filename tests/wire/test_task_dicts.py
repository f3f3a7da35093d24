"""Tasks passed as dicts: valid ones are sent like their models, invalid ones are not sent."""

from __future__ import annotations

import asyncio
import copy
from collections import UserDict
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import TypeAlias, cast

import httpx
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from tests.testing.samples import METADATA
from tests.wire.contract import Json, schemaFiles
from tests.wire.test_schemas import ANY_JSON, FEW, instances, validator

from tc_typed import InvalidCall, Queue, aio, missingScopes, requiredScopes, withResponse
from tc_typed.core.fakes import FakeCall
from tc_typed.docker_worker import DockerWorkerPayload
from tc_typed.legacy import Queue as LegacyQueue
from tc_typed.queue import TaskDefinition, TaskFields, TaskMetadata, TaskStatusResponse
from tc_typed.testing import fake

Send: TypeAlias = Callable[[object], list[bytes]]

TASK_ID = "a8_YezW8T7e1jLxG7evy-A"
DATES: dict[str, Json] = {"created": "2026-01-31T12:00:00Z", "deadline": "2026-02-01T12:00:00Z"}
FIELDS: TaskFields = cast("TaskFields", {"metadata": METADATA, "payload": {}, **DATES})
[REQUEST] = [
    file
    for file in schemaFiles()["tc_typed"]
    if file.id == "/schemas/queue/v1/create-task-request.json#"
]
isValid = validator(REQUEST)


def sending(queue: type[Queue]) -> Send:
    """Return a function that calls createTask with a sync client, and returns the bodies sent."""

    def send(payload: object) -> list[bytes]:
        bodies: list[bytes] = []

        def respond(request: httpx.Request) -> httpx.Response:
            bodies.append(request.content)
            return httpx.Response(400, json={"code": "InputError", "message": "no"})

        with httpx.Client(transport=httpx.MockTransport(respond)) as http:
            client = queue(rootUrl="https://tc.example.com", httpClient=http)
            with pytest.raises(Exception, match="createTask"):
                client.createTask(TASK_ID, cast("TaskFields", payload))
        return bodies

    return send


def sendAsync(payload: object) -> list[bytes]:
    bodies: list[bytes] = []

    def respond(request: httpx.Request) -> httpx.Response:
        bodies.append(request.content)
        return httpx.Response(400, json={"code": "InputError", "message": "no"})

    async def run() -> None:
        async with httpx.AsyncClient(transport=httpx.MockTransport(respond)) as http:
            client = aio.Queue(rootUrl="https://tc.example.com", httpClient=http)
            with pytest.raises(Exception, match="createTask"):
                await client.createTask(TASK_ID, cast("TaskFields", payload))

    asyncio.run(run())
    return bodies


SENDERS = [sending(Queue), sending(LegacyQueue), sendAsync]


@FEW
@given(task=instances(REQUEST))
def test_a_valid_dict_is_sent_like_its_model(task: Json) -> None:
    before = copy.deepcopy(task)
    for send in SENDERS:
        [body] = send(task)
        assert [body] == send(TaskDefinition.model_validate(task))
    assert task == before


@st.composite
def invalidTasks(draw: st.DrawFn) -> Json:
    """Draw a task that the schema refuses: with a key too many or too few, or a wrong value."""
    metadata: dict[str, Json] = {**METADATA}
    task: dict[str, Json] = {**DATES, "metadata": metadata, "payload": {}}
    place = draw(st.sampled_from([task, metadata]))
    key = draw(st.sampled_from([*TaskDefinition.model_fields, *METADATA]) | st.text(max_size=5))
    if draw(st.booleans()):
        # In Python, `None` means that a field is absent.
        place[key] = draw(ANY_JSON.filter(lambda it: it is not None))
    else:
        place.pop(key, None)
    assume(not isValid(task))
    return task


@given(task=invalidTasks())
def test_an_invalid_dict_is_not_sent(task: Json) -> None:
    before = copy.deepcopy(task)
    for send in (SENDERS[0], SENDERS[-1]):
        assert send(task) == []
    assert task == before


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"deadlin": 1}, "deadlin: Extra inputs are not permitted; did you mean deadline?"),
        ({"retries": "2"}, "retries: Input should be a valid integer"),
        ({"retries": 50}, "retries: Input should be less than or equal to 49"),
        ({"metadata": {**METADATA, "nam": ""}}, "metadata.nam: Extra inputs are not permitted"),
        ({"created": "now"}, "created: Input should be a date and time with an offset"),
        ({"payload": {"a": {1}}}, "payload.a: input was not a valid JSON value"),
        ({"tags": {"a": 1}, "scopes": [2]}, "scopes.0: Input should be a valid string; tags.a: "),
    ],
)
def test_an_error_names_the_call_and_all_invalid_fields(
    changes: Mapping[str, object], message: str
) -> None:
    queue = fake(Queue, createTask=lambda taskId, task: TaskStatusResponse.model_construct())
    with pytest.raises(InvalidCall) as caught:
        queue.createTask(TASK_ID, cast("TaskFields", {**FIELDS, **changes}))
    assert str(caught.value).startswith(
        "queue.createTask: the dict is not a valid TaskDefinition: "
    )
    assert message in str(caught.value)
    assert caught.value.__context__ is None
    assert not queue.fakeCalls


def test_the_error_for_an_empty_dict_names_all_missing_fields() -> None:
    with pytest.raises(InvalidCall) as caught:
        requiredScopes(fake(Queue).createTask, TASK_ID, {})
    for name in ("metadata", "payload", "created", "deadline"):
        assert f"{name}: Field required" in str(caught.value)


def test_a_dict_can_contain_models() -> None:
    payload = DockerWorkerPayload(image="i", maxRunTime=60)
    task: TaskFields = {**FIELDS, "metadata": TaskMetadata(**METADATA), "payload": payload}
    plain: TaskFields = {**FIELDS, "payload": {"image": "i", "maxRunTime": 60}}
    assert SENDERS[0](task) == SENDERS[0](plain) != []


def test_a_fake_receives_the_model() -> None:
    received: list[TaskDefinition] = []

    def createTask(taskId: str, task: TaskDefinition) -> TaskStatusResponse:
        received.append(task)
        return TaskStatusResponse.model_construct()

    async def callAsync() -> None:
        await fake(aio.Queue, createTask=createTask).createTask(TASK_ID, FIELDS)

    queue = fake(Queue, createTask=createTask)
    queue.createTask(TASK_ID, FIELDS)
    asyncio.run(callAsync())
    model = TaskDefinition.model_validate(FIELDS)
    assert received == [model, model]
    assert queue.fakeCalls["createTask"] == [FakeCall({"taskId": TASK_ID}, {}, model)]


def test_scopes_of_a_dict_are_those_of_its_model() -> None:
    queue = fake(Queue)
    task: TaskFields = {**FIELDS, "taskQueueId": "a/b", "scopes": ["x:y"], "routes": ["r.s"]}
    needed = requiredScopes(queue.createTask, TASK_ID, task)
    assert needed == requiredScopes(queue.createTask, TASK_ID, TaskDefinition.model_validate(task))
    missing = missingScopes(["queue:*"], needed)
    assert "x:y" in repr(missing)


@pytest.mark.parametrize("payload", [MappingProxyType(FIELDS), UserDict(FIELDS), [FIELDS], None])
def test_the_error_for_another_payload_names_model_and_dict(payload: object) -> None:
    with pytest.raises(InvalidCall, match="payload must be a TaskDefinition or dict, got "):
        fake(Queue).createTask(TASK_ID, cast("TaskFields", payload))


def test_other_methods_take_no_dicts() -> None:
    with pytest.raises(InvalidCall, match="payload must be a ClaimWorkRequest, got dict"):
        fake(Queue).claimWork("a/b", cast("None", {"workerGroup": "g", "workerId": "w"}))  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]  # wrong


def test_with_response_accepts_a_dict() -> None:
    status = TaskStatusResponse.model_construct()
    queue = fake(Queue, createTask=lambda taskId, task: status)
    assert withResponse(queue.createTask, TASK_ID, FIELDS)[0] == status
