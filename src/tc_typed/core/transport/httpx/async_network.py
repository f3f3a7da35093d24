"""An async connection, which is closed even if its TLS handshake is cut short."""

from __future__ import annotations

import ssl
from collections.abc import Iterable

import httpcore

from tc_typed.core.transport.httpx.head import Head
from tc_typed.core.transport.httpx.network import HANDSHAKES
from tc_typed.core.transport.httpx.requests import NO_REQUEST
from tc_typed.core.transport.port import Request

# Bytes that event loops take from a socket at a time. If httpcore asked for fewer, anyio would keep
# the rest. httpcore looks for unread bytes in the socket only, so it would take that rest for the
# beginning of the next response.
_AT_ONCE = 2**18
_LARGE = 2**14  # bytes; httpcore asks for more, unless it is a handshake that counts them


class AsyncNetwork(httpcore.AsyncNetworkBackend):
    """Makes one connection at a time, for one request at a time. The caller limits the time."""

    def __init__(self) -> None:
        self.request: Request = NO_REQUEST
        """The request that goes over the connection."""
        self.wasRead: bool = False
        """Whether anything was received since something was sent."""
        self.isEncrypted: bool = False
        """Whether it speaks TLS, with the server or with a proxy."""
        self._stream: httpcore.AsyncNetworkStream | None = None
        self._backend: httpcore.AsyncNetworkBackend = httpcore.AnyIOBackend()  # pyright: ignore[reportAttributeAccessIssue]  # httpcore has another one without anyio

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ASYNC109  # httpcore's own signature
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        """Connect."""
        self.request.watcher.connecting()
        return self.admit(
            await self._backend.connect_tcp(host, port, timeout, local_address, socket_options)
        )

    def admit(self, connected: httpcore.AsyncNetworkStream) -> httpcore.AsyncNetworkStream:
        """Let a connection be used."""
        self._stream = connected
        return _Stream(connected, self)

    async def close(self) -> None:
        """End the connection, if there is one. Whatever still makes it is cancelled."""
        if self._stream is not None:
            await self._stream.aclose()


class _Stream(httpcore.AsyncNetworkStream):
    def __init__(self, stream: httpcore.AsyncNetworkStream, network: AsyncNetwork) -> None:
        self._stream = stream
        self._network = network
        self._head = Head()

    async def read(self, max_bytes: int, timeout: float | None = None) -> bytes:  # noqa: ARG002, ASYNC109  # see AsyncNetwork
        await self._send(self._head.end())
        self._network.wasRead = True
        size = max_bytes if max_bytes < _LARGE else _AT_ONCE
        return await self._stream.read(size)

    async def write(self, buffer: bytes, timeout: float | None = None) -> None:  # noqa: ARG002, ASYNC109  # see AsyncNetwork
        await self._send(self._head.ahead(buffer))

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
