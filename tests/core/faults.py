"""Faults, and what a call makes of each. The tests run this matrix, and a page shows it."""

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
"""Where the timeout bounds the head of a response, too."""
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
"""Seconds that an attempt may take where it is to run out of time."""

OK: Final = b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n"
HEAD: Final = OK + b"content-length: 1000000\r\n\r\n"
CHUNKED: Final = OK + b"transfer-encoding: chunked\r\n\r\n"
GZIP: Final = OK + b"content-encoding: gzip\r\ncontent-length: 1000000\r\n\r\n"
THING: Final = b'{"name": "x"}'
LENGTH: Final = b"content-length: %d" % len(THING)

SOMEBODY_ELSES: Final[Mapping[str, Json | bytes]] = {
    "page": b"<h1>Sign in, please</h1>",
    "nothing": b"",
    "another API": {"code": "NOT_FOUND", "message": "no such route", "token": TOKEN},
    "number as its code": {"code": 404, "message": "gone"},
    "code of no text": {"code": ["ResourceNotFound"], "message": {"text": "gone"}},
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
    "a minus": "-5",
    "nothing": "",
    "text": "soon",
    "NaN": "nan",
    "0": "0",
    "past": "Sat, 01 Jan 2000 00:00:00 GMT",
    "no date": "Fri, 99 Foo 2026 99:99:99 GMT",
    "no zone": "Fri, 31 Dec 2100 23:59:59 -0000",
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

TOO_LATE: Final = message(408, b"", {"connection": "close"})
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
    """The call of most faults: it changes something, and a token in its path grants access."""
    return client.triggerThing("x", HOOK_TOKEN, definition())


def reply(name: str) -> bytes:
    return message(200, json.dumps({"name": name}).encode(), {"set-cookie": f"session={COOKIE}"})


def echo(connection: Connection, seen: Received) -> None:
    """Answer with the name that was asked for."""
    connection.send(reply(seen.segments[-3 if "trigger" in seen.segments else -1]))


@dataclass
class Scenario:
    """Where a fault happens. A case changes it before anything is called."""

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
    """Behaviours for the requests that are spoilt; all later ones get the right response."""
    doors: list[Door] = field(default_factory=list[Door])
    """The same for connections."""
    good: Behaviour = echo
    context: ssl.SSLContext | None = None
    """To speak TLS with."""
    url: str | None = None
    """Where the client thinks the server to be, unless it is there."""
    arriving: int | None = None
    """How many requests arrive by the end of the call, where it is not one for each attempt."""
    isCounted: bool = True
    isWarm: bool = False
    """Whether a good call is made before."""
    between: Callable[[], object] = lambda: None
    """Called after that, and before the call."""
    after: Callable[[], object] = lambda: None
    """Called before the good call that follows."""
    recovers: bool = True
    """Whether the client is any good afterwards."""
    warnings: tuple[str, ...] = ()
    """Texts that are logged as warnings."""
    server: Loopback | None = None

    @property
    def attempts(self) -> int:
        """How many attempts the fault is to spoil."""
        return 1 + self.options.get("retries", 0) if self.isRetried else 1

    @property
    def http(self) -> Http:
        """The user's client."""
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
    """A line of the page, with all that it stands for."""

    text: str
    """The fault, in the page's words."""
    kind: type[TaskclusterFailure] | None
    """Class of the error, `None` if the call returns its result."""
    cases: Mapping[str, Case]
    isRetried: bool = False
    wasSent: bool = True
    """Of a connection error, whether the request may have reached the server."""
    clientKinds: tuple[str, ...] = CLIENT_KINDS


# Cases of responses


def to(behaviour: Behaviour, **options: float) -> Case:
    """The fault is what happens to a request."""

    def prepare(scenario: Scenario) -> None:
        change(scenario, options)
        scenario.behaviours = [behaviour] * scenario.attempts

    return prepare


def change(scenario: Scenario, options: Mapping[str, float]) -> None:
    for name, value in options.items():
        scenario.options[name] = value  # type: ignore[literal-required]  # all are of numbers


def within(seconds: float, behaviour: Behaviour, **options: float) -> Case:
    """The same, with a short timeout and no retries, which would take their time."""
    return to(behaviour, timeout=seconds, retries=0, **options)


def sending(*parts: bytes, thenHangUp: bool = True) -> Case:
    return to(raw(*parts, thenHangUp=thenHangUp))


def responding(
    body: Json | bytes, status: int = 200, headers: Mapping[str, str] | None = None
) -> Case:
    return to(respond(body, status, {"set-cookie": f"session={COOKIE}", **(headers or {})}))


def refusing(status: int, code: str, headers: Mapping[str, str] | None = None) -> Case:
    """An error of Taskcluster's own, which repeats secrets."""
    text = f'no: {{"accessToken": "{TOKEN}"}} for {SIGNED_URL}\n\n---\n* payload: {PAYLOAD_SECRET}'
    return to(failure(status, code, text, headers))


def encodedAs(encoding: str, body: bytes) -> bytes:
    return message(200, body, {"content-encoding": encoding})


def withHeaders(*lines: bytes, body: bytes = THING) -> bytes:
    return b"HTTP/1.1 200 OK\r\n" + b"\r\n".join(lines) + b"\r\n\r\n" + body


def refused(scenario: Scenario) -> None:
    """Nobody listens until afterwards."""
    sock = scenario.stack.enter_context(socket.socket())
    sock.bind(("127.0.0.1", 0))
    scenario.url = f"http://127.0.0.1:{sock.getsockname()[1]}"
    scenario.arriving = 0
    scenario.after = partial(scenario.start, sock)


def unknown(scenario: Scenario) -> None:
    """The name is known only afterwards."""
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
    """Connecting takes for ever, until afterwards."""
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


def limited(behaviour: Behaviour) -> Case:
    return to(behaviour, maxResponseSize=10_000)


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
            "hang up in the head": sending(HEAD[:30]),
            "hang up in the body": sending(HEAD, b'{"name": "'),
            "shorter than content-length": sending(HEAD, THING),
            "unfinished chunk": sending(CHUNKED, b"ff\r\n{"),
            "no last chunk": sending(CHUNKED, b"d\r\n" + THING + b"\r\n"),
            "reset before the response": to(resetAfter(b"")),
            "reset in the head": to(resetAfter(HEAD[:30])),
            "reset in the body": to(resetAfter(HEAD + b'{"name": "')),
            "100 Continue, then nothing": sending(b"HTTP/1.1 100 Continue\r\n\r\n"),
        },
        isRetried=True,
    ),
    Fault(
        "No valid HTTP: another protocol, an unusable status line or header",
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
            "content-length that is no number": sending(withHeaders(b"content-length: many")),
        },
        isRetried=True,
    ),
    Fault(
        "Broken chunks, which httpx-aiohttp may only notice when `timeout` is over",
        TaskclusterConnectionError,
        {
            "no chunk size": sending(CHUNKED, b"zz\r\n{}"),
            "no chunk size, and open": sending(CHUNKED, b"zz\r\n{}", thenHangUp=False),
        },
        isRetried=True,
        clientKinds=NOT_OWN_AIOHTTP,
    ),
    Fault(
        "The body is not valid gzip, or is cut off within it",
        TaskclusterConnectionError,
        {
            "broken": to(raw(encodedAs("gzip", b"no gzip at all"), thenHangUp=False)),
            "cut off": to(raw(encodedAs("gzip", gzip.compress(THING)[:-9]), thenHangUp=False)),
            "checksum": to(
                raw(encodedAs("gzip", gzip.compress(THING)[:-8] + b"\0" * 8), thenHangUp=False)
            ),
        },
        isRetried=True,
    ),
    Fault(
        "The body is encoded in a way that nobody asked for",
        UnexpectedResponse,
        {name: sending(encodedAs(name, THING)) for name in ("br", "zstd", "deflate", "gzip, gzip")},
    ),
    Fault(
        "The body is longer than `maxResponseSize`, or becomes so when decompressed",
        UnexpectedResponse,
        {
            "content-length": limited(raw(HEAD)),
            "huge content-length": sending(withHeaders(b"content-length: 1" + b"0" * 17)),
            "no content-length": limited(raw(OK + b"\r\n", b" " * 20_000)),
            "chunked": limited(raw(CHUNKED, b"fffff\r\n" + b" " * 20_000)),
            "gzip bomb": limited(raw(encodedAs("gzip", BOMB))),
            "gzip bomb, chunked": limited(
                raw(
                    CHUNKED.replace(b"\r\n\r\n", b"\r\ncontent-encoding: gzip\r\n\r\n"),
                    b"%x\r\n" % len(BOMB) + BOMB + b"\r\n0\r\n\r\n",
                )
            ),
        },
    ),
    Fault(
        "The body of a 5xx is too long, or encoded in a way that nobody asked for",
        TaskclusterRestFailure,
        {
            "too long": limited(respond(b"x" * 20_000, 500)),
            "encoded": to(respond(b"x", 503, {"content-encoding": "br"})),
        },
        isRetried=True,
    ),
    Fault(
        "No response, or not all of it, within `timeout`",
        TaskclusterTimeout,
        {
            "silence": to(silent, timeout=SHORT, retries=1),
            "trickling body": within(SHORT, trickle(HEAD)),
            "trickling chunk size": within(SHORT, trickle(CHUNKED, b"0")),
            "trickling gzip of nothing": within(
                SHORT, trickle(GZIP + gzip.compress(b"")[:10], b"\x00\x00\x00\xff\xff")
            ),
        },
        isRetried=True,
        clientKinds=BOUNDED,
    ),
    Fault(
        "A response's head, or 1xx responses, that trickle in for longer than `timeout`",
        TaskclusterTimeout,
        {
            "head": within(SHORT, trickle(OK + b"x-long: ")),
            "1xx for ever": within(SHORT, trickle(b"", b"HTTP/1.1 100 Continue\r\n\r\n")),
        },
        isRetried=True,
        clientKinds=BOUNDED,
    ),
    Fault(
        "The same through a sync `httpClient` of yours: silence, or a body that trickles in",
        TaskclusterTimeout,
        {
            "silence": to(silent, timeout=SHORT, retries=1),
            "trickling body": within(SHORT, trickle(HEAD)),
            "trickling gzip of nothing": within(
                SHORT, trickle(GZIP + gzip.compress(b"")[:10], b"\x00\x00\x00\xff\xff")
            ),
        },
        isRetried=True,
        clientKinds=OWN_SYNC,
    ),
    Fault(
        "A head that trickles in through a sync `httpClient` of yours, once it ends",
        TaskclusterConnectionError,
        {
            "head": within(SHORT, trickle(OK + b"x-long: ", seconds=0.5)),
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
            else f"Taskcluster's own error {status} with a code that this version does not know",
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
        "The same with a `Retry-After` beyond `maxDelay`",
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
        "An error 4xx of something else: a page, JSON of another API, an empty or broken body",
        UnexpectedResponse,
        {
            **{
                f"{name} ({status})": responding(body, status)
                for status in (400, 404)
                for name, body in SOMEBODY_ELSES.items()
            },
            **{
                f"page ({status})": responding(b"<p>no</p>", status)
                for status in (401, 403, 405, 407, 409, 410, 413, 424, 451, 499)
            },
        },
    ),
    Fault(
        "A status of 429 or 5xx from something else",
        TaskclusterRestFailure,
        {
            **{f"{name} (502)": responding(body, 502) for name, body in SOMEBODY_ELSES.items()},
            **{
                f"page ({status})": responding(b"<p>no</p>", status)
                for status in (429, 500, 503, 504, 599)
            },
        },
        isRetried=True,
    ),
    Fault(
        "An error of Taskcluster's whose text is huge, or can't be printed",
        ResourceNotFound,
        {
            "huge": to(failure(404, "ResourceNotFound", "x" * 2_000_000)),
            "many lines": to(failure(404, "ResourceNotFound", "x\n" * 100_000)),
            "lone surrogates": to(failure(404, "ResourceNotFound", "\ud800 \udfff")),
            "control characters": to(failure(404, "ResourceNotFound", "\x1b[2J\x00\r\x07")),
            "huge unknown code": to(failure(404, "X" * 1_000_000, "no")),
            "unknown code with line breaks": to(failure(404, "a\nb\x1b[2J", "no")),
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
                f"to {name}": responding(b"", 302, {"location": place})
                for name, place in {
                    "a relative place": f"/elsewhere?token={TOKEN}",
                    "a password": f"https://user:{TOKEN}@elsewhere.example/",
                    "a fragment": f"https://elsewhere.example/#access_token={TOKEN}",
                    "no address": "http://[",
                    "nothing": "",
                    "much": "https://elsewhere.example/" + "x" * 5000,
                    "control characters": "https://elsewhere.example/\x1b[2J\x07",
                    "non-ASCII": "https://é.example/漢".encode().decode("latin-1"),
                }.items()
            },
            "303 with another body": responding(b"", 303, {"location": SIGNED_URL}),
        },
    ),
)


