"""State of a download across attempts. No I/O.

Ranges count bytes as they are sent, hashes and progress count them decoded.
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

# Longer numbers are not sizes of files, and Python refuses to read very long ones.
_NUMBER = re.compile(r"[0-9]{1,18}")
_CONTENT_RANGE = re.compile(rf"bytes ({_NUMBER.pattern})-{_NUMBER.pattern}/({_NUMBER.pattern}|\*)")

# Other characters can't be sent back. A weak one begins with `W/`.
_STRONG_ETAG = re.compile(r'"[\x21\x23-\x7e]*"')


class ResumableDownload:
    """A file of which a part may be here."""

    def __init__(self, call: str) -> None:
        """Begin with nothing.

        Args:
            call: Name of the call, for messages.
        """
        self.expected: Mapping[str, str] = {}
        """Hashes that the file must have, by the names of the algorithms."""
        self.size: int = 0
        """Bytes of the file that are here."""
        self._call = call
        self._asked = False  # for the rest of what is here
        self._headers = Headers()  # of the response that began the file
        self._sent = 0  # bytes that are here, as they were sent
        self._total: int | None = None  # bytes that there are to send
        self._decoder: ContentDecoder = IdentityDecoder()
        self._digests = Digests()

    @property
    def contentType(self) -> str:
        """Media type of the file."""
        contentType: str = self._headers.get("content-type", "application/octet-stream")
        return contentType

    @property
    def total(self) -> int | None:
        """Bytes that the file has, `None` where that is not known yet."""
        return self._total if isinstance(self._decoder, IdentityDecoder) else None

    def ask(self) -> dict[str, str]:
        """Headers to ask with: for the rest, where it can be told that it fits to what is here.

        Only a strong ETag can tell (RFC 9110, 15.3.7.3).
        """
        etag = self._headers.get("etag", "")
        self._asked = self._sent > 0 and _STRONG_ETAG.fullmatch(etag) is not None
        headers = {"accept-encoding": ACCEPTED}
        if self._asked:
            headers |= {"range": f"bytes={self._sent}-", "if-range": etag}
        return headers

    def begin(self, status: int, headers: Headers) -> bool:
        """Take in the head of a response.

        Args:
            status: HTTP status.
            headers: HTTP headers.

        Returns:
            Whether the file begins anew; otherwise the response goes on where the last one ended.

        Raises:
            StorageFailure: if it is an error, or a redirect that is not to be followed.
            TaskclusterConnectionError: if it is not what was asked for.
            UnverifiableDownload: if nothing would tell that the file is whole.
        """
        if self._asked and status in (206, 416):
            self._resume(status, headers)
            return False
        if status != 200:
            raise storageFailure(self._call, status, headers)
        self._beginAnew(headers)
        return True

    def _beginAnew(self, headers: Headers) -> None:
        """Take in the head of a response that has the whole file."""
        length = _contentLength(headers)
        if self._asked and self._mayBeSame(headers) and length != self._total:
            self._forget()
            raise TaskclusterConnectionError(
                self._call, "the storage sent something else than the file or the rest of it"
            )
        decoder = decoderFor(self._call, headers.get("content-encoding", ""))
        tellsItsEnd = length is not None or _isChunked(headers) or isinstance(decoder, GzipDecoder)
        if not tellsItsEnd and not self.expected:
            raise UnverifiableDownload(
                self._call, "the storage tells neither how long the file is nor where it ends"
            )
        self.size = self._sent = 0
        self._headers, self._total, self._decoder = headers, length, decoder
        self._digests = Digests()

    def decode(self, piece: bytes) -> Iterator[bytes]:
        """Take in a piece of the body.

        Args:
            piece: Bytes as they were sent.

        Returns:
            What it adds to the file.

        Raises:
            TaskclusterConnectionError: if it is not encoded as the headers say.
        """
        self._sent += len(piece)
        with self._startingAnewAfterFailure():
            for data in self._decoder.decode(piece):
                self._digests.update(data)
                self.size += len(data)
                yield data

    def end(self) -> None:
        """Say that the body has ended.

        Raises:
            TaskclusterConnectionError: if it is not whole.
            CorruptedDownload: if a hash differs.
        """
        if self._total not in (None, self._sent):
            raise TaskclusterConnectionError(
                self._call, f"the storage sent {self._sent} of {self._total} bytes"
            )
        if not self._decoder.isComplete:
            raise TaskclusterConnectionError(self._call, "the storage sent gzip without its end")
        with self._startingAnewAfterFailure():
            self._digests.check(self._call, self.expected)

    def _resume(self, status: int, headers: Headers) -> None:
        """Check that a response is the rest of the file."""
        found = _CONTENT_RANGE.fullmatch(headers.get("content-range", ""))
        total = _number(found[2]) if found else None
        isRest = (
            status == 206
            and found is not None
            and int(found[1]) == self._sent
            and (self._total is None or total in (None, self._total))
            and self._mayBeSame(headers)
            and "etag" in headers
        )
        if not isRest:
            self._forget()
            raise TaskclusterConnectionError(
                self._call, "the storage sent another part of the file than the rest of it"
            )
        self._total = self._total or total

    def _mayBeSame(self, headers: Headers) -> bool:
        """Whether a response is of the file that is here in part, for all that it says."""
        return headers.get("content-encoding") == self._headers.get(
            "content-encoding"
        ) and headers.get("etag") in (None, self._headers.get("etag"))

    @contextmanager
    def _startingAnewAfterFailure(self) -> Generator[None]:
        try:
            yield
        except TaskclusterFailure:
            self._forget()
            raise

    def _forget(self) -> None:
        """Have the next attempt begin anew: no rest makes right what is here."""
        self._sent = 0


def _isChunked(headers: Headers) -> bool:
    return "chunked" in headers.get("transfer-encoding", "").lower()


def _contentLength(headers: Headers) -> int | None:
    """Bytes that a response sends, `None` where its headers don't tell."""
    return None if _isChunked(headers) else _number(headers.get("content-length", ""))


def _number(text: str) -> int | None:
    return int(text) if _NUMBER.fullmatch(text) else None
