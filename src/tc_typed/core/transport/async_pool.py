"""Connection pools of async clients, one per event loop."""

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
        """Set up within the event loop, without connecting.

        Args:
            origin: The server to which calls are sent.
        """
        self.slots: asyncio.Semaphore = asyncio.Semaphore(CONNECTIONS)
        """Slots for calls. Waiting for one does not count towards an attempt's time limit."""
        self.storageSlots: dict[str, asyncio.Semaphore] = {
            method: asyncio.Semaphore(CONNECTIONS) for method in ("GET", "PUT")
        }
        """Slots for files, by HTTP method. If they were shared, downloads could hold all slots
        while the uploads that consume their data wait for one."""
        self._origin = origin
        self._transport: AsyncTransport | None = None
        self._storages: dict[tuple[str, str, Proxy | None], AsyncTransport] = {}
        self._work: set[_Work] = set()

    @property
    def transport(self) -> AsyncTransport:
        """The transport for calls, created on first use."""
        if self._transport is None:
            self._transport = newAsyncTransport(self._origin)
        return self._transport

    def storage(self, method: str, origin: Origin) -> AsyncTransport:
        """Return the transport for files, which don't use up the connections for calls.

        Args:
            method: HTTP method. Each has its own connections, one per slot.
            origin: The server of the file.

        Raises:
            UnusableEnvironment: if the environment names a proxy or certificates that can't be
                used.
        """
        from tc_typed.core.transport.proxies import proxyFor  # noqa: PLC0415  # on first use

        key = method, origin.scheme, proxyFor(origin)
        if key not in self._storages:
            self._storages[key] = newAsyncTransport(origin)
        return self._storages[key]

    def work(
        self, seconds: float | None, isClosed: Callable[[], bool]
    ) -> AbstractAsyncContextManager[None]:
        """Limit the time of the block, which also ends when its client is closed.

        Args:
            seconds: Time limit, `None` for no limit.
            isClosed: Returns whether the client is closed.

        Raises:
            TimeoutError: if the block takes longer, or the client is closed.
        """
        return _Work(self._work, seconds, isClosed)

    def interrupt(self) -> list[asyncio.Future[None]]:
        """Interrupt the work of closed clients.

        Returns:
            One future per piece of work, done once it has ended.
        """
        return [work.interrupt() for work in self._work if work.isClosed()]

    async def close(self) -> None:
        """Close all connections."""
        for transport in (self._transport, *self._storages.values()):
            if transport is not None:
                await transport.close()


class _Work:  # a class, since every call needs one and @asynccontextmanager is slower
    """One block of work in progress."""

    __slots__ = ("_all", "_ended", "_limit", "isClosed")

    def __init__(
        self, allWork: set[_Work], seconds: float | None, isClosed: Callable[[], bool]
    ) -> None:
        self._all = allWork
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
        """Interrupt the work, and return a future that is done once it has ended."""
        with suppress(RuntimeError):  # The timeout has already expired.
            self._limit.reschedule(asyncio.get_running_loop().time())
        return self._ended


class AsyncPool:
    """Connections of an async client and its copies, created on first use.

    Each event loop has its own connections, which are closed with the loop. A forked process has
    its own, too, even if it continues with its parent's loop.
    """

    def __init__(self, origin: Origin) -> None:
        self.closed: bool = False
        self._origin = origin
        # Each pool has a generator that closes it: asyncio closes generators with the event loop.
        self._loops: dict[
            tuple[int, asyncio.AbstractEventLoop], tuple[LoopPool, AsyncGenerator[None]]
        ] = {}

    async def current(self) -> LoopPool:
        """Return the connections of the running event loop."""
        key = os.getpid(), asyncio.get_running_loop()
        found = self._loops.get(key)
        if found is not None:
            return found[0]
        pool = LoopPool(self._origin)
        closer = self._closingAtEnd(key, pool)
        self._loops[key] = pool, closer
        await anext(closer)
        await self._sweep()
        return pool

    async def _sweep(self) -> None:
        """Drop the pools of event loops that were closed without closing their generators."""
        for (_, loop), (_, closer) in [*self._loops.items()]:
            if loop.is_closed():
                with suppress(RuntimeError):  # "Event loop is closed"
                    await closer.aclose()

    async def _closingAtEnd(
        self, key: tuple[int, asyncio.AbstractEventLoop], pool: LoopPool
    ) -> AsyncGenerator[None]:
        try:
            yield
        finally:
            self._loops.pop(key, None)
            await pool.close()

    async def interrupt(self) -> None:
        """Interrupt the work of closed clients; wait for its end only in the current event loop."""
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
        """Close the pool. Connections of other event loops are closed with their loops."""
        self.closed = True
        await self.interrupt()
        found = self._loops.pop((os.getpid(), asyncio.get_running_loop()), None)
        if found is not None:
            await found[1].aclose()


def newAsyncTransport(origin: Origin) -> AsyncTransport:
    """Create a transport for async clients: aiohttp if the extra is installed, else httpx.

    Args:
        origin: A server to send requests to. Any other server must have the same scheme and proxy.

    Raises:
        UnusableEnvironment: if the environment names a proxy or certificates that can't be used.
    """
    from tc_typed.core.transport.proxies import proxyFor  # noqa: PLC0415  # on first use

    proxy = proxyFor(origin)
    if proxy is None or not proxy.isSocks:  # aiohttp does not support SOCKS
        with suppress(ImportError):
            from tc_typed.core.transport.aiohttp import AiohttpTransport  # noqa: PLC0415  # an extra

            return AiohttpTransport(origin)
    from tc_typed.core.transport.httpx.aio import AsyncHttpxTransport  # noqa: PLC0415  # on first use

    return AsyncHttpxTransport()
