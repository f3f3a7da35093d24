"""Requests of all operations are received as they were signed, with all kinds of clients."""

from __future__ import annotations

import asyncio
import json
import random
import re
from collections.abc import AsyncIterator, Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, aclosing, closing
from dataclasses import dataclass
from itertools import cycle, islice
from urllib.parse import parse_qs, unquote, urlsplit

import httpx
import httpx2
import httpx_aiohttp
import pytest
from hypothesis import HealthCheck, Phase, find, given, settings
from hypothesis import strategies as st
from tests.core.secrets import PERMANENT, TEMPORARY, TOKEN
from tests.wire.client_kinds import (
    AsyncKind,
    ClientKind,
    MethodCall,
    ServiceClients,
    SyncKind,
    allClientKinds,
    compiledServices,
)
from tests.wire.contract import SCHEMAS, references
from tests.wire.test_schemas import CASES, instances
from tests.wire.verifier import (
    TRACE_HEADER,
    USERNAME,
    VERIFIED,
    ReceivedRequest,
    Reply,
    Verifier,
    failure,
)

from tc_typed import Credentials, Hooks, InvalidCall, Queue, ResourceNotFound, slugId
from tc_typed.core.models.fields import FreeForm
from tc_typed.core.operation import Operation
from tc_typed.core.options import AnyOptions
from tc_typed.core.signing.httpx_auth import HawkAuth
from tc_typed.flamenco import BasicCredentials

BUILT_IN_TRANSPORTS = ("async over aiohttp", "sync", "async over httpx")
FRAMING = {"host", "connection", "content-length", "transfer-encoding"}
"""Headers that our transports can add."""
OUR_HEADERS = {
    "accept",
    "accept-encoding",
    "user-agent",
    "authorization",
    "content-type",
    TRACE_HEADER,
}

ODD_TEXTS = (
    "a b",
    "é/ü",
    "%2F",
    "100%",
    "~!$&'()*+,;=:@",
    "..%2f",
    "[x]{y}|z",
    '"<>\\^`',
    "\u2713",
    "\u202e",
    " ",
    ".hidden",
    "...",
    "a?b#c",
    "//",
    ";",
    "?",
    "&a=b",
    "+",
    "\U0001f600",
    "%c3%a9",
    "a;b;c",
)
"""Strings that HTTP libraries tend to re-encode."""

SERVICES = [*compiledServices("tc_typed", "tc_typed.legacy")]
OPERATIONS = [
    pytest.param(service, operation, id=f"{service.package}.{name}")
    for service in SERVICES
    for name, operation in service.operations.items()
]
QUEUE = next(service for service in SERVICES if service.sync is Queue)

FIRST_EXAMPLE = settings(max_examples=50, database=None, phases=[Phase.generate])

HTTP_CLIENTS: list[type[HttpClient]] = [
    httpx.Client,
    httpx.AsyncClient,
    httpx2.Client,
    httpx2.AsyncClient,
    httpx_aiohttp.HttpxAiohttpClient,
]


def test_every_operation_of_every_contract_is_called() -> None:
    called = {service.package: service.operations.keys() for service in SERVICES}
    listed = {
        f"{parent}.{folder.replace('-', '_')}": {*entries}
        for parent in ("tc_typed", "tc_typed.legacy")
        for folder, entries in references(parent)
    }
    document = json.loads((SCHEMAS / "flamenco/openapi.json").read_text())
    listed["tc_typed.flamenco"] = {
        # Methods of OpenAPI services have names in snake case.
        re.sub("[A-Z]", lambda letter: f"_{letter[0].lower()}", operation["operationId"])
        for path in document["paths"].values()
        for operation in path.values()
    }
    assert called.keys() == listed.keys()
    for package, names in listed.items():
        assert names <= called[package]


@dataclass(frozen=True)
class Example:
    """Arguments of an operation."""

    args: Sequence[str]
    query: Mapping[str, str]
    credentials: Credentials
    authorizedScopes: Sequence[str] | None = None


def examples(operation: Operation) -> Iterator[Example]:
    """Yield a plain call, and one with odd strings and all parameters, if there are any."""
    yield Example([f"{name}-7" for name in operation.args], {}, PERMANENT)
    if operation.args or operation.query:
        # Start at a different string for each operation, so that each is used in many places.
        start = sum(map(ord, operation.title)) % len(ODD_TEXTS)
        texts = islice(cycle(ODD_TEXTS), start, None)
        args = ["" if name in operation.mayBeEmpty else next(texts) for name in operation.args]
        query = {name: next(texts) for name in operation.query}
        yield Example(args, query, TEMPORARY, ["a:*", "é"])


