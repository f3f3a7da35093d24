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
    """The EC2 manager started, monitored and terminated EC2 instances for the AWS provisioner, kept
    a record of them, and tracked spot market prices.

    The only Taskcluster concept that it used was `workerType`, as the name of a group of instances.
    Most of its methods were experimental, and those under `/internal` were for its own developers.
    It ran next to the provisioner at taskcluster.net until the move to redeployable Taskcluster in
    November 2019; the clients included it up to release 22.1.1, and 23.0.0 dropped it.
    `WorkerManager` has replaced it and calls EC2 directly.
    """

    serviceName: ClassVar[str] = "ec2-manager"
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

    async def listWorkerTypes(self) -> list[str]:
        """List worker types.

        List the names of all worker types that currently have instances. Intended for debugging.

        Returns:
            Names of the worker types that have instances, in alphabetical order.

        Raises:
            TaskclusterFailure: if the call fails; subclasses distinguish the causes.

        API: `GET /worker-types`, experimental. Scopes: none.
        """
        return await self._session.call(operations.listWorkerTypes, {})

    async def runInstance(self, workerType: str, payload: RunInstanceRequest) -> None:
        """Run an instance.

        Start one instance for a worker type. The service tags it, records it under the worker type
        and counts it from then on. Repeating the call with the same `ClientToken` does not start a
        second one. Fails with a 400 if EC2 rejects the launch information.

        Args:
            workerType: Name of the worker type that the instances belong to.
            payload: Instance to start.

        Returns:
            Nothing.

        Raises:
            TaskclusterFailure: if the call fails; subclasses distinguish the causes.

        API: `PUT /worker-types/<workerType>/instance`, experimental. Scopes:
        `ec2-manager:manage-resources:<workerType>`.
        """
        return await self._session.call(
            operations.runInstance, {"workerType": workerType}, payload=payload
        )

    async def terminateWorkerType(self, workerType: str) -> None:
        """Terminate a worker type.

        Terminate all instances of a worker type in all regions, even busy ones.

        Args:
            workerType: Name of the worker type that the instances belong to.

        Returns:
            Nothing.

        Raises:
            TaskclusterFailure: if the call fails; subclasses distinguish the causes.

        API: `DELETE /worker-types/<workerType>/resources`, experimental. Scopes:
        `ec2-manager:manage-resources:<workerType>`.
        """
        return await self._session.call(operations.terminateWorkerType, {"workerType": workerType})

    async def workerTypeStats(self, workerType: str) -> ResourceStats:
        """Get instance counts of a worker type.

        Count the starting and the running instances of a worker type, by instance type.

        Args:
            workerType: Name of the worker type that the instances belong to.

        Returns:
            Instance counts of a worker type.

        Raises:
            TaskclusterFailure: if the call fails; subclasses distinguish the causes.

        API: `GET /worker-types/<workerType>/stats`, experimental. Scopes: none.
        """
        return await self._session.call(operations.workerTypeStats, {"workerType": workerType})

    async def workerTypeHealth(self, workerType: str) -> Health:
        """Get the health of a worker type.

        Summarise the last 24 hours of a worker type: outcomes of instance requests, reasons for
        terminations, and the instances running now.

        Args:
            workerType: Name of the worker type that the instances belong to.

        Returns:
            Health of instances over the last 24 hours, and the number running now.

        Raises:
            TaskclusterFailure: if the call fails; subclasses distinguish the causes.

        API: `GET /worker-types/<workerType>/health`, experimental. Scopes: none.
        """
        return await self._session.call(operations.workerTypeHealth, {"workerType": workerType})

    async def workerTypeErrors(self, workerType: str) -> ErrorList:
        """List errors of a worker type.

        List a worker type's errors of the last 24 hours, oldest first and 1000 at most: instances
        that EC2 refused to start, and instances that ended abnormally.

        Args:
            workerType: Name of the worker type that the instances belong to.

        Returns:
            Instance errors of the last 24 hours.

        Raises:
            TaskclusterFailure: if the call fails; subclasses distinguish the causes.

        API: `GET /worker-types/<workerType>/errors`, experimental. Scopes: none.
        """
        return await self._session.call(operations.workerTypeErrors, {"workerType": workerType})

    async def workerTypeState(self, workerType: str) -> ResourceState:
        """Get instances of a worker type.

        List all recorded instances of a worker type with their details.

        Args:
            workerType: Name of the worker type that the instances belong to.

        Returns:
            Recorded instances of one worker type or of all.

        Raises:
            TaskclusterFailure: if the call fails; subclasses distinguish the causes.

        API: `GET /worker-types/<workerType>/state`, experimental. Scopes: none.
        """
        return await self._session.call(operations.workerTypeState, {"workerType": workerType})

    async def ensureKeyPair(self, name: str, payload: EnsureKeyPairRequest) -> None:
        """Ensure a key pair.

        Import a public key to EC2 in every managed region that has no key pair of this name yet.
        Existing key pairs are left unchanged, even if their keys differ. This is a GET request with
        the key in its body, which some proxies drop.

        Args:
            name: Name of the key pair; the provisioner used `<prefix>:<workerType>:<hash of the
                key>`.
            payload: Public key to import to EC2.

        Returns:
            Nothing.

        Raises:
            TaskclusterFailure: if the call fails; subclasses distinguish the causes.

        API: `GET /key-pairs/<name>`, experimental. Scopes: `ec2-manager:manage-key-pairs:<name>`.
        """
        return await self._session.call(operations.ensureKeyPair, {"name": name}, payload=payload)

    async def removeKeyPair(self, name: str) -> None:
        """Remove a key pair.

        Delete the key pair of this name from EC2 in every managed region. Succeeds even if there is
        none. Running instances keep the key that they booted with.

        Args:
            name: Name of the key pair; the provisioner used `<prefix>:<workerType>:<hash of the
                key>`.

        Returns:
            Nothing.

        Raises:
            TaskclusterFailure: if the call fails; subclasses distinguish the causes.

        API: `DELETE /key-pairs/<name>`, experimental. Scopes:
        `ec2-manager:manage-key-pairs:<name>`.
        """
        return await self._session.call(operations.removeKeyPair, {"name": name})

    async def terminateInstance(self, region: str, instanceId: str) -> InstanceTermination:
        """Terminate an instance.

        Terminate one instance, even if it is busy. You need the scope for this instance or the one
        for its worker type, which the service looks up. Fails with a 404 if the service does not
        manage the region.

        Args:
            region: Region of the instance, such as `us-east-1`. The service must manage it.
            instanceId: EC2 id of the instance, such as `i-0a1b2c3d`.

        Returns:
            Change of state of a terminated instance, in EC2's terms.

        Raises:
            TaskclusterFailure: if the call fails; subclasses distinguish the causes.

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
            TaskclusterFailure: if the call fails; subclasses distinguish the causes.

        API: `GET /prices`, experimental. Scopes: none.
        """
        return await self._session.call(operations.getPrices, {})

    async def getSpecificPrices(self, payload: list[PriceRestriction]) -> list[Price]:
        """List prices that meet restrictions.

        List the current prices that meet all given restrictions, cheapest first. Contradictory
        restrictions match nothing.

        Args:
            payload: Restrictions, all of which a price must meet.

        Returns:
            Prices, cheapest first.

        Raises:
            TaskclusterFailure: if the call fails; subclasses distinguish the causes.

        API: `POST /prices`, experimental. Scopes: none.
        """
        return await self._session.call(operations.getSpecificPrices, {}, payload=payload)

    async def getHealth(self) -> Health:
        """Get the health of the EC2 account.

        Summarise the last 24 hours of all worker types together: outcomes of instance requests,
        reasons for terminations, and the instances running now.

        Returns:
            Health of instances over the last 24 hours, and the number running now.

        Raises:
            TaskclusterFailure: if the call fails; subclasses distinguish the causes.

        API: `GET /health`, experimental. Scopes: none.
        """
        return await self._session.call(operations.getHealth, {})

    async def getRecentErrors(self) -> ErrorList:
        """List recent errors.

        List the errors of all worker types in the last 24 hours, oldest first and 1000 at most.

        Returns:
            Instance errors of the last 24 hours.

        Raises:
            TaskclusterFailure: if the call fails; subclasses distinguish the causes.

        API: `GET /errors`, experimental. Scopes: none.
        """
        return await self._session.call(operations.getRecentErrors, {})

    async def regions(self) -> RegionList:
        """List managed regions.

        List the regions in which the service manages instances. Intended for debugging.

        Returns:
            Regions that the service manages.

        Raises:
            TaskclusterFailure: if the call fails; subclasses distinguish the causes.

        API: `GET /internal/regions`, experimental. Scopes: `ec2-manager:internals`.
        """
        return await self._session.call(operations.regions, {})

    async def amiUsage(self) -> list[AMIUsage]:
        """List AMI usage.

        List the images that have been used in each region, with the time of their last use.

        Returns:
            Images that have been used, with one entry per image and region.

        Raises:
            TaskclusterFailure: if the call fails; subclasses distinguish the causes.

        API: `GET /internal/ami-usage`, experimental. Scopes: `ec2-manager:internals`.
        """
        return await self._session.call(operations.amiUsage, {})

    async def ebsUsage(self) -> list[EBSUsage]:
        """List EBS usage.

        List the number and total size of disk volumes by region, type and state.

        Returns:
            Disk volumes of the account, with one entry per region, type and state.

        Raises:
            TaskclusterFailure: if the call fails; subclasses distinguish the causes.

        API: `GET /internal/ebs-usage`, experimental. Scopes: `ec2-manager:internals`.
        """
        return await self._session.call(operations.ebsUsage, {})

    async def dbpoolStats(self) -> DatabasePoolStats:
        """Get database pool statistics.

        Return usage statistics of the database connections. Intended for debugging.

        Returns:
            Database connections of one process of the service.

        Raises:
            TaskclusterFailure: if the call fails; subclasses distinguish the causes.

        API: `GET /internal/db-pool-stats`, experimental. Scopes: `ec2-manager:internals`.
        """
        return await self._session.call(operations.dbpoolStats, {})

    async def allState(self) -> ResourceState:
        """Get all instances.

        List the recorded instances of all worker types with their details. Intended for debugging;
        the response can be large.

        Returns:
            Recorded instances of one worker type or of all.

        Raises:
            TaskclusterFailure: if the call fails; subclasses distinguish the causes.

        API: `GET /internal/all-state`, experimental. Scopes: `ec2-manager:internals`.
        """
        return await self._session.call(operations.allState, {})

    async def sqsStats(self) -> dict[str, SQSQueueStats]:
        """Get SQS statistics.

        Return the lengths of the queues through which EC2 reports changes, one in each managed
        region. Intended for debugging.

        Returns:
            State of the queue in each managed region, by region name.

        Raises:
            TaskclusterFailure: if the call fails; subclasses distinguish the causes.

        API: `GET /internal/sqs-stats`, experimental. Scopes: `ec2-manager:internals`.
        """
        return await self._session.call(operations.sqsStats, {})

    async def purgeQueues(self) -> None:
        """Purge SQS queues.

        Discard all messages in the queues through which EC2 reports changes. The record of
        instances is then out of date until the next regular check. Amazon allows one purge per
        minute. Although this is a GET request, it changes state.

        Returns:
            Nothing.

        Raises:
            TaskclusterFailure: if the call fails; subclasses distinguish the causes.

        API: `GET /internal/purge-queues`, experimental. Scopes: `ec2-manager:internals`.
        """
        return await self._session.call(operations.purgeQueues, {})
