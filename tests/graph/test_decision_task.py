"""The decision task in `examples/` creates each of its tasks once, whatever happens meanwhile."""

from __future__ import annotations

import os
import runpy
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from random import Random

import pytest
from tests.testing.samples import definition

from tc_typed import Auth, Index, Queue, QueueEvents, fromNow, slugId
from tc_typed.auth import CreateRoleRequest
from tc_typed.docker_worker import DockerImageArtifact, DockerWorkerPayload
from tc_typed.graph import TaskGraph
from tc_typed.index import InsertTaskRequest
from tc_typed.queue import ClaimWorkRequest, Task
from tc_typed.testing import LocalTaskcluster
from tc_typed.testing.faults import (
    ActiveFault,
    Delay,
    DropConnection,
    ExpiredCredentials,
    Fault,
    RateLimit,
    ServerError,
)

PROGRAM = Path(__file__).parents[2] / "examples" / "decision_task.py"
BOUND = 120
"""Seconds after which a program that has not ended fails the test."""

PLATFORMS = ("arch", "debian", "fedora", "nixos", "ubuntu")
MODES = ("asan", "debug", "release")
CHUNKS = 32

SCOPES = [
    "auth:current-scopes",
    "queue:create-task:low:proj-example/*",
    "queue:create-task:project:none",
    "queue:scheduler-id:proj-example",
    "queue:route:index.project.example.*",
]

SHARE = 0.05
"""Share of the calls that have each of the faults, so that about 30 % have one."""
FAULTS: Sequence[Fault] = (
    ServerError(503),
    RateLimit(),
    Delay(0.2),
    DropConnection("afterCall"),
    DropConnection("midResponse"),
)
CALLS_OF_SUBMIT = ("queue.createTask", "queue.status", "index.findTask")


def expectedNeeds() -> dict[str, set[str]]:
    """Return the names of all tasks with those of the tasks of the graph that they need."""
    needs: dict[str, set[str]] = {f"image-{platform}": set() for platform in PLATFORMS}
    for platform in PLATFORMS:
        for mode in MODES:
            image, build = f"image-{platform}", f"build-{platform}-{mode}"
            needs[build] = {image}
            for chunk in range(1, CHUNKS + 1):
                needs[f"test-{platform}-{mode}-{chunk}"] = {image, build}
    assert len(needs) == 500
    return needs


@pytest.fixture(scope="module")
def _server() -> Iterator[LocalTaskcluster]:
    with LocalTaskcluster(claimWait=0) as running:
        yield running


@pytest.fixture
def local(_server: LocalTaskcluster) -> Iterator[LocalTaskcluster]:
    _server.reset()
    yield _server
    _server.closeClients()


class Decision:
    """A claimed decision task, with what the server knows of its task group."""

    def __init__(self, local: LocalTaskcluster, scopes: Sequence[str] = SCOPES) -> None:
        self._local = local
        self._queue = local.client(Queue)
        self.taskId = slugId()
        task = definition(
            taskQueueId="proj-example/decision",
            schedulerId="proj-example",
            taskGroupId=self.taskId,
            scopes=scopes,
        )
        self._queue.createTask(self.taskId, task)
        request = ClaimWorkRequest(workerGroup="group", workerId="worker", tasks=1)
        [claim] = self._queue.claimWork("proj-example/decision", request).tasks
        self.environment: Mapping[str, str] = {
            **local.environment(claim.credentials),
            "TASK_ID": self.taskId,
            "TASK_GROUP_ID": self.taskId,
        }
        self.defined = local.messages.on(QueueEvents.taskDefined(taskGroupId=self.taskId))

    def start(self, *arguments: str) -> subprocess.Popen[str]:
        """Start the program as a worker does."""
        return start(self.environment, *arguments)

    def tasks(self) -> dict[str, tuple[str, Task]]:
        """Return the ids and definitions of the other tasks of the group, by name."""
        found = {
            item.status.taskId: item.task
            for item in self._queue.iterTaskGroup(self.taskId)
            if item.status.taskId != self.taskId
        }
        defined = {sent.payload.status.taskId for sent in self.defined}
        assert defined == {*found, self.taskId}
        names = Counter(task.metadata.name for task in found.values())
        assert {*names.values()} <= {1}
        return {task.metadata.name: (taskId, task) for taskId, task in found.items()}

    def checkTasks(self, reused: Mapping[str, str] | None = None) -> None:
        """Check that each task was created once, and waits for the right ones.

        Args:
            reused: Ids of tasks that were not created, by name.
        """
        standIns = reused or {}
        tasks = self.tasks()
        ids = {name: taskId for name, (taskId, _) in tasks.items()} | {**standIns}
        for name, needed in expectedNeeds().items():
            if name in standIns:
                assert name not in tasks
                continue
            _, task = tasks.pop(name)
            expected = {ids[need] for need in needed}
            # Tasks that need no new one wait for the decision task.
            expected |= {self.taskId} if needed <= {*standIns} else set()
            assert sorted(task.dependencies) == sorted(expected)
            if needed:
                image = task.payloadAs(DockerWorkerPayload).image
                assert isinstance(image, DockerImageArtifact)
                assert image.taskId in expected
        assert not tasks


