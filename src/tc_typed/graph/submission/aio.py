"""Driver of submissions with an async client: each task in flight has an asyncio task."""

from __future__ import annotations

import asyncio
from typing import Self

from tc_typed.core.aio import AsyncServiceClient
from tc_typed.core.client import sessionOf
from tc_typed.core.errors import TaskclusterFailure, withoutTrace
from tc_typed.core.steps import Wait, advance
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
from tc_typed.index.aio import Index
from tc_typed.queue.aio import Queue


async def submit(queue: AsyncServiceClient, plan: Plan, options: SubmitOptions) -> Report:
    """Carry out a submission.

    Args:
        queue: Client of the queue, of this package or of a compiled one.
        plan: Graph to submit, which was checked.
        options: Options of the submission.
    """
    with openJournal(options.journal, plan.taskGroupId, isDryRun=options.isDryRun) as journal:
        submission = Submission(plan, journal.state, sessionOf(queue).settings.retry, options)
        async with _Driver(queue, journal) as driver:
            while True:
                while driver.inFlight < options.concurrency and (steps := submission.nextSteps()):
                    driver.start(steps)
                if not driver.inFlight:
                    return submission.report()
                submission.reportProgress()
                submission.finish(await driver.nextOutcome())


class _Driver:
    """Carries out steps. At the end of its block, calls in flight are canceled."""

    def __init__(self, queue: AsyncServiceClient, journal: Journal) -> None:
        sibling = sessionOf(queue).sibling
        # Users may override methods of this package's client. Others have other models.
        self._queue = (
            queue.use(retries=0) if isinstance(queue, Queue) else sibling(Queue, retries=0)
        )
        self._index = sibling(Index, retries=0)
        self._journal = journal
        self._tasks = set[asyncio.Task[Outcome]]()
        self._finished = asyncio.Queue[asyncio.Task[Outcome]]()

    @property
    def inFlight(self) -> int:
        """Number of tasks whose steps are being carried out."""
        return len(self._tasks)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        for client in (self._queue, self._index):
            await client.close()

    def start(self, steps: TaskSteps) -> None:
        """Start the steps for one task."""
        task = asyncio.create_task(self._carryOut(steps))
        task.add_done_callback(self._finished.put_nowait)
        self._tasks.add(task)

    async def nextOutcome(self) -> Outcome:
        """Wait for the next outcome."""
        finished = await self._finished.get()
        self._tasks.remove(finished)
        return finished.result()

    async def _carryOut(self, steps: TaskSteps) -> Outcome:
        response: object = None
        while True:
            step = advance(steps, response)
            match step:
                case CreateTask() | GetStatus() | FindTask():
                    response = await self._call(step)
                case Wait():
                    await asyncio.sleep(step.seconds)
                case Sending() | Created() | Reused():
                    self._journal.write(step)
                case _:
                    return step

    async def _call(self, call: Call) -> object:
        try:
            match call:
                case CreateTask():
                    return await self._queue.createTask(call.taskId, call.definition)
                case GetStatus():
                    return await self._queue.status(call.taskId)
                case FindTask():
                    return await self._index.findTask(call.indexPath)
        except TaskclusterFailure as failure:
            return withoutTrace(failure)
