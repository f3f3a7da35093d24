"""Pulse messages of the worker manager, built from its records."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from tc_typed.testing.messages import Messages
from tc_typed.testing.services.queue.workers import WorkerKey
from tc_typed.testing.services.task_queue_ids import splitTaskQueueId
from tc_typed.testing.services.worker_manager.launch_configs import LaunchConfigChanges
from tc_typed.testing.services.worker_manager.records import ErrorRecord, PoolRecord
from tc_typed.worker_manager.events import WorkerManagerEvents
from tc_typed.worker_manager.models import (
    LaunchConfigMessage,
    WorkerPoolErrorMessage,
    WorkerPoolMessage,
)


@dataclass(frozen=True, slots=True)
class WorkerManagerMessages:
    """Messages that the worker manager sends."""

    messages: Messages

    def poolCreated(self, pool: PoolRecord) -> None:
        """Announce that a worker pool has been created."""
        self.messages.publish(
            WorkerManagerEvents.workerPoolCreated,
            WorkerPoolMessage(workerPoolId=pool.workerPoolId, providerId=pool.providerId),
        )

    def poolUpdated(self, pool: PoolRecord, previousProviderId: str) -> None:
        """Announce that a worker pool has been updated, or is going to be deleted."""
        self.messages.publish(
            WorkerManagerEvents.workerPoolUpdated,
            WorkerPoolMessage(
                workerPoolId=pool.workerPoolId,
                providerId=pool.providerId,
                previousProviderId=previousProviderId,
            ),
        )

    def launchConfigsChanged(self, pool: PoolRecord, changes: LaunchConfigChanges) -> None:
        """Announce each launch configuration that a pool has gained, kept or dropped."""
        provisionerId, workerType = splitTaskQueueId(pool.workerPoolId)
        for exchange, launchConfigIds in (
            (WorkerManagerEvents.launchConfigCreated, changes.created),
            (WorkerManagerEvents.launchConfigUpdated, changes.updated),
            (WorkerManagerEvents.launchConfigArchived, changes.archived),
        ):
            for launchConfigId in launchConfigIds:
                self.messages.publish(
                    exchange,
                    LaunchConfigMessage(
                        workerPoolId=pool.workerPoolId,
                        providerId=pool.providerId,
                        launchConfigId=launchConfigId,
                    ),
                    providerId=pool.providerId,
                    provisionerId=provisionerId,
                    workerType=workerType,
                    launchConfigId=launchConfigId,
                )

    def errorReported(
        self, error: ErrorRecord, providerId: str, worker: WorkerKey, now: datetime
    ) -> None:
        """Announce that a worker has reported an error.

        Args:
            error: The error.
            providerId: Provider of the worker pool.
            worker: Worker that has reported it.
            now: Current time.
        """
        provisionerId, workerType = splitTaskQueueId(error.workerPoolId)
        self.messages.publish(
            WorkerManagerEvents.workerPoolError,
            WorkerPoolErrorMessage(
                workerPoolId=error.workerPoolId,
                providerId=providerId,
                errorId=error.errorId,
                kind=error.kind,
                title=error.title,
                workerGroup=worker.workerGroup,
                workerId=worker.workerId,
                timestamp=now,
            ),
            providerId=providerId,
            provisionerId=provisionerId,
            workerType=workerType,
            workerGroup=worker.workerGroup,
            workerId=worker.workerId,
        )
