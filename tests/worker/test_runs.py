"""Runs as bodies see them: credentials, clients, artifacts; and clients of workers of all sorts."""

from __future__ import annotations

import asyncio
import io
import json
import threading
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from typing import Literal

import pytest
from pydantic import BaseModel
from tests.core.secrets import CERTIFICATE, TOKEN, assertHidden, everyText
from tests.worker.support import (
    GROUP,
    TASK_QUEUE,
    WORKER,
    BodyError,
    claimedTask,
    createTask,
    resolutions,
    waitUntil,
)
from typing_extensions import override

from tc_typed import Index, InvalidCall, Queue, aio
from tc_typed.core.errors import AuthenticationFailed, InsufficientScopes, RequestConflict
from tc_typed.core.signing.credentials import Credentials
from tc_typed.index import InsertTaskRequest
from tc_typed.queue import (
    ClaimWorkRequest,
    ClaimWorkResponse,
    ReclaimTaskResponse,
    S3ArtifactRequest,
    TaskCredentials,
    TaskStatusResponse,
)
from tc_typed.testing import LocalTaskcluster, sample
from tc_typed.worker import Outcome, Run, RunException, RunLost, claimed, steps, work
from tc_typed.worker.outcomes import resolutionOf, workerStopping
from tc_typed.worker.settings import WorkerSettings

LOST = RunLost("queue.reclaimTask", "lost")
ERRORS: Sequence[BaseException | None] = (
    None,
    BodyError(),
    RunException("resource-unavailable", "m"),
    KeyboardInterrupt(),
    SystemExit(1),
    asyncio.CancelledError(),
    GeneratorExit(),
)
Held = Literal["held", "lost", "stopping"]


def one(queue: Queue) -> Run:
    """Claim a run, complete it, and return it."""
    with claimed(queue, TASK_QUEUE, workerGroup=GROUP, workerId=WORKER) as run:
        pass
    return run


# The run


def test_a_run_describes_its_task(local: LocalTaskcluster) -> None:
    taskId = createTask(local, "fail")
    with claimed(local.client(Queue), TASK_QUEUE, workerGroup=GROUP, workerId=WORKER) as run:
        assert (run.taskId, run.runId) == (taskId, 0)
        assert (run.workerGroup, run.workerId) == (GROUP, WORKER)
        assert run.task.payload == {"do": "fail"}
        assert run.status.state == "running"
        assert run.takenUntil > local.clock.now()
        assert not run.lost
        run.raiseIfLost()
        assert repr(run) == f"<Run: run 0 of task {taskId}>"
        run.outcome = "failed"
    assert resolutions(local, taskId) == ["failed"]


@pytest.mark.parametrize("isAsync", [False, True])
def test_calls_are_made_with_the_credentials_of_the_task(
    local: LocalTaskcluster, tmp_path: Path, *, isAsync: bool
) -> None:
    path = tmp_path / "log"
    path.write_bytes(b"a log")
    scopes = ["index:insert-task:project.example.*"]
    taskId = createTask(local, scopes=scopes)
    # The worker's own credentials are narrower.
    worker = local.createClient(
        "worker", [f"queue:claim-work:{TASK_QUEUE}", f"queue:worker-id:{GROUP}/{WORKER}"]
    )
    entry = InsertTaskRequest(taskId=taskId, rank=1, data={}, expires=local.clock.now())

    def sync() -> None:
        with (
            local.client(Queue, credentials=worker) as queue,
            claimed(queue, TASK_QUEUE, workerGroup=GROUP, workerId=WORKER) as run,
            run.client(Index) as index,
        ):
            run.upload("public/logs/live.log", path)
            run.upload("public/data.json", io.BytesIO(b"{}"), expires=run.task.deadline)
            index.insertTask("project.example.a", entry)
            with pytest.raises(InsufficientScopes):
                index.insertTask("project.other.a", entry)

    async def asyncForm() -> None:
        async with (
            local.client(aio.Queue, credentials=worker) as queue,
            claimed(queue, TASK_QUEUE, workerGroup=GROUP, workerId=WORKER) as run,
            run.client(aio.Index) as index,
        ):
            await run.upload("public/logs/live.log", path)
            await run.upload("public/data.json", io.BytesIO(b"{}"), expires=run.task.deadline)
            await index.insertTask("project.example.a", entry)
            with pytest.raises(InsufficientScopes):
                await index.insertTask("project.other.a", entry)

    if isAsync:
        asyncio.run(asyncForm())
    else:
        sync()
    assert resolutions(local, taskId) == ["completed"]
    found = local.client(Queue).listLatestArtifacts(taskId).artifacts
    types = {artifact.name: artifact.contentType for artifact in found}
    assert types == {
        "public/logs/live.log": "text/plain",
        "public/data.json": "application/json",
    }


