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
"""Path, or open file (binary and seekable). An open file is used from its start and not closed."""

_BATCH = 2**20
"""Number of bytes to write at a time."""

_PRIVATE = 0o600
_NEW = 0o666  # The process's umask reduces it.
_PERMISSIONS = 0o777
_BINARY = getattr(os, "O_BINARY", 0)  # It exists on Windows only.


@contextmanager
def openSource(io: TransferIO, file: File) -> Generator[tuple[int, AnyReaderFactory]]:
    """Open a file to upload.

    Args:
        io: I/O of the transfer, which reads the file.
        file: Path, or open file.

    Yields:
        Length of the file in bytes, and a factory of readers.
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
    """An open file to download to."""

    def __init__(self, io: TransferIO, file: BinaryIO) -> None:
        self._io = io
        self._file = file
        self._writer = _FileWriter(io, file)

    def writer(self) -> Writer:
        """Empty the file and return a new writer for it."""
        self.empty()
        self._writer = _FileWriter(self._io, self._file)
        return self._writer

    def empty(self) -> None:
        """Truncate the file."""
        self._file.seek(0)
        self._file.truncate()

    async def complete(self) -> None:
        """Flush all data to the file."""
        await self._writer.flush()
        await self._io.run(self._file.flush)


class AtomicTarget(FileTarget):
    """A temporary file that replaces the file at a path once the download is complete.

    Until then, only the current user can access it. On Linux it has no name, so nothing is left
    behind if the process is killed.
    """

    def __init__(
        self, io: TransferIO, file: BinaryIO, temporary: Path, target: Path, mode: int
    ) -> None:
        """Wrap an empty file.

        Args:
            io: I/O of the transfer, which writes the file.
            file: The open temporary file.
            temporary: Path of the temporary file, in the target's folder. If the file has no name
                yet, a path that it can use.
            target: Path of the file to replace or create.
            mode: Permissions of a new file in that folder.
        """
        super().__init__(io, file)
        self._temporary = temporary
        self._target = target
        self._mode = mode

    async def complete(self) -> None:
        """Flush all data to disk and move the file to its target path."""
        await super().complete()
        await self._io.run(self._replace)

    def _replace(self) -> None:
        os.fsync(self._file.fileno())
        with suppress(FileNotFoundError):
            self._mode = self._target.stat().st_mode & _PERMISSIONS
        if _isNameless(self._file):
            os.fchmod(self._file.fileno(), self._mode)
            with suppress(OSError):
                _link(self._file, self._target)
                return
            # A link can't replace an existing file, but a rename can. So the file gets a
            # temporary name, which is then renamed.
            try:
                _link(self._file, self._temporary)
            except OSError:  # Security modules such as AppArmor may forbid it.
                self._copy()
        self._file.close()  # Some systems can't rename an open file.
        self._temporary.chmod(self._mode)
        self._temporary.replace(self._target)

    def _copy(self) -> None:
        """Copy the content to a named temporary file."""
        self._file.seek(0)
        named, _ = _named(self._temporary)
        with named:
            shutil.copyfileobj(self._file, named, _BATCH)
            named.flush()
            os.fsync(named.fileno())


@contextmanager
def openTarget(call: str, io: TransferIO, file: File) -> Generator[FileTarget]:
    """Open a file to download to. If the download fails, no partial data is left.

    Args:
        call: Name of the call, for messages.
        io: I/O of the transfer, which writes the file.
        file: Path, or open file. An existing file at a path is unchanged until the download is
            complete.

    Yields:
        Target to write to, and to call `complete` on at the end.

    Raises:
        InvalidCall: if the path exists and is not a regular file.
    """
    if not isinstance(file, str | os.PathLike):
        opened = FileTarget(io, file)
        try:
            yield opened
        except BaseException:
            with suppress(OSError, ValueError):  # The file itself may be what failed.
                opened.empty()
            raise
        return
    # A symbolic link is resolved, so that the file that it points to is replaced, not the link.
    target = Path(os.path.realpath(file))
    if target.exists() and not target.is_file():
        raise InvalidCall(call, f"can't download to {target}: it exists and is not a regular file")
    temporary = target.with_name(f".{slugId()}.part")
    try:
        created, mode = _nameless(target.parent) or _named(temporary)
        with created:
            yield AtomicTarget(io, created, temporary, target, mode)
    finally:
        temporary.unlink(missing_ok=True)


def _nameless(folder: Path) -> tuple[BinaryIO, int] | None:
    """Create an empty private file without a name, if the system can name such files later.

    Args:
        folder: Folder in which the file will be named.

    Returns:
        The file, and the permissions that new files get by default; `None` if there can't be one.
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
        os.stat(_pathOf(opened))  # noqa: PTH116  # It fails if /proc is not mounted.
    except OSError:
        opened.close()
        return None
    return opened, mode


def _named(path: Path) -> tuple[BinaryIO, int]:
    """Create an empty private file; return it and the permissions that new files get by default."""
    path.touch(_NEW, exist_ok=False)
    mode = path.stat().st_mode & _PERMISSIONS
    path.unlink()  # Not chmod, because other processes may have it open already.
    handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL | _BINARY, _PRIVATE)
    return os.fdopen(handle, "w+b"), mode


def _isNameless(file: BinaryIO) -> bool:
    return os.fstat(file.fileno()).st_nlink == 0


def _pathOf(file: BinaryIO) -> str:
    """Return a path that refers to an open file even if it has no name."""
    return f"/proc/self/fd/{file.fileno()}"


def _link(file: BinaryIO, path: Path) -> None:
    """Give an open file a name.

    Raises:
        FileExistsError: if the name is taken.
    """
    # O_PATH needs no permission to list the folder.
    folder = os.open(path.parent, os.O_PATH | os.O_DIRECTORY)
    try:
        # Without the handle of a folder, Python would make a system call that doesn't follow the
        # link in /proc.
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
    """Writer that batches data, because an async transfer makes each write in another thread."""

    def __init__(self, io: TransferIO, file: BinaryIO) -> None:
        self._io = io
        self._file = file
        self._buffer = bytearray()

    async def write(self, data: bytes, /) -> None:
        self._buffer += data
        if len(self._buffer) >= _BATCH:
            await self.flush()

    async def flush(self) -> None:
        data, self._buffer = self._buffer, bytearray()
        await self._io.run(lambda: self._writeAll(data))

    def _writeAll(self, data: bytearray) -> None:
        with memoryview(data) as rest:
            done = 0
            while done < len(rest):  # An unbuffered file may write less than requested.
                done += self._file.write(rest[done:])
