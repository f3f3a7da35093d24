"""Start and stop of the local Taskcluster, and the data that it keeps."""

from __future__ import annotations

import asyncio
import json
import logging
import math
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime

import httpx
import pytest
import uvicorn
from starlette.types import ASGIApp
from tests.testing.samples import definition, withPublic

from tc_typed import Auth, aio, createTemporaryCredentials, fromNow, optionsFromEnvironment
from tc_typed.core.errors import InvalidCall, TaskclusterConnectionError
from tc_typed.credentials import Credentials
from tc_typed.queue import Queue
from tc_typed.slugs import slugId
from tc_typed.testing import LocalTaskcluster
from tc_typed.testing.server.running_server import RunningServer


def serverThreads() -> set[threading.Thread]:
    return {thread for thread in threading.enumerate() if thread.name == "LocalTaskcluster"}


@pytest.fixture(autouse=True)
def noThreadsLeft() -> Iterator[None]:
    before = serverThreads()
    yield
    for thread in serverThreads() - before:
        thread.join(5)
    assert serverThreads() == before


def test_it_can_be_started_and_stopped_any_number_of_times() -> None:
    taskcluster = LocalTaskcluster()
    taskId, task = slugId(), definition()
    taskcluster.stop()
    scheduled: set[datetime] = set()
    for _ in range(2):
        taskcluster.start()
        rootUrl = taskcluster.rootUrl
        taskcluster.start()
        assert taskcluster.rootUrl == rootUrl
        with Queue(taskcluster.options(), retries=0) as queue:
            status = queue.createTask(taskId, task).status
            scheduled.add(status.runs[0].scheduled)
            taskcluster.stop()
            taskcluster.stop()
            with pytest.raises(TaskclusterConnectionError):
                queue.ping()
    assert len(scheduled) == 1  # The second time the task already existed.


def test_it_has_no_root_url_while_it_is_stopped() -> None:
    taskcluster = LocalTaskcluster()
    with pytest.raises(RuntimeError, match="not started"):
        _ = taskcluster.rootUrl
    with taskcluster:
        assert httpx.get(f"{taskcluster.rootUrl}/api/queue/v1/ping").json()["alive"]
    with pytest.raises(RuntimeError, match="not started"):
        taskcluster.options()


def test_its_credentials_can_issue_temporary_ones() -> None:
    with LocalTaskcluster() as taskcluster:
        issued = createTemporaryCredentials(
            taskcluster.credentials, fromNow("0 s"), fromNow("1 h"), ["queue:status:*"]
        )
        taskId = slugId()
        with Queue(taskcluster.options(), retries=0) as queue:
            queue.createTask(taskId, definition())
            assert queue.use(credentials=issued).status(taskId).status.state == "pending"


@pytest.mark.parametrize("kind", ["root", "permanent", "temporary"])
def test_its_environment_overrides_existing_variables(kind: str) -> None:
    with LocalTaskcluster() as taskcluster:
        callers: dict[str, Credentials | None] = {
            "root": None,
            "permanent": taskcluster.createClient("me", ["a", "auth:current-scopes"]),
            "temporary": createTemporaryCredentials(
                taskcluster.credentials, fromNow("0 s"), fromNow("1 h"), ["auth:current-scopes"]
            ),
        }
        foreign = createTemporaryCredentials(
            Credentials("other", "x"), fromNow("0 s"), fromNow("1 h"), ["*"]
        )
        outer = {
            "TASKCLUSTER_ROOT_URL": "https://tc.invalid",
            "TASKCLUSTER_PROXY_URL": "http://proxy.invalid",
            "TASKCLUSTER_CLIENT_ID": foreign.clientId,
            "TASKCLUSTER_ACCESS_TOKEN": foreign.accessToken,
            "TASKCLUSTER_CERTIFICATE": json.dumps(foreign.certificate),
        }
        environment = taskcluster.environment(callers[kind])
        options = optionsFromEnvironment(environment=environment)
        assert optionsFromEnvironment(environment={**outer, **environment}) == options
        with Auth(options, retries=0) as auth:
            actual = auth.currentScopes().scopes
        expected = {
            "root": ["*"],
            "permanent": withPublic("a", "auth:current-scopes"),
            "temporary": withPublic("auth:current-scopes"),
        }
        assert actual == expected[kind]


def test_several_can_run_at_the_same_time() -> None:
    with LocalTaskcluster() as one, LocalTaskcluster() as two:
        assert one.rootUrl != two.rootUrl
        with Queue(one.options()) as queue:
            queue.createTask(slugId(), definition())
            assert queue.taskQueueCounts("provisioner/worker").pendingTasks == 1
        with Queue(two.options()) as queue:
            assert queue.taskQueueCounts("provisioner/worker").pendingTasks == 0


def test_an_idle_connection_does_not_keep_it_from_stopping() -> None:
    with httpx.Client() as http, LocalTaskcluster() as taskcluster:
        http.get(f"{taskcluster.rootUrl}/api/queue/v1/ping")
        started = time.monotonic()
        taskcluster.stop()
        assert time.monotonic() - started < 2