# Successes that are none


def problems(count: int) -> bytes:
    return json.dumps({"name": "x", "label": {"text": [1]}, "state": ["?"] * count}).encode()


def listing(body: bytes) -> Case:
    """A list of things that is to be read, in which there can be many problems."""

    def prepare(scenario: Scenario) -> None:
        responding(body)(scenario)
        scenario.call = lambda client: client.listThings()
        scenario.title = "sample.listThings"

    return prepare


SUCCESSES: Final = (
    Fault(
        "204, or an empty body, where there should be JSON",
        UnexpectedResponse,
        {
            "204": sending(b"HTTP/1.1 204 No Content\r\n\r\n"),
            "empty": responding(b""),
            "blank": responding(b"  \n"),
        },
    ),
    Fault(
        "A success that is no JSON, or not such as the contract says",
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
        "JSON that is odd but fits: duplicate keys (the last counts), NaN in further properties",
        None,
        {
            "duplicate keys": responding(b'{"name": "y", "name": "x"}'),
            "NaN": responding(b'{"name": "x", "score": NaN}'),
            "no content type": sending(withHeaders(LENGTH)),
            "another content type": responding(THING, 200, {"content-type": "\xff/\xfe; é"}),
            "201": responding({"name": "x"}, 201),
            "gzip": sending(encodedAs("gzip", gzip.compress(THING))),
            "gzip with something behind it": sending(
                encodedAs("x-gzip", gzip.compress(THING) + b"rest")
            ),
            "non-ASCII headers": sending(
                withHeaders(b"x-one: \xff", "x-two: é漢".encode(), b"server:", LENGTH)
            ),
            "content-encoding of nothing": sending(encodedAs("", THING)),
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
        "Many headers, over httpx, up to some 100 kB of them",
        None,
        {"5,000": sending(withHeaders(*[b"x-%d: y" % n for n in range(5_000)], LENGTH))},
        clientKinds=OVER_HTTPX,
    ),
)


# Kept connections


def kept(behaviour: Behaviour, seconds: float = 0.03) -> Case:
    """A good call is made, and its connection is kept; then something happens to it."""

    def prepare(scenario: Scenario) -> None:
        done = threading.Event()

        def behave(connection: Connection, seen: Received) -> None:
            try:
                behaviour(connection, seen)
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
    """Respond rightly, and send something more later."""

    def behave(connection: Connection, seen: Received) -> None:
        echo(connection, seen)
        for part in parts:
            connection.rest(pause)
            connection.send(part)
        if thenHangUp:
            connection.hangUp()

    return behave


def resets(connection: Connection, seen: Received) -> None:
    echo(connection, seen)
    connection.rest(0.05)
    connection.reset()


def late(scenario: Scenario) -> None:
    """The response arrives after the call has given up."""
    done = threading.Event()

    def behave(connection: Connection, _: Received) -> None:
        connection.rest(2 * SHORT)
        with suppress(OSError):
            connection.send(reply("late"))
        done.set()

    within(SHORT, behave)(scenario)
    scenario.after = lambda: done.wait(5)


FOREIGN: Final = reply("foreign")

UNASKED: Final[Mapping[str, Behaviour]] = {
    "408": sent(TOO_LATE, thenHangUp=True),
    "408 that stays open": sent(TOO_LATE),
    "another response": sent(FOREIGN),
    "other responses": sent(FOREIGN, FOREIGN),
    "garbage": sent(b"garbage\r\n\r\n"),
    "blank lines": sent(b"\r\n\r\n"),
    "half a response": sent(FOREIGN[:-5]),
}


def longer(rest: bytes) -> Case:
    """The response goes on behind its end."""

    def prepare(scenario: Scenario) -> None:
        kept(lambda connection, seen: connection.send(reply(seen.segments[-1]) + rest))(scenario)
        scenario.isCounted = False

    return prepare


KEPT: Final = (
    Fault(
        "The server closes or resets a connection that is idle",
        None,
        {
            "closed": kept(sent(thenHangUp=True)),
            "closed later": kept(sent(b"", thenHangUp=True)),
            "reset": kept(resets),
            "keep-alive that is no such": kept(
                raw(message(200, THING, {"connection": "keep-alive"}))
            ),
        },
    ),
    Fault(
        "The server sends something unasked, such as a 408, on a connection that is idle",
        None,
        {name: kept(behaviour) for name, behaviour in UNASKED.items()},
        clientKinds=NOT_OWN_AIOHTTP,
    ),
    Fault(
        "A response is longer than it says: after another attempt where need be",
        None,
        {"by a byte": longer(b"}"), "by a line": longer(b"garbage\r\n\r\n")},
        isRetried=True,
        clientKinds=NOT_OWN_AIOHTTP,
    ),
    Fault(
        "A second response comes right behind one, in a client without `httpClient`: after another "
        "attempt where need be",
        None,
        {"another response": longer(FOREIGN), "a 408": longer(TOO_LATE)},
        isRetried=True,
        clientKinds=POOLED,
    ),
    Fault(
        "A response that arrives after its call has run out of time is never another call's",
        TaskclusterTimeout,
        {"late": late},
        isRetried=True,
    ),
    Fault(
        "HTTP/1.0, or a header `connection` that is not true",
        None,
        {
            "1.0 until the end": kept(raw(b"HTTP/1.0 200 OK\r\n\r\n" + THING)),
            "1.0 kept": kept(
                raw(
                    b"HTTP/1.0 200 OK\r\nconnection: keep-alive\r\n" + LENGTH + b"\r\n\r\n" + THING,
                    thenHangUp=False,
                )
            ),
            "1.0 not closed": kept(
                raw(b"HTTP/1.0 200 OK\r\n" + LENGTH + b"\r\n\r\n" + THING, thenHangUp=False)
            ),
            "close that does not": kept(
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
    """The context of a server that speaks TLS."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    issuer.issue_cert(  # pyright: ignore[reportUnknownMemberType]  # it also takes a type of a package that is not here
        name, not_before=NOW - timedelta(days=365 * 10), not_after=notAfter
    ).configure_cert(context)
    return context


def trusted() -> ssl.SSLContext:
    return certified(authority(), "127.0.0.1")


def trusting(scenario: Scenario) -> None:
    """Clients trust the authority of these tests, and no other."""
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
    """The fault is what happens to a connection on which TLS is to be spoken."""

    def prepare(scenario: Scenario) -> None:
        trusting(scenario)
        scenario.context = trusted() if isEncrypted else None
        change(scenario, options)
        scenario.doors = [door] * scenario.attempts
        scenario.arriving = 0

    return prepare


def plain(peer: socket.socket, _: threading.Event) -> None:
    """Take the client's greeting for a bad request."""
    peer.recv(4096)
    peer.sendall(b"HTTP/1.1 400 Bad Request\r\ncontent-length: 0\r\n\r\n")


def cut(peer: socket.socket, _: threading.Event) -> None:
    """Hang up in answer to the client's greeting."""
    peer.recv(4096)


def cutLater(peer: socket.socket, _: threading.Event) -> None:
    """Hang up within one's own greeting."""
    peer.recv(4096)
    peer.sendall(b"\x16\x03\x03\x00\x7a\x02\x00\x00")


def hanging(peer: socket.socket, stopping: threading.Event) -> None:
    stopping.wait(10)


def wrongCertificate(name: str, door: Callable[[], Door]) -> tuple[str, Case]:
    return name, lambda scenario: tls(door())(scenario)  # noqa: PLW0108  # made when it is needed


TLS: Final = (
    Fault(
        "The certificate is of an unknown authority, for another host, or has expired",
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
        "The server speaks no TLS, or hangs up within the handshake",
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


def useProxy(scenario: Scenario, address: str) -> None:
    for name in _VARIABLES:
        scenario.patch.delenv(name, raising=False)
        scenario.patch.delenv(name.upper(), raising=False)
    scenario.patch.setenv("HTTP_PROXY", address)
    scenario.patch.setenv("http_proxy", address)
    scenario.patch.setenv("HTTPS_PROXY", address)


def tunnel(connection: Connection, seen: Received) -> None:
    """Act as a good proxy, which is also the server behind it."""
    if seen.method != "CONNECT":
        echo(connection, seen)
        return
    connection.send(b"HTTP/1.1 200 Connection established\r\n\r\n")
    connection.startTls(certified(authority(), "tc.example"))


def proxied(scheme: str, *behaviours: Behaviour, **options: float) -> Case:
    """The fault is what a proxy does with a request, or with a CONNECT."""

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


def unusableProxy(address: str) -> Case:
    def prepare(scenario: Scenario) -> None:
        scenario.url = "https://tc.example"
        useProxy(scenario, address)
        scenario.arriving = 0
        # The connections of a client remember what proxy they use; it would need another client.
        scenario.recovers = False

    return prepare


CUT_TUNNELS: Final[Mapping[str, Case]] = {
    "no HTTP": proxied("https", raw(b"garbage\r\n\r\n")),
    "cut": proxied("https", raw()),
    "reset": proxied("https", resetAfter(b"")),
    "cut in the head": proxied("https", raw(b"HTTP/1.1 200")),
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
        "The proxy does not open a tunnel: 407, 502, or a page",
        TaskclusterConnectionError,
        {
            "407": proxied("https", respond(b"<p>Who are you?</p>", 407)),
            "502": proxied("https", respond(b"<p>Bad Gateway</p>", 502)),
            "200 that is no tunnel": proxied("https", raw(message(200, b"<p>Hello</p>"))),
            "untrue": proxied("https", raw(b"HTTP/1.1 200 OK\r\n\r\n", b"HTTP/1.1 400 No\r\n\r\n")),
        },
        isRetried=True,
        wasSent=False,
    ),
    Fault(
        "The proxy hangs up or speaks no HTTP when it is asked for a tunnel",
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
        "The environment's proxy has an unusable address",
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


# Callers' own arguments


def calling(call: Callable[[Api], object], title: str) -> Case:
    def prepare(scenario: Scenario) -> None:
        scenario.call, scenario.title, scenario.arriving = call, f"sample.{title}", 0

    return prepare


def getting(name: object) -> Case:
    return calling(lambda client: client.getThing(name), "getThing")  # type: ignore[arg-type]  # what is tested


def listed(limit: object) -> Case:
    return calling(lambda client: client.listThings(limit=limit), "listThings")  # type: ignore[arg-type]  # what is tested


def putting(payload: object) -> Case:
    return calling(lambda client: client.putThing("x", payload), "putThing")  # type: ignore[arg-type]  # what is tested


def changed(key: str, value: object) -> Case:
    """A payload that was changed after it had been checked."""

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


class Unspeakable:
    """Can't even be shown."""

    def __repr__(self) -> str:
        raise KeyError(TOKEN)

    __str__ = __repr__


class UnspeakableError(Exception):
    """Can't say what it is."""

    def __str__(self) -> str:
        raise KeyError(TOKEN)


def withOptions(**options: object) -> Case:
    """AnyOptions of a copy, which are checked as those of a client are."""

    def prepare(scenario: Scenario) -> None:
        scenario.call = lambda client: client.use(**options)  # type: ignore[arg-type]  # what is tested
        scenario.title, scenario.arriving = "", 0

    return prepare


def withCredentials(credentials: object) -> Case:
    def prepare(scenario: Scenario) -> None:
        def call(client: Api) -> object:
            # A copy's own connections would be left open: it is only made.
            return trigger(client.use(credentials=credentials))  # type: ignore[arg-type]  # what is tested

        scenario.call, scenario.title, scenario.arriving = call, "", 0

    return prepare


def withProvider(provider: Callable[[], object]) -> Case:
    def prepare(scenario: Scenario) -> None:
        scenario.call = lambda client: trigger(client.use(credentials=provider))  # type: ignore[arg-type]  # what is tested
        scenario.arriving = 0

    return prepare


def raising(error: BaseException) -> Callable[..., NoReturn]:
    """A function that fails; each time with the same words, but another exception."""

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


def hooked(error: BaseException) -> Case:
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
    "unspeakable": Unspeakable(),
}

ARGUMENTS: Final = (
    Fault(
        "An argument of the route or a query parameter is of a wrong type, no Unicode, or too long",
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
                    "nothing": "",
                    "..": "..",
                    "lone surrogate": "\ud800",
                    "5,000 digits": 10**5000,
                    "huge": "x" * 100_000,
                    "unspeakable": Unspeakable(),
                }.items()
            },
            **{
                f"query: {name}": listed(value)
                for name, value in {
                    "True": True,
                    "NaN": float("nan"),
                    "list": [1],
                    "lone surrogate": "\udfff",
                    "5,000 digits": -(10**5000),
                    "huge": "x" * 100_000,
                    "unspeakable": Unspeakable(),
                }.items()
            },
        },
    ),
    Fault(
        "The payload is of a wrong type, or was changed into what JSON does not have",
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
                    "unspeakable": Unspeakable(),
                }.items()
            },
            **{
                f"changed: {name}": changed("x", value)
                for name, value in {
                    "NaN": float("nan"),
                    "infinity": [float("-inf")],
                    "object": object(),
                    "unspeakable": Unspeakable(),
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
        "An option is out of range, of a wrong type, or unknown",
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
                if name in ("NaN", "-1", "True", "text", "unspeakable")
            },
            **{
                f"rootUrl={name}": withOptions(rootUrl=value)
                for name, value in {
                    "nothing": "",
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
            "httpClient": withOptions(httpClient=Unspeakable()),
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
            "keys of no text": withCredentials({"clientId": "x", 5: 6, None: 7}),
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
        "The provider of credentials fails, or yields none that can be used",
        TaskclusterAuthFailure,
        {
            "ValueError": withProvider(raising(ValueError(f'{{"accessToken": "{TOKEN}"}}'))),
            "unspeakable": withProvider(raising(UnspeakableError())),
            "group": withProvider(raising(ExceptionGroup("all", [KeyError("x")]))),
            "timeout": withProvider(raising(TimeoutError())),
            "number": withProvider(lambda: 5),
            "incomplete": withProvider(lambda: {"clientId": "x"}),
            "arguments": withProvider(lambda _: None),  # type: ignore[arg-type, misc]  # what is tested
        },
    ),
    Fault(
        "The provider of a sync client's credentials is async",
        InvalidCall,
        {"async": asyncProvider},
        clientKinds=("sync", *OWN_SYNC),
    ),
    Fault(
        "The provider of an async client's credentials takes longer than `totalTimeout`",
        TaskclusterTimeout,
        {"slow": slowProvider},
        wasSent=False,
        clientKinds=ASYNC,
    ),
    Fault(
        "The function `onAttempt` raises, which is logged",
        None,
        {
            "ValueError": hooked(ValueError(SIGNED_URL)),
            "unspeakable": hooked(UnspeakableError()),
            "group": hooked(ExceptionGroup("all", [KeyError("x")])),
            "ours": hooked(TaskclusterFailure("x", "y")),
        },
    ),
)


# Users' own httpx clients


def packageOf(http: Http) -> ModuleType:
    """The package that the user's client is of."""
    return httpx2 if isinstance(http, httpx2.Client | httpx2.AsyncClient) else httpx


def isAsync(http: Http) -> bool:
    return isinstance(http, httpx.AsyncClient | httpx2.AsyncClient)


def mine(change: Callable[[Http], object], *, arriving: int | None = 0) -> Case:
    """The fault is in a client of the user's, who mends it afterwards."""

    def prepare(scenario: Scenario) -> None:
        http = scenario.http
        names = ("event_hooks", "headers", "_transport")  # the latter as mocks of the user's do
        parts: dict[str, object] = {name: getattr(http, name) for name in names}
        change(http)
        scenario.arriving = arriving

        def mend() -> None:
            for name, part in (*parts.items(), ("auth", None)):
                setattr(http, name, part)

        scenario.after = mend

    return prepare


def hooking(event: str, error: BaseException) -> Case:
    fail = raising(error)

    async def failAsync(*_: object) -> None:
        fail()

    def change(http: Http) -> None:
        http.event_hooks = {event: [failAsync if isAsync(http) else fail]}

    if event == "request":
        return mine(change)
    # The request was sent before.
    return mine(change, arriving=None)


def mocked(respond: Callable[[ModuleType], object]) -> Case:
    """The client's transport does something with the client's package."""

    def change(http: Http) -> None:
        package = packageOf(http)

        def handle(_: object) -> object:
            return respond(package)

        setattr(http, "_transport", package.MockTransport(handle))  # noqa: B010  # of its own kind

    return mine(change)


def headed(name: str, value: bytes) -> Case:
    def change(http: Http) -> None:
        http.headers = [(name.encode(), value)]

    return mine(change)


def authorizing(error: Exception) -> Case:
    """An auth of the user's fails."""

    def change(http: Http) -> None:
        http.auth = raising(error)

    def prepare(scenario: Scenario) -> None:
        mine(change)(scenario)
        scenario.options["credentials"] = None

    return prepare


class Body(
    httpx.SyncByteStream, httpx.AsyncByteStream, httpx2.SyncByteStream, httpx2.AsyncByteStream
):
    """A body that breaks off."""

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
    """Settings of a user's client that do no harm."""

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


def setAddress(http: Http) -> None:
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
    "unspeakable": UnspeakableError(),
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
        "A hook, auth or transport raises an exception that is not of the network",
        TaskclusterFailure,
        {
            **{f"request hook: {it}": hooking("request", err) for it, err in ARBITRARY.items()},
            **{f"response hook: {it}": hooking("response", err) for it, err in ARBITRARY.items()},
            **{f"auth: {it}": authorizing(err) for it, err in ARBITRARY.items()},
            **{f"transport: {it}": mocked(raising(err)) for it, err in ARBITRARY.items()},
            **{f"body: {it}": breaking(err) for it, err in ARBITRARY.items()},
            "no response": mocked(lambda _: None),
            "some other thing": mocked(lambda _: Unspeakable()),
        },
        clientKinds=OWN,
    ),
    Fault(
        "A hook or transport raises an `OSError`, an exception of httpx, or that of another loop",
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
        "A hook or transport raises a `TimeoutError` or a timeout of httpx",
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
        "A transport responds with nothing, or with no status of HTTP",
        UnexpectedResponse,
        {
            "nothing": mocked(lambda package: package.Response(200)),
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
        "A status beyond 599",
        TaskclusterRestFailure,
        {"999": mocked(lambda package: package.Response(999))},
        isRetried=True,
        clientKinds=OWN,
    ),
    Fault(
        "A default header has a line break, over httpx",
        InvalidCall,
        {"line break": headed("x-secret", f"{HEADER_SECRET}\r\nx: y".encode())},
        clientKinds=tuple(kind for kind in OWN if kind != OWN_AIOHTTP),
    ),
    Fault(
        "A default header has a line break, over aiohttp",
        TaskclusterFailure,
        {"line break": headed("x-secret", f"{HEADER_SECRET}\r\nx: y".encode())},
        clientKinds=(OWN_AIOHTTP,),
    ),
    Fault(
        "Connecting, a TLS handshake or a tunnel that takes longer than `timeout`, over "
        "httpx-aiohttp, which does not say how far it came",
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
        "The proxy hangs up when it is asked for a tunnel, over httpx-aiohttp",
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
        "The `httpClient` has a base URL, parameters, cookies or headers that are not ASCII, or a "
        "hook that reads the body",
        None,
        {
            "base URL": tolerated(setAddress),
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
    "Kept connections": KEPT,
    "TLS": TLS,
    "Proxies": PROXIES,
    "Arguments, options and credentials": ARGUMENTS,
    "Your own `httpClient`": CLIENTS,
}
