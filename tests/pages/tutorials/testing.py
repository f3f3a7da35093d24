"""The tutorial begins with the output of its last command."""

from __future__ import annotations

from tests.pages.player import PagePlayer, assertOutput


def play(player: PagePlayer) -> None:
    promised: list[str] = []
    player.handlers["text"] = promised.append
    player.play()
    [result] = promised
    output, status = player.terminal.run("pytest -q -rA")
    assert status == 0
    assertOutput(output, f"…{result}")
