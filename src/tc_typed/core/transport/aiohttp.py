"""Adapter for aiohttp, which keeps aiohttp from adding cookies, retries or quoting."""

from __future__ import annotations

import asyncio
import select
from collections.abc import AsyncIterator
from contextvars import ContextVar
from io import BytesIO
from typing import TYPE_CHECKING
from weakref import WeakSet

from tc_typed.core.extras import needing
from tc_typed.core.headers import Headers
from tc_typed.core.transport.certificates import sslContext
from tc_typed.core.transport.limits import CONNECTIONS, IDLE_SECONDS
from tc_typed.core.transport.port import AsyncResponse, Request, Watcher
from tc_typed.core.transport.proxies import Proxy, proxyFor
from tc_typed.core.transport.socket_options import SOCKET_OPTIONS
from tc_typed.core.transport.url import Origin

with needing("aiohttp", "tc_typed.core.transport.aiohttp"):
    import aiohttp
    import yarl
    from aiohttp.http import HttpProcessingError

if TYPE_CHECKING:
    from aiohttp.client_proto import ResponseHandler
    from aiohttp.connector import Connection
    from aiohttp.tracing import Trace

# Hawk's signature covers the content type. If aiohttp added one after signing, the server would
# refuse the request.
_AUTOMATIC_HEADERS = ("accept", "accept-encoding", "content-type", "user-agent")
_ERRORS = (aiohttp.ClientError, HttpProcessingError)  # the pure-Python parser raises the latter
_LARGE = 2**20  # bytes; a larger body would block the event loop if it were sent in one piece
_LONGEST_HEADER = 2**16  # bytes


class AiohttpTransport:
    """Transport for requests of async clients to one server. Create it inside its event loop."""

    def __init__(self, origin: Origin) -> None:
        """Set up without connecting.

        Args:
            origin: The server to send requests to.

        Raises:
            UnusableEnvironment: if the environment names a proxy or certificates that can't be
                used.
        """
        self._proxy = proxyFor(origin)
        self._session = aiohttp.ClientSession(
            connector=_Connector(origin, self._proxy),
            skip_auto_headers=_AUTOMATIC_HEADERS,
            cookie_jar=aiohttp.DummyCookieJar(),
            auto_decompress=False,  # BodyReader decompresses
            max_field_size=_LONGEST_HEADER,
            max_line_size=_LONGEST_HEADER,
            middlewares=(_withoutRetry,),
            timeout=aiohttp.ClientTimeout(),  # no timeout: the caller enforces the time limit
        )

    async def send(self, request: Request) -> AsyncResponse:
        """Send a request, and return the response as soon as its headers have arrived.

        Args:
            request: The request.

        Raises:
            aiohttp.ClientError: if there is no response.
        """
        request.watcher.connecting()
        progress = _Progress(request.watcher)
        token = _progress.set(progress)
        try:
            response = await self._session.request(
                request.method,
                # If it were a string, aiohttp would quote it again.
                yarl.URL(str(request.url), encoded=True),
                headers=self._headers(request),
                data=_requestData(request),
                allow_redirects=False,
                proxy=None if self._proxy is None else str(self._proxy.origin),
                proxy_headers=None if self._proxy is None else self._proxy.headers,
            )
        except _NotRetried as carrier:
            failure = carrier.__cause__ or carrier
        except asyncio.CancelledError:
            progress.abort()
            raise
        else:
            body = _Body(response, progress)
            headers = Headers.fromBytes(response.raw_headers)
            return AsyncResponse(response.status, headers, body.pieces(), body.close)
        finally:
            _progress.reset(token)
        raise failure

    def _headers(self, request: Request) -> dict[str, str]:
        headers = {"host": request.url.origin.netloc, **request.headers}
        if self._proxy is not None and request.url.origin.scheme == "http":
            # aiohttp itself sends the proxy's headers only to open a tunnel, not for http:// URLs.
            headers |= self._proxy.headers
        return headers

    async def close(self) -> None:
        """Close all connections."""
        await self._session.close()


class _Progress:
    """Progress of a request, with methods to stop it."""

    def __init__(self, watcher: Watcher) -> None:
        self._watcher = watcher
        self._transport: asyncio.Transport | None = None

    def sending(self, transport: asyncio.Transport | None) -> None:
        """Record that the request is about to be sent, unless the watcher raises."""
        self._watcher.sending()
        self._transport = transport

    def end(self) -> None:
        """Stop sending a request whose response arrived before all of it was sent."""
        if self._transport is not None and self._transport.is_closing():
            self.abort()

    def abort(self) -> None:
        """Drop the unsent part of the request, which aiohttp would otherwise send later."""
        if self._transport is not None:
            self._transport.abort()


