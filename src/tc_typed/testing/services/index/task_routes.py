"""Indexing of completed tasks, as their routes `index.<path>` request."""

from __future__ import annotations

import logging
from functools import partial
from typing import TYPE_CHECKING

from pydantic import ValidationError

from tc_typed.index import operations
from tc_typed.index.models import InsertTaskRequest
from tc_typed.queue.events import QueueEvents, TaskRoutingKey
from tc_typed.queue.models import Task, TaskCompletedMessage
from tc_typed.testing.messages import Messages
from tc_typed.testing.messages.message_log import SentMessage
from tc_typed.testing.server.arguments import checkArguments
from tc_typed.testing.server.errors import ApiError
from tc_typed.testing.services.index.state import IndexState
from tc_typed.testing.services.queue.task_definitions import GetTask, expiryOf

if TYPE_CHECKING:
    from pydantic import JsonValue

log: logging.Logger = logging.getLogger("tc_typed.testing")

_ROUTE = "route.index."


def indexCompletedTasks(messages: Messages, index: IndexState, getTask: GetTask) -> None:
    """Insert completed tasks into an index from now on, as their routes request.

    Args:
        messages: Messages of the local Taskcluster.
        index: State of the index.
        getTask: Function that returns the definition of a task.
    """
    messages.subscribe(QueueEvents.taskCompleted, partial(_insert, index, getTask))


def _insert(
    index: IndexState, getTask: GetTask, message: SentMessage[TaskCompletedMessage, TaskRoutingKey]
) -> None:
    """Insert the task of a message.

    Like on a real server, nothing happens if a path or the task's `extra.index` is invalid, except
    that it is logged.
    """
    paths = [key.removeprefix(_ROUTE) for key in message.cc if key.startswith(_ROUTE)]
    if not paths:
        return
    taskId = message.payload.status.taskId
    try:
        request = indexRequest(taskId, getTask(taskId))
    except ValidationError as error:
        problems = "; ".join(problem["msg"] for problem in error.errors())
        log.warning("task %s is not indexed, its extra.index is invalid: %s", taskId, problems)
        return
    for path in paths:
        try:
            checkArguments(operations.insertTask, {"indexPath": path})
            index.insertTask(path, request)
        except ApiError as error:
            log.warning("task %s is not indexed at %r: %s", taskId, path, error.message)


def indexRequest(taskId: str, task: Task) -> InsertTaskRequest:
    """Return the request that inserts a completed task.

    Args:
        taskId: Task to insert.
        task: Its definition. Values of `extra.index` replace the defaults: the rank 0, no data, and
            the expiry of the task.

    Raises:
        ValidationError: if a value of `extra.index` is invalid.
    """
    values: dict[str, object] = {
        "taskId": taskId,
        "rank": 0,
        "data": {},
        "expires": expiryOf(task),
    }
    options: JsonValue = task.extra.get("index")
    if isinstance(options, dict):
        chosen = {name: options.get(name) for name in ("rank", "data", "expires")}
        values.update({name: value for name, value in chosen.items() if value is not None})
    return InsertTaskRequest.model_validate(values)
