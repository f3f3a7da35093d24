"""Whole numbers that were written as floats: to JSON Schema and JavaScript, 10.0 is 10."""

from __future__ import annotations

from typing import TypeVar

T = TypeVar("T")


def asWhole(value: T) -> T | int:
    """Make an int of a float that is a whole number, and leave any other value as it is.

    >>> [asWhole(value) for value in (10.0, 10.5, "10.0")]
    [10, 10.5, '10.0']
    """
    return int(value) if isinstance(value, float) and value.is_integer() else value
