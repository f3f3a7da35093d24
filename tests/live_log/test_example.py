"""The release tool in `examples/` releases only a build that can be trusted, step by step."""

from __future__ import annotations

import json
import os
import runpy
import subprocess
import sys
import threading
from collections.abc import Generator, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from tests.core.loopback import Connection, Received, loopback
from tests.example_programs import BOUND, PROGRAMS, outcome, running
from tests.testing.samples import definition

from tc_typed import Index, Queue, QueueEvents, fromNow, slugId
from tc_typed.index import InsertTaskRequest
from tc_typed.notify import EmailRequest
from tc_typed.queue import LinkArtifactRequest, RedirectArtifactRequest
from tc_typed.testing import LocalTaskcluster
from tc_typed.testing.faults import Delay, DropConnection, Fault, RateLimit, ServerError
from tc_typed.worker import Run, claimed

CONSTANTS: Mapping[str, str] = runpy.run_path(str(PROGRAMS / "release_tool.py"))
INDEX, BRANCH, TEAM = CONSTANTS["INDEX"], CONSTANTS["BRANCH"], CONSTANTS["TEAM"]
BUILDS, SIGNING = "proj-example/builds", "proj-example/signing"
LOG, BACKING_LOG = "public/logs/live.log", "public/logs/live_backing.log"
UNSIGNED, SIGNED = b"an app", b"an app and a signature"
SCOPES = [
    f"index:insert-task:{INDEX}.released.*",
    f"notify:email:{TEAM}",
    f"queue:create-task:lowest:{SIGNING}",
    "queue:create-task:project:none",
    "queue:scheduler-id:proj-example",
]
FAULTS: list[Fault] = [
    ServerError(503),
    RateLimit(),
    DropConnection("afterCall"),
    DropConnection("midResponse"),
]
SIGN = f"""#!{sys.executable}
import hashlib, http.client, os, pathlib, sys, time, urllib.request
_, taskId, name = sys.argv
print("Signing", name, "of", taskId)
path = f"/api/queue/v1/task/{{taskId}}/artifacts/{{name}}"
content = None
while content is None:  # Any call may fail.
    try:
        with urllib.request.urlopen(os.environ["TASKCLUSTER_ROOT_URL"] + path) as response:
            content = response.read()
    except (OSError, http.client.HTTPException):
        time.sleep(0.1)
signed = content + b" and a signature"
pathlib.Path("app.zip").write_bytes(signed)
pathlib.Path("app.zip.sha256").write_text(hashlib.sha256(signed).hexdigest())
"""
"""Program that the signing task runs."""


@pytest.fixture(scope="module")
def _server() -> Iterator[LocalTaskcluster]:
    with LocalTaskcluster(claimWait=0.5) as server:
        yield server


@pytest.fixture
def local(_server: LocalTaskcluster) -> Iterator[LocalTaskcluster]:
    _server.reset()
    yield _server
    _server.closeClients()


@contextmanager
def claimedRun(local: LocalTaskcluster, taskQueueId: str) -> Generator[Run]:
    queue = local.client(Queue)
    with claimed(queue, taskQueueId, workerGroup="home", workerId="worker-1") as run:
        yield run


def build(
    local: LocalTaskcluster, *, scopes: Sequence[str] = (BRANCH,), isCompleted: bool = True
) -> str:
    """Create an indexed build and its decision task, and return the id of the build."""
    queue, index = local.client(Queue), local.client(Index)
    decisionId, buildId = slugId(), slugId()
    group: dict[str, Any] = {"schedulerId": "proj-example", "taskGroupId": decisionId}
    queue.createTask(decisionId, definition(scopes=[*scopes], **group))
    routes = [f"index.{INDEX}.latest"]
    task = definition(taskQueueId=BUILDS, scopes=["secrets:get:x"], routes=routes, **group)
    queue.createTask(buildId, task)
    if isCompleted:
        with claimedRun(local, BUILDS) as run:
            upload(run, "public/app.zip", UNSIGNED)
    else:
        entry = InsertTaskRequest(taskId=buildId, rank=0, data={}, expires=fromNow("1 day"))
        index.insertTask(f"{INDEX}.latest", entry)
    return buildId


