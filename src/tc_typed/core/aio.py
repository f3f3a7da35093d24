"""Async clients, for asyncio: their connections and their send loop.

A call goes through `encode`, `_send` (wait, sign, transmit, read) and `decode`; `Attempts` decides
about retries.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager, suppress
from functools import partial
from typing import TYPE_CHECKING, Self, TypeVar, Unpack

import httpx

from tc_typed.core.attempts import Attempts
from tc_typed.core.client import BaseClient, BaseClients
from tc_typed.core.decode import decode
from tc_typed.core.encode import Call, encode
from tc_typed.core.errors import TaskclusterFailure
from tc_typed.core.options import Options
from tc_typed.core.raw_response import RawResponse
from tc_typed.core.redact import redacting
from tc_typed.core.transport.body_reader import BodyReader
from tc_typed.core.transport.proxies import CONNECTIONS, AsyncTransport, isSocks, proxyFor
from tc_typed.core.transport.tracing import AsyncTrace
from tc_typed.core.transport.user_client import asyncStreamOf, bodyThatWasRead, sendAsync

if TYPE_CHECKING:
    from tc_typed.core.client import Signer
    from tc_typed.core.file_body import FileBody
    from tc_typed.core.models.fields import Payload
    from tc_typed.core.operation import Operation

ResultT = TypeVar("ResultT")
ClientT = TypeVar("ClientT", bound="AsyncServiceClient")


class LoopConnections:
    """Connections of an async client within one event loop."""

    def __init__(self, server: str) -> None:
        """Set up within the event loop; nothing is connected yet.

        Args:
            server: The address that calls go to.
        """
        self.slots: asyncio.Semaphore = asyncio.Semaphore(CONNECTIONS)
        """Slots for calls; waiting for one does not count as an attempt's time."""
        self.storageSlots: dict[str, asyncio.Semaphore] = {
            method: asyncio.Semaphore(CONNECTIONS) for method in ("GET", "PUT")
        }
        """Slots for files, by HTTP method. A download may wait until an upload takes its data."""
        self._server = server
        self._transport: httpx.AsyncBaseTransport | None = None
        self._storages: dict[tuple[str, str | None], httpx.AsyncBaseTransport] = {}
        self._work: dict[asyncio.Timeout, tuple[Callable[[], bool], asyncio.Future[None]]] = {}

    @property
    def transport(self) -> httpx.AsyncBaseTransport:
        """The transport for calls, made on first use."""
        if self._transport is None:
            self._transport = newAsyncTransport(self._server)
        return self._transport

    def storage(self, method: str, url: str) -> httpx.AsyncBaseTransport:
        """The transport for files. It is separate, so that they don't use up connections for calls.

        Args:
            method: HTTP method. Each has its own connections, as many as slots.
            url: Where the file is, or is to be.
        """
        proxy = proxyFor(url)
        place = method, None if proxy is None else str(proxy.url)
        if place not in self._storages:
            self._storages[place] = newAsyncTransport(url)
        return self._storages[place]

    @asynccontextmanager
    async def work(
        self, seconds: float | None, isClosed: Callable[[], bool]
    ) -> AsyncGenerator[None]:
        """Bound what happens within the block; it also ends if its client is closed.

        Args:
            seconds: How long it may take, `None` for no bound.
            isClosed: Whether the client was closed.

        Raises:
            TimeoutError: if it takes longer, or the client is closed.
        """
        ended = asyncio.get_running_loop().create_future()
        async with asyncio.timeout(seconds) as limit:
            self._work[limit] = isClosed, ended
            try:
                yield
            finally:
                del self._work[limit]
                ended.set_result(None)

    def interrupt(self) -> list[asyncio.Future[None]]:
        """End the work of clients that were closed.

        Returns:
            What is done when each piece of work has ended.
        """
        now, endings = asyncio.get_running_loop().time(), list[asyncio.Future[None]]()
        for limit, (isClosed, ended) in self._work.items():
            if isClosed():
                with suppress(RuntimeError):  # It has expired already.
                    limit.reschedule(now)
                endings.append(ended)
        return endings

    async def close(self) -> None:
        """Close the connections."""
        for transport in (self._transport, *self._storages.values()):
            if transport is not None:
                await transport.aclose()


