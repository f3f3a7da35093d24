"""The worker in `examples/` runs commands, reports each task, and leaves no process."""

from __future__ import annotations

import signal
import subprocess
from collections.abc import Iterator
from contextlib import AbstractContextManager
from pathlib import Path

import pytest
from tests.example_programs import outcome, running, waitUntil
from tests.testing.samples import definition

from tc_typed import Queue, slugId
from tc_typed.queue import TaskStatus
from tc_typed.testing import LocalTaskcluster
from tc_typed.testing.faults import Delay, DropConnection, Fault, RateLimit, ServerError
from tc_typed.transfers import downloadArtifactToBuf

TASK_QUEUE = "proj-example/linux"
LOG = "public/logs/live.log"
SCOPES = [f"queue:claim-work:{TASK_QUEUE}", "queue:worker-id:home/worker-1"]
SHARE = 0.05
"""Share of the calls that have each of the faults, so that about 20 % have one."""
FAULTS: list[Fault] = [
    ServerError(503),
    RateLimit(),
    DropConnection("afterCall"),
    DropConnection("midResponse"),
]
FORKS = "sleep 600 & echo $! > $FILE.part; mv $FILE.part $FILE; "
"""Start of a script that leaves a process, and writes its id to a file."""


@pytest.fixture(scope="module")
def _server() -> Iterator[LocalTaskcluster]:
    with LocalTaskcluster(claimWait=0.5) as server:
        yield server


@pytest.fixture
def local(_server: LocalTaskcluster) -> Iterator[LocalTaskcluster]:
    _server.reset()
    yield _server
    _server.closeClients()


@pytest.fixture
def queue(local: LocalTaskcluster) -> Queue:
    return local.client(Queue)


def worker(local: LocalTaskcluster) -> AbstractContextManager[subprocess.Popen[str]]:
    """Run the worker with only the scopes that it needs."""
    environment = local.environment(local.createClient("worker", SCOPES))
    return running("worker", TASK_QUEUE, "home", "worker-1", environment=environment)


def create(queue: Queue, script: str, **payload: object) -> str:
    """Create a task that runs a script, and return its id."""
    taskId = slugId()
    payload = {"command": ["sh", "-c", script], "maxRunTime": 3600, **payload}
    queue.createTask(taskId, definition(taskQueueId=TASK_QUEUE, payload=payload))
    return taskId


def status(queue: Queue, taskId: str) -> TaskStatus:
    """Wait until a task is resolved, and return its status."""
    waitUntil(lambda: queue.status(taskId).status.state not in ("pending", "running"))
    return queue.status(taskId).status


def states(queue: Queue, taskIds: list[str]) -> list[str]:
    return [status(queue, taskId).state for taskId in taskIds]


def download(queue: Queue, taskId: str, name: str = LOG) -> str:
    data, _ = downloadArtifactToBuf(taskId=taskId, name=name, queueService=queue)
    return data.decode()


def processId(file: Path) -> int:
    """Wait until a script has written a process id to a file."""
    waitUntil(file.exists)
    return int(file.read_text())


def waitUntilKilled(process: int) -> None:
    def isGone() -> bool:
        try:
            return ") Z " in Path(f"/proc/{process}/stat").read_text()  # a zombie
        except FileNotFoundError:
            return True

    waitUntil(isGone)


def test_commands_run_in_a_folder_and_leave_artifacts_and_a_log(
    local: LocalTaskcluster, queue: Queue
) -> None:
    script = "echo Hello $WHO from $TASK_ID >&2; mkdir out; pwd > out/folder.txt; env"
    first, second = (
        create(queue, script, env={"WHO": who}, artifacts={"public/folder.txt": "out/folder.txt"})
        for who in ("Ada", "Grace")
    )
    with worker(local) as program:
        assert states(queue, [first, second]) == ["completed"] * 2
        folders = {download(queue, taskId, "public/folder.txt") for taskId in (first, second)}
        program.terminate()
        assert outcome(program)[0] == 0
    assert len(folders) == 2
    assert not [folder for folder in folders if Path(folder.strip()).exists()]
    log = download(queue, first)
    assert log.startswith(f"Hello Ada from {first}\n")
    assert log.endswith("\n[worker] completed\n")
    variables = {line.partition("=")[0] for line in log.splitlines() if "=" in line}
    assert variables >= {"HOME", "PATH", "RUN_ID", "TASK_ID", "TASKCLUSTER_ROOT_URL", "WHO"}
    assert "ACCESS_TOKEN" not in log


