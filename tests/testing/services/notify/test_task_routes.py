"""Notifications that tasks request with their routes."""

from __future__ import annotations

import logging
from collections.abc import Mapping

import pytest
from tests.testing.conftest import Clock
from tests.testing.samples import definition

from tc_typed.core.events import Exchange
from tc_typed.notify import (
    AddDenylistAddressRequest,
    EmailRequest,
    MatrixRequest,
    NotifyEvents,
    PulseRequest,
    SlackRequest,
)
from tc_typed.queue import QueueEvents, Task, TaskRun, TaskStatus
from tc_typed.queue.models import (
    ExceptionReason,
    TaskCompletedMessage,
    TaskDefinedMessage,
    TaskExceptionMessage,
    TaskFailedMessage,
    TaskPendingMessage,
    TaskRunningMessage,
)
from tc_typed.slugs import slugId
from tc_typed.testing.messages import Messages
from tc_typed.testing.notifications import NotificationRequest, Notifications
from tc_typed.testing.services.notify.state import NotifyState
from tc_typed.testing.services.notify.task_routes import notifyOfTasks
from tc_typed.testing.services.queue.task_definitions import completeDefinition
from tc_typed.testing.state.store import Store
from tc_typed.testing.timeline import Timeline

FILTERS: Mapping[str, set[str]] = {
    "defined": {"on-defined", "on-transition"},
    "pending": {"on-pending", "on-transition"},
    "running": {"on-running", "on-transition"},
    "completed": {"on-completed", "on-resolved", "on-any", "on-transition"},
    "failed": {"on-failed", "on-resolved", "on-any", "on-transition"},
    "exception": {"on-exception", "on-resolved", "on-any", "on-transition"},
}
"""Filters that let the messages about a state pass."""

ALL_FILTERS = sorted({each for filters in FILTERS.values() for each in filters})


class Tasks:
    """A notify service that receives messages of tasks, without a queue."""

    def __init__(self) -> None:
        self.clock = Clock()
        timeline = Timeline(self.clock)
        self.messages = Messages(timeline)
        self.notifications = Notifications(Store())
        self.notifier = NotifyState(timeline, self.messages, self.notifications)
        self.tasks: dict[str, Task] = {}
        notifyOfTasks(self.messages, self.notifier, self.tasks.__getitem__)

    def publish(
        self,
        state: str,
        *routes: str,
        reason: ExceptionReason | str = "malformed-payload",
        extra: object = None,
    ) -> TaskStatus:
        """Publish the message that a task with routes has reached a state."""
        taskId = slugId()
        created = definition(self.clock.now, routes=list(routes), extra=extra or {})
        task = completeDefinition(taskId, created)
        self.tasks[taskId] = task
        status = statusOf(taskId, task, state, reason)
        declaration, message = messageOf(state, status)
        self.messages.publish(declaration, message, [f"route.{route}" for route in routes])
        return status

    def sent(self) -> list[NotificationRequest]:
        return [each.request for each in self.notifications]


def statusOf(taskId: str, task: Task, state: str, reason: str) -> TaskStatus:
    run = TaskRun.model_validate(
        {
            "runId": 0,
            "state": state,
            "reasonCreated": "scheduled",
            "scheduled": task.created,
            "reasonResolved": reason if state == "exception" else None,
        }
    )
    return TaskStatus.model_validate(
        {
            **task.model_dump(include=set(TaskStatus.model_fields)),
            "taskId": taskId,
            "retriesLeft": 5,
            "state": "unscheduled" if state == "defined" else state,
            "runs": [] if state == "defined" else [run],
        }
    )


def messageOf(state: str, status: TaskStatus) -> tuple[Exchange, object]:
    worker = {"runId": 0, "workerGroup": "group", "workerId": "worker"}
    match state:
        case "defined":
            return QueueEvents.taskDefined, TaskDefinedMessage(version=1, status=status)
        case "pending":
            return QueueEvents.taskPending, TaskPendingMessage(version=1, status=status, runId=0)
        case "running":
            running = {"version": 1, "status": status, "takenUntil": status.deadline, **worker}
            return QueueEvents.taskRunning, TaskRunningMessage.model_validate(running)
        case "completed":
            completed = {"version": 1, "status": status, **worker}
            return QueueEvents.taskCompleted, TaskCompletedMessage.model_validate(completed)
        case "failed":
            failed = {"version": 1, "status": status, **worker}
            return QueueEvents.taskFailed, TaskFailedMessage.model_validate(failed)
        case _:
            return QueueEvents.taskException, TaskExceptionMessage(version=1, status=status)


@pytest.mark.parametrize("wanted", ALL_FILTERS)
@pytest.mark.parametrize("state", FILTERS)
def test_the_end_of_a_route_chooses_the_states(state: str, wanted: str) -> None:
    tasks = Tasks()
    tasks.publish(state, f"notify.slack-channel.C1.{wanted}")
    assert bool(tasks.sent()) == (wanted in FILTERS[state])


@pytest.mark.parametrize("wanted", ["on-exception", "on-resolved", "on-any", "on-transition"])
@pytest.mark.parametrize("reason", ["canceled", "deadline-exceeded"])
def test_canceled_and_late_tasks_cause_no_notification(reason: str, wanted: str) -> None:
    tasks = Tasks()
    tasks.publish("exception", f"notify.slack-channel.C1.{wanted}", reason=reason)
    assert tasks.sent() == []
    tasks.publish("exception", f"notify.slack-channel.C1.{wanted}", reason="internal-error")
    assert len(tasks.sent()) == 1


