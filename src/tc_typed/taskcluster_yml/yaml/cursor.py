"""Positions in YAML source: a cursor for the parser, and lines and columns of offsets."""

from __future__ import annotations

import re
from bisect import bisect_right
from functools import cached_property
from typing import NoReturn

from tc_typed.taskcluster_yml.yaml.nodes import NotYaml

# In YAML 1.2, U+0085, U+2028 and U+2029 don't end a line.
LINE_BREAK = re.compile(r"\r\n?|\n")
"""A line break."""

SPACES = re.compile(r" *")
"""Indentation of a line."""

_BLANKS_BREAKS_AND_COMMENTS = re.compile(r"(?:[ \t\r\n]+|#[^\r\n]*)*")
_SEPARATOR = re.compile(r"(?:---|\.\.\.)(?=[ \t\r\n\0])")


class LineIndex:
    """Converts offsets in the source to lines and columns."""

    def __init__(self, text: str) -> None:
        """Create an index of the source.

        Args:
            text: YAML source, without a byte order mark.
        """
        self._text = text

    def lineAndColumn(self, start: int) -> tuple[int, int]:
        """Return the position of an offset.

        Args:
            start: The offset.

        Returns:
            Line and column, counted from 1.
        """
        line = bisect_right(self._lineStarts, start)
        return line, start - self._lineStarts[line - 1] + 1

    @cached_property
    def _lineStarts(self) -> list[int]:
        """Offsets of all lines; computed only if there is an error to report."""
        return [0, *(found.end() for found in LINE_BREAK.finditer(self._text))]


class Cursor:
    """Position in YAML source, with the start and the indentation of the current line."""

    def __init__(self, text: str) -> None:
        """Create a cursor at the start of the source.

        Args:
            text: YAML source, without a byte order mark.
        """
        # With a final NUL, code that looks at the next character need not check for the end.
        self._text = text + ("\0" if text.endswith(("\n", "\r")) else "\n\0")
        self._at = 0
        self._lineStart = 0
        self._indent = 0  # number of spaces at the start of the line
        self._tab = -1  # offset of the first tab in the white space before a node

    def _skip(self) -> bool:
        """Skip blanks, line breaks and comments; return whether a line ended."""
        if self._text[self._at] not in " \t\r\n#":
            return False
        start = self._at
        hasEnded = self._go(self._end(_BLANKS_BREAKS_AND_COMMENTS))
        if not self._hasTabs():
            self._tab = self._text.find("\t", max(start, self._lineStart), self._at)
        return hasEnded

    def _go(self, to: int) -> bool:
        """Move to an offset; return whether a line ended."""
        if to == self._at:
            return False
        last = max(self._text.rfind("\n", self._at, to), self._text.rfind("\r", self._at, to))
        self._at = to
        if last < 0:
            return False
        self._lineStart = last + 1
        self._indent = self._end(SPACES, self._lineStart) - self._lineStart
        return True

    def _end(self, pattern: re.Pattern[str], start: int | None = None) -> int:
        """Return the end of a match at `start` (default: current offset), or `start` if none."""
        start = self._at if start is None else start
        found = pattern.match(self._text, start)
        return start if found is None else found.end()

    def _position(self) -> tuple[int, int, int]:
        return self._at, self._lineStart, self._indent

    def _restore(self, position: tuple[int, int, int]) -> None:
        self._at, self._lineStart, self._indent = position

    def _isIndicator(self, sign: str) -> bool:
        return self._text[self._at] == sign and self._text[self._at + 1] in " \t\r\n"

    def _isSeparator(self) -> bool:
        return self._at == self._lineStart and _SEPARATOR.match(self._text, self._at) is not None

    def _hasTabs(self) -> bool:
        return self._lineStart <= self._tab < self._at

    def _refuseTabs(self) -> None:
        if self._hasTabs():
            raise NotYaml(self._tab, "tabs can't be used for indentation; use spaces")

    def _refuseIn(self, pattern: re.Pattern[str], start: int, end: int) -> None:
        if (wrong := pattern.search(self._text, start, end)) is not None:
            raise NotYaml(wrong.start(), f"the character {wrong[0]!a} is not allowed here")

    def _refuse(self, message: str) -> NoReturn:
        raise NotYaml(self._at, message)
