"""Lines of a log that arrives in pieces of any size. No I/O."""

from __future__ import annotations

import codecs
from collections.abc import Iterator

LONGEST_LINE = 2**20
"""Number of characters after which a line is cut, so that memory use is limited."""


class LineSplitter:
    r"""Splits bytes into lines, which end with `\n` or `\r\n` and are decoded as UTF-8.

    A single `\r`, as in progress bars, does not end a line. Invalid bytes become U+FFFD.
    """

    def __init__(self, longest: int = LONGEST_LINE) -> None:
        """Start without any data.

        Args:
            longest: Number of characters after which a line is cut.
        """
        self._longest = longest
        self._decoder = codecs.getincrementaldecoder("utf-8")("replace")
        # Parts of the current line, which are joined only once: a long line may arrive in bytes.
        self._parts: list[str] = []
        self._length = 0

    def feed(self, data: bytes) -> Iterator[str]:
        """Yield the lines that end in a piece of the log, without their line breaks.

        Args:
            data: The piece.
        """
        text = self._decoder.decode(data)
        start = 0
        while (end := text.find("\n", start)) >= 0:
            line = text[start:end]
            start = end + 1
            if not self._parts and len(line) <= self._longest:  # Most lines: this is faster.
                yield line.removesuffix("\r")
            else:
                yield from self._add(line)
                yield from self._cut(self._take().removesuffix("\r"))
        yield from self._add(text[start:])

    def end(self) -> Iterator[str]:
        """Yield the last line, if it has no line break."""
        yield from self._add(self._decoder.decode(b"", final=True))
        if self._length:
            yield from self._cut(self._take())

    def _add(self, text: str) -> Iterator[str]:
        """Add to the current line, and yield the parts of it that are complete."""
        if text:
            self._parts.append(text)
        self._length += len(text)
        # The last character may be the start of a line break.
        if self._length > self._longest + 1:
            line = self._take()
            whole = (len(line) - 2) // self._longest * self._longest
            yield from self._cut(line[:whole])
            self._parts, self._length = [line[whole:]], len(line) - whole

    def _take(self) -> str:
        line = "".join(self._parts)
        self._parts, self._length = [], 0
        return line

    def _cut(self, line: str) -> Iterator[str]:
        for start in range(0, len(line) or 1, self._longest):
            yield line[start : start + self._longest]
