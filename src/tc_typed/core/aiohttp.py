"""An httpx transport over aiohttp: what it sends is what the request says, to the byte."""

from __future__ import annotations

from collections.abc import AsyncIterable, AsyncIterator

import aiohttp
import httpx
import yarl

from tc_typed.core.transport import CONNECTIONS, LIMITS, proxyFor

# What aiohttp would add by itself. A content type is covered by Hawk's signature, so one that is
# added after signing makes the server refuse the request.
_AUTOMATIC_HEADERS = ("accept", "accept-encoding", "content-type", "user-agent")


class AiohttpTransport(httpx.AsyncBaseTransport):
    """The transport of async clients; it belongs to the event loop of its first request."""

    def __init__(self, server: str) -> None:
        """Set up; nothing is connected yet.

        Args:
            server: The address that it will talk to.

        Raises:
            InvalidCall: if the environment asks for a proxy that can't be used.
        """
        self._proxy = proxyFor(server)
        self._ssl = httpx.create_ssl_context()
        self._session: aiohttp.ClientSession | None = None

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Send a request, and wait for the head of the response."""
        if self._session is None:
            self._session = self._newSession()
        timeouts: dict[str, float] = request.extensions["timeout"]
        try:
            response = await self._session.request(
                request.method,
                _url(request.url),
                headers=_headers(request),
                data=_body(request),
                allow_redirects=False,
                timeout=aiohttp.ClientTimeout(
                    sock_connect=timeouts["connect"],
                    sock_read=timeouts["read"],
                    connect=timeouts.get("pool"),
                ),
                proxy=None if self._proxy is None else str(self._proxy.url),
                proxy_headers=None if self._proxy is None else self._proxy.headers,
            )
        except aiohttp.ClientError as error:
            failure = _asHttpx(error)
        else:
            return httpx.Response(
                response.status,
                headers=response.raw_headers,
                stream=_Body(response),
                request=request,
            )
        # Raised outside of the block: aiohttp's exception holds the request with its signature.
        raise failure

    def _newSession(self) -> aiohttp.ClientSession:
        return aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(
                limit=CONNECTIONS, keepalive_timeout=LIMITS.keepalive_expiry, ssl=self._ssl
            ),
            skip_auto_headers=_AUTOMATIC_HEADERS,
            cookie_jar=aiohttp.DummyCookieJar(),
            auto_decompress=False,  # httpx does that
            middlewares=(_withoutRetry,),
        )

    async def aclose(self) -> None:
        """Close the connections."""
        if self._session is not None:
            await self._session.close()


async def _withoutRetry(
    request: aiohttp.ClientRequest, handler: aiohttp.ClientHandlerType
) -> aiohttp.ClientResponse:
    """Keep aiohttp from sending a request again by itself, with a signature used before.

    It does so for errors of its own, when a connection that was kept alive turns out broken.
    """
    try:
        return await handler(request)
    except aiohttp.ClientError as error:
        failure = _asHttpx(error)
    raise failure


class _Body(httpx.AsyncByteStream):
    """The body of a response, as it comes."""

    def __init__(self, response: aiohttp.ClientResponse) -> None:
        self._response = response

    async def __aiter__(self) -> AsyncIterator[bytes]:
        try:
            async for chunk in self._response.content.iter_any():
                yield chunk
        except aiohttp.ClientError as error:
            failure = _asHttpx(error)
        else:
            return
        raise failure

    async def aclose(self) -> None:
        self._response.release()
        await self._response.wait_for_close()


def _url(url: httpx.URL) -> yarl.URL:
    """The URL as httpx itself sends it, which is what was signed.

    aiohttp would quote a text anew, and turn a user name and a password into a header.
    """
    host, target = url.netloc.decode("ascii"), url.raw_path.decode("ascii")
    return yarl.URL(f"{url.scheme}://{host}{target}", encoded=True)


def _headers(request: httpx.Request) -> list[tuple[str, str]]:
    """The headers without Transfer-Encoding, which aiohttp sets where it is due."""
    return [
        (name.decode("ascii"), value.decode("latin-1"))
        for name, value in request.headers.raw
        if name.lower() != b"transfer-encoding"
    ]


def _body(request: httpx.Request) -> bytes | AsyncIterable[bytes] | None:
    try:
        return request.content or None
    except httpx.RequestNotRead:
        stream: AsyncIterable[bytes] = request.stream  # type: ignore[assignment]  # pyright: ignore[reportAssignmentType]  # it is an async client's
        return stream


def _asHttpx(error: aiohttp.ClientError) -> httpx.TransportError:
    """The exception that httpx's own transport would raise, with the cause of aiohttp's."""
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
