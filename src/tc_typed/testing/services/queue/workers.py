"""Workers, task queues and provisioners, as the queue has seen them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from tc_typed.common.models import TaskRunId
from tc_typed.core.models.timestamps import shifted
from tc_typed.queue.models import (
    DeclareWorkerRequest,
    ListProvisionersResponse,
    ListTaskQueuesResponse,
    ListWorkersResponse,
    ListWorkerTypesResponse,
    Provisioner,
    QuarantineWorkerRequest,
    Stability,
    TaskQueue,
    Worker,
    WorkerSummary,
    WorkerType,
)
from tc_typed.testing.clock import inMilliseconds
from tc_typed.testing.server.errors import ApiError
from tc_typed.testing.server.paging import PageRequest, page
from tc_typed.testing.services.lookup import lookUp, notFound
from tc_typed.testing.services.task_queue_ids import splitTaskQueueId
from tc_typed.testing.timeline import Timeline

LIFETIME = timedelta(days=1)
"""Time for which the records of a worker and its task queue are kept after the worker's calls."""

LIFETIME_AFTER_CLAIM_TASK = timedelta(days=5)
"""Time for which the record of a task queue is kept after a claimTask."""

UPDATE_INTERVAL = timedelta(minutes=30)
"""Minimum time between two updates of a record because of claimWork or reclaimTask."""

MOST_RECENT_TASKS = 20
"""Number of runs that the queue remembers for each worker."""

_NEVER_QUARANTINED = timedelta(days=3652)
"""Time since the end of a new worker's quarantine."""

_UNUSED = datetime.min.replace(tzinfo=UTC)
"""Expiry of a new record, until its first use."""

_DESCRIPTION = ""
_STABILITY: Stability = "experimental"


class WorkerKey(NamedTuple):
    """Names that identify a worker."""

    taskQueueId: str
    workerGroup: str
    workerId: str


@dataclass(kw_only=True)
class _Record:
    """A record that is kept as long as workers call the queue."""

    expires: datetime
    lastDateActive: datetime
    updated: datetime | None = None
    """Time of the last update because of claimWork or reclaimTask."""

    def extend(self, now: datetime, expires: datetime) -> None:
        """Update the time of the last activity, and the expiry if the new one is later."""
        self.lastDateActive = now
        self.expires = max(self.expires, expires)

    def recordCall(self, now: datetime) -> bool:
        """Extend the record because of claimWork or reclaimTask, unless that was done recently.

        Returns:
            Whether the record has changed.
        """
        if self.updated is not None and now - self.updated < UPDATE_INTERVAL:
            return False
        self.updated = now
        self.extend(now, shifted(now, LIFETIME))
        return True


@dataclass(kw_only=True)
class _TaskQueue(_Record):
    """A task queue that workers have used."""

    taskQueueId: str

    @property
    def provisionerId(self) -> str:
        return splitTaskQueueId(self.taskQueueId)[0]

    def asTaskQueue(self) -> TaskQueue:
        return TaskQueue(
            taskQueueId=self.taskQueueId,
            description=_DESCRIPTION,
            stability=_STABILITY,
            expires=self.expires,
            lastDateActive=self.lastDateActive,
        )

    def asWorkerType(self) -> WorkerType:
        provisionerId, workerType = splitTaskQueueId(self.taskQueueId)
        return WorkerType(
            taskQueueId=self.taskQueueId,
            provisionerId=provisionerId,
            workerType=workerType,
            description=_DESCRIPTION,
            stability=_STABILITY,
            expires=self.expires,
            lastDateActive=self.lastDateActive,
        )


@dataclass(kw_only=True)
class _Worker(_Record):
    """A worker that has called the queue or was declared."""

    key: WorkerKey
    firstClaim: datetime
    quarantineUntil: datetime
    recentTasks: list[TaskRunId] = field(default_factory=list[TaskRunId])

    def recordClaim(self, taskId: str, runId: int) -> None:
        """Remember a run that it has claimed."""
        self.recentTasks.append(TaskRunId(taskId=taskId, runId=runId))
        del self.recentTasks[:-MOST_RECENT_TASKS]

    def isQuarantined(self, now: datetime) -> bool:
        return self.quarantineUntil > now

    def isKept(self, now: datetime) -> bool:
        """Check whether the record still exists. During a quarantine it does not expire."""
        return self.expires > now or self.isQuarantined(now)

    def asWorker(self) -> Worker:
        provisionerId, workerType = splitTaskQueueId(self.key.taskQueueId)
        return Worker(
            workerGroup=self.key.workerGroup,
            workerId=self.key.workerId,
            taskQueueId=self.key.taskQueueId,
            provisionerId=provisionerId,
            workerType=workerType,
            recentTasks=list(self.recentTasks),
            quarantineUntil=self.quarantineUntil,
            firstClaim=self.firstClaim,
            lastDateActive=self.lastDateActive,
            expires=self.expires,
        )

    def asSummary(self, now: datetime) -> WorkerSummary:
        return WorkerSummary(
            workerGroup=self.key.workerGroup,
            workerId=self.key.workerId,
            latestTask=self.recentTasks[-1] if self.recentTasks else None,
            quarantineUntil=self.quarantineUntil if self.isQuarantined(now) else None,
            firstClaim=self.firstClaim,
            lastDateActive=self.lastDateActive,
        )


