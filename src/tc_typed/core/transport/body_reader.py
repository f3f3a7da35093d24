"""Response bodies: collected piece by piece, decompressed, and bounded in size."""

from __future__ import annotations

import zlib
from collections.abc import AsyncIterable, Iterable, Mapping

import httpx

from tc_typed.core.errors import TaskclusterConnectionError, UnexpectedResponse
from tc_typed.core.raw_response import RawResponse

ACCEPT_ENCODING = "gzip"
"""The only compression that calls ask for."""

_ENCODINGS = frozenset({"br", "compress", "deflate", "gzip", "x-gzip", "zstd"})
_GZIP = 16 + zlib.MAX_WBITS
_WITHOUT_BODY = frozenset({204, 304})


class BodyReader:
    """Collects the body of one response.

    A small body can decompress to gigabytes, so no piece is decompressed beyond the limit.
    """

    def __init__(self, call: str, status: int, headers: Mapping[str, str], limit: int) -> None:
        """Get ready to read.

        Args:
            call: The call, for messages: `queue.task`.
            status: HTTP status.
            headers: HTTP headers.
            limit: Bytes that the body may have, compressed and decompressed.

        Raises:
            UnexpectedResponse: if the headers of a success already say that it is too long, or
                encoded in a way that was not asked for.
        """
        self._call = call
        self._status = status
        self._headers = headers
        self._limit = limit
        self._received = 0
        self._body = bytearray()
        self._isCut = False
        names = headers.get("content-encoding", "").lower().split(",")
        encodings = [name for name in map(str.strip, names) if name in _ENCODINGS]
        self._gzip = zlib.decompressobj(_GZIP) if encodings else None
        if encodings not in ([], [ACCEPT_ENCODING], ["x-gzip"]):
            self._refuse(f"its body is encoded as {', '.join(encodings)[:50]}")
        length = headers.get("content-length", "")
        isNumber = length.isascii() and length.isdecimal()
        if isNumber and int(length[:20]) > limit and status not in _WITHOUT_BODY:
            self._refuseLength()

    def feed(self, piece: bytes) -> bool:
        """Take the next bytes that arrived.

        Returns:
            Whether there may be more to read.

        Raises:
            UnexpectedResponse: if the body of a success becomes too long.
            TaskclusterConnectionError: if it can't be decompressed.
        """
        self._count(len(piece))
        if not self._isCut:
            self._take(piece)
        return not self._isCut

    def _take(self, piece: bytes) -> None:
        if self._gzip is None:
            self._body += piece
        elif not self._gzip.eof:  # Whatever follows the compressed data is no part of it.
            try:
                self._body += self._gzip.decompress(piece, self._limit - len(self._body) + 1)
            except zlib.error as error:
                problem = f"the response is no valid gzip: {error}"
                raise TaskclusterConnectionError(self._call, problem) from None
            if len(self._body) > self._limit:
                self._refuseLength()

    def finish(self) -> bytes:
        """Return the whole body; none of an error response that could not be read.

        Raises:
            TaskclusterConnectionError: if it was cut off.
        """
        if self._isCut:
            return b""
        if self._gzip is not None and self._received and not self._gzip.eof:
            raise TaskclusterConnectionError(self._call, "the response was cut off within its gzip")
        return bytes(self._body)

    def check(self, body: bytes) -> bytes:
        """Return a body that httpx has read and decompressed already, if it is not too long.

        Raises:
            UnexpectedResponse: if it is.
        """
        self._count(len(body))
        return b"" if self._isCut else body

    def _count(self, length: int) -> None:
        self._received += length
        if self._received > self._limit:
            self._refuseLength()

    def _refuseLength(self) -> None:
        self._refuse(f"it is longer than maxResponseSize, {self._limit} bytes")

    def _refuse(self, problem: str) -> None:
        """Refuse the body; of an error response, the status says enough."""
        if self._status >= 400:
            self._isCut = True
            return
        reason = f"the response ({self._status}) was not read: {problem}"
        failure = UnexpectedResponse(self._call, reason, status_code=self._status, body=b"")
        failure.response = RawResponse(self._status, self._headers, b"")
        raise failure


def bodyThatWasRead(response: httpx.Response) -> bytes | None:
    """The body of a response if an event hook of the user's, or a mock, has read it already.

    Returns:
        The body, decompressed; `None` if it is still to be read.

    Raises:
        httpx.StreamClosed: if an event hook closed it unread.
    """
    try:
        return response.content
    except httpx.ResponseNotRead:
        if response.is_closed:
            raise httpx.StreamClosed from None
        return None


def streamOf(response: httpx.Response) -> Iterable[bytes]:
    """The body of a sync client's response as it arrives, still compressed."""
    # httpx has one class of responses for both kinds of clients.
    stream: Iterable[bytes] = response.stream  # type: ignore[assignment]  # pyright: ignore[reportAssignmentType]  # see above
    return stream


def asyncStreamOf(response: httpx.Response) -> AsyncIterable[bytes]:
    """The body of an async client's response as it arrives, still compressed."""
    stream: AsyncIterable[bytes] = response.stream  # type: ignore[assignment]  # pyright: ignore[reportAssignmentType]  # see above
    return stream
