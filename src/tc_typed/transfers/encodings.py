"""Decoders of content encodings, which work piece by piece with constant memory use."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from typing import Protocol

from tc_typed.core.errors import TaskclusterConnectionError, UnverifiableDownload
from tc_typed.core.texts import shownValue

ACCEPTED = "identity, gzip"
"""Value of the Accept-Encoding header."""

_MOST = 2**20
"""Maximum number of bytes to decode at a time, because gzip data can expand a thousandfold."""


class ContentDecoder(Protocol):
    """Decoder of a content encoding, called with each piece of the body."""

    @property
    def isComplete(self) -> bool:
        """Whether the encoded data can end here."""
        ...

    def decode(self, piece: bytes) -> Iterator[bytes]:
        """Decode a piece into parts of limited size."""
        ...


class IdentityDecoder:
    """Decoder of data that is not encoded."""

    isComplete: bool = True

    def decode(self, piece: bytes) -> Iterator[bytes]:
        """Yield the piece unchanged."""
        yield piece


class GzipDecoder:
    """Decoder of gzip data with any number of members."""

    def __init__(self, call: str) -> None:
        self.isComplete: bool = True  # An empty body is valid, too.
        self._call = call
        self._member = zlib.decompressobj(wbits=zlib.MAX_WBITS | 16)

    def decode(self, piece: bytes) -> Iterator[bytes]:
        """Decompress a piece.

        Raises:
            TaskclusterConnectionError: if it is not valid gzip data.
        """
        while piece:
            if self._member.eof:
                self._member = zlib.decompressobj(wbits=zlib.MAX_WBITS | 16)
            try:
                data = self._member.decompress(piece, _MOST)
            except zlib.error as error:
                raise TaskclusterConnectionError(
                    self._call, f"the storage sent invalid gzip data: {error}"
                ) from error
            piece = self._member.unused_data or self._member.unconsumed_tail
            if data:
                yield data
        self.isComplete = self._member.eof


def decoderFor(call: str, encoding: str) -> ContentDecoder:
    """Return a decoder for a response.

    Args:
        call: Name of the call, for messages.
        encoding: Content-Encoding of the response; empty if it has none.

    Raises:
        UnverifiableDownload: if the encoding is not supported.
    """
    match encoding.strip().lower():
        case "" | "identity":
            return IdentityDecoder()
        case "gzip" | "x-gzip":
            return GzipDecoder(call)
        case _:
            raise UnverifiableDownload(
                call,
                f"the storage sent the encoding {shownValue(encoding)}, "
                f"which is not one of {ACCEPTED}",
            )
