"""Client of the index service.

Compiled from schemas/index by tc_typed.compiler; change the contract, not this file.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import ClassVar

from tc_typed.common.models import EmptyResponse, HeartbeatResponse, PingResponse, VersionResponse
from tc_typed.core.non_json import Redirect
from tc_typed.core.operation import Operation
from tc_typed.core.paging import paginate
from tc_typed.core.sync import ServiceClient
from tc_typed.index import operations
from tc_typed.index.models import (
    FindTasksAtIndexRequest,
    IndexedTask,
    InsertTaskRequest,
    ListNamespacesResponse,
    ListTasksResponse,
    Namespace,
)


class Index(ServiceClient):
    """The index service gives names to tasks, so that they can be found later.

    A name is an index path, words joined by dots such as `project.example.latest.linux`, and points
    to one task at a time. Most entries are created without a call, from the `index.` routes of
    completed tasks; other tools then look up the newest build or image here. Every entry expires. A
    path must not contain a slash.
    """

    serviceName: ClassVar[str] = "index"
    apiVersion: ClassVar[str] = "v1"
    _operations: ClassVar[Mapping[str, Operation]] = operations.OPERATIONS

    def ping(self) -> PingResponse:
        """Ping.

        Check that the service is up. Needs no credentials and does not check the services behind
        it.

        Returns:
            Response of a service that is up.

        Raises:
            TaskclusterFailure: if the call fails; subclasses distinguish the causes.

        API: `GET /ping`, stable. Scopes: none.
        """
        return self._session.call(operations.ping, {})

    def lbheartbeat(self) -> HeartbeatResponse:
        """Load balancer heartbeat.

        Check that this instance is alive, as a load balancer does. Needs no credentials and does
        not check the services behind it.

        Returns:
            Empty response of a service that is up.

        Raises:
            TaskclusterFailure: if the call fails; subclasses distinguish the causes.

        API: `GET /__lbheartbeat__`, stable. Scopes: none.
        """
        return self._session.call(operations.lbheartbeat, {})

    def version(self) -> VersionResponse:
        """Service version.

        Return the Taskcluster build that the service runs. Needs no credentials. The response
        follows the Dockerflow convention.

        Returns:
            Taskcluster build that a service runs.

        Raises:
            TaskclusterFailure: if the call fails; subclasses distinguish the causes.

        API: `GET /__version__`, stable. Scopes: none.
        """
        return self._session.call(operations.version, {})

    def findTask(self, indexPath: str) -> IndexedTask:
        """Find a task.

        Look up the task that an index path points to: the one inserted with the highest rank. Fails
        with a 404 if the entry is missing or has expired.

        Args:
            indexPath: Index path of the entry, such as `project.example.latest.linux`.

        Returns:
            An entry of the index: an index path and the task that it points to.

        Raises:
            TaskclusterFailure: if the call fails; subclasses distinguish the causes.

        API: `GET /task/<indexPath>`, stable. Scopes: `index:find-task:<indexPath>`.
        """
        return self._session.call(operations.findTask, {"indexPath": indexPath})

    def findTasksAtIndex(
        self,
        payload: FindTasksAtIndexRequest,
        *,
        continuationToken: str | None = None,
        limit: int | None = None,
    ) -> ListTasksResponse:
        """Find many tasks.

        Look up many index paths in one call. Paths without an entry are left out of the response
        without an error, so compare the returned paths with those you requested. Needs the scopes
        of all these paths. Results come in pages of up to 1000; a `continuationToken` only works
        with the same list of paths.

        Args:
            payload: Index paths to look up in one call.
            continuationToken: Opaque token from the previous page; omit it to start at the first
                page.
            limit: Maximum number of results per page; a page may hold fewer even if more remain.
                Defaults to 1000, which is also the maximum.

        Returns:
            One page of entries of the index.

        Raises:
            TaskclusterFailure: if the call fails; subclasses distinguish the causes.

        API: `POST /tasks/indexes`, experimental. Scopes: `index:find-task:<indexPath>` for each
        `indexPath` of `indexPaths`.
        """
        return self._session.call(
            operations.findTasksAtIndex,
            {},
            query={"continuationToken": continuationToken, "limit": limit},
            payload=payload,
        )

    def iterTasksAtIndex(
        self, payload: FindTasksAtIndexRequest, *, limit: int | None = None
    ) -> Iterator[IndexedTask]:
        """Iterate over all results of `findTasksAtIndex`.

        Each page is requested when its first item is needed.

        Args:
            payload: Index paths to look up in one call.
            limit: Maximum number of results per page; a page may hold fewer even if more remain.
                Defaults to 1000, which is also the maximum.

        Yields:
            An entry of the index: an index path and the task that it points to.

        Raises:
            TaskclusterFailure: if the call fails; subclasses distinguish the causes.
        """
        for page in paginate(self.findTasksAtIndex, payload, limit=limit):
            yield from page.tasks

    def listNamespaces(
        self, namespace: str, *, continuationToken: str | None = None, limit: int | None = None
    ) -> ListNamespacesResponse:
        """Browse namespaces.

        List the namespaces directly below a namespace, but no deeper ones. Results come in pages of
        up to 1000; pass the returned `continuationToken` back until a page arrives without one.

        Args:
            namespace: Index path of the namespace to list, or of the entry to insert or delete.
                When namespaces or tasks are listed, the empty string means the root.
            continuationToken: Opaque token from the previous page; omit it to start at the first
                page.
            limit: Maximum number of results per page; a page may hold fewer even if more remain.
                Defaults to 1000, which is also the maximum.

        Returns:
            One page of the namespaces directly below a namespace.

        Raises:
            TaskclusterFailure: if the call fails; subclasses distinguish the causes.

        API: `GET /namespaces/<namespace>`, stable. Scopes: `index:list-namespaces:<namespace>`.
        """
        return self._session.call(
            operations.listNamespaces,
            {"namespace": namespace},
            query={"continuationToken": continuationToken, "limit": limit},
        )

    def iterNamespaces(self, namespace: str, *, limit: int | None = None) -> Iterator[Namespace]:
        """Iterate over all results of `listNamespaces`.

        Each page is requested when its first item is needed.

        Args:
            namespace: Index path of the namespace to list, or of the entry to insert or delete.
                When namespaces or tasks are listed, the empty string means the root.
            limit: Maximum number of results per page; a page may hold fewer even if more remain.
                Defaults to 1000, which is also the maximum.

        Yields:
            A namespace of the index: an index path that has entries or other namespaces below it.

        Raises:
            TaskclusterFailure: if the call fails; subclasses distinguish the causes.
        """
        for page in paginate(self.listNamespaces, namespace, limit=limit):
            yield from page.namespaces

    def listTasks(
        self, namespace: str, *, continuationToken: str | None = None, limit: int | None = None
    ) -> ListTasksResponse:
        """Browse tasks.

        List the tasks indexed directly below a namespace, for people who browse the index. Programs
        should call `findTask` with a known path instead. Results come in pages of up to 1000; pass
        the returned `continuationToken` back until a page arrives without one.

        Args:
            namespace: Index path of the namespace to list, or of the entry to insert or delete.
                When namespaces or tasks are listed, the empty string means the root.
            continuationToken: Opaque token from the previous page; omit it to start at the first
                page.
            limit: Maximum number of results per page; a page may hold fewer even if more remain.
                Defaults to 1000, which is also the maximum.

        Returns:
            One page of entries of the index.

        Raises:
            TaskclusterFailure: if the call fails; subclasses distinguish the causes.

        API: `GET /tasks/<namespace>`, stable. Scopes: `index:list-tasks:<namespace>`.
        """
        return self._session.call(
            operations.listTasks,
            {"namespace": namespace},
            query={"continuationToken": continuationToken, "limit": limit},
        )

    def iterTasks(self, namespace: str, *, limit: int | None = None) -> Iterator[IndexedTask]:
        """Iterate over all results of `listTasks`.

        Each page is requested when its first item is needed.

        Args:
            namespace: Index path of the namespace to list, or of the entry to insert or delete.
                When namespaces or tasks are listed, the empty string means the root.
            limit: Maximum number of results per page; a page may hold fewer even if more remain.
                Defaults to 1000, which is also the maximum.

        Yields:
            An entry of the index: an index path and the task that it points to.

        Raises:
            TaskclusterFailure: if the call fails; subclasses distinguish the causes.
        """
        for page in paginate(self.listTasks, namespace, limit=limit):
            yield from page.tasks

    def insertTask(self, namespace: str, payload: InsertTaskRequest) -> IndexedTask:
        """Insert a task.

        Point an index path to a task. If the existing entry has a higher rank, it is kept and the
        call still succeeds: the response is the entry that is indexed afterwards. Namespaces above
        the path are created as needed. Tasks can also be indexed without this call, by an `index.`
        route in their definition.

        Args:
            namespace: Index path of the namespace to list, or of the entry to insert or delete.
                When namespaces or tasks are listed, the empty string means the root.
            payload: A task to insert at an index path, and its rank among others inserted there.

        Returns:
            An entry of the index: an index path and the task that it points to.

        Raises:
            TaskclusterFailure: if the call fails; subclasses distinguish the causes.

        API: `PUT /task/<namespace>`, stable. Scopes: `index:insert-task:<namespace>`.
        """
        return self._session.call(operations.insertTask, {"namespace": namespace}, payload=payload)

    def deleteTask(self, namespace: str) -> EmptyResponse:
        """Delete an index entry.

        Delete the entry at an index path, but not its task. Succeeds even if there is no entry.
        Entries that it replaced earlier are not restored, and the namespaces above it remain until
        they expire. Meant for administrators.

        Args:
            namespace: Index path of the namespace to list, or of the entry to insert or delete.
                When namespaces or tasks are listed, the empty string means the root.

        Returns:
            Empty response: the call succeeded.

        Raises:
            TaskclusterFailure: if the call fails; subclasses distinguish the causes.

        API: `DELETE /task/<namespace>`, stable. Scopes: `index:delete-task:<namespace>`.
        """
        return self._session.call(operations.deleteTask, {"namespace": namespace})

    def findArtifactFromTask(self, indexPath: str, name: str) -> Redirect:
        """Find an artifact.

        Return the URL of an artifact of the task that an index path points to, from the task's
        latest run. If the artifact is not public, the URL is signed and valid for 15 minutes. The
        entry may change between two calls: to get files of the same task, use a path that never
        changes, for instance one that contains a revision. Fails with a 404 if there is no entry.

        Args:
            indexPath: Index path of the entry, such as `project.example.latest.linux`.
            name: Name of the artifact, which may contain slashes, such as
                `public/build/target.zip`.

        Returns:
            URL that the service redirects to.

        Raises:
            TaskclusterFailure: if the call fails; subclasses distinguish the causes.

        API: `GET /task/<indexPath>/artifacts/<name>`, stable. Scopes: `queue:get-artifact:<name>`.
        """
        return self._session.call(
            operations.findArtifactFromTask, {"indexPath": indexPath, "name": name}
        )

    def heartbeat(self) -> HeartbeatResponse:
        """Service heartbeat.

        Check the health of the service and of the services behind it. Meant for monitoring; needs
        no credentials.

        Returns:
            Empty response of a service that is up.

        Raises:
            TaskclusterFailure: if the call fails; subclasses distinguish the causes.

        API: `GET /__heartbeat__`, stable. Scopes: none.
        """
        return self._session.call(operations.heartbeat, {})
