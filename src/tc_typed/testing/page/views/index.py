"""Namespaces and entries of the index."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tc_typed.index.models import IndexedTask, ListNamespacesResponse, ListTasksResponse, Namespace
from tc_typed.testing.page.arguments import Arguments
from tc_typed.testing.page.reader import Reader
from tc_typed.testing.server.errors import ApiError


@dataclass(frozen=True, slots=True)
class IndexPage:
    """A namespace of the index, or an entry."""

    path: str
    parents: Sequence[tuple[str, str]]
    """Names and paths of the namespaces above it, and its own, from the root."""
    entry: IndexedTask | None
    """Entry at the path itself."""
    namespaces: Sequence[Namespace]
    tasks: Sequence[IndexedTask]
    isCut: bool
    """Whether there are more namespaces or entries than those listed."""


def index(reader: Reader, arguments: Arguments) -> IndexPage:
    """Return the page of a namespace; without one, that of the root.

    Raises:
        ApiError: with the code ResourceNotFound, if the path is neither a namespace nor an entry.
    """
    path = arguments.path.get("namespace", "")
    namespaces = reader.call("index", "listNamespaces", ListNamespacesResponse, path)
    tasks = reader.call("index", "listTasks", ListTasksResponse, path)
    entry = _entry(reader, path)
    if path and entry is None and not namespaces.namespaces and not tasks.tasks:
        raise ApiError("ResourceNotFound", f"the index has nothing at {path!r}")
    names = path.split(".") if path else []
    return IndexPage(
        path=path,
        parents=[(name, ".".join(names[: depth + 1])) for depth, name in enumerate(names)],
        entry=entry,
        namespaces=namespaces.namespaces,
        tasks=tasks.tasks,
        isCut=bool(namespaces.continuationToken or tasks.continuationToken),
    )


def _entry(reader: Reader, path: str) -> IndexedTask | None:
    try:
        return reader.call("index", "findTask", IndexedTask, path)
    except ApiError:
        return None
