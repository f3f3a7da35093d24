"""Composite shapes: unions of alternatives, and members of `allOf` joined into one."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from tc_typed.compiler.contract.load import Node
from tc_typed.compiler.schema.types import (
    AnyValue,
    Limits,
    Null,
    Nullable,
    Property,
    Record,
    Shape,
    Union,
    Unreadable,
)

_MAX_KINDS = 200


def unionOf(node: Node, alternatives: Sequence[Shape]) -> Shape:
    """Combine distinct alternatives into a flat union, nullable if `null` is one of them.

    Raises:
        ContractError: if there are too many, or `null` is the only one.
    """
    flat = [*dict.fromkeys(member for it in alternatives for member in _flattened(it))]
    if len(flat) > _MAX_KINDS:
        raise node.error(f"has more than {_MAX_KINDS} alternatives")
    rest = [member for member in flat if not isinstance(member, Null)]
    if not rest:
        raise node.error("must allow a type other than null")
    inner = rest[0] if len(rest) == 1 else Union(node, tuple(rest))
    return inner if len(rest) == len(flat) else Nullable(node, inner)


def _flattened(shape: Shape) -> tuple[Shape, ...]:
    """Return the members of a union without a title, or else the shape itself."""
    return shape.members if isinstance(shape, Union) and shape.title is None else (shape,)


def joinedBy(node: Node, members: Sequence[Shape]) -> Shape:
    """Join the members of an `allOf`: records into one record, a union branch by branch.

    Raises:
        ContractError: if members are of other kinds, or contradict each other.
    """
    if any(map(_isLost, members)):
        return Unreadable(node, partsOf(members))
    unions = [member for member in members if isinstance(member, Union)]
    records = [member for member in members if isinstance(member, Record)]
    if len(unions) > 1 or len([*unions, *records]) < len(members):
        raise node.error("allOf can only join objects and at most one union of objects")
    return _distributed(node, unions[0], records) if unions else _joined(node, records)


def partsOf(shapes: Iterable[Shape]) -> tuple[Shape, ...]:
    """Return the parts of shapes that are joined, and therefore need no names themselves."""
    # Remove duplicates, or a chain of schemas that join the next one twice would have 2^n parts.
    return tuple(dict.fromkeys(part for shape in shapes for part in shape.parts))


def _isLost(member: Shape) -> bool:
    """Return whether a member or one of its alternatives could not be read."""
    alternatives = member.members if isinstance(member, Union) else (member,)
    return any(isinstance(it, Unreadable) for it in alternatives)


def _distributed(node: Node, union: Union, records: Sequence[Record]) -> Shape:
    """Join records to each branch of a union."""
    branches = union.records
    if len(branches) < len(union.members):
        raise node.error("allOf can only join a union whose members are all objects")
    return unionOf(node, [_joined(branch.node, [*records, branch]) for branch in branches])


def _joined(node: Node, records: Sequence[Record]) -> Record:
    properties: dict[str, Property] = {}
    for item in (item for record in records for item in record.properties):
        other = properties.get(item.name)
        properties[item.name] = item if other is None else _both(other, item)
    for record in records:
        _checkOpen(record, len(properties))
    return Record(
        node,
        tuple(properties.values()),
        all(record.open for record in records),
        _narrowest(records),
        _choices(node, records),
        tuple(dict.fromkeys(call for record in records for call in record.constraints)),
    )


def _narrowest(records: Sequence[Record]) -> Limits:
    """Return the narrowest limits of several records."""
    found: dict[str, int | float] = {}
    for keyword, limit in (item for record in records for item in record.limits.items()):
        narrower = max if keyword.startswith("min") else min
        found[keyword] = narrower(found.get(keyword, limit), limit)
    return found


def _choices(node: Node, records: Sequence[Record]) -> tuple[tuple[str, ...], ...]:
    """Return the choices of the only record that has some."""
    found = [*dict.fromkeys(record.choices for record in records if record.choices)]
    if len(found) > 1:
        raise node.error("allOf can join only one object that has both properties and anyOf")
    return found[0] if found else ()


def _checkOpen(record: Record, count: int) -> None:
    """Check that a closed record is not joined with one that has more properties."""
    if not record.open and len(record.properties) < count:
        raise record.node.error("forbids properties of the schemas that allOf joins it with")


def _both(one: Property, other: Property) -> Property:
    """Join a property that two records declare; one of them may only require it."""
    if isinstance(other.shape, AnyValue):
        kept = one
    elif isinstance(one.shape, AnyValue):
        kept = other
    elif one.shape.isLike(other.shape):
        kept = other if other.required else one
    else:
        raise other.node.error(f"differs from {one.node}, with which allOf joins it")
    return replace(
        kept,
        required=one.required or other.required,
        since=one.since if other.since is None else other.since,
        derived=one.derived if other.derived is None else other.derived,
    )