def test_what_goes_wrong_in_a_task_is_reported(
    local: LocalTaskcluster, queue: Queue, tmp_path: Path
) -> None:
    file = tmp_path / "child"
    artifacts = {"public/made.txt": "made.txt"}
    fails = create(queue, "echo made > made.txt; exit 3", artifacts=artifacts)
    lacksArtifact = create(queue, "true", artifacts=artifacts)
    lasts = create(queue, f"{FORKS} wait", env={"FILE": str(file)}, maxRunTime=1)
    unknown = create(queue, "", command=["no-such-program"])
    impossible = create(queue, "", command=["a\0b"])
    malformed = create(queue, "true", maxRunTime="forever")
    empty = create(queue, "true", command=[])
    with worker(local):
        for taskId, end in {
            fails: "exit status 3",
            lacksArtifact: "artifact public/made.txt: there is no file made.txt",
            lasts: "killed after 1 seconds",
            unknown: "[Errno 2] No such file or directory: 'no-such-program'",
            impossible: "embedded null byte",
        }.items():
            assert status(queue, taskId).state == "failed"
            assert download(queue, taskId).endswith(f"[worker] {end}\n")
        waitUntilKilled(processId(file))
        assert download(queue, fails, "public/made.txt") == "made\n"
        for taskId in (malformed, empty):
            found = status(queue, taskId)
            assert (found.state, found.runs[0].reasonResolved) == ("exception", "malformed-payload")


def test_processes_that_a_command_leaves_are_killed(
    local: LocalTaskcluster, queue: Queue, tmp_path: Path
) -> None:
    file = tmp_path / "child"
    taskId = create(queue, f"{FORKS} exit 0", env={"FILE": str(file)})
    with worker(local):
        assert status(queue, taskId).state == "completed"
        waitUntilKilled(processId(file))


def test_a_cancelled_task_is_killed_and_its_log_is_kept(tmp_path: Path) -> None:
    file = tmp_path / "child"
    with LocalTaskcluster(claimWait=0.5, claimTimeout=4) as local:
        queue = local.client(Queue)
        taskId = create(queue, f"echo Begun; {FORKS} wait", env={"FILE": str(file)})
        with worker(local) as program:
            process = processId(file)
            queue.cancelTask(taskId)
            waitUntilKilled(process)
            assert status(queue, create(queue, "true")).state == "completed"
            program.terminate()
            code, _, errors = outcome(program)
        assert (code, "Traceback" in errors) == (0, False), errors
        assert download(queue, taskId) == "Begun\n"


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_in_the_middle_of_a_run_is_reported_as_worker_shutdown(
    local: LocalTaskcluster, queue: Queue, tmp_path: Path, number: signal.Signals
) -> None:
    file = tmp_path / "child"
    taskId = create(queue, f"echo Begun; {FORKS} wait", env={"FILE": str(file)})
    with worker(local) as program:
        process = processId(file)
        program.send_signal(number)
        code, _, errors = outcome(program)
    assert (code, "Traceback" in errors) == (0, False), errors
    waitUntilKilled(process)
    first, second = queue.status(taskId).status.runs
    assert (first.state, first.reasonResolved) == ("exception", "worker-shutdown")
    assert (second.state, second.reasonCreated) == ("pending", "retry")
    [log] = queue.listArtifacts(taskId, 0).artifacts
    assert log.name == LOG


@pytest.mark.slow
def test_each_task_is_reported_if_a_fifth_of_all_calls_fail() -> None:
    # A claim whose response is lost expires soon, and the queue retries the task.
    with LocalTaskcluster(claimWait=0.5, claimTimeout=4) as local:
        queue = local.client(Queue)
        made = {"artifacts": {"public/made": "made"}}
        good = [create(queue, "echo made > made", **made) for _ in range(5)]
        bad = [create(queue, "exit 1") for _ in range(5)]
        calls = local.faults.add(Delay(0), share=1)
        faults = [local.faults.add(fault, share=SHARE) for fault in FAULTS]
        with worker(local):
            assert states(queue, [*good, *bad]) == ["completed"] * 5 + ["failed"] * 5
        assert 0.1 < sum(fault.hits for fault in faults) / calls.hits < 0.3
        local.faults.clear()
        assert {download(queue, taskId, "public/made") for taskId in good} == {"made\n"}
        for taskId in (*good, *bad):
            *former, _ = queue.status(taskId).status.runs
            assert {run.reasonResolved for run in former} <= {"claim-expired"}


def test_missing_scopes_end_the_worker(local: LocalTaskcluster) -> None:
    environment = local.environment(local.createClient("nobody"))
    with running("worker", TASK_QUEUE, "home", "worker-1", environment=environment) as program:
        code, _, errors = outcome(program)
    assert code == 1
    assert "InsufficientScopes" in errors
    assert f"queue:claim-work:{TASK_QUEUE}" in errors
