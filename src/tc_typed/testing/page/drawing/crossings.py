"""Order of points within layers, so that few edges cross each other."""

from __future__ import annotations

from bisect import bisect_right, insort
from collections.abc import Mapping, Sequence
from itertools import pairwise

SWEEPS = 12
"""Number of passes over all layers, alternately to the right and to the left."""


def ordered(
    rows: Sequence[Sequence[int]],
    before: Mapping[int, Sequence[int]],
    after: Mapping[int, Sequence[int]],
) -> Sequence[Sequence[int]]:
    """Order the points of each layer by the average places of their neighbours.

    Args:
        rows: Points of each layer.
        before: Neighbours of points in the layer before theirs.
        after: Neighbours of points in the layer after theirs.

    Returns:
        The best order that was found.
    """
    best = current = [list(row) for row in rows]
    fewest = crossings(best, after)
    for sweep in range(SWEEPS):
        if not fewest:
            break
        current = [list(row) for row in current]
        isForward = sweep % 2 == 0
        steps = range(1, len(rows)) if isForward else range(len(rows) - 2, -1, -1)
        for step in steps:
            fixed = current[step - 1 if isForward else step + 1]
            _sortRow(current[step], fixed, before if isForward else after)
        found = crossings(current, after)
        if found < fewest:
            best, fewest = current, found
    return best


def _sortRow(row: list[int], fixed: Sequence[int], neighbours: Mapping[int, Sequence[int]]) -> None:
    """Sort a layer by the average places of its neighbours; points without any keep theirs."""
    places = {point: place for place, point in enumerate(fixed)}
    averages = {
        point: sum(places[each] for each in linked) / len(linked)
        for point in row
        if (linked := neighbours.get(point))
    }
    moved = iter(sorted(averages, key=averages.__getitem__))
    row[:] = [next(moved) if point in averages else point for point in row]


def crossings(rows: Sequence[Sequence[int]], after: Mapping[int, Sequence[int]]) -> int:
    """Count the pairs of edges that cross each other between neighbouring layers."""
    total = 0
    for row, following in pairwise(rows):
        places = {point: place for place, point in enumerate(following)}
        seen: list[int] = []  # Places in the following layer of the edges so far, sorted.
        for point in row:
            ends = sorted(places[each] for each in after.get(point, ()))
            total += sum(len(seen) - bisect_right(seen, end) for end in ends)
            for end in ends:
                insort(seen, end)
    return total