@pytest.mark.parametrize(("service", "operation"), OPERATIONS)
def test_requests_are_received_as_they_were_signed(
    service: ServiceClients,
    operation: Operation,
    verifier: Verifier,
    clientKinds: Sequence[ClientKind],
) -> None:
    payload = payloadOf(operation)
    for example in examples(operation):
        received: dict[ClientKind, ReceivedRequest] = {}
        for kind in clientKinds:
            if kind.supports(operation):
                call = MethodCall(
                    service,
                    operation.name,
                    optionsFor(operation, example, f"{operation.title} {kind}"),
                    [*example.args, *payload],
                    tokenOf(operation) | {**example.query},
                )
                received[kind] = receive(kind, call, verifier)
        assertAlike(operation, received)


def optionsFor(operation: Operation, example: Example, trace: str) -> AnyOptions:
    if "basic" in operation.schemes:
        return AnyOptions(traceId=trace, credentials=BasicCredentials(USERNAME, TOKEN))
    return AnyOptions(
        traceId=trace,
        credentials=example.credentials,
        authorizedScopes=example.authorizedScopes,
    )


def receive(kind: ClientKind, call: MethodCall, verifier: Verifier) -> ReceivedRequest:
    """Make a call, and assert that the server accepts its request."""
    [outcome] = kind.run([call])
    if isinstance(outcome, httpx.Response):
        assert outcome.content == VERIFIED.body, outcome.text
    else:
        assert isinstance(outcome, ResourceNotFound), (kind.name, outcome)
    [request] = verifier.received.pop(call.trace)
    assert request.problem is None, kind.name
    return request


def assertAlike(
    operation: Operation, received: Mapping[ClientKind, ReceivedRequest]
) -> ReceivedRequest:
    """Assert that requests are the same for each kind, without additional headers."""
    first, *_ = received.values()
    assert first.method == operation.method.upper()
    for kind, request in received.items():
        assert request.scheme == ("bewit" if kind.signsUrl else schemeOf(operation)), kind.name
        assert request.method == first.method, kind.name
        assert targetOf(request) == first.target, kind.name
        assert request.body == first.body, kind.name
        if schemeOf(operation) == "hawk":
            contentType = "application/json" if first.body else ""
            assert (request.header("content-type") or "") == contentType, kind.name
        if request.method in ("POST", "PUT"):
            # Load balancers refuse such requests without a length.
            assert request.header("content-length") == str(len(request.body)), kind.name
        if not kind.hasForeignSession:
            assert request.header("cookie") is None, kind.name
        if kind.name in BUILT_IN_TRANSPORTS:
            assert stableHeaders(request) == stableHeaders(first), kind.name
            names = {key for key, _ in request.headers}
            assert names <= OUR_HEADERS | FRAMING, kind.name
            assert ("content-type" in names) == bool(first.body), kind.name
    return first


def targetOf(request: ReceivedRequest) -> str:
    """Return path and query without the signature."""
    target, bewit, _ = request.target.partition("bewit=")
    return target[:-1] if bewit else target


def stableHeaders(request: ReceivedRequest) -> Mapping[str, str]:
    """Return the headers that are the same for all built-in transports."""
    changing = FRAMING - {"host"} | {"authorization", TRACE_HEADER}
    return {name: value for name, value in request.headers if name not in changing}


def schemeOf(operation: Operation) -> str | None:
    if operation.takesAccessToken:
        return "bearer"
    return operation.schemes[0] if operation.schemes else None


def tokenOf(operation: Operation) -> dict[str, str]:
    return {"accessToken": TOKEN} if operation.takesAccessToken else {}


def payloadOf(operation: Operation) -> Sequence[object]:
    """Return a payload that the contract allows, if the operation takes one."""
    if operation.payload is None:
        return []
    if operation.media:
        return [b"\xff\xd8\xff a picture"]
    if operation.payload is FreeForm:
        return [{"\u00e9": ["\u2713", 1.5, None]}]
    file, model = next((file, model) for file, model in CASES if model.kind == operation.payload)
    instance = find(
        instances(file), lambda _: True, settings=FIRST_EXAMPLE, random=random.Random(0)
    )
    return [model.adapter.validate_json(json.dumps(instance))]


