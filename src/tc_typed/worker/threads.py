"""Driver of workers with a sync client: each run has a thread, and another one renews its claim."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Collection, Generator
from contextlib import contextmanager
from copy import copy
from signal import Signals
from types import TracebackType
from typing import TypeAlias, TypeVar

from tc_typed.core.client import sessionOf
from tc_typed.core.errors import TaskclusterFailure, withoutTrace
from tc_typed.core.steps import Wait
from tc_typed.queue.client import Queue
from tc_typed.queue.models import ClaimedTask, ClaimWorkResponse, ReclaimTaskResponse
from tc_typed.worker.calls import claimClient, report
from tc_typed.worker.claim import Claim
from tc_typed.worker.logs import logClaim, logClaimsEnd, logError, logLoss, logReport
from tc_typed.worker.outcomes import (
    Outcome,
    Resolution,
    RunLost,
    endingOf,
    outcomeOf,
    renewalBroken,
    resolutionOf,
    workerStopping,
)
from tc_typed.worker.run import Run
from tc_typed.worker.settings import LAST_CLAIM_SECONDS, WorkerSettings
from tc_typed.worker.signals import onSignals
from tc_typed.worker.steps import Steps, claimSteps, renewalSteps, reportSteps

Handler: TypeAlias = Callable[[Run], Outcome | None]
"""Body of tasks: a function that gets a run, and returns its outcome."""

_ReplyT = TypeVar("_ReplyT")
_ResultT = TypeVar("_ResultT")

_LOOK_SECONDS = 0.25
"""Seconds between two looks at whether the worker is to stop. A thread can wait for one event only,
and a signal handler must not take locks, as setting an event would."""


class HeldRun:
    """A claimed run: its claim is renewed in the block, whose end is reported to the queue.

    If the run is lost, `run.lost` tells. If it is lost at the end of the block, that raises
    `RunLost`.
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
        self._run = Run(self.claim, queue)
        self._queue = self._run.queue.use(retries=0)
        self._policy = sessionOf(queue).settings.retry
        self._isStopping = False
        self._ended = threading.Event()  # Set at the end of the block.
        logClaim(self.claim)

    def __enter__(self) -> Run:
        # A daemon, because it may be in the middle of a call at the end of the block.
        name = f"renewal of {self.claim}"
        self.startThread(threading.Thread(target=self._renew, name=name, daemon=True))
        return self._run

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._ended.set()
        lost = self.claim.lost
        resolution = resolutionOf(self._run.outcome, error, lost)
        if resolution is not None:
            self._isStopping |= resolution == "worker-shutdown"
            self._report(resolution)
        if lost is not None and error is None:
            raise withoutTrace(lost)

    def startThread(self, thread: threading.Thread) -> None:
        """Start a thread that the run needs, or report that the run can't be executed here.

        Args:
            thread: Thread to start.

        Raises:
            RuntimeError: if the system refuses to start it.
        """
        try:
            thread.start()
        except RuntimeError:
            self._isStopping = True
            self._report("worker-shutdown")
            raise

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

    def _interrupt(self, why: RunLost) -> bool:
        """Tell the body to end; return whether it was still to be told."""
        if self._ended.is_set() or self.claim.lost is not None:
            return False
        self.claim.lost = why
        return True

    def _renew(self) -> None:
        try:
            lost = _carryOut(
                renewalSteps(self.claim, self._policy, isDone=self._ended.is_set),
                self._reclaim,
                self._ended.wait,
            )
        except Exception as error:  # noqa: BLE001  # The user's own client may raise anything.
            logError(self.claim, error)
            lost = renewalBroken(self.claim, error)
        if lost is not None and self._interrupt(lost):
            logLoss(lost)

    def _reclaim(self) -> ReclaimTaskResponse:
        return self._queue.reclaimTask(self.claim.taskId, self.claim.runId)

    def _report(self, resolution: Resolution) -> None:
        steps = reportSteps(self.claim, self._policy, lambda: self._isStopping)
        self.failure = _carryOut(steps, lambda: report(self._queue, self.claim, resolution))
        logReport(self.claim, resolution, self.failure)


