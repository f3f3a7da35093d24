"""Zensical, which follows mkdocs-material, builds the same documentation from the same files."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

PROJECT = Path(__file__).resolve().parents[2]
FOLDER = PROJECT / "build" / "docs"
# What the extension adds for griffe, which reads the docstrings.
COMPLETED = (
    '<details class="api"',
    '<details class="deprecated"',
    "doc-label-deprecated",
    "Rules: ",
)


@pytest.fixture(scope="module")
def other(site: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site that zensical builds, from a copy of the folder that the site was built from."""
    zensical = Path(sys.executable).with_name("zensical")
    if not (zensical.exists() and FOLDER.exists()):
        pytest.skip("zensical is not installed, or scripts/docs has not written the pages")
    copy = tmp_path_factory.mktemp("zensical")
    folder = copy / "build" / "docs"
    shutil.copytree(FOLDER, folder)
    (copy / "src").symlink_to(PROJECT / "src")
    command = [str(zensical), "build", "--config-file", str(folder / "mkdocs.yml")]
    built = subprocess.run(command, capture_output=True, text=True, check=False, timeout=240)
    assert built.returncode == 0, built.stdout + built.stderr
    return folder / "site"


def anchors(site: Path) -> dict[str, set[str]]:
    """The anchors of definitions in each page."""
    return {
        page.relative_to(site).as_posix(): set(
            re.findall(r'id="(tc_typed\.[^"]+)"', page.read_text(encoding="utf-8"))
        )
        for page in site.rglob("*.html")
        if page.name != "404.html"
    }


def test_zensical_builds_the_same_pages_and_definitions(site: Path, other: Path) -> None:
    expected = anchors(site)
    assert expected["services/queue.html"]
    assert anchors(other) == expected


def test_zensical_shows_completed_docstrings(site: Path, other: Path) -> None:
    page = "services/queue.html"
    text = (other / page).read_text(encoding="utf-8")
    expected = (site / page).read_text(encoding="utf-8")
    counts = {it: expected.count(it) for it in COMPLETED}
    assert all(counts.values())
    assert {it: text.count(it) for it in COMPLETED} == counts
