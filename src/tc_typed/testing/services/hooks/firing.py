"""Firing of hooks: templates rendered to tasks, the record of it, and emails about failures."""

from __future__ import annotations

import json
from collections import deque
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from itertools import count
from typing import TYPE_CHECKING

from tc_typed.core.errors import TaskclusterFailure
from tc_typed.core.texts import cut
from tc_typed.hooks.models import FireCause
from tc_typed.notify.models import EmailRequest
from tc_typed.slugs import slugId
from tc_typed.taskcluster_yml.rendering.hook import renderHook
from tc_typed.testing.server.errors import ApiError
from tc_typed.testing.services.hooks.records import FireRecord, HookRecord, keyOf
from tc_typed.testing.services.notify.state import NotifyState
from tc_typed.testing.services.queue.creation import TaskCreator
from tc_typed.testing.timeline import Timeline

if TYPE_CHECKING:
    from pydantic import JsonValue

MOST_FIRES = 1000
"""Number of latest firings that are kept for each hook."""

_LONGEST_ERROR = 10_000  # characters that are kept


@dataclass(frozen=True, slots=True)
class Cause:
    """Cause of a firing."""

    firedBy: FireCause
    payload: Mapping[str, JsonValue] | None = None
    """Payload of the call, or Pulse message; `None` if the schedule fires the hook."""
    clientId: str | None = None
    """Client that fires the hook, if it is known."""


class Firing:
    """Fires hooks and remembers the results."""

    def __init__(self, timeline: Timeline, tasks: TaskCreator, notifier: NotifyState) -> None:
        """Start with the firings in the store.

        Args:
            timeline: Timeline of the local Taskcluster.
            tasks: Creator of tasks.
            notifier: Sender of emails about failures.
        """
        self._timeline = timeline
        self._tasks = tasks
        self._notifier = notifier
        self._fires: dict[str, deque[FireRecord]] = {}
        self._records = timeline.store.records("hooks.fires", FireRecord)
        last = -1
        for _, fire in self._records.load():
            self._keep(fire)
            last = max(last, fire.number)
        self._numbers = count(last + 1)

    def fires(self, key: str) -> list[FireRecord]:
        """Return the firings of a hook, newest first."""
        return list(self._fires.get(key, ()))

    def forget(self, key: str) -> None:
        """Forget the firings of a hook."""
        for fire in self._fires.pop(key, ()):
            self._records.delete(fire.taskId)

    def fire(self, record: HookRecord, cause: Cause) -> str | None:
        """Fire a hook.

        Args:
            record: The hook.
            cause: Cause of the firing.

        Returns:
            Id of the task; `None` if the template rendered to nothing.

        Raises:
            ApiError: if the template can't be rendered, or the queue refuses the task.
        """
        taskId = slugId()
        with self._timeline.enter() as now:
            try:
                isCreated = self._create(record, taskId, cause, now)
            except ApiError as error:
                self._fail(record, taskId, cause, error, _text(error))
                raise _refusal(record, error) from None
            except TaskclusterFailure as error:
                message = cut(str(error), _LONGEST_ERROR)
                failure = ApiError("InputError", f"While firing the hook:\n\n{message}")
                self._fail(record, taskId, cause, failure, message)
                raise failure from None
            if not isCreated:
                return None
            self._remember(record, taskId, cause)
            return taskId

    def _create(self, record: HookRecord, taskId: str, cause: Cause, now: datetime) -> bool:
        rendering = renderHook(
            record.hook,
            cause.payload,
            firedBy=cause.firedBy,
            clientId=cause.clientId,
            taskId=taskId,
            now=now,
        )
        if rendering is None:
            return False
        self._tasks.create(taskId, rendering.task, "hooks", rendering.scopes)
        return True

    def _fail(
        self, record: HookRecord, taskId: str, cause: Cause, error: ApiError, text: str
    ) -> None:
        self._remember(record, taskId, cause, text)
        self._email(record, taskId, error)

    def _remember(self, record: HookRecord, taskId: str, cause: Cause, error: str = "") -> None:
        hook = record.hook
        with self._timeline.enter() as now:
            fire = FireRecord(
                hookGroupId=hook.hookGroupId,
                hookId=hook.hookId,
                number=next(self._numbers),
                firedBy=cause.firedBy,
                taskId=taskId,
                time=now,
                result="error" if error else "success",
                error=error,
            )
            self._records.put(taskId, fire)
            self._keep(fire)

    def _keep(self, fire: FireRecord) -> None:
        fires = self._fires.setdefault(keyOf(fire.hookGroupId, fire.hookId), deque())
        fires.appendleft(fire)
        if len(fires) > MOST_FIRES:
            self._records.delete(fires.pop().taskId)

    def _email(self, record: HookRecord, taskId: str, error: ApiError) -> None:
        hook = record.hook
        if hook.metadata.emailOnError is False:
            return
        name = keyOf(hook.hookGroupId, hook.hookId)
        request = EmailRequest(
            address=hook.metadata.owner,
            subject=cut(f"Hook {name} failed", 255),
            content=(
                f"The hook `{name}`, which you own, has fired, but its task `{taskId}` could not "
                f"be created.\n\n{error.code}: {error.message}"
            ),
        )
        with suppress(ApiError):  # The owner is on the denylist.
            self._notifier.send(request)


def _text(error: ApiError) -> str:
    content = {"code": error.code, "message": cut(error.message, _LONGEST_ERROR)}
    return json.dumps(content, ensure_ascii=False)


def _refusal(record: HookRecord, error: ApiError) -> ApiError:
    """Return the error of a call that fires a hook whose task the queue refuses."""
    hook = record.hook
    if error.code == "InsufficientScopes":
        role = f"hook-id:{keyOf(hook.hookGroupId, hook.hookId)}"
        return ApiError(
            error.code, f"The role `{role}` lacks scopes to create the task:\n\n{error.message}"
        )
    return ApiError("InputError", f"While calling createTask: {error.code}\n\n{error.message}")
