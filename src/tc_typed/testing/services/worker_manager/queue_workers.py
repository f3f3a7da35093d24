"""Workers as the queue has seen them, with data of the worker manager."""

from __future__ import annotations

from collections.abc import Iterator

from tc_typed.queue import models as queue
from tc_typed.testing.server.paging import PageRequest, page
from tc_typed.testing.services.queue.workers import WorkerKey, Workers
from tc_typed.testing.services.worker_manager.records import WorkerRecord
from tc_typed.testing.services.worker_manager.static_workers import StaticWorkers
from tc_typed.worker_manager.models import (
    ListWorkersResponse,
    WorkerDetails,
    WorkerState,
    WorkerSummary,
)

_NO_PROVIDER = "none"
_UNKNOWN_CAPACITY = 0


class QueueWorkers:
    """Workers that have called the queue. Call all methods inside the timeline."""

    def __init__(self, workers: Workers, managed: StaticWorkers) -> None:
        """Join the data of two services.

        Args:
            workers: Workers that the queue has seen.
            managed: Workers of the worker manager.
        """
        self._workers = workers
        self._managed = managed

    def get(self, key: WorkerKey) -> WorkerDetails:
        """Return a worker that the queue has seen."""
        seen, managed = self._workers.getWorker(key), self._managed.find(key)
        return WorkerDetails(
            workerPoolId=key.taskQueueId,
            provisionerId=seen.provisionerId,
            workerType=seen.workerType,
            workerGroup=key.workerGroup,
            workerId=key.workerId,
            providerId=_providerId(managed),
            state=_state(managed),
            capacity=_capacity(managed),
            recentTasks=seen.recentTasks,
            quarantineUntil=seen.quarantineUntil,
            quarantineDetails=seen.quarantineDetails or [],
            firstClaim=seen.firstClaim,
            lastDateActive=seen.lastDateActive,
            expires=seen.expires,
        )

    def list(
        self,
        taskQueueId: str,
        request: PageRequest,
        *,
        isQuarantined: bool | None,
        launchConfigId: str | None,
        state: str | None,
    ) -> ListWorkersResponse:
        """Return the workers of a task queue that the queue has seen, or only those that match.

        Args:
            taskQueueId: Task queue and worker pool of the workers.
            request: Page to return.
            isQuarantined: Whether they are in quarantine; `None` for both.
            launchConfigId: Their launch configuration; no worker here has one.
            state: Their state according to the worker manager; `None` for any.
        """
        matching = (
            key
            for key in self._keys(taskQueueId, isQuarantined=isQuarantined)
            if launchConfigId is None and state in (None, _state(self._managed.find(key)))
        )
        found, token = page(matching, "/".join, request)
        return ListWorkersResponse(
            workers=[self._summary(key) for key in found], continuationToken=token
        )

    def _keys(self, taskQueueId: str, *, isQuarantined: bool | None) -> Iterator[WorkerKey]:
        request = PageRequest()
        while True:
            read = self._workers.listWorkers(taskQueueId, request, isQuarantined=isQuarantined)
            for each in read.workers:
                yield WorkerKey(taskQueueId, each.workerGroup, each.workerId)
            if read.continuationToken is None:
                return
            request = PageRequest(continuationToken=read.continuationToken)

    def _summary(self, key: WorkerKey) -> WorkerSummary:
        seen: queue.Worker = self._workers.getWorker(key)
        managed = self._managed.find(key)
        return WorkerSummary(
            workerPoolId=key.taskQueueId,
            workerGroup=key.workerGroup,
            workerId=key.workerId,
            providerId=_providerId(managed),
            state=_state(managed),
            capacity=_capacity(managed),
            latestTask=seen.recentTasks[-1] if seen.recentTasks else None,
            quarantineUntil=seen.quarantineUntil,
            firstClaim=seen.firstClaim,
            lastDateActive=seen.lastDateActive,
        )


def _providerId(managed: WorkerRecord | None) -> str:
    return _NO_PROVIDER if managed is None else managed.providerId


def _state(managed: WorkerRecord | None) -> WorkerState:
    return "standalone" if managed is None else managed.state


def _capacity(managed: WorkerRecord | None) -> int:
    return _UNKNOWN_CAPACITY if managed is None else managed.capacity
