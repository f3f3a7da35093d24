"""Content encodings that storage may use, undone piece by piece at constant memory."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from typing import Protocol

from tc_typed.core.errors import TaskclusterConnectionError, UnverifiableDownload

ACCEPTED = "identity, gzip"
"""Value of the header Accept-Encoding."""

_MOST = 2**20
"""Bytes that are decoded at once: a small piece of gzip may be a thousand times as large."""


class ContentDecoder(Protocol):
    """Undoes an encoding; takes in pieces as they come."""

    @property
    def isComplete(self) -> bool:
        """Whether the data may end here."""
        ...

    def decode(self, piece: bytes) -> Iterator[bytes]:
        """Decode a piece, to parts of limited size."""
        ...


class IdentityDecoder:
    """No encoding."""

    isComplete: bool = True

    def decode(self, piece: bytes) -> Iterator[bytes]:
        """The piece itself."""
        yield piece


class GzipDecoder:
    """Gzip, of one member or several."""

    def __init__(self, call: str) -> None:
        self.isComplete: bool = True  # a file without a byte is one, too
        self._call = call
        self._member = zlib.decompressobj(wbits=zlib.MAX_WBITS | 16)

    def decode(self, piece: bytes) -> Iterator[bytes]:
        """The piece, decompressed.

        Raises:
            TaskclusterConnectionError: if it is not gzip.
        """
        while piece:
            if self._member.eof:
                self._member = zlib.decompressobj(wbits=zlib.MAX_WBITS | 16)
            try:
                data = self._member.decompress(piece, _MOST)
            except zlib.error as error:
                raise TaskclusterConnectionError(
                    self._call, f"the data is not gzip, as it should be: {error}"
                ) from error
            piece = self._member.unused_data or self._member.unconsumed_tail
            if data:
                yield data
        self.isComplete = self._member.eof


def decoderFor(call: str, encoding: str) -> ContentDecoder:
    """A decoder for a response.

    Args:
        call: Name of the call, for messages.
        encoding: Its Content-Encoding, empty where it has none.

    Raises:
        UnverifiableDownload: if the encoding is unknown here.
    """
    match encoding.strip().lower():
        case "" | "identity":
            return IdentityDecoder()
        case "gzip" | "x-gzip":
            return GzipDecoder(call)
        case _:
            raise UnverifiableDownload(
                call, f"the storage sent the encoding {encoding!r}; only {ACCEPTED} were accepted"
            )
