"""Arguments of a page: parts of its path, and its query string."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Arguments:
    """Arguments of a page."""

    path: Mapping[str, str]
    """Parts of the path, by the names in its route."""
    query: Mapping[str, str]
    """Parameters of the query string."""

    def number(self, name: str, default: int = 0) -> int:
        """Return a parameter of the query string as an integer that is 0 or more.

        Args:
            name: Name of the parameter.
            default: Number to return if it is missing or malformed.
        """
        text = self.query.get(name, "")
        isShort = len(text) <= len(str(2**31))
        return int(text) if isShort and text.isascii() and text.isdigit() else default
