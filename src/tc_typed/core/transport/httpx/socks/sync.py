"""SOCKS proxies for httpx's transports (RFC 1928, RFC 1929).

httpcore implements the protocol, but it sets no timeout, takes each piece that arrives for a
complete reply, and leaves the connection open if a proxy refuses. The streams here therefore read
the replies: httpcore gets complete, positive replies only, and an exception for anything else.

Derived from src/tc_typed/core/transport/httpx/socks/aio.py by scripts/compile.py; change that file,
not this one.
"""

from __future__ import annotations

import ssl
from collections.abc import Iterable

import httpcore

from tc_typed.core.transport.httpx.socks.handshake import Handshake


class SocksBackend(httpcore.NetworkBackend):
    """Network backend that connects to a SOCKS proxy."""

    def __init__(self, backend: httpcore.NetworkBackend) -> None:
        self._backend = backend

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.NetworkStream:
        """Connect to the proxy. The timeout also applies to each of its replies."""
        stream = self._backend.connect_tcp(host, port, timeout, local_address, socket_options)
        return _Stream(stream, timeout)


class _Stream(httpcore.NetworkStream):
    """A connection to a SOCKS proxy and, after the handshake, through it to the server."""

    def __init__(self, stream: httpcore.NetworkStream, timeout: float | None) -> None:
        self._stream = stream
        self._timeout = timeout
        self._handshake = Handshake()

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        if self._handshake.isOver:
            return self._stream.read(max_bytes, timeout)
        reply = self._handshake.reply()
        try:
            size = next(reply)
            while True:
                size = reply.send(self._stream.read(size, self._timeout))
        except StopIteration as end:
            complete: bytes = end.value
            return complete
        except BaseException:
            self.close()
            raise

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        if self._handshake.isOver:
            self._stream.write(buffer, timeout)
            return
        self._handshake.sent(buffer)
        self._stream.write(buffer, self._timeout)

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> httpcore.NetworkStream:
        return self._stream.start_tls(ssl_context, server_hostname, timeout)

    def get_extra_info(self, info: str) -> object:
        return self._stream.get_extra_info(info)

    def close(self) -> None:
        self._stream.close()
