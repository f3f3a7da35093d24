"""Calls of a worker that its drivers have in common."""

from __future__ import annotations

from collections.abc import Coroutine
from typing import TypeVar, overload

from tc_typed.core.client import sessionOf
from tc_typed.queue.aio import Queue as AsyncQueue
from tc_typed.queue.client import Queue
from tc_typed.queue.models import ReportExceptionRequest, TaskStatusResponse
from tc_typed.worker.claim import Claim
from tc_typed.worker.outcomes import Resolution

_CLAIM_TIMEOUT = 60.0
"""Minimum timeout of claimWork in seconds. The queue itself waits about 20 seconds for work."""

_QueueT = TypeVar("_QueueT", Queue, AsyncQueue)


def claimClient(queue: _QueueT) -> _QueueT:
    """Return a copy of a client that waits for work long enough, and leaves retries to the steps.

    Args:
        queue: Client of the worker.
    """
    timeout = max(sessionOf(queue).settings.timeout, _CLAIM_TIMEOUT)
    return queue.use(retries=0, timeout=timeout, totalTimeout=None)


@overload
def report(queue: Queue, claim: Claim, resolution: Resolution) -> TaskStatusResponse: ...


@overload
def report(
    queue: AsyncQueue, claim: Claim, resolution: Resolution
) -> Coroutine[object, object, TaskStatusResponse]: ...


def report(
    queue: Queue | AsyncQueue, claim: Claim, resolution: Resolution
) -> TaskStatusResponse | Coroutine[object, object, TaskStatusResponse]:
    """Call the method of the queue that reports a result.

    Args:
        queue: Client with the task's credentials.
        claim: Claim on the run.
        resolution: Result of the run.
    """
    match resolution:
        case "completed":
            return queue.reportCompleted(claim.taskId, claim.runId)
        case "failed":
            return queue.reportFailed(claim.taskId, claim.runId)
        case reason:
            payload = ReportExceptionRequest(reason=reason)
            return queue.reportException(claim.taskId, claim.runId, payload)
