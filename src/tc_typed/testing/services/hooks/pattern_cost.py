r"""Upper bounds for the time that regular expressions take, for patterns that anyone can send.

Python's matcher backtracks, so a pattern like `(a+)+$` can take years for a short text.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_LONGEST_REPEATED = 1000  # characters of a text; beyond it, powers of two need not be computed

_VERBOSE = re.compile(r"\(\?[a-zA-Z]*x")
"""Beginning of a pattern in which blanks and comments mean nothing, which JavaScript lacks."""
_UNBOUNDED: int = 1 << _LONGEST_REPEATED

_TOKEN = re.compile(r"\\.|\[(?:\\.|[^\]\\])*\]|\{[0-9,]+\}|.", re.DOTALL)


@dataclass(slots=True)
class _Group:
    alternatives: int = 1
    isBranching: bool = False
    """Whether its content can match in several ways."""


def patternCost(pattern: str, length: int) -> int:
    """Return a rough upper bound for the steps of searching a text for a pattern.

    Args:
        pattern: Regular expression.
        length: Number of characters in the text.
    """
    if _VERBOSE.search(pattern):
        return _UNBOUNDED  # A blank could hide what a quantifier repeats.
    size = length + 1
    cost = len(pattern) * (1 if pattern.startswith("^") else size)
    groups = [_Group()]
    closed: _Group | None = None  # Group that ends just before the current token.
    for token in _TOKEN.findall(pattern):
        ended, closed = closed, None
        if token == "(":  # noqa: S105  # It is not a password.
            groups.append(_Group())
        elif token == ")" and len(groups) > 1:  # noqa: S105
            closed = groups.pop()
            cost *= closed.alternatives
            groups[-1].isBranching |= closed.isBranching or closed.alternatives > 1
        elif token == "|":  # noqa: S105
            groups[-1].alternatives += 1
        elif token[0] in "*+?{":
            cost *= _repeats(token, ended, size)
            groups[-1].isBranching = True
    return cost * groups[0].alternatives


def _repeats(quantifier: str, group: _Group | None, size: int) -> int:
    """Return the factor by which a quantifier increases the cost.

    Args:
        quantifier: Beginning of the quantifier.
        group: Group that it repeats, if it repeats one.
        size: Number of places in the text.
    """
    if quantifier == "?":
        return 2
    if group is not None and (group.isBranching or group.alternatives > 1):
        return int(2 ** min(size, _LONGEST_REPEATED))
    return size
