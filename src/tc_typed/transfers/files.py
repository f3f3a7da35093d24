"""Files as sources and targets of transfers."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Generator
from contextlib import contextmanager, suppress
from io import SEEK_END
from pathlib import Path
from typing import BinaryIO, TypeAlias

from tc_typed.core.errors import InvalidCall
from tc_typed.slugs import slugId
from tc_typed.transfers.io import TransferIO
from tc_typed.transfers.streams import AnyReader, AnyReaderFactory, Writer

File: TypeAlias = str | os.PathLike[str] | BinaryIO
"""A path, or an open file: binary and seekable. An open file is used from its start, and stays
open."""

_BATCH = 2**20
"""Bytes that are written at once."""

_PRIVATE = 0o600
_NEW = 0o666  # less what the process's umask takes away
_PERMISSIONS = 0o777
_BINARY = getattr(os, "O_BINARY", 0)  # on Windows


@contextmanager
def openSource(io: TransferIO, file: File) -> Generator[tuple[int, AnyReaderFactory]]:
    """Open a file to upload.

    Args:
        io: Where it is read.
        file: The file.

    Yields:
        Its length in bytes, and a factory of readers.
    """
    if isinstance(file, str | os.PathLike):
        with Path(file).open("rb") as opened, openSource(io, opened) as found:
            yield found
        return

    def reader() -> AnyReader:
        file.seek(0)
        return _FileReader(io, file)

    yield file.seek(0, SEEK_END), reader


class FileTarget:
    """A file to download to."""

    def __init__(self, io: TransferIO, file: BinaryIO) -> None:
        self._io = io
        self._file = file
        self._writer = _FileWriter(io, file)

    def writer(self) -> Writer:
        """Begin anew: a factory of writers."""
        self.empty()
        self._writer = _FileWriter(self._io, self._file)
        return self._writer

    def empty(self) -> None:
        """Have nothing in the file."""
        self._file.seek(0)
        self._file.truncate()

    async def complete(self) -> None:
        """See that all is written."""
        await self._writer.flush()
        await self._io.run(self._file.flush)


class AtomicTarget(FileTarget):
    """A temporary file that replaces the one at a path when it is complete.

    It is private until then; on Linux it has no name, so a killed process leaves nothing.
    """

    def __init__(
        self, io: TransferIO, file: BinaryIO, temporary: Path, place: Path, mode: int
    ) -> None:
        """Begin with an empty file.

        Args:
            io: Where it is written.
            file: The file, open.
            temporary: Its name beside the place; where it has none yet, one that it may take.
            place: The name that it gets in the end.
            mode: The permissions that a new file gets here.
        """
        super().__init__(io, file)
        self._temporary = temporary
        self._place = place
        self._mode = mode

    async def complete(self) -> None:
        """See that all is on the disk, and put it in its place."""
        await super().complete()
        await self._io.run(self._replace)

    def _replace(self) -> None:
        os.fsync(self._file.fileno())
        with suppress(FileNotFoundError):
            self._mode = self._place.stat().st_mode & _PERMISSIONS
        if _isNameless(self._file):
            os.fchmod(self._file.fileno(), self._mode)
            with suppress(OSError):
                _link(self._file, self._place)
                return
            # A link replaces nothing, but a rename does: for a moment there are both names.
            try:
                _link(self._file, self._temporary)
            except OSError:  # AppArmor and the like may refuse it.
                self._copy()
        self._file.close()  # an open file can't be renamed everywhere
        self._temporary.chmod(self._mode)
        self._temporary.replace(self._place)

    def _copy(self) -> None:
        """Copy the content to a file that has a name."""
        self._file.seek(0)
        named, _ = _named(self._temporary)
        with named:
            shutil.copyfileobj(self._file, named, _BATCH)
            named.flush()
            os.fsync(named.fileno())


@contextmanager
def openTarget(call: str, io: TransferIO, file: File) -> Generator[FileTarget]:
    """Open a file to download to, which holds nothing unless all of it came.

    Args:
        call: Name of the call, for messages.
        io: Where it is written.
        file: The file. What is at a path stays as it is until all came.

    Yields:
        What to write to, and to complete in the end.

    Raises:
        InvalidCall: if something other than a file is there.
    """
    if not isinstance(file, str | os.PathLike):
        made = FileTarget(io, file)
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
        opened, mode = _nameless(place.parent) or _named(temporary)
        with opened:
            yield AtomicTarget(io, opened, temporary, place, mode)
    finally:
        temporary.unlink(missing_ok=True)


def _nameless(folder: Path) -> tuple[BinaryIO, int] | None:
    """An empty private file that has no name, where the system can make one and name it later.

    Args:
        folder: The folder that it is to be named in.

    Returns:
        The file, and the permissions that a new one usually gets.
    """
    if sys.platform != "linux":
        return None
    try:
        handle = os.open(folder, os.O_TMPFILE | os.O_RDWR | os.O_CLOEXEC, _NEW)
    except OSError:
        return None
    opened = os.fdopen(handle, "w+b")
    try:
        mode = os.fstat(handle).st_mode & _PERMISSIONS
        os.fchmod(handle, _PRIVATE)
        os.stat(_pathOf(opened))  # noqa: PTH116  # fails where /proc is not mounted
    except OSError:
        opened.close()
        return None
    return opened, mode


def _named(path: Path) -> tuple[BinaryIO, int]:
    """An empty private file of a name, and the permissions that a new one usually gets."""
    path.touch(_NEW, exist_ok=False)
    mode = path.stat().st_mode & _PERMISSIONS
    path.unlink()  # rather than chmod: others may have it open
    handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL | _BINARY, _PRIVATE)
    return os.fdopen(handle, "w+b"), mode


def _isNameless(file: BinaryIO) -> bool:
    return os.fstat(file.fileno()).st_nlink == 0


def _pathOf(file: BinaryIO) -> str:
    """A path that leads to an open file, whether it has a name or not."""
    return f"/proc/self/fd/{file.fileno()}"


def _link(file: BinaryIO, path: Path) -> None:
    """Give an open file a name.

    Raises:
        FileExistsError: if something has it.
    """
    # O_PATH needs no permission to list the folder.
    folder = os.open(path.parent, os.O_PATH | os.O_DIRECTORY)
    try:
        # Only with a folder's handle does Python make a system call that follows the link in /proc.
        os.link(_pathOf(file), path.name, dst_dir_fd=folder, follow_symlinks=True)
    finally:
        os.close(folder)


class _FileReader:
    def __init__(self, io: TransferIO, file: BinaryIO) -> None:
        self._io = io
        self._file = file

    async def read(self, size: int, /) -> bytes:
        return await self._io.run(lambda: self._file.read(size))


class _FileWriter:
    """Writes in large pieces, since each is work for another thread where calls are async."""

    def __init__(self, io: TransferIO, file: BinaryIO) -> None:
        self._io = io
        self._file = file
        self._held = bytearray()

    async def write(self, data: bytes, /) -> None:
        self._held += data
        if len(self._held) >= _BATCH:
            await self.flush()

    async def flush(self) -> None:
        held, self._held = self._held, bytearray()
        await self._io.run(lambda: self._writeAll(held))

    def _writeAll(self, data: bytearray) -> None:
        with memoryview(data) as rest:
            done = 0
            while done < len(rest):  # an unbuffered file may take less than it is given
                done += self._file.write(rest[done:])
