"""Driver of workers with an async client: each run is an asyncio task, which can be cancelled."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable, Collection
from contextlib import asynccontextmanager
from signal import Signals
from types import TracebackType
from typing import TypeAlias, TypeVar

from tc_typed.core.client import sessionOf
from tc_typed.core.errors import TaskclusterFailure, withoutTrace
from tc_typed.core.steps import Wait
from tc_typed.queue.aio import Queue
from tc_typed.queue.models import ClaimedTask, ClaimWorkResponse
from tc_typed.worker.calls import claimClient, report
from tc_typed.worker.claim import Claim
from tc_typed.worker.logs import logClaim, logClaimsEnd, logError, logLoss, logReport
from tc_typed.worker.outcomes import (
    Outcome,
    Resolution,
    RunException,
    RunLost,
    endingOf,
    outcomeOf,
    renewalBroken,
    resolutionOf,
    workerStopping,
)
from tc_typed.worker.run import AsyncRun
from tc_typed.worker.settings import LAST_CLAIM_SECONDS, WorkerSettings
from tc_typed.worker.signals import onSignals
from tc_typed.worker.steps import Steps, claimSteps, renewalSteps, reportSteps

Handler: TypeAlias = Callable[[AsyncRun], Awaitable[Outcome | None]]
"""Body of tasks: a coroutine function that gets a run, and returns its outcome."""

_ReplyT = TypeVar("_ReplyT")
_ResultT = TypeVar("_ResultT")

_FIRST = asyncio.FIRST_COMPLETED


class HeldRun:
    """A claimed run: its claim is renewed in the block, whose end is reported to the queue.

    If the run is lost, the asyncio task that the block is in is cancelled. At the end of the block,
    that cancellation becomes a `RunLost`.
    """

    def __init__(self, queue: Queue, claimed: ClaimedTask) -> None:
        """Begin to hold a claim.

        Args:
            queue: Client of the worker.
            claimed: Response of the queue.
        """
        self.claim: Claim = Claim(claimed)
        self.failure: TaskclusterFailure | None = None
        """Error if the run could not be reported."""
        self._run = AsyncRun(self.claim, queue)
        self._queue = self._run.queue.use(retries=0)
        self._policy = sessionOf(queue).settings.retry
        self._isStopping = False
        self._isAborted = False
        self._body: asyncio.Task[object] | None = None  # Task of the block, while it runs.
        self._reporting: asyncio.Task[None] | None = None
        self._cancellations = 0  # Those of that task before the block.
        self._isInterrupted = False
        logClaim(self.claim)

    async def __aenter__(self) -> AsyncRun:
        self._body = asyncio.current_task()
        assert self._body is not None  # noqa: S101  # asyncio runs coroutines in tasks.
        self._cancellations = self._body.cancelling()
        self._renewing = asyncio.create_task(self._renew())
        return self._run

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        lost, isCancelled = self.claim.lost, self._leaveBlock()
        if isinstance(error, asyncio.CancelledError) and lost is None and not isCancelled:
            error = RunException("internal-error", "the body awaited something that was cancelled")
            logError(self.claim, error)
        resolution = resolutionOf(self._run.outcome, error, lost)
        if resolution is not None and not self._isAborted:
            self._isStopping |= resolution == "worker-shutdown"
            self._reporting = asyncio.create_task(self._report(resolution))
            await self._untilReported(self._reporting, isCancelled=isCancelled)
        # Other errors, and cancellation by others, leave the block as they are.
        isOurs = isinstance(error, asyncio.CancelledError) and not isCancelled
        if lost is not None and (error is None or isOurs):
            raise withoutTrace(lost) from None

    def stop(self) -> None:
        """Tell the body to end because the worker is stopping. The run is still reported."""
        self._isStopping = True
        self._interrupt(workerStopping())

    def lose(self, why: RunLost) -> None:
        """Tell the body to end because its claim is lost. The run is not reported.

        Args:
            why: Error that ends the body.
        """
        self._isStopping = True  # A report that has begun can only fail, so it ends soon.
        self._interrupt(why)

    def abort(self) -> None:
        """End the body or the report at once. The run is not reported any more."""
        self._isAborted = True
        task = self._reporting or self._body
        if task is not None:
            task.cancel()

    def _interrupt(self, why: RunLost) -> bool:
        """Tell the body to end; return whether it was still to be told."""
        if self.claim.lost is not None:
            return False
        self.claim.lost = why
        if self._body is not None:
            self._isInterrupted = True
            self._body.cancel()
        return True

    def _leaveBlock(self) -> bool:
        """Stop renewing the claim; return whether others cancelled the task of the block, too."""
        self._renewing.cancel()
        body, self._body = self._body, None
        assert body is not None  # noqa: S101  # The block was entered.
        count = body.uncancel() if self._isInterrupted else body.cancelling()
        return count > self._cancellations

    async def _renew(self) -> None:
        taskId, runId = self.claim.taskId, self.claim.runId
        try:
            lost = await _carryOut(
                renewalSteps(self.claim, self._policy, isDone=lambda: self._body is None),
                lambda: self._queue.reclaimTask(taskId, runId),
            )
        except Exception as error:  # noqa: BLE001  # The user's own client may raise anything.
            logError(self.claim, error)
            lost = renewalBroken(self.claim, error)
        if lost is not None and self._interrupt(lost):
            logLoss(lost)

    async def _report(self, resolution: Resolution) -> None:
        steps = reportSteps(self.claim, self._policy, lambda: self._isStopping)
        self.failure = await _carryOut(steps, lambda: report(self._queue, self.claim, resolution))
        logReport(self.claim, resolution, self.failure)

    async def _untilReported(self, reporting: asyncio.Task[None], *, isCancelled: bool) -> None:
        try:
            # A result is worth a short wait, even if the block is cancelled now. A second
            # cancellation ends that, too.
            await (reporting if isCancelled else asyncio.shield(reporting))
        except asyncio.CancelledError:
            self._isStopping = True
            await reporting
            raise


class Worker:
    """A worker: it claims runs, executes each in an asyncio task, and ends them when it stops."""

    def __init__(self, queue: Queue, settings: WorkerSettings, handle: Handler) -> None:
        """Create a worker, which does nothing yet.

        Args:
            queue: Client of the queue.
            settings: Identity and capacity of the worker.
            handle: Body of the tasks.
        """
        self._queue = queue
        self._claims = claimClient(queue)
        self._settings = settings
        self._handle = handle
        self._runs = dict[asyncio.Task[None], HeldRun]()
        self._stopping = asyncio.get_running_loop().create_future()  # Done when it is to stop.
        self._failure: Exception | None = None

    async def run(self) -> None:
        """Work until it is stopped or cancelled.

        Raises:
            TaskclusterFailure: if work can't be claimed, after the runs at that time have ended.
        """
        claiming = asyncio.create_task(self._claimRuns())
        try:
            # It ends when the worker is stopped, or with an error.
            await asyncio.wait({claiming})
            while self._runs and not self._isStopping:
                await asyncio.wait({self._stopping, *self._runs}, return_when=_FIRST)
        finally:
            self.stop()
            await self._finish(claiming)
        if self._failure is not None:
            raise self._failure

    def stop(self) -> None:
        """Stop the worker: end all runs, and report them."""
        if not self._isStopping:
            self._stopping.set_result(None)
        for held in self._runs.values():
            held.stop()

    @property
    def _isStopping(self) -> bool:
        return self._stopping.done()

    async def _claimRuns(self) -> None:
        session = sessionOf(self._queue)
        steps = claimSteps(
            session.settings.retry, session.isTemporary, isDone=lambda: self._isStopping
        )
        try:
            await _carryOut(steps, self._claim, self._wait)
        except Exception as error:  # noqa: BLE001  # It is raised after the runs have ended.
            self._failure = error
            logClaimsEnd(error, len(self._runs))

    async def _wait(self, seconds: float) -> None:
        await asyncio.wait({self._stopping}, timeout=seconds)

    async def _claim(self) -> ClaimWorkResponse | None:
        """Claim as many runs as there is room for, and start them; `None` if the worker stops."""
        while len(self._runs) >= self._settings.capacity and not self._isStopping:
            await asyncio.wait({self._stopping, *self._runs}, return_when=_FIRST)
        if self._isStopping:
            return None
        request = self._settings.request(self._settings.capacity - len(self._runs))
        call = asyncio.create_task(self._claims.claimWork(self._settings.taskQueueId, request))
        try:
            await asyncio.wait({call, self._stopping}, return_when=_FIRST)
            await asyncio.wait({call}, timeout=LAST_CLAIM_SECONDS)
        finally:
            if not call.done():
                call.cancel()
                await asyncio.wait({call})
        if call.cancelled():
            return None
        response = call.result()
        for claimed in response.tasks:
            self._start(claimed)
        return response

    def _start(self, claimed: ClaimedTask) -> None:
        held = HeldRun(self._queue, claimed)
        if self._isStopping:
            held.stop()
        run = asyncio.create_task(self._execute(held))
        self._runs[run] = held
        run.add_done_callback(self._runs.pop)

    async def _execute(self, held: HeldRun) -> None:
        try:
            async with held as run:
                run.raiseIfLost()  # The worker may be stopping already.
                run.outcome = await self._outcome(run)
        except Exception as error:  # noqa: BLE001  # A task's error must not end the worker.
            if error is not held.claim.lost:  # That was logged.
                logError(held.claim, error)

    async def _outcome(self, run: AsyncRun) -> Outcome:
        try:
            return outcomeOf(await self._handle(run))
        except (Exception, asyncio.CancelledError, KeyboardInterrupt):
            raise
        except BaseException as error:
            raise endingOf(error) from error

    async def _finish(self, claiming: asyncio.Task[None]) -> None:
        """Wait until all runs are reported. Cancel it to end them at once."""
        try:
            await asyncio.wait({claiming})
            while self._runs:
                await asyncio.wait(self._runs)
        except asyncio.CancelledError:
            claiming.cancel()
            for held in self._runs.values():
                held.abort()
            await asyncio.gather(claiming, *self._runs, return_exceptions=True)
            raise


async def work(
    queue: Queue,
    settings: WorkerSettings,
    handle: Handler,
    stop: asyncio.Event | None,
    signals: Collection[Signals],
) -> None:
    """Work until stopped or cancelled; see `tc_typed.worker.work`."""
    worker, loop = Worker(queue, settings, handle), asyncio.get_running_loop()

    def stopSoon() -> None:
        loop.call_soon_threadsafe(worker.stop)

    stopping = asyncio.create_task(_stopAfter(stop, worker))
    try:
        with onSignals(signals, stopSoon):
            await worker.run()
    finally:
        stopping.cancel()


async def _stopAfter(stop: asyncio.Event | None, worker: Worker) -> None:
    if stop is not None:
        await stop.wait()
        worker.stop()


@asynccontextmanager
async def claimed(queue: Queue, settings: WorkerSettings) -> AsyncGenerator[AsyncRun]:
    """Claim one run, and hold it for a block; see `tc_typed.worker.claimed`."""
    held = HeldRun(queue, await _claimOne(queue, settings))
    async with held as run:
        yield run
    if held.failure is not None:
        raise withoutTrace(held.failure)


async def _claimOne(queue: Queue, settings: WorkerSettings) -> ClaimedTask:
    session, claims = sessionOf(queue), claimClient(queue)
    found: list[ClaimedTask] = []

    async def claim() -> ClaimWorkResponse:
        response = await claims.claimWork(settings.taskQueueId, settings.request(1))
        found.extend(response.tasks)
        return response

    steps = claimSteps(session.settings.retry, session.isTemporary, isDone=lambda: bool(found))
    await _carryOut(steps, claim)
    return found[0]


async def _carryOut(
    steps: Steps[_ReplyT, _ResultT],
    call: Callable[[], Awaitable[_ReplyT | None]],
    wait: Callable[[float], Awaitable[None]] = asyncio.sleep,
) -> _ResultT:
    """Carry out steps until they end, and return their result."""
    reply: _ReplyT | TaskclusterFailure | None = None
    while True:
        try:
            step = steps.send(reply)
        except StopIteration as end:
            result: _ResultT = end.value
            return result
        reply = None
        if isinstance(step, Wait):
            await wait(step.seconds)
        else:
            try:
                reply = await call()
            except TaskclusterFailure as failure:
                reply = withoutTrace(failure)
