"""Faults, each with the outcome of a call: run by tests, and listed on a documentation page."""

from __future__ import annotations

import asyncio
import gzip
import json
import socket
import ssl
import sys
import threading
import time
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache, partial
from types import ModuleType
from typing import Final, NoReturn, TypeAlias
from unittest.mock import Mock

import httpcore2
import httpx
import httpx2
import pytest
import trustme
from pydantic import JsonValue
from tests.core.client_kinds import CLIENT_KINDS as MOST_CLIENT_KINDS
from tests.core.client_kinds import OWN_AIOHTTP, OWN_HTTPX2, Api, Connect, Http
from tests.core.loopback import (
    Behaviour,
    Connection,
    Door,
    Json,
    Loopback,
    Received,
    encrypted,
    failure,
    loopback,
    message,
    opened,
    raw,
    resetAfter,
    respond,
    silent,
    trickle,
)
from tests.core.sample_service import Thing, ThingDefinition
from tests.core.secrets import ALL, SIGNED_URL, TEMPORARY, TOKEN

from tc_typed.core.errors import (
    AccessDenied,
    AuthenticationFailed,
    ClientClosed,
    FailedDependency,
    InputTooLarge,
    InputValidationError,
    InsufficientScopes,
    InternalServerError,
    InvalidCall,
    ProviderSetupFailed,
    RequestConflict,
    ResourceExpired,
    ResourceNotFound,
    TaskclusterAuthFailure,
    TaskclusterConnectionError,
    TaskclusterFailure,
    TaskclusterRestFailure,
    TaskclusterTimeout,
    TooManyRequests,
    UnexpectedResponse,
    UntrustedCertificate,
)
from tc_typed.core.options import AnyOptions
from tc_typed.core.transport.url import Origin

CLIENT_KINDS: Final = (*MOST_CLIENT_KINDS, OWN_AIOHTTP, *OWN_HTTPX2)
OWN: Final = tuple(kind for kind in CLIENT_KINDS if "own httpx" in kind)
POOLED: Final = tuple(kind for kind in CLIENT_KINDS if kind not in OWN)
ASYNC: Final = tuple(kind for kind in CLIENT_KINDS if kind.startswith("async"))
OWN_SYNC: Final = ("sync, own httpx", "sync, own httpx2")
BOUNDED: Final = tuple(kind for kind in CLIENT_KINDS if kind not in OWN_SYNC)
"""Client kinds whose timeout also limits the headers of a response."""
OVER_AIOHTTP: Final = ("async over aiohttp", OWN_AIOHTTP)
OVER_HTTPX: Final = tuple(kind for kind in CLIENT_KINDS if kind not in OVER_AIOHTTP)
NOT_OWN_AIOHTTP: Final = tuple(kind for kind in CLIENT_KINDS if kind != OWN_AIOHTTP)

HOOK_TOKEN: Final = "hookSecretHookSecretHookSecret"
PAYLOAD_SECRET: Final = "payloadSecretPayloadSecretPayload"
COOKIE: Final = "cookieSecretCookieSecretCookie"
PROXY_PASSWORD: Final = "proxySecretProxySecretProxy"
HEADER_SECRET: Final = "headerSecretHeaderSecretHeader"
SECRETS: Final = (*ALL, HOOK_TOKEN, PAYLOAD_SECRET, COOKIE, PROXY_PASSWORD, HEADER_SECRET)

NOW: Final = datetime(2026, 1, 31, 12, tzinfo=UTC)
SHORT: Final = 0.2
"""Timeout in seconds of attempts that are meant to time out."""

OK: Final = b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n"
HEADERS: Final = OK + b"content-length: 1000000\r\n\r\n"
CHUNKED: Final = OK + b"transfer-encoding: chunked\r\n\r\n"
GZIP: Final = OK + b"content-encoding: gzip\r\ncontent-length: 1000000\r\n\r\n"
THING: Final = b'{"name": "x"}'
LENGTH: Final = b"content-length: %d" % len(THING)

FOREIGN_ERRORS: Final[Mapping[str, Json | bytes]] = {
    "page": b"<h1>Sign in, please</h1>",
    "empty": b"",
    "another API": {"code": "NOT_FOUND", "message": "no such route", "token": TOKEN},
    "numeric code": {"code": 404, "message": "gone"},
    "code that is not a string": {"code": ["ResourceNotFound"], "message": {"text": "gone"}},
    "list": ["ResourceNotFound"],
    "infinity": b'{"code": Infinity}',
    "huge": b"x" * 2_000_000,
    "deep": b"[" * 100_000,
    "broken UTF-8": b"\xff\xfe\xfd",
}

BOMB: Final = gzip.compress(b" " * 1_000_000)

OWN_ERRORS: Final[Mapping[type[TaskclusterRestFailure], tuple[int, str]]] = {
    InputValidationError: (400, "InputValidationError"),
    AuthenticationFailed: (401, "AuthenticationFailed"),
    InsufficientScopes: (403, "InsufficientScopes"),
    ResourceNotFound: (404, "ResourceNotFound"),
    RequestConflict: (409, "RequestConflict"),
    ResourceExpired: (410, "ResourceExpired"),
    InputTooLarge: (413, "InputTooLarge"),
    FailedDependency: (424, "SomeNewCode"),
    AccessDenied: (403, "SomeNewCode"),
    TaskclusterRestFailure: (418, "SomeNewCode"),
}

ABSURD_WAITS: Final = {
    "negative": "-5",
    "empty": "",
    "text": "soon",
    "NaN": "nan",
    "0": "0",
    "past": "Sat, 01 Jan 2000 00:00:00 GMT",
    "invalid date": "Fri, 99 Foo 2026 99:99:99 GMT",
    "no time zone": "Fri, 31 Dec 2100 23:59:59 -0000",
    "non-ASCII": "é",
    "long": "x" * 5000,
}

LONG_WAITS: Final = {
    "an hour": "3600",
    "infinity": "inf",
    "huge": "1e400",
    "5,000 digits": "9" * 5000,
    "last date": "Fri, 31 Dec 9999 23:59:59 GMT",
}

REQUEST_TIMEOUT: Final = message(408, b"", {"connection": "close"})
_VARIABLES = ("http_proxy", "https_proxy", "all_proxy", "no_proxy")

NETWORK: Final[Mapping[str, Exception]] = {
    "httpx": httpx.ReadError(f"no {SIGNED_URL}"),
    "httpx2": httpx2.ReadError(f"no {SIGNED_URL}"),
    "OSError": OSError(5, "Input/output error"),
    "RuntimeError of asyncio": RuntimeError("attached to a different loop"),
    "EOFError": EOFError(),
    "too many redirects": httpx.TooManyRedirects("no"),
}


def definition() -> ThingDefinition:
    return ThingDefinition(created=NOW, payload={"secret": PAYLOAD_SECRET})


def trigger(client: Api) -> Thing:
    """Make the call of most faults: it changes state, and its path contains a secret token."""
    return client.triggerThing("x", HOOK_TOKEN, definition())


def reply(name: str) -> bytes:
    return message(200, json.dumps({"name": name}).encode(), {"set-cookie": f"session={COOKIE}"})


def echo(connection: Connection, request: Received) -> None:
    """Respond with the requested name."""
    connection.send(reply(request.segments[-3 if "trigger" in request.segments else -1]))


