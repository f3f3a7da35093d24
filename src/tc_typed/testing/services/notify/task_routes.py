"""Notifications of tasks, as their routes request, `notify.email.<address>.on-failed` for example.

Texts of tasks are sent as they are: JSON-e in them is not rendered.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Mapping
from functools import partial
from typing import TYPE_CHECKING, TypeAlias

from pydantic import ValidationError

from tc_typed.core.events import Exchange
from tc_typed.notify.models import EmailRequest, MatrixRequest, PulseRequest, SlackRequest
from tc_typed.queue.events import QueueEvents
from tc_typed.queue.models import (
    Task,
    TaskCompletedMessage,
    TaskDefinedMessage,
    TaskExceptionMessage,
    TaskFailedMessage,
    TaskPendingMessage,
    TaskRunningMessage,
    TaskStatus,
)
from tc_typed.testing.messages import Messages
from tc_typed.testing.messages.message_log import SentMessage
from tc_typed.testing.notifications import NotificationRequest
from tc_typed.testing.server.errors import ApiError
from tc_typed.testing.services.notify.state import NotifyState
from tc_typed.testing.services.queue.task_definitions import GetTask

if TYPE_CHECKING:
    from pydantic import JsonValue

log: logging.Logger = logging.getLogger("tc_typed.testing")

IGNORED_REASONS = ("canceled", "deadline-exceeded")
"""Reasons of exceptions without notifications, the same as the default of a real service."""

_ROUTE = re.compile(
    r"route\.notify\.(?P<kind>email|pulse|matrix-room|slack-channel)"
    r"\.(?P<address>.+)\.on-(?P<filter>[a-z]+)"
)

_RESOLVED = ("transition", "resolved", "any")

_EXCHANGES: Mapping[Exchange, tuple[str, ...]] = {
    QueueEvents.taskDefined: ("defined", "transition"),
    QueueEvents.taskPending: ("pending", "transition"),
    QueueEvents.taskRunning: ("running", "transition"),
    QueueEvents.taskCompleted: ("completed", *_RESOLVED),
    QueueEvents.taskFailed: ("failed", *_RESOLVED),
    QueueEvents.taskException: ("exception", *_RESOLVED),
}
"""Exchanges of tasks' messages; for each, the filters that let its messages pass."""

_TaskMessage: TypeAlias = (
    TaskDefinedMessage
    | TaskPendingMessage
    | TaskRunningMessage
    | TaskCompletedMessage
    | TaskFailedMessage
    | TaskExceptionMessage
)


def notifyOfTasks(messages: Messages, notifier: NotifyState, getTask: GetTask) -> None:
    """Send notifications of tasks from now on, as their routes request.

    Args:
        messages: Messages of the local Taskcluster.
        notifier: State of the notify service, which sends the notifications.
        getTask: Function that returns the definition of a task.
    """
    for exchange, filters in _EXCHANGES.items():
        messages.subscribe(exchange, partial(_notify, notifier, getTask, filters))


def _notify(
    notifier: NotifyState, getTask: GetTask, filters: tuple[str, ...], message: SentMessage
) -> None:
    routes = [route for key in message.cc if (route := _ROUTE.fullmatch(key))]
    wanted = [route for route in routes if route["filter"] in filters]
    payload = message.payload
    if not wanted or not isinstance(payload, _TaskMessage) or _isIgnored(payload.status):
        return
    task = getTask(payload.status.taskId)
    state = filters[0]
    for route in wanted:
        try:
            notifier.send(_request(route["kind"], route["address"], state, task, payload.status))
        except ApiError:
            pass  # The address is on the denylist.
        except ValidationError as error:
            log.warning("a notification by %s can't be sent: %s", route[0], error)


def _isIgnored(status: TaskStatus) -> bool:
    return bool(status.runs) and status.runs[-1].reasonResolved in IGNORED_REASONS


def _request(
    kind: str, address: str, state: str, task: Task, status: TaskStatus
) -> NotificationRequest:
    if kind == "pulse":
        return PulseRequest(routingKey=address, message=status.model_dump(mode="json"))
    notify = _object(task.extra or {}, "notify")
    name = task.metadata.name
    summary = f"Task {name} ({status.taskId}) is {state}."
    fields: Mapping[str, JsonValue]
    if kind == "email":
        email = _object(notify, "email")
        fields = {
            "subject": email.get("subject", f"{name}: {state}"[:255]),
            "content": email.get("content", summary),
            "link": email.get("link"),
            "template": email.get("template"),
        }
        return EmailRequest.model_validate({"address": address, **_given(fields)})
    if kind == "matrix-room":
        fields = {
            "body": notify.get("matrixBody", summary),
            "formattedBody": notify.get("matrixFormattedBody"),
            "format": notify.get("matrixFormat"),
            "msgtype": notify.get("matrixMsgtype"),
        }
        return MatrixRequest.model_validate({"roomId": address, **_given(fields)})
    fields = {
        "text": notify.get("slackText", summary),
        "blocks": notify.get("slackBlocks"),
        "attachments": notify.get("slackAttachments"),
    }
    return SlackRequest.model_validate({"channelId": address, **_given(fields)})


def _object(parent: Mapping[str, JsonValue], name: str) -> Mapping[str, JsonValue]:
    """Return the object with a name; an empty one if there is none."""
    value = parent.get(name)
    return value if isinstance(value, dict) else {}


def _given(fields: Mapping[str, JsonValue]) -> Mapping[str, JsonValue]:
    return {name: value for name, value in fields.items() if value is not None}
