"""Create a task with tc_typed."""

from __future__ import annotations

import sys
from datetime import UTC, datetime, timedelta

from tc_typed import Queue
from tc_typed.queue import TaskDefinition, TaskMetadata

CREDENTIALS = {"clientId": "example/benchmark", "accessToken": "no-secret-5Cb2Qf0mTtu9vXhLr3dPzK"}
TASK_ID = "VGVzdGluZ1Rhc2tJZDEyMw"
CREATED = datetime(2026, 1, 31, 12, tzinfo=UTC)

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

with Queue(rootUrl=sys.argv[1], credentials=CREDENTIALS) as queue:
    status = queue.createTask(TASK_ID, task).status
print(status.taskId, status.state, status.deadline.isoformat(), len(status.runs))
