"""Names of classes in messages."""

from __future__ import annotations

from collections import Counter


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
