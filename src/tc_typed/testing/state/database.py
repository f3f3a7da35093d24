"""Store in an SQLite file."""

from __future__ import annotations

import ctypes
import os
import sqlite3
import weakref
from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import cache
from pathlib import Path

from pydantic import TypeAdapter, ValidationError
from typing_extensions import override

from tc_typed.testing.state.content_folder import ContentFolder
from tc_typed.testing.state.contents import Contents
from tc_typed.testing.state.errors import UnusableDatabase
from tc_typed.testing.state.process_lock import ProcessLock
from tc_typed.testing.state.store import Records, RecordT, Store

_APPLICATION_ID = 0x74_63_74_79  # "tcty", which marks a file as ours.
_FORMAT = 1
"""Version of the format, to be raised when older files can't be read any more."""

_FILE_MODE = 0o600

_SCHEMA = """
CREATE TABLE records (
  number INTEGER PRIMARY KEY,
  kind TEXT NOT NULL,
  key TEXT NOT NULL,
  json BLOB NOT NULL,
  UNIQUE (kind, key)
)
"""
_PUT = """
INSERT INTO records (kind, key, json) VALUES (?, ?, ?)
ON CONFLICT (kind, key) DO UPDATE SET json = excluded.json
"""
_DELETE = "DELETE FROM records WHERE kind = ? AND key = ?"
_DELETE_ALL = "DELETE FROM records"
_SELECT = "SELECT key, json FROM records WHERE kind = ? ORDER BY number"


@cache
def _adapter(of: type[RecordT]) -> TypeAdapter[RecordT]:
    return TypeAdapter(of)  # Making it takes milliseconds.


class _DatabaseRecords(Records[RecordT]):
    """Records of one kind in a database."""

    def __init__(self, database: Database, kind: str, adapter: TypeAdapter[RecordT]) -> None:
        self._database = database
        self._kind = kind
        self._adapter = adapter
        self._generation = database.generation

    @override
    def put(self, key: str, record: RecordT) -> None:
        if self._isCurrent:
            self._database.put(self._kind, key, lambda: self._adapter.dump_json(record))

    @override
    def delete(self, key: str) -> None:
        if self._isCurrent:
            self._database.delete(self._kind, key)

    @override
    def load(self) -> Iterator[tuple[str, RecordT]]:
        for key, json in self._database.select(self._kind):
            try:
                yield key, self._adapter.validate_json(json)
            except ValidationError:  # Its text shows the record, which may contain secrets.
                raise UnusableDatabase(
                    f"{self._database.path}: a record of {self._kind} is damaged, or was written "
                    "by another version of tc_typed"
                ) from None

    @property
    def _isCurrent(self) -> bool:
        return self._generation == self._database.generation


