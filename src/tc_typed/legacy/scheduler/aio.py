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
    """The scheduler ran task graphs: sets of tasks that depend on each other.

    It scheduled each task in the queue once the tasks that it required had succeeded. Deployments
    have not served it since 2017; the Python client included it up to 1.3.5 of August that year.
    The queue now does this itself, with task `dependencies` and task groups.
    """

    serviceName: ClassVar[str] = "scheduler"
    apiVersion: ClassVar[str] = "v1"
    _operations: ClassVar[Mapping[str, Operation]] = operations.OPERATIONS

    async def createTaskGraph(
        self, taskGraphId: str, payload: CreateTaskGraphRequest
    ) -> TaskGraphStatusResponse:
        """Create a task graph.

        Create a task graph with a `taskGraphId` of your choice, and start it. Tasks that require no
        others are scheduled at once, the rest as soon as all tasks that they require have
        succeeded. Tasks are created with the graph's scopes, so these must include the scopes that
        the queue requires for that and the scopes of the tasks; to schedule tasks, the scheduler
        uses its own scopes. In addition to the scope below, you need all scopes of the graph, and
        `scheduler:route:<route>` for each of its routes. Fails with a 400 if a task has a different
        `schedulerId` or `taskGroupId` than the graph.

        Args:
            taskGraphId: Slugid of the task graph, chosen by its creator.
            payload: A set of tasks that depend on each other, and are created and run together.

        Returns:
            Response of the methods that create or extend a task graph or fetch its status.

        Raises:
            TaskclusterFailure: if the call fails; subclasses distinguish the causes.

        API: `PUT /task-graph/<taskGraphId>`, experimental. Scopes: `scheduler:create-task-graph`.
        """
        return await self._session.call(
            operations.createTaskGraph, {"taskGraphId": taskGraphId}, payload=payload
        )

    async def extendTaskGraph(
        self, taskGraphId: str, payload: ExtendTaskGraphRequest
    ) -> TaskGraphStatusResponse:
        """Extend a task graph.

        Add tasks to a task graph. They may require existing and new tasks; the graph's scopes,
        routes, metadata and tags are unchanged. This is safe only while the graph is running, so it
        is best done by one of its own tasks: a blocked or finished graph stays in that state.

        Args:
            taskGraphId: Slugid of the task graph, chosen by its creator.
            payload: Tasks to add to an existing task graph.

        Returns:
            Response of the methods that create or extend a task graph or fetch its status.

        Raises:
            TaskclusterFailure: if the call fails; subclasses distinguish the causes.

        API: `POST /task-graph/<taskGraphId>/extend`, experimental. Scopes:
        `scheduler:extend-task-graph:<taskGraphId>`.
        """
        return await self._session.call(
            operations.extendTaskGraph, {"taskGraphId": taskGraphId}, payload=payload
        )

    async def status(self, taskGraphId: str) -> TaskGraphStatusResponse:
        """Get task graph status.

        Fetch the state of a task graph: running, blocked or finished. Finished means that all tasks
        have succeeded.

        Args:
            taskGraphId: Slugid of the task graph, chosen by its creator.

        Returns:
            Response of the methods that create or extend a task graph or fetch its status.

        Raises:
            TaskclusterFailure: if the call fails; subclasses distinguish the causes.

        API: `GET /task-graph/<taskGraphId>/status`, experimental. Scopes: none.
        """
        return await self._session.call(operations.status, {"taskGraphId": taskGraphId})

    async def info(self, taskGraphId: str) -> TaskGraphInfo:
        """Get task graph info.

        Fetch the status, metadata and tags of a task graph. For its tasks, use `inspect`.

        Args:
            taskGraphId: Slugid of the task graph, chosen by its creator.

        Returns:
            Status, metadata and tags of a task graph, without its tasks.

        Raises:
            TaskclusterFailure: if the call fails; subclasses distinguish the causes.

        API: `GET /task-graph/<taskGraphId>/info`, experimental. Scopes: none.
        """
        return await self._session.call(operations.info, {"taskGraphId": taskGraphId})

    async def inspect(self, taskGraphId: str) -> TaskGraphInspection:
        """Inspect a task graph.

        Fetch everything that the scheduler knows about a task graph, including the tasks that each
        task is still waiting for. Some of it exposes the scheduler's internals and was never
        guaranteed to be stable.

        Args:
            taskGraphId: Slugid of the task graph, chosen by its creator.

        Returns:
            Everything that the scheduler knows about a task graph and its tasks.

        Raises:
            TaskclusterFailure: if the call fails; subclasses distinguish the causes.

        API: `GET /task-graph/<taskGraphId>/inspect`, experimental. Scopes: none.
        """
        return await self._session.call(operations.inspect, {"taskGraphId": taskGraphId})

    async def inspectTask(self, taskGraphId: str, taskId: str) -> InspectedTask:
        """Inspect a task of a task graph.

        Fetch everything that the scheduler knows about one task of a task graph. Some of it exposes
        the scheduler's internals and was never guaranteed to be stable.

        Args:
            taskGraphId: Slugid of the task graph, chosen by its creator.
            taskId: Slugid of a task in the task graph.

        Returns:
            A task of a task graph as the scheduler sees it.

        Raises:
            TaskclusterFailure: if the call fails; subclasses distinguish the causes.

        API: `GET /task-graph/<taskGraphId>/inspect/<taskId>`, experimental. Scopes: none.
        """
        return await self._session.call(
            operations.inspectTask, {"taskGraphId": taskGraphId, "taskId": taskId}
        )

    async def ping(self) -> PingResponse:
        """Ping.

        Check that the service is up. Needs no credentials and does not check the services behind
        it.

        Returns:
            Response of a service that is up.

        Raises:
            TaskclusterFailure: if the call fails; subclasses distinguish the causes.

        API: `GET /ping`, experimental. Scopes: none.
        """
        return await self._session.call(operations.ping, {})
