"""Hooks service of the local Taskcluster."""

from __future__ import annotations

import secrets
from collections.abc import Mapping

from pydantic import TypeAdapter

from tc_typed.common.models import EmptyResponse
from tc_typed.core.models.fields import JsonObject, Unrecognized
from tc_typed.hooks.models import (
    CreateHookRequest,
    FireCause,
    LegacyTaskStatus,
    NoTask,
    TaskState,
    TriggeredTask,
    TriggerTokenResponse,
)
from tc_typed.hooks.operations import OPERATIONS
from tc_typed.testing.server.errors import ApiError
from tc_typed.testing.server.service import Handler, LocalService, ReceivedCall, Result
from tc_typed.testing.services.common import commonHandlers
from tc_typed.testing.services.context import ServiceContext
from tc_typed.testing.services.hooks.firing import Cause, Firing
from tc_typed.testing.services.hooks.state import HooksState
from tc_typed.testing.services.notify.state import NotifyState
from tc_typed.testing.services.queue.creation import TaskCreator

_OBJECT: TypeAdapter[JsonObject] = TypeAdapter(JsonObject)


def hooksState(context: ServiceContext, tasks: TaskCreator, notifier: NotifyState) -> HooksState:
    """Make the state of the hooks service.

    Args:
        context: Parts of the deployment that its services share.
        tasks: Creator of the tasks of hooks that fire.
        notifier: Sender of emails about failures.
    """

    def taskState(taskId: str) -> TaskState | Unrecognized:
        try:
            return tasks.queue.status(taskId).status.state
        except ApiError:  # It does not exist.
            return "unknown"

    firing = Firing(context.timeline, tasks, notifier)
    return HooksState(context.timeline, context.messages, firing, taskState)


def hooksService(hooks: HooksState) -> LocalService:
    """Make the hooks service.

    Args:
        hooks: State of the service.
    """
    return LocalService(OPERATIONS, _handlers(hooks))


def _handlers(hooks: HooksState) -> Mapping[str, Handler]:
    def removeHook(call: ReceivedCall) -> Result:
        hooks.removeHook(*_name(call))
        return EmptyResponse()

    def triggerHookWithToken(call: ReceivedCall) -> Result:
        # The token is compared in constant time, and as bytes because it may be any text.
        given, token = call.args["token"].encode(), hooks.token(*_name(call)).encode()
        if not secrets.compare_digest(given, token):
            raise ApiError("AuthenticationFailed", "the trigger token of the hook is another one")
        return _trigger(hooks, call, "triggerHookWithToken", None)

    return {
        **commonHandlers(),
        "listHookGroups": lambda _: hooks.listHookGroups(),
        "listHooks": lambda call: hooks.listHooks(call.args["hookGroupId"]),
        "hook": lambda call: hooks.hook(*_name(call)),
        "getHookStatus": lambda call: hooks.status(*_name(call)),
        "createHook": lambda call: hooks.createHook(*_name(call), call.body(CreateHookRequest)),
        "updateHook": lambda call: hooks.updateHook(*_name(call), call.body(CreateHookRequest)),
        "removeHook": removeHook,
        "triggerHook": lambda call: _trigger(hooks, call, "triggerHook", call.caller.clientId),
        "getTriggerToken": lambda call: TriggerTokenResponse(token=hooks.token(*_name(call))),
        "resetTriggerToken": lambda call: TriggerTokenResponse(
            token=hooks.resetToken(*_name(call))
        ),
        "triggerHookWithToken": triggerHookWithToken,
        "listLastFires": lambda call: hooks.lastFires(*_name(call), call.page),
    }


def _name(call: ReceivedCall) -> tuple[str, str]:
    return call.args["hookGroupId"], call.args["hookId"]


def _trigger(
    hooks: HooksState, call: ReceivedCall, firedBy: FireCause, clientId: str | None
) -> Result:
    payload = _OBJECT.validate_json(call.signed.content or b"{}")
    taskId = hooks.trigger(*_name(call), Cause(firedBy, payload, clientId))
    if taskId is None:
        return NoTask()
    return TriggeredTask(taskId=taskId, status=LegacyTaskStatus(taskId=taskId))
