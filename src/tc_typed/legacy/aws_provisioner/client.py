"""Client of the aws-provisioner service.

Compiled from schemas/legacy/aws-provisioner by tc_typed.compiler; change the contract, not this
file.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from tc_typed.common.models import PingResponse
from tc_typed.core.models.fields import JsonObject
from tc_typed.core.operation import Operation
from tc_typed.core.sync import ServiceClient
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


class AwsProvisioner(ServiceClient):
    """The AWS provisioner started EC2 instances to match the tasks that were waiting.

    Each worker type says which regions and instance types it may use, at what price, and how far it
    may grow; a loop compared that with the queue's pending tasks and bought what was cheapest for
    the work it does. Workers collected their credentials here, once, with a token from their user
    data. It ran at taskcluster.net until the move to redeployable Taskcluster in November 2019;
    clients kept it until release 22.1.1, and 23.0.0 dropped it. Worker pools of `WorkerManager`
    have taken its place.
    """

    serviceName: ClassVar[str] = "aws-provisioner"
    apiVersion: ClassVar[str] = "v1"
    _operations: ClassVar[Mapping[str, Operation]] = operations.OPERATIONS

    def listWorkerTypeSummaries(self) -> list[WorkerTypeSummary]:
        """List worker type summaries.

        List all worker types with their limits and their current capacity, in no particular order.
        Instances left over from a removed worker type are not counted anywhere.

        Returns:
            Summaries of all worker types, in one response.

        Raises:
            TaskclusterFailure: if the call fails; its subclasses tell how.

        API: `GET /list-worker-type-summaries`, stable. Scopes: none.
        """
        return self._session.call(operations.listWorkerTypeSummaries, {})

    def createWorkerType(self, workerType: str, payload: CreateWorkerTypeRequest) -> WorkerType:
        """Create a worker type.

        Define a worker type, after which instances are started for it as the queue fills. The
        service first tries out every combination of region, zone and instance type and refuses the
        definition with a 400 if one cannot launch. Repeating the call with the same definition is
        fine; another definition under a taken name is a 409.

        Args:
            workerType: Name of the worker type, without the provisioner; in the queue it was the
                second half of `aws-provisioner-v1/<workerType>`.
            payload: Definition of a worker type: which instances to start for it, where, and how
                many; its name is given in the URL.

        Returns:
            Definition of a worker type: which instances are started for it, where, and how many.

        Raises:
            TaskclusterFailure: if the call fails; its subclasses tell how.

        API: `PUT /worker-type/<workerType>`, stable. Scopes:
        `aws-provisioner:manage-worker-type:<workerType>`.
        """
        return self._session.call(
            operations.createWorkerType, {"workerType": workerType}, payload=payload
        )

    def updateWorkerType(self, workerType: str, payload: CreateWorkerTypeRequest) -> WorkerType:
        """Update a worker type.

        Replace the definition of a worker type as a whole. What `workerType` returns may be sent
        back once `workerType` and `lastModified` are taken out. Instances already running keep the
        old configuration. The response is the new definition.

        Args:
            workerType: Name of the worker type, without the provisioner; in the queue it was the
                second half of `aws-provisioner-v1/<workerType>`.
            payload: Definition of a worker type: which instances to start for it, where, and how
                many; its name is given in the URL.

        Returns:
            Definition of a worker type: which instances are started for it, where, and how many.

        Raises:
            TaskclusterFailure: if the call fails; its subclasses tell how.

        API: `POST /worker-type/<workerType>/update`, stable. Scopes:
        `aws-provisioner:manage-worker-type:<workerType>`.
        """
        return self._session.call(
            operations.updateWorkerType, {"workerType": workerType}, payload=payload
        )

    def workerType(self, workerType: str) -> WorkerType:
        """Get a worker type.

        Fetch the definition of one worker type, with its name and when it last changed. An unknown
        name is a 404.

        Args:
            workerType: Name of the worker type, without the provisioner; in the queue it was the
                second half of `aws-provisioner-v1/<workerType>`.

        Returns:
            Definition of a worker type: which instances are started for it, where, and how many.

        Raises:
            TaskclusterFailure: if the call fails; its subclasses tell how.

        API: `GET /worker-type/<workerType>`, stable. Scopes:
        `aws-provisioner:view-worker-type:<workerType>` or
        `aws-provisioner:manage-worker-type:<workerType>`.
        """
        return self._session.call(operations.workerType, {"workerType": workerType})

    def removeWorkerType(self, workerType: str) -> None:
        """Remove a worker type.

        Delete the definition of a worker type. The provisioner then terminates all instances of it,
        busy ones as well, so let the tasks drain first. A name that is unknown is no error.

        Args:
            workerType: Name of the worker type, without the provisioner; in the queue it was the
                second half of `aws-provisioner-v1/<workerType>`.

        Returns:
            Nothing.

        Raises:
            TaskclusterFailure: if the call fails; its subclasses tell how.

        API: `DELETE /worker-type/<workerType>`, stable. Scopes:
        `aws-provisioner:manage-worker-type:<workerType>`.
        """
        return self._session.call(operations.removeWorkerType, {"workerType": workerType})

    def listWorkerTypes(self) -> list[str]:
        """List worker types.

        List the names of all worker types that are defined. One that was removed is not among them,
        even while instances of it still run.

        Returns:
            Names of all worker types, in one response.

        Raises:
            TaskclusterFailure: if the call fails; its subclasses tell how.

        API: `GET /list-worker-types`, stable. Scopes: none.
        """
        return self._session.call(operations.listWorkerTypes, {})

    def createSecret(self, token: str, payload: CreateSecretRequest) -> SecretOutcome:
        """Create a secret.

        Store a secret under a token, for an instance to fetch with `getSecret`. The provisioner did
        this by itself for each instance it started, so hardly anybody else had to. The same secret
        may be stored again; a different one under a known token is a 409.

        Args:
            token: Slugid that stands for the secret and is all one needs to read it; an instance
                finds it as `securityToken` in its user data.
            payload: Secret to keep for an instance until it fetches it.

        Returns:
            Receipt for a secret that has been stored.

        Raises:
            TaskclusterFailure: if the call fails; its subclasses tell how.

        API: `PUT /secret/<token>`, stable. Scopes: `aws-provisioner:create-secret:<workerType>`.
        """
        return self._session.call(operations.createSecret, {"token": token}, payload=payload)

    def getSecret(self, token: str) -> WorkerSecrets:
        """Get a secret.

        Fetch what is stored under a token, along with temporary Taskcluster credentials for the
        worker, good for 96 hours. The token alone gives access, no credentials are needed. Workers
        call `removeSecret` right afterwards, since tasks can read user data and thus the token. An
        unknown token is a 404.

        Args:
            token: Slugid that stands for the secret and is all one needs to read it; an instance
                finds it as `securityToken` in its user data.

        Returns:
            Secrets and credentials that a worker needs to do its work.

        Raises:
            TaskclusterFailure: if the call fails; its subclasses tell how.

        API: `GET /secret/<token>`, stable. Scopes: none.
        """
        return self._session.call(operations.getSecret, {"token": token})

    def instanceStarted(self, instanceId: str, token: str) -> None:
        """Report a started instance.

        Tell the provisioner that an instance has come up. All that happens is a check that the
        token is known.

        Args:
            instanceId: EC2 id of the instance that reports, such as `i-0a1b2c3d`.
            token: Slugid that stands for the secret and is all one needs to read it; an instance
                finds it as `securityToken` in its user data.

        Returns:
            Nothing.

        Raises:
            TaskclusterFailure: if the call fails; its subclasses tell how.

        API: `GET /instance-started/<instanceId>/<token>`, stable. Scopes: none.
        """
        return self._session.call(
            operations.instanceStarted, {"instanceId": instanceId, "token": token}
        )

    def removeSecret(self, token: str) -> None:
        """Remove a secret.

        Delete the secret of a token, so that nobody can fetch it any more. A worker must do so
        before it runs its first task. A token that is unknown is no error.

        Args:
            token: Slugid that stands for the secret and is all one needs to read it; an instance
                finds it as `securityToken` in its user data.

        Returns:
            Nothing.

        Raises:
            TaskclusterFailure: if the call fails; its subclasses tell how.

        API: `DELETE /secret/<token>`, stable. Scopes: none.
        """
        return self._session.call(operations.removeSecret, {"token": token})

    def getLaunchSpecs(self, workerType: str) -> JsonObject:
        """Get launch specifications.

        Work out what would be sent to EC2 for a worker type, for every region and instance type it
        allows, without starting anything. A help in testing definitions.

        Args:
            workerType: Name of the worker type, without the provisioner; in the queue it was the
                second half of `aws-provisioner-v1/<workerType>`.

        Returns:
            Launch specifications by region, then by instance type; where a region has several
            zones, one of them is shown.

        Raises:
            TaskclusterFailure: if the call fails; its subclasses tell how.

        API: `GET /worker-type/<workerType>/launch-specifications`, experimental. Scopes:
        `aws-provisioner:view-worker-type:<workerType>` or
        `aws-provisioner:manage-worker-type:<workerType>`.
        """
        return self._session.call(operations.getLaunchSpecs, {"workerType": workerType})

    def state(self, workerType: str) -> WorkerTypeState:
        """Get the state of a worker type.

        List the instances of a worker type that are running or on their way, and sum up their
        capacity. An unknown name is a 404.

        Args:
            workerType: Name of the worker type, without the provisioner; in the queue it was the
                second half of `aws-provisioner-v1/<workerType>`.

        Returns:
            Instances of a worker type, and what they add up to.

        Raises:
            TaskclusterFailure: if the call fails; its subclasses tell how.

        API: `GET /state/<workerType>`, stable. Scopes: none.
        """
        return self._session.call(operations.state, {"workerType": workerType})

    def ping(self) -> PingResponse:
        """Ping.

        Answer with a sign of life if the service is up. Needs no credentials and touches nothing
        else.

        Returns:
            Sign of life from a service.

        Raises:
            TaskclusterFailure: if the call fails; its subclasses tell how.

        API: `GET /ping`, stable. Scopes: none.
        """
        return self._session.call(operations.ping, {})

    def backendStatus(self) -> BackendStatus:
        """Get the status of the provisioning loop.

        Tell when the loop that starts instances last came to the end of a round. A time long past
        means that it hangs, even though this API still responds. The facts come from Dead Man's
        Snitch, an outside monitor.

        Returns:
            Whether the loop that starts instances is alive.

        Raises:
            TaskclusterFailure: if the call fails; its subclasses tell how.

        API: `GET /backend-status`, experimental. Scopes: none.
        """
        return self._session.call(operations.backendStatus, {})

    def workerTypeLastModified(self, workerType: str) -> WorkerTypeLastModified:
        """Get when a worker type last changed.

        Fetch just the time at which a worker type was last changed; needs no scopes. A worker can
        compare it with the `lastModified` in its user data, and shut down when they differ to make
        room for an instance with the new configuration.

        Args:
            workerType: Name of the worker type, without the provisioner; in the queue it was the
                second half of `aws-provisioner-v1/<workerType>`.

        Returns:
            When a worker type last changed.

        Raises:
            TaskclusterFailure: if the call fails; its subclasses tell how.

        API: `GET /worker-type-last-modified/<workerType>`, stable. Scopes: none.
        """
        return self._session.call(operations.workerTypeLastModified, {"workerType": workerType})
