"""Dependencies of the tasks of a graph."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from tests.graph.graphs import FIELDS, GROUP, OUTSIDE

from tc_typed.graph import TaskGraph
from tc_typed.graph.plan import Plan
from tc_typed.times import fromNow


def test_a_reused_task_is_one_dependency_even_if_its_old_id_is_listed() -> None:
    graph = TaskGraph(GROUP, **FIELDS)
    image = graph.add("image", reuse=["project.example.image"])
    build = graph.add("build", needs=[image], dependencies=[OUTSIDE[0], image.taskId])
    plan = Plan(GROUP, None, graph.nodes)
    definition = plan.definition(build, fromNow(""), {image.taskId: OUTSIDE[1]})
    assert definition.dependencies == [OUTSIDE[1], OUTSIDE[0]]


@given(
    st.lists(st.sampled_from([*"abc", 0, 1, "\n", "A", "-", "_", "0Q", " ", "é", "/"]), max_size=12)
)
def test_ids_are_replaced_wherever_they_are(pieces: list[str | int]) -> None:
    graph = TaskGraph(GROUP, **FIELDS)
    reused = [graph.add("a").taskId, graph.add("b").taskId]
    standIns = dict(zip(reused, OUTSIDE, strict=True))
    text = "".join(reused[it] if isinstance(it, int) else it for it in pieces)
    node = graph.add("user", payload={text: [text]}, extra={"text": text})
    definition = Plan(GROUP, None, graph.nodes).definition(node, fromNow(""), standIns)
    expected = text
    for taskId, standIn in standIns.items():
        expected = expected.replace(taskId, standIn)
    assert definition.payload == {expected: [expected]}
    assert definition.extra == {"text": expected}
