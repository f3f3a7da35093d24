"""API methods of the queue for tasks: single ones, task groups and the tasks of task queues."""

from __future__ import annotations

from collections.abc import Mapping

from tc_typed.queue.models import (
    ChangeTaskPriorityRequest,
    TaskDefinition,
    TaskQueueCountsBatchRequest,
    TasksRequest,
)
from tc_typed.scopes.patterns import ScopeParam
from tc_typed.testing.server.service import Handler, ReceivedCall, ScopeParams
from tc_typed.testing.services.queue.state import QueueState
from tc_typed.testing.services.queue.task_definitions import taskQueueIdOf
from tc_typed.testing.services.task_queue_ids import splitTaskQueueId


def taskHandlers(queue: QueueState) -> Mapping[str, Handler]:
    """Return the handlers of the methods for single tasks and for lists of tasks.

    Args:
        queue: State of the queue.
    """
    return {
        "createTask": lambda call: queue.createTask(call.args["taskId"], call.body(TaskDefinition)),
        "task": lambda call: queue.task(call.args["taskId"]),
        "tasks": lambda call: queue.tasks(_taskIds(call), call.page),
        "status": lambda call: queue.status(call.args["taskId"]),
        "statuses": lambda call: queue.statuses(_taskIds(call), call.page),
        "listDependentTasks": lambda call: queue.listDependentTasks(call.args["taskId"], call.page),
        "scheduleTask": lambda call: queue.scheduleTask(call.args["taskId"]),
        "rerunTask": lambda call: queue.rerunTask(call.args["taskId"]),
        "cancelTask": lambda call: queue.cancelTask(call.args["taskId"]),
        "changeTaskPriority": lambda call: queue.changeTaskPriority(
            call.args["taskId"], call.body(ChangeTaskPriorityRequest).newPriority
        ),
    }


def groupHandlers(queue: QueueState) -> Mapping[str, Handler]:
    """Return the handlers of the methods for task groups.

    Args:
        queue: State of the queue.
    """
    return {
        "listTaskGroup": lambda call: queue.listTaskGroup(call.args["taskGroupId"], call.page),
        "cancelTaskGroup": lambda call: queue.cancelTaskGroup(call.args["taskGroupId"]),
        "getTaskGroup": lambda call: queue.getTaskGroup(call.args["taskGroupId"]),
        "sealTaskGroup": lambda call: queue.sealTaskGroup(call.args["taskGroupId"]),
        "changeTaskGroupPriority": lambda call: queue.changeTaskGroupPriority(
            call.args["taskGroupId"], call.body(ChangeTaskPriorityRequest).newPriority
        ),
    }


def taskQueueHandlers(queue: QueueState) -> Mapping[str, Handler]:
    """Return the handlers of the methods for the tasks in task queues.

    Args:
        queue: State of the queue.
    """
    return {
        "pendingTasks": lambda call: queue.pendingTasks(call.args["taskQueueId"]),
        "taskQueueCounts": lambda call: queue.taskQueueCounts(call.args["taskQueueId"]),
        "taskQueueCountsBatch": lambda call: queue.taskQueueCountsBatch(
            call.body(TaskQueueCountsBatchRequest).taskQueueIds
        ),
        "listPendingTasks": lambda call: queue.listPendingTasks(
            call.args["taskQueueId"], call.page
        ),
        "listClaimedTasks": lambda call: queue.listClaimedTasks(
            call.args["taskQueueId"], call.page
        ),
    }


def taskScopeParams(queue: QueueState) -> Mapping[str, ScopeParams]:
    """Return functions for those methods whose scopes depend on a task or task group.

    Args:
        queue: State of the queue.
    """

    def ofDefinition(call: ReceivedCall) -> Mapping[str, ScopeParam]:
        return {"taskQueueId": taskQueueIdOf(call.body(TaskDefinition))}

    def ofTask(call: ReceivedCall) -> Mapping[str, ScopeParam]:
        task = queue.getRecord(call.args["taskId"])
        provisionerId, workerType = splitTaskQueueId(task.taskQueueId)
        return {
            "taskGroupId": task.taskGroupId,
            "schedulerId": task.schedulerId,
            "projectId": task.projectId,
            "taskQueueId": task.taskQueueId,
            "provisionerId": provisionerId,
            "workerType": workerType,
        }

    def ofGroup(call: ReceivedCall) -> Mapping[str, ScopeParam]:
        return {"schedulerId": queue.getGroupRecord(call.args["taskGroupId"]).schedulerId}

    return {
        "createTask": ofDefinition,
        "scheduleTask": ofTask,
        "rerunTask": ofTask,
        "cancelTask": ofTask,
        "changeTaskPriority": ofTask,
        "claimTask": ofTask,
        "sealTaskGroup": ofGroup,
        "cancelTaskGroup": ofGroup,
        "changeTaskGroupPriority": ofGroup,
    }


def _taskIds(call: ReceivedCall) -> list[str]:
    return call.body(TasksRequest).taskIds or []
