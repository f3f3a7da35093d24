"""Following a group and waiting for it, sync and async, with simulated groups and real tasks."""

from __future__ import annotations

import asyncio
import signal
import subprocess
import sys
import textwrap
from collections.abc import AsyncGenerator, Callable, Iterator, Mapping
from contextlib import asynccontextmanager

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.graph.following.histories import GROUPS, SimulatedGroup
from tests.testing.samples import definition

from tc_typed import aio, slugId
from tc_typed.core.errors import (
    AuthenticationFailed,
    ClientClosed,
    InvalidCall,
    ResourceNotFound,
    TaskclusterFailure,
)
from tc_typed.graph import Report, TaskChange, follow, waitFor
from tc_typed.graph.following import follow as following
from tc_typed.queue import ClaimWorkRequest, ListTaskGroupResponse, Queue
from tc_typed.testing import LocalTaskcluster, fake
from tc_typed.testing.faults import (
    DropConnection,
    ExpiredCredentials,
    Fault,
    RateLimit,
    ServerError,
)

KINDS = ["sync", "async"]
WAYS = [*KINDS, "pulse"]
GROUP = "fBEQKXTgSPqkOqvtDSdE4A"
TASK_QUEUE = "provisioner/worker"

FAULTS: list[Fault] = [
    ServerError(),
    ServerError(503),
    RateLimit(retryAfter=3),
    DropConnection(),
    DropConnection("midResponse"),
    ExpiredCredentials(),
]

SCRIPT = """
import asyncio, signal, sys
from tc_typed import aio, slugId
from tc_typed.graph import taskProgressBar, waitFor
from tc_typed.queue import Queue
from tc_typed.testing import LocalTaskcluster
from tests.testing.samples import definition

def shout(progress):
    def show(counts):
        progress(counts)
        print("waiting", flush=True)
    return show

async def wait(local, group, progress):
    async with local.client(aio.Queue) as queue:
        await waitFor(queue, group, progress=progress)

# A background program of a shell ignores it.
signal.signal(signal.SIGINT, signal.default_int_handler)
with LocalTaskcluster() as local, taskProgressBar("Builds") as progress:
    queue, group = local.client(Queue), slugId()
    queue.createTask(slugId(), definition(taskGroupId=group))
    if sys.argv[1] == "sync":
        waitFor(queue, group, progress=shout(progress))
    else:
        asyncio.run(wait(local, group, shout(progress)))
"""


@pytest.fixture(scope="module")
def _server() -> Iterator[LocalTaskcluster]:
    with LocalTaskcluster(claimWait=0) as running:
        yield running


@pytest.fixture
def local(_server: LocalTaskcluster) -> Iterator[LocalTaskcluster]:
    _server.reset()
    yield _server
    _server.closeClients()


# Simulated groups


def listing(group: SimulatedGroup, pace: list[int]) -> Callable[..., ListTaskGroupResponse]:
    """Return a fake of `listTaskGroup`; the group changes before each call."""
    calls = 0

    def listTaskGroup(
        taskGroupId: str, *, continuationToken: str | None = None, limit: int | None = None
    ) -> ListTaskGroupResponse:
        nonlocal calls
        assert taskGroupId == GROUP
        group.advance(pace[calls % len(pace)])
        calls += 1
        return group.page(continuationToken)

    return listTaskGroup


class Waits:
    """Waits of followers, which don't take time."""

    def __init__(self, patch: pytest.MonkeyPatch) -> None:
        self.seconds: list[float] = []
        self.during: Callable[[], object] = lambda: None
        patch.setattr(following, "sleep", self._sleep)
        patch.setattr(following, "asyncSleep", self._asyncSleep)

    def _sleep(self, seconds: float) -> None:
        self.seconds.append(seconds)
        self.during()

    async def _asyncSleep(self, seconds: float) -> None:
        await asyncio.sleep(0)
        self._sleep(seconds)


@pytest.fixture
def waits(monkeypatch: pytest.MonkeyPatch) -> Waits:
    return Waits(monkeypatch)


async def followed(queue: aio.Queue) -> list[TaskChange]:
    return [change async for change in follow(queue, GROUP)]


