"""What is signed is what is sent: every operation, in every way of calling, to a real socket."""

from __future__ import annotations

import asyncio
import json
import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from itertools import cycle
from typing import Unpack
from urllib.parse import parse_qs, unquote, urlsplit

import httpx
import httpx_aiohttp
import pytest
from hypothesis import HealthCheck, Phase, find, given, settings
from hypothesis import strategies as st
from tests.core.leaks import CERTIFICATE
from tests.wire.test_schemas import CASES, instances

from tc_typed import Credentials, Queue, ResourceNotFound, optionsFromEnvironment, slugId
from tc_typed.core.fields import FreeForm
from tc_typed.core.hawk import HawkAuth
from tc_typed.core.operation import Operation
from tc_typed.core.options import Options
from tc_typed.flamenco import BasicCredentials

from .client_kinds import AsyncWay, Call, Service, SyncWay, Way, everyWay, services
from .contract import SCHEMAS
from .verifier import TOKEN, TRACE, VERIFIED, Arrived, Reply, Verifier, failure, verifying

PERMANENT = Credentials("some/client", TOKEN)
TEMPORARY = Credentials("some/client", TOKEN, json.dumps(CERTIFICATE))
BASIC = BasicCredentials("worker", TOKEN)

OWN = ("async over aiohttp", "sync", "async over httpx")
"""The ways without a client of the user's."""

ODD = (
    "a b", "é/ü", "%2F", "100%", "~!$&'()*+,;=:@", "..%2f", "[x]{y}|z", '"<>\\^`', "\u2713",
    "\u202e", " ", ".hidden", "...", "a?b#c", "//", ";", "?", "&a=b", "+", "\U0001f600", "%c3%a9",
    "a;b;c",
)  # fmt: skip
"""Texts that HTTP libraries, proxies and servers are tempted to change on their way."""

# What our transports may add to the headers that are ours.
FRAMING = {"host", "connection", "content-length", "transfer-encoding"}
OURS = {"accept", "accept-encoding", "user-agent", "authorization", "content-type", TRACE}

SERVICES = [*services("tc_typed", "tc_typed.legacy")]
OPERATIONS = [
    pytest.param(service, operation, id=f"{service.sync.__module__.removesuffix('.client')}.{name}")
    for service in SERVICES
    for name, operation in service.operations.items()
]


@pytest.fixture(scope="module")
def verifier() -> Iterator[Verifier]:
    with verifying() as server:
        yield server


@pytest.fixture(scope="module")
def ways(verifier: Verifier) -> Iterator[Sequence[Way]]:
    # As the README sets up its clients.
    environment = {
        "TASKCLUSTER_ROOT_URL": verifier.url,
        "TASKCLUSTER_CLIENT_ID": PERMANENT.clientId,
        "TASKCLUSTER_ACCESS_TOKEN": PERMANENT.accessToken,
    }
    with everyWay(optionsFromEnvironment({"retries": 0}, environment=environment)) as made:
        yield made


def test_every_operation_of_every_contract_is_called() -> None:
    listed = 0
    for path in SCHEMAS.rglob("*.json"):
        content = json.loads(path.read_text())
        listed += len(content["entries"]) if path.name == "api.json" else 0
        listed += sum(map(len, content["paths"].values())) if "openapi" in content else 0
    assert len(OPERATIONS) >= listed > 250


@dataclass(frozen=True)
class Example:
    """Arguments of an operation."""

    args: Sequence[str]
    query: Mapping[str, str]
    credentials: Credentials
    authorizedScopes: Sequence[str] | None = None


def examples(operation: Operation) -> Iterator[Example]:
    """A plain call, and if there is anything to fill in, one with odd texts and all parameters."""
    yield Example([f"{name}-7" for name in operation.args], {}, PERMANENT)
    if operation.args or operation.query:
        texts = cycle(ODD)
        # Each operation begins elsewhere, so that every text comes in every place of some.
        for _ in range(sum(map(ord, operation.title)) % len(ODD)):
            next(texts)
        args = ["" if name in operation.mayBeEmpty else next(texts) for name in operation.args]
        query = {
            name: "1" if name in operation.headers else next(texts) for name in operation.query
        }
        yield Example(args, query, TEMPORARY, ["a:*", "é"])


