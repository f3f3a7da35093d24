"""Models of the index service: payloads and responses.

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
    """Rank among the tasks inserted at the same path: an entry is only replaced by one of the same
    or a higher rank.
    """
    data: JsonObject
    """Free-form JSON object stored with the entry; may be empty."""
    expires: Timestamp
    """Time (UTC) after which the entry is no longer found. The task may expire earlier or later."""


class FindTasksAtIndexRequest(Request):
    """Index paths to look up in one call."""

    indexes: list[str] | None = None
    """Full index paths of the entries to find. Defaults to none, which finds nothing."""


class ListTasksResponse(Response):
    """One page of entries of the index."""

    tasks: list[IndexedTask]
    """Entries on this page, each with its full index path."""
    continuationToken: str | None = None
    """Token to pass as `continuationToken` for the next page; absent on the last page. Even an
    empty page may have one.
    """


class Namespace(Response):
    """A namespace of the index: an index path that has entries or other namespaces below it."""

    namespace: str
    """Full index path, at most 255 characters long. `listTasks` and `listNamespaces` list what is
    below it.
    """
    name: str
    """Last word of the path, which distinguishes the namespace from its siblings."""
    expires: Timestamp
    """Time (UTC) at which the namespace expires, no earlier than anything below it."""


class ListNamespacesResponse(Response):
    """One page of the namespaces directly below a namespace."""

    namespaces: list[Namespace]
    """Namespaces on this page."""
    continuationToken: str | None = None
    """Token to pass as `continuationToken` for the next page; absent on the last page. Even an
    empty page may have one.
    """


class InsertTaskRequest(Request):
    """A task to insert at an index path, and its rank among others inserted there."""

    taskId: SlugId
    """Slugid of the task that the path should point to."""
    rank: float
    """Rank of the task: an existing entry is replaced unless its own rank is higher. Often the time
    of the build in seconds. The server stores a 32-bit integer and fails on values that do not fit.
    """
    data: FreeForm
    """Free-form JSON object to store with the entry, for its readers. At most 32 kB, preferably far
    less; can be `{}`.
    """
    expires: Timestamp
    """Time (UTC) after which the entry is no longer found, usually the same as that of the task."""


class NamespacesQuery(Request):
    """Page of namespaces to list.

    Not used by any published method: `listNamespaces` has query parameters instead.
    """

    continuationToken: str | None = None
    """Opaque token from the previous page; omit it to start at the first page."""
    limit: Annotated[int, Field(ge=1, le=1000)] | None = None
    """Maximum number of namespaces per page, from 1 to 1000. Defaults to 1000."""