class AsyncPool:
    """Connections of an async client, and of its copies; made on first use.

    Connections belong to the event loop that made them, and end with it; another loop gets others.
    So does a process that was forked, even where it goes on with its parent's loop.
    """

    def __init__(self, server: str) -> None:
        self.closed: bool = False
        self._server = server
        # With each, what closes it: a generator, which asyncio ends with the event loop.
        self._loops: dict[
            tuple[int, asyncio.AbstractEventLoop], tuple[LoopConnections, AsyncGenerator[None]]
        ] = {}

    async def current(self) -> LoopConnections:
        """The connections of the running event loop."""
        place = os.getpid(), asyncio.get_running_loop()
        found = self._loops.get(place)
        if found is not None:
            return found[0]
        pool = LoopConnections(self._server)
        end = self._ending(place, pool)
        self._loops[place] = pool, end
        await anext(end)
        await self._sweep()
        return pool

    async def _sweep(self) -> None:
        """Drop what belongs to event loops that were closed without asyncio's usual care."""
        for (_, loop), (_, end) in [*self._loops.items()]:
            if loop.is_closed():
                with suppress(RuntimeError):  # which says just that
                    await end.aclose()

    async def _ending(
        self, place: tuple[int, asyncio.AbstractEventLoop], pool: LoopConnections
    ) -> AsyncGenerator[None]:
        try:
            yield
        finally:
            self._loops.pop(place, None)
            await pool.close()

    async def interrupt(self) -> None:
        """End the work of clients that were closed; of those in other event loops, soon."""
        here = asyncio.get_running_loop()
        endings: list[asyncio.Future[None]] = []
        for (process, loop), (connections, _) in [*self._loops.items()]:
            if process != os.getpid() or loop.is_closed():
                continue
            if loop is here:
                endings += connections.interrupt()
            else:
                loop.call_soon_threadsafe(connections.interrupt)
        if endings:
            await asyncio.wait(endings)

    async def close(self) -> None:
        """Close the connections, for good; those of other event loops go with their loops."""
        self.closed = True
        await self.interrupt()
        found = self._loops.pop((os.getpid(), asyncio.get_running_loop()), None)
        if found is not None:
            await found[1].aclose()


def newAsyncTransport(server: str) -> httpx.AsyncBaseTransport:
    """A transport for async calls.

    httpx's own polls every idle connection for each request, which makes many calls at a time
    slow; aiohttp's does not, and is used where the extra `aiohttp` is installed.

    Args:
        server: The address that it will talk to.

    Raises:
        UnusableEnvironment: if it asks for a proxy or certificates that can't be used.
    """
    try:
        from tc_typed.core.transport.aiohttp import AiohttpTransport  # noqa: PLC0415  # an extra
    except ImportError:
        return AsyncTransport(server)
    # aiohttp does not speak SOCKS.
    return AsyncTransport(server) if isSocks(proxyFor(server)) else AiohttpTransport(server)


