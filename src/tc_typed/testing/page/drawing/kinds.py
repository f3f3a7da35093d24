"""Kinds of tasks, by which a large task group is folded."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

MOST_KINDS = 60
"""Maximum number of kinds of a group."""
DEEPEST = 4
"""Maximum number of words of a name that make a kind."""
OTHER = "other"
"""Kind of tasks whose own kinds are the rarest."""

_WORD = re.compile(r"[^-/: ]+[-/: ]*")
_SEPARATORS = "-/: "


@dataclass(frozen=True, slots=True)
class Traits:
    """Properties of a task from which its kind follows."""

    name: str
    taskQueueId: str
    tag: str | None
    """Value of its tag `kind`."""


def kindsOf(tasks: Sequence[Traits]) -> Sequence[str]:
    """Find the kind of each task.

    It is the tag `kind` if most tasks have one; else the longest beginnings of names, in words,
    that form at most 60 kinds; else the task queue.

    Args:
        tasks: All tasks of a group.

    Returns:
        Kinds, at most 60 different ones, in the order of the tasks.
    """
    firstWords = [_beginning(task.name, 1) for task in tasks]
    if sum(task.tag is not None for task in tasks) * 2 > len(tasks):
        tagged = [task.tag or word for task, word in zip(tasks, firstWords, strict=True)]
        if _isUseful(tagged):
            return tagged
    byName = _byName(tasks)
    if byName is not None:
        return byName
    byQueue = [task.taskQueueId for task in tasks]
    return byQueue if _isUseful(byQueue) else _mostCommon(firstWords)


def _byName(tasks: Sequence[Traits]) -> Sequence[str] | None:
    """Return the longest useful beginnings of all names, not all different, or `None`."""
    best: Sequence[str] | None = None
    for words in range(1, DEEPEST + 1):
        found = _beginnings(tasks, words)
        if found is None:
            break
        best = found if _isUseful(found) else best
    return None if best is None or len({*best}) == len(best) else best


def _beginnings(tasks: Sequence[Traits], words: int) -> Sequence[str] | None:
    """Return the beginnings of all names; `None` if they are too many different ones."""
    found: list[str] = []
    different: set[str] = set()
    for task in tasks:
        beginning = _beginning(task.name, words)
        found.append(beginning)
        different.add(beginning)
        if len(different) > MOST_KINDS:
            return None
    return found


def _isUseful(kinds: Sequence[str]) -> bool:
    return 1 < len({*kinds}) <= MOST_KINDS


def _beginning(name: str, words: int) -> str:
    found: list[str] = []
    for match in _WORD.finditer(name):
        found.append(match[0])
        if len(found) == words:
            break
    return "".join(found).rstrip(_SEPARATORS) or OTHER


def _mostCommon(kinds: Sequence[str]) -> Sequence[str]:
    """Return the kinds, of which all but the most common ones are united."""
    counts: Mapping[str, int] = Counter(kinds)
    if len(counts) <= MOST_KINDS:
        return kinds
    kept = {*sorted(counts, key=lambda kind: (-counts[kind], kind))[: MOST_KINDS - 1]}
    return [kind if kind in kept else OTHER for kind in kinds]