@pytest.mark.parametrize(("service", "operation"), OPERATIONS)
def test_what_arrives_is_what_was_signed(
    service: Service, operation: Operation, verifier: Verifier, ways: Sequence[Way]
) -> None:
    payload = payloadOf(operation)
    for number, example in enumerate(examples(operation)):
        arrivals: dict[str, Arrived] = {}
        for way in ways:
            if way.takes(operation):
                call = Call(
                    service,
                    operation.name,
                    options(operation, example, f"{operation.title} {number} {way}"),
                    [*example.args, *payload],
                    tokenOf(operation) | {**example.query},
                )
                arrivals[way.name] = arrival(way, call, verifier)
        assert len(arrivals) >= 6
        assertAlike(operation, arrivals)


def options(operation: Operation, example: Example, trace: str) -> Options:
    if "basic" in operation.schemes:
        return Options(traceId=trace, credentials=BASIC)
    return Options(
        traceId=trace,
        credentials=example.credentials,
        authorizedScopes=example.authorizedScopes,
    )


def arrival(way: Way, call: Call, verifier: Verifier) -> Arrived:
    """Make a call, and see that the server takes it as it comes."""
    [outcome] = way.make([call])
    if isinstance(outcome, httpx.Response):
        assert outcome.status_code == 404, outcome.text
    else:
        assert isinstance(outcome, ResourceNotFound), (way.name, outcome)
    trace = call.options.get("traceId") or ""
    [arrived] = verifier.arrived.pop(trace)
    assert arrived.problem is None, way.name
    return arrived


def assertAlike(operation: Operation, arrivals: Mapping[str, Arrived]) -> None:
    """The same bytes came in all ways, and nothing in ours that is not ours."""
    first = arrivals["async over aiohttp"]
    for name, arrived in arrivals.items():
        isUrl = name == "signed URL"
        assert arrived.scheme == ("bewit" if isUrl else schemeOf(operation)), name
        target = arrived.target.rpartition("bewit=")[0][:-1] if isUrl else arrived.target
        assert target == first.target, name
        assert arrived.method == first.method == operation.method.upper(), name
        assert arrived.body == first.body, name
        if schemeOf(operation) == "hawk":
            assert contentType(arrived) == ("application/json" if first.body else ""), name
        if arrived.method in ("POST", "PUT"):
            # Load balancers refuse such a request without a length.
            assert arrived.header("content-length") == str(len(arrived.body)), name
        if name != "own HttpxAiohttpClient":  # its aiohttp session has a cookie jar of its own
            assert arrived.header("cookie") is None, name
    for name in OWN:
        assert ours(arrivals[name]) == ours(first), name
        names = {key for key, _ in arrivals[name].headers}
        assert names <= OURS | FRAMING, name
        assert ("content-type" in names) == bool(first.body), name


def contentType(arrived: Arrived) -> str:
    return arrived.header("content-type") or ""


def ours(arrived: Arrived) -> Mapping[str, str]:
    """The headers that are the same in each of our ways."""
    changing = FRAMING - {"host"} | {"authorization", TRACE}
    return {name: value for name, value in arrived.headers if name not in changing}


def schemeOf(operation: Operation) -> str | None:
    if operation.authorization == "bearer":
        return "bearer"
    return operation.schemes[0] if operation.schemes else None


def tokenOf(operation: Operation) -> dict[str, str]:
    return {"accessToken": "some-token"} if operation.authorization == "bearer" else {}


FIRST = settings(max_examples=50, database=None, phases=[Phase.generate])


def payloadOf(operation: Operation) -> Sequence[object]:
    """A payload that the contract allows, if the operation takes one."""
    if operation.payload is None:
        return []
    if operation.media:
        return [b"\xff\xd8\xff a picture"]
    if operation.payload is FreeForm:
        return [{"\u00e9": ["\u2713", 1.5, None]}]
    file, model = next((file, model) for file, model in CASES if model.kind == operation.payload)
    instance = find(instances(file), lambda _: True, settings=FIRST, random=random.Random(0))
    return [model.adapter.validate_json(json.dumps(instance))]


# What else an attempt goes through

QUEUE = next(service for service in SERVICES if service.sync is Queue)
segments = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=8).filter(
    lambda text: text not in (".", "..")
)


