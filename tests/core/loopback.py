"""A small HTTP server on the loopback interface that can misbehave in every way."""

from __future__ import annotations

import json
import socket
import ssl
import struct
import threading
import time
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import TypeAlias
from urllib.parse import unquote

import trustme

Json: TypeAlias = "bool | int | float | str | Sequence[Json] | Mapping[str, Json] | None"
"""JSON value; its containers are read-only, so that any dict fits."""

_HEADERS_END = b"\r\n\r\n"


@dataclass(frozen=True)
class Received:
    """A request as received."""

    method: str
    target: str
    headers: Mapping[str, str]
    body: bytes

    @property
    def segments(self) -> list[str]:
        """Segments of the path, decoded one by one as servers do."""
        return [unquote(part, errors="strict") for part in self.target.split("?")[0].split("/")]


class Connection:
    """The server's side of a connection, for use by behaviours."""

    def __init__(self, peer: socket.socket, stopping: threading.Event) -> None:
        self._peer = peer
        self._stopping = stopping
        self.isOpen = True

    def requests(self) -> Iterator[Received]:
        """Yield the client's requests until it or a behaviour closes the connection."""
        buffer = b""
        while self.isOpen:
            while _HEADERS_END not in buffer:
                received = self._peer.recv(65536)
                if not received:
                    return
                buffer += received
            headerBlock, _, buffer = buffer.partition(_HEADERS_END)
            start, *lines = headerBlock.decode("latin-1").split("\r\n")
            method, target, _ = start.split(" ")
            pairs = (line.partition(":") for line in lines)
            headers = {name.lower(): value.strip() for name, _, value in pairs}
            length = int(headers.get("content-length", "0"))
            while len(buffer) < length:
                received = self._peer.recv(65536)
                if not received:
                    return
                buffer += received
            yield Received(method, target, headers, buffer[:length])
            buffer = buffer[length:]

    @property
    def peer(self) -> socket.socket:
        """Socket of the connection, for data other than HTTP."""
        return self._peer

    def send(self, data: bytes) -> None:
        self._peer.sendall(data)

    def hangUp(self) -> None:
        """Close the connection properly."""
        self.isOpen = False
        with suppress(OSError):
            self._peer.shutdown(socket.SHUT_RDWR)
        self._peer.close()

    def reset(self) -> None:
        """Break the connection: the client sees ECONNRESET."""
        self.isOpen = False
        self._peer.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self._peer.close()

    def startTls(self, context: ssl.SSLContext) -> None:
        """Continue with TLS, like a tunnel to a server with a certificate."""
        self._peer = context.wrap_socket(self._peer, server_side=True)

    def pause(self, seconds: float) -> bool:
        """Wait for some seconds; return false if the server stops."""
        return not self._stopping.wait(seconds)


Behaviour: TypeAlias = Callable[[Connection, Received], None]

Door: TypeAlias = Callable[[socket.socket, threading.Event], socket.socket | None]
"""Function that receives a new connection before any request, and returns the socket to continue
with, or `None` to close it. The event is set when the server stops."""


@dataclass
class Loopback:
    """A server that handles the n-th request with the n-th behaviour, repeating the last one."""

    behaviours: list[Behaviour]
    url: str = ""
    received: list[Received] = field(default_factory=list[Received])
    connections: int = 0
    ended: int = 0
    """Number of connections that have ended."""
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def take(self, received: Received) -> Behaviour:
        with self._lock:
            self.received.append(received)
            return self.behaviours[min(len(self.received), len(self.behaviours)) - 1]

    def noteEnd(self) -> None:
        with self._lock:
            self.ended += 1


def encrypted(context: ssl.SSLContext) -> Door:
    """Create a door that starts TLS."""
    return lambda peer, _: context.wrap_socket(peer, server_side=True)


def opened(peer: socket.socket, _: threading.Event) -> socket.socket:
    """Let any connection pass."""
    return peer


@contextmanager
def loopback(
    *behaviours: Behaviour,
    tls: ssl.SSLContext | None = None,
    doors: Sequence[Door] = (),
    bound: socket.socket | None = None,
) -> Generator[Loopback]:
    """Run a server; its connections are closed at the end of the block.

    Args:
        *behaviours: Behaviours for the first request, the second one, …; the last one is repeated.
        tls: TLS context of the server; `None` for plain HTTP.
        doors: Doors for the first connection, the second one, …; the last one is repeated.
        bound: Socket to listen on. Defaults to a new one.
    """
    scheme = "http" if tls is None else "https"
    server = Loopback(list(behaviours))
    work = _ServerThreads(server, doors or [opened if tls is None else encrypted(tls)])
    with bound or socket.create_server(("127.0.0.1", 0)) as listener:
        listener.listen(512)
        host, port = listener.getsockname()
        server.url = f"{scheme}://{host}:{port}"
        with work.accepting(listener):
            yield server


