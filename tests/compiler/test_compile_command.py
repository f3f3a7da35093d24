"""The command scripts/compile.py, and reproducible output."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.compiler.clients.samples import (
    GLOSSARY,
    LIST_THINGS,
    PAGE,
)
from tests.compiler.conftest import Run
from tests.compiler.contracts import (
    api,
    client,
    schema,
    write,
)


def test_committed_modules_match_the_contract(run: Run, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("--check") == 0, capsys.readouterr().out


def test_the_same_contract_gives_the_same_bytes(tmp_path: Path) -> None:
    files = [api(LIST_THINGS, **{"x-parameters": GLOSSARY}), PAGE]
    assert client(tmp_path / "a", *files) == client(tmp_path / "b", *reversed(files))


def test_the_command_writes_and_checks(
    tmp_path: Path, run: Run, capsys: pytest.CaptureFixture[str]
) -> None:
    schemas = write(tmp_path / "schemas", schema("payload", "Payload", properties={}))
    output = tmp_path / "made"
    options = ("--schemas", schemas, "--output", output)
    assert run(*options, "--check") == 1
    assert run(*options) == 0
    assert run(*options, "--check") == 0
    (output / "old.py").write_text((output / "tiny" / "models.py").read_text())
    (output / "mine.py").touch()
    capsys.readouterr()
    assert run(*options, "--check") == 1
    assert capsys.readouterr().out == "old.py: stale: no longer compiled from the contract\n"
    assert run(*options) == 0
    assert not (output / "old.py").exists()
    assert (output / "mine.py").exists()


def test_the_command_reports_problems_of_a_contract(
    tmp_path: Path, run: Run, capsys: pytest.CaptureFixture[str]
) -> None:
    schemas = write(tmp_path, schema("payload", properties={}))
    assert run("--schemas", schemas, "--output", tmp_path / "made") == 2
    assert capsys.readouterr().err == (
        "tiny/v1/payload.json#: needs a title, which becomes the name of the class\n"
    )
