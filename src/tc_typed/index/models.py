"""Models of the index service: what its methods take and return, and its messages.

Compiled from schemas/index by tc_typed.compiler; change the contract, not this file.
"""

from typing import Annotated

from pydantic import Field

from tc_typed.common.models import SlugId
from tc_typed.core.models.base import Request, Response
from tc_typed.core.models.fields import FreeForm, JsonObject, Timestamp


class IndexedTask(Response):
    """An entry of the index: an index path and the task that it points to."""

    namespace: str
    """Index path of the entry, at most 255 characters long."""
    taskId: str
    """Slugid of the task that the path points to."""
    rank: float
    """Number that decides between tasks inserted at the same path: an entry is only replaced by one
    of the same or a higher rank.
    """
    data: JsonObject
    """Free JSON object that was stored with the entry; empty if there was nothing to say."""
    expires: Timestamp
    """Time (UTC) from which the entry is no longer found. The task itself may live longer or
    shorter.
    """


class FindTasksAtIndexRequest(Request):
    """Index paths to look up in one call."""

    indexes: list[str] | None = None
    """Full index paths of the entries wanted. Default: none, which finds nothing."""


class ListTasksResponse(Response):
    """One page of entries of the index."""

    tasks: list[IndexedTask]
    """The entries on this page, each with its full index path."""
    continuationToken: str | None = None
    """Pass it back as `continuationToken` for the next page; absent on the last page. A page may be
    empty and still carry one.
    """


class Namespace(Response):
    """A namespace of the index: an index path that has entries or other namespaces below it."""

    namespace: str
    """Full index path, at most 255 characters long, to list what lies below with `listTasks` and
    `listNamespaces`.
    """
    name: str
    """Last word of the path, which tells the namespace from its neighbours."""
    expires: Timestamp
    """Time (UTC) from which the namespace is gone. Everything below it expires no later than
    that.
    """


class ListNamespacesResponse(Response):
    """One page of namespaces that lie directly below another."""

    namespaces: list[Namespace]
    """The namespaces on this page; may be empty even when more pages follow."""
    continuationToken: str | None = None
    """Pass it back as `continuationToken` for the next page; absent on the last page. A page may be
    empty and still carry one.
    """


class InsertTaskRequest(Request):
    """A task to store at an index path, and its rank among others inserted there."""

    taskId: SlugId
    """Slugid of the task that the path shall point to."""
    rank: float
    """Number that decides whether an entry already at the path is replaced: it is, unless its own
    rank is higher. Often the time of the build in seconds. The server keeps it as a 32-bit integer
    and fails on what does not fit.
    """
    data: FreeForm
    """Free JSON object to store with the entry, for its readers. At most 32 kB, better far less;
    `{}` if there is nothing to say.
    """
    expires: Timestamp
    """Time (UTC) from which the entry shall no longer be found, usually the same as that of the
    task.
    """


class NamespacesQuery(Request):
    """Which page of namespaces is wanted.

    No published method takes this: `listNamespaces` has query parameters instead.
    """

    continuationToken: str | None = None
    """Opaque marker taken from the previous page; leave out to start at the first page."""
    limit: Annotated[int, Field(ge=1, le=1000)] | None = None
    """Most namespaces wanted in one page, from 1 to 1000. Default 1000."""
