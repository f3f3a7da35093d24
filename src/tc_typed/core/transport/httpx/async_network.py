"""Async network backend for httpcore, which closes a connection if its handshake is cancelled."""

from __future__ import annotations

import ssl
from collections.abc import Iterable

import httpcore

from tc_typed.core.transport.httpx.head import Head
from tc_typed.core.transport.httpx.network import HANDSHAKES
from tc_typed.core.transport.httpx.requests import NO_REQUEST
from tc_typed.core.transport.port import Request

# Number of bytes that event loops read from a socket at a time. If httpcore asked for fewer, anyio
# would buffer the rest. httpcore looks for unread bytes only in the socket, so it would take the
# buffered ones for the beginning of the next response.
_AT_ONCE = 2**18
_LARGE = 2**14  # bytes; httpcore asks for fewer only in handshakes, where the number matters


class AsyncNetwork(httpcore.AsyncNetworkBackend):
    """Network of one connection, with one request at a time. The caller enforces time limits."""

    def __init__(self) -> None:
        self.request: Request = NO_REQUEST
        """The request that uses the connection."""
        self.wasRead: bool = False
        """Whether the connection was read after the last write."""
        self.isEncrypted: bool = False
        """Whether the connection uses TLS, to the server or a proxy."""
        self._stream: httpcore.AsyncNetworkStream | None = None
        self._backend: httpcore.AsyncNetworkBackend = httpcore.AnyIOBackend()  # pyright: ignore[reportAttributeAccessIssue]  # httpcore defines another class if anyio is missing

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ASYNC109  # httpcore's own signature
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        """Open a connection."""
        self.request.watcher.connecting()
        return self.admit(
            await self._backend.connect_tcp(host, port, timeout, local_address, socket_options)
        )

    def admit(self, connected: httpcore.AsyncNetworkStream) -> httpcore.AsyncNetworkStream:
        """Register and wrap a new connection."""
        self._stream = connected
        return _Stream(connected, self)

    async def close(self) -> None:
        """Close the connection, if there is one. The caller cancels a task that is opening it."""
        if self._stream is not None:
            await self._stream.aclose()


class _Stream(httpcore.AsyncNetworkStream):
    def __init__(self, stream: httpcore.AsyncNetworkStream, network: AsyncNetwork) -> None:
        self._stream = stream
        self._network = network
        self._head = Head()

    async def read(self, max_bytes: int, timeout: float | None = None) -> bytes:  # noqa: ARG002, ASYNC109  # the caller enforces time limits
        await self._send(self._head.end())
        self._network.wasRead = True
        size = max_bytes if max_bytes < _LARGE else _AT_ONCE
        return await self._stream.read(size)

    async def write(self, buffer: bytes, timeout: float | None = None) -> None:  # noqa: ARG002, ASYNC109  # the caller enforces time limits
        await self._send(self._head.add(buffer))

    async def _send(self, data: bytes) -> None:
        if data:
            if not data.startswith(HANDSHAKES):
                self._network.request.watcher.sending()
            self._network.wasRead = False
            await self._stream.write(data)

    async def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,  # noqa: ASYNC109  # httpcore's own signature
    ) -> httpcore.AsyncNetworkStream:
        try:
            stream = await self._stream.start_tls(ssl_context, server_hostname, timeout)
        except BaseException:
            await self._stream.aclose()
            raise
        self._network.isEncrypted = True
        return self._network.admit(stream)

    def get_extra_info(self, info: str) -> object:
        return self._stream.get_extra_info(info)

    async def aclose(self) -> None:
        await self._stream.aclose()