@given(st.tuples(segments, segments, segments))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
def test_any_text_arrives_in_every_way(
    verifier: Verifier, ways: Sequence[Way], args: Sequence[str]
) -> None:
    operation = QUEUE.operations["getArtifact"]
    arrivals: dict[str, Arrived] = {}
    for way in ways:
        options = Options(traceId=f"any {way}", credentials=PERMANENT)
        arrivals[way.name] = arrival(way, Call(QUEUE, "getArtifact", options, args), verifier)
    assertAlike(operation, arrivals)
    _, _, _, _, _, task, _, run, _, name = arrivals["sync"].target.split("/")
    assert [unquote(part, errors="strict") for part in (task, run, name)] == [*args]


def test_many_calls_at_a_time_are_each_signed(verifier: Verifier, ways: Sequence[Way]) -> None:
    for way in ways[:-1]:
        calls = [
            Call(
                QUEUE,
                "reportCompleted",  # a POST without a body
                Options(traceId=f"many {way} {number}", credentials=PERMANENT),
                [slugId(), 0],
            )
            for number in range(300)
        ]
        assert {*map(type, way.make(calls))} == {ResourceNotFound}
        for call in calls:
            [arrived] = verifier.arrived.pop(call.options.get("traceId") or "")
            assert (arrived.problem, arrived.scheme) == (None, "hawk")


@pytest.mark.parametrize("reply", [failure(503, "TooManyRequests", "later"), None])
def test_each_attempt_is_signed_anew(
    reply: Reply | None, verifier: Verifier, ways: Sequence[Way]
) -> None:
    for way in ways[:-1]:
        # An aiohttp session of the user's may repeat a request by itself where a connection breaks.
        if reply is not None or way.name != "own HttpxAiohttpClient":
            for name, args in (("status", [slugId()]), ("reportCompleted", [slugId(), 0])):
                trace = f"attempts {way} {name}"
                verifier.replies[trace] = [reply]
                options = Options(traceId=trace, credentials=PERMANENT, retries=1, delayFactor=0)
                [outcome] = way.make([Call(QUEUE, name, options, args)])
                assert isinstance(outcome, ResourceNotFound), (way.name, outcome)
                # The server refuses a nonce that it has seen.
                problems = [arrived.problem for arrived in verifier.arrived.pop(trace)]
                assert problems == [None, None], way.name


PLAIN_ROOTS = ("/a/b", "/~x", "/a;b=c", "/a'b(c)!", "/%C3%A9%20")
ODD_ROOTS = ("/a%7Eb", "/%c3%a9", "/a|b", "/é")


@pytest.mark.parametrize("path", [*PLAIN_ROOTS, *ODD_ROOTS])
def test_a_root_url_may_have_a_path(path: str, verifier: Verifier) -> None:
    # An aiohttp session of the user's rewrites an odd path after it was signed.
    unable = "own HttpxAiohttpClient" if path in ODD_ROOTS else None
    checkRoot(verifier.url + path, verifier, unable)


@pytest.mark.parametrize("host", ["LOCALHOST", "127.0.0.1"])
def test_a_host_may_be_written_in_any_way(host: str, verifier: Verifier) -> None:
    checkRoot(verifier.url.replace("localhost", host), verifier)


def checkRoot(rootUrl: str, verifier: Verifier, unable: str | None = None) -> None:
    with everyWay(Options(rootUrl=rootUrl, retries=0)) as ways:
        arrivals: dict[str, Arrived] = {}
        for way in ways:
            if way.name != unable:
                options = Options(traceId=f"root {way}", credentials=PERMANENT)
                call = Call(QUEUE, "getArtifact", options, ["a b", 0, "é/;x"])
                arrivals[way.name] = arrival(way, call, verifier)
    assertAlike(QUEUE.operations["getArtifact"], arrivals)


# Through a client of the user's


@pytest.fixture
def own() -> Iterator[Callable[..., Way]]:
    """Makes a way through an httpx client of the user's."""
    with ExitStack() as stack:
        runner = stack.enter_context(asyncio.Runner())

        def make(http: httpx.Client | httpx.AsyncClient, **options: Unpack[Options]) -> Way:
            options["httpClient"] = http
            if isinstance(http, httpx.Client):
                stack.enter_context(http)
                return SyncWay("own", options)
            stack.callback(lambda: runner.run(http.aclose()))
            return AsyncWay("own", options, runner)

        yield make


