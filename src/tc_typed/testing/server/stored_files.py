"""Files of the storage endpoint, by key."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Self

from tc_typed.testing.state.contents import Content
from tc_typed.testing.timeline import Timeline

log: logging.Logger = logging.getLogger("tc_typed.testing")


@dataclass(frozen=True, slots=True)
class FileRecord:
    """Facts about a complete file."""

    size: int
    """Size in bytes."""
    etag: str
    """ETag, with its quotation marks."""
    contentType: str
    """MIME type that the uploader sent."""
    contentEncoding: str | None
    """Content encoding that the uploader sent, if any."""
    name: str
    """Name of the content, if it survives a restart."""


class StoredFile:
    """A complete file.

    A download in progress can read a file to its end even if it is replaced or deleted.
    """

    def __init__(self, record: FileRecord, content: Content) -> None:
        """Take over the content of a file.

        Args:
            record: Facts about the file.
            content: Its content, which no other file uses.
        """
        self.record = record
        self.content = content
        self.size: int = record.size
        self.etag: str = record.etag
        self.contentType: str = record.contentType
        self.contentEncoding: str | None = record.contentEncoding

    def pieces(self, start: int, end: int) -> Iterator[bytes]:
        """Return an iterator over the bytes from one position up to another."""
        return self.content.pieces(start, end)


class IncomingFile:
    """A file that is being uploaded. It is deleted at the end of its context unless stored."""

    def __init__(self, content: Content) -> None:
        self._content = content
        # Like S3, whose ETags are MD5 hashes of files that were uploaded with one PUT.
        self._hash = hashlib.md5(usedforsecurity=False)
        self._size = 0
        self.isStored: bool = False
        """Whether the content belongs to a stored file now."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        if not self.isStored:
            self._content.discard()

    def write(self, piece: bytes) -> None:
        """Append a piece."""
        self._content.write(piece)
        self._hash.update(piece)
        self._size += len(piece)

    def finish(self, contentType: str, contentEncoding: str | None) -> StoredFile:
        """Return the file, which is complete.

        Args:
            contentType: MIME type.
            contentEncoding: Content encoding, if any.
        """
        self._content.complete()
        etag = f'"{self._hash.hexdigest()}"'
        return StoredFile(
            FileRecord(self._size, etag, contentType, contentEncoding, self._content.name),
            self._content,
        )


@dataclass(slots=True)
class PlaceRecord:
    """Place for a file, which exists before the file is uploaded."""

    expires: datetime
    file: FileRecord | None = None


@dataclass(slots=True)
class _Place:
    """Place for a file, and the file if it was uploaded."""

    record: PlaceRecord
    file: StoredFile | None = None


class StoredFiles:
    """Files by key. A file can be stored only under a key that was reserved for it."""

    def __init__(self, timeline: Timeline) -> None:
        """Start with the files in the store. Create it inside the timeline.

        Args:
            timeline: Timeline of the server.
        """
        self._timeline = timeline
        self._contents = timeline.store.contents
        self._records = timeline.store.records("storage.files", PlaceRecord)
        self._places: dict[str, _Place] = {}
        for key, record in self._records.load():
            self._places[key] = self._restored(key, record)
            self._timeline.at(record.expires, partial(self._expire, key))
        self._contents.keepOnly(
            [place.file.record.name for place in self._places.values() if place.file is not None]
        )

    def _restored(self, key: str, record: PlaceRecord) -> _Place:
        if record.file is None:
            return _Place(record)
        content = self._contents.find(record.file.name, record.file.size)
        if content is None:
            log.warning("the content of the file %r is missing, so it counts as not uploaded", key)
            return _Place(PlaceRecord(record.expires))
        return _Place(record, StoredFile(record.file, content))

    def reserve(self, key: str, expires: datetime) -> None:
        """Reserve a key, or keep its file for longer if it is reserved already.

        Args:
            key: Key of the file.
            expires: Time at which the file is deleted and the key is no longer reserved.
        """
        with self._timeline.enter():
            place = self._places.setdefault(key, _Place(PlaceRecord(expires)))
            place.record.expires = max(place.record.expires, expires)
            self._records.put(key, place.record)
            self._timeline.at(expires, partial(self._expire, key))

    def _expire(self, key: str, time: datetime) -> None:
        place = self._places.get(key)
        if place is not None and place.record.expires <= time:
            self.delete(key)

    def receive(self) -> IncomingFile:
        """Return a file to be uploaded."""
        return IncomingFile(self._contents.new())

    def store(
        self,
        key: str,
        incoming: IncomingFile,
        contentType: str,
        contentEncoding: str | None = None,
    ) -> StoredFile | None:
        """Store a complete file, instead of an earlier one.

        Args:
            key: Key of the file.
            incoming: The file.
            contentType: MIME type.
            contentEncoding: Content encoding, if any.

        Returns:
            The file; `None` if its key is no longer reserved.
        """
        file = incoming.finish(contentType, contentEncoding)
        with self._timeline.enter():
            place = self._places.get(key)
            if place is None:
                return None
            self._deleteContent(place)
            place.file, place.record.file = file, file.record
            incoming.isStored = True
            self._records.put(key, place.record)
            return file

    def find(self, key: str) -> StoredFile | None:
        """Return a file that has been uploaded; `None` if there is none."""
        with self._timeline.enter():
            place = self._places.get(key)
            return None if place is None else place.file

    def delete(self, key: str) -> None:
        """Delete a file and end the reservation of its key."""
        with self._timeline.enter():
            place = self._places.pop(key, None)
            if place is not None:
                self._records.delete(key)
                self._deleteContent(place)

    def _deleteContent(self, place: _Place) -> None:
        if place.file is not None:
            self._contents.delete(place.file.content)

    def clear(self) -> None:
        """Forget all files. Those that a store keeps are not deleted."""
        with self._timeline.enter():
            self._places.clear()
