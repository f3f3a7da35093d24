"""Workers: claim runs of tasks, execute them, and report their outcomes."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Collection, Coroutine
from contextlib import AbstractAsyncContextManager, AbstractContextManager
from signal import Signals
from typing import overload

from tc_typed.core.errors import InvalidCall
from tc_typed.queue.aio import Queue as AsyncQueue
from tc_typed.queue.client import Queue
from tc_typed.worker import aio, threads
from tc_typed.worker.run import AsyncRun, Run
from tc_typed.worker.settings import WorkerSettings


@overload
def work(
    queue: Queue,
    taskQueueId: str,
    handle: threads.Handler,
    *,
    workerGroup: str,
    workerId: str,
    capacity: int = 1,
    stop: threading.Event | None = None,
    signals: Collection[Signals] = (),
) -> None: ...


@overload
def work(
    queue: AsyncQueue,
    taskQueueId: str,
    handle: aio.Handler,
    *,
    workerGroup: str,
    workerId: str,
    capacity: int = 1,
    stop: asyncio.Event | None = None,
    signals: Collection[Signals] = (),
) -> Coroutine[object, None, None]: ...


def work(
    queue: Queue | AsyncQueue,
    taskQueueId: str,
    handle: threads.Handler | aio.Handler,
    *,
    workerGroup: str,
    workerId: str,
    capacity: int = 1,
    stop: threading.Event | asyncio.Event | None = None,
    signals: Collection[Signals] = (),
) -> Coroutine[object, None, None] | None:
    """Claim runs of tasks, execute each with a function, and report its outcome, until stopped.

    While a run is executed, its claim is renewed. When the claim is lost, because the run was
    cancelled or its deadline has passed, for example, the body must end: an async one is cancelled,
    a sync one should look at `run.lost` or call `run.raiseIfLost()` now and then.

    What ends the body decides what is reported to the queue:

    - `"completed"` or `None` is returned: completed
    - `"failed"` is returned: failed
    - `RunException`, also from `run.payloadAs`: an exception with its reason
    - any other exception, also `SystemExit`: an exception with the reason `internal-error`; it is
        logged
    - the worker stops: an exception with the reason `worker-shutdown`, so the queue retries the
      task, unless the body still returns an outcome

    Nothing new is claimed while `capacity` runs are executed. While the queue is away, the worker
    retries, after waits of up to 30 seconds, or up to an hour if the queue asks for that. Reports
    are retried until the claim expires.

    Stop a worker with `stop` or a signal in `signals`, or interrupt it: cancel the async form, or
    press Ctrl-C. It then claims nothing new, ends its runs and reports them. That takes some
    seconds: 3 for a call that waits for work, and up to 30 for reports that fail. Interrupt it once
    more to end at once.

    Args:
        queue: Client of the queue, sync or async, with the worker's credentials.
        taskQueueId: Name of the task queue, as `<provisionerId>/<workerType>`.
        handle: Body of the tasks, a coroutine function if the queue is async. A sync one is called
            in a thread of its own.
        workerGroup: Group of the worker.
        workerId: Id of the worker, unique within its group.
        capacity: Maximum number of runs at a time.
        stop: Event that stops the worker when it is set: a `threading.Event`, or an
            `asyncio.Event` if the queue is async.
        signals: Signals that stop the worker, such as `[SIGTERM, SIGINT]`. By default none is
            handled. They can only be handled in the main thread.

    Raises:
        TaskclusterFailure: if work can't be claimed for a reason that is not temporary, such as
            `InsufficientScopes`. The worker first waits for the runs at that time, and reports
            them.
        RuntimeError: if the system refuses to start more threads. The same is done first.
        InvalidCall: if an argument is invalid.

    Example:
        ```python
        async def handle(run: AsyncRun) -> Outcome:
            payload = run.payloadAs(Payload)  # your own pydantic model
            process = await asyncio.create_subprocess_exec(*payload.command)
            return "failed" if await process.wait() else "completed"


        async with aio.Queue(optionsFromEnvironment()) as queue:
            await work(queue, "proj-example/ci", handle, workerGroup="home", workerId="one")
        ```

    API: `claimWork`, `reclaimTask`, `reportCompleted`, `reportFailed`, `reportException`. Scopes:
    `queue:claim-work:<taskQueueId>` and `queue:worker-id:<workerGroup>/<workerId>`.
    """
    settings = WorkerSettings(taskQueueId, workerGroup, workerId, capacity)
    if isinstance(queue, AsyncQueue):
        if isinstance(stop, threading.Event):  # Its wait would block the event loop.
            raise InvalidCall("worker.work", "stop must be an asyncio.Event with an async queue")
        # The overloads declare which handlers and events belong to which queue.
        return aio.work(queue, settings, handle, stop, signals)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]  # see above
    _checkQueue("worker.work", queue)
    threads.work(queue, settings, handle, stop, signals)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]  # see above
    return None


@overload
def claimed(
    queue: Queue, taskQueueId: str, *, workerGroup: str, workerId: str
) -> AbstractContextManager[Run]: ...


@overload
def claimed(
    queue: AsyncQueue, taskQueueId: str, *, workerGroup: str, workerId: str
) -> AbstractAsyncContextManager[AsyncRun]: ...


def claimed(
    queue: Queue | AsyncQueue, taskQueueId: str, *, workerGroup: str, workerId: str
) -> AbstractContextManager[Run] | AbstractAsyncContextManager[AsyncRun]:
    """Wait for one run, claim it, and execute it in a block, whose end is reported.

    The claim is renewed during the block. At its end, `run.outcome` is reported, which is
    `completed` unless you set it to `failed`. An exception is reported like one of `handle` in
    `work`, and leaves the block. Cancellation and Ctrl-C are reported as `worker-shutdown`.

    When the claim is lost, the async form cancels the block. It raises `RunLost` at the end then,
    and so does the sync form, whose block should look at `run.lost` now and then.

    Args:
        queue: Client of the queue, sync or async, with the worker's credentials.
        taskQueueId: Name of the task queue, as `<provisionerId>/<workerType>`.
        workerGroup: Group of the worker.
        workerId: Id of the worker, unique within its group.

    Returns:
        Context manager, which yields the run.

    Raises:
        RunLost: at the end of the block, if the claim was lost.
        TaskclusterFailure: if no run can be claimed, or if the outcome can't be reported.
        InvalidCall: if an argument is invalid.

    Example:
        ```python
        with claimed(queue, "proj-example/ci", workerGroup="home", workerId="one") as run:
            done = subprocess.run(run.payloadAs(Payload).command)
            run.outcome = "failed" if done.returncode else "completed"
        ```

    API: as for `work`, with the same scopes.
    """
    settings = WorkerSettings(taskQueueId, workerGroup, workerId)
    if isinstance(queue, AsyncQueue):
        return aio.claimed(queue, settings)
    _checkQueue("worker.claimed", queue)
    return threads.claimed(queue, settings)


def _checkQueue(call: str, queue: object) -> None:
    if not isinstance(queue, Queue):
        given = type(queue).__name__
        raise InvalidCall(call, f"queue must be a Queue, sync or async, got {given}")
