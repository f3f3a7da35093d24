"""Responses as they came over the wire."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from tc_typed.core.redact import ComparedAsOne


@dataclass(frozen=True, slots=True, eq=False)
class RawResponse(ComparedAsOne):
    """A response of the server. Headers and body may hold secrets, so neither shows in its repr."""

    status: int
    """HTTP status."""
    headers: Mapping[str, str] = field(repr=False, hash=False)
    """HTTP headers; upper and lower case are the same."""
    body: bytes = field(repr=False)
    """Body, complete and decompressed."""
