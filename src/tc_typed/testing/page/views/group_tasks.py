"""Tasks of a task group, and what its page derives from them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from tc_typed.testing.page.drawing.group_graph import DrawnTask, groupGraph, summaryOf
from tc_typed.testing.page.drawing.svg import SYMBOLS, Drawing, draw

_ATTENTION = {state: place for place, state in enumerate(SYMBOLS)}


@dataclass(frozen=True, slots=True)
class GroupTask:
    """A task of a group."""

    taskId: str
    name: str
    kind: str
    state: str
    taskQueueId: str
    runId: int | None
    """Number of its last run; `None` if it has none."""
    reason: str | None
    """Reason why the last run was resolved."""
    started: datetime | None
    resolved: datetime | None
    dependencies: Sequence[str]

    @property
    def detail(self) -> str:
        """State, and the reason for it if that says more."""
        if self.reason in (None, self.state):
            return self.state
        return f"{self.state}: {self.reason}"


@dataclass(frozen=True)
class GroupTasks:
    """All tasks of a group at one moment. What is derived from them is computed once."""

    tasks: Sequence[GroupTask]
    since: datetime | None
    """Time at which the first one was created; `None` if there are none."""

    @cached_property
    def byAttention(self) -> Sequence[GroupTask]:
        """Tasks, those first that need attention."""
        return sorted(self.tasks, key=lambda task: (_ATTENTION[task.state], task.name, task.taskId))

    @cached_property
    def names(self) -> Mapping[str, str]:
        """Names of the tasks by id."""
        return {task.taskId: task.name for task in self.tasks}

    @cached_property
    def counts(self) -> Mapping[str, int]:
        """Numbers of tasks by state, in the order of attention."""
        counts = Counter(task.state for task in self.tasks)
        return {state: counts[state] for state in SYMBOLS if counts[state]}

    @cached_property
    def kinds(self) -> Sequence[str]:
        """Kinds of tasks, sorted."""
        return sorted({task.kind for task in self.tasks})

    @cached_property
    def lastResolved(self) -> datetime | None:
        """Time at which the last task was resolved; `None` if none was."""
        times = (task.resolved for task in self.tasks if task.resolved is not None)
        return max(times, default=None)

    @cached_property
    def outsideCount(self) -> int:
        """Number of dependencies on tasks of other groups."""
        return sum(each not in self.names for task in self.tasks for each in task.dependencies)

    @cached_property
    def loopCount(self) -> int:
        """Number of tasks that depend on themselves."""
        return sum(task.taskId in task.dependencies for task in self.tasks)

    @cached_property
    def drawing(self) -> Drawing:
        """Drawing of their dependencies."""
        drawn = [
            DrawnTask(task.taskId, task.name, task.kind, task.state, task.detail, task.dependencies)
            for task in self.tasks
        ]
        return draw(groupGraph(drawn), summaryOf(drawn))
