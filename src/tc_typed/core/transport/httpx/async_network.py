"""An async connection that is closed also where its TLS handshake is cut short."""

from __future__ import annotations

import ssl
from collections.abc import Iterable

import httpcore

from tc_typed.core.transport.port import NOTHING, Request

_HANDSHAKES = (b"CONNECT ", b"\x05", b"\x01")  # with proxies, of HTTP and SOCKS


class AsyncNetwork(httpcore.AsyncNetworkBackend):
    """Makes one connection at a time, for one request at a time. The caller limits the time."""

    def __init__(self) -> None:
        self.request: Request = NOTHING
        """The request that goes over the connection."""
        self.wasRead: bool = False
        """Whether anything was received since something was sent."""
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
        return _Stream(
            await self._backend.connect_tcp(host, port, timeout, local_address, socket_options),
            self,
        )

    async def close(self) -> None:
        """Do nothing: whatever waits for the connection is cancelled, which closes it."""


class _Stream(httpcore.AsyncNetworkStream):
    def __init__(self, stream: httpcore.AsyncNetworkStream, network: AsyncNetwork) -> None:
        self._stream = stream
        self._network = network

    async def read(self, max_bytes: int, timeout: float | None = None) -> bytes:  # noqa: ASYNC109  # httpcore's own signature
        self._network.wasRead = True
        return await self._stream.read(max_bytes, timeout)

    async def write(self, buffer: bytes, timeout: float | None = None) -> None:  # noqa: ASYNC109  # httpcore's own signature
        if buffer and not buffer.startswith(_HANDSHAKES):
            self._network.request.watcher.sending()
        self._network.wasRead = False
        await self._stream.write(buffer, timeout)

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
        return _Stream(stream, self._network)

    def get_extra_info(self, info: str) -> object:
        return self._stream.get_extra_info(info)

    async def aclose(self) -> None:
        await self._stream.aclose()
