"""Task graphs in the JSON format of the tool taskgraph, before it optimizes and creates the tasks.

It maps labels to tasks. In their definitions, times relative to the creation are objects with the
key `relative-datestamp`, and strings with ids of needed tasks are objects with the key
`task-reference`, since both are only known when the tasks are created.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

from pydantic import JsonValue, ValidationError

from tc_typed.graph.checks.definitions import invalidFields
from tc_typed.graph.checks.needs import withKnownNeeds
from tc_typed.graph.checks.problems import GraphProblem, InvalidTaskGraph
from tc_typed.graph.node import Node, definitionOf, offsetOf
from tc_typed.graph.plan import Plan

_CALL = "TaskGraph.toJson"
_CREATED = datetime(2000, 1, 1, tzinfo=UTC)  # Replaced by an offset; any time would do.
_NOW: JsonValue = {"relative-datestamp": "0 seconds"}
_UNITS = {
    "day": timedelta(days=1),
    "hour": timedelta(hours=1),
    "minute": timedelta(minutes=1),
    "second": timedelta(seconds=1),
}
_RESERVED_NAMES = {"self", "decision"}  # In references, these are the task and the decision task.


def toJson(plan: Plan) -> str:
    """Write a graph as JSON.

    Args:
        plan: The graph.

    Raises:
        InvalidTaskGraph: if definitions are invalid.
    """
    tasks: dict[str, JsonValue] = {}
    found: list[GraphProblem] = []
    for node in plan.nodes.values():
        try:
            tasks[node.label] = _task(plan, node)
        except ValidationError as error:
            found += invalidFields(withKnownNeeds(plan), node, error)
    if found:
        raise InvalidTaskGraph(_CALL, found)
    return json.dumps(tasks, indent=2, sort_keys=True)


def _task(plan: Plan, node: Node) -> dict[str, JsonValue]:
    definition = definitionOf(node, _CREATED, (), {})
    tags = definition.tags or {}
    return {
        "kind": node.kind,
        "label": node.label,
        "description": definition.metadata.description,
        "attributes": {**tags, "kind": node.kind},
        "dependencies": {_nameOf(plan, label): label for label in node.neededLabels},
        "soft_dependencies": [],
        "if_dependencies": [],
        "optimization": {"index-search": [*node.reuse]} if node.reuse else None,
        "task": _withReferences(plan, node, definition.model_dump_json()),
        "task_id": node.taskId,
    }


def _nameOf(plan: Plan, label: str) -> str:
    """Return a name for the dependency on a task, which references to that task can contain."""
    isUsable = label not in _RESERVED_NAMES and not {"<", ">"} & {*label}
    needed = plan.nodes.get(label)
    return label if isUsable or needed is None else needed.taskId


# Definitions


def _withReferences(plan: Plan, node: Node, definition: str) -> dict[str, JsonValue]:
    """Return the definition of a task, given as JSON, as taskgraph has it before it creates tasks.

    `dependencies` only lists tasks outside of the graph. taskgraph adds those in the graph, or the
    decision task if there are none.
    """
    content: dict[str, JsonValue] = json.loads(definition)
    needed = {
        plan.nodes[label].taskId: _nameOf(plan, label)
        for label in node.neededLabels
        if label in plan.nodes
    }
    others = [it for it in node.dependencies if it not in needed]
    content.pop("dependencies", None)
    names = {taskId: name for taskId, name in needed.items() if taskId in definition}
    if names:
        references = _References(names)
        content = {name: references.added(value) for name, value in content.items()}
    if others:
        content["dependencies"] = [*dict.fromkeys(others)]
    return {**content, "created": _NOW, **_offsets(node)}


class _References:
    """Replaces strings that contain ids of needed tasks with references to these tasks."""

    def __init__(self, names: Mapping[str, str]) -> None:
        """Prepare the replacement.

        Args:
            names: Names of dependencies by task id.
        """
        self._names = names
        self._ids = re.compile("|".join(map(re.escape, names)))

    def added(self, value: JsonValue) -> JsonValue:
        """Return a value with references instead of its strings with ids."""
        if isinstance(value, str):
            return {"task-reference": self._reference(value)} if self._hasIds(value) else value
        if isinstance(value, list):
            return [self.added(item) for item in value]
        if isinstance(value, dict):
            items = {key: self.added(item) for key, item in value.items()}
            if not any(map(self._hasIds, items)):
                return items
            return {"task-reference": {self._reference(key): it for key, it in items.items()}}
        return value

    def _hasIds(self, text: str) -> bool:
        return self._ids.search(text) is not None

    def _reference(self, text: str) -> str:
        escaped = text.replace("<", "<<>")
        return self._ids.sub(lambda found: f"<{self._names[found[0]]}>", escaped)


# Times


def _relative(offset: timedelta) -> JsonValue:
    """Express an offset in one unit, since taskgraph reads only one."""
    unit = next(unit for unit, length in _UNITS.items() if not offset % length)
    amount = offset // _UNITS[unit]
    return {"relative-datestamp": f"{amount} {unit}" if amount == 1 else f"{amount} {unit}s"}


def _offsets(node: Node) -> dict[str, JsonValue]:
    """Return the times of a task that are offsets from its creation."""
    offsets = {"deadline": offsetOf(node.deadline), "expires": offsetOf(node.expires)}
    return {name: _relative(offset) for name, offset in offsets.items() if offset is not None}
