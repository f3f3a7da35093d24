"""The pre-commit hook for other repositories."""

from __future__ import annotations

import re
import tomllib

import pytest
from pydantic import TypeAdapter
from tests.sources import PROJECT
from typer.testing import CliRunner
from typing_extensions import TypedDict

from tc_typed.cli.app import app
from tc_typed.taskcluster_yml.yaml.syntax import parse
from tc_typed.taskcluster_yml.yaml.values import Values

PATHS = {
    ".taskcluster.yml": True,
    "a/.taskcluster.yml": True,
    "a/b c/.taskcluster.yml": True,
    "taskcluster.yml": False,
    "a.taskcluster.yml": False,
    ".taskcluster.yml.orig": False,
    ".taskcluster.yaml": False,
    ".taskcluster-yml": False,
    ".taskcluster.yml/readme": False,
}


class Hook(TypedDict):
    """A hook with exactly these settings."""

    id: str
    name: str
    description: str
    entry: str
    language: str
    files: str
    additional_dependencies: list[str]


@pytest.fixture(scope="module")
def hook() -> Hook:
    text = (PROJECT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8")
    content = Values().json(parse(text))
    (found,) = TypeAdapter(list[Hook]).validate_python(content, extra="forbid")
    return found


def test_the_command_of_the_hook_exists(hook: Hook) -> None:
    script, *command = hook["entry"].split()
    settings = tomllib.loads((PROJECT / "pyproject.toml").read_text(encoding="utf-8"))
    assert script in settings["project"]["scripts"]
    assert hook["language"] == "python"
    done = CliRunner().invoke(app, [*command, str(PROJECT / "no such file")])
    assert done.exit_code == 2
    assert "no such file: No such file" in done.stderr


def test_the_extra_of_the_hook_exists(hook: Hook) -> None:
    settings = tomllib.loads((PROJECT / "pyproject.toml").read_text(encoding="utf-8"))
    (requirement,) = hook["additional_dependencies"]
    match = re.fullmatch(r"\.\[(\w+)\]", requirement)
    assert match is not None
    # What this extra lacks is tested in test_app.py.
    assert match[1] == "check"
    assert match[1] in settings["project"]["optional-dependencies"]


@pytest.mark.parametrize(("path", "isChecked"), PATHS.items())
def test_the_hook_checks_these_files_in_any_folder(
    hook: Hook, path: str, *, isChecked: bool
) -> None:
    assert (re.search(hook["files"], path) is not None) == isChecked