class Database(Store):
    """Store in an SQLite file, which only one process can use at a time.

    What is committed survives the end of the process, however that comes. A failure of the whole
    computer may lose what was committed last, but leaves the file intact.

    Threads take turns, because they hold the lock of the timeline.
    """

    isClosed: bool

    def __init__(self, path: Path) -> None:
        """Open a file, or create it so that only its owner can read it.

        Args:
            path: Path of the file. The folder for uploaded files has the same path with `-files`
                at its end.

        Raises:
            UnusableDatabase: if the file is in use, damaged, or was not written by this class.
            OSError: if the file can't be created.
        """
        super().__init__()
        # Absolute and without links, because SQLite's further files are next to the real one.
        self.path: Path = path.resolve()
        self.generation: int = 0
        """Number of times that it was cleared."""
        self._puts: dict[tuple[str, str], Callable[[], bytes]] = {}
        self._deletes: dict[tuple[str, str], None] = {}  # They are carried out before the puts.
        self._isCleared = False
        self._onCommit: list[Callable[[], None]] = []
        with suppress(FileExistsError):
            os.close(os.open(self.path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, _FILE_MODE))
        if not os.access(self.path, os.W_OK):
            raise UnusableDatabase(f"{self.path} must be writable")
        try:
            self._connection = sqlite3.connect(
                self.path, timeout=1, isolation_level=None, check_same_thread=False
            )
        except sqlite3.Error as error:
            raise _unusable(self.path, error) from None
        try:
            self._isNew = self._prepare()
            folder = ContentFolder(
                self.path.with_name(f"{self.path.name}-files"), self._onCommit.append
            )
            self._lock = ProcessLock(folder.path)
        except BaseException as error:
            self._connection.close()
            if isinstance(error, BlockingIOError):
                raise _inUse(self.path) from None
            if isinstance(error, sqlite3.Error):
                raise _unusable(self.path, error) from None
            raise
        self.contents: Contents = folder
        _open.add(self)

    def _prepare(self) -> bool:
        """Lock the file, and create its table if it is empty; return whether there are no records.

        Files of other applications are not changed.
        """
        run = self._connection.execute
        run("PRAGMA locking_mode = EXCLUSIVE")
        run("BEGIN IMMEDIATE")  # Only now is the file locked.
        (applicationId,) = run("PRAGMA application_id").fetchone()
        (version,) = run("PRAGMA user_version").fetchone()
        isEmpty = run("SELECT 1 FROM sqlite_schema").fetchone() is None
        if isEmpty and (applicationId, version) == (0, 0):
            # Whatever created the empty file may have let others read it.
            self.path.chmod(_FILE_MODE)
            run(f"PRAGMA application_id = {_APPLICATION_ID}")
            run(f"PRAGMA user_version = {_FORMAT}")
            run(_SCHEMA)
        elif applicationId != _APPLICATION_ID:
            raise UnusableDatabase(f"{self.path} is not a file of a local Taskcluster")
        elif version != _FORMAT:
            raise UnusableDatabase(
                f"{self.path} must have format {_FORMAT}, got {version}: it was written by another "
                "version of tc_typed"
            )
        run("COMMIT")
        if run("PRAGMA quick_check(1)").fetchone() != ("ok",):
            raise UnusableDatabase(f"{self.path} is damaged")
        run("PRAGMA journal_mode = WAL")
        run("PRAGMA synchronous = NORMAL")
        return run("SELECT 1 FROM records").fetchone() is None

    @property
    @override
    def isNew(self) -> bool:
        return self._isNew

    @override
    def records(self, kind: str, of: type[RecordT]) -> Records[RecordT]:
        return _DatabaseRecords(self, kind, _adapter(of))  # type: ignore[arg-type]  # classes are hashable

    def put(self, kind: str, key: str, json: Callable[[], bytes]) -> None:
        """Add or replace a record with the next commit.

        Args:
            kind: Kind of the record.
            key: Key of the record.
            json: Function that returns the record as JSON, called by the commit.
        """
        self._puts[kind, key] = json

    def delete(self, kind: str, key: str) -> None:
        """Delete a record with the next commit. If it is put again, it counts as a new one.

        Args:
            kind: Kind of the record.
            key: Key of the record.
        """
        self._puts.pop((kind, key), None)
        self._deletes[kind, key] = None

    def select(self, kind: str) -> Iterator[tuple[str, bytes]]:
        """Yield keys and JSON of all committed records of a kind, in the order of their creation.

        Raises:
            UnusableDatabase: if the file is damaged.
        """
        if self._isCleared:
            return
        try:
            yield from self._connection.execute(_SELECT, (kind,))
        except sqlite3.Error as error:
            raise _unusable(self.path, error) from None

    @override
    def commit(self) -> None:
        if not (self._puts or self._deletes or self._isCleared):
            return
        if self.isClosed:
            raise RuntimeError(
                "the local Taskcluster is stopped, so its database can't be changed: call start()"
            )
        self._write()
        self._puts.clear()
        self._deletes.clear()
        self._isCleared = False
        actions = self._onCommit.copy()
        self._onCommit.clear()
        for action in actions:
            with suppress(OSError):  # What can't be deleted now is deleted after a restart.
                action()

    def _write(self) -> None:
        """Write all changes in one transaction. If it fails, they are kept for the next one."""
        run = self._connection.execute
        run("BEGIN")
        try:
            if self._isCleared:
                run(_DELETE_ALL)
            for change in self._deletes:
                run(_DELETE, change)
            for (kind, key), json in self._puts.items():
                run(_PUT, (kind, key, json()))
            run("COMMIT")
        except BaseException:
            with suppress(sqlite3.Error):  # After some errors, SQLite has done so itself.
                run("ROLLBACK")
            raise

    @override
    def clear(self) -> None:
        self.generation += 1
        self._puts.clear()
        self._deletes.clear()
        self._isCleared = True
        self._isNew = True
        self._onCommit[:] = [lambda: self.contents.keepOnly(())]

    @override
    def close(self) -> None:
        if not self.isClosed:
            try:
                self.commit()
            finally:
                self.isClosed = True
                self._puts.clear()
                self._deletes.clear()
                self._isCleared = False
                self._connection.close()
                self._lock.close()

    def abandon(self) -> None:
        """Leave the file to the process that this one was forked from.

        To close the connection would remove SQLite's log, which the other process still writes. So
        it is never closed: its count of references does not sink to 0.
        """
        self.isClosed = True
        self._lock.close()
        ctypes.pythonapi.Py_IncRef(ctypes.py_object(self._connection))


_open: weakref.WeakSet[Database] = weakref.WeakSet()
"""Databases that this process uses, or has used."""


def _abandonAll() -> None:
    for database in _open:
        if not database.isClosed:
            database.abandon()


if hasattr(os, "register_at_fork"):  # Windows has no fork.
    os.register_at_fork(after_in_child=_abandonAll)


def _inUse(path: Path) -> UnusableDatabase:
    return UnusableDatabase(f"{path} is in use by another local Taskcluster")


def _unusable(path: Path, error: sqlite3.Error) -> UnusableDatabase:
    if error.sqlite_errorcode & 0xFF == sqlite3.SQLITE_BUSY:
        return _inUse(path)
    return UnusableDatabase(f"{path} can't be used: {error}")
