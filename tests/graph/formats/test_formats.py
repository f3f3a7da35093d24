"""Task graphs in the formats of other programs, read by these programs.

The tests with taskgraph and Mermaid are skipped unless `scripts/test` has installed them; those
with Graphviz and Chromium are skipped if these are not installed.
"""

from __future__ import annotations

import html
import json
import re
import subprocess
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import JsonValue
from tests.graph.formats.programs import (
    CHROMIUM,
    DOT,
    MERMAID,
    NODE,
    TASKGRAPH,
    LineProgram,
    mermaid,
    taskgraph,
)
from tests.graph.graphs import FIELDS, GROUP, HOSTILE, OUTSIDE, graphs

from tc_typed.core.texts import shown
from tc_typed.graph import InvalidTaskGraph, Node, TaskGraph
from tc_typed.graph.node import taskIdFor
from tc_typed.graph.plan import Plan
from tc_typed.queue import TaskFields

needsTaskgraph = pytest.mark.skipif(
    not TASKGRAPH.exists(), reason="scripts/test did not install taskgraph"
)
needsDot = pytest.mark.skipif(DOT is None, reason="Graphviz is not installed")
needsMermaid = pytest.mark.skipif(
    NODE is None or MERMAID is None, reason="scripts/test did not install Mermaid"
)
needsChromium = pytest.mark.skipif(
    CHROMIUM is None or MERMAID is None, reason="Chromium or Mermaid is not installed"
)

CREATED = datetime(2030, 1, 31, 12, 30, 0, 123000, UTC)


def labelOf(need: Node | str) -> str:
    return need if isinstance(need, str) else need.label


def definition(graph: TaskGraph, label: str, standIns: Mapping[str, str]) -> dict[str, Any]:
    """Return the definition that a task is created with if others are reused."""
    plan = Plan(GROUP, graph.decisionTaskId, graph.nodes)
    ids = {graph.nodes[reused].taskId: taskId for reused, taskId in standIns.items()}
    made = plan.definition(graph.nodes[label], CREATED, ids)
    found: dict[str, Any] = json.loads(made.model_dump_json())
    return found


# JSON


@given(graph=graphs(isValid=False))
def test_json_has_the_structure_of_taskgraph(graph: TaskGraph) -> None:
    tasks = json.loads(graph.toJson())
    assert tasks.keys() == graph.nodes.keys()
    for label, task in tasks.items():
        node = graph.nodes[label]
        content = task.pop("task")
        dependencies = task.pop("dependencies")
        assert task == {
            "kind": node.kind,
            "label": label,
            "description": "Builds it.",
            "attributes": {**node.fields.get("tags", {}), "kind": node.kind},
            "soft_dependencies": [],
            "if_dependencies": [],
            "optimization": {"index-search": [*node.reuse]} if node.reuse else None,
            "task_id": node.taskId,
        }
        assert {*dependencies.values()} == {labelOf(need) for need in node.needs}
        assert len({*dependencies.values()}) == len(dependencies)
        assert content["created"] == {"relative-datestamp": "0 seconds"}
        assert content["deadline"] == {"relative-datestamp": "1 day"}
        assert {*content.get("dependencies", [])} <= {*OUTSIDE, *graphIds(graph)}
        assert content["metadata"]["description"] == "Builds it."
        assert content["taskQueueId"] == "proj-example/linux"


def graphIds(graph: TaskGraph) -> set[str]:
    return {node.taskId for node in graph.nodes.values()}


@pytest.fixture(scope="module")
def taskgraphTool() -> Iterator[LineProgram]:
    with taskgraph() as program:
        yield program


def loaded(
    program: LineProgram, graph: TaskGraph, standIns: Mapping[str, str], *, isAcyclic: bool
) -> Any:
    return program.read(
        {
            "graph": graph.toJson(),
            "isAcyclic": isAcyclic,
            "created": CREATED.isoformat(),
            "decisionTaskId": GROUP,
            "ids": {label: node.taskId for label, node in graph.nodes.items()} | {**standIns},
            "reused": [*standIns],
        }
    )


