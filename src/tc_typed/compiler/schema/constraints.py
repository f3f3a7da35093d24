"""Constraints that types can't express, as calls of the classes in `core.models.constraints`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from tc_typed.compiler.code import Code, callOf, code, joined, literals
from tc_typed.compiler.contract.load import Node
from tc_typed.compiler.schema.keywords import NOTES, Keywords


def constraintsOf(keywords: Keywords, forbidden: Iterable[str]) -> tuple[Code, ...]:
    """Take what a schema says of its properties together.

    Args:
        keywords: The schema's.
        forbidden: Properties that it may not have, though it is open to others.
    """
    return (
        *(callOf(code("Forbidden"), [name]) for name in forbidden),
        *_dependencies(keywords.get("dependencies")),
        *_requiredSets(keywords),
    )


def isForbidden(node: Node) -> bool:
    """Whether a property's schema is `not: {}`, which nothing meets."""
    forbidden = node.get("not")
    alone = node.object().keys() <= {"not"} | NOTES
    return forbidden is not None and not forbidden.object() and alone


def _dependencies(node: Node | None) -> list[Code]:
    found = [] if node is None else list(node.items())
    return [callOf(code("Needs"), [name, *others.texts()]) for name, others in found]


def _requiredSets(keywords: Keywords) -> Iterator[Code]:
    """Calls for combinations of `required` beside declared properties."""
    if (branches := keywords.get("oneOf")) is not None:
        sets = [requiredSet(branch) for branch in branches.elements()]
        yield code("ExactlyOne({})", joined(", ", map(literals, sets)))
    if (forbidden := keywords.get("not")) is not None:
        yield callOf(code("NotTogether"), requiredSet(forbidden))


def requiredSet(node: Node) -> tuple[str, ...]:
    """Take what a branch requires, which is all that it may say.

    Raises:
        ContractError: if it says more.
    """
    if node.object().keys() - NOTES != {"required"}:
        raise node.error("beside properties, a branch can only require some of them")
    return tuple(node.require("required").texts())
