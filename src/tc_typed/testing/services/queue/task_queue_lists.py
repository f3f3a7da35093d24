"""Lists of the tasks in each task queue."""

from __future__ import annotations

from collections import defaultdict
from typing import Generic, TypeVar

from tc_typed.testing.server.paging import PageRequest
from tc_typed.testing.services.sorted_table import SortedTable

Value = TypeVar("Value")

_DIGITS = 12  # Enough for numbers with leading zeros to sort correctly as text.


class TaskQueueLists(Generic[Value]):
    """Lists of values, one list per task queue, oldest first."""

    def __init__(self) -> None:
        self._tables: defaultdict[str, SortedTable[Value]] = defaultdict(SortedTable)

    def add(self, taskQueueId: str, number: int, value: Value) -> str:
        """Add a value to a list; return its key, with which it can be removed.

        Args:
            taskQueueId: Task queue of the list.
            number: Number of the value, unique in all lists, and higher for younger values.
            value: The value.
        """
        key = f"{number:0{_DIGITS}}"
        self._tables[taskQueueId].set(key, value)
        return key

    def get(self, taskQueueId: str, key: str) -> Value | None:
        """Return the value that has a key; `None` if there is none."""
        table = self._tables.get(taskQueueId)
        return None if table is None else table.get(key)

    def remove(self, taskQueueId: str, key: str) -> None:
        """Remove the value that has a key."""
        table = self._tables[taskQueueId]
        table.remove(key)
        if not table:
            del self._tables[taskQueueId]

    def count(self, taskQueueId: str) -> int:
        """Return the number of values in a list."""
        table = self._tables.get(taskQueueId)
        return 0 if table is None else len(table)

    def page(self, taskQueueId: str, request: PageRequest) -> tuple[list[Value], str | None]:
        """Return a page of a list, and the token for the next page."""
        return self._tables.get(taskQueueId, SortedTable[Value]()).page(request)
