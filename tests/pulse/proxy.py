"""A TCP proxy on loopback whose connections can be cut or frozen."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager


class Proxy:
    """Forwards connections to a port until they are cut."""

    def __init__(self, target: int) -> None:
        self.port = 0
        self.connections = 0
        """Number of connections so far."""
        self.bytesUntilCut: Callable[[], int | None] = lambda: None
        """Function that returns after how many bytes to cut each new connection."""
        self._target = target
        self._isOpen = asyncio.Event()
        self._isOpen.set()
        self._writers: set[asyncio.StreamWriter] = set()
        self._tasks: set[asyncio.Task[None]] = set()

    def freeze(self) -> None:
        """Stop forwarding, while all connections stay open."""
        self._isOpen.clear()

    def thaw(self) -> None:
        """Forward again."""
        self._isOpen.set()

    def cut(self) -> None:
        """Cut all connections."""
        for writer in self._writers:
            writer.transport.abort()

    @asynccontextmanager
    async def running(self) -> AsyncGenerator[Proxy]:
        """Accept connections in a block."""
        server = await asyncio.start_server(self._accept, "127.0.0.1", 0)
        self.port = server.sockets[0].getsockname()[1]
        try:
            yield self
        finally:
            server.close()
            self.cut()
            self.thaw()
            if self._tasks:
                await asyncio.wait(self._tasks)

    async def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._tasks.add(task)
        self._writers.add(writer)
        self.connections += 1
        left = self.bytesUntilCut()
        try:
            upReader, upWriter = await asyncio.open_connection("127.0.0.1", self._target)
            self._writers.add(upWriter)
            budget = _Budget(left)
            try:
                async with asyncio.TaskGroup() as group:
                    group.create_task(self._forward(reader, upWriter, budget))
                    group.create_task(self._forward(upReader, writer, budget))
            finally:
                self._writers.discard(upWriter)
                upWriter.transport.abort()
        except* OSError:
            pass
        finally:
            self._writers.discard(writer)
            writer.transport.abort()
            self._tasks.discard(task)

    async def _forward(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, budget: _Budget
    ) -> None:
        while data := await reader.read(2**16):
            await self._isOpen.wait()
            passed = budget.take(len(data))
            writer.write(data[:passed])
            await writer.drain()
            if passed < len(data):
                break
        raise ConnectionResetError


class _Budget:
    """Number of bytes that a connection may still transfer, in both directions."""

    def __init__(self, left: int | None) -> None:
        self._left = left

    def take(self, wanted: int) -> int:
        if self._left is None:
            return wanted
        taken = min(wanted, self._left)
        self._left -= taken
        return taken
