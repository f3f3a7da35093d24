"""Contents of uploaded files in a folder next to a database."""

from __future__ import annotations

import os
import re
import secrets
import stat
from collections.abc import Callable, Collection, Iterator
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO

from typing_extensions import override

from tc_typed.testing.state.contents import PIECE, Content, Contents
from tc_typed.testing.state.errors import UnusableDatabase

_NAME = re.compile("[0-9a-f]{32}")
"""Names of contents, which are random. Other files in the folder are left alone."""

_FOLDER_MODE = 0o700
_FILE_MODE = 0o600


class ContentFolder(Contents):
    """Contents in a folder, each in a file with a random name.

    A content counts only if a record in the database names it. So a file is complete before its
    record is committed, and is deleted after the commit that deletes its record. Files that a
    killed process left without a record are deleted by `keepOnly`.
    """

    def __init__(self, path: Path, afterCommit: Callable[[Callable[[], None]], None]) -> None:
        """Open a folder, or create it so that only its owner can read it.

        Args:
            path: Path of the folder.
            afterCommit: Function that calls another one after the next commit.

        Raises:
            UnusableDatabase: if there is something else with this path.
            OSError: if the folder can't be created.
        """
        self.path: Path = path
        self._afterCommit = afterCommit
        with suppress(FileExistsError):
            path.mkdir(_FOLDER_MODE)
        # A link could lead to files of others, which must not be deleted.
        if not stat.S_ISDIR(path.lstat().st_mode):
            raise UnusableDatabase(f"{path} must be a folder, for the files of the database")

    @override
    def new(self) -> Content:
        name = secrets.token_hex(16)
        path = self.path / name
        flags = os.O_CREAT | os.O_EXCL | os.O_WRONLY | getattr(os, "O_BINARY", 0)
        file = os.fdopen(os.open(path, flags, _FILE_MODE), "wb")
        return _FileContent(path, file)

    @override
    def find(self, name: str, size: int) -> Content | None:
        if not _NAME.fullmatch(name):
            return None
        path = self.path / name
        try:
            found = path.lstat()
        except FileNotFoundError:
            return None
        isComplete = stat.S_ISREG(found.st_mode) and found.st_size == size
        return _FileContent(path, None) if isComplete else None

    @override
    def delete(self, content: Content) -> None:
        self._afterCommit(content.discard)

    @override
    def keepOnly(self, names: Collection[str]) -> None:
        kept = frozenset(names)
        for path in self.path.iterdir():
            if path.name not in kept and _NAME.fullmatch(path.name):
                path.unlink(missing_ok=True)


class _FileContent(Content):
    """Content in a file with a name."""

    def __init__(self, path: Path, file: BinaryIO | None) -> None:
        self.name: str = path.name
        self._path = path
        self._file = file

    @override
    def write(self, piece: bytes) -> None:
        if self._file is None:
            raise ValueError("a content that was found is complete")
        self._file.write(piece)

    @override
    def complete(self) -> None:
        if self._file is not None:
            self._file.close()

    @override
    def pieces(self, start: int, end: int) -> Iterator[bytes]:
        # It is opened now, because it may be deleted before the first piece is read.
        return _pieces(self._path.open("rb"), start, end)

    @override
    def discard(self) -> None:
        if self._file is not None:
            with suppress(OSError):  # The last bytes may not fit on the disk.
                self._file.close()
        self._path.unlink(missing_ok=True)


def _pieces(file: BinaryIO, start: int, end: int) -> Iterator[bytes]:
    with file:
        file.seek(start)
        for position in range(start, end, PIECE):
            yield file.read(min(PIECE, end - position))
