"""States of tasks, counted, so that summaries cost the same with any number of tasks."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import KeysView, Mapping, Sequence
from itertools import count, islice

from tc_typed.queue.models import TaskState
from tc_typed.testing.services.queue.records import TaskRecord

_NO_TASKS: Mapping[str, int] = {}


class TaskStates:
    """States of all tasks of a queue, in total, by task group and by task queue."""

    def __init__(self) -> None:
        self._states: dict[str, TaskState] = {}
        self._ids: defaultdict[str, dict[str, None]] = defaultdict(dict)
        """Ids of the tasks in each state."""
        self._groups: defaultdict[str, Counter[str]] = defaultdict(Counter)
        self._taskQueues: defaultdict[str, Counter[str]] = defaultdict(Counter)
        self._versions: dict[str, int] = {}
        self._numbers = count(1)

    def update(self, task: TaskRecord) -> None:
        """Count a task that is new, or whose runs have changed."""
        self._forget(task)
        state = self._states[task.taskId] = task.state
        self._ids[state][task.taskId] = None
        self._groups[task.taskGroupId][state] += 1
        self._taskQueues[task.taskQueueId][state] += 1
        self._versions[task.taskGroupId] = next(self._numbers)

    def remove(self, task: TaskRecord) -> None:
        """Stop counting a task that has expired."""
        self._forget(task)
        if task.taskGroupId in self._groups:
            self._versions[task.taskGroupId] = next(self._numbers)
        else:
            self._versions.pop(task.taskGroupId, None)

    def _forget(self, task: TaskRecord) -> None:
        state = self._states.pop(task.taskId, None)
        if state is not None:
            del self._ids[state][task.taskId]
            _decrease(self._groups, task.taskGroupId, state)
            _decrease(self._taskQueues, task.taskQueueId, state)

    def ids(self, state: TaskState) -> KeysView[str]:
        """Return the ids of the tasks in a state, in the order in which they came into it."""
        return self._ids[state].keys()

    def newest(self, state: TaskState, most: int) -> Sequence[str]:
        """Return the ids of the tasks that came into a state last, the newest one first."""
        return [*islice(reversed(self._ids[state]), most)]

    def ofGroup(self, taskGroupId: str) -> Mapping[str, int]:
        """Return the number of tasks of a group by state, without zeros."""
        return self._groups.get(taskGroupId, _NO_TASKS)

    @property
    def byTaskQueue(self) -> Mapping[str, Mapping[str, int]]:
        """Numbers of tasks by state, without zeros, for each task queue that has tasks."""
        return self._taskQueues

    def version(self, taskGroupId: str) -> int:
        """Return a number that changes whenever a task of a group does; 0 if it has none."""
        return self._versions.get(taskGroupId, 0)


def _decrease(counts: dict[str, Counter[str]], name: str, state: str) -> None:
    counted = counts[name]
    counted[state] -= 1
    if not counted[state]:
        del counted[state]
        if not counted:
            del counts[name]
