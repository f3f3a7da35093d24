"""An httpx transport over aiohttp that adds no header, cookie, retry or quoting of its own."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterable, AsyncIterator
from io import BytesIO

import aiohttp
import httpx
import yarl
from aiohttp.http import HttpProcessingError

from tc_typed.core.transport import CONNECTIONS, LIMITS, proxyFor

# Hawk's signature covers the content type, so a server refuses a request to which aiohttp adds one
# after signing.
_AUTOMATIC_HEADERS = ("accept", "accept-encoding", "content-type", "user-agent")

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
            InvalidCall: if the environment asks for a proxy that can't be used.
        """
        self._proxy = proxyFor(server)
        self._session = aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(
                limit=CONNECTIONS,
                keepalive_timeout=LIMITS.keepalive_expiry,
                ssl=httpx.create_ssl_context(),
            ),
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
            failure = _asHttpx(error)
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
        failure = _asHttpx(error)
    raise failure


class _ResponseStream(httpx.AsyncByteStream):
    """The body of a response, as it comes."""

    def __init__(self, response: aiohttp.ClientResponse, seconds: float) -> None:
        self._response = response
        self._seconds = seconds

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
            failure = _asHttpx(error)
        raise failure

    async def aclose(self) -> None:
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


def _asHttpx(error: aiohttp.ClientError | HttpProcessingError) -> httpx.TransportError:
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
