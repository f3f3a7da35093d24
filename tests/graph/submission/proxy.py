"""A TCP proxy that can be interrupted, like a server that restarts."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Generator
from contextlib import contextmanager, suppress
from urllib.parse import urlsplit


class Proxy:
    """A proxy on a port of 127.0.0.1 that stays the same."""

    def __init__(self, target: str) -> None:
        self._target = urlsplit(target).port
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.rootUrl: str = f"http://127.0.0.1:{self._listener.getsockname()[1]}"
        self.refused = 0
        """Number of connections that were refused."""
        self._downUntil = 0.0
        self._open: set[socket.socket] = set()
        threading.Thread(target=self._accept, daemon=True).start()

    def interrupt(self, seconds: float) -> None:
        """Cut all connections, and refuse new ones for some time."""
        self._downUntil = time.monotonic() + seconds
        self._cut()

    def close(self) -> None:
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self._cut()

    def _cut(self) -> None:
        for each in [*self._open]:
            with suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                client, _ = self._listener.accept()
                if time.monotonic() < self._downUntil:
                    self.refused += 1
                    client.close()
                    continue
                server = socket.create_connection(("127.0.0.1", self._target))
                for source, sink in ((client, server), (server, client)):
                    threading.Thread(target=self._copy, args=[source, sink], daemon=True).start()

    def _copy(self, source: socket.socket, sink: socket.socket) -> None:
        self._open.add(source)
        with suppress(OSError), source:
            while data := source.recv(65536):
                sink.sendall(data)
        with suppress(OSError):
            sink.shutdown(socket.SHUT_WR)
        self._open.discard(source)


@contextmanager
def proxying(target: str) -> Generator[Proxy]:
    """Forward connections to a server."""
    proxy = Proxy(target)
    try:
        yield proxy
    finally:
        proxy.close()
