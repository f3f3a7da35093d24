"""A server that checks what arrives with code that is not ours: h11 reads HTTP, mohawk Hawk."""

from __future__ import annotations

import asyncio
import json
import threading
from collections import defaultdict
from collections.abc import Generator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from io import BytesIO
from itertools import count
from urllib.parse import parse_qs, urlsplit

import h11
from mohawk import Receiver
from mohawk.bewit import check_bewit
from mohawk.exc import HawkFail

TRACE = "x-taskcluster-trace-id"
"""Tells which call a request belongs to: each call of a test has a trace id of its own."""

TOKEN = "verifierTokenVerifierTokenVerifierTokenVeri"
"""The access token of every client of this server."""


@dataclass(frozen=True)
class Arrived:
    """A request as it came over the wire."""

    method: str
    target: str
    """Path and query."""
    headers: tuple[tuple[str, str], ...]
    """Names in lower case, in the order in which they came."""
    body: bytes
    problem: str | None = None
    """Why a server would refuse it."""

    def header(self, name: str) -> str | None:
        """The value of a header, which must not come twice."""
        values = [value for key, value in self.headers if key == name]
        assert len(values) < 2, f"{name} came {len(values)} times"
        return values[0] if values else None

    @property
    def scheme(self) -> str | None:
        """How the request proves who sent it."""
        if "bewit" in parse_qs(urlsplit(self.target).query):
            return "bewit"
        authorization = self.header("authorization")
        return None if authorization is None else authorization.split(" ")[0].lower()


@dataclass(frozen=True)
class Reply:
    """What the server sends back."""

    status: int
    headers: Mapping[str, str]
    body: bytes


def failure(status: int, code: str, message: str) -> Reply:
    """An error in Taskcluster's form."""
    body: dict[str, object] = {"code": code, "message": message, "requestInfo": {}}
    return Reply(status, {"content-type": "application/json"}, json.dumps(body).encode())


VERIFIED = failure(404, "ResourceNotFound", "the request is as it was signed")
"""What a request gets that nothing is wrong with, unless its call has a reply of its own."""


@dataclass
class Verifier:
    """The server: what arrived, and what it replies."""

    url: str = ""
    arrived: defaultdict[str, list[Arrived]] = field(
        default_factory=lambda: defaultdict[str, list[Arrived]](list)
    )
    """The requests of each call."""
    replies: dict[str, list[Reply | None]] = field(default_factory=dict[str, list[Reply | None]])
    """What the first requests of a call get instead of VERIFIED; `None` hangs up."""
    cookies: count[int] = field(default_factory=count)
    _nonces: set[tuple[str, str, str]] = field(default_factory=set[tuple[str, str, str]])

    def answer(self, request: Arrived) -> Reply | None:
        """Check a request as a server does, and choose its reply."""
        trace, problem = request.header(TRACE) or "", self._problem(request)
        self.arrived[trace].append(replace(request, problem=problem))
        if problem is not None:
            return failure(401, "AuthenticationFailed", problem)
        replies = self.replies.get(trace)
        return replies.pop(0) if replies else VERIFIED

    def _problem(self, request: Arrived) -> str | None:
        try:
            self._check(request)
        except (HawkFail, ValueError, KeyError) as error:
            return f"{type(error).__name__}: {error}"
        return None

    def _check(self, request: Arrived) -> None:
        # urllib splits `;…` off the last segment of an http URL, and mohawk would leave it out;
        # the scheme is no part of what is signed.
        url = f"wire://{request.header('host')}{request.target}"
        if request.scheme == "bewit":
            check_bewit(_padded(url), _lookUp)
        elif request.scheme == "hawk":
            Receiver(
                _lookUp,
                request.header("authorization"),
                url,
                request.method,
                content=BytesIO(request.body),
                content_type=request.header("content-type") or "",
                seen_nonce=self._seenNonce,
            )

    def _seenNonce(self, *nonce: str) -> bool:
        if nonce in self._nonces:
            return True
        self._nonces.add((nonce[0], nonce[1], nonce[2]))
        return False


def _lookUp(clientId: str) -> Mapping[str, str]:
    return {"id": clientId, "key": TOKEN, "algorithm": "sha256"}


def _padded(url: str) -> str:
    """The URL with its bewit in the alphabet and length that mohawk's check decodes."""
    head, _, bewit = url.rpartition("bewit=")
    return f"{head}bewit={bewit.translate(str.maketrans('-_', '+/'))}{'=' * (-len(bewit) % 4)}"


@contextmanager
def verifying() -> Generator[Verifier]:
    """Run the server on the loopback interface; it ends with the block."""
    verifier, started = Verifier(), threading.Event()
    loop = asyncio.new_event_loop()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(ConnectionError, asyncio.IncompleteReadError):
            await _converse(verifier, reader, writer)
        writer.close()

    async def main() -> None:
        server = await asyncio.start_server(serve, "127.0.0.1", 0)
        # By name: no HTTP library keeps cookies of a bare address.
        verifier.url = f"http://localhost:{server.sockets[0].getsockname()[1]}"
        started.set()
        with suppress(asyncio.CancelledError):
            await server.serve_forever()

    def run() -> None:
        with asyncio.Runner(loop_factory=lambda: loop) as runner:
            runner.run(main())

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    assert started.wait(10)
    try:
        yield verifier
    finally:
        for task in asyncio.all_tasks(loop):
            loop.call_soon_threadsafe(task.cancel)
        thread.join(10)


async def _converse(
    verifier: Verifier, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
) -> None:
    """Serve the requests of one connection."""
    connection = h11.Connection(h11.SERVER)
    while (request := await _receive(connection, reader)) is not None:
        reply = verifier.answer(request)
        if reply is None:
            return
        body = b"" if reply.status == 204 else reply.body
        # A cookie that no request may bring back.
        headers = {"set-cookie": f"seen{next(verifier.cookies) % 3}=yes; Path=/", **reply.headers}
        if reply.status != 204:
            headers["content-length"] = str(len(body))
        for event in (
            h11.Response(status_code=reply.status, headers=[*headers.items()]),
            h11.Data(data=body),
            h11.EndOfMessage(),
        ):
            writer.write(connection.send(event) or b"")
        await writer.drain()
        if connection.our_state is not h11.DONE or connection.their_state is not h11.DONE:
            return
        connection.start_next_cycle()


async def _receive(connection: h11.Connection, reader: asyncio.StreamReader) -> Arrived | None:
    """The next request of a connection, `None` at its end."""
    head: h11.Request | None = None
    body = b""
    while True:
        match event := connection.next_event():
            case h11.NEED_DATA:
                connection.receive_data(await reader.read(65536))
            case h11.Request():
                head = event
            case h11.Data():
                body += event.data
            case h11.EndOfMessage():
                assert head is not None
                names = [(name.decode(), value.decode("latin-1")) for name, value in head.headers]
                return Arrived(head.method.decode(), head.target.decode(), tuple(names), body)
            case _:
                return None
