"""Constraints that types can't express, as calls of the classes in `core.models.constraints`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from tc_typed.compiler.code import Code, callOf, code, joined, literal, literals
from tc_typed.compiler.contract.load import Node
from tc_typed.compiler.schema.keywords import NOTES, OBJECT_LIMITS, Keywords
from tc_typed.compiler.schema.types import Limits

_LIMITS: Mapping[str, Code] = {
    "minProperties": code("MinProperties"),
    "maxProperties": code("MaxProperties"),
}
_ALTERNATIVES = (("oneOf", code("ExactlyOne")), ("anyOf", code("AtLeastOne")))


def constraintsOf(keywords: Keywords, forbidden: Iterable[str]) -> tuple[Code, ...]:
    """Take what a schema says of its properties together.

    Args:
        keywords: The schema's.
        forbidden: Properties that it may not have, though it is open to others.
    """
    return (
        *_limitCalls(keywords.limits(OBJECT_LIMITS)),
        *(callOf(code("Forbidden"), [name]) for name in forbidden),
        *_dependencies(keywords.get("dependencies")),
        *_requiredSets(keywords),
    )


def isForbidden(node: Node) -> bool:
    """Whether a property's schema is `not: {}`, which nothing meets."""
    forbidden = node.get("not")
    alone = node.object().keys() <= {"not"} | NOTES
    return forbidden is not None and not forbidden.object() and alone


def _limitCalls(limits: Limits) -> Iterator[Code]:
    for keyword, count in limits.items():
        if keyword != "minProperties" or count != 0:
            yield code("{}({})", _LIMITS[keyword], literal(count))


def _dependencies(node: Node | None) -> list[Code]:
    found = [] if node is None else list(node.items())
    return [callOf(code("Needs"), [name, *others.texts()]) for name, others in found]


def _requiredSets(keywords: Keywords) -> Iterator[Code]:
    """Calls for combinations of `required` beside declared properties."""
    for keyword, name in _ALTERNATIVES:
        if (branches := keywords.get(keyword)) is not None:
            sets = [_requiredSet(branch) for branch in branches.elements()]
            yield code("{}({})", name, joined(", ", map(literals, sets)))
    if (forbidden := keywords.get("not")) is not None:
        yield callOf(code("NotTogether"), _requiredSet(forbidden))


def _requiredSet(node: Node) -> list[str]:
    if node.object().keys() - NOTES != {"required"}:
        raise node.error("beside properties, a branch can only require some of them")
    return node.require("required").texts()
