"""The index through real clients: errors, artifacts, and tasks that are indexed by their routes."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from pydantic import JsonValue
from tests.testing.samples import definition

from tc_typed import (
    Index,
    InputError,
    InsufficientScopes,
    InvalidRequestArguments,
    Queue,
    ResourceNotFound,
    aio,
    slugId,
)
from tc_typed.index import FindTasksAtIndexRequest, IndexedTask, InsertTaskRequest
from tc_typed.queue import ClaimWorkRequest
from tc_typed.testing import LocalTaskcluster
from tc_typed.testing.clock import inMilliseconds
from tc_typed.testing.server.paging import PageRequest
from tc_typed.testing.services.index.state import IndexState
from tc_typed.testing.timeline import Timeline

LATER = datetime(2035, 1, 2, 3, 4, 5, tzinfo=UTC)
LAST = datetime.max.replace(tzinfo=UTC)


@pytest.fixture(scope="module")
def local() -> Iterator[LocalTaskcluster]:
    with LocalTaskcluster(claimWait=0) as running:
        yield running


@pytest.fixture
def index(local: LocalTaskcluster) -> Iterator[Index]:
    local.reset()
    with Index(local.options(), retries=0) as client:
        yield client


def request(
    taskId: str | None = None, rank: float = 0, expires: datetime = LATER
) -> InsertTaskRequest:
    return InsertTaskRequest(taskId=taskId or slugId(), rank=rank, data={}, expires=expires)


# Calls


@pytest.mark.parametrize("path", ["a..b", ".a", "a.", "a b", "a/b", "ü"])
def test_a_malformed_path_is_refused(index: Index, path: str) -> None:
    for call in (index.findTask, index.listTasks, index.listNamespaces, index.deleteTask):
        with pytest.raises(InvalidRequestArguments, match="which does not match"):
            call(path)


@pytest.mark.parametrize("rank", [0.5, 2.0**31, -(2.0**31) - 1, 1e300])
def test_a_rank_must_be_an_integer_of_32_bits(index: Index, rank: float) -> None:
    with pytest.raises(InputError, match="rank must be a 32-bit integer, got "):
        index.insertTask("a.b", request(rank=rank))
    for accepted in (2.0**31 - 1, -(2.0**31)):
        assert index.insertTask(f"c.{accepted > 0}", request(rank=accepted)).rank == accepted


def test_a_path_has_at_most_255_characters(index: Index) -> None:
    index.insertTask("a" * 255, request())
    with pytest.raises(InputError, match="must have at most 255 characters, got 256"):
        index.insertTask("a" * 256, request())


def test_expiry_is_kept_in_milliseconds_up_to_the_last_day_of_the_calendar(index: Index) -> None:
    assert index.insertTask("a.b", request(expires=LAST)).expires == inMilliseconds(LAST)
    assert index.findTask("a.b").expires == inMilliseconds(LAST)


def test_the_root_can_be_listed_with_an_empty_path(index: Index) -> None:
    index.insertTask("top", request())
    index.insertTask("a.b", request())
    assert [task.namespace for task in index.listTasks("").tasks] == ["top"]
    assert [each.namespace for each in index.listNamespaces("").namespaces] == ["a"]


def test_a_deleted_entry_does_not_move_others_between_pages_of_paths(index: Index) -> None:
    for path in ("a", "b", "c"):
        index.insertTask(path, request())
    paths = FindTasksAtIndexRequest(indexes=["a", "b", "c"])
    first = index.findTasksAtIndex(paths, limit=1)
    index.deleteTask("a")
    rest = index.findTasksAtIndex(paths, continuationToken=first.continuationToken)
    assert [task.namespace for task in first.tasks + rest.tasks] == ["a", "b", "c"]


def test_a_namespace_expires_at_the_midnight_after_the_last_of_its_entries(index: Index) -> None:
    for days, midnight in ((0, 3), (3, 6), (1, 6)):
        index.insertTask(f"n.in.t{days}", request(expires=LATER + timedelta(days=days)))
        for parent in ("", "n"):
            [namespace] = index.listNamespaces(parent).namespaces
            assert namespace.expires == datetime(2035, 1, midnight, tzinfo=UTC)


def test_a_page_of_a_large_namespace_takes_no_longer() -> None:
    def secondsForAPage(size: int) -> float:
        state = IndexState(Timeline(lambda: datetime.now(UTC)))
        for number in range(size):
            state.insertTask(f"many.t{number:06}", request("f0YyWi8ASDm4CLE2sPqGCw"))
        token = state.listTasks("many", PageRequest(size // 2)).continuationToken

        def once() -> float:
            began = time.perf_counter()
            for _ in range(100):
                assert len(state.listTasks("many", PageRequest(10, token)).tasks) == 10
            return time.perf_counter() - began

        return min(once() for _ in range(5))

    # Sorting or filtering 20,000 entries would take 200 times as long.
    assert secondsForAPage(20_000) < 10 * secondsForAPage(100)


# Artifacts


def test_an_artifact_is_found_by_a_url_that_the_index_signed(
    local: LocalTaskcluster, index: Index
) -> None:
    taskId = slugId()
    index.insertTask("a.b", request(taskId))
    url = index.findArtifactFromTask("a.b", "public/a b (1)~.txt").url
    path = f"/api/queue/v1/task/{taskId}/artifacts/public%2Fa%20b%20(1)~.txt"
    assert url.startswith(f"{local.rootUrl}{path}?bewit=")
    assert [*parse_qs(urlsplit(url).query)] == ["bewit"]


def test_the_signed_url_is_valid_for_fifteen_minutes_by_the_clock(
    local: LocalTaskcluster, index: Index
) -> None:
    index.insertTask("a.b", request())
    url = index.findArtifactFromTask("a.b", "private/x").url
    local.clock.advance("14 minutes")
    # The task does not exist, but the signature is accepted.
    assert httpx.get(url).status_code in (400, 404)
    local.clock.advance("2 minutes")
    assert httpx.get(url).json()["code"] == "AuthenticationFailed"


def test_an_artifact_of_a_missing_entry_is_not_found(index: Index) -> None:
    with pytest.raises(ResourceNotFound, match=r"no task is indexed at a\.b"):
        index.findArtifactFromTask("a.b", "public/x")
    index.insertTask("a.b", request(expires=datetime.now(UTC) - timedelta(seconds=1)))
    with pytest.raises(ResourceNotFound, match=r"no task is indexed at a\.b"):
        index.findArtifactFromTask("a.b", "public/x")


def test_a_caller_needs_the_scope_of_the_artifact(local: LocalTaskcluster, index: Index) -> None:
    index.insertTask("a.b", request())
    reader = local.createClient("reader", scopes=["queue:get-artifact:private/x"])
    with index.use(credentials=reader) as limited:
        assert limited.findArtifactFromTask("a.b", "private/x").url
        with pytest.raises(InsufficientScopes, match="queue:get-artifact:private/y"):
            limited.findArtifactFromTask("a.b", "private/y")


async def useAsyncClient(local: LocalTaskcluster) -> None:
    async with aio.Index(local.options(), retries=0) as index:
        inserted = await index.insertTask("a.b", request())
        assert await index.findTask("a.b") == inserted
        assert (await index.listTasks("a")).tasks == [inserted]
        found = await index.findArtifactFromTask("a.b", "public/x")
        assert f"/task/{inserted.taskId}/artifacts/public%2Fx?bewit=" in found.url
        await index.deleteTask("a.b")
        with pytest.raises(ResourceNotFound, match=r"no task is indexed at a\.b"):
            await index.findTask("a.b")


def test_an_async_client_can_use_the_index(local: LocalTaskcluster) -> None:
    local.reset()
    asyncio.run(useAsyncClient(local))


# Routes


def complete(local: LocalTaskcluster, routes: list[str], extra: dict[str, JsonValue]) -> str:
    """Create a task, complete it, and return its taskId."""
    taskId, taskQueueId = slugId(), "by/route"
    with Queue(local.options(), retries=0) as queue:
        task = definition(
            local.clock.now(), expires=LATER, taskQueueId=taskQueueId, routes=routes, extra=extra
        )
        queue.createTask(taskId, task)
        worker = ClaimWorkRequest(workerGroup="group", workerId="worker")
        [claim] = queue.claimWork(taskQueueId, worker).tasks
        queue.reportCompleted(taskId, claim.runId)
    return taskId


def test_a_completed_task_is_indexed_by_each_of_its_routes(
    local: LocalTaskcluster, index: Index
) -> None:
    taskId = complete(local, ["index.a.b", "other.a", "index.c", "indexes.d"], {})
    for path in ("a.b", "c"):
        assert index.findTask(path) == IndexedTask(
            namespace=path, taskId=taskId, rank=0, data={}, expires=LATER
        )
    assert [task.namespace for task in index.listTasks("").tasks] == ["c"]


@pytest.mark.parametrize(
    ("options", "changed"),
    [
        ({"rank": 7}, {"rank": 7}),
        ({"data": {"a": [1, None]}}, {"data": {"a": [1, None]}}),
        ({"expires": "2034-01-01T01:00:00+01:00"}, {"expires": datetime(2034, 1, 1, tzinfo=UTC)}),
        ({"rank": None, "data": None, "expires": None, "more": 1}, {}),
        ("text", {}),
    ],
)
def test_values_of_the_definition_replace_the_defaults(
    local: LocalTaskcluster, index: Index, options: JsonValue, changed: dict[str, object]
) -> None:
    taskId = complete(local, ["index.a"], {"index": options})
    expected: dict[str, object] = {
        "namespace": "a",
        "taskId": taskId,
        "rank": 0,
        "data": {},
        "expires": LATER,
    }
    assert index.findTask("a") == IndexedTask.model_validate({**expected, **changed})


@pytest.mark.parametrize(
    ("task", "problem"),
    [
        (("index.a", {"rank": "x"}), "its extra.index is invalid"),
        (("index.a", {"rank": 0.5}), "rank must be a 32-bit integer, got 0.5"),
        (("index.a", {"data": 5}), "its extra.index is invalid"),
        (("index.a", {"expires": "tomorrow"}), "its extra.index is invalid"),
        (("index.a..b", None), "which does not match"),
    ],
)
def test_a_task_that_cannot_be_indexed_completes_and_is_logged(
    local: LocalTaskcluster,
    index: Index,
    task: tuple[str, JsonValue],
    problem: str,
    caplog: pytest.LogCaptureFixture,
) -> None:
    route, options = task
    with caplog.at_level(logging.WARNING, "tc_typed.testing"):
        taskId = complete(local, [route], {"index": options})
    assert index.listTasks("").tasks == []
    [record] = caplog.records
    assert f"task {taskId} is not indexed" in record.getMessage()
    assert problem in record.getMessage()


def test_a_lower_rank_does_not_replace_an_entry(local: LocalTaskcluster, index: Index) -> None:
    first = complete(local, ["index.a"], {"index": {"rank": 2}})
    complete(local, ["index.a"], {"index": {"rank": 1}})
    assert index.findTask("a").taskId == first
    last = complete(local, ["index.a"], {"index": {"rank": 2}})
    assert index.findTask("a").taskId == last


def test_a_failed_task_is_not_indexed(local: LocalTaskcluster, index: Index) -> None:
    with Queue(local.options(), retries=0) as queue:
        taskId = slugId()
        queue.createTask(taskId, definition(routes=["index.a"]))
        queue.cancelTask(taskId)
    assert index.listTasks("").tasks == []
