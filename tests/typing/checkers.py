"""Run mypy and pyright on programs with comments that announce the expected errors."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Literal, TypeAlias

ROOT = Path(__file__).parents[2]

Checker: TypeAlias = Literal["mypy", "pyright"]
Errors: TypeAlias = dict[tuple[str, int], str]
"""Error messages by file name and line."""


def assertErrorsFound(
    checker: Checker, programs: Sequence[Path], folder: Path, packages: Path | None = None
) -> None:
    """Assert that a checker finds exactly the errors that the programs announce.

    A line with an error ends in `# M: … P: …`: patterns of mypy's and pyright's messages.

    Args:
        checker: Name of the type checker.
        programs: Paths of the programs.
        folder: An empty folder for the checker's files.
        packages: Folder with additional packages that the programs import.
    """
    check = _mypy if checker == "mypy" else _pyright
    found, expected = check(programs, folder, packages), announced(checker, programs)
    assert sorted(found) == sorted(expected), found
    for place, pattern in expected.items():
        assert re.search(pattern, found[place]), (place, found[place])


def announced(checker: Checker, programs: Sequence[Path]) -> Errors:
    """Return the errors that programs announce."""
    found: Errors = {}
    for program in programs:
        for number, line in enumerate(program.read_text().splitlines(), 1):
            if match := re.search(r"# M: (?P<mypy>.*?) P: (?P<pyright>.*)$", line):
                found[program.name, number] = match[checker]
    return found


def _mypy(programs: Sequence[Path], folder: Path, packages: Path | None) -> Errors:
    config = folder / "mypy.ini"
    config.write_text("[mypy]\nstrict = true\nenable_error_code = unused-awaitable, deprecated\n")
    run = subprocess.run(
        [sys.executable, "-m", "mypy", "--config-file", config, "--hide-error-context",
         "--no-error-summary", "--cache-dir", folder / "cache", *programs],
        capture_output=True, text=True, check=False, cwd=ROOT, timeout=300,
        env=os.environ if packages is None else {**os.environ, "MYPYPATH": str(packages)},
    )  # fmt: skip
    assert not run.stderr
    found: Errors = {}
    for line in run.stdout.splitlines():
        if match := re.match(r"(.+?):(\d+): error: (.*)", line):
            place = Path(match[1]).name, int(match[2])
            found[place] = found.get(place, "") + match[3] + "\n"
    return found


def _pyright(programs: Sequence[Path], folder: Path, packages: Path | None) -> Errors:
    project = folder / "project"
    project.mkdir()
    for program in programs:
        shutil.copy(program, project)
    paths = [] if packages is None else [str(packages)]
    config = {"typeCheckingMode": "strict", "extraPaths": paths}
    (project / "pyrightconfig.json").write_text(json.dumps(config))
    run = subprocess.run(
        [sys.executable, "-m", "pyright", "--project", project, "--outputjson",
         "--pythonpath", sys.executable],
        capture_output=True, text=True, check=False, cwd=ROOT, timeout=300,
    )  # fmt: skip
    found: Errors = {}
    for item in json.loads(run.stdout)["generalDiagnostics"]:
        place = Path(item["file"]).name, item["range"]["start"]["line"] + 1
        found[place] = found.get(place, "") + item["message"] + "\n"
    return found
