"""The version, and the releases of Taskcluster that the package says it is for."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from tests.compiler.contracts import api, entry, write
from tests.compiler.deployment import SCHEMAS, ours
from tests.compiler.releases import RELEASES, documentsOf
from typer.testing import CliRunner

import tc_typed
from tc_typed.cli import app
from tc_typed.compiler import compileContract
from tc_typed.compiler.contract.load import Files, Json, readFiles
from tc_typed.core.version import OLDEST_TASKCLUSTER_RELEASE, TASKCLUSTER_RELEASE, __version__

PROJECT = Path(__file__).resolve().parents[2]
NEWEST = int(TASKCLUSTER_RELEASE.partition(".")[0])

# How many the named release has, and how it differs from the newest in tests/compiler/releases.
# If the contract gains or loses some, name its release in core/version.py, and count again here.
METHODS, EXCHANGES = 193, 37
LATER = {"queue.taskQueueCountsBatch", "github.taskclusterYmlUpdate"}
DROPPED = {"queue.declareProvisioner", "queue.declareWorkerType"}


def names(files: Files, kind: str = "") -> list[str]:
    """The entries of the references that a deployment serves: methods, exchanges or both."""
    found: list[str] = []
    for path, document in files.items():
        if path.endswith(f"{kind}.json") and isinstance(document, Mapping):
            entries = document.get("entries")
            for entry in entries if isinstance(entries, list) else ():
                assert isinstance(entry, Mapping)
                found.append(f"{document['serviceName']}.{entry['name']}")
    return found


def numbers(value: Json) -> Iterator[int]:
    """The releases that a document marks properties with."""
    if isinstance(value, Mapping):
        if isinstance(release := value.get("x-since"), int):
            yield release
        value = [*value.values()]
    if isinstance(value, list):
        for each in value:
            yield from numbers(each)


def test_the_facade_has_the_version_that_is_built() -> None:
    settings = tomllib.loads((PROJECT / "pyproject.toml").read_text(encoding="utf-8"))
    source = (PROJECT / settings["tool"]["hatch"]["version"]["path"]).read_text(encoding="utf-8")
    built = re.findall(r'^__version__ = "(\d+\.\d+\.\d+)"$', source, re.MULTILINE)
    assert built == [tc_typed.__version__] == [__version__]
    assert "__version__" in tc_typed.__all__


def test_a_compiled_package_does_not_take_this_version_for_its_own(tmp_path: Path) -> None:
    compiled = compileContract(write(tmp_path, api(entry("go"))), "acme")
    assert "import Tiny" in compiled["__init__.py"]
    assert "__version__" not in compiled["__init__.py"]


def test_schemas_follow_the_release_that_is_named() -> None:
    page = (PROJECT / "schemas" / "README.md").read_text(encoding="utf-8")
    opening = page.partition("\n\n")[2].partition("\n\n")[0]
    assert re.findall(r"\d+\.\d+\.\d+", opening)[-1] == TASKCLUSTER_RELEASE
    today, before = {*names(ours())}, {*names(documentsOf(RELEASES[-1]))}
    assert today - before == LATER
    assert before - today == DROPPED
    assert len(names(ours(), "/api")) == METHODS
    assert len(names(ours(), "/exchanges")) == EXCHANGES
    assert RELEASES[-1] <= NEWEST


def test_tests_have_documents_from_the_oldest_release_on() -> None:
    assert RELEASES[0] == OLDEST_TASKCLUSTER_RELEASE
    marked = {release for document in readFiles(SCHEMAS).values() for release in numbers(document)}
    assert max(marked) <= NEWEST


@pytest.mark.parametrize("asModule", [True, False], ids=["python -m tc_typed", "tc-typed"])
def test_the_command_tells_both(*, asModule: bool) -> None:
    if asModule:
        command = [sys.executable, "-m", "tc_typed", "--version"]
        told = subprocess.run(
            command, capture_output=True, check=True, text=True, timeout=60
        ).stdout
    else:
        told = CliRunner().invoke(app, ["--version"]).stdout
    first, second = told.splitlines()
    assert first == f"tc-typed {__version__}"
    assert re.findall(r"[\d.]+", second) == [TASKCLUSTER_RELEASE, str(OLDEST_TASKCLUSTER_RELEASE)]


def test_the_readme_names_the_same_releases() -> None:
    page = " ".join((PROJECT / "README.md").read_text(encoding="utf-8").split())
    assert (
        f"made for Taskcluster {TASKCLUSTER_RELEASE} and tested with what releases from"
        f" {OLDEST_TASKCLUSTER_RELEASE} on serve"
    ) in page
