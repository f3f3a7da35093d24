"""Hooks are rendered like in Taskcluster's hooks service."""

from __future__ import annotations

import datetime as dt
import pickle

import pytest
from pydantic import JsonValue

from tc_typed import missingScopes, renderHook
from tc_typed.core.errors import InvalidCall
from tc_typed.hooks import CreateHookRequest, Hook
from tc_typed.taskcluster_yml import HookRendering, InvalidHookTask

NOW = dt.datetime(2026, 1, 2, 3, 4, 5, 678901, tzinfo=dt.UTC)
TASK = "fN1SbArXTPSVFNUvaOlinQ"
TEMPLATE: dict[str, JsonValue] = {
    "taskQueueId": "proj/ci",
    "payload": {"by": "${firedBy}", "me": "${taskId}"},
    "metadata": {"name": "n", "description": "", "owner": "a@example.com", "source": "https://a/"},
}


def hook(template: JsonValue) -> Hook:
    fields: dict[str, JsonValue] = {
        "hookGroupId": "group",
        "hookId": "a/b",
        "schedule": [],
        "triggerSchema": {},
        "metadata": {"name": "n", "description": "d", "owner": "a@example.com"},
        "task": template,
    }
    return Hook.model_validate(fields)


def rendered(template: JsonValue, payload: dict[str, JsonValue] | None = None) -> HookRendering:
    found = renderHook(hook(template), payload, taskId=TASK, now=NOW)
    assert found is not None
    return found


def test_a_task_gets_its_defaults() -> None:
    found = rendered(TEMPLATE)
    assert found.scopes == ("assume:hook-id:group/a/b",)
    assert found.toJson() == {
        "taskId": TASK,
        "task": {
            **TEMPLATE,
            "payload": {"by": "triggerHook", "me": TASK},
            "taskGroupId": TASK,
            "created": "2026-01-02T03:04:05.678Z",
            "deadline": "2026-01-03T03:04:05.678Z",
            "expires": "2026-02-01T03:04:05.678Z",
        },
    }
    granted = ["queue:create-task:project:none", "queue:scheduler-id:-"]
    granted.append("queue:create-task:lowest:proj/ci")
    assert missingScopes(granted, found.requiredScopes) is None


def test_a_task_keeps_what_the_template_sets() -> None:
    times: dict[str, JsonValue] = {
        "created": {"$fromNow": "1 hour"},
        "deadline": {"$fromNow": "2 hours"},
        "expires": {"$fromNow": "${payload.expires}"},
        "taskGroupId": "AAAAAAAAQAeAAAAAAAAAAA",
    }
    task = rendered({**TEMPLATE, **times}, {"expires": "1 week"}).task
    assert task.created.isoformat() == "2026-01-02T04:04:05.678000+00:00"
    assert task.deadline.isoformat() == "2026-01-02T05:04:05.678000+00:00"
    assert task.expires == NOW.replace(microsecond=678000) + dt.timedelta(weeks=1)
    assert task.taskGroupId == "AAAAAAAAQAeAAAAAAAAAAA"


def test_variables_depend_on_why_the_hook_fires() -> None:
    payload = {"$eval": "{p: defined('payload'), c: defined('clientId'), by: firedBy}"}
    template = {**TEMPLATE, "payload": payload}

    def variables(**options: str) -> JsonValue:
        found = renderHook(hook(template), **options)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
        assert found is not None
        payload = found.toJson()["task"]
        assert isinstance(payload, dict)
        return payload["payload"]

    assert variables() == {"p": True, "c": False, "by": "triggerHook"}
    assert variables(clientId="me") == {"p": True, "c": True, "by": "triggerHook"}
    assert variables(firedBy="schedule") == {"p": False, "c": False, "by": "schedule"}
    with pytest.raises(InvalidCall, match="firedBy must be one of triggerHook,"):
        variables(firedBy="me")


@pytest.mark.parametrize(
    "template", [{"$if": "false", "then": 1}, {"$eval": "payload['task']"}, {"$eval": "''"}]
)
def test_a_template_can_render_to_nothing(template: JsonValue) -> None:
    assert renderHook(hook(template)) is None


def test_a_hook_without_a_name_has_no_role() -> None:
    request = CreateHookRequest.model_validate(
        {"metadata": {"name": "n", "description": "d", "owner": "a@b.c"}, "task": TEMPLATE}
    )
    found = renderHook(request)
    assert found is not None
    assert found.scopes == ()
    named = request.model_copy(update={"hookGroupId": "g", "hookId": "h"})
    found = renderHook(named)
    assert found is not None
    assert found.scopes == ("assume:hook-id:g/h",)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"payload": {"a": ["${payload.b}"]}}, 'task.payload.a.0: object has no property "b", in'),
        ({"payload": {"$fromNow": "soon"}}, "task.payload.*is not an offset"),
        ({"priority": "urgent"}, "task.priority: "),
        ({"metadata": {}}, "task.metadata.name: Field required\ntask.metadata.description"),
        ({"taskQueueId": None}, "task.taskQueueId: "),
    ],
)
def test_problems_are_reported_with_their_fields(
    change: dict[str, JsonValue], message: str
) -> None:
    with pytest.raises(InvalidHookTask, match=message) as caught:
        renderHook(hook({**TEMPLATE, **change}))
    assert len(caught.value.problems) >= 1
    assert str(pickle.loads(pickle.dumps(caught.value))) == str(caught.value)


def test_a_task_must_be_a_mapping() -> None:
    with pytest.raises(InvalidHookTask, match="it must render to a mapping, got 5"):
        renderHook(hook({"$eval": "5"}))


def test_invalid_arguments_are_refused() -> None:
    with pytest.raises(InvalidCall, match="taskId must be a slugid, got 'x'"):
        renderHook(hook(TEMPLATE), taskId="x")
    with pytest.raises(InvalidCall, match="payload must be None if firedBy is 'schedule'"):
        renderHook(hook(TEMPLATE), {}, firedBy="schedule")
    with pytest.raises(InvalidCall, match="payload must be a JSON object, got int"):
        renderHook(hook(TEMPLATE), 5)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    with pytest.raises(InvalidCall, match="now must be a datetime with a time zone"):
        renderHook(hook(TEMPLATE), now=NOW.replace(tzinfo=None))
