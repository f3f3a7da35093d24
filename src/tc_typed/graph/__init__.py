"""Task graphs: create many tasks at once, follow them until they are resolved, and report."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tc_typed.core.lazy import lazyNames

if TYPE_CHECKING:
    from tc_typed.graph.checks.problems import GraphProblem, InvalidTaskGraph
    from tc_typed.graph.following.follow import follow, waitFor
    from tc_typed.graph.following.group_state import TaskChange
    from tc_typed.graph.node import Node
    from tc_typed.graph.progress import TaskProgress, taskProgressBar
    from tc_typed.graph.report import Report, TaskResult, TasksFailed
    from tc_typed.graph.task_graph import TaskGraph

__all__ = [
    "GraphProblem",
    "InvalidTaskGraph",
    "Node",
    "Report",
    "TaskChange",
    "TaskGraph",
    "TaskProgress",
    "TaskResult",
    "TasksFailed",
    "follow",
    "taskProgressBar",
    "waitFor",
]

if not TYPE_CHECKING:  # Otherwise type checkers would accept any name.
    _PLACES = {
        "GraphProblem": "tc_typed.graph.checks.problems",
        "InvalidTaskGraph": "tc_typed.graph.checks.problems",
        "Node": "tc_typed.graph.node",
        "Report": "tc_typed.graph.report",
        "TaskChange": "tc_typed.graph.following.group_state",
        "TaskGraph": "tc_typed.graph.task_graph",
        "TaskProgress": "tc_typed.graph.progress",
        "TaskResult": "tc_typed.graph.report",
        "TasksFailed": "tc_typed.graph.report",
        "follow": "tc_typed.graph.following.follow",
        "taskProgressBar": "tc_typed.graph.progress",
        "waitFor": "tc_typed.graph.following.follow",
    }
    __getattr__ = lazyNames(__name__, _PLACES)

    def __dir__() -> list[str]:
        return sorted({*globals(), *__all__})
