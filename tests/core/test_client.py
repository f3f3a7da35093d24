"""Lifetime of a client: threads, closing, copies, event loops, cancelling."""

from __future__ import annotations

import asyncio
import gc
import json
import logging
import os
import threading
import warnings
from collections.abc import Callable, Generator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from functools import partial
from types import ModuleType

import httpx
import httpx2
import pytest
from tests.core.client_kinds import ASYNC, POOLED, Connect
from tests.core.loopback import (
    Connection,
    Json,
    Received,
    Serve,
    closedPort,
    message,
    respond,
    silent,
)
from tests.core.sample_service import AsyncSample, Sample, Thing
from tests.core.secrets import PERMANENT, TEMPORARY, TOKEN, assertHidden, everyText
from tests.core.signing.hawk import Header, verify

from tc_typed import Credentials, Taskcluster
from tc_typed.core.aio import AsyncServiceClient
from tc_typed.core.errors import (
    ClientClosed,
    InvalidCall,
    TaskclusterConnectionError,
)
from tc_typed.core.signing.httpx_auth import HawkAuth

pytestmark = pytest.mark.usefixtures("debugLog")

SYNC_CLIENTS = pytest.mark.parametrize("Http", [httpx.Client, httpx2.Client])


def echo(connection: Connection, request: Received) -> None:
    """Respond with the requested name."""
    connection.send(message(200, json.dumps({"name": request.segments[-1]}).encode()))


async def until(condition: Callable[[], bool]) -> None:
    """Wait for a condition that a server's thread fulfils."""
    while not condition():  # noqa: ASYNC110  # another thread can't set an event of this loop
        await asyncio.sleep(0.001)


# Concurrent calls


def test_threads_share_a_client(serve: Serve) -> None:
    server = serve(echo)
    start = threading.Barrier(8)

    def work(worker: int) -> list[bool]:
        start.wait(5)
        names = [f"{worker}/{n}" for n in range(25)]
        return [client.getThing(name).name == name for name in names]

    with Sample(rootUrl=server.url, credentials=TEMPORARY) as client, ThreadPoolExecutor(8) as pool:
        assert all(all(right) for right in pool.map(work, range(8)))
    assert len(server.received) == 200
    for seen in server.received:
        verify(seen, server.url)


def test_tasks_share_an_async_client(serve: Serve) -> None:
    server = serve(echo)

    async def work() -> list[str]:
        async with AsyncSample(rootUrl=server.url, credentials=TEMPORARY) as client:
            things = await asyncio.gather(*(client.getThing(str(n)) for n in range(200)))
            return [thing.name for thing in things]

    assert asyncio.run(work()) == [str(n) for n in range(200)]
    assert server.connections <= 100


def test_waiting_for_a_connection_does_not_count_towards_the_timeout(serve: Serve) -> None:
    """Make more slow calls than there are connections."""

    def slow(connection: Connection, request: Received) -> None:
        connection.pause(0.3)
        echo(connection, request)

    server = serve(slow)

    async def work() -> int:
        async with AsyncSample(rootUrl=server.url, timeout=2, retries=0) as client:
            return len(await asyncio.gather(*(client.getThing(str(n)) for n in range(250))))

    assert asyncio.run(work()) == 250


# Closing


def test_closed_client_refuses_calls(connect: Connect, serve: Serve) -> None:
    server = serve(respond({"name": "x"}))
    client = connect(server.url)
    client.getThing("x")
    client.close()
    client.close()
    with pytest.raises(ClientClosed, match=r"sample.getThing: .*closed"):
        client.getThing("x")
    assert len(server.received) == 1


def test_client_that_was_never_used_closes(connect: Connect) -> None:
    client = connect("http://nowhere.invalid")
    client.close()
    with pytest.raises(ClientClosed):
        client.getThing("x")


def test_with_block_closes(serve: Serve) -> None:
    server = serve(respond({"name": "x"}))
    with Sample(rootUrl=server.url) as client:
        client.getThing("x")
    with pytest.raises(ClientClosed):
        client.getThing("x")


def test_async_with_block_closes(serve: Serve) -> None:
    server = serve(respond({"name": "x"}))

    async def work() -> None:
        async with AsyncSample(rootUrl=server.url) as client:
            await client.getThing("x")
        with pytest.raises(ClientClosed):
            await client.getThing("x")

    asyncio.run(work())


@pytest.mark.parametrize("connect", POOLED, indirect=True)
def test_copy_is_closed_with_its_parent(connect: Connect, serve: Serve) -> None:
    client = connect(serve(respond({"name": "x"})).url)
    copy = client.use(timeout=5).use(retries=0)
    copy.getThing("x")
    client.close()
    with pytest.raises(ClientClosed):
        copy.getThing("x")