def test_each_kind_of_route_sends_its_kind_of_notification() -> None:
    tasks = Tasks()
    status = tasks.publish(
        "failed",
        "notify.email.first.last@mail.example.com.on-failed",
        "notify.pulse.team.builds.broken.on-failed",
        "notify.matrix-room.!abc:example.com.on-failed",
        "notify.slack-channel.C012.on-failed",
    )
    email, pulse, matrix, slack = tasks.sent()
    assert isinstance(email, EmailRequest)
    assert email.address == "first.last@mail.example.com"
    assert status.taskId in email.content
    assert "failed" in email.subject
    assert isinstance(pulse, PulseRequest)
    assert pulse.routingKey == "team.builds.broken"
    assert TaskStatus.model_validate(pulse.message) == status
    assert isinstance(matrix, MatrixRequest)
    assert matrix.roomId == "!abc:example.com"
    assert status.taskId in matrix.body
    assert isinstance(slack, SlackRequest)
    assert slack.channelId == "C012"
    assert status.taskId in slack.text
    _, published = tasks.messages
    assert published.exchange == NotifyEvents.notify.exchange
    assert published.routingKey == "primary.team.builds.broken"


@pytest.mark.parametrize(
    "route",
    [
        "notify.slack-channel.C1",
        "notify.slack-channel.on-failed",
        "notify.slack-channel..on-failed",
        "notify.sms.123.on-failed",
        "notify.slack-channel.C1.on-failure",
        "notify.slack-channel.C1.on-failed.x",
        "index.notify.slack-channel.C1.on-failed",
    ],
)
def test_other_routes_send_nothing(route: str) -> None:
    tasks = Tasks()
    tasks.publish("failed", route)
    assert tasks.sent() == []


def test_a_task_can_choose_the_texts() -> None:
    tasks = Tasks()
    link = {"text": "Log", "href": "https://example.com/log"}
    tasks.publish(
        "completed",
        "notify.email.a@example.com.on-completed",
        "notify.matrix-room.!a:b.on-completed",
        "notify.slack-channel.C1.on-completed",
        extra={
            "notify": {
                "email": {"subject": "s", "content": "c", "link": link, "template": "fullscreen"},
                "matrixBody": "b",
                "matrixFormattedBody": "<b>b</b>",
                "matrixFormat": "org.matrix.custom.html",
                "matrixMsgtype": "m.emote",
                "slackText": "t",
                "slackBlocks": [{"type": "divider"}],
                "slackAttachments": [{"text": "a"}],
            }
        },
    )
    assert [each.model_dump(mode="json") for each in tasks.sent()] == [
        {
            "address": "a@example.com",
            "subject": "s",
            "content": "c",
            "link": link,
            "template": "fullscreen",
        },
        {
            "roomId": "!a:b",
            "body": "b",
            "formattedBody": "<b>b</b>",
            "format": "org.matrix.custom.html",
            "msgtype": "m.emote",
        },
        {
            "channelId": "C1",
            "text": "t",
            "blocks": [{"type": "divider"}],
            "attachments": [{"text": "a"}],
        },
    ]


@pytest.mark.parametrize("extra", [{"notify": "x"}, {"notify": {"email": ["x"]}}, {"other": 1}])
def test_unusable_texts_are_ignored(extra: object) -> None:
    tasks = Tasks()
    tasks.publish("completed", "notify.email.a@example.com.on-completed", extra=extra)
    assert len(tasks.sent()) == 1


def test_a_task_cannot_redirect_its_email() -> None:
    tasks = Tasks()
    extra = {"notify": {"email": {"address": "b@example.com", "replyTo": "b@example.com"}}}
    tasks.publish("completed", "notify.email.a@example.com.on-completed", extra=extra)
    [email] = tasks.sent()
    assert isinstance(email, EmailRequest)
    assert (email.address, email.replyTo) == ("a@example.com", None)


@pytest.mark.parametrize(
    ("route", "extra"),
    [
        ("notify.email.nobody.on-completed", {}),
        ("notify.email.a@example.com.on-completed", {"notify": {"email": {"subject": ""}}}),
        ("notify.slack-channel.C1.on-completed", {"notify": {"slackText": 5}}),
    ],
)
def test_a_malformed_notification_is_only_logged(
    route: str, extra: object, caplog: pytest.LogCaptureFixture
) -> None:
    tasks = Tasks()
    with caplog.at_level(logging.WARNING):
        tasks.publish("completed", route, "notify.slack-channel.C2.on-resolved", extra=extra)
    assert "can't be sent" in caplog.text
    assert all(isinstance(each, SlackRequest) for each in tasks.sent())
    assert len(tasks.notifications) == (0 if "slackText" in str(extra) else 1)


def test_notifications_to_denied_addresses_are_dropped() -> None:
    tasks = Tasks()
    tasks.notifier.addDenylistAddress(
        AddDenylistAddressRequest(notificationType="slack-channel", notificationAddress="C1")
    )
    routes = [f"notify.slack-channel.{channel}.on-completed" for channel in ("C1", "C2")]
    tasks.publish("completed", *routes)
    assert [each.address for each in tasks.notifications] == ["C2"]


def test_several_routes_with_the_same_text_notify_once() -> None:
    tasks = Tasks()
    routes = [f"notify.slack-channel.C1.on-{state}" for state in ("completed", "resolved", "any")]
    tasks.publish("completed", *routes)
    assert len(tasks.notifications) == 1