class Workers:
    """Workers and task queues that the queue has seen. Safe to use from several threads.

    Methods with an argument `now` must be called inside the timeline.
    """

    def __init__(self, timeline: Timeline) -> None:
        """Start with the workers in the store that are still kept.

        Args:
            timeline: Timeline of the local Taskcluster.
        """
        self._timeline = timeline
        self._queues: dict[str, _TaskQueue] = {}
        self._workers: dict[WorkerKey, _Worker] = {}
        self._queueRecords = timeline.store.records("queue.taskQueues", _TaskQueue)
        self._workerRecords = timeline.store.records("queue.workers", _Worker)
        with timeline.enter() as now:
            self._load(now)

    def _load(self, now: datetime) -> None:
        for taskQueueId, queue in self._queueRecords.load():
            if queue.expires > now:
                self._queues[taskQueueId] = queue
            else:
                self._queueRecords.delete(taskQueueId)
        for key, worker in self._workerRecords.load():
            if worker.isKept(now):
                self._workers[worker.key] = worker
            else:
                self._workerRecords.delete(key)

    # Calls of workers

    def recordCall(self, key: WorkerKey, now: datetime) -> None:
        """Record that a worker has called claimWork or reclaimTask."""
        queue, worker = self._taskQueue(key.taskQueueId, now), self._worker(key, now)
        # Workers that wait for work call several times per second.
        if queue.recordCall(now):
            self._putTaskQueue(queue)
        if worker.recordCall(now):
            self._putWorker(worker)

    def recordClaimTask(self, key: WorkerKey, now: datetime) -> None:
        """Record that a worker has called claimTask."""
        queueExpires = shifted(now, LIFETIME_AFTER_CLAIM_TASK)
        queue, worker = self._taskQueue(key.taskQueueId, now), self._worker(key, now)
        queue.extend(now, queueExpires)
        worker.extend(now, shifted(now, LIFETIME))
        self._putTaskQueue(queue)
        self._putWorker(worker)

    def recordClaim(self, key: WorkerKey, taskId: str, runId: int, now: datetime) -> None:
        """Record that a worker has claimed a run."""
        self.recordCall(key, now)
        worker = self._worker(key, now)
        worker.recordClaim(taskId, runId)
        self._putWorker(worker)

    def isQuarantined(self, key: WorkerKey, now: datetime) -> bool:
        """Check whether a worker is in quarantine and must get no tasks."""
        worker = self._workers.get(key)
        return worker is not None and worker.isQuarantined(now)

    # Workers

    def declareWorker(self, key: WorkerKey, request: DeclareWorkerRequest) -> Worker:
        """Create or update the record of a worker. Its expiry never becomes earlier."""
        expires = inMilliseconds(request.expires)
        with self._timeline.enter() as now:
            queue, worker = self._taskQueue(key.taskQueueId, now), self._worker(key, now)
            queue.extend(now, expires)
            worker.extend(now, expires)
            self._putTaskQueue(queue)
            self._putWorker(worker)
            return worker.asWorker()

    def quarantineWorker(self, key: WorkerKey, request: QuarantineWorkerRequest) -> Worker:
        """Begin, change or end the quarantine of a worker."""
        with self._timeline.enter() as now:
            worker = self._knownWorker(key, now)
            worker.quarantineUntil = inMilliseconds(request.quarantineUntil)
            # Without this, the record could expire at the end of the quarantine.
            worker.expires = max(worker.expires, shifted(now, LIFETIME))
            self._putWorker(worker)
            return worker.asWorker()

    def getWorker(self, key: WorkerKey) -> Worker:
        """Return a worker."""
        with self._timeline.enter() as now:
            return self._knownWorker(key, now).asWorker()

    def listWorkers(
        self, taskQueueId: str, request: PageRequest, *, isQuarantined: bool | None
    ) -> ListWorkersResponse:
        """Return the workers of a task queue, or only those in or out of quarantine."""
        with self._timeline.enter() as now:
            matching = (
                worker
                for worker in self._workers.values()
                if worker.key.taskQueueId == taskQueueId
                and worker.isKept(now)
                and isQuarantined in (None, worker.isQuarantined(now))
            )
            found, token = page(
                matching, lambda worker: f"{worker.key.workerGroup}/{worker.key.workerId}", request
            )
            return ListWorkersResponse(
                workers=[worker.asSummary(now) for worker in found], continuationToken=token
            )

    # Task queues, and the deprecated names for their parts

    def getTaskQueue(self, taskQueueId: str) -> TaskQueue:
        """Return a task queue."""
        return self._knownTaskQueue(taskQueueId).asTaskQueue()

    def listTaskQueues(self, request: PageRequest) -> ListTaskQueuesResponse:
        """Return all task queues."""
        found, token = page(self._keptTaskQueues(), _taskQueueId, request)
        return ListTaskQueuesResponse(
            taskQueues=[queue.asTaskQueue() for queue in found], continuationToken=token
        )

    def getWorkerType(self, taskQueueId: str) -> WorkerType:
        """Return a task queue as a worker type."""
        return self._knownTaskQueue(taskQueueId).asWorkerType()

    def listWorkerTypes(self, provisionerId: str, request: PageRequest) -> ListWorkerTypesResponse:
        """Return the worker types of a provisioner."""
        found, token = page(self._keptTaskQueues(provisionerId), _taskQueueId, request)
        return ListWorkerTypesResponse(
            workerTypes=[queue.asWorkerType() for queue in found], continuationToken=token
        )

    def getProvisioner(self, provisionerId: str) -> Provisioner:
        """Return the provisioner of one or more task queues."""
        queues = self._keptTaskQueues(provisionerId)
        if not queues:
            raise notFound("provisioner", provisionerId)
        return _provisioner(provisionerId, queues)

    def listProvisioners(self, request: PageRequest) -> ListProvisionersResponse:
        """Return the provisioners of all task queues."""
        provisionerIds = {queue.provisionerId for queue in self._keptTaskQueues()}
        found, token = page(provisionerIds, str, request)
        return ListProvisionersResponse(
            provisioners=[self.getProvisioner(provisionerId) for provisionerId in found],
            continuationToken=token,
        )

    # Records

    def _putTaskQueue(self, queue: _TaskQueue) -> None:
        self._queueRecords.put(queue.taskQueueId, queue)

    def _putWorker(self, worker: _Worker) -> None:
        self._workerRecords.put("/".join(worker.key), worker)

    def _taskQueue(self, taskQueueId: str, now: datetime) -> _TaskQueue:
        """Return the record of a task queue; create it if it is missing."""
        queue = self._queues.get(taskQueueId)
        if queue is None or queue.expires <= now:
            queue = _TaskQueue(taskQueueId=taskQueueId, expires=_UNUSED, lastDateActive=now)
            self._queues[taskQueueId] = queue
        return queue

    def _worker(self, key: WorkerKey, now: datetime) -> _Worker:
        """Return the record of a worker; create it if it is missing."""
        worker = self._workers.get(key)
        if worker is None or not worker.isKept(now):
            worker = _Worker(
                key=key,
                expires=_UNUSED,
                firstClaim=now,
                lastDateActive=now,
                quarantineUntil=shifted(now, -_NEVER_QUARANTINED),
            )
            self._workers[key] = worker
        return worker

    def _knownWorker(self, key: WorkerKey, now: datetime) -> _Worker:
        worker = self._workers.get(key)
        if worker is None or not worker.isKept(now):
            raise ApiError(
                "ResourceNotFound",
                f"task queue {key.taskQueueId!r} has no worker {key.workerGroup}/{key.workerId}",
            )
        return worker

    def _keptTaskQueues(self, provisionerId: str | None = None) -> list[_TaskQueue]:
        with self._timeline.enter() as now:
            return [
                queue
                for queue in self._queues.values()
                if queue.expires > now and provisionerId in (None, queue.provisionerId)
            ]

    def _knownTaskQueue(self, taskQueueId: str) -> _TaskQueue:
        kept = {queue.taskQueueId: queue for queue in self._keptTaskQueues()}
        return lookUp(kept, taskQueueId, "task queue")


def _taskQueueId(queue: _TaskQueue) -> str:
    return queue.taskQueueId


def _provisioner(provisionerId: str, queues: Iterable[_TaskQueue]) -> Provisioner:
    return Provisioner(
        provisionerId=provisionerId,
        description=_DESCRIPTION,
        stability=_STABILITY,
        expires=max(queue.expires for queue in queues),
        lastDateActive=max(queue.lastDateActive for queue in queues),
    )
