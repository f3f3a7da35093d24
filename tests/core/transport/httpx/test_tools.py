"""Tools that hook into httpx see each call and transfer: mocks, recorders and instrumentation."""

from __future__ import annotations

import gzip
import json
from abc import ABC, abstractmethod
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import httpx
import pytest
import respx
import vcr
from opentelemetry.instrumentation.httpx import HTTPXClientInstrumentor
from opentelemetry.sdk.trace import ReadableSpan, TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from opentelemetry.trace import StatusCode
from pytest_httpx import HTTPXMock
from tests.core.client_kinds import Connect
from tests.core.loopback import (
    Received,
    Serve,
    closedPort,
    failure,
    loopback,
    message,
    raw,
    respond,
)
from tests.core.sample_service import Thing, ThingDefinition
from tests.core.secrets import SIGNED_URL, TEMPORARY
from tests.core.signing.hawk import verify
from tests.transfers.storage import Deployment, running, take
from tests.transfers.storage import serve as serveFile
from tests.transfers.transfer_kinds import TASK, Transfers, transferring

from tc_typed.core.errors import (
    InsufficientScopes,
    ResourceNotFound,
    TaskclusterConnectionError,
    TaskclusterFailure,
    TaskclusterRestFailure,
    TaskclusterTimeout,
    UnexpectedResponse,
)

# Calls over aiohttp don't use httpx.
KINDS: Final = ("sync", "async over httpx")
ROOT: Final = "https://tc.example.com"
API: Final = f"{ROOT}/api/sample/v1"
THING: Final = b'{"name": "x"}'
DATA: Final = bytes(range(256)) * 1000
HEADERS: Final = {
    "accept",
    "accept-encoding",
    "authorization",
    "content-length",
    "content-type",
    "host",
    "user-agent",
}
"""Headers of a call with a payload."""

overHttpx = pytest.mark.parametrize("connect", KINDS, indirect=True)

ARTIFACTS: Final = f"{ROOT}/api/queue/v1/task/{TASK}/runs/0"


def definition() -> ThingDefinition:
    return ThingDefinition(created=datetime(2026, 1, 31, 12, tzinfo=UTC), payload={"é": [1]})


@dataclass(frozen=True)
class Reply:
    """A response of a mock."""

    status: int = 200
    content: bytes = THING
    headers: Mapping[str, str] = field(default_factory=dict[str, str])


def apiError(status: int, code: str) -> Reply:
    body = json.dumps({"code": code, "message": "no", "requestInfo": {}}).encode()
    return Reply(status, body, {"content-type": "application/json"})


class Mock(ABC):
    """A mock of httpx."""

    @abstractmethod
    def respond(self, method: str, url: str, *replies: Reply) -> None:
        """Respond to the next requests, in turn."""

    @abstractmethod
    def fail(self, method: str, url: str, error: Exception) -> None:
        """Fail at the next request."""

    @property
    @abstractmethod
    def requests(self) -> Sequence[httpx.Request]:
        """Requests that the mock received."""


def requestsOf(calls: Iterable[respx.models.Call]) -> list[httpx.Request]:
    return [call.request for call in calls]


class Respx(Mock):
    def __init__(self, router: respx.MockRouter) -> None:
        self._router = router

    def respond(self, method: str, url: str, *replies: Reply) -> None:
        responses = [
            httpx.Response(reply.status, content=reply.content, headers=reply.headers)
            for reply in replies
        ]
        self._router.request(method, url).mock(side_effect=responses)

    def fail(self, method: str, url: str, error: Exception) -> None:
        self._router.request(method, url).mock(side_effect=error)

    @property
    def requests(self) -> Sequence[httpx.Request]:
        return requestsOf(self._router.calls)


class PytestHttpx(Mock):
    def __init__(self, mock: HTTPXMock) -> None:
        self._mock = mock

    def respond(self, method: str, url: str, *replies: Reply) -> None:
        for reply in replies:
            self._mock.add_response(
                method=method,
                url=url,
                status_code=reply.status,
                content=reply.content,
                headers={**reply.headers},
            )

    def fail(self, method: str, url: str, error: Exception) -> None:
        self._mock.add_exception(error, method=method, url=url)

    @property
    def requests(self) -> Sequence[httpx.Request]:
        return self._mock.get_requests()


