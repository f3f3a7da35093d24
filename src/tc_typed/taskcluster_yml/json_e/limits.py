"""Limits on what a template may cost, so that a hostile one can't exhaust time or memory."""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum
from math import isfinite
from time import thread_time
from typing import TYPE_CHECKING, TypeGuard

from tc_typed.core.integers import asInteger
from tc_typed.core.texts import shownValue
from tc_typed.taskcluster_yml.json_e.expressions import (
    NotAnExpression,
    expressionHasPower,
    interpolationHasPower,
)

if TYPE_CHECKING:
    from pydantic import JsonValue

_MOST_STEPS = 50_000  # parts of the template that are read; a large decision task has a few hundred
_LONGEST_TIME = 10.0  # seconds of the thread's processor time
_LARGEST = 10_000_000  # sum of sizes; the queue accepts 1 MB per task
_SIZE_OF_VALUE = 5  # in characters; a value takes more memory than a character
_LONGEST_STRING = 1_000_000
_LARGEST_INTEGER = 2**53  # JavaScript's integers are exact up to here
_MOST_SORTED = 1_000  # elements that an expression is evaluated for in one step
# json-e copies the rest of the text for each token, so the time grows with the square of these.
_LONGEST_EXPRESSION = 5_000  # characters
_LONGEST_INTERPOLATED = 50_000  # characters of text that contains expressions
_LONGEST_REPEATED = 500  # characters
_START = "${"


class Text(Enum):
    """Kind of text in a template, by what is evaluated."""

    EXPRESSION = _LONGEST_EXPRESSION
    """An expression."""
    REPEATED = _LONGEST_REPEATED
    """An expression that is evaluated for each element of a list in one step."""
    INTERPOLATED = _LONGEST_INTERPOLATED
    """Text that may contain expressions."""


class Steps:
    """Counts the steps of a rendering and its time."""

    def __init__(self) -> None:
        self._count = 0
        self._end = thread_time() + _LONGEST_TIME

    def add(self) -> None:
        """Count a step.

        Raises:
            ValueError: if there are too many, or the rendering takes too long.
        """
        self._count += 1
        if self._count > _MOST_STEPS:
            raise ValueError(f"it takes more than {_MOST_STEPS:,} steps to render")
        if thread_time() > self._end:
            raise ValueError(f"it takes more than {_LONGEST_TIME:.0f} seconds to render")


class Sizes:
    """Limits the sizes of values, and converts the result to JSON as JavaScript does."""

    def __init__(self) -> None:
        self._size = 0

    def check(self, value: object) -> object:
        """Return a value unchanged if the values are not too large."""
        self._checkAll(value)
        return value

    def checkSorted(self, value: object) -> object:
        """Return a list unchanged if an expression can be evaluated for each of its elements."""
        if isList(value) and len(value) > _MOST_SORTED:
            raise ValueError(f"lists to sort by an expression can have {_MOST_SORTED:,} elements")
        return self.check(value)

    def _checkAll(self, value: object) -> None:
        self._count(value)
        if isMapping(value):
            for item in value.values():
                self._checkAll(item)
        elif isList(value):
            for item in value:
                self._checkAll(item)
        elif isinstance(value, int) and abs(value) > _LARGEST_INTEGER:
            raise ValueError(f"integers can be at most {_LARGEST_INTEGER:,}")

    def _count(self, value: object) -> None:
        length = len(value) if isinstance(value, str) else 0
        self._size += _SIZE_OF_VALUE + length
        if length > _LONGEST_STRING or self._size > _LARGEST:
            raise ValueError("the values are too large")

    def convert(self, value: object) -> JsonValue:
        """Convert a part of the result."""
        self._count(value)
        if isMapping(value):
            return {str(key): self.convert(item) for key, item in value.items()}
        if isList(value):
            return [self.convert(item) for item in value]
        if value is None or isinstance(value, str | bool):
            return value
        if isinstance(value, int | float):
            return asInteger(value) if isfinite(value) else None
        raise TypeError("a function is not called")


def checkText(text: str, kind: Text) -> None:
    """Check that text of a template can be evaluated at a bounded cost.

    Args:
        text: An expression, or text that may contain some.
        kind: Kind of the text.

    Raises:
        ValueError: if it is too long, or contains the operator `**`. A power of large integers
            takes Python hours.
    """
    isExpression = kind is not Text.INTERPOLATED
    if not isExpression and _START not in text:
        return
    if len(text) > kind.value:
        what = "an expression" if isExpression else "text with expressions"
        raise ValueError(f"{what} can have at most {kind.value:,} characters here")
    hasPower = expressionHasPower if isExpression else interpolationHasPower
    if "**" in text and _mayHavePower(hasPower, text):
        raise ValueError(f"expressions with ** are not supported, in {shownValue(text)}")


def _mayHavePower(hasPower: Callable[[str], bool], text: str) -> bool:
    try:
        return hasPower(text)
    except NotAnExpression:
        return True  # json-e might still evaluate a part of it.


def isMapping(value: object) -> TypeGuard[dict[str, object]]:
    """Whether a value is a mapping."""
    return isinstance(value, dict)


def isList(value: object) -> TypeGuard[list[object]]:
    """Whether a value is a list."""
    return isinstance(value, list)
