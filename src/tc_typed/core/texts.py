"""Texts of others, made fit for messages."""

from __future__ import annotations


def shown(text: str) -> str:
    """Replace what can't be printed on one line by escapes."""
    return "".join(
        char if char.isprintable() else char.encode("unicode_escape").decode() for char in text
    )


def cut(text: str, longest: int) -> str:
    """Shorten a text that is longer than it may be."""
    return text if len(text) <= longest else text[: longest - 1] + "…"


def oneLine(text: str, longest: int) -> str:
    """Put a text on one line, and cut it if it is longer than it may be."""
    return cut(shown(" ".join(text[: 10 * longest].split())), longest)


def lines(text: str, longest: int) -> str:
    """Make each line of a text printable, and cut it if it is longer than it may be."""
    return cut("\n".join(shown(line) for line in text[: longest + 1].strip().split("\n")), longest)