@given(st.data())
def test_sync_and_async_are_the_same(data: st.DataObject) -> None:
    original = data.draw(GROUPS)
    pace = data.draw(st.lists(st.integers(0, 4), min_size=1).filter(any))

    def fresh() -> Callable[..., ListTaskGroupResponse]:
        copied = SimulatedGroup(original.history, original.pageSize, original.isCreatorFirst)
        return listing(copied, pace)

    with pytest.MonkeyPatch.context() as patch:
        Waits(patch)
        changes = [*follow(fake(Queue, listTaskGroup=fresh()), GROUP)]
        assert asyncio.run(followed(fake(aio.Queue, listTaskGroup=fresh()))) == changes
        counts: list[Mapping[str, int]] = []
        asyncCounts: list[Mapping[str, int]] = []
        queue = fake(Queue, listTaskGroup=fresh())
        asyncQueue = fake(aio.Queue, listTaskGroup=fresh())
        report = waitFor(queue, GROUP, progress=counts.append)
        assert asyncio.run(waitFor(asyncQueue, GROUP, progress=asyncCounts.append)) == report
    last = {change.taskId: change for change in changes}
    assert {it.taskId: (it.label, it.kind, it.state, it.reason) for it in report.results} == {
        taskId: (it.name, it.kind, it.state, it.reason) for taskId, it in last.items()
    }
    assert [it.label for it in report.results] == sorted(it.name for it in last.values())
    assert counts == asyncCounts == [*progressAfterEach(changes)]


def progressAfterEach(changes: list[TaskChange]) -> Iterator[dict[str, int]]:
    states: dict[str, str] = {}
    for change in changes:
        states[change.taskId] = change.state
        known = [*states.values()]
        yield {state: known.count(state) for state in known}


# Tasks of a local Taskcluster


class Tasks:
    """Tasks of a group, by label, and a worker that runs them."""

    def __init__(self, local: LocalTaskcluster) -> None:
        self.taskGroupId = slugId()
        self.ids: dict[str, str] = {}
        self.toFail: set[str] = set()
        self.queue = local.client(Queue)
        self._clock = local.clock

    def add(self, label: str, *needs: str, requires: str = "all-completed") -> None:
        self.ids[label] = slugId()
        self.queue.createTask(
            self.ids[label],
            definition(
                now=self._clock.now(),
                taskQueueId=TASK_QUEUE,
                taskGroupId=self.taskGroupId,
                dependencies=[self.ids[need] for need in needs],
                requires=requires,
                metadata={
                    "name": label, "description": "", "owner": "a@b.c", "source": "https://b.c/",
                },
                tags={"kind": label.partition("-")[0]},
            ),
        )  # fmt: skip

    def workOnce(self) -> None:
        """Claim a task and resolve it."""
        request = ClaimWorkRequest(workerGroup="group", workerId="worker")
        for claim in self.queue.claimWork(TASK_QUEUE, request).tasks:
            worker = self.queue.use(credentials=claim.credentials)
            label = claim.task.metadata.name
            report = worker.reportFailed if label in self.toFail else worker.reportCompleted
            report(self.ids[label], claim.runId)


def wait(
    kind: str,
    local: LocalTaskcluster,
    taskGroupId: str,
    retryFor: float = 60,
    during: Callable[[], object] = lambda: None,
) -> Report:
    """Wait for a group with a sync or an async client that doesn't retry by itself.

    With messages, there are no waits for `Waits` to fill, so `during` is called all the time.
    """
    if kind == "sync":
        queue = local.client(Queue, retries=0, credentials=lambda: local.credentials)
        return waitFor(queue, taskGroupId, retryFor=retryFor)

    async def main() -> Report:
        async with local.client(
            aio.Queue, retries=0, credentials=lambda: local.credentials
        ) as queue:
            if kind == "async":
                return await waitFor(queue, taskGroupId, retryFor=retryFor)
            async with inBackground(during):
                return await waitFor(queue, taskGroupId, retryFor=retryFor, pulse=local.pulse)

    return asyncio.run(main())


