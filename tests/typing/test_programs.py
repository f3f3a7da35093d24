"""What mypy and pyright say of programs that use tc_typed, right ones and wrong ones."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TypeAlias

import pytest

PROGRAMS = Path(__file__).parent / "programs"
ROOT = Path(__file__).parents[2]

Complaints: TypeAlias = dict[tuple[str, int], str]


@pytest.fixture(scope="module")
def mypy(tmp_path_factory: pytest.TempPathFactory) -> Complaints:
    config = tmp_path_factory.mktemp("mypy") / "mypy.ini"
    config.write_text("[mypy]\nstrict = true\nenable_error_code = unused-awaitable\n")
    run = subprocess.run(
        [sys.executable, "-m", "mypy", "--config-file", config, "--hide-error-context",
         "--no-error-summary", "--cache-dir", config.parent / "cache", *programs()],
        capture_output=True, text=True, check=False, cwd=ROOT, timeout=300,
    )  # fmt: skip
    assert not run.stderr
    found: Complaints = {}
    for line in run.stdout.splitlines():
        if match := re.match(r"(.+?):(\d+): error: (.*)", line):
            place = Path(match[1]).name, int(match[2])
            found[place] = found.get(place, "") + match[3] + "\n"
    return found


@pytest.fixture(scope="module")
def pyright(tmp_path_factory: pytest.TempPathFactory) -> Complaints:
    project = tmp_path_factory.mktemp("pyright")
    for program in programs():
        shutil.copy(program, project)
    (project / "pyrightconfig.json").write_text('{"typeCheckingMode": "strict"}')
    run = subprocess.run(
        [sys.executable, "-m", "pyright", "--project", project, "--outputjson",
         "--pythonpath", sys.executable],
        capture_output=True, text=True, check=False, cwd=ROOT, timeout=300,
    )  # fmt: skip
    found: Complaints = {}
    for item in json.loads(run.stdout)["generalDiagnostics"]:
        place = Path(item["file"]).name, item["range"]["start"]["line"] + 1
        found[place] = found.get(place, "") + item["message"] + "\n"
    return found


def programs() -> list[Path]:
    return sorted(PROGRAMS.glob("*.py"))


def expected(checker: str) -> Complaints:
    """The complaints that the programs announce."""
    found: Complaints = {}
    for program in programs():
        for number, line in enumerate(program.read_text().splitlines(), 1):
            if match := re.search(r"# M: (?P<M>.*?) P: (?P<P>.*)$", line):
                found[program.name, number] = match[checker]
    return found


@pytest.mark.parametrize("checker", ["M", "P"], ids=["mypy", "pyright"])
def test_checkers_find_each_mistake_and_nothing_else(
    checker: str, request: pytest.FixtureRequest
) -> None:
    found: Complaints = request.getfixturevalue("mypy" if checker == "M" else "pyright")
    wanted = expected(checker)
    assert len(wanted) > 15
    assert sorted(found) == sorted(wanted), found
    for place, pattern in wanted.items():
        assert re.search(pattern, found[place]), (place, found[place])