def upload(run: Run, name: str, content: bytes) -> None:
    run.upload(name, BytesIO(content))


def tool(
    local: LocalTaskcluster, folder: Path, *arguments: str
) -> AbstractContextManager[subprocess.Popen[str]]:
    """Run the tool with only the scopes that it needs."""
    environment = local.environment(local.createClient(slugId(), SCOPES))
    return running("release_tool", *arguments, environment=environment, folder=folder)


@contextmanager
def worker(local: LocalTaskcluster, folder: Path) -> Generator[None]:
    """Run the worker in `examples/`, which has a program that signs."""
    program = folder / "bin" / "sign"
    program.parent.mkdir()
    program.write_text(SIGN)
    program.chmod(0o755)
    path = {"PATH": f"{program.parent}:{os.environ['PATH']}"}
    with running(
        *("worker", SIGNING, "home", "worker-1"), environment={**local.environment(), **path}
    ):
        yield


def released(local: LocalTaskcluster, version: str) -> list[str]:
    """Return the ids of the tasks that the index has for a version."""
    found = local.client(Index).listTasks(f"{INDEX}.released.{version.rpartition('.')[0]}").tasks
    return [entry.taskId for entry in found]


def test_a_build_is_signed_verified_indexed_and_announced(
    local: LocalTaskcluster, tmp_path: Path
) -> None:
    buildId = build(local)
    with worker(local, tmp_path), tool(local, tmp_path, "1.2") as program:
        status, output, errors = outcome(program)
    assert (status, errors) == (0, "")
    assert output.splitlines() == [f"Signing public/app.zip of {buildId}", "[worker] completed"]
    assert (tmp_path / "app.zip").read_bytes() == SIGNED
    [taskId] = released(local, "1.2")
    task = local.client(Queue).task(taskId)
    assert (task.dependencies, task.scopes, task.routes) == ([buildId], [], [])
    assert task.metadata.name == "Sign app.zip 1.2"
    [sent] = local.notifications.of(EmailRequest, TEAM)
    assert sent.request.subject == "app.zip 1.2"
    assert f"{local.rootUrl}/tasks/{taskId}" in sent.request.content
    # The index still has the build at its own path.
    assert local.client(Index).findTask(f"{INDEX}.latest").taskId == buildId

    with tool(local, tmp_path, "1.2") as program:
        status, _, errors = outcome(program)
    assert (status, errors) == (1, f"task {taskId} has released 1.2 before\n")


def test_a_dry_run_changes_nothing(local: LocalTaskcluster, tmp_path: Path) -> None:
    buildId = build(local)
    defined = local.messages.on(QueueEvents.taskDefined)
    assert len(defined) == 2
    with tool(local, tmp_path, "1.2", "--dry-run") as program:
        status, output, errors = outcome(program)
    assert (status, errors) == (0, "")
    task = json.loads(output)
    assert (task["dependencies"], task["taskQueueId"]) == ([buildId], SIGNING)
    assert len(defined) == 2
    assert [*local.notifications] == []
    assert released(local, "1.2") == []


def test_only_completed_builds_of_the_branch_are_released(
    local: LocalTaskcluster, tmp_path: Path
) -> None:
    def refusal() -> str:
        with tool(local, tmp_path, "1.2") as program:
            status, output, errors = outcome(program)
        assert (status, output) == (1, "")
        return errors

    assert "index.findTask: ResourceNotFound (404)" in refusal()
    pending = build(local, isCompleted=False)
    assert refusal() == f"build {pending} is pending\n"
    local.reset()
    foreign = build(local, scopes=[BRANCH.replace("main", "other")])
    assert refusal() == f"build {foreign} is not from {BRANCH}\n"
    assert not local.client(Queue).taskQueueCounts(SIGNING).pendingTasks


