"""The page of a task group."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice

from tc_typed.testing.page.arguments import Arguments
from tc_typed.testing.page.drawing.group_graph import MOST_TASKS
from tc_typed.testing.page.paging import Paged, paged
from tc_typed.testing.page.views.group_reader import GroupState
from tc_typed.testing.page.views.group_tasks import GroupTask, GroupTasks
from tc_typed.testing.page.views.tasks import StateCount

ROWS = 200
"""Number of tasks on one page of the list."""
MOST_FAILURES = 10
"""Maximum number of failures above the drawing; the list has all of them."""

_FAILURES = ("failed", "exception")
_UNRESOLVED = ("running", "pending", "unscheduled")


@dataclass(frozen=True, slots=True)
class Filters:
    """Filters of the list."""

    state: str
    kind: str
    name: str

    def admit(self, task: GroupTask) -> bool:
        """Check whether the list has a task."""
        return (
            self.state in ("", task.state)
            and self.kind in ("", task.kind)
            and self.name.lower() in task.name.lower()
        )


@dataclass(frozen=True, slots=True)
class TaskGroupPage:
    """A task group and its tasks."""

    taskGroupId: str
    name: str
    """Name of the task that has the id of the group, like a decision task, or of the group."""
    schedulerId: str
    sealed: datetime | None
    expires: datetime
    since: datetime | None
    now: datetime
    lasted: timedelta | None
    """Time from the creation of the first task until the last one was resolved, or until now."""
    isResolved: bool
    total: int
    states: Sequence[StateCount]
    failures: Sequence[GroupTask]
    """The first failures."""
    failureCount: int
    drawing: str
    """SVG, which is safe to include as it is."""
    notes: Sequence[str]
    """Explanations of the drawing."""
    kinds: Sequence[str]
    filters: Filters
    tasks: Paged[GroupTask]
    """The part of the list that is shown."""


def taskGroup(state: GroupState, arguments: Arguments) -> TaskGroupPage:
    """Return the page of a task group.

    Args:
        state: The task group and its tasks.
        arguments: Arguments of the page: `state`, `kind` and `name` in the query string filter the
            list.
    """
    members, counts = state.members, state.members.counts
    query = arguments.query
    filters = Filters(query.get("state", ""), query.get("kind", ""), query.get("name", ""))
    matching = [task for task in members.byAttention if filters.admit(task)]
    failures = (task for task in members.byAttention if task.state in _FAILURES)
    isResolved = not any(each in counts for each in _UNRESOLVED)
    return TaskGroupPage(
        taskGroupId=state.group.taskGroupId,
        name=members.names.get(state.group.taskGroupId, "Task group"),
        schedulerId=state.group.schedulerId,
        sealed=state.group.sealed,
        expires=state.group.expires,
        since=members.since,
        now=state.now,
        lasted=_lasted(state, isResolved=isResolved),
        isResolved=isResolved,
        total=len(members.tasks),
        states=[StateCount(each, count) for each, count in counts.items()],
        failures=[*islice(failures, MOST_FAILURES)],
        failureCount=sum(counts.get(each, 0) for each in _FAILURES),
        drawing=members.drawing.svg,
        notes=[*_notes(members)],
        kinds=members.kinds,
        filters=filters,
        tasks=paged(matching, arguments, lambda task: task, ROWS),
    )


def _lasted(state: GroupState, *, isResolved: bool) -> timedelta | None:
    members = state.members
    if members.since is None:
        return None
    end = members.lastResolved if isResolved else None
    return (end or state.now) - members.since


def _notes(members: GroupTasks) -> Iterator[str]:
    """Yield explanations of the drawing."""
    if len(members.tasks) > MOST_TASKS:
        yield "Each box is a kind of tasks. Click on it to list them."
    if members.drawing.impliedCount:
        yield f"{members.drawing.impliedCount:,} edges are left out because others imply them."
    if members.outsideCount:
        yield f"{members.outsideCount:,} dependencies are in other groups."
    if members.loopCount:
        yield (
            f"{members.loopCount:,} tasks depend on themselves, so they only start if scheduled."
        )
