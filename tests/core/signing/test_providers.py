"""Credentials providers: functions that return credentials when they are needed."""

from __future__ import annotations

import asyncio
import json
import os
import threading
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import cast

import httpx
import pytest
from tests.core.client_kinds import Connect
from tests.core.loopback import Loopback, Serve, raw, respond
from tests.core.sample_service import AsyncSample, Sample
from tests.core.secrets import CERTIFICATE, PERMANENT, TEMPORARY, TOKEN, assertHidden, everyText
from tests.core.signing.hawk import Header, verify

from tc_typed import buildSignedUrl
from tc_typed.core.errors import (
    InvalidCall,
    TaskclusterAuthFailure,
    TaskclusterConnectionError,
)
from tc_typed.credentials import Credentials, credentialsFromFile

pytestmark = pytest.mark.usefixtures("debugLog")

THING = {"name": "x"}


def callers(server: Loopback) -> list[str | None]:
    """Return the client ID that signed each request of a server, `None` for unsigned ones."""
    headers = [seen.headers.get("authorization") for seen in server.received]
    return [None if text is None else Header.read(text).attributes["id"] for text in headers]


def test_provider_is_called_before_each_attempt(
    connect: Connect, serve: Serve, waits: list[float]
) -> None:
    server = serve(respond(b"", 503), raw(), respond(THING))
    names = iter(["one", "two", "three", "four"])
    client = connect(server.url, credentials=lambda: Credentials(next(names), TOKEN))
    client.getThing("x")
    client.getThing("x")
    assert callers(server) == ["one", "two", "three", "four"]
    assert len(waits) == 2
    for seen in server.received:
        verify(seen, server.url)


@pytest.mark.parametrize(
    "given",
    [
        TEMPORARY,
        {"clientId": "some/client", "accessToken": TOKEN, "certificate": {**CERTIFICATE}},
    ],
    ids=["credentials", "dict"],
)
def test_provider_can_return_credentials_or_a_dict(
    connect: Connect, serve: Serve, given: Credentials | Mapping[str, object]
) -> None:
    server = serve(respond(THING))
    client = connect(server.url, credentials=lambda: given, authorizedScopes=["a"])
    client.getThing("x")
    header = Header.read(server.received[0].headers["authorization"])
    assert header.ext == {"certificate": CERTIFICATE, "authorizedScopes": ["a"]}
    assertHidden(repr(client))


@pytest.mark.parametrize("nothing", [None, {}])
def test_none_and_an_empty_dict_mean_no_credentials(
    connect: Connect, serve: Serve, nothing: Mapping[str, object] | None
) -> None:
    server = serve(respond({"name": "x"}))
    connect(server.url, credentials=nothing).getThing("x")
    connect(server.url, credentials=lambda: nothing).getThing("x")
    assert all("authorization" not in seen.headers for seen in server.received)


def test_provider_can_return_none(connect: Connect, serve: Serve) -> None:
    server = serve(respond(THING))
    turns = iter([PERMANENT, None, PERMANENT])
    client = connect(server.url, credentials=lambda: next(turns))
    for _ in range(3):
        client.getThing("x")
    assert callers(server) == ["some/client", None, "some/client"]


def failing() -> Credentials:
    raise RuntimeError("no vault today")


@pytest.mark.parametrize(
    ("provider", "text"),
    [
        (failing, "sample.getThing: the credentials provider failed: RuntimeError: no vault"),
        (
            lambda: {"clientId": TOKEN + " ", "accessToken": TOKEN},
            "sample.getThing: the credentials provider returned unusable credentials: clientId",
        ),
        (
            lambda: 7,
            "sample.getThing: the credentials provider returned unusable credentials: cred",
        ),
    ],
)
def test_a_failing_provider_fails_the_call(
    connect: Connect, serve: Serve, waits: list[float], provider: Callable[[], object], text: str
) -> None:
    server = serve(respond(THING))
    untyped = cast("Callable[[], Credentials]", provider)
    client = connect(server.url, credentials=untyped)
    with pytest.raises(TaskclusterAuthFailure) as caught:
        client.getThing("x")
    assert str(caught.value).startswith(text)
    assertHidden(*everyText(caught.value))
    assert not server.received
    assert not waits


async def asynchronous() -> Credentials:
    await asyncio.sleep(0)
    return PERMANENT


def test_async_clients_wait_for_an_async_provider(connect: Connect, serve: Serve) -> None:
    server = serve(respond(THING))
    client = connect(server.url, credentials=asynchronous)
    if connect.isAsync:
        client.getThing("x")
        assert callers(server) == ["some/client"]
    else:
        with pytest.raises(InvalidCall, match="provider is async"):
            client.getThing("x")


def test_building_a_signed_url_refuses_an_async_provider() -> None:
    client = AsyncSample(rootUrl="https://tc.example.com", credentials=asynchronous)
    with pytest.raises(InvalidCall, match="provider is async"):
        buildSignedUrl(client.getThing, "x")


