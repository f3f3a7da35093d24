"""The page on pictures of task graphs shows what its examples print."""

from __future__ import annotations

import re
from collections.abc import Mapping
from contextlib import redirect_stdout
from io import StringIO
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from tc_typed.graph import TaskGraph

PAGES = Path(__file__).parents[3] / "docs/pages"
PAGE = PAGES / "graphs/pictures.md"
DOT = PAGES / "assets/task-graph.dot"
SVG = PAGES / "assets/task-graph.svg"


def blocks(language: str) -> list[str]:
    pattern = rf"^```{language}\n(.*?)^```$"
    return re.findall(pattern, PAGE.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)


@pytest.fixture(scope="module")
def outputs() -> list[str]:
    """Return the output of each example, or an empty string."""
    found: list[str] = []
    namespace: dict[str, object] = {}
    for example in blocks("python"):
        with redirect_stdout(StringIO()) as output:
            exec(compile(example, str(PAGE), "exec"), namespace)
        found.append(output.getvalue())
    return found


def test_the_picture_shows_the_example(outputs: list[str]) -> None:
    """If this fails, write the example's output to the file, and run `dot -Tsvg -o SVG DOT`."""
    assert outputs[1] == DOT.read_text(encoding="utf-8") + "\n"
    example: dict[str, TaskGraph] = {}
    exec(blocks("python")[0], example)
    shown = titles(SVG.read_text(encoding="utf-8"))
    nodes = example["graph"].nodes.values()
    assert shown["node"] == {"sign (not in this graph)", *(node.label for node in nodes)}
    assert shown["edge"] - {"sign (not in this graph)->publish"} == {
        f"{label}->{node.label}" for node in nodes for label in node.neededLabels if label != "sign"
    }


def titles(svg: str) -> Mapping[str, set[str]]:
    """Return the titles of a picture's elements by their class."""
    space = "{http://www.w3.org/2000/svg}"
    found: dict[str, set[str]] = {}
    for element in ET.fromstring(svg).iter(f"{space}g"):
        title = element.findtext(f"{space}title")
        found.setdefault(element.get("class", ""), set()).add(title or "")
    return found


def test_the_picture_is_small_and_transparent() -> None:
    text = SVG.read_text(encoding="utf-8")
    assert len(text) < 20_000
    assert {*re.findall('fill="(.*?)"', text)} <= {
        *re.findall('color="?(#\\w+)', DOT.read_text(encoding="utf-8")),
        "transparent",
        "none",
        "black",
    }


def test_the_page_shows_the_json_of_the_example(outputs: list[str]) -> None:
    assert blocks("json") == [outputs[3]]


def test_the_example_of_mermaid_is_a_block_of_code(outputs: list[str]) -> None:
    assert re.fullmatch(r"~~~mermaid\nflowchart LR\n(.*\n)+~~~\n", outputs[2])
