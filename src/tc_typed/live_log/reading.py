"""Reading of a task's log as an async generator, for both the sync and the async API."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import aclosing
from typing import TypeVar

from tc_typed.core.errors import ResourceNotFound, StorageFailure, TaskclusterFailure
from tc_typed.core.logs import log as logger
from tc_typed.core.patience import Patience
from tc_typed.core.retry import isTemporary
from tc_typed.live_log.pace import Pace
from tc_typed.live_log.run_log import RunLog
from tc_typed.queue.models import TaskRun, TaskStatus
from tc_typed.queue.operations import status
from tc_typed.transfers.downloads import DownloadLocation, locateArtifact, openLocation
from tc_typed.transfers.io import TransferIO

T = TypeVar("T")

SILENCE = 300.0
"""Seconds for which a live log may be silent. Then it is requested again, because the connection
may be dead."""

_OVER = ("completed", "failed", "exception")
"""States of runs that are over."""


class LogReader:
    """Reads the log of a task until the task is resolved."""

    def __init__(
        self,
        io: TransferIO,
        taskId: str,
        name: str,
        retryFor: float,
        isCallTemporary: Callable[[TaskclusterFailure], bool],
    ) -> None:
        """Set up; nothing is sent yet.

        Args:
            io: I/O with a client of the queue.
            taskId: Slugid of the task.
            name: Name of the log's artifact.
            retryFor: Seconds for which calls, or reads of the log, may fail in a row.
            isCallTemporary: Function that tells whether a failed call may succeed later.
        """
        self._io = io
        self._taskId = taskId
        self._name = name
        self._call = f"followLog {taskId}/{name}"
        self._calls = Patience(retryFor, isCallTemporary)
        self._reads = Patience(retryFor, _isReadTemporary)
        self._pace = Pace()
        self._state: str | None = None  # of the run at the last attempt

    async def lines(self) -> AsyncGenerator[str]:
        """Yield lines as they arrive.

        Raises:
            TaskclusterFailure: if calls or reads fail for too long, or can't succeed.
        """
        task = await self._status()
        while not task.runs:
            await self._io.pause(self._pace.nextWait())
            task = await self._status()
        log = RunLog(self._call, len(task.runs) - 1)
        while True:
            run, before = task.runs[log.runId], log.position
            async with aclosing(self._attempt(log, run)) as lines:
                async for line in lines:
                    yield line
            wait = self._waitAfter(log, run, hasNew=log.position > before)
            if wait is not None:
                await self._io.pause(wait)
            else:
                for line in log.end():
                    yield line
                if log.runId == len(task.runs) - 1:
                    return
                log = RunLog(self._call, log.runId + 1)
            task = await self._status()

    async def _attempt(self, log: RunLog, run: TaskRun) -> AsyncGenerator[str]:
        """Read the log once, if there is one, and yield its new lines."""
        log.beginAttempt(isOver=run.state in _OVER)
        if run.state != self._state:
            self._state = run.state
            self._pace.afterChange()
        if run.state == "pending" or not (log.isOver or self._pace.isReadDue):
            return
        location = await self._locate(log.runId)
        if location is None:
            log.isWhole = log.isOver  # Until the run is over, there may yet be a log.
            return
        try:
            silence = 0.0 if log.isOver else SILENCE
            headers = log.request(location.hashes)
            response = await openLocation(self._io, self._call, location, headers, silence)
            try:
                log.begin(response.status, response.headers)
                while piece := await response.read():
                    for line in log.receive(piece):
                        yield line
            finally:
                await response.close()
            log.endResponse()
        except TaskclusterFailure as failure:
            log.fail(failure)

    def _waitAfter(self, log: RunLog, run: TaskRun, *, hasNew: bool) -> float | None:
        """Return the seconds to wait after an attempt; `None` if the run's log was read to its end.

        Raises:
            TaskclusterFailure: if reads fail for too long.
        """
        if hasNew or log.failure is None:
            self._reads.afterSuccess()
        if hasNew:
            self._pace.afterChange()
        if log.failure is not None:
            try:
                return self._reads.afterFailure(log.failure)
            except TaskclusterFailure as failure:
                # The worker may have disappeared together with its live log.
                if run.state != "exception" or not _isReadTemporary(failure):
                    raise
                logger.warning("%s; the rest of run %d's log is lost", failure, log.runId)
            self._reads.afterSuccess()  # The next run has a worker of its own.
            return None
        if log.isWhole:
            if log.isOver:
                return None
            self._pace.afterEnd()
        return self._pace.nextWait()

    async def _status(self) -> TaskStatus:
        response = await self._retrying(lambda: self._io.calls.call(status, self._taskId))
        return response.status

    async def _locate(self, runId: int) -> DownloadLocation | None:
        """Request the location of a run's log; `None` if there is none."""
        try:
            return await self._retrying(
                lambda: locateArtifact(
                    self._io, self._call, self._taskId, runId, self._name, isManaged=False
                )
            )
        except ResourceNotFound:
            return None

    async def _retrying(self, call: Callable[[], Awaitable[T]]) -> T:
        """Make a call, and retry temporary failures."""
        while True:
            try:
                result = await call()
            except TaskclusterFailure as error:
                failure = error
            else:
                self._calls.afterSuccess()
                return result
            # Raised outside the except block, so that the failure is not its own context.
            await self._io.pause(self._calls.afterFailure(failure))


def _isReadTemporary(failure: TaskclusterFailure) -> bool:
    # A live log's URL may not work yet, or any more: then the artifact will be replaced.
    return isTemporary(failure) or isinstance(failure, StorageFailure)
