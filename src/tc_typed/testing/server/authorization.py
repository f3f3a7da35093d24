"""Callers, and checks of the scopes that their calls need."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache

from tc_typed.scopes.patterns import Requirement, ScopeIndex, missingFrom
from tc_typed.testing.server.errors import ApiError


@dataclass(frozen=True, slots=True)
class Caller:
    """Client that makes a request, and its scopes."""

    clientId: str
    scopes: Sequence[str]
    """All scopes of the call, in normal form, with roles expanded."""
    expires: datetime
    """Time until which the client has these scopes."""


ANONYMOUS = Caller("auth-failed:no-auth", (), datetime.max.replace(tzinfo=UTC))
"""Caller of a request without a signature, before its scopes are looked up."""


def requireScopes(caller: Caller, requirement: Requirement | None) -> None:
    """Check that a caller has the scopes that a call needs.

    Args:
        caller: Client that makes the call.
        requirement: Scopes that the call needs.

    Raises:
        ApiError: with the code InsufficientScopes and the missing scopes, if any are missing.
    """
    missing = None if requirement is None else missingScopes(caller.scopes, requirement)
    if requirement is None or missing is None:
        return
    needed = f"The call needs credentials that satisfy\n\n{fenced(requirement)}"
    if caller.clientId == ANONYMOUS.clientId:
        raise ApiError("InsufficientScopes", f"The request is not signed. {needed}")
    raise ApiError(
        "InsufficientScopes",
        f"Client {caller.clientId} lacks the scopes\n\n{fenced(missing)}\n\n{needed}",
    )


def missingScopes(scopes: Sequence[str], requirement: Requirement) -> Requirement | None:
    """Return the part of a requirement that scopes do not satisfy; `None` if they satisfy it all.

    Args:
        scopes: Scopes in normal form, with roles expanded.
        requirement: The requirement.
    """
    return missingFrom(_indexed(tuple(scopes)), requirement)


@lru_cache(maxsize=256)  # A caller with thousands of scopes makes many calls.
def _indexed(scopes: tuple[str, ...]) -> ScopeIndex:
    return ScopeIndex(scopes)


def fenced(requirement: Requirement) -> str:
    """Return a requirement as Markdown, for the message of an error."""
    text = requirement if isinstance(requirement, str) else json.dumps(requirement, indent=2)
    return f"```\n{text}\n```"