class AsyncServiceClient(BaseClient[httpx.AsyncClient, AsyncPool]):
    """Base of the async clients, for asyncio.

    Use it in an `async with` block, or await `close()`, to give its connections back.
    """

    _Http = httpx.AsyncClient
    _Pool = AsyncPool

    async def close(self) -> None:
        """End the client, and its connections unless it shares another client's.

        Calls that wait or are in progress over its connections end with `ClientClosed`, and nothing
        is sent after this returns. Requests of a copy made by `use()`, or through an `httpClient`
        of yours, may still complete.
        """
        self._closed = True
        if self._ownsPool:
            await self._pool.close()
        else:
            await self._pool.interrupt()

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

    async def sendUnsigned(self, call: str, request: httpx.Request) -> httpx.Response:
        """Send a request to anywhere, as it is: without a signature, and without redirects.

        Args:
            call: What it is for, for messages.
            request: What to send, ready, with its timeouts.

        Returns:
            The response, whose body is still to be read; close it afterwards.
        """
        self.checkOpen(call)
        if self._http is None:
            connections = await self._pool.current()
            transport = connections.storage(request.method, str(request.url))
            request.extensions["trace"] = trace = AsyncTrace(_Nobody())
            try:
                return await transport.handle_async_request(request)
            finally:
                await trace.close()
        return await sendAsync(self._http, request, None, _Nobody())

    @asynccontextmanager
    async def storageSlot(self, method: str) -> AsyncGenerator[None]:
        """Wait for a connection for files to be free, and keep it within the block.

        A client passed as `httpClient` has its own pool and needs no slot.

        Args:
            method: HTTP method, GET or PUT.
        """
        if self._http is not None:
            yield
            return
        async with (await self._pool.current()).storageSlots[method]:
            yield

    async def pause(self, seconds: float) -> None:
        """Wait, but no longer than until the client is closed."""
        with suppress(TimeoutError):
            async with self.whileOpen():
                await asyncio.sleep(seconds)

    @asynccontextmanager
    async def whileOpen(self, seconds: float | None = None) -> AsyncGenerator[None]:
        """End what happens within the block if the client is closed.

        Args:
            seconds: How long it may take, `None` for no bound.

        Raises:
            TimeoutError: if it takes longer, or the client is closed.
        """
        connections = await self._pool.current()
        async with connections.work(seconds, lambda: self.isClosed):
            yield

    async def _call(
        self,
        operation: Operation[ResultT],
        args: Mapping[str, str | int],
        *,
        query: Mapping[str, str | int | None] | None = None,
        payload: Payload | None = None,
        accessToken: str | None = None,
    ) -> ResultT:
        if self._fakes is not None:
            return await self._fakes.callAsync(operation, args, query or {}, payload, accessToken)
        call = encode(operation, args, query, payload, accessToken)
        attempts = Attempts(call, self._base, self._settings)
        with redacting(*call.secrets):
            try:
                self.checkOpen(call.title)
                connections = await self._pool.current()
                async with connections.work(attempts.secondsLeft(), lambda: self.isClosed):
                    return await self._retrying(operation, call, attempts)
            except TaskclusterFailure:
                raise
            except TimeoutError as error:
                failure = attempts.translated(error, isClosed=self.isClosed)
            attempts.failed(failure)
            raise AssertionError("there is no time left for another attempt")

    async def _retrying(
        self, operation: Operation[ResultT], call: Call, attempts: Attempts
    ) -> ResultT:
        while True:
            try:
                response = await self._send(call, attempts)
                result = decode(operation, response)
            except Exception as error:  # noqa: BLE001  # no foreign one escapes from a call
                failure = attempts.translated(error, isClosed=self.isClosed)
            else:
                attempts.succeeded(response)
                return result
            # It is raised out here, so that no foreign exception becomes its context.
            await self.pause(attempts.failed(failure))

    async def _signer(self, call: Call) -> Signer | None:
        if self._provider is None:
            return self._auth
        with self._asking(call.title):
            given = self._provider()
            return self._adopt(call.title, await given if isinstance(given, Awaitable) else given)

    def _chunks(self, file: FileBody) -> AsyncIterator[bytes]:
        return file.chunksAsync()

    async def _send(self, call: Call, attempts: Attempts) -> RawResponse:
        self.checkOpen(call.title)
        signer = None if call.token is not None else await self._signer(call)
        async with self._sender(call, signer, attempts) as send:
            request = self._request(call, signer, attempts.attemptTimeout())
            attempts.begin()
            async with asyncio.timeout(attempts.attemptTimeout()):
                return await self._read(call.title, await send(request))

    @asynccontextmanager
    async def _sender(
        self, call: Call, signer: Signer | None, attempts: Attempts
    ) -> AsyncGenerator[Callable[[httpx.Request], Awaitable[httpx.Response]]]:
        """Wait for a free connection, and provide what sends a request over it.

        A client of the user's does the waiting itself.
        """
        if self._http is not None:
            auth = self._clientAuth(call, signer)
            yield partial(sendAsync, self._http, auth=auth, watcher=attempts)
            return
        connections = await self._pool.current()
        async with connections.slots:
            trace, transport = AsyncTrace(attempts), connections.transport

            def send(request: httpx.Request) -> Awaitable[httpx.Response]:
                request.extensions["trace"] = trace
                return transport.handle_async_request(request)

            try:
                yield send
            finally:
                await trace.close()

    async def _read(self, call: str, response: httpx.Response) -> RawResponse:
        status, headers = response.status_code, response.headers
        try:
            reader = BodyReader(call, status, headers, self._settings.maxResponseSize)
            if (body := bodyThatWasRead(response)) is not None:
                return RawResponse(status, headers, reader.check(body))
            # Not aread(), which decompresses whatever comes.
            async for piece in asyncStreamOf(response):
                if not reader.feed(piece):
                    break
            return RawResponse(status, headers, reader.finish())
        finally:
            await response.aclose()


class _Nobody:
    """Needs not be told how far a request has come."""

    def connecting(self) -> None:
        """Ignore it."""

    def sending(self) -> None:
        """Ignore it."""


class AsyncClients(BaseClients[httpx.AsyncClient, AsyncPool]):
    """Base of the object that has all async clients."""

    async def close(self) -> None:
        """End all clients, and their connections unless they are those of another object."""
        for pool in self._endAll():
            await pool.close()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *error: object) -> None:
        await self.close()

    def _make(self, kind: type[ClientT]) -> ClientT:
        client = kind(self._options)
        self._register(client)
        return client