@needsTaskgraph
@given(data=st.data(), graph=graphs(isValid=True))
def test_taskgraph_creates_the_same_tasks_from_json(
    taskgraphTool: LineProgram, data: st.DataObject, graph: TaskGraph
) -> None:
    labels = [label for label, node in graph.nodes.items() if node.reuse]
    reused = data.draw(st.lists(st.sampled_from(labels), unique=True) if labels else st.just([]))
    standIns = {label: taskIdFor("reused", label) for label in reused}
    found = loaded(taskgraphTool, graph, standIns, isAcyclic=True)
    assert json.loads(found["graph"]) == json.loads(graph.toJson())
    assert {*graph.nodes} - {*reused} == {*found["created"]}
    for label, (taskId, theirs) in found["created"].items():
        node = graph.nodes[label]
        ours = definition(graph, label, standIns)
        assert taskId == node.taskId
        assert {*theirs.pop("dependencies", [])} == {*ours.pop("dependencies", [])}
        assert theirs == ours


@needsTaskgraph
@given(graph=graphs(isValid=False))
def test_taskgraph_loads_graphs_that_are_not_checked(
    taskgraphTool: LineProgram, graph: TaskGraph
) -> None:
    found = loaded(taskgraphTool, graph, {}, isAcyclic=False)
    assert "index-search" in found["strategies"]
    edges = {(label, needed) for label, needed, _ in found["edges"]}
    assert edges == {
        (node.label, labelOf(need))
        for node in graph.nodes.values()
        for need in node.needs
        if labelOf(need) in graph.nodes
    }


@given(graph=graphs(isValid=True))
def test_json_is_the_same_for_the_same_tasks_in_another_order(graph: TaskGraph) -> None:
    other = TaskGraph(GROUP, decisionTaskId=GROUP)
    for node in reversed([*graph.nodes.values()]):
        fields: TaskFields = {**node.fields}
        needs = reversed([labelOf(need) for need in node.needs])
        other.add(node.label, needs=needs, reuse=node.reuse, **fields)
    assert other.toJson() == graph.toJson()


@pytest.mark.parametrize(
    ("given", "written"),
    [
        ("1 day", "1 day"),
        ("2 weeks", "14 days"),
        ("36h", "36 hours"),
        ("1 day 30 min", "1470 minutes"),
        ("1 minute 1 second", "61 seconds"),
    ],
)
def test_offsets_are_written_in_one_unit(given: str, written: str) -> None:
    graph = TaskGraph(GROUP, **FIELDS)
    graph.add("a", deadline=given, expires="1 year")
    task = json.loads(graph.toJson())["a"]["task"]
    assert task["deadline"] == {"relative-datestamp": written}
    assert task["expires"] == {"relative-datestamp": "365 days"}


def test_other_times_are_written_unchanged() -> None:
    graph = TaskGraph(GROUP, **FIELDS)
    graph.add("a", deadline=CREATED, expires="2031-01-01T00:00:00.000Z")
    task = json.loads(graph.toJson())["a"]["task"]
    assert task["deadline"] == "2030-01-31T12:30:00.123Z"
    assert task["expires"] == "2031-01-01T00:00:00.000Z"


def test_an_id_of_a_needed_task_is_a_reference() -> None:
    graph = TaskGraph(GROUP, **FIELDS)
    image, other = graph.add("image"), graph.add("other")
    payload: dict[str, JsonValue] = {
        "image": image.taskId,
        "text": f"<{image.taskId}>",
        "other": [other.taskId],
    }
    graph.add("build", needs=[image], payload=payload)
    assert json.loads(graph.toJson())["build"]["task"]["payload"] == {
        "image": {"task-reference": "<image>"},
        "text": {"task-reference": "<<><image>>"},
        "other": [other.taskId],
    }


def test_all_invalid_definitions_are_reported() -> None:
    graph = TaskGraph(GROUP, **FIELDS)
    graph.add("a", taskQueueId="not a queue")
    graph.add("b", retries=50)
    graph.add("c")
    with pytest.raises(InvalidTaskGraph, match=r"TaskGraph\.toJson") as raised:
        graph.toJson()
    assert [problem.label for problem in raised.value.problems] == ["a", "b"]


# Pictures


@dataclass(frozen=True)
class Seen:
    """Contents of a picture. Different labels can look the same, so they are counted."""

    boxes: Counter[str]
    arrows: Counter[tuple[str, str]]
    """Pairs of the texts of two boxes."""
    frames: Counter[tuple[str, frozenset[tuple[str, int]]]]
    """Pairs of the title of a frame and the boxes in it, with their number."""


