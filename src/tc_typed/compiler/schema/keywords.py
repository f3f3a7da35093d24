"""Keywords of JSON Schema, and a record of those that the reader has taken from a schema."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from tc_typed.compiler.contract.errors import Problems
from tc_typed.compiler.contract.load import Node
from tc_typed.compiler.schema.types import Limits

NOTES = frozenset(
    {"title", "description", "default", "$id", "$schema", "$comment", "definitions", "$defs"}
    | {"examples", "deprecated"}
)
"""Keywords that don't constrain values."""

TEXT_LIMITS = ("minLength", "maxLength")
NUMBER_LIMITS = ("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf")
ARRAY_LIMITS = ("minItems", "maxItems")
OBJECT_LIMITS = ("minProperties", "maxProperties")

# Keywords of all drafts of JSON Schema by the types that they apply to, including those that the
# compiler can't express.
_ANY_TYPE = frozenset(
    {"type", "enum", "const", "allOf", "anyOf", "oneOf", "not", "if", "then", "else"}
    | {"$ref", "$dynamicRef", "$recursiveRef"}
)
_NUMBERS = frozenset({*NUMBER_LIMITS, "format"})
_BY_TYPE: Mapping[str, frozenset[str]] = {
    "string": frozenset(
        {*TEXT_LIMITS, "pattern", "format", "contentEncoding", "contentMediaType", "contentSchema"}
    ),
    "integer": _NUMBERS,
    "number": _NUMBERS,
    "array": frozenset(
        {*ARRAY_LIMITS, "items", "prefixItems", "additionalItems", "unevaluatedItems"}
        | {"uniqueItems", "contains", "minContains", "maxContains"}
    ),
    "object": frozenset(
        {*OBJECT_LIMITS, "properties", "patternProperties", "additionalProperties"}
        | {"unevaluatedProperties", "propertyNames", "required", "dependencies"}
        | {"dependentRequired", "dependentSchemas"}
    ),
    "boolean": frozenset(),
    "null": frozenset(),
}


@dataclass
class Keywords:
    """Keywords of a schema, with a record of those that have been taken."""

    node: Node
    _first: str
    """Keyword that the reader evaluates before it takes others: `type` or `$ref`."""
    _taken: set[str] = field(default_factory=set[str])

    def get(self, keyword: str) -> Node | None:
        """Take a keyword, if the schema has it."""
        self._taken.add(keyword)
        return self.node.get(keyword)

    def require(self, keyword: str) -> Node:
        """Take a keyword that the schema must have."""
        self._taken.add(keyword)
        return self.node.require(keyword)

    def texts(self, keyword: str) -> list[str]:
        """Take a keyword that lists strings; return an empty list if it is missing."""
        found = self.get(keyword)
        return [] if found is None else found.texts()

    def limits(self, keywords: Sequence[str]) -> Limits:
        """Take those of the given limits that the schema has."""
        found = ((keyword, self.get(keyword)) for keyword in keywords)
        return {keyword: _limit(keyword, place) for keyword, place in found if place is not None}

    def branches(self) -> Node | None:
        """Take the alternatives of the schema, if it has any."""
        return self.get("oneOf") or self.get("anyOf")

    def finish(self, *, lenient: bool) -> None:
        """Check that the reader has taken all keywords.

        Args:
            lenient: Whether to only log keywords that have no effect here.

        Raises:
            ContractError: if it has not.
        """
        problems = Problems()
        for keyword, place in self._leftOver():
            if not lenient or self._constrains(keyword):
                problems.add(place.error(f"the compiler does not know {keyword} here"))
            else:
                place.note(f"{keyword} is ignored: it has no effect here")
        problems.check()

    def _leftOver(self) -> Iterator[tuple[str, Node]]:
        for keyword, place in self.node.items():
            isKnown = keyword in NOTES or keyword.startswith("x-") or keyword == self._first
            if not isKnown and keyword not in self._taken:
                yield keyword, place

    def _constrains(self, keyword: str) -> bool:
        """Return whether a keyword constrains the schema's values; with `$ref`, none does."""
        if self._first == "$ref":
            return False
        kind = self.node.get("type")
        if kind is None:
            kinds = [*_BY_TYPE]
        else:
            kinds = [kind.text()] if isinstance(kind.value, str) else kind.texts()
        return keyword in _ANY_TYPE.union(*(_BY_TYPE.get(name, ()) for name in kinds))


def _limit(keyword: str, place: Node) -> int | float:
    """Return a limit, which is a count unless it applies to numbers."""
    number = place.number()
    if abs(number) > sys.float_info.max:
        raise place.error("is too large")
    if keyword == "multipleOf" and number <= 0:
        raise place.error("must be more than 0")
    if keyword in NUMBER_LIMITS:
        return number
    if not 0 <= number < 2**53 or number != int(number):
        raise place.error("must be an integer of 0 or more")
    return int(number)


def guessedType(node: Node) -> str | None:
    """Guess the type of a schema without `type` from its keywords."""
    keys = node.object().keys()
    if keys & {"properties", "additionalProperties"}:
        return "object"
    if "items" in keys:
        return "array"
    if keys & {"pattern", "format", *TEXT_LIMITS}:
        return "string"
    return None
