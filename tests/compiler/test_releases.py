"""Simulated deployments of releases 24 to 106."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from tests.compiler.contracts import checkImports, checkTypes
from tests.compiler.deployment import bundledDocuments, serving
from tests.compiler.releases import RELEASES, documentsOf
from tests.profiles import IS_LONG
from typer.testing import CliRunner, Result

from tc_typed.cli.app import app
from tc_typed.compiler import compileContract, writeCompiled
from tc_typed.compiler.contract.load import Files, Json, contractOf
from tc_typed.compiler.contract.overlay import applyOverlay

# `scripts/test --long` tests every release, and checks the types of each.
SOME = RELEASES if IS_LONG else [24, 42, 75, 106]
CHECKED = RELEASES if IS_LONG else [24, 42, 106]
WITH_STRAY_KEYWORDS = [release for release in SOME if release <= 42]


def run(*arguments: object) -> Result:
    return CliRunner().invoke(app, [*map(str, arguments)])


@pytest.mark.parametrize("hasOverlay", [True, False], ids=["overlay", "plain"])
@pytest.mark.parametrize("release", SOME)
def test_a_release_compiles_to_a_package_that_can_be_imported(
    release: int, tmp_path: Path, *, hasOverlay: bool
) -> None:
    """With this package's overlay, or with names derived only from the documents."""
    files = documentsOf(release)
    contract = contractOf(applyOverlay(files) if hasOverlay else files)
    made = compileContract(contract, "acme", lenient=True)
    writeCompiled(tmp_path / "acme", made)
    checkImports(tmp_path, "acme", made)


@pytest.mark.parametrize("release", CHECKED)
def test_the_package_of_a_deployment_passes_mypy(release: int, tmp_path: Path) -> None:
    with serving(documentsOf(release)) as server:
        done = run("compile", "--package", "acme", "--output", tmp_path, "--root-url", server.url)
    assert done.exit_code == 0, done.stderr
    checkTypes(tmp_path, "acme")


@pytest.mark.parametrize("release", WITH_STRAY_KEYWORDS)
def test_keywords_without_effect_are_ignored_with_a_note(release: int) -> None:
    with serving(documentsOf(release)) as server:
        done = run("diff", "--root-url", server.url, "--json")
    assert done.exit_code == 1
    notes = done.stderr.splitlines()
    assert len(notes) == len({*notes}) > 0
    for note in notes:
        assert note.startswith("tc-typed: note: schemas/"), note
        assert note.endswith(" is ignored: it has no effect here"), note
    assert any("#/properties/scopes/items/name: name is" in note for note in notes)
    assert any("/installationId/maxLength: maxLength is" in note for note in notes)
    assert any("/policy/pullRequests: pullRequests is" in note for note in notes)


@pytest.mark.parametrize("release", SOME)
def test_diff_lists_methods_and_exchanges_that_differ(release: int) -> None:
    theirs = documentsOf(release)
    with serving(theirs) as server:
        done = run("diff", "--root-url", server.url, "--json")
    report = json.loads(done.stdout)
    whole = [(it["kind"], it["where"]) for it in report["changes"] if it["part"] == ""]
    found = {
        kind: {where for it, where in whole if it == kind and ".json" not in where}
        for kind in ("removed", "added")
    }
    known, served = {*_entries(bundledDocuments())}, {*_entries(theirs)}
    assert found == {"removed": known - served, "added": served - known}
    assert report["breaking"] == (done.exit_code == 1)
    assert report["breaking"] or known <= served


def _entries(files: Files) -> Iterator[str]:
    """Yield the names of all methods and exchanges in the form of `diff`."""
    for document in files.values():
        if isinstance(document, Mapping) and "serviceName" in document:
            between = " exchange " if "exchangePrefix" in document else "."
            entries: Json = document.get("entries")
            assert isinstance(entries, list)
            for entry in entries:
                assert isinstance(entry, Mapping)
                yield f"{document['serviceName']}{between}{entry['name']}"