# Arbitrary strings, concurrency, retries and unusual root URLs

segments = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=8).filter(
    lambda text: text not in (".", "..")
)


@given(st.tuples(segments, segments, segments))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
def test_any_string_is_received_unchanged(
    verifier: Verifier, clientKinds: Sequence[ClientKind], args: Sequence[str]
) -> None:
    options = AnyOptions(traceId="any text", credentials=PERMANENT)
    call = MethodCall(QUEUE, "getArtifact", options, args)
    received = {kind: receive(kind, call, verifier) for kind in clientKinds}
    request = assertAlike(QUEUE.operations["getArtifact"], received)
    _, _, _, _, _, taskId, _, runId, _, name = request.target.split("/")
    assert [unquote(part, errors="strict") for part in (taskId, runId, name)] == [*args]


def test_concurrent_calls_are_all_signed(
    verifier: Verifier, clientKinds: Sequence[ClientKind]
) -> None:
    operation = QUEUE.operations["reportCompleted"]  # a POST without a body
    for kind in clientKinds:
        if kind.supports(operation):
            calls = [
                MethodCall(
                    QUEUE,
                    operation.name,
                    AnyOptions(traceId=f"{number}", credentials=PERMANENT),
                    [slugId(), 0],
                )
                for number in range(300)
            ]
            assert {*map(type, kind.run(calls))} == {ResourceNotFound}
            for call in calls:
                [request] = verifier.received.pop(call.trace)
                assert (request.problem, request.scheme) == (None, "hawk")


def test_a_large_payload_is_received_unchanged(
    verifier: Verifier, clientKinds: Sequence[ClientKind]
) -> None:
    hooks = next(service for service in SERVICES if service.sync is Hooks)
    options = AnyOptions(traceId="large", credentials=PERMANENT)
    payload: FreeForm = {"text": "\u2713" * 700_000}
    call = MethodCall(hooks, "triggerHook", options, ["group", "hook", payload])
    received = {
        kind: receive(kind, call, verifier)
        for kind in clientKinds
        # The user's aiohttp session would warn about such a payload.
        if not kind.signsUrl and not kind.hasForeignSession
    }
    request = assertAlike(hooks.operations["triggerHook"], received)
    assert json.loads(request.body) == payload


@pytest.mark.parametrize("reply", [failure(500, "InternalServerError", "broken"), None])
@pytest.mark.parametrize(("name", "args"), [("status", ["x"]), ("reportCompleted", ["x", 0])])
def test_each_attempt_has_a_new_signature(
    reply: Reply | None,
    name: str,
    args: Sequence[object],
    verifier: Verifier,
    clientKinds: Sequence[ClientKind],
) -> None:
    options = AnyOptions(traceId="attempts", credentials=PERMANENT, retries=1, delayFactor=0)
    for kind in clientKinds:
        # The user's aiohttp session may resend a request after a broken connection.
        if not kind.signsUrl and not (reply is None and kind.hasForeignSession):
            verifier.replies["attempts"] = [reply]
            [outcome] = kind.run([MethodCall(QUEUE, name, options, args)])
            assert isinstance(outcome, ResourceNotFound), (kind.name, outcome)
            # The server refuses a repeated nonce.
            problems = [request.problem for request in verifier.received.pop("attempts")]
            assert problems == [None, None], kind.name


@pytest.mark.parametrize("path", ["/a/b", "/~x", "/a;b=c", "/a'b(c)!", "/%C3%A9%20"])
def test_a_root_url_can_have_a_path(path: str, verifier: Verifier) -> None:
    checkRootUrl(verifier.url + path, verifier)


@pytest.mark.parametrize("path", ["/a%7Eb", "/%c3%a9", "/a|b", "/é"])
def test_an_odd_path_in_a_root_url_is_sent_as_it_was_signed(path: str, verifier: Verifier) -> None:
    # The user's aiohttp session would rewrite such a path after signing.
    checkRootUrl(verifier.url + path, verifier, withForeignSession=False)


@pytest.mark.parametrize("host", ["LOCALHOST", "127.0.0.1"])
def test_any_notation_of_the_host_works(host: str, verifier: Verifier) -> None:
    checkRootUrl(verifier.url.replace("localhost", host), verifier)


