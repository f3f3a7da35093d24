"""Short strings that match a regular expression, for fields with patterns."""

from __future__ import annotations

import string
from collections.abc import Iterator
from functools import lru_cache
from typing import Annotated

from pydantic import Field, TypeAdapter, ValidationError
from pydantic_core import SchemaError

_LIKELY = string.ascii_lowercase + string.digits + string.ascii_uppercase + string.punctuation + " "
_EMPTY = frozenset("AZzbB")  # escapes that match a place, not a character
_SETS = frozenset("dDwWsS")
_CODES = {"x": 2, "u": 4}  # number of hexadecimal digits
_CONTROLS = {"n": "\n", "r": "\r", "t": "\t", "f": "\f", "v": "\v"}
_MOST = 10_000  # characters per repetition


class _Unsupported(Exception):
    """The pattern has syntax that this module does not know, such as lookaheads."""


def matches(pattern: str, minLength: int) -> Iterator[str]:
    """Yield strings that probably match a pattern; callers check them.

    Args:
        pattern: The regular expression, as in JSON Schema.
        minLength: Minimum length of the string, in characters.
    """
    for repeats in sorted({0, 1, min(minLength, _MOST)}):
        for alternative in range(2):
            try:
                yield _Writer(pattern, repeats, alternative).text()
            except (_Unsupported, IndexError, ValueError):  # The pattern is unusual, or invalid.
                return


class _Writer:
    """Reads a pattern from left to right and writes a string that matches it."""

    def __init__(self, pattern: str, repeats: int, alternative: int) -> None:
        self._pattern = pattern
        self._repeats = repeats
        self._alternative = alternative
        self._at = 0

    def text(self) -> str:
        text = self._alternatives()
        if self._at < len(self._pattern):
            raise _Unsupported
        return text

    def _alternatives(self) -> str:
        texts = [self._sequence()]
        while self._skip("|"):
            texts.append(self._sequence())
        return texts[min(self._alternative, len(texts) - 1)]

    def _sequence(self) -> str:
        text = ""
        while self._at < len(self._pattern) and self._pattern[self._at] not in "|)":
            atom = self._atom()
            text += atom * self._count()
        return text

    def _atom(self) -> str:
        match char := self._next():
            case "^" | "$":
                return ""
            case ".":
                return "x"
            case "(":
                return self._group()
            case "[":
                return _memberOf(self._class())
            case "\\":
                return self._escape()
            case _:
                return char

    def _group(self) -> str:
        if self._skip("?"):
            if self._skip("P<") or (self._skip("<") and self._pattern[self._at] not in "=!"):
                self._at = self._pattern.index(">", self._at) + 1
            elif not self._skip(":"):
                raise _Unsupported
        text = self._alternatives()
        if not self._skip(")"):
            raise _Unsupported
        return text

    def _class(self) -> str:
        """Read a class of characters until its closing bracket."""
        start = self._at - 1
        self._skip("^")
        self._skip("]")
        while (char := self._next()) != "]":
            if char == "\\":
                self._next()
        return self._pattern[start : self._at]

    def _escape(self) -> str:
        char = self._next()
        if char in _EMPTY:
            return ""
        if char in _SETS:
            return _memberOf(f"\\{char}")
        if char in _CODES:
            digits = "".join(self._next() for _ in range(_CODES[char]))
            return chr(int(digits, 16))
        if char.isalnum() and char not in _CONTROLS:
            raise _Unsupported
        return _CONTROLS.get(char, char)

    def _count(self) -> int:
        """Read a quantifier, and choose the number of repetitions."""
        least, most = 1, 1
        if self._skip("*"):
            least, most = 0, _MOST
        elif self._skip("+"):
            least, most = 1, _MOST
        elif self._skip("?"):
            least, most = 0, 1
        elif self._skip("{"):
            end = self._pattern.index("}", self._at)
            first, comma, last = self._pattern[self._at : end].partition(",")
            least = int(first)
            most = int(last) if last else (_MOST if comma else least)
            self._at = end + 1
        else:
            return 1
        self._skip("?")
        return min(max(least, min(self._repeats, most)), _MOST)

    def _next(self) -> str:
        char = self._pattern[self._at]
        self._at += 1
        return char

    def _skip(self, text: str) -> bool:
        found = self._pattern.startswith(text, self._at)
        self._at += len(text) * found
        return found


@lru_cache(maxsize=256)
def _memberOf(characters: str) -> str:
    """Return a likely member of a class of characters."""
    # Pydantic's own check knows the same syntax as the check of the field.
    try:
        check = TypeAdapter(Annotated[str, Field(pattern=f"^{characters}$")]).validate_python
    except SchemaError:
        raise _Unsupported from None
    for char in _LIKELY:
        try:
            return check(char)
        except ValidationError:
            pass
    raise _Unsupported
