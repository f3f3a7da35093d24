"""Paths and commands in the pages for contributors, and the pre-commit hooks."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import NotRequired

import pytest
from pydantic import TypeAdapter
from tests.sources import PACKAGE, PROJECT, packageSources
from typing_extensions import TypedDict

from tc_typed.compiler.sync_form import SYNC_FORMS
from tc_typed.taskcluster_yml.yaml.syntax import parse
from tc_typed.taskcluster_yml.yaml.values import Values

PAGE = PROJECT / "CONTRIBUTING.md"
PAGES = sorted(
    path
    for pattern in ("*.md", "benchmarks/*.md", "docs/**/*.md", "schemas/*.md")
    for path in PROJECT.glob(pattern)
    if path.name != "CHANGELOG.md"  # which mentions files that no longer exist
)
FOLDERS = sorted(
    path.name for path in PROJECT.iterdir() if path.is_dir() and not path.name.startswith(".")
)
FILES = ("CHANGELOG.md", "CONTRIBUTING.md", "README.md", "SECURITY.md", "pyproject.toml")
PATHS = re.compile(rf"(?<![\w/.*-])(?:(?:{'|'.join(FOLDERS)}|\.ci)/[\w./-]*|{'|'.join(FILES)})")
TOOLS = ".venv/test/bin/"
COMMAND_LINE = PROJECT / "docs" / "pages" / "runtime" / "command-line.md"
OTHER_COMMANDS = {
    "export PATH=$PWD/.venv/test/bin:$PATH",
    "git diff src",
    "pip install pre-commit",
    "pre-commit install",
}
"""Commands that don't run a tool of the project."""


def read(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def steps() -> list[str]:
    """Return the commands in scripts/test."""
    found = re.findall(r"^step (.+)$", read(PROJECT / "scripts" / "test"), re.MULTILINE)
    return [step.removesuffix(' "$@"') for step in found]


# Paths


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(PROJECT).as_posix())
def test_paths_of_a_page_exist(page: Path) -> None:
    paths = {path.rstrip(".") for path in PATHS.findall(read(page))}
    assert not [path for path in sorted(paths) if not (PROJECT / path).exists()]


def test_the_pattern_finds_paths() -> None:
    assert len({*PATHS.findall(read(PAGE))}) > 40
    assert {*PATHS.findall("in `.ci/run`, src/a/<name>/b.py and my/src/x")} == {".ci/run", "src/a/"}


def section(heading: str) -> str:
    """Return the text below a heading of CONTRIBUTING.md."""
    return read(PAGE).partition(f"\n## {heading}\n")[2].partition("\n## ")[0]


def pictured() -> Iterator[str]:
    """Yield the paths in the picture of the tree, joined with their parent folders."""
    parents: list[str] = []
    for line in section("The tree").split("```")[1].splitlines():
        depth = (len(line) - len(line.lstrip())) // 2
        if not line.strip() or depth > len(parents):
            continue  # continuation of a description
        names = line.strip().partition("  ")[0].split()
        del parents[depth:]
        for name in names:
            yield "".join([*parents, name])
        parents.append(names[-1])


def test_the_picture_of_the_tree_is_up_to_date() -> None:
    paths = [*pictured()]
    assert "src/tc_typed/core/transport/" in paths
    assert not [path for path in paths if not (PROJECT / path).exists()]
    packages = {
        f"src/tc_typed/{path.name}/"
        for path in PACKAGE.iterdir()
        if (path / "__init__.py").is_file()
    }
    modules = {source.name for source in packageSources() if source.folder in {"", "core"}} - {
        "src/tc_typed/core/__init__.py"
    }
    assert len(modules) > 30
    assert sorted((packages | modules) - {*paths}) == [], "not in the picture"


def test_the_page_lists_the_derived_modules() -> None:
    rows = re.findall(
        r"^\| `src/tc_typed/([^`]+)` \| `src/tc_typed/([^`]+)` \|$",
        section("Code that exists sync and async"),
        re.MULTILINE,
    )
    assert rows == [*SYNC_FORMS]


# Commands


def commands(text: str) -> list[str]:
    found = re.findall(r"^ *\$ (.+?)(?: +#.*)?$", text, re.MULTILINE)
    return [command.strip() for command in found]


def test_commands_exist() -> None:
    known = {*steps(), *(step.removesuffix(" --check") for step in steps()), *OTHER_COMMANDS}
    for command in commands(read(PAGE)):
        tool, *arguments = command.split()
        if tool.startswith("scripts/"):
            assert os.access(PROJECT / tool, os.X_OK), command
            options = [it for it in arguments if it.startswith("-")]
            assert all(option in read(PROJECT / tool) for option in options), command
        elif tool == "tc-typed":
            assert f"tc-typed {arguments[0]}" in read(COMMAND_LINE), command
        else:
            programs = ("python -m pytest ", "python -m tests.testing.scenarios ")
            assert command in known or command.startswith(programs), command


def test_the_page_lists_the_commands_of_ci() -> None:
    assert commands(section("What CI runs")) == steps()
    ci = re.findall(r"^scripts/.+$", read(PROJECT / ".ci" / "run"), re.MULTILINE)
    assert ci == ["scripts/test", "scripts/docs --check"]
    assert all(f"`{command}`" in section("What CI runs") for command in ci)


# Hooks


class Hook(TypedDict):
    id: str
    name: str
    entry: str
    language: str
    types_or: NotRequired[list[str]]
    files: NotRequired[str]
    pass_filenames: NotRequired[bool]
    stages: NotRequired[list[str]]


class Repository(TypedDict):
    repo: str
    hooks: list[Hook]


class Configuration(TypedDict):
    repos: list[Repository]


def hooks() -> list[Hook]:
    content = Values().json(parse(read(PROJECT / ".pre-commit-config.yaml")))
    (repository,) = TypeAdapter(Configuration).validate_python(content, extra="forbid")["repos"]
    assert repository["repo"] == "local"  # nothing is downloaded
    return repository["hooks"]


def test_hooks_run_commands_of_scripts_test() -> None:
    names = [hook["id"] for hook in hooks()]
    assert len(names) == len({*names}) > 0
    for hook in hooks():
        assert hook["language"] == "system"
        assert hook["entry"].startswith(TOOLS)
        command = hook["entry"].removeprefix(TOOLS).removesuffix(" --force-exclude")
        assert command in [step.removesuffix(" .") for step in steps()]
        assert shutil.which(command.split()[0]), command


def test_folders_of_hooks_exist() -> None:
    for hook in hooks():
        if "files" in hook:
            assert re.fullmatch(r"\^\(([\w|]+)\)/", hook["files"])
            assert {*re.findall(r"\w+", hook["files"])} <= {*FOLDERS}