@asynccontextmanager
async def inBackground(work: Callable[[], object]) -> AsyncGenerator[None]:
    """Call a function again and again in another thread."""

    async def workAlways() -> None:
        while True:
            await asyncio.to_thread(work)
            await asyncio.sleep(0.01)

    working = asyncio.create_task(workAlways())
    try:
        yield
    finally:
        working.cancel()
        await asyncio.wait({working})


@pytest.fixture
def tasks(local: LocalTaskcluster, waits: Waits) -> Tasks:
    made = Tasks(local)
    waits.during = made.workOnce
    return made


@pytest.mark.parametrize("kind", WAYS)
def test_a_group_is_waited_for_under_faults(
    kind: str, local: LocalTaskcluster, tasks: Tasks
) -> None:
    for n in range(3):
        tasks.add(f"image-{n}")
    for n in range(9):
        tasks.add(f"build-{n}", f"image-{n % 3}")
    tasks.add("test-0", "build-0")
    tasks.add("test-1", "build-1", requires="all-resolved")
    tasks.add("notify", "image-1", "image-2", requires="all-resolved")
    tasks.toFail = {"image-1", "build-3"}
    faults = [local.faults.add(each, "queue.listTaskGroup", share=0.1) for each in FAULTS]
    # With messages there are few polls.
    faults.append(local.faults.add(ServerError(502), "queue.listTaskGroup", times=1))
    report = wait(kind, local, tasks.taskGroupId, during=tasks.workOnce)
    assert sum(fault.hits for fault in faults) > 0
    blocked = {"build-1", "build-4", "build-7", "test-1"}
    for result in report.results:
        assert result.taskId == tasks.ids[result.label]
        assert result.kind == result.label.partition("-")[0]
        if result.label in blocked:
            expected = ("blocked", "needs image-1, which failed")
        else:
            expected = ("failed" if result.label in tasks.toFail else "completed", "")
        assert (result.state, result.reason) == expected
    assert len(report.results) == len(tasks.ids)
    for label in blocked:
        assert tasks.queue.status(tasks.ids[label]).status.state == "unscheduled"


def test_tasks_that_are_added_meanwhile_are_included(tasks: Tasks, waits: Waits) -> None:
    tasks.add("decision")

    def work() -> None:
        if len(tasks.ids) < 5:
            tasks.add(f"build-{len(tasks.ids)}")
        tasks.workOnce()

    waits.during = work
    changes = [*follow(tasks.queue, tasks.taskGroupId)]
    assert {change.taskId for change in changes} == {*tasks.ids.values()}
    assert changes[-1].state == "completed"


def test_a_rerun_unblocks(tasks: Tasks, waits: Waits) -> None:
    tasks.add("a")
    tasks.add("b", "a")
    tasks.add("other")
    tasks.toFail = {"a"}
    changes = follow(tasks.queue, tasks.taskGroupId)
    seen: list[tuple[str, str]] = []
    for change in changes:
        seen.append((change.name, change.state))
        if change.state == "blocked":
            tasks.toFail = set()
            tasks.queue.rerunTask(tasks.ids["a"])
    assert [state for name, state in seen if name == "b"] == [
        *("unscheduled", "blocked"),
        *("unscheduled", "pending", "completed"),  # after the rerun
    ]


def test_reasons_say_why_a_run_ended(local: LocalTaskcluster, tasks: Tasks, waits: Waits) -> None:
    tasks.add("canceled")
    tasks.add("late")
    tasks.add("later", "late")
    tasks.queue.cancelTask(tasks.ids["canceled"])
    waits.during = lambda: local.clock.advance("1 day")
    changes = [*follow(tasks.queue, tasks.taskGroupId)]
    last = {change.name: (change.state, change.reason) for change in changes}
    assert last == {
        "canceled": ("exception", "canceled"),
        "late": ("exception", "deadline-exceeded"),
        "later": ("exception", "deadline-exceeded"),
    }