def start(environment: Mapping[str, str], *arguments: str) -> subprocess.Popen[str]:
    """Start the program; the tests themselves may run in a task."""
    others = {name: value for name, value in os.environ.items() if not name.startswith("TASK")}
    return subprocess.Popen(
        [sys.executable, str(PROGRAM), *arguments],
        env={**others, **environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def outcome(program: subprocess.Popen[str]) -> tuple[int, str, str]:
    """Return exit status, standard output and error output."""
    with program:
        try:
            output, errors = program.communicate(timeout=BOUND)
        finally:
            program.kill()
    return program.returncode, output, errors


def addFaults(local: LocalTaskcluster) -> list[ActiveFault]:
    """Add faults to about 30 % of all calls."""
    faults = [local.faults.add(fault, share=SHARE) for fault in FAULTS]
    # Only `submit` waits for new credentials. The call before it must not need any.
    faults += [
        local.faults.add(ExpiredCredentials(), call, share=SHARE) for call in CALLS_OF_SUBMIT
    ]
    return faults


@pytest.mark.slow
def test_all_tasks_are_created_under_faults(local: LocalTaskcluster) -> None:
    decision = Decision(local)
    calls = local.faults.add(Delay(0), share=1)
    faults = addFaults(local)
    status, output, errors = outcome(decision.start())
    assert (status, errors.count("500/500")) == (0, 1), errors
    assert f"Task group {decision.taskId}: 500 tasks: 500 created" in output
    assert 0.25 < sum(fault.hits for fault in faults) / calls.hits < 0.4
    kinds = {type(fault.fault) for fault in faults if fault.hits > 10}
    assert kinds == {ServerError, RateLimit, ExpiredCredentials, Delay, DropConnection}
    local.faults.clear()
    decision.checkTasks()


@pytest.mark.slow
def test_a_program_that_is_killed_several_times_continues(
    local: LocalTaskcluster, tmp_path: Path
) -> None:
    decision, journal = Decision(local), str(tmp_path / "journal")
    addFaults(local)
    for most in sorted(Random().sample(range(2, 480), 3)):
        program = decision.start("--journal", journal)
        waitUntil(lambda: len(decision.defined) >= most or program.poll() is not None)  # noqa: B023
        program.send_signal(signal.SIGKILL)
        status, *_ = outcome(program)
        assert status == -signal.SIGKILL
    status, output, errors = outcome(decision.start("--journal", journal))
    assert status == 0, errors
    assert "500 tasks: 500 created" in output
    local.faults.clear()
    decision.checkTasks()


def waitUntil(condition: Callable[[], bool]) -> None:
    end = time.monotonic() + BOUND
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.005)


@pytest.mark.slow
def test_a_journal_is_not_needed_to_continue(local: LocalTaskcluster) -> None:
    decision = Decision(local)
    program = decision.start()
    waitUntil(lambda: len(decision.defined) >= 100)
    program.kill()
    assert outcome(program)[0] < 0
    assert outcome(decision.start())[0] == 0
    decision.checkTasks()


@pytest.mark.slow
def test_indexed_images_are_reused(local: LocalTaskcluster) -> None:
    decision, queue, index = Decision(local), local.client(Queue), local.client(Index)
    decide: Callable[[], TaskGraph] = runpy.run_path(str(PROGRAM))["decide"]
    images = decide().nodes
    reused: dict[str, str] = {}
    for name in ("image-debian", "image-nixos"):
        reused[name] = slugId()
        queue.createTask(reused[name], definition())
        [path] = images[name].reuse
        expires = fromNow("1 year")
        index.insertTask(
            path, InsertTaskRequest(taskId=reused[name], rank=1, data={}, expires=expires)
        )
    status, output, _ = outcome(decision.start())
    assert (status, "500 tasks: 498 created, 2 reused" in output) == (0, True)
    decision.checkTasks(reused)


def test_a_dry_run_creates_nothing(local: LocalTaskcluster) -> None:
    decision = Decision(local)
    status, output, _ = outcome(decision.start("--dry-run"))
    assert (status, "500 tasks: 500 planned" in output) == (0, True)
    assert decision.tasks() == {}


def test_missing_scopes_are_found_before_anything_is_created(local: LocalTaskcluster) -> None:
    decision = Decision(local, [scope for scope in SCOPES if "route" not in scope])
    status, _, errors = outcome(decision.start())
    assert status == 1
    assert errors.count("missing scope queue:route:index.project.example.image") == len(PLATFORMS)
    assert decision.tasks() == {}


def test_the_proxy_of_a_task_is_used(local: LocalTaskcluster) -> None:
    # A proxy signs calls with the task's credentials. Here, unsigned calls have its scopes.
    decision, auth = Decision(local), local.client(Auth)
    role = auth.role("anonymous")
    auth.updateRole(
        "anonymous",
        CreateRoleRequest(description=role.description, scopes=[*role.scopes, *SCOPES]),
    )
    task = {key: value for key, value in decision.environment.items() if "TASKCLUSTER" not in key}
    proxied = {
        **task,
        "TASKCLUSTER_ROOT_URL": "http://127.0.0.1:9",
        "TASKCLUSTER_PROXY_URL": local.rootUrl,
    }
    assert outcome(start(proxied))[0] == 0
    decision.checkTasks()


def test_without_a_deployment_a_local_taskcluster_is_started() -> None:
    status, output, errors = outcome(start({}))
    assert (status, "500 tasks: 500 created" in output) == (0, True), errors
