"""Careless bodies and machines at their limits: each run is reported, and the worker goes on."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.worker.support import (
    BOUND,
    EXCEPTIONS,
    GROUP,
    TASK_QUEUE,
    WORKER,
    BodyError,
    claimedTask,
)

from tc_typed import InvalidCall, Queue, aio
from tc_typed.queue import (
    ClaimWorkRequest,
    ClaimWorkResponse,
    ReportExceptionRequest,
    TaskStatusResponse,
)
from tc_typed.testing import sample
from tc_typed.worker import AsyncRun, Run, RunException, claimed, work

ROOT_URL = "https://tc.example.com"
STATUS = sample(TaskStatusResponse)
IN_THREADS = (KeyboardInterrupt, asyncio.CancelledError)
"""Exceptions that are errors of a task in a thread only: in an event loop they end the program, or
are cancellations."""


class Bye(BaseException):
    """An exception that most code does not catch, like those with which test frameworks end."""


def errors() -> st.SearchStrategy[BaseException]:
    """Return exceptions of all sorts, and groups of them."""
    kinds = (Bye, SystemExit, GeneratorExit, StopIteration, StopAsyncIteration, BodyError)
    single = st.sampled_from([*kinds, *IN_THREADS]).map(lambda kind: kind())
    return single | st.lists(single, min_size=1, max_size=3).map(
        lambda members: BaseExceptionGroup("several", members)
    )


class Claims:
    """A queue with some tasks, which stops its worker afterwards, and notes what is reported."""

    def __init__(self, tasks: int = 2, *, atOnce: bool = False) -> None:
        self.reports: list[str] = []
        self.stop: Callable[[], None] = lambda: None
        claims = [claimedTask() for _ in range(tasks)]
        self._claims = [claims] if atOnce else [[claim] for claim in claims]

    def fakes(self) -> dict[str, Callable[..., object]]:
        return {
            "claimWork": self._claimWork,
            "reportCompleted": lambda *_: self._report("completed"),
            "reportException": self._reportException,
        }

    def _claimWork(self, _taskQueueId: str, _payload: ClaimWorkRequest) -> ClaimWorkResponse:
        if not self._claims:
            self.stop()
        return ClaimWorkResponse(tasks=self._claims.pop() if self._claims else [])

    def _reportException(
        self, _taskId: str, _runId: int | str, payload: ReportExceptionRequest
    ) -> TaskStatusResponse:
        return self._report(payload.reason)

    def _report(self, resolution: str) -> TaskStatusResponse:
        self.reports.append(resolution)
        return STATUS


def workSync(claims: Claims, handle: Callable[[Run], None], capacity: int = 1) -> None:
    """Work in a thread, because a worker that does not end must fail the test."""
    stop, ended = threading.Event(), list[Exception | None]()
    claims.stop = stop.set

    def target() -> None:
        try:
            with Queue(rootUrl=ROOT_URL, fake=claims.fakes()) as queue:
                work(queue, TASK_QUEUE, handle, workerGroup=GROUP, workerId=WORKER,
                     capacity=capacity, stop=stop)  # fmt: skip
        except Exception as error:  # noqa: BLE001  # It is raised below.
            ended.append(error)
        else:
            ended.append(None)

    thread = threading.Thread(target=target, daemon=True)
    thread.start()
    thread.join(BOUND)
    [error] = ended
    if error is not None:
        raise error


async def workAsync(claims: Claims, handle: Callable[[AsyncRun], None]) -> None:
    stop = asyncio.Event()
    claims.stop = stop.set

    async def body(run: AsyncRun) -> None:
        await asyncio.sleep(0)
        handle(run)

    async with aio.Queue(rootUrl=ROOT_URL, fake=claims.fakes()) as queue:
        await work(queue, TASK_QUEUE, body, workerGroup=GROUP, workerId=WORKER, stop=stop)


def raiseOnce(error: BaseException) -> Callable[[Run | AsyncRun], None]:
    """Return a body that raises an error for its first run."""
    errors = [error]

    def handle(_run: Run | AsyncRun) -> None:
        if errors:
            raise errors.pop()

    return handle


@given(errors())
def test_no_exception_of_a_body_ends_a_worker_with_threads(error: BaseException) -> None:
    claims, escaped = Claims(), list[object]()
    former, threading.excepthook = threading.excepthook, escaped.append
    try:
        workSync(claims, raiseOnce(error))
    finally:
        threading.excepthook = former
    assert claims.reports == ["internal-error", "completed"]
    assert not escaped


@given(errors().filter(lambda error: not isinstance(error, IN_THREADS)))
def test_no_exception_of_a_body_ends_an_async_worker(error: BaseException) -> None:
    claims, escaped = Claims(), list[object]()

    async def main() -> None:
        loop = asyncio.get_running_loop()
        loop.set_exception_handler(lambda _loop, context: escaped.append(context))
        await workAsync(claims, raiseOnce(error))

    asyncio.run(main())
    assert claims.reports == ["internal-error", "completed"]
    assert not escaped


def test_a_body_that_exits_because_the_worker_stops_is_a_shutdown() -> None:
    claims = Claims(1)

    def handle(run: Run) -> None:
        claims.stop()
        while not run.lost:
            pass
        raise SystemExit

    workSync(claims, handle)
    assert claims.reports == ["worker-shutdown"]


# Values that the queue does not know


@given(st.text().filter(lambda text: text not in EXCEPTIONS))
def test_only_known_reasons_can_be_given(reason: str) -> None:
    with pytest.raises(InvalidCall, match="reason must be one of worker-shutdown, "):
        RunException(reason, "message")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]  # untyped callers


@pytest.mark.parametrize("outcome", ["done", None, "worker-shutdown", 0])
def test_an_unknown_outcome_of_a_block_is_an_internal_error(outcome: object) -> None:
    claims = Claims(1)
    queue = Queue(rootUrl=ROOT_URL, fake=claims.fakes())
    with (
        pytest.raises(InvalidCall, match="outcome must be one of completed, failed, got"),
        claimed(queue, TASK_QUEUE, workerGroup=GROUP, workerId=WORKER) as run,
    ):
        run.outcome = outcome  # type: ignore[assignment]  # pyright: ignore[reportAttributeAccessIssue]  # untyped callers
    assert claims.reports == ["internal-error"]


# Limits of the machine


@pytest.mark.parametrize("refused", ["run ", "renewal of "])
def test_runs_are_reported_if_no_thread_can_be_started(
    refused: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    start = threading.Thread.start

    def refuse(thread: threading.Thread) -> None:
        if thread.name.startswith(refused):
            raise RuntimeError("can't start new thread")
        start(thread)

    monkeypatch.setattr(threading.Thread, "start", refuse)
    claims, started = Claims(3, atOnce=True), list[Run]()
    if refused == "run ":
        # Nothing more can be executed, so the worker ends.
        with pytest.raises(RuntimeError, match="can't start new thread"):
            workSync(claims, started.append, capacity=3)
    else:
        workSync(claims, started.append, capacity=3)
    assert claims.reports == ["worker-shutdown"] * 3
    assert not started


# Arguments that type checkers refuse


def test_an_event_that_would_block_the_loop_is_refused() -> None:
    queue = aio.Queue(rootUrl=ROOT_URL, fake={})

    async def handle(_run: AsyncRun) -> None:
        raise AssertionError

    with pytest.raises(InvalidCall, match=r"stop must be an asyncio\.Event"):
        work(queue, TASK_QUEUE, handle, workerGroup=GROUP, workerId=WORKER, stop=threading.Event())  # type: ignore[call-overload]  # pyright: ignore[reportCallIssue, reportArgumentType]  # untyped callers
