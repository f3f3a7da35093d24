"""Static workers, which are created by calls and register with a secret."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection
from datetime import datetime
from functools import partial

from tc_typed.testing.clock import inMilliseconds
from tc_typed.testing.server.errors import ApiError
from tc_typed.testing.services.lookup import notFound
from tc_typed.testing.services.queue.workers import WorkerKey
from tc_typed.testing.services.worker_manager.providers import requireStatic
from tc_typed.testing.services.worker_manager.records import PoolRecord, WorkerRecord
from tc_typed.testing.timeline import Timeline
from tc_typed.worker_manager.models import CreateWorkerRequest


class StaticWorkers:
    """Static workers of all pools, until they expire. Call all methods inside the timeline."""

    def __init__(self, timeline: Timeline, onExpired: Callable[[str, datetime], None]) -> None:
        """Start with the workers in the store.

        Args:
            timeline: Timeline of the local Taskcluster.
            onExpired: Function to call with the pool of each worker that expires, and the time.
        """
        self._timeline = timeline
        self._onExpired = onExpired
        self._records = timeline.store.records("worker-manager.workers", WorkerRecord)
        self._pools: defaultdict[str, dict[WorkerKey, WorkerRecord]] = defaultdict(dict)
        for _, worker in self._records.load():
            self._keep(worker)

    def of(self, workerPoolId: str) -> Collection[WorkerRecord]:
        """Return the workers of a pool."""
        return self._pools.get(workerPoolId, {}).values()

    def find(self, key: WorkerKey) -> WorkerRecord | None:
        """Return a worker; `None` if there is none with this key."""
        return self._pools.get(key.taskQueueId, {}).get(key)

    def get(self, key: WorkerKey) -> WorkerRecord:
        """Return a worker.

        Raises:
            ApiError: with the code ResourceNotFound, if there is none with this key.
        """
        worker = self.find(key)
        if worker is None:
            raise notFound("worker", "/".join(key))
        return worker

    def create(
        self, pool: PoolRecord, key: WorkerKey, request: CreateWorkerRequest, now: datetime
    ) -> WorkerRecord:
        """Create a worker, unless it exists already; return it as the request describes it."""
        requireStatic(pool.providerId, "createWorker")
        worker = WorkerRecord(
            workerPoolId=key.taskQueueId,
            workerGroup=key.workerGroup,
            workerId=key.workerId,
            providerId=pool.providerId,
            capacity=_capacity(request),
            created=now,
            expires=inMilliseconds(request.expires),
            staticSecret=_staticSecret(request),
        )
        existing = self.find(key)
        if existing is None:
            self.put(worker)
        elif not existing.isLike(worker):
            raise ApiError(
                "RequestConflict", f"worker {'/'.join(key)} already exists and is different"
            )
        return worker

    def update(self, key: WorkerKey, request: CreateWorkerRequest) -> WorkerRecord:
        """Replace the expiry, the capacity and the secret of a worker."""
        worker = self.get(key)
        staticSecret = _staticSecret(request)
        worker.expires = inMilliseconds(request.expires)
        worker.capacity = _capacity(request)
        worker.staticSecret = staticSecret
        self.put(worker)
        return worker

    def stop(self, key: WorkerKey) -> None:
        """Mark a worker as stopped. It stays on record until it expires."""
        worker = self.get(key)
        worker.state = "stopped"
        self._records.put("/".join(key), worker)

    def put(self, worker: WorkerRecord) -> None:
        """Store a worker that is new or changed."""
        self._keep(worker)
        self._records.put("/".join(worker.key), worker)

    def _keep(self, worker: WorkerRecord) -> None:
        self._pools[worker.workerPoolId][worker.key] = worker
        self._timeline.at(worker.expires, partial(self._expire, worker.key))

    def _expire(self, key: WorkerKey, time: datetime) -> None:
        worker = self.find(key)
        if worker is None or worker.expires > time:
            return
        del self._pools[key.taskQueueId][key]
        self._records.delete("/".join(key))
        self._onExpired(key.taskQueueId, time)


def _capacity(request: CreateWorkerRequest) -> int:
    return 1 if request.capacity is None else request.capacity


def _staticSecret(request: CreateWorkerRequest) -> str:
    if request.providerInfo is None:
        raise ApiError("InputError", "providerInfo must have a staticSecret")
    return request.providerInfo.staticSecret