def test_cancelling_while_the_provider_is_awaited(serve: Serve) -> None:
    server = serve(respond(THING))
    wasCalled = asyncio.Event()

    async def slow() -> Credentials:
        wasCalled.set()
        await asyncio.Event().wait()
        return PERMANENT

    async def work() -> None:
        async with AsyncSample(rootUrl=server.url, credentials=slow) as client:
            call = asyncio.create_task(client.getThing("x"))
            await wasCalled.wait()
            call.cancel()
            with pytest.raises(asyncio.CancelledError):
                await call

    asyncio.run(work())
    assert not server.received


def test_each_thread_signs_with_the_credentials_that_it_got(serve: Serve) -> None:
    server = serve(respond(THING))
    local = threading.local()

    def work(worker: int) -> None:
        for turn in range(25):
            local.name = f"client/{worker}/{turn}"
            client.getThing(local.name.replace("/", "."))

    def provide() -> Credentials:
        return Credentials(local.name, TOKEN)

    with Sample(rootUrl=server.url, credentials=provide) as client, ThreadPoolExecutor(4) as pool:
        list(pool.map(work, range(4)))
    for seen, caller in zip(server.received, callers(server), strict=True):
        assert caller == seen.segments[-1].replace(".", "/")


# Files


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "credentials.json"


def write(file: Path, **parts: object) -> None:
    """Replace the file atomically, as a program that renews credentials should."""
    other = file.with_suffix(".new")
    other.write_text(json.dumps(parts))
    other.replace(file)


def test_file_is_read_again_when_it_has_changed(connect: Connect, serve: Serve, file: Path) -> None:
    server = serve(respond(THING))
    client = connect(server.url, credentials=credentialsFromFile(file))
    for name in ("one", "two", "six"):
        write(file, clientId=name, accessToken=TOKEN)
        client.getThing("x")
    assert callers(server) == ["one", "two", "six"]


def test_file_is_not_read_again_while_it_is_unchanged(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(file, clientId="x", accessToken=TOKEN)
    provide = credentialsFromFile(str(file))
    first = provide()
    monkeypatch.setattr(Path, "read_bytes", None)
    assert provide() is first


def test_file_that_is_overwritten_in_place_is_read_again(file: Path) -> None:
    provide = credentialsFromFile(file)
    for time, name in enumerate(("one", "two")):
        file.write_text(json.dumps({"clientId": name, "accessToken": TOKEN}))
        os.utime(file, (time, time))
        assert provide().clientId == name


@pytest.mark.parametrize("certificate", [{**CERTIFICATE}, json.dumps(CERTIFICATE)])
def test_file_can_contain_a_certificate(file: Path, certificate: object) -> None:
    write(file, clientId="some/client", accessToken=TOKEN, certificate=certificate)
    assert credentialsFromFile(file)() == TEMPORARY
    write(file, clientId="some/client", accessToken=TOKEN, certificate=None)
    assert credentialsFromFile(file)() == PERMANENT


@pytest.mark.parametrize(
    "content",
    [
        b"",
        TOKEN.encode(),
        json.dumps(TOKEN).encode(),
        json.dumps([TOKEN]).encode(),
        json.dumps({"clientId": "x", "accessToken": TOKEN}).encode()[:-1],
        json.dumps({"clientId": "x"}).encode(),
        json.dumps({"clientId": "x", "accessToken": TOKEN, "certificate": TOKEN}).encode(),
        b'{"clientId": "x", "accessToken": "\xff"}',
        b"[" * 100_000,
    ],
)
def test_file_without_usable_credentials_is_refused(file: Path, content: bytes) -> None:
    file.write_bytes(content)
    with pytest.raises(TaskclusterAuthFailure) as caught:
        credentialsFromFile(file)()
    assertHidden(*everyText(caught.value))


def test_the_error_names_a_missing_file(file: Path) -> None:
    provide = credentialsFromFile(file)
    with pytest.raises(TaskclusterAuthFailure, match=r"credentials\.json'.*No such file"):
        provide()
    write(file, clientId="x", accessToken=TOKEN)
    assert provide().clientId == "x"


def test_connection_errors_are_not_taken_for_errors_of_the_provider(file: Path) -> None:
    """Only exceptions from the call of the provider itself are errors of the provider."""
    write(file, clientId="x", accessToken=TOKEN)
    with httpx.Client(transport=httpx.MockTransport(refuse)) as http:
        client = Sample(
            rootUrl="https://tc.example.com",
            httpClient=http,
            credentials=credentialsFromFile(file),
            retries=0,
        )
        with pytest.raises(TaskclusterConnectionError):
            client.getThing("x")


def refuse(request: httpx.Request) -> httpx.Response:
    raise httpx.ConnectError("refused", request=request)
