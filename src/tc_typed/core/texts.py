"""Text and values for messages: printable, on one line, and short."""

from __future__ import annotations

import reprlib
from collections import Counter

_LONGEST_VALUE = 100

_short = reprlib.Repr()
_short.maxstring = _short.maxlong = _short.maxother = _LONGEST_VALUE


def shown(text: str) -> str:
    """Escape the characters that can't be printed on one line."""
    return "".join(
        char if char.isprintable() else char.encode("unicode_escape").decode() for char in text
    )


def cut(text: str, longest: int) -> str:
    """Shorten text to at most `longest` characters."""
    return text if len(text) <= longest else text[: longest - 1] + "…"


def shownValue(value: object) -> str:
    """Format a caller's value for a message: its repr, shortened and on one line.

    >>> print(shownValue([1, "two"]))
    [1, 'two']
    """
    try:
        # For long lists and strings, this formats only the parts that it shows.
        text = _short.repr(value[:_LONGEST_VALUE] if isinstance(value, bytes) else value)
    except Exception:  # noqa: BLE001  # A repr can run any code, and an int can have too many digits.
        text = f"<{type(value).__name__}>"
    return cut(shown(cut(text, _LONGEST_VALUE)), _LONGEST_VALUE)


def oneLine(text: str, longest: int) -> str:
    """Put text on one line, shortened to at most `longest` characters."""
    return cut(shown(" ".join(text[: 10 * longest].split())), longest)


def lines(text: str, longest: int) -> str:
    """Make each line of text printable, and shorten the text to at most `longest` characters."""
    return cut("\n".join(shown(line) for line in text[: longest + 1].strip().split("\n")), longest)


def classNames(*kinds: type) -> list[str]:
    """Name the classes that a message is about.

    Packages compiled from different contracts have classes with the same names. If two of the given
    classes share a name, both are shown with their modules.

    >>> classNames(int, str)
    ['int', 'str']
    """
    counts = Counter(kind.__name__ for kind in {*kinds})
    return [qualifiedName(kind) if counts[kind.__name__] > 1 else kind.__name__ for kind in kinds]


def qualifiedName(kind: type) -> str:
    """Name a class with the module that users import it from.

    >>> from fractions import Fraction
    >>> qualifiedName(Fraction)
    'fractions.Fraction'
    """
    # A compiled package exports everything that its module `models` defines.
    return f"{kind.__module__.removesuffix('.models')}.{kind.__qualname__}"
