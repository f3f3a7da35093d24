"""Async client of the web-server service.

Compiled from schemas/web-server by tc_typed.compiler; change the contract, not this file.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from tc_typed.common.models import HeartbeatResponse, PingResponse, VersionResponse
from tc_typed.core.aio import AsyncServiceClient
from tc_typed.core.operation import Operation
from tc_typed.web_server import operations
from tc_typed.web_server.models import Profile


class WebServer(AsyncServiceClient):
    """The web-server service is the backend of Taskcluster's web interface, which uses it through
    GraphQL.

    Its REST methods turn tasks and task groups into profiles: their events over time, as JSON that
    the Firefox Profiler (profiler.firefox.com) can show.
    """

    serviceName: ClassVar[str] = "web-server"
    apiVersion: ClassVar[str] = "v1"
    _operations: ClassVar[Mapping[str, Operation]] = operations.OPERATIONS

    async def ping(self) -> PingResponse:
        """Ping.

        Check that the service is up. Needs no credentials and does not check the services behind
        it.

        Returns:
            Response of a service that is up.

        Raises:
            TaskclusterFailure: if the call fails; subclasses distinguish the causes.

        API: `GET /ping`, stable. Scopes: none.
        """
        return await self._session.call(operations.ping, {})

    async def lbheartbeat(self) -> HeartbeatResponse:
        """Load balancer heartbeat.

        Check that this instance is alive, as a load balancer does. Needs no credentials and does
        not check the services behind it.

        Returns:
            Empty response of a service that is up.

        Raises:
            TaskclusterFailure: if the call fails; subclasses distinguish the causes.

        API: `GET /__lbheartbeat__`, stable. Scopes: none.
        """
        return await self._session.call(operations.lbheartbeat, {})

    async def version(self) -> VersionResponse:
        """Service version.

        Return the Taskcluster build that the service runs. Needs no credentials. The response
        follows the Dockerflow convention.

        Returns:
            Taskcluster build that a service runs.

        Raises:
            TaskclusterFailure: if the call fails; subclasses distinguish the causes.

        API: `GET /__version__`, stable. Scopes: none.
        """
        return await self._session.call(operations.version, {})

    async def taskGroupProfile(self, taskGroupId: str) -> Profile:
        """Get profile of a task group.

        Create a profile of a task group: when each run of its tasks started, how long it took and
        how it ended. It can change while tasks are unresolved. Fails with a 404 if the task group
        does not exist, and with a 413 if it has more than 20000 tasks.

        Args:
            taskGroupId: Slugid of the task group, by convention the `taskId` of its decision task.

        Returns:
            Events over time, in the processed format of the Firefox Profiler.

        Raises:
            TaskclusterFailure: if the call fails; subclasses distinguish the causes.

        API: `GET /task-group/<taskGroupId>/profile`, experimental. Scopes: none.
        """
        return await self._session.call(operations.taskGroupProfile, {"taskGroupId": taskGroupId})

    async def taskProfile(self, taskId: str) -> Profile:
        """Get profile of a task.

        Create a profile of a resolved task from the times in its log, `public/logs/live.log` or
        else `live_backing.log`. Fails with a 404 if the task does not exist, or if its log is
        missing, expired or not public.

        Args:
            taskId: Slugid of the task, chosen by its creator.

        Returns:
            Events over time, in the processed format of the Firefox Profiler.

        Raises:
            TaskclusterFailure: if the call fails; subclasses distinguish the causes.

        API: `GET /task/<taskId>/profile`, experimental. Scopes: none.
        """
        return await self._session.call(operations.taskProfile, {"taskId": taskId})

    async def heartbeat(self) -> HeartbeatResponse:
        """Service heartbeat.

        Check the health of the service and of the services behind it. Meant for monitoring; needs
        no credentials.

        Returns:
            Empty response of a service that is up.

        Raises:
            TaskclusterFailure: if the call fails; subclasses distinguish the causes.

        API: `GET /__heartbeat__`, stable. Scopes: none.
        """
        return await self._session.call(operations.heartbeat, {})