KINDS = [httpx.Client, httpx.AsyncClient, httpx_aiohttp.HttpxAiohttpClient]


@pytest.mark.parametrize("kind", KINDS)
def test_what_a_client_of_the_users_adds_is_signed_too(
    kind: type[httpx.Client | httpx.AsyncClient],
    own: Callable[..., Way],
    verifier: Verifier,
) -> None:
    http = kind(
        params={"theirs": "a b&c", "limit": "7"},
        headers={"x-theirs": "yes", "content-type": "text/theirs"},
        cookies={"theirs": "yes"},
    )
    way = own(http, rootUrl=verifier.url, retries=0)
    options = Options(traceId="added", credentials=PERMANENT)
    query: dict[str, str | int] = {"limit": 3, "continuationToken": "é&+ "}
    listing = arrival(way, Call(QUEUE, "listTaskGroup", options, ["x"], query), verifier)
    assert parse_qs(urlsplit(listing.target).query) == {
        "theirs": ["a b&c"],
        "limit": ["3"],  # what a call says comes before what its client adds to all requests
        "continuationToken": ["é&+ "],
    }
    report = arrival(way, Call(QUEUE, "reportCompleted", options, ["x", 0]), verifier)
    assert report.target.endswith("?theirs=a+b%26c&limit=7")
    for arrived in (listing, report):
        assert arrived.header("x-theirs") == "yes"
        assert arrived.header("content-type") == "text/theirs"
        assert "theirs=yes" in (arrived.header("cookie") or "").split("; ")


def raiseForStatus(response: httpx.Response) -> None:
    response.read()
    response.raise_for_status()


async def araise(response: httpx.Response) -> None:
    await response.aread()
    response.raise_for_status()


@pytest.mark.parametrize("kind", [httpx.Client, httpx.AsyncClient])
@pytest.mark.parametrize("change", ["seen0=other; Path=/", "seen0=; Path=/; Max-Age=0"])
@pytest.mark.parametrize("isRaised", [False, True])
def test_a_response_changes_no_cookie_of_the_users_client(
    kind: type[httpx.Client | httpx.AsyncClient],
    change: str,
    isRaised: bool,  # noqa: FBT001  # whether a hook of the user's client raises for the response
    own: Callable[..., Way],
    verifier: Verifier,
) -> None:
    http = kind(cookies={"theirs": "yes"})
    http.cookies.set("seen0", "mine", domain="localhost.local", path="/")
    if isRaised:
        http.event_hooks = {"response": [raiseForStatus if kind is httpx.Client else araise]}
    way = own(http, rootUrl=verifier.url, retries=0)
    options = Options(traceId="kept", credentials=PERMANENT)
    for _ in range(3):
        arrival(way, Call(QUEUE, "ping", options), verifier)  # gets a new cookie
        verifier.replies["kept"] = [Reply(404, {"set-cookie": change}, VERIFIED.body)]
        arrived = arrival(way, Call(QUEUE, "ping", options), verifier)
        sent = (arrived.header("cookie") or "").split("; ")
        assert sorted(sent) == ["seen0=mine", "theirs=yes"]
    assert {**http.cookies} == {"seen0": "mine", "theirs": "yes"}


@pytest.mark.parametrize("kind", KINDS)
def test_hawk_auth_signs_what_any_httpx_client_sends(
    kind: type[httpx.Client | httpx.AsyncClient], verifier: Verifier
) -> None:
    url, headers = f"{verifier.url}/api/queue/v1/x?a=b%20c", {TRACE: f"auth {kind}"}

    async def send(http: httpx.AsyncClient, method: str) -> httpx.Response:
        return await http.request(method, url, headers=headers)

    with asyncio.Runner() as runner:
        http = kind(auth=HawkAuth(PERMANENT))
        for method in ("GET", "POST", "PUT", "PATCH", "DELETE"):
            if isinstance(http, httpx.Client):
                response = http.request(method, url, headers=headers)
            else:
                response = runner.run(send(http, method))
            assert response.content == VERIFIED.body, response.text
        if isinstance(http, httpx.Client):
            http.close()
        else:
            runner.run(http.aclose())
