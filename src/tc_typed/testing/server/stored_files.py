"""Files of the storage endpoint: small ones in memory, others in temporary files without a name."""

from __future__ import annotations

import hashlib
import weakref
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from tempfile import SpooledTemporaryFile
from typing import Self

from tc_typed.testing.timeline import Timeline

SPOOLED = 4 * 2**20
"""Size in bytes up to which a file is kept in memory."""

PIECE = 256 * 2**10
"""Size in bytes of the pieces in which a file is read."""


class StoredFile:
    """A complete file. Its data is deleted together with this object.

    A download in progress keeps the object alive, so a file that is replaced or deleted can still
    be read to its end.
    """

    def __init__(
        self,
        content: SpooledTemporaryFile[bytes],
        size: int,
        etag: str,
        contentType: str,
        contentEncoding: str | None,
    ) -> None:
        """Take over the content of a file.

        Args:
            content: Content of the file, which nothing else uses.
            size: Size in bytes.
            etag: ETag, with its quotation marks.
            contentType: MIME type that the uploader sent.
            contentEncoding: Content encoding that the uploader sent, if any.
        """
        self.size = size
        self.etag = etag
        self.contentType = contentType
        self.contentEncoding = contentEncoding
        self._content = content
        weakref.finalize(self, content.close)

    def pieces(self, start: int, end: int) -> Iterator[bytes]:
        """Yield the bytes from one position up to another.

        Each piece is read without a pause, so several downloads can share the file in the server's
        event loop.
        """
        for position in range(start, end, PIECE):
            self._content.seek(position)
            yield self._content.read(min(PIECE, end - position))


class IncomingFile:
    """A file that is being uploaded. It is deleted at the end of its context unless finished."""

    def __init__(self) -> None:
        self._content = SpooledTemporaryFile[bytes](max_size=SPOOLED)
        # Like S3, whose ETags are MD5 hashes of files that were uploaded with one PUT.
        self._hash = hashlib.md5(usedforsecurity=False)
        self._size = 0
        self._isFinished = False

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        if not self._isFinished:
            self._content.close()

    def write(self, piece: bytes) -> None:
        """Append a piece."""
        self._content.write(piece)
        self._hash.update(piece)
        self._size += len(piece)

    def finish(self, contentType: str, contentEncoding: str | None = None) -> StoredFile:
        """Return the file, which is complete.

        Args:
            contentType: MIME type.
            contentEncoding: Content encoding, if any.
        """
        self._isFinished = True
        etag = f'"{self._hash.hexdigest()}"'
        return StoredFile(self._content, self._size, etag, contentType, contentEncoding)


@dataclass(slots=True)
class _Place:
    """Place for a file, which exists before the file is uploaded."""

    expires: datetime
    file: StoredFile | None = None


class StoredFiles:
    """Files by key. A file can be stored only under a key that was reserved for it."""

    def __init__(self, timeline: Timeline) -> None:
        """Start without files.

        Args:
            timeline: Timeline of the server.
        """
        self._timeline = timeline
        self._places: dict[str, _Place] = {}

    def reserve(self, key: str, expires: datetime) -> None:
        """Reserve a key, or keep its file for longer if it is reserved already.

        Args:
            key: Key of the file.
            expires: Time at which the file is deleted and the key is no longer reserved.
        """
        place = self._places.setdefault(key, _Place(expires))
        place.expires = max(place.expires, expires)
        self._timeline.at(expires, partial(self._expire, key))

    def _expire(self, key: str, time: datetime) -> None:
        place = self._places.get(key)
        if place is not None and place.expires <= time:
            del self._places[key]

    def store(self, key: str, file: StoredFile) -> bool:
        """Store a file, instead of an earlier one; return whether its key is still reserved."""
        with self._timeline.enter():
            place = self._places.get(key)
            if place is None:
                return False
            place.file = file
            return True

    def find(self, key: str) -> StoredFile | None:
        """Return a file that has been uploaded; `None` if there is none."""
        with self._timeline.enter():
            place = self._places.get(key)
            return None if place is None else place.file

    def delete(self, key: str) -> None:
        """Delete a file and end the reservation of its key."""
        with self._timeline.enter():
            self._places.pop(key, None)

    def clear(self) -> None:
        """Delete all files."""
        with self._timeline.enter():
            self._places.clear()
