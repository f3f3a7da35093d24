"""Texts and values of others, made fit for messages."""

from __future__ import annotations

import reprlib
from collections import Counter

_LONGEST_VALUE = 100

_short = reprlib.Repr()
_short.maxstring = _short.maxlong = _short.maxother = _LONGEST_VALUE


def shown(text: str) -> str:
    """Replace what can't be printed on one line by escapes."""
    return "".join(
        char if char.isprintable() else char.encode("unicode_escape").decode() for char in text
    )


def cut(text: str, longest: int) -> str:
    """Shorten a text that is longer than it may be."""
    return text if len(text) <= longest else text[: longest - 1] + "…"


def shownValue(value: object) -> str:
    """Show a caller's value in a message: its repr, on one line and cut short.

    >>> print(shownValue([1, "two"]))
    [1, 'two']
    """
    try:
        # Of long lists and texts, this makes only the parts that it shows.
        text = _short.repr(value[:_LONGEST_VALUE] if isinstance(value, bytes) else value)
    except Exception:  # noqa: BLE001  # A repr is anybody's code, and an int may have too many digits.
        text = f"<{type(value).__name__}>"
    return cut(shown(cut(text, _LONGEST_VALUE)), _LONGEST_VALUE)


def oneLine(text: str, longest: int) -> str:
    """Put a text on one line, and cut it if it is longer than it may be."""
    return cut(shown(" ".join(text[: 10 * longest].split())), longest)


def lines(text: str, longest: int) -> str:
    """Make each line of a text printable, and cut it if it is longer than it may be."""
    return cut("\n".join(shown(line) for line in text[: longest + 1].strip().split("\n")), longest)


def classNames(*kinds: type) -> list[str]:
    """Name the classes that a message is about.

    Packages that were compiled from different contracts have classes with the same names. Where two
    of the given classes share a name, it is shown with the module.

    >>> classNames(int, str)
    ['int', 'str']
    """
    counts = Counter(kind.__name__ for kind in {*kinds})
    return [qualifiedName(kind) if counts[kind.__name__] > 1 else kind.__name__ for kind in kinds]


def qualifiedName(kind: type) -> str:
    """Name a class together with the module that users import it from.

    >>> from fractions import Fraction
    >>> qualifiedName(Fraction)
    'fractions.Fraction'
    """
    # A compiled package exports all that its module `models` defines.
    return f"{kind.__module__.removesuffix('.models')}.{kind.__qualname__}"
