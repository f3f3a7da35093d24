"""Tasks in the store of a local Taskcluster."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields

from tc_typed.testing.services.queue.records import TaskProgress, TaskRecord
from tc_typed.testing.state.store import Store

_CHANGING = tuple(field.name for field in fields(TaskProgress))


class StoredTasks:
    """Tasks in a store: what never changes is written once, and the rest at each change."""

    def __init__(self, store: Store) -> None:
        """Prepare the records.

        Args:
            store: Store of the local Taskcluster.
        """
        self._tasks = store.records("queue.tasks", TaskRecord)
        self._progress = store.records("queue.progress", TaskProgress)

    def load(self) -> Iterator[TaskRecord]:
        """Yield all tasks, in the order of their creation."""
        progress = dict(self._progress.load())
        for taskId, task in self._tasks.load():
            changed = progress.pop(taskId, None)
            if changed is not None:
                for name in _CHANGING:
                    setattr(task, name, getattr(changed, name))
            yield task

    def add(self, task: TaskRecord) -> None:
        """Write a new task."""
        self._tasks.put(task.taskId, task)

    def change(self, task: TaskRecord) -> None:
        """Write what has changed of a task. Call it after or before each change."""
        self._progress.put(task.taskId, task)

    def remove(self, task: TaskRecord) -> None:
        """Delete a task."""
        self._tasks.delete(task.taskId)
        self._progress.delete(task.taskId)
