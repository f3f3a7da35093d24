"""Queue service of the local Taskcluster: its API methods, and claimWork's wait for work."""

from __future__ import annotations

import asyncio
import time
from collections import defaultdict
from collections.abc import Callable, Generator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import timedelta

from tc_typed.common.models import PingResponse
from tc_typed.core.models.timestamps import shifted
from tc_typed.queue.models import (
    ClaimWorkRequest,
    ClaimWorkResponse,
    ReportExceptionRequest,
    TaskDefinition,
    TasksRequest,
)
from tc_typed.queue.operations import OPERATIONS
from tc_typed.scopes.patterns import ScopeParam
from tc_typed.testing.clock import Clock
from tc_typed.testing.queue_state import QueueState
from tc_typed.testing.service import Handler, LocalService, ReceivedCall, ScopeParams
from tc_typed.testing.task_definitions import completeDefinition, projectOf

LOOK_INTERVAL = 0.25
"""Seconds between checks of a waiting claimWork. A new task wakes it immediately, but nothing wakes
it when a test moves the clock, its caller disconnects or the server is about to stop."""


@dataclass(frozen=True, slots=True)
class ClaimWait:
    """Time that a claimWork waits for work."""

    seconds: float
    """Maximum wait in seconds, by the clock or in real time, whichever ends first."""
    clock: Clock
    isStopping: Callable[[], bool]
    """Function that checks whether the server is about to stop, which ends every wait."""

    def begin(self) -> Callable[[], float]:
        """Begin to wait; return a function that returns the seconds left, 0 if there are none."""
        ends = time.monotonic() + self.seconds
        endsByClock = shifted(self.clock(), timedelta(seconds=self.seconds))

        def secondsLeft() -> float:
            if self.isStopping() or self.clock() >= endsByClock:
                return 0.0
            return max(0.0, ends - time.monotonic())

        return secondsLeft


class _Waiting:
    """Calls to claimWork that wait for work. Each new task is offered to one call at a time.

    Used only in the server's event loop.
    """

    def __init__(self) -> None:
        # A dict, because it keeps the order in which the calls arrived.
        self._calls: defaultdict[str, dict[asyncio.Event, None]] = defaultdict(dict)

    @contextmanager
    def join(self, taskQueueId: str) -> Generator[asyncio.Event]:
        """Register a call that waits for work; the event is set when there may be work."""
        calls, event = self._calls[taskQueueId], asyncio.Event()
        calls[event] = None
        try:
            yield event
        finally:
            del calls[event]
            # The call may not have claimed the task that it was woken for, for example because its
            # caller has disconnected. The next call may claim it.
            if event.is_set():
                self.offer(taskQueueId)

    def offer(self, taskQueueId: str) -> None:
        """Wake the call that has waited longest, of those that have not been woken yet."""
        event = next((each for each in self._calls[taskQueueId] if not each.is_set()), None)
        if event is not None:
            event.set()


def queueService(queue: QueueState, claimWait: ClaimWait) -> LocalService:
    """Make the queue service.

    Args:
        queue: State of the queue.
        claimWait: Time that a claimWork waits for work.
    """
    return LocalService(OPERATIONS, _handlers(queue, claimWait), _scopeParams(queue))


def _handlers(queue: QueueState, claimWait: ClaimWait) -> Mapping[str, Handler]:
    started = time.monotonic()
    waiting = _Waiting()
    queue.onPending(waiting.offer)

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
                if tasks or not left:
                    break
                with suppress(TimeoutError):
                    async with asyncio.timeout(min(left, LOOK_INTERVAL)):
                        await mayHaveWork.wait()
                # Nothing else runs between this check of the connection and the next claim, so no
                # task is claimed for a caller that has disconnected.
                if await call.isGone():
                    break
        return ClaimWorkResponse(tasks=tasks)

    return {
        "ping": lambda _: PingResponse(alive=True, uptime=time.monotonic() - started),
        "createTask": lambda call: queue.createTask(call.args["taskId"], call.body(TaskDefinition)),
        "task": lambda call: queue.task(call.args["taskId"]),
        "tasks": lambda call: queue.tasks(_taskIds(call), call.page),
        "status": lambda call: queue.status(call.args["taskId"]),
        "statuses": lambda call: queue.statuses(_taskIds(call), call.page),
        "listTaskGroup": lambda call: queue.listTaskGroup(call.args["taskGroupId"], call.page),
        "getTaskGroup": lambda call: queue.getTaskGroup(call.args["taskGroupId"]),
        "listDependentTasks": lambda call: queue.listDependentTasks(call.args["taskId"], call.page),
        "scheduleTask": lambda call: queue.scheduleTask(call.args["taskId"]),
        "rerunTask": lambda call: queue.rerunTask(call.args["taskId"]),
        "cancelTask": lambda call: queue.cancelTask(call.args["taskId"]),
        "claimWork": claimWork,
        "reclaimTask": lambda call: queue.reclaimTask(*_run(call)),
        "reportCompleted": lambda call: queue.reportCompleted(*_run(call)),
        "reportFailed": lambda call: queue.reportFailed(*_run(call)),
        "reportException": lambda call: queue.reportException(
            *_run(call), call.body(ReportExceptionRequest).reason
        ),
        "pendingTasks": lambda call: queue.pendingTasks(call.args["taskQueueId"]),
        "taskQueueCounts": lambda call: queue.taskQueueCounts(call.args["taskQueueId"]),
    }


def _scopeParams(queue: QueueState) -> Mapping[str, ScopeParams]:
    def ofTask(call: ReceivedCall) -> Mapping[str, ScopeParam]:
        task = queue.task(call.args["taskId"])
        return {
            "taskGroupId": task.taskGroupId,
            "schedulerId": task.schedulerId,
            "projectId": projectOf(task),
        }

    return {
        "createTask": _taskQueue,
        "scheduleTask": ofTask,
        "rerunTask": ofTask,
        "cancelTask": ofTask,
    }


def _taskQueue(call: ReceivedCall) -> Mapping[str, ScopeParam]:
    task = completeDefinition(call.args["taskId"], call.body(TaskDefinition))
    return {"taskQueueId": task.taskQueueId}


def _taskIds(call: ReceivedCall) -> list[str]:
    return call.body(TasksRequest).taskIds or []


def _run(call: ReceivedCall) -> tuple[str, int]:
    return call.args["taskId"], int(call.args["runId"])
