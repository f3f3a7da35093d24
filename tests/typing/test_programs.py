"""mypy and pyright on valid and invalid programs that use tc_typed."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.typing.checkers import Checker, announced, assertErrorsFound

PROGRAMS = sorted((Path(__file__).parent / "programs").glob("*.py"))


@pytest.mark.slow
@pytest.mark.parametrize("checker", ["mypy", "pyright"])
def test_checkers_find_each_error_and_no_other(checker: Checker, tmp_path: Path) -> None:
    assert len(announced(checker, PROGRAMS)) > 15
    assertErrorsFound(checker, PROGRAMS, tmp_path)
