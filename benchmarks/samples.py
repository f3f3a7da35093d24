"""Sample data, the same for every candidate."""

from __future__ import annotations

import json
import random
from datetime import UTC, datetime, timedelta

from tc_typed import slugId
from tc_typed.core.models.timestamps import formatTimestamp
from tc_typed.docker_worker import (
    DockerWorkerArtifact,
    DockerWorkerFeatures,
    DockerWorkerPayload,
    IndexedDockerImage,
)
from tc_typed.queue import TaskDefinition, TaskMetadata

CREDENTIALS = {
    "clientId": "example/benchmark",
    "accessToken": "no-secret-5Cb2Qf0mTtu9vXhLr3dPzKw8eYyA6sJgN1",
}
NOW = datetime(2026, 1, 31, 12, 0, 0, 364000, tzinfo=UTC)
TASK_ID = slugId()
TASK_GROUP_ID = slugId()
DEPENDENCIES = [slugId() for _ in range(3)]


def task() -> TaskDefinition:
    """Return a typical task, like those that a decision task creates by the thousand."""
    return TaskDefinition(
        taskQueueId="proj-example/linux-large",
        schedulerId="example-level-1",
        taskGroupId=TASK_GROUP_ID,
        dependencies=DEPENDENCIES,
        requires="all-completed",
        priority="low",
        retries=5,
        created=NOW,
        deadline=NOW + timedelta(days=1),
        expires=NOW + timedelta(days=28),
        scopes=["docker-worker:cache:example-level-1-checkouts", "secrets:get:project/example/ci"],
        routes=["index.example.v2.main.latest.linux64-opt", "checks"],
        payload=DockerWorkerPayload(
            image=IndexedDockerImage(namespace="example.images.build", path="public/image.tar.zst"),
            command=["/bin/bash", "-cx", "cd checkout && ./ci/build --release --platform linux64"],
            maxRunTime=3600,
            env={
                "EXAMPLE_HEAD_REV": "9f2c4e1d7b8a63505c1e2f4a7d9b0c8e6f3a1b2d",
                "EXAMPLE_HEAD_REPOSITORY": "https://example.com/example/example",
                "EXAMPLE_LEVEL": "1",
            },
            cache={"example-level-1-checkouts": "/builds/worker/checkouts"},
            artifacts={
                "public/build": DockerWorkerArtifact(
                    type="directory",
                    path="/builds/worker/artifacts",
                    expires=NOW + timedelta(days=28),
                ),
                "public/logs": DockerWorkerArtifact(type="directory", path="/builds/worker/logs"),
            },
            features=DockerWorkerFeatures(taskclusterProxy=True, chainOfTrust=True),
        ),
        metadata=TaskMetadata(
            name="build-linux64/opt",
            description="Optimized build for 64-bit Linux",
            owner="nobody@example.com",
            source="https://example.com/example/example/ci/build",
        ),
        tags={"kind": "build", "os": "linux", "label": "build-linux64/opt"},
        extra={"index": {"rank": 1769860800}, "parent": TASK_GROUP_ID},
    )


def created() -> bytes:
    """Return a response of createTask, as sent by the server."""
    return _json({"status": _status(random.Random(1), TASK_ID, "pending")})


def claimAndStatus() -> bytes:
    """Return a response that suits both claimWork, with one claim, and the reports of a run."""
    status = _status(random.Random(1), TASK_ID, "running")
    claim = {
        "status": status,
        "runId": 0,
        "workerGroup": "home",
        "workerId": "one",
        "takenUntil": _time(minutes=22),
        "task": {
            **json.loads(task().model_dump_json(exclude_unset=True)),
            "provisionerId": "proj-example",
            "workerType": "linux-large",
        },
        "credentials": {**CREDENTIALS, "certificate": ""},
    }
    return _json({"tasks": [claim], "status": status})


def page(length: int) -> bytes:
    """Return a page of listTaskGroup with builds, tests and small checks in every state.

    Args:
        length: Number of tasks.
    """
    chance = random.Random(2)
    return _json(
        {
            "taskGroupId": TASK_GROUP_ID,
            "schedulerId": "example-level-1",
            "expires": _time(days=28),
            "tasks": [_taskAndStatus(chance, number) for number in range(length)],
            "continuationToken": "1!48!AbCdEfGhIjKlMnOpQrStUvWxYz0123456789-_",
        }
    )