def checkRootUrl(rootUrl: str, verifier: Verifier, *, withForeignSession: bool = True) -> None:
    options = AnyOptions(traceId="root", credentials=PERMANENT)
    call = MethodCall(QUEUE, "getArtifact", options, ["a b", 0, "é/;x"])
    with allClientKinds(AnyOptions(rootUrl=rootUrl, retries=0)) as kinds:
        received = {
            kind: receive(kind, call, verifier)
            for kind in kinds
            if withForeignSession or not kind.hasForeignSession
        }
    assertAlike(QUEUE.operations["getArtifact"], received)


# The user's own HTTP client

HttpClient = httpx.Client | httpx.AsyncClient | httpx2.Client | httpx2.AsyncClient


@pytest.fixture
def clientKindWith(verifier: Verifier) -> Iterator[Callable[[HttpClient], ClientKind]]:
    """Create the kind of client that uses a given HTTP client."""
    with ExitStack() as stack:
        runner = stack.enter_context(asyncio.Runner())

        def make(http: HttpClient) -> ClientKind:
            options = AnyOptions(rootUrl=verifier.url, retries=0, httpClient=http)
            if isinstance(http, httpx.Client | httpx2.Client):
                stack.callback(http.close)
                return SyncKind("own", options)
            stack.callback(lambda: runner.run(http.aclose()))
            return AsyncKind("own", options, runner)

        yield make


@pytest.mark.parametrize("Http", HTTP_CLIENTS)
def test_parameters_and_headers_of_the_users_client_are_signed(
    Http: type[HttpClient],
    clientKindWith: Callable[[HttpClient], ClientKind],
    verifier: Verifier,
) -> None:
    kind = clientKindWith(
        Http(
            params={"theirs": "a b&c", "limit": "7"},
            headers={
                "x-theirs": "yes",
                "content-type": "text/theirs",
                "host": "tc.example.com:8080",
            },
            cookies={"theirs": "yes"},
        )
    )
    options = AnyOptions(traceId="added", credentials=PERMANENT)
    query: dict[str, str | int] = {"limit": 3, "continuationToken": "é&+ "}
    listing = receive(kind, MethodCall(QUEUE, "listTaskGroup", options, ["x"], query), verifier)
    assert parse_qs(urlsplit(listing.target).query) == {
        "theirs": ["a b&c"],
        "limit": ["3"],
        "continuationToken": ["é&+ "],
    }
    report = receive(kind, MethodCall(QUEUE, "reportCompleted", options, ["x", 0]), verifier)
    assert report.target.endswith("?theirs=a+b%26c&limit=7")
    for request in (listing, report):
        assert request.header("x-theirs") == "yes"
        assert request.header("content-type") == "text/theirs"
        assert request.header("host") == "tc.example.com:8080"
        assert "theirs=yes" in cookiesOf(request)


def cookiesOf(request: ReceivedRequest) -> set[str]:
    return {*(request.header("cookie") or "").split("; ")} - {""}


def readAndRaise(response: httpx.Response) -> None:
    """A common response hook."""
    response.read()
    response.raise_for_status()


async def readAndRaiseAsync(response: httpx.Response) -> None:
    await response.aread()
    response.raise_for_status()


@pytest.mark.parametrize("change", ["seen0=other; Path=/", "seen0=; Path=/; Max-Age=0"])
@pytest.mark.parametrize("hooked", [False, True])
@pytest.mark.parametrize("Http", HTTP_CLIENTS[:-1])
def test_responses_do_not_change_cookies_of_the_users_client(
    Http: type[HttpClient],
    hooked: bool,  # noqa: FBT001  # whether the client has a response hook
    change: str,
    clientKindWith: Callable[[HttpClient], ClientKind],
    verifier: Verifier,
) -> None:
    http = Http(cookies={"theirs": "yes"})
    http.cookies.set("seen0", "mine", domain="localhost.local", path="/")
    if hooked:
        isSync = isinstance(http, httpx.Client | httpx2.Client)
        hook = readAndRaise if isSync else readAndRaiseAsync
        http.event_hooks = {"response": [hook]}
    kind = clientKindWith(http)
    calls = [
        MethodCall(QUEUE, "ping", AnyOptions(traceId=f"{number}", credentials=PERMANENT))
        for number in range(200)
    ]
    for call in calls[::2]:  # every other response sets a new cookie
        verifier.replies[call.trace] = [Reply(404, {"set-cookie": change}, VERIFIED.body)]
    for error in kind.run(calls):
        assert isinstance(error, ResourceNotFound), error
    for call in calls:
        [request] = verifier.received.pop(call.trace)
        assert cookiesOf(request) == {"seen0=mine", "theirs=yes"}
    assert {**http.cookies} == {"seen0": "mine", "theirs": "yes"}


