"""Request bodies from files: recognised by their first bytes, and read again for each attempt."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator, Callable, Generator, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import BinaryIO, TypeGuard

from tc_typed.core.errors import InvalidCall, WrongLength
from tc_typed.core.texts import cut, shown

SIGNATURES: Mapping[str, bytes] = {
    "image/jpeg": b"\xff\xd8\xff",
    "image/png": b"\x89PNG\r\n\x1a\n",
}
"""First bytes of files, by media type."""

_CHUNK = 65536  # bytes
_LONGEST_PROBLEM = 200
_LONGEST_SIGNATURE = max(map(len, SIGNATURES.values()))


@dataclass(frozen=True, slots=True)
class FileBody:
    """A file to send in chunks, once for each attempt."""

    call: str
    """Call that sends the file, for messages."""
    contentType: str
    """Media type of the file."""
    length: int
    """Length in bytes."""
    _open: Callable[[], AbstractContextManager[BinaryIO]]

    def chunks(self) -> Iterator[bytes]:
        """Read the file, for a sync client.

        Raises:
            WrongLength: if the file became shorter.
        """
        with self._open() as file:
            left = self.length
            while left and (chunk := file.read(min(_CHUNK, left))):
                left -= len(chunk)
                yield chunk
        if left:
            raise WrongLength(self.call, f"the file became {left} bytes shorter during the call")

    async def chunksAsync(self) -> AsyncIterator[bytes]:
        """Read the file in a thread, for an async client."""
        import asyncio  # noqa: PLC0415  # sync programs don't need it

        chunks = self.chunks()
        while chunk := await asyncio.to_thread(next, chunks, b""):
            yield chunk


def fileBody(call: str, media: Sequence[str], source: object) -> FileBody:
    """Detect the media type of a file, and prepare it for sending.

    Args:
        call: Call that sends the file, for messages: `flamenco.task_output_produced`.
        media: Media types that the file may have: a single one, or several from `SIGNATURES`.
        source: File to send: an `Upload`.

    Raises:
        InvalidCall: if the file can't be read, or has none of these media types.
    """
    try:
        openFile, length = _reader(call, source)
        with openFile() as file:
            start = file.read(_LONGEST_SIGNATURE)
    except InvalidCall:
        raise
    except (OSError, ValueError) as error:  # ValueError: an impossible path.
        problem = cut(shown(str(error)), _LONGEST_PROBLEM)
        raise InvalidCall(call, f"payload can't be read: {problem}") from error
    if not isinstance(start, bytes):  # pyright: ignore[reportUnnecessaryIsInstance]  # untyped callers
        raise InvalidCall(call, "payload must be a file that is open in binary mode")
    for kind in media:
        if start.startswith(SIGNATURES.get(kind, b"")):
            return FileBody(call, kind, length, openFile)
    raise InvalidCall(
        call, f"payload must be one of {', '.join(media)}, but its first bytes match none of them"
    )


def _reader(
    call: str, source: object
) -> tuple[Callable[[], AbstractContextManager[BinaryIO]], int]:
    """Return a function that opens a file at its start, and the length of the file."""
    if isinstance(source, bytes):
        return lambda: BytesIO(source), len(source)
    if _isPath(source):
        path = Path(source)
        return lambda: path.open("rb"), path.stat().st_size
    if not _isFile(source):
        raise InvalidCall(
            call, f"payload must be bytes, a path or an open file, got {type(source).__name__}"
        )
    if not source.seekable():
        return _reader(call, source.read())
    start = source.tell()

    @contextmanager
    def openAtStart() -> Generator[BinaryIO]:
        source.seek(start)
        yield source

    return openAtStart, source.seek(0, os.SEEK_END) - start


def _isPath(value: object) -> TypeGuard[str | os.PathLike[str]]:
    return isinstance(value, str | os.PathLike)


def _isFile(value: object) -> TypeGuard[BinaryIO]:
    return all(hasattr(value, name) for name in ("read", "seek", "seekable", "tell"))
