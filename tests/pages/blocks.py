"""The code blocks of a Markdown page."""

from __future__ import annotations

import re
import textwrap
from dataclasses import dataclass

_FENCE = re.compile(
    r"^(?P<indent> *)```(?P<language>\w+)(?: title=\"(?P<title>[^\"]*)\")?\n"
    r"(?P<text>.*?)^(?P=indent)```$",
    re.MULTILINE | re.DOTALL,
)


@dataclass(frozen=True)
class Block:
    """One code block."""

    language: str
    title: str | None
    text: str
    line: int
    """Number of the line above the text, counted from 1."""

    @property
    def fileName(self) -> str | None:
        """Name of the file that the block shows. A title without a dot is only a caption."""
        return self.title if self.title is not None and "." in self.title else None


def blocksOf(markdown: str) -> list[Block]:
    """Return the blocks of a page in their order.

    Raises:
        ValueError: if a line begins with a fence that belongs to no block, such as a block without
            a language.
    """
    found = [
        Block(
            match["language"],
            match["title"],
            textwrap.dedent(match["text"]),
            markdown.count("\n", 0, match.start()) + 1,
        )
        for match in _FENCE.finditer(markdown)
    ]
    fences = re.findall(r"^ *```.*$", markdown, re.MULTILINE)
    if len(fences) != 2 * len(found):
        raise ValueError(f"{len(fences)} fences, but {len(found)} blocks: each needs a language")
    return found