_progress: ContextVar[_Progress] = ContextVar("_progress")
"""Progress of the request that is about to be sent."""


class _Connector(aiohttp.TCPConnector):
    """Connector that never reuses a connection on which unrequested data arrived.

    aiohttp would take that data for the response to the next request.
    """

    def __init__(self, origin: Origin, proxy: Proxy | None) -> None:
        context = sslContext(origin) or (None if proxy is None else sslContext(proxy.origin))
        super().__init__(  # pyright: ignore[reportUnknownMemberType]  # aiohttp does not type all of its parameters
            limit=CONNECTIONS,
            keepalive_timeout=IDLE_SECONDS,
            ssl=context or True,
        )
        self._known: WeakSet[ResponseHandler] = WeakSet()

    async def connect(
        self,
        req: aiohttp.ClientRequest,
        traces: list[Trace],
        timeout: aiohttp.ClientTimeout,  # noqa: ASYNC109  # aiohttp's own signature
    ) -> Connection:
        while True:
            connection = await super().connect(req, traces, timeout)
            protocol = connection.protocol
            if protocol is None or protocol not in self._known or not _hasArrived(protocol):
                break
            connection.close()
        if protocol is not None and protocol not in self._known:
            if sum(known.is_connected() for known in self._known) >= CONNECTIONS:
                # Close this connection after its request, because aiohttp keeps any number open.
                protocol.force_close()
            self._known.add(protocol)
            _setUp(protocol)
        _progress.get().sending(None if protocol is None else protocol.transport)
        return connection


def _setUp(protocol: ResponseHandler) -> None:
    """Prepare a new connection."""
    if protocol.transport is not None:
        # Data must count as sent only once the operating system has taken all of it.
        protocol.transport.set_write_buffer_limits(0)
        for option in SOCKET_OPTIONS:
            protocol.transport.get_extra_info("socket").setsockopt(*option)
    if protocol.closed is not None:
        protocol.closed.add_done_callback(_retrieve)


def _retrieve(closed: asyncio.Future[None]) -> None:
    """Retrieve the exception that ended a connection, so that asyncio does not log it."""
    if not closed.cancelled():
        closed.exception()


def _hasArrived(protocol: ResponseHandler) -> bool:
    """Return whether an idle connection has something to read, such as the end of the stream."""
    transport = protocol.transport
    if protocol.should_close or transport is None:
        return True
    sock = transport.get_extra_info("socket")
    if not hasattr(select, "poll"):  # Windows
        return bool(select.select([sock], [], [], 0)[0])
    poll = select.poll()
    poll.register(sock, select.POLLIN)
    return bool(poll.poll(0))


async def _withoutRetry(
    request: aiohttp.ClientRequest, handler: aiohttp.ClientHandlerType
) -> aiohttp.ClientResponse:
    """Keep aiohttp from sending the same signature twice.

    aiohttp resends an idempotent request after a broken connection, but only if the exception is
    one of its own.
    """
    try:
        return await handler(request)
    except _ERRORS as error:
        raise _NotRetried from error


class _NotRetried(Exception):
    """Wrapper that hides an exception of aiohttp from aiohttp's retries."""


class _Body:
    """Body of a response, read as it arrives."""

    def __init__(self, response: aiohttp.ClientResponse, progress: _Progress) -> None:
        self._response = response
        self._progress = progress
        connection = response.connection
        protocol = None if connection is None else connection.protocol
        self._closed = None if protocol is None else protocol.closed
        if self._closed is not None:
            self._closed.add_done_callback(self._end)

    async def pieces(self) -> AsyncIterator[bytes]:
        while piece := await self._response.content.readany():
            yield piece

    def _end(self, _: asyncio.Future[None]) -> None:
        """End the wait for a body whose connection was closed, as aiohttp may keep waiting."""
        content = self._response.content
        if not content.is_eof() and content.exception() is None:
            content.set_exception(aiohttp.ClientPayloadError("the connection was closed"))

    async def close(self) -> None:
        if self._closed is not None:
            self._closed.remove_done_callback(self._end)
        self._response.release()
        try:
            await self._response.wait_for_close()
        finally:
            self._progress.end()


def _requestData(request: Request) -> bytes | BytesIO | AsyncIterator[bytes] | None:
    body = request.body
    if isinstance(body, bytes):
        return BytesIO(body) if len(body) > _LARGE else body or None
    return body  # type: ignore[return-value]  # pyright: ignore[reportReturnType]  # async clients send bytes or async iterators
