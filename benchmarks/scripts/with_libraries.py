"""Create a task with pydantic, httpx and mohawk alone."""

from __future__ import annotations

import sys
from datetime import UTC, datetime, timedelta
from typing import Annotated, Literal

import httpx
from mohawk import Sender
from pydantic import BaseModel, JsonValue, PlainSerializer

CREDENTIALS = {
    "id": "example/benchmark",
    "key": "no-secret-5Cb2Qf0mTtu9vXhLr3dPzK",
    "algorithm": "sha256",
}
TASK_ID = "VGVzdGluZ1Rhc2tJZDEyMw"
CREATED = datetime(2026, 1, 31, 12, tzinfo=UTC)


def formatTime(time: datetime) -> str:
    return time.strftime("%Y-%m-%dT%H:%M:%S.000Z")


Timestamp = Annotated[datetime, PlainSerializer(formatTime)]
Priority = Literal["highest", "very-high", "high", "medium", "low", "very-low", "lowest"]
State = Literal["unscheduled", "pending", "running", "completed", "failed", "exception"]


class TaskMetadata(BaseModel):
    name: str
    description: str
    owner: str
    source: str


class TaskDefinition(BaseModel):
    taskQueueId: str
    schedulerId: str
    priority: Priority
    retries: int
    created: Timestamp
    deadline: Timestamp
    expires: Timestamp
    scopes: list[str]
    routes: list[str]
    payload: dict[str, JsonValue]
    metadata: TaskMetadata
    tags: dict[str, str]


class TaskRun(BaseModel):
    runId: int
    state: State
    reasonCreated: str
    scheduled: Timestamp


class TaskStatus(BaseModel):
    taskId: str
    provisionerId: str
    workerType: str
    taskQueueId: str
    schedulerId: str
    projectId: str
    taskGroupId: str
    deadline: Timestamp
    expires: Timestamp
    retriesLeft: int
    state: State
    priority: Priority
    runs: list[TaskRun]


class TaskStatusResponse(BaseModel):
    status: TaskStatus


task = TaskDefinition(
    taskQueueId="proj-example/linux-large",
    schedulerId="example-level-1",
    priority="low",
    retries=5,
    created=CREATED,
    deadline=CREATED + timedelta(days=1),
    expires=CREATED + timedelta(days=28),
    scopes=["secrets:get:project/example/ci"],
    routes=["checks"],
    payload={"image": "ubuntu:latest", "command": ["ci/build", "--release"], "maxRunTime": 3600},
    metadata=TaskMetadata(
        name="build-linux64/opt",
        description="Optimized build for 64-bit Linux",
        owner="nobody@example.com",
        source="https://example.com/example/example/ci/build",
    ),
    tags={"kind": "build", "os": "linux"},
)

url = f"{sys.argv[1]}/api/queue/v1/task/{TASK_ID}"
body = task.model_dump_json().encode()
contentType = "application/json"
signed = Sender(CREDENTIALS, url, "PUT", content=body, content_type=contentType)
headers = {"Authorization": signed.request_header, "Content-Type": contentType}
with httpx.Client() as client:
    response = client.put(url, content=body, headers=headers).raise_for_status()
status = TaskStatusResponse.model_validate_json(response.content).status
print(status.taskId, status.state, status.deadline.isoformat(), len(status.runs))
