"""Contents of uploaded files, for as long as the process runs; a database has another class."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Collection, Iterator
from tempfile import SpooledTemporaryFile

from typing_extensions import override

SPOOLED = 4 * 2**20
"""Size in bytes up to which a content is kept in memory."""

PIECE = 256 * 2**10
"""Size in bytes of the pieces in which a content is read."""


class Content(ABC):
    """Bytes of one file, which are written once, and then read any number of times."""

    name: str = ""
    """Name by which the content is found after a restart, if it survives one."""

    @abstractmethod
    def write(self, piece: bytes) -> None:
        """Append a piece."""

    @abstractmethod
    def complete(self) -> None:
        """Finish writing, so that the content survives the process, if it can."""

    @abstractmethod
    def pieces(self, start: int, end: int) -> Iterator[bytes]:
        """Return an iterator over the bytes from one position up to another.

        It reads the content to its end even if it is deleted meanwhile.
        """

    @abstractmethod
    def discard(self) -> None:
        """Delete a content that no record names."""


class Contents:
    """Contents of files: small ones in memory, others in temporary files without a name.

    A content is deleted together with the last object that refers to it.
    """

    def new(self) -> Content:
        """Return an empty content, to be written."""
        return _SpooledContent()

    def find(self, name: str, size: int) -> Content | None:
        """Return a content that survived a restart; `None` if it is missing or incomplete.

        Args:
            name: Its name.
            size: Its size in bytes when it was complete.
        """
        del name, size
        return None

    def delete(self, content: Content) -> None:
        """Delete a content after the next commit, which no longer names it."""

    def keepOnly(self, names: Collection[str]) -> None:
        """Delete all contents except those with the names, which records name."""


class _SpooledContent(Content):
    """Content in memory, or in a temporary file if it is large."""

    def __init__(self) -> None:
        self._file = SpooledTemporaryFile[bytes](max_size=SPOOLED)

    def __del__(self) -> None:
        self._file.close()

    @override
    def write(self, piece: bytes) -> None:
        self._file.write(piece)

    @override
    def complete(self) -> None:
        pass

    @override
    def pieces(self, start: int, end: int) -> Iterator[bytes]:
        # Each piece is read without a pause, so several downloads can share the file in the
        # server's event loop.
        for position in range(start, end, PIECE):
            self._file.seek(position)
            yield self._file.read(min(PIECE, end - position))

    @override
    def discard(self) -> None:
        self._file.close()
