"""Cancellation of async runs, which must be as reliable as `asyncio.timeout`."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from typing import Literal, get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.worker.support import BOUND, GROUP, TASK_QUEUE, WORKER, BodyError, claimedTask

from tc_typed import aio
from tc_typed.core.errors import RequestConflict, TaskclusterFailure
from tc_typed.queue import (
    ClaimWorkRequest,
    ClaimWorkResponse,
    ReclaimTaskResponse,
    ReportExceptionRequest,
    TaskStatusResponse,
)
from tc_typed.testing import sample
from tc_typed.worker import AsyncRun, Outcome, RunException, RunLost, claimed, work
from tc_typed.worker import steps as stepsModule

STATUS = sample(TaskStatusResponse)
Handle = Callable[[AsyncRun], Awaitable[Outcome | None]]


class FakeQueue:
    """A queue with one task at first, which notes what is reported."""

    def __init__(self, tasks: int = 1) -> None:
        self.reports: list[str] = []
        self.lose = asyncio.Event()
        """Makes reclaims fail with a conflict."""
        self.reportTakes = 0.0
        self.reclaims = 0
        self.reportFailures: list[TaskclusterFailure] = []
        self._tasks = [claimedTask(1000.0) for _ in range(tasks)]

    async def claimWork(self, taskQueueId: str, payload: ClaimWorkRequest) -> ClaimWorkResponse:
        assert taskQueueId == TASK_QUEUE
        room = payload.tasks or 1
        tasks, self._tasks = self._tasks[:room], self._tasks[room:]
        if not tasks:
            await asyncio.sleep(BOUND)
        return ClaimWorkResponse(tasks=tasks)

    async def reclaimTask(self, _taskId: str, _runId: int | str) -> ReclaimTaskResponse:
        self.reclaims += 1
        await self.lose.wait()
        raise RequestConflict("queue.reclaimTask", "conflict", status_code=409)

    async def _report(self, resolution: str) -> TaskStatusResponse:
        await asyncio.sleep(self.reportTakes)
        if self.reportFailures:
            raise self.reportFailures.pop()
        self.reports.append(resolution)
        return STATUS

    async def reportCompleted(self, _taskId: str, _runId: int | str) -> TaskStatusResponse:
        return await self._report("completed")

    async def reportFailed(self, _taskId: str, _runId: int | str) -> TaskStatusResponse:
        return await self._report("failed")

    async def reportException(
        self, _taskId: str, _runId: int | str, payload: ReportExceptionRequest
    ) -> TaskStatusResponse:
        return await self._report(payload.reason)

    def client(self) -> aio.Queue:
        return aio.Queue(
            rootUrl="https://tc.example.com",
            delayFactor=0.01,
            fake={
                name: getattr(self, name)
                for name in (
                    "claimWork",
                    "reclaimTask",
                    "reportCompleted",
                    "reportFailed",
                    "reportException",
                )
            },
        )

    @asynccontextmanager
    async def claimed(self) -> AsyncGenerator[AsyncRun]:
        async with claimed(self.client(), TASK_QUEUE, workerGroup=GROUP, workerId=WORKER) as run:
            yield run

    async def work(self, handle: Handle, stop: asyncio.Event, capacity: int = 1) -> None:
        await work(
            self.client(),
            TASK_QUEUE,
            handle,
            workerGroup=GROUP,
            workerId=WORKER,
            capacity=capacity,
            stop=stop,
        )


@pytest.fixture(autouse=True)
def _renewAtOnce(monkeypatch: pytest.MonkeyPatch) -> None:
    # So that the claim can be lost at any time.
    monkeypatch.setattr(stepsModule, "_RENEWAL_SHARE", 0.0)


def cancelling() -> int:
    task = asyncio.current_task()
    assert task is not None
    return task.cancelling()


async def spin(times: int) -> None:
    for _ in range(times):
        await asyncio.sleep(0)


# A block of `claimed`


def test_a_block_is_reported_with_its_outcome() -> None:
    async def main(outcome: Outcome | None) -> list[str]:
        queue = FakeQueue()
        async with queue.claimed() as run:
            await spin(3)
            if outcome is not None:
                run.outcome = outcome
        return queue.reports

    assert asyncio.run(main(None)) == ["completed"]
    assert asyncio.run(main("failed")) == ["failed"]


def test_a_loss_cancels_the_block_and_becomes_one_error() -> None:
    async def main() -> None:
        queue, runs = FakeQueue(), list[AsyncRun]()
        asyncio.get_running_loop().call_later(0.01, queue.lose.set)

        async def block() -> None:
            async with queue.claimed() as run:
                runs.append(run)
                await asyncio.sleep(BOUND)

        with pytest.raises(RunLost) as caught:
            await block()
        assert runs[0].lost
        assert caught.value.__suppress_context__
        assert cancelling() == 0
        await asyncio.sleep(0)  # The task is not cancelled any more.
        assert queue.reports == []

    asyncio.run(main())


async def endAfterLoss(queue: FakeQueue, end: str) -> None:
    async with queue.claimed() as run:
        try:
            await asyncio.sleep(BOUND)
        except asyncio.CancelledError:
            await spin(5)  # Cleanup may wait, as usual.
            if end == "raise":
                raise BodyError from None
            if end == "raiseIfLost":
                run.raiseIfLost()
            if end == "cancelled":
                raise


@pytest.mark.parametrize("end", ["suppress", "raise", "raiseIfLost", "cancelled"])
def test_a_body_may_end_in_its_own_way_after_a_loss(end: str) -> None:
    async def main() -> None:
        queue = FakeQueue()
        asyncio.get_running_loop().call_later(0.01, queue.lose.set)
        with pytest.raises(BodyError if end == "raise" else RunLost):
            await endAfterLoss(queue, end)
        assert cancelling() == 0
        assert queue.reports == []
        await asyncio.sleep(0)

    asyncio.run(main())


def test_an_error_of_the_block_leaves_it_and_is_reported() -> None:
    async def main(error: BaseException) -> list[str]:
        queue = FakeQueue()
        with pytest.raises(type(error)):
            async with queue.claimed():
                raise error
        return queue.reports

    assert asyncio.run(main(BodyError())) == ["internal-error"]
    assert asyncio.run(main(RunException("intermittent-task", "m"))) == ["intermittent-task"]


def test_something_else_that_was_cancelled_is_an_internal_error() -> None:
    async def main() -> None:
        queue = FakeQueue()
        other = asyncio.get_running_loop().create_future()
        asyncio.get_running_loop().call_later(0.01, other.cancel)
        with pytest.raises(asyncio.CancelledError):
            async with queue.claimed():
                await other
        assert cancelling() == 0
        assert queue.reports == ["internal-error"]

    asyncio.run(main())


def test_cancellation_of_the_block_is_reported_as_a_shutdown() -> None:
    async def main() -> None:
        queue, entered = FakeQueue(), asyncio.Event()

        async def block() -> None:
            async with queue.claimed():
                entered.set()
                await asyncio.sleep(BOUND)

        task = asyncio.create_task(block())
        await entered.wait()
        task.cancel()
        await asyncio.wait({task})
        assert task.cancelled()
        assert queue.reports == ["worker-shutdown"]

    asyncio.run(main())


@pytest.mark.parametrize("isCancelledBefore", [False, True])
def test_a_report_is_finished_unless_it_is_cancelled_twice(isCancelledBefore: bool) -> None:  # noqa: FBT001  # a parameter
    async def main(cancels: int) -> tuple[list[str], float]:
        queue, entered, ending = FakeQueue(), asyncio.Event(), asyncio.Event()
        queue.reportTakes = 0.05

        async def block() -> None:
            async with queue.claimed():
                entered.set()
                try:
                    await (asyncio.sleep(BOUND) if isCancelledBefore else asyncio.sleep(0))
                finally:
                    ending.set()

        task = asyncio.create_task(block())
        await entered.wait()
        if isCancelledBefore:
            cancels -= 1
            task.cancel()
        await ending.wait()
        began = asyncio.get_running_loop().time()
        for _ in range(cancels):
            await asyncio.sleep(0.005)
            task.cancel()
        await asyncio.wait({task})
        assert task.cancelled() == (cancels > 0 or isCancelledBefore)
        return queue.reports, asyncio.get_running_loop().time() - began

    expected = ["worker-shutdown" if isCancelledBefore else "completed"]
    assert asyncio.run(main(1))[0] == expected
    reports, seconds = asyncio.run(main(2))
    assert reports == []
    assert seconds < 0.05


def test_a_generator_that_is_abandoned_is_reported() -> None:
    async def main() -> None:
        queue = FakeQueue()

        async def items() -> AsyncIterator[int]:
            async with queue.claimed():
                yield 1
                yield 2

        generator = items()
        assert await anext(generator) == 1
        del generator
        await asyncio.sleep(0.05)
        assert queue.reports == ["worker-shutdown"]

    asyncio.run(main())


def test_a_report_that_fails_is_raised_by_the_block_but_not_over_its_error() -> None:
    async def main(error: Exception | None) -> None:
        queue = FakeQueue()
        queue.reportFailures = [RequestConflict("queue.reportCompleted", "c", status_code=409)]
        async with queue.claimed():
            if error is not None:
                raise error

    with pytest.raises(RunLost):
        asyncio.run(main(None))
    with pytest.raises(BodyError):
        asyncio.run(main(BodyError()))


What = Literal["lose", "timeout", "group"]


class Scenario:
    """A block in a task group in a timeout, any of which may end it at any time."""

    def __init__(self, bodyTakes: int, cleanupTakes: int, *, suppresses: bool) -> None:
        self.queue = FakeQueue()
        self.seen: list[str] = []
        self.fired: set[What] = set()
        self._bodyTakes = bodyTakes
        self._cleanupTakes = cleanupTakes
        self._suppresses = suppresses
        self._timer = asyncio.timeout(None)

    async def _after(self, what: What, ticks: int) -> None:
        await spin(ticks)
        self.fired.add(what)
        match what:
            case "lose":
                self.queue.lose.set()
            case "timeout":
                self._timer.reschedule(0)
            case "group":
                raise BodyError

    async def _block(self) -> None:
        try:
            async with self.queue.claimed():
                self.seen.append("entered")
                await self._body()
            self.seen.append("completed")
        except RunLost:
            # It means that nothing else cancelled this task, unless the body suppressed that.
            assert cancelling() == 0 or self._suppresses
            self.seen.append("lost")

    async def _body(self) -> None:
        try:
            await spin(self._bodyTakes)
        except asyncio.CancelledError:
            await spin(self._cleanupTakes)
            if not self._suppresses:
                raise

    async def _group(self, events: Sequence[tuple[What, int]]) -> None:
        try:
            async with asyncio.TaskGroup() as group:
                for what, ticks in events:
                    group.create_task(self._after(what, ticks))
                await self._block()
                self.seen.append("went on")
        except* BodyError:
            self.seen.append("group failed")

    async def run(self, events: Sequence[tuple[What, int]]) -> None:
        try:
            async with self._timer:
                await self._group(events)
        except TimeoutError:
            self.seen.append("timeout")
        # Task groups of Python 3.11 leave a count if they fail while they wait for their tasks.
        assert cancelling() == 0 or "group" in self.fired
        await asyncio.sleep(0)

    def check(self) -> None:
        """Assert that cancellation by others is never swallowed, and never made of nothing."""
        seen, fired, reports = self.seen, self.fired, self.queue.reports
        assert fired >= {
            what
            for sign, what in (("timeout", "timeout"), ("lost", "lose"), ("group failed", "group"))
            if sign in seen
        }
        assert "group failed" in seen or "group" not in fired or "timeout" in seen
        assert reports == [] or "lost" not in seen
        assert reports == ["completed"] or "completed" not in seen
        assert len(reports) <= 1


happenings = st.lists(
    st.tuples(st.sampled_from(get_args(What)), st.integers(0, 6)),
    min_size=1,
    max_size=3,
    unique_by=lambda event: event[0],
)


@settings(max_examples=150)
@given(happenings, st.integers(0, 8), st.integers(0, 3), st.booleans())
def test_a_loss_does_not_break_other_cancellation(
    events: list[tuple[What, int]],
    bodyTakes: int,
    cleanupTakes: int,
    suppresses: bool,  # noqa: FBT001  # drawn
) -> None:
    async def main() -> None:
        scenario = Scenario(bodyTakes, cleanupTakes, suppresses=suppresses)
        await scenario.run(events)
        scenario.check()

    asyncio.run(asyncio.wait_for(main(), BOUND))


# Workers


def test_a_second_cancellation_ends_a_worker_at_once() -> None:
    async def main() -> None:
        queue, started, cleaning = FakeQueue(3), list[str](), list[str]()
        queue.reportTakes = BOUND

        async def handle(run: AsyncRun) -> None:
            started.append(run.taskId)
            try:
                await asyncio.sleep(BOUND)
            finally:
                cleaning.append(run.taskId)
                if len(cleaning) == 1:
                    await asyncio.sleep(BOUND)

        task = asyncio.create_task(queue.work(handle, asyncio.Event(), capacity=4))
        await asyncio.sleep(0.05)
        assert len(started) == 3
        task.cancel()
        await asyncio.sleep(0.02)
        assert not task.done()
        began = asyncio.get_running_loop().time()
        task.cancel()
        await asyncio.wait({task})
        assert task.cancelled()
        assert asyncio.get_running_loop().time() - began < 1
        assert queue.reports == []
        assert len(asyncio.all_tasks()) == 1

    asyncio.run(main())


def test_cancellation_of_a_worker_reports_its_runs() -> None:
    async def main() -> None:
        queue, started = FakeQueue(3), list[str]()

        async def handle(run: AsyncRun) -> Outcome:
            started.append(run.taskId)
            await asyncio.sleep(BOUND)
            return "failed"

        task = asyncio.create_task(queue.work(handle, asyncio.Event(), capacity=3))
        await asyncio.sleep(0.05)
        assert len(started) == 3
        task.cancel()
        await asyncio.wait({task})
        assert task.cancelled()
        assert queue.reports == ["worker-shutdown"] * 3
        assert len(asyncio.all_tasks()) == 1

    asyncio.run(main())


def test_the_worker_goes_on_after_a_body_awaited_something_cancelled(
    caplog: pytest.LogCaptureFixture,
) -> None:
    async def main() -> None:
        queue, stop = FakeQueue(3), asyncio.Event()
        started = list[str]()

        async def handle(run: AsyncRun) -> None:
            started.append(run.taskId)
            if len(started) == 1:
                other = asyncio.get_running_loop().create_future()
                other.cancel()
                await other
            if len(started) == 3:
                stop.set()

        await queue.work(handle, stop)
        assert queue.reports[0] == "internal-error"
        assert queue.reports[1] == "completed"
        assert len(queue.reports) == 3

    asyncio.run(main())
    assert "awaited something that was cancelled" in caplog.text


def test_a_loss_of_another_run_is_an_error_of_the_body(caplog: pytest.LogCaptureFixture) -> None:
    async def main() -> None:
        queue, stop = FakeQueue(), asyncio.Event()

        async def handle(_run: AsyncRun) -> None:
            stop.set()
            raise RunLost("another", "run is lost")

        await queue.work(handle, stop)
        assert queue.reports == ["internal-error"]

    asyncio.run(main())
    assert "run is lost" in caplog.text


def test_a_stop_that_was_set_before_claims_nothing() -> None:
    async def main() -> None:
        queue, stop = FakeQueue(3), asyncio.Event()
        stop.set()

        async def handle(_run: AsyncRun) -> None:
            raise AssertionError

        await queue.work(handle, stop)
        assert queue.reports == []

    asyncio.run(main())


def test_an_unexpected_error_of_a_renewal_ends_the_run(caplog: pytest.LogCaptureFixture) -> None:
    async def broken(_taskId: str, _runId: int | str) -> ReclaimTaskResponse:
        raise BodyError("an overridden method fails")

    async def main() -> None:
        queue = FakeQueue()
        queue.reclaimTask = broken  # type: ignore[method-assign]  # as a subclass would
        with pytest.raises(RunLost, match="is not renewed any more, because of BodyError"):
            async with queue.claimed():
                await asyncio.sleep(BOUND)

    asyncio.run(main())
    assert "an overridden method fails" in caplog.text


def test_unexpected_errors_of_claims_are_raised() -> None:
    async def broken(_taskQueueId: str, _payload: ClaimWorkRequest) -> ClaimWorkResponse:
        raise BodyError

    async def main() -> None:
        queue = FakeQueue()
        queue.claimWork = broken  # type: ignore[method-assign, assignment]  # as a subclass would

        async def handle(_run: AsyncRun) -> None:
            raise AssertionError

        await queue.work(handle, asyncio.Event())

    with pytest.raises(BodyError):
        asyncio.run(main())
