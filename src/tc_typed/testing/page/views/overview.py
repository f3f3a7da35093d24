"""The overview of a deployment: what happens now, and what was last."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice

from tc_typed.testing.page.arguments import Arguments
from tc_typed.testing.page.reader import Reader
from tc_typed.testing.page.views.groups import GroupRow, newestGroups
from tc_typed.testing.page.views.messages import MessageRow, newestMessages
from tc_typed.testing.page.views.tasks import STATES, StateCount, nameOf, stateCounts
from tc_typed.testing.page.views.workers import TaskQueueRow, taskQueues
from tc_typed.testing.services.queue.records import RunRecord, TaskRecord

MOST_GROUPS = 10
MOST_MESSAGES = 10
MOST_QUEUES = 10
MOST_RUNS = 8
"""Maximum number of runs in progress, and of failures, that the overview lists."""


@dataclass(frozen=True, slots=True)
class LatestRun:
    """The last run of a task."""

    taskId: str
    name: str
    state: str
    run: RunRecord


@dataclass(frozen=True, slots=True)
class OverviewPage:
    """The overview of a deployment."""

    taskCount: int
    groupCount: int
    messageCount: int
    states: Sequence[StateCount]
    running: Sequence[LatestRun]
    """Runs in progress, the longest one first."""
    runningCount: int
    failures: Sequence[LatestRun]
    """Latest failures, the newest one first."""
    groups: Sequence[GroupRow]
    messages: Sequence[MessageRow]
    queues: Sequence[TaskQueueRow]


def overview(reader: Reader, _arguments: Arguments) -> OverviewPage:
    """Return the overview."""
    states, tasks = reader.states, reader.tasks
    running = islice(states.ids("running"), MOST_RUNS)
    sent = reader.messages
    return OverviewPage(
        taskCount=len(tasks),
        groupCount=len(reader.groups),
        messageCount=len(sent),
        states=stateCounts({state: len(states.ids(state)) for state in STATES}),
        running=[_latestRun(tasks[taskId]) for taskId in running],
        runningCount=len(states.ids("running")),
        failures=_failures(reader),
        groups=newestGroups(reader, MOST_GROUPS),
        messages=newestMessages(sent, MOST_MESSAGES),
        queues=taskQueues(reader)[:MOST_QUEUES],
    )


def _latestRun(task: TaskRecord) -> LatestRun:
    return LatestRun(task.taskId, nameOf(task), task.state, task.runs[-1])


def _failures(reader: Reader) -> Sequence[LatestRun]:
    newest = [
        *reader.states.newest("failed", MOST_RUNS),
        *reader.states.newest("exception", MOST_RUNS),
    ]
    tasks = [reader.tasks[taskId] for taskId in newest]
    tasks.sort(key=_resolved, reverse=True)
    return [_latestRun(task) for task in tasks[:MOST_RUNS]]


def _resolved(task: TaskRecord) -> datetime:
    return task.changed or task.deadline
