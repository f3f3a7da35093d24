"""What compiled models say of properties that older servers do not send."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from tc_typed.compiler.code import Code, code, literal
from tc_typed.compiler.shapes import Choice, Items, Property, Record, Shape, Text

_PLACE = re.compile(r"<([^<>]*)>")


def sinceMark(
    record: Record, item: Property, field: Callable[[str], Code], *, lenient: bool
) -> Code | None:
    """Write the mark of a property that older servers do not send.

    Args:
        record: The object that has it.
        item: The property.
        field: Spells the name of a property as that of a field.
        lenient: Whether to leave out a derivation that is not possible, instead of refusing it.

    Raises:
        ContractError: if it can't be derived as the contract says.
    """
    if item.since is None or not item.required:
        return None
    release, derived = literal(item.since), item.derived
    if derived is not None and (problem := _problem(record, derived)):
        if not lenient:
            raise item.node.error(problem)
        item.node.note(problem)
        derived = None
    if derived is None:
        return code("Since({})", release)
    spelled = _PLACE.sub(lambda match: f"<{_spelled(match[1].split('.'), field)}>", derived)
    return code("Since({}, {})", release, literal(spelled))


def sinceNote(item: Property) -> str:
    """A sentence about a property that older servers do not send; empty for any other."""
    if item.since is None or not item.required:
        return ""
    if item.derived is None:
        return f" Since release {item.since}: what older servers sent has no such attribute."
    return f" Since release {item.since}: for what older servers sent, it is `{item.derived}`."


def _problem(record: Record, derived: str) -> str | None:
    for place in _PLACE.findall(derived):
        name, *rest = place.split(".")
        source = record.find(name)
        if source is None or source.since is not None or not _isText(source.shape, rest):
            return f"x-derived: {place} is no text that each server sends"
    return None


def _isText(shape: Shape, path: Sequence[str]) -> bool:
    if not path:
        return isinstance(shape, Text | Choice)
    name, *rest = path
    if isinstance(shape, Items):
        return re.fullmatch("[0-9]{1,4}", name) is not None and _isText(shape.item, rest)
    found = shape.find(name) if isinstance(shape, Record) else None
    return found is not None and _isText(found.shape, rest)


def _spelled(path: Sequence[str], field: Callable[[str], Code]) -> str:
    return ".".join(part if part.isdecimal() else field(part) for part in path)
