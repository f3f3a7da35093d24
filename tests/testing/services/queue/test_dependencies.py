"""Dependencies: thousands of one task, and those that expire before their dependents."""

from __future__ import annotations

import time
from dataclasses import replace
from datetime import timedelta

import pytest
from tests.testing.conftest import Clock
from tests.testing.samples import definition, newQueue

from tc_typed.slugs import slugId
from tc_typed.testing.server.paging import PageRequest
from tc_typed.testing.services.queue.dependencies import Dependencies
from tc_typed.testing.services.queue.records import RunRecord, TaskRecord
from tc_typed.testing.services.queue.task_definitions import completeDefinition

HOUR = timedelta(hours=1)


@pytest.mark.parametrize("older", ["AAAAAAAAQAAAAAAAAAAAAA", "zzzzzzzzQAAAAAAAAAAAAA"])
def test_a_task_whose_dependency_expired_first_leaves_a_later_task_of_that_id_alone(
    older: str, clock: Clock
) -> None:
    queue, dependency, newer = newQueue(clock), slugId(), slugId()

    def create(taskId: str, lifetime: timedelta, *dependencies: str) -> None:
        task = definition(
            clock.now, HOUR, expires=clock.now + lifetime, dependencies=list(dependencies)
        )
        queue.createTask(taskId, task)

    create(dependency, 2 * HOUR)
    create(older, 6 * HOUR, dependency)
    clock.now += 3 * HOUR
    create(dependency, 9 * HOUR)
    create(newer, 9 * HOUR, dependency)
    clock.now += 4 * HOUR  # The older dependent expires.
    listed = queue.listDependentTasks(dependency, PageRequest())
    assert [entry.status.taskId for entry in listed.tasks] == [newer]


def test_the_end_of_a_dependency_costs_the_same_in_a_task_with_thousands(clock: Clock) -> None:
    dependencies = [slugId() for _ in range(10_000)]  # Maximum number of a task.
    complete = completeDefinition(slugId(), definition(clock.now, dependencies=dependencies))
    run = RunRecord(0, "completed", "scheduled", clock.now)
    dependent = TaskRecord.of(slugId(), complete)
    tasks = {
        taskId: replace(dependent, taskId=taskId, runs=[])
        for taskId in (*dependencies, dependent.taskId)
    }
    tracked = Dependencies(tasks, lambda _: None)
    tracked.track(tasks[dependent.taskId], complete)
    began, scheduled = time.process_time(), list[str]()
    for taskId in dependencies:
        tasks[taskId].runs.append(run)
        scheduled += [task.taskId for task in tracked.satisfy(tasks[taskId])]
    assert scheduled == [dependent.taskId]
    assert time.process_time() - began < 0.5  # About 0.02 s.
