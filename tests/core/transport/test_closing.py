"""Closing a client ends its calls, and nothing is sent afterwards."""

from __future__ import annotations

import asyncio
import socket
import ssl
import sys
import threading
import time
from collections import Counter
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, suppress
from datetime import UTC, datetime
from functools import partial

import httpx
import pytest
from httpx_aiohttp import HttpxAiohttpClient
from tests.core.loopback import (
    Connection,
    Received,
    Serve,
    listening,
    loopback,
    message,
    raw,
    respond,
    silent,
)
from tests.core.sample_service import AsyncSample, Sample, ThingDefinition

from tc_typed import Taskcluster
from tc_typed.core.client import sessionOf
from tc_typed.core.errors import ClientClosed, TaskclusterFailure
from tc_typed.core.sync import ServiceClient

CALLS = 150
SIZE = 900_000
SYNC = ["ours", "own httpx"]
ASYNC = ["aiohttp", "httpx", "own httpx", "own aiohttp"]


class Slow:
    """Behaviour that responds after a delay, and counts requests before and after closing."""

    def __init__(self, seconds: float = 1) -> None:
        self.isClosed = False
        self.arrived: Counter[bool] = Counter()
        self._seconds = seconds
        self._respond = respond({"name": "x"})

    def __call__(self, connection: Connection, request: Received) -> None:
        self.arrived[self.isClosed] += 1
        connection.pause(self._seconds)
        self._respond(connection, request)


def outcome(call: Callable[[], object]) -> str:
    try:
        call()
    except TaskclusterFailure as failure:
        return type(failure).__name__
    return "result"


def startCalls(
    count: int, call: Callable[[], object]
) -> tuple[list[threading.Thread], Counter[str]]:
    """Start calls in threads, and return the threads and a counter of outcomes."""
    outcomes: Counter[str] = Counter()
    lock = threading.Lock()

    def work() -> None:
        result = outcome(call)
        with lock:
            outcomes[result] += 1

    threads = [threading.Thread(target=work) for _ in range(count)]
    for thread in threads:
        thread.start()
    return threads, outcomes


async def outcomeAsync(call: Awaitable[object]) -> str:
    try:
        await call
    except TaskclusterFailure as failure:
        return type(failure).__name__
    return "result"


def asyncHttp(kind: str, stack: ExitStack) -> httpx.AsyncClient | None:
    """Return a user's client, or `None` after choosing the library for tc_typed's own transport."""
    if kind == "httpx":
        patch = stack.enter_context(pytest.MonkeyPatch.context())
        patch.setitem(sys.modules, "tc_typed.core.transport.aiohttp", None)
    if kind == "own httpx":
        return httpx.AsyncClient(limits=httpx.Limits(max_connections=20))
    if kind == "own aiohttp":
        return HttpxAiohttpClient()
    return None


@pytest.fixture
def slow(serve: Serve) -> tuple[Slow, str]:
    behaviour = Slow()
    return behaviour, serve(behaviour).url


@pytest.mark.parametrize("retries", [0, 3])
@pytest.mark.parametrize("kind", SYNC)
def test_sync_calls_end_with_their_client(kind: str, retries: int, slow: tuple[Slow, str]) -> None:
    server, url = slow
    with httpx.Client(limits=httpx.Limits(max_connections=20)) as http:
        client = Sample(rootUrl=url, httpClient=http if kind != "ours" else None, retries=retries)
        threads, outcomes = startCalls(CALLS, lambda: client.getThing("x"))
        while not server.arrived[False]:
            time.sleep(0.01)
        time.sleep(0.1)
        client.close()
        # Bytes that the kernel has buffered when close() returns can still reach the server.
        time.sleep(0.3)
        server.isClosed = True
        for thread in threads:
            thread.join(10)
    assert outcomes.total() == CALLS
    assert {*outcomes} <= {"ClientClosed", "result"}
    if kind == "ours":
        assert outcomes == {"ClientClosed": CALLS}
    else:
        assert outcomes["result"] == server.arrived[False]
    assert not server.arrived[True]


@pytest.mark.parametrize("retries", [0, 3])
@pytest.mark.parametrize("kind", ASYNC)
def test_async_calls_end_with_their_client(kind: str, retries: int, slow: tuple[Slow, str]) -> None:
    server, url = slow

    async def work(client: AsyncSample) -> list[str]:
        calls = [asyncio.create_task(outcomeAsync(client.getThing("x"))) for _ in range(CALLS)]
        while not server.arrived[False]:  # noqa: ASYNC110  # another thread's counter
            await asyncio.sleep(0.01)
        await asyncio.sleep(0.1)
        await client.close()
        await asyncio.sleep(0.3)
        server.isClosed = True
        outcomes = await asyncio.gather(*calls)
        if http is not None:
            await http.aclose()
        return outcomes

    with ExitStack() as stack:
        http = asyncHttp(kind, stack)
        client = AsyncSample(rootUrl=url, httpClient=http, retries=retries)
        outcomes = Counter(asyncio.run(work(client)))
    assert outcomes == {"ClientClosed": CALLS}
    assert not server.arrived[True]


