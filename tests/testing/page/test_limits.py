"""The status page with large tasks, many artifacts and many open pages."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from time import monotonic

import httpx
import pytest
from tests.testing.page.deployments import CLIENT, Document
from tests.testing.page.group_page import addGroup, newDeployment
from tests.testing.samples import definition, receivedCall

from tc_typed import Queue, slugId
from tc_typed.queue import ClaimWorkRequest, RedirectArtifactRequest
from tc_typed.testing import LocalTaskcluster
from tc_typed.testing.page.live import MOST_STREAMS
from tc_typed.testing.page.paging import PAGE_SIZE
from tc_typed.testing.page.views.group_reader import MOST_GROUPS, GroupReader
from tc_typed.testing.server.errors import ApiError

MOST_TEXT = 500_000
LARGE = 10 * 10**6
MANY = 10_000
QUEUE = "proj/limits"
LONGEST_STOP = 2.0
"""Seconds, most of which the streams' connections take on a busy machine."""


@pytest.fixture(scope="module")
def local() -> Iterator[LocalTaskcluster]:
    with LocalTaskcluster(claimWait=0) as local:
        yield local


def claimed(local: LocalTaskcluster, **payload: str) -> str:
    """Create a task that a worker has claimed."""
    taskId, queue = slugId(), local.client(Queue)
    # Without HTTP, which limits payloads.
    deployment = local._deployment  # pyright: ignore[reportPrivateUsage]
    deployment.queue.createTask(taskId, definition(taskQueueId=QUEUE, payload=payload))
    queue.claimWork(QUEUE, ClaimWorkRequest(workerGroup="group", workerId="worker", tasks=1))
    return taskId


def test_huge_payloads_are_cut(local: LocalTaskcluster) -> None:
    taskId = claimed(local, text="x" * LARGE)
    for path in (f"/tasks/{taskId}", f"/tasks/groups/{taskId}", "/"):
        response = CLIENT.get(local.rootUrl + path)
        assert response.status_code == 200
        assert len(response.text) < MOST_TEXT


def test_a_run_without_a_log_has_a_page_for_it(local: LocalTaskcluster) -> None:
    run = f"{local.rootUrl}/tasks/{claimed(local)}/runs/0"
    response = CLIENT.get(f"{run}/logs/public/logs/live.log")
    assert response.status_code == 200
    assert "This run has no log yet." in response.text
    assert CLIENT.get(f"{run}/logs/public/logs/other.log").status_code == 404


def test_many_artifacts_are_on_many_pages(local: LocalTaskcluster) -> None:
    taskId = claimed(local)
    deployment = local._deployment  # pyright: ignore[reportPrivateUsage]  # Calls would take long.
    service = deployment.backend.services["queue"]
    operation, create = service.operations["createArtifact"], service.handlers["createArtifact"]
    request = RedirectArtifactRequest(
        url="https://example.com", contentType="text/plain", expires=definition().deadline
    )
    with deployment.timeline.enter():
        for number in range(MANY):
            args = {"taskId": taskId, "runId": "0", "name": f"public/{number:05}.txt"}
            create(receivedCall(operation, args, request))
    page = Document(CLIENT.get(f"{local.rootUrl}/tasks/{taskId}/runs/0").text)
    assert page.text.count(".txt") == PAGE_SIZE
    [following] = [attrs["href"] for _, attrs in page.elements if attrs.get("rel") == "next"]
    later = Document(CLIENT.get(f"{local.rootUrl}/tasks/{taskId}/runs/0{following}").text)
    assert f"public/{PAGE_SIZE:05}.txt" in later.text
    assert later.text.count(".txt") == PAGE_SIZE


def test_streams_are_limited_and_end_with_the_server() -> None:
    with ExitStack() as stack:
        local = stack.enter_context(LocalTaskcluster(claimWait=0))
        client = stack.enter_context(
            httpx.Client(verify=False, limits=httpx.Limits(max_connections=None))
        )
        streams = [
            stack.enter_context(client.stream("GET", f"{local.rootUrl}/live"))
            for _ in range(MOST_STREAMS)
        ]
        assert {stream.status_code for stream in streams} == {200}
        texts = [stream.iter_text() for stream in streams]  # A lost iterator ends its stream.
        for text in texts:
            assert "connected" in next(text)
        assert client.get(f"{local.rootUrl}/live").status_code == 503
        assert client.get(f"{local.rootUrl}/").status_code == 200
        local.client(Queue).createTask(slugId(), definition())  # Each stream now makes a pause.
        began = monotonic()
        local.stop()
        assert monotonic() - began < LONGEST_STOP


def test_a_group_is_drawn_again_only_after_a_change() -> None:
    deployment, reader = newDeployment(), GroupReader()
    groupId = addGroup(deployment, 10, kinds=2)
    first = reader.read(deployment, groupId).members
    assert reader.read(deployment, groupId).members is first
    changed = first.tasks[-1].taskId
    deployment.queue.cancelTask(changed)
    second = reader.read(deployment, groupId).members
    assert {each.taskId: each.state for each in second.tasks}[changed] == "exception"
    for _ in range(MOST_GROUPS):
        reader.read(deployment, addGroup(deployment, 1, kinds=1))
    assert reader.read(deployment, groupId).members is not second  # It was forgotten.
    other = newDeployment()
    with pytest.raises(ApiError):
        reader.read(other, groupId)
