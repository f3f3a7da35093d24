"""What mypy and pyright say of programs that use tc_typed, right ones and wrong ones."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.typing.checkers import Checker, announced, assertMistakesFound

PROGRAMS = sorted((Path(__file__).parent / "programs").glob("*.py"))


@pytest.mark.slow
@pytest.mark.parametrize("checker", ["mypy", "pyright"])
def test_checkers_find_each_mistake_and_nothing_else(checker: Checker, tmp_path: Path) -> None:
    assert len(announced(checker, PROGRAMS)) > 15
    assertMistakesFound(checker, PROGRAMS, tmp_path)
