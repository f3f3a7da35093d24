"""Commands of tasks that are executed in the background, and the clock for other processes."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.testing.samples import definition

from tc_typed import Credentials, Queue, credentialInformation, slugId
from tc_typed.core.errors import InvalidCall
from tc_typed.live_log import follow_log
from tc_typed.queue import ClaimWorkRequest, TaskStatus
from tc_typed.testing import LocalTaskcluster
from tc_typed.testing.runs import command_run
from tc_typed.testing.runs.task_files import filesBelow
from tc_typed.transfers import downloadArtifactToBuf

BOUND = 30.0
LIVE, BACKING = "public/logs/live.log", "public/logs/live_backing.log"


@pytest.fixture(scope="module")
def executing() -> Iterator[LocalTaskcluster]:
    """A local Taskcluster that executes the commands of tasks."""
    with LocalTaskcluster() as server:
        server.executeTasks(capacity=2)
        yield server


@pytest.fixture
def queue(executing: LocalTaskcluster) -> Iterator[Queue]:
    with executing.client(Queue) as client:
        yield client


def create(queue: Queue, payload: object, taskQueueId: str = "test/shell") -> str:
    taskId = slugId()
    queue.createTask(taskId, definition(taskQueueId=taskQueueId, payload=payload))
    return taskId


def shell(queue: Queue, *lines: str, **payload: object) -> str:
    return create(queue, {"command": [*lines], "maxRunTime": 60, **payload})


def waitUntil(condition: Callable[[], bool]) -> None:
    end = time.monotonic() + BOUND
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.02)


def resolved(queue: Queue, taskId: str) -> TaskStatus:
    waitUntil(lambda: queue.status(taskId).status.state not in ("pending", "running"))
    return queue.status(taskId).status


def logOf(queue: Queue, taskId: str) -> list[str]:
    """Return the lines that commands wrote."""
    lines = read(queue, taskId, LIVE).decode().splitlines()
    return [line for line in lines if not line.startswith("[tc-typed] ")]


def read(queue: Queue, taskId: str, name: str) -> bytes:
    content, _ = downloadArtifactToBuf(taskId=taskId, name=name, queueService=queue)
    return content


def isAlive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    state = Path(f"/proc/{pid}/stat")
    return not state.exists() or state.read_text().rpartition(")")[2].split()[0] != "Z"


# Commands


@pytest.mark.parametrize(
    ("payload", "state", "lines"),
    [
        ({"command": [["echo", "a b"], ["echo", "c"]]}, "completed", ["a b", "c"]),
        ({"command": [["false"], ["echo", "c"]]}, "failed", []),
        ({"command": ["echo a b", "exit 3", "echo c"]}, "failed", ["a b"]),
        ({"command": ["echo", "a; b"], "image": "ubuntu"}, "completed", ["a; b"]),
        ({"command": [["/no/such/program"]]}, "failed", []),
        ({"command": [["echo", "\0"]]}, "failed", []),
        ({"command": ["echo $A $RUN_ID"], "env": {"A": "x", "RUN_ID": "9"}}, "completed", ["x 0"]),
    ],
)
def test_commands_are_executed_one_after_the_other(
    queue: Queue, payload: dict[str, object], state: str, lines: list[str]
) -> None:
    taskId = create(queue, {**payload, "maxRunTime": 60})
    assert resolved(queue, taskId).state == state
    assert logOf(queue, taskId) == lines


def test_commands_get_no_secrets(
    executing: LocalTaskcluster, queue: Queue, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TASKCLUSTER_ACCESS_TOKEN", "secret")
    taskId = shell(queue, "env", "pwd")
    resolved(queue, taskId)
    *lines, folder = logOf(queue, taskId)
    variables = dict(line.split("=", 1) for line in lines)
    assert variables["TASKCLUSTER_ROOT_URL"] == executing.rootUrl
    assert (variables["TASK_ID"], variables["HOME"]) == (taskId, folder)
    assert "TASKCLUSTER_ACCESS_TOKEN" not in variables
    assert not Path(folder).exists()


def test_commands_that_need_a_proxy_get_the_credentials_of_their_task(queue: Queue) -> None:
    taskId = shell(queue, "env", features={"taskclusterProxy": True})
    resolved(queue, taskId)
    variables = dict(line.split("=", 1) for line in logOf(queue, taskId))
    given = Credentials(
        variables["TASKCLUSTER_CLIENT_ID"],
        variables["TASKCLUSTER_ACCESS_TOKEN"],
        variables["TASKCLUSTER_CERTIFICATE"],
    )
    scopes = credentialInformation(variables["TASKCLUSTER_ROOT_URL"], given).scopes or ()
    assert f"queue:create-artifact:{taskId}/0" in scopes
    assert "*" not in scopes


@pytest.mark.parametrize(
    "payload",
    [
        {},
        {"maxRunTime": 1},
        {"command": ["x"]},
        {"command": []},
        {"command": ["x"], "maxRunTime": 10**400},
        {"command": [["x"], ["y"]], "maxRunTime": 1, "image": "x"},
    ],
)
def test_a_payload_without_commands_is_malformed(queue: Queue, payload: dict[str, object]) -> None:
    taskId = create(queue, payload)
    assert resolved(queue, taskId).runs[0].reasonResolved == "malformed-payload"
    assert b"the payload does not match" in read(queue, taskId, LIVE)


def test_built_in_tasks_need_no_commands(queue: Queue) -> None:
    tasks = [create(queue, {}, f"built-in/{name}") for name in ("succeed", "fail")]
    assert [resolved(queue, each).state for each in tasks] == ["completed", "failed"]


def test_a_task_is_killed_after_its_max_run_time(queue: Queue) -> None:
    taskId = shell(queue, "sleep 600 & echo $!; wait", maxRunTime=1)
    assert resolved(queue, taskId).state == "failed"
    assert not isAlive(int(logOf(queue, taskId)[0]))


def test_a_task_with_endless_output_is_killed(
    queue: Queue, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(command_run, "MOST_OUTPUT", 100_000)
    taskId = shell(queue, "yes")
    assert resolved(queue, taskId).state == "failed"
    log = read(queue, taskId, LIVE)
    assert b"killed, because its output has more than 100,000 bytes" in log
    assert len(log) < 101_000


def test_a_cancelled_task_is_killed(queue: Queue, tmp_path: Path) -> None:
    file = tmp_path / "pid"
    taskId = shell(queue, f"sleep 600 & echo $! > {file}.part; mv {file}.part {file}; wait")
    waitUntil(file.exists)
    queue.cancelTask(taskId)
    waitUntil(lambda: not isAlive(int(file.read_text())))


def test_no_more_runs_than_the_capacity_are_executed_at_a_time(
    queue: Queue, tmp_path: Path
) -> None:
    line = f"echo + >> {tmp_path}/log; sleep 0.1; echo - >> {tmp_path}/log"
    payload = {"command": [line], "maxRunTime": 60}
    tasks = [create(queue, payload, f"test/queue-{number % 3}") for number in range(6)]
    assert {resolved(queue, each).state for each in tasks} == {"completed"}
    running = most = 0
    for sign in (tmp_path / "log").read_text().split():
        running += 1 if sign == "+" else -1
        most = max(most, running)
    assert (running, most) == (0, 2)


def test_a_stop_kills_tasks_and_reports_them(tmp_path: Path) -> None:
    file = tmp_path / "pid"
    local = LocalTaskcluster()
    with local:
        local.executeTasks()
        with local.client(Queue) as queue:
            taskId = shell(queue, f"echo $$ > {file}.part; mv {file}.part {file}; sleep 600")
            waitUntil(file.exists)
    assert not isAlive(int(file.read_text()))
    with local, local.client(Queue) as queue:
        runs = queue.status(taskId).status.runs
    assert [run.reasonResolved for run in runs] == ["worker-shutdown", None]


def test_runs_of_a_killed_process_are_retried(tmp_path: Path) -> None:
    with LocalTaskcluster(database=tmp_path / "state.db") as local, local.client(Queue) as queue:
        taskId = slugId()
        queue.createTask(taskId, definition(taskQueueId="built-in/succeed"))
        # As if a former process had claimed it, and had been killed.
        request = ClaimWorkRequest(
            workerGroup="local-taskcluster", workerId="execute-tasks", tasks=1
        )
        assert queue.claimWork("built-in/succeed", request).tasks
        other = slugId()
        queue.createTask(other, definition(taskQueueId="built-in/succeed"))
        assert queue.claimWork(
            "built-in/succeed", ClaimWorkRequest(workerGroup="g", workerId="another", tasks=1)
        ).tasks
        local.executeTasks()
        runs = resolved(queue, taskId).runs
        assert [run.reasonResolved for run in runs] == ["worker-shutdown", "completed"]
        assert queue.status(other).status.state == "running"


def test_capacities_below_1_are_refused(executing: LocalTaskcluster) -> None:
    with pytest.raises(InvalidCall, match="capacity must be 1 or more, got 0"):
        executing.executeTasks(capacity=0)


# Logs


def test_a_log_can_be_followed_from_its_start_to_its_end(queue: Queue, tmp_path: Path) -> None:
    go = tmp_path / "go"
    taskId = shell(queue, f"echo one; until [ -e {go} ]; do sleep 0.05; done; echo two")
    lines: list[str] = []
    for line in follow_log.followLog(queue, taskId):
        lines.append(line)
        if line == "one":
            assert queue.status(taskId).status.state == "running"
            url = queue.latestArtifactInfo(taskId, LIVE)
            assert url.storageType == "reference"
            go.touch()
    assert [line for line in lines if not line.startswith("[")] == ["one", "two"]
    assert "\n".join([*lines, ""]).encode() == read(queue, taskId, BACKING)
    assert queue.latestArtifactInfo(taskId, LIVE).storageType == "link"


def test_unknown_logs_are_not_found(executing: LocalTaskcluster) -> None:
    response = httpx.get(f"{executing.rootUrl}/live-logs/{slugId()}", trust_env=False)
    assert response.status_code == 404


# Artifacts


def test_artifacts_are_uploaded_from_the_folder_of_the_task(queue: Queue) -> None:
    listed = [
        {"type": "file", "path": "a.txt", "contentType": "text/x-a"},
        {"type": "directory", "path": "d", "name": "public/d"},
        {"type": "file", "path": "absent"},
    ]
    script = (
        "echo a > a.txt; mkdir -p d/e; echo b > d/e/b; ln -s /etc/passwd d/p; ln -s ../a.txt d/"
    )
    generic = shell(queue, script, artifacts=listed)
    named = {"public/x": {"type": "directory", "path": "/d"}, "up": {"type": "file", "path": "../"}}
    payload = {"command": ["sh", "-c", script], "image": "x", "maxRunTime": 60, "artifacts": named}
    docker = create(queue, payload)
    for taskId, expected in (
        (generic, {"a.txt": b"a\n", "public/d/e/b": b"b\n", "public/d/a.txt": b"a\n"}),
        (docker, {"public/x/e/b": b"b\n", "public/x/a.txt": b"a\n"}),
    ):
        assert resolved(queue, taskId).state == "completed"
        found = {it.name for it in queue.listArtifacts(taskId, 0).artifacts} - {LIVE, BACKING}
        assert {name: read(queue, taskId, name) for name in found} == expected


def test_an_artifact_can_not_replace_the_log(queue: Queue) -> None:
    artifacts = {name: {"path": "x", "contentType": "image/png"} for name in (LIVE, BACKING)}
    taskId = shell(queue, "echo 1; touch x", artifacts=artifacts)
    assert resolved(queue, taskId).state == "failed"
    assert logOf(queue, taskId) == ["1"]


def test_nothing_is_next_to_the_folder_of_a_task(queue: Queue) -> None:
    taskId = shell(queue, "ls -A .. | wc -l")
    resolved(queue, taskId)
    assert [line.strip() for line in logOf(queue, taskId)] == ["1"]


@given(st.lists(st.sampled_from(["..", "in", "out", "file", ".", "", "/", "\0"]), max_size=6))
def test_no_path_leads_out_of_the_folder(folder: Path, parts: list[str]) -> None:
    for _, file in filesBelow(folder, "/".join(parts)):
        assert file.read_text() == "inside"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Folder of a task, with links that lead out of it."""
    parent = tmp_path_factory.mktemp("files")
    (parent / "file").write_text("outside")
    folder = parent / "task"
    (folder / "in").mkdir(parents=True)
    for file in (folder / "file", folder / "in" / "file"):
        file.write_text("inside")
    (folder / "out").symlink_to(parent)
    (folder / "in" / "out").symlink_to(parent / "file")
    (folder / "in" / "loop").symlink_to("loop")
    os.mkfifo(folder / "in" / "fifo")
    return folder


