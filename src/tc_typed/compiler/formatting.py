"""Source text, made from templates and laid out by ruff.

A template of Python takes nothing but `Code`, so that no text of a contract becomes code unquoted.
Ruff sorts imports and wraps lines; a user's settings of it are ignored.
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
    "exclude = []",  # or a service called `build` would be left out
)


# Templates


def renderCode(template: str, facts: Mapping[str, object]) -> Code:
    """Write a module of Python.

    Args:
        template: Name of its template.
        facts: What the template is given: `Code`, wherever it puts it into the module.

    Raises:
        TypeError: if it would put anything else into it.
    """
    return checked(_codeEnvironment().get_template(template).render(facts))


def renderPage(template: str, facts: Mapping[str, object]) -> str:
    """Write a page of Markdown from our own contract, which is trusted."""
    return _Environment().get_template(template).render(facts)


class _Environment(jinja2.Environment):
    """Settings of all templates: unknown names are errors, and tags leave no lines behind."""

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
    """Settings of Python templates: only `Code` may be inserted."""

    @staticmethod
    def concat(parts: Iterable[str]) -> Code:
        """Join parts, which are text of a template or checked by `finalize`."""
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
    """Ruff is missing, or refuses what was compiled."""


def formatted(files: Mapping[str, str], package: str, *, examples: bool = False) -> dict[str, str]:
    """Format the modules of a package: imports in order, lines wrapped.

    Args:
        files: Sources by path within the package.
        package: Name of the package, whose imports stand apart.
        examples: Whether to format code in docstrings, too.

    Raises:
        RuffError: if ruff is missing, or a source is no Python.
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
