"""Async client of the scheduler service.

Compiled from schemas/legacy/scheduler by tc_typed.compiler; change the contract, not this file.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from tc_typed.common.models import PingResponse
from tc_typed.core.aio import AsyncServiceClient
from tc_typed.core.operation import Operation
from tc_typed.legacy.scheduler import operations
from tc_typed.legacy.scheduler.models import (
    CreateTaskGraphRequest,
    ExtendTaskGraphRequest,
    InspectedTask,
    TaskGraphInfo,
    TaskGraphInspection,
    TaskGraphStatusResponse,
)


class Scheduler(AsyncServiceClient):
    """The scheduler ran task graphs, sets of tasks of which some wait for others.

    It scheduled each task in the queue once those that it requires had succeeded. Deployments have
    not served it since 2017; the Python client had it up to 1.3.5 of August that year. What it did
    is now done by the queue, with the `dependencies` of tasks and with task groups.
    """

    serviceName: ClassVar[str] = "scheduler"
    apiVersion: ClassVar[str] = "v1"
    _operations: ClassVar[Mapping[str, Operation]] = operations.OPERATIONS

    async def createTaskGraph(
        self, taskGraphId: str, payload: CreateTaskGraphRequest
    ) -> TaskGraphStatusResponse:
        """Create a task graph.

        Create a task graph under a `taskGraphId` of your choosing, and start it. Tasks that require
        no others are scheduled at once, the rest as soon as all they require have succeeded. The
        graph's scopes serve to create the tasks, so they must cover what the queue asks for that,
        as well as the scopes of the tasks; to schedule them the scheduler uses its own. Besides the
        scope below you need all scopes of the graph, and `scheduler:route:<route>` for each of its
        routes. A task that names another `schedulerId` or `taskGroupId` than the graph's makes it a
        400.

        Args:
            taskGraphId: Slugid of the task graph, chosen by its creator.
            payload: A set of tasks that depend on each other, to be created and run together.

        Returns:
            The status of a task graph, as methods that create, extend or look at one return it.

        Raises:
            TaskclusterFailure: if the call fails; its subclasses tell how.

        API: `PUT /task-graph/<taskGraphId>`, experimental. Scopes: `scheduler:create-task-graph`.
        """
        return await self._session.call(
            operations.createTaskGraph, {"taskGraphId": taskGraphId}, payload=payload
        )

    async def extendTaskGraph(
        self, taskGraphId: str, payload: ExtendTaskGraphRequest
    ) -> TaskGraphStatusResponse:
        """Extend a task graph.

        Add tasks to a task graph. They may require tasks old and new; the scopes, routes, metadata
        and tags of the graph stay as they are. This is safe only while the graph is running, and so
        best done by one of its own tasks: if it is blocked or finished, it stays in that state.

        Args:
            taskGraphId: Slugid of the task graph, chosen by its creator.
            payload: Tasks to add to a task graph that exists.

        Returns:
            The status of a task graph, as methods that create, extend or look at one return it.

        Raises:
            TaskclusterFailure: if the call fails; its subclasses tell how.

        API: `POST /task-graph/<taskGraphId>/extend`, experimental. Scopes:
        `scheduler:extend-task-graph:<taskGraphId>`.
        """
        return await self._session.call(
            operations.extendTaskGraph, {"taskGraphId": taskGraphId}, payload=payload
        )

    async def status(self, taskGraphId: str) -> TaskGraphStatusResponse:
        """Get task graph status.

        Fetch the state of a task graph: running, blocked or finished, the last of which means that
        all tasks have succeeded.

        Args:
            taskGraphId: Slugid of the task graph, chosen by its creator.

        Returns:
            The status of a task graph, as methods that create, extend or look at one return it.

        Raises:
            TaskclusterFailure: if the call fails; its subclasses tell how.

        API: `GET /task-graph/<taskGraphId>/status`, experimental. Scopes: none.
        """
        return await self._session.call(operations.status, {"taskGraphId": taskGraphId})

    async def info(self, taskGraphId: str) -> TaskGraphInfo:
        """Get task graph info.

        Fetch the status, metadata and tags of a task graph. For its tasks use `inspect`.

        Args:
            taskGraphId: Slugid of the task graph, chosen by its creator.

        Returns:
            What a task graph is about and how it is doing, without its tasks.

        Raises:
            TaskclusterFailure: if the call fails; its subclasses tell how.

        API: `GET /task-graph/<taskGraphId>/info`, experimental. Scopes: none.
        """
        return await self._session.call(operations.info, {"taskGraphId": taskGraphId})

    async def inspect(self, taskGraphId: str) -> TaskGraphInspection:
        """Inspect a task graph.

        Fetch all that the scheduler knows about a task graph, down to what each task still waits
        for. Some of it is close to the scheduler's internals and was never promised to stay the
        same.

        Args:
            taskGraphId: Slugid of the task graph, chosen by its creator.

        Returns:
            All that the scheduler knows about a task graph and its tasks.

        Raises:
            TaskclusterFailure: if the call fails; its subclasses tell how.

        API: `GET /task-graph/<taskGraphId>/inspect`, experimental. Scopes: none.
        """
        return await self._session.call(operations.inspect, {"taskGraphId": taskGraphId})

    async def inspectTask(self, taskGraphId: str, taskId: str) -> InspectedTask:
        """Inspect a task of a task graph.

        Fetch all that the scheduler knows about one task of a task graph. Some of it is close to
        the scheduler's internals and was never promised to stay the same.

        Args:
            taskGraphId: Slugid of the task graph, chosen by its creator.
            taskId: Slugid of a task in the task graph.

        Returns:
            A task of a task graph as the scheduler sees it.

        Raises:
            TaskclusterFailure: if the call fails; its subclasses tell how.

        API: `GET /task-graph/<taskGraphId>/inspect/<taskId>`, experimental. Scopes: none.
        """
        return await self._session.call(
            operations.inspectTask, {"taskGraphId": taskGraphId, "taskId": taskId}
        )

    async def ping(self) -> PingResponse:
        """Ping.

        Check that the service is up. Needs no credentials and touches nothing else.

        Returns:
            Sign of life from a service.

        Raises:
            TaskclusterFailure: if the call fails; its subclasses tell how.

        API: `GET /ping`, experimental. Scopes: none.
        """
        return await self._session.call(operations.ping, {})
