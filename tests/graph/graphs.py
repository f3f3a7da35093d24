"""Random task graphs with hostile labels."""

from __future__ import annotations

from hypothesis import strategies as st
from pydantic import JsonValue

from tc_typed.graph import TaskGraph
from tc_typed.queue import TaskFields

GROUP = "fN1SbArXTPSVFNUvaOlinQ"
OUTSIDE = ["UoXGB-8nTj-kdyCuMBqpHA", "Cmf7BXqLTpKEkPiLjlROSQ"]
"""Ids of tasks outside of the graph."""
FIELDS: TaskFields = {
    "taskQueueId": "proj-example/linux",
    "schedulerId": "test-level-1",
    "deadline": "1 day",
    "payload": {},
    "metadata": {
        "description": "Builds it.",
        "owner": "dev@example.com",
        "source": "https://example.com/repo",
    },
}

HOSTILE = [
    "build-linux64/opt",
    "1. Build",
    "1) Build",
    '"quoted" \\ back\\n',
    "\\N \\G \\l \\",
    "<b>bold</b> <script>alert(1)</script> a<br/>b",
    "a & b &amp; &lt; &#65; #35; #quot;",
    "- item",
    "* star * **strong**",
    "_em_ __strong__",
    "# head",
    "> quote",
    "+ plus",
    "`code`",
    "[link](https://example.com) ![image](x)",
    "www.example.com a@example.com https://example.com",
    'style:"x" classDef:#a; linkStyle',
    "%% comment %%{init: {}}%%",
    "fa:fa-ban x",
    "$$x^2$$",
    "{a|b} | a | b |",
    "a-->b ==> c; n0-->n1",
    "end",
    "subgraph",
    "click n0",
    "node",
    "new\nline\ttab\x00\u202e",
    "  spaces  inside  ",
    "日本語 é ẞ 😀",
    "self",
    "decision",
    "'",
    '"',
    "&",
    "\\",
    "<",
    "---",
    "***",
]
# Mermaid uses this character to write other ones as numbers.
LABELS = st.sampled_from(HOSTILE) | st.text(
    st.characters(exclude_categories=["Cs"], exclude_characters="ﬂ"), min_size=1, max_size=12
)


@st.composite
def graphs(draw: st.DrawFn, *, isValid: bool) -> TaskGraph:
    """Draw a graph. Others than valid ones can have cycles and unknown needs."""
    labels = draw(st.lists(LABELS, unique=True, max_size=6))
    kinds = st.none() | st.sampled_from(
        draw(st.lists(LABELS | st.just(""), min_size=1, max_size=3))
    )
    graph = TaskGraph(GROUP, decisionTaskId=GROUP, **FIELDS)
    for index, label in enumerate(labels):
        candidates = (
            labels[:index] if isValid else [*labels, "unknown", *draw(st.lists(LABELS, max_size=2))]
        )
        needs = draw(st.lists(st.sampled_from(candidates), max_size=4)) if candidates else []
        ids = [graph.nodes[need].taskId for need in needs if need in graph.nodes]
        fields: TaskFields = {"payload": draw(payloads(ids))}
        if (kind := draw(kinds)) is not None:
            fields["tags"] = {"kind": kind, "project": "example"}
        if dependencies := draw(st.lists(st.sampled_from([*OUTSIDE, *ids]), unique=True)):
            fields["dependencies"] = dependencies
        graph.add(
            label,
            needs=[graph.nodes.get(need, need) if draw(st.booleans()) else need for need in needs],
            reuse=draw(st.lists(st.sampled_from(["a.b", "c.d"]), unique=True)),
            **fields,
        )
    return graph


def payloads(ids: list[str]) -> st.SearchStrategy[dict[str, JsonValue]]:
    """Draw payloads that contain ids of tasks, and text that looks like a reference to a task."""
    parts = st.sampled_from(
        [*ids, *ids, *OUTSIDE, "<", ">", "<<>", "<self>", "<unknown>", "/", " "]
    )
    texts = st.lists(parts, max_size=4).map("".join)
    values: st.SearchStrategy[JsonValue] = st.recursive(
        st.none() | st.booleans() | st.integers(-(2**53), 2**53) | texts,
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3),
        max_leaves=4,
    )
    return st.dictionaries(texts, values, max_size=3)
