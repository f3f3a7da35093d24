"""A small SOCKS 5 proxy on the loopback interface, written from RFC 1928 and RFC 1929."""

from __future__ import annotations

import select
import socket
import ssl
import threading
from collections.abc import Generator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from tests.core.loopback import Behaviour, Connection, Received, listening


@dataclass
class SocksProxy:
    """A proxy, with a record of the requests that it received."""

    target: str
    """URL of the server to which it connects every client."""
    login: tuple[bytes, bytes] | None = None
    """User name and password that it requires."""
    refusal: int = 0
    """Error code to reply with instead of connecting."""
    bound: bytes = b"\x01\x7f\x00\x00\x01"
    """Address type and address that it claims to connect from."""
    pause: float | None = None
    """Seconds before each byte of its replies; `None` sends them in one piece."""
    script: bytes | None = None
    """Bytes that it sends without reading the request, before it hangs up."""
    isSilent: bool = False
    """Whether it stays connected after the script."""
    url: str = ""
    requested: list[tuple[int, bytes, int]] = field(default_factory=list[tuple[int, bytes, int]])
    """Types, addresses and ports to which clients requested connections."""
    ended: threading.Event = field(default_factory=threading.Event)
    """Event that is set once a client has closed a connection that the proxy refused."""
    stopping: threading.Event = field(default_factory=threading.Event)

    def serve(self, peer: socket.socket) -> None:
        with peer, suppress(OSError, EOFError):
            peer.settimeout(10)
            if self.script is not None:
                self._send(peer, self.script)
                if self.isSilent:
                    self.stopping.wait(10)
                peer.shutdown(socket.SHUT_WR)
                while peer.recv(4096):
                    pass
            elif self._negotiate(peer):
                self._connect(peer)

    def _negotiate(self, peer: socket.socket) -> bool:
        version, count = _exactly(peer, 2)
        assert version == 5
        method = 0 if self.login is None else 2
        if method not in _exactly(peer, count):
            self._send(peer, b"\x05\xff")
            return self._awaitHangUp(peer)
        self._send(peer, bytes([5, method]))
        if self.login is None:
            return True
        assert _exactly(peer, 1) == b"\x01"
        name = _exactly(peer, _exactly(peer, 1)[0])
        password = _exactly(peer, _exactly(peer, 1)[0])
        isRight = (name, password) == self.login
        self._send(peer, b"\x01\x00" if isRight else b"\x01\x01")
        return isRight or self._awaitHangUp(peer)

    def _connect(self, peer: socket.socket) -> None:
        version, command, reserved, kind = _exactly(peer, 4)
        assert (version, command, reserved) == (5, 1, 0)
        size = {1: 4, 4: 16}.get(kind) or _exactly(peer, 1)[0]
        address = _exactly(peer, size)
        port = int.from_bytes(_exactly(peer, 2), "big")
        self.requested.append((kind, address, port))
        if self.refusal:
            self._send(peer, bytes([5, self.refusal, 0]) + self.bound + bytes(2))
            self._awaitHangUp(peer)
            return
        with socket.create_connection(_addressOf(self.target)) as other:
            self._send(peer, b"\x05\x00\x00" + self.bound + b"\x12\x34")
            pump(peer, other)

    def _awaitHangUp(self, peer: socket.socket) -> bool:
        """Wait until the client hangs up after a refusal, and return false."""
        with suppress(ConnectionError):
            while peer.recv(4096):
                pass
        self.ended.set()
        return False

    def _send(self, peer: socket.socket, data: bytes) -> None:
        if self.pause is None:
            peer.sendall(data)
            return
        peer.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        for byte in data:
            self.stopping.wait(self.pause)
            peer.sendall(bytes([byte]))


@contextmanager
def socksProxy(proxy: SocksProxy) -> Generator[SocksProxy]:
    """Run a proxy, and close it with all its connections at the end of the block."""
    threads: list[threading.Thread] = []
    peers: list[socket.socket] = []

    def accept(listener: socket.socket) -> None:
        while True:
            try:
                peer, _ = listener.accept()
            except OSError:
                return
            peers.append(peer)
            threads.append(threading.Thread(target=proxy.serve, args=(peer,), daemon=True))
            threads[-1].start()

    with listening(accept) as url:
        proxy.url = url.replace("http", "socks5")
        try:
            yield proxy
        finally:
            proxy.stopping.set()
            for peer in peers:
                with suppress(OSError):
                    peer.shutdown(socket.SHUT_RDWR)
            for thread in threads:
                thread.join(5)


def tunnel(target: str) -> Behaviour:
    """Handle CONNECT like an HTTP proxy, but connect every client to the same server."""

    def behave(connection: Connection, received: Received) -> None:
        assert received.method == "CONNECT"
        with socket.create_connection(_addressOf(target)) as other:
            connection.send(b"HTTP/1.1 200 Connected\r\n\r\n")
            pump(connection.peer, other)
        connection.hangUp()

    return behave


def pump(one: socket.socket, other: socket.socket) -> None:
    """Forward bytes in both directions until either end closes."""
    ends = {one: other, other: one}
    while True:
        ready: list[socket.socket] = [
            end for end in ends if isinstance(end, ssl.SSLSocket) and end.pending()
        ]
        ready = ready or select.select([*ends], [], [], 10)[0]
        for end in ready:
            data = end.recv(65536)
            if not data:
                return
            ends[end].sendall(data)
        if not ready:
            return


def _addressOf(url: str) -> tuple[str, int]:
    parts = urlsplit(url)
    assert parts.hostname is not None
    assert parts.port is not None
    return parts.hostname, parts.port


def _exactly(peer: socket.socket, size: int) -> bytes:
    data = b""
    while len(data) < size:
        piece = peer.recv(size - len(data))
        if not piece:
            raise EOFError
        data += piece
    return data
