"""Plays the page on pictures of task graphs, and checks the picture that it shows."""

from __future__ import annotations

import re
import shutil
from collections.abc import Mapping
from xml.etree import ElementTree as ET

from tests.pages.player import PAGES, PagePlayer, assertOutput

from tc_typed.graph import TaskGraph

DOT = PAGES / "assets" / "task-graph.dot"
SVG = PAGES / "assets" / "task-graph.svg"


def play(player: PagePlayer) -> None:
    drawn, printed, *rest = player.blocks
    [console] = [it for it in rest if it.language == "console"]
    (player.folder / "graph.py").write_text(drawn.text + printed.text, encoding="utf-8")
    if shutil.which("dot") is None:
        rest.remove(console)
    [shown] = [it for it in rest if it.language == "json"]
    rest.remove(shown)

    player.blocks = [drawn, printed]
    player.play()
    # If this fails, write the example's output to the file, and run `dot -Tsvg -o SVG DOT`.
    assert player.output == DOT.read_text(encoding="utf-8") + "\n"
    graph = player.namespace["graph"]
    assert isinstance(graph, TaskGraph)
    checkPicture(graph)

    player.blocks, player.output = rest, ""
    player.play()
    mermaid, _, json = player.output.rpartition("~~~\n")
    assert re.fullmatch(r"~~~mermaid\nflowchart LR\n(.*\n)+", mermaid)
    assertOutput(json, shown.text)


def checkPicture(graph: TaskGraph) -> None:
    """Check that the picture of the page shows a graph, is small, and is transparent."""
    svg = SVG.read_text(encoding="utf-8")
    titles, nodes, absent = titlesOf(svg), graph.nodes.values(), "sign (not in this graph)"
    assert titles["node"] == {absent, *(node.label for node in nodes)}
    assert titles["edge"] - {f"{absent}->publish"} == {
        f"{label}->{node.label}" for node in nodes for label in node.neededLabels if label != "sign"
    }
    assert len(svg) < 20_000
    assert {*re.findall('fill="(.*?)"', svg)} <= {
        *re.findall('color="?(#\\w+)', DOT.read_text(encoding="utf-8")),
        "transparent",
        "none",
        "black",
    }


def titlesOf(svg: str) -> Mapping[str, set[str]]:
    """Return the titles of a picture's elements by their class."""
    space = "{http://www.w3.org/2000/svg}"
    found: dict[str, set[str]] = {}
    for element in ET.fromstring(svg).iter(f"{space}g"):
        title = element.findtext(f"{space}title")
        found.setdefault(element.get("class", ""), set()).add(title or "")
    return found
