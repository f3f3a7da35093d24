"""Async clients, for asyncio: their connections and their send loop."""

from __future__ import annotations

import asyncio
from asyncio import sleep
from collections.abc import Awaitable, Mapping
from dataclasses import dataclass
from itertools import count
from time import perf_counter
from typing import TYPE_CHECKING, Self, TypeVar

import httpx

from tc_typed.core.client import Answer, BaseClient, BaseClients, theirAuth
from tc_typed.core.errors import TaskclusterFailure
from tc_typed.core.transport import CONNECTIONS, LIMITS, proxyFor
from tc_typed.core.wire import Call, build, decode

if TYPE_CHECKING:
    from tc_typed.core.fields import FreeForm
    from tc_typed.core.hawk import HawkAuth
    from tc_typed.core.operation import Operation

PayloadT = TypeVar("PayloadT")
ResultT = TypeVar("ResultT")
ClientT = TypeVar("ClientT", bound="AsyncServiceClient")


@dataclass(frozen=True, slots=True)
class Lane:
    """Connections of an async client within one event loop."""

    transport: httpx.AsyncBaseTransport
    slots: asyncio.Semaphore
    """One for each connection, so that waiting for one does not count as waiting for an answer."""


class AsyncPool:
    """Connections of an async client, and of its copies; made on first use.

    Connections belong to the event loop that made them, so another loop gets others.
    """

    def __init__(self, server: str) -> None:
        self.closed: bool = False
        self._server = server
        self._lanes: dict[asyncio.AbstractEventLoop, Lane] = {}

    def lane(self) -> Lane:
        """The connections of the running event loop."""
        loop = asyncio.get_running_loop()
        lane = self._lanes.get(loop)
        if lane is None:
            self._lanes = {old: lane for old, lane in self._lanes.items() if not old.is_closed()}
            lane = Lane(newAsyncTransport(self._server), asyncio.Semaphore(CONNECTIONS))
            self._lanes[loop] = lane
        return lane

    async def close(self) -> None:
        """Close the connections, for good; those of other event loops go with their loops."""
        self.closed = True
        lane = self._lanes.get(asyncio.get_running_loop())
        self._lanes = {}
        if lane is not None:
            await lane.transport.aclose()


def newAsyncTransport(server: str) -> httpx.AsyncBaseTransport:
    """A transport for async calls.

    httpx's own polls every idle connection for each request, which makes many calls at a time
    slow; aiohttp's does not, and is used where the extra `aiohttp` is installed.

    Args:
        server: The address that it will talk to.
    """
    proxy = proxyFor(server)
    try:
        from tc_typed.core.aiohttp import AiohttpTransport  # noqa: PLC0415  # an extra
    except ImportError:
        return httpx.AsyncHTTPTransport(limits=LIMITS, proxy=proxy)
    return AiohttpTransport(limits=LIMITS, proxy=proxy)


class AsyncServiceClient(BaseClient[httpx.AsyncClient, AsyncPool]):
    """Base of the async clients, for asyncio.

    Use it in an `async with` block, or await `close()`, to give its connections back.
    """

    _Http = httpx.AsyncClient
    _Pool = AsyncPool

    async def close(self) -> None:
        """End the client, and its connections unless it shares another client's."""
        self._closed = True
        if self._ownsPool:
            await self._pool.close()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *error: object) -> None:
        await self.close()

    async def _call(
        self,
        operation: Operation[PayloadT, ResultT],
        args: Mapping[str, str | int],
        *,
        query: Mapping[str, str | int | None] | None = None,
        payload: FreeForm | None = None,
    ) -> ResultT:
        if self._fakes is not None:
            return await self._fakes.callAsync(operation, args, query or {}, payload)
        call = build(operation, args, query, payload)
        for attempt in count():
            try:
                answer = await self._send(call)
                return decode(operation, answer.status, answer.headers, answer.content)
            except TaskclusterFailure as failure:
                wait = self._afterFailure(attempt, failure)
            await sleep(wait)
        raise AssertionError("the retry policy ends the loop")

    async def _signer(self, call: Call) -> HawkAuth | None:
        if self._provider is None:
            return self._auth
        with self._asking(call.title):
            given = self._provider()
            return self._signWith(await given if isinstance(given, Awaitable) else given)

    async def _send(self, call: Call) -> Answer:
        auth = await self._signer(call)
        with self._attempt(call):
            if self._http is not None:
                started = perf_counter()
                async with asyncio.timeout(self._settings.timeout):
                    response = await self._http.send(
                        self._request(call, self._http, auth),
                        auth=theirAuth(auth),
                        follow_redirects=False,
                    )
            else:
                lane = self._pool.lane()
                async with lane.slots, asyncio.timeout(self._settings.timeout):
                    started = perf_counter()
                    response = await lane.transport.handle_async_request(
                        self._request(call, None, auth)
                    )
                    try:
                        await response.aread()
                    finally:
                        await response.aclose()
        answer = Answer(response.status_code, response.headers, response.content)
        return self._log(call, started, answer)


class AsyncClients(BaseClients[httpx.AsyncClient, AsyncPool]):
    """Base of the object that has all async clients."""

    async def close(self) -> None:
        """End all clients, and their connections."""
        for pool in self._pools.values():
            await pool.close()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *error: object) -> None:
        await self.close()

    def _make(self, kind: type[ClientT]) -> ClientT:
        client = kind(self._options)
        self._share(client)
        return client