def test_a_failed_signing_task_ends_the_release(local: LocalTaskcluster, tmp_path: Path) -> None:
    build(local)
    with tool(local, tmp_path, "1.2") as program:
        with claimedRun(local, SIGNING) as run:
            upload(run, LOG, b"There is no key.\n")
            run.outcome = "failed"
        status, output, errors = outcome(program)
    assert (status, output) == (1, "There is no key.\n")
    assert errors == f"task {run.taskId} is failed\n"
    assert released(local, "1.2") == []
    assert [*local.notifications] == []


def test_a_file_with_a_wrong_hash_is_not_released(local: LocalTaskcluster, tmp_path: Path) -> None:
    build(local)
    with tool(local, tmp_path, "1.2") as program:
        with claimedRun(local, SIGNING) as run:
            upload(run, "public/app.zip", SIGNED)
            upload(run, "public/app.zip.sha256", sha256(UNSIGNED).hexdigest().encode())
        status, _, errors = outcome(program)
    assert (status, errors) == (1, f"app.zip differs from the file that task {run.taskId} signed\n")
    assert released(local, "1.2") == []


def test_the_log_is_shown_while_the_task_runs(local: LocalTaskcluster, tmp_path: Path) -> None:
    build(local)
    wasShown = threading.Event()

    def serveLog(connection: Connection, _: Received) -> None:
        head = b"HTTP/1.1 200 OK\r\ncontent-type: text/plain\r\n\r\n"
        connection.send(head + b"First\n")
        assert wasShown.wait(BOUND)
        connection.send(b"Second\n")
        connection.hangUp()

    with loopback(serveLog) as server, tool(local, tmp_path, "1.2") as program:
        assert program.stdout is not None
        with claimedRun(local, SIGNING) as run:
            expires, contentType = fromNow("1 hour"), "text/plain"
            live = RedirectArtifactRequest(expires=expires, url=server.url, contentType=contentType)
            run.queue.createArtifact(run.taskId, run.runId, LOG, live)
            assert program.stdout.readline() == "First\n"
            wasShown.set()
            assert program.stdout.readline() == "Second\n"
            upload(run, "public/app.zip", SIGNED)
            upload(run, "public/app.zip.sha256", sha256(SIGNED).hexdigest().encode())
            upload(run, BACKING_LOG, b"First\nSecond\nThird\n")
            complete = LinkArtifactRequest(
                expires=expires, artifact=BACKING_LOG, contentType=contentType
            )
            run.queue.createArtifact(run.taskId, run.runId, LOG, complete)
        status, output, errors = outcome(program)
    assert (status, output, errors) == (0, "Third\n", "")
    assert released(local, "1.2") == [run.taskId]


@pytest.mark.slow
def test_a_fifth_of_all_calls_may_fail(tmp_path: Path) -> None:
    # A claim whose response is lost expires soon, and the queue retries the task.
    with LocalTaskcluster(claimWait=0.5, claimTimeout=4) as local:
        build(local)
        calls = local.faults.add(Delay(0), share=1)
        faults = [local.faults.add(fault, share=0.05) for fault in FAULTS]
        with worker(local, tmp_path), tool(local, tmp_path, "1.2") as program:
            status, output, errors = outcome(program)
        assert (status, errors) == (0, "")
        assert output.endswith("[worker] completed\n")
        assert 0.1 < sum(fault.hits for fault in faults) / calls.hits < 0.3
        local.faults.clear()
        assert (tmp_path / "app.zip").read_bytes() == SIGNED
        assert len(released(local, "1.2")) == 1
        assert len(local.notifications) == 1
        assert local.client(Queue).taskQueueCounts(SIGNING).pendingTasks == 0
