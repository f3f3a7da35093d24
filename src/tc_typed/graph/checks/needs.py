"""Checks of the needs in a graph: they must be tasks of the graph, and not need each other."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from graphlib import CycleError, TopologicalSorter

from tc_typed.core.errors import didYouMean
from tc_typed.core.texts import shown, shownValue
from tc_typed.graph.checks.problems import GraphProblem
from tc_typed.graph.node import Node
from tc_typed.graph.plan import Plan

_FIELD = "needs"
_MOST_CYCLES = 20
_MOST_SUGGESTIONS = 5  # Each is a search in all labels.
_SHOWN_OF_PATH = 5  # tasks at the beginning and at the end of a cycle in a message


def withKnownNeeds(plan: Plan) -> Plan:
    """Return a graph without needs that are not part of it, to check the rest of it."""
    repaired = {
        node.label: replace(node, needs=tuple(need for need in node.needs if plan.has(need)))
        for node in plan.nodes.values()
        if not all(plan.has(need) for need in node.needs)
    }
    return replace(plan, nodes={**plan.nodes, **repaired}) if repaired else plan


def unknownNeeds(plan: Plan) -> Iterator[GraphProblem]:
    """Find needs that are not part of the graph."""
    suggestions: dict[str, str] = {}
    for node in plan.nodes.values():
        for need in node.needs:
            if plan.has(need):
                continue
            if isinstance(need, Node):
                problem = f"{shownValue(need.label)} is a task of another graph"
            else:
                if need not in suggestions and len(suggestions) < _MOST_SUGGESTIONS:
                    suggestions[need] = didYouMean(need, plan.nodes)
                problem = f"the graph has no task {shownValue(need)}{suggestions.get(need, '')}"
            yield GraphProblem(node.label, _FIELD, problem)


def cycles(plan: Plan) -> Iterator[GraphProblem]:
    """Find tasks that need each other; if cycles share a need, only one of them.

    Args:
        plan: A graph whose needs are all part of it.
    """
    # Sets would be in another order in each process.
    remaining = {node.label: [*node.neededLabels] for node in plan.nodes.values()}
    for number in range(_MOST_CYCLES + 1):
        try:
            TopologicalSorter(remaining).prepare()
        except CycleError as error:
            path: list[str] = error.args[1]  # from the needed task to the one that needs it
        else:
            return
        if number == _MOST_CYCLES:
            yield GraphProblem("", _FIELD, "there are more tasks that need each other")
            return
        yield _cycle([*reversed(path)])
        remaining[path[1]].remove(path[0])


def _cycle(path: Sequence[str]) -> GraphProblem:
    """Describe a cycle; its path begins and ends with the same task."""
    if len(path) == 2:  # the task twice
        return GraphProblem(path[0], _FIELD, "the task needs itself")
    labels = [shown(label) for label in path]
    if (more := len(path) - 2 * _SHOWN_OF_PATH) > 0:
        first, last = labels[:_SHOWN_OF_PATH], labels[-_SHOWN_OF_PATH:]
        labels = [*first, f"… ({more:,} more)", *last]
    return GraphProblem(path[0], _FIELD, "the tasks need each other: " + " needs ".join(labels))
