"""Create a task with the official client."""

from __future__ import annotations

import sys
from datetime import UTC, datetime, timedelta

import taskcluster  # pyright: ignore[reportMissingModuleSource]  # Needed only for benchmarks.

CREDENTIALS = {"clientId": "example/benchmark", "accessToken": "no-secret-5Cb2Qf0mTtu9vXhLr3dPzK"}
TASK_ID = "VGVzdGluZ1Rhc2tJZDEyMw"
CREATED = datetime(2026, 1, 31, 12, tzinfo=UTC)


def formatTime(time: datetime) -> str:
    return time.strftime("%Y-%m-%dT%H:%M:%S.000Z")


task = {
    "taskQueueId": "proj-example/linux-large",
    "schedulerId": "example-level-1",
    "priority": "low",
    "retries": 5,
    "created": formatTime(CREATED),
    "deadline": formatTime(CREATED + timedelta(days=1)),
    "expires": formatTime(CREATED + timedelta(days=28)),
    "scopes": ["secrets:get:project/example/ci"],
    "routes": ["checks"],
    "payload": {"image": "ubuntu:latest", "command": ["ci/build", "--release"], "maxRunTime": 3600},
    "metadata": {
        "name": "build-linux64/opt",
        "description": "Optimized build for 64-bit Linux",
        "owner": "nobody@example.com",
        "source": "https://example.com/example/example/ci/build",
    },
    "tags": {"kind": "build", "os": "linux"},
}

queue = taskcluster.Queue({"rootUrl": sys.argv[1], "credentials": CREDENTIALS})
status = queue.createTask(TASK_ID, task)["status"]
deadline = datetime.fromisoformat(status["deadline"])
print(status["taskId"], status["state"], deadline.isoformat(), len(status["runs"]))
