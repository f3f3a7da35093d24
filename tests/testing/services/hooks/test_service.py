# mypy: disable-error-code="deprecated"
# pyright: reportDeprecated=false
"""Hooks of the local Taskcluster: firing by calls, schedules and Pulse messages."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from pydantic import JsonValue
from tests.testing.samples import METADATA

from tc_typed.core.errors import (
    AuthenticationFailed,
    InputError,
    InsufficientScopes,
    RequestConflict,
)
from tc_typed.hooks import CreateHookRequest, Hooks
from tc_typed.hooks.models import FireFailure, TriggeredTask
from tc_typed.notify import EmailRequest, Notify, PulseRequest
from tc_typed.queue import Queue, QueueEvents
from tc_typed.taskcluster import Taskcluster
from tc_typed.testing import LocalTaskcluster
from tc_typed.testing.services.hooks import bindings
from tc_typed.testing.services.hooks.bindings import MOST_CHAINED

HOOK = "project", "dir/nightly"
ROLE = "hook-id:project/dir/nightly"
NOTIFICATIONS = "exchange/taskcluster-notify/v1/notification"
PENDING = QueueEvents.taskPending.exchange
START = datetime(2026, 11, 27, 2, 30, tzinfo=UTC)
TASK: dict[str, JsonValue] = {
    "taskQueueId": "prov/linux",
    "payload": {
        "by": {"$eval": "firedBy"},
        "p": {"$if": "firedBy == 'schedule'", "then": None, "else": {"$eval": "payload"}},
    },
    "metadata": dict(METADATA),
}


def definition(**fields: object) -> CreateHookRequest:
    return CreateHookRequest.model_validate(
        {
            "metadata": {"name": "n", "description": "d", "owner": "owner@example.com"},
            "task": TASK,
            "triggerSchema": {},
            **fields,
        }
    )


def binding(exchange: str, pattern: str) -> list[dict[str, str]]:
    return [{"exchange": exchange, "routingKeyPattern": pattern}]


@pytest.fixture
def clients(local: LocalTaskcluster) -> Iterator[Taskcluster]:
    local.createRole(ROLE, ["queue:create-task:*", "queue:scheduler-id:*"])
    with Taskcluster(local.options(), retries=0) as clients:
        yield clients


def firedBy(hooks: Hooks) -> list[str]:
    return [str(fire.firedBy) for fire in hooks.listLastFires(*HOOK).lastFires]


def test_a_daily_hook_fires_each_day(local: LocalTaskcluster, clients: Taskcluster) -> None:
    hooks = clients.hooks
    hooks.createHook(*HOOK, definition(schedule=["0 0 4 * * *"]))
    dates: list[datetime] = []
    for _ in range(3):
        date = hooks.getHookStatus(*HOOK).nextScheduledDate
        assert date is not None
        dates.append(date)
        local.clock.advance("1 day")
    assert [later - earlier for earlier, later in pairwise(dates)] == [timedelta(days=1)] * 2
    fires = hooks.listLastFires(*HOOK).lastFires
    assert [fire.taskCreateTime for fire in fires] == dates[::-1]
    assert {fire.firedBy for fire in fires} == {"schedule"}
    task = clients.queue.task(fires[0].taskId)
    assert task.payload == {"by": "schedule", "p": None}
    assert task.created == dates[-1]


def test_a_hook_fires_once_for_all_dates_that_have_passed(
    local: LocalTaskcluster, clients: Taskcluster
) -> None:
    clients.hooks.createHook(*HOOK, definition(schedule=["* * * * * *"]))
    local.clock.advance("365 days")
    [fire] = clients.hooks.listLastFires(*HOOK).lastFires[-1:]
    date = clients.hooks.getHookStatus(*HOOK).nextScheduledDate
    assert date is not None
    assert date - fire.taskCreateTime >= timedelta(days=365)
    assert len(firedBy(clients.hooks)) < 60


def test_an_updated_or_removed_hook_does_not_fire_on_its_former_schedule(
    local: LocalTaskcluster, clients: Taskcluster
) -> None:
    hooks = clients.hooks
    hooks.createHook(*HOOK, definition(schedule=["0 0 4 * * *"]))
    hooks.updateHook(*HOOK, definition())
    local.clock.advance("2 days")
    assert hooks.getHookStatus(*HOOK).lastFire.result == "no-fire"
    hooks.updateHook(*HOOK, definition(schedule=["0 0 4 * * *"]))
    hooks.removeHook(*HOOK)
    hooks.createHook(*HOOK, definition())
    local.clock.advance("2 days")
    assert hooks.getHookStatus(*HOOK).lastFire.result == "no-fire"


def test_tokens_and_hooks_survive_a_restart(tmp_path: Path) -> None:
    local = LocalTaskcluster(database=tmp_path / "state.db")
    with local:
        hooks = local.client(Hooks)
        hooks.createHook(*HOOK, definition(bindings=binding(NOTIFICATIONS, "#")))
        before = hooks.hook(*HOOK), hooks.resetTriggerToken(*HOOK)
    with local:
        hooks = local.client(Hooks)
        assert (hooks.hook(*HOOK), hooks.getTriggerToken(*HOOK)) == before


def test_a_message_fires_a_hook_once_although_the_server_is_restarted(tmp_path: Path) -> None:
    local = LocalTaskcluster(database=tmp_path / "state.db")
    with local:
        local.createRole(ROLE, ["queue:create-task:*", "queue:scheduler-id:*"])
        local.client(Hooks).createHook(*HOOK, definition(bindings=binding(NOTIFICATIONS, "#")))
        # It is delivered when the services are next used.
        local.client(Notify).pulse(PulseRequest(routingKey="a", message={"n": 1}))
    for _ in range(2):
        with local:
            [fire] = local.client(Hooks).listLastFires(*HOOK).lastFires
            payload = local.client(Queue).task(fire.taskId).payload["p"]
            assert payload == {"message": {"n": 1}, "version": 1}


def test_a_message_fires_the_hooks_that_are_bound_to_it(
    local: LocalTaskcluster, clients: Taskcluster
) -> None:
    hooks = clients.hooks
    schema = {"required": ["version"], "properties": {"message": {"required": ["ok"]}}}
    hooks.createHook(
        *HOOK,
        definition(bindings=binding(NOTIFICATIONS, "primary.a.#"), triggerSchema=schema),
    )
    sent: list[tuple[str, dict[str, JsonValue]]] = [
        ("a.b", {"ok": 1}),
        ("a.b", {"bad": 1}),
        ("b", {"ok": 1}),
    ]
    for key, message in sent:
        clients.notify.pulse(PulseRequest(routingKey=key, message=message))
    [fire] = hooks.listLastFires(*HOOK).lastFires
    assert (fire.firedBy, fire.result, fire.taskState) == ("pulseMessage", "success", "pending")
    payload = clients.queue.task(fire.taskId).payload
    assert payload["by"] == "pulseMessage"
    assert payload["p"] == {"message": {"ok": 1}, "version": 1}
    hooks.updateHook(*HOOK, definition(bindings=[]))
    clients.notify.pulse(PulseRequest(routingKey="a.b", message={"ok": 2}))
    assert firedBy(hooks) == ["pulseMessage"]


def test_messages_fire_a_hook_a_limited_number_of_times_an_hour(
    local: LocalTaskcluster, clients: Taskcluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bindings, "MOST_HOURLY", 3)
    clients.hooks.createHook(*HOOK, definition(bindings=binding(NOTIFICATIONS, "#")))

    def send(count: int) -> None:
        for number in range(count):
            message: JsonValue = local.clock.now().isoformat()
            clients.notify.pulse(PulseRequest(routingKey=f"a.{number}", message={"now": message}))

    send(5)
    assert len(firedBy(clients.hooks)) == 3
    local.clock.advance("1 hour")
    send(2)
    assert len(firedBy(clients.hooks)) == 5


def test_a_hook_does_not_fire_forever_by_its_own_tasks(
    local: LocalTaskcluster, clients: Taskcluster
) -> None:
    hooks = clients.hooks
    exchanges = [*binding(PENDING, "#"), *binding(QueueEvents.taskDefined.exchange, "#")]
    hooks.createHook(*HOOK, definition(bindings=exchanges))
    hooks.triggerHook(*HOOK, {})
    causes = firedBy(hooks)
    # The task of the call is defined and pending; both messages start a chain.
    assert causes.count("pulseMessage") == 2 + 2 * MOST_CHAINED
    assert causes[-1] == "triggerHook"
    assert firedBy(hooks) == causes


def test_a_failure_to_render_is_reported(local: LocalTaskcluster, clients: Taskcluster) -> None:
    hooks = clients.hooks
    hooks.createHook(*HOOK, definition(task={"$eval": "nothere"}))
    with pytest.raises(InputError, match="While firing the hook"):
        hooks.triggerHook(*HOOK, {})
    lastFire = hooks.getHookStatus(*HOOK).lastFire
    assert isinstance(lastFire, FireFailure)
    assert "nothere" in str(lastFire.error["message"])
    [fire] = hooks.listLastFires(*HOOK).lastFires
    assert (fire.result, fire.taskState) == ("error", "unknown")
    [email] = local.notifications.of(EmailRequest, "owner@example.com")
    assert "project/dir/nightly" in email.request.subject
    assert "nothere" in email.request.content


def test_a_refusal_of_the_queue_is_reported(local: LocalTaskcluster, clients: Taskcluster) -> None:
    hooks = clients.hooks
    metadata = definition().metadata.model_copy(update={"emailOnError": False})
    hooks.createHook("project", "weak", definition(metadata=metadata.model_dump()))
    with pytest.raises(InsufficientScopes, match="hook-id:project/weak"):
        hooks.triggerHook("project", "weak", {})
    [fire] = hooks.listLastFires("project", "weak").lastFires
    assert json.loads(fire.error)["code"] == "InsufficientScopes"
    late = {**TASK, "deadline": "2020-01-01T00:00:00Z", "created": "2020-01-01T00:00:00Z"}
    hooks.createHook(*HOOK, definition(task=late, metadata=metadata.model_dump()))
    with pytest.raises(InputError, match="createTask: InputError"):
        hooks.triggerHook(*HOOK, {})
    assert list(local.notifications) == []


def test_a_template_that_renders_to_nothing_creates_no_task(clients: Taskcluster) -> None:
    hooks = clients.hooks
    hooks.createHook(*HOOK, definition(task={"$if": "payload.go", "then": TASK}))
    assert not isinstance(hooks.triggerHook(*HOOK, {"go": False}), TriggeredTask)
    assert hooks.getHookStatus(*HOOK).lastFire.result == "no-fire"
    assert isinstance(hooks.triggerHook(*HOOK, {"go": True}), TriggeredTask)


def test_the_template_knows_who_triggers(clients: Taskcluster, local: LocalTaskcluster) -> None:
    hooks = clients.hooks
    task = {**TASK, "payload": {"client": "${clientId}", "task": "${taskId}"}}
    hooks.createHook(*HOOK, definition(task=task))
    triggered = hooks.triggerHook(*HOOK, {})
    assert isinstance(triggered, TriggeredTask)
    assert clients.queue.task(triggered.taskId).payload == {
        "client": local.credentials.clientId,
        "task": triggered.taskId,
    }


def test_fires_are_paged_newest_first_while_more_are_added(clients: Taskcluster) -> None:
    hooks = clients.hooks
    hooks.createHook(*HOOK, definition())
    ids: list[str] = []
    for _ in range(5):
        triggered = hooks.triggerHook(*HOOK, {})
        assert isinstance(triggered, TriggeredTask)
        ids.append(triggered.taskId)
    first = hooks.listLastFires(*HOOK, limit=2)
    hooks.triggerHook(*HOOK, {})
    rest = hooks.listLastFires(*HOOK, continuationToken=first.continuationToken)
    assert [fire.taskId for fire in [*first.lastFires, *rest.lastFires]] == ids[::-1]
    clients.queue.cancelTask(ids[0])
    assert hooks.listLastFires(*HOOK).lastFires[-1].taskState == "exception"


def test_only_a_hook_with_given_bindings_can_be_created_again(clients: Taskcluster) -> None:
    hooks = clients.hooks
    assert hooks.createHook(*HOOK, definition()).bindings is None
    with pytest.raises(RequestConflict):
        hooks.createHook(*HOOK, definition())
    hooks.createHook("project", "other", definition(bindings=[]))
    assert hooks.createHook("project", "other", definition(bindings=[])).bindings == []


def test_an_unsigned_call_with_any_text_as_token_is_refused(
    local: LocalTaskcluster, clients: Taskcluster
) -> None:
    clients.hooks.createHook(*HOOK, definition())
    with Hooks({"rootUrl": local.rootUrl}, retries=0) as hooks:
        token = clients.hooks.getTriggerToken(*HOOK).token
        assert isinstance(hooks.triggerHookWithToken(*HOOK, token, {}), TriggeredTask)
        for wrong in ("x", "ü", token[:-1], token + "A"):
            with pytest.raises(AuthenticationFailed):
                hooks.triggerHookWithToken(*HOOK, wrong, {})
    with local.client(Queue) as queue:
        assert queue.taskQueueCounts("prov/linux").pendingTasks == 1