@dataclass
class Scenario:
    """Setting in which a fault occurs. A case changes it before the call."""

    connect: Connect
    stack: ExitStack
    patch: pytest.MonkeyPatch
    isRetried: bool
    options: AnyOptions = field(
        default_factory=lambda: AnyOptions(credentials=TEMPORARY, retries=2, delayFactor=0)
    )
    call: Callable[[Api], object] = trigger
    title: str = "sample.triggerThing"
    behaviours: list[Behaviour] = field(default_factory=list[Behaviour])
    """Behaviours for the requests that fail; all later requests get the right response."""
    doors: list[Door] = field(default_factory=list[Door])
    """Doors for the connections that fail; all later connections work."""
    good: Behaviour = echo
    context: ssl.SSLContext | None = None
    """TLS context of the server; `None` for plain HTTP."""
    url: str | None = None
    """Root URL of the client; `None` for the server's URL."""
    arriving: int | None = None
    """Number of requests that arrive by the end of the call; `None` for one per attempt."""
    isCounted: bool = True
    """Whether the number of requests is checked."""
    isWarm: bool = False
    """Whether a successful call is made before the tested one."""
    between: Callable[[], object] = lambda: None
    """Function to run between these two calls."""
    after: Callable[[], object] = lambda: None
    """Function to run after the tested call, before the successful call that follows."""
    recovers: bool = True
    """Whether the client can be used afterwards."""
    warnings: tuple[str, ...] = ()
    """Parts of the warnings that are logged."""
    server: Loopback | None = None

    @property
    def attempts(self) -> int:
        """Number of attempts that should fail."""
        return 1 + self.options.get("retries", 0) if self.isRetried else 1

    @property
    def http(self) -> Http:
        """User's own HTTP client, created on first use."""
        found = self.options.get("httpClient")
        if found is None:
            found = self.options["httpClient"] = self.connect.httpClient()
        assert isinstance(found, Http)
        return found

    def start(self, bound: socket.socket | None = None) -> None:
        """Start the server."""
        if self.server is not None:
            return
        last = opened if self.context is None else encrypted(self.context)
        self.server = self.stack.enter_context(
            loopback(*self.behaviours, self.good, doors=[*self.doors, last], bound=bound)
        )
        if self.context is not None:
            self.server.url = self.server.url.replace("http", "https")

    @property
    def rootUrl(self) -> str:
        if self.url is not None:
            return self.url
        assert self.server is not None
        return self.server.url


Case: TypeAlias = Callable[[Scenario], None]


@dataclass(frozen=True)
class Fault:
    """A fault: one line of the documentation page, with the cases that tests run."""

    text: str
    """Description of the fault on the page."""
    kind: type[TaskclusterFailure] | None
    """Class of the error; `None` if the call returns its result."""
    cases: Mapping[str, Case]
    isRetried: bool = False
    wasSent: bool = True
    """Whether the request may have reached the server; only for connection errors."""
    clientKinds: tuple[str, ...] = CLIENT_KINDS


# Cases of responses


def behaving(behaviour: Behaviour, **options: float) -> Case:
    """Create a case in which the server handles each attempt with the same behaviour."""

    def prepare(scenario: Scenario) -> None:
        change(scenario, options)
        scenario.behaviours = [behaviour] * scenario.attempts

    return prepare


def change(scenario: Scenario, options: Mapping[str, float]) -> None:
    for name, value in options.items():
        scenario.options[name] = value  # type: ignore[literal-required]  # all are numbers


def within(seconds: float, behaviour: Behaviour, **options: float) -> Case:
    """Like `behaving`, but with a short timeout and, to save time, without retries."""
    return behaving(behaviour, timeout=seconds, retries=0, **options)


def sending(*parts: bytes, thenHangUp: bool = True) -> Case:
    return behaving(raw(*parts, thenHangUp=thenHangUp))


def responding(
    body: Json | bytes, status: int = 200, headers: Mapping[str, str] | None = None
) -> Case:
    return behaving(respond(body, status, {"set-cookie": f"session={COOKIE}", **(headers or {})}))


def refusing(status: int, code: str, headers: Mapping[str, str] | None = None) -> Case:
    """Create a case in which Taskcluster itself responds with an error that contains secrets."""
    text = f'no: {{"accessToken": "{TOKEN}"}} for {SIGNED_URL}\n\n---\n* payload: {PAYLOAD_SECRET}'
    return behaving(failure(status, code, text, headers))


def encodedAs(encoding: str, body: bytes) -> bytes:
    return message(200, body, {"content-encoding": encoding})


def withHeaders(*lines: bytes, body: bytes = THING) -> bytes:
    return b"HTTP/1.1 200 OK\r\n" + b"\r\n".join(lines) + b"\r\n\r\n" + body


def refused(scenario: Scenario) -> None:
    """Refuse connections until after the call."""
    sock = scenario.stack.enter_context(socket.socket())
    sock.bind(("127.0.0.1", 0))
    scenario.url = f"http://127.0.0.1:{sock.getsockname()[1]}"
    scenario.arriving = 0
    scenario.after = partial(scenario.start, sock)


def unknown(scenario: Scenario) -> None:
    """Resolve the server's host name only after the call."""
    host, real, isKnown = "nowhere.example", socket.getaddrinfo, threading.Event()

    def resolve(name: str, *args: int, **kwargs: int) -> object:
        if name not in (host, host.encode()):
            return real(name, *args, **kwargs)
        if isKnown.is_set():
            return real("127.0.0.1", *args, **kwargs)
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    scenario.patch.setattr(socket, "getaddrinfo", resolve)
    scenario.start()
    scenario.url = scenario.rootUrl.replace("127.0.0.1", host)
    scenario.arriving = 0
    scenario.after = isKnown.set


def full(scenario: Scenario) -> None:
    """Block connecting until after the call."""
    listener = scenario.stack.enter_context(socket.create_server(("127.0.0.1", 0), backlog=0))
    waiting = [scenario.stack.enter_context(socket.socket()) for _ in range(4)]
    for sock in waiting:
        sock.setblocking(False)
        sock.connect_ex(listener.getsockname())
    scenario.url = f"http://127.0.0.1:{listener.getsockname()[1]}"
    scenario.options["timeout"], scenario.options["retries"] = SHORT, 0
    scenario.arriving = 0

    def free() -> None:
        for sock in waiting:
            sock.close()
        scenario.start(listener)

    scenario.after = free


def withSizeLimit(behaviour: Behaviour) -> Case:
    return behaving(behaviour, maxResponseSize=10_000)


