"""State of the index: entries, and the namespaces that contain them. No HTTP."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial

from tc_typed.core.models.timestamps import shifted
from tc_typed.index.models import (
    IndexedTask,
    InsertTaskRequest,
    ListNamespacesResponse,
    ListTasksResponse,
    Namespace,
)
from tc_typed.testing.clock import inMilliseconds
from tc_typed.testing.server.errors import ApiError
from tc_typed.testing.server.paging import PageRequest, pageByNumber
from tc_typed.testing.services.sorted_table import SortedTable
from tc_typed.testing.timeline import Timeline

RETENTION = timedelta(days=1)
"""Time for which expired entries and namespaces are kept. A real server deletes them once a day.
Until then they are listed, and entries with a lower rank don't replace an expired entry.
"""

LONGEST_PATH = 255
"""Maximum length of an index path, in characters."""

_RANK_LIMIT = 2**31

_NEVER = datetime.max.replace(tzinfo=UTC)
_DAY = timedelta(days=1)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class _Folder:
    """A namespace, with its entries and the namespaces directly below it."""

    def __init__(self, path: str, expires: datetime) -> None:
        self.path = path
        self.expires = expires
        self.entries: SortedTable[IndexedTask] = SortedTable()
        self.folders: SortedTable[_Folder] = SortedTable()

    def model(self) -> Namespace:
        """Return the namespace as it is in responses."""
        return Namespace(namespace=self.path, name=_split(self.path)[1], expires=self.expires)


@dataclass(frozen=True, slots=True)
class NamespaceRecord:
    """A namespace in the store. Its key is its path."""

    expires: datetime


class IndexState:
    """Entries of the index, and their namespaces."""

    def __init__(self, timeline: Timeline) -> None:
        """Start with the entries and namespaces in the store.

        Args:
            timeline: Timeline of the local Taskcluster.
        """
        self._timeline = timeline
        self._root = _Folder("", _NEVER)
        self._entryRecords = timeline.store.records("index.entries", IndexedTask)
        self._folderRecords = timeline.store.records("index.namespaces", NamespaceRecord)
        for path, record in self._folderRecords.load():  # A namespace comes after its parent.
            self._addFolder(_Folder(path, record.expires))
        for path, entry in self._entryRecords.load():
            self._keepEntry(path, entry)

    def findTask(self, path: str) -> IndexedTask:
        """Return the entry at an index path.

        Raises:
            ApiError: with the code ResourceNotFound, if there is none or it has expired.
        """
        with self._timeline.enter() as now:
            entry = self._entry(path)
            if entry is None or entry.expires < now:
                raise ApiError("ResourceNotFound", f"no task is indexed at {path}")
            return entry

    def findTasksAtIndex(self, paths: Iterable[str], request: PageRequest) -> ListTasksResponse:
        """Return the entries at some index paths, in the order of the paths.

        Like on a real server, entries that have expired but were not deleted yet are included.
        """
        with self._timeline.enter():
            # The numbers are those of the paths, because entries can come and go between pages.
            found = (
                (number, entry)
                for number, path in enumerate(dict.fromkeys(paths))
                if (entry := self._entry(path)) is not None
            )
            tasks, token = pageByNumber(found, request)
            return ListTasksResponse(tasks=tasks, continuationToken=token)

    def listTasks(self, path: str, request: PageRequest) -> ListTasksResponse:
        """Return the entries directly in a namespace; the empty path is the root."""
        with self._timeline.enter():
            tasks, token = self._folderOrEmpty(path).entries.page(request)
            return ListTasksResponse(tasks=tasks, continuationToken=token)

    def listNamespaces(self, path: str, request: PageRequest) -> ListNamespacesResponse:
        """Return the namespaces directly below a namespace; the empty path is the root."""
        with self._timeline.enter():
            folders, token = self._folderOrEmpty(path).folders.page(request)
            namespaces = [folder.model() for folder in folders]
            return ListNamespacesResponse(namespaces=namespaces, continuationToken=token)

    def insertTask(self, path: str, request: InsertTaskRequest) -> IndexedTask:
        """Insert an entry, unless the index path has one with a higher rank.

        Returns:
            The entry that the path has now.

        Raises:
            ApiError: with the code InputError, if the path is too long or the rank does not fit.
        """
        with self._timeline.enter():
            if len(path) > LONGEST_PATH:
                raise ApiError(
                    "InputError",
                    f"an index path must have at most {LONGEST_PATH} characters, got {len(path)}",
                )
            if not (request.rank.is_integer() and -_RANK_LIMIT <= request.rank < _RANK_LIMIT):
                raise ApiError("InputError", f"rank must be a 32-bit integer, got {request.rank!r}")
            existing = self._entry(path)
            if existing is not None and existing.rank > request.rank:
                return existing
            data, expires = request.data, inMilliseconds(request.expires)
            entry = IndexedTask(
                namespace=path,
                taskId=request.taskId,
                rank=request.rank,
                data=data if isinstance(data, dict) else data.model_dump(mode="json"),
                expires=expires,
            )
            # Like on a real server, namespaces expire at midnight.
            self._extendFolders(_split(path)[0], _nextMidnight(expires))
            self._entryRecords.put(path, entry)
            self._keepEntry(path, entry)
            return entry

    def _keepEntry(self, path: str, entry: IndexedTask) -> None:
        parent, name = _split(path)
        self._folderOrEmpty(parent).entries.set(name, entry)
        due = shifted(entry.expires, RETENTION)
        self._timeline.at(due, partial(self._deleteExpiredEntry, path))

    def deleteTask(self, path: str) -> None:
        """Delete an entry. Do nothing if there is none."""
        with self._timeline.enter():
            parent, name = _split(path)
            if (folder := self._folder(parent)) is not None:
                folder.entries.remove(name)
                self._entryRecords.delete(path)

    def _entry(self, path: str) -> IndexedTask | None:
        parent, name = _split(path)
        folder = self._folder(parent)
        return None if folder is None else folder.entries.get(name)

    def _folder(self, path: str) -> _Folder | None:
        folder: _Folder | None = self._root
        for name in path.split(".") if path else ():
            if folder is None:
                return None
            folder = folder.folders.get(name)
        return folder

    def _folderOrEmpty(self, path: str) -> _Folder:
        """Return a namespace, or an empty one if it is missing."""
        return self._folder(path) or _Folder(path, _NEVER)

    def _extendFolders(self, path: str, expires: datetime) -> None:
        """Let a namespace and its parents exist, and expire no earlier than a time."""
        folder = self._root
        for name in path.split(".") if path else ():
            below = folder.folders.get(name)
            if below is None:
                below = _Folder(f"{folder.path}.{name}".removeprefix("."), expires)
            elif below.expires < expires:
                below.expires = expires
            else:
                folder = below
                continue
            self._folderRecords.put(below.path, NamespaceRecord(expires))
            self._addFolder(below)
            folder = below

    def _addFolder(self, folder: _Folder) -> None:
        parent, name = _split(folder.path)
        self._folderOrEmpty(parent).folders.set(name, folder)
        self._deleteLater(folder)

    def _deleteLater(self, folder: _Folder) -> None:
        self._timeline.at(
            shifted(folder.expires, RETENTION), partial(self._deleteExpiredFolder, folder.path)
        )

    def _deleteExpiredEntry(self, path: str, time: datetime) -> None:
        entry = self._entry(path)
        if entry is not None and shifted(entry.expires, RETENTION) <= time:
            self.deleteTask(path)

    def _deleteExpiredFolder(self, path: str, time: datetime) -> None:
        folder = self._folder(path)
        if folder is not None and shifted(folder.expires, RETENTION) <= time:
            # Everything below it expires no later.
            parent, name = _split(path)
            self._folderOrEmpty(parent).folders.remove(name)
            self._deleteRecords(folder)

    def _deleteRecords(self, folder: _Folder) -> None:
        self._folderRecords.delete(folder.path)
        for entry in folder.entries:
            self._entryRecords.delete(entry.namespace)
        for below in folder.folders:
            self._deleteRecords(below)


def _split(path: str) -> tuple[str, str]:
    """Split an index path into the namespace and the name in it."""
    parent, _, name = path.rpartition(".")
    return parent, name


def _nextMidnight(time: datetime) -> datetime:
    """Return the first midnight (UTC) that is not before a time."""
    return shifted(_EPOCH, -((_EPOCH - time) // _DAY) * _DAY)
