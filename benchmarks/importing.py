"""Cost of imports: their time, and unused services that they load."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from pathlib import Path

import tc_typed
from benchmarks.processes import python, timed
from benchmarks.race import Candidate, Comparison, Fact, Ratio, race

_PACKAGE = Path(next(iter(tc_typed.__path__)))


def duration() -> list[Ratio]:
    """Compare imports in new processes, including the start of Python."""
    with tempfile.TemporaryDirectory() as bytecode:

        def importing(statement: str) -> Callable[[], float]:
            return lambda: timed(["-c", statement], bytecode)

        return race(
            [
                Candidate("ours", importing("import tc_typed.queue")),
                Candidate("official", importing("import taskcluster")),
                Candidate("client", importing("from tc_typed import Queue")),
                Candidate("package", importing("import tc_typed")),
                Candidate("nothing", importing("pass")),
            ],
            [
                Comparison(
                    "import tc_typed.queue ÷ import taskcluster", "ours", "official", bar=1.3
                ),
                Comparison("from tc_typed import Queue ÷ import taskcluster", "client", "official"),
                Comparison("import tc_typed ÷ import taskcluster", "package", "official"),
                Comparison("import tc_typed ÷ starting Python", "package", "nothing"),
            ],
            rounds=31,
        )


def modules() -> list[Fact]:
    """Check whether imports load services that are not used."""
    services = sorted(path.parent.name for path in _PACKAGE.glob("*/operations.py"))
    allowed = {"import tc_typed": "", "from tc_typed import Queue": "queue"}
    allowed |= {f"import tc_typed.{service}": service for service in services}
    found: list[str] = []
    for statement, needed in allowed.items():
        loaded = python(["-c", f"{statement}; import sys; print(*sys.modules)"]).split()
        found += [
            f"{statement} loads {service}"
            for service in services
            if service != needed and f"tc_typed.{service}" in loaded
        ]
    title = f"imports load no other service (of {', '.join(services)})"
    return [Fact(title, not found, "; ".join(found))]