CALLS: Final = (
    Fault(
        "Connection refused, or unknown host",
        TaskclusterConnectionError,
        {"refused": refused, "unknown host": unknown},
        isRetried=True,
        wasSent=False,
    ),
    Fault(
        "Connecting takes longer than `timeout`",
        TaskclusterTimeout,
        {"full": full},
        isRetried=True,
        wasSent=False,
        clientKinds=NOT_OWN_AIOHTTP,
    ),
    Fault(
        "The server hangs up or resets the connection before its response is complete",
        TaskclusterConnectionError,
        {
            "hang up before the response": sending(),
            "hang up in the headers": sending(HEADERS[:30]),
            "hang up in the body": sending(HEADERS, b'{"name": "'),
            "shorter than content-length": sending(HEADERS, THING),
            "unfinished chunk": sending(CHUNKED, b"ff\r\n{"),
            "no last chunk": sending(CHUNKED, b"d\r\n" + THING + b"\r\n"),
            "reset before the response": behaving(resetAfter(b"")),
            "reset in the headers": behaving(resetAfter(HEADERS[:30])),
            "reset in the body": behaving(resetAfter(HEADERS + b'{"name": "')),
            "100 Continue, then nothing": sending(b"HTTP/1.1 100 Continue\r\n\r\n"),
        },
        isRetried=True,
    ),
    Fault(
        "Invalid HTTP: another protocol, or an invalid status line or header",
        TaskclusterConnectionError,
        {
            "TLS": sending(b"\x16\x03\x01\x02\x00\x01\xfc\x03\x03\r\n\r\n"),
            "SSH": sending(b"SSH-2.0-OpenSSH_9.9\r\n", thenHangUp=True),
            "bad status": sending(b"HTTP/1.1 abc OK\r\n\r\n"),
            "no colon": sending(b"HTTP/1.1 200 OK\r\nno colon\r\n\r\n"),
            "secrets in a bad header": sending(
                b"HTTP/1.1 200 OK\r\nlocation " + SIGNED_URL.encode() + b"\r\n\r\n"
            ),
            "endless line": sending(b"HTTP/1.1 200 OK\r\n", b"x" * 200_000),
            "header of 1 MB": sending(withHeaders(b"x-long: " + b"x" * 2**20, LENGTH)),
            "two content-lengths": sending(withHeaders(LENGTH, b"content-length: 5")),
            "negative content-length": sending(withHeaders(b"content-length: -1")),
            "content-length of 5,000 digits": sending(
                withHeaders(b"content-length: " + b"9" * 5000)
            ),
            "content-length that is not a number": sending(withHeaders(b"content-length: many")),
        },
        isRetried=True,
    ),
    Fault(
        "Invalid chunks, which httpx-aiohttp may notice only after `timeout`",
        TaskclusterConnectionError,
        {
            "no chunk size": sending(CHUNKED, b"zz\r\n{}"),
            "no chunk size, and open": sending(CHUNKED, b"zz\r\n{}", thenHangUp=False),
        },
        isRetried=True,
        clientKinds=NOT_OWN_AIOHTTP,
    ),
    Fault(
        "The body is not valid gzip, or is cut off",
        TaskclusterConnectionError,
        {
            "invalid": behaving(raw(encodedAs("gzip", b"not gzip at all"), thenHangUp=False)),
            "cut off": behaving(
                raw(encodedAs("gzip", gzip.compress(THING)[:-9]), thenHangUp=False)
            ),
            "checksum": behaving(
                raw(encodedAs("gzip", gzip.compress(THING)[:-8] + b"\0" * 8), thenHangUp=False)
            ),
        },
        isRetried=True,
    ),
    Fault(
        "The body has an encoding that was not requested",
        UnexpectedResponse,
        {name: sending(encodedAs(name, THING)) for name in ("br", "zstd", "deflate", "gzip, gzip")},
    ),
    Fault(
        "The body is longer than `maxResponseSize`, as sent or decompressed",
        UnexpectedResponse,
        {
            "content-length": withSizeLimit(raw(HEADERS)),
            "huge content-length": sending(withHeaders(b"content-length: 1" + b"0" * 17)),
            "no content-length": withSizeLimit(raw(OK + b"\r\n", b" " * 20_000)),
            "chunked": withSizeLimit(raw(CHUNKED, b"fffff\r\n" + b" " * 20_000)),
            "gzip bomb": withSizeLimit(raw(encodedAs("gzip", BOMB))),
            "gzip bomb, chunked": withSizeLimit(
                raw(
                    CHUNKED.replace(b"\r\n\r\n", b"\r\ncontent-encoding: gzip\r\n\r\n"),
                    b"%x\r\n" % len(BOMB) + BOMB + b"\r\n0\r\n\r\n",
                )
            ),
        },
    ),
    Fault(
        "The body of a 5xx is too long, or has an encoding that was not requested",
        TaskclusterRestFailure,
        {
            "too long": withSizeLimit(respond(b"x" * 20_000, 500)),
            "encoded": behaving(respond(b"x", 503, {"content-encoding": "br"})),
        },
        isRetried=True,
    ),
    Fault(
        "No response, or only part of one, within `timeout`",
        TaskclusterTimeout,
        {
            "silence": behaving(silent, timeout=SHORT, retries=1),
            "trickling body": within(SHORT, trickle(HEADERS)),
            "trickling chunk size": within(SHORT, trickle(CHUNKED, b"0")),
            "trickling empty gzip": within(
                SHORT, trickle(GZIP + gzip.compress(b"")[:10], b"\x00\x00\x00\xff\xff")
            ),
        },
        isRetried=True,
        clientKinds=BOUNDED,
    ),
    Fault(
        "Response headers, or 1xx responses, trickle in for longer than `timeout`",
        TaskclusterTimeout,
        {
            "headers": within(SHORT, trickle(OK + b"x-long: ")),
            "endless 1xx": within(SHORT, trickle(b"", b"HTTP/1.1 100 Continue\r\n\r\n")),
        },
        isRetried=True,
        clientKinds=BOUNDED,
    ),
    Fault(
        "No response, or a body that trickles in, through your own sync `httpClient`",
        TaskclusterTimeout,
        {
            "silence": behaving(silent, timeout=SHORT, retries=1),
            "trickling body": within(SHORT, trickle(HEADERS)),
            "trickling empty gzip": within(
                SHORT, trickle(GZIP + gzip.compress(b"")[:10], b"\x00\x00\x00\xff\xff")
            ),
        },
        isRetried=True,
        clientKinds=OWN_SYNC,
    ),
    Fault(
        "Response headers trickle in through your own sync `httpClient`, until the server hangs up",
        TaskclusterConnectionError,
        {
            "headers": within(SHORT, trickle(OK + b"x-long: ", seconds=0.5)),
            "1xx": within(SHORT, trickle(b"", b"HTTP/1.1 100 Continue\r\n\r\n", seconds=0.5)),
        },
        isRetried=True,
        clientKinds=OWN_SYNC,
    ),
)


# Error responses


ERRORS: Final = (
    *(
        Fault(
            f"Taskcluster's own error {status}, `{code}`"
            if code != "SomeNewCode"
            else f"Taskcluster's own error {status} with a code unknown to this version",
            kind,
            {"own error": refusing(status, code)},
        )
        for kind, (status, code) in OWN_ERRORS.items()
    ),
    Fault(
        "Taskcluster's own error 429, `TooManyRequests`",
        TooManyRequests,
        {
            "no Retry-After": refusing(429, "TooManyRequests"),
            **{
                f"Retry-After {name}": refusing(429, "TooManyRequests", {"retry-after": value})
                for name, value in ABSURD_WAITS.items()
            },
        },
        isRetried=True,
    ),
    Fault(
        "The same with a `Retry-After` longer than `maxDelay`",
        TooManyRequests,
        {
            name: refusing(429, "TooManyRequests", {"retry-after": value})
            for name, value in LONG_WAITS.items()
        },
    ),
    Fault(
        "Taskcluster's own error 500, `InternalServerError`",
        InternalServerError,
        {"own error": refusing(500, "InternalServerError")},
        isRetried=True,
    ),
    Fault(
        "Taskcluster's own error 503, `ProviderSetupFailed`",
        ProviderSetupFailed,
        {"own error": refusing(503, "ProviderSetupFailed")},
        isRetried=True,
    ),
    Fault(
        "A 4xx error that is not Taskcluster's own: a page, JSON of another API, or a bad body",
        UnexpectedResponse,
        {
            **{
                f"{name} ({status})": responding(body, status)
                for status in (400, 404)
                for name, body in FOREIGN_ERRORS.items()
            },
            **{
                f"page ({status})": responding(b"<p>no</p>", status)
                for status in (401, 403, 405, 407, 409, 410, 413, 424, 451, 499)
            },
        },
    ),
    Fault(
        "A 429 or 5xx error that is not Taskcluster's own",
        TaskclusterRestFailure,
        {
            **{f"{name} (502)": responding(body, 502) for name, body in FOREIGN_ERRORS.items()},
            **{
                f"page ({status})": responding(b"<p>no</p>", status)
                for status in (429, 500, 503, 504, 599)
            },
        },
        isRetried=True,
    ),
    Fault(
        "Taskcluster's own error with a huge or unprintable message",
        ResourceNotFound,
        {
            "huge": behaving(failure(404, "ResourceNotFound", "x" * 2_000_000)),
            "many lines": behaving(failure(404, "ResourceNotFound", "x\n" * 100_000)),
            "lone surrogates": behaving(failure(404, "ResourceNotFound", "\ud800 \udfff")),
            "control characters": behaving(failure(404, "ResourceNotFound", "\x1b[2J\x00\r\x07")),
            "huge unknown code": behaving(failure(404, "X" * 1_000_000, "no")),
            "unknown code with line breaks": behaving(failure(404, "a\nb\x1b[2J", "no")),
        },
    ),
    Fault(
        "A redirect, which is never followed",
        UnexpectedResponse,
        {
            **{
                f"{status} elsewhere": responding(b"", status, {"location": SIGNED_URL})
                for status in (300, 301, 302, 304, 307, 308)
            },
            **{
                f"to {name}": responding(b"", 302, {"location": location})
                for name, location in {
                    "a relative URL": f"/elsewhere?token={TOKEN}",
                    "a password": f"https://user:{TOKEN}@elsewhere.example/",
                    "a fragment": f"https://elsewhere.example/#access_token={TOKEN}",
                    "an invalid URL": "http://[",
                    "empty": "",
                    "a long URL": "https://elsewhere.example/" + "x" * 5000,
                    "control characters": "https://elsewhere.example/\x1b[2J\x07",
                    "non-ASCII": "https://é.example/漢".encode().decode("latin-1"),
                }.items()
            },
            "303 with another body": responding(b"", 303, {"location": SIGNED_URL}),
        },
    ),
)


