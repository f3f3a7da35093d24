"""Tasks that wait for a worker, by task queue and by task group."""

from __future__ import annotations

from bisect import bisect_left, insort
from collections import defaultdict
from collections.abc import Callable, Sequence
from typing import NamedTuple

from tc_typed.scopes.params import PRIORITIES
from tc_typed.testing.server.paging import PageRequest
from tc_typed.testing.services.queue.records import TaskRecord
from tc_typed.testing.services.queue.task_queue_lists import TaskQueueLists


class _Place(NamedTuple):
    """Place of a pending task in the order in which workers get tasks."""

    rank: int
    """Rank of its priority, 0 for the most urgent one."""
    key: str
    """Key in the list of its task queue, unique in all of them, which sorts by age."""
    taskQueueId: str


class PendingTasks:
    """Tasks that wait for a worker. The most urgent one comes first, then the oldest."""

    def __init__(self) -> None:
        self._tasks: TaskQueueLists[TaskRecord] = TaskQueueLists()
        self._order: defaultdict[str, list[_Place]] = defaultdict(list)
        """Places by task queue, sorted."""
        self._groupOrder: defaultdict[str, list[_Place]] = defaultdict(list)
        """Places by task group, sorted."""
        self._places: dict[str, _Place] = {}
        """Places by taskId."""
        self._listeners: list[Callable[[str], None]] = []

    def onAdd(self, listener: Callable[[str], None]) -> None:
        """Call a function with the task queue whenever a task is added."""
        self._listeners.append(listener)

    def add(self, task: TaskRecord) -> None:
        """Add a task whose last run has become pending, with its `pendingNumber`."""
        self._place(task, self._tasks.add(task.taskQueueId, task.pendingNumber, task))
        for listener in self._listeners:
            listener(task.taskQueueId)

    def remove(self, task: TaskRecord) -> None:
        """Remove a task, if it is there."""
        place = self._displace(task)
        if place is not None:
            self._tasks.remove(task.taskQueueId, place.key)

    def reorder(self, task: TaskRecord) -> None:
        """Move a task to where its new priority places it, if it is there. Its age stays."""
        place = self._displace(task)
        if place is not None:
            self._place(task, place.key)

    def _place(self, task: TaskRecord, key: str) -> None:
        place = _Place(PRIORITIES.index(task.priority), key, task.taskQueueId)
        self._places[task.taskId] = place
        insort(self._order[task.taskQueueId], place)
        insort(self._groupOrder[task.taskGroupId], place)

    def _displace(self, task: TaskRecord) -> _Place | None:
        place = self._places.pop(task.taskId, None)
        if place is not None:
            _remove(self._order, task.taskQueueId, place)
            _remove(self._groupOrder, task.taskGroupId, place)
        return place

    def first(self, taskQueueId: str) -> TaskRecord | None:
        """Return the task that the next worker gets, if there is one."""
        return self._first(self._order.get(taskQueueId))

    def firstOfGroup(self, taskGroupId: str) -> TaskRecord | None:
        """Return the first task of a group, in any task queue, if there is one."""
        return self._first(self._groupOrder.get(taskGroupId))

    def _first(self, order: Sequence[_Place] | None) -> TaskRecord | None:
        return None if order is None else self._tasks.get(order[0].taskQueueId, order[0].key)

    def taskQueueIds(self) -> list[str]:
        """Return the names of the task queues in which tasks wait."""
        return [*self._order]

    def count(self, taskQueueId: str) -> int:
        """Return the number of tasks that wait in a task queue."""
        return self._tasks.count(taskQueueId)

    def page(self, taskQueueId: str, request: PageRequest) -> tuple[list[TaskRecord], str | None]:
        """Return a page of the tasks that wait in a task queue, oldest first, and a token."""
        return self._tasks.page(taskQueueId, request)


def _remove(orders: dict[str, list[_Place]], name: str, place: _Place) -> None:
    order = orders[name]
    del order[bisect_left(order, place)]
    if not order:
        del orders[name]
