"""Async client of the queue service.

Compiled from schemas/legacy/queue by tc_typed.compiler; change the contract, not this file.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from typing_extensions import deprecated

from tc_typed.core.operation import Operation
from tc_typed.legacy.queue import operations
from tc_typed.legacy.queue.models import (
    CompleteArtifactRequest,
    DeclareProvisionerRequest,
    DeclareWorkerTypeRequest,
    PollTaskURLsResponse,
    Provisioner,
    TaskDefinition,
    TaskStatusResponse,
    WorkerType,
)
from tc_typed.queue import aio as base


class Queue(base.Queue):
    """The current queue service, plus methods of older releases.

    `pollTaskUrls` let workers poll for tasks before release 24.0.0; `completeArtifact` completed
    blob uploads up to 22.1.1; `defineTask` created unscheduled tasks up to 26.0.1;
    `declareProvisioner` and `declareWorkerType` are known up to 106.0.0.
    """

    serviceName: ClassVar[str] = "queue"
    apiVersion: ClassVar[str] = "v1"
    _operations: ClassVar[Mapping[str, Operation]] = operations.OPERATIONS

    @deprecated(
        "use `createTask`, with the task's own `taskId` among its dependencies", category=None
    )
    async def defineTask(self, taskId: str, payload: TaskDefinition) -> TaskStatusResponse:
        """Define a task.

        Create a task that is not scheduled until `scheduleTask` is called. Served up to release
        26.0.1. Deprecated: use `createTask`, with the task's own `taskId` among its dependencies.

        Args:
            taskId: Slugid of the task, chosen by its creator.
            payload: Definition of a task, as `defineTask` accepted it.

        Returns:
            Status of a single task.

        Raises:
            TaskclusterFailure: if the call fails; subclasses distinguish the causes.

        API: `POST /task/<taskId>/define`, deprecated. Scopes: `<scope>` for each `scope` of
        `scopes` and `queue:route:<route>` for each `route` of `routes` and
        ((`queue:scheduler-id:<schedulerId>` and
        `queue:create-task:<priority>:<provisionerId>/<workerType>` for any one `priority` of
        `priorities`) or (`queue:define-task:<provisionerId>/<workerType>` or
        `queue:create-task:<provisionerId>/<workerType>` or
        (`queue:define-task:<provisionerId>/<workerType>` and
        `queue:task-group-id:<schedulerId>/<taskGroupId>`) if `legacyScopes`)).
        """
        return await self._session.call(operations.defineTask, {"taskId": taskId}, payload=payload)

    async def pollTaskUrls(self, provisionerId: str, workerType: str) -> PollTaskURLsResponse:
        """Get URLs to poll for tasks.

        Return signed URLs of the storage queues that hold a worker type's pending tasks. Fetch
        messages from them, claim each task with `claimTask`, and then delete its message, which
        otherwise reappears. No longer published by release 14, and removed in 24.0.0; `claimWork`
        replaced it.

        Args:
            provisionerId: First part of the task queue's name, before the slash.
            workerType: Second part of the task queue's name, after the slash.

        Returns:
            Signed URLs for polling tasks directly from storage queues in Azure.

        Raises:
            TaskclusterFailure: if the call fails; subclasses distinguish the causes.

        API: `GET /poll-task-url/<provisionerId>/<workerType>`, stable. Scopes:
        (`queue:poll-task-urls` and `assume:worker-type:<provisionerId>/<workerType>`) or
        `queue:poll-task-urls:<provisionerId>/<workerType>`.
        """
        return await self._session.call(
            operations.pollTaskUrls, {"provisionerId": provisionerId, "workerType": workerType}
        )

    async def completeArtifact(
        self, taskId: str, runId: int | str, name: str, payload: CompleteArtifactRequest
    ) -> None:
        """Complete an artifact.

        Complete the upload of an artifact with storage type `blob`, which makes it available and
        sends `artifactCreated`. The queue checks that the data exists, or joins the parts of an
        upload in several parts. Fails with a 400 for any other storage type, and with a 409 if the
        run is resolved, except within 25 minutes of an exception. Served up to release 22.1.1. The
        same route is now `finishArtifact`, for storage type `object`.

        Args:
            taskId: Slugid of the task, chosen by its creator.
            runId: Number of the run within its task, counting from 0.
            name: Name of the artifact, which may contain slashes, such as `public/logs/live.log`.
            payload: Confirmation that the data of a blob artifact was uploaded.

        Returns:
            Nothing.

        Raises:
            TaskclusterFailure: if the call fails; subclasses distinguish the causes.

        API: `PUT /task/<taskId>/runs/<runId>/artifacts/<name>`, experimental. Scopes:
        `queue:create-artifact:<taskId>/<runId>` or (`queue:create-artifact:<name>` and
        `assume:worker-id:<workerGroup>/<workerId>`).
        """
        return await self._session.call(
            operations.completeArtifact,
            {"taskId": taskId, "runId": runId, "name": name},
            payload=payload,
        )

    async def declareProvisioner(
        self, provisionerId: str, payload: DeclareProvisionerRequest
    ) -> Provisioner:
        """Declare a provisioner.

        Update the queue's record of a provisioner, and return the updated record. Any
        `provisionerId` counts as a provisioner, whether or not a service is running for it. Each
        property in the request needs its own scope. Known up to release 106.0.0, although the last
        of these releases only returned the record. There is no replacement: worker pools are
        managed in the worker-manager.

        Args:
            provisionerId: First part of the task queue's name, before the slash.
            payload: Changes to a provisioner.

        Returns:
            A provisioner, which groups worker types: the first part of task queue names.

        Raises:
            TaskclusterFailure: if the call fails; subclasses distinguish the causes.

        API: `PUT /provisioners/<provisionerId>`, experimental. Scopes:
        `queue:declare-provisioner:<provisionerId>#<property>` for each `property` of `properties`.
        """
        return await self._session.call(
            operations.declareProvisioner, {"provisionerId": provisionerId}, payload=payload
        )

    async def declareWorkerType(
        self, provisionerId: str, workerType: str, payload: DeclareWorkerTypeRequest
    ) -> WorkerType:
        """Declare a worker type.

        Update the queue's record of a worker type, and return the updated record. Each property in
        the request needs its own scope. Known up to release 106.0.0. There is no replacement:
        worker pools are managed in the worker-manager.

        Args:
            provisionerId: First part of the task queue's name, before the slash.
            workerType: Second part of the task queue's name, after the slash.
            payload: Changes to a worker type.

        Returns:
            A worker type of a provisioner, now called a task queue.

        Raises:
            TaskclusterFailure: if the call fails; subclasses distinguish the causes.

        API: `PUT /provisioners/<provisionerId>/worker-types/<workerType>`, experimental. Scopes:
        `queue:declare-worker-type:<provisionerId>/<workerType>#<property>` for each `property` of
        `properties`.
        """
        return await self._session.call(
            operations.declareWorkerType,
            {"provisionerId": provisionerId, "workerType": workerType},
            payload=payload,
        )