# False successes


def problems(count: int) -> bytes:
    return json.dumps({"name": "x", "label": {"text": [1]}, "state": ["?"] * count}).encode()


def listing(body: bytes) -> Case:
    """Create a case of a call for a list, whose response can have many problems."""

    def prepare(scenario: Scenario) -> None:
        responding(body)(scenario)
        scenario.call = lambda client: client.listThings()
        scenario.title = "sample.listThings"

    return prepare


SUCCESSES: Final = (
    Fault(
        "204 or an empty body instead of JSON",
        UnexpectedResponse,
        {
            "204": sending(b"HTTP/1.1 204 No Content\r\n\r\n"),
            "empty": responding(b""),
            "blank": responding(b"  \n"),
        },
    ),
    Fault(
        "A success that is not JSON, or does not match the contract",
        UnexpectedResponse,
        {
            "page": responding(b"<html>Welcome to the Wi-Fi</html>"),
            "cut off": responding(b'{"name": "x"'),
            "another shape": responding({"things": [], "token": TOKEN}),
            "wrong types": responding({"name": [TOKEN], "label": {"text": {"seed": TOKEN}}}),
            "list": responding([{"name": "x"}]),
            "text": responding("x"),
            "null": responding(None),
            "deep": responding(b'{"name": "x", "deep": ' + b"[" * 100_000 + b"]" * 100_000 + b"}"),
            "deep and cut off": responding(b"[" * 100_000),
            "BOM": responding(b"\xef\xbb\xbf" + THING),
            "UTF-16": responding('{"name": "x"}'.encode("utf-16")),
            "invalid UTF-8": responding(b'{"name": "\xff"}'),
            "lone surrogate": responding(b'{"name": "\\ud800"}'),
            "lone surrogate as a key": responding(b'{"\\ud800": 1}'),
            "number of 5,000 digits": responding(b'{"name": ' + b"9" * 5000 + b"}"),
            "100,000 problems": listing(json.dumps({"things": [{}] * 100_000}).encode()),
            "huge": responding(b'"' + b"x" * 2_000_000),
            "206": responding({"name": 1}, 206),
        },
    ),
    Fault(
        "Odd but acceptable JSON: duplicate keys (the last one wins), NaN in additional properties",
        None,
        {
            "duplicate keys": responding(b'{"name": "y", "name": "x"}'),
            "NaN": responding(b'{"name": "x", "score": NaN}'),
            "no content type": sending(withHeaders(LENGTH)),
            "another content type": responding(THING, 200, {"content-type": "\xff/\xfe; é"}),
            "201": responding({"name": "x"}, 201),
            "gzip": sending(encodedAs("gzip", gzip.compress(THING))),
            "gzip with trailing data": sending(encodedAs("x-gzip", gzip.compress(THING) + b"rest")),
            "non-ASCII headers": sending(
                withHeaders(b"x-one: \xff", "x-two: é漢".encode(), b"server:", LENGTH)
            ),
            "empty content-encoding": sending(encodedAs("", THING)),
            "no length": sending(withHeaders(b"x: y")),
            "1xx before": sending(b"HTTP/1.1 103 Early Hints\r\nlink: x\r\n\r\n", reply("x")),
        },
    ),
    Fault(
        "More than 128 headers, over aiohttp",
        TaskclusterConnectionError,
        {"10,000": sending(withHeaders(*[b"x-%d: y" % n for n in range(10_000)], LENGTH))},
        isRetried=True,
        clientKinds=OVER_AIOHTTP,
    ),
    Fault(
        "Many headers, over httpx, up to about 100 kB",
        None,
        {"5,000": sending(withHeaders(*[b"x-%d: y" % n for n in range(5_000)], LENGTH))},
        clientKinds=OVER_HTTPX,
    ),
)


# Persistent connections


def whileIdle(behaviour: Behaviour, seconds: float = 0.03) -> Case:
    """Create a case in which a behaviour affects the idle connection that a good call leaves."""

    def prepare(scenario: Scenario) -> None:
        done = threading.Event()

        def behave(connection: Connection, request: Received) -> None:
            try:
                behaviour(connection, request)
            finally:
                done.set()

        def wait() -> None:
            done.wait(5)
            time.sleep(seconds)

        scenario.behaviours = [behave]
        scenario.isWarm = True
        scenario.between = wait

    return prepare


def sent(*parts: bytes, thenHangUp: bool = False, pause: float = 0.03) -> Behaviour:
    """Send the right response, and something more later."""

    def behave(connection: Connection, request: Received) -> None:
        echo(connection, request)
        for part in parts:
            connection.pause(pause)
            connection.send(part)
        if thenHangUp:
            connection.hangUp()

    return behave


def resets(connection: Connection, request: Received) -> None:
    echo(connection, request)
    connection.pause(0.05)
    connection.reset()


def late(scenario: Scenario) -> None:
    """Send the response after the call has timed out."""
    done = threading.Event()

    def behave(connection: Connection, _: Received) -> None:
        connection.pause(2 * SHORT)
        with suppress(OSError):
            connection.send(reply("late"))
        done.set()

    within(SHORT, behave)(scenario)
    scenario.after = lambda: done.wait(5)


FOREIGN: Final = reply("foreign")

UNREQUESTED: Final[Mapping[str, Behaviour]] = {
    "408": sent(REQUEST_TIMEOUT, thenHangUp=True),
    "408 that stays open": sent(REQUEST_TIMEOUT),
    "another response": sent(FOREIGN),
    "other responses": sent(FOREIGN, FOREIGN),
    "garbage": sent(b"garbage\r\n\r\n"),
    "blank lines": sent(b"\r\n\r\n"),
    "half a response": sent(FOREIGN[:-5]),
}


