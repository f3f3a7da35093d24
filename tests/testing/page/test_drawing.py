"""Drawings of graphs, checked on random graphs."""

from __future__ import annotations

import json
import random
import shutil
import subprocess
from itertools import combinations, pairwise
from time import process_time
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tc_typed.testing.page.drawing.crossings import crossings
from tc_typed.testing.page.drawing.group_graph import MOST_TASKS, DrawnTask, groupGraph
from tc_typed.testing.page.drawing.kinds import MOST_KINDS, Traits, kindsOf
from tc_typed.testing.page.drawing.layers import Edge, layersOf, withoutImplied
from tc_typed.testing.page.drawing.layout import BOX_HEIGHT, BOX_WIDTH, layOut
from tc_typed.testing.page.drawing.svg import Box, Graph, draw

SVG = "{http://www.w3.org/2000/svg}"
MOST_BOXES = 25

edgeLists = st.lists(
    st.tuples(st.integers(0, MOST_BOXES - 1), st.integers(0, MOST_BOXES - 1)), max_size=80
)
names = st.text(st.characters(exclude_categories=()), max_size=60)


def reachable(edges: list[Edge]) -> set[Edge]:
    """Return the pairs of boxes between which there is a path, by Warshall's algorithm."""
    found = {*edges}
    for middle in range(MOST_BOXES):
        before = [source for source, target in found if target == middle]
        after = [target for source, target in found if source == middle]
        found |= {(source, target) for source in before for target in after}
    return found


@given(edgeLists)
def test_boxes_never_overlap(edges: list[Edge]) -> None:
    layout = layOut(MOST_BOXES, edges)
    for (x, y), (otherX, otherY) in combinations(layout.corners, 2):
        assert abs(x - otherX) >= BOX_WIDTH or abs(y - otherY) >= BOX_HEIGHT
    for x, y in layout.corners:
        assert 0 <= x <= layout.width - BOX_WIDTH + 0.01
        assert -0.01 <= y <= layout.height - BOX_HEIGHT + 0.01


@given(edgeLists)
def test_edges_lead_forward_unless_they_close_a_cycle(edges: list[Edge]) -> None:
    layout = layOut(MOST_BOXES, edges)
    paths = reachable(edges)
    for (source, target), route in layout.routes.items():
        if (source, target) in layout.backward:
            assert (target, source) in paths
        else:
            assert all(x <= nextX for (x, _), (nextX, _) in pairwise(route))
            assert layout.corners[source][0] < layout.corners[target][0]
    assert len(layout.routes) + layout.impliedCount == len({(a, b) for a, b in edges if a != b})


@given(edgeLists)
def test_edges_that_are_left_out_are_implied_by_the_others(edges: list[Edge]) -> None:
    forward = [(source, target) for source, target in edges if source < target]
    kept = [*withoutImplied(layersOf(MOST_BOXES, forward))]
    assert reachable(kept) == reachable(forward)
    for edge in kept:
        assert edge not in reachable([each for each in kept if each != edge])


@given(st.lists(st.tuples(names, names), max_size=8), edgeLists)
def test_drawings_are_well_formed_and_have_all_links(
    texts: list[tuple[str, str]], edges: list[Edge]
) -> None:
    boxes = [
        Box(name, detail, name, f"/tasks/{place}", {"failed": 1})
        for place, (name, detail) in enumerate(texts)
    ]
    inside = {edge: "needs <it>" for edge in edges if max(edge) < len(boxes)}
    root = ET.fromstring(draw(Graph(boxes, inside), "<&>").svg)
    links = [link.get("href") for link in root.iter(f"{SVG}a")]
    assert links == [box.href for box in boxes]
    allowed = {"svg", "title", "path", "a", "rect", "text"}
    assert {element.tag.removeprefix(SVG) for element in root.iter()} <= allowed
    assert not [name for element in root.iter() for name in element.attrib if name[:2] == "on"]


@given(edgeLists)
def test_drawings_are_deterministic(edges: list[Edge]) -> None:
    assert layOut(MOST_BOXES, edges) == layOut(MOST_BOXES, edges[::-1])


def randomDag(count: int, seed: int) -> list[Edge]:
    chosen = random.Random(seed)
    return [
        (source, target)
        for target in range(1, count)
        for source in {chosen.randrange(max(0, target - 15), target) for _ in range(2)}
    ]


