"""Plays the page with a gateway that listens on a Unix socket."""

from __future__ import annotations

import threading
from collections.abc import Generator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from socketserver import UnixStreamServer

import httpx
from tests.pages.player import PagePlayer

PONG = b'{"alive": true, "uptime": 1.5}'


def play(player: PagePlayer) -> None:
    with gateway(player.folder / "gateway.sock") as hosts:
        player.play()
    assert hosts == ["tc.example.com"]
    assert player.call("withHttpx2") is True
    assert player.call("withAiohttp") is True
    http = player.namespace["http"]
    assert isinstance(http, httpx.Client)
    assert http.is_closed


@contextmanager
def gateway(path: Path) -> Generator[list[str]]:
    """Run a gateway to a queue, and stop it at the end of the block.

    Yields:
        List of the hosts that requests were for.
    """
    hosts: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            hosts.append(self.headers["host"])
            self.send_response(200)
            self.send_header("content-type", "application/json")
            self.send_header("content-length", str(len(PONG)))
            self.end_headers()
            self.wfile.write(PONG)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002  # of the base class
            pass

    with UnixStreamServer(str(path), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        try:
            yield hosts
        finally:
            server.shutdown()
            thread.join()
