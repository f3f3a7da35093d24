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
    """The web-server service stands behind Taskcluster's web interface, which talks GraphQL to it.

    Its REST methods turn tasks and task groups into profiles: what they did over time, as JSON that
    the Firefox Profiler (profiler.firefox.com) can show.
    """

    serviceName: ClassVar[str] = "web-server"
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

    async def taskGroupProfile(self, taskGroupId: str) -> Profile:
        """Get profile of a task group.

        Draw up a profile of a task group: when each run of its tasks started, how long it took and
        how it ended. It may change as long as tasks are unresolved. An unknown task group gives a
        404, one with more than 20000 tasks a 413. Experimental.

        Args:
            taskGroupId: Slugid shared by all tasks of the group, often the `taskId` of its decision
                task.

        Returns:
            What happened when, in the processed format of the Firefox Profiler.

        Raises:
            TaskclusterFailure: if the call fails; its subclasses tell how.

        API: `GET /task-group/<taskGroupId>/profile`, experimental. Scopes: none.
        """
        return await self._session.call(operations.taskGroupProfile, {"taskGroupId": taskGroupId})

    async def taskProfile(self, taskId: str) -> Profile:
        """Get profile of a task.

        Draw up a profile of a resolved task from the times in its log, `public/logs/live.log` or
        else `live_backing.log`. An unknown task gives a 404, and so does one whose log is missing,
        has expired or is not public. Experimental.

        Args:
            taskId: Slugid of the task.

        Returns:
            What happened when, in the processed format of the Firefox Profiler.

        Raises:
            TaskclusterFailure: if the call fails; its subclasses tell how.

        API: `GET /task/<taskId>/profile`, experimental. Scopes: none.
        """
        return await self._session.call(operations.taskProfile, {"taskId": taskId})

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
