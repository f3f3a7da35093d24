"""Async clients, for asyncio: their connections and their send loop."""

from __future__ import annotations

import asyncio
import os
from asyncio import sleep
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from itertools import count
from time import perf_counter
from typing import TYPE_CHECKING, Self, TypeVar, Unpack

import httpx

from tc_typed.core.client import Answer, BaseClient, BaseClients, theirAuth
from tc_typed.core.errors import TaskclusterFailure
from tc_typed.core.options import Options
from tc_typed.core.redact import hiding
from tc_typed.core.transport import CONNECTIONS, LIMITS, proxyFor
from tc_typed.core.user_client import sendAsync
from tc_typed.core.wire import Call, build, decode

if TYPE_CHECKING:
    from tc_typed.core.bodies import FileBody
    from tc_typed.core.client import Signer
    from tc_typed.core.fields import Payload
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
    storages: dict[str | None, httpx.AsyncBaseTransport]
    """Transports for files, which calls don't have to wait for, by their proxies."""
    end: AsyncGenerator[None]
    """Closes the connections; asyncio does so with the event loop, as with any generator."""

    def storage(self, url: str) -> httpx.AsyncBaseTransport:
        """The transport for a file.

        Args:
            url: Where it is, or is to be.
        """
        proxy = proxyFor(url)
        place = None if proxy is None else str(proxy.url)
        found = self.storages.get(place)
        return found or self.storages.setdefault(place, newAsyncTransport(url))


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
            storages: dict[str | None, httpx.AsyncBaseTransport] = {}
            end = self._ending(place, transport, storages)
            lane = Lane(transport, asyncio.Semaphore(CONNECTIONS), storages, end)
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
        self,
        place: tuple[int, asyncio.AbstractEventLoop],
        transport: httpx.AsyncBaseTransport,
        storages: Mapping[str | None, httpx.AsyncBaseTransport],
    ) -> AsyncGenerator[None]:
        try:
            yield
        finally:
            del self._lanes[place]
            for each in (transport, *storages.values()):
                await each.aclose()

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

    Raises:
        InvalidCall: if the environment asks for a proxy that can't be used.
    """
    try:
        from tc_typed.core.aiohttp import AiohttpTransport  # noqa: PLC0415  # an extra
    except ImportError:
        return httpx.AsyncHTTPTransport(limits=LIMITS, proxy=proxyFor(server))
    return AiohttpTransport(server)


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

    def beside(self, kind: type[ClientT], **changes: Unpack[Options]) -> ClientT:
        """Make the client of another service, with this one's options and connections.

        Close it after use, as any client. Beside a fake, everything is fake.

        Args:
            kind: Its class.
            **changes: The options that differ.

        Raises:
            InvalidCall: if an option is unknown or out of range.
            TaskclusterAuthFailure: if the credentials are unusable.
        """
        options: Options = {**self._options, "fake": None if self._fakes is None else {}}
        other = kind(options, **changes)
        self._lend(other)
        return other

    async def sendUnsigned(self, request: httpx.Request) -> httpx.Response:
        """Send a request to anywhere, as it is: without a signature, and without redirects.

        Args:
            request: What to send, ready, with its timeouts.

        Returns:
            The answer, whose body is still to be read; close it afterwards.
        """
        if self._http is None:
            lane = await self._pool.lane()
            return await lane.storage(str(request.url)).handle_async_request(request)
        return await sendAsync(self._http, request, None)

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
                    wait = self.afterFailure(attempt, failure)
                await sleep(wait)
        raise AssertionError("the retry policy ends the loop")

    async def _signer(self, call: Call) -> Signer | None:
        if self._provider is None:
            return self._auth
        with self._asking(call.title):
            given = self._provider()
            return self._signWith(await given if isinstance(given, Awaitable) else given)

    def _chunks(self, file: FileBody) -> AsyncIterator[bytes]:
        return file.chunksAsync()

    async def _send(self, call: Call) -> Answer:
        auth = None if call.token is not None else await self._signer(call)
        with self._attempt(call):
            if self._http is not None:
                started = perf_counter()
                async with asyncio.timeout(self._settings.timeout):
                    response = await sendAsync(
                        self._http, self._request(call, self._http, auth), theirAuth(call, auth)
                    )
                    await _readAll(response)
            else:
                lane = await self._pool.lane()
                async with lane.slots, asyncio.timeout(self._settings.timeout):
                    started = perf_counter()
                    response = await lane.transport.handle_async_request(
                        self._request(call, None, auth)
                    )
                    await _readAll(response)
        answer = Answer(response.status_code, response.headers, response.content)
        return self._log(call, started, answer)


async def _readAll(response: httpx.Response) -> None:
    try:
        await response.aread()
    finally:
        await response.aclose()


class AsyncClients(BaseClients[httpx.AsyncClient, AsyncPool]):
    """Base of the object that has all async clients."""

    async def close(self) -> None:
        """End all clients, and their connections unless they are those of another object."""
        self._closed = True
        if self._ownsPools:
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