# The clock


def post(local: LocalTaskcluster, content: str, **headers: str) -> httpx.Response:
    given = {"content-type": "application/json", **headers}
    return httpx.post(f"{local.rootUrl}/clock", content=content, headers=given, trust_env=False)


def test_other_processes_advance_the_clock(local: LocalTaskcluster) -> None:
    before = local.clock.now()
    response = post(local, '{"advance": 3600.5}', **{"content-type": "application/json; q=1"})
    now = datetime.fromisoformat(response.json()["now"])
    assert timedelta(seconds=3600) < now - before < timedelta(seconds=3700)
    assert abs(local.clock.now() - now) < timedelta(seconds=10)


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"host": "example.com"}, 403),
        ({"host": "example.com:80"}, 403),
        ({"host": "127.0.0.1.example.com"}, 403),
        ({"origin": "http://example.com"}, 403),
        ({"origin": "null"}, 403),
        ({"origin": "http://127.0.0.1:1"}, 403),
        ({"content-type": "text/plain"}, 415),
        ({"content-type": "application/x-www-form-urlencoded"}, 415),
        ({"host": "localhost:1", "origin": "http://localhost:1"}, 200),
        ({"host": "[::1]:1"}, 200),
    ],
)
def test_web_pages_can_not_advance_the_clock(
    local: LocalTaskcluster, headers: dict[str, str], status: int
) -> None:
    before = local.clock.now()
    assert post(local, '{"advance": 86400}', **headers).status_code == status
    assert (local.clock.now() - before > timedelta(days=1)) == (status == 200)
    # Another origin is never told that it may send anything.
    preflight = httpx.options(f"{local.rootUrl}/clock", trust_env=False)
    assert preflight.status_code == 405
    assert not [name for name in preflight.headers if name.startswith("access-control")]


@pytest.mark.parametrize(
    "content",
    ["", "[]", "{}", '{"advance": -1}', '{"advance": "1"}', '{"advance": true}',
     '{"advance": 1e13}', '{"advance": 1e12}', '{"advance": NaN}', '{"advance": 1, "more": 2}'],
)  # fmt: skip
def test_invalid_advances_are_refused(local: LocalTaskcluster, content: str) -> None:
    before = local.clock.now()
    response = post(local, content)
    assert response.status_code == 400
    assert response.json()["error"]
    assert local.clock.now() - before < timedelta(seconds=10)


def test_long_bodies_are_refused(local: LocalTaskcluster) -> None:
    assert post(local, " " * 2000).status_code == 413
