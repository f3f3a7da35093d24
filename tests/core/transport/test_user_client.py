"""Clients that users pass in: of httpx, its successor httpx2, and similar packages."""

from __future__ import annotations

import asyncio
import shutil
import sys
from collections.abc import Awaitable, Callable, Iterator
from importlib import import_module
from importlib.util import find_spec
from types import ModuleType

import httpx
import httpx2
import pytest
from tests.core.client_kinds import Connect, Http
from tests.core.loopback import Serve, closedPort, failure, message, raw, respond, silent, untrusted
from tests.core.sample_service import AsyncSample, Thing
from tests.core.secrets import TEMPORARY

from tc_typed.core.errors import (
    ClientClosed,
    ResourceNotFound,
    TaskclusterConnectionError,
    TaskclusterFailure,
    TaskclusterTimeout,
    UntrustedCertificate,
)
from tc_typed.core.version import __version__

SYNC_AND_ASYNC = pytest.mark.parametrize("connect", ["sync", "async over httpx"], indirect=True)
PACKAGES = ("httpx", "httpx2", "subclass", "httpx9")


@pytest.fixture(scope="module")
def unknownPackage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ModuleType]:
    """A package like httpx2 that tc_typed can't know: a copy named httpx9."""
    folder = tmp_path_factory.mktemp("packages")
    for name in ("httpx", "httpcore"):
        [source] = (find_spec(f"{name}2") or pytest.fail(name)).submodule_search_locations or []
        copy = folder / f"{name}9"
        shutil.copytree(source, copy, ignore=shutil.ignore_patterns("__pycache__"))
        for path in copy.rglob("*.py"):
            text = path.read_text(encoding="utf-8")
            text = text.replace("httpx2", "httpx9").replace("httpcore2", "httpcore9")
            path.write_text(text, encoding="utf-8")
        distInfo = folder / f"{name}9-9.0.dist-info"
        distInfo.mkdir()
        (distInfo / "METADATA").write_text(f"Name: {name}9\nVersion: 9.0\n")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sys, "path", [str(folder), *sys.path])
        yield import_module("httpx9")
    for name in [*sys.modules]:
        if name.partition(".")[0] in ("httpx9", "httpcore9"):
            del sys.modules[name]


class SyncClient(httpx2.Client):
    """A user-defined subclass."""


class AsyncClient(httpx2.AsyncClient):
    """A user-defined async subclass."""


@pytest.fixture(params=PACKAGES)
def http(
    request: pytest.FixtureRequest, connect: Connect, unknownPackage: ModuleType
) -> Iterator[Http]:
    """A client of each package in turn, sync or async like `connect`."""
    kinds: dict[str, tuple[type[Http], type[Http]]] = {
        "httpx": (httpx.Client, httpx.AsyncClient),
        "httpx2": (httpx2.Client, httpx2.AsyncClient),
        "subclass": (SyncClient, AsyncClient),
        "httpx9": (unknownPackage.Client, unknownPackage.AsyncClient),
    }
    made = kinds[request.param][connect.isAsync]()
    yield made
    close(connect, made)


def close(connect: Connect, http: Http) -> None:
    closeSync: Callable[[], None] | None = getattr(http, "close", None)
    if closeSync is None:
        connect.closeHttp(http)
    else:
        closeSync()


@SYNC_AND_ASYNC
def test_errors_of_any_package_are_translated(connect: Connect, http: Http, serve: Serve) -> None:
    def failing(url: str, timeout: float = 10) -> TaskclusterFailure:
        client = connect(url, httpClient=http, retries=0, timeout=timeout)
        with pytest.raises(TaskclusterFailure) as caught:
            client.getThing("x")
        return caught.value

    with closedPort() as closed, untrusted() as secure:
        for url, kind in ((closed, TaskclusterConnectionError), (secure, UntrustedCertificate)):
            error = failing(url)
            assert type(error) is kind
            assert not error.wasSent
            assert isinstance(error, UntrustedCertificate) == ("`verify`" in str(error))
    for behaviour, timeout, kind in (
        (raw(), 10, TaskclusterConnectionError),
        (raw(b"no HTTP\r\n\r\n"), 10, TaskclusterConnectionError),
        (raw(message(200, b"{}", length=100)), 10, TaskclusterConnectionError),
        (silent, 0.1, TaskclusterTimeout),
    ):
        error = failing(serve(behaviour).url, timeout)
        assert type(error) is kind
        assert error.wasSent
    close(connect, http)
    assert type(failing(serve(silent).url)) is ClientClosed


@SYNC_AND_ASYNC
def test_calls_through_any_package(connect: Connect, http: Http, serve: Serve) -> None:
    server = serve(failure(404, "ResourceNotFound", "no"), respond({"name": "x"}))
    http.event_hooks = {"response": [checkAsync if connect.isAsync else check]}
    clientAgent = http.headers["user-agent"]
    assert clientAgent.startswith("python-httpx")
    client = connect(server.url, httpClient=http, credentials=TEMPORARY)
    with pytest.raises(ResourceNotFound):
        client.getThing("x")
    assert client.getThing("x") == Thing(name="x")
    client.use(application="worker/1").getThing("x")
    first, second, third = (seen.headers["user-agent"] for seen in server.received)
    assert first == second == f"{clientAgent} tc_typed/{__version__}"
    assert third == f"worker/1 tc_typed/{__version__}"


def check(response: httpx.Response) -> None:
    response.raise_for_status()


async def checkAsync(response: httpx.Response) -> None:
    response.raise_for_status()


def test_send_of_an_async_client_can_be_a_plain_function(monkeypatch: pytest.MonkeyPatch) -> None:
    original = httpx.AsyncClient.send

    def wrapper(
        http: httpx.AsyncClient, request: httpx.Request, *, stream: bool, **_: object
    ) -> Awaitable[httpx.Response]:
        return original(http, request, stream=stream)

    async def work() -> Thing:
        transport = httpx.MockTransport(lambda _: httpx.Response(200, json={"name": "x"}))
        async with httpx.AsyncClient(transport=transport) as http:
            return await AsyncSample(rootUrl="https://tc.example.com", httpClient=http).getThing(
                "x"
            )

    monkeypatch.setattr(httpx.AsyncClient, "send", wrapper)
    assert asyncio.run(work()).name == "x"
