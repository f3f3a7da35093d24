"""Texts that would stand twice: at a field, and at the class or alias that it is made of."""

from __future__ import annotations

from collections.abc import Iterator

from tc_typed.compiler.models.fragments import Draft
from tc_typed.compiler.models.naming import Direction
from tc_typed.compiler.schema.types import TYPE_DESCRIPTION, Enum, Property, Shape


def checkRepetition(draft: Draft, item: Property, direction: Direction, *, refuses: bool) -> None:
    """See that a field and what it is made of do not say the same.

    Args:
        draft: The document; what the field is made of is defined there.
        item: The property that becomes the field.
        direction: Which way its values go.
        refuses: Whether to refuse a text that stands twice. Otherwise an alias of values goes
            without it; that of a class is left, for classes are read about by themselves.

    Raises:
        ContractError: if a text stands twice.
    """
    for shape in _named(draft, item.shape):
        definition = draft.definitions.get(draft.names.nameOf(shape, direction), {})
        text = definition.get("description")
        if not isinstance(text, str) or not item.description.startswith(text):
            continue
        if refuses:
            raise item.node.error(
                f"repeats the description of {draft.names.knownName(shape)}: say here what the"
                f" property means (description), and there what it is ({TYPE_DESCRIPTION})"
            )
        if isinstance(shape, Enum):
            del definition["description"]


def _named(draft: Draft, shape: Shape) -> Iterator[Shape]:
    """The classes and aliases that the annotation of a field names."""
    if draft.shared.find(shape) is not None:
        return
    if shape.named is not None:
        yield shape
        return
    for part in shape.parts:
        yield from _named(draft, part)
