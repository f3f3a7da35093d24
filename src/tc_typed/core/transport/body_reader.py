"""Response bodies: collected piece by piece, decompressed, and bounded in size."""

from __future__ import annotations

import zlib

from tc_typed.core.errors import TaskclusterConnectionError, UnexpectedResponse
from tc_typed.core.raw_response import RawResponse
from tc_typed.core.transport.port import ResponseHead

ACCEPT_ENCODING = "gzip"
"""The only compression that calls ask for."""

_ENCODINGS = frozenset({"br", "compress", "deflate", "gzip", "x-gzip", "zstd"})
_GZIP = 16 + zlib.MAX_WBITS
_WITHOUT_BODY = frozenset({204, 304})


class BodyReader:
    """Collects the body of one response.

    A small body can decompress to gigabytes, so no piece is decompressed beyond the limit.
    """

    def __init__(self, call: str, head: ResponseHead, limit: int) -> None:
        """Get ready to read.

        Args:
            call: The call, for messages: `queue.task`.
            head: The head of the response.
            limit: Bytes that the body may have, compressed and decompressed.

        Raises:
            UnexpectedResponse: if the headers of a success already say that it is too long, or
                encoded in a way that was not asked for.
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
        elif not self._gzip.eof:  # Whatever follows the compressed data is not part of it.
            try:
                self._body += self._gzip.decompress(piece, self._limit - len(self._body) + 1)
            except zlib.error as error:
                problem = f"the response is not valid gzip: {error}"
                raise TaskclusterConnectionError(self._call, problem) from None
            if len(self._body) > self._limit:
                self._refuseLength()

    def finish(self) -> RawResponse:
        """Return the response with its body; that of an error is empty if it was not read.

        Raises:
            TaskclusterConnectionError: if it was cut off.
        """
        if self._isCut:
            return RawResponse(self._status, self._headers, b"")
        if self._gzip is not None and self._received and not self._gzip.eof:
            raise TaskclusterConnectionError(self._call, "the response was cut off within its gzip")
        return RawResponse(self._status, self._headers, bytes(self._body))

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
