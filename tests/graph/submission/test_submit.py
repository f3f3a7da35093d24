"""Submissions to a local Taskcluster, sync and async."""

from __future__ import annotations

import asyncio
import errno
import gc
import os
import random
import signal
import subprocess
import sys
import threading
import time
import tracemalloc
from collections.abc import Iterator, Mapping
from datetime import timedelta
from itertools import count
from pathlib import Path
from typing import Unpack, cast

import httpx
import pytest
from tests.graph.conftest import Submit
from tests.graph.submission.proxy import proxying
from tests.graph.submission.simulation import statusOf

from tc_typed import aio
from tc_typed.auth import Auth
from tc_typed.core.aio import AsyncServiceClient
from tc_typed.core.attempt import Attempt
from tc_typed.core.errors import (
    AuthenticationFailed,
    ClientClosed,
    InvalidCall,
    RequestConflict,
    TaskclusterConnectionError,
    restFailure,
)
from tc_typed.core.signing.credentials import Credentials
from tc_typed.core.sync import ServiceClient
from tc_typed.graph import Report, TaskGraph
from tc_typed.graph.submission.journal import Entry, Journal, Sending, openJournal
from tc_typed.index import Index, InsertTaskRequest
from tc_typed.queue import Queue, TaskDefinition, TaskStatusResponse
from tc_typed.queue.models import Task, TaskFields
from tc_typed.queue.operations import OPERATIONS
from tc_typed.slugs import slugId
from tc_typed.testing import LocalTaskcluster, fake
from tc_typed.testing.faults import (
    Delay,
    DropConnection,
    ExpiredCredentials,
    Fault,
    RateLimit,
    ServerError,
)
from tc_typed.times import fromNow

FAULTS: tuple[Fault, ...] = (
    ServerError(500),
    RateLimit(),
    DropConnection("afterCall"),
    DropConnection("midResponse"),
    ExpiredCredentials(),
)


PROGRAM = """
import sys
from tests.graph.submission.test_submit import bigGraph
from tc_typed import optionsFromEnvironment
from tc_typed.queue import Queue

with Queue(optionsFromEnvironment(), delayFactor=0.005) as queue:
    report = bigGraph(sys.argv[1]).submit(queue, journal=sys.argv[2], concurrency=10)
    report.raiseForFailures()
"""


def newGraph(taskGroupId: str | None = None, *, decisionTaskId: str | None = None) -> TaskGraph:
    return TaskGraph(
        taskGroupId or slugId(),
        decisionTaskId=decisionTaskId,
        taskQueueId="a/b",
        schedulerId="s",
        deadline="1 day",
        expires="2 days",
        metadata={"description": "d", "owner": "o@example.com", "source": "https://example.com"},
        payload={},
    )