@pytest.fixture(params=["respx", "pytest-httpx"])
def mock(request: pytest.FixtureRequest) -> Iterator[Mock]:
    """Each mock in turn. Both fail on unexpected requests and on unused responses."""
    if request.param == "respx":
        with respx.mock() as router:
            yield Respx(router)
    else:
        httpxMock: HTTPXMock = request.getfixturevalue("httpx_mock")
        yield PytestHttpx(httpxMock)


def received(request: httpx.Request) -> Received:
    """Convert a request that a mock received to the form that a test server records."""
    target = request.url.raw_path.decode()
    return Received(request.method, target, dict(request.headers), request.content)


@overHttpx
def test_mock_sees_the_exact_requests(connect: Connect, mock: Mock) -> None:
    client = connect(ROOT, credentials=TEMPORARY, retries=0)
    mock.respond("PUT", f"{API}/thing/a%2Fb", Reply())
    mock.respond("GET", f"{API}/things?limit=2", Reply(content=b'{"things": [{"name": "y"}]}'))
    mock.respond("DELETE", f"{API}/thing/x", Reply(204, b""))
    assert client.putThing("a/b", definition()) == Thing(name="x")
    assert [thing.name for thing in client.listThings(limit=2).things] == ["y"]
    client.deleteThing("x")
    put, listed, deleted = mock.requests
    assert (put.method, str(put.url)) == ("PUT", f"{API}/thing/a%2Fb")
    assert {*put.headers} == HEADERS
    assert ThingDefinition.model_validate_json(put.content) == definition()
    assert (listed.method, str(listed.url)) == ("GET", f"{API}/things?limit=2")
    assert {*listed.headers} == HEADERS - {"content-length", "content-type"}
    assert deleted.method == "DELETE"
    for request in (put, listed, deleted):
        verify(received(request), ROOT)


@overHttpx
def test_mock_responds_with_gzip(connect: Connect, mock: Mock) -> None:
    zipped = Reply(content=gzip.compress(THING), headers={"content-encoding": "gzip"})
    mock.respond("GET", f"{API}/thing/x", zipped, zipped)
    client = connect(ROOT, retries=0)
    assert client.getThing("x") == client.getThing("x") == Thing(name="x")


@overHttpx
@pytest.mark.parametrize(
    ("reply", "kind"),
    [
        (apiError(404, "ResourceNotFound"), ResourceNotFound),
        (apiError(403, "InsufficientScopes"), InsufficientScopes),
        (Reply(502, b"<p>Bad Gateway"), TaskclusterRestFailure),
        (Reply(302, b"", {"location": f"{ROOT}/elsewhere"}), UnexpectedResponse),
        (Reply(200, b"<p>Welcome"), UnexpectedResponse),
    ],
)
def test_mock_responds_with_errors(
    connect: Connect, mock: Mock, reply: Reply, kind: type[TaskclusterFailure]
) -> None:
    client = connect(ROOT, retries=0)
    mock.respond("GET", f"{API}/thing/x", reply)
    with pytest.raises(TaskclusterFailure) as caught:
        client.getThing("x")
    assert type(caught.value) is kind
    mock.respond("GET", f"{API}/thing/y", Reply())
    assert client.getThing("y") == Thing(name="x")


@overHttpx
@pytest.mark.parametrize(
    ("error", "kind", "wasSent"),
    [
        (httpx.ConnectError("refused"), TaskclusterConnectionError, False),
        (httpx.ReadError("reset"), TaskclusterConnectionError, True),
        (httpx.ConnectTimeout("slow"), TaskclusterTimeout, False),
        (httpx.ReadTimeout("slow"), TaskclusterTimeout, True),
    ],
)
def test_mock_raises(
    connect: Connect,
    mock: Mock,
    error: Exception,
    kind: type[TaskclusterConnectionError],
    *,
    wasSent: bool,
) -> None:
    client = connect(ROOT, retries=0)
    mock.fail("GET", f"{API}/thing/x", error)
    with pytest.raises(TaskclusterFailure) as caught:
        client.getThing("x")
    assert type(caught.value) is kind
    assert caught.value.wasSent == wasSent
    mock.respond("GET", f"{API}/thing/y", Reply())
    assert client.getThing("y") == Thing(name="x")


@overHttpx
def test_mock_sees_each_attempt(connect: Connect, mock: Mock, waits: list[float]) -> None:
    mock.respond("GET", f"{API}/thing/x", Reply(503, b""), Reply())
    assert connect(ROOT, credentials=TEMPORARY).getThing("x") == Thing(name="x")
    first, second = mock.requests
    assert first.headers["authorization"] != second.headers["authorization"]
    assert len(waits) == 1


