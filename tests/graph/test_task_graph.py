"""Building of graphs: arguments that are refused, definitions and required scopes."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from itertools import chain

import pytest
from tests.graph.sample_graph import newGraph, untyped

from tc_typed import InvalidCall, missingScopes, requiredScopes, satisfies, slugId
from tc_typed.graph import InvalidTaskGraph, TaskGraph
from tc_typed.queue import Queue

queue = Queue(rootUrl="https://tc.example.com")


# Arguments

create, add = untyped(TaskGraph), untyped(newGraph().add)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: TaskGraph("group"), "TaskGraph: taskGroupId must be a slugid, got 'group'"),
        (lambda: create(None), "TaskGraph: taskGroupId must be a slugid, got None"),
        (
            lambda: TaskGraph(slugId(), decisionTaskId=""),
            "TaskGraph: decisionTaskId must be a slugid, got ''",
        ),
        (lambda: untyped(newGraph)(tags=[]), r"TaskGraph: tags must be a dict, got \[\]"),
        (lambda: add(""), "TaskGraph.add: label must be a non-empty string, got ''"),
        (lambda: add(5), "TaskGraph.add: label must be a non-empty string, got 5"),
        (lambda: add("a", needs="build"), "TaskGraph.add: needs must be a list, got 'build'"),
        (lambda: add("a", reuse="x.y"), "TaskGraph.add: reuse must be a list, got 'x.y'"),
        (lambda: add("a", needs=[1]), "needs must contain only nodes and labels, got 1"),
        (lambda: add("a", needs=newGraph().add("b")), "needs must be a list, got Node"),
        (lambda: add("a", needs=None), "needs must be a list, got None"),
        (lambda: add("a", reuse=[None]), "reuse must contain only strings, got None"),
        (lambda: add("a", tags=None), "TaskGraph.add: tags must be a dict, got None"),
        (lambda: add("a", metadata="m"), "metadata must be a TaskMetadata or a dict, got 'm'"),
        (lambda: add("a", dependencies="d"), "dependencies must be a list of task ids, got 'd'"),
        (lambda: add("a", dependencies=[{}]), "dependencies must contain only task ids, got {}"),
    ],
)
def test_a_wrong_argument_is_refused(call: Callable[[], object], message: str) -> None:
    with pytest.raises(InvalidCall, match=message):
        call()


def test_a_refused_task_is_not_added() -> None:
    graph = newGraph()
    graph.add("a")
    with pytest.raises(InvalidCall, match="there already is a task with the label 'a'"):
        graph.add("a")
    with pytest.raises(InvalidCall):
        untyped(graph.add)("b", needs="a")
    assert [*graph.nodes] == ["a"]
    assert len(graph.nodes) == 1


def test_needs_can_be_any_collection_or_iterator() -> None:
    graph = newGraph()
    nodes = [graph.add(label) for label in "abc"]
    assert graph.add("list", needs=nodes).neededLabels == ("a", "b", "c")
    assert graph.add("dict", needs=dict.fromkeys("abc")).neededLabels == ("a", "b", "c")
    assert graph.add("chain", needs=chain(nodes, ["a"])).neededLabels == ("a", "b", "c")
    assert {*graph.add("set", needs={*nodes}).neededLabels} == {"a", "b", "c"}
    assert graph.add("generator", needs=(node for node in nodes)).neededLabels == ("a", "b", "c")


# Definitions


def test_a_task_waits_for_its_needs_and_other_dependencies() -> None:
    outside, decision = slugId(), slugId()
    graph = newGraph(decisionTaskId=decision)
    first = graph.add("first")
    graph.add("second", needs=[first, "first"])
    graph.add("third", dependencies=[outside, first.taskId], needs=["first", "second"])
    graph.add("fourth", dependencies=[outside])
    assert graph.definition("first").dependencies == [decision]
    assert graph.definition("second").dependencies == [first.taskId]
    assert graph.definition("third").dependencies == [
        first.taskId,
        graph.nodes["second"].taskId,
        outside,
    ]
    # It needs no task of the graph that would wait for the decision task.
    assert graph.definition("fourth").dependencies == [decision, outside]
    assert graph.definition("fourth").taskGroupId == graph.taskGroupId


def test_definitions_of_missing_tasks_are_refused() -> None:
    graph, other = newGraph(), newGraph()
    foreign = other.add("build")
    graph.add("build")
    graph.add("test", needs=["bild"])
    graph.add("foreign", needs=[foreign])
    message = "TaskGraph.definition: the graph has no task 'bild'; did you mean build?"
    for label in ("bild", "test"):
        with pytest.raises(InvalidCall) as caught:
            graph.definition(label)
        assert str(caught.value) == message
    for node in (foreign, "foreign"):
        with pytest.raises(InvalidCall, match="'build' is a task of another graph"):
            graph.definition(node)


def test_the_creation_has_a_time_zone() -> None:
    graph = newGraph()
    graph.add("a")
    with pytest.raises(InvalidCall, match="must be a datetime with a time zone"):
        graph.definition("a", created=datetime(2026, 1, 1))  # noqa: DTZ001  # refused


# Scopes


def test_the_graph_requires_what_all_tasks_require() -> None:
    graph = newGraph()
    graph.add("a", scopes=["x", "x"], priority="low")
    graph.add("b", routes=["r.s"], needs=["not added"])
    graph.add("c", taskQueueId="prov/other", projectId="proj")
    ofTasks = [
        requiredScopes(queue.createTask, slugId(), graph.definition(label)) for label in ("a", "c")
    ]
    needed = graph.requiredScopes()
    assert missingScopes(["*"], needed) is None
    scopes = [
        "queue:create-task:highest:*",
        "queue:create-task:project:*",
        "queue:scheduler-id:sched",
        "queue:route:r.s",
        "x",
    ]
    assert satisfies(scopes, needed)
    for scope in scopes:
        others = [other for other in scopes if other != scope]
        assert not satisfies(others, needed)
    assert not any(missingScopes(scopes, requirement) for requirement in ofTasks)


def test_the_scopes_of_invalid_tasks_are_unknown() -> None:
    graph = newGraph()
    graph.add("a", retries=50)
    with pytest.raises(InvalidTaskGraph, match=r"TaskGraph\.requiredScopes: .*\n  a: retries: "):
        graph.requiredScopes()
