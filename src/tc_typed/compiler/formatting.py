"""Formatting by ruff, with the project's own settings."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory


class RuffError(Exception):
    """Ruff is missing, or refuses what was compiled."""


def formatted(files: Mapping[str, str], package: str, settings: Path | None) -> dict[str, str]:
    """Format the modules of a package: imports in order, lines wrapped.

    Args:
        files: Sources by path within the package.
        package: Name of the package, whose imports stand apart.
        settings: A `pyproject.toml` to follow.

    Raises:
        RuffError: if ruff is missing, or a source is no Python.
    """
    ruff = _find()
    config = [] if settings is None else ["--config", str(settings)]
    config += ["--config", f'lint.isort.known-first-party=["tc_typed", "{package}"]']
    with TemporaryDirectory() as folder:
        root = Path(folder)
        for path, source in files.items():
            place = root / path
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_text(source, encoding="utf-8")
        _run([ruff, "check", "--quiet", "--no-cache", "--select=I,F401", "--fix", *config, folder])
        _run([ruff, "format", "--quiet", "--no-cache", *config, folder])
        return {path: (root / path).read_text(encoding="utf-8") for path in files}


def _find() -> str:
    beside = Path(sys.executable).with_name("ruff")
    found = str(beside) if beside.exists() else shutil.which("ruff")
    if found is None:
        raise RuffError("ruff is not installed; it comes with the extra tc-typed[compiler]")
    return found


def _run(command: list[str]) -> None:
    done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 - ruff
    if done.returncode:
        raise RuffError(f"ruff failed: {done.stdout}{done.stderr}".strip())
