"""Client of the queue service.

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
from tc_typed.queue import client as base


class Queue(base.Queue):
    """Today's queue, with methods that older releases served.

    `pollTaskUrls` let workers poll for tasks, before release 24.0.0; `completeArtifact` ended blob
    uploads up to 22.1.1; `defineTask` created unscheduled tasks up to 26.0.1; `declareProvisioner`
    and `declareWorkerType` are known up to 106.0.0.
    """

    serviceName: ClassVar[str] = "queue"
    apiVersion: ClassVar[str] = "v1"
    _operations: ClassVar[Mapping[str, Operation]] = operations.OPERATIONS

    @deprecated("use `createTask`, with the `taskId` itself among the dependencies", category=None)
    def defineTask(self, taskId: str, payload: TaskDefinition) -> TaskStatusResponse:
        """Define a task.

        Create a task that is not scheduled until `scheduleTask` is called. Served up to release
        26.0.1. Deprecated: use `createTask`, with the `taskId` itself among the dependencies.

        Args:
            taskId: Slugid of the task, chosen by its creator.
            payload: All that the queue needs to know to create a task, as `defineTask` took it.

        Returns:
            The status of a single task.

        Raises:
            TaskclusterFailure: if the call fails; its subclasses tell how.

        API: `POST /task/<taskId>/define`, deprecated. Scopes: `<scope>` for each `scope` of
        `scopes` and `queue:route:<route>` for each `route` of `routes` and
        ((`queue:scheduler-id:<schedulerId>` and
        `queue:create-task:<priority>:<provisionerId>/<workerType>` for any one `priority` of
        `priorities`) or (`queue:define-task:<provisionerId>/<workerType>` or
        `queue:create-task:<provisionerId>/<workerType>` or
        (`queue:define-task:<provisionerId>/<workerType>` and
        `queue:task-group-id:<schedulerId>/<taskGroupId>`) if `legacyScopes`)).
        """
        return self._session.call(operations.defineTask, {"taskId": taskId}, payload=payload)

    def pollTaskUrls(self, provisionerId: str, workerType: str) -> PollTaskURLsResponse:
        """Get URLs to poll for tasks.

        Get signed addresses of the storage queues that hold the pending tasks of a worker type.
        Fetch messages from them, claim the tasks in question with `claimTask`, and then delete the
        messages, or they come back. By release 14 it was no longer published, and 24.0.0 removed
        it; `claimWork` took its place.

        Args:
            provisionerId: First half of a task queue's name, before the slash.
            workerType: Second half of a task queue's name, after the slash.

        Returns:
            Signed addresses for polling tasks straight from storage queues in Azure.

        Raises:
            TaskclusterFailure: if the call fails; its subclasses tell how.

        API: `GET /poll-task-url/<provisionerId>/<workerType>`, stable. Scopes:
        (`queue:poll-task-urls` and `assume:worker-type:<provisionerId>/<workerType>`) or
        `queue:poll-task-urls:<provisionerId>/<workerType>`.
        """
        return self._session.call(
            operations.pollTaskUrls, {"provisionerId": provisionerId, "workerType": workerType}
        )

    def completeArtifact(
        self, taskId: str, runId: int | str, name: str, payload: CompleteArtifactRequest
    ) -> None:
        """Complete an artifact.

        Say that all data of an artifact with storage type `blob` is uploaded, which makes it
        available and sends `artifactCreated`. The queue looks whether it is there, or joins the
        parts of an upload in several. Any other storage type gives a 400, and a resolved run a 409,
        except within 25 minutes of an exception. Served up to release 22.1.1. Today the same route
        is `finishArtifact`, for storage type `object`.

        Args:
            taskId: Slugid of the task, chosen by its creator.
            runId: Number of the run within its task, counting from 0.
            name: Name of the artifact, which may contain slashes, such as `public/logs/live.log`.
            payload: Says that the data of a blob artifact has been uploaded.

        Returns:
            Nothing.

        Raises:
            TaskclusterFailure: if the call fails; its subclasses tell how.

        API: `PUT /task/<taskId>/runs/<runId>/artifacts/<name>`, experimental. Scopes:
        `queue:create-artifact:<taskId>/<runId>` or (`queue:create-artifact:<name>` and
        `assume:worker-id:<workerGroup>/<workerId>`).
        """
        return self._session.call(
            operations.completeArtifact,
            {"taskId": taskId, "runId": runId, "name": name},
            payload=payload,
        )

    def declareProvisioner(
        self, provisionerId: str, payload: DeclareProvisionerRequest
    ) -> Provisioner:
        """Declare a provisioner.

        Change the queue's record of a provisioner, and return it as it then is. Anything with a
        `provisionerId` is a provisioner here, whether or not a service stands behind it. Each
        property in the request needs a scope of its own. Known up to release 106.0.0, though later
        ones only returned the record; nothing takes its place, as pools of workers are set up in
        the worker-manager.

        Args:
            provisionerId: First half of a task queue's name, before the slash.
            payload: Changes to a provisioner.

        Returns:
            A provisioner: the first half of task queue names, grouping worker types.

        Raises:
            TaskclusterFailure: if the call fails; its subclasses tell how.

        API: `PUT /provisioners/<provisionerId>`, experimental. Scopes:
        `queue:declare-provisioner:<provisionerId>#<property>` for each `property` of `properties`.
        """
        return self._session.call(
            operations.declareProvisioner, {"provisionerId": provisionerId}, payload=payload
        )

    def declareWorkerType(
        self, provisionerId: str, workerType: str, payload: DeclareWorkerTypeRequest
    ) -> WorkerType:
        """Declare a worker type.

        Change the queue's record of a worker type, and return it as it then is. Each property in
        the request needs a scope of its own. Known up to release 106.0.0; nothing takes its place,
        as pools of workers are set up in the worker-manager.

        Args:
            provisionerId: First half of a task queue's name, before the slash.
            workerType: Second half of a task queue's name, after the slash.
            payload: Changes to a worker type.

        Returns:
            A worker type of a provisioner, which is what is now called a task queue.

        Raises:
            TaskclusterFailure: if the call fails; its subclasses tell how.

        API: `PUT /provisioners/<provisionerId>/worker-types/<workerType>`, experimental. Scopes:
        `queue:declare-worker-type:<provisionerId>/<workerType>#<property>` for each `property` of
        `properties`.
        """
        return self._session.call(
            operations.declareWorkerType,
            {"provisionerId": provisionerId, "workerType": workerType},
            payload=payload,
        )
