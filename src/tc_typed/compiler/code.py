"""Source code that is safe to write: literal strings of the compiler, quoted values, checked names.

A contract can come from any deployment, so its text must never become code unchecked. `Code` is
created only here, by `docstring` and `notice` in `models.docstrings`, and by templates, which only
accept `Code`. Pyright checks that arguments for `LiteralString` parameters are literals in the
compiler itself.
"""

from __future__ import annotations

import keyword
import math
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import LiteralString

from tc_typed.compiler.contract.errors import ContractError
from tc_typed.compiler.contract.load import Json


class Code(str):
    """A piece of Python source."""

    __slots__ = ()


def code(template: LiteralString, /, *parts: Code, **named: Code) -> Code:
    """Format a template with pieces of code.

    Args:
        template: Format string with the syntax of `str.format`.
        *parts: Values of the fields without names.
        **named: Values of the fields with names.

    >>> code("{}: {kind} = {{}}", identifier("tasks", "here"), kind=code("Tasks"))
    'tasks: Tasks = {}'
    """
    for part in (*parts, *named.values()):
        checked(part)
    return Code(template.format(*parts, **named))


def words(*names: LiteralString) -> tuple[Code, ...]:
    """Return literal names as code."""
    return tuple(Code(name) for name in names)


def joined(separator: LiteralString, parts: Iterable[Code]) -> Code:
    """Join pieces of code."""
    return Code(separator.join(checked(part) for part in parts))


def checked(value: object) -> Code:
    """Return a value unchanged if it is `Code`.

    Raises:
        TypeError: if it is anything else, such as a plain string.
    """
    if not isinstance(value, Code):
        raise TypeError(f"{value!r} must be Code to become part of a module")
    return value


def literal(value: Json) -> Code:
    """Write a JSON value as a Python literal, an array as a list.

    Raises:
        ValueError: if a number is infinite or NaN.
    """
    match value:
        case float() if not math.isfinite(value):
            raise ValueError(f"JSON has no number {value}")
        case None | bool() | int() | float() | str():
            return Code(repr(value))
        case Mapping():
            members = (code("{}: {}", literal(key), literal(it)) for key, it in value.items())
            return code("{{{}}}", joined(", ", members))
        case _:
            return code("[{}]", joined(", ", map(literal, value)))


def literals(values: Sequence[str]) -> Code:
    """Write strings as a tuple literal."""
    return Code(repr(tuple(values)))


def callOf(function: Code, values: Iterable[str]) -> Code:
    """Write a function call with string arguments."""
    return code("{}({})", function, joined(", ", map(literal, values)))


def identifier(name: str, where: object) -> Code:
    """Check that a name is a valid Python name.

    Args:
        name: The name.
        where: Location in the contract, for the message.

    Raises:
        ContractError: if it is not.
    """
    if not isIdentifier(name):
        raise ContractError(where, f"{name!r} is not a valid Python name")
    return Code(name)


def isIdentifier(name: str) -> bool:
    """Check whether a name is a valid Python name in ASCII."""
    isValid = name.isascii() and name.isidentifier() and not keyword.iskeyword(name)
    return isValid and name != "__debug__"  # Python forbids assignments to it


def pathOf(text: str, where: object) -> Code:
    """Check a path or dotted name, such as `schemas/worker-manager` or `tc_typed.queue`.

    Raises:
        ContractError: if it contains anything else.
    """
    if re.fullmatch(r"\w[\w-]*([./]\w[\w-]*)*/?", text, re.ASCII) is None:
        raise ContractError(where, f"{text!r} must be words separated by dots or slashes")
    return Code(text)
