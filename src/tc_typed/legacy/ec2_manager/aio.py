"""Async client of the ec2-manager service.

Compiled from schemas/legacy/ec2-manager by tc_typed.compiler; change the contract, not this file.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from tc_typed.common.models import PingResponse
from tc_typed.core.aio import AsyncServiceClient
from tc_typed.core.operation import Operation
from tc_typed.legacy.ec2_manager import operations
from tc_typed.legacy.ec2_manager.models import (
    AMIUsage,
    DatabasePoolStats,
    EBSUsage,
    EnsureKeyPairRequest,
    ErrorList,
    Health,
    InstanceTermination,
    Price,
    PriceRestriction,
    RegionList,
    ResourceState,
    ResourceStats,
    RunInstanceRequest,
    SQSQueueStats,
)


class EC2Manager(AsyncServiceClient):
    """The EC2 manager started, watched and terminated EC2 instances for the AWS provisioner, kept a
    record of them, and knew the prices of the spot market.

    Of Taskcluster it knew only the word `workerType`, as the name of a group of instances. Most of
    its methods were experimental, and those below `/internal` were made for its own developers. It
    ran beside the provisioner at taskcluster.net until the move to redeployable Taskcluster in
    November 2019; clients kept it until release 22.1.1, and 23.0.0 dropped it. `WorkerManager` has
    taken its place and talks to EC2 itself.
    """

    serviceName: ClassVar[str] = "ec2-manager"
    apiVersion: ClassVar[str] = "v1"
    _operations: ClassVar[Mapping[str, Operation]] = operations.OPERATIONS

    async def ping(self) -> PingResponse:
        """Ping.

        Answer with a sign of life if the service is up. Needs no credentials and touches nothing
        else.

        Returns:
            Sign of life from a service.

        Raises:
            TaskclusterFailure: if the call fails; its subclasses tell how.

        API: `GET /ping`, stable. Scopes: none.
        """
        return await self._session.call(operations.ping, {})

    async def listWorkerTypes(self) -> list[str]:
        """List worker types.

        List the names of all worker types that have instances at the moment. Made for debugging.

        Returns:
            Names of the worker types that have instances, in alphabetical order.

        Raises:
            TaskclusterFailure: if the call fails; its subclasses tell how.

        API: `GET /worker-types`, experimental. Scopes: none.
        """
        return await self._session.call(operations.listWorkerTypes, {})

    async def runInstance(self, workerType: str, payload: RunInstanceRequest) -> None:
        """Run an instance.

        Start one instance for a worker type. It is tagged, recorded under the worker type and
        counted from now on. Repeating the call with the same `ClientToken` starts no second one.
        What EC2 finds wrong with the launch information is a 400.

        Args:
            workerType: Name of the worker type that the instances belong to.
            payload: Instance to start.

        Returns:
            Nothing.

        Raises:
            TaskclusterFailure: if the call fails; its subclasses tell how.

        API: `PUT /worker-types/<workerType>/instance`, experimental. Scopes:
        `ec2-manager:manage-resources:<workerType>`.
        """
        return await self._session.call(
            operations.runInstance, {"workerType": workerType}, payload=payload
        )

    async def terminateWorkerType(self, workerType: str) -> None:
        """Terminate a worker type.

        Terminate all instances of a worker type, in all regions, whatever they are doing.

        Args:
            workerType: Name of the worker type that the instances belong to.

        Returns:
            Nothing.

        Raises:
            TaskclusterFailure: if the call fails; its subclasses tell how.

        API: `DELETE /worker-types/<workerType>/resources`, experimental. Scopes:
        `ec2-manager:manage-resources:<workerType>`.
        """
        return await self._session.call(operations.terminateWorkerType, {"workerType": workerType})

    async def workerTypeStats(self, workerType: str) -> ResourceStats:
        """Get instance counts of a worker type.

        Count the instances of a worker type by instance type, those starting and those running
        apart.

        Args:
            workerType: Name of the worker type that the instances belong to.

        Returns:
            How many instances a worker type has.

        Raises:
            TaskclusterFailure: if the call fails; its subclasses tell how.

        API: `GET /worker-types/<workerType>/stats`, experimental. Scopes: none.
        """
        return await self._session.call(operations.workerTypeStats, {"workerType": workerType})

    async def workerTypeHealth(self, workerType: str) -> Health:
        """Get the health of a worker type.

        Sum up the last 24 hours of a worker type: how its requests for instances and its instances
        ended, and what is running now.

        Args:
            workerType: Name of the worker type that the instances belong to.

        Returns:
            How instances have fared in the last 24 hours, and how many run now.

        Raises:
            TaskclusterFailure: if the call fails; its subclasses tell how.

        API: `GET /worker-types/<workerType>/health`, experimental. Scopes: none.
        """
        return await self._session.call(operations.workerTypeHealth, {"workerType": workerType})

    async def workerTypeErrors(self, workerType: str) -> ErrorList:
        """List errors of a worker type.

        List what went wrong for a worker type in the last 24 hours, oldest first and 1000 at most:
        instances that EC2 refused, and instances that ended badly.

        Args:
            workerType: Name of the worker type that the instances belong to.

        Returns:
            What went wrong with instances in the last 24 hours.

        Raises:
            TaskclusterFailure: if the call fails; its subclasses tell how.

        API: `GET /worker-types/<workerType>/errors`, experimental. Scopes: none.
        """
        return await self._session.call(operations.workerTypeErrors, {"workerType": workerType})

    async def workerTypeState(self, workerType: str) -> ResourceState:
        """Get instances of a worker type.

        List all instances of a worker type on record, with what is known of each.

        Args:
            workerType: Name of the worker type that the instances belong to.

        Returns:
            Instances on record, of one worker type or of all.

        Raises:
            TaskclusterFailure: if the call fails; its subclasses tell how.

        API: `GET /worker-types/<workerType>/state`, experimental. Scopes: none.
        """
        return await self._session.call(operations.workerTypeState, {"workerType": workerType})

    async def ensureKeyPair(self, name: str, payload: EnsureKeyPairRequest) -> None:
        """Ensure a key pair.

        Import a public key to EC2 in every managed region that has no key pair of this name yet.
        Where there is one it stays as it is, even if its key is another. This is a GET whose body
        holds the key, which some proxies drop.

        Args:
            name: Name of the key pair; the provisioner used `<prefix>:<workerType>:<hash of the
                key>`.
            payload: Public key to import to EC2; nobody but its owner ever has the private half.

        Returns:
            Nothing.

        Raises:
            TaskclusterFailure: if the call fails; its subclasses tell how.

        API: `GET /key-pairs/<name>`, experimental. Scopes: `ec2-manager:manage-key-pairs:<name>`.
        """
        return await self._session.call(operations.ensureKeyPair, {"name": name}, payload=payload)

    async def removeKeyPair(self, name: str) -> None:
        """Remove a key pair.

        Delete the key pair of this name from EC2 in every managed region. A name that is unknown is
        no error, and running instances keep the key they booted with.

        Args:
            name: Name of the key pair; the provisioner used `<prefix>:<workerType>:<hash of the
                key>`.

        Returns:
            Nothing.

        Raises:
            TaskclusterFailure: if the call fails; its subclasses tell how.

        API: `DELETE /key-pairs/<name>`, experimental. Scopes:
        `ec2-manager:manage-key-pairs:<name>`.
        """
        return await self._session.call(operations.removeKeyPair, {"name": name})

    async def terminateInstance(self, region: str, instanceId: str) -> InstanceTermination:
        """Terminate an instance.

        Terminate one instance, whatever it is doing. Either the scope for this very instance will
        do or the one for its worker type, which the service looks up. A region that it does not
        manage is a 404.

        Args:
            region: Region that the instance runs in, such as `us-east-1`; it must be one that the
                service manages.
            instanceId: EC2 id of the instance, such as `i-0a1b2c3d`.

        Returns:
            What became of an instance that was told to end, in EC2's words.

        Raises:
            TaskclusterFailure: if the call fails; its subclasses tell how.

        API: `DELETE /region/<region>/instance/<instanceId>`, experimental. Scopes:
        `ec2-manager:manage-instances:<region>:<instanceId>` or
        (`ec2-manager:manage-resources:<workerType>` if `hasWorkerType`).
        """
        return await self._session.call(
            operations.terminateInstance, {"region": region, "instanceId": instanceId}
        )

    async def getPrices(self) -> list[Price]:
        """List prices.

        List the current prices of all instance types in all zones of the managed regions, cheapest
        first.

        Returns:
            Prices, cheapest first.

        Raises:
            TaskclusterFailure: if the call fails; its subclasses tell how.

        API: `GET /prices`, experimental. Scopes: none.
        """
        return await self._session.call(operations.getPrices, {})

    async def getSpecificPrices(self, payload: list[PriceRestriction]) -> list[Price]:
        """List prices that meet restrictions.

        List those of the current prices that meet all restrictions given, cheapest first.
        Restrictions that contradict each other leave nothing.

        Args:
            payload: Restrictions that prices must meet, all of them together.

        Returns:
            Prices, cheapest first.

        Raises:
            TaskclusterFailure: if the call fails; its subclasses tell how.

        API: `POST /prices`, experimental. Scopes: none.
        """
        return await self._session.call(operations.getSpecificPrices, {}, payload=payload)

    async def getHealth(self) -> Health:
        """Get the health of the EC2 account.

        Sum up the last 24 hours of all worker types together: how requests for instances and
        instances ended, and what is running now.

        Returns:
            How instances have fared in the last 24 hours, and how many run now.

        Raises:
            TaskclusterFailure: if the call fails; its subclasses tell how.

        API: `GET /health`, experimental. Scopes: none.
        """
        return await self._session.call(operations.getHealth, {})

    async def getRecentErrors(self) -> ErrorList:
        """List recent errors.

        List what went wrong for all worker types in the last 24 hours, oldest first and 1000 at
        most.

        Returns:
            What went wrong with instances in the last 24 hours.

        Raises:
            TaskclusterFailure: if the call fails; its subclasses tell how.

        API: `GET /errors`, experimental. Scopes: none.
        """
        return await self._session.call(operations.getRecentErrors, {})

    async def regions(self) -> RegionList:
        """List managed regions.

        List the regions in which the service manages instances. Made for debugging.

        Returns:
            Regions that the service manages.

        Raises:
            TaskclusterFailure: if the call fails; its subclasses tell how.

        API: `GET /internal/regions`, experimental. Scopes: `ec2-manager:internals`.
        """
        return await self._session.call(operations.regions, {})

    async def amiUsage(self) -> list[AMIUsage]:
        """List AMI usage.

        List which images have been used in which region, and when they last were.

        Returns:
            Images that have been used, one entry for each image and region.

        Raises:
            TaskclusterFailure: if the call fails; its subclasses tell how.

        API: `GET /internal/ami-usage`, experimental. Scopes: `ec2-manager:internals`.
        """
        return await self._session.call(operations.amiUsage, {})

    async def ebsUsage(self) -> list[EBSUsage]:
        """List EBS usage.

        List how many disk volumes there are, and how large they are together, by region, type and
        state.

        Returns:
            Disk volumes of the account, one entry for each region, type and state.

        Raises:
            TaskclusterFailure: if the call fails; its subclasses tell how.

        API: `GET /internal/ebs-usage`, experimental. Scopes: `ec2-manager:internals`.
        """
        return await self._session.call(operations.ebsUsage, {})

    async def dbpoolStats(self) -> DatabasePoolStats:
        """Get database pool statistics.

        Show how busy the connections to the database are. Made for debugging.

        Returns:
            Connections to the database that one process of the service holds.

        Raises:
            TaskclusterFailure: if the call fails; its subclasses tell how.

        API: `GET /internal/db-pool-stats`, experimental. Scopes: `ec2-manager:internals`.
        """
        return await self._session.call(operations.dbpoolStats, {})

    async def allState(self) -> ResourceState:
        """Get all instances.

        List the instances of all worker types on record, with what is known of each. Made for
        debugging; the response can be large.

        Returns:
            Instances on record, of one worker type or of all.

        Raises:
            TaskclusterFailure: if the call fails; its subclasses tell how.

        API: `GET /internal/all-state`, experimental. Scopes: `ec2-manager:internals`.
        """
        return await self._session.call(operations.allState, {})

    async def sqsStats(self) -> dict[str, SQSQueueStats]:
        """Get SQS statistics.

        Show how long the queues are through which EC2 announces changes, one queue in each managed
        region. Made for debugging.

        Returns:
            State of the queue of each managed region, by name of the region.

        Raises:
            TaskclusterFailure: if the call fails; its subclasses tell how.

        API: `GET /internal/sqs-stats`, experimental. Scopes: `ec2-manager:internals`.
        """
        return await self._session.call(operations.sqsStats, {})

    async def purgeQueues(self) -> None:
        """Purge SQS queues.

        Throw away everything that waits in the queues through which EC2 announces changes. The
        record of instances is out of date until the next regular check. Amazon allows this once a
        minute. It is a GET, but it does change things.

        Returns:
            Nothing.

        Raises:
            TaskclusterFailure: if the call fails; its subclasses tell how.

        API: `GET /internal/purge-queues`, experimental. Scopes: `ec2-manager:internals`.
        """
        return await self._session.call(operations.purgeQueues, {})
