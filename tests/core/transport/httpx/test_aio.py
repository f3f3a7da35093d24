"""Cancelling an async call in any phase leaves nothing behind, over httpx and aiohttp."""

from __future__ import annotations

import asyncio
import gc
import socket
import ssl
import threading
import time
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime

import pytest
from tests.core.client_kinds import connecting
from tests.core.loopback import (
    Behaviour,
    attentive,
    fullPort,
    listening,
    loopback,
    respond,
    trickle,
)
from tests.core.sample_service import AsyncSample, ThingDefinition

HEADERS = b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 1000000\r\n\r\n"
SIZE = 1_000_000  # more than the system buffers, but less than aiohttp sends in pieces
LARGE = ThingDefinition(created=datetime.now(UTC), payload={"": "x" * SIZE})
SMALL = ThingDefinition(created=datetime.now(UTC), payload={})

pytestmark = pytest.mark.usefixtures("kind", "oneConnection")


@pytest.fixture(params=["async over aiohttp", "async over httpx"])
def kind(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    with connecting(request.param, monkeypatch):
        pass  # The choice of the HTTP library lasts until the test ends.


@pytest.fixture
def oneConnection(monkeypatch: pytest.MonkeyPatch) -> None:
    """Limit the pool to one slot, so that a slot which is not returned blocks the next call."""
    monkeypatch.setattr("tc_typed.core.transport.async_pool.CONNECTIONS", 1)


async def until(isReached: Callable[[], object]) -> None:
    while not isReached():  # noqa: ASYNC110  # other threads set no event of this loop
        await asyncio.sleep(0.01)


@asynccontextmanager
async def cancelling(
    url: str, payload: ThingDefinition, isReached: Callable[[], object]
) -> AsyncGenerator[AsyncSample]:
    """Cancel a call once it has reached a phase, and yield the client for further calls."""
    async with AsyncSample(rootUrl=url, timeout=10, retries=0) as client:
        call = asyncio.create_task(client.putThing("x", payload))
        await until(isReached)
        await asyncio.sleep(0.1)
        assert not call.done()
        call.cancel()
        with pytest.raises(asyncio.CancelledError):
            await call
        yield client
    gc.collect()


def atOnce() -> bool:
    return True


@pytest.fixture(params=["plain", "TLS"])
def context(request: pytest.FixtureRequest, trusted: ssl.SSLContext) -> ssl.SSLContext | None:
    return None if request.param == "plain" else trusted


def test_cancelled_while_connecting() -> None:
    async def work(url: str) -> None:
        async with cancelling(url, SMALL, atOnce) as client:
            with pytest.raises(TimeoutError):
                await client.use(timeout=0.1).getThing("x")

    with fullPort() as port:
        asyncio.run(work(f"http://127.0.0.1:{port}"))


def test_cancelled_within_a_tls_handshake(trusted: ssl.SSLContext) -> None:
    ended = threading.Event()

    def silentDoor(peer: socket.socket, _: threading.Event) -> None:
        while peer.recv(65536):
            pass
        ended.set()

    def encrypted(peer: socket.socket, _: threading.Event) -> socket.socket:
        return trusted.wrap_socket(peer, server_side=True)

    async def work() -> None:
        url = server.url.replace("http", "https")
        async with cancelling(url, SMALL, lambda: server.connections) as client:
            await until(ended.is_set)
            assert (await client.getThing("x")).name == "x"

    with loopback(respond({"name": "x"}), doors=[silentDoor, encrypted]) as server:
        asyncio.run(work())


def test_cancelled_while_sending() -> None:
    """Unsent data is dropped, although aiohttp would wait until all of it is sent."""
    received = 0
    ended = threading.Event()

    def serve(listener: socket.socket) -> None:
        nonlocal received
        with listener.accept()[0] as peer, suppress(OSError):
            while data := peer.recv(32768):
                received += len(data)
                time.sleep(0.01)
        ended.set()

    async def work(url: str) -> None:
        async with cancelling(url, LARGE, lambda: received):
            await until(ended.is_set)

    with listening(serve) as url:
        asyncio.run(work(url))
    assert 0 < received < SIZE


@pytest.mark.parametrize(
    "behaviour", [attentive, trickle(HEADERS, seconds=10)], ids=["headers", "body"]
)
def test_cancelled_while_reading(behaviour: Behaviour, context: ssl.SSLContext | None) -> None:
    async def work() -> None:
        async with cancelling(server.url, SMALL, lambda: server.received) as client:
            await until(lambda: server.ended)
            assert (await client.getThing("x")).name == "x"
            assert server.connections == 2

    with loopback(behaviour, respond({"name": "x"}), tls=context) as server:
        asyncio.run(work())
