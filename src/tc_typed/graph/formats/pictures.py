"""Pictures of task graphs: sources for Graphviz and Mermaid.

A graph can be drawn before it has been checked. Needs that are not part of it are drawn as errors.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from tc_typed.core.texts import cut, shown
from tc_typed.graph.plan import Plan

_LONGEST_TEXT = 80
"""Number of characters in a box, so that a long label does not make the picture wide."""

_FILLS = ("#cfe5ff", "#d3f0cd", "#ffe2bf", "#e6d8f8", "#ffd7dc", "#fff2b0", "#c9efee", "#e5e0d8")
"""Colours of kinds, which repeat if there are more. Text on them is black."""
_NO_KIND_FILL = "#eeeeee"
_LINE = "#7f7f7f"
"""Colour of lines and of text outside of boxes, legible on white and on black."""
_ERROR = "#e03131"

_MOST_TASKS = 100
"""Size of the largest graph whose tasks are drawn; boxes and arrows of more can't be told apart."""
_MOST_ARROWS = 500
"""Number of arrows that Mermaid draws, unless its settings allow more; GitHub's don't."""
_LONGEST_MERMAID = 50_000
"""Number of characters that Mermaid reads, unless its settings allow more; GitHub's don't."""

_NOT_PLAIN = re.compile(
    r"[^\w ()./=-]"
    r"|(?<![^\W_])[_./=-]|[_./=-](?![^\W_])"
    r"|(?<![^\W_])(?<![()]) | (?![^\W_]|[()])"
    r"|^\d(?=\d*\))",
)
"""Characters that Mermaid, or Markdown in it, could interpret. Not among them are letters, digits,
parentheses, except for a list's `1)`, and single spaces and `_./=-` between them."""


@dataclass(frozen=True, slots=True, eq=False)
class _Box:
    text: str
    tooltip: str = ""
    isReuse: bool = False
    """Whether another task may be used instead."""
    isError: bool = False
    """Whether it represents something that is not part of the graph."""


@dataclass(frozen=True, slots=True)
class _Group:
    """Boxes of one kind."""

    kind: str
    fill: str
    boxes: list[_Box] = field(default_factory=list[_Box])

    @property
    def title(self) -> str:
        """Title of the group; empty if it has no kind."""
        return f"{_short(self.kind)} ({len(self.boxes):,})" if self.kind else ""


@dataclass(frozen=True, slots=True)
class _Picture:
    groups: Sequence[_Group]
    errors: Sequence[_Box]
    """Boxes that are not part of a group."""
    arrows: Sequence[tuple[_Box, _Box]]
    """Pairs of a box and one that needs it."""

    @property
    def boxes(self) -> Iterator[_Box]:
        """All boxes."""
        for group in self.groups:
            yield from group.boxes
        yield from self.errors


# Drawing


def _picture(plan: Plan) -> _Picture:
    """Draw the tasks, or the kinds if there are too many tasks."""
    tasks = _tasks(plan)
    isLarge = len(plan.nodes) > _MOST_TASKS or len(tasks.arrows) > _MOST_ARROWS
    return _kinds(tasks) if isLarge else tasks


def _tasks(plan: Plan) -> _Picture:
    """Draw a box for each task."""
    groups: dict[str, _Group] = {}
    boxes: dict[str, _Box] = {}
    for node in plan.nodes.values():
        box = _Box(_short(node.label), tooltip=node.taskId, isReuse=bool(node.reuse))
        boxes[node.label] = box
        group = groups.setdefault(node.kind, _Group(node.kind, _fill(node.kind, groups)))
        group.boxes.append(box)
    errors: dict[str, _Box] = {}
    arrows: dict[tuple[_Box, _Box], None] = {}
    for node in plan.nodes.values():
        for need in node.needs:
            label = need if isinstance(need, str) else need.label
            if plan.has(need):
                needed = boxes[label]
            else:
                error = _Box(f"{_short(label)} (not in this graph)", isError=True)
                needed = errors.setdefault(label, error)
            arrows[needed, boxes[node.label]] = None
    return _Picture([*groups.values()], [*errors.values()], [*arrows])


def _kinds(tasks: _Picture) -> _Picture:
    """Draw a box for each kind, with the number of its tasks.

    Args:
        tasks: Picture of the tasks.
    """
    kinds: dict[_Box, _Box] = {}
    groups: list[_Group] = []
    for group in tasks.groups:
        box = _Box(group.title or f"no kind ({len(group.boxes):,})")
        kinds.update(dict.fromkeys(group.boxes, box))
        groups.append(_Group("", group.fill, [box]))
    errors: list[_Box] = []
    if tasks.errors:
        errors.append(_Box(f"not in this graph ({len(tasks.errors):,})", isError=True))
        kinds.update(dict.fromkeys(tasks.errors, errors[0]))
    arrows = {(kinds[needed], kinds[box]): None for needed, box in tasks.arrows}
    return _Picture(groups, errors, [*arrows])


def _short(label: str) -> str:
    return cut(shown(label[: _LONGEST_TEXT + 1]), _LONGEST_TEXT)


