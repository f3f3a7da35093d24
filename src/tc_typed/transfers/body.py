"""The body of an upload."""

from __future__ import annotations

from collections.abc import Iterator

from tc_typed.core.errors import WrongLength
from tc_typed.transfers.hashes import Digests
from tc_typed.transfers.maybe_await import maybeAwait
from tc_typed.transfers.progress import Progress
from tc_typed.transfers.streams import AnyReader

PIECE = 2**17
"""Bytes that are read at once, and sent at once: a slow storage has its time for each."""


class UploadBody:
    """One attempt's body: read, counted and hashed piece by piece."""

    def __init__(self, call: str, reader: AnyReader, length: int, progress: Progress) -> None:
        """Begin at the reader's start.

        Args:
            call: Name of the call, for messages.
            reader: Where the data comes from.
            length: Bytes that there must be.
            progress: Told of every piece that is sent.
        """
        self.failure: Exception | None = None
        """Failure on this side: no further attempt would go better."""
        self.digests: Digests = Digests()
        """Hashes of what was read."""
        self._call = call
        self._reader = reader
        self._length = length
        self._progress = progress
        self._read = 0
        self._first: bytes | None = None

    async def begin(self) -> None:
        """Read the first piece ahead.

        An upload whose data is still to come must not hold a connection: the download that the
        data comes from might need the upload of another one to go on.

        Raises:
            WrongLength: if there is nothing, and there must be something.
        """
        self._first = await self.next() or None

    @property
    def isComplete(self) -> bool:
        """Whether everything was read, and given out."""
        return self._first is None and self._read == self._length

    async def next(self) -> bytes:
        """The next piece, none at the end.

        Raises:
            WrongLength: if there is less than there must be.
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
        """Say that all was sent.

        Raises:
            WrongLength: if there is more than there must be.
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
            raise WrongLength(self._call, f"there are {found} bytes to upload, not {self._length}")


def inPieces(data: bytes) -> Iterator[bytes]:
    """Split what a reader returned, which may be more than it was asked for, into pieces to send.

    Data from a reader that keeps to the size comes out whole.
    """
    for start in range(0, len(data), PIECE):
        yield data[start : start + PIECE]