def test_renewed_credentials_are_used_after_the_first_have_expired(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    # A claim lasts for an hour, and is renewed all the time.
    monkeypatch.setattr(steps, "_RENEWAL_SHARE", 1e-5)
    with LocalTaskcluster(claimWait=0, claimTimeout=3600) as local:
        taskId = createTask(local)
        queue = local.client(Queue)
        with claimed(queue, TASK_QUEUE, workerGroup=GROUP, workerId=WORKER) as run:
            first, own = run.credentials, run.queue
            for _ in range(4):
                taken = local.clock.advance("30 minutes") + timedelta(minutes=59)
                waitUntil(lambda: run.takenUntil > taken)  # noqa: B023  # called at once
                own.createArtifact(taskId, 0, "public/a.txt", artifact(run))
                run.upload("public/b.txt", io.BytesIO(b"b"))
            with pytest.raises(AuthenticationFailed):
                queue.use(credentials=first, retries=0).createArtifact(
                    taskId, 0, "public/a.txt", artifact(run)
                )
        assert resolutions(local, taskId) == ["completed"]


def artifact(run: Run) -> S3ArtifactRequest:
    return S3ArtifactRequest(contentType="text/plain", expires=run.task.deadline)


class Deep(BaseModel):
    env: dict[str, int]


def test_an_error_in_the_payload_names_the_field_but_no_value(local: LocalTaskcluster) -> None:
    taskId = createTask(local, payload={"env": {"A": "secret-value"}})
    with (
        pytest.raises(RunException) as caught,
        claimed(local.client(Queue), TASK_QUEUE, workerGroup=GROUP, workerId=WORKER) as run,
    ):
        run.payloadAs(Deep)
    assert "env.A" in str(caught.value)
    assert not [text for text in everyText(caught.value) if "secret-value" in text]
    assert resolutions(local, taskId) == ["malformed-payload"]


# Clients of workers


def test_a_provider_and_authorized_scopes_of_the_worker_are_used(local: LocalTaskcluster) -> None:
    scopes = [f"queue:claim-work:{TASK_QUEUE}", f"queue:worker-id:{GROUP}/{WORKER}"]
    worker, calls = local.createClient("worker", [*scopes, "other:*"]), list[int]()

    def provide() -> Credentials:
        calls.append(1)
        return worker

    for scope in (scopes, scopes[:1]):
        taskId = createTask(local)
        queue = local.client(Queue, credentials=provide, authorizedScopes=scope)
        if scope == scopes:
            # Neither the provider nor the authorized scopes apply to calls of the task.
            assert one(queue).taskId == taskId
            assert resolutions(local, taskId) == ["completed"]
        else:
            with pytest.raises(InsufficientScopes):
                one(queue)
    assert calls


class LoggingQueue(Queue):
    """A subclass, as users write them."""

    calls: list[str]

    @override
    def claimWork(self, taskQueueId: str, payload: object) -> ClaimWorkResponse:  # pyright: ignore[reportIncompatibleMethodOverride]  # simpler
        self.calls.append("claimWork")
        return super().claimWork(taskQueueId, payload)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]  # see above

    @override
    def reportCompleted(self, taskId: str, runId: int | str) -> TaskStatusResponse:
        self.calls.append("reportCompleted")
        return super().reportCompleted(taskId, runId)


def test_methods_that_a_subclass_overrides_are_called(local: LocalTaskcluster) -> None:
    LoggingQueue.calls = []
    createTask(local)
    stop = threading.Event()

    def handle(run: Run) -> None:
        assert isinstance(run.queue, LoggingQueue)
        stop.set()

    work(local.client(LoggingQueue), TASK_QUEUE, handle, workerGroup=GROUP, workerId=WORKER,
         stop=stop)  # fmt: skip
    assert LoggingQueue.calls[:2] == ["claimWork", "reportCompleted"]


@pytest.mark.parametrize("outcome", ["completed", "failed"])
def test_a_worker_works_with_fakes(outcome: Outcome) -> None:
    claims = [ClaimWorkResponse(tasks=[claimedTask()])]
    status, stop = sample(TaskStatusResponse), threading.Event()

    def claimWork(_taskQueueId: str, _payload: ClaimWorkRequest) -> ClaimWorkResponse:
        return claims.pop() if claims else ClaimWorkResponse(tasks=[])

    def report(_taskId: str, _runId: int | str) -> TaskStatusResponse:
        stop.set()
        return status

    queue = Queue(
        rootUrl="https://tc.example.com",
        fake={"claimWork": claimWork, "reportCompleted": report, "reportFailed": report},
    )
    work(queue, TASK_QUEUE, lambda _run: outcome, workerGroup=GROUP, workerId=WORKER, stop=stop)
    reported = "reportCompleted" if outcome == "completed" else "reportFailed"
    assert {name for name, calls in queue.fakeCalls.items() if calls} == {"claimWork", reported}
    [call] = queue.fakeCalls[reported]
    assert call.args["runId"] == 0


