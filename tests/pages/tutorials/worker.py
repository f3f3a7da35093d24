"""The worker of the tutorial draws the badge that the page shows."""

from __future__ import annotations

from tests.pages.player import PAGES, PagePlayer


def play(player: PagePlayer) -> None:
    player.play()
    program = 'from badge import *; print(draw(Badge(label="build", message="passing")))'
    drawn, _ = player.terminal.run(f"python -c '{program}'")
    badge = (PAGES / "assets" / "tutorial-badge.svg").read_text(encoding="utf-8")
    assert drawn == badge.strip("\n")  # The terminal strips line breaks.
