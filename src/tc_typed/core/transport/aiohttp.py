"""An httpx transport over aiohttp that adds no header, cookie, retry or quoting of its own."""

from __future__ import annotations

import asyncio
import select
from collections.abc import AsyncIterable, AsyncIterator, Awaitable, Callable
from contextvars import ContextVar
from functools import partial
from io import BytesIO
from typing import TYPE_CHECKING
from weakref import WeakSet

import httpx

from tc_typed.core.extras import needing
from tc_typed.core.transport.certificates import sslContext
from tc_typed.core.transport.httpx_transports import CONNECTIONS, LIMITS, SOCKET_OPTIONS
from tc_typed.core.transport.proxies import proxyFor

with needing("aiohttp", "tc_typed.core.transport.aiohttp"):
    import aiohttp
    import yarl
    from aiohttp.http import HttpProcessingError

# Hawk's signature covers the content type, so a server refuses a request to which aiohttp adds one
# after signing.
_AUTOMATIC_HEADERS = ("accept", "accept-encoding", "content-type", "user-agent")

if TYPE_CHECKING:
    from aiohttp.client_proto import ResponseHandler
    from aiohttp.connector import Connection
    from aiohttp.tracing import Trace

_ERRORS = (aiohttp.ClientError, HttpProcessingError)  # the latter by its parser without extensions
_LARGE = 2**20  # bytes of a body, of which more would block the event loop
_LONGEST_HEADER = 2**16  # bytes


