"""Integers written as floats: in JSON Schema and JavaScript, 10.0 equals 10."""

from __future__ import annotations

from typing import TypeVar

T = TypeVar("T")


def asInteger(value: T) -> T | int:
    """Convert a float without a fraction to an int; return any other value unchanged.

    >>> [asInteger(value) for value in (10.0, 10.5, "10.0")]
    [10, 10.5, '10.0']
    """
    return int(value) if isinstance(value, float) and value.is_integer() else value
