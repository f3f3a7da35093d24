"""Workers of every kind of client, which run in the background, and samples of responses."""

from __future__ import annotations

import asyncio
import sys
import threading
import time
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Final, Literal, TypeAlias, get_args

import httpx
import httpx2
import pytest
from httpx_aiohttp import HttpxAiohttpClient
from pydantic import BaseModel, JsonValue
from tests.testing.samples import definition
from typing_extensions import override

from tc_typed import Queue, aio, slugId
from tc_typed.core.options import AsyncOptions, Options
from tc_typed.queue import (
    ClaimedTask,
    ClaimWorkResponse,
    ExceptionReason,
    ReclaimTaskResponse,
    TaskCredentials,
)
from tc_typed.queue import aio as queueAio
from tc_typed.testing import LocalTaskcluster, sample
from tc_typed.worker import AsyncRun, Outcome, Run, RunException, work

TASK_QUEUE = "proj-example/ci"
GROUP, WORKER = "home", "one"
BOUND = 30.0
"""Seconds after which something that has not happened fails a test."""

SYNC_KINDS: Final = ("sync", "sync, own httpx", "sync, own httpx2")
ASYNC_KINDS: Final = (
    "async over aiohttp",
    "async over httpx",
    "async, own httpx",
    "async, own httpx2",
    "async, own httpx over aiohttp",
)
KINDS: Final = (*SYNC_KINDS, *ASYNC_KINDS)
USUAL_KINDS: Final = ("sync", "async over aiohttp")

Action: TypeAlias = (
    Literal["complete", "nothing", "fail", "raise", "nonsense", "exit", "wait", "ignore", "deny"]
    | ExceptionReason
)
"""Behaviour of the body of a task. `wait` waits until it is released, or ends when it is lost;
`ignore` then returns an outcome, and `deny` raises an error."""

EXCEPTIONS: Final[tuple[ExceptionReason, ...]] = get_args(ExceptionReason)


class Payload(BaseModel):
    """Payload of the tasks of these tests."""

    do: Action


class BodyError(Exception):
    """Error of a task's body."""


def waitUntil(condition: Callable[[], bool]) -> None:
    end = time.monotonic() + BOUND
    while not condition():
        assert time.monotonic() < end, "it did not happen"
        time.sleep(0.005)


def createTask(
    local: LocalTaskcluster,
    do: Action = "complete",
    *,
    retries: int = 0,
    lasts: timedelta = timedelta(hours=12),
    **fields: object,
) -> str:
    """Create a task; return its id."""
    taskId, payload = slugId(), dict[str, JsonValue](do=do)
    task = definition(
        local.clock.now(),
        lasts,
        **{"taskQueueId": TASK_QUEUE, "payload": payload, "retries": retries, **fields},
    )
    local.client(Queue).createTask(taskId, task)
    return taskId


def resolutions(local: LocalTaskcluster, taskId: str) -> list[str]:
    """Return the states of a task's runs, with the reasons of exceptions."""
    runs = local.client(Queue).status(taskId).status.runs
    return [run.reasonResolved or run.state for run in runs]


class Bodies:
    """Bodies of tasks, which do what the payload says, and note what they see."""

    def __init__(self) -> None:
        self.started: list[str] = []
        """Ids of the tasks whose bodies have begun."""
        self.ended: list[str] = []
        self.lost: list[str] = []
        """Ids of the tasks whose bodies were told to end."""
        self.release = threading.Event()
        """Ends the bodies that wait."""
        self.most = 0
        """Maximum number of bodies at a time."""
        self._lock = threading.Lock()

    def _begin(self, run: Run | AsyncRun) -> Action:
        do = run.payloadAs(Payload).do
        with self._lock:
            self.started.append(run.taskId)
            self.most = max(self.most, len(self.started) - len(self.ended))
        return do

    def _end(self, run: Run | AsyncRun) -> None:
        with self._lock:
            self.ended.append(run.taskId)

    def _act(self, run: Run | AsyncRun, do: Action) -> Outcome | None:
        match do:
            case "fail":
                return "failed"
            case "nothing":
                return None
            case "raise":
                raise BodyError("the body failed")
            case "exit":
                sys.exit(3)
            case "nonsense":
                return "done"  # type: ignore[return-value]  # pyright: ignore[reportReturnType]  # untyped callers
            case "complete" | "wait":
                return "completed"
            case "ignore" | "deny":
                if run.lost and do == "deny":
                    raise BodyError("the body failed in its cleanup")
                return "completed"
            case reason:
                raise RunException(reason, "the body says so")

    def sync(self, run: Run) -> Outcome | None:
        do = self._begin(run)
        try:
            while do in ("wait", "ignore", "deny") and not self.release.wait(0.005):
                if run.lost:
                    self.lost.append(run.taskId)
                    if do == "wait":
                        run.raiseIfLost()
                    break
            return self._act(run, do)
        finally:
            self._end(run)

    async def aio(self, run: AsyncRun) -> Outcome | None:
        do = self._begin(run)
        try:
            while do in ("wait", "ignore", "deny") and not self.release.is_set():
                try:
                    await asyncio.sleep(0.005)
                except asyncio.CancelledError:
                    assert run.lost
                    self.lost.append(run.taskId)
                    if do == "wait":
                        raise
                    break
            return self._act(run, do)
        finally:
            self._end(run)


