"""Closing a client ends its transfers."""

from __future__ import annotations

import asyncio
import sys
import threading
import time
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor

import pytest
from tests.core.loopback import Behaviour, Connection, Loopback, Received, loopback, silent, trickle

from tc_typed import ClientClosed, Queue, TaskclusterFailure, aio
from tc_typed.transfers import aio as asyncTransfers
from tc_typed.transfers import downloadArtifactToBuf

TASK = "f0YyWi8ASDm4CLE2sPqGCw"
SLOW_BODY = trickle(b"HTTP/1.1 200 OK\r\ncontent-length: 1000\r\n\r\n", seconds=15)


def artifactAt(server: Loopback) -> Mapping[str, Callable[..., object]]:
    """Return functions of a fake queue whose artifacts are all in one storage."""
    content = {"storageType": "s3", "url": f"{server.url}/x?X-Amz-Signature=secret"}
    return {"latestArtifact": lambda *_: content}


def waitForRequest(server: Loopback) -> None:
    end = time.monotonic() + 10
    while not server.received and time.monotonic() < end:
        time.sleep(0.01)
    time.sleep(0.05)


@pytest.mark.parametrize("behaviour", [silent, SLOW_BODY], ids=["no response", "slow body"])
def test_closing_a_client_ends_its_download(behaviour: Behaviour) -> None:
    with loopback(behaviour) as server, ThreadPoolExecutor(1) as pool:
        queue = Queue(fake=artifactAt(server), timeout=20)
        work = pool.submit(downloadArtifactToBuf, taskId=TASK, name="x", queueService=queue)
        waitForRequest(server)
        queue.close()
        with pytest.raises(ClientClosed) as caught:
            work.result(5)
    assert "secret" not in str(caught.value)
    assert len(server.received) == 1


@pytest.mark.parametrize("over", ["aiohttp", "httpx"])
@pytest.mark.parametrize("behaviour", [silent, SLOW_BODY], ids=["no response", "slow body"])
def test_closing_an_async_client_ends_its_download(
    behaviour: Behaviour, over: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    if over == "httpx":
        monkeypatch.setitem(sys.modules, "tc_typed.core.transport.aiohttp", None)

    async def download(server: Loopback) -> None:
        queue = aio.Queue(fake=artifactAt(server), timeout=20)
        work = asyncio.create_task(
            asyncTransfers.downloadArtifactToBuf(taskId=TASK, name="x", queueService=queue)
        )
        await asyncio.to_thread(waitForRequest, server)
        await queue.close()
        with pytest.raises(ClientClosed):
            await asyncio.wait_for(work, 5)

    with loopback(behaviour) as server:
        asyncio.run(download(server))
        assert len(server.received) == 1


def test_closing_a_client_ends_a_pause_between_attempts() -> None:
    def busy(connection: Connection, _: Received) -> None:
        connection.send(b"HTTP/1.1 503 Busy\r\nretry-after: 20\r\ncontent-length: 0\r\n\r\n")

    with loopback(busy) as server, ThreadPoolExecutor(1) as pool:
        queue = Queue(fake=artifactAt(server))
        work = pool.submit(downloadArtifactToBuf, taskId=TASK, name="x", queueService=queue)
        waitForRequest(server)
        queue.close()
        with pytest.raises(ClientClosed):
            work.result(5)
    assert len(server.received) == 1


def test_a_download_sends_nothing_after_its_client_was_closed() -> None:
    located, go = threading.Event(), threading.Event()

    with loopback(silent) as server, ThreadPoolExecutor(1) as pool:

        def locate(*_: object) -> object:
            located.set()
            go.wait(5)
            return {"storageType": "s3", "url": f"{server.url}/x"}

        queue = Queue(fake={"latestArtifact": locate})
        work = pool.submit(downloadArtifactToBuf, taskId=TASK, name="x", queueService=queue)
        located.wait(5)
        queue.close()
        go.set()
        with pytest.raises(TaskclusterFailure) as caught:
            work.result(5)
        assert type(caught.value) is ClientClosed
    assert not server.received
