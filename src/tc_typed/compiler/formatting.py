"""Formatting by ruff. Settings of the user are ignored."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

from tc_typed.compiler.layout import WIDTH


class RuffError(Exception):
    """Ruff is missing, or refuses what was compiled."""


def formatted(files: Mapping[str, str], package: str) -> dict[str, str]:
    """Format the modules of a package: imports in order, lines wrapped.

    Args:
        files: Sources by path within the package.
        package: Name of the package, whose imports stand apart.

    Raises:
        RuffError: if ruff is missing, or a source is no Python.
    """
    ruff = _find()
    settings = (
        f"line-length = {WIDTH}",
        'target-version = "py311"',
        "exclude = []",  # or a service called `build` would be left out
        f'lint.isort.known-first-party = ["tc_typed", "{package}"]',
    )
    options = ["--quiet", "--no-cache", "--isolated", "--no-respect-gitignore"]
    options += [f"--config={setting}" for setting in settings]
    with TemporaryDirectory() as folder:
        root = Path(folder)
        for path, source in files.items():
            place = root / path
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_text(source, encoding="utf-8")
        _run([ruff, "check", *options, "--select=I,F401", "--fix", folder])
        _run([ruff, "format", *options, folder])
        return {path: (root / path).read_text(encoding="utf-8") for path in files}


def _find() -> str:
    beside = Path(sys.executable).with_name("ruff")
    found = str(beside) if beside.exists() else shutil.which("ruff")
    if found is None:
        raise RuffError("ruff is not installed; it comes with the extra tc-typed[compiler]")
    return found


def _run(command: list[str]) -> None:
    environment = {name: it for name, it in os.environ.items() if not name.startswith("RUFF_")}
    done = subprocess.run(  # noqa: S603 - ruff
        command, capture_output=True, text=True, check=False, env=environment
    )
    if done.returncode:
        raise RuffError(f"ruff failed: {done.stdout}{done.stderr}".strip())
