"""Conversion of responses from httpx and similar packages."""

from __future__ import annotations

from collections.abc import AsyncIterable, AsyncIterator, Awaitable, Callable, Iterable

from tc_typed.core.headers import Headers
from tc_typed.core.transport.http_client import HttpResponse
from tc_typed.core.transport.port import AsyncResponse, Response


def syncResponse(response: HttpResponse, close: Callable[[], None]) -> Response:
    """Convert a sync client's response.

    Args:
        response: The package's response.
        close: Function that ends reading.

    Raises:
        ConnectionError: if an event hook of the user closed the response without reading it.
    """
    status, headers = response.status_code, Headers.fromBytes(response.headers.raw)
    if response.is_closed:
        return Response(status, headers, iter([_contentOf(response)]), close, isRead=True)
    # read() would decompress without a limit, and has no time limit for the whole body.
    stream: Iterable[bytes] = response.stream  # type: ignore[assignment]  # pyright: ignore[reportAssignmentType]  # always sync here
    return Response(status, headers, iter(stream), close)


def asyncResponse(response: HttpResponse, close: Callable[[], Awaitable[None]]) -> AsyncResponse:
    """Convert an async client's response; the counterpart of `syncResponse`."""
    status, headers = response.status_code, Headers.fromBytes(response.headers.raw)
    if response.is_closed:
        pieces = _onePiece(_contentOf(response))
        return AsyncResponse(status, headers, pieces, close, isRead=True)
    # aread() would decompress without a limit.
    stream: AsyncIterable[bytes] = response.stream  # type: ignore[assignment]  # pyright: ignore[reportAssignmentType]  # always async here
    return AsyncResponse(status, headers, aiter(stream), close)


def _contentOf(response: HttpResponse) -> bytes:
    """Return the body of a response that a mock or an event hook of the user has read."""
    try:
        return response.content
    except RuntimeError:
        raise ConnectionError("an event hook closed the response without reading it") from None


async def _onePiece(body: bytes) -> AsyncIterator[bytes]:
    yield body
