"""Scopes: matching, expansion of roles, and scopes that calls need."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tc_typed.core.lazy import lazyNames

if TYPE_CHECKING:
    from tc_typed.scopes.patterns import (
        Requirement,
        intersectScopes,
        missingScopes,
        normalizeScopes,
        satisfies,
        scopeMatch,
        scopeSets,
        subtractScopes,
    )
    from tc_typed.scopes.required import RequiredScopes, ScopesUnknown, requiredScopes
    from tc_typed.scopes.roles import expandScopes

__all__ = [
    "RequiredScopes",
    "Requirement",
    "ScopesUnknown",
    "expandScopes",
    "intersectScopes",
    "missingScopes",
    "normalizeScopes",
    "requiredScopes",
    "satisfies",
    "scopeMatch",
    "scopeSets",
    "subtractScopes",
]

if not TYPE_CHECKING:  # or type checkers would accept any name from this module
    _PLACES = {
        "Requirement": "tc_typed.scopes.patterns",
        "intersectScopes": "tc_typed.scopes.patterns",
        "missingScopes": "tc_typed.scopes.patterns",
        "normalizeScopes": "tc_typed.scopes.patterns",
        "satisfies": "tc_typed.scopes.patterns",
        "scopeMatch": "tc_typed.scopes.patterns",
        "scopeSets": "tc_typed.scopes.patterns",
        "subtractScopes": "tc_typed.scopes.patterns",
        "RequiredScopes": "tc_typed.scopes.required",
        "ScopesUnknown": "tc_typed.scopes.required",
        "requiredScopes": "tc_typed.scopes.required",
        "expandScopes": "tc_typed.scopes.roles",
    }
    __getattr__ = lazyNames(__name__, _PLACES)

    def __dir__() -> list[str]:
        return sorted({*globals(), *__all__})
