"""`runTasks` executes all tasks of a group, whatever its runner is and does."""

from __future__ import annotations

import asyncio
import logging
import os
import signal
import sys
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from random import Random
from typing import Any, Literal, TypeAlias

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import BaseModel
from tests.profiles import IS_LONG
from tests.testing.conftest import Clock
from tests.testing.samples import METADATA, definition

from tc_typed import Queue, QueueEvents, aio, slugId
from tc_typed.core.errors import InsufficientScopes, InvalidCall
from tc_typed.graph import Report, TaskGraph
from tc_typed.queue import (
    ChangeTaskPriorityRequest,
    ClaimWorkRequest,
    TaskFields,
    TaskPriority,
)
from tc_typed.testing import LocalTaskcluster
from tc_typed.testing.faults import Delay, DropConnection, RateLimit, ServerError
from tc_typed.testing.server.errors import ApiError
from tc_typed.testing.services.queue.state import QueueState
from tc_typed.transfers import downloadArtifactToBuf
from tc_typed.worker import AsyncRun, Outcome, Run, RunException
from tc_typed.worker.run import BaseRun

Reason: TypeAlias = Literal["worker-shutdown", "intermittent-task", "resource-unavailable"]
Ending: TypeAlias = Outcome | Reason
Handle: TypeAlias = Callable[[BaseRun], Outcome | None]
Play: TypeAlias = Callable[[LocalTaskcluster, str, Handle], Report]
"""Executes a task group with a function, which the kind of the runner may wrap."""