class Worker:
    """A worker: it claims runs, executes each in a thread, and ends them when it stops."""

    def __init__(self, queue: Queue, settings: WorkerSettings, handle: Handler) -> None:
        """Create a worker, which does nothing yet.

        Args:
            queue: Client of the queue.
            settings: Identity and capacity of the worker.
            handle: Body of the tasks.
        """
        self._queue = queue
        # A copy has its own connections, so that a call in flight can be interrupted.
        self._connections = copy(queue)
        self._claims = claimClient(self._connections)
        self._settings = settings
        self._handle = handle
        self._changed = threading.Condition()  # Guards what follows.
        self._runs = dict[threading.Thread, HeldRun]()
        self._isStopping = False
        self._failure: Exception | None = None

    def run(self, shouldStop: Callable[[float], bool]) -> None:
        """Work until it is stopped or interrupted.

        Args:
            shouldStop: Function that waits at most for some seconds until the worker is to stop,
                and tells whether it is.

        Raises:
            TaskclusterFailure: if work can't be claimed, after the runs at that time have ended.
        """
        claiming = threading.Thread(target=self._claimRuns, name="claims", daemon=True)
        claiming.start()
        try:
            while (claiming.is_alive() or self._runs) and not shouldStop(_LOOK_SECONDS):
                pass
        finally:
            self._stop()
            claiming.join(LAST_CLAIM_SECONDS)
            self._connections.close()
            # On Windows, Ctrl-C does not interrupt a wait without a timeout.
            while claiming.is_alive():
                claiming.join(_LOOK_SECONDS)
            self._waitForRuns()
        if self._failure is not None:
            raise self._failure

    def _stop(self) -> None:
        with self._changed:
            self._isStopping = True
            for held in self._runs.values():
                held.stop()
            self._changed.notify_all()

    def _waitForRuns(self) -> None:
        with self._changed:
            while self._runs:
                self._changed.wait(_LOOK_SECONDS)

    def _claimRuns(self) -> None:
        session = sessionOf(self._queue)
        steps = claimSteps(
            session.settings.retry, session.isTemporary, isDone=lambda: self._isStopping
        )
        try:
            _carryOut(steps, self._claim, self._wait)
        except Exception as error:  # noqa: BLE001  # It is raised after the runs have ended.
            self._failure = error
            logClaimsEnd(error, len(self._runs))

    def _wait(self, seconds: float) -> None:
        with self._changed:
            self._changed.wait_for(lambda: self._isStopping, seconds)

    def _claim(self) -> ClaimWorkResponse | None:
        """Claim as many runs as there is room for, and start them; `None` if the worker stops."""
        capacity = self._settings.capacity
        with self._changed:
            self._changed.wait_for(lambda: self._isStopping or len(self._runs) < capacity)
            room = capacity - len(self._runs)
            if self._isStopping:
                return None
        request = self._settings.request(room)
        response = self._claims.claimWork(self._settings.taskQueueId, request)
        for claimed in response.tasks:
            self._start(claimed)
        if self._failure is not None:
            raise self._failure
        return response

    def _start(self, claimed: ClaimedTask) -> None:
        held = HeldRun(self._queue, claimed)
        # A daemon, so that a second Ctrl-C ends the program even if the body does not end.
        run = threading.Thread(
            target=lambda: self._execute(held, run), name=str(held.claim), daemon=True
        )
        with self._changed:
            self._runs[run] = held
            if self._isStopping:
                held.stop()
        try:
            held.startThread(run)
        except RuntimeError as error:
            self._failure = error  # Raised when all claimed runs are started or reported.
            with self._changed:
                del self._runs[run]

    def _execute(self, held: HeldRun, thread: threading.Thread) -> None:
        try:
            with held as run:
                run.raiseIfLost()  # The worker may be stopping already.
                run.outcome = self._outcome(run)
        except Exception as error:  # noqa: BLE001  # A task's error must not end the worker.
            if error is not held.claim.lost:  # That was logged.
                logError(held.claim, error)
        finally:
            with self._changed:
                del self._runs[thread]
                self._changed.notify_all()

    def _outcome(self, run: Run) -> Outcome:
        try:
            return outcomeOf(self._handle(run))
        except Exception:
            raise
        except BaseException as error:  # It would only end this thread.
            raise endingOf(error) from error


def work(
    queue: Queue,
    settings: WorkerSettings,
    handle: Handler,
    stop: threading.Event | None,
    signals: Collection[Signals],
) -> None:
    """Work until stopped or interrupted; see `tc_typed.worker.work`."""
    arrived: list[bool] = []
    event = threading.Event() if stop is None else stop

    def shouldStop(seconds: float) -> bool:
        return bool(arrived) or event.wait(seconds)

    with onSignals(signals, lambda: arrived.append(True)):
        Worker(queue, settings, handle).run(shouldStop)


@contextmanager
def claimed(queue: Queue, settings: WorkerSettings) -> Generator[Run]:
    """Claim one run, and hold it for a block; see `tc_typed.worker.claimed`."""
    held = HeldRun(queue, _claimOne(queue, settings))
    with held as run:
        yield run
    if held.failure is not None:
        raise withoutTrace(held.failure)


def _claimOne(queue: Queue, settings: WorkerSettings) -> ClaimedTask:
    session, claims = sessionOf(queue), claimClient(queue)
    found: list[ClaimedTask] = []

    def claim() -> ClaimWorkResponse:
        response = claims.claimWork(settings.taskQueueId, settings.request(1))
        found.extend(response.tasks)
        return response

    steps = claimSteps(session.settings.retry, session.isTemporary, isDone=lambda: bool(found))
    _carryOut(steps, claim)
    return found[0]


def _carryOut(
    steps: Steps[_ReplyT, _ResultT],
    call: Callable[[], _ReplyT | None],
    wait: Callable[[float], object] = time.sleep,
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
            wait(step.seconds)
        else:
            try:
                reply = call()
            except TaskclusterFailure as failure:
                reply = withoutTrace(failure)
