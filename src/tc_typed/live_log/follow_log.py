"""Follow the log of a task until the task is resolved."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Generator
from typing import overload

from tc_typed.core.client import sessionOf
from tc_typed.core.errors import InvalidCall
from tc_typed.core.patience import RETRY_FOR
from tc_typed.core.texts import shownValue
from tc_typed.live_log.reading import LogReader
from tc_typed.queue.aio import Queue as AsyncQueue
from tc_typed.queue.client import Queue
from tc_typed.transfers.async_io import AsyncIO
from tc_typed.transfers.maybe_await import runSync
from tc_typed.transfers.sync_io import SyncIO

LIVE_LOG = "public/logs/live.log"
"""Default name of the log's artifact."""


@overload
def followLog(
    queue: Queue, taskId: str, *, name: str = LIVE_LOG, retryFor: float = RETRY_FOR
) -> Generator[str]: ...
@overload
def followLog(
    queue: AsyncQueue, taskId: str, *, name: str = LIVE_LOG, retryFor: float = RETRY_FOR
) -> AsyncGenerator[str]: ...


def followLog(
    queue: Queue | AsyncQueue, taskId: str, *, name: str = LIVE_LOG, retryFor: float = RETRY_FOR
) -> Generator[str] | AsyncGenerator[str]:
    r"""Follow the log of a task, line by line, until the task is resolved.

    It waits until the task runs, and yields each line as soon as it arrives. If the connection
    breaks, it continues after the last line. When the run ends, it reads the rest from the complete
    log. If the queue retries the task, it continues with the log of the new run. It starts with the
    latest run, so for a resolved task it yields the complete log of the last run.

    Not every worker has live logs. Others upload their log at the end of the run; then all lines
    arrive at the end. A run without a log has no lines.

    Lines end with `\n` or `\r\n`, which is removed; a single `\r` stays in the line. Bytes that are
    not UTF-8 become U+FFFD. A line is cut after 1,048,576 characters.

    The task chooses the content and the URL of its log. The URL is requested without credentials.
    Lines may contain control characters, such as escape sequences for terminals, and a log may be
    endless. Each log uses one of the client's 100 connections for downloads.

    To stop early, close the iterator, for example with `contextlib.closing` or, if it is async,
    `contextlib.aclosing`.

    Args:
        queue: Client of the queue, sync or async.
        taskId: Slugid of the task.
        name: Name of the log's artifact.
        retryFor: Seconds for which calls, or reads of the log, may fail in a row before an error is
            raised. Connection errors, server errors, rate limits and, if a credentials provider can
            renew them, expired credentials are retried for that long, and so is each error response
            to a request for the log. The client's own retries come first. A cut connection is no
            failure while the run continues, if all earlier lines were received again. If a run
            ended as an exception, its worker may be lost; then the rest of its log is skipped
            instead.

    Returns:
        An iterator, or an async one if the queue is async.

    Raises:
        TaskclusterFailure: if calls or reads fail for longer than `retryFor`, or with an error that
            is not temporary, such as `ResourceNotFound` for an unknown task. `FailedDependency`
            means that the worker reported an error instead of the log.
        InvalidCall: if an argument is invalid.

    Example:
        ```python
        for line in followLog(queue, taskId):
            print(line, flush=True)
        ```

    API: `status`, `artifact`. Scopes: `queue:status:<taskId>`, `queue:get-artifact:<name>`.
    """
    _check(queue, retryFor)
    if isinstance(queue, AsyncQueue):
        io = AsyncIO("queue", queue, None)
        return LogReader(io, taskId, name, retryFor, sessionOf(queue).isTemporary).lines()
    syncIO = SyncIO("queue", queue, None)
    return _blocking(
        LogReader(syncIO, taskId, name, retryFor, sessionOf(queue).isTemporary).lines()
    )


def _blocking(lines: AsyncGenerator[str]) -> Generator[str]:
    """Iterate over lines whose I/O blocks, without an event loop."""
    try:
        while True:
            try:
                line = runSync(lines.asend(None))
            except StopAsyncIteration:
                return
            yield line
    finally:
        runSync(lines.aclose())


def _check(queue: object, retryFor: float) -> None:
    if not isinstance(queue, Queue | AsyncQueue):
        given = type(queue).__name__
        raise InvalidCall("followLog", f"queue must be a Queue, sync or async, got {given}")
    if not retryFor >= 0:  # NaN neither
        raise InvalidCall("followLog", f"retryFor must be 0 or more, got {shownValue(retryFor)}")
