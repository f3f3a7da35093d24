"""State of the hooks service: hooks with their schedules and bindings. No HTTP."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING

from tc_typed.core.events import Exchange
from tc_typed.core.models.fields import Unrecognized
from tc_typed.hooks.events import HookRoutingKey, HooksEvents
from tc_typed.hooks.models import (
    CreateHookRequest,
    FireFailure,
    FireSuccess,
    Hook,
    HookChangedMessage,
    HookFire,
    HookStatus,
    LastFire,
    ListHookGroupsResponse,
    ListHooksResponse,
    ListLastFiresResponse,
    NeverFired,
    TaskState,
)
from tc_typed.slugs import slugId
from tc_typed.testing.clock import inMilliseconds
from tc_typed.testing.messages import Messages
from tc_typed.testing.server.errors import ApiError
from tc_typed.testing.server.paging import PageRequest, pageByNumber
from tc_typed.testing.services.hooks.bindings import Deliveries
from tc_typed.testing.services.hooks.firing import Cause, Firing
from tc_typed.testing.services.hooks.records import DeliveryRecord, FireRecord, HookRecord, keyOf
from tc_typed.testing.services.hooks.schedule import checkSchedule, nextDate
from tc_typed.testing.services.lookup import lookUp, notFound
from tc_typed.testing.timeline import Timeline

if TYPE_CHECKING:
    from pydantic import JsonValue

_NOTHING_ACCEPTED: Mapping[str, JsonValue] = {"type": "object", "additionalProperties": False}
"""Default trigger schema."""

_HIGHEST_NUMBER = 10**12 - 1  # of a firing; lists are sorted by the distance from it


class HooksState:
    """Hooks of a local Taskcluster. Safe to use from several threads."""

    def __init__(
        self,
        timeline: Timeline,
        messages: Messages,
        firing: Firing,
        taskState: Callable[[str], TaskState | Unrecognized],
    ) -> None:
        """Start with the hooks in the store.

        Args:
            timeline: Timeline of the local Taskcluster.
            messages: Messages of the local Taskcluster.
            firing: Firing of hooks.
            taskState: Function that returns the present state of a task.
        """
        self._timeline = timeline
        self._messages = messages
        self._firing = firing
        self._taskState = taskState
        self._hooks: dict[str, HookRecord] = {}
        self._bound: dict[str, Hook] = {}
        self._records = timeline.store.records("hooks", HookRecord)
        for _, record in self._records.load():
            self._keep(record)
        self._deliveries = Deliveries(timeline, messages, self._bound.values, self._receive)

    def listHookGroups(self) -> ListHookGroupsResponse:
        """Return the groups that have hooks."""
        with self._timeline.enter():
            groups = {record.hook.hookGroupId for record in self._hooks.values()}
            return ListHookGroupsResponse(groups=sorted(groups))

    def listHooks(self, hookGroupId: str) -> ListHooksResponse:
        """Return the hooks of a group."""
        with self._timeline.enter():
            hooks = [record.hook for record in self._hooks.values()]
        found = [hook for hook in hooks if hook.hookGroupId == hookGroupId]
        if not found:
            raise notFound("hook group", hookGroupId)
        return ListHooksResponse(hooks=sorted(found, key=lambda hook: hook.hookId))

    def hook(self, hookGroupId: str, hookId: str) -> Hook:
        """Return a hook."""
        return self._get(hookGroupId, hookId).hook

    def _get(self, hookGroupId: str, hookId: str) -> HookRecord:
        with self._timeline.enter():
            return lookUp(self._hooks, keyOf(hookGroupId, hookId), "hook")

    def status(self, hookGroupId: str, hookId: str) -> HookStatus:
        """Return the result of a hook's latest firing, and the date of the next one."""
        with self._timeline.enter():
            record = self._get(hookGroupId, hookId)
            fires = self._firing.fires(keyOf(hookGroupId, hookId))
            lastFire = _lastFire(fires[0]) if fires else NeverFired(result="no-fire")
            return HookStatus(lastFire=lastFire, nextScheduledDate=record.nextDate)

    def createHook(self, hookGroupId: str, hookId: str, request: CreateHookRequest) -> Hook:
        """Create a hook. Do nothing but send the message if the same one exists.

        Returns:
            The hook, without bindings if the request has none.
        """
        with self._timeline.enter() as now:
            hook = _hook(hookGroupId, hookId, request)
            _check(hook, now)
            key = keyOf(hookGroupId, hookId)
            former = self._hooks.get(key)
            if former is None:
                self._put(
                    HookRecord(
                        hook=hook.model_copy(update={"bindings": hook.bindings or []}),
                        token=slugId(),
                        nextDate=nextDate(hook.schedule, now),
                    )
                )
            # Like on a real server, a hook that was created without bindings is never the same.
            elif former.hook != hook:
                raise ApiError("RequestConflict", f"the hook {key} already exists")
            self._publish(HooksEvents.hookCreated, hookGroupId, hookId)
            return hook

    def updateHook(self, hookGroupId: str, hookId: str, request: CreateHookRequest) -> Hook:
        """Replace a hook. It keeps its bindings if the request has none."""
        with self._timeline.enter() as now:
            hook = _hook(hookGroupId, hookId, request)
            former = self._get(hookGroupId, hookId)
            if hook.bindings is None:
                hook = hook.model_copy(update={"bindings": former.hook.bindings})
            _check(hook, now)
            self._put(HookRecord(hook, former.token, nextDate(hook.schedule, now)))
            self._publish(HooksEvents.hookUpdated, hookGroupId, hookId)
            return hook

    def removeHook(self, hookGroupId: str, hookId: str) -> None:
        """Remove a hook and its firings, if it exists."""
        key = keyOf(hookGroupId, hookId)
        with self._timeline.enter():
            self._hooks.pop(key, None)
            self._bound.pop(key, None)
            self._records.delete(key)
            self._firing.forget(key)
            self._publish(HooksEvents.hookDeleted, hookGroupId, hookId)

    def token(self, hookGroupId: str, hookId: str) -> str:
        """Return the trigger token of a hook."""
        return self._get(hookGroupId, hookId).token

    def resetToken(self, hookGroupId: str, hookId: str) -> str:
        """Replace the trigger token of a hook, and return the new one."""
        with self._timeline.enter():
            record = self._get(hookGroupId, hookId)
            record.token = slugId()
            self._records.put(keyOf(hookGroupId, hookId), record)
            return record.token

    def trigger(self, hookGroupId: str, hookId: str, cause: Cause) -> str | None:
        """Fire a hook at the request of a caller.

        Args:
            hookGroupId: Group of the hook.
            hookId: Id of the hook.
            cause: Call that fires it.

        Returns:
            Id of the task; `None` if the template rendered to nothing.

        Raises:
            ApiError: if the hook does not exist, the payload does not match its schema, or the task
                can't be created.
        """
        with self._timeline.enter():
            record = self._get(hookGroupId, hookId)
            problem = _payloadProblem(record.hook, cause.payload or {})
            if problem is not None:
                raise ApiError("InputError", problem)
            return self._firing.fire(record, cause)

    def lastFires(
        self, hookGroupId: str, hookId: str, request: PageRequest
    ) -> ListLastFiresResponse:
        """Return the latest firings of a hook, newest first."""
        key = keyOf(hookGroupId, hookId)
        with self._timeline.enter():
            fires = self._firing.fires(key)
            if not fires:
                raise ApiError(
                    "ResourceNotFound", f"there is no hook {key!r}, or it has never fired"
                )
            shown, token = pageByNumber(
                ((_HIGHEST_NUMBER - fire.number, fire) for fire in fires), request
            )
            return ListLastFiresResponse(
                lastFires=[self._hookFire(fire) for fire in shown], continuationToken=token
            )

    def _hookFire(self, fire: FireRecord) -> HookFire:
        return HookFire(
            hookGroupId=fire.hookGroupId,
            hookId=fire.hookId,
            firedBy=fire.firedBy,
            taskId=fire.taskId,
            taskCreateTime=fire.time,
            result=fire.result,
            error=fire.error,
            taskState=self._taskState(fire.taskId),
        )

    def _put(self, record: HookRecord) -> None:
        self._keep(record)
        self._records.put(keyOf(record.hook.hookGroupId, record.hook.hookId), record)

    def _keep(self, record: HookRecord) -> None:
        key = keyOf(record.hook.hookGroupId, record.hook.hookId)
        self._hooks[key] = record
        self._bound.pop(key, None)
        if record.hook.bindings:
            self._bound[key] = record.hook
        self._await(record)

    def _await(self, record: HookRecord) -> None:
        if record.nextDate is not None:
            self._timeline.at(record.nextDate, partial(self._fireOnSchedule, record))

    def _fireOnSchedule(self, record: HookRecord, date: datetime) -> None:
        """Fire a hook whose date has passed.

        The next date is after the present one of the clock, which may have moved far. So a hook
        fires once for all dates that have passed, like on a real server that was down meanwhile.
        """
        key = keyOf(record.hook.hookGroupId, record.hook.hookId)
        # The hook may have been replaced or removed.
        if self._hooks.get(key) is not record or record.nextDate != date:
            return
        record.nextDate = nextDate(record.hook.schedule, inMilliseconds(self._timeline.clock()))
        self._records.put(key, record)
        self._await(record)
        with suppress(ApiError):  # It is among the hook's firings.
            self._firing.fire(record, Cause("schedule"))

    def _receive(self, delivery: DeliveryRecord) -> None:
        """Fire a hook with a message, if the hook still exists and accepts the message."""
        record = self._hooks.get(keyOf(delivery.hookGroupId, delivery.hookId))
        if record is not None and _payloadProblem(record.hook, delivery.payload) is None:
            with suppress(ApiError):  # It is among the hook's firings.
                self._firing.fire(record, Cause("pulseMessage", delivery.payload))

    def _publish(
        self,
        exchange: Exchange[HookChangedMessage, HookRoutingKey],
        hookGroupId: str,
        hookId: str,
    ) -> None:
        self._messages.publish(exchange, HookChangedMessage(hookGroupId=hookGroupId, hookId=hookId))


