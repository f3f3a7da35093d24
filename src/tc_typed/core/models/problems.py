"""Short descriptions of validation errors on one line, without the values."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice
from typing import TYPE_CHECKING

from tc_typed.core.models.since import isAbsent
from tc_typed.core.texts import cut, shown

if TYPE_CHECKING:
    from pydantic import ValidationError
    from pydantic_core import ErrorDetails

MOST_ERRORS = 10_000
"""Maximum number of errors that are examined: pydantic creates all of their details at once."""

_WITH_VALUES = {"union_tag_invalid", "unique_items"}
"""Types of errors whose messages contain values."""

_VALUE = re.compile(r"(?<=^Input tag) '.*'(?= found using )|, .* is repeated$", re.DOTALL)
"""The part of such a message with the value."""

_FEW = 5  # problems in one message
_LONGEST_PLACE = 200
_LONGEST_PROBLEM = 400


def problems(
    error: ValidationError, limit: int | None = None, *, namesFirst: bool = False
) -> list[str]:
    """Describe each problem and its location, without the values, which may be secret.

    Args:
        error: The error. If it has too many problems, only their number is reported.
        limit: Maximum number of problems to list.
        namesFirst: Whether to list unknown names first.
    """
    found = (
        f"{place}: {problem}" if place else problem
        for place, problem in locatedProblems(error, namesFirst=namesFirst)
    )
    return list(islice(found, limit))


def locatedProblems(
    error: ValidationError, *, namesFirst: bool = False
) -> Iterator[tuple[str, str]]:
    """Yield the location and the description of each problem, without the values.

    Args:
        error: The error. If it has too many problems, only their number is reported.
        namesFirst: Whether to list unknown names first.
    """
    if error.error_count() > MOST_ERRORS:
        yield "", f"{error.error_count():,} problems, too many to list"
        return
    items = error.errors(include_url=False, include_context=False)
    if namesFirst:
        items.sort(key=_isKnownName)
    for item in items:
        if item["type"] != "default_factory_not_called":  # It is caused by another problem.
            yield _place(item), _problem(item)


def mismatch(error: ValidationError, *, namesFirst: bool = False) -> str:
    """Describe the first few problems on one line, and mention whether there are more.

    Args:
        error: The error.
        namesFirst: Whether to list unknown names first.
    """
    found = problems(error, _FEW + 1, namesFirst=namesFirst)
    return "; ".join([*found[:_FEW], *["and more"] * (len(found) > _FEW)])


def firstProblem(error: ValidationError) -> str:
    """Describe the first problem."""
    return problems(error, 1)[0]


def _isKnownName(details: ErrorDetails) -> bool:
    """Return whether a problem is anything other than an unknown name.

    Unknown names come first, because a misspelt name explains why another one is missing.
    """
    return details["type"] != "extra_forbidden"


def _place(details: ErrorDetails) -> str:
    """Return the location of a problem; empty if it concerns the whole value."""
    return cut(shown(".".join(map(str, details["loc"]))), _LONGEST_PLACE)


def _problem(details: ErrorDetails) -> str:
    # If a missing field can't be derived, pydantic validates `ABSENT`, which has the wrong type.
    problem = "Field required" if isAbsent(details["input"]) else details["msg"]
    if details["type"] in _WITH_VALUES:
        problem = _VALUE.sub("", problem)
    return cut(problem, _LONGEST_PROBLEM)
