"""Layout of docstrings."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterable, Sequence

from tc_typed.compiler.code import Code, pathOf

WIDTH = 100
"""Maximum length of a line."""

MARK = "by tc_typed.compiler; change the contract, not this file."
"""End of the notice in compiled modules."""

DERIVED_MARK = "by scripts/compile.py; change that file, not this one."
"""End of the notice in modules derived from hand-written ones."""


def notice(source: str) -> Code:
    """Write the notice for a module's docstring that names its source.

    Args:
        source: Folder or file of the contract.
    """
    return Code(textwrap.fill(f"Compiled from {pathOf(source, source)} {MARK}", WIDTH))


def docstring(
    text: str, *, indent: int, summary: bool = False, sections: Sequence[str] = ()
) -> Code:
    """Format any text as a docstring literal.

    Args:
        text: Paragraphs, separated by empty lines.
        indent: Indentation of the docstring, in columns.
        summary: Whether the first sentence becomes a paragraph if the text needs several lines.
        sections: Sections to append, such as `Args:`. Their line breaks are preserved.
    """
    text, *sections = map(_printable, (text, *sections))
    prefix = "r" if "\\" in "".join([text, *sections]) else ""
    room, quotes = WIDTH - indent, len(prefix) + 3
    paragraphs = _paragraphs(text)
    isAlone = len(paragraphs) == 1 and not sections
    if isAlone and _fits(paragraphs[0], room - quotes - 3):
        return Code(f'{prefix}"""{paragraphs[0]}"""')
    if summary:
        paragraphs[:1] = filter(None, firstSentence(paragraphs[0]))
    lines = _wrapped(paragraphs[0], room, quotes)
    if isAlone and len(paragraphs) == len(lines) == 1:
        # The closing quotes don't fit, so wrap earlier: some words move to the next line with them.
        lines = _wrapped(paragraphs[0], room, quotes + 4)
    for paragraph in paragraphs[1:]:
        lines += ["", *_wrapped(paragraph, room)]
    for section in sections:
        lines += ["", *_keptLines(section, room)]
    margin = " " * indent
    return Code(f'{prefix}"""{_indented(lines, margin)}\n{margin}"""')


def _indented(lines: Iterable[str], margin: str) -> str:
    """Indent each line except the first."""
    return "\n".join(f"{margin}{line}".rstrip() for line in lines).lstrip()


def _paragraphs(text: str) -> list[str]:
    """Split text into paragraphs, each on one line."""
    return [" ".join(part.split()) for part in text.split("\n\n") if part.strip()] or ["…"]


def _fits(paragraph: str, width: int) -> bool:
    """Check whether a paragraph and its quotes fit on one line."""
    return len(paragraph) <= width and paragraph[-1] not in ('"', "\\")


def _printable(text: str) -> str:
    """Replace characters that are not printable and quotes that would end a docstring."""
    shown = (char if char.isprintable() or char == "\n" else " " for char in text)
    return "".join(shown).strip().replace('"""', "'''")


def firstSentence(text: str) -> tuple[str, str]:
    """Split text after its first sentence."""
    found = re.match(r"(.*?[.!?])\s+(?=[A-Z`(])(.*)", text, re.DOTALL)
    return (found[1], found[2]) if found else (text, "")


def _wrapped(text: str, width: int, taken: int = 0) -> list[str]:
    """Wrap a paragraph whose first line has `taken` columns less."""
    lead = "x" * taken
    lines = _wrap(text, width, lead, "")
    return [lines[0].removeprefix(lead), *lines[1:]]


def _keptLines(section: str, width: int) -> list[str]:
    """Wrap each line of a section separately."""
    return [part for line in section.splitlines() for part in _kept(line, width)]


def _kept(line: str, width: int) -> list[str]:
    """Wrap a line and keep its indentation; the description of a name gets a hanging indent."""
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