def _hook(hookGroupId: str, hookId: str, request: CreateHookRequest) -> Hook:
    """Return the hook that a request defines, with the defaults."""
    for name, given, actual in (
        ("hookGroupId", request.hookGroupId, hookGroupId),
        ("hookId", request.hookId, hookId),
    ):
        if given not in (None, actual):
            raise ApiError("InputError", f"{name} must be {actual!r} as in the URL, got {given!r}")
    # The models in the template are dumped, so that plain JSON is stored.
    values: dict[str, JsonValue] = request.model_dump(mode="json")
    defaults: dict[str, JsonValue] = {"schedule": [], "triggerSchema": dict(_NOTHING_ACCEPTED)}
    metadata: dict[str, JsonValue] = request.metadata.model_dump(mode="json")
    return Hook.model_validate(
        {
            **defaults,
            **values,
            "metadata": {"emailOnError": True, **metadata},
            "hookGroupId": hookGroupId,
            "hookId": hookId,
        }
    )


def _check(hook: Hook, now: datetime) -> None:
    from tc_typed.testing.services.hooks.trigger_schema import checkSchema  # noqa: PLC0415  # Importing it can take seconds.

    checkSchedule(hook.schedule, now)
    checkSchema(hook.triggerSchema)


def _payloadProblem(hook: Hook, payload: Mapping[str, JsonValue]) -> str | None:
    from tc_typed.testing.services.hooks.trigger_schema import payloadProblem  # noqa: PLC0415  # Importing it can take seconds.

    return payloadProblem(hook.triggerSchema, payload)


def _lastFire(fire: FireRecord) -> LastFire:
    if fire.result == "success":
        return FireSuccess(result="success", taskId=fire.taskId, time=fire.time)
    try:
        error: JsonValue = json.loads(fire.error)
    except ValueError:
        error = None
    return FireFailure(
        result="error",
        error=error if isinstance(error, dict) else {"message": fire.error},
        time=fire.time,
    )