@pytest.mark.parametrize("kind", WAYS)
def test_expired_credentials_that_are_not_renewed_end_it(
    kind: str, local: LocalTaskcluster, tasks: Tasks
) -> None:
    tasks.add("a")
    local.faults.add(ExpiredCredentials(), "queue.listTaskGroup", times=1)
    with pytest.raises(AuthenticationFailed):
        next(iter(follow(tasks.queue, tasks.taskGroupId)))
    local.faults.add(ExpiredCredentials(), "queue.listTaskGroup", times=1)
    report = wait(kind, local, tasks.taskGroupId, during=tasks.workOnce)
    assert report.results[0].state == "completed"


@pytest.mark.parametrize("kind", WAYS)
def test_a_lasting_failure_is_raised(kind: str, local: LocalTaskcluster, tasks: Tasks) -> None:
    tasks.add("a")
    fault = local.faults.add(ServerError(), "queue.listTaskGroup")
    with pytest.raises(TaskclusterFailure, match="InternalServerError") as caught:
        wait(kind, local, tasks.taskGroupId, retryFor=0)
    assert fault.hits == 1
    assert caught.value.__context__ is None


@pytest.mark.parametrize("kind", WAYS)
def test_an_unknown_group_is_an_error(kind: str, local: LocalTaskcluster) -> None:
    with pytest.raises(ResourceNotFound):
        wait(kind, local, slugId())


def test_progress_that_fails_is_logged_once(tasks: Tasks, caplog: pytest.LogCaptureFixture) -> None:
    def progress(_: Mapping[str, int]) -> None:
        raise ValueError("broken")

    for label in "abc":
        tasks.add(label)
    report = waitFor(tasks.queue, tasks.taskGroupId, progress=progress)
    assert report.totals() == {"completed": 3}
    assert caplog.messages == ["waitFor: progress failed: ValueError: broken"]


def test_a_client_that_is_closed_during_a_wait_ends_it(tasks: Tasks, waits: Waits) -> None:
    tasks.add("a")
    waits.during = tasks.queue.close
    with pytest.raises(ClientClosed):
        waitFor(tasks.queue, tasks.taskGroupId)


def test_arguments_are_checked_at_once() -> None:
    queue = fake(Queue)
    for retryFor in (-1, float("nan")):
        with pytest.raises(InvalidCall, match=f"retryFor must be 0 or more, got {retryFor}"):
            follow(queue, GROUP, retryFor=retryFor)
    for call in (follow, waitFor):
        with pytest.raises(InvalidCall, match="pulse needs an async queue, got a sync one"):
            call(queue, GROUP, pulse=LocalTaskcluster().pulse)  # type: ignore[call-overload]  # pyright: ignore[reportArgumentType, reportCallIssue]  # untyped callers
        with pytest.raises(InvalidCall, match=r"pulse must be a MessageSource, .*, got str"):
            call(fake(aio.Queue), GROUP, pulse="amqps://…")  # type: ignore[call-overload]  # pyright: ignore[reportArgumentType, reportCallIssue]  # untyped callers
        with pytest.raises(InvalidCall, match="queue must be a Queue, sync or async, got str"):
            call("queue", GROUP)  # type: ignore[call-overload]  # pyright: ignore[reportArgumentType, reportCallIssue]  # untyped callers


def test_a_cancelled_wait_ends_and_leaves_the_client_usable(
    local: LocalTaskcluster,
) -> None:
    tasks = Tasks(local)
    tasks.add("a")

    async def main() -> str:
        async with local.client(aio.Queue) as queue:
            seen = asyncio.Event()
            waiting = asyncio.create_task(
                waitFor(queue, tasks.taskGroupId, progress=lambda _: seen.set())
            )
            await seen.wait()
            waiting.cancel()
            with pytest.raises(asyncio.CancelledError):
                await waiting
            return (await queue.status(tasks.ids["a"])).status.state

    assert asyncio.run(main()) == "pending"


@pytest.mark.parametrize("kind", KINDS)
def test_ctrl_c_ends_a_wait(kind: str) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(SCRIPT), kind],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "waiting\n"
        process.send_signal(signal.SIGINT)
        try:
            _, errors = process.communicate(timeout=15)
        finally:
            process.kill()
    assert process.returncode == -signal.SIGINT
    assert errors.rstrip().endswith("KeyboardInterrupt")
    assert "Builds: 0/1 finished after 0:00:0" in errors
    assert "Exception ignored" not in errors