class AiohttpTransport(httpx.AsyncBaseTransport):
    """The transport of async clients. Create it inside the event loop that will use it."""

    def __init__(self, server: str) -> None:
        """Set up; nothing is connected yet.

        Args:
            server: The address that it will talk to.

        Raises:
            UnusableEnvironment: if it asks for a proxy or certificates that can't be used.
        """
        self._proxy = proxyFor(server)
        self._session = aiohttp.ClientSession(
            connector=_Connector(server),
            skip_auto_headers=_AUTOMATIC_HEADERS,
            cookie_jar=aiohttp.DummyCookieJar(),
            auto_decompress=False,  # httpx does that
            max_field_size=_LONGEST_HEADER,
            max_line_size=_LONGEST_HEADER,
            middlewares=(_withoutRetry,),
        )

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Send a request, and wait for the headers of the response.

        Args:
            request: The request. Its extension `timeout` has seconds for `connect` and `read`, and
                may have them for `pool`, the wait for a free connection.

        Returns:
            The response, whose body is still to be read.

        Raises:
            httpx.TransportError: if no response came.
        """
        timeouts: dict[str, float] = request.extensions["timeout"]
        trace = request.extensions.get("trace")
        if trace is not None:
            await trace("connection.connect_tcp.started", {})
        _connected.set(trace and partial(trace, "http11.send_request_headers.started", {}))
        try:
            response = await self._session.request(
                request.method,
                _url(request.url),
                headers=self._headers(request),
                data=_requestData(request),
                allow_redirects=False,
                timeout=aiohttp.ClientTimeout(
                    sock_connect=timeouts["connect"],
                    sock_read=timeouts["read"],
                    connect=timeouts.get("pool"),
                ),
                proxy=None if self._proxy is None else str(self._proxy.url),
                proxy_headers=None if self._proxy is None else self._proxy.headers,
            )
        except _ERRORS as error:
            failure = asHttpx(error)
        else:
            return httpx.Response(
                response.status,
                headers=response.raw_headers,
                stream=_ResponseStream(response, timeouts["read"]),
                request=request,
            )
        # Raised outside of the block: aiohttp's exception holds the request with its signature.
        raise failure

    def _headers(self, request: httpx.Request) -> list[tuple[str, str]]:
        """The headers without Transfer-Encoding, which aiohttp sets itself."""
        headers = [
            (name.decode("ascii"), value.decode("latin-1"))
            for name, value in request.headers.raw
            if name.lower() != b"transfer-encoding"
        ]
        if self._proxy is not None and request.url.scheme == "http":
            # aiohttp itself sends them only when it asks a proxy for a tunnel.
            headers += self._proxy.headers.items()
        return headers

    async def aclose(self) -> None:
        """Close the connections."""
        await self._session.close()


_connected: ContextVar[Callable[[], Awaitable[None]] | None] = ContextVar(
    "_connected", default=None
)
"""Told when the request that is about to be sent has a connection."""


class _Connector(aiohttp.TCPConnector):
    """Does not use a connection again on which something arrived that nobody had asked for.

    aiohttp would take it for the response to the next request.
    """

    def __init__(self, server: str) -> None:
        super().__init__(  # pyright: ignore[reportUnknownMemberType]  # it also takes what has no types
            limit=CONNECTIONS,
            keepalive_timeout=LIMITS.keepalive_expiry,
            ssl=sslContext(server),
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
            self._known.add(protocol)
            _setUp(protocol)
        if (tell := _connected.get()) is not None:
            await tell()
        return connection


def _setUp(protocol: ResponseHandler) -> None:
    """Prepare a new connection."""
    if protocol.transport is not None:
        # What is to be sent counts as sent only once the system has all of it.
        protocol.transport.set_write_buffer_limits(0)
        for option in SOCKET_OPTIONS:
            protocol.transport.get_extra_info("socket").setsockopt(*option)
    if protocol.closed is not None:
        protocol.closed.add_done_callback(_retrieve)


def _retrieve(closed: asyncio.Future[None]) -> None:
    """Take how a connection ended, of which asyncio would complain otherwise."""
    if not closed.cancelled():
        closed.exception()


def _hasArrived(protocol: ResponseHandler) -> bool:
    """Whether there is something to read from an idle connection, be it that it was closed."""
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
    """Keep aiohttp from sending a signature twice.

    It resends an idempotent request whose connection broke, but only for its own exceptions. So
    httpx's are raised instead.
    """
    try:
        return await handler(request)
    except _ERRORS as error:
        failure = asHttpx(error)
    raise failure


class _ResponseStream(httpx.AsyncByteStream):
    """The body of a response, as it comes."""

    def __init__(self, response: aiohttp.ClientResponse, seconds: float) -> None:
        self._response = response
        self._seconds = seconds
        connection = response.connection
        protocol = None if connection is None else connection.protocol
        self._closed = None if protocol is None else protocol.closed
        if self._closed is not None:
            self._closed.add_done_callback(self._end)

    async def __aiter__(self) -> AsyncIterator[bytes]:
        while chunk := await self._read():
            yield chunk

    async def _read(self) -> bytes:
        """The next piece of the body, none at its end."""
        try:
            # aiohttp's own timeout ends with the connection, also if the body did not.
            async with asyncio.timeout(self._seconds):
                return await self._response.content.readany()
        except _ERRORS as error:
            failure = asHttpx(error)
        raise failure

    def _end(self, _: asyncio.Future[None]) -> None:
        """Let nobody wait for a body whose connection is closed: aiohttp does after bad chunks."""
        content = self._response.content
        if not content.is_eof() and content.exception() is None:
            content.set_exception(aiohttp.ClientPayloadError("the connection was closed"))

    async def aclose(self) -> None:
        if self._closed is not None:
            self._closed.remove_done_callback(self._end)
        self._response.release()
        await self._response.wait_for_close()


def _url(url: httpx.URL) -> yarl.URL:
    """The URL as httpx itself sends it, which is what was signed.

    Given a string, aiohttp would quote it again, and turn a user name in it into a header.
    """
    netloc, target = url.netloc.decode("ascii"), url.raw_path.decode("ascii")
    return yarl.URL(f"{url.scheme}://{netloc}{target}", encoded=True)


def _requestData(request: httpx.Request) -> bytes | BytesIO | AsyncIterable[bytes] | None:
    try:
        content = request.content
        return BytesIO(content) if len(content) > _LARGE else content or None
    except httpx.RequestNotRead:
        stream: AsyncIterable[bytes] = request.stream  # type: ignore[assignment]  # pyright: ignore[reportAssignmentType]  # it is an async client's
        return stream


def asHttpx(error: BaseException) -> httpx.TransportError:
    """The closest exception of httpx, with the cause of aiohttp's."""
    kind: type[httpx.TransportError]
    match error:
        case aiohttp.ConnectionTimeoutError():
            kind = httpx.ConnectTimeout
        case aiohttp.ServerTimeoutError():
            kind = httpx.ReadTimeout
        case aiohttp.ClientConnectorError():
            kind = httpx.ConnectError
        case aiohttp.ClientHttpProxyError():
            kind = httpx.ProxyError
        case _:
            kind = httpx.ReadError
    failure = kind(str(error))
    failure.__cause__ = error.__cause__
    return failure
