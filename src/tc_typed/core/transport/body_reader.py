"""Reading of response bodies piece by piece, with decompression and a size limit."""

from __future__ import annotations

import zlib

from tc_typed.core.errors import TaskclusterConnectionError, UnexpectedResponse
from tc_typed.core.raw_response import RawResponse
from tc_typed.core.transport.port import ResponseHead

ACCEPT_ENCODING = "gzip"
"""The only compression that calls accept, as the value of the Accept-Encoding header."""

_ENCODINGS = frozenset({"br", "compress", "deflate", "gzip", "x-gzip", "zstd"})
_GZIP = 16 + zlib.MAX_WBITS
_WITHOUT_BODY = frozenset({204, 304})


class BodyReader:
    """Reader of one response's body.

    A small body can decompress to gigabytes, so decompression stops at the limit.
    """

    def __init__(self, call: str, head: ResponseHead, limit: int) -> None:
        """Check the headers.

        Args:
            call: Name of the call, such as `queue.task`, for messages.
            head: Status and headers of the response.
            limit: Maximum size of the body in bytes, both compressed and decompressed.

        Raises:
            UnexpectedResponse: if the response is a success, and its headers announce a body that
                is too long or has an encoding that was not requested.
        """
        self._call = call
        self._status = head.status
        self._headers = headers = head.headers
        self._limit = limit
        self._received = 0
        self._body = bytearray()
        self._isCut = False
        names = headers.get("content-encoding", "").lower().split(",")
        encodings = [name for name in map(str.strip, names) if name in _ENCODINGS]
        isCompressed = encodings and not head.isRead
        self._gzip = zlib.decompressobj(_GZIP) if isCompressed else None
        if encodings not in ([], [ACCEPT_ENCODING], ["x-gzip"]):
            self._refuse(f"its body is encoded as {', '.join(encodings)[:50]}")
        length = headers.get("content-length", "")
        isNumber = length.isascii() and length.isdecimal()
        if isNumber and int(length[:20]) > limit and self._status not in _WITHOUT_BODY:
            self._refuseLength()

    def feed(self, piece: bytes) -> bool:
        """Add the next piece of the body.

        Returns:
            Whether to continue reading.

        Raises:
            UnexpectedResponse: if the response is a success, and its body becomes too long.
            TaskclusterConnectionError: if the body can't be decompressed.
        """
        self._count(len(piece))
        if not self._isCut:
            self._take(piece)
        return not self._isCut

    def _take(self, piece: bytes) -> None:
        if self._gzip is None:
            self._body += piece
        elif not self._gzip.eof:  # Data after the end of the gzip stream is ignored.
            try:
                self._body += self._gzip.decompress(piece, self._limit - len(self._body) + 1)
            except zlib.error as error:
                problem = f"the response is not valid gzip: {error}"
                raise TaskclusterConnectionError(self._call, problem) from None
            if len(self._body) > self._limit:
                self._refuseLength()

    def finish(self) -> RawResponse:
        """Return the response with its body, which is empty if an error's body was refused.

        Raises:
            TaskclusterConnectionError: if the gzip data is incomplete.
        """
        if self._isCut:
            return RawResponse(self._status, self._headers, b"")
        if self._gzip is not None and self._received and not self._gzip.eof:
            raise TaskclusterConnectionError(
                self._call, "the response was cut off: its gzip data is incomplete"
            )
        return RawResponse(self._status, self._headers, bytes(self._body))

    def _count(self, length: int) -> None:
        self._received += length
        if self._received > self._limit:
            self._refuseLength()

    def _refuseLength(self) -> None:
        self._refuse(f"its body is longer than maxResponseSize, {self._limit} bytes")

    def _refuse(self, problem: str) -> None:
        """Stop reading; raise unless the response is an error, whose status is enough."""
        if self._status >= 400:
            self._isCut = True
            return
        reason = f"the response ({self._status}) was not read: {problem}"
        failure = UnexpectedResponse(self._call, reason, status_code=self._status, body=b"")
        failure.response = RawResponse(self._status, self._headers, b"")
        raise failure
