"""Properties that older servers do not send, in compiled models."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from tc_typed.compiler.code import Code, code, literal
from tc_typed.compiler.schema.types import Array, Enum, Property, Record, Shape, Text, Unreadable
from tc_typed.core.models.since import PLACE, Since


def checkedSince(
    record: Record, item: Property, field: Callable[[str], Code], *, lenient: bool
) -> Since | None:
    """Read `x-since` and `x-derived` of a property that older servers do not send.

    Args:
        record: Object with the property.
        item: The property; an optional one needs no metadata.
        field: Returns the field name of a property.
        lenient: Whether to ignore an invalid `x-derived`, instead of raising.

    Raises:
        ContractError: if `x-derived` is invalid.
    """
    if item.since is None or not item.required:
        return None
    try:
        return Since(item.since, _derived(record, item, field))
    except _InvalidDerived as reason:
        if not lenient:
            raise item.node.error(str(reason)) from None
        item.node.note(str(reason))
        return Since(item.since)


def sinceMark(since: Since) -> Code:
    """Write the metadata of a field."""
    if since.derived is None:
        return code("Since({})", literal(since.release))
    return code("Since({}, {})", literal(since.release), literal(since.derived))


def sinceNote(since: Since) -> str:
    """Explain the metadata of a field, for its docstring."""
    start = f"Servers before release {since.release} may omit this;"
    if since.derived is None:
        return f"{start} the attribute is then missing."
    end = ", or missing if there is no such item" if since.mayBeAbsent else ""
    return f"{start} it is then `{since.derived}`{end}."


class _InvalidDerived(Exception):
    """The `x-derived` of a property is invalid."""


def _derived(record: Record, item: Property, field: Callable[[str], Code]) -> str | None:
    """Check the template of a property, and replace names of properties with those of fields."""
    if item.derived is None:
        return None
    if not isinstance(item.shape, Text | Enum | Unreadable):
        raise _InvalidDerived("x-derived: only a string can be derived")

    def withFieldNames(match: re.Match[str]) -> str:
        path = _fieldPath(record, match[1].split("."), field, allowSecrets=item.secret)
        if path is None:
            raise _InvalidDerived(
                f"x-derived: {match[0]} must name a string that has no x-since and is not secret"
            )
        return f"<{'.'.join(path)}>"

    return PLACE.sub(withFieldNames, item.derived)


def _fieldPath(
    shape: Shape, path: Sequence[str], field: Callable[[str], Code], *, allowSecrets: bool
) -> list[str] | None:
    """Replace property names in a path with field names; `None` if it does not lead to a string.

    Args:
        shape: Shape at the start of the path.
        path: Names of properties, and indexes of lists.
        field: Returns the field name of a property.
        allowSecrets: Whether the path may lead to a secret.
    """
    if not path or isinstance(shape, Unreadable):
        return [] if isinstance(shape, Text | Enum | Unreadable) else None
    name, *rest = path
    if isinstance(shape, Array) and re.fullmatch("[0-9]{1,4}", name):
        step, inside = name, shape.item
    elif isinstance(shape, Record) and (
        found := _usable(shape.find(name), allowSecrets=allowSecrets)
    ):
        step, inside = field(name), found.shape
    else:
        return None
    inner = _fieldPath(inside, rest, field, allowSecrets=allowSecrets)
    return None if inner is None else [step, *inner]


def _usable(item: Property | None, *, allowSecrets: bool) -> Property | None:
    """Return a property if all servers send it, and it is not a secret or secrets are allowed."""
    if item is None or item.since is not None or (item.secret and not allowSecrets):
        return None
    return item
