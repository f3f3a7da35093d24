"""SOCKS proxies for httpx's async transports (RFC 1928, RFC 1929).

httpcore implements the protocol, but it sets no timeout, takes each piece that arrives for a
complete reply, and leaves the connection open if a proxy refuses. The streams here therefore read
the replies: httpcore gets complete, positive replies only, and an exception for anything else.
"""

from __future__ import annotations

import ssl
from collections.abc import Iterable

import httpcore

from tc_typed.core.transport.httpx.socks.handshake import Handshake


class AsyncSocksBackend(httpcore.AsyncNetworkBackend):
    """Network backend that connects to a SOCKS proxy."""

    def __init__(self, backend: httpcore.AsyncNetworkBackend) -> None:
        self._backend = backend

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ASYNC109  # httpcore's own signature
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        """Connect to the proxy. The timeout also applies to each of its replies."""
        stream = await self._backend.connect_tcp(host, port, timeout, local_address, socket_options)
        return _Stream(stream, timeout)


class _Stream(httpcore.AsyncNetworkStream):
    """A connection to a SOCKS proxy and, after the handshake, through it to the server."""

    def __init__(self, stream: httpcore.AsyncNetworkStream, timeout: float | None) -> None:
        self._stream = stream
        self._timeout = timeout
        self._handshake = Handshake()

    async def read(self, max_bytes: int, timeout: float | None = None) -> bytes:  # noqa: ASYNC109  # httpcore's own signature
        if self._handshake.isOver:
            return await self._stream.read(max_bytes, timeout)
        reply = self._handshake.reply()
        try:
            size = next(reply)
            while True:
                size = reply.send(await self._stream.read(size, self._timeout))
        except StopIteration as end:
            complete: bytes = end.value
            return complete
        except BaseException:
            await self.aclose()
            raise

    async def write(self, buffer: bytes, timeout: float | None = None) -> None:  # noqa: ASYNC109  # httpcore's own signature
        if self._handshake.isOver:
            await self._stream.write(buffer, timeout)
            return
        self._handshake.sent(buffer)
        await self._stream.write(buffer, self._timeout)

    async def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,  # noqa: ASYNC109  # httpcore's own signature
    ) -> httpcore.AsyncNetworkStream:
        return await self._stream.start_tls(ssl_context, server_hostname, timeout)

    def get_extra_info(self, info: str) -> object:
        return self._stream.get_extra_info(info)

    async def aclose(self) -> None:
        await self._stream.aclose()
