"""Counted states of tasks, compared with the tasks themselves."""

from __future__ import annotations

from collections import Counter
from contextlib import suppress
from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st
from tests.testing.samples import definition, newDeployment

from tc_typed.queue.models import TaskState
from tc_typed.slugs import slugId
from tc_typed.testing.clock import LocalClock, systemClock
from tc_typed.testing.deployment import Deployment
from tc_typed.testing.server.errors import ApiError

MOST_TASKS = 6
LIFE = timedelta(hours=1)
STATES: tuple[TaskState, ...] = (
    "unscheduled",
    "pending",
    "running",
    "completed",
    "failed",
    "exception",
)
ACTIONS = ("create", "claim", "complete", "fail", "retry", "cancel", "rerun", "schedule", "wait")

actions = st.lists(st.tuples(st.sampled_from(ACTIONS), st.integers(0, MOST_TASKS - 1)), max_size=40)


def checkCounts(deployment: Deployment) -> None:
    """Compare all counts with those of a pass over all tasks."""
    states, tasks = deployment.queue.taskStates, deployment.queue.taskRecords
    for state in STATES:
        assert {*states.ids(state)} == {each for each in tasks if tasks[each].state == state}
    groups = {task.taskGroupId for task in tasks.values()}
    for group in groups:
        found = [task.state for task in tasks.values() if task.taskGroupId == group]
        assert states.ofGroup(group) == Counter(found)
    queues = {task.taskQueueId for task in tasks.values()}
    assert states.byTaskQueue.keys() == queues
    for queue in queues:
        found = [task.state for task in tasks.values() if task.taskQueueId == queue]
        assert states.byTaskQueue[queue] == Counter(found)


def lastRun(deployment: Deployment, taskId: str) -> int:
    """Return the number of a task's last run; 0 if it has none."""
    return max(len(deployment.queue.getRecord(taskId).runs) - 1, 0)


def carryOut(
    deployment: Deployment, clock: LocalClock, action: str, taskId: str, groupId: str
) -> None:
    queue, now = deployment.queue, clock.now()
    match action:
        case "create":
            other = next(iter(queue.taskRecords), taskId)
            names = {
                "taskGroupId": groupId,
                "schedulerId": "s",
                "taskQueueId": f"p/q{int(taskId < groupId)}",
            }
            fields = {**names, "dependencies": [other], "expires": now + LIFE}
            queue.createTask(taskId, definition(now, LIFE, **fields))
        case "claim":
            queue.claimTask(taskId, lastRun(deployment, taskId), "group", "worker")
        case "complete":
            queue.reportCompleted(taskId, lastRun(deployment, taskId))
        case "fail":
            queue.reportFailed(taskId, lastRun(deployment, taskId))
        case "retry":
            runId = lastRun(deployment, taskId)
            queue.reportException(taskId, runId, "worker-shutdown")
        case "schedule":
            queue.scheduleTask(taskId)
        case "cancel":
            queue.cancelTask(taskId)
        case "rerun":
            queue.rerunTask(taskId)
        case _:
            clock.advance(LIFE / 2)


@given(actions)
def test_counts_are_those_of_the_tasks(steps: list[tuple[str, int]]) -> None:
    clock = LocalClock(systemClock, lambda: None)
    deployment = newDeployment(clock)
    queue = deployment.queue
    taskIds, groupIds = [slugId() for _ in range(MOST_TASKS)], [slugId(), slugId()]
    for action, number in steps:
        taskId, groupId = taskIds[number], groupIds[number % 2]
        before = queue.taskStates.version(groupId)
        states = {each: task.state for each, task in queue.taskRecords.items()}
        with suppress(ApiError):  # Many actions are not allowed in the task's state.
            carryOut(deployment, clock, action, taskId, groupId)
        with deployment.timeline.enter():
            checkCounts(deployment)
            changed = {each: task.state for each, task in queue.taskRecords.items()} != states
            assert not changed or queue.taskStates.version(groupId) != before or action == "wait"
