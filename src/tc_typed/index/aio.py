"""Async client of the index service.

Compiled from schemas/index by tc_typed.compiler; change the contract, not this file.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from typing import ClassVar

from tc_typed.common.models import EmptyResponse, HeartbeatResponse, PingResponse, VersionResponse
from tc_typed.core.aio import AsyncServiceClient
from tc_typed.core.non_json import Redirect
from tc_typed.core.operation import Operation
from tc_typed.core.paging.aio import paginate
from tc_typed.index import operations
from tc_typed.index.models import (
    FindTasksAtIndexRequest,
    IndexedTask,
    InsertTaskRequest,
    ListNamespacesResponse,
    ListTasksResponse,
    Namespace,
)


class Index(AsyncServiceClient):
    """The index gives tasks names by which they can be found later.

    A name is an index path, words joined by dots such as `project.example.latest.linux`, and points
    to one task at a time. Most entries are made without a call, from `index.` routes of tasks that
    complete; other tools then look up the newest build or image here. Every entry expires. A slash
    is not allowed in a path.
    """

    serviceName: ClassVar[str] = "index"
    apiVersion: ClassVar[str] = "v1"
    _operations: ClassVar[Mapping[str, Operation]] = operations.OPERATIONS

    async def ping(self) -> PingResponse:
        """Ping.

        Check that the service is up. Needs no credentials and touches nothing else.

        Returns:
            Sign of life from a service.

        Raises:
            TaskclusterFailure: if the call fails; its subclasses tell how.

        API: `GET /ping`, stable. Scopes: none.
        """
        return await self._session.call(operations.ping, {})

    async def lbheartbeat(self) -> HeartbeatResponse:
        """Load balancer heartbeat.

        Respond at once so that a load balancer can tell this instance is alive. Backing services
        are not examined.

        Returns:
            Health check: any response means that the service is up.

        Raises:
            TaskclusterFailure: if the call fails; its subclasses tell how.

        API: `GET /__lbheartbeat__`, stable. Scopes: none.
        """
        return await self._session.call(operations.lbheartbeat, {})

    async def version(self) -> VersionResponse:
        """Service version.

        Report which build of Taskcluster is deployed, as a Dockerflow version object in JSON.

        Returns:
            Which build of Taskcluster a service runs.

        Raises:
            TaskclusterFailure: if the call fails; its subclasses tell how.

        API: `GET /__version__`, stable. Scopes: none.
        """
        return await self._session.call(operations.version, {})

    async def findTask(self, indexPath: str) -> IndexedTask:
        """Find a task.

        Look up which task an index path points to: the one inserted with the highest rank. A path
        with no entry, or with one that has expired, is a 404.

        Args:
            indexPath: Index path of the entry, such as `project.example.latest.linux`.

        Returns:
            An entry of the index: an index path and the task that it points to.

        Raises:
            TaskclusterFailure: if the call fails; its subclasses tell how.

        API: `GET /task/<indexPath>`, stable. Scopes: `index:find-task:<indexPath>`.
        """
        return await self._session.call(operations.findTask, {"indexPath": indexPath})

    async def findTasksAtIndex(
        self,
        payload: FindTasksAtIndexRequest,
        *,
        continuationToken: str | None = None,
        limit: int | None = None,
    ) -> ListTasksResponse:
        """Find many tasks.

        Look up many index paths in one call. Paths without an entry are left out of the response
        without an error, so compare what came back with what you asked for. The scopes of all paths
        named are needed. Results come in pages of up to 1000; a `continuationToken` only works
        together with the same list of paths.

        Args:
            payload: Index paths to look up in one call.
            continuationToken: Opaque marker taken from the previous page; leave out to start at the
                first page.
            limit: Most results wanted in one page, as a number. Without it the server allows up to
                1000, which is also the most.

        Returns:
            One page of entries of the index.

        Raises:
            TaskclusterFailure: if the call fails; its subclasses tell how.

        API: `POST /tasks/indexes`, experimental. Scopes: `index:find-task:<indexPath>` for each
        `indexPath` of `indexPaths`.
        """
        return await self._session.call(
            operations.findTasksAtIndex,
            {},
            query={"continuationToken": continuationToken, "limit": limit},
            payload=payload,
        )

    async def iterTasksAtIndex(
        self, payload: FindTasksAtIndexRequest, *, limit: int | None = None
    ) -> AsyncIterator[IndexedTask]:
        """Go through what `findTasksAtIndex` lists, page by page.

        A page is requested when its first item is asked for.

        Args:
            payload: Index paths to look up in one call.
            limit: Most results wanted in one page, as a number. Without it the server allows up to
                1000, which is also the most.

        Yields:
            An entry of the index: an index path and the task that it points to.

        Raises:
            TaskclusterFailure: if the call fails; its subclasses tell how.
        """
        async for page in paginate(self.findTasksAtIndex, payload, limit=limit):
            for item in page.tasks:
                yield item

    async def listNamespaces(
        self, namespace: str, *, continuationToken: str | None = None, limit: int | None = None
    ) -> ListNamespacesResponse:
        """Browse namespaces.

        List the namespaces directly below a namespace, but not those further down. Results come in
        pages of up to 1000; pass the returned `continuationToken` back until a page arrives without
        one.

        Args:
            namespace: Index path: of the namespace to look into when listing, of the entry itself
                when inserting or deleting. Where namespaces or tasks are listed, the empty text
                stands for the root.
            continuationToken: Opaque marker taken from the previous page; leave out to start at the
                first page.
            limit: Most results wanted in one page, as a number. Without it the server allows up to
                1000, which is also the most.

        Returns:
            One page of namespaces that lie directly below another.

        Raises:
            TaskclusterFailure: if the call fails; its subclasses tell how.

        API: `GET /namespaces/<namespace>`, stable. Scopes: `index:list-namespaces:<namespace>`.
        """
        return await self._session.call(
            operations.listNamespaces,
            {"namespace": namespace},
            query={"continuationToken": continuationToken, "limit": limit},
        )

    async def iterNamespaces(
        self, namespace: str, *, limit: int | None = None
    ) -> AsyncIterator[Namespace]:
        """Go through what `listNamespaces` lists, page by page.

        A page is requested when its first item is asked for.

        Args:
            namespace: Index path: of the namespace to look into when listing, of the entry itself
                when inserting or deleting. Where namespaces or tasks are listed, the empty text
                stands for the root.
            limit: Most results wanted in one page, as a number. Without it the server allows up to
                1000, which is also the most.

        Yields:
            A namespace of the index: an index path that has entries or other namespaces below it.

        Raises:
            TaskclusterFailure: if the call fails; its subclasses tell how.
        """
        async for page in paginate(self.listNamespaces, namespace, limit=limit):
            for item in page.namespaces:
                yield item

    async def listTasks(
        self, namespace: str, *, continuationToken: str | None = None, limit: int | None = None
    ) -> ListTasksResponse:
        """Browse tasks.

        List the tasks indexed directly below a namespace, for people who browse the index. Programs
        do better to know the path and call `findTask`. Results come in pages of up to 1000; pass
        the returned `continuationToken` back until a page arrives without one.

        Args:
            namespace: Index path: of the namespace to look into when listing, of the entry itself
                when inserting or deleting. Where namespaces or tasks are listed, the empty text
                stands for the root.
            continuationToken: Opaque marker taken from the previous page; leave out to start at the
                first page.
            limit: Most results wanted in one page, as a number. Without it the server allows up to
                1000, which is also the most.

        Returns:
            One page of entries of the index.

        Raises:
            TaskclusterFailure: if the call fails; its subclasses tell how.

        API: `GET /tasks/<namespace>`, stable. Scopes: `index:list-tasks:<namespace>`.
        """
        return await self._session.call(
            operations.listTasks,
            {"namespace": namespace},
            query={"continuationToken": continuationToken, "limit": limit},
        )

    async def iterTasks(
        self, namespace: str, *, limit: int | None = None
    ) -> AsyncIterator[IndexedTask]:
        """Go through what `listTasks` lists, page by page.

        A page is requested when its first item is asked for.

        Args:
            namespace: Index path: of the namespace to look into when listing, of the entry itself
                when inserting or deleting. Where namespaces or tasks are listed, the empty text
                stands for the root.
            limit: Most results wanted in one page, as a number. Without it the server allows up to
                1000, which is also the most.

        Yields:
            An entry of the index: an index path and the task that it points to.

        Raises:
            TaskclusterFailure: if the call fails; its subclasses tell how.
        """
        async for page in paginate(self.listTasks, namespace, limit=limit):
            for item in page.tasks:
                yield item

    async def insertTask(self, namespace: str, payload: InsertTaskRequest) -> IndexedTask:
        """Insert a task.

        Point an index path to a task. If the present entry has a higher rank it stays, yet the call
        succeeds all the same: the response shows which task is indexed now. Namespaces above the
        path are created as needed. Tasks can be indexed without this call, by an `index.` route in
        their definition.

        Args:
            namespace: Index path: of the namespace to look into when listing, of the entry itself
                when inserting or deleting. Where namespaces or tasks are listed, the empty text
                stands for the root.
            payload: A task to store at an index path, and its rank among others inserted there.

        Returns:
            An entry of the index: an index path and the task that it points to.

        Raises:
            TaskclusterFailure: if the call fails; its subclasses tell how.

        API: `PUT /task/<namespace>`, stable. Scopes: `index:insert-task:<namespace>`.
        """
        return await self._session.call(
            operations.insertTask, {"namespace": namespace}, payload=payload
        )

    async def deleteTask(self, namespace: str) -> EmptyResponse:
        """Delete an index entry.

        Remove the entry at an index path, whose task is not touched. Succeeds even if there is
        none. Entries that it replaced earlier do not come back, and the namespaces above it stay
        until they expire. Meant for administrators.

        Args:
            namespace: Index path: of the namespace to look into when listing, of the entry itself
                when inserting or deleting. Where namespaces or tasks are listed, the empty text
                stands for the root.

        Returns:
            Empty response: the call succeeded.

        Raises:
            TaskclusterFailure: if the call fails; its subclasses tell how.

        API: `DELETE /task/<namespace>`, stable. Scopes: `index:delete-task:<namespace>`.
        """
        return await self._session.call(operations.deleteTask, {"namespace": namespace})

    async def findArtifactFromTask(self, indexPath: str, name: str) -> Redirect:
        """Find an artifact.

        Get the URL of an artifact of the task that an index path points to, taken from the task's
        latest run. For an artifact that is not public the URL carries a signature, good for 15
        minutes. The entry may change between two calls: files that belong together are safe only
        under a path that never moves, for instance one with a revision in it. A path without an
        entry is a 404.

        Args:
            indexPath: Index path of the entry, such as `project.example.latest.linux`.
            name: Name of the artifact, which may contain slashes, such as
                `public/build/target.zip`.

        Returns:
            The address that the service sends callers to.

        Raises:
            TaskclusterFailure: if the call fails; its subclasses tell how.

        API: `GET /task/<indexPath>/artifacts/<name>`, stable. Scopes: `queue:get-artifact:<name>`.
        """
        return await self._session.call(
            operations.findArtifactFromTask, {"indexPath": indexPath, "name": name}
        )

    async def heartbeat(self) -> HeartbeatResponse:
        """Service heartbeat.

        Check the health of the service and of the backing services it needs. Meant for monitoring;
        no credentials are required.

        Returns:
            Health check: any response means that the service is up.

        Raises:
            TaskclusterFailure: if the call fails; its subclasses tell how.

        API: `GET /__heartbeat__`, stable. Scopes: none.
        """
        return await self._session.call(operations.heartbeat, {})
