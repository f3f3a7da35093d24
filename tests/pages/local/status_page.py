"""Plays the page on the status page, with a server to look at."""

from __future__ import annotations

from tests.pages.player import PagePlayer


def play(player: PagePlayer) -> None:
    player.servers = ["python examples/local_taskcluster.py"]
    player.play()
