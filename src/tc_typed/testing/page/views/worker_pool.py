"""The page of a worker pool."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tc_typed.testing.page.arguments import Arguments
from tc_typed.testing.page.paging import PAGE_SIZE
from tc_typed.testing.page.reader import Reader
from tc_typed.worker_manager.models import (
    ListWorkerPoolErrorsResponse,
    ListWorkerPoolLaunchConfigsResponse,
    ListWorkersForWorkerPoolResponse,
    Worker,
    WorkerPool,
    WorkerPoolError,
    WorkerPoolLaunchConfig,
)


@dataclass(frozen=True, slots=True)
class WorkerPoolPage:
    """A worker pool, with its workers, errors and launch configurations."""

    pool: WorkerPool
    workerPoolId: str
    workers: Sequence[Worker]
    errors: Sequence[WorkerPoolError]
    """Errors, the latest one first."""
    launchConfigs: Sequence[WorkerPoolLaunchConfig]
    isCut: bool
    """Whether there are more workers, errors or launch configurations."""


def workerPool(reader: Reader, arguments: Arguments) -> WorkerPoolPage:
    """Return the page of a worker pool.

    Raises:
        ApiError: with the code ResourceNotFound, if it does not exist.
    """
    poolId, service, limit = arguments.path["workerPoolId"], "worker-manager", str(PAGE_SIZE)
    pool = reader.call(service, "workerPool", WorkerPool, poolId)
    workers = reader.call(
        service, "listWorkersForWorkerPool", ListWorkersForWorkerPoolResponse, poolId, limit=limit
    )
    errors = reader.call(
        service, "listWorkerPoolErrors", ListWorkerPoolErrorsResponse, poolId, limit=limit
    )
    configs = reader.call(
        service,
        "listWorkerPoolLaunchConfigs",
        ListWorkerPoolLaunchConfigsResponse,
        poolId,
        limit=limit,
    )
    return WorkerPoolPage(
        pool=pool,
        workerPoolId=poolId,
        workers=workers.workers,
        errors=sorted(errors.workerPoolErrors, key=lambda each: each.reported, reverse=True),
        launchConfigs=configs.workerPoolLaunchConfigs,
        isCut=any(each.continuationToken for each in (workers, errors, configs)),
    )
