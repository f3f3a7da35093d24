"""Driver of async runners: each run is an asyncio task."""

from __future__ import annotations

import asyncio
import threading
from contextlib import suppress

from tc_typed.graph.report import Report
from tc_typed.queue.aio import Queue
from tc_typed.testing.deployment import Deployment
from tc_typed.testing.runs.group_runs import GroupRuns
from tc_typed.testing.timeline import LOOK_INTERVAL
from tc_typed.worker.aio import Handler, HeldRun
from tc_typed.worker.outcomes import RunLost, outcomeOf


class AsyncRuns:
    """Runs of a task group that an async function executes. Create it in the event loop."""

    def __init__(self, deployment: Deployment, taskGroupId: str, queue: Queue) -> None:
        """Look for a task group.

        Args:
            deployment: Services of the local Taskcluster.
            taskGroupId: Slugid of the task group.
            queue: Client that has all scopes.

        Raises:
            InvalidCall: if the task group does not exist.
        """
        self._loop, self._thread = asyncio.get_running_loop(), threading.get_ident()
        self._woken = asyncio.Event()
        self._tasks: dict[asyncio.Task[None], HeldRun] = {}
        self._group: GroupRuns[HeldRun] = GroupRuns(
            deployment,
            taskGroupId,
            lambda claimed: HeldRun(queue, claimed),
            self._lose,
            lambda: self._loop.call_soon_threadsafe(self._woken.set),
        )

    def _lose(self, held: HeldRun, why: RunLost) -> None:
        # In the loop itself it must not wait, because the body may end before.
        if threading.get_ident() == self._thread:
            held.lose(why)
        else:
            self._loop.call_soon_threadsafe(held.lose, why)

    async def run(self, handle: Handler, capacity: int) -> Report:
        """Execute runs until none is pending or running, and report.

        Args:
            handle: Coroutine function that executes a run.
            capacity: Maximum number of runs at a time.
        """
        with self._group.watch():
            try:
                while self._startRuns(handle, capacity):
                    with suppress(TimeoutError):
                        async with asyncio.timeout(LOOK_INTERVAL):
                            await self._woken.wait()
                    self._group.look()
                    self._removeEnded()
            finally:
                await self._finish()
        return self._group.report()

    def _startRuns(self, handle: Handler, capacity: int) -> bool:
        """Start runs for which there is room; return whether any are executed now."""
        self._woken.clear()
        while len(self._tasks) < capacity and (held := self._group.claim()) is not None:
            task = asyncio.create_task(self._execute(held, handle))
            self._tasks[task] = held
            task.add_done_callback(lambda _: self._woken.set())
        return bool(self._tasks)

    async def _execute(self, held: HeldRun, handle: Handler) -> None:
        ended: Exception | None = None
        try:
            async with held as run:
                try:
                    run.raiseIfLost()
                    run.outcome = outcomeOf(await handle(run))
                finally:
                    # A clock that the body has moved is only noticed by a look.
                    self._group.look()
        except Exception as error:  # noqa: BLE001  # A task's error must not end the others.
            ended = error
        finally:
            self._group.end(held, ended)

    def _removeEnded(self) -> None:
        for task in [task for task in self._tasks if task.done()]:
            del self._tasks[task]
            # A run whose body was cancelled, by itself for example, was reported.
            if not task.cancelled():
                task.result()

    async def _finish(self) -> None:
        """End and report all runs, after an interruption. Cancel it to end them at once."""
        for held in self._tasks.values():
            held.stop()
        try:
            if self._tasks:
                await asyncio.wait(self._tasks)
        except asyncio.CancelledError:
            for held in self._tasks.values():
                held.abort()
            await asyncio.gather(*self._tasks, return_exceptions=True)
            raise