def test_the_users_client_keeps_cookies_of_its_own_requests(
    clientKindWith: Callable[[HttpClient], ClientKind], verifier: Verifier
) -> None:
    def logIn(request: httpx.Request) -> None:
        if request.url.path != "/login":
            http.get(f"{verifier.url}/login")

    http = httpx.Client()
    kind = clientKindWith(http)
    options = AnyOptions(traceId="kept", credentials=PERMANENT)
    receive(kind, MethodCall(QUEUE, "ping", options), verifier)
    assert not http.cookies
    http.event_hooks = {"request": [logIn]}
    receive(kind, MethodCall(QUEUE, "ping", options), verifier)
    assert len(http.cookies) == 1


@pytest.mark.parametrize("content", [None, b"some bytes"])
@pytest.mark.parametrize("method", ["GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"])
@pytest.mark.parametrize("Http", HTTP_CLIENTS)
def test_hawk_auth_signs_requests_of_any_httpx_client(
    Http: type[HttpClient], method: str, content: bytes | None, verifier: Verifier
) -> None:
    assert send(Http(auth=HawkAuth(PERMANENT)), method, content, verifier) == VERIFIED.body
    [received] = verifier.received.pop("auth")
    assert (received.scheme, received.method) == ("hawk", method)
    assert received.body == (content or b"")


def send(
    http: HttpClient,
    method: str,
    content: bytes | Iterator[bytes] | AsyncIterator[bytes] | None,
    verifier: Verifier,
) -> bytes:
    """Send a request with a client, close it, and return the body of the response."""
    url, headers = f"{verifier.url}/x?a=b%20c", {TRACE_HEADER: "auth"}
    if isinstance(http, httpx.Client | httpx2.Client):
        assert not isinstance(content, AsyncIterator)
        with closing(http):
            return http.request(method, url, content=content, headers=headers).content

    async def sendAsync() -> bytes:
        async with aclosing(http):
            response = await http.request(method, url, content=content, headers=headers)
            return response.content

    return asyncio.run(sendAsync())


async def iterate(*pieces: bytes) -> AsyncIterator[bytes]:
    for piece in pieces:
        yield piece


# httpx-aiohttp can't send an iterable body that an auth has read.
@pytest.mark.parametrize("Http", HTTP_CLIENTS[:-1])
def test_hawk_auth_signs_iterable_bodies(Http: type[HttpClient], verifier: Verifier) -> None:
    http = Http(auth=HawkAuth(PERMANENT))
    isAsync = isinstance(http, httpx.AsyncClient | httpx2.AsyncClient)
    content = iterate(b"some", b" bytes") if isAsync else iter([b"some", b" bytes"])
    if isinstance(http, httpx2.AsyncClient):
        with pytest.raises(InvalidCall, match="HawkAuth: can't sign a body"):
            send(http, "POST", content, verifier)
    else:
        assert send(http, "POST", content, verifier) == VERIFIED.body
        [received] = verifier.received.pop("auth")
        assert received.body == b"some bytes"


@pytest.mark.parametrize("Http", HTTP_CLIENTS)
def test_hawk_auth_signs_forms(Http: type[HttpClient], verifier: Verifier) -> None:
    http, headers = Http(auth=HawkAuth(PERMANENT)), {TRACE_HEADER: "auth"}
    form = {"file": ("name", b"some bytes", "text/plain")}
    if isinstance(http, httpx.Client | httpx2.Client):
        with closing(http):
            http.post(verifier.url, files=form, headers=headers)
    else:
        asyncio.run(post(http, verifier.url, form, headers))
    [received] = verifier.received.pop("auth")
    assert received.problem is None
    assert b"some bytes" in received.body


async def post(
    http: httpx.AsyncClient | httpx2.AsyncClient,
    url: str,
    form: Mapping[str, tuple[str, bytes, str]],
    headers: Mapping[str, str],
) -> None:
    async with aclosing(http):
        await http.post(url, files=form, headers=headers)