class _ServerThreads:
    """Threads of a server: one to accept connections, and one per connection."""

    def __init__(self, server: Loopback, doors: Sequence[Door]) -> None:
        self._server = server
        self._doors = doors
        self._stopping = threading.Event()
        self._peers: list[socket.socket] = []
        self._threads: list[threading.Thread] = []

    @contextmanager
    def accepting(self, listener: socket.socket) -> Generator[None]:
        """Serve connections until the end of the block, then close them."""
        thread = threading.Thread(target=self._accept, args=(listener,), daemon=True)
        thread.start()
        try:
            yield
        finally:
            self._stopping.set()
            with suppress(OSError):
                listener.shutdown(socket.SHUT_RDWR)
            thread.join(5)
            for peer in self._peers:
                with suppress(OSError):
                    peer.shutdown(socket.SHUT_RDWR)
            for thread in self._threads:
                thread.join(5)

    def _accept(self, listener: socket.socket) -> None:
        while not self._stopping.is_set():
            try:
                peer, _ = listener.accept()
            except OSError:
                return
            door = self._doors[min(self._server.connections, len(self._doors) - 1)]
            self._server.connections += 1
            self._peers.append(peer)
            thread = threading.Thread(target=self._serve, args=(peer, door), daemon=True)
            self._threads.append(thread)
            thread.start()

    def _serve(self, peer: socket.socket, door: Door) -> None:
        inside: socket.socket | None = None
        with suppress(OSError):
            inside = door(peer, self._stopping)
        if inside is None:
            peer.close()
            self._server.noteEnd()
            return
        self._peers.append(inside)
        connection = Connection(inside, self._stopping)
        with suppress(OSError):
            for request in connection.requests():
                self._server.take(request)(connection, request)
        with suppress(OSError):
            connection.hangUp()
        self._server.noteEnd()


@contextmanager
def closedPort() -> Generator[str]:
    """Provide the URL of a port that is reserved, but not listened on."""
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        yield f"http://127.0.0.1:{sock.getsockname()[1]}"


@contextmanager
def sluggish() -> Generator[str]:
    """Provide the URL of a server that reads requests slowly and never responds."""
    stopping = threading.Event()

    def serve(listener: socket.socket) -> None:
        with suppress(OSError), listener.accept()[0] as peer:
            while peer.recv(32768) and not stopping.wait(0.004):
                pass

    with listening(serve) as url:
        yield url
        stopping.set()


@contextmanager
def untrusted() -> Generator[str]:
    """Provide the URL of a server with an untrusted certificate."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    trustme.CA().issue_cert("127.0.0.1").configure_cert(context)  # pyright: ignore[reportUnknownMemberType]  # its signature has a type of a package that isn't installed

    def serve(listener: socket.socket) -> None:
        while True:
            try:
                peer, _ = listener.accept()
            except OSError:
                return
            with peer, suppress(OSError):
                peer.settimeout(5)
                context.wrap_socket(peer, server_side=True).close()

    with listening(serve) as url:
        yield url.replace("http", "https")


@contextmanager
def listening(serve: Callable[[socket.socket], None]) -> Generator[str]:
    """Run a server in one thread, which ends when its listener is closed."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 65536)
        thread = threading.Thread(target=serve, args=(listener,), daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        finally:
            with suppress(OSError):
                listener.shutdown(socket.SHUT_RDWR)
            thread.join(5)


@contextmanager
def fullPort() -> Generator[int]:
    """Provide a port of 127.0.0.1 where connecting hangs, because its backlog is full."""
    with ExitStack() as stack:
        listener = stack.enter_context(socket.create_server(("127.0.0.1", 0), backlog=0))
        for _ in range(4):
            waiting = stack.enter_context(socket.socket())
            waiting.setblocking(False)
            waiting.connect_ex(listener.getsockname())
        yield listener.getsockname()[1]


# Behaviours


def message(
    status: int, body: bytes, headers: Mapping[str, str] | None = None, *, length: int | None = None
) -> bytes:
    """Return the bytes of a response; `length` can be a false content-length."""
    reason = HTTPStatus(status).phrase if status in set(HTTPStatus) else "Unknown"
    lines = {"content-length": str(len(body) if length is None else length), **(headers or {})}
    block = "".join(f"{name}: {value}\r\n" for name, value in lines.items())
    return f"HTTP/1.1 {status} {reason}\r\n{block}\r\n".encode("latin-1") + body


def respond(
    body: Json | bytes, status: int = 200, headers: Mapping[str, str] | None = None
) -> Behaviour:
    """Respond with JSON, or with the given bytes."""
    data = body if isinstance(body, bytes) else json.dumps(body).encode()
    kind = "text/html" if isinstance(body, bytes) else "application/json; charset=utf-8"
    data = message(status, data, {"content-type": kind, **(headers or {})})
    return lambda connection, _: connection.send(data)


def failure(
    status: int, code: str, text: str, headers: Mapping[str, str] | None = None
) -> Behaviour:
    """Respond with an error in Taskcluster's form."""
    about: Json = {"method": "x", "params": {}, "payload": {}, "time": "2026-01-31T12:00:00.000Z"}
    return respond({"code": code, "message": text, "requestInfo": about}, status, headers)


def raw(*parts: bytes, thenHangUp: bool = True) -> Behaviour:
    """Send bytes, which need not be valid HTTP."""

    def behave(connection: Connection, _: Received) -> None:
        for part in parts:
            connection.send(part)
        if thenHangUp:
            connection.hangUp()

    return behave


def resetAfter(sent: bytes) -> Behaviour:
    """Send bytes, wait until they have arrived, and reset the connection."""

    def behave(connection: Connection, _: Received) -> None:
        connection.send(sent)
        connection.pause(0.05)
        connection.reset()

    return behave


def silent(connection: Connection, _: Received) -> None:
    """Never respond."""
    while connection.pause(60):
        pass


def attentive(connection: Connection, _: Received) -> None:
    """Never respond, but notice when the client closes the connection."""
    while connection.peer.recv(65536):
        pass


def trickle(start: bytes, piece: bytes = b"x", seconds: float = 3) -> Behaviour:
    """Send the start of a response, and then a small piece every 20 ms.

    The server finally hangs up, so that a client without a timeout fails differently.
    """

    def behave(connection: Connection, _: Received) -> None:
        connection.send(start)
        end = time.monotonic() + seconds
        while connection.pause(0.02) and time.monotonic() < end:
            connection.send(piece)
        connection.hangUp()

    return behave


Serve = Callable[..., Loopback]
"""Type of the fixture `serve`."""
