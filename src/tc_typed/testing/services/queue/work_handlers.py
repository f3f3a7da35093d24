"""API methods of the queue that workers call, and the wait of claimWork for work."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from contextlib import suppress

from tc_typed.queue.models import (
    ClaimedTask,
    ClaimTaskRequest,
    ClaimWorkRequest,
    ClaimWorkResponse,
    ReportExceptionRequest,
)
from tc_typed.testing.server.service import Handler, ReceivedCall
from tc_typed.testing.services.queue.state import QueueState
from tc_typed.testing.services.queue.waiting import ClaimWait, WaitingCalls
from tc_typed.testing.timeline import LOOK_INTERVAL, Timeline


def workHandlers(queue: QueueState, wait: ClaimWait, timeline: Timeline) -> Mapping[str, Handler]:
    """Return the handlers of the methods that workers call.

    Args:
        queue: State of the queue.
        wait: Time that a claimWork waits for work.
        timeline: Timeline of the local Taskcluster.
    """

    def claimTask(call: ReceivedCall) -> ClaimedTask:
        request = call.body(ClaimTaskRequest)
        return queue.claimTask(*_run(call), request.workerGroup, request.workerId)

    return {
        "claimWork": _claimWork(queue, wait, timeline),
        "claimTask": claimTask,
        "reclaimTask": lambda call: queue.reclaimTask(*_run(call)),
        "reportCompleted": lambda call: queue.reportCompleted(*_run(call)),
        "reportFailed": lambda call: queue.reportFailed(*_run(call)),
        "reportException": lambda call: queue.reportException(
            *_run(call), call.body(ReportExceptionRequest).reason
        ),
    }


def _claimWork(queue: QueueState, claimWait: ClaimWait, timeline: Timeline) -> Handler:
    """Return the handler of claimWork, which waits for work."""
    waiting = WaitingCalls()
    queue.onPending(waiting.offer)
    timeline.onWake(waiting.wakeAll)

    async def claimWork(call: ReceivedCall) -> ClaimWorkResponse:
        request, taskQueueId = call.body(ClaimWorkRequest), call.args["taskQueueId"]
        secondsLeft = claimWait.begin()
        with waiting.join(taskQueueId) as mayHaveWork:
            while True:
                mayHaveWork.clear()
                tasks = queue.claimWork(
                    taskQueueId, request.workerGroup, request.workerId, request.tasks or 1
                )
                left = secondsLeft()
                if tasks is None or tasks or not left:
                    break
                with suppress(TimeoutError):
                    async with asyncio.timeout(min(left, LOOK_INTERVAL)):
                        await mayHaveWork.wait()
                # Nothing else runs between this check of the connection and the next claim, so no
                # task is claimed for a caller that has disconnected.
                if await call.isDisconnected():
                    break
        return ClaimWorkResponse(tasks=tasks or [])

    return claimWork


def _run(call: ReceivedCall) -> tuple[str, int]:
    return call.args["taskId"], int(call.args["runId"])
