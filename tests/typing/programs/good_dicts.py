"""Valid task dicts, and payloads parsed to models."""

from __future__ import annotations

from datetime import datetime
from typing import Unpack, assert_type

from pydantic import BaseModel

from tc_typed import Queue, aio, fromNow, fromNowJSON, requiredScopes, slugId, taskLike, withResponse
from tc_typed.docker_worker import DockerWorkerPayload
from tc_typed.queue import ClaimedTask, Task, TaskDefinition, TaskFields, TaskMetadata, TaskMetadataFields, TaskStatusResponse
from tc_typed.testing import fake

DEFAULTS: TaskFields = {"taskQueueId": "a/b", "deadline": fromNowJSON("1 day"), "priority": "low"}
METADATA: TaskMetadataFields = {"name": "n", "description": "d", "owner": "o@example.com", "source": "https://e.x/"}


def task(**fields: Unpack[TaskFields]) -> TaskFields:
    return {**DEFAULTS, "metadata": METADATA, "payload": {}, "created": fromNow(""), **fields}


def model(**fields: Unpack[TaskFields]) -> TaskDefinition:
    return TaskDefinition.model_validate({**DEFAULTS, **fields})


def create(queue: Queue) -> None:
    fields = task(tags={"kind": "build"}, retries=2, dependencies=[slugId()], extra={"deep": [{"a": 1}]})
    fields["expires"] = datetime.fromisoformat("2030-01-01T00:00:00Z")
    fields["metadata"] = TaskMetadata(name="n", description="d", owner="o", source="https://e.x/")
    assert_type(queue.createTask(slugId(), fields), TaskStatusResponse)
    queue.createTask(slugId(), model(payload=DockerWorkerPayload(image="i", maxRunTime=1)))
    queue.createTask(
        taskId=slugId(),
        payload={
            "taskQueueId": "a/b",
            "metadata": {"name": "n", "description": "d", "owner": "o", "source": "https://e.x/"},
            "payload": {"command": ["true"], "maxRunTime": 60},
            "created": fromNowJSON(""),
            "deadline": fromNow("1 day"),
            "requires": "all-resolved",
        },
    )
    requiredScopes(queue.createTask, slugId(), fields)
    withResponse(queue.createTask, slugId(), {"created": fromNow("")})
    assert_type(taskLike(fields), TaskDefinition)


async def createAsync(queue: aio.Queue) -> None:
    assert_type(await queue.createTask(slugId(), task()), TaskStatusResponse)


def created(taskId: str, definition: TaskDefinition) -> TaskStatusResponse:
    raise AssertionError(taskId, definition.metadata.name)


fake(Queue, createTask=created)


class Notes(BaseModel):
    """The part of `extra` that the program uses."""

    symbol: str


def read(it: Task, claim: ClaimedTask) -> None:
    assert_type(it.payloadAs(DockerWorkerPayload), DockerWorkerPayload)
    assert_type(claim.task.extraAs(Notes), Notes)
    assert_type(it.extraAs(Notes).symbol, str)
