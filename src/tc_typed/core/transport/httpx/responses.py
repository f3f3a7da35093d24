"""Responses of httpx, and of packages like it."""

from __future__ import annotations

from collections.abc import AsyncIterable, AsyncIterator, Awaitable, Callable, Iterable

from tc_typed.core.headers import Headers
from tc_typed.core.transport.http_client import HttpResponse
from tc_typed.core.transport.port import AsyncResponse, Response


def syncResponse(response: HttpResponse, close: Callable[[], None]) -> Response:
    """The response to a sync client.

    Args:
        response: The package's own response.
        close: Ends reading.

    Raises:
        ConnectionError: if an event hook of the user's closed it unread.
    """
    status, headers = response.status_code, Headers.fromBytes(response.headers.raw)
    if response.is_closed:
        return Response(status, headers, iter([_contentOf(response)]), close, isRead=True)
    # Not read(): it decompresses whatever comes, and has no time limit as a whole.
    stream: Iterable[bytes] = response.stream  # type: ignore[assignment]  # pyright: ignore[reportAssignmentType]  # it is a sync client's
    return Response(status, headers, iter(stream), close)


def asyncResponse(response: HttpResponse, close: Callable[[], Awaitable[None]]) -> AsyncResponse:
    """The response to an async client; otherwise as `syncResponse`."""
    status, headers = response.status_code, Headers.fromBytes(response.headers.raw)
    if response.is_closed:
        pieces = _onePiece(_contentOf(response))
        return AsyncResponse(status, headers, pieces, close, isRead=True)
    # Not aread(), which decompresses whatever comes.
    stream: AsyncIterable[bytes] = response.stream  # type: ignore[assignment]  # pyright: ignore[reportAssignmentType]  # it is an async client's
    return AsyncResponse(status, headers, aiter(stream), close)


def _contentOf(response: HttpResponse) -> bytes:
    """The body of a response that a mock, or an event hook of the user's, has read."""
    try:
        return response.content
    except RuntimeError:
        raise ConnectionError("an event hook closed the response unread") from None


async def _onePiece(body: bytes) -> AsyncIterator[bytes]:
    yield body
