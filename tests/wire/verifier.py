"""A server that checks requests with other people's code: h11 parses HTTP, mohawk verifies Hawk."""

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
"""Tells which call a request belongs to: each call of a test has a trace id of its own."""

USERNAME = "worker"
"""Who calls with HTTP Basic; every secret is `TOKEN`."""


@dataclass(frozen=True)
class ReceivedRequest:
    """A request as it came over the wire."""

    method: str
    target: str
    """Path and query."""
    headers: tuple[tuple[str, str], ...]
    """Names in lower case, in the order in which they came."""
    body: bytes
    problem: str | None = None
    """Why the server refused it, if it did."""

    def header(self, name: str) -> str | None:
        """The value of a header, which must not come twice."""
        values = [value for key, value in self.headers if key == name]
        assert len(values) < 2, f"{name} came {len(values)} times"
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
    """A response of the server."""

    status: int
    headers: Mapping[str, str]
    body: bytes


def failure(status: int, code: str, message: str) -> Reply:
    """An error in Taskcluster's form."""
    body: dict[str, object] = {"code": code, "message": message, "requestInfo": {}}
    return Reply(status, {"content-type": "application/json"}, json.dumps(body).encode())


VERIFIED = failure(404, "ResourceNotFound", "the request is as it was signed")
"""The reply to a request that passes, unless its call has another."""


@dataclass
class Verifier:
    """The requests that the server received, and its replies."""

    url: str
    received: defaultdict[str, list[ReceivedRequest]] = field(
        default_factory=lambda: defaultdict[str, list[ReceivedRequest]](list)
    )
    """The requests of each call, by its trace id."""
    replies: dict[str, list[Reply | None]] = field(default_factory=dict[str, list[Reply | None]])
    """Replies to the first requests of a call instead of VERIFIED; `None` hangs up."""
    _nonces: set[tuple[str, str, str]] = field(default_factory=set[tuple[str, str, str]])
    _cookies: count[int] = field(default_factory=count)

    def respond(self, request: ReceivedRequest) -> Reply | None:
        """Check a request as a server does, and choose its reply."""
        trace, problem = request.header(TRACE_HEADER) or "", self._problem(request)
        self.received[trace].append(replace(request, problem=problem))
        if problem is not None:
            return failure(401, "AuthenticationFailed", problem)
        replies = self.replies.get(trace)
        return replies.pop(0) if replies else VERIFIED

    def newCookie(self) -> str:
        """A cookie that clients must not send back."""
        return f"seen{next(self._cookies) % 3}=yes; Path=/"

    def _problem(self, request: ReceivedRequest) -> str | None:
        try:
            self._check(request)
        except (HawkFail, ValueError, KeyError) as error:
            return f"{type(error).__name__}: {error}"
        return None

    def _check(self, request: ReceivedRequest) -> None:
        # mohawk parses the URL with urlparse, which splits off `;params` of an http URL. Hawk does
        # not sign the scheme, so it may be one of which urlparse knows nothing.
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
                    # A file, because mohawk requires no payload hash of empty bytes.
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
    """The URL with its bewit in the alphabet and length that mohawk can decode."""
    head, _, bewit = url.rpartition("bewit=")
    return f"{head}bewit={bewit.translate(str.maketrans('-_', '+/'))}{'=' * (-len(bewit) % 4)}"


class _Server(ThreadingTCPServer):
    daemon_threads = True
    request_queue_size = 128


@contextmanager
def runVerifier() -> Generator[Verifier]:
    """Run the server on the loopback interface; it ends with the block."""

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
    """The next request of a connection, `None` at its end."""
    head: h11.Request | None = None
    body = b""
    while True:
        match event := connection.next_event():
            case h11.NEED_DATA:
                connection.receive_data(peer.recv(65536))
            case h11.Request():
                head = event
            case h11.Data():
                body += event.data
            case h11.EndOfMessage():
                assert head is not None
                headers = [(name.decode(), value.decode("latin-1")) for name, value in head.headers]
                return ReceivedRequest(
                    head.method.decode(), head.target.decode(), tuple(headers), body
                )
            case _:
                return None
