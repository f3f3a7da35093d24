"""Tables that are kept sorted, for lists that are read page by page."""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Iterator
from typing import Generic, TypeVar

from tc_typed.testing.server.paging import PageRequest, pageOfKeys

Value = TypeVar("Value")


class SortedTable(Generic[Value]):
    """Values by name. The names are kept sorted, so that a page costs the same in any table."""

    def __init__(self) -> None:
        self._values: dict[str, Value] = {}
        self._names: list[str] = []

    def __len__(self) -> int:
        """Return the number of values."""
        return len(self._names)

    def __iter__(self) -> Iterator[Value]:
        """Iterate over the values, in any order."""
        return iter(self._values.values())

    def get(self, name: str) -> Value | None:
        """Return the value of a name; `None` if there is none."""
        return self._values.get(name)

    def set(self, name: str, value: Value) -> None:
        """Add or replace the value of a name."""
        if name not in self._values:
            insort(self._names, name)
        self._values[name] = value

    def remove(self, name: str) -> None:
        """Remove a name. Do nothing if it is missing."""
        if self._values.pop(name, None) is not None:
            del self._names[bisect_left(self._names, name)]

    def page(self, request: PageRequest) -> tuple[list[Value], str | None]:
        """Return a page of the values, sorted by name, and the token for the next page."""
        names, token = pageOfKeys(self._names, request)
        return [self._values[name] for name in names], token
