"""Properties that older servers do not send, as compiled models have them."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from tc_typed.compiler.code import Code, code, literal
from tc_typed.compiler.shapes import Choice, Items, Property, Record, Shape, Text
from tc_typed.core.since import Since

_PLACE = re.compile(r"<([^<>]*)>")


def sinceOf(record: Record, item: Property, *, lenient: bool) -> Since | None:
    """The release from which on servers send a property, and what it is for older ones.

    Args:
        record: The object that has it.
        item: The property; only a required one is missing where it did not come.
        lenient: Whether to leave out a derivation that is not possible, instead of refusing it.

    Raises:
        ContractError: if it can't be derived as the contract says.
    """
    if item.since is None or not item.required:
        return None
    if item.derived is not None and (problem := _problem(record, item.derived)):
        if not lenient:
            raise item.node.error(problem)
        item.node.note(problem)
        return Since(item.since)
    return Since(item.since, item.derived)


def sinceMark(since: Since, field: Callable[[str], Code]) -> Code:
    """Write the mark of a field.

    Args:
        since: From when on servers send it, and what it is for older ones.
        field: Spells the name of a property as that of a field.
    """
    if since.derived is None:
        return code("Since({})", literal(since.release))
    spelled = _PLACE.sub(lambda match: f"<{_spelled(match[1], field)}>", since.derived)
    return code("Since({}, {})", literal(since.release), literal(spelled))


def sinceNote(since: Since) -> str:
    """Say in a docstring what the mark of a field means."""
    if since.derived is None:
        return f"Since release {since.release}: what older servers sent has no such attribute."
    return f"Since release {since.release}: for what older servers sent, it is `{since.derived}`."


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


def _spelled(place: str, field: Callable[[str], Code]) -> str:
    return ".".join(part if part.isdecimal() else field(part) for part in place.split("."))