REASONS: Sequence[Reason] = ("worker-shutdown", "intermittent-task", "resource-unavailable")
RETRIED: Sequence[Ending] = ("worker-shutdown", "intermittent-task")
# Each test resets the local Taskcluster for each example.
EXAMPLES_OF_GRAPHS = settings(
    max_examples=300 if IS_LONG else 30,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
EXAMPLES = Path(__file__).parents[2] / "examples"
BOUND = 20
"""Seconds after which something that does not happen fails the test."""

FIELDS: TaskFields = {
    "taskQueueId": "proj-example/linux",
    "schedulerId": "example",
    "deadline": "12 hours",
    "payload": {},
    "metadata": {
        "description": "Does nothing.",
        "owner": "owner@example.com",
        "source": "https://example.com/",
    },
}


@dataclass(frozen=True)
class Scenario:
    """A graph, and how the runs of each task end; the last ending is repeated."""

    graph: TaskGraph
    endings: Mapping[str, Sequence[Ending]]

    def create(self, local: LocalTaskcluster) -> None:
        queue = local.client(Queue)
        for node in self.graph.nodes.values():
            queue.createTask(node.taskId, self.graph.definition(node))

    def endingOf(self, label: str, runId: int) -> Ending:
        endings = self.endings[label]
        return endings[min(runId, len(endings) - 1)]

    def expectedRuns(self, label: str) -> int:
        """Return the number of runs that a task has if it starts."""
        runId = 0
        retries = self.graph.nodes[label].fields.get("retries", 0)
        while self.endingOf(label, runId) in RETRIED and runId < retries:
            runId += 1
        return runId + 1

    def expectedStates(self) -> Mapping[str, str]:
        states: dict[str, str] = {}
        for label, node in self.graph.nodes.items():  # Tasks only need earlier ones.
            needed = [states[str(need)] for need in node.needs]
            isStrict = node.fields.get("requires") == "all-completed"
            suffices = ("completed",) if isStrict else ("completed", "failed", "exception")
            if all(state in suffices for state in needed):
                last = self.endingOf(label, self.expectedRuns(label) - 1)
                states[label] = last if last in ("completed", "failed") else "exception"
            else:
                states[label] = "blocked"
        return states


@st.composite
def scenarios(draw: st.DrawFn, endings: Sequence[Ending]) -> Scenario:
    graph, chosen = TaskGraph(slugId(), **FIELDS), dict[str, Sequence[Ending]]()
    labels = [f"task-{number}" for number in range(draw(st.integers(1, 9)))]
    # Most succeed, or else little of a graph would be executed.
    choices: list[Ending] = ["completed", "completed", *endings]
    each = st.lists(st.sampled_from(choices), min_size=1, max_size=3)
    for number, label in enumerate(labels):
        needs = draw(st.lists(st.sampled_from(labels[:number]), max_size=2)) if number else []
        graph.add(
            label,
            needs=needs,
            requires=draw(st.sampled_from(["all-completed", "all-resolved"])),
            taskQueueId=draw(st.sampled_from(["proj-example/linux", "proj-example/macos"])),
            priority=draw(st.sampled_from(["lowest", "medium", "highest"])),
            retries=draw(st.integers(0, 2)),
        )
        chosen[label] = draw(each)
    return Scenario(graph, chosen)


def playSync(capacity: int) -> Play:
    return lambda local, group, handle: local.runTasks(group, handle, capacity=capacity)


def playAsync(capacity: int) -> Play:
    def play(local: LocalTaskcluster, group: str, handle: Handle) -> Report:
        async def runner(run: AsyncRun) -> Outcome | None:
            await asyncio.sleep(0)
            return handle(run)

        return asyncio.run(local.runTasks(group, runner, capacity=capacity))

    return play


PLAYS = {
    "sync": playSync(1),
    "threads": playSync(3),
    "async": playAsync(1),
    "asyncio tasks": playAsync(3),
}


@pytest.fixture(params=PLAYS)
def play(request: pytest.FixtureRequest) -> Play:
    name: str = request.param
    return PLAYS[name]


def createGroup(
    local: LocalTaskcluster, size: int = 1, /, group: str = "", name: str = "A task", **fields: Any
) -> list[str]:
    """Create tasks in one group, by default a new one with the id of the first task.

    `fields` are untyped, because the definition is validated.
    """
    ids = [slugId() for _ in range(size)]
    for taskId in ids:
        local.client(Queue).createTask(
            taskId,
            definition(
                local.clock.now(),
                taskGroupId=group or ids[0],
                metadata={**METADATA, "name": name},
                **fields,
            ),
        )
    return ids


def statesOf(report: Report) -> Mapping[str, str]:
    return {result.label: result.state for result in report.results}


# Any graph


@EXAMPLES_OF_GRAPHS
@given(scenario=scenarios(["failed", *REASONS]))
def test_tasks_end_as_their_runs_and_needs_require(
    local: LocalTaskcluster, play: Play, scenario: Scenario
) -> None:
    local.reset()
    scenario.create(local)
    other = createGroup(local)
    runs: list[tuple[str, int]] = []

    def handle(run: BaseRun) -> Outcome | None:
        label = run.task.metadata.name
        runs.append((label, run.runId))
        ending = scenario.endingOf(label, run.runId)
        if ending == "completed" or ending == "failed":  # noqa: PLR1714  # mypy narrows only this
            return ending
        raise RunException(ending, "as planned")

    report = play(local, scenario.graph.taskGroupId, handle)
    expected = scenario.expectedStates()
    assert statesOf(report) == expected
    assert sorted(runs) == sorted(
        (label, runId)
        for label, state in expected.items()
        if state != "blocked"
        for runId in range(scenario.expectedRuns(label))
    )
    assert local.client(Queue).status(other[0]).status.state == "pending"


@EXAMPLES_OF_GRAPHS
@given(scenario=scenarios(["failed"]), capacity=st.sampled_from([1, 3]))
def test_the_exit_status_of_a_command_decides(
    local: LocalTaskcluster, scenario: Scenario, capacity: int
) -> None:
    local.reset()
    scenario.create(local)
    failing = [
        node.taskId
        for label, node in scenario.graph.nodes.items()
        if scenario.endingOf(label, 0) == "failed"
    ]
    script = f'case "$TASK_ID" in {"|".join([*failing, "none"])}) exit 3;; esac'
    group = scenario.graph.taskGroupId
    report = local.runTasks(group, ["sh", "-c", script], capacity=capacity)
    assert statesOf(report) == scenario.expectedStates()
    reasons = {result.reason for result in report.results if result.state == "failed"}
    assert reasons <= {"exit status 3"}


@EXAMPLES_OF_GRAPHS
@given(random=st.integers(0, 2**32).map(Random), size=st.integers(2, 6))
def test_the_most_urgent_task_is_first_and_then_the_oldest(
    local: LocalTaskcluster, random: Random, size: int
) -> None:
    local.reset()
    queue, group = local.client(Queue), slugId()
    priorities: Sequence[TaskPriority] = ("lowest", "low", "high")
    for _ in range(size):
        taskQueueId = random.choice(["proj-example/linux", "proj-example/macos"])
        createGroup(local, group=group, priority=random.choice(priorities), taskQueueId=taskQueueId)
        createGroup(local, priority="highest", taskQueueId=taskQueueId)  # in another group
        local.clock.advance("1 s")  # so that no two tasks are equally old

    def handle(run: Run) -> None:
        pending = [
            item.status for item in queue.iterTaskGroup(group) if item.status.state == "pending"
        ]
        first = (-priorities.index(run.status.priority), run.status.runs[-1].scheduled)
        assert all(
            first < (-priorities.index(status.priority), status.runs[-1].scheduled)
            for status in pending
        )
        for status in pending:
            if (priority := random.choice(priorities)) != status.priority:
                queue.changeTaskPriority(
                    status.taskId, ChangeTaskPriorityRequest(newPriority=priority)
                )

    local.runTasks(group, handle).raiseForFailures()


def test_tasks_that_wait_for_another_group_or_worker_are_not_waited_for(
    local: LocalTaskcluster, play: Play
) -> None:
    [other] = createGroup(local)
    [claimed] = createGroup(local, taskQueueId="proj-example/other", name="claimed")
    request = ClaimWorkRequest(workerGroup="group", workerId="worker")
    assert local.client(Queue).claimWork("proj-example/other", request).tasks
    createGroup(local, group=claimed, dependencies=[other], name="waits")
    createGroup(local, group=claimed, name="runs")
    report = play(local, claimed, lambda _: None)
    assert statesOf(report) == {"claimed": "running", "waits": "unscheduled", "runs": "completed"}


def test_tasks_that_are_added_meanwhile_are_executed(local: LocalTaskcluster, play: Play) -> None:
    [decision] = createGroup(local, scopes=["queue:create-task:*", "queue:scheduler-id:*"])
    names: list[str] = []

    def handle(run: BaseRun) -> None:
        names.append(run.task.metadata.name)
        if run.taskId == decision:
            createGroup(local, group=decision, name="later", dependencies=[decision])
            createGroup(local, group=decision, name="sooner")

    report = play(local, decision, handle)
    assert report.totals() == {"completed": 3}
    assert sorted(names[1:]) == ["later", "sooner"]


@pytest.mark.parametrize("isAsync", [False, True])
def test_added_tasks_start_while_the_decision_task_still_runs(
    local: LocalTaskcluster, *, isAsync: bool
) -> None:
    [decision] = createGroup(local)
    started = threading.Event()

    def handle(run: BaseRun) -> None:
        if run.taskId != decision:
            started.set()

    async def handleAsync(run: AsyncRun) -> None:
        if run.taskId == decision:
            await asyncio.to_thread(createGroup, local, group=decision)
            assert await asyncio.to_thread(started.wait, BOUND)
        handle(run)

    def handleSync(run: Run) -> None:
        if run.taskId == decision:
            createGroup(local, group=decision)
            assert started.wait(BOUND)
        handle(run)

    if isAsync:
        report = asyncio.run(local.runTasks(decision, handleAsync, capacity=2))
    else:
        report = local.runTasks(decision, handleSync, capacity=2)
    assert report.totals() == {"completed": 2}


def test_as_many_runs_as_the_capacity_are_executed_at_a_time(local: LocalTaskcluster) -> None:
    [group, *_] = createGroup(local, 12)
    together, running, most = threading.Barrier(3), count(), 0
    active = set[str]()

    def handle(run: Run) -> None:
        nonlocal most
        active.add(run.taskId)
        most = max(most, len(active))
        together.wait(BOUND)
        next(running)
        active.remove(run.taskId)

    local.runTasks(group, handle, capacity=3).raiseForFailures()
    assert (next(running), most) == (12, 3)


def test_a_thread_that_can_not_be_started_is_raised(
    local: LocalTaskcluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    start = threading.Thread.start

    def refuse(thread: threading.Thread) -> None:
        if thread.name.startswith("run "):
            raise RuntimeError("can't start new thread")
        start(thread)

    monkeypatch.setattr(threading.Thread, "start", refuse)
    [group] = createGroup(local, retries=0)
    with pytest.raises(RuntimeError, match="can't start new thread"):
        local.runTasks(group, lambda _run: None, capacity=2)
    [run] = local.client(Queue).status(group).status.runs
    assert run.reasonResolved == "worker-shutdown"


def test_one_run_at_a_time_needs_no_thread(local: LocalTaskcluster) -> None:
    [group, *_] = createGroup(local, 2)
    threads = set[int]()
    local.runTasks(group, lambda _: threads.add(threading.get_ident()))
    assert threads == {threading.get_ident()}


# Runs


class Payload(BaseModel):
    command: list[str]


def test_a_run_has_the_scopes_of_its_task_and_can_upload(
    local: LocalTaskcluster, tmp_path: Path
) -> None:
    [taskId] = createGroup(local, scopes=["queue:list-task-group:*"], payload={"command": ["a"]})
    (tmp_path / "log").write_bytes(b"done")

    def handle(run: Run) -> None:
        assert run.payloadAs(Payload).command == ["a"]
        assert len([*run.queue.iterTaskGroup(taskId)]) == 1
        with pytest.raises(InsufficientScopes):
            run.queue.createTask(slugId(), definition())
        run.upload("public/log", tmp_path / "log")

    local.runTasks(taskId, handle).raiseForFailures()
    queue = local.client(Queue)
    content, _ = downloadArtifactToBuf(taskId=taskId, name="public/log", queueService=queue)
    assert content == b"done"


def test_errors_of_the_runner_are_logged_and_reported(
    local: LocalTaskcluster, play: Play, caplog: pytest.LogCaptureFixture
) -> None:
    names = ("assertion", "call", "payload", "retried", "value")
    group = slugId()
    for name in names:
        createGroup(local, group=group, name=name, retries=1)

    def handle(run: BaseRun) -> Outcome | None:
        match run.task.metadata.name:
            case "assertion":
                raise AssertionError("1 == 2")
            case "call":
                raise InvalidCall("queue.createTask", "no such task")
            case "payload":
                run.payloadAs(Payload)
            case "retried" if not run.runId:
                raise RunException("intermittent-task", "network")
            case "value":
                return "success"  # type: ignore[return-value]  # pyright: ignore[reportReturnType]  # untyped runners
            case _:
                pass
        return None

    with caplog.at_level(logging.ERROR, "tc_typed"):
        report = play(local, group, handle)
    results = {result.label: result for result in report.results}
    assert {name: (each.state, each.reason) for name, each in results.items()} == {
        "assertion": ("exception", "internal-error: AssertionError: 1 == 2"),
        "call": ("exception", "internal-error: InvalidCall: queue.createTask: no such task"),
        "payload": (
            "exception",
            "malformed-payload: the payload does not match Payload: command: Field required",
        ),
        "retried": ("completed", ""),
        "value": (
            "exception",
            "internal-error: handle must return 'completed', 'failed' or None, got 'success'",
        ),
    }
    assert isinstance(results["call"].failure, InvalidCall)
    assert 'raise AssertionError("1 == 2")' in caplog.text
    assert "Traceback" in caplog.text


def test_a_run_that_can_not_be_reported_stays_running(
    local: LocalTaskcluster, play: Play, monkeypatch: pytest.MonkeyPatch
) -> None:
    [taskId] = createGroup(local)

    def refuse(*_: object) -> None:
        raise ApiError("InputError", "not today")

    monkeypatch.setattr(QueueState, "reportCompleted", refuse)
    [result] = play(local, taskId, lambda _: None).results
    assert (result.state, result.failure is not None) == ("running", True)
    assert result.reason.startswith("not reported: queue.reportCompleted: InputError (400): not")


def test_all_tasks_end_under_faults(local: LocalTaskcluster, play: Play) -> None:
    [group, *_] = createGroup(local, 20)
    local.faults.add(ServerError(503), "queue.reportCompleted", nth=1)
    for fault in (ServerError(503), RateLimit(), Delay(0.05), DropConnection("afterCall")):
        local.faults.add(fault, share=0.07)
    report = play(local, group, lambda _: None)
    local.faults.clear()
    assert report.totals() == {"completed": 20}
    assert len(local.messages.on(QueueEvents.taskRunning)) == 20


# Time


def test_claims_that_expire_are_retried_until_no_retries_are_left(
    local: LocalTaskcluster, play: Play
) -> None:
    [taskId] = createGroup(local, retries=2)
    lost: list[bool] = []

    def handle(run: BaseRun) -> None:
        local.clock.advance("1 hour")  # also after the end of the credentials
        lost.append(run.lost)
        run.raiseIfLost()

    began = time.monotonic()
    report = play(local, taskId, handle)
    assert time.monotonic() - began < BOUND
    assert [(result.state, result.reason) for result in report.results] == [
        ("exception", "claim-expired")
    ]
    assert lost == [True] * 3


@pytest.mark.parametrize("advance", ["1 day", "3000 days"])
def test_a_runner_can_advance_the_clock_beyond_the_deadline_and_the_end_of_tasks(
    local: LocalTaskcluster, play: Play, advance: str
) -> None:
    [first, *_] = createGroup(local, 3)

    def handle(_: BaseRun) -> None:
        local.clock.advance(advance)

    report = play(local, first, handle)
    expected = ["deadline-exceeded"] * 3 if advance == "1 day" else []
    assert [result.reason for result in report.results] == expected


def test_the_loss_of_a_claim_is_noticed_if_another_clock_moves(play: Play) -> None:
    clock = Clock()

    def handle(_: BaseRun) -> None:
        clock.advance(hours=1)

    with LocalTaskcluster(clock=clock) as local:
        [taskId] = createGroup(local, retries=0)
        report = play(local, taskId, handle)
    assert [result.reason for result in report.results] == ["claim-expired"]


def test_a_lost_coroutine_is_cancelled(local: LocalTaskcluster) -> None:
    [taskId] = createGroup(local, retries=0)
    ended: list[BaseException] = []

    async def handle(_: AsyncRun) -> None:
        try:
            await asyncio.get_running_loop().run_in_executor(None, local.clock.advance, "1 hour")
            await asyncio.sleep(BOUND)
        except BaseException as error:
            ended.append(error)
            raise

    report = asyncio.run(local.runTasks(taskId, handle))
    assert [result.reason for result in report.results] == ["claim-expired"]
    assert [type(error) for error in ended] == [asyncio.CancelledError]


def test_a_lost_command_is_killed(local: LocalTaskcluster, tmp_path: Path) -> None:
    [taskId] = createGroup(local)
    pidFile = tmp_path / "pid"
    script = f"sleep 100 & echo $! > {pidFile}.new; mv {pidFile}.new {pidFile}; wait"

    def cancel() -> None:
        waitUntil(pidFile.exists)
        local.client(Queue).cancelTask(taskId)

    canceller = threading.Thread(target=cancel)
    canceller.start()
    report = local.runTasks(taskId, ["sh", "-c", script])
    canceller.join()
    assert [result.reason for result in report.results] == ["canceled"]
    waitUntil(lambda: not isAlive(int(pidFile.read_text())))
    assert [*local.client(Queue).iterArtifacts(taskId, 0)] == []


def isAlive(pid: int) -> bool:
    with suppress(OSError):
        os.kill(pid, 0)
        # A process that nobody has waited for yet has ended, too.
        status = Path(f"/proc/{pid}/stat")
        return not status.exists() or status.read_text().split()[2] != "Z"
    return False


def waitUntil(condition: Callable[[], bool]) -> None:
    end = time.monotonic() + BOUND
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.005)


# Interruptions


@pytest.mark.parametrize("capacity", [1, 2])
def test_an_interrupted_run_is_given_back_and_the_others_end(
    local: LocalTaskcluster, capacity: int
) -> None:
    ids = createGroup(local, 2, retries=5)

    def handle(run: Run) -> None:
        if run.taskId == ids[0]:
            raise KeyboardInterrupt
        waitUntil(lambda: run.lost)
        run.raiseIfLost()

    with pytest.raises(KeyboardInterrupt):
        local.runTasks(ids[0], handle, capacity=capacity)
    statuses = [local.client(Queue).status(taskId).status for taskId in ids]
    assert [status.state for status in statuses] == ["pending", "pending"]
    reasons = [[run.reasonResolved for run in status.runs] for status in statuses]
    assert reasons[0] == ["worker-shutdown", None]
    assert reasons[1] in ([None], ["worker-shutdown", None])


def test_a_cancelled_call_gives_its_runs_back(local: LocalTaskcluster) -> None:
    ids = createGroup(local, 2)

    async def interrupted() -> None:
        started = asyncio.Barrier(3)

        async def handle(_: AsyncRun) -> None:
            await started.wait()
            await asyncio.sleep(BOUND)

        running = asyncio.create_task(local.runTasks(ids[0], handle, capacity=2))
        await started.wait()
        running.cancel()
        with pytest.raises(asyncio.CancelledError):
            await running

    asyncio.run(interrupted())
    for taskId in ids:
        runs = local.client(Queue).status(taskId).status.runs
        assert [run.reasonResolved for run in runs] == ["worker-shutdown", None]


def test_a_coroutine_that_cancels_itself_is_an_error(local: LocalTaskcluster) -> None:
    [taskId] = createGroup(local)

    async def handle(_: AsyncRun) -> None:
        raise asyncio.CancelledError

    [result] = asyncio.run(local.runTasks(taskId, handle)).results
    assert (result.state, result.reason) == ("exception", "internal-error")


def test_a_reset_ends_it(local: LocalTaskcluster, play: Play) -> None:
    [group, *_] = createGroup(local, 3)
    with pytest.raises(RuntimeError, match=r"^LocalTaskcluster\.runTasks: .* was reset"):
        play(local, group, lambda _: local.reset())


# Commands


def test_a_command_gets_the_environment_of_its_task(
    local: LocalTaskcluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    [taskId] = createGroup(local, scopes=["queue:list-task-group:*"])
    monkeypatch.setenv("OF_THE_TEST", "x")
    program = (
        "import os, sys\n"
        "from tc_typed import Queue, optionsFromEnvironment\n"
        "from tc_typed.core.errors import InsufficientScopes\n"
        "ids = os.environ['TASK_ID'], os.environ['RUN_ID'], os.environ['TASK_GROUP_ID']\n"
        "print(*ids, os.environ['OF_THE_TEST'], flush=True)\n"
        "with Queue(optionsFromEnvironment()) as queue:\n"
        "    print(len([*queue.iterTaskGroup(ids[2])]), file=sys.stderr, flush=True)\n"
        "    queue.cancelTask(ids[0])\n"
    )
    [result] = local.runTasks(taskId, [sys.executable, "-c", program]).results
    assert result.state == "failed"
    assert result.reason.startswith("exit status 1: ")
    queue = local.client(Queue)
    log, contentType = downloadArtifactToBuf(
        taskId=taskId, name="public/logs/live.log", queueService=queue
    )
    lines = log.decode().splitlines()
    assert lines[:2] == [f"{taskId} 0 {taskId} x", "1"]
    assert "InsufficientScopes" in log.decode()
    assert contentType == "text/plain"


def test_commands_that_are_silent_killed_or_missing_are_reported(local: LocalTaskcluster) -> None:
    [group] = createGroup(local)
    [result] = local.runTasks(group, ("sh", "-c", f"kill -{signal.SIGTERM} $$")).results
    assert (result.state, result.reason) == ("failed", "killed by signal 15")
    [group] = createGroup(local)
    [result] = local.runTasks(group, ["/no/such/program"]).results
    assert result.state == "exception"
    assert result.reason.startswith("internal-error: FileNotFoundError")
    [group] = createGroup(local)
    [result] = local.runTasks(group, ["true"]).results
    assert (result.state, result.reason) == ("completed", "")


@pytest.mark.slow
def test_a_decision_task_and_the_500_tasks_that_it_creates_run(local: LocalTaskcluster) -> None:
    [decision] = createGroup(
        local,
        schedulerId="proj-example",
        taskQueueId="proj-example/decision",
        name="decision",
        scopes=[
            "auth:current-scopes",
            "queue:create-task:low:proj-example/*",
            "queue:create-task:project:none",
            "queue:scheduler-id:proj-example",
            "queue:route:index.project.example.*",
        ],
    )
    script = 'if [ "$TASK_ID" = "$TASK_GROUP_ID" ]; then exec "$@"; fi'
    program = str(EXAMPLES / "decision_task.py")
    command = ["sh", "-c", script, "sh", sys.executable, program]
    report = local.runTasks(decision, command, capacity=4)
    report.raiseForFailures()
    counts = {kind: states["completed"] for kind, states in report.counts().items()}
    assert counts == {"": 1, "image": 5, "build": 15, "test": 480}


# Arguments


def test_invalid_arguments_are_refused(local: LocalTaskcluster) -> None:
    [group] = createGroup(local)
    invalid: Any  # Type checkers refuse each of these.
    for invalid in ("make test", [], [1], None, b"x"):
        with pytest.raises(InvalidCall, match="runner must be a function or a list of strings"):
            local.runTasks(group, invalid)
    for capacity in (0, -1):
        with pytest.raises(InvalidCall, match=f"capacity must be 1 or more, got {capacity}"):
            local.runTasks(group, ["true"], capacity=capacity)
    with pytest.raises(InvalidCall, match="taskGroupId must be that of an existing group"):
        local.runTasks(slugId(), ["true"])
    with pytest.raises(RuntimeError, match="not started"):
        LocalTaskcluster().runTasks(group, ["true"])


def test_callable_objects_can_be_runners(local: LocalTaskcluster) -> None:
    class Runner:
        async def __call__(self, run: AsyncRun) -> Outcome:
            assert isinstance(run.queue, aio.Queue)
            return "failed"

    [group] = createGroup(local)
    report = asyncio.run(local.runTasks(group, Runner()))
    assert report.totals() == {"failed": 1}
