"""Plays the page on the state of a local Taskcluster."""

from __future__ import annotations

from tests.pages.player import PagePlayer


def play(player: PagePlayer) -> None:
    player.servers = ["tc-typed serve --db state.sqlite"]
    player.play()
