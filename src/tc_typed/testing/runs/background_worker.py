"""Worker in the background, which executes the commands of the tasks in all task queues."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Mapping
from contextlib import suppress
from functools import partial

from tc_typed.core.logs import log
from tc_typed.core.options import Options
from tc_typed.core.signing.credentials import Credentials
from tc_typed.queue.aio import Queue
from tc_typed.testing.deployment import Deployment
from tc_typed.testing.runs.command_run import CommandRun
from tc_typed.testing.runs.group_runs import WORKER_GROUP, reasonOfEnd
from tc_typed.testing.server.live_logs import LiveLogs
from tc_typed.testing.timeline import LOOK_INTERVAL
from tc_typed.worker import AsyncRun, Outcome, work

_BUILT_IN: dict[str, Outcome] = {"built-in/succeed": "completed", "built-in/fail": "failed"}
"""Outcomes of tasks that have no commands, by task queue."""

_WORKER_ID = "execute-tasks"

_IDLE_LOOKS = 40
"""Number of looks without a task after which a task queue's worker ends."""


def _endFormerRuns(deployment: Deployment) -> None:
    """Report the runs of a worker whose process was killed, so that their tasks are retried."""
    queue = deployment.queue
    with deployment.timeline.enter():
        for taskId in [*queue.taskStates.ids("running")]:
            run = queue.getRecord(taskId).runs[-1]
            if (run.workerGroup, run.workerId) == (WORKER_GROUP, _WORKER_ID):
                queue.reportException(taskId, run.runId, "worker-shutdown")


class _QueueWorker:
    """Worker of one task queue."""

    def __init__(self) -> None:
        self.stop = asyncio.Event()
        self.runs = 0
        self.idleLooks = 0

    def look(self, *, isPending: bool) -> None:
        """Count how long it has had nothing to do, and stop it after a while."""
        self.idleLooks = 0 if isPending or self.runs else self.idleLooks + 1
        if self.idleLooks >= _IDLE_LOOKS:
            self.stop.set()


class BackgroundWorker:
    """Worker in a thread of its own, for all task queues."""

    def __init__(
        self,
        deployment: Callable[[], Deployment],
        options: Options,
        environment: Callable[[Credentials], Mapping[str, str]],
        logs: LiveLogs,
        capacity: int,
    ) -> None:
        """Create a worker, which does nothing yet.

        Args:
            deployment: Function that returns the current deployment; a reset replaces it.
            options: Options of a client that has all scopes.
            environment: Function that returns the environment variables for credentials.
            logs: Logs that can be followed.
            capacity: Maximum number of runs at a time whose commands are executed.
        """
        self._deployment = deployment
        self._options = options
        self._environment = environment
        self._logs = logs
        self._capacity = capacity
        self._workers: dict[str, _QueueWorker] = {}
        self._loop = asyncio.new_event_loop()
        self._stopping = asyncio.Event()
        self._isFirstLook = True
        self._isFailing = False
        self._slots = asyncio.Semaphore(capacity)
        self._thread = threading.Thread(target=self._execute, name="BackgroundWorker", daemon=True)

    def start(self) -> None:
        """Start the thread."""
        self._thread.start()

    def stop(self) -> None:
        """Kill the commands, report their runs as `worker-shutdown`, and end the thread."""
        with suppress(RuntimeError):  # The thread has ended.
            self._loop.call_soon_threadsafe(self._stopping.set)
        self._thread.join()

    def _execute(self) -> None:
        with asyncio.Runner(loop_factory=lambda: self._loop) as runner:
            runner.run(self._work())

    async def _work(self) -> None:
        async with asyncio.TaskGroup() as group:
            while not self._stopping.is_set():
                pending = self._pendingTaskQueues()
                for taskQueueId in pending - {*self._workers}:
                    worker = self._workers[taskQueueId] = _QueueWorker()
                    group.create_task(self._workIn(taskQueueId, worker))
                for taskQueueId, worker in self._workers.items():
                    worker.look(isPending=taskQueueId in pending)
                with suppress(TimeoutError):
                    async with asyncio.timeout(LOOK_INTERVAL):
                        await self._stopping.wait()
            for worker in self._workers.values():
                worker.stop.set()

    def _pendingTaskQueues(self) -> set[str]:
        try:
            deployment = self._deployment()
            if self._isFirstLook:
                _endFormerRuns(deployment)
                self._isFirstLook = False
            pending = {*deployment.queue.pendingTaskQueues()}
        except Exception as error:  # noqa: BLE001  # It looks again: a full disk can get space.
            if not self._isFailing:
                log.warning("looking for tasks fails, and is repeated: %s", error)
            self._isFailing = True
            return set()
        self._isFailing = False
        return pending

    async def _workIn(self, taskQueueId: str, worker: _QueueWorker) -> None:
        try:
            # With connections of its own, because a call that waits for work occupies one.
            async with Queue(self._options) as queue:
                await work(
                    queue,
                    taskQueueId,
                    partial(self._handle, worker),
                    workerGroup=WORKER_GROUP,
                    workerId=_WORKER_ID,
                    capacity=self._capacity,
                    stop=worker.stop,
                )
        except Exception:  # noqa: BLE001  # It must not end the others.
            # If tasks are still pending, another worker is started.
            log.exception("the worker of task queue %s ended with an error", taskQueueId)
        finally:
            del self._workers[taskQueueId]

    async def _handle(self, worker: _QueueWorker, run: AsyncRun) -> Outcome:
        builtIn = _BUILT_IN.get(run.task.taskQueueId or "")
        if builtIn is not None:
            return builtIn
        worker.runs += 1
        try:
            async with self._slots:
                environment = self._environment(run.credentials)
                return await CommandRun(
                    run, environment, self._logs, lambda: self._lossOf(run)
                ).execute()
        finally:
            worker.runs -= 1

    def _lossOf(self, run: AsyncRun) -> str | None:
        return reasonOfEnd(self._deployment().queue, run.taskId, run.runId)
