"""Worker pools, which are deleted some time after they have got the null provider."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING

from tc_typed.core.models.timestamps import shifted
from tc_typed.testing.server.errors import ApiError
from tc_typed.testing.server.paging import PageRequest
from tc_typed.testing.services.lookup import notFound
from tc_typed.testing.services.sorted_table import SortedTable
from tc_typed.testing.services.worker_manager.counts import countWorkers
from tc_typed.testing.services.worker_manager.launch_configs import (
    LaunchConfigs,
    joinConfig,
    splitConfig,
)
from tc_typed.testing.services.worker_manager.messages import WorkerManagerMessages
from tc_typed.testing.services.worker_manager.providers import NULL_PROVIDER, checkConfig
from tc_typed.testing.services.worker_manager.records import PoolRecord, WorkerRecord
from tc_typed.testing.timeline import Timeline
from tc_typed.worker_manager.models import (
    CreateWorkerPoolRequest,
    UpdateWorkerPoolRequest,
    WorkerPool,
)

if TYPE_CHECKING:
    from collections.abc import Collection

    from pydantic import JsonValue

DELETION_DELAY = timedelta(hours=1)
"""Time for which a pool with the null provider is kept, and after its last worker has expired."""


class Pools:
    """Worker pools. Call all methods inside the timeline."""

    def __init__(
        self,
        timeline: Timeline,
        messages: WorkerManagerMessages,
        workersOf: Callable[[str], Collection[WorkerRecord]],
    ) -> None:
        """Start with the pools in the store.

        Args:
            timeline: Timeline of the local Taskcluster.
            messages: Messages of the service.
            workersOf: Function that returns the workers of a pool.
        """
        self._timeline = timeline
        self._messages = messages
        self._workersOf = workersOf
        self.launchConfigs: LaunchConfigs = LaunchConfigs(timeline)
        """Launch configurations of all pools."""
        self._records = timeline.store.records("worker-manager.pools", PoolRecord)
        self._pools: SortedTable[PoolRecord] = SortedTable()
        for _, pool in self._records.load():
            self._pools.set(pool.workerPoolId, pool)
            self.expireLater(pool.workerPoolId, pool.lastModified)

    def get(self, workerPoolId: str) -> PoolRecord:
        """Return a pool.

        Raises:
            ApiError: with the code ResourceNotFound, if there is none with this id.
        """
        pool = self._pools.get(workerPoolId)
        if pool is None:
            raise notFound("worker pool", workerPoolId)
        return pool

    def page(self, request: PageRequest) -> tuple[list[PoolRecord], str | None]:
        """Return a page of the pools, sorted by id, and the token for the next page."""
        return self._pools.page(request)

    def model(self, pool: PoolRecord, *, isCounted: bool) -> WorkerPool:
        """Return a pool as it is in responses.

        Args:
            pool: The pool.
            isCounted: Whether its workers are counted; otherwise all numbers are 0.
        """
        active = self.launchConfigs.of(pool.workerPoolId, includeArchived=False)
        return WorkerPool(
            workerPoolId=pool.workerPoolId,
            providerId=pool.providerId,
            description=pool.description,
            created=pool.created,
            lastModified=pool.lastModified,
            config=joinConfig(
                pool.config, {each.launchConfigId: each.configuration for each in active}
            ),
            owner=pool.owner,
            emailOnError=pool.emailOnError,
            **countWorkers(self._workersOf(pool.workerPoolId) if isCounted else ()),
        )

    def create(
        self, workerPoolId: str, request: CreateWorkerPoolRequest, now: datetime
    ) -> WorkerPool:
        """Create a pool, unless it exists with the same definition."""
        config = _config(request)
        checkConfig(request.providerId, config)
        rest, launchConfigs = splitConfig(config)
        existing = self._pools.get(workerPoolId)
        if existing is not None:
            self._createAgain(existing, request, joinConfig(rest, launchConfigs))
            return self.model(existing, isCounted=False)
        pool = PoolRecord(
            workerPoolId=workerPoolId,
            providerId=request.providerId,
            description=request.description,
            owner=request.owner,
            emailOnError=request.emailOnError,
            config=rest,
            created=now,
            lastModified=now,
        )
        changes = self.launchConfigs.replace(workerPoolId, launchConfigs, now)
        self._put(pool)
        self._messages.poolCreated(pool)
        self._messages.launchConfigsChanged(pool, changes)
        return self.model(pool, isCounted=False)

    def _createAgain(
        self, pool: PoolRecord, request: CreateWorkerPoolRequest, config: dict[str, JsonValue]
    ) -> None:
        isSame = (
            pool.providerId == request.providerId
            and pool.description == request.description
            and pool.owner == request.owner
            and pool.emailOnError == request.emailOnError
            and self.model(pool, isCounted=False).config == config
        )
        if not isSame:
            raise ApiError(
                "RequestConflict",
                f"worker pool {pool.workerPoolId} already exists with a different definition",
            )
        self._messages.poolCreated(pool)

    def update(
        self, workerPoolId: str, request: UpdateWorkerPoolRequest, now: datetime
    ) -> WorkerPool:
        """Replace the definition of a pool."""
        config = _config(request)
        checkConfig(request.providerId, config)
        pool = self.get(workerPoolId)
        if request.workerPoolId not in (None, workerPoolId):
            raise ApiError(
                "InputError",
                f"workerPoolId must be {workerPoolId!r}, got {request.workerPoolId!r}",
            )
        rest, launchConfigs = splitConfig(config)
        pool.description = request.description
        pool.owner = request.owner
        pool.emailOnError = request.emailOnError
        return self._change(pool, request.providerId, rest, launchConfigs, now)

    def delete(self, workerPoolId: str, now: datetime) -> WorkerPool:
        """Give a pool the null provider, so that it is deleted when it has no workers."""
        pool = self.get(workerPoolId)
        return self._change(pool, NULL_PROVIDER, pool.config, {}, now)

    def _change(
        self,
        pool: PoolRecord,
        providerId: str,
        config: dict[str, JsonValue],
        launchConfigs: dict[str, dict[str, JsonValue]],
        now: datetime,
    ) -> WorkerPool:
        changes = self.launchConfigs.replace(pool.workerPoolId, launchConfigs, now)
        previousProviderId = pool.providerId
        if providerId != previousProviderId and previousProviderId not in pool.previousProviderIds:
            pool.previousProviderIds.append(previousProviderId)
        pool.providerId = providerId
        pool.config = config
        pool.lastModified = now
        self._put(pool)
        self._messages.poolUpdated(pool, previousProviderId)
        self._messages.launchConfigsChanged(pool, changes)
        return self.model(pool, isCounted=False)

    def _put(self, pool: PoolRecord) -> None:
        self._pools.set(pool.workerPoolId, pool)
        self._records.put(pool.workerPoolId, pool)
        self.expireLater(pool.workerPoolId, pool.lastModified)

    def expireLater(self, workerPoolId: str, time: datetime) -> None:
        """Delete a pool some time after another time, if it then has no workers or provider."""
        self._timeline.at(shifted(time, DELETION_DELAY), partial(self._expire, workerPoolId))

    def _expire(self, workerPoolId: str, time: datetime) -> None:
        pool = self._pools.get(workerPoolId)
        if pool is None or pool.providerId != NULL_PROVIDER or self._workersOf(workerPoolId):
            return
        if shifted(pool.lastModified, DELETION_DELAY) > time:
            return  # It was changed since.
        self._pools.remove(workerPoolId)
        self._records.delete(workerPoolId)
        self.launchConfigs.remove(workerPoolId)


def _config(request: CreateWorkerPoolRequest | UpdateWorkerPoolRequest) -> dict[str, JsonValue]:
    config: dict[str, JsonValue] = request.model_dump(mode="json")["config"]
    return config
