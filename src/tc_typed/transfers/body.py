"""Request body of an upload."""

from __future__ import annotations

from collections.abc import Iterator

from tc_typed.core.errors import WrongLength
from tc_typed.transfers.hashes import Digests
from tc_typed.transfers.maybe_await import maybeAwait
from tc_typed.transfers.progress import Progress
from tc_typed.transfers.streams import AnyReader

PIECE = 2**17
"""Number of bytes to read and send at a time. The time limit applies to each piece, so a slow
storage could not receive much larger pieces in time."""


class UploadBody:
    """Request body of one attempt: read, counted and hashed piece by piece."""

    def __init__(self, call: str, reader: AnyReader, length: int, progress: Progress) -> None:
        """Start at the beginning of the reader's data.

        Args:
            call: Name of the call, for messages.
            reader: Reader of the data.
            length: Number of bytes that the reader must return in total.
            progress: Called before each piece is read.
        """
        self.failure: Exception | None = None
        """Exception raised by the reader or the progress callback; a retry would not help."""
        self.digests: Digests = Digests()
        """Hashes of the data read."""
        self._call = call
        self._reader = reader
        self._length = length
        self._progress = progress
        self._read = 0
        self._first: bytes | None = None

    async def begin(self) -> None:
        """Read the first piece before a connection is opened.

        An upload that waits for its data must not hold a connection: the data may come from a
        download that itself waits until another upload frees a connection.

        Raises:
            WrongLength: if there is no data although there must be some.
        """
        self._first = await self.next() or None

    @property
    def isComplete(self) -> bool:
        """Whether all data has been read and returned by `next`."""
        return self._first is None and self._read == self._length

    async def next(self) -> bytes:
        """Return the next piece, or `b""` at the end.

        Raises:
            WrongLength: if there is too little data.
        """
        if self._first is not None:
            piece, self._first = self._first, None
            return piece
        if self.isComplete:
            return b""
        piece = await self._piece(min(PIECE, self._length - self._read))
        self.digests.update(piece)
        self._read += len(piece)
        return piece

    async def end(self) -> None:
        """Check that the reader has no more data.

        Raises:
            WrongLength: if there is too much data.
        """
        await self._piece(1)

    async def _piece(self, size: int) -> bytes:
        try:
            self._progress(self._read, self._length)
            piece = await maybeAwait(self._reader.read(size))
            self._check(piece)
        except Exception as error:
            self.failure = error
            raise
        return piece

    def _check(self, piece: bytes) -> None:
        missing = self._length - self._read
        if len(piece) > missing or (missing and not piece):
            found = f"more than {self._length}" if piece else f"only {self._read}"
            raise WrongLength(self._call, f"expected {self._length} bytes to upload, got {found}")


def inPieces(data: bytes) -> Iterator[bytes]:
    """Split data into pieces to send.

    A reader may return more than it was asked for; data of the requested size is not split.
    """
    for start in range(0, len(data), PIECE):
        yield data[start : start + PIECE]