class Working(ABC):
    """A worker in the background."""

    def __init__(self, capacity: int) -> None:
        self.bodies = Bodies()
        self.error: BaseException | None = None
        self._capacity = capacity
        self._thread = threading.Thread(target=self._runNoting, daemon=True)

    def _runNoting(self) -> None:
        try:
            self._run()
        except BaseException as error:  # noqa: BLE001  # the test checks it
            self.error = error

    @abstractmethod
    def _run(self) -> None:
        """Work until stopped."""

    @abstractmethod
    def stop(self) -> None:
        """Set the event that stops the worker."""

    def start(self) -> None:
        self._thread.start()

    @property
    def isAlive(self) -> bool:
        return self._thread.is_alive()

    def join(self) -> None:
        """Wait until the worker has ended, and raise its error."""
        self._thread.join(BOUND)
        assert not self._thread.is_alive(), "the worker did not end"
        if self.error is not None:
            raise self.error

    def finishIfAlive(self) -> None:
        if self.isAlive:
            self.finish()

    def finish(self) -> None:
        """Stop the worker, and wait until it has ended."""
        self.stop()
        self.join()


class SyncWorking(Working):
    """A worker with a sync client."""

    def __init__(self, kind: str, capacity: int, client: type[Queue], options: Options) -> None:
        super().__init__(capacity)
        self._event = threading.Event()
        self.isOwn = "own" in kind
        self._http = httpx2.Client() if "httpx2" in kind else httpx.Client()
        if self.isOwn:
            options["httpClient"] = self._http
        self.queue = client(options)

    @override
    def _run(self) -> None:
        with self._http, self.queue:
            work(
                self.queue,
                TASK_QUEUE,
                self.bodies.sync,
                workerGroup=GROUP,
                workerId=WORKER,
                capacity=self._capacity,
                stop=self._event,
            )

    @override
    def stop(self) -> None:
        self._event.set()


class AsyncWorking(Working):
    """A worker with an async client, whose event loop is in a thread."""

    def __init__(
        self, kind: str, capacity: int, client: type[queueAio.Queue], options: AsyncOptions
    ) -> None:
        super().__init__(capacity)
        self._kind = kind
        self._client = client
        self._options = options
        self._ready = threading.Event()

    @override
    def start(self) -> None:
        super().start()
        assert self._ready.wait(BOUND)

    @override
    def _run(self) -> None:
        asyncio.run(self._main())

    async def _main(self) -> None:
        self._loop, self._event = asyncio.get_running_loop(), asyncio.Event()
        task = asyncio.current_task()
        assert task is not None
        self._task = task
        self._ready.set()
        http = self._newHttp()
        if http is not None:
            self._options["httpClient"] = http
        try:
            async with self._client(self._options) as queue:
                await work(
                    queue,
                    TASK_QUEUE,
                    self.bodies.aio,
                    workerGroup=GROUP,
                    workerId=WORKER,
                    capacity=self._capacity,
                    stop=self._event,
                )
        finally:
            if http is not None:
                await http.aclose()

    def _newHttp(self) -> httpx.AsyncClient | httpx2.AsyncClient | None:
        match self._kind:
            case "async, own httpx over aiohttp":
                return HttpxAiohttpClient()
            case "async, own httpx2":
                return httpx2.AsyncClient()
            case "async, own httpx":
                return httpx.AsyncClient()
            case _:
                return None

    @override
    def stop(self) -> None:
        self._loop.call_soon_threadsafe(self._event.set)

    def cancel(self) -> None:
        self._loop.call_soon_threadsafe(self._task.cancel)


def newWorker(
    kind: str,
    local: LocalTaskcluster,
    monkeypatch: pytest.MonkeyPatch,
    capacity: int = 1,
    **options: object,
) -> Working:
    """Return a worker that is not started yet."""
    given: Mapping[str, object] = {"delayFactor": 0.01, **local.options(), **options}
    if kind == "async over httpx":
        # As if the extra `aiohttp` was not installed.
        monkeypatch.setitem(sys.modules, "tc_typed.core.transport.aiohttp", None)
    if kind.startswith("sync"):
        return SyncWorking(kind, capacity, Queue, Options(**given))  # type: ignore[typeddict-item]  # pyright: ignore[reportArgumentType]  # the client checks them
    return AsyncWorking(kind, capacity, aio.Queue, AsyncOptions(**given))  # type: ignore[typeddict-item]  # pyright: ignore[reportArgumentType]  # the client checks them


# Samples of responses


def claimedTask(
    seconds: float = 1200.0, started: datetime | None = None, *, hasStarted: bool = True
) -> ClaimedTask:
    """Return a claim that lasts for some seconds by the queue's clock."""
    began = started or datetime.now(UTC)
    run = {"runId": 0, "state": "running", "started": began if hasStarted else None}
    return sample(
        ClaimedTask,
        runId=0,
        takenUntil=began + timedelta(seconds=seconds),
        status={"state": "running", "runs": [run]},
    )


def reclaimed(claim: ClaimedTask, takenUntil: datetime) -> ReclaimTaskResponse:
    """Return a response that renews a claim."""
    return sample(
        ReclaimTaskResponse,
        status=claim.status,
        takenUntil=takenUntil,
        credentials=TaskCredentials(clientId="c", accessToken="t", certificate="{}"),
    )


def noWork() -> ClaimWorkResponse:
    return ClaimWorkResponse(tasks=[])
