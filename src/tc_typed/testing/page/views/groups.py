"""The list of task groups."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice

from tc_typed.testing.page.arguments import Arguments
from tc_typed.testing.page.paging import Paged, paged
from tc_typed.testing.page.reader import Reader
from tc_typed.testing.page.views.definitions import readDefinition
from tc_typed.testing.page.views.tasks import StateCount, stateCounts
from tc_typed.testing.services.queue.groups import GroupRecord

ROWS = 50
"""Number of groups on one page."""


@dataclass(frozen=True, slots=True)
class GroupRow:
    """A task group in a list."""

    taskGroupId: str
    name: str
    """Name of the task that has the id of the group, like a decision task, or of another one."""
    schedulerId: str
    sealed: datetime | None
    created: datetime | None
    """Time at which that task was created; `None` if the group has no tasks."""
    total: int
    states: Sequence[StateCount]


@dataclass(frozen=True, slots=True)
class GroupsPage:
    """The list of task groups, newest first."""

    groups: Paged[GroupRow]


def groupRow(reader: Reader, group: GroupRecord) -> GroupRow:
    """Return the row of a task group."""
    tasks = reader.tasks
    first = tasks.get(group.taskGroupId)
    if first is None and group.taskIds:
        first = tasks[group.taskIds[0]]
    definition = None if first is None else readDefinition(first.json)
    return GroupRow(
        taskGroupId=group.taskGroupId,
        name="(no tasks)" if definition is None else definition["metadata"]["name"],
        schedulerId=group.schedulerId,
        sealed=group.sealed,
        created=None if definition is None else definition["created"],
        total=len(group.taskIds),
        states=stateCounts(reader.states.ofGroup(group.taskGroupId)),
    )


def newestGroups(reader: Reader, count: int) -> Sequence[GroupRow]:
    """Return the rows of the newest task groups."""
    newest = islice(reversed([*reader.groups.values()]), count)
    return [groupRow(reader, group) for group in newest]


def groups(reader: Reader, arguments: Arguments) -> GroupsPage:
    """Return the list of task groups."""
    newest = [*reader.groups.values()][::-1]
    return GroupsPage(paged(newest, arguments, lambda group: groupRow(reader, group), ROWS))