def test_a_thread_that_waits_for_a_response_is_woken(serve: Serve) -> None:
    server = serve(silent)
    client = Sample(rootUrl=server.url, timeout=15)
    with ThreadPoolExecutor(1) as pool:
        call = pool.submit(client.getThing, "x")
        while not server.received:
            time.sleep(0.01)
        client.close()
        with pytest.raises(ClientClosed, match="may have carried out") as caught:
            call.result(5)
    assert caught.value.address == f"GET {server.url}/api/sample/v1/thing/x"


def test_the_error_of_a_call_that_waits_to_retry_mentions_that_it_was_sent(serve: Serve) -> None:
    attempted = threading.Event()
    server = serve(raw())
    client = Sample(rootUrl=server.url, delayFactor=15, onAttempt=lambda _: attempted.set())
    with ThreadPoolExecutor(1) as pool:
        call = pool.submit(client.getThing, "x")
        attempted.wait(5)
        client.close()
        with pytest.raises(ClientClosed, match="may have carried out") as caught:
            call.result(5)
    assert (caught.value.attempts, caught.value.unanswered) == (1, 1)
    assert caught.value.address == f"GET {server.url}/api/sample/v1/thing/x"


def test_the_error_of_an_async_call_that_waits_to_retry_mentions_that_it_was_sent(
    serve: Serve,
) -> None:
    url = serve(raw()).url

    async def work() -> ClientClosed:
        attempted = asyncio.Event()
        client = AsyncSample(rootUrl=url, delayFactor=15, onAttempt=lambda _: attempted.set())
        call = asyncio.create_task(client.getThing("x"))
        await attempted.wait()
        await client.close()
        with pytest.raises(ClientClosed, match="may have carried out") as caught:
            await call
        return caught.value

    failure = asyncio.run(work())
    assert (failure.attempts, failure.unanswered) == (1, 1)


@pytest.mark.parametrize("isBegun", [False, True])
def test_the_error_mentions_a_possible_effect_only_if_sending_had_begun(*, isBegun: bool) -> None:
    def transmit(request: httpx.Request) -> httpx.Response:
        trace: Callable[[str, dict[str, object]], None] = request.extensions["trace"]
        if isBegun:
            trace("http11.send_request_headers.started", {})
        client.close()
        trace("http11.send_request_body.started", {})
        return httpx.Response(204)

    with httpx.Client(transport=httpx.MockTransport(transmit)) as http:
        client = Sample(rootUrl="https://tc.example.com", httpClient=http)
        with pytest.raises(ClientClosed) as caught:
            client.getThing("x")
    assert ("may have carried out" in str(caught.value)) == isBegun


