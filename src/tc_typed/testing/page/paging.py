"""Slices of long lists."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Generic, TypeVar

from tc_typed.testing.page.arguments import Arguments

Item = TypeVar("Item")
Row = TypeVar("Row")

PAGE_SIZE = 100
"""Number of rows on one page of a list."""


@dataclass(frozen=True, slots=True)
class Paged(Generic[Row]):
    """Part of a list, with links to the other parts."""

    rows: Sequence[Row]
    total: int
    """Number of rows in the whole list."""
    start: int
    """Number of rows before these."""
    size: int
    """Maximum number of rows on a page."""

    @property
    def earlier(self) -> int | None:
        """Start of the part before this one; `None` if this is the first."""
        return max(self.start - self.size, 0) if self.start else None

    @property
    def later(self) -> int | None:
        """Start of the part after this one; `None` if this is the last."""
        end = self.start + self.size
        return end if end < self.total else None


def paged(
    items: Sequence[Item],
    arguments: Arguments,
    row: Callable[[Item], Row],
    size: int = PAGE_SIZE,
) -> Paged[Row]:
    """Return the part of a list that the query string's `start` selects.

    Args:
        items: The whole list.
        arguments: Arguments of the page.
        row: Function that makes a row; it is called only for those that are shown.
        size: Maximum number of rows.
    """
    start = arguments.number("start")
    return Paged(
        [row(item) for item in islice(items, start, start + size)], len(items), start, size
    )
