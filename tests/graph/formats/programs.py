"""Programs that read task graphs in the formats that we write: taskgraph, Graphviz, Mermaid.

`scripts/test` installs taskgraph, and Mermaid if node and npm are available.
"""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any, Self

ROOT = Path(__file__).parents[3]
TASKGRAPH = ROOT / ".venv/taskgraph/bin/python"
# The most recently installed one; the version is in scripts/test.
MERMAID = max(
    ROOT.glob(".venv/test/node/mermaid-*/node_modules"),
    key=lambda folder: folder.stat().st_mtime,
    default=None,
)
NODE = shutil.which("node")
DOT = shutil.which("dot")
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")

TASKGRAPH_PROGRAM = """
import datetime
import json
import sys

import taskgraph.optimize.strategies
from taskgraph import create
from taskgraph.optimize.base import get_subgraph, registry
from taskgraph.taskgraph import TaskGraph
from taskgraph.util.parameterization import resolve_timestamps

for line in sys.stdin:
    given = json.loads(line)
    _, graph = TaskGraph.from_json(json.loads(given["graph"]))
    found = {"edges": sorted(graph.graph.edges), "strategies": sorted(registry)}
    if given["isAcyclic"]:
        found["graph"] = json.dumps(graph.to_json())
        now = datetime.datetime.fromisoformat(given["created"])
        found["created"] = {}
        create.create_task = lambda session, taskId, label, definition: found["created"].update(
            {label: [taskId, resolve_timestamps(now, definition)]}
        )
        decision = given["decisionTaskId"]
        ids = given["ids"]
        remaining = get_subgraph(graph, set(), set(given["reused"]), ids, decision)
        create.create_tasks({"trust-domain": "test"}, remaining, ids, {"level": "1"}, decision)
    print(json.dumps(found), flush=True)
"""
"""Loads graphs, and creates their tasks: one JSON object per line, with one result per line."""


class LineProgram:
    """A process that reads JSON values, one per line, and writes one result for each."""

    def __init__(self, *command: str | Path) -> None:
        self._process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8"
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._process.communicate()

    def read(self, value: object) -> Any:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        print(json.dumps(value), file=self._process.stdin, flush=True)
        return json.loads(self._process.stdout.readline())


def taskgraph() -> LineProgram:
    return LineProgram(TASKGRAPH, "-c", TASKGRAPH_PROGRAM)


def mermaid() -> LineProgram:
    return LineProgram(str(NODE), Path(__file__).with_name("mermaid.mjs"), str(MERMAID))
