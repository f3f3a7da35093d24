"""Connections are reused, but not too many, not for too long, and only if they are still good."""

from __future__ import annotations

import asyncio
import gc
import socket
import ssl
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack

import pytest
from tests.core.client_kinds import POOLED, Api, Blocking, Connect, connecting, sendUnsigned
from tests.core.loopback import Connection, Loopback, Received, Serve, loopback, message, respond
from tests.core.sample_service import Sample, Thing

from tc_typed.core.attempt import Attempt
from tc_typed.core.transport.port import Request
from tc_typed.core.transport.time_limits import Deadline
from tc_typed.core.transport.url import Url

THING = respond({"name": "x"})
FOREIGN = message(200, b'{"name": "foreign"}')
OVER_HTTPX = [kind for kind in POOLED if kind != "async over aiohttp"]

CORK = getattr(socket, "TCP_CORK", socket.TCP_NODELAY)  # only Linux has TCP_CORK


@pytest.fixture(params=POOLED)
def kind(request: pytest.FixtureRequest) -> str:
    name: str = request.param
    return name


@pytest.fixture
def connect(kind: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Connect]:
    with connecting(kind, monkeypatch) as made:
        yield made
    gc.collect()


def concurrently(client: Api, count: int) -> list[Thing]:
    """Make concurrent calls."""
    if isinstance(client, Blocking):

        async def gather() -> list[Thing]:
            return await asyncio.gather(*(client.client.getThing("x") for _ in range(count)))

        return client.run(gather())
    assert isinstance(client, Sample)
    with ThreadPoolExecutor(count) as pool:
        return [*pool.map(client.getThing, "x" * count)]


def until(isReached: Callable[[], object]) -> None:
    while not isReached():
        time.sleep(0.01)


class Together:
    """Behaviour that responds once `count` requests have arrived: each needs a connection."""

    def __init__(self, count: int) -> None:
        self._count = count
        self.server: Loopback | None = None

    def __call__(self, connection: Connection, request: Received) -> None:
        server = self.server
        until(lambda: server is None or len(server.received) >= self._count)
        THING(connection, request)


def test_calls_over_tls_share_a_connection(connect: Connect, trusted: ssl.SSLContext) -> None:
    """TLS session tickets don't count as unrequested data."""
    with loopback(THING, tls=trusted) as server:
        client = connect(server.url)
        for _ in range(5):
            client.getThing("x")
        assert server.connections == 1


def test_no_more_connections_than_the_limit(connect: Connect, serve: Serve) -> None:
    together = Together(100)
    together.server = server = serve(together)
    assert len(concurrently(connect(server.url), 250)) == 250
    assert server.connections == 100


def test_idle_connections_are_closed_by_a_later_call(
    connect: Connect, serve: Serve, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in ("connections", "httpx.aio", "httpx.sync", "aiohttp"):
        monkeypatch.setattr(f"tc_typed.core.transport.{module}.IDLE_SECONDS", 0.2, raising=False)
    together = Together(8)
    together.server = server = serve(together)
    client = connect(server.url)
    concurrently(client, 8)
    client.getThing("x")
    assert (server.connections, server.ended) == (8, 0)
    time.sleep(0.3)
    client.getThing("x")
    until(lambda: server.ended == 8)
    assert server.connections == 9


def test_connections_that_the_server_closed_cost_no_attempt(connect: Connect) -> None:
    attempts: list[Attempt] = []
    with ExitStack() as stack:
        peers: list[Connection] = []
        together = Together(20)

        def behave(connection: Connection, request: Received) -> None:
            peers.append(connection)
            together(connection, request)

        together.server = server = stack.enter_context(loopback(behave))
        client = connect(server.url, onAttempt=attempts.append)
        concurrently(client, 20)
        for each in peers:
            each.hangUp()
        time.sleep(0.05)
        concurrently(client, 20)
    assert [(it.number, it.status) for it in attempts] == [(1, 200)] * 40


def inOneGo(connection: Connection, first: bytes, second: bytes) -> None:
    """Send two messages in one packet, if the system allows that; over TLS, as two records."""
    if not isinstance(connection.peer, ssl.SSLSocket):
        connection.send(first + second)
        return
    connection.peer.setsockopt(socket.IPPROTO_TCP, CORK, 1)
    connection.send(first)
    connection.send(second)
    connection.peer.setsockopt(socket.IPPROTO_TCP, CORK, 0)


@pytest.mark.parametrize("size", [100, 2**14, 2**16])
@pytest.mark.parametrize("isTls", [False, True], ids=["plain", "TLS"])
def test_an_extra_response_is_not_mistaken_for_the_response_to_the_next_call(
    size: int, connect: Connect, trusted: ssl.SSLContext, *, isTls: bool
) -> None:
    """Libraries read in pieces of these sizes."""

    def reply(name: str) -> bytes:
        body = b'{"name": "%s"}' % name.encode()
        return message(200, body, {"x": "x" * (size - len(message(200, body, {"x": ""})))})

    def behave(connection: Connection, request: Received) -> None:
        inOneGo(connection, reply(request.segments[-1]), FOREIGN)

    with loopback(behave, tls=trusted if isTls else None) as server:
        client = connect(server.url, retries=3, delayFactor=0)
        for name in "abcd":
            assert client.getThing(name).name == name
            time.sleep(0.01)


@pytest.mark.parametrize("kind", OVER_HTTPX, indirect=True)
def test_several_servers_share_the_limit(
    connect: Connect, serve: Serve, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tc_typed.core.transport.connections.CONNECTIONS", 3)
    servers = [serve(THING) for _ in range(5)]
    client = connect(servers[0].url)
    for _ in range(2):
        for count, server in enumerate(servers, 1):
            url = Url.parse(f"{server.url}/x")
            sendUnsigned(client, "x.y", Request("GET", url, {}, None, Deadline(5)))
            opened = sum(it.connections for it in servers)
            until(lambda: sum(it.connections - it.ended for it in servers) <= 3)
            assert opened == count or opened > len(servers)


@pytest.mark.parametrize("kind", ["async over aiohttp"], indirect=True)
def test_idle_connections_to_several_servers_are_limited(
    connect: Connect, serve: Serve, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tc_typed.core.transport.aiohttp.CONNECTIONS", 3)
    servers = [serve(THING) for _ in range(8)]
    client = connect(servers[0].url)
    for server in servers:
        url = Url.parse(f"{server.url}/x")
        assert sendUnsigned(client, "x.y", Request("GET", url, {}, None, Deadline(5))) == 200
        until(lambda: sum(it.connections - it.ended for it in servers) <= 3)
    assert [it.connections for it in servers] == [1] * 8
    assert [it.connections - it.ended for it in servers] == [1] * 3 + [0] * 5