def followedBy(rest: bytes) -> Case:
    """Create a case in which more bytes directly follow the response of a good call."""

    def prepare(scenario: Scenario) -> None:
        whileIdle(lambda connection, seen: connection.send(reply(seen.segments[-1]) + rest))(
            scenario
        )
        scenario.isCounted = False

    return prepare


KEPT: Final = (
    Fault(
        "The server closes or resets an idle connection",
        None,
        {
            "closed": whileIdle(sent(thenHangUp=True)),
            "closed later": whileIdle(sent(b"", thenHangUp=True)),
            "reset": whileIdle(resets),
            "false keep-alive": whileIdle(raw(message(200, THING, {"connection": "keep-alive"}))),
        },
    ),
    Fault(
        "The server sends something unrequested, such as a 408, on an idle connection",
        None,
        {name: whileIdle(behaviour) for name, behaviour in UNREQUESTED.items()},
        clientKinds=NOT_OWN_AIOHTTP,
    ),
    Fault(
        "A response is longer than its `content-length`: retried if necessary",
        None,
        {"by a byte": followedBy(b"}"), "by a line": followedBy(b"garbage\r\n\r\n")},
        isRetried=True,
        clientKinds=NOT_OWN_AIOHTTP,
    ),
    Fault(
        "A second response directly follows the first, in a client without `httpClient`: retried "
        "if necessary",
        None,
        {"another response": followedBy(FOREIGN), "a 408": followedBy(REQUEST_TIMEOUT)},
        isRetried=True,
        clientKinds=POOLED,
    ),
    Fault(
        "A response arrives after its call has timed out: no other call gets it",
        TaskclusterTimeout,
        {"late": late},
        isRetried=True,
    ),
    Fault(
        "HTTP/1.0, or a false `connection` header",
        None,
        {
            "1.0 until the end": whileIdle(raw(b"HTTP/1.0 200 OK\r\n\r\n" + THING)),
            "1.0 kept": whileIdle(
                raw(
                    b"HTTP/1.0 200 OK\r\nconnection: keep-alive\r\n" + LENGTH + b"\r\n\r\n" + THING,
                    thenHangUp=False,
                )
            ),
            "1.0 not closed": whileIdle(
                raw(b"HTTP/1.0 200 OK\r\n" + LENGTH + b"\r\n\r\n" + THING, thenHangUp=False)
            ),
            "false close": whileIdle(
                raw(message(200, THING, {"connection": "close"}), thenHangUp=False)
            ),
        },
    ),
)


# TLS


@cache
def authority() -> trustme.CA:
    return trustme.CA()


def certified(issuer: trustme.CA, name: str, notAfter: datetime | None = None) -> ssl.SSLContext:
    """Create the TLS context of a server."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    issuer.issue_cert(  # pyright: ignore[reportUnknownMemberType]  # its signature has a type of a package that isn't installed
        name, not_before=NOW - timedelta(days=365 * 10), not_after=notAfter
    ).configure_cert(context)
    return context


def trusted() -> ssl.SSLContext:
    return certified(authority(), "127.0.0.1")


def trusting(scenario: Scenario) -> None:
    """Make clients trust only the authority of these tests."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    authority().configure_trust(context)  # pyright: ignore[reportUnknownMemberType]  # see above
    scenario.patch.setattr(ssl, "create_default_context", Mock(return_value=context))
    scenario.patch.setattr(httpcore2, "default_ssl_context", Mock(return_value=context))

    def contextFor(origin: Origin) -> ssl.SSLContext | None:
        return context if origin.scheme == "https" else None

    for module in ("transport.httpx.sync", "transport.httpx.aio", "transport.aiohttp"):
        name = f"tc_typed.core.{module}.sslContext"
        if sys.modules.get(f"tc_typed.core.{module}") is not None:
            scenario.patch.setattr(name, contextFor)


def tls(door: Door, *, isEncrypted: bool = True, **options: float) -> Case:
    """Create a case in which the door of each attempt's TLS connection fails."""

    def prepare(scenario: Scenario) -> None:
        trusting(scenario)
        scenario.context = trusted() if isEncrypted else None
        change(scenario, options)
        scenario.doors = [door] * scenario.attempts
        scenario.arriving = 0

    return prepare


def plain(peer: socket.socket, _: threading.Event) -> None:
    """Respond to the TLS handshake as to a bad HTTP request."""
    peer.recv(4096)
    peer.sendall(b"HTTP/1.1 400 Bad Request\r\ncontent-length: 0\r\n\r\n")


def cut(peer: socket.socket, _: threading.Event) -> None:
    """Hang up after the client's first message of the handshake."""
    peer.recv(4096)


def cutLater(peer: socket.socket, _: threading.Event) -> None:
    """Hang up in the middle of the server's first message of the handshake."""
    peer.recv(4096)
    peer.sendall(b"\x16\x03\x03\x00\x7a\x02\x00\x00")


def hanging(peer: socket.socket, stopping: threading.Event) -> None:
    stopping.wait(10)


def wrongCertificate(name: str, door: Callable[[], Door]) -> tuple[str, Case]:
    return name, lambda scenario: tls(door())(scenario)  # noqa: PLW0108  # created when needed


TLS: Final = (
    Fault(
        "The certificate is from an unknown authority, is for another host, or has expired",
        UntrustedCertificate,
        dict(
            (
                wrongCertificate(
                    "untrusted", lambda: encrypted(certified(trustme.CA(), "127.0.0.1"))
                ),
                wrongCertificate(
                    "another host", lambda: encrypted(certified(authority(), "other.example"))
                ),
                wrongCertificate(
                    "expired",
                    lambda: encrypted(
                        certified(authority(), "127.0.0.1", datetime(2025, 1, 1, tzinfo=UTC))
                    ),
                ),
            )
        ),
        wasSent=False,
    ),
    Fault(
        "The server doesn't speak TLS, or hangs up during the handshake",
        TaskclusterConnectionError,
        {"no TLS": tls(plain), "cut": tls(cut), "cut later": tls(cutLater)},
        isRetried=True,
        wasSent=False,
    ),
    Fault(
        "The handshake takes longer than `timeout`",
        TaskclusterTimeout,
        {"hang": tls(hanging, timeout=SHORT, retries=0)},
        isRetried=True,
        wasSent=False,
        clientKinds=NOT_OWN_AIOHTTP,
    ),
    Fault(
        "`rootUrl` begins with http, but the server speaks TLS",
        TaskclusterConnectionError,
        {
            "TLS": lambda scenario: tls(encrypted(trusted()), isEncrypted=False)(scenario)  # noqa: PLW0108  # see above
        },
        isRetried=True,
    ),
)


# Proxies


def useProxy(scenario: Scenario, url: str) -> None:
    for name in _VARIABLES:
        scenario.patch.delenv(name, raising=False)
        scenario.patch.delenv(name.upper(), raising=False)
    scenario.patch.setenv("HTTP_PROXY", url)
    scenario.patch.setenv("http_proxy", url)
    scenario.patch.setenv("HTTPS_PROXY", url)


def tunnel(connection: Connection, request: Received) -> None:
    """Act as a working proxy, and as the server behind it."""
    if request.method != "CONNECT":
        echo(connection, request)
        return
    connection.send(b"HTTP/1.1 200 Connection established\r\n\r\n")
    connection.startTls(certified(authority(), "tc.example"))


def proxied(scheme: str, *behaviours: Behaviour, **options: float) -> Case:
    """Create a case in which a proxy handles each request or CONNECT with these behaviours."""

    def prepare(scenario: Scenario) -> None:
        trusting(scenario)
        change(scenario, options)
        scenario.behaviours = [it for _ in range(scenario.attempts) for it in behaviours]
        scenario.good = tunnel
        scenario.url = f"{scheme}://tc.example"
        scenario.start()
        assert scenario.server is not None
        port = scenario.server.url.rpartition(":")[2]
        useProxy(scenario, f"http://user:{PROXY_PASSWORD}@127.0.0.1:{port}")

    return prepare


