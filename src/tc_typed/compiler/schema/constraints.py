"""Constraints that types can't express, as calls of the classes in `core.models.constraints`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from tc_typed.compiler.code import Code, callOf, code, joined, literals
from tc_typed.compiler.contract.load import Node
from tc_typed.compiler.schema.keywords import NOTES, Keywords


def constraintsOf(keywords: Keywords, forbidden: Iterable[str]) -> tuple[Code, ...]:
    """Take the constraints on combinations of a schema's properties.

    Args:
        keywords: Keywords of the schema.
        forbidden: Properties that are not allowed, although other undeclared ones are.
    """
    return (
        *(callOf(code("Forbidden"), [name]) for name in forbidden),
        *_dependencies(keywords.get("dependencies")),
        *_requiredSets(keywords),
    )


def isForbidden(node: Node) -> bool:
    """Return whether a property's schema is `not: {}`, which no value matches."""
    forbidden = node.get("not")
    alone = node.object().keys() <= {"not"} | NOTES
    return forbidden is not None and not forbidden.object() and alone


def _dependencies(node: Node | None) -> list[Code]:
    found = [] if node is None else list(node.items())
    return [callOf(code("Needs"), [name, *others.texts()]) for name, others in found]


def _requiredSets(keywords: Keywords) -> Iterator[Code]:
    """Yield constraints for combinations of `required` with declared properties."""
    if (branches := keywords.get("oneOf")) is not None:
        sets = [requiredSet(branch) for branch in branches.elements()]
        yield code("ExactlyOne({})", joined(", ", map(literals, sets)))
    if (forbidden := keywords.get("not")) is not None:
        yield callOf(code("NotTogether"), requiredSet(forbidden))


def requiredSet(node: Node) -> tuple[str, ...]:
    """Return the properties that a branch requires.

    Raises:
        ContractError: if the branch contains anything else.
    """
    if node.object().keys() - NOTES != {"required"}:
        raise node.error("a branch of an object with properties can only contain required")
    return tuple(node.require("required").texts())
