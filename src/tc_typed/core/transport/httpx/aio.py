"""Async adapter for httpx.

httpx's own pool examines all of its connections for each request, which makes many concurrent calls
slow. Here, each connection is a transport of its own; all of them share their SSL context.
"""

from __future__ import annotations

import httpcore
import httpx

from tc_typed.core.transport.certificates import sslContext
from tc_typed.core.transport.connections import Connections
from tc_typed.core.transport.httpx.async_network import AsyncNetwork
from tc_typed.core.transport.httpx.requests import NO_REQUEST, httpxRequest
from tc_typed.core.transport.httpx.responses import asyncResponse
from tc_typed.core.transport.httpx.socks.aio import AsyncSocksBackend
from tc_typed.core.transport.httpx.unread import hasUnread
from tc_typed.core.transport.limits import IDLE_SECONDS
from tc_typed.core.transport.port import AsyncResponse, Request
from tc_typed.core.transport.proxies import Proxy, proxyFor
from tc_typed.core.transport.socket_options import SOCKET_OPTIONS
from tc_typed.core.transport.url import Origin


class AsyncHttpxTransport:
    """Transport for requests of async clients over httpx."""

    def __init__(self) -> None:
        self._connections = Connections(_Connection)

    async def send(self, request: Request) -> AsyncResponse:
        """Send a request, and return the response as soon as its headers have arrived.

        Args:
            request: The request.

        Raises:
            httpx.TransportError: if there is no response.
            OSError: if there is no response; `ConnectionError` if the transport is closed.
            UnusableEnvironment: if the environment names a proxy or certificates that can't be
                used.
        """
        connection = await self._take(request.url.origin)
        try:
            for surplus in self._connections.surplus():
                await surplus.aclose()
            response = await connection.send(request)
        except BaseException:
            await self._drop(connection)
            raise

        async def close() -> None:
            try:
                await response.aclose()
            except BaseException:
                await self._drop(connection)
                raise
            connection.network.request = NO_REQUEST
            hasExtra = connection.network.isEncrypted and hasUnread(response)
            if hasExtra or not self._connections.giveBack(connection):
                await self._drop(connection)

        return asyncResponse(response, close)

    async def _take(self, origin: Origin) -> _Connection:
        """Return a connection that the server has not closed."""
        while True:
            connection = self._connections.take(origin)
            if not connection.hasEnded():
                return connection
            await self._drop(connection)

    async def _drop(self, connection: _Connection) -> None:
        self._connections.drop(connection)
        await connection.aclose()

    async def close(self) -> None:
        """Close all connections. Requests in progress fail."""
        idle, busy = self._connections.close()
        for connection in busy:
            await connection.network.close()
        for connection in idle:
            await connection.aclose()


class _Connection(httpx.AsyncHTTPTransport):
    """A connection to a server, opened by its first request.

    It is an httpx transport, and each request is sent with httpx's own method, so that mocks and
    instrumentation of httpx see it. httpx's constructor does not accept a network backend, so it is
    not called, and `_pool` is set here instead.
    """

    def __init__(self, origin: Origin) -> None:
        """Set up without connecting.

        Args:
            origin: The server.

        Raises:
            UnusableEnvironment: if the environment names a proxy or certificates that can't be
                used.
        """
        self.origin = origin
        self.idleSince = 0.0
        self.network = AsyncNetwork()
        proxy = proxyFor(origin)
        if proxy is None:
            self._pool = _direct(origin, self.network)  # type: ignore[assignment]  # pyright: ignore[reportAttributeAccessIssue]  # a connection sends requests like a pool
        else:
            self._pool = _throughProxy(origin, proxy, self.network)

    def hasEnded(self) -> bool:
        """Return whether the connection can't be reused; for proxies, httpcore checks that."""
        pool: object = self._pool
        return isinstance(pool, httpcore.AsyncHTTPConnection) and (
            pool.is_closed() or pool.has_expired()
        )

    async def send(self, request: Request) -> httpx.Response:
        """Send a request."""
        self.network.request = request
        response = await self.handle_async_request(httpxRequest(request))
        if "network_stream" in response.extensions and not self.network.wasRead:
            # It arrived together with the response to an earlier request.
            raise httpx.RemoteProtocolError("a response arrived that was not requested")
        return response

    async def aclose(self) -> None:
        """Close the connection. A request in progress fails."""
        await self.network.close()
        await super().aclose()


def _direct(origin: Origin, network: httpcore.AsyncNetworkBackend) -> httpcore.AsyncHTTPConnection:
    """Create a direct connection to a server."""
    return httpcore.AsyncHTTPConnection(
        httpcore.Origin(origin.scheme.encode(), origin.host.encode(), origin.port),
        ssl_context=sslContext(origin),
        keepalive_expiry=IDLE_SECONDS,
        network_backend=network,
        socket_options=SOCKET_OPTIONS,
    )


def _throughProxy(
    origin: Origin, proxy: Proxy, network: httpcore.AsyncNetworkBackend
) -> httpcore.AsyncConnectionPool:
    """Create a pool with a single connection to a server through a proxy."""
    context = sslContext(origin)
    url = httpcore.URL(
        scheme=proxy.origin.scheme, host=proxy.origin.host, port=proxy.origin.port, target="/"
    )
    if proxy.isSocks:
        return httpcore.AsyncSOCKSProxy(
            url,
            proxy.login,
            context,
            max_connections=1,
            keepalive_expiry=IDLE_SECONDS,
            network_backend=AsyncSocksBackend(network),
        )
    return httpcore.AsyncHTTPProxy(
        url,
        proxy_headers=[*proxy.headers.items()],
        proxy_ssl_context=sslContext(proxy.origin),
        ssl_context=context,
        max_connections=1,
        keepalive_expiry=IDLE_SECONDS,
        network_backend=network,
        socket_options=SOCKET_OPTIONS,
    )
