"""`tc-typed compile` and `tc-typed diff`."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.compiler.contracts import api, entry
from tests.compiler.deployment import (
    MANIFEST,
    TINY_API,
    deploymentUrl,
    impatient,
    serving,
    tiny,
)
from tests.compiler.hostile import contracts, hostileValues, placesOf, withValue
from tests.core.loopback import closedPort, respond
from typer.testing import CliRunner, Result

from tc_typed.cli.app import app
from tc_typed.compiler.contract.load import Json

__all__ = ["deploymentUrl", "impatient", "tiny"]

EVENTS = "references/tiny/v1/exchanges.json"

HTML = respond(b"<!doctype html><title>Welcome</title>")


def run(*arguments: object) -> Result:
    return CliRunner().invoke(app, [*map(str, arguments)])


def test_compile_writes_a_package_that_works(tiny: str, tmp_path: Path) -> None:
    other = tmp_path / "acme" / "other.py"
    other.parent.mkdir()
    other.touch()
    options = ("compile", "--package", "acme.tc", "--output", tmp_path, "--root-url", tiny)
    first = run(*options)
    assert (first.exit_code, first.stderr) == (0, "")
    stale = tmp_path / "acme" / "tc" / "old.py"
    stale.write_bytes((tmp_path / "acme" / "tc" / "aio.py").read_bytes())
    again = run(*options, "--json")
    report = json.loads(again.stdout)
    assert report["package"] == "acme.tc"
    assert report["services"] == ["built-in", "tiny"]
    assert not stale.exists()
    assert other.exists()
    assert (tmp_path / "acme" / "tc" / "py.typed").exists()
    for path in report["files"]:
        assert (Path(report["folder"]) / path).is_file()
    program = (
        "from acme.tc import Tiny, aio\n"
        "assert aio.Tiny._operations is Tiny._operations\n"
        "print(Tiny(fake={'get': lambda: {'name': 'works'}}).get().name)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert (done.stdout, done.stderr) == ("works\n", "")


def test_compile_reads_an_openapi_document_from_a_folder(tmp_path: Path) -> None:
    document = {
        "openapi": "3.0.3",
        "info": {"title": "Doorbell", "version": "1"},
        "paths": {
            "/rings": {
                "post": {
                    "operationId": "ringTwice",
                    "responses": {"204": {"description": "Rung."}},
                }
            }
        },
    }
    folder = tmp_path / "apis" / "doorbell"
    folder.mkdir(parents=True)
    (folder / "openapi.json").write_text(json.dumps(document))
    options = ("compile", tmp_path / "apis", "--package", "bells", "--output", tmp_path, "--json")
    done = run(*options)
    assert (done.exit_code, done.stderr) == (0, "")
    assert json.loads(done.stdout)["services"] == ["doorbell"]
    program = (
        "from bells.doorbell import Doorbell\n"
        "Doorbell(fake={'ring_twice': lambda: print('ring ring')}).ring_twice()"
    )
    rung = subprocess.run(
        [sys.executable, "-c", program],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert (rung.stdout, rung.stderr) == ("ring ring\n", "")


def test_compile_reads_references_and_schemas_from_a_folder(tmp_path: Path) -> None:
    folder = tmp_path / "tiny"
    folder.mkdir()
    (folder / "api.json").write_text(json.dumps(api(entry("get"))))
    options = ("compile", tmp_path, "--package", "acme", "--output", tmp_path / "src", "--json")
    done = run(*options)
    assert done.exit_code == 0, done.stderr
    assert "tiny" in json.loads(done.stdout)["services"]


def test_compile_does_not_replace_files_that_it_did_not_write(tiny: str, tmp_path: Path) -> None:
    existing = tmp_path / "acme" / "aio.py"
    existing.parent.mkdir()
    existing.write_text("existing = 1\n")
    done = run("compile", "--package", "acme", "--output", tmp_path, "--root-url", tiny)
    assert done.exit_code == 2
    problem = f"{existing} would be overwritten, but the compiler did not write it"
    assert done.stderr == f"tc-typed: {problem}\n"
    assert existing.read_text() == "existing = 1\n"
    assert [*existing.parent.iterdir()] == [existing]


@pytest.mark.parametrize("name", ["3x", "a-b", "a..b", "class", "", "é", "tc_typed"])
def test_compile_refuses_names_that_cannot_be_imported(name: str) -> None:
    done = run("compile", "--package", name, "--root-url", "https://tc.example.com")
    assert done.exit_code == 2
    assert "--package" in done.stderr


def test_diff_lists_additions_of_a_deployment(deploymentUrl: str) -> None:
    done = run("diff", "--root-url", deploymentUrl)
    assert done.exit_code == 0
    assert "tiny.get" in done.stdout
    assert done.stdout.endswith("Differences: 1. Breaking: 0.\n")
    report = json.loads(run("diff", "--root-url", deploymentUrl, "--json").stdout)
    assert report == {
        "breaking": False,
        "changes": [
            {
                "where": "tiny.get",
                "part": "",
                "kind": "added",
                "before": "",
                "after": "",
                "breaking": False,
            }
        ],
    }


def save(folder: Path, files: dict[str, Json]) -> Path:
    for path, value in files.items():
        file = folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(json.dumps(value))
    return folder


def test_diff_of_folders_fails_if_something_was_removed(tmp_path: Path) -> None:
    two = api(entry("get"), entry("put", query=["limit"]))
    old = save(tmp_path / "old", {"api.json": two})
    new = save(tmp_path / "new", {"api.json": api(entry("put"))})
    done = run("diff", old, new)
    assert done.exit_code == 1
    assert "tiny.get" in done.stdout
    assert "query limit" in done.stdout
    assert done.stdout.endswith("Differences: 2. Breaking: 2.\n")
    back = run("diff", new, old, "--json")
    assert back.exit_code == 0
    assert not json.loads(back.stdout)["breaking"]


@pytest.mark.parametrize("command", [("diff",), ("compile", "--package", "acme")])
@pytest.mark.parametrize(
    ("files", "problem"),
    [
        ({}, "references/manifest.json: error (404)"),
        ({MANIFEST: ["/references/tiny/v1/api.json"]}, "lists no references"),
        (
            {MANIFEST: {"references": ["/references/tiny/v1/api.json"]}},
            "references/tiny/v1/api.json: error (404)",
        ),
        (
            {
                MANIFEST: {"references": ["/references/tiny/v1/api.json"]},
                "references/tiny/v1/api.json": api(serviceName=3),
            },
            "references/tiny/v1/api.json#/serviceName: must be a string",
        ),
    ],
)
def test_errors_take_one_line(
    tmp_path: Path, command: tuple[str, ...], files: dict[str, Json], problem: str
) -> None:
    with serving(files) as server:
        done = run(*command, "--root-url", server.url)
    assert done.exit_code == 2
    assert done.stdout == ""
    assert done.stderr.startswith("tc-typed: ")
    assert problem in done.stderr
    assert done.stderr.count("\n") == 1


@settings(max_examples=10)  # each takes seconds; tests/compiler/test_untrusted.py runs more
@given(data=st.data())
def test_a_hostile_deployment_is_compiled_or_refused_in_one_line(data: st.DataObject) -> None:
    files = {**contracts()["references"], MANIFEST: {"references": [f"/{TINY_API}", f"/{EVENTS}"]}}
    path = data.draw(st.sampled_from(sorted(files)))
    place = data.draw(st.sampled_from([*placesOf(files[path])]))
    files[path] = withValue(files[path], place, data.draw(hostileValues()))
    with TemporaryDirectory() as folder, serving(files) as server:
        package = ("--package", "acme", "--output", folder)
        for command in (("compile", *package), ("diff",)):
            done = run(*command, "--root-url", server.url)
            assert done.exit_code in (0, 1, 2)
            assert done.exception is None or isinstance(done.exception, SystemExit)
            lines = done.stderr.splitlines()
            assert all(line.startswith("tc-typed: ") and line.isprintable() for line in lines)
            problems = [line for line in lines if not line.startswith("tc-typed: note: ")]
            if done.exit_code == 2:
                assert len(problems) == 1
            elif problems:
                assert re.match("tc-typed: .* left out:$", problems[0])
                assert len(problems) == 1 + sum(map(int, re.findall(r"\d+", problems[0])))
        assert {path.name for path in Path(folder).iterdir()} <= {"acme"}
        # Only the deployment got requests, and only for documents.
        for request in server.received:
            assert request.target.startswith(("/references/", "/schemas/"))
            assert ".." not in request.target


def test_connection_and_content_errors_take_one_line(impatient: None, tmp_path: Path) -> None:
    with closedPort() as url:
        unreachable = run("diff", "--root-url", url)
    with serving({}, {MANIFEST: HTML}) as server:
        page = run("diff", "--root-url", server.url)
    empty = run("diff", tmp_path, tmp_path)
    for done, problem in (
        (unreachable, "no connection"),
        (page, "is not JSON; check that the root URL is correct"),
        (empty, "the folder contains no JSON files"),
    ):
        assert (done.exit_code, done.stdout) == (2, "")
        assert problem in done.stderr
        assert done.stderr.count("\n") == 1


def test_the_root_url_can_be_in_the_environment(
    deploymentUrl: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("TASKCLUSTER_ROOT_URL", raising=False)
    missing = run("diff")
    assert missing.exit_code == 2
    assert "TASKCLUSTER_ROOT_URL" in missing.stderr
    monkeypatch.setenv("TASKCLUSTER_ROOT_URL", deploymentUrl)
    assert run("diff").exit_code == 0
