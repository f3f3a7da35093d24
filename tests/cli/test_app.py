"""The command as a process: help, completions, and commands that load only what they need."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from tests.core.test_extras import EXTRAS, NEEDED_BY_HTTPX, importNames, requirements

VALID = "version: 1\npolicy: {pullRequests: public}\ntasks: []\n"

PROGRAM = """
import sys
from importlib.abc import MetaPathFinder

class Absent(MetaPathFinder):
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in absent:
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)

absent = {*sys.argv.pop().split(",")}
sys.meta_path.insert(0, Absent())
from tc_typed.__main__ import main
main()
"""


def command(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "tc_typed", *arguments],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
        env={**os.environ, "COLUMNS": "100", **environment},
    )


def run(*arguments: str, absent: set[str]) -> subprocess.CompletedProcess[str]:
    """Run the command without some top-level modules."""
    return subprocess.run(
        [sys.executable, "-c", PROGRAM, *arguments, ",".join(absent)],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_help_lists_the_commands() -> None:
    done = command("--help")
    assert done.returncode == 0
    for name in ("compile", "diff", "yml"):
        assert name in done.stdout


def test_shells_get_completions() -> None:
    # Name the shell explicitly, because tests may run without one that could be detected.
    script = command("--show-completion", "bash", _TYPER_COMPLETE_TEST_DISABLE_SHELL_DETECTION="1")
    assert (script.returncode, "complete" in script.stdout) == (0, True)
    done = command(
        _TC_TYPED_COMPLETE="complete_bash",
        COMP_WORDS="tc-typed di",
        COMP_CWORD="1",
    )
    assert done.stdout.strip() == "diff"


def test_errors_are_shown_without_a_traceback(tmp_path: Path) -> None:
    done = command("diff", str(tmp_path), str(tmp_path))
    assert done.returncode == 2
    assert done.stderr == f"tc-typed: {tmp_path}: the folder contains no JSON files\n"


def test_without_the_extra_the_message_names_what_to_install() -> None:
    done = run(absent={"typer"})
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == "tc-typed needs typer: pip install 'tc-typed[cli]'\n"


# Imports


@pytest.fixture(scope="module")
def compiler() -> set[str]:
    """Return the modules that only the compiler needs."""
    modules = importNames(requirements("compiler") - requirements("check"))
    assert {"libcst", "jinja2", "datamodel_code_generator"} <= modules
    return modules


@pytest.mark.parametrize("command", ["", "compile", "diff", "yml", "yml check", "yml render"])
def test_help_needs_no_compiler(command: str, compiler: set[str]) -> None:
    done = run(*command.split(), "--help", absent=compiler)
    assert (done.returncode, done.stderr) == (0, "")
    assert f"Usage: tc-typed {command}".strip() in done.stdout


def test_files_are_checked_without_other_extras(tmp_path: Path) -> None:
    file = tmp_path / ".taskcluster.yml"
    file.write_text(VALID)
    others = set[str]().union(*map(requirements, EXTRAS)) - requirements("check") - NEEDED_BY_HTTPX
    done = run("yml", "check", str(file), absent=importNames(others))
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize("command", ["diff", "compile --package acme"])
def test_a_command_that_needs_the_compiler_names_the_extra(
    command: str, compiler: set[str]
) -> None:
    done = run(*command.split(), absent=compiler)
    assert (done.returncode, done.stdout) == (2, "")
    name = command.split(maxsplit=1)[0]
    pattern = rf"tc-typed {name} needs \w+: pip install 'tc-typed\[cli\]'\n"
    assert re.fullmatch(pattern, done.stderr)
