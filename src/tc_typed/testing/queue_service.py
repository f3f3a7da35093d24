"""The queue service: which methods of its API the local Taskcluster has, and what they need."""

from __future__ import annotations

import time
from collections.abc import Mapping

from tc_typed.queue.models import (
    ClaimWorkRequest,
    ClaimWorkResponse,
    PingResponse,
    TaskDefinition,
    TaskExceptionRequest,
    TasksRequest,
)
from tc_typed.queue.operations import OPERATIONS
from tc_typed.scopes import ScopeParam
from tc_typed.testing.definitions import completeDefinition, projectOf
from tc_typed.testing.queue import Queue
from tc_typed.testing.service import Call, Handler, ScopeParams, Service


def queueService(queue: Queue) -> Service:
    """Serve a queue.

    Args:
        queue: Keeps the tasks.
    """
    return Service(OPERATIONS, _handlers(queue), _scopeParams(queue))


def _handlers(queue: Queue) -> Mapping[str, Handler]:
    started = time.monotonic()

    def claimWork(call: Call) -> ClaimWorkResponse:
        asked = call.body(ClaimWorkRequest)
        tasks = queue.claimWork(
            call.args["taskQueueId"], asked.workerGroup, asked.workerId, asked.tasks or 1
        )
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
            *_run(call), call.body(TaskExceptionRequest).reason
        ),
        "pendingTasks": lambda call: queue.pendingTasks(call.args["taskQueueId"]),
        "taskQueueCounts": lambda call: queue.taskQueueCounts(call.args["taskQueueId"]),
    }


def _scopeParams(queue: Queue) -> Mapping[str, ScopeParams]:
    def ofTask(call: Call) -> Mapping[str, ScopeParam]:
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


def _taskQueue(call: Call) -> Mapping[str, ScopeParam]:
    task = completeDefinition(call.args["taskId"], call.body(TaskDefinition))
    return {"taskQueueId": task.taskQueueId}


def _taskIds(call: Call) -> list[str]:
    return call.body(TasksRequest).taskIds or []


def _run(call: Call) -> tuple[str, int]:
    return call.args["taskId"], int(call.args["runId"])