def proxyRefused(scheme: str) -> Case:
    def prepare(scenario: Scenario) -> None:
        trusting(scenario)
        refused(scenario)
        assert scenario.url is not None
        useProxy(scenario, scenario.url.replace("//", f"//user:{PROXY_PASSWORD}@"))
        scenario.good = tunnel
        scenario.url = f"{scheme}://tc.example"

    return prepare


def unusableProxy(url: str) -> Case:
    def prepare(scenario: Scenario) -> None:
        scenario.url = "https://tc.example"
        useProxy(scenario, url)
        scenario.arriving = 0
        # A client keeps using the same proxy; only a new client could recover.
        scenario.recovers = False

    return prepare


CUT_TUNNELS: Final[Mapping[str, Case]] = {
    "no HTTP": proxied("https", raw(b"garbage\r\n\r\n")),
    "cut": proxied("https", raw()),
    "reset": proxied("https", resetAfter(b"")),
    "cut in the status line": proxied("https", raw(b"HTTP/1.1 200")),
}

PROXIES: Final = (
    Fault(
        "The proxy refuses connections",
        TaskclusterConnectionError,
        {scheme: proxyRefused(scheme) for scheme in ("http", "https")},
        isRetried=True,
        wasSent=False,
    ),
    Fault(
        "The proxy responds with 407, 502 or a page instead of opening a tunnel",
        TaskclusterConnectionError,
        {
            "407": proxied("https", respond(b"<p>Who are you?</p>", 407)),
            "502": proxied("https", respond(b"<p>Bad Gateway</p>", 502)),
            "200 without a tunnel": proxied("https", raw(message(200, b"<p>Hello</p>"))),
            "400 after 200": proxied(
                "https", raw(b"HTTP/1.1 200 OK\r\n\r\n", b"HTTP/1.1 400 No\r\n\r\n")
            ),
        },
        isRetried=True,
        wasSent=False,
    ),
    Fault(
        "The proxy hangs up or sends invalid HTTP when asked for a tunnel",
        TaskclusterConnectionError,
        CUT_TUNNELS,
        isRetried=True,
        wasSent=False,
        clientKinds=NOT_OWN_AIOHTTP,
    ),
    Fault(
        "The proxy does not open a tunnel within `timeout`",
        TaskclusterTimeout,
        {"hang": proxied("https", silent, timeout=SHORT, retries=0)},
        isRetried=True,
        wasSent=False,
        clientKinds=NOT_OWN_AIOHTTP,
    ),
    Fault(
        "The proxy of an http deployment responds with 407",
        UnexpectedResponse,
        {"407": proxied("http", respond(b"<p>Who are you?</p>", 407))},
    ),
    Fault(
        "The proxy of an http deployment responds with 502",
        TaskclusterRestFailure,
        {"502": proxied("http", respond(b"<p>Bad Gateway</p>", 502))},
        isRetried=True,
    ),
    Fault(
        "The proxy of an http deployment hangs up",
        TaskclusterConnectionError,
        {"cut": proxied("http", raw())},
        isRetried=True,
    ),
    Fault(
        "The environment has an invalid proxy URL",
        InvalidCall,
        {
            "port": unusableProxy(f"http://user:{PROXY_PASSWORD}@proxy.example:port"),
            "no host": unusableProxy(f"http://user:{PROXY_PASSWORD}@:3128"),
            "SOCKS 4": unusableProxy(f"socks4://user:{PROXY_PASSWORD}@proxy.example:1080"),
            "brackets": unusableProxy(f"http://user:{PROXY_PASSWORD}@[proxy.example:3128"),
        },
        clientKinds=POOLED,
    ),
)


# Callers' arguments


def calling(call: Callable[[Api], object], title: str) -> Case:
    def prepare(scenario: Scenario) -> None:
        scenario.call, scenario.title, scenario.arriving = call, f"sample.{title}", 0

    return prepare


def getting(name: object) -> Case:
    return calling(lambda client: client.getThing(name), "getThing")  # type: ignore[arg-type]  # what is tested


def listingWith(limit: object) -> Case:
    return calling(lambda client: client.listThings(limit=limit), "listThings")  # type: ignore[arg-type]  # what is tested


def putting(payload: object) -> Case:
    return calling(lambda client: client.putThing("x", payload), "putThing")  # type: ignore[arg-type]  # what is tested


def changed(key: str, value: object) -> Case:
    """Create a case in which a payload was changed after its validation."""

    def call(client: Api) -> object:
        payload = definition()
        content: object = payload.payload
        assert isinstance(content, dict)
        content[key] = value  # pyright: ignore[reportArgumentType]  # what is tested
        return client.putThing("x", payload)

    return calling(call, "putThing")


def deep() -> JsonValue:
    value: JsonValue = []
    for _ in range(100_000):
        value = [value]
    return value


def circle() -> JsonValue:
    value: list[JsonValue] = []
    value.append(value)
    return value


class Unprintable:
    """An object whose repr fails."""

    def __repr__(self) -> str:
        raise KeyError(TOKEN)

    __str__ = __repr__


class UnprintableError(Exception):
    """An exception whose message can't be read."""

    def __str__(self) -> str:
        raise KeyError(TOKEN)


def withOptions(**options: object) -> Case:
    """Create a case that passes options to `use()`, which checks them like a new client."""

    def prepare(scenario: Scenario) -> None:
        scenario.call = lambda client: client.use(**options)  # type: ignore[arg-type]  # what is tested
        scenario.title, scenario.arriving = "", 0

    return prepare


def withCredentials(credentials: object) -> Case:
    def prepare(scenario: Scenario) -> None:
        def call(client: Api) -> object:
            # The copy is not closed: creating it should fail.
            return trigger(client.use(credentials=credentials))  # type: ignore[arg-type]  # what is tested

        scenario.call, scenario.title, scenario.arriving = call, "", 0

    return prepare


def withProvider(provider: Callable[[], object]) -> Case:
    def prepare(scenario: Scenario) -> None:
        scenario.call = lambda client: trigger(client.use(credentials=provider))  # type: ignore[arg-type]  # what is tested
        scenario.arriving = 0

    return prepare


def raising(error: BaseException) -> Callable[..., NoReturn]:
    """Return a function that raises an exception each time, without its earlier traceback."""

    def fail(*_: object) -> NoReturn:
        raise error.with_traceback(None)

    return fail


def slowProvider(scenario: Scenario) -> None:
    async def provide() -> None:
        await asyncio.sleep(10)

    def call(client: Api) -> object:
        return trigger(client.use(credentials=provide, totalTimeout=SHORT))

    scenario.call, scenario.arriving = call, 0


def asyncProvider(scenario: Scenario) -> None:
    async def provide() -> None:
        pass

    withProvider(provide)(scenario)


def withFailingHook(error: BaseException) -> Case:
    def prepare(scenario: Scenario) -> None:
        scenario.options["onAttempt"] = raising(error)
        scenario.behaviours = [echo]
        scenario.warnings = ("onAttempt failed",)

    return prepare


SECONDS: Final = {
    "1e10": 1e10,
    "NaN": float("nan"),
    "infinity": float("inf"),
    "-1": -1,
    "huge": 10**400,
    "5,000 digits": 10**5000,
    "True": True,
    "text": "30",
    "list": [30],
    "unprintable": Unprintable(),
}

