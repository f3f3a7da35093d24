"""httpx's transports with the environment's proxy and certificates, and limits of connections."""

from __future__ import annotations

import socket
from typing import TYPE_CHECKING

import httpx

from tc_typed.core.transport.certificates import sslContext
from tc_typed.core.transport.proxies import isSocks, proxyFor

if TYPE_CHECKING:
    import httpcore

CONNECTIONS = 100
"""How many connections a client has at most."""

LIMITS = httpx.Limits(max_connections=CONNECTIONS, max_keepalive_connections=CONNECTIONS)

UNSENT = 2**16
"""Bytes that the system buffers of what a connection sends, where that can be set. How slowly a
peer takes them shows only once the buffer is full."""

SOCKET_OPTIONS: list[tuple[int, int, int]] = []
"""Options of all connections."""

if hasattr(socket, "TCP_NOTSENT_LOWAT"):
    SOCKET_OPTIONS.append((socket.IPPROTO_TCP, socket.TCP_NOTSENT_LOWAT, UNSENT))

TIMEOUT_PHASES = ("connect", "read", "write", "pool")
"""Keys of a request's extension `timeout`, which bounds each by itself."""


class Transport(httpx.HTTPTransport):
    """httpx's transport, with the environment's proxy and certificates."""

    def __init__(self, server: str) -> None:
        """Set up; nothing is connected yet.

        Args:
            server: The address that it will talk to.

        Raises:
            UnusableEnvironment: if it asks for a proxy or certificates that can't be used.
        """
        proxy = proxyFor(server)
        super().__init__(
            verify=sslContext(server), limits=LIMITS, proxy=proxy, socket_options=SOCKET_OPTIONS
        )
        # httpcore takes a backend, but httpx has no way to hand it one.
        backend = self._wrap(self._pool._network_backend)  # noqa: SLF001  # pyright: ignore[reportPrivateUsage]  # see above
        if isSocks(proxy):
            from tc_typed.core.transport.socks import SocksBackend  # noqa: PLC0415  # on first use

            backend = SocksBackend(backend)
        self._pool._network_backend = backend  # noqa: SLF001  # pyright: ignore[reportPrivateUsage]  # see above

    def _wrap(self, backend: httpcore.NetworkBackend) -> httpcore.NetworkBackend:
        """Replace httpcore's own network backend, in subclasses."""
        return backend


class AsyncTransport(httpx.AsyncHTTPTransport):
    """httpx's async transport, with the environment's proxy and certificates."""

    def __init__(self, server: str) -> None:
        """Set up; nothing is connected yet.

        Args:
            server: The address that it will talk to.

        Raises:
            UnusableEnvironment: if it asks for a proxy or certificates that can't be used.
        """
        proxy = proxyFor(server)
        super().__init__(
            verify=sslContext(server), limits=LIMITS, proxy=proxy, socket_options=SOCKET_OPTIONS
        )
        if isSocks(proxy):
            from tc_typed.core.transport.socks.aio import AsyncSocksBackend  # noqa: PLC0415  # on first use

            # httpcore takes a backend, but httpx has no way to hand it one.
            self._pool._network_backend = AsyncSocksBackend(self._pool._network_backend)  # noqa: SLF001  # pyright: ignore[reportPrivateUsage]  # see above
