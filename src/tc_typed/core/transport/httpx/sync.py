"""The adapter for httpx, sync.

httpx's own pool looks at each of its connections for each request, which makes many calls at a time
slow. Here, each connection is a transport of its own; all of them share their TLS settings.

Derived from src/tc_typed/core/transport/httpx/aio.py by scripts/compile.py; change that file, not
this one.
"""

from __future__ import annotations

import httpcore
import httpx

from tc_typed.core.transport.certificates import sslContext
from tc_typed.core.transport.connections import Connections
from tc_typed.core.transport.httpx.network import Network
from tc_typed.core.transport.httpx.requests import NO_REQUEST, httpxRequest
from tc_typed.core.transport.httpx.responses import syncResponse
from tc_typed.core.transport.httpx.socks.sync import SocksBackend
from tc_typed.core.transport.httpx.unread import hasUnread
from tc_typed.core.transport.limits import IDLE_SECONDS
from tc_typed.core.transport.port import Request, Response
from tc_typed.core.transport.proxies import Proxy, proxyFor
from tc_typed.core.transport.socket_options import SOCKET_OPTIONS
from tc_typed.core.transport.url import Origin


class HttpxTransport:
    """Sends the requests of sync clients over httpx."""

    def __init__(self) -> None:
        self._connections = Connections(_Connection)

    def send(self, request: Request) -> Response:
        """Send a request, and wait for the head of its response.

        Args:
            request: The request.

        Raises:
            httpx.TransportError: if none came.
            OSError: the same; a `ConnectionError` if the transport is closed.
            UnusableEnvironment: if the environment asks for a proxy or certificates that can't be
                used.
        """
        connection = self._take(request.url.origin)
        try:
            for surplus in self._connections.surplus():
                surplus.close()
            response = connection.send(request)
        except BaseException:
            self._drop(connection)
            raise

        def close() -> None:
            try:
                response.close()
            except BaseException:
                self._drop(connection)
                raise
            connection.network.request = NO_REQUEST
            isLonger = connection.network.isEncrypted and hasUnread(response)
            if isLonger or not self._connections.giveBack(connection):
                self._drop(connection)

        return syncResponse(response, close)

    def _take(self, origin: Origin) -> _Connection:
        """Get a connection that the server has not ended."""
        while True:
            connection = self._connections.take(origin)
            if not connection.hasEnded():
                return connection
            self._drop(connection)

    def _drop(self, connection: _Connection) -> None:
        self._connections.drop(connection)
        connection.close()

    def close(self) -> None:
        """End all connections. Requests in progress fail."""
        idle, busy = self._connections.close()
        for connection in busy:
            connection.network.close()
        for connection in idle:
            connection.close()


class _Connection(httpx.HTTPTransport):
    """A connection to a server, made with its first request.

    It is one of httpx's transports, and each request goes through httpx's own method, so that mocks
    and instrumentation of httpx see it. httpx's constructor does not take a network backend, so it
    is not called: `_pool` is set here.
    """

    def __init__(self, origin: Origin) -> None:
        """Set up; nothing is connected yet.

        Args:
            origin: The server.

        Raises:
            UnusableEnvironment: if it asks for a proxy or certificates that can't be used.
        """
        self.origin = origin
        self.idleSince = 0.0
        self.network = Network()
        proxy = proxyFor(origin)
        if proxy is None:
            self._pool = _direct(origin, self.network)  # type: ignore[assignment]  # pyright: ignore[reportAttributeAccessIssue]  # sends requests, too
        else:
            self._pool = _throughProxy(origin, proxy, self.network)

    def hasEnded(self) -> bool:
        """Whether it can't be used again. One through a proxy is replaced by httpcore's pool."""
        pool: object = self._pool
        return isinstance(pool, httpcore.HTTPConnection) and (
            pool.is_closed() or pool.has_expired()
        )

    def send(self, request: Request) -> httpx.Response:
        """Send a request."""
        self.network.request = request
        response = self.handle_request(httpxRequest(request))
        if "network_stream" in response.extensions and not self.network.wasRead:
            # It arrived together with the response to another request.
            raise httpx.RemoteProtocolError("a response arrived that was not requested")
        return response

    def close(self) -> None:
        """End the connection; a request in progress fails."""
        self.network.close()
        super().close()


def _direct(origin: Origin, network: httpcore.NetworkBackend) -> httpcore.HTTPConnection:
    """A connection to a server."""
    return httpcore.HTTPConnection(
        httpcore.Origin(origin.scheme.encode(), origin.host.encode(), origin.port),
        ssl_context=sslContext(origin),
        keepalive_expiry=IDLE_SECONDS,
        network_backend=network,
        socket_options=SOCKET_OPTIONS,
    )


def _throughProxy(
    origin: Origin, proxy: Proxy, network: httpcore.NetworkBackend
) -> httpcore.ConnectionPool:
    """A pool of one connection to a server through a proxy."""
    context = sslContext(origin)
    url = httpcore.URL(
        scheme=proxy.origin.scheme, host=proxy.origin.host, port=proxy.origin.port, target="/"
    )
    if proxy.isSocks:
        return httpcore.SOCKSProxy(
            url,
            proxy.login,
            context,
            max_connections=1,
            keepalive_expiry=IDLE_SECONDS,
            network_backend=SocksBackend(network),
        )
    return httpcore.HTTPProxy(
        url,
        proxy_headers=[*proxy.headers.items()],
        proxy_ssl_context=sslContext(proxy.origin),
        ssl_context=context,
        max_connections=1,
        keepalive_expiry=IDLE_SECONDS,
        network_backend=network,
        socket_options=SOCKET_OPTIONS,
    )
