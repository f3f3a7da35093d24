"""Type of arguments that are collections of strings, but must not be a single string."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Protocol, TypeAlias, TypeVar

_Item = TypeVar("_Item")
_Item_co = TypeVar("_Item_co", covariant=True)


class _CollectionButNoString(Protocol[_Item_co]):
    """A list, tuple, set, view of a dict, or similar."""

    # `in` with a string only accepts strings, so to type checkers a string is not one of these.
    def __contains__(self, item: object, /) -> bool: ...

    def __iter__(self) -> Iterator[_Item_co]: ...


Several: TypeAlias = _CollectionButNoString[_Item] | Iterator[_Item]
"""Items in a list, another collection, or an iterator. A string is also an iterable of strings, but
type checkers reject it here."""
