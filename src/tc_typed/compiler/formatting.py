"""Rendering of templates and formatting with ruff.

Python templates accept only `Code`, so that no text of a contract becomes code unquoted. Ruff sorts
imports and wraps lines; the user's ruff settings are ignored.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import jinja2

from tc_typed.compiler.code import Code, checked, joined, literal
from tc_typed.compiler.models.docstrings import WIDTH, notice

_TEMPLATES = Path(__file__).parent / "templates"
_OPTIONS = ("--quiet", "--no-cache", "--isolated", "--no-respect-gitignore")
_SETTINGS = (
    f"line-length = {WIDTH}",
    'target-version = "py311"',
    "exclude = []",  # by default, ruff skips folders such as `build`
)


# Templates


def renderCode(template: str, facts: Mapping[str, object]) -> Code:
    """Render a Python module.

    Args:
        template: Name of the template.
        facts: Variables of the template. Those that it inserts into the module must be `Code`.

    Raises:
        TypeError: if the template inserts anything else.
    """
    return checked(_codeEnvironment().get_template(template).render(facts))


def renderPage(template: str, facts: Mapping[str, object]) -> str:
    """Render a Markdown page from our own contract, which is trusted."""
    return _Environment().get_template(template).render(facts)


class _Environment(jinja2.Environment):
    """Environment of all templates: unknown names are errors, and tags leave no blank lines."""

    def __init__(self) -> None:
        super().__init__(
            loader=jinja2.FileSystemLoader(_TEMPLATES),
            undefined=jinja2.StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            keep_trailing_newline=True,
            autoescape=False,
        )


class _CodeEnvironment(_Environment):
    """Environment of Python templates: only `Code` can be inserted."""

    @staticmethod
    def concat(parts: Iterable[str]) -> Code:
        """Join parts, which come from a template or were checked by `finalize`."""
        return Code("".join(parts))

    def __init__(self) -> None:
        super().__init__()
        self.finalize = checked
        self.filters["join"] = _join
        self.filters["literal"] = literal
        self.filters["notice"] = notice


def _join(parts: Iterable[Code]) -> Code:
    return joined(", ", parts)


@cache
def _codeEnvironment() -> _CodeEnvironment:
    return _CodeEnvironment()


# Ruff


class RuffError(Exception):
    """Ruff is missing or failed on compiled code."""


def formatted(files: Mapping[str, str], package: str, *, examples: bool = False) -> dict[str, str]:
    """Format the modules of a package: sort imports and wrap lines.

    Args:
        files: Sources by path within the package.
        package: Name of the package, whose imports are sorted as first-party.
        examples: Whether to format code in docstrings as well.

    Raises:
        RuffError: if ruff is missing, or a source is not valid Python.
    """
    ruff = _findRuff()
    settings = (
        *_SETTINGS,
        f"format.docstring-code-format = {str(examples).lower()}",
        f'lint.isort.known-first-party = ["tc_typed", "{package}"]',
    )
    options = [*_OPTIONS, *(f"--config={setting}" for setting in settings)]
    with TemporaryDirectory() as folder:
        root = Path(folder)
        for path, source in files.items():
            file = root / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(source, encoding="utf-8")
        _run([ruff, "check", *options, "--select=I,F401,RUF022", "--fix", folder])
        _run([ruff, "format", *options, folder])
        return {path: (root / path).read_text(encoding="utf-8") for path in files}


def _findRuff() -> str:
    sibling = Path(sys.executable).with_name("ruff")
    found = str(sibling) if sibling.exists() else shutil.which("ruff")
    if found is None:
        raise RuffError("ruff is not installed; install the extra tc-typed[compiler]")
    return found


def _run(command: list[str]) -> None:
    environment = {name: it for name, it in os.environ.items() if not name.startswith("RUFF_")}
    done = subprocess.run(  # noqa: S603 - ruff
        command, capture_output=True, text=True, check=False, env=environment
    )
    if done.returncode:
        raise RuffError(f"ruff failed: {done.stdout}{done.stderr}".strip())