def test_parent_outlives_its_copy(connect: Connect, serve: Serve) -> None:
    client = connect(serve(respond({"name": "x"})).url)
    copy = client.use(timeout=5)
    copy.getThing("x")
    copy.close()
    with pytest.raises(ClientClosed):
        copy.getThing("x")
    assert client.getThing("x").name == "x"


def test_copy_for_another_deployment_is_independent(connect: Connect, serve: Serve) -> None:
    client = connect("http://nowhere.invalid")
    server = serve(respond({"name": "x"}))
    copy = client.use(rootUrl=server.url)
    client.close()
    assert copy.getThing("x").name == "x"
    copy.close()


def test_users_own_httpx_client_is_never_closed(connect: Connect, serve: Serve) -> None:
    server = serve(respond({"name": "x"}))
    http = connect.httpClient()
    client = connect(server.url, httpClient=http, credentials=TEMPORARY)
    client.use(timeout=3).getThing("x")
    client.close()
    assert not http.is_closed
    assert connect(server.url, httpClient=http).getThing("x").name == "x"


def test_client_with_a_closed_httpx_client_refuses_calls(connect: Connect, serve: Serve) -> None:
    server = serve(respond({"name": "x"}))
    http = connect.httpClient()
    client = connect(server.url, httpClient=http)
    client.getThing("x")
    connect.closeHttp(http)
    with pytest.raises(ClientClosed):
        client.getThing("x")


@pytest.mark.parametrize("package", [httpx, httpx2])
def test_client_of_the_wrong_kind_is_refused(package: ModuleType) -> None:
    with package.Client() as http, pytest.raises(InvalidCall, match=r"httpx\.AsyncClient"):
        AsyncSample(rootUrl="https://tc.example.com", httpClient=http)

    async def wrong() -> None:
        async with package.AsyncClient() as http:
            with pytest.raises(InvalidCall, match=r"httpx\.Client"):
                Sample(rootUrl="https://tc.example.com", httpClient=http)

    asyncio.run(wrong())


@SYNC_CLIENTS
def test_the_users_clients_auth_is_only_used_without_credentials_but_its_headers_always(
    Http: type[httpx.Client | httpx2.Client], serve: Serve
) -> None:
    server = serve(respond({"name": "x"}))
    with Http(headers={"x-mine": "1"}, auth=("user", "pass")) as http:
        Sample(rootUrl=server.url, httpClient=http, credentials=PERMANENT).getThing("x")
        Sample(rootUrl=server.url, httpClient=http).getThing("x")
    signed, unsigned = server.received
    assert signed.headers["x-mine"] == "1"
    assert signed.headers["authorization"].startswith("Hawk ")
    assert unsigned.headers["authorization"].startswith("Basic ")


@SYNC_CLIENTS
def test_redirects_are_not_followed_even_if_the_users_client_follows_them(
    Http: type[httpx.Client | httpx2.Client], serve: Serve
) -> None:
    body: Json = {"storageType": "link", "url": "u"}
    server = serve(respond(body, 303, {"location": "http://nowhere.invalid/"}))
    with Http(follow_redirects=True) as http:
        location = Sample(rootUrl=server.url, httpClient=http).getFile("x", 0, "a")
    assert location.model_dump() == body


def test_the_base_url_of_the_users_httpx_client_does_not_matter(serve: Serve) -> None:
    server = serve(respond({"name": "x"}))
    with httpx.Client(base_url="http://nowhere.invalid/base") as http:
        Sample(rootUrl=server.url, httpClient=http).getThing("x")
    assert server.received[0].target == "/api/sample/v1/thing/x"


# Event loops


@contextmanager
def leavingNothing(caplog: pytest.LogCaptureFixture) -> Generator[None]:
    """Check that the block leaves nothing open that Python or aiohttp would warn about."""
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        yield
        gc.collect()
    assert not [str(warning.message) for warning in caught]
    assert not [text for text in caplog.messages if "nclosed" in text]


@pytest.mark.parametrize("connect", ["async over aiohttp", "async over httpx"], indirect=True)
@pytest.mark.usefixtures("connect")
def test_async_client_in_several_event_loops_in_turn(
    serve: Serve, caplog: pytest.LogCaptureFixture
) -> None:
    server = serve(echo)
    client = AsyncSample(rootUrl=server.url)
    with leavingNothing(caplog):
        for name in "1234":
            assert asyncio.run(client.getThing(name)).name == name
        asyncio.run(client.close())


@pytest.mark.parametrize("connect", ["async over aiohttp", "async over httpx"], indirect=True)
@pytest.mark.usefixtures("connect")
def test_unclosed_async_client_ends_with_its_event_loop(
    serve: Serve, caplog: pytest.LogCaptureFixture
) -> None:
    server = serve(echo)

    async def work() -> None:
        client = AsyncSample(rootUrl=server.url)
        await asyncio.gather(*(client.getThing(str(n)) for n in range(5)))

    with leavingNothing(caplog):
        asyncio.run(work())


