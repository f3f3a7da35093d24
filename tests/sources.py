"""The project's Python files, for tests that read them."""

from __future__ import annotations

import ast
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[1]
PACKAGE = PROJECT / "src" / "tc_typed"


@dataclass(frozen=True)
class Source:
    """A Python file."""

    path: Path

    @property
    def name(self) -> str:
        """Path within the project, for messages."""
        return self.path.relative_to(PROJECT).as_posix()

    @property
    def module(self) -> str:
        """Import name, if the file belongs to the package."""
        parts = self.path.relative_to(PACKAGE.parent).with_suffix("").parts
        return ".".join(parts).removesuffix(".__init__")

    @property
    def folder(self) -> str:
        """Folder within the package, empty for the top level."""
        return "/".join(self.path.relative_to(PACKAGE).parts[:-1])

    @cached_property
    def text(self) -> str:
        return self.path.read_text(encoding="utf-8")

    @cached_property
    def tree(self) -> ast.Module:
        return ast.parse(self.text)

    @cached_property
    def compiledFrom(self) -> str | None:
        """Contract or file that it was compiled from; `None` if it is hand-written."""
        docstring = " ".join((ast.get_docstring(self.tree) or "").split())
        notice = re.search(r" from (\S+) by (?:tc_typed\.compiler|scripts/compile\.py);", docstring)
        return None if notice is None else notice[1]


@cache
def packageSources() -> Sequence[Source]:
    """Return all modules of the package."""
    return [Source(path) for path in sorted(PACKAGE.rglob("*.py"))]


@cache
def handWrittenSources() -> Sequence[Source]:
    """Return the hand-written modules of the package, and all other code except tests."""
    others = [
        Source(path)
        for folder in ("scripts", "benchmarks", "examples", "docs")
        for path in sorted((PROJECT / folder).rglob("*.py"))
    ]
    return [source for source in packageSources() if source.compiledFrom is None] + others