def bigGraph(taskGroupId: str | None = None, size: int = 500) -> TaskGraph:
    """Return a graph of images, builds and tests."""
    graph = newGraph(taskGroupId)
    images = [graph.add(f"image-{n}", tags={"kind": "image"}) for n in range(size // 50)]
    builds = [
        graph.add(f"build-{n}", needs=[images[n % len(images)]], payload={"n": n})
        for n in range(size // 5)
    ]
    for n in range(size - len(images) - len(builds)):
        graph.add(f"test-{n}", needs=[builds[n % len(builds)], images[0]], payload={"n": n})
    return graph


def tasksOf(queue: Queue, taskGroupId: str) -> dict[str, Task]:
    found: dict[str, Task] = {}
    token = None
    while True:
        page = queue.listTaskGroup(taskGroupId, continuationToken=token)
        found |= {it.status.taskId: it.task for it in page.tasks}
        if (token := page.continuationToken) is None:
            return found


def assertCreated(queue: Queue, graph: TaskGraph) -> None:
    """Assert that the queue has all tasks of a graph, as the graph defines them, and no others."""
    tasks = tasksOf(queue, graph.taskGroupId)
    assert {*tasks} == {node.taskId for node in graph.nodes.values()}
    for node in graph.nodes.values():
        task = tasks[node.taskId]
        expected = graph.definition(node, created=task.created).model_dump(mode="json")
        sent = task.model_dump(mode="json")
        assert {name: sent[name] for name in expected} == expected


# Faults


def test_under_faults_each_of_500_tasks_is_created_once(
    local: LocalTaskcluster, queue: Queue, submit: Submit
) -> None:
    for fault in FAULTS:
        local.faults.add(fault, "queue.createTask", share=0.06)
    graph = bigGraph()
    report = submit(graph)
    assert report.totals() == {"created": 500}
    local.faults.clear()
    assertCreated(queue, graph)


def test_a_restart_of_the_server_is_bridged(local: LocalTaskcluster, submit: Submit) -> None:
    # The client's own retries would bridge less than a second.
    with proxying(local.rootUrl) as proxy:
        graph = bigGraph(size=100)
        threading.Timer(0.1, proxy.interrupt, [1.5]).start()
        report = submit(graph, {"rootUrl": proxy.rootUrl, "delayFactor": 0.02})
        assert report.totals() == {"created": 100}
        assert proxy.refused > 0


def test_a_server_that_is_down_for_good_ends_the_submission(submit: Submit) -> None:
    with proxying("http://127.0.0.1:1") as proxy:
        url = proxy.rootUrl
    started = time.monotonic()
    report = submit(bigGraph(), {"rootUrl": url}, retryFor=0.5)
    assert time.monotonic() - started < 10  # not 60 for each of 500 tasks
    assert len(report.results) == len(report.failures) == 500
    assert {it.reason for it in report.failures if it.state == "skipped"} == {
        f"needs image-{n}, which failed" for n in range(10)
    }
    assert isinstance(report.failures[0].failure, TaskclusterConnectionError)


# Credentials


def test_wrong_credentials_end_the_submission(local: LocalTaskcluster, submit: Submit) -> None:
    report = submit(bigGraph(), {"credentials": Credentials("nobody", "x" * 44)})
    assert report.totals()["skipped"] >= 450
    assert isinstance(report.failures[0].failure, AuthenticationFailed)
    assert not local.messages


def test_credentials_that_a_provider_renews_too_late_are_waited_for(
    local: LocalTaskcluster, queue: Queue, submit: Submit
) -> None:
    calls = 0

    def provide() -> Credentials:
        nonlocal calls
        calls += 1
        isExpired = 30 < calls <= 90
        return Credentials("nobody", "x" * 44) if isExpired else local.credentials

    graph = bigGraph(size=100)
    assert submit(graph, {"credentials": provide}, concurrency=20).totals() == {"created": 100}
    assertCreated(queue, graph)


def test_a_missing_scope_fails_only_the_tasks_that_need_it(
    local: LocalTaskcluster, submit: Submit
) -> None:
    graph = newGraph()
    graph.add("plain")
    routed = graph.add("routed", routes=["index.x"])
    graph.add("dependent", needs=[routed])
    scopes = ["queue:create-task:*", "queue:scheduler-id:*"]
    report = submit(graph, {"credentials": local.createClient("c", scopes)})
    assert [it.state for it in report.results] == ["created", "failed", "skipped"]
    assert "InsufficientScopes" in report.results[1].reason


# Continuation


@pytest.mark.slow
def test_a_program_that_is_killed_again_and_again_creates_each_task_once(
    local: LocalTaskcluster, queue: Queue, tmp_path: Path
) -> None:
    for fault in FAULTS[:-1]:
        local.faults.add(fault, "queue.createTask", share=0.02)
    graph = bigGraph()
    command = [sys.executable, "-c", PROGRAM, graph.taskGroupId, str(tmp_path / "journal")]
    root = Path(__file__).parents[3]
    path = os.pathsep.join([str(root), str(root / "src"), os.environ.get("PYTHONPATH", "")])
    environment = {**os.environ, **local.environment(), "PYTHONPATH": path}
    chosen = random.Random()
    sizes = [0]
    for delay in (0.1, 0.2, 0.3, 60):
        program = subprocess.Popen(command, env=environment)
        seen = len(local.messages)
        while program.poll() is None and len(local.messages) == seen:
            time.sleep(0.01)  # until it is past its imports
        try:
            status = program.wait(delay * chosen.uniform(0.5, 1))
        except subprocess.TimeoutExpired:
            program.kill()
            program.wait()
            sizes.append(len(tasksOf(queue, graph.taskGroupId)))
        else:
            assert status == 0
            break
    else:
        pytest.fail(f"it did not end: {sizes}")
    assert 0 < sizes[1] < sizes[-1] < 500
    local.faults.clear()
    assertCreated(queue, graph)


def test_a_definition_in_the_journal_that_is_too_old_is_not_sent_again(
    queue: Queue, submit: Submit, tmp_path: Path
) -> None:
    graph = newGraph()
    arrived, lost = graph.add("arrived"), graph.add("lost")
    old = fromNow("-11 minutes")
    queue.createTask(arrived.taskId, graph.definition(arrived, created=old))
    with openJournal(tmp_path / "journal", graph.taskGroupId, isDryRun=False) as journal:
        journal.write(Sending(label="arrived", created=old))
        journal.write(Sending(label="lost", created=old))
    assert submit(graph, journal=tmp_path / "journal").totals() == {"created": 2}
    assert queue.task(arrived.taskId).created == old
    assert queue.task(lost.taskId).created > old + timedelta(minutes=10)


def test_without_an_entry_in_the_journal_nothing_is_sent(
    queue: Queue, submit: Submit, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write, entries = Journal.write, count()

    def writeUntilFull(journal: Journal, entry: Entry) -> None:
        if next(entries) >= 20:
            raise OSError(errno.ENOSPC, "No space left on device")
        write(journal, entry)

    monkeypatch.setattr(Journal, "write", writeUntilFull)
    graph = bigGraph(size=60)
    with pytest.raises(OSError, match="No space left"):
        submit(graph, journal=tmp_path / "journal", concurrency=5)
    monkeypatch.undo()
    with openJournal(tmp_path / "journal", graph.taskGroupId, isDryRun=True) as journal:
        sent = {graph.nodes[label].taskId for label in journal.state.created}
    assert {*tasksOf(queue, graph.taskGroupId)} <= sent
    assert submit(graph, journal=tmp_path / "journal").totals() == {"created": 60}
    assertCreated(queue, graph)


def test_without_a_journal_tasks_of_an_earlier_run_are_found(queue: Queue, submit: Submit) -> None:
    graph = bigGraph(size=50)
    submit(graph)
    before = tasksOf(queue, graph.taskGroupId)
    time.sleep(0.002)  # Creation times are in milliseconds.
    assert submit(graph).totals() == {"created": 50}
    assert tasksOf(queue, graph.taskGroupId) == before


def test_a_task_that_exists_with_another_definition_is_kept(queue: Queue, submit: Submit) -> None:
    graph = newGraph()
    submit(graph)
    first, changed = newGraph(graph.taskGroupId), newGraph(graph.taskGroupId)
    node = first.add("a", payload={"old": True})
    submit(first)
    changed.add("a", payload={"new": True})
    assert submit(changed).totals() == {"created": 1}
    assert queue.task(node.taskId).payload == {"old": True}


def test_the_same_graph_submitted_twice_at_once(local: LocalTaskcluster, queue: Queue) -> None:
    graph = bigGraph(size=100)
    reports: list[Report] = []
    threads = [
        threading.Thread(target=lambda: reports.append(graph.submit(local.client(Queue))))
        for _ in range(2)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [report.totals() for report in reports] == [{"created": 100}] * 2
    assertCreated(queue, graph)


def test_a_sealed_group_takes_no_new_tasks(queue: Queue, submit: Submit) -> None:
    graph = newGraph()
    graph.add("old")
    submit(graph)
    queue.sealTaskGroup(graph.taskGroupId)
    graph.add("new")
    report = submit(graph)
    assert [it.state for it in report.results] == ["created", "failed"]
    assert isinstance(report.results[1].failure, RequestConflict)
    assert "sealed" in report.results[1].reason


def test_tasks_that_are_added_meanwhile_are_not_part_of_the_submission(
    local: LocalTaskcluster,
) -> None:
    graph = newGraph()
    graph.add("a")

    async def main() -> Report:
        async with local.client(aio.Queue) as queue:
            submitting = graph.submit(queue)
            graph.add("b")
            return await submitting

    assert [it.label for it in asyncio.run(main()).results] == ["a"]


# Reuse


def test_a_task_of_the_index_is_used_instead(
    local: LocalTaskcluster, queue: Queue, submit: Submit
) -> None:
    ids = {
        "found": created(queue, newGraph()),
        "early": created(queue, newGraph(), deadline="10 minutes", expires="20 minutes"),
        "deleted": slugId(),
    }
    for name, taskId in ids.items():
        insert = InsertTaskRequest(taskId=taskId, rank=0, data={}, expires=fromNow("1 day"))
        local.client(Index).insertTask(f"x.{name}", insert)
    graph = newGraph()
    graph.decisionTaskId = decision = created(queue, newGraph(graph.taskGroupId))
    image = graph.add("image", reuse=["x.missing", "x.deleted", "x.early", "x.found"])
    plain = graph.add("plain")
    build = graph.add("build", needs=[image], payload={"image": image.taskId})
    last = graph.add("last", needs=[image, plain])
    report = submit(graph)
    assert [it.state for it in report.results] == ["reused", "created", "created", "created"]
    assert report.results[0].taskId == ids["found"]
    assert queue.task(build.taskId).payload == {"image": ids["found"]}
    # What needs no new task waits for the decision task itself.
    assert queue.task(plain.taskId).dependencies == [decision]
    assert queue.task(build.taskId).dependencies == [decision, ids["found"]]
    assert queue.task(last.taskId).dependencies == [ids["found"], plain.taskId]


def created(queue: Queue, graph: TaskGraph, **times: Unpack[TaskFields]) -> str:
    """Create a task, and return its id."""
    node = graph.add("other", **times)
    queue.createTask(node.taskId, graph.definition(node))
    return node.taskId


def test_without_the_scope_to_search_the_index_the_task_fails(
    local: LocalTaskcluster, submit: Submit
) -> None:
    local.client(Auth).deleteRole("anonymous")
    graph = newGraph()
    graph.add("image", reuse=["project.private.image"])
    graph.add("build", needs=["image"])
    report = submit(graph, {"credentials": local.createClient("c", ["queue:*"])})
    assert [it.state for it in report.results] == ["failed", "skipped"]
    assert "index:find-task:project.private.image" in report.results[0].reason


# Dry runs


def test_a_dry_run_only_reads(queue: Queue, submit: Submit, tmp_path: Path) -> None:
    attempts: list[Attempt] = []
    graph = bigGraph()
    graph.add("reused", reuse=["x.y"])
    report = submit(
        graph, {"onAttempt": attempts.append}, dryRun=True, journal=tmp_path / "journal"
    )
    assert report.totals() == {"planned": 501}
    assert {attempt.method for attempt in attempts} == {"GET"}
    assert not (tmp_path / "journal").exists()


# Interruptions


@pytest.fixture
def interrupts() -> Iterator[None]:
    """Handle SIGINT, which is ignored if the tests are a background program of a shell."""
    former = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, former)


@pytest.mark.usefixtures("interrupts")
def test_an_interrupt_from_the_keyboard_ends_a_sync_submission_soon(
    local: LocalTaskcluster,
) -> None:
    local.faults.add(Delay(20), "queue.createTask", nth=20, times=1000)
    queue = local.client(Queue)
    threads = threading.active_count()
    timer = threading.Timer(0.5, os.kill, [os.getpid(), signal.SIGINT])
    timer.start()
    started = time.monotonic()
    with pytest.raises(KeyboardInterrupt):
        bigGraph().submit(queue, concurrency=10)
    assert time.monotonic() - started < 10  # Calls in flight take 20 seconds.
    timer.join()
    assert threading.active_count() == threads
    local.faults.clear()
    assert queue.ping().alive  # The caller's client is still open.


def test_a_cancelled_async_submission_ends_soon(local: LocalTaskcluster) -> None:
    local.faults.add(Delay(20), "queue.createTask", nth=20, times=1000)

    async def main() -> float:
        async with local.client(aio.Queue) as queue:
            submitting = asyncio.create_task(_submitted(queue))
            await asyncio.sleep(0.3)
            started = time.monotonic()
            submitting.cancel()
            with pytest.raises(asyncio.CancelledError):
                await submitting
            seconds = time.monotonic() - started
            assert len(asyncio.all_tasks()) == 1
            local.faults.clear()
            await queue.ping()
            return seconds

    assert asyncio.run(main(), debug=False) < 1


async def _submitted(queue: aio.Queue) -> Report:
    return await bigGraph().submit(queue, concurrency=10)


def test_closing_the_client_ends_the_submission(local: LocalTaskcluster) -> None:
    queue = local.client(Queue)

    def progress(counts: Mapping[str, int]) -> None:
        if counts.get("created", 0) > 50:
            queue.close()

    report = bigGraph().submit(queue, concurrency=5, progress=progress)
    assert 50 < report.totals()["created"] < 70
    assert isinstance(report.failures[0].failure, ClientClosed)


def test_a_closed_client_is_refused_at_once(local: LocalTaskcluster, queue: Queue) -> None:
    queue.close()
    report = bigGraph().submit(queue)
    assert isinstance(report.failures[0].failure, ClientClosed)
    assert len(report.failures) == 500
    assert not local.messages


# Kinds of clients


def test_fakes_are_accepted_and_see_the_calls(local: LocalTaskcluster) -> None:
    real = local.client(Queue)
    graph = bigGraph(size=100)
    queue = fake(Queue, createTask=real.createTask)
    assert graph.submit(queue).totals() == {"created": 100}
    calls = queue.fakeCalls["createTask"]
    assert {call.args["taskId"] for call in calls} == {it.taskId for it in graph.nodes.values()}


def test_errors_of_fakes_are_reported() -> None:
    def createTask(taskId: str, payload: TaskDefinition) -> TaskStatusResponse:
        raise ZeroDivisionError("in the fake")

    with pytest.raises(ZeroDivisionError, match="in the fake"):
        bigGraph(size=50).submit(fake(Queue, createTask=createTask))


def test_clients_of_httpx_are_accepted(local: LocalTaskcluster) -> None:
    with httpx.Client(limits=httpx.Limits(max_connections=3)) as http:
        report = bigGraph(size=50).submit(local.client(Queue, httpClient=http))
        assert report.totals() == {"created": 50}
        assert not http.is_closed


def test_async_clients_of_httpx_are_accepted(local: LocalTaskcluster) -> None:
    async def main() -> Report:
        async with httpx.AsyncClient(limits=httpx.Limits(max_connections=3)) as http:
            return await bigGraph(size=50).submit(local.client(aio.Queue, httpClient=http))

    assert asyncio.run(main()).totals() == {"created": 50}


def test_copies_with_other_options_are_accepted(local: LocalTaskcluster) -> None:
    with local.client(Queue) as queue:
        copy = queue.use(authorizedScopes=["queue:create-task:*", "queue:scheduler-id:*"])
        assert bigGraph(size=50).submit(copy).totals() == {"created": 50}


def test_a_sync_client_can_be_used_within_an_event_loop(local: LocalTaskcluster) -> None:
    async def main() -> Report:
        return bigGraph(size=50).submit(local.client(Queue))

    assert asyncio.run(main()).totals() == {"created": 50}


def test_clients_of_compiled_packages_are_accepted(local: LocalTaskcluster) -> None:
    class CompiledQueue(ServiceClient):
        serviceName = "queue"
        apiVersion = "v1"
        _operations = OPERATIONS

    class AsyncCompiledQueue(AsyncServiceClient):
        serviceName = "queue"
        apiVersion = "v1"
        _operations = OPERATIONS

    graph = bigGraph(size=50)
    graph.add("reused", reuse=["x.y"])
    sync: object = local.client(CompiledQueue)
    assert graph.submit(cast("Queue", sync)).totals() == {"created": 51}  # It has the same methods.

    async def main() -> Report:
        async with local.client(AsyncCompiledQueue) as queue:
            return await graph.submit(cast("aio.Queue", queue))

    assert asyncio.run(main()).totals() == {"created": 51}


def test_clients_of_other_services_are_refused(local: LocalTaskcluster) -> None:
    with pytest.raises(InvalidCall, match="queue must be a Queue, got Index"):
        newGraph().submit(local.client(Index))  # type: ignore[call-overload]  # an untyped caller


@pytest.mark.parametrize("concurrency", [1, 10_000])
def test_any_concurrency_is_possible(submit: Submit, concurrency: int) -> None:
    assert submit(bigGraph(size=120), concurrency=concurrency).totals() == {"created": 120}


def test_connections_are_shared_with_the_index_and_closed(local: LocalTaskcluster) -> None:
    before = _sockets()
    with local.client(Queue) as queue:
        graph = bigGraph(size=50)
        graph.add("reused", reuse=["x.y"])
        graph.submit(queue)
    gc.collect()
    assert _sockets() <= before


def _sockets() -> int:
    folder = Path("/proc/self/fd")
    if not folder.exists():
        return 0
    names = [str(it.readlink()) for it in folder.iterdir() if it.is_symlink()]
    return sum(name.startswith("socket:") for name in names)


# Memory


@pytest.mark.parametrize("isFailure", [True, False])
def test_finished_tasks_keep_only_their_results(*, isFailure: bool) -> None:
    def createTask(taskId: str, payload: TaskDefinition) -> TaskStatusResponse:
        if isFailure:
            raise restFailure("queue.createTask", 400, {"code": "InputError", "message": "no"})
        return response

    response = statusOf(slugId())
    graph = newGraph()
    for n in range(300):
        graph.add(f"t{n}", payload={"text": "x" * 10_000})
    graph.submit(fake(Queue, createTask=createTask))  # so that everything is imported
    gc.collect()
    tracemalloc.start()
    try:
        report = graph.submit(fake(Queue, createTask=createTask), concurrency=10)
        gc.collect()
        size, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert report.totals() == {"failed" if isFailure else "created": 300}
    assert size < 300 * (3000 if isFailure else 1000)
