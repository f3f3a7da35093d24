"""Plan of a task graph: its tasks with their dependencies and definitions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from tc_typed.graph.node import Node, definitionOf
from tc_typed.queue.models import TaskDefinition

_NONE: Mapping[str, str] = {}


@dataclass(frozen=True, slots=True)
class Plan:
    """A graph of tasks in one task group."""

    taskGroupId: str
    """Slugid of the task group."""
    decisionTaskId: str | None
    """Task that tasks wait for, directly if they need no new task of the graph."""
    nodes: Mapping[str, Node]
    """Tasks by label."""

    def has(self, need: Node | str) -> bool:
        """Whether a task that another one needs is part of the graph."""
        if isinstance(need, Node):
            return self.nodes.get(need.label) is need
        return need in self.nodes

    def dependencies(self, node: Node, standIns: Mapping[str, str]) -> list[str]:
        """Return the ids of the tasks to wait for.

        Args:
            node: A task. All tasks that it needs must be part of the graph.
            standIns: Ids of reused tasks, by the ids of the tasks that they replace.
        """
        needed = [self.nodes[label].taskId for label in node.neededLabels]
        needsNew = any(taskId not in standIns for taskId in needed)
        first = [] if needsNew or self.decisionTaskId is None else [self.decisionTaskId]
        taskIds = [*first, *needed, *node.dependencies]
        return [*dict.fromkeys(standIns.get(taskId, taskId) for taskId in taskIds)]

    def definition(
        self, node: Node, created: datetime, standIns: Mapping[str, str] = _NONE
    ) -> TaskDefinition:
        """Build the definition of a task.

        Args:
            node: A task. All tasks that it needs must be part of the graph.
            created: Creation time.
            standIns: Ids of reused tasks, by the ids of the tasks that they replace, everywhere in
                the definition.

        Raises:
            ValidationError: if a field is invalid, unknown or missing.
        """
        return definitionOf(node, created, self.dependencies(node, standIns), standIns)