def _taskAndStatus(chance: random.Random, number: int) -> dict[str, object]:
    kind = chance.choice(["build", "test", "test", "test", "lint"])
    platform = chance.choice(["linux64", "macosx64", "win64", "android-arm"])
    label = f"{kind}-{platform}/opt-{number}"
    state = chance.choice(
        ["unscheduled", "pending", "running", "completed", "completed", "failed", "exception"]
    )
    return {
        "status": _status(chance, slugId(), state),
        "task": {
            "taskQueueId": "proj-example/linux-large",
            "provisionerId": "proj-example",
            "workerType": "linux-large",
            "schedulerId": "example-level-1",
            "projectId": "none",
            "taskGroupId": TASK_GROUP_ID,
            "dependencies": [slugId() for _ in range(chance.choice([0, 1, 2, 3, 8]))],
            "requires": "all-completed",
            "routes": [
                f"index.example.v2.main.{which}.{label}"
                for which in ("latest", "revision.9f2c4e1d7b8a", "pushdate.2026.01.31")
            ]
            if kind == "build"
            else [],
            "priority": chance.choice(["low", "lowest", "medium"]),
            "retries": 5,
            "created": _time(minutes=number / 60),
            "deadline": _time(days=1),
            "expires": _time(days=28),
            "scopes": ["docker-worker:cache:example-level-1-checkouts"] * (kind != "lint"),
            "payload": _payload(chance, kind, label),
            "metadata": _metadata(kind, platform, label),
            "tags": {"kind": kind, "os": platform, "label": label, "createdForUser": "nobody"},
            "extra": _extra(chance, kind, platform, number),
        },
    }


def _metadata(kind: str, platform: str, label: str) -> dict[str, object]:
    return {
        "name": label,
        "description": f"Runs {kind} on {platform} ([more](https://example.com/ci/{kind}))",
        "owner": "nobody@example.com",
        "source": f"https://example.com/example/example/ci/{kind}",
    }


def _extra(chance: random.Random, kind: str, platform: str, number: int) -> dict[str, object]:
    return {
        "index": {"rank": 1769860800 + number},
        "parent": TASK_GROUP_ID,
        "treeherder": {
            "symbol": f"{kind[0].upper()}{number % 20}",
            "tier": chance.choice([1, 1, 2]),
            "collection": {"opt": True},
            "machine": {"platform": platform},
        },
        "chunks": {"current": number % 20, "total": 20},
    }


def _payload(chance: random.Random, kind: str, label: str) -> dict[str, object]:
    variables: dict[str, object] = {
        f"EXAMPLE_{number}": f"value {chance.random():.6f}"
        for number in range(chance.choice([2, 5, 12]))
    }
    return {
        "image": {
            "type": "indexed-image",
            "namespace": f"example.images.{kind}",
            "path": "public/image.tar.zst",
        },
        "command": ["/bin/bash", "-cx", f"cd checkout && ./ci/{kind} --label {label}"],
        "maxRunTime": chance.choice([600, 1800, 3600]),
        "env": variables,
        "cache": {"example-level-1-checkouts": "/builds/worker/checkouts"},
        "artifacts": {
            f"public/{name}": {
                "type": "directory",
                "path": f"/builds/worker/{name}",
                "expires": _time(days=28),
            }
            for name in ("build", "logs", "test_info")[: chance.choice([1, 2, 3])]
        },
        "features": {"taskclusterProxy": True},
    }


def _status(chance: random.Random, taskId: str, state: str) -> dict[str, object]:
    runs: list[object] = []
    if state != "unscheduled":
        if chance.random() < 0.1:
            runs.append(_run(len(runs), "exception", "scheduled"))
        runs.append(_run(len(runs), state, "retry" if runs else "scheduled"))
    return {
        "taskId": taskId,
        "provisionerId": "proj-example",
        "workerType": "linux-large",
        "taskQueueId": "proj-example/linux-large",
        "schedulerId": "example-level-1",
        "projectId": "none",
        "taskGroupId": TASK_GROUP_ID,
        "deadline": _time(days=1),
        "expires": _time(days=28),
        "retriesLeft": 5,
        "state": state,
        "priority": "low",
        "runs": runs,
    }


def _run(runId: int, state: str, reason: str) -> dict[str, object]:
    run: dict[str, object] = {
        "runId": runId,
        "state": state,
        "reasonCreated": reason,
        "scheduled": _time(minutes=1),
    }
    if state != "pending":
        run |= {
            "workerGroup": "us-central1-a",
            "workerId": "7482910563827461029",
            "takenUntil": _time(minutes=22),
            "started": _time(minutes=2),
        }
    if state in {"completed", "failed", "exception"}:
        reason = "worker-shutdown" if state == "exception" else state
        run |= {"reasonResolved": reason, "resolved": _time(minutes=17)}
    return run


def _time(*, days: float = 0, minutes: float = 0) -> str:
    return formatTimestamp(NOW + timedelta(days=days, minutes=minutes, milliseconds=1))


def _json(value: object) -> bytes:
    return json.dumps(value, separators=(",", ":")).encode()
