"""Properties that older servers do not send, as compiled models have them."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from tc_typed.compiler.code import Code, code, literal
from tc_typed.compiler.schema.types import Array, Enum, Property, Record, Shape, Text, Unreadable
from tc_typed.core.models.since import PLACE, Since


def checkedSince(
    record: Record, item: Property, field: Callable[[str], Code], *, lenient: bool
) -> Since | None:
    """Read what the contract says of a property that older servers do not send.

    Args:
        record: The object that has it.
        item: The property; an optional one needs no mark.
        field: Spells the name of a property as that of a field.
        lenient: Whether to leave out a derivation that is not possible, instead of refusing it.

    Raises:
        ContractError: if it can't be derived as the contract says.
    """
    if item.since is None or not item.required:
        return None
    try:
        return Since(item.since, _derived(record, item, field))
    except _NotPossible as reason:
        if not lenient:
            raise item.node.error(str(reason)) from None
        item.node.note(str(reason))
        return Since(item.since)


def sinceMark(since: Since) -> Code:
    """Write the mark of a field."""
    if since.derived is None:
        return code("Since({})", literal(since.release))
    return code("Since({}, {})", literal(since.release), literal(since.derived))


def sinceNote(since: Since) -> str:
    """Say in a docstring what the mark of a field means."""
    start = f"Servers before release {since.release} may not send this:"
    if since.derived is None:
        return f"{start} then there is no such attribute."
    end = ", or absent where there is none" if since.mayBeAbsent else ""
    return f"{start} then it is `{since.derived}`{end}."


class _NotPossible(Exception):
    """A property can't be derived as the contract says."""


def _derived(record: Record, item: Property, field: Callable[[str], Code]) -> str | None:
    """Check the template of a property, and spell it with the names of fields."""
    if item.derived is None:
        return None
    if not isinstance(item.shape, Text | Enum | Unreadable):
        raise _NotPossible("x-derived: only a text can be derived")

    def spelled(match: re.Match[str]) -> str:
        path = _spelled(record, match[1].split("."), field, isSecret=item.secret)
        if path is None:
            raise _NotPossible(f"x-derived: {match[0]} is no text, came later, or is secret")
        return f"<{'.'.join(path)}>"

    return PLACE.sub(spelled, item.derived)


def _spelled(
    shape: Shape, path: Sequence[str], field: Callable[[str], Code], *, isSecret: bool
) -> list[str] | None:
    """A path to a text with the names of fields; none if it does not lead to one.

    Args:
        shape: Where it begins.
        path: Names of properties, and positions in lists.
        field: Spells the name of a property as that of a field.
        isSecret: Whether it may lead to a secret.
    """
    if not path or isinstance(shape, Unreadable):
        return [] if isinstance(shape, Text | Enum | Unreadable) else None
    name, *rest = path
    if isinstance(shape, Array) and re.fullmatch("[0-9]{1,4}", name):
        step, inside = name, shape.item
    elif isinstance(shape, Record) and (found := _usable(shape.find(name), isSecret=isSecret)):
        step, inside = field(name), found.shape
    else:
        return None
    inner = _spelled(inside, rest, field, isSecret=isSecret)
    return None if inner is None else [step, *inner]


def _usable(item: Property | None, *, isSecret: bool) -> Property | None:
    """A property that always comes, and is a secret only where it may be one."""
    if item is None or item.since is not None or (item.secret and not isSecret):
        return None
    return item
