"""Source code that is safe to write: our own words, quoted values and checked names.

A contract can come from any deployment, so none of its text may become code as it is. `Code` is
made only here, by `docstring` and `notice` of `models.docstrings`, and by templates, which take
nothing else.
Pyright holds parameters of type `LiteralString` to texts that stand in the compiler itself.
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
    """Put code together.

    Args:
        template: The compiler's own words, with places for the parts as `str.format` has them.
        *parts: What stands in the places without a name.
        **named: What stands in those with one.

    >>> code("{}: {kind} = {{}}", identifier("tasks", "here"), kind=code("Tasks"))
    'tasks: Tasks = {}'
    """
    for part in (*parts, *named.values()):
        checked(part)
    return Code(template.format(*parts, **named))


def words(*names: LiteralString) -> tuple[Code, ...]:
    """Several of the compiler's own words."""
    return tuple(Code(name) for name in names)


def joined(separator: LiteralString, parts: Iterable[Code]) -> Code:
    """Put pieces of code in a row."""
    return Code(separator.join(checked(part) for part in parts))


def checked(value: object) -> Code:
    """Refuse what is not code, however much it looks like it.

    Raises:
        TypeError: if it is anything else.
    """
    if not isinstance(value, Code):
        raise TypeError(f"{value!r} would become code, but is not quoted")
    return value


def literal(value: Json) -> Code:
    """Write a JSON value as Python does, an array as a list.

    Raises:
        ValueError: if a number is infinite, or NaN.
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
    """Write texts as a tuple."""
    return Code(repr(tuple(values)))


def callOf(function: Code, values: Iterable[str]) -> Code:
    """Write a call of a function with texts."""
    return code("{}({})", function, joined(", ", map(literal, values)))


def identifier(name: str, where: object) -> Code:
    """Check that a name is one that Python can spell.

    Args:
        name: The name.
        where: Where the contract has it from, for the message.

    Raises:
        ContractError: if Python can't spell it.
    """
    if not isIdentifier(name):
        raise ContractError(where, f"{name!r} can't be a name in Python")
    return Code(name)


def isIdentifier(name: str) -> bool:
    """Whether Python can spell a name, in ASCII."""
    spelled = name.isascii() and name.isidentifier() and not keyword.iskeyword(name)
    return spelled and name != "__debug__"  # which nothing can be assigned to


def pathOf(text: str, where: object) -> Code:
    """Check a path or dotted name, such as `schemas/worker-manager` or `tc_typed.queue`.

    Raises:
        ContractError: if there is anything else in it.
    """
    if re.fullmatch(r"\w[\w-]*([./]\w[\w-]*)*/?", text, re.ASCII) is None:
        raise ContractError(where, f"{text!r} should be words with dots or slashes between them")
    return Code(text)
