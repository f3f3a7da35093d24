"""Logs of tasks of a local Taskcluster, from their creation to their end."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from contextlib import aclosing
from threading import Event

import pytest
from tests.core.loopback import Behaviour, Connection, Received, loopback
from tests.live_log.followers import KINDS, following
from tests.live_log.logs import CHUNKED, Reply, chunk
from tests.testing.samples import definition

from tc_typed import (
    ClientClosed,
    InvalidCall,
    ResourceNotFound,
    TaskclusterFailure,
    aio,
    followLog,
    slugId,
)
from tc_typed.core.aio import AsyncSession
from tc_typed.core.options import AnyOptions
from tc_typed.core.sync import Session
from tc_typed.queue import (
    ClaimedTask,
    ClaimWorkRequest,
    LinkArtifactRequest,
    Queue,
    RedirectArtifactRequest,
    ReportExceptionRequest,
)
from tc_typed.testing import LocalTaskcluster
from tc_typed.testing.faults import (
    DropConnection,
    ExpiredCredentials,
    Fault,
    RateLimit,
    ServerError,
)
from tc_typed.times import fromNow
from tc_typed.transfers import uploadArtifactFromBuf

TASK_QUEUE = "provisioner/worker"
LOG = "public/logs/live.log"
BACKING_LOG = "public/logs/live_backing.log"

ANY_KIND = pytest.mark.parametrize("kind", KINDS)

FAULTS: list[Fault] = [
    ServerError(),
    ServerError(503),
    RateLimit(retryAfter=3),
    DropConnection(),
    DropConnection("midResponse"),
    ExpiredCredentials(),
]


@pytest.fixture(scope="module")
def _server() -> Iterator[LocalTaskcluster]:
    with LocalTaskcluster(claimWait=0) as running:
        yield running


@pytest.fixture
def local(_server: LocalTaskcluster) -> Iterator[LocalTaskcluster]:
    _server.reset()
    yield _server
    _server.closeClients()


class Worker:
    """A worker that takes one step during each wait of a follower, which takes no time."""

    def __init__(self, local: LocalTaskcluster, patch: pytest.MonkeyPatch) -> None:
        self.taskId = slugId()
        self.queue = local.client(Queue)
        self.steps: list[Callable[[], object]] = []
        self._claims: list[ClaimedTask] = []
        patch.setattr(Session, "pause", self._step)
        patch.setattr(AsyncSession, "pause", self._asyncStep)

    async def _asyncStep(self, seconds: float) -> None:
        await asyncio.to_thread(self._step, seconds)

    def _step(self, _: float) -> None:
        if self.steps:
            self.steps.pop(0)()

    def create(self) -> None:
        self.queue.createTask(self.taskId, definition(taskQueueId=TASK_QUEUE))

    def createUnscheduled(self) -> None:
        needed = slugId()
        self.queue.createTask(needed, definition(taskQueueId="other/worker"))
        waiting = definition(taskQueueId=TASK_QUEUE, dependencies=[needed])
        self.queue.createTask(self.taskId, waiting)

    def claim(self) -> None:
        request = ClaimWorkRequest(workerGroup="group", workerId="worker")
        self._claims += self.queue.claimWork(TASK_QUEUE, request).tasks

    @property
    def runId(self) -> int:
        return self._claims[-1].runId

    @property
    def own(self) -> Queue:
        """Client with the credentials of the task."""
        return self.queue.use(credentials=self._claims[-1].credentials)

    def publish(self, url: str) -> None:
        """Let the artifact redirect to a live log."""
        request = RedirectArtifactRequest(
            expires=fromNow("1 hour"), url=url, contentType="text/plain"
        )
        self.own.createArtifact(self.taskId, self.runId, LOG, request)

    def upload(self, content: bytes, name: str = LOG) -> None:
        uploadArtifactFromBuf(
            taskId=self.taskId,
            runId=self.runId,
            name=name,
            contentType="text/plain",
            expires=fromNow("1 hour"),
            storageType="s3",
            data=content,
            queueService=self.own,
        )

    def link(self) -> None:
        """Replace the live log by the complete one."""
        request = LinkArtifactRequest(
            expires=fromNow("1 hour"), artifact=BACKING_LOG, contentType="text/plain"
        )
        self.own.createArtifact(self.taskId, self.runId, LOG, request)

    def complete(self) -> None:
        self.own.reportCompleted(self.taskId, self.runId)

    def abort(self) -> None:
        self.own.reportException(
            self.taskId, self.runId, ReportExceptionRequest(reason="worker-shutdown")
        )


@pytest.fixture
def worker(local: LocalTaskcluster, monkeypatch: pytest.MonkeyPatch) -> Worker:
    return Worker(local, monkeypatch)


def growing(*logs: bytes) -> Behaviour:
    """Serve the logs of runs, whose connections break after ever more bytes."""
    ends = [0] * len(logs)

    def behave(connection: Connection, received: Received) -> None:
        runId = int(received.target.rpartition("/")[2])
        ends[runId] += 4
        log = logs[runId]
        cut = None if ends[runId] >= len(log) else ends[runId]
        Reply(content=log, cut=cut)(connection, received)

    return behave


def read(kind: str, local: LocalTaskcluster, worker: Worker, retryFor: float = 60.0) -> list[str]:
    options: AnyOptions = {"rootUrl": local.rootUrl, "credentials": lambda: local.credentials}
    with following(kind, options) as follower:
        return [*follower.lines(worker.taskId, retryFor=retryFor)]


@ANY_KIND
def test_a_log_is_followed_through_all_runs_under_faults(
    kind: str, local: LocalTaskcluster, worker: Worker
) -> None:
    with loopback(growing(b"first run\nis abor", b"second run\ntests\n")) as livelog:
        worker.createUnscheduled()
        worker.steps = [
            lambda: worker.queue.scheduleTask(worker.taskId),
            worker.claim,
            lambda: worker.publish(f"{livelog.url}/log/0"),
            *[lambda: None] * 6,
            lambda: worker.upload(b"first run\nis aborted", BACKING_LOG),
            worker.link,
            worker.abort,
            worker.claim,
            lambda: worker.publish(f"{livelog.url}/log/1"),
            *[lambda: None] * 20,
            lambda: worker.upload(b"second run\ntests\nsucceed\n", BACKING_LOG),
            worker.link,
            worker.complete,
        ]
        calls = ("queue.status", "queue.artifact", "storage.get")
        faults = [local.faults.add(fault, call, share=0.08) for fault in FAULTS for call in calls]
        lines = read(kind, local, worker)
    assert lines == ["first run", "is aborted", "second run", "tests", "succeed"]
    assert sum(fault.hits for fault in faults) > 0
    assert len(livelog.received) >= 3


@ANY_KIND
def test_without_a_live_log_all_lines_come_at_the_end(
    kind: str, local: LocalTaskcluster, worker: Worker
) -> None:
    worker.create()
    worker.steps = [
        worker.claim,
        lambda: None,
        lambda: worker.upload(b"one\ntwo"),
        worker.complete,
    ]
    assert read(kind, local, worker) == ["one", "two"]


def test_of_a_resolved_task_the_last_run_is_read(local: LocalTaskcluster, worker: Worker) -> None:
    worker.create()
    worker.claim()
    worker.upload(b"first")
    worker.abort()
    worker.claim()
    worker.upload(b"second")
    worker.complete()
    for kind in ("sync", "async over aiohttp"):
        assert read(kind, local, worker) == ["second"]


def test_a_run_without_a_log_is_skipped(local: LocalTaskcluster, worker: Worker) -> None:
    worker.create()
    worker.claim()
    worker.steps = [worker.abort, worker.claim, lambda: worker.upload(b"log"), worker.complete]
    assert read("sync", local, worker) == ["log"]


def test_tasks_without_any_log_have_no_lines(local: LocalTaskcluster, worker: Worker) -> None:
    worker.createUnscheduled()
    worker.steps = [lambda: worker.queue.cancelTask(worker.taskId)]
    assert read("sync", local, worker) == []


def test_a_lost_worker_does_not_use_up_the_time_of_the_next_run(
    local: LocalTaskcluster, worker: Worker
) -> None:
    served: list[str] = []

    def livelog(connection: Connection, received: Received) -> None:
        served.append(received.target)
        if served.count("/1") < 2:
            connection.hangUp()
        else:
            Reply(content=b"one\n")(connection, received)

    def retry() -> None:
        worker.abort()
        worker.claim()
        worker.publish(f"{server.url}/1")

    def completeAfterRead() -> None:
        if served.count("/1") < 2:
            worker.steps.append(completeAfterRead)
        else:
            worker.complete()

    worker.create()
    worker.claim()
    worker.steps = [retry, completeAfterRead]
    with loopback(livelog) as server:
        worker.publish(f"{server.url}/0")
        assert read("sync", local, worker, retryFor=0.5) == ["one"]


def test_another_artifact_can_be_followed(worker: Worker) -> None:
    worker.create()
    worker.claim()
    worker.upload(b"other", "public/build.log")
    worker.complete()
    assert [*followLog(worker.queue, worker.taskId, name="public/build.log")] == ["other"]


@ANY_KIND
def test_an_unknown_task_is_an_error(kind: str, local: LocalTaskcluster, worker: Worker) -> None:
    with pytest.raises(ResourceNotFound):
        read(kind, local, worker)


@pytest.mark.parametrize("call", ["queue.status", "queue.artifact"])
@pytest.mark.parametrize("kind", ["sync", "async over aiohttp"])
def test_a_lasting_failure_is_raised(
    call: str, kind: str, local: LocalTaskcluster, worker: Worker
) -> None:
    worker.create()
    worker.claim()
    fault = local.faults.add(ServerError(), call)
    with pytest.raises(TaskclusterFailure, match="InternalServerError") as caught:
        read(kind, local, worker, retryFor=0)
    assert fault.hits == 1
    assert caught.value.__context__ is None


def test_missing_scopes_are_an_error(local: LocalTaskcluster, worker: Worker) -> None:
    worker.create()
    worker.claim()
    queue = local.client(Queue, scopes=["queue:status:*"])
    with pytest.raises(TaskclusterFailure, match="InsufficientScopes"):
        next(followLog(queue, worker.taskId, name="private/log"))


def test_a_client_that_is_closed_during_a_wait_ends_it(worker: Worker) -> None:
    worker.create()
    worker.steps = [worker.queue.close]
    with pytest.raises(ClientClosed):
        next(followLog(worker.queue, worker.taskId))


def test_a_client_that_is_closed_while_a_log_is_silent_ends_it(worker: Worker) -> None:
    def closeClient(connection: Connection, _: Received) -> None:
        connection.send(CHUNKED + chunk(b"one\n"))
        assert isRead.wait(5)
        worker.queue.close()

    isRead = Event()
    worker.create()
    worker.claim()
    with loopback(closeClient) as livelog:
        worker.publish(livelog.url)
        lines = followLog(worker.queue, worker.taskId)
        assert next(lines) == "one"
        isRead.set()
        with pytest.raises(ClientClosed):
            next(lines)


def test_a_cancelled_follower_closes_its_connection_and_leaves_the_client_usable(
    local: LocalTaskcluster, worker: Worker
) -> None:
    worker.create()
    worker.claim()

    async def main(url: str) -> str:
        worker.publish(url)
        async with local.client(aio.Queue) as queue:
            isRead = asyncio.Event()

            async def follow() -> None:
                async with aclosing(followLog(queue, worker.taskId)) as lines:
                    async for line in lines:
                        assert line == "one"
                        isRead.set()

            following = asyncio.create_task(follow())
            await isRead.wait()
            following.cancel()
            with pytest.raises(asyncio.CancelledError):
                await following
            return (await queue.status(worker.taskId)).status.state

    def stayOpen(connection: Connection, _: Received) -> None:
        connection.send(CHUNKED + chunk(b"one\n"))
        while connection.peer.recv(100):
            pass
        ended.set()

    ended = Event()
    with loopback(stayOpen) as livelog:
        assert asyncio.run(main(livelog.url)) == "running"
        assert ended.wait(5)


def test_arguments_are_checked_at_once(local: LocalTaskcluster) -> None:
    queue = local.client(Queue)
    for retryFor in (-1, float("nan")):
        with pytest.raises(InvalidCall, match=f"retryFor must be 0 or more, got {retryFor}"):
            followLog(queue, slugId(), retryFor=retryFor)
    with pytest.raises(InvalidCall, match="queue must be a Queue, sync or async, got str"):
        followLog("queue", slugId())  # type: ignore[call-overload]  # pyright: ignore[reportArgumentType, reportCallIssue]  # untyped callers
