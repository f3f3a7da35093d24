"""The package's version, and the Taskcluster releases that it states."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from tests.compiler.contracts import api, entry, write
from tests.compiler.deployment import SCHEMAS, bundledDocuments
from tests.compiler.releases import RELEASES, documentsOf
from typer.testing import CliRunner

import tc_typed
from tc_typed.cli.app import app
from tc_typed.compiler import compileContract
from tc_typed.compiler.contract.load import Files, Json, readFiles
from tc_typed.core.version import OLDEST_TASKCLUSTER_RELEASE, TASKCLUSTER_RELEASE, __version__

PROJECT = Path(__file__).resolve().parents[2]
NEWEST = int(TASKCLUSTER_RELEASE.partition(".")[0])

# Methods and exchanges of the stated release: their numbers, and the differences from the newest
# release in tests/compiler/releases. If the contract gains or loses any, update the release in
# core/version.py and these constants.
METHODS, EXCHANGES = 193, 37
LATER = {"queue.taskQueueCountsBatch", "github.taskclusterYmlUpdate"}
DROPPED = {"queue.declareProvisioner", "queue.declareWorkerType"}


def names(files: Files, kind: str = "") -> list[str]:
    """Return the names of methods, exchanges or both in a deployment's references."""
    found: list[str] = []
    for path, document in files.items():
        if path.endswith(f"{kind}.json") and isinstance(document, Mapping):
            entries = document.get("entries")
            for entry in entries if isinstance(entries, list) else ():
                assert isinstance(entry, Mapping)
                found.append(f"{document['serviceName']}.{entry['name']}")
    return found


def addedIn(value: Json) -> Iterator[int]:
    """Yield the releases in which a document's properties were added."""
    if isinstance(value, Mapping):
        if isinstance(release := value.get("x-since"), int):
            yield release
        value = [*value.values()]
    if isinstance(value, list):
        for each in value:
            yield from addedIn(each)


def test_the_package_has_the_version_that_is_built() -> None:
    settings = tomllib.loads((PROJECT / "pyproject.toml").read_text(encoding="utf-8"))
    source = (PROJECT / settings["tool"]["hatch"]["version"]["path"]).read_text(encoding="utf-8")
    built = re.findall(r'^__version__ = "(\d+\.\d+\.\d+)"$', source, re.MULTILINE)
    assert built == [tc_typed.__version__] == [__version__]
    assert "__version__" in tc_typed.__all__


def test_a_compiled_package_does_not_contain_the_version_of_tc_typed(tmp_path: Path) -> None:
    compiled = compileContract(write(tmp_path, api(entry("go"))), "acme")
    assert "import Tiny" in compiled["__init__.py"]
    assert "__version__" not in compiled["__init__.py"]


def test_schemas_follow_the_stated_release() -> None:
    page = (PROJECT / "schemas" / "README.md").read_text(encoding="utf-8")
    opening = page.partition("\n\n")[2].partition("\n\n")[0]
    assert re.findall(r"\d+\.\d+\.\d+", opening)[-1] == TASKCLUSTER_RELEASE
    today, before = {*names(bundledDocuments())}, {*names(documentsOf(RELEASES[-1]))}
    assert today - before == LATER
    assert before - today == DROPPED
    assert len(names(bundledDocuments(), "/api")) == METHODS
    assert len(names(bundledDocuments(), "/exchanges")) == EXCHANGES
    assert RELEASES[-1] <= NEWEST


def test_tests_have_documents_from_the_oldest_supported_release_on() -> None:
    assert RELEASES[0] == OLDEST_TASKCLUSTER_RELEASE
    marked = {release for document in readFiles(SCHEMAS).values() for release in addedIn(document)}
    assert max(marked) <= NEWEST


@pytest.mark.parametrize("asModule", [True, False], ids=["python -m tc_typed", "tc-typed"])
def test_the_command_prints_version_and_releases(*, asModule: bool) -> None:
    if asModule:
        command = [sys.executable, "-m", "tc_typed", "--version"]
        output = subprocess.run(
            command, capture_output=True, check=True, text=True, timeout=60
        ).stdout
    else:
        output = CliRunner().invoke(app, ["--version"]).stdout
    first, second = output.splitlines()
    assert first == f"tc-typed {__version__}"
    assert re.findall(r"[\d.]+", second) == [TASKCLUSTER_RELEASE, str(OLDEST_TASKCLUSTER_RELEASE)]


def test_the_readme_states_the_same_releases() -> None:
    page = " ".join((PROJECT / "README.md").read_text(encoding="utf-8").split())
    assert (
        f"built for {TASKCLUSTER_RELEASE}; tested with responses of {OLDEST_TASKCLUSTER_RELEASE}"
        " and later"
    ) in page
