"""Bodies that are files: told by their first bytes, and read again for each attempt."""

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
"""What files begin with, by the media types that can be told so."""

_CHUNK = 65536  # bytes
_LONGEST_PROBLEM = 200
_HEAD = max(map(len, SIGNATURES.values()))


@dataclass(frozen=True, slots=True)
class FileBody:
    """A file to send piece by piece, as often as there are attempts."""

    call: str
    """The call that sends it, for messages."""
    contentType: str
    """Its media type."""
    length: int
    """Bytes that it has."""
    _open: Callable[[], AbstractContextManager[BinaryIO]]

    def chunks(self) -> Iterator[bytes]:
        """Read it, for a sync client.

        Raises:
            WrongLength: if it has become shorter.
        """
        with self._open() as file:
            left = self.length
            while left and (chunk := file.read(min(_CHUNK, left))):
                left -= len(chunk)
                yield chunk
        if left:
            raise WrongLength(self.call, f"the file has become {left} bytes shorter meanwhile")

    async def chunksAsync(self) -> AsyncIterator[bytes]:
        """Read it in a thread, for an async client."""
        import asyncio  # noqa: PLC0415  # which sync programs have no need of

        chunks = self.chunks()
        while chunk := await asyncio.to_thread(next, chunks, b""):
            yield chunk


def fileBody(call: str, media: Sequence[str], source: object) -> FileBody:
    """Find out what a file is, and make it ready to be sent.

    Args:
        call: The call that is to send it, for messages: `flamenco.task_output_produced`.
        media: The media types that it may have; the only one, or such as `SIGNATURES` tells apart.
        source: Where it is: an `Upload`.

    Raises:
        InvalidCall: if it can't be read, or is none of these.
    """
    try:
        again, length = _reader(call, source)
        with again() as file:
            head = file.read(_HEAD)
    except InvalidCall:
        raise
    except (OSError, ValueError) as error:  # A name may be none that a file can have.
        problem = cut(shown(str(error)), _LONGEST_PROBLEM)
        raise InvalidCall(call, f"payload can't be read: {problem}") from error
    if not isinstance(head, bytes):  # pyright: ignore[reportUnnecessaryIsInstance]  # untyped callers
        raise InvalidCall(call, "payload must be a file that is open in binary mode")
    for kind in media:
        if head.startswith(SIGNATURES.get(kind, b"")):
            return FileBody(call, kind, length, again)
    raise InvalidCall(call, f"payload must be one of {', '.join(media)}; it does not begin so")


def _reader(
    call: str, source: object
) -> tuple[Callable[[], AbstractContextManager[BinaryIO]], int]:
    """What opens a file at its beginning, and how long it is."""
    if isinstance(source, bytes):
        return lambda: BytesIO(source), len(source)
    if _isPath(source):
        path = Path(source)
        return lambda: path.open("rb"), path.stat().st_size
    if not _isFile(source):
        raise InvalidCall(
            call, f"payload must be bytes, a path or an open file, not {type(source).__name__}"
        )
    if not source.seekable():
        return _reader(call, source.read())
    start = source.tell()

    @contextmanager
    def again() -> Generator[BinaryIO]:
        source.seek(start)
        yield source

    return again, source.seek(0, os.SEEK_END) - start


def _isPath(value: object) -> TypeGuard[str | os.PathLike[str]]:
    return isinstance(value, str | os.PathLike)


def _isFile(value: object) -> TypeGuard[BinaryIO]:
    return all(hasattr(value, name) for name in ("read", "seek", "seekable", "tell"))
