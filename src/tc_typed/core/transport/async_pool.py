"""Connections of async clients, by event loop."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncGenerator, Callable
from contextlib import AbstractAsyncContextManager, suppress
from types import TracebackType
from typing import TYPE_CHECKING

from tc_typed.core.transport.limits import CONNECTIONS
from tc_typed.core.transport.port import AsyncTransport
from tc_typed.core.transport.url import Origin

if TYPE_CHECKING:
    from tc_typed.core.transport.proxies import Proxy


class LoopPool:
    """Connections of an async client within one event loop."""

    def __init__(self, origin: Origin) -> None:
        """Set up within the event loop; nothing is connected yet.

        Args:
            origin: The server that calls go to.
        """
        self.slots: asyncio.Semaphore = asyncio.Semaphore(CONNECTIONS)
        """Slots for calls; waiting for one does not count as an attempt's time."""
        self.storageSlots: dict[str, asyncio.Semaphore] = {
            method: asyncio.Semaphore(CONNECTIONS) for method in ("GET", "PUT")
        }
        """Slots for files, by HTTP method. A download may wait until an upload takes its data."""
        self._origin = origin
        self._transport: AsyncTransport | None = None
        self._storages: dict[tuple[str, str, Proxy | None], AsyncTransport] = {}
        self._work: set[_Work] = set()

    @property
    def transport(self) -> AsyncTransport:
        """The transport for calls, made on first use."""
        if self._transport is None:
            self._transport = newAsyncTransport(self._origin)
        return self._transport

    def storage(self, method: str, origin: Origin) -> AsyncTransport:
        """The transport for files. It is separate, so that they don't use up connections for calls.

        Args:
            method: HTTP method. Each has its own connections, as many as slots.
            origin: The server of the file.

        Raises:
            UnusableEnvironment: if it asks for a proxy or certificates that can't be used.
        """
        from tc_typed.core.transport.proxies import proxyFor  # noqa: PLC0415  # on first use

        place = method, origin.scheme, proxyFor(origin)
        if place not in self._storages:
            self._storages[place] = newAsyncTransport(origin)
        return self._storages[place]

    def work(
        self, seconds: float | None, isClosed: Callable[[], bool]
    ) -> AbstractAsyncContextManager[None]:
        """Bound what happens within the block; it also ends if its client is closed.

        Args:
            seconds: How long it may take, `None` for no bound.
            isClosed: Whether the client was closed.

        Raises:
            TimeoutError: if it takes longer, or the client is closed.
        """
        return _Work(self._work, seconds, isClosed)

    def interrupt(self) -> list[asyncio.Future[None]]:
        """End the work of clients that were closed.

        Returns:
            Futures that are done once each piece of work has ended.
        """
        return [work.interrupt() for work in self._work if work.isClosed()]

    async def close(self) -> None:
        """Close the connections."""
        for transport in (self._transport, *self._storages.values()):
            if transport is not None:
                await transport.close()


class _Work:  # a class, because @asynccontextmanager is slower, and each call needs one
    """Work in progress."""

    __slots__ = ("_all", "_ended", "_limit", "isClosed")

    def __init__(
        self, everything: set[_Work], seconds: float | None, isClosed: Callable[[], bool]
    ) -> None:
        self._all = everything
        self._limit = asyncio.timeout(seconds)
        self._ended: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.isClosed = isClosed

    async def __aenter__(self) -> None:
        await self._limit.__aenter__()
        self._all.add(self)

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._all.discard(self)
        self._ended.set_result(None)
        await self._limit.__aexit__(kind, error, trace)

    def interrupt(self) -> asyncio.Future[None]:
        """End it now; returns what is done then."""
        with suppress(RuntimeError):  # It has expired already.
            self._limit.reschedule(asyncio.get_running_loop().time())
        return self._ended


class AsyncPool:
    """Connections of an async client, and of its copies; made on first use.

    Connections belong to the event loop that made them, and end with it; another loop gets others.
    So does a forked process, even if it goes on with its parent's loop.
    """

    def __init__(self, origin: Origin) -> None:
        self.closed: bool = False
        self._origin = origin
        # With each pool, a generator that closes it: asyncio ends that with the event loop.
        self._loops: dict[
            tuple[int, asyncio.AbstractEventLoop], tuple[LoopPool, AsyncGenerator[None]]
        ] = {}

    async def current(self) -> LoopPool:
        """The connections of the running event loop."""
        place = os.getpid(), asyncio.get_running_loop()
        found = self._loops.get(place)
        if found is not None:
            return found[0]
        pool = LoopPool(self._origin)
        end = self._ending(place, pool)
        self._loops[place] = pool, end
        await anext(end)
        await self._sweep()
        return pool

    async def _sweep(self) -> None:
        """Drop pools whose event loops were closed, but did not end their generators first."""
        for (_, loop), (_, end) in [*self._loops.items()]:
            if loop.is_closed():
                with suppress(RuntimeError):  # which says just that
                    await end.aclose()

    async def _ending(
        self, place: tuple[int, asyncio.AbstractEventLoop], pool: LoopPool
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


def newAsyncTransport(origin: Origin) -> AsyncTransport:
    """A transport for async clients: over aiohttp where the extra is installed, else over httpx.

    Args:
        origin: A server that it will talk to. Others must have the same scheme and proxy.

    Raises:
        UnusableEnvironment: if it asks for a proxy or certificates that can't be used.
    """
    from tc_typed.core.transport.proxies import proxyFor  # noqa: PLC0415  # on first use

    proxy = proxyFor(origin)
    if proxy is None or not proxy.isSocks:  # which aiohttp does not speak
        with suppress(ImportError):
            from tc_typed.core.transport.aiohttp import AiohttpTransport  # noqa: PLC0415  # an extra

            return AiohttpTransport(origin)
    from tc_typed.core.transport.httpx.aio import AsyncHttpxTransport  # noqa: PLC0415  # on first use

    return AsyncHttpxTransport()
