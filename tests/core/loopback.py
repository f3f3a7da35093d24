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
"""What may be written as JSON; read-only, so that any dict fits."""

_HEAD_END = b"\r\n\r\n"


@dataclass(frozen=True)
class Received:
    """A request as it came over the wire."""

    method: str
    target: str
    headers: Mapping[str, str]
    body: bytes

    @property
    def segments(self) -> list[str]:
        """The path's segments, decoded one by one, as a server does it."""
        return [unquote(part, errors="strict") for part in self.target.split("?")[0].split("/")]


class Connection:
    """The server's side of a connection, in the hands of a behaviour."""

    def __init__(self, peer: socket.socket, stopping: threading.Event) -> None:
        self._peer = peer
        self._stopping = stopping
        self.isOpen = True

    def requests(self) -> Iterator[Received]:
        """What the client sends, until it or a behaviour ends the connection."""
        buffer = b""
        while self.isOpen:
            while _HEAD_END not in buffer:
                received = self._peer.recv(65536)
                if not received:
                    return
                buffer += received
            head, _, buffer = buffer.partition(_HEAD_END)
            start, *lines = head.decode("latin-1").split("\r\n")
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
        """The connection itself, for what is no HTTP."""
        return self._peer

    def send(self, data: bytes) -> None:
        self._peer.sendall(data)

    def hangUp(self) -> None:
        """End the connection in good order."""
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
        """Go on encrypted, as a tunnel to a server with a certificate does."""
        self._peer = context.wrap_socket(self._peer, server_side=True)

    def rest(self, seconds: float) -> bool:
        """Do nothing for so long; false once the server stops."""
        return not self._stopping.wait(seconds)


Behaviour: TypeAlias = Callable[[Connection, Received], None]

Door: TypeAlias = Callable[[socket.socket, threading.Event], socket.socket | None]
"""Takes a new connection before any request, and returns the socket on which it goes on, or `None`
where it does not. The event is set once the server stops."""


@dataclass
class Loopback:
    """The server: answers the n-th request with the n-th behaviour, the last one for ever."""

    behaviours: list[Behaviour]
    url: str = ""
    received: list[Received] = field(default_factory=list[Received])
    connections: int = 0
    ended: int = 0
    """How many of the connections have ended."""
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def take(self, received: Received) -> Behaviour:
        with self._lock:
            self.received.append(received)
            return self.behaviours[min(len(self.received), len(self.behaviours)) - 1]

    def noteEnd(self) -> None:
        with self._lock:
            self.ended += 1


def encrypted(context: ssl.SSLContext) -> Door:
    """A door that speaks TLS."""
    return lambda peer, _: context.wrap_socket(peer, server_side=True)


def opened(peer: socket.socket, _: threading.Event) -> socket.socket:
    """A door that stands open."""
    return peer


@contextmanager
def loopback(
    *behaviours: Behaviour,
    tls: ssl.SSLContext | None = None,
    doors: Sequence[Door] = (),
    bound: socket.socket | None = None,
) -> Generator[Loopback]:
    """Run a server; all its connections end with the block.

    Args:
        *behaviours: What it does with the first request, the second, …
        tls: Speak TLS with this.
        doors: What the first connection passes through, the second, …; the last one for ever.
        bound: The socket to listen on, unless it is to have one of its own.
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
    """The threads of a server: one that accepts connections, and one for each of them."""

    def __init__(self, server: Loopback, doors: Sequence[Door]) -> None:
        self._server = server
        self._doors = doors
        self._stopping = threading.Event()
        self._peers: list[socket.socket] = []
        self._threads: list[threading.Thread] = []

    @contextmanager
    def accepting(self, listener: socket.socket) -> Generator[None]:
        """Serve connections until the block ends, and end them with it."""
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
    """The URL of a port that nobody listens on, and that nobody else gets."""
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        yield f"http://127.0.0.1:{sock.getsockname()[1]}"


@contextmanager
def sluggish() -> Generator[str]:
    """The URL of a server that takes in what it is sent bit by bit, and answers nothing."""
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
    """The URL of a server whose certificate nobody has reason to trust."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    trustme.CA().issue_cert("127.0.0.1").configure_cert(context)  # pyright: ignore[reportUnknownMemberType]  # it also takes a type of a package that is not here

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
    """Run a server of one thread, that ends with its listener."""
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
    """A port of 127.0.0.1 where connecting takes for ever: its queue is full."""
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
    """The bytes of an answer; `length` may lie about the body."""
    reason = HTTPStatus(status).phrase if status in set(HTTPStatus) else "Unknown"
    lines = {"content-length": str(len(body) if length is None else length), **(headers or {})}
    head = "".join(f"{name}: {value}\r\n" for name, value in lines.items())
    return f"HTTP/1.1 {status} {reason}\r\n{head}\r\n".encode("latin-1") + body


def respond(
    body: Json | bytes, status: int = 200, headers: Mapping[str, str] | None = None
) -> Behaviour:
    """Answer with JSON, or with bytes as they are."""
    data = body if isinstance(body, bytes) else json.dumps(body).encode()
    kind = "text/html" if isinstance(body, bytes) else "application/json; charset=utf-8"
    data = message(status, data, {"content-type": kind, **(headers or {})})
    return lambda connection, _: connection.send(data)


def failure(
    status: int, code: str, text: str, headers: Mapping[str, str] | None = None
) -> Behaviour:
    """Answer with an error in Taskcluster's form."""
    about: Json = {"method": "x", "params": {}, "payload": {}, "time": "2026-01-31T12:00:00.000Z"}
    return respond({"code": code, "message": text, "requestInfo": about}, status, headers)


def raw(*parts: bytes, thenHangUp: bool = True) -> Behaviour:
    """Send bytes that may be no HTTP at all."""

    def behave(connection: Connection, _: Received) -> None:
        for part in parts:
            connection.send(part)
        if thenHangUp:
            connection.hangUp()

    return behave


def resetAfter(sent: bytes) -> Behaviour:
    """Send bytes, let them arrive, and break the connection."""

    def behave(connection: Connection, _: Received) -> None:
        connection.send(sent)
        connection.rest(0.05)
        connection.reset()

    return behave


def silent(connection: Connection, _: Received) -> None:
    """Never answer."""
    while connection.rest(60):
        pass


def attentive(connection: Connection, _: Received) -> None:
    """Never answer, but notice when the client ends the connection."""
    while connection.peer.recv(65536):
        pass


def trickle(head: bytes, piece: bytes = b"x", seconds: float = 3) -> Behaviour:
    """Send the beginning of an answer and then a little now and then.

    The server gives up in the end, so that a client that doesn't is seen, too.
    """

    def behave(connection: Connection, _: Received) -> None:
        connection.send(head)
        end = time.monotonic() + seconds
        while connection.rest(0.02) and time.monotonic() < end:
            connection.send(piece)
        connection.hangUp()

    return behave


Serve = Callable[..., Loopback]
"""The type of the fixture `serve`."""
