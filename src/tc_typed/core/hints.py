"""What a message can offer somebody who misspelt a name."""

from __future__ import annotations

from collections.abc import Iterable


def didYouMean(name: str, known: Iterable[str]) -> str:
    """A question about the name that was meant, to end a message with; empty if none is near."""
    from difflib import get_close_matches  # noqa: PLC0415  # only for this message

    near = get_close_matches(name, list(known), n=1)
    return f"; did you mean {near[0]}?" if near else ""
