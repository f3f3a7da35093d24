"""Driver of submissions with a sync client: tasks in flight have threads."""

from __future__ import annotations

import threading
from concurrent.futures import Future, ThreadPoolExecutor
from copy import copy
from queue import SimpleQueue
from typing import Self

from tc_typed.core.client import sessionOf
from tc_typed.core.errors import TaskclusterFailure, withoutTrace
from tc_typed.core.steps import Wait, advance
from tc_typed.core.sync import ServiceClient
from tc_typed.core.transport.limits import CONNECTIONS
from tc_typed.graph.plan import Plan
from tc_typed.graph.report import Report
from tc_typed.graph.submission.journal import Created, Journal, Reused, Sending, openJournal
from tc_typed.graph.submission.steps import (
    Call,
    CreateTask,
    FindTask,
    GetStatus,
    Outcome,
    TaskSteps,
)
from tc_typed.graph.submission.submission import Submission, SubmitOptions
from tc_typed.index.client import Index
from tc_typed.queue.client import Queue


def submit(queue: ServiceClient, plan: Plan, options: SubmitOptions) -> Report:
    """Carry out a submission.

    Args:
        queue: Client of the queue, of this package or of a compiled one.
        plan: Graph to submit, which was checked.
        options: Options of the submission.
    """
    with openJournal(options.journal, plan.taskGroupId, isDryRun=options.isDryRun) as journal:
        submission = Submission(plan, journal.state, sessionOf(queue).settings.retry, options)
        with _Driver(queue, journal, options.concurrency) as driver:
            while True:
                while driver.inFlight < options.concurrency and (steps := submission.nextSteps()):
                    driver.start(steps)
                if not driver.inFlight:
                    return submission.report()
                submission.reportProgress()
                submission.finish(driver.nextOutcome())


class _Driver:
    """Carries out steps. At the end of its block, calls in flight are interrupted."""

    def __init__(self, queue: ServiceClient, journal: Journal, concurrency: int) -> None:
        self._caller = queue
        # A copy has its own connections, so that calls in flight can be interrupted.
        self._connections = own = copy(queue)
        sibling = sessionOf(own).sibling
        # Users may override methods of this package's client. Others have other models.
        self._queue = own.use(retries=0) if isinstance(own, Queue) else sibling(Queue, retries=0)
        self._index = sibling(Index, retries=0)
        self._journal = journal
        self._threads = ThreadPoolExecutor(min(concurrency, CONNECTIONS))
        self._finished = SimpleQueue[Future[Outcome]]()
        self._stopped = threading.Event()
        self.inFlight = 0
        """Number of tasks whose steps are being carried out."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._stopped.set()
        for client in (self._connections, self._queue, self._index):
            client.close()
        self._threads.shutdown(cancel_futures=True)

    def start(self, steps: TaskSteps) -> None:
        """Start the steps for one task."""
        self._threads.submit(self._carryOut, steps).add_done_callback(self._finished.put)
        self.inFlight += 1

    def nextOutcome(self) -> Outcome:
        """Wait for the next outcome."""
        finished = self._finished.get()
        self.inFlight -= 1
        return finished.result()

    def _carryOut(self, steps: TaskSteps) -> Outcome:
        response: object = None
        while True:
            step = advance(steps, response)
            match step:
                case CreateTask() | GetStatus() | FindTask():
                    response = self._call(step)
                case Wait():
                    self._stopped.wait(step.seconds)
                case Sending() | Created() | Reused():
                    self._journal.write(step)
                case _:
                    return step

    def _call(self, call: Call) -> object:
        try:
            sessionOf(self._caller).checkOpen("TaskGraph.submit")
            match call:
                case CreateTask():
                    return self._queue.createTask(call.taskId, call.definition)
                case GetStatus():
                    return self._queue.status(call.taskId)
                case FindTask():
                    return self._index.findTask(call.indexPath)
        except TaskclusterFailure as failure:
            return withoutTrace(failure)
