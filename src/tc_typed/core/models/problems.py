"""Words for what is wrong with a value, on one line and of no great length."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

from tc_typed.core.models.since import isAbsent
from tc_typed.core.texts import cut, shown

if TYPE_CHECKING:
    from pydantic import ValidationError
    from pydantic_core import ErrorDetails

MOST_ERRORS = 10_000
"""How many errors are looked at one by one: pydantic can only make the details of all at once."""

_FEW = 5  # problems in one message
_LONGEST_PLACE = 200
_LONGEST_PROBLEM = 400


def problems(
    error: ValidationError, whole: str, limit: int | None = None, *, namesFirst: bool = False
) -> list[str]:
    """Say what is wrong, and where, without the values, which may be secret.

    Args:
        error: The error; if it has too many parts, only their number is told.
        whole: What to call a place that is the whole value.
        limit: How many problems to list at most.
        namesFirst: Whether to begin with unknown names.
    """
    if error.error_count() > MOST_ERRORS:
        return [f"{whole}: {error.error_count():,} problems, too many to list"]
    items = error.errors(include_url=False, include_context=False)
    if namesFirst:
        items.sort(key=_isKnownName)
    found = (
        f"{_place(item) or whole}: {_problem(item)}"
        for item in items
        if item["type"] != "default_factory_not_called"  # It follows from a problem that is listed.
    )
    return list(islice(found, limit))


def mismatch(error: ValidationError, whole: str, *, namesFirst: bool = False) -> str:
    """Say what is wrong in one line: the first few problems, and whether there are others.

    Args:
        error: The error.
        whole: What to call a place that is the whole value.
        namesFirst: Whether to begin with unknown names.
    """
    found = problems(error, whole, _FEW + 1, namesFirst=namesFirst)
    return "; ".join([*found[:_FEW], *["and more"] * (len(found) > _FEW)])


def firstProblem(error: ValidationError, whole: str = "it") -> str:
    """Say what is wrong first."""
    return problems(error, whole, 1)[0]


def _isKnownName(details: ErrorDetails) -> bool:
    """Whether a problem is no unknown name, which is told first: a name may be missing for it."""
    return details["type"] != "extra_forbidden"


def _place(details: ErrorDetails) -> str:
    return cut(shown(".".join(map(str, details["loc"]))), _LONGEST_PLACE)


def _problem(details: ErrorDetails) -> str:
    # What did not come and can't be derived is checked like any other value.
    problem = "Field required" if isAbsent(details["input"]) else details["msg"]
    return cut(problem, _LONGEST_PROBLEM)