def test_event_loop_closed_without_shutdown_leaves_no_session(
    serve: Serve, caplog: pytest.LogCaptureFixture
) -> None:
    server = serve(echo)
    client = AsyncSample(rootUrl=server.url)
    with warnings.catch_warnings():
        # The sockets belonged to the loop, so only garbage collection closes them.
        warnings.simplefilter("ignore", ResourceWarning)
        for name in "12":
            loop = asyncio.new_event_loop()
            assert loop.run_until_complete(client.getThing(name)).name == name
            loop.close()
        asyncio.run(client.getThing("3"))
        gc.collect()
    assert not [text for text in caplog.messages if "nclosed" in text]


def test_users_own_async_httpx_client_in_several_event_loops(
    serve: Serve, waits: list[float]
) -> None:
    server = serve(echo)
    http = httpx.AsyncClient()
    client = AsyncSample(rootUrl=server.url, httpClient=http)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ResourceWarning)  # httpx's own connections
        for name in "123":
            assert asyncio.run(client.getThing(name)).name == name
        with suppress(RuntimeError):
            asyncio.run(http.aclose())
        gc.collect()
    assert len(waits) <= 2


def test_users_own_async_httpx_client_in_another_event_loop_is_a_connection_error(
    serve: Serve,
) -> None:
    server = serve(echo)
    http = httpx.AsyncClient()
    client = AsyncSample(rootUrl=server.url, httpClient=http, retries=0)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ResourceWarning)
        asyncio.run(client.getThing("1"))
        with pytest.raises(TaskclusterConnectionError, match="Event loop is closed"):
            asyncio.run(client.getThing("2"))
        with suppress(RuntimeError):
            asyncio.run(http.aclose())
        gc.collect()


# Processes


def inChild(work: Callable[[], object]) -> None:
    """Run a function in a forked process, and check that it succeeds."""
    child = os.fork()
    if not child:
        try:
            work()
        except BaseException:  # noqa: BLE001  # the child must always end here
            os._exit(1)
        os._exit(0)
    assert os.waitpid(child, 0)[1] == 0


def check(thing: Thing) -> None:
    assert thing.name == "child"


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
def test_forked_process_uses_its_own_connections(serve: Serve) -> None:
    server = serve(echo)
    with Sample(rootUrl=server.url) as client:
        client.getThing("warm")
        inChild(lambda: check(client.getThing("child")))
        assert server.connections == 2
        assert client.getThing("parent").name == "parent"
    assert server.connections == 2  # the parent kept its own


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
def test_child_that_closes_leaves_its_parents_connections_open(serve: Serve) -> None:
    server = serve(echo)
    with Sample(rootUrl=server.url) as client:
        client.getThing("warm")
        inChild(client.close)
        client.getThing("parent")
    assert server.connections == 1


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
@pytest.mark.parametrize("connect", ["async over aiohttp", "async over httpx"], indirect=True)
@pytest.mark.usefixtures("connect")
def test_forked_process_with_its_parents_event_loop_uses_its_own_connections(
    serve: Serve,
) -> None:
    server = serve(echo)
    client = AsyncSample(rootUrl=server.url)
    with asyncio.Runner() as runner:
        runner.run(client.getThing("warm"))
        loop = runner.get_loop()
        inChild(lambda: check(loop.run_until_complete(client.getThing("child"))))
        assert server.connections == 2
        runner.run(client.close())


def test_async_client_can_be_created_outside_an_event_loop() -> None:
    client = AsyncSample(rootUrl="http://nowhere.invalid")
    asyncio.run(client.close())


# Cancelling


@pytest.mark.parametrize("connect", ASYNC, indirect=True)
def test_cancelled_call_ends_and_the_client_stays_usable(connect: Connect, serve: Serve) -> None:
    server = serve(silent, echo)

    async def work(client: AsyncServiceClient) -> str:
        assert isinstance(client, AsyncSample)
        call = asyncio.create_task(client.getThing("1"))
        await until(lambda: bool(server.received))
        call.cancel("enough")
        with pytest.raises(asyncio.CancelledError):
            await call
        return (await client.getThing("2")).name

    async def run() -> str:
        if connect.isOwn:
            async with httpx.AsyncClient() as http:
                return await work(AsyncSample(rootUrl=server.url, httpClient=http))
        async with AsyncSample(rootUrl=server.url) as client:
            return await work(client)

    assert asyncio.run(run()) == "2"