def crossingsInDrawing(corners: list[tuple[float, float]], edges: list[Edge]) -> int:
    """Count the crossings of straight lines between the middles of boxes."""

    def side(a: tuple[float, float], b: tuple[float, float], c: tuple[float, float]) -> bool:
        return (b[0] - a[0]) * (c[1] - a[1]) > (b[1] - a[1]) * (c[0] - a[0])

    total = 0
    for one, other in combinations(edges, 2):
        if {*one} & {*other}:
            continue
        a, b, c, d = (corners[box] for box in (*one, *other))
        total += side(a, b, c) != side(a, b, d) and side(c, d, a) != side(c, d, b)
    return total


@pytest.mark.skipif(shutil.which("dot") is None, reason="needs Graphviz")
def test_edges_hardly_cross_more_often_than_in_graphviz() -> None:
    ours = theirs = 0
    for seed in range(8):
        edges = randomDag(40, seed)
        text = "digraph {rankdir=LR; node [shape=box, fixedsize=true, width=2.4, height=.5];"
        text += "".join(f"{a}->{b};" for a, b in edges) + "}"
        made = subprocess.run(
            ["dot", "-Tjson"], input=text, capture_output=True, text=True, check=True
        )
        places = {
            each["name"]: each["pos"].split(",") for each in json.loads(made.stdout)["objects"]
        }
        theirs += crossingsInDrawing(
            [(float(places[str(box)][0]), float(places[str(box)][1])) for box in range(40)], edges
        )
        ours += crossingsInDrawing([*layOut(40, edges).corners], edges)
    assert ours <= theirs * 1.5


@given(st.permutations(range(6)))
def test_crossings_are_counted(order: list[int]) -> None:
    links = [*zip(range(6), order, strict=True)]
    after = {source: [6 + target] for source, target in links}
    expected = sum((a - c) * (b - d) < 0 for (a, b), (c, d) in combinations(links, 2))
    assert crossings([range(6), range(6, 12)], after) == expected


def groupOf(count: int) -> list[DrawnTask]:
    chosen = random.Random(count)
    return [
        DrawnTask(
            f"task{number}",
            f"kind{number % 30}-{number}",
            f"kind{number % 30}",
            chosen.choice(["completed", "failed", "pending"]),
            "",
            [f"task{chosen.randrange(number)}" for _ in range(5)] if number else ["elsewhere"],
        )
        for number in range(count)
    ]


def test_large_groups_are_drawn_in_linear_time() -> None:
    def seconds(count: int) -> float:
        tasks, times = groupOf(count), list[float]()
        for _ in range(3):
            start = process_time()
            groupGraph(tasks)
            times.append(process_time() - start)
        return min(times)

    assert seconds(20_000) < 25 * seconds(2000)


def test_each_task_has_a_box_unless_there_are_many() -> None:
    assert len(groupGraph(groupOf(MOST_TASKS)).boxes) == MOST_TASKS
    boxes = groupGraph(groupOf(MOST_TASKS + 1)).boxes
    assert len(boxes) == 30
    assert sum(sum(box.counts.values()) for box in boxes) == MOST_TASKS + 1


def traits(*names: str, tag: str | None = None, queue: str = "a/b") -> list[Traits]:
    return [Traits(name, queue, tag) for name in names]


@given(st.lists(st.builds(Traits, names, names, st.none() | names), max_size=200))
def test_there_are_never_too_many_kinds(tasks: list[Traits]) -> None:
    found = kindsOf(tasks)
    assert len(found) == len(tasks)
    assert len({*found}) <= MOST_KINDS


def test_kinds_are_tags_or_beginnings_of_names_or_task_queues() -> None:
    tagged = [*traits("a-1", "a-2", tag="build"), *traits("b-1", tag="test")]
    assert kindsOf(tagged) == ["build", "build", "test"]
    numbered = [f"{kind}-{number}" for kind in ("build", "test") for number in range(40)]
    assert {*kindsOf(traits(*numbered))} == {"build", "test"}
    queued = [*traits(*map(str, range(70))), *traits(*map(str, range(70, 99)), queue="c/d")]
    assert {*kindsOf(queued)} == {"a/b", "c/d"}
