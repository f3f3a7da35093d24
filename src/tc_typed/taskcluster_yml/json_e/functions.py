"""Functions of JSON-e that give the same results as in JavaScript, where Taskcluster renders.

They replace those of json-e for Python in expressions.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta

from tc_typed.core.integers import asInteger
from tc_typed.core.models.timestamps import formatTimestamp, truncated
from tc_typed.core.texts import shownValue
from tc_typed.taskcluster_yml.yaml.scalars import textOf

_LONGEST_RANGE = 1_000  # a task group has far fewer tasks that one file lists
_LONGEST_STRING = 1_000_000
_LONGEST_NUMBER = 1_000  # characters; no double needs more
_LONGEST_OFFSET = 1_000  # characters; the time for a bad offset grows with its square

_NEEDS_CONTEXT = "_jsone_builtin"  # json-e passes the variables to functions with this attribute

_UNITS = (
    (r"y|year|years|yr", timedelta(days=365)),
    (r"months|month|mo", timedelta(days=30)),
    (r"weeks|week|wk|w", timedelta(weeks=1)),
    (r"days|day|d", timedelta(days=1)),
    (r"hours|hour|hr|h", timedelta(hours=1)),
    (r"minutes|minute|min|m", timedelta(minutes=1)),
    (r"seconds|second|sec|s", timedelta(seconds=1)),
)
_OFFSET = re.compile(
    r"\s*([-+])?" + "".join(rf"(?:\s*([0-9]+)\s*(?:{words}))?" for words, _ in _UNITS) + r"\s*",
    re.IGNORECASE,
)
_DECIMAL = re.compile(r"[-+]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:e[-+]?[0-9]+)?", re.IGNORECASE)


class _Function:
    """A function of expressions, which can be called, but has no text."""

    def __init__(self, function: Callable[..., object]) -> None:
        self._function = function
        if hasattr(function, _NEEDS_CONTEXT):
            setattr(self, _NEEDS_CONTEXT, True)

    def __call__(self, *arguments: object) -> object:
        return self._function(*arguments)

    def __str__(self) -> str:
        raise TypeError("a function is not called")


def asFunctions(functions: Mapping[str, Callable[..., object]]) -> Mapping[str, object]:
    """Wrap functions, so that expressions can't show details of Python.

    Args:
        functions: Functions by name.
    """
    return {name: _Function(function) for name, function in functions.items()}


def functionsAt(now: str) -> Mapping[str, Callable[..., object]]:
    """Return the functions by name.

    Args:
        now: Current time, which offsets are relative to.
    """

    def relativeTo(offset: object, reference: object = None) -> str:
        return fromNow(offset, reference or now)

    return {
        "fromNow": relativeTo,
        "join": _join,
        "max": lambda *numbers: max(_numbers(numbers)),
        "min": lambda *numbers: min(_numbers(numbers)),
        "number": _number,
        "range": _range,
        "str": _str,
    }


def fromNow(offset: object, reference: object) -> str:
    """Return the time at an offset from another time.

    Args:
        offset: Amounts with units, `1 day 2 hours`. A leading minus applies to all of them.
        reference: Time to start from, in ISO 8601.

    Raises:
        ValueError: if an argument is not a string of its form, or the result is out of range.
    """
    text = offset if isinstance(offset, str) and len(offset) <= _LONGEST_OFFSET else "?"
    match = _OFFSET.fullmatch(text)
    if match is None:
        raise ValueError(f"{shownValue(offset)} is not an offset such as '1 day 2 hours'")
    span = timedelta()
    try:
        for amount, (_, unit) in zip(match.groups()[1:], _UNITS, strict=True):
            span += int(amount or 0) * unit
        start = _time(reference)
        result = start - span if match[1] == "-" else start + span
    except OverflowError:
        raise ValueError(f"the time at {shownValue(offset)} is out of range") from None
    return formatTimestamp(result)


def _time(text: object) -> datetime:
    try:
        time = datetime.fromisoformat(text if isinstance(text, str) else "")
    except ValueError:
        raise ValueError(f"{shownValue(text)} is not a time in ISO 8601") from None
    if time.utcoffset() is None:  # Taskcluster's services run in UTC.
        time = time.replace(tzinfo=UTC)
    return truncated(time.astimezone(UTC))


def _numbers(values: Sequence[object]) -> list[int | float]:
    numbers = [it for it in values if isinstance(it, int | float) and not isinstance(it, bool)]
    if not numbers or len(numbers) < len(values):
        raise TypeError("max and min need one number or more")
    return numbers


def _str(value: object) -> str:
    if isinstance(value, list | dict) or callable(value):
        raise TypeError("str can't convert an array, an object or a function")
    return _text(value)


def _number(text: object) -> float:
    stripped = text.strip() if isinstance(text, str) else "?"
    if len(stripped) > _LONGEST_NUMBER or (stripped and not _DECIMAL.fullmatch(stripped)):
        raise ValueError(f"number can't convert {shownValue(text)}")
    return asInteger(float(stripped or 0))


def _range(start: object, stop: object, step: object = 1) -> list[int]:
    first, last, each = (asInteger(value) for value in (start, stop, step))
    if type(first) is not int or type(last) is not int or type(each) is not int or each == 0:
        raise TypeError("range needs integers, and a step other than 0")
    numbers = range(first, last, each)
    if len(numbers) > _LONGEST_RANGE:
        raise ValueError(f"range can have at most {_LONGEST_RANGE:,} numbers here")
    return [*numbers]


def _join(items: object, separator: object) -> str:
    if not isinstance(items, list) or isinstance(separator, list | dict | bool):
        raise TypeError("join needs an array, and a string or a number")
    between = _text(separator)
    texts: list[str] = []
    length = 0
    for item in items:  # pyright: ignore[reportUnknownVariableType]  # a list may contain anything
        texts.append(_itemText(item))  # pyright: ignore[reportUnknownArgumentType]  # a list may contain anything
        length += len(texts[-1]) + len(between)
        if length > _LONGEST_STRING + len(between):
            raise ValueError(f"join can create strings of at most {_LONGEST_STRING:,} characters")
    return between.join(texts)


def _text(value: object) -> str:
    """Convert a value to a string, as JavaScript does."""
    match value:
        case None | bool() | int() | float() | str():
            return textOf(value)
        case list():
            return ",".join(_itemText(item) for item in value)  # pyright: ignore[reportUnknownArgumentType, reportUnknownVariableType]  # a list may contain anything
        case _:
            return "[object Object]"


def _itemText(item: object) -> str:
    return "" if item is None else _text(item)