def _fill(kind: str, groups: Iterable[str]) -> str:
    """Return the colour of the next kind."""
    used = sum(bool(other) for other in groups)
    return _FILLS[used % len(_FILLS)] if kind else _NO_KIND_FILL


# Graphviz


def toDot(plan: Plan) -> str:
    """Write a graph in the language of Graphviz.

    Args:
        plan: The graph.
    """
    picture = _picture(plan)
    names = _dotNames(picture.boxes)
    font = 'fontname="Helvetica,Arial,sans-serif" fontsize=10'
    lines = [
        "digraph {",
        "  rankdir=LR ranksep=1 nodesep=0.1 bgcolor=transparent",
        f'  graph [{font} fontcolor="{_LINE}" color="{_LINE}" style=rounded]',
        f'  node [{font} color="{_LINE}" shape=box style="filled,rounded" height=0.3 width=0]',
        f'  edge [color="{_LINE}" arrowsize=0.6]',
    ]
    for index, group in enumerate(picture.groups):
        # Graphviz draws a frame around a subgraph if its name begins like this.
        start = f"subgraph cluster_{index} {{ label={_dotText(group.title)}" if group.title else "{"
        lines += [
            f'  {start} node [fillcolor="{group.fill}"]',
            *(f"    {_dotBox(names[box], box)}" for box in group.boxes),
            "  }",
        ]
    lines += [f"  {_dotBox(names[box], box)}" for box in picture.errors]
    lines += [f"  {names[needed]} -> {names[box]}" for needed, box in picture.arrows]
    return "\n".join([*lines, "}", ""])


def _dotNames(boxes: Iterable[_Box]) -> Mapping[_Box, str]:
    """Choose unique names, mostly the labels, since other programs and people read them."""
    names: dict[_Box, str] = {}
    used: set[str] = set()
    for index, box in enumerate(boxes):
        name = box.text
        while name in used:  # Labels can be the same after they were shortened.
            name = f"{name} #{index}"
        used.add(name)
        names[box] = _dotString(name)
    return names


def _dotBox(name: str, box: _Box) -> str:
    attributes = [f"label={_dotText(box.text)}", f"tooltip={_dotText(box.tooltip or box.text)}"]
    if box.isReuse:
        attributes.append('style="filled,rounded,dashed"')
    if box.isError:
        attributes.append(f'style=dashed color="{_ERROR}" fontcolor="{_ERROR}"')
    return f"{name} [{' '.join(attributes)}]"


def _dotText(text: str) -> str:
    """Quote text to display, in which Graphviz would replace entities."""
    return _dotString(text.replace("&", "&amp;"))


def _dotString(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


# Mermaid


def toMermaid(plan: Plan) -> str:
    """Write a graph as a Mermaid flowchart.

    Args:
        plan: The graph.
    """
    text = _mermaid(_picture(plan))
    length = len(text.encode("utf-16-le")) // 2  # in JavaScript
    return text if length <= _LONGEST_MERMAID else _mermaid(_kinds(_tasks(plan)))


def _mermaid(picture: _Picture) -> str:
    names = {box: f"n{index}" for index, box in enumerate(picture.boxes)}
    arrows = (f"  {names[needed]} --> {names[box]}" for needed, box in picture.arrows)
    boxes, styles = _mermaidBoxes(picture, names), _mermaidStyles(picture, names)
    return "\n".join(["flowchart LR", *boxes, *arrows, *styles, ""])


def _mermaidBoxes(picture: _Picture, names: Mapping[_Box, str]) -> Iterator[str]:
    texts = {box: f"{name}[{_mermaidText(box.text)}]" for box, name in names.items()}
    for index, group in enumerate(picture.groups):
        if group.title:
            yield f"  subgraph k{index}[{_mermaidText(group.title)}]"
            yield from (f"    {texts[box]}" for box in group.boxes)
            yield "  end"
        else:
            yield from (f"  {texts[box]}" for box in group.boxes)
    yield from (f"  {texts[box]}" for box in picture.errors)


def _mermaidStyles(picture: _Picture, names: Mapping[_Box, str]) -> Iterator[str]:
    for index, group in enumerate(picture.groups):
        style = f"fill:{group.fill},stroke:{_LINE},color:#000"
        yield from _mermaidClass(f"kind{index}", style, (names[box] for box in group.boxes))
    reuse = (name for box, name in names.items() if box.isReuse)
    yield from _mermaidClass("reuse", "stroke-dasharray:4 3", reuse)
    errors = (names[box] for box in picture.errors)
    yield from _mermaidClass("error", f"fill:none,stroke:{_ERROR},color:{_ERROR}", errors)


def _mermaidClass(name: str, style: str, boxes: Iterable[str]) -> list[str]:
    listed = ",".join(boxes)
    return [f"  classDef {name} {style}", f"  class {listed} {name}"] if listed else []


def _mermaidText(text: str) -> str:
    escaped = _NOT_PLAIN.sub(lambda found: f"#{ord(found[0])};", text)
    return f'"{escaped}"'
