"""Words for errors of pydantic: where and what, without values, which may be secret."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tc_typed.core.since import isAbsent

if TYPE_CHECKING:
    from pydantic import ValidationError
    from pydantic_core import ErrorDetails


def problems(error: ValidationError, whole: str) -> list[str]:
    """Say what is wrong, and where.

    Args:
        error: The error.
        whole: What to call a place that is the whole value.
    """
    return [
        f"{shown('.'.join(map(str, item['loc']))) or whole}: {_problem(item)}"
        for item in error.errors(include_url=False, include_context=False)
        if item["type"] != "default_factory_not_called"  # It follows from a problem that is listed.
    ]


def _problem(details: ErrorDetails) -> str:
    # What did not come and can't be derived is checked like any other value.
    return "Field required" if isAbsent(details["input"]) else details["msg"]


def firstProblem(error: ValidationError, whole: str = "it") -> str:
    """Say what is wrong first."""
    return problems(error, whole)[0]


def shown(text: str) -> str:
    """A text with escapes in the place of what can't be printed on one line."""
    return "".join(
        char if char.isprintable() else char.encode("unicode_escape").decode() for char in text
    )
