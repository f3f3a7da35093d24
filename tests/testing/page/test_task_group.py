"""The page of a task group."""

from __future__ import annotations

import pytest
from tests.testing.page.deployments import CLIENT
from tests.testing.page.group_page import addGroup, addTask, definitionOf, newDeployment, pageOf

from tc_typed import Queue
from tc_typed.slugs import slugId
from tc_typed.testing import LocalTaskcluster
from tc_typed.testing.deployment import Deployment
from tc_typed.testing.page.views.group_reader import GroupReader
from tc_typed.testing.page.views.task_group import ROWS
from tc_typed.testing.server.errors import ApiError


@pytest.fixture
def deployment() -> Deployment:
    return newDeployment()


def test_tasks_that_need_attention_come_first(deployment: Deployment) -> None:
    groupId = slugId()
    first = addTask(deployment, groupId, "a")
    blocked = addTask(deployment, groupId, "b", first)
    canceled = addTask(deployment, groupId, "c")
    deployment.queue.cancelTask(canceled)
    page = pageOf(deployment, groupId)
    assert [task.taskId for task in page.tasks.rows] == [canceled, first, blocked]
    assert [(each.state, each.count) for each in page.states] == [
        ("exception", 1),
        ("pending", 1),
        ("unscheduled", 1),
    ]
    assert [(task.taskId, task.reason) for task in page.failures] == [(canceled, "canceled")]
    assert not page.isResolved


def test_the_list_is_filtered_and_cut(deployment: Deployment) -> None:
    groupId = addGroup(deployment, 450, kinds=3)
    page = pageOf(deployment, groupId)
    assert (len(page.tasks.rows), page.tasks.total, page.tasks.later) == (ROWS, 450, ROWS)
    assert len(page.kinds) == 3
    kind = page.kinds[1]
    rows = pageOf(deployment, groupId, kind=kind).tasks
    assert rows.total == 150
    assert {task.kind for task in rows.rows} == {kind}
    assert pageOf(deployment, groupId, name="/449").tasks.total == 1
    assert pageOf(deployment, groupId, state="failed").tasks.total == 0


def test_loops_and_dependencies_on_other_groups_are_noted(deployment: Deployment) -> None:
    other = addTask(deployment, slugId(), "elsewhere")
    groupId, loop = slugId(), slugId()
    addTask(deployment, groupId, "loop", loop, other, taskId=loop)
    notes = " ".join(pageOf(deployment, groupId).notes)
    assert "1 dependencies are in other groups" in notes
    assert "1 tasks depend on themselves" in notes


def test_remembered_definitions_are_those_of_the_current_task() -> None:
    reader, groupId, taskId = GroupReader(), slugId(), slugId()
    for name in ("before", "after"):
        deployment = newDeployment()
        addTask(deployment, groupId, name, taskId=taskId)
        assert [task.name for task in reader.read(deployment, groupId).members.tasks] == [name]


def test_unknown_groups_are_not_found(deployment: Deployment) -> None:
    with pytest.raises(ApiError, match="task group"):
        pageOf(deployment, slugId())


def test_hostile_names_are_harmless_in_the_page(spare: LocalTaskcluster) -> None:
    groupId, first = slugId(), slugId()
    hostile = "</title><script>alert(1)</script>\"'"
    queue = spare.client(Queue)
    queue.createTask(first, definitionOf(groupId, hostile, tags={"kind": hostile}))
    queue.createTask(slugId(), definitionOf(groupId, "x", first))
    queue.cancelTask(first)
    response = CLIENT.get(f"{spare.rootUrl}/tasks/groups/{groupId}")
    assert response.status_code == 200
    assert "<script>alert" not in response.text
    assert response.text.count(f'href="/tasks/{first}"') == 3  # failure, box and row
    assert CLIENT.get(f"{spare.rootUrl}/tasks/groups/{slugId()}").status_code == 404
