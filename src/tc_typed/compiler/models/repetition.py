"""Descriptions that would appear both at a field and at its class or alias."""

from __future__ import annotations

from collections.abc import Iterator

from tc_typed.compiler.models.fragments import Draft
from tc_typed.compiler.models.naming import Direction
from tc_typed.compiler.schema.types import TYPE_DESCRIPTION, Enum, Property, Shape


def checkRepetition(draft: Draft, item: Property, direction: Direction, *, refuses: bool) -> None:
    """Check that a field and its class or alias have different descriptions.

    Args:
        draft: The document, which already defines the types of the field.
        item: Property that becomes the field.
        direction: Direction of its values.
        refuses: Whether to raise for a repeated description. Otherwise it is removed from the
            alias of an enumeration, but kept for a class, because classes are documented on their
            own.

    Raises:
        ContractError: if a description is repeated.
    """
    for shape in _named(draft, item.shape):
        definition = draft.definitions.get(draft.names.nameOf(shape, direction), {})
        text = definition.get("description")
        if not isinstance(text, str) or not item.description.startswith(text):
            continue
        if refuses:
            raise item.node.error(
                f"repeats the description of {draft.names.knownName(shape)}: describe the property"
                f" here (description), and the type there ({TYPE_DESCRIPTION})"
            )
        if isinstance(shape, Enum):
            del definition["description"]


def _named(draft: Draft, shape: Shape) -> Iterator[Shape]:
    """Yield the classes and aliases in the annotation of a field."""
    if draft.shared.find(shape) is not None:
        return
    if shape.named is not None:
        yield shape
        return
    for part in shape.parts:
        yield from _named(draft, part)
