"""A server that checks requests with third-party code: h11 parses HTTP, mohawk verifies Hawk."""

from __future__ import annotations

import base64
import json
import socket
import threading
from collections import defaultdict
from collections.abc import Generator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from io import BytesIO
from itertools import count
from socketserver import BaseRequestHandler, ThreadingTCPServer
from urllib.parse import parse_qs, urlsplit

import h11
from mohawk import Receiver
from mohawk.bewit import check_bewit
from mohawk.exc import HawkFail
from tests.core.secrets import TOKEN

TRACE_HEADER = "x-taskcluster-trace-id"
"""Header that maps a request to its call; each call of a test has its own trace id."""

USERNAME = "worker"
"""Username for HTTP Basic; every secret is `TOKEN`."""


@dataclass(frozen=True)
class ReceivedRequest:
    """A request as it was received."""

    method: str
    target: str
    """Path and query."""
    headers: tuple[tuple[str, str], ...]
    """Headers in the order in which they were received, with names in lower case."""
    body: bytes
    problem: str | None = None
    """Reason why the server refused it; `None` if it was accepted."""

    def header(self, name: str) -> str | None:
        """Return the value of a header, which must not be repeated."""
        values = [value for key, value in self.headers if key == name]
        assert len(values) < 2, f"{name} was sent {len(values)} times"
        return values[0] if values else None

    @property
    def scheme(self) -> str | None:
        """Authorization scheme, or `bewit`."""
        if "bewit" in parse_qs(urlsplit(self.target).query):
            return "bewit"
        authorization = self.header("authorization")
        return None if authorization is None else authorization.split(" ")[0].lower()


@dataclass(frozen=True)
class Reply:
    """A response from the server."""

    status: int
    headers: Mapping[str, str]
    body: bytes


def failure(status: int, code: str, message: str) -> Reply:
    """Return an error response in Taskcluster's format."""
    body: dict[str, object] = {"code": code, "message": message, "requestInfo": {}}
    return Reply(status, {"content-type": "application/json"}, json.dumps(body).encode())


VERIFIED = failure(404, "ResourceNotFound", "the signature is valid")
"""Reply to a valid request, unless its call has another one."""


@dataclass
class Verifier:
    """Received requests, and replies to send."""

    url: str
    received: defaultdict[str, list[ReceivedRequest]] = field(
        default_factory=lambda: defaultdict[str, list[ReceivedRequest]](list)
    )
    """Requests by the trace id of their call."""
    replies: dict[str, list[Reply | None]] = field(default_factory=dict[str, list[Reply | None]])
    """Replies to a call's first requests instead of VERIFIED; `None` closes the connection."""
    _nonces: set[tuple[str, str, str]] = field(default_factory=set[tuple[str, str, str]])
    _cookies: count[int] = field(default_factory=count)

    def respond(self, request: ReceivedRequest) -> Reply | None:
        """Check a request like a server, and return the reply."""
        trace, problem = request.header(TRACE_HEADER) or "", self._problem(request)
        self.received[trace].append(replace(request, problem=problem))
        if problem is not None:
            return failure(401, "AuthenticationFailed", problem)
        replies = self.replies.get(trace)
        return replies.pop(0) if replies else VERIFIED

    def newCookie(self) -> str:
        """Return a cookie that clients must not send back."""
        return f"seen{next(self._cookies) % 3}=yes; Path=/"

    def _problem(self, request: ReceivedRequest) -> str | None:
        try:
            self._check(request)
        except (HawkFail, ValueError, KeyError) as error:
            return f"{type(error).__name__}: {error}"
        return None

    def _check(self, request: ReceivedRequest) -> None:
        # mohawk parses the URL with urlparse, which removes `;params` from http URLs. Hawk does not
        # sign the scheme, so a scheme that urlparse does not know avoids that.
        url = f"wire://{request.header('host')}{request.target}"
        authorization = request.header("authorization")
        match request.scheme:
            case "bewit":
                check_bewit(_withStandardBewit(url), _credentialsOf)
            case "hawk":
                Receiver(
                    _credentialsOf,
                    authorization,
                    url,
                    request.method,
                    # As a file, because mohawk requires no payload hash for empty bytes.
                    content=BytesIO(request.body),
                    content_type=request.header("content-type") or "",
                    seen_nonce=self._isSeen,
                )
            case "basic":
                pair = base64.b64encode(f"{USERNAME}:{TOKEN}".encode()).decode()
                if authorization != f"Basic {pair}":
                    raise ValueError("the password is wrong")
            case "bearer":
                if authorization != f"Bearer {TOKEN}":
                    raise ValueError("the token is wrong")
            case _:
                pass

    def _isSeen(self, clientId: str, nonce: str, timestamp: str) -> bool:
        isSeen = (clientId, nonce, timestamp) in self._nonces
        self._nonces.add((clientId, nonce, timestamp))
        return isSeen


def _credentialsOf(clientId: str) -> Mapping[str, str]:
    return {"id": clientId, "key": TOKEN, "algorithm": "sha256"}


def _withStandardBewit(url: str) -> str:
    """Return the URL with the bewit in the alphabet and with the padding that mohawk needs."""
    before, _, bewit = url.rpartition("bewit=")
    return f"{before}bewit={bewit.translate(str.maketrans('-_', '+/'))}{'=' * (-len(bewit) % 4)}"


class _Server(ThreadingTCPServer):
    daemon_threads = True
    request_queue_size = 128


@contextmanager
def runVerifier() -> Generator[Verifier]:
    """Run the server on the loopback interface until the block ends."""

    class Connection(BaseRequestHandler):
        def handle(self) -> None:
            peer: socket.socket = self.request
            peer.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            with suppress(ConnectionError):
                _serveConnection(verifier, peer)

    with _Server(("127.0.0.1", 0), Connection) as server:
        # A host name, because aiohttp's cookie jar ignores IP addresses.
        verifier = Verifier(f"http://localhost:{server.server_address[1]}")
        thread = threading.Thread(target=server.serve_forever, args=(0.05,))
        thread.start()
        yield verifier
        server.shutdown()
        thread.join()


def _serveConnection(verifier: Verifier, peer: socket.socket) -> None:
    connection = h11.Connection(h11.SERVER)
    while (request := _receive(connection, peer)) is not None:
        reply = verifier.respond(request)
        if reply is None:
            return
        headers = {"set-cookie": verifier.newCookie(), **reply.headers}
        if reply.status != 204:
            headers["content-length"] = str(len(reply.body))
        events = (
            h11.Response(status_code=reply.status, headers=[*headers.items()]),
            h11.Data(data=reply.body),
            h11.EndOfMessage(),
        )
        peer.sendall(b"".join(connection.send(event) or b"" for event in events))
        if connection.our_state is not h11.DONE or connection.their_state is not h11.DONE:
            return
        connection.start_next_cycle()


def _receive(connection: h11.Connection, peer: socket.socket) -> ReceivedRequest | None:
    """Return the next request of a connection, `None` at its end."""
    request: h11.Request | None = None
    body = b""
    while True:
        match event := connection.next_event():
            case h11.NEED_DATA:
                connection.receive_data(peer.recv(65536))
            case h11.Request():
                request = event
            case h11.Data():
                body += event.data
            case h11.EndOfMessage():
                assert request is not None
                headers = [
                    (name.decode(), value.decode("latin-1")) for name, value in request.headers
                ]
                return ReceivedRequest(
                    request.method.decode(), request.target.decode(), tuple(headers), body
                )
            case _:
                return None
