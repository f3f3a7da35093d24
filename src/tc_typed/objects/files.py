"""Files as sources and targets of transfers."""

from __future__ import annotations

import os
from collections.abc import Callable, Generator
from contextlib import contextmanager, suppress
from io import SEEK_END
from pathlib import Path
from typing import BinaryIO, TypeAlias

from tc_typed.core.errors import InvalidCall
from tc_typed.objects.outside import AnyReader, Outside, Writer
from tc_typed.slugs import slugId

File: TypeAlias = str | os.PathLike[str] | BinaryIO
"""A path, or an open file: binary and seekable. An open file is used from its start, and stays
open."""

_BATCH = 2**20
"""Bytes that are written at once."""


@contextmanager
def source(outside: Outside, file: File) -> Generator[tuple[int, Callable[[], AnyReader]]]:
    """A file to upload.

    Args:
        outside: Where it is read.
        file: The file.

    Yields:
        Its length in bytes, and a factory of readers.
    """
    if isinstance(file, str | os.PathLike):
        with Path(file).open("rb") as opened, source(outside, opened) as found:
            yield found
        return

    def reader() -> AnyReader:
        file.seek(0)
        return _FileReader(outside, file)

    yield file.seek(0, SEEK_END), reader


class Target:
    """A file to download to."""

    def __init__(self, outside: Outside, file: BinaryIO) -> None:
        self._outside = outside
        self._file = file
        self._writer = _FileWriter(outside, file)

    def writer(self) -> Writer:
        """Begin anew: a factory of writers."""
        self.empty()
        self._writer = _FileWriter(self._outside, self._file)
        return self._writer

    def empty(self) -> None:
        """Have nothing in the file."""
        self._file.seek(0)
        self._file.truncate()

    async def complete(self) -> None:
        """See that all is written."""
        await self._writer.flush()
        await self._outside.run(self._file.flush)


class Landing(Target):
    """A file that lies beside the one that it will become."""

    def __init__(self, outside: Outside, file: BinaryIO, temporary: Path, place: Path) -> None:
        super().__init__(outside, file)
        self._temporary = temporary
        self._place = place

    async def complete(self) -> None:
        """See that all is on the disk, and put it in its place."""
        await super().complete()
        await self._outside.run(self._land)

    def _land(self) -> None:
        os.fsync(self._file.fileno())
        self._file.close()  # an open file can't be renamed everywhere
        self._temporary.replace(self._place)


@contextmanager
def target(call: str, outside: Outside, file: File) -> Generator[Target]:
    """A file to download to, which holds nothing unless all of it came.

    Args:
        call: What is done, for messages.
        outside: Where it is written.
        file: The file. What is at a path stays as it is until all came.

    Yields:
        What to write to, and to complete in the end.

    Raises:
        InvalidCall: if something is there that is no file.
    """
    if not isinstance(file, str | os.PathLike):
        made = Target(outside, file)
        try:
            yield made
        except BaseException:
            with suppress(OSError, ValueError):  # it may be what failed
                made.empty()
            raise
        return
    place = Path(os.path.realpath(file))  # where a link leads, so that it stays one
    if place.exists() and not place.is_file():
        raise InvalidCall(call, f"{place} is there, and no file to be replaced")
    temporary = place.with_name(f".{slugId()}.part")
    try:
        with temporary.open("xb") as opened:
            yield Landing(outside, opened, temporary, place)
    finally:
        temporary.unlink(missing_ok=True)


class _FileReader:
    def __init__(self, outside: Outside, file: BinaryIO) -> None:
        self._outside = outside
        self._file = file

    async def read(self, size: int, /) -> bytes:
        return await self._outside.run(lambda: self._file.read(size))


class _FileWriter:
    """Writes in large pieces, since each is work for another thread where calls are async."""

    def __init__(self, outside: Outside, file: BinaryIO) -> None:
        self._outside = outside
        self._file = file
        self._held = bytearray()

    async def write(self, data: bytes, /) -> None:
        self._held += data
        if len(self._held) >= _BATCH:
            await self.flush()

    async def flush(self) -> None:
        held, self._held = self._held, bytearray()
        await self._outside.run(lambda: self._writeAll(held))

    def _writeAll(self, data: bytearray) -> None:
        with memoryview(data) as rest:
            done = 0
            while done < len(rest):  # an unbuffered file may take less than it is given
                done += self._file.write(rest[done:])