@pytest.mark.parametrize("kind", ["aiohttp", "httpx"])
def test_sending_stops_once_the_response_has_arrived(
    kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A storage server may refuse an upload because of its headers, and never read the rest."""
    if kind == "httpx":
        monkeypatch.setitem(sys.modules, "tc_typed.core.transport.aiohttp", None)
    isOver = threading.Event()
    arrived: list[int] = []

    def serve(listener: socket.socket) -> None:
        with listener.accept()[0] as peer:
            peer.settimeout(5)
            size = len(peer.recv(1000))
            peer.sendall(message(403, b"{}"))
            isOver.wait(5)
            with suppress(ConnectionError):
                while data := peer.recv(65536):
                    size += len(data)
            arrived.append(size)

    async def work(url: str) -> None:
        definition = ThingDefinition(created=datetime.now(UTC), payload={"x": SIZE * "x"})
        async with AsyncSample(rootUrl=url, retries=0, timeout=0.5) as client:
            with pytest.raises(TaskclusterFailure):
                await client.putThing("x", definition)
        isOver.set()
        while not arrived:  # noqa: ASYNC110  # another thread's list
            await asyncio.sleep(0.01)

    with listening(serve) as url:
        asyncio.run(work(url))
    assert arrived[0] < SIZE


def test_calls_over_tls_end_with_their_client(trusted: ssl.SSLContext) -> None:
    with loopback(silent, tls=trusted) as server:
        client = Sample(rootUrl=server.url, timeout=15)
        threads, outcomes = startCalls(20, lambda: client.getThing("x"))
        while len(server.received) < 10:
            time.sleep(0.01)
        client.close()
        for thread in threads:
            thread.join(5)
    assert outcomes == {"ClientClosed": 20}


@pytest.mark.parametrize("delay", [0.0, 0.001, 0.01, 0.05])
def test_calls_that_begin_while_the_client_is_being_closed(serve: Serve, delay: float) -> None:
    server = serve(respond({"name": "x"}))
    seen: set[str] = set()
    for _ in range(5):
        client = Sample(rootUrl=server.url, retries=1, delayFactor=0)

        def work(client: Sample = client) -> None:
            for _ in range(200):
                client.getThing("x")

        threads, outcomes = startCalls(20, work)
        time.sleep(delay)
        client.close()
        time.sleep(0.02)
        arrived = len(server.received)
        for thread in threads:
            thread.join(5)
        assert len(server.received) == arrived
        seen |= {*outcomes}
    assert "ClientClosed" in seen
    assert seen <= {"ClientClosed", "result"}


def test_a_pause_between_attempts_ends_at_once(serve: Serve) -> None:
    server = serve(respond(b"", 503))
    client = Sample(rootUrl=server.url, delayFactor=25)
    with ThreadPoolExecutor(1) as pool:
        call = pool.submit(client.getThing, "x")
        while not server.received:
            time.sleep(0.01)
        client.close()
        with pytest.raises(ClientClosed):
            call.result(5)
    assert len(server.received) == 1


def test_an_async_pause_between_attempts_ends_at_once(serve: Serve) -> None:
    server = serve(respond(b"", 503))

    async def work() -> None:
        client = AsyncSample(rootUrl=server.url, delayFactor=25)
        call = asyncio.create_task(client.getThing("x"))
        while not server.received:  # noqa: ASYNC110  # another thread's list
            await asyncio.sleep(0.01)
        await asyncio.sleep(0.05)
        await client.close()
        with pytest.raises(ClientClosed):
            await asyncio.wait_for(call, 5)

    asyncio.run(work())
    assert len(server.received) == 1


def test_waiting_for_a_connection_does_not_count_towards_an_attempts_timeout(serve: Serve) -> None:
    """200 threads share 100 connections, and each call takes more than half of the timeout."""
    server = serve(Slow(1.5))
    with Sample(rootUrl=server.url, timeout=2.9) as client:
        threads, outcomes = startCalls(200, lambda: client.getThing("x"))
        for thread in threads:
            thread.join(15)
    assert outcomes == {"result": 200}
    assert len(server.received) == 200


def test_waiting_for_a_connection_ends_with_the_total_timeout(
    serve: Serve, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tc_typed.core.transport.sync_pool.CONNECTIONS", 1)
    server = serve(silent)
    client = Sample(rootUrl=server.url, timeout=5, retries=0)
    with client, ThreadPoolExecutor(1) as pool:
        first = pool.submit(outcome, lambda: client.getThing("x"))
        while not server.received:
            time.sleep(0.01)
        started = time.monotonic()
        with pytest.raises(TaskclusterFailure, match=r"within 0\.2 s \(totalTimeout\)"):
            client.use(totalTimeout=0.2).getThing("x")
        assert time.monotonic() - started < 2
        client.close()
        assert first.result(5) == "ClientClosed"
    assert len(server.received) == 1


# Copies, siblings and Taskcluster objects


@pytest.mark.parametrize("relation", ["copy", "sibling"])
def test_a_closed_copy_or_sibling_sends_nothing_more(relation: str, serve: Serve) -> None:
    """The shared connections stay open, but calls of the closed client end."""
    server = serve(respond(b"", 503), respond({"name": "x"}))
    with Sample(rootUrl=server.url, delayFactor=25) as client:
        other = client.use() if relation == "copy" else sessionOf(client).sibling(Sample)
        with ThreadPoolExecutor(1) as pool:
            call = pool.submit(other.getThing, "x")
            while not server.received:
                time.sleep(0.01)
            time.sleep(0.05)
            other.close()
            with pytest.raises(ClientClosed):
                call.result(5)
        assert len(server.received) == 1
        assert client.getThing("x").name == "x"


def test_a_copy_closed_while_it_waits_for_a_connection_gets_none(
    serve: Serve, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tc_typed.core.transport.sync_pool.CONNECTIONS", 1)
    release = threading.Event()

    def held(connection: Connection, request: Received) -> None:
        release.wait(5)
        respond({"name": "x"})(connection, request)

    server = serve(held)
    with Sample(rootUrl=server.url) as client, ThreadPoolExecutor(3) as pool:
        first = pool.submit(client.getThing, "x")
        while not server.received:
            time.sleep(0.01)
        copy = client.use()
        waiting = pool.submit(copy.getThing, "x")
        queued = pool.submit(client.getThing, "x")
        time.sleep(0.1)
        copy.close()
        with pytest.raises(ClientClosed) as caught:
            waiting.result(5)
        assert caught.value.address is None
        release.set()
        assert first.result(5).name == queued.result(5).name == "x"
    assert len(server.received) == 2


def test_a_copy_closed_while_it_connects_sends_nothing(serve: Serve) -> None:
    resolving, go = threading.Event(), threading.Event()

    def slowly(host: str, port: int, *args: int, **kwargs: int) -> object:
        resolving.set()
        go.wait(5)
        return getaddrinfo(host, port, *args, **kwargs)

    server, getaddrinfo = serve(respond({"name": "x"})), socket.getaddrinfo
    with Sample(rootUrl=server.url) as client, ThreadPoolExecutor(1) as pool:
        copy = client.use()
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(socket, "getaddrinfo", slowly)
            call = pool.submit(copy.getThing, "x")
            resolving.wait(5)
            copy.close()
            go.set()
            with pytest.raises(ClientClosed):
                call.result(5)
    assert not server.received


@pytest.mark.parametrize("relation", ["copy", "sibling"])
def test_calls_of_a_closed_async_copy_or_sibling_end(relation: str, serve: Serve) -> None:
    server = serve(silent)

    async def work() -> None:
        async with AsyncSample(rootUrl=server.url) as client:
            other = client.use() if relation == "copy" else sessionOf(client).sibling(AsyncSample)
            callOfOther = asyncio.create_task(outcomeAsync(other.getThing("x")))
            call = asyncio.create_task(outcomeAsync(client.getThing("x")))
            while len(server.received) < 2:  # noqa: ASYNC110  # another thread's list
                await asyncio.sleep(0.01)
            await other.close()
            assert await asyncio.wait_for(callOfOther, 2) == "ClientClosed"
            assert not call.done()
        assert await asyncio.wait_for(call, 2) == "ClientClosed"

    asyncio.run(work())


def test_concurrent_close_calls_both_wait_until_the_calls_have_ended(serve: Serve) -> None:
    server = serve(silent)

    async def work() -> None:
        client = AsyncSample(rootUrl=server.url)
        call = asyncio.create_task(outcomeAsync(client.getThing("x")))
        while not server.received:  # noqa: ASYNC110  # another thread's list
            await asyncio.sleep(0.01)

        async def close() -> None:
            await client.close()
            await asyncio.sleep(0)
            assert call.done()

        await asyncio.gather(close(), close())
        assert await call == "ClientClosed"

    asyncio.run(work())


def test_calls_in_another_event_loop_end_soon(serve: Serve) -> None:
    server = serve(silent)
    client = AsyncSample(rootUrl=server.url)

    async def call() -> str:
        return await asyncio.wait_for(outcomeAsync(client.getThing("x")), 5)

    with ThreadPoolExecutor(1) as pool:
        other = pool.submit(asyncio.run, call())
        while not server.received:
            time.sleep(0.01)
        asyncio.run(client.close())
        assert other.result(5) == "ClientClosed"


def test_no_client_is_created_after_taskcluster_was_closed() -> None:
    taskcluster = Taskcluster(rootUrl="http://nowhere.invalid")
    copy = taskcluster.use()
    taskcluster.close()
    for each in (taskcluster, copy):
        assert outcome(partial(getattr, each, "queue")) == "ClientClosed"
    copy = Taskcluster(rootUrl="http://nowhere.invalid").use()
    copy.close()
    assert outcome(partial(getattr, copy, "queue")) == "ClientClosed"


def test_taskcluster_can_be_closed_while_clients_are_created() -> None:
    names = ["auth", "github", "hooks", "index", "notify", "object", "queue", "secrets"]
    for _ in range(50):
        taskcluster = Taskcluster(
            rootUrl="http://nowhere.invalid", serviceDiscoveryScheme="k8s-dns"
        )

        def use(name: str, taskcluster: Taskcluster = taskcluster) -> object:
            return getattr(taskcluster, name)

        with ThreadPoolExecutor(8) as pool:
            made = [pool.submit(outcome, partial(use, name)) for name in names]
            taskcluster.close()
        assert {each.result() for each in made} <= {"result", "ClientClosed"}
        for name in names:
            with suppress(ClientClosed):
                client = use(name)
                assert isinstance(client, ServiceClient)
                assert sessionOf(client).isClosed()
