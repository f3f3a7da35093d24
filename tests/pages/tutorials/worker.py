"""The worker of the tutorial draws the badge that the page shows."""

from __future__ import annotations

from tests.pages.player import PAGES, PagePlayer


def play(player: PagePlayer) -> None:
    player.play()
    program = 'from badge import *; print(draw(Badge(label="build", message="passing")), end="")'
    drawn, _ = player.terminal.run(f"python -c '{program}'")
    assert drawn == (PAGES / "assets" / "tutorial-badge.svg").read_text(encoding="utf-8")