@overHttpx
def test_mock_works_despite_proxy_settings(
    connect: Connect, mock: Mock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("NO_PROXY", raising=False)
    monkeypatch.delenv("no_proxy", raising=False)
    monkeypatch.setenv("https_proxy", "http://user:password@proxy.invalid:3128")
    mock.respond("GET", f"{API}/thing/x", Reply(), Reply())
    client = connect(ROOT, retries=0)
    assert client.getThing("x") == client.getThing("x") == Thing(name="x")


@overHttpx
def test_mock_can_start_and_stop_while_a_client_is_open(connect: Connect, serve: Serve) -> None:
    server = serve(respond({"name": "real"}))
    client = connect(server.url, retries=0)
    assert client.getThing("x") == Thing(name="real")
    with respx.mock() as router:
        router.get(f"{server.url}/api/sample/v1/thing/x").respond(json={"name": "mocked"})
        router.get(f"{server.url}/api/sample/v1/thing/y").pass_through()
        assert client.getThing("x") == Thing(name="mocked")
        assert client.getThing("y") == Thing(name="real")
    assert client.getThing("x") == Thing(name="real")
    assert len(server.received) == 3


# Transfers


@pytest.fixture(params=KINDS)
def transfer(
    request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Callable[[Deployment], Transfers]]:
    """Function that creates transfers over httpx."""
    with ExitStack() as stack:
        yield lambda deployment: stack.enter_context(
            transferring(request.param, deployment, monkeypatch)
        )


def test_mock_sees_transfers(mock: Mock, transfer: Callable[[Deployment], Transfers]) -> None:
    transfers = transfer(Deployment(url=ROOT))
    expires = "2040-01-31T12:00:00.000Z"
    put = {"storageType": "s3", "putUrl": SIGNED_URL, "contentType": "text/plain"}
    mock.respond(
        "POST",
        f"{ARTIFACTS}/artifacts/public%2Ffile",
        Reply(content=json.dumps({**put, "expires": expires}).encode()),
    )
    mock.respond("PUT", SIGNED_URL, Reply(content=b""))
    transfers.uploadArtifactFromBuf(DATA, "s3")
    _, stored = mock.requests
    assert "authorization" not in stored.headers
    assert stored.headers["content-length"] == str(len(DATA))
    assert stored.content == DATA

    mock.respond(
        "GET",
        f"{ARTIFACTS}/artifact-content/public%2Ffile",
        Reply(content=json.dumps({"storageType": "s3", "url": SIGNED_URL}).encode()),
    )
    mock.respond(
        "GET",
        SIGNED_URL,
        Reply(content=gzip.compress(DATA), headers={"content-encoding": "gzip", "etag": '"1"'}),
    )
    assert transfers.downloadArtifactToBuf(0)[0] == DATA
    *_, loaded = mock.requests
    assert "authorization" not in loaded.headers


# Recordings


@overHttpx
@pytest.mark.parametrize("hidden", [[], ["authorization"]])
def test_calls_are_recorded_and_replayed(
    connect: Connect, serve: Serve, tmp_path: Path, hidden: list[str]
) -> None:
    recorder = vcr.VCR(filter_headers=hidden)
    cassette = tmp_path / "calls.yaml"

    def outcomes(url: str) -> list[object]:
        client = connect(url, credentials=TEMPORARY, retries=0)
        with pytest.raises(ResourceNotFound) as caught:
            client.getThing("missing")
        return [client.getThing("x"), client.putThing("x", definition()), str(caught.value)]

    with (
        loopback(
            failure(404, "ResourceNotFound", "no"),
            raw(message(200, gzip.compress(THING), {"content-encoding": "gzip"}), thenHangUp=False),
            respond({"name": "y"}),
        ) as server,
        recorder.use_cassette(cassette),
    ):
        live = outcomes(server.url)
    assert live[:2] == [Thing(name="x"), Thing(name="y")]
    for seen in server.received:
        verify(seen, server.url)
    text = cassette.read_text()
    assert text.lower().count("authorization") == (0 if hidden else 3)
    assert text.count("Hawk mac=") == (0 if hidden else 3)

    with recorder.use_cassette(cassette) as tape:
        assert [(request.method, request.path) for request in tape.requests] == [
            ("GET", "/api/sample/v1/thing/missing"),
            ("GET", "/api/sample/v1/thing/x"),
            ("PUT", "/api/sample/v1/thing/x"),
        ]
        assert outcomes(server.url) == live
        assert tape.all_played
        client = connect(server.url)
        with pytest.raises(TaskclusterFailure, match="CannotOverwriteExistingCassette") as caught:
            client.getThing("z")
    assert caught.value.attempts == 1
    assert len(server.received) == 3


def test_transfers_are_recorded_and_replayed(
    transfer: Callable[[Deployment], Transfers], tmp_path: Path
) -> None:
    deployment = Deployment(artifact={"storageType": "s3"}, script=[take, serveFile()])
    cassette = tmp_path / "transfers.yaml"
    with running(deployment):
        transfers = transfer(deployment)
        with vcr.VCR().use_cassette(cassette):
            transfers.uploadArtifactFromBuf(DATA, "s3")
            live = transfers.downloadArtifactToBuf(0)
    assert live[0] == deployment.data == DATA
    stored = len(deployment.storageRequests)
    with vcr.VCR().use_cassette(cassette) as tape:
        transfers.uploadArtifactFromBuf(DATA, "s3")
        assert transfers.downloadArtifactToBuf(0) == live
        assert tape.all_played
    assert len(deployment.storageRequests) == stored == 2


# Tracing


@contextmanager
def tracing() -> Generator[Callable[[], list[ReadableSpan]]]:
    """Instrument httpx within the block, and yield a function that returns the new spans."""
    exporter, provider = InMemorySpanExporter(), TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(exporter))
    instrumentor = HTTPXClientInstrumentor()
    instrumentor.instrument(tracer_provider=provider)

    def take() -> list[ReadableSpan]:
        spans = [*exporter.get_finished_spans()]
        exporter.clear()
        return spans

    try:
        yield take
    finally:
        instrumentor.uninstrument()
        provider.shutdown()