def expected(graph: TaskGraph) -> Seen:
    nodes = graph.nodes.values()
    needs = {(labelOf(need), node.label) for node in nodes for need in node.needs}
    texts = {
        label: shown(label) if label in graph.nodes else f"{shown(label)} (not in this graph)"
        for label in {*graph.nodes, *(needed for needed, _ in needs)}
    }
    kinds: dict[str, list[str]] = {}
    for node in nodes:
        if node.kind:
            kinds.setdefault(node.kind, []).append(texts[node.label])
    return Seen(
        Counter(texts.values()),
        Counter((texts[needed], texts[label]) for needed, label in needs),
        Counter(frame(f"{shown(kind)} ({len(boxes)})", boxes) for kind, boxes in kinds.items()),
    )


def frame(title: str, boxes: Sequence[str]) -> tuple[str, frozenset[tuple[str, int]]]:
    return title, frozenset(Counter(boxes).items())


def seenByDot(text: str) -> Seen:
    """Return the texts that Graphviz draws."""
    assert DOT is not None
    command = [DOT, "-Tjson"]
    run = subprocess.run(command, input=text.encode(), capture_output=True, check=True)
    assert b"rror" not in run.stderr, run.stderr
    found = json.loads(run.stdout)
    objects = {it["_gvid"]: it for it in found.get("objects", [])}
    boxes = {gvid: drawn(it) for gvid, it in objects.items() if "pos" in it}
    return Seen(
        Counter(boxes.values()),
        Counter((boxes[it["tail"]], boxes[it["head"]]) for it in found.get("edges", [])),
        Counter(
            frame(drawn(it), [boxes[gvid] for gvid in it["nodes"]])
            for it in objects.values()
            if it["name"].startswith("cluster_") and "nodes" in it
        ),
    )


def drawn(item: Mapping[str, Any]) -> str:
    return "".join(step["text"] for step in item.get("_ldraw_", []) if step["op"] == "T")


def hostileGraph() -> TaskGraph:
    graph = TaskGraph(GROUP)
    for label in HOSTILE:
        graph.add(label)
        graph.add(f"framed {label}", tags={"kind": label}, needs=[label])
    return graph


@needsDot
@given(graph=graphs(isValid=False))
def test_graphviz_draws_all_tasks_and_needs(graph: TaskGraph) -> None:
    assert seenByDot(graph.toDot()) == expected(graph)


@needsDot
def test_graphviz_shows_hostile_labels_unchanged() -> None:
    assert seenByDot(hostileGraph().toDot()) == expected(hostileGraph())


@pytest.fixture(scope="module")
def mermaidParser() -> Iterator[LineProgram]:
    with mermaid() as program:
        yield program


def seenByMermaid(program: LineProgram, text: str) -> Seen:
    found = program.read(text)
    assert "refused" not in found, found
    texts = {name: box["text"] for name, box in found["boxes"].items()}
    return Seen(
        Counter(texts.values()),
        Counter((texts[start], texts[end]) for start, end in found["arrows"]),
        Counter(frame(title, [texts[name] for name in names]) for title, names in found["frames"]),
    )


@needsMermaid
@given(graph=graphs(isValid=False))
def test_mermaid_reads_all_tasks_and_needs(mermaidParser: LineProgram, graph: TaskGraph) -> None:
    assert seenByMermaid(mermaidParser, graph.toMermaid()) == expected(graph)


@needsChromium
def test_mermaid_shows_hostile_labels_unchanged(tmp_path: Path) -> None:
    """Mermaid also interprets texts as Markdown, but only when it draws them."""
    page = tmp_path / "page.html"
    source = json.dumps(hostileGraph().toMermaid()).replace("<", "\\u003c")
    page.write_text(f"""<!doctype html><meta charset="utf-8"><body>
<script src="{MERMAID}/mermaid/dist/mermaid.min.js"></script>
<script>
mermaid.initialize({{startOnLoad: false}});
mermaid.render("graph", {source}).then(({{svg}}) => {{
  document.body.innerHTML = svg;
  const labels = [...document.querySelectorAll(".node, .cluster-label")];
  document.body.textContent = JSON.stringify(labels.map((label) => label.textContent));
}});
</script>""")
    assert CHROMIUM is not None
    flags = ["--headless=new", "--no-sandbox", "--disable-gpu", "--virtual-time-budget=20000"]
    run = subprocess.run(
        [CHROMIUM, *flags, f"--user-data-dir={tmp_path}", "--dump-dom", page.as_uri()],
        capture_output=True,
        check=True,
        text=True,
    )
    body = re.search("<body>(.*)</body>", run.stdout, re.DOTALL)
    assert body is not None, run.stdout
    texts = Counter(squeezed(text) for text in json.loads(html.unescape(body[1])))
    seen = expected(hostileGraph())
    titles = Counter(squeezed(title) for title, _ in seen.frames)
    assert texts == Counter(map(squeezed, seen.boxes)) + titles


