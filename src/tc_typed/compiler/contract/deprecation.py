"""Deprecated methods and properties, with advice about replacements.

`x-deprecated` contains the advice as a clause. A method also needs `"stability": "deprecated"`; a
property does not. JSON Schema's own `deprecated` marks a property without advice.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from tc_typed.compiler.contract.load import Node

UNEXPLAINED = "no replacement is documented"
"""Advice about methods and properties that a deployment deprecates without advice."""

_CLAUSE = re.compile(r"(?!\s).*[^\s.]")


def clauseAt(node: Node, key: str) -> str | None:
    """Read a clause, if there is one: a single line without a full stop at the end.

    Raises:
        ContractError: if the value is not a clause.
    """
    if (place := node.get(key)) is None:
        return None
    if _CLAUSE.fullmatch(place.text()) is None:
        raise place.error("must be a clause: a single line without a full stop at the end")
    return place.text()


def methodAdvice(entry: Node) -> str | None:
    """Return advice about a deprecated method, as a clause; `None` if it is not deprecated.

    Raises:
        ContractError: if the advice is not a clause.
    """
    if entry.require("stability").text() != "deprecated":
        return None
    return clauseAt(entry, "x-deprecated") or UNEXPLAINED


def propertyAdvice(place: Node, target: Node) -> str | None:
    """Return advice about a deprecated property, as a clause; `None` if it is not deprecated.

    Args:
        place: The property.
        target: Schema that it refers to, or the property itself if it has no `$ref`.

    Raises:
        ContractError: if the advice is not a clause.
    """
    if (advice := clauseAt(place, "x-deprecated")) is not None:
        return advice
    return UNEXPLAINED if any(map(_isDeprecated, (place, target))) else None


def _isDeprecated(place: Node) -> bool:
    return isinstance(place.value, Mapping) and place.value.get("deprecated") is True


def checkAdvice(entry: Node) -> None:
    """Check that a method has advice if and only if it is deprecated.

    Raises:
        ContractError: if only one of the two is true.
    """
    isDeprecated = entry.require("stability").text() == "deprecated"
    if isDeprecated and clauseAt(entry, "x-deprecated") is None:
        raise entry.error("is deprecated, so x-deprecated must contain advice about a replacement")
    if not isDeprecated and (advice := entry.get("x-deprecated")) is not None:
        raise advice.error("the method is not deprecated")


def deprecationText(advice: str) -> str:
    """Return advice as a sentence for docstrings.

    >>> deprecationText("use `listTaskQueues`")
    'Deprecated: use `listTaskQueues`.'
    """
    return f"Deprecated: {advice}."