def attributesOf(span: ReadableSpan) -> tuple[object, object, object]:
    """Return a span's method, URL and status."""
    found = span.attributes or {}
    return found["http.method"], found["http.url"], found.get("http.status_code")


@overHttpx
def test_each_attempt_has_a_span(connect: Connect, serve: Serve, waits: list[float]) -> None:
    server = serve(respond({"name": "x"}), respond(b"", 503), respond({"name": "x"}))
    before = connect(server.url, credentials=TEMPORARY)
    thingUrl = f"{server.url}/api/sample/v1/thing/x"
    with tracing() as spans:
        after = connect(server.url, credentials=TEMPORARY)
        assert before.getThing("x") == Thing(name="x")
        assert [*map(attributesOf, spans())] == [("GET", thingUrl, 200)]
        assert after.putThing("x", definition()) == Thing(name="x")
        statuses = [("PUT", thingUrl, 503), ("PUT", thingUrl, 200)]
        assert [*map(attributesOf, spans())] == statuses
        assert before.getThing("x") == Thing(name="x")
        assert len(spans()) == 1
    assert before.getThing("x") == after.getThing("x") == Thing(name="x")
    assert not spans()
    assert ["traceparent" in seen.headers for seen in server.received] == [True] * 4 + [False] * 2
    for seen in server.received:
        verify(seen, server.url)
    assert len(waits) == 1


@overHttpx
def test_each_attempt_without_a_connection_has_a_span(connect: Connect, waits: list[float]) -> None:
    with closedPort() as url, tracing() as spans:
        client = connect(url, retries=1)
        with pytest.raises(TaskclusterConnectionError) as caught:
            client.getThing("x")
    assert not caught.value.wasSent
    thingUrl = f"{url}/api/sample/v1/thing/x"
    failed = spans()
    assert [*map(attributesOf, failed)] == [("GET", thingUrl, None)] * 2
    for span in failed:
        assert span.status.status_code is StatusCode.ERROR
        [event] = span.events
        assert event.attributes is not None
        assert event.attributes["exception.type"] == "httpx.ConnectError"
    assert len(waits) == 1


def test_transfers_have_spans(transfer: Callable[[Deployment], Transfers]) -> None:
    deployment = Deployment(artifact={"storageType": "s3"}, script=[take, serveFile()])
    with running(deployment), tracing() as spans:
        transfers = transfer(deployment)
        transfers.uploadArtifactFromBuf(DATA, "s3")
        assert transfers.downloadArtifactToBuf(0)[0] == DATA
        assert [attributesOf(span)[::2] for span in spans()] == [
            ("POST", 200),
            ("PUT", 200),
            ("GET", 200),
            ("GET", 200),
        ]
