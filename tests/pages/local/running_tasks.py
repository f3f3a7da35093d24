"""Plays the page on tasks that run on this machine."""

from __future__ import annotations

from tests.pages.player import PagePlayer


def play(player: PagePlayer) -> None:
    player.servers = ["tc-typed serve --run-tasks"]
    player.play()
