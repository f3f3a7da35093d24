"""States of a group's tasks, from single polls."""

from __future__ import annotations

import json

from tc_typed import slugId
from tc_typed.graph.following.group_state import GroupState
from tc_typed.queue.models import TaskAndStatus
from tc_typed.testing import sample


def item(taskId: str, state: str, *needs: str) -> TaskAndStatus:
    return sample(
        TaskAndStatus,
        task={"metadata": {"name": f"name of {taskId}"}, "dependencies": [*needs]},
        status={"taskId": taskId, "state": state},
    )


def poll(group: GroupState, *items: TaskAndStatus) -> list[tuple[str, str, str]]:
    changes = [change for each in items if (change := group.see(each)) is not None]
    changes += group.conclude()
    return [(change.taskId, change.state, change.reason) for change in changes]


def test_tasks_that_expired_are_not_waited_for() -> None:
    group = GroupState()
    lost, failed, waiting = slugId(), slugId(), slugId()
    poll(group, item(lost, "running"), item(failed, "failed"), item(waiting, "unscheduled", failed))
    assert not group.isOver()
    assert poll(group, item(failed, "failed")) == []
    assert group.isOver()


def test_servers_before_release_8_do_not_list_dependencies() -> None:
    document = json.loads(item(slugId(), "unscheduled").model_dump_json())
    del document["task"]["dependencies"], document["task"]["requires"]
    old = TaskAndStatus.model_validate(document)
    group = GroupState()
    assert poll(group, old) == [(old.status.taskId, "unscheduled", "")]
    assert not group.isOver()


def test_a_task_that_the_group_does_not_have_blocks_nothing() -> None:
    group = GroupState()
    taskId, elsewhere = slugId(), slugId()
    assert poll(group, item(taskId, "unscheduled", elsewhere)) == [(taskId, "unscheduled", "")]


def test_a_blocked_task_names_the_first_failure() -> None:
    group = GroupState()
    a, b, c = slugId(), slugId(), slugId()
    changes = poll(
        group, item(a, "exception"), item(b, "unscheduled", a), item(c, "unscheduled", b)
    )
    reason = f"needs name of {a}, which ended with an exception"
    assert {*changes[3:]} == {(b, "blocked", reason), (c, "blocked", reason)}


def test_an_empty_group_is_over() -> None:
    group = GroupState()
    assert poll(group) == []
    assert group.isOver()


def test_a_message_about_another_run_is_later_than_one_about_the_end_of_the_last() -> None:
    group = GroupState()
    taskId = slugId()
    poll(group, item(taskId, "completed"))
    again = item(taskId, "pending").status
    assert group.apply(again) is None  # It is about the run that is completed.
    again.runs = [*again.runs, *again.runs]
    change = group.apply(again)
    assert change is not None
    assert (change.previous, change.state) == ("completed", "pending")
    assert not group.isOver()