ARGUMENTS: Final = (
    Fault(
        "A route argument or query parameter has the wrong type, is not Unicode, or is too long",
        InvalidCall,
        {
            **{
                f"route: {name}": getting(value)
                for name, value in {
                    "None": None,
                    "True": True,
                    "float": 1.5,
                    "bytes": b"x",
                    "list": ["x"],
                    "empty": "",
                    "..": "..",
                    "lone surrogate": "\ud800",
                    "5,000 digits": 10**5000,
                    "huge": "x" * 100_000,
                    "unprintable": Unprintable(),
                }.items()
            },
            **{
                f"query: {name}": listingWith(value)
                for name, value in {
                    "True": True,
                    "NaN": float("nan"),
                    "list": [1],
                    "lone surrogate": "\udfff",
                    "5,000 digits": -(10**5000),
                    "huge": "x" * 100_000,
                    "unprintable": Unprintable(),
                }.items()
            },
        },
    ),
    Fault(
        "The payload has the wrong type, or contains a value that JSON can't represent",
        InvalidCall,
        {
            **{
                f"type: {name}": putting(value)
                for name, value in {
                    "None": None,
                    "dict": {"created": NOW, "payload": {"secret": PAYLOAD_SECRET}},
                    "list": [definition()],
                    "another model": Thing(name="x"),
                    "class": ThingDefinition,
                    "unprintable": Unprintable(),
                }.items()
            },
            **{
                f"changed: {name}": changed("x", value)
                for name, value in {
                    "NaN": float("nan"),
                    "infinity": [float("-inf")],
                    "object": object(),
                    "unprintable": Unprintable(),
                    "bytes": b"\xff",
                    "lone surrogate": "\ud800",
                    "lone surrogate as a key": {"\ud800": 1},
                    "circle": circle(),
                    "deep": deep(),
                }.items()
            },
        },
    ),
    Fault(
        "An option is out of range, has the wrong type, or is unknown",
        InvalidCall,
        {
            **{
                f"{option}={name}": withOptions(**{option: value})
                for option in ("timeout", "totalTimeout", "maxDelay", "delayFactor")
                for name, value in SECONDS.items()
            },
            **{
                f"{option}={name}": withOptions(**{option: value})
                for option in ("retries", "maxResponseSize", "randomizationFactor")
                for name, value in SECONDS.items()
                if name in ("NaN", "-1", "True", "text", "unprintable")
            },
            **{
                f"rootUrl={name}": withOptions(rootUrl=value)
                for name, value in {
                    "empty": "",
                    "number": 5,
                    "bytes": b"https://tc.example",
                    "no scheme": "tc.example",
                    "port": "http://tc.example:99999",
                    "brackets": "http://[::1",
                    "password": f"https://user:{TOKEN}@tc.example",
                    "lone surrogate": "http://\ud800",
                    "line break": "http://tc.example\n",
                }.items()
            },
            "httpClient": withOptions(httpClient=Unprintable()),
            "onAttempt": withOptions(onAttempt="print"),
            "traceId": withOptions(traceId="a\r\nb"),
            "application": withOptions(application="é"),
            "authorizedScopes": withOptions(authorizedScopes="queue:*"),
            "scheme": withOptions(serviceDiscoveryScheme=["default"]),
            "unknown": withOptions(retires=5),
        },
    ),
    Fault(
        "The credentials are unusable",
        TaskclusterAuthFailure,
        {
            "number": withCredentials(5),
            "list": withCredentials([TOKEN]),
            "incomplete": withCredentials({"clientId": "x"}),
            "keys that are not strings": withCredentials({"clientId": "x", 5: 6, None: 7}),
            "wrong names": withCredentials({"clientId": "x", "token": TOKEN}),
            "certificate": withCredentials(
                {"clientId": "x", "accessToken": TOKEN, "certificate": f"{{{TOKEN}"}
            ),
            "line break": withCredentials({"clientId": "x\n", "accessToken": f"{TOKEN}\n"}),
            "non-ASCII": withCredentials({"clientId": "x", "accessToken": f"{TOKEN}é"}),
            "wrong types": withCredentials({"clientId": 5, "accessToken": TOKEN.encode()}),
        },
    ),
    Fault(
        "The credentials provider fails, or returns unusable credentials",
        TaskclusterAuthFailure,
        {
            "ValueError": withProvider(raising(ValueError(f'{{"accessToken": "{TOKEN}"}}'))),
            "unprintable": withProvider(raising(UnprintableError())),
            "group": withProvider(raising(ExceptionGroup("all", [KeyError("x")]))),
            "timeout": withProvider(raising(TimeoutError())),
            "number": withProvider(lambda: 5),
            "incomplete": withProvider(lambda: {"clientId": "x"}),
            "arguments": withProvider(lambda _: None),  # type: ignore[arg-type, misc]  # what is tested
        },
    ),
    Fault(
        "The credentials provider of a sync client is async",
        InvalidCall,
        {"async": asyncProvider},
        clientKinds=("sync", *OWN_SYNC),
    ),
    Fault(
        "The credentials provider of an async client takes longer than `totalTimeout`",
        TaskclusterTimeout,
        {"slow": slowProvider},
        wasSent=False,
        clientKinds=ASYNC,
    ),
    Fault(
        "`onAttempt` raises an exception, which is logged",
        None,
        {
            "ValueError": withFailingHook(ValueError(SIGNED_URL)),
            "unprintable": withFailingHook(UnprintableError()),
            "group": withFailingHook(ExceptionGroup("all", [KeyError("x")])),
            "ours": withFailingHook(TaskclusterFailure("x", "y")),
        },
    ),
)


# Users' own httpx clients


def packageOf(http: Http) -> ModuleType:
    """Return the package of the user's client."""
    return httpx2 if isinstance(http, httpx2.Client | httpx2.AsyncClient) else httpx


def isAsync(http: Http) -> bool:
    return isinstance(http, httpx.AsyncClient | httpx2.AsyncClient)


def inClient(change: Callable[[Http], object], *, arriving: int | None = 0) -> Case:
    """Create a case in which the user's client is faulty, and is restored after the call."""

    def prepare(scenario: Scenario) -> None:
        http = scenario.http
        names = ("event_hooks", "headers", "_transport")  # mocks replace the transport
        parts: dict[str, object] = {name: getattr(http, name) for name in names}
        change(http)
        scenario.arriving = arriving

        def restore() -> None:
            for name, part in (*parts.items(), ("auth", None)):
                setattr(http, name, part)

        scenario.after = restore

    return prepare


def hooking(event: str, error: BaseException) -> Case:
    fail = raising(error)

    async def failAsync(*_: object) -> None:
        fail()

    def change(http: Http) -> None:
        http.event_hooks = {event: [failAsync if isAsync(http) else fail]}

    if event == "request":
        return inClient(change)
    # A response hook runs after the request was sent.
    return inClient(change, arriving=None)


def mocked(respond: Callable[[ModuleType], object]) -> Case:
    """Create a case in which the transport of the user's client calls a function."""

    def change(http: Http) -> None:
        package = packageOf(http)

        def handle(_: object) -> object:
            return respond(package)

        setattr(http, "_transport", package.MockTransport(handle))  # noqa: B010  # its type depends on the package

    return inClient(change)


def withDefaultHeader(name: str, value: bytes) -> Case:
    def change(http: Http) -> None:
        http.headers = [(name.encode(), value)]

    return inClient(change)


def authorizing(error: Exception) -> Case:
    """Create a case in which the auth of the user's client fails."""

    def change(http: Http) -> None:
        http.auth = raising(error)

    def prepare(scenario: Scenario) -> None:
        inClient(change)(scenario)
        scenario.options["credentials"] = None

    return prepare


