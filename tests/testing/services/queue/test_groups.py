"""Task groups: seals, cancelation, priorities and expiry."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta

import pytest
from tests.testing.conftest import Clock
from tests.testing.samples import definition, issueNothing
from tests.testing.services.errors import rejected

from tc_typed.queue import QueueEvents
from tc_typed.slugs import slugId
from tc_typed.testing.messages import Messages
from tc_typed.testing.server.paging import PageRequest
from tc_typed.testing.services.queue.state import QueueState
from tc_typed.testing.services.queue.workers import Workers
from tc_typed.testing.timeline import Timeline

HOUR = timedelta(hours=1)
GROUP = slugId()


@pytest.fixture
def queue(timeline: Timeline, messages: Messages) -> QueueState:
    return QueueState(timeline, messages, issueNothing, Workers(timeline))


@pytest.fixture
def create(queue: QueueState, clock: Clock) -> Callable[..., str]:
    def createTask(**fields: object) -> str:
        taskId = slugId()
        task = definition(clock.now, HOUR, **{"taskGroupId": GROUP, **fields})
        queue.createTask(taskId, task)
        return taskId

    return createTask


def sentOn(messages: Messages, exchange: object) -> list[object]:
    return [json.loads(sent.body) for sent in messages if sent.declaration is exchange]


Create = Callable[..., str]


def test_a_sealed_group_refuses_every_task(queue: QueueState, create: Create, clock: Clock) -> None:
    taskId = slugId()
    task = definition(clock.now, HOUR, taskGroupId=GROUP)
    queue.createTask(taskId, task)
    queue.sealTaskGroup(GROUP)
    with rejected("RequestConflict"):
        create()
    with rejected("RequestConflict"):
        queue.createTask(taskId, task)
    assert len(queue.listTaskGroup(GROUP, PageRequest()).tasks) == 1


def test_a_seal_keeps_its_time_and_is_announced_each_time(
    queue: QueueState, create: Create, clock: Clock, messages: Messages
) -> None:
    create()
    assert queue.getTaskGroup(GROUP).sealed is None
    first = queue.sealTaskGroup(GROUP)
    clock.advance(minutes=1)
    assert queue.sealTaskGroup(GROUP) == first == queue.getTaskGroup(GROUP)
    assert queue.listTaskGroup(GROUP, PageRequest()).sealed == first.sealed
    assert len(sentOn(messages, QueueEvents.taskGroupSealed)) == 2


def test_only_a_sealed_group_can_be_canceled(queue: QueueState, create: Create) -> None:
    taskId = create()
    with rejected("RequestConflict"):
        queue.cancelTaskGroup(GROUP)
    assert queue.status(taskId).status.state == "pending"


def test_all_tasks_of_a_group_are_canceled_before_their_dependents_are_scheduled(
    queue: QueueState, create: Create, messages: Messages
) -> None:
    first = create()
    inside = create(dependencies=[first], requires="all-resolved")
    outside = create(dependencies=[first], requires="all-resolved", taskGroupId=slugId())
    resolved = create(priority="highest")
    queue.claimWork("provisioner/worker", "group", "worker", 1)
    queue.reportCompleted(resolved, 0)
    queue.sealTaskGroup(GROUP)

    result = queue.cancelTaskGroup(GROUP)

    assert (result.taskGroupSize, result.cancelledCount) == (3, 2)
    assert result.taskIds == sorted([first, inside])
    [run] = queue.status(inside).status.runs
    assert (run.reasonCreated, run.reasonResolved) == ("exception", "canceled")
    assert queue.status(outside).status.state == "pending"
    assert queue.status(resolved).status.state == "completed"
    assert len(sentOn(messages, QueueEvents.taskException)) == 2
    assert queue.cancelTaskGroup(GROUP).cancelledCount == 0


def test_a_group_is_resolved_when_each_of_its_tasks_has_been(
    queue: QueueState, create: Create, messages: Messages
) -> None:
    one, other = create(), create()
    queue.cancelTask(one)
    assert sentOn(messages, QueueEvents.taskGroupResolved) == []
    queue.cancelTask(other)
    assert len(sentOn(messages, QueueEvents.taskGroupResolved)) == 1
    create()
    queue.rerunTask(one)
    queue.cancelTask(one)
    assert len(sentOn(messages, QueueEvents.taskGroupResolved)) == 1


def test_the_priority_of_a_group_changes_for_tasks_that_are_not_resolved(
    queue: QueueState, create: Create, messages: Messages
) -> None:
    low, high, resolved = create(priority="low"), create(priority="high"), create()
    queue.cancelTask(resolved)
    result = queue.changeTaskGroupPriority(GROUP, "high")
    assert (result.taskIds, result.tasksAffected) == ([low], 1)
    assert [queue.task(taskId).priority for taskId in (low, high, resolved)] == [
        "high",
        "high",
        "lowest",
    ]
    [message] = sentOn(messages, QueueEvents.taskGroupPriorityChanged)
    assert message == {
        "version": 1,
        "taskGroupId": GROUP,
        "schedulerId": "-",
        "newPriority": "high",
        "tasksAffected": 1,
    }


def test_a_new_priority_decides_which_task_is_claimed_first(
    queue: QueueState, create: Create
) -> None:
    old, young, urgent = create(), create(), create()
    queue.changeTaskPriority(urgent, "highest")
    queue.changeTaskPriority(old, "very-low")
    queue.changeTaskPriority(young, "very-low")
    listed = queue.listPendingTasks("provisioner/worker", PageRequest()).tasks
    assert [item.taskId for item in listed] == [old, young, urgent]
    claims = queue.claimWork("provisioner/worker", "group", "worker", 3) or []
    assert [claim.status.taskId for claim in claims] == [urgent, old, young]
    with rejected("RequestConflict"):
        queue.changeTaskPriority(old, "very-low")
    queue.reportCompleted(old, 0)
    with rejected("RequestConflict"):
        queue.changeTaskPriority(old, "low")


def test_a_group_exists_even_if_its_only_task_could_not_be_created(
    queue: QueueState, create: Create
) -> None:
    with rejected("InputError"):
        create(dependencies=[slugId()])
    assert queue.listTaskGroup(GROUP, PageRequest()).tasks == []


def test_tasks_expire_and_then_their_groups(
    queue: QueueState, create: Create, clock: Clock
) -> None:
    early = create(expires=clock.now + 2 * HOUR)
    late = create(expires=clock.now + 4 * HOUR)
    dependent = create(dependencies=[late], expires=clock.now + 3 * HOUR)

    clock.advance(hours=2)
    with rejected("ResourceNotFound"):
        queue.status(early)
    assert [item.status.taskId for item in queue.listTaskGroup(GROUP, PageRequest()).tasks] == (
        sorted([late, dependent])
    )
    assert len(queue.listDependentTasks(late, PageRequest()).tasks) == 1
    clock.advance(hours=1)
    assert queue.listDependentTasks(late, PageRequest()).tasks == []
    clock.advance(hours=1)
    assert queue.listTaskGroup(GROUP, PageRequest()).tasks == []
    clock.advance(minutes=59)
    queue.getTaskGroup(GROUP)
    clock.advance(minutes=1)
    with rejected("ResourceNotFound"):
        queue.getTaskGroup(GROUP)
    assert queue.createTask(early, definition(clock.now)).status.state == "pending"
