"""Layers of a graph's boxes: every edge leads to a later layer, except those that close a cycle."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TypeAlias

Edge: TypeAlias = tuple[int, int]
"""Positions of two boxes, of which the second depends on the first."""


@dataclass(frozen=True)
class Layers:
    """Layers of a graph's boxes."""

    ranks: Sequence[int]
    """Layer of each box."""
    forward: Sequence[Edge]
    """Edges that lead to a later layer."""
    backward: Sequence[Edge]
    """Edges that close a cycle."""


def layersOf(count: int, edges: Iterable[Edge]) -> Layers:
    """Assign each box to the first layer after those of its dependencies.

    Args:
        count: Number of boxes.
        edges: Edges between them. Repeated edges count once, and loops not at all.
    """
    after: list[list[int]] = [[] for _ in range(count)]
    for source, target in sorted({edge for edge in edges if edge[0] != edge[1]}):
        after[source].append(target)
    order, backward = _topological(after)
    ranks = [0] * count
    forward: list[Edge] = []
    for source in order:
        for target in after[source]:
            if (source, target) not in backward:
                forward.append((source, target))
                ranks[target] = max(ranks[target], ranks[source] + 1)
    return Layers(ranks, sorted(forward), sorted(backward))


def withoutImplied(layers: Layers) -> Sequence[Edge]:
    """Return the forward edges that no path of other forward edges implies.

    The time is that of one operation on a set of all boxes for each edge, so it suits drawings of
    a few hundred boxes.
    """
    reached: dict[int, int] = {}  # Sets of boxes are integers with a bit for each box.
    kept: list[Edge] = []
    targets: dict[int, list[int]] = {}
    for source, target in layers.forward:
        targets.setdefault(source, []).append(target)
    for source in sorted(targets, key=lambda box: -layers.ranks[box]):
        bits = 0
        for target in sorted(targets[source], key=lambda box: layers.ranks[box]):
            if not bits >> target & 1:
                kept.append((source, target))
            bits |= 1 << target | reached.get(target, 0)
        reached[source] = bits
    return sorted(kept)


def _topological(after: Sequence[Sequence[int]]) -> tuple[Sequence[int], set[Edge]]:
    """Return the boxes so that edges lead forward, and the edges that can't.

    It is a depth-first search with its own stack, because chains can be longer than Python's.
    """
    finished: list[int] = []
    isOpen: dict[int, bool] = {}
    backward: set[Edge] = set()
    for start in range(len(after)):
        if start in isOpen:
            continue
        isOpen[start] = True
        stack = [(start, iter(after[start]))]
        while stack:
            box, remaining = stack[-1]
            target = next(remaining, None)
            if target is None:
                isOpen[box] = False
                finished.append(box)
                stack.pop()
            elif target not in isOpen:
                isOpen[target] = True
                stack.append((target, iter(after[target])))
            elif isOpen[target]:
                backward.add((box, target))
    return finished[::-1], backward
