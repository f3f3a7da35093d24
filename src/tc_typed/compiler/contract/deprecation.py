"""Deprecated methods and properties, and what to use instead.

`x-deprecated` says that in a clause. It stands beside `"stability": "deprecated"` of a method, and
makes a property deprecated by itself. JSON Schema's own `deprecated` does so too, without advice.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from tc_typed.compiler.contract.load import Node

UNEXPLAINED = "its service says so"
"""Said of what a deployment deprecates where nobody says what to use instead."""

_CLAUSE = re.compile(r"(?!\s).*[^\s.]")


def clauseAt(node: Node, key: str) -> str | None:
    """Read a clause, if there is one: one line, without a full stop at its end.

    Raises:
        ContractError: if something else stands there.
    """
    if (place := node.get(key)) is None:
        return None
    if _CLAUSE.fullmatch(place.text()) is None:
        raise place.error("should be a clause: one line, without a full stop at its end")
    return place.text()


def methodAdvice(entry: Node) -> str | None:
    """Say what to use instead of a method, as a clause; `None` where it is not deprecated.

    Raises:
        ContractError: if the advice is no clause.
    """
    if entry.require("stability").text() != "deprecated":
        return None
    return clauseAt(entry, "x-deprecated") or UNEXPLAINED


def propertyAdvice(place: Node, target: Node) -> str | None:
    """Say what to use instead of a property, as a clause; `None` where it is not deprecated.

    Args:
        place: The property.
        target: The schema that it refers to, which is that property itself if it refers to none.

    Raises:
        ContractError: if the advice is no clause.
    """
    if (advice := clauseAt(place, "x-deprecated")) is not None:
        return advice
    return UNEXPLAINED if any(map(_isDeprecated, (place, target))) else None


def _isDeprecated(place: Node) -> bool:
    return isinstance(place.value, Mapping) and place.value.get("deprecated") is True


def checkAdvice(entry: Node) -> None:
    """Check that a method has advice if it is deprecated, and only then.

    Raises:
        ContractError: if that is not so.
    """
    isDeprecated = entry.require("stability").text() == "deprecated"
    if isDeprecated and clauseAt(entry, "x-deprecated") is None:
        raise entry.error("is deprecated: x-deprecated must say what to use instead")
    if not isDeprecated and (advice := entry.get("x-deprecated")) is not None:
        raise advice.error("the method is not deprecated")


def deprecationText(advice: str) -> str:
    """Say in a docstring what to use instead.

    >>> deprecationText("use `listTaskQueues`")
    'Deprecated: use `listTaskQueues`.'
    """
    return f"Deprecated: {advice}."
