"""Play the page about other APIs, with a label printer that responds as its document says."""

from __future__ import annotations

from collections.abc import Mapping

from tests.core.loopback import Behaviour, Connection, Received, loopback, respond
from tests.pages.player import PagePlayer

TOKEN = "printer-token-8361"

TRAYS: Mapping[str, Behaviour] = {
    "/v1/labels/front?copies=2": respond({"id": 7}, 201),
    "/v1/labels/back?copies=2": respond(b"", 204),
    "/v1/labels/attic": respond({"problem": "no such tray"}, 404),
}


def printLabel(connection: Connection, received: Received) -> None:
    assert received.headers["authorization"] == f"Bearer {TOKEN}"
    TRAYS[received.target](connection, received)


def play(player: PagePlayer) -> None:
    with loopback(printLabel) as server:
        player.terminal.run(f"export PRINTER_URL={server.url} PRINTER_TOKEN={TOKEN}")
        player.play()
        assert [seen.method for seen in server.received] == ["POST"] * 3
