"""Plays the page on fakes and samples."""

from __future__ import annotations

from tests.pages.player import PagePlayer


def play(player: PagePlayer) -> None:
    player.play()
    player.call("testWaiting")
    [mark] = getattr(player.namespace["testStates"], "pytestmark")  # noqa: B009  # functions have no such attribute
    for state, done in mark.args[1]:
        player.call("testStates", state, done)
