"""Plays the page on `tc-typed serve`."""

from __future__ import annotations

from tests.pages.player import PagePlayer


def play(player: PagePlayer) -> None:
    player.servers = ["tc-typed serve"]
    player.play()
