"""The cost of an import: time, and modules that nobody asked for."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import tc_typed
from benchmarks.race import Candidate, Comparison, Fact, Ratio, race

_PACKAGE = Path(next(iter(tc_typed.__path__)))


def duration() -> list[Ratio]:
    """Compare imports in fresh processes, the start of Python included."""
    # Bytecode of all candidates lies in one place of our own, written in the round that does not
    # count: that of an installed package is there already, that of a checkout may not be.
    with tempfile.TemporaryDirectory() as bytecode:

        def importing(statement: str) -> Callable[[], float]:
            def run() -> float:
                started = time.perf_counter()
                _python(statement, bytecode)
                return time.perf_counter() - started

            return run

        return race(
            [
                Candidate("ours", importing("from tc_typed import Queue")),
                Candidate("official", importing("import taskcluster")),
                Candidate("package", importing("import tc_typed")),
                Candidate(
                    "models",
                    importing(
                        "from tc_typed import Queue; from tc_typed.queue import TaskDefinition"
                    ),
                ),
                Candidate("nothing", importing("pass")),
            ],
            [
                Comparison("import Queue ÷ import taskcluster", "ours", "official", bar=1.5),
                Comparison("import Queue and models ÷ import taskcluster", "models", "official"),
                Comparison("import tc_typed ÷ import taskcluster", "package", "official"),
                Comparison("import tc_typed ÷ starting Python", "package", "nothing"),
            ],
            rounds=21,
        )


def modules() -> list[Fact]:
    """See whether imports load services that are not used."""
    services = sorted(path.parent.name for path in _PACKAGE.glob("*/operations.py"))
    allowed = {"import tc_typed": "", "from tc_typed import Queue": "queue"}
    allowed |= {f"import tc_typed.{service}": service for service in services}
    found: list[str] = []
    for statement, wanted in allowed.items():
        loaded = _python(f"{statement}; import sys; print(*sys.modules)").split()
        found += [
            f"{statement} loads {service}"
            for service in services
            if service != wanted and f"tc_typed.{service}" in loaded
        ]
    title = f"imports load no other service (of {', '.join(services)})"
    return [Fact(title, not found, "; ".join(found))]


def _python(code: str, bytecode: str | None = None) -> str:
    """Run code in a fresh process that finds the same tc_typed as this one.

    Args:
        code: What to run.
        bytecode: Folder to keep bytecode in; as the environment says unless given.

    Returns:
        What it printed.
    """
    path = os.pathsep.join(filter(None, [str(_PACKAGE.parent), os.environ.get("PYTHONPATH")]))
    environment = {**os.environ, "PYTHONPATH": path}
    if bytecode is not None:
        environment |= {"PYTHONDONTWRITEBYTECODE": "", "PYTHONPYCACHEPREFIX": bytecode}
    command = [sys.executable, "-P", "-c", code]
    return subprocess.run(
        command, check=True, env=environment, stdout=subprocess.PIPE, text=True
    ).stdout
