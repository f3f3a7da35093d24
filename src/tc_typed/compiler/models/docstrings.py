"""How texts are laid out as docstrings."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Sequence

from tc_typed.compiler.code import Code, pathOf

WIDTH = 100
"""Columns that a line may have."""


MARK = "by scripts/compile.py; change the contract, not this file."
"""What every compiled module says about itself."""

DERIVED_MARK = "by scripts/compile.py; change that file, not this one."
"""End of the notice in modules that are derived from hand-written ones."""


def notice(source: str) -> Code:
    """Say of a module what it was compiled from, for its docstring.

    Args:
        source: Folder or file of the contract.
    """
    return Code(textwrap.fill(f"Compiled from {pathOf(source, source)} {MARK}", WIDTH))


def docstring(
    text: str, *, indent: int, summary: bool = False, sections: Sequence[str] = ()
) -> Code:
    """Lay out a text as a docstring literal, whatever is in it.

    Args:
        text: What it shall say; an empty line parts its paragraphs.
        indent: Columns before it.
        summary: Whether its first sentence gets a paragraph of its own, if it needs several lines.
        sections: What comes after it, `Args:` for example; there each line stays one of its own.
    """
    text, *sections = (_printable(part).replace('"""', "'''") for part in (text, *sections))
    prefix = "r" if any("\\" in part for part in (text, *sections)) else ""
    paragraphs = [" ".join(part.split()) for part in text.split("\n\n") if part.strip()] or ["…"]
    room = WIDTH - indent
    quotes = len(prefix) + 3
    isShort = len(paragraphs[0]) <= room - quotes - 3 and paragraphs[0][-1] not in ('"', "\\")
    if isShort and len(paragraphs) == 1 and not sections:
        return Code(f'{prefix}"""{paragraphs[0]}"""')
    if summary:
        first, rest = firstSentence(paragraphs[0])
        paragraphs[:1] = [first, rest] if rest else [first]
    lines = _wrapped(paragraphs[0], room, quotes)
    if len(paragraphs) == 1 and len(lines) == 1 and not sections:
        # The closing quotes, which do not fit, take some words with them.
        lines = _wrapped(paragraphs[0], room, quotes + 4)
    for paragraph in paragraphs[1:]:
        lines += ["", *_wrapped(paragraph, room)]
    for section in sections:
        lines += ["", *(part for line in section.splitlines() for part in _kept(line, room))]
    margin = " " * indent
    laid = "\n".join(f"{margin}{line}".rstrip() for line in lines).lstrip()
    return Code(f'{prefix}"""{laid}\n{margin}"""')


def _printable(text: str) -> str:
    """A text without what no editor shows, and a file of Python can't hold."""
    return "".join(char if char.isprintable() or char == "\n" else " " for char in text).strip()


def firstSentence(text: str) -> tuple[str, str]:
    """Split a text after its first sentence."""
    found = re.match(r"(.*?[.!?])\s+(?=[A-Z`(])(.*)", text, re.DOTALL)
    return (found[1], found[2]) if found else (text, "")


def _wrapped(text: str, width: int, taken: int = 0) -> list[str]:
    """Wrap a paragraph, of whose first line some columns are taken."""
    lead = "x" * taken
    lines = _wrap(text, width, lead, "")
    return [lines[0].removeprefix(lead), *lines[1:]]


def _kept(line: str, width: int) -> list[str]:
    """Wrap a line with its own margin; after a name, its continuation has a wider one."""
    margin = line[: len(line) - len(line.lstrip())]
    hanging = margin and re.match(r"\w+:", line.lstrip()) is not None
    return _wrap(line.strip(), width, margin, margin + "    " * bool(hanging))


def _wrap(text: str, width: int, first: str, others: str) -> list[str]:
    return textwrap.wrap(
        text,
        width,
        initial_indent=first,
        subsequent_indent=others,
        break_long_words=False,
        break_on_hyphens=False,
    )
