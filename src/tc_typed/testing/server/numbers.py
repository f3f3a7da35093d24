"""Numbers in JSON, written as a real server writes them."""

from __future__ import annotations

import re

_INTEGRAL = re.compile(r"\.0[,}\]]|\.0$")
"""Text that every integral number with a fraction contains. Other texts rarely contain it."""

_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|(-?[0-9]+)\.0(?![0-9eE])')
"""A string, or a number with the fraction 0."""


def withoutFractions(text: str) -> str:
    """Write integral numbers as integers, because JavaScript has no other form of them.

    Clients can tell the difference: `json.loads` turns 1.0 into a float, and 1 into an integer.

    >>> withoutFractions('{"rank":0.0,"version":"1.0"}')
    '{"rank":0,"version":"1.0"}'
    """
    if _INTEGRAL.search(text) is None:
        return text
    return _TOKEN.sub(lambda found: str(int(found[1])) if found[1] else found[0], text)