def test_it_logs_and_prints_nothing(
    caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    with caplog.at_level(logging.INFO), LocalTaskcluster() as taskcluster:
        httpx.get(f"{taskcluster.rootUrl}/api/queue/v1/ping")
        httpx.get(f"{taskcluster.rootUrl}/nothing")
    assert [record for record in caplog.records if record.name != "httpx"] == []
    assert capfd.readouterr() == ("", "")


def test_it_responds_without_delay() -> None:
    """Without TCP_NODELAY, a response to a request with a body takes 40 ms longer."""
    with LocalTaskcluster() as taskcluster, Queue(taskcluster.options()) as queue:
        queue.createTask(slugId(), definition())
        taken: list[float] = []
        for _ in range(10):
            started = time.perf_counter()
            queue.createTask(slugId(), definition())
            taken.append(time.perf_counter() - started)
    assert min(taken) < 0.03


def test_the_time_to_start_is_limited(monkeypatch: pytest.MonkeyPatch) -> None:
    begin = uvicorn.Server.startup

    async def startup(server: uvicorn.Server, sockets: list[socket.socket] | None = None) -> None:
        await asyncio.sleep(0.5)
        await begin(server, sockets)

    monkeypatch.setattr("tc_typed.testing.server.running_server._TIMEOUT", 0.1)
    monkeypatch.setattr("uvicorn.Server.startup", startup)
    with pytest.raises(RuntimeError, match="did not start within"):
        LocalTaskcluster().start()


def test_the_time_to_stop_is_limited(monkeypatch: pytest.MonkeyPatch) -> None:
    begun, end = threading.Event(), threading.Event()

    def hang(*_: object) -> None:
        begun.set()
        end.wait(10)

    monkeypatch.setattr("tc_typed.testing.services.queue.state.QueueState.taskQueueCounts", hang)
    taskcluster = LocalTaskcluster()
    taskcluster.start()
    queue = Queue(taskcluster.options(), retries=0)
    with queue, ThreadPoolExecutor() as pool:
        waiting = pool.submit(queue.taskQueueCounts, "a/b")
        assert begun.wait(10)
        monkeypatch.setattr("tc_typed.testing.server.running_server._TIMEOUT", 0.1)
        with pytest.raises(RuntimeError, match="did not stop within"):
            taskcluster.stop()
        end.set()
        assert waiting.exception(10) is not None


def test_the_interpreter_exits_although_it_was_not_stopped() -> None:
    program = (
        "import urllib.request\n"
        "from tc_typed.testing import LocalTaskcluster\n"
        "taskcluster = LocalTaskcluster()\n"
        "taskcluster.start()\n"
        "print(urllib.request.urlopen(taskcluster.rootUrl + '/api/queue/v1/ping').status)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, timeout=30, check=False
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "200\n", "")


@pytest.mark.parametrize("seconds", [-1, math.inf, math.nan, 1e12])
def test_numbers_of_seconds_must_be_usable(seconds: float) -> None:
    with pytest.raises(InvalidCall, match="claimWait must be from 0 to 1,000,000 seconds, got "):
        LocalTaskcluster(claimWait=seconds)
    with pytest.raises(InvalidCall, match="claimTimeout must be from 0 to 1,000,000 seconds, got "):
        LocalTaskcluster(claimTimeout=seconds)


# Async with


def test_it_can_be_used_in_async_with() -> None:
    async def use() -> LocalTaskcluster:
        ticks = 0

        async def tick() -> None:
            nonlocal ticks
            while True:
                await asyncio.sleep(0)
                ticks += 1

        ticking = asyncio.create_task(tick())
        async with LocalTaskcluster() as local:
            assert ticks > 0  # The event loop was not blocked by the start,
            async with local.client(aio.Queue) as queue:
                assert (await queue.ping()).alive
            ticks = 0
        assert ticks > 0  # nor by the stop.
        ticking.cancel()
        return local

    with pytest.raises(RuntimeError, match="not started"):
        _ = asyncio.run(use()).rootUrl


def test_a_canceled_start_leaves_nothing_running(monkeypatch: pytest.MonkeyPatch) -> None:
    begun = threading.Event()
    start = RunningServer.start

    def startSlowly(app: ASGIApp, port: int) -> RunningServer:
        begun.set()
        time.sleep(0.3)
        return start(app, port)

    async def cancel() -> None:
        local = LocalTaskcluster()
        starting = asyncio.create_task(local.__aenter__())
        await asyncio.to_thread(begun.wait, 5)
        starting.cancel()
        with pytest.raises(asyncio.CancelledError):
            await starting
        with pytest.raises(RuntimeError, match="not started"):
            _ = local.rootUrl

    monkeypatch.setattr(RunningServer, "start", startSlowly)
    asyncio.run(cancel())
