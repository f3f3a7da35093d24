"""Hooks do the same although the server is restarted now and then."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TypeAlias

from hypothesis import given, settings
from hypothesis import strategies as st
from tests.testing.conftest import Clock
from tests.testing.samples import METADATA, definition, newDeployment

from tc_typed.auth import CreateRoleRequest
from tc_typed.hooks import CreateHookRequest
from tc_typed.queue import QueueEvents
from tc_typed.slugs import slugId
from tc_typed.testing.deployment import Deployment
from tc_typed.testing.server.errors import ApiError
from tc_typed.testing.server.paging import PageRequest
from tc_typed.testing.services.hooks.firing import Cause
from tc_typed.testing.state.database import Database

HOOK = "group", "hook"
START = datetime(2026, 11, 27, 2, 30, tzinfo=UTC)
EVERYTHING = PageRequest(limit=1000, continuationToken=None)
REQUESTS = [
    CreateHookRequest.model_validate(
        {
            "metadata": {"name": "n", "description": "d", "owner": "owner@example.com"},
            "task": {"taskQueueId": queue, "payload": {}, "metadata": METADATA},
            "triggerSchema": {},
            "schedule": schedule,
            "bindings": bindings,
        }
    )
    for queue in ("provisioner/allowed", "other/forbidden")
    for schedule in ([], ["*/20 * * * *"], ["15 7 * * * *", "0 4 * * *"])
    for bindings in (
        [],
        [{"exchange": QueueEvents.taskDefined.exchange, "routingKeyPattern": "route.fire"}],
    )
]

Step: TypeAlias = tuple[str, int]

STEPS: st.SearchStrategy[list[Step]] = st.lists(
    st.tuples(st.just("put"), st.integers(0, len(REQUESTS) - 1))
    | st.tuples(st.just("wait"), st.integers(1, 300))
    | st.tuples(
        st.sampled_from(["restart", "restart", "restart", "trigger", "message", "reset", "remove"]),
        st.just(0),
    ),
    max_size=20,
)


def act(deployment: Deployment, step: Step) -> None:
    hooks = deployment.hooks
    match step:
        case "put", number:
            try:
                hooks.updateHook(*HOOK, REQUESTS[number])
            except ApiError:
                hooks.createHook(*HOOK, REQUESTS[number])
        case "trigger", _:
            hooks.trigger(*HOOK, Cause("triggerHook", {}))
        case "message", _:
            task = definition(deployment.timeline.clock(), routes=["fire"])
            deployment.queue.createTask(slugId(), task)
        case "reset", _:
            hooks.resetToken(*HOOK)
        case "remove", _:
            hooks.removeHook(*HOOK)
        case _:
            pass


def seen(deployment: Deployment) -> object:
    """Return everything about the hook but random ids."""
    hooks = deployment.hooks
    try:
        status = hooks.status(*HOOK)
    except ApiError as error:
        return error.code
    fires: Sequence[object] = ()
    if status.lastFire.result != "no-fire":
        fires = [
            (fire.taskCreateTime, fire.firedBy, fire.result, fire.taskState)
            for fire in hooks.lastFires(*HOOK, EVERYTHING).lastFires
        ]
    return hooks.hook(*HOOK), status.nextScheduledDate, status.lastFire.result, fires


@settings(deadline=None)
@given(STEPS)
def test_a_restart_changes_nothing_that_hooks_do(steps: list[Step]) -> None:
    clock = Clock(START)
    with TemporaryDirectory() as folder:
        path = Path(folder, "state.db")
        store = Database(path)
        stays, restarts = newDeployment(clock), newDeployment(clock, store)
        for each in (stays, restarts):
            scopes = ["queue:create-task:*:provisioner/allowed", "queue:scheduler-id:*"]
            role = CreateRoleRequest(description="", scopes=scopes)
            each.auth.createRole("hook-id:group/hook", role, "root")
        token = None
        for step in [*steps, ("restart", 0)]:
            if step[0] == "wait":
                clock.advance(minutes=step[1])
            results: list[object] = []
            for each in (stays, restarts):
                try:
                    act(each, step)
                except ApiError as error:
                    results.append(error.code)
            assert len(results) in (0, 2)
            if step[0] == "restart":
                store.close()
                store = Database(path)
                restarts = newDeployment(clock, store)
                assert tokenOf(restarts) == token
            assert seen(stays) == seen(restarts)
            token = tokenOf(restarts)
        store.close()


def tokenOf(deployment: Deployment) -> str | None:
    try:
        return deployment.hooks.token(*HOOK)
    except ApiError:
        return None


def test_a_message_that_came_before_a_restart_fires_a_hook(tmp_path: Path) -> None:
    clock = Clock(START)
    bound = next(each for each in REQUESTS if each.bindings)
    store = Database(tmp_path / "state.db")
    before = newDeployment(clock, store)
    before.hooks.createHook(*HOOK, bound)
    act(before, ("message", 0))
    for _ in range(2):
        store.close()
        store = Database(tmp_path / "state.db")
        fires = newDeployment(clock, store).hooks.lastFires(*HOOK, EVERYTHING).lastFires
        assert [fire.firedBy for fire in fires] == ["pulseMessage"]
    store.close()
