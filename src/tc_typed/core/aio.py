"""Async clients, for asyncio: their connections and their send loop."""

from __future__ import annotations

import asyncio
import os
from asyncio import sleep
from collections.abc import AsyncGenerator, Awaitable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from itertools import count
from time import perf_counter
from typing import TYPE_CHECKING, Self, TypeVar

import httpx

from tc_typed.core.client import Answer, BaseClient, BaseClients, theirAuth
from tc_typed.core.errors import TaskclusterFailure
from tc_typed.core.redact import hiding
from tc_typed.core.transport import CONNECTIONS, LIMITS, proxyFor
from tc_typed.core.wire import Call, build, decode

if TYPE_CHECKING:
    from tc_typed.core.fields import Payload
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
    end: AsyncGenerator[None]
    """Closes the connections; asyncio does so with the event loop, as with any generator."""


class AsyncPool:
    """Connections of an async client, and of its copies; made on first use.

    Connections belong to the event loop that made them, and end with it; another loop gets others.
    So does a process that was forked, even where it goes on with its parent's loop.
    """

    def __init__(self, server: str) -> None:
        self.closed: bool = False
        self._server = server
        self._lanes: dict[tuple[int, asyncio.AbstractEventLoop], Lane] = {}

    async def lane(self) -> Lane:
        """The connections of the running event loop."""
        place = os.getpid(), asyncio.get_running_loop()
        lane = self._lanes.get(place)
        if lane is None:
            transport = newAsyncTransport(self._server)
            end = self._ending(place, transport)
            lane = Lane(transport, asyncio.Semaphore(CONNECTIONS), end)
            self._lanes[place] = lane
            await anext(end)
            await self._sweep()
        return lane

    async def _sweep(self) -> None:
        """Drop what belongs to event loops that were closed without asyncio's usual care."""
        for (_, loop), lane in [*self._lanes.items()]:
            if loop.is_closed():
                with suppress(RuntimeError):  # which says just that
                    await lane.end.aclose()

    async def _ending(
        self, place: tuple[int, asyncio.AbstractEventLoop], transport: httpx.AsyncBaseTransport
    ) -> AsyncGenerator[None]:
        try:
            yield
        finally:
            del self._lanes[place]
            await transport.aclose()

    async def close(self) -> None:
        """Close the connections, for good; those of other event loops go with their loops."""
        self.closed = True
        lane = self._lanes.get((os.getpid(), asyncio.get_running_loop()))
        if lane is not None:
            await lane.end.aclose()


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
        payload: Payload | None = None,
        accessToken: str | None = None,
    ) -> ResultT:
        if self._fakes is not None:
            return await self._fakes.callAsync(operation, args, query or {}, payload, accessToken)
        call = build(operation, args, query, payload, accessToken)
        with hiding(*call.secrets):
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
        auth = None if call.token is not None else await self._signer(call)
        with self._attempt(call):
            if self._http is not None:
                started = perf_counter()
                async with asyncio.timeout(self._settings.timeout):
                    response = await self._http.send(
                        self._request(call, self._http, auth),
                        auth=theirAuth(call, auth),
                        follow_redirects=False,
                    )
            else:
                lane = await self._pool.lane()
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
        self._closed = True
        for pool in self._pools.values():
            await pool.close()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *error: object) -> None:
        await self.close()

    def _make(self, kind: type[ClientT]) -> ClientT:
        self._checkOpen()
        client = kind(self._options)
        client.shareAmong(self._pools)
        return client