def test_a_claim_waits_for_work(local: LocalTaskcluster) -> None:
    timer = threading.Timer(0.3, createTask, [local])
    timer.start()
    assert one(local.client(Queue)).taskId
    timer.join()


def test_a_block_that_loses_its_run_raises_at_its_end(local: LocalTaskcluster) -> None:
    taskId = createTask(local)
    block = claimed(local.client(Queue), TASK_QUEUE, workerGroup=GROUP, workerId=WORKER)
    run = block.__enter__()
    local.client(Queue).cancelTask(taskId)
    waitUntil(lambda: run.lost)
    with pytest.raises(RunLost):
        run.raiseIfLost()
    with pytest.raises(RunLost):
        block.__exit__(None, None, None)
    assert resolutions(local, taskId) == ["canceled"]


def test_ctrl_c_in_a_block_is_reported_as_a_shutdown(local: LocalTaskcluster) -> None:
    taskId = createTask(local, retries=1)
    with (
        pytest.raises(KeyboardInterrupt),
        claimed(local.client(Queue), TASK_QUEUE, workerGroup=GROUP, workerId=WORKER),
    ):
        raise KeyboardInterrupt
    assert resolutions(local, taskId) == ["worker-shutdown", "pending"]


# Arguments


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"capacity": 0}, "capacity must be an integer of 1 or more, got 0"),
        ({"capacity": 1.5}, "capacity must be an integer of 1 or more, got 1.5"),
        ({"capacity": "4"}, "capacity must be an integer of 1 or more, got '4'"),
        ({"workerId": "not/valid"}, "workerId"),
        ({"workerGroup": ""}, "workerGroup"),
    ],
)
def test_invalid_arguments_are_refused_before_anything_is_sent(
    changes: dict[str, object], problem: str
) -> None:
    arguments = {"taskQueueId": TASK_QUEUE, "workerGroup": GROUP, "workerId": WORKER, **changes}
    with pytest.raises(InvalidCall) as caught:
        WorkerSettings(**arguments)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]  # the test's
    assert problem in str(caught.value)


def test_another_client_is_refused(local: LocalTaskcluster) -> None:
    index = local.client(Index)
    with pytest.raises(InvalidCall, match="queue must be a Queue"):
        work(index, TASK_QUEUE, lambda _: None, workerGroup=GROUP, workerId=WORKER)  # type: ignore[call-overload]  # pyright: ignore[reportCallIssue, reportArgumentType]  # the test's
    with pytest.raises(InvalidCall, match=r"worker\.claimed"):
        claimed(index, TASK_QUEUE, workerGroup=GROUP, workerId=WORKER)  # type: ignore[call-overload]  # pyright: ignore[reportCallIssue, reportArgumentType]  # the test's


# What is reported


@pytest.mark.parametrize("outcome", ["completed", "failed"])
@pytest.mark.parametrize("error", ERRORS, ids=repr)
@pytest.mark.parametrize("held", ["held", "lost", "stopping"])
def test_the_end_of_a_body_decides_what_is_reported(
    outcome: Outcome, error: BaseException | None, held: Held
) -> None:
    lost = {"held": None, "lost": LOST, "stopping": workerStopping()}[held]
    expected: str | None
    if held == "lost":
        expected = None
    elif error is None:
        expected = outcome
    elif isinstance(error, RunException):
        expected = "resource-unavailable"
    elif held == "stopping" or not isinstance(error, Exception):
        expected = "worker-shutdown"
    else:
        expected = "internal-error"
    assert resolutionOf(outcome, error, lost) == expected


# Secrets


def test_no_secrets_are_shown(debugLog: pytest.LogCaptureFixture) -> None:
    credentials = TaskCredentials(
        clientId="task", accessToken=TOKEN, certificate=json.dumps(CERTIFICATE)
    )
    response = claimedTask().model_copy(update={"credentials": credentials})
    stop, seen = threading.Event(), list[Run]()

    def handle(run: Run) -> None:
        stop.set()
        assert run.credentials.accessToken == TOKEN
        seen.append(run)
        raise BodyError

    claims = [ClaimWorkResponse(tasks=[response])]

    def claimWork(_taskQueueId: str, _payload: ClaimWorkRequest) -> ClaimWorkResponse:
        return claims.pop() if claims else ClaimWorkResponse(tasks=[])

    def conflict(*_args: object) -> ReclaimTaskResponse:
        raise RequestConflict("queue.reportException", "conflict", status_code=409)

    queue = Queue(
        rootUrl="https://tc.example.com",
        fake={"claimWork": claimWork, "reportException": conflict},
    )
    work(queue, TASK_QUEUE, handle, workerGroup=GROUP, workerId=WORKER, stop=stop)
    [run] = seen
    assertHidden(repr(run), str(run), repr(vars(run)), repr(run.queue), repr(run.credentials))
    assert "could not be reported as internal-error" in debugLog.text
