"""Notify service of the local Taskcluster: its API methods, and the notifications of tasks."""

from __future__ import annotations

from collections.abc import Mapping

from tc_typed.notify.models import (
    AddDenylistAddressRequest,
    EmailRequest,
    MatrixRequest,
    PulseRequest,
    SlackRequest,
)
from tc_typed.notify.operations import OPERATIONS
from tc_typed.testing.notifications import NotificationRequest
from tc_typed.testing.server.service import Handler, LocalService, ReceivedCall, Reply
from tc_typed.testing.services.common import NO_CONTENT, commonHandlers
from tc_typed.testing.services.context import ServiceContext
from tc_typed.testing.services.notify.state import NotifyState
from tc_typed.testing.services.notify.task_routes import notifyOfTasks
from tc_typed.testing.services.queue.task_definitions import GetTask

_DONE = Reply(content="OK")


def notifyService(context: ServiceContext, notifier: NotifyState, getTask: GetTask) -> LocalService:
    """Make the notify service.

    Args:
        context: Parts of the deployment that its services share.
        notifier: State of the service.
        getTask: Function that returns the definition of a task.
    """
    notifyOfTasks(context.messages, notifier, getTask)
    return LocalService(OPERATIONS, _handlers(notifier))


def _handlers(notifier: NotifyState) -> Mapping[str, Handler]:
    def sender(kind: type[NotificationRequest]) -> Handler:
        return lambda call: _DONE if notifier.send(call.body(kind)) else NO_CONTENT

    def addDenylistAddress(call: ReceivedCall) -> Reply:
        notifier.addDenylistAddress(call.body(AddDenylistAddressRequest))
        return _DONE

    def deleteDenylistAddress(call: ReceivedCall) -> Reply:
        notifier.deleteDenylistAddress(call.body(AddDenylistAddressRequest))
        return _DONE

    return {
        **commonHandlers(),
        "email": sender(EmailRequest),
        "pulse": sender(PulseRequest),
        "matrix": sender(MatrixRequest),
        "slack": sender(SlackRequest),
        "addDenylistAddress": addDenylistAddress,
        "deleteDenylistAddress": deleteDenylistAddress,
        "listDenylist": lambda call: notifier.listDenylist(call.page),
    }
