"""All kinds of clients, with one blocking interface."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Coroutine, Generator, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from typing import Final, Protocol, Self, TypeAlias, TypeVar, Unpack

import httpx
import httpx2
import pytest
from httpx_aiohttp import HttpxAiohttpClient
from pydantic import JsonValue
from tests.core.sample_service import (
    AsyncSample,
    FileLocation,
    Sample,
    Thing,
    ThingDefinition,
    ThingList,
)

from tc_typed.core.client import sessionOf
from tc_typed.core.options import AnyOptions, Options
from tc_typed.core.transport.port import Request

ResultT = TypeVar("ResultT")

CLIENT_KINDS = (
    "sync",
    "async over aiohttp",
    "async over httpx",
    "sync, own httpx",
    "async, own httpx",
)

POOLED = [kind for kind in CLIENT_KINDS if not kind.endswith("own httpx")]

BOUNDED = [kind for kind in CLIENT_KINDS if kind != "sync, own httpx"]
"""Client kinds whose timeout limits an attempt from its first byte to its last."""

OWN_AIOHTTP = "async, own httpx over aiohttp"
OWN_HTTPX2 = ("sync, own httpx2", "async, own httpx2")
OWN = ("sync, own httpx", "async, own httpx", *OWN_HTTPX2)
ASYNC = [kind for kind in CLIENT_KINDS if kind.startswith("async")]

_HTTP_CLIENTS: Final[Mapping[str, type[Http]]] = {
    "sync, own httpx": httpx.Client,
    "async, own httpx": httpx.AsyncClient,
    OWN_AIOHTTP: HttpxAiohttpClient,
    "sync, own httpx2": httpx2.Client,
    "async, own httpx2": httpx2.AsyncClient,
}


class Api(Protocol):
    """Blocking interface of the sample service's clients."""

    def getThing(self, name: str) -> Thing: ...
    def putThing(self, name: str, payload: ThingDefinition) -> Thing: ...
    def triggerThing(self, name: str, token: str, payload: ThingDefinition) -> Thing: ...
    def deleteThing(self, name: str) -> None: ...
    def listThings(
        self, *, continuationToken: str | None = None, limit: int | None = None
    ) -> ThingList: ...
    def iterThings(self, *, limit: int | None = None) -> Iterator[Thing]: ...
    def getFile(self, name: str, runId: int | str, path: str) -> FileLocation: ...
    def info(self) -> dict[str, JsonValue]: ...
    def signIn(self, name: str, *, accessToken: str) -> dict[str, JsonValue]: ...
    def use(self, **changes: Unpack[Options]) -> Self: ...
    def close(self) -> None: ...


class Blocking:
    """Blocking wrapper of an async client."""

    def __init__(self, client: AsyncSample, runner: asyncio.Runner) -> None:
        self.client = client
        self._runner = runner

    def __repr__(self) -> str:
        return repr(self.client)

    def getThing(self, name: str) -> Thing:
        return self._runner.run(self.client.getThing(name))

    def putThing(self, name: str, payload: ThingDefinition) -> Thing:
        return self._runner.run(self.client.putThing(name, payload))

    def triggerThing(self, name: str, token: str, payload: ThingDefinition) -> Thing:
        return self._runner.run(self.client.triggerThing(name, token, payload))

    def deleteThing(self, name: str) -> None:
        return self._runner.run(self.client.deleteThing(name))

    def listThings(
        self, *, continuationToken: str | None = None, limit: int | None = None
    ) -> ThingList:
        return self._runner.run(
            self.client.listThings(continuationToken=continuationToken, limit=limit)
        )

    def iterThings(self, *, limit: int | None = None) -> Iterator[Thing]:
        async def collect() -> list[Thing]:
            return [thing async for thing in self.client.iterThings(limit=limit)]

        return iter(self._runner.run(collect()))

    def getFile(self, name: str, runId: int | str, path: str) -> FileLocation:
        return self._runner.run(self.client.getFile(name, runId, path))

    def info(self) -> dict[str, JsonValue]:
        return self._runner.run(self.client.info())

    def signIn(self, name: str, *, accessToken: str) -> dict[str, JsonValue]:
        return self._runner.run(self.client.signIn(name, accessToken=accessToken))

    def run(self, work: Coroutine[object, object, ResultT]) -> ResultT:
        return self._runner.run(work)

    def sendUnsigned(self, call: str, request: Request) -> int:
        async def send() -> int:
            session = sessionOf(self.client)
            async with asyncio.timeout(request.limit.seconds):
                response = await session.sendUnsigned(call, request)
                async for _ in response.pieces:
                    pass
                await response.close()
            return response.status

        return self._runner.run(send())

    def use(self, **changes: Unpack[Options]) -> Self:
        client = self.client.use(**changes)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]  # never with a sync httpClient
        return type(self)(client, self._runner)

    def close(self) -> None:
        self._runner.run(self.client.close())


def sendUnsigned(client: Api, call: str, request: Request) -> int:
    """Send a request without a signature, read the whole response, and return its status."""
    if isinstance(client, Blocking):
        return client.sendUnsigned(call, request)
    assert isinstance(client, Sample)
    response = sessionOf(client).sendUnsigned(call, request)
    b"".join(response.pieces)
    response.close()
    return response.status


Http: TypeAlias = httpx.Client | httpx.AsyncClient | httpx2.Client | httpx2.AsyncClient
"""User's own HTTP client."""


class Connect:
    """Factory for clients of one kind, which closes them at the end."""

    def __init__(self, kind: str, stack: ExitStack, monkeypatch: pytest.MonkeyPatch) -> None:
        self.isAsync = kind.startswith("async")
        self.isOwn = kind in _HTTP_CLIENTS
        usual = httpx.AsyncClient if self.isAsync else httpx.Client
        self._Http = _HTTP_CLIENTS.get(kind, usual)
        self.isAiohttp = kind == "async over aiohttp"
        self._stack = stack
        self._runner = stack.enter_context(asyncio.Runner()) if self.isAsync else None
        if kind == "async over httpx":
            # As if the extra `aiohttp` was not installed.
            monkeypatch.setitem(sys.modules, "tc_typed.core.transport.aiohttp", None)

    def __call__(self, rootUrl: str, /, **options: Unpack[AnyOptions]) -> Api:
        settings = options
        settings["rootUrl"] = rootUrl
        if self.isOwn and "httpClient" not in settings:
            settings["httpClient"] = self.httpClient()
        if self._runner is None:
            sync = Sample(settings)
            self._stack.callback(sync.close)
            return sync
        client = Blocking(AsyncSample(settings), self._runner)
        self._stack.callback(client.close)
        return client

    def httpClient(self) -> Http:
        """Create a user's HTTP client of the right kind."""
        http = self._Http()
        self._stack.callback(self.closeHttp, http)
        return http

    def closeHttp(self, http: Http) -> None:
        """Close a user's HTTP client."""
        if isinstance(http, httpx.Client | httpx2.Client):
            http.close()
        elif self._runner is not None:
            self._runner.run(http.aclose())


@contextmanager
def connecting(kind: str, monkeypatch: pytest.MonkeyPatch) -> Generator[Connect]:
    """Provide a client factory for one test."""
    with ExitStack() as stack:
        yield Connect(kind, stack, monkeypatch)