def squeezed(text: str) -> str:
    """Return text without repeated spaces, which HTML does not show."""
    return " ".join(text.split())


@pytest.mark.parametrize(
    ("label", "source"),
    [
        ("1) Build", "#49;) Build"),
        ("12. Build", "12#46;#32;Build"),
        ("- item", "#45;#32;item"),
        ("build-linux64/opt v1.2 (a_b)", "build-linux64/opt v1.2 (a_b)"),
    ],
)
def test_labels_are_not_lists_for_older_versions_of_mermaid(label: str, source: str) -> None:
    graph = TaskGraph(GROUP)
    graph.add(label)
    assert f'["{source}"]' in graph.toMermaid()


@pytest.mark.parametrize("size", [100, 101])
def test_large_graphs_are_drawn_as_kinds(size: int) -> None:
    graph = TaskGraph(GROUP)
    image = graph.add("image", tags={"kind": "image"}, needs=["lost", "gone"])
    for index in range(size - 2):
        graph.add(f"test-{index}", tags={"kind": "test"}, needs=[image])
    graph.add("end", needs=["test-0", "end"])
    if size == 100:
        assert "test-97" in graph.toDot()
        assert "test-97" in graph.toMermaid()
        return
    boxes = ["image (1)", "test (99)", "no kind (1)", "not in this graph (2)"]
    arrows = [(3, 0), (0, 1), (1, 2), (2, 2)]
    dot = re.findall(r"^ +(.*) -> (.*)$", graph.toDot(), re.MULTILINE)
    assert dot == [(f'"{boxes[start]}"', f'"{boxes[end]}"') for start, end in arrows]
    text = graph.toMermaid()
    assert re.findall(r'\["(.*)"\]', text) == boxes
    assert re.findall(r"n(\d) --> n(\d)", text) == [(str(start), str(end)) for start, end in arrows]


def test_graphs_with_many_needs_are_drawn_as_kinds() -> None:
    graph = TaskGraph(GROUP)
    for index in range(33):  # 528 needs
        graph.add(f"task-{index}", needs=[f"task-{other}" for other in range(index)])
    for text in (graph.toDot(), graph.toMermaid()):
        assert "no kind (33)" in text
        assert "task-" not in text


@needsMermaid
def test_mermaid_sources_stay_below_its_limit(mermaidParser: LineProgram) -> None:
    graph = TaskGraph(GROUP)
    for index in range(100):
        graph.add(f"{index}{'😀' * 200}")
    text = graph.toMermaid()
    assert len(text) <= 50_000
    assert seenByMermaid(mermaidParser, text).boxes == Counter(["no kind (100)"])


def test_long_labels_are_shortened_in_pictures() -> None:
    graph = TaskGraph(GROUP)
    for label in ("a" * 100, "a" * 101, "b" * 80):
        graph.add(label)
    for text in (graph.toDot(), graph.toMermaid()):
        assert "b" * 80 in text
        assert "a" * 79 in text
        assert "a" * 80 not in text
    assert len(re.findall(r"^ +(\".*?\") \[", graph.toDot(), re.MULTILINE)) == 3


def test_a_node_of_another_graph_is_drawn_as_an_error() -> None:
    graph, other = TaskGraph(GROUP), TaskGraph(GROUP)
    graph.add("a")
    graph.add("b", needs=[other.add("a")])
    assert '"a (not in this graph)" -> "b"' in graph.toDot()
    assert "a (not in this graph)" in graph.toMermaid()


def test_tasks_that_may_be_reused_have_a_dashed_frame() -> None:
    graph = TaskGraph(GROUP)
    graph.add("a", reuse=["project.example.a"])
    graph.add("b")
    [line] = [line for line in graph.toDot().splitlines() if "filled,rounded,dashed" in line]
    assert '"a"' in line
    assert "class n0 reuse" in graph.toMermaid()
    assert graph.nodes["b"].taskId in graph.toDot()  # as a tooltip
