"""Async client of the aws-provisioner service.

Compiled from schemas/legacy/aws-provisioner by tc_typed.compiler; change the contract, not this
file.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from tc_typed.common.models import PingResponse
from tc_typed.core.aio import AsyncServiceClient
from tc_typed.core.models.fields import JsonObject
from tc_typed.core.operation import Operation
from tc_typed.legacy.aws_provisioner import operations
from tc_typed.legacy.aws_provisioner.models import (
    BackendStatus,
    CreateSecretRequest,
    CreateWorkerTypeRequest,
    SecretOutcome,
    WorkerSecrets,
    WorkerType,
    WorkerTypeLastModified,
    WorkerTypeState,
    WorkerTypeSummary,
)


class AwsProvisioner(AsyncServiceClient):
    """The AWS provisioner started EC2 instances for pending tasks.

    Each worker type defines the regions and instance types that it may use, its price limits and
    its maximum capacity; a loop compared these with the queue's pending tasks and bought the
    instances with the best ratio of work to price. Each worker fetched its credentials here once,
    with a token from its user data. The service ran at taskcluster.net until the move to
    redeployable Taskcluster in November 2019; the clients included it up to release 22.1.1, and
    23.0.0 dropped it. Worker pools of `WorkerManager` have replaced it.
    """

    serviceName: ClassVar[str] = "aws-provisioner"
    apiVersion: ClassVar[str] = "v1"
    _operations: ClassVar[Mapping[str, Operation]] = operations.OPERATIONS

    async def listWorkerTypeSummaries(self) -> list[WorkerTypeSummary]:
        """List worker type summaries.

        List all worker types with their limits and current capacity, in no particular order.
        Instances of removed worker types are not counted.

        Returns:
            Summaries of all worker types, in one response.

        Raises:
            TaskclusterFailure: if the call fails; subclasses distinguish the causes.

        API: `GET /list-worker-type-summaries`, stable. Scopes: none.
        """
        return await self._session.call(operations.listWorkerTypeSummaries, {})

    async def createWorkerType(
        self, workerType: str, payload: CreateWorkerTypeRequest
    ) -> WorkerType:
        """Create a worker type.

        Define a worker type; the provisioner then starts instances for it as tasks arrive. The
        service first tests every combination of region, zone and instance type, and fails with a
        400 if any of them cannot launch. Repeating the call with the same definition is safe. Fails
        with a 409 if the name exists with a different definition.

        Args:
            workerType: Name of the worker type, without the provisioner; in the queue, the second
                half of `aws-provisioner-v1/<workerType>`.
            payload: Definition of a worker type: which instances to start, where, and how many.

        Returns:
            Definition of a worker type: which instances are started, where, and how many.

        Raises:
            TaskclusterFailure: if the call fails; subclasses distinguish the causes.

        API: `PUT /worker-type/<workerType>`, stable. Scopes:
        `aws-provisioner:manage-worker-type:<workerType>`.
        """
        return await self._session.call(
            operations.createWorkerType, {"workerType": workerType}, payload=payload
        )

    async def updateWorkerType(
        self, workerType: str, payload: CreateWorkerTypeRequest
    ) -> WorkerType:
        """Update a worker type.

        Replace the whole definition of a worker type. The response of `workerType` can be edited
        and sent back once its `workerType` and `lastModified` are removed. Instances that are
        already running keep the old configuration. The response is the new definition.

        Args:
            workerType: Name of the worker type, without the provisioner; in the queue, the second
                half of `aws-provisioner-v1/<workerType>`.
            payload: Definition of a worker type: which instances to start, where, and how many.

        Returns:
            Definition of a worker type: which instances are started, where, and how many.

        Raises:
            TaskclusterFailure: if the call fails; subclasses distinguish the causes.

        API: `POST /worker-type/<workerType>/update`, stable. Scopes:
        `aws-provisioner:manage-worker-type:<workerType>`.
        """
        return await self._session.call(
            operations.updateWorkerType, {"workerType": workerType}, payload=payload
        )

    async def workerType(self, workerType: str) -> WorkerType:
        """Get a worker type.

        Fetch the definition of a worker type, with its name and the time of its last change. Fails
        with a 404 if the worker type does not exist.

        Args:
            workerType: Name of the worker type, without the provisioner; in the queue, the second
                half of `aws-provisioner-v1/<workerType>`.

        Returns:
            Definition of a worker type: which instances are started, where, and how many.

        Raises:
            TaskclusterFailure: if the call fails; subclasses distinguish the causes.

        API: `GET /worker-type/<workerType>`, stable. Scopes:
        `aws-provisioner:view-worker-type:<workerType>` or
        `aws-provisioner:manage-worker-type:<workerType>`.
        """
        return await self._session.call(operations.workerType, {"workerType": workerType})

    async def removeWorkerType(self, workerType: str) -> None:
        """Remove a worker type.

        Delete the definition of a worker type. The provisioner then terminates all its instances,
        even busy ones, so let its tasks finish first. Succeeds even if the worker type does not
        exist.

        Args:
            workerType: Name of the worker type, without the provisioner; in the queue, the second
                half of `aws-provisioner-v1/<workerType>`.

        Returns:
            Nothing.

        Raises:
            TaskclusterFailure: if the call fails; subclasses distinguish the causes.

        API: `DELETE /worker-type/<workerType>`, stable. Scopes:
        `aws-provisioner:manage-worker-type:<workerType>`.
        """
        return await self._session.call(operations.removeWorkerType, {"workerType": workerType})

    async def listWorkerTypes(self) -> list[str]:
        """List worker types.

        List the names of all defined worker types. A removed worker type is not listed, even while
        instances of it are still running.

        Returns:
            Names of all worker types, in one response.

        Raises:
            TaskclusterFailure: if the call fails; subclasses distinguish the causes.

        API: `GET /list-worker-types`, stable. Scopes: none.
        """
        return await self._session.call(operations.listWorkerTypes, {})

    async def createSecret(self, token: str, payload: CreateSecretRequest) -> SecretOutcome:
        """Create a secret.

        Store a secret under a token, for an instance to fetch with `getSecret`. The provisioner did
        this for each instance that it started, so other callers rarely had to. Storing the same
        secret again is safe. Fails with a 409 if the token exists with a different secret.

        Args:
            token: Slugid that identifies the secret; knowing it is enough to read the secret. An
                instance finds it as `securityToken` in its user data.
            payload: Secret to store for an instance until the instance fetches it.

        Returns:
            Confirmation that a secret was stored.

        Raises:
            TaskclusterFailure: if the call fails; subclasses distinguish the causes.

        API: `PUT /secret/<token>`, stable. Scopes: `aws-provisioner:create-secret:<workerType>`.
        """
        return await self._session.call(operations.createSecret, {"token": token}, payload=payload)

    async def getSecret(self, token: str) -> WorkerSecrets:
        """Get a secret.

        Fetch the secret stored under a token, with temporary Taskcluster credentials for the
        worker, valid for 96 hours. The token alone grants access; no credentials are needed.
        Workers call `removeSecret` right afterwards, because tasks can read the token in the user
        data. Fails with a 404 if the token does not exist.

        Args:
            token: Slugid that identifies the secret; knowing it is enough to read the secret. An
                instance finds it as `securityToken` in its user data.

        Returns:
            Secrets and credentials for a worker.

        Raises:
            TaskclusterFailure: if the call fails; subclasses distinguish the causes.

        API: `GET /secret/<token>`, stable. Scopes: none.
        """
        return await self._session.call(operations.getSecret, {"token": token})

    async def instanceStarted(self, instanceId: str, token: str) -> None:
        """Report a started instance.

        Tell the provisioner that an instance is up. The service only checks that the token is
        known.

        Args:
            instanceId: EC2 id of the reporting instance, such as `i-0a1b2c3d`.
            token: Slugid that identifies the secret; knowing it is enough to read the secret. An
                instance finds it as `securityToken` in its user data.

        Returns:
            Nothing.

        Raises:
            TaskclusterFailure: if the call fails; subclasses distinguish the causes.

        API: `GET /instance-started/<instanceId>/<token>`, stable. Scopes: none.
        """
        return await self._session.call(
            operations.instanceStarted, {"instanceId": instanceId, "token": token}
        )

    async def removeSecret(self, token: str) -> None:
        """Remove a secret.

        Delete the secret stored under a token, so that it can no longer be fetched. A worker must
        do this before it runs its first task. Succeeds even if the token does not exist.

        Args:
            token: Slugid that identifies the secret; knowing it is enough to read the secret. An
                instance finds it as `securityToken` in its user data.

        Returns:
            Nothing.

        Raises:
            TaskclusterFailure: if the call fails; subclasses distinguish the causes.

        API: `DELETE /secret/<token>`, stable. Scopes: none.
        """
        return await self._session.call(operations.removeSecret, {"token": token})

    async def getLaunchSpecs(self, workerType: str) -> JsonObject:
        """Get launch specifications.

        Return the launch specifications that would be sent to EC2 for a worker type, for every
        region and instance type that it allows, without starting anything. Useful for testing
        definitions.

        Args:
            workerType: Name of the worker type, without the provisioner; in the queue, the second
                half of `aws-provisioner-v1/<workerType>`.

        Returns:
            Launch specifications by region, then by instance type.

        Raises:
            TaskclusterFailure: if the call fails; subclasses distinguish the causes.

        API: `GET /worker-type/<workerType>/launch-specifications`, experimental. Scopes:
        `aws-provisioner:view-worker-type:<workerType>` or
        `aws-provisioner:manage-worker-type:<workerType>`.
        """
        return await self._session.call(operations.getLaunchSpecs, {"workerType": workerType})

    async def state(self, workerType: str) -> WorkerTypeState:
        """Get the state of a worker type.

        List the running and starting instances of a worker type, with a summary of its capacity.
        Fails with a 404 if the worker type does not exist.

        Args:
            workerType: Name of the worker type, without the provisioner; in the queue, the second
                half of `aws-provisioner-v1/<workerType>`.

        Returns:
            Instances of a worker type and their total capacity.

        Raises:
            TaskclusterFailure: if the call fails; subclasses distinguish the causes.

        API: `GET /state/<workerType>`, stable. Scopes: none.
        """
        return await self._session.call(operations.state, {"workerType": workerType})

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

    async def backendStatus(self) -> BackendStatus:
        """Get the status of the provisioning loop.

        Return the time at which the loop that starts instances last finished a round. If that was
        long ago, the loop is stuck, even if this API still responds. The data is from Dead Man's
        Snitch, an external monitor.

        Returns:
            Status of the loop that starts instances.

        Raises:
            TaskclusterFailure: if the call fails; subclasses distinguish the causes.

        API: `GET /backend-status`, experimental. Scopes: none.
        """
        return await self._session.call(operations.backendStatus, {})

    async def workerTypeLastModified(self, workerType: str) -> WorkerTypeLastModified:
        """Get the time of a worker type's last change.

        Fetch only the time at which a worker type was last changed; needs no scopes. A worker can
        compare it with the `lastModified` in its user data and shut down if they differ, to make
        room for an instance with the new configuration.

        Args:
            workerType: Name of the worker type, without the provisioner; in the queue, the second
                half of `aws-provisioner-v1/<workerType>`.

        Returns:
            Time at which a worker type last changed.

        Raises:
            TaskclusterFailure: if the call fails; subclasses distinguish the causes.

        API: `GET /worker-type-last-modified/<workerType>`, stable. Scopes: none.
        """
        return await self._session.call(
            operations.workerTypeLastModified, {"workerType": workerType}
        )
