"""SVG of a graph of boxes. Colours and fonts are in static/graph.css."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from html import escape
from itertools import accumulate

from tc_typed.testing.page.drawing.layers import Edge
from tc_typed.testing.page.drawing.layout import BOX_HEIGHT, BOX_WIDTH, Layout, Point, layOut

MARGIN = 12
LONGEST_LABEL = 20
"""Maximum number of characters in a line of a box."""
BEND = 0.5
"""Part of an edge's horizontal way after which it is half-way up or down."""

SYMBOLS: Mapping[str, str] = {
    "failed": "✕",
    "exception": "!",
    "running": "▸",
    "pending": "…",
    "unscheduled": "○",
    "completed": "✓",
}
"""Symbols of the states of tasks, in the order of the attention that they need."""

_UNSAFE = re.compile(
    r"[^\t\n\r\x20-\x7e\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]|[\u202a-\u202e\u2066-\u2069]"
)
"""Characters that XML doesn't allow, or that reorder the text around them."""


@dataclass(frozen=True)
class Box:
    """A task or a kind in a drawing."""

    label: str
    detail: str
    """Second line of the box."""
    title: str
    """Text that appears while the mouse is over the box."""
    href: str
    counts: Mapping[str, int]
    """Number of its tasks by state."""

    @property
    def state(self) -> str:
        """State that needs the most attention."""
        return next((state for state in SYMBOLS if self.counts.get(state)), "completed")


@dataclass(frozen=True)
class Graph:
    """Boxes, and the edges between them."""

    boxes: Sequence[Box]
    edges: Mapping[Edge, str]
    """Description of each edge, from a dependency to its dependents."""
    waiting: frozenset[Edge] = field(default_factory=frozenset[Edge])
    """Edges whose dependencies are not completed."""


@dataclass(frozen=True)
class Drawing:
    """Picture of a graph."""

    svg: str
    impliedCount: int
    """Number of edges that are left out because others imply them."""


def shownText(text: str) -> str:
    """Return a text without characters that break or reorder a page."""
    return _UNSAFE.sub("\N{REPLACEMENT CHARACTER}", text)


def draw(graph: Graph, summary: str) -> Drawing:
    """Draw a graph.

    Args:
        graph: The graph.
        summary: Text for readers who can't see the picture.
    """
    layout = layOut(len(graph.boxes), graph.edges)
    width, height = layout.width + 2 * MARGIN, layout.height + 2 * MARGIN
    parts = [
        (
            f'<svg xmlns="http://www.w3.org/2000/svg" class="graph" role="img" '
            f'width="{width:.0f}" height="{height:.0f}" '
            f'viewBox="{-MARGIN} {-MARGIN} {width:.0f} {height:.0f}">'
        ),
        f"<title>{_escaped(summary)}</title>",
        *_edges(graph, layout),
    ]
    for box, corner in zip(graph.boxes, layout.corners, strict=True):
        parts.extend(_box(box, corner))
    return Drawing("\n".join([*parts, "</svg>\n"]), layout.impliedCount)


def _escaped(text: str) -> str:
    return escape(shownText(text))


def _edges(graph: Graph, layout: Layout) -> Iterator[str]:
    """Yield the edges, dashed ones last so that no other one covers their gaps."""
    for edge in sorted(layout.routes, key=lambda edge: (edge in graph.waiting, edge)):
        names = ["edge"]
        if edge in graph.waiting:
            names.append("waiting")
        if edge in layout.backward:
            names.append("backward")
        yield (
            f'<path class="{" ".join(names)}" d="{_path(layout.routes[edge])}">'
            f"<title>{_escaped(graph.edges[edge])}</title></path>"
        )


def _path(route: Sequence[Point]) -> str:
    """Return the path of an edge: curves between layers, and straight lines through them."""
    (x, y), *others = route
    parts = [f"M{x:.1f} {y:.1f}"]
    for place, (toX, toY) in enumerate(others):
        if place % 2:
            parts.append(f"H{toX:.1f}")
        else:
            # An edge that leads to the left leaves and arrives horizontally, too.
            bend = max((toX - x) * BEND, BOX_HEIGHT * BEND)
            parts.append(f"C{x + bend:.1f} {y:.1f} {toX - bend:.1f} {toY:.1f} {toX:.1f} {toY:.1f}")
        x, y = toX, toY
    return "".join(parts)


def _box(box: Box, corner: Point) -> Iterator[str]:
    x, y = corner
    yield f'<a href="{_escaped(box.href)}" class="box {box.state}">'
    yield f"<title>{_escaped(box.title)}</title>"
    yield f'<rect x="{x:.1f}" y="{y:.1f}" width="{BOX_WIDTH}" height="{BOX_HEIGHT}" rx="5"/>'
    yield from _bar(box, corner)
    yield f'<text class="symbol" x="{x + 11:.1f}" y="{y + 17:.1f}">{SYMBOLS[box.state]}</text>'
    yield f'<text x="{x + 22:.1f}" y="{y + 17:.1f}">{_escaped(_short(box.label))}</text>'
    yield (
        f'<text class="detail" x="{x + 22:.1f}" y="{y + 30:.1f}">'
        f"{_escaped(_short(box.detail))}</text></a>"
    )


def _bar(box: Box, corner: Point) -> Iterator[str]:
    """Yield the stacked bar at the bottom of a box, with a part for each state."""
    counts = [(state, box.counts[state]) for state in SYMBOLS if box.counts.get(state)]
    total = sum(count for _, count in counts)
    inner = BOX_WIDTH - 2
    starts = accumulate((count for _, count in counts), initial=0)
    for (state, count), start in zip(counts, starts, strict=False):
        yield (
            f'<rect class="part {state}" x="{corner[0] + 1 + inner * start / total:.2f}" '
            f'y="{corner[1] + BOX_HEIGHT - 6:.1f}" width="{inner * count / total:.2f}" height="5"/>'
        )


def _short(text: str) -> str:
    """Return a text that fits into a box; names of tasks mostly differ at their ends."""
    if len(text) <= LONGEST_LABEL:
        return text
    return f"{text[: LONGEST_LABEL // 2 - 2]}…{text[-LONGEST_LABEL // 2 - 1 :]}"
