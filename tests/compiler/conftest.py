"""Fixtures for tests of the compiler."""

from __future__ import annotations

import runpy
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TypeAlias

import pytest
from tests.compiler.contracts import PROJECT

Run: TypeAlias = Callable[..., int]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch) -> Run:
    """Return a function that runs scripts/compile.py with arguments and returns the exit status."""
    main: Callable[[], int] = runpy.run_path(str(PROJECT / "scripts" / "compile.py"))["main"]

    def call(*arguments: str | Path) -> int:
        monkeypatch.setattr(sys, "argv", ["compile.py", *map(str, arguments)])
        return main()

    return call
