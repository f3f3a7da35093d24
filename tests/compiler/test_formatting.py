"""Compiled modules do not depend on the user's settings."""

from __future__ import annotations

import re
import tempfile
from pathlib import Path

import pytest
from tests.compiler.contracts import api, entry
from tests.compiler.hostile import contracts

from tc_typed.compiler import compileContract
from tc_typed.compiler.contract.load import contractOf

RUFF = "indent-width = 2\nline-length = 60\n[format]\nquote-style = 'single'\n"
OTHER_VERSION = "required-version = '==0.0.1'\n"
PYPROJECT = "[tool.ruff]\nline-length = 40\n[tool.black]\nline-length = 40\n"
CODEGEN = "[tool.datamodel-codegen]\nclass-name = 'Mine'\nsnake-case-field = true\n"

QUERY = ["first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth"]


def compiled() -> dict[str, str]:
    return compileContract(contractOf(contracts()["references"]), "acme", lenient=True)


@pytest.mark.parametrize("settings", [RUFF, OTHER_VERSION])
def test_settings_of_ruff_are_ignored(
    settings: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = compiled()
    folders = {name: tmp_path / name for name in ("config", "home", "here", "temporary")}
    for folder in (
        *folders.values(),
        folders["config"] / "ruff",
        folders["home"] / ".config" / "ruff",
    ):
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "ruff.toml").write_text(settings)
        (folder / "pyproject.toml").write_text(PYPROJECT + CODEGEN)
        (folder / ".gitignore").write_text("*\n")
    (folders["temporary"] / ".git").mkdir()
    monkeypatch.setenv("XDG_CONFIG_HOME", str(folders["config"]))
    monkeypatch.setenv("HOME", str(folders["home"]))
    monkeypatch.setenv("RUFF_OUTPUT_FILE", str(tmp_path / "report"))
    monkeypatch.setattr(tempfile, "tempdir", str(folders["temporary"]))
    monkeypatch.chdir(folders["here"])
    assert compiled() == before
    assert not (tmp_path / "report").exists()


@pytest.mark.parametrize(
    ("name", "other"), [("dist", "some"), ("venv", "some"), ("build", "small")]
)
def test_services_in_folders_that_ruff_excludes_are_formatted(name: str, other: str) -> None:
    made, usual = (
        compileContract(
            contractOf({"api.json": api(entry("get", query=QUERY), serviceName=it)}),
            "acme",
            lenient=True,
        )
        for it in (name, other)
    )
    for module in ("aio", "client", "operations", "fakes", "__init__"):
        source = made[f"{name}/{module}.py"]
        renamed = re.sub(rf"\b{name}\b", other, source).replace(name.title(), other.title())
        assert renamed == usual[f"{other}/{module}.py"]
