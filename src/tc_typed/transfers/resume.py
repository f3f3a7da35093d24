"""State of a download across attempts. No I/O.

Ranges refer to encoded bytes, as sent; hashes and progress refer to decoded bytes.
"""

from __future__ import annotations

import re
from collections.abc import Generator, Iterator, Mapping
from contextlib import contextmanager

from tc_typed.core.errors import (
    TaskclusterConnectionError,
    TaskclusterFailure,
    UnverifiableDownload,
)
from tc_typed.core.headers import Headers
from tc_typed.transfers.encodings import (
    ACCEPTED,
    ContentDecoder,
    GzipDecoder,
    IdentityDecoder,
    decoderFor,
)
from tc_typed.transfers.hashes import Digests
from tc_typed.transfers.requests import storageFailure

# Longer numbers can't be file sizes, and Python refuses to parse very long ones.
_NUMBER = re.compile(r"[0-9]{1,18}")
_CONTENT_RANGE = re.compile(rf"bytes ({_NUMBER.pattern})-{_NUMBER.pattern}/({_NUMBER.pattern}|\*)")

# ETags with other characters can't be sent back. Weak ones, which begin with `W/`, don't match.
_STRONG_ETAG = re.compile(r'"[\x21\x23-\x7e]*"')


class ResumableDownload:
    """A download that can resume after an interrupted attempt."""

    def __init__(self, call: str) -> None:
        """Start without any data.

        Args:
            call: Name of the call, for messages.
        """
        self.expected: Mapping[str, str] = {}
        """Hexadecimal hashes that the file must have, by algorithm."""
        self.mayBeTruncated: bool = False
        """Whether a file whose truncation would go unnoticed is accepted."""
        self.size: int = 0
        """Number of bytes received, decoded."""
        self._call = call
        self._isRangeRequested = False
        self._headers = Headers()  # Headers of the response that sent the start of the file.
        self._received = 0  # Number of bytes received, still encoded.
        self._total: int | None = None  # Size of the encoded file.
        self._decoder: ContentDecoder = IdentityDecoder()
        self._digests = Digests()

    @property
    def contentType(self) -> str:
        """Media type of the file."""
        contentType: str = self._headers.get("content-type", "application/octet-stream")
        return contentType

    @property
    def total(self) -> int | None:
        """Size of the file in bytes; `None` if it is not known yet."""
        return self._total if isinstance(self._decoder, IdentityDecoder) else None

    def requestHeaders(self) -> dict[str, str]:
        """Return headers that request the file, or only the rest of it if that is safe.

        It is safe only with a strong ETag: parts of two versions must not be combined (RFC 9110,
        15.3.7.3).
        """
        etag = self._headers.get("etag", "")
        self._isRangeRequested = self._received > 0 and _STRONG_ETAG.fullmatch(etag) is not None
        headers = {"accept-encoding": ACCEPTED}
        if self._isRangeRequested:
            headers |= {"range": f"bytes={self._received}-", "if-range": etag}
        return headers

    def begin(self, status: int, headers: Headers) -> bool:
        """Process the status and headers of a response.

        Args:
            status: HTTP status.
            headers: HTTP headers.

        Returns:
            Whether the response has the file from its start; otherwise it has the rest.

        Raises:
            StorageFailure: if the response is an error, or a redirect that is not followed.
            TaskclusterConnectionError: if the response is not what was requested.
            UnverifiableDownload: if an incomplete file would go unnoticed.
        """
        if self._isRangeRequested and status in (206, 416):
            self._resume(status, headers)
            return False
        if status != 200:
            raise storageFailure(self._call, status, headers)
        self._beginAnew(headers)
        return True

    def _beginAnew(self, headers: Headers) -> None:
        """Process the headers of a response that has the whole file."""
        length = _contentLength(headers)
        if self._isRangeRequested and self._mayBeSame(headers) and length != self._total:
            self._forget()
            raise TaskclusterConnectionError(
                self._call, "the storage sent neither the whole file nor the rest of it"
            )
        decoder = decoderFor(self._call, headers.get("content-encoding", ""))
        hasKnownEnd = length is not None or _isChunked(headers) or isinstance(decoder, GzipDecoder)
        if not (hasKnownEnd or self.expected or self.mayBeTruncated):
            raise UnverifiableDownload(
                self._call,
                "a truncated file would go unnoticed: the storage sent neither its length nor an "
                "end marker, and there are no hashes",
            )
        self.size = self._received = 0
        self._headers, self._total, self._decoder = headers, length, decoder
        self._digests = Digests()

    def decode(self, piece: bytes) -> Iterator[bytes]:
        """Decode a piece of the body.

        Args:
            piece: Bytes as they were sent.

        Returns:
            Decoded bytes to append to the file.

        Raises:
            TaskclusterConnectionError: if the piece is not encoded as the headers specify.
        """
        self._received += len(piece)
        with self._forgettingAfterFailure():
            for data in self._decoder.decode(piece):
                self._digests.update(data)
                self.size += len(data)
                yield data

    def end(self) -> None:
        """Check the file after the body has ended.

        Raises:
            TaskclusterConnectionError: if the file is incomplete.
            CorruptedDownload: if a hash differs.
        """
        if self._total not in (None, self._received):
            raise TaskclusterConnectionError(
                self._call, f"the storage sent {self._received} of {self._total} bytes"
            )
        if not self._decoder.isComplete:
            raise TaskclusterConnectionError(self._call, "the storage sent incomplete gzip data")
        with self._forgettingAfterFailure():
            self._digests.check(self._call, self.expected)

    def _resume(self, status: int, headers: Headers) -> None:
        """Check that a response is the rest of the file."""
        found = _CONTENT_RANGE.fullmatch(headers.get("content-range", ""))
        total = _number(found[2]) if found else None
        isRest = (
            status == 206
            and found is not None
            and int(found[1]) == self._received
            and (self._total is None or total in (None, self._total))
            and self._mayBeSame(headers)
            and "etag" in headers
        )
        if not isRest:
            self._forget()
            raise TaskclusterConnectionError(
                self._call, "the storage sent something other than the requested rest of the file"
            )
        self._total = self._total or total

    def _mayBeSame(self, headers: Headers) -> bool:
        """Whether a response may be of the same version of the file, judging by its headers."""
        return headers.get("content-encoding") == self._headers.get(
            "content-encoding"
        ) and headers.get("etag") in (None, self._headers.get("etag"))

    @contextmanager
    def _forgettingAfterFailure(self) -> Generator[None]:
        try:
            yield
        except TaskclusterFailure:
            self._forget()
            raise

    def _forget(self) -> None:
        """Make the next attempt start from scratch, because the data received is wrong."""
        self._received = 0


def _isChunked(headers: Headers) -> bool:
    return "chunked" in headers.get("transfer-encoding", "").lower()


def _contentLength(headers: Headers) -> int | None:
    """Return the length of a response's body; `None` if its headers don't specify it."""
    return None if _isChunked(headers) else _number(headers.get("content-length", ""))


def _number(text: str) -> int | None:
    return int(text) if _NUMBER.fullmatch(text) else None
