"""Rules for the scopes of clients and roles."""

from __future__ import annotations

from collections.abc import Iterable

from tc_typed.testing.server.errors import ApiError


def sortedScopes(scopes: Iterable[str]) -> tuple[str, ...]:
    """Return scopes in the order in which the auth service keeps them, without duplicates.

    Without its `*`, a pattern sorts right before everything that it covers.
    """
    return tuple(sorted({*scopes}, key=lambda each: (each.removesuffix("*"), each[-1:] != "*")))


def checkScopes(scopes: Iterable[str]) -> None:
    """Check that scopes can be given to a client or role.

    Raises:
        ApiError: with the code InputError, if a scope ends in `**`.
    """
    for scope in scopes:
        if scope.endswith("**"):
            raise ApiError("InputError", f"scopes must not end in **, got {scope!r}")