class Body(
    httpx.SyncByteStream, httpx.AsyncByteStream, httpx2.SyncByteStream, httpx2.AsyncByteStream
):
    """A body that fails after its first bytes."""

    def __init__(self, error: Exception) -> None:
        self._error = error

    def __iter__(self) -> Iterator[bytes]:
        yield b'{"name": '
        raise self._error

    async def __aiter__(self) -> AsyncIterator[bytes]:
        yield b'{"name": '
        raise self._error


def breaking(error: Exception) -> Case:
    return mocked(lambda package: package.Response(200, stream=Body(error)))


def closedResponse(package: ModuleType) -> object:
    response = package.Response(200, stream=Body(ValueError()))
    response.is_closed = True
    return response


def closedHttp(scenario: Scenario) -> None:
    scenario.connect.closeHttp(scenario.http)
    scenario.arriving, scenario.recovers = 0, False


def tolerated(prepare: Callable[[Http], object]) -> Case:
    """Create a case with harmless settings of the user's client."""

    def change(scenario: Scenario) -> None:
        prepare(scenario.http)
        scenario.behaviours = [echo]

    return change


def raiseForStatus(http: Http) -> None:
    def check(response: httpx.Response) -> None:
        response.raise_for_status()

    async def checkAsync(response: httpx.Response) -> None:
        response.raise_for_status()

    http.event_hooks = {"response": [checkAsync if isAsync(http) else check]}


def readBefore(http: Http) -> None:
    def read(response: httpx.Response) -> None:
        response.read()

    async def readAsync(response: httpx.Response) -> None:
        await response.aread()

    http.event_hooks = {"response": [readAsync if isAsync(http) else read]}


def setBaseUrl(http: Http) -> None:
    http.base_url = "http://nowhere.invalid/base/"


def setParameters(http: Http) -> None:
    http.params = {"é": "漢 &"}


def setCookies(http: Http) -> None:
    http.cookies = {"session": COOKIE}


def setHeaders(http: Http) -> None:
    http.headers = [(b"x-name", "é漢".encode())]


def statusHook(scenario: Scenario) -> None:
    raiseForStatus(scenario.http)
    refusing(404, "ResourceNotFound")(scenario)


ARBITRARY: Final[Mapping[str, Exception]] = {
    "ValueError": ValueError(f"no {SIGNED_URL}"),
    "KeyError": KeyError(f'{{"accessToken": "{TOKEN}"}}'),
    "unprintable": UnprintableError(),
    "group": ExceptionGroup("all", [ValueError("x"), KeyError("y")]),
    "huge": ZeroDivisionError("x" * 1_000_000),
    "many lines": AssertionError("a\nb\x1b[2J\n\n\nc"),
    "recursion": RecursionError("too deep"),
    "memory": MemoryError(),
}


CLIENTS: Final = (
    Fault(
        "An event hook calls raise_for_status(): the error is the same as without it",
        ResourceNotFound,
        {"404": statusHook},
        clientKinds=OWN,
    ),
    Fault(
        "A hook, auth or transport raises an exception that is not a network error",
        TaskclusterFailure,
        {
            **{f"request hook: {it}": hooking("request", err) for it, err in ARBITRARY.items()},
            **{f"response hook: {it}": hooking("response", err) for it, err in ARBITRARY.items()},
            **{f"auth: {it}": authorizing(err) for it, err in ARBITRARY.items()},
            **{f"transport: {it}": mocked(raising(err)) for it, err in ARBITRARY.items()},
            **{f"body: {it}": breaking(err) for it, err in ARBITRARY.items()},
            "no response": mocked(lambda _: None),
            "not a response": mocked(lambda _: Unprintable()),
        },
        clientKinds=OWN,
    ),
    Fault(
        "A hook or transport raises an `OSError`, an httpx exception, or a wrong-event-loop error",
        TaskclusterConnectionError,
        {
            **{f"request hook: {it}": hooking("request", err) for it, err in NETWORK.items()},
            **{f"response hook: {it}": hooking("response", err) for it, err in NETWORK.items()},
            **{f"transport: {it}": mocked(raising(err)) for it, err in NETWORK.items()},
            **{f"body: {it}": breaking(err) for it, err in NETWORK.items()},
        },
        isRetried=True,
        clientKinds=OWN,
    ),
    Fault(
        "A hook or transport raises a `TimeoutError` or an httpx timeout",
        TaskclusterTimeout,
        {
            "TimeoutError": mocked(raising(TimeoutError("no"))),
            "httpx": mocked(raising(httpx.ReadTimeout("no"))),
            "httpx2": mocked(raising(httpx2.ReadTimeout("no"))),
        },
        isRetried=True,
        clientKinds=OWN,
    ),
    Fault(
        "A transport responds with an empty body, or with an unusable HTTP status",
        UnexpectedResponse,
        {
            "empty": mocked(lambda package: package.Response(200)),
            "status 0": mocked(lambda package: package.Response(0)),
            "status 101": mocked(lambda package: package.Response(101)),
        },
        clientKinds=OWN,
    ),
    Fault(
        "A hook or transport closes the response unread",
        TaskclusterConnectionError,
        {"closed": mocked(closedResponse)},
        isRetried=True,
        clientKinds=OWN,
    ),
    Fault(
        "A status above 599",
        TaskclusterRestFailure,
        {"999": mocked(lambda package: package.Response(999))},
        isRetried=True,
        clientKinds=OWN,
    ),
    Fault(
        "A default header has a line break, over httpx",
        InvalidCall,
        {"line break": withDefaultHeader("x-secret", f"{HEADER_SECRET}\r\nx: y".encode())},
        clientKinds=tuple(kind for kind in OWN if kind != OWN_AIOHTTP),
    ),
    Fault(
        "A default header has a line break, over aiohttp",
        TaskclusterFailure,
        {"line break": withDefaultHeader("x-secret", f"{HEADER_SECRET}\r\nx: y".encode())},
        clientKinds=(OWN_AIOHTTP,),
    ),
    Fault(
        "Connecting, a TLS handshake or opening a tunnel takes longer than `timeout`, over "
        "httpx-aiohttp, which doesn't report its progress",
        TaskclusterTimeout,
        {
            "full": full,
            "handshake": tls(hanging, timeout=SHORT, retries=0),
            "tunnel": proxied("https", silent, timeout=SHORT, retries=0),
        },
        isRetried=True,
        clientKinds=(OWN_AIOHTTP,),
    ),
    Fault(
        "The proxy hangs up when asked for a tunnel, over httpx-aiohttp",
        TaskclusterConnectionError,
        CUT_TUNNELS,
        isRetried=True,
        clientKinds=(OWN_AIOHTTP,),
    ),
    Fault(
        "The `httpClient` was closed",
        ClientClosed,
        {"closed": closedHttp},
        clientKinds=OWN,
    ),
    Fault(
        "The `httpClient` has a base URL, cookies, non-ASCII parameters or headers, or a hook that "
        "reads the body",
        None,
        {
            "base URL": tolerated(setBaseUrl),
            "parameters": tolerated(setParameters),
            "cookies": tolerated(setCookies),
            "headers": tolerated(setHeaders),
            "hook that reads": tolerated(readBefore),
            "hook that checks": tolerated(raiseForStatus),
        },
        clientKinds=OWN,
    ),
)


MATRIX: Final[Mapping[str, tuple[Fault, ...]]] = {
    "Network and responses": CALLS,
    "Errors and redirects": ERRORS,
    "Successes": SUCCESSES,
    "Persistent connections": KEPT,
    "TLS": TLS,
    "Proxies": PROXIES,
    "Arguments, options and credentials": ARGUMENTS,
    "Your own `httpClient`": CLIENTS,
}
