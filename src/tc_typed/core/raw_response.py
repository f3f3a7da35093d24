"""Responses as received."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from tc_typed.core.redact import ComparedAsOne


@dataclass(frozen=True, slots=True, eq=False)
class RawResponse(ComparedAsOne):
    """A server's response. Headers and body may contain secrets, so the repr shows neither."""

    status: int
    """HTTP status."""
    headers: Mapping[str, str] = field(repr=False, hash=False)
    """HTTP headers, with case-insensitive names."""
    body: bytes = field(repr=False)
    """Complete, decompressed body."""
