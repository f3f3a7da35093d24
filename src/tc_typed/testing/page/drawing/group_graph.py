"""Graph of a task group: its tasks, or its kinds if there are many tasks."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import quote

from tc_typed.testing.page.drawing.layers import Edge
from tc_typed.testing.page.drawing.svg import SYMBOLS, Box, Graph

MOST_TASKS = 80
"""Maximum number of tasks that have boxes of their own."""


@dataclass(frozen=True, slots=True)
class DrawnTask:
    """A task of the group."""

    taskId: str
    name: str
    kind: str
    state: str
    detail: str
    """Reason and time of its state."""
    dependencies: Sequence[str]
    """Ids of the tasks that it needs, in this group or not."""


def groupGraph(tasks: Sequence[DrawnTask]) -> Graph:
    """Return the graph of a task group."""
    return _taskGraph(tasks) if len(tasks) <= MOST_TASKS else _kindGraph(tasks)


def summaryOf(tasks: Sequence[DrawnTask]) -> str:
    """Describe a task group in a sentence."""
    counts = Counter(task.state for task in tasks)
    states = ", ".join(f"{counts[state]:,} {state}" for state in SYMBOLS if counts[state])
    noun = "task" if len(tasks) == 1 else "tasks"
    return f"Graph of {len(tasks):,} {noun}: {states}. The list below has all of them."


def _dependencies(tasks: Sequence[DrawnTask]) -> Iterator[tuple[int, int]]:
    """Yield positions of dependencies in the group, and of the tasks that need them."""
    places = {task.taskId: place for place, task in enumerate(tasks)}
    for place, task in enumerate(tasks):
        for dependency in task.dependencies:
            found = places.get(dependency)
            if found is not None and found != place:
                yield found, place


def _taskGraph(tasks: Sequence[DrawnTask]) -> Graph:
    boxes = [
        Box(
            label=task.name,
            detail=task.detail,
            title=f"{task.name}\n{task.taskId}\n{task.detail}",
            href=f"/tasks/{quote(task.taskId, safe='')}",
            counts={task.state: 1},
        )
        for task in tasks
    ]
    edges = {
        (source, target): f"{tasks[target].name} needs {tasks[source].name}"
        for source, target in _dependencies(tasks)
    }
    waiting = {edge for edge in edges if tasks[edge[0]].state != "completed"}
    return Graph(boxes, edges, frozenset(waiting))


def _kindGraph(tasks: Sequence[DrawnTask]) -> Graph:
    counts: dict[str, Counter[str]] = {}
    for task in tasks:
        counts.setdefault(task.kind, Counter())[task.state] += 1
    names = sorted(counts)
    places = {kind: place for place, kind in enumerate(names)}
    ofTask = [places[task.kind] for task in tasks]
    totals: Counter[Edge] = Counter()
    waiting: set[Edge] = set()
    for source, target in _dependencies(tasks):
        edge = (ofTask[source], ofTask[target])
        totals[edge] += 1
        if tasks[source].state != "completed":
            waiting.add(edge)
    edges = {
        edge: f"{total:,} dependencies of {names[edge[1]]} on {names[edge[0]]}"
        for edge, total in totals.items()
        if edge[0] != edge[1]
    }
    boxes = [_kindBox(kind, counts[kind]) for kind in names]
    return Graph(boxes, edges, frozenset(waiting & edges.keys()))


def _kindBox(kind: str, counts: Mapping[str, int]) -> Box:
    texts = [f"{counts[state]:,} {state}" for state in SYMBOLS if counts.get(state)]
    worst = next(state for state in SYMBOLS if counts.get(state))
    total = sum(counts.values())
    detail = f"{total:,} {worst}" if len(texts) == 1 else f"{total:,} tasks, {texts[0]}"
    return Box(
        label=kind,
        detail=detail,
        title="\n".join([kind, *texts]),
        href=f"?kind={quote(kind, safe='')}#tasks",
        counts=counts,
    )
