"""Ids of task queues, which are also those of worker pools."""

from __future__ import annotations


def splitTaskQueueId(taskQueueId: str) -> tuple[str, str]:
    """Return the provisionerId and the workerType of a task queue.

    Args:
        taskQueueId: Id of the form `provisionerId/workerType`.
    """
    provisionerId, _, workerType = taskQueueId.partition("/")
    return provisionerId, workerType
