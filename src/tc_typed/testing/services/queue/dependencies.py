"""Dependencies between tasks."""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from tc_typed.queue.models import Task
from tc_typed.testing.server.errors import ApiError
from tc_typed.testing.services.queue.records import TaskRecord


class Dependencies:
    """Dependencies between the tasks of a queue."""

    def __init__(
        self, tasks: Mapping[str, TaskRecord], onChange: Callable[[TaskRecord], None]
    ) -> None:
        """Start without any.

        Args:
            tasks: All tasks of the queue, by id.
            onChange: Function to call for each task that waits for less than before.
        """
        self._tasks = tasks
        self._onChange = onChange
        self._dependents: dict[str, list[str]] = {}

    def check(self, task: TaskRecord, definition: Task) -> None:
        """Reject dependencies that don't exist or expire too early. A task can depend on itself.

        Raises:
            ApiError: with the code InputError, if there is such a dependency.
        """
        others = [each for each in definition.dependencies if each != task.taskId]
        if unknown := [each for each in others if each not in self._tasks]:
            raise ApiError(
                "InputError", f"the task depends on tasks that don't exist: {', '.join(unknown)}"
            )
        if expiring := [each for each in others if self._tasks[each].expires < task.deadline]:
            raise ApiError(
                "InputError",
                f"the task depends on tasks that expire before its deadline: {', '.join(expiring)}",
            )

    def track(self, task: TaskRecord, definition: Task) -> None:
        """Let a new task wait for its dependencies, except for those that are resolved already."""
        if not definition.dependencies:
            return
        self._add(task, definition.dependencies)
        waitingFor = {
            dependency
            for dependency in definition.dependencies
            if dependency == task.taskId or not _suffices(self._tasks[dependency], task)
        }
        if waitingFor:
            task.waitingFor = waitingFor

    def restore(self, task: TaskRecord) -> None:
        """Add a task that was loaded to the dependents of its dependencies."""
        # A dependency may have expired, and a younger task may have its id.
        self._add(
            task,
            [
                each
                for each in task.dependencies
                if each in self._tasks and self._tasks[each].number <= task.number
            ],
        )

    def _add(self, task: TaskRecord, dependencies: Iterable[str]) -> None:
        for dependency in dependencies:
            insort(self._dependents.setdefault(dependency, []), task.taskId)

    def satisfy(self, task: TaskRecord) -> Iterator[TaskRecord]:
        """Tell the dependents of a task that it is resolved.

        Yields:
            Those that have no run and now wait for nothing, sorted by their ids.
        """
        for dependentId in tuple(self.of(task.taskId)):
            dependent = self._tasks[dependentId]
            if not _suffices(task, dependent):
                continue
            if dependent.waitingFor is not None:
                dependent.waitingFor.discard(task.taskId)
                self._onChange(dependent)
            if not dependent.waitingFor:
                dependent.waitingFor = None
                if not dependent.runs:
                    yield dependent

    def of(self, taskId: str) -> Sequence[str]:
        """Return the ids of the tasks that depend on a task, sorted."""
        return self._dependents.get(taskId, ())

    def remove(self, task: TaskRecord) -> None:
        """Remove a task that has expired."""
        self._dependents.pop(task.taskId, None)
        for dependency in task.dependencies:
            dependents = self._dependents.get(dependency)
            if dependents is None:
                continue
            place = bisect_left(dependents, task.taskId)
            # The dependency may have expired first, and another task may have its id by now.
            if dependents[place : place + 1] == [task.taskId]:
                del dependents[place]
            if not dependents:
                del self._dependents[dependency]


def _suffices(dependency: TaskRecord, task: TaskRecord) -> bool:
    """Check whether a dependency is resolved as a task requires."""
    if task.requires == "all-completed":
        return dependency.state == "completed"
    return dependency.isResolved