def test_cancelling_while_waiting_for_the_next_attempt(serve: Serve) -> None:
    async def work() -> None:
        with closedPort() as url:
            async with AsyncSample(rootUrl=url, retries=20) as client:
                with pytest.raises(TimeoutError) as caught:
                    await asyncio.wait_for(client.getThing("x"), 0.3)
                assert not isinstance(caught.value, TaskclusterConnectionError)

    asyncio.run(work())


@pytest.mark.parametrize("connect", ["async over aiohttp", "async over httpx"], indirect=True)
@pytest.mark.usefixtures("connect")
def test_many_cancelled_calls_leave_all_connections_free(serve: Serve) -> None:
    def stall(connection: Connection, request: Received) -> None:
        if request.segments[-1] == "good":
            echo(connection, request)
        else:
            connection.send(message(200, b"{", length=1000))

    server = serve(stall)

    async def work() -> None:
        async with AsyncSample(rootUrl=server.url) as client:
            calls = [asyncio.create_task(client.getThing(str(n))) for n in range(110)]
            await until(lambda: len(server.received) == 100)
            for call in calls:
                call.cancel()
            await asyncio.wait(calls)
            assert all(call.cancelled() for call in calls)
            good = (client.getThing("good") for _ in range(20))
            assert {thing.name for thing in await asyncio.gather(*good)} == {"good"}

    asyncio.run(work())


# Reprs, authorization, logs and messages


def test_repr_shows_root_url_and_client_id_but_no_secrets(connect: Connect) -> None:
    client = connect("https://tc.example.com/", credentials=TEMPORARY, authorizedScopes=["a"])
    assert "https://tc.example.com" in repr(client)
    assert "some/client" in repr(client)
    assertHidden(repr(client), str(client), repr(HawkAuth(TEMPORARY)))


def test_reprs_do_not_show_a_provider() -> None:
    for client in (Sample, Taskcluster):
        made = client(rootUrl="http://x.invalid", credentials=partial(Credentials, "me", TOKEN))
        assertHidden(repr(made))
        assert "credentials=<provider>" in repr(made)


def test_reprs_do_not_show_credentials_given_as_a_dict() -> None:
    given = {"clientId": "some/client", "accessToken": PERMANENT.accessToken}
    with Sample(rootUrl="https://tc.example.com", credentials=given) as client:
        assertHidden(repr(client), repr(client.use(timeout=1)))


def test_authorized_scopes_and_certificate_are_sent(connect: Connect, serve: Serve) -> None:
    server = serve(respond({"name": "x"}))
    client = connect(server.url, credentials=TEMPORARY)
    client.use(authorizedScopes=[]).getThing("x")
    client.use(authorizedScopes=None, credentials=PERMANENT).getThing("x")
    client.use(credentials=None).getThing("x")
    restricted, permanent, anonymous = server.received
    ext = Header.read(restricted.headers["authorization"]).ext
    assert ext == {"certificate": TEMPORARY.certificate, "authorizedScopes": []}
    assert "ext" not in Header.read(permanent.headers["authorization"]).attributes
    assert "authorization" not in anonymous.headers


def test_retries_are_logged(
    connect: Connect, serve: Serve, waits: list[float], caplog: pytest.LogCaptureFixture
) -> None:
    connect(serve(respond(b"", 503), respond({"name": "x"})).url).getThing("x")
    logged = [record.getMessage() for record in caplog.records if record.name == "tc_typed"]
    assert any("retrying in" in text and "sample.getThing" in text for text in logged)
    assert any("responded 200" in text for text in logged)
    assert len(waits) == 1
    [retry] = [record for record in caplog.records if "retrying in" in record.getMessage()]
    assert retry.levelno == logging.INFO
    facts = {name: vars(retry)[name] for name in ("call", "attempt", "delay", "status")}
    assert facts == {"call": "sample.getThing", "attempt": 1, "delay": waits[0], "status": 503}


def test_logs_of_the_users_own_requests_are_left_alone(
    serve: Serve, caplog: pytest.LogCaptureFixture
) -> None:
    server = serve(respond({}))
    with httpx.Client() as http:
        client = Sample(rootUrl=server.url, httpClient=http)
        client.info()
        http.get(f"{server.url}/x?sig=plain")
    [ours, theirs] = [record for record in caplog.records if record.name == "httpx"]
    assert not ours.args
    assert theirs.args
    assert "sig=plain" in theirs.getMessage()


def test_invalid_payload_is_described_without_its_values(connect: Connect) -> None:
    client = connect("http://nowhere.invalid")
    wrong: object = {"created": "x"}
    with pytest.raises(InvalidCall, match=r"ThingDefinition.*model_validate") as caught:
        client.putThing("x", wrong)  # type: ignore[arg-type]  # what is tested
    assertHidden(*everyText(caught.value))
