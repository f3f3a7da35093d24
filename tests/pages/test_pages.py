"""All code blocks of the README and of the documentation run, and print what the pages show."""

from __future__ import annotations

import importlib
from pathlib import Path

import pytest
from tests.pages.player import PAGES, PagePlayer
from tests.sources import PROJECT

HERE = Path(__file__).parent
ALL = [PROJECT / "README.md", *sorted(PAGES.rglob("*.md"))]
"""The pages. CHANGELOG.md has no code blocks."""


def playerOf(page: Path) -> Path:
    """Return the path of the module that plays a page in its own way, if there is one."""
    root = PAGES if page.is_relative_to(PAGES) else PROJECT
    name = page.relative_to(root).with_suffix(".py").as_posix()
    return HERE / name.lower().replace("-", "_")


@pytest.mark.parametrize(
    "page", ALL, ids=lambda page: page.relative_to(PROJECT).as_posix().removeprefix("docs/pages/")
)
def test_the_blocks_of_a_page_run(page: Path, tmp_path: Path) -> None:
    own = playerOf(page)
    with PagePlayer(page, tmp_path) as player:
        if own.is_file():
            module = own.relative_to(HERE).with_suffix("").as_posix().replace("/", ".")
            importlib.import_module(f"tests.pages.{module}").play(player)
        else:
            player.play()
        player.check()


def test_each_module_in_a_folder_plays_a_page() -> None:
    modules = {path for path in HERE.glob("*/*.py") if path.name != "__init__.py"}
    assert modules <= {playerOf(page) for page in ALL}


def test_the_changelog_has_no_blocks() -> None:
    assert "```" not in (PROJECT / "CHANGELOG.md").read_text(encoding="utf-8")
