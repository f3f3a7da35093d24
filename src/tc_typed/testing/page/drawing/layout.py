"""Places of boxes and edges in a drawing, from left to right by dependencies."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import TypeAlias

from tc_typed.testing.page.drawing.crossings import ordered
from tc_typed.testing.page.drawing.layers import Edge, layersOf, withoutImplied

BOX_WIDTH = 176
BOX_HEIGHT = 40
LAYER_GAP = 72
"""Horizontal space between layers, in which edges bend."""
ROW_GAP = 14
"""Vertical space between boxes."""
LANE_HEIGHT = 8
"""Vertical space of an edge that passes a layer."""
ALIGNMENTS = 6
"""Number of passes that move boxes towards their neighbours."""
DENSE = 2.5
"""Number of edges for each box above which those that others imply are left out."""

Point: TypeAlias = tuple[float, float]


@dataclass(frozen=True)
class Layout:
    """Places of boxes and edges."""

    corners: Sequence[Point]
    """Upper left corner of each box."""
    routes: Mapping[Edge, Sequence[Point]]
    """Points of each edge, alternately where it begins and where it ends to bend."""
    backward: Sequence[Edge]
    """Those edges that close a cycle. They lead to the left."""
    impliedCount: int
    """Number of edges that are left out because others imply them."""
    width: float
    height: float


@dataclass
class _Grid:
    """Points in layers: the boxes, and further ones where edges pass a layer."""

    rows: list[list[int]]
    ranks: list[int]
    before: dict[int, list[int]] = field(default_factory=dict[int, list[int]])
    after: dict[int, list[int]] = field(default_factory=dict[int, list[int]])

    def add(self, rank: int) -> int:
        self.ranks.append(rank)
        self.rows[rank].append(len(self.ranks) - 1)
        return len(self.ranks) - 1

    def link(self, source: int, target: int) -> None:
        self.after.setdefault(source, []).append(target)
        self.before.setdefault(target, []).append(source)


def layOut(count: int, edges: Iterable[Edge]) -> Layout:
    """Place boxes in layers, and lead edges between them.

    Boxes never overlap. The same graph always has the same layout.

    Args:
        count: Number of boxes.
        edges: Edges between them. Loops are ignored.
    """
    layers = layersOf(count, edges)
    isDense = len(layers.forward) > DENSE * count
    forward = withoutImplied(layers) if isDense else layers.forward
    grid = _Grid([[] for _ in range(max(layers.ranks, default=-1) + 1)], [])
    for rank in layers.ranks:
        grid.add(rank)
    chains = dict(_chains(grid, forward))
    rows = ordered(grid.rows, grid.before, grid.after)
    heights = [BOX_HEIGHT if point < count else LANE_HEIGHT for point in range(len(grid.ranks))]
    middles = _middles(rows, heights, grid)
    corners = [
        (grid.ranks[box] * (BOX_WIDTH + LAYER_GAP), middles[box] - BOX_HEIGHT / 2)
        for box in range(count)
    ]
    routes = {edge: [*_route(chain, grid, middles)] for edge, chain in chains.items()}
    for source, target in layers.backward:
        start, end = corners[source], corners[target]
        routes[source, target] = [
            (start[0] + BOX_WIDTH, start[1] + BOX_HEIGHT * 0.75),
            (end[0], end[1] + BOX_HEIGHT * 0.75),
        ]
    return Layout(
        corners=corners,
        routes=routes,
        backward=layers.backward,
        impliedCount=len(layers.forward) - len(forward),
        width=max((x + BOX_WIDTH for x, _ in corners), default=0),
        height=max(
            (middle + height / 2 for middle, height in zip(middles, heights, strict=True)),
            default=0,
        ),
    )


def _chains(grid: _Grid, edges: Sequence[Edge]) -> Iterable[tuple[Edge, Sequence[int]]]:
    """Yield the points of each edge. Edges from one box share those where they pass a layer."""
    lanes: dict[Edge, int] = {}
    linked: set[Edge] = set()
    for source, target in edges:
        chain = [source]
        for rank in range(grid.ranks[source] + 1, grid.ranks[target]):
            if (source, rank) not in lanes:
                lanes[source, rank] = grid.add(rank)
            chain.append(lanes[source, rank])
        chain.append(target)
        for link in pairwise(chain):
            if link not in linked:
                linked.add(link)
                grid.link(*link)
        yield (source, target), chain


def _route(chain: Sequence[int], grid: _Grid, middles: Sequence[float]) -> Iterable[Point]:
    for place, point in enumerate(chain):
        left = grid.ranks[point] * (BOX_WIDTH + LAYER_GAP)
        if place:
            yield (left, middles[point])
        if place < len(chain) - 1:
            yield (left + BOX_WIDTH, middles[point])


def _middles(
    rows: Sequence[Sequence[int]], heights: Sequence[float], grid: _Grid
) -> Sequence[float]:
    """Return the vertical middle of each point, near those of its neighbours."""
    middles = [0.0] * len(heights)
    for row in rows:
        _place(row, [0.0] * len(row), heights, middles)
    for alignment in range(ALIGNMENTS):
        isForward = alignment % 2 == 0
        neighbours = grid.before if isForward else grid.after
        for row in rows if isForward else reversed(rows):
            wanted = [
                sum(middles[each] for each in linked) / len(linked)
                if (linked := neighbours.get(point))
                else middles[point]
                for point in row
            ]
            _place(row, wanted, heights, middles)
    top = min(
        (middle - height / 2 for middle, height in zip(middles, heights, strict=True)), default=0
    )
    return [middle - top for middle in middles]


def _place(
    row: Sequence[int], wanted: Sequence[float], heights: Sequence[float], middles: list[float]
) -> None:
    """Place a layer's points as near as possible to where they are wanted, in their order.

    Points that want to be closer than their heights allow form a block at their average place:
    isotonic regression, which minimises the sum of squares in linear time.
    """
    offsets: list[float] = []
    bottom = 0.0
    for point in row:
        offsets.append(bottom + heights[point] / 2)
        bottom += heights[point] + ROW_GAP
    blocks: list[tuple[float, int]] = []  # Sum of the wanted places, and number of points.
    for place, offset in zip(wanted, offsets, strict=True):
        total, size = place - offset, 1
        while blocks and blocks[-1][0] / blocks[-1][1] > total / size:
            former, formerSize = blocks.pop()
            total, size = total + former, size + formerSize
        blocks.append((total, size))
    shifts = [total / size for total, size in blocks for _ in range(size)]
    for point, shift, offset in zip(row, shifts, offsets, strict=True):
        middles[point] = shift + offset
