"""Shapes made of others: unions of alternatives, and what `allOf` joins."""

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
    """Make a shape of alternatives: flat, each once, `null` set apart.

    Raises:
        ContractError: if they are too many, or nothing but `null`.
    """
    flat = [*dict.fromkeys(member for it in alternatives for member in _flattened(it))]
    if len(flat) > _MAX_KINDS:
        raise node.error(f"has more than {_MAX_KINDS} kinds")
    rest = [member for member in flat if not isinstance(member, Null)]
    if not rest:
        raise node.error("null alone is no useful type")
    inner = rest[0] if len(rest) == 1 else Union(node, tuple(rest))
    return inner if len(rest) == len(flat) else Nullable(node, inner)


def _flattened(shape: Shape) -> tuple[Shape, ...]:
    """The members of a union that has no name of its own; else the shape itself."""
    return shape.members if isinstance(shape, Union) and shape.title is None else (shape,)


def joinedBy(node: Node, members: Sequence[Shape]) -> Shape:
    """Join the members of an `allOf`: records to one, a union branch by branch.

    Raises:
        ContractError: if they are of other kinds, or contradict each other.
    """
    if any(map(_isLost, members)):
        return Unreadable(node, partsOf(members))
    unions = [member for member in members if isinstance(member, Union)]
    records = [member for member in members if isinstance(member, Record)]
    if len(unions) > 1 or len([*unions, *records]) < len(members):
        raise node.error("allOf can join objects, and one union of objects, but nothing else")
    return _distributed(node, unions[0], records) if unions else _joined(node, records)


def partsOf(shapes: Iterable[Shape]) -> tuple[Shape, ...]:
    """The parts of shapes that are joined, and so need no names of their own."""
    # Each of them once, or a chain of schemas that join the next one twice would have 2^n parts.
    return tuple(dict.fromkeys(part for shape in shapes for part in shape.parts))


def _isLost(member: Shape) -> bool:
    """Whether a member, or an alternative of it, could not be read."""
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
    """The limits that meet all those of some records."""
    found: dict[str, int | float] = {}
    for keyword, limit in (item for record in records for item in record.limits.items()):
        narrower = max if keyword.startswith("min") else min
        found[keyword] = narrower(found.get(keyword, limit), limit)
    return found


def _choices(node: Node, records: Sequence[Record]) -> tuple[tuple[str, ...], ...]:
    """The choices of the one record that has some."""
    found = [*dict.fromkeys(record.choices for record in records if record.choices)]
    if len(found) > 1:
        raise node.error("allOf can join only one object with anyOf beside its properties")
    return found[0] if found else ()


def _checkOpen(record: Record, count: int) -> None:
    """Complain if a closed record is joined to one with more properties than it has."""
    if not record.open and len(record.properties) < count:
        raise record.node.error("forbids the properties of what allOf joins it with")


def _both(one: Property, other: Property) -> Property:
    """A property that two records declare; either may only say that it must be there."""
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
