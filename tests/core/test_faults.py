"""A call ends with its result or a clear error, even if the server or network misbehaves."""

from __future__ import annotations

import gzip
import json
import pickle
import re
import socket
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import TypeVar
from urllib.parse import parse_qs, urlsplit

import pytest
from tests.core.client_kinds import BOUNDED, POOLED, Connect
from tests.core.loopback import (
    Json,
    Serve,
    closedPort,
    failure,
    fullPort,
    message,
    raw,
    resetAfter,
    respond,
    silent,
    sluggish,
    trickle,
    untrusted,
)
from tests.core.sample_service import Label, SignedFile, ThingDefinition, UnrecognizedFile
from tests.core.secrets import SIGNED_URL, TEMPORARY, TOKEN, assertHidden, everyText
from tests.core.signing.hawk import verify

from tc_typed.core.errors import (
    AuthenticationFailed,
    FailedDependency,
    InputTooLarge,
    InputValidationError,
    InsufficientScopes,
    InternalServerError,
    InvalidCall,
    RequestConflict,
    ResourceExpired,
    ResourceNotFound,
    TaskclusterConnectionError,
    TaskclusterFailure,
    TaskclusterRestFailure,
    TaskclusterTimeout,
    TooManyRequests,
    UnexpectedResponse,
    UntrustedCertificate,
)
from tc_typed.core.models.fields import Unrecognized

pytestmark = pytest.mark.usefixtures("debugLog")

THING = {"name": "x"}
HEADERS = b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 1000000\r\n\r\n"
NOW = datetime(2026, 1, 31, 12, tzinfo=UTC)

CHUNKED = b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n"
GZIP = b"HTTP/1.1 200 OK\r\ncontent-encoding: gzip\r\ncontent-length: 1000000\r\n\r\n"
EMPTY_BLOCK = b"\x00\x00\x00\xff\xff"  # deflate block without content

PATHS = [
    "public/logs/live.log",
    "50%",
    "%2F%2e",
    "a+b",
    "a b",
    " ",
    "é漢🎉",
    "a/../b",
    "../b",
    "a/..",
    "./a",
    "a//b",
    "/",
    "?x#y",
    "a&b=c;d",
    "!$'()*,:@~",
    '"<>\\^`{|}[]',
    "...",
    "\t\n\x7f",
    "..%2f..",
]


def definition() -> ThingDefinition:
    return ThingDefinition(created=NOW, payload={"n": 1})


FailureT = TypeVar("FailureT", bound=TaskclusterFailure)


def failing(kind: type[FailureT], call: Callable[[], object], title: str = "getThing") -> FailureT:
    """Make a call that must raise this class, and check the error."""
    with pytest.raises(TaskclusterFailure) as caught:
        call()
    error = caught.value
    assert type(error) is kind, everyText(error)
    assert error.call == f"sample.{title}"
    assert str(error).startswith(f"sample.{title}: ")
    assertHidden(*everyText(error))
    again = pickle.loads(pickle.dumps(error))
    assert type(again) is kind
    assert str(again) == str(error)
    assert {**vars(again)} == {**vars(error)}
    return error


# The network


def test_refused_connection(connect: Connect, waits: list[float]) -> None:
    with closedPort() as url:
        client = connect(url, credentials=TEMPORARY)
        error = failing(TaskclusterConnectionError, lambda: client.getThing("x"))
    assert url in str(error)
    assert len(waits) == 5


def test_unknown_host(connect: Connect) -> None:
    client = connect("http://nowhere.invalid", retries=0)
    failing(TaskclusterConnectionError, lambda: client.getThing("x"))


def test_hang_up_before_the_response(connect: Connect, serve: Serve, waits: list[float]) -> None:
    client = connect(serve(raw()).url, credentials=TEMPORARY)
    failing(TaskclusterConnectionError, lambda: client.putThing("x", definition()), "putThing")
    assert len(waits) == 5


@pytest.mark.parametrize(
    "sent",
    [
        pytest.param(b"", id="before the response"),
        pytest.param(HEADERS[:30], id="in the headers"),
        pytest.param(HEADERS + b'{"name": "', id="in the body"),
    ],
)
def test_reset_connection(connect: Connect, serve: Serve, waits: list[float], sent: bytes) -> None:
    server = serve(resetAfter(sent), respond(THING))
    assert connect(server.url, credentials=TEMPORARY).getThing("x").name == "x"
    assert len(server.received) == 2
    assert len(waits) <= 1

    client = connect(serve(resetAfter(sent)).url, credentials=TEMPORARY, retries=0)
    failing(TaskclusterConnectionError, lambda: client.getThing("x"))


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(HEADERS + b'{"name": "x"}', id="shorter than its content-length"),
        pytest.param(
            b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nff\r\n{", id="unfinished chunk"
        ),
        pytest.param(
            b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nzz\r\n{}", id="no chunk size"
        ),
        pytest.param(b"\x16\x03\x01\x02\x00\x01\xfc\x03\x03\r\n\r\n", id="not HTTP"),
        pytest.param(b"HTTP/1.1 200 OK\r\nno colon\r\n\r\n", id="bad header"),
        pytest.param(b"HTTP/1.1 abc OK\r\n\r\n", id="bad status"),
        pytest.param(
            message(200, b"not gzip at all", {"content-encoding": "gzip"}), id="invalid gzip"
        ),
    ],
)
def test_invalid_or_incomplete_response(connect: Connect, serve: Serve, data: bytes) -> None:
    server = serve(raw(data))
    client = connect(server.url, credentials=TEMPORARY, retries=0)
    failing(TaskclusterConnectionError, lambda: client.getThing("x"))


def test_server_that_never_responds(connect: Connect, serve: Serve, waits: list[float]) -> None:
    server = serve(silent)
    client = connect(server.url, credentials=TEMPORARY, timeout=0.1, retries=1)
    error = failing(TaskclusterTimeout, lambda: client.getThing("x"))
    assert isinstance(error, TimeoutError)
    assert "0.1 s" in str(error)
    assert len(waits) == 1
    assert len(server.received) == 2


@pytest.mark.parametrize(
    ("start", "piece"),
    [
        pytest.param(HEADERS, b"x", id="body"),
        pytest.param(GZIP + gzip.compress(b"")[:10], EMPTY_BLOCK, id="empty gzip"),
    ],
)
def test_body_that_trickles_endlessly(
    connect: Connect, serve: Serve, start: bytes, piece: bytes
) -> None:
    server = serve(trickle(start, piece))
    client = connect(server.url, credentials=TEMPORARY, timeout=0.2, retries=0)
    failing(TaskclusterTimeout, lambda: client.getThing("x"))


@pytest.mark.parametrize("connect", BOUNDED, indirect=True)
@pytest.mark.parametrize(
    ("start", "piece"),
    [
        pytest.param(b"HTTP/1.1 200 OK\r\nx-long: ", b"x", id="headers"),
        pytest.param(b"", b"HTTP/1.1 100 Continue\r\n\r\n", id="100 Continue"),
        pytest.param(CHUNKED, b"0", id="chunk size"),
        pytest.param(CHUNKED + b"1;x=", b"y", id="chunk extension"),
    ],
)
def test_headers_that_trickle_endlessly(
    connect: Connect, serve: Serve, start: bytes, piece: bytes
) -> None:
    server = serve(trickle(start, piece))
    client = connect(server.url, credentials=TEMPORARY, timeout=0.2, retries=0)
    failing(TaskclusterTimeout, lambda: client.getThing("x"))


@pytest.mark.parametrize("connect", POOLED, indirect=True)
def test_payload_that_is_read_too_slowly(connect: Connect) -> None:
    large = ThingDefinition(created=NOW, payload={"x": "x" * 20_000_000})
    with sluggish() as url:
        client = connect(url, credentials=TEMPORARY, timeout=0.3, retries=0)
        started = time.perf_counter()
        failing(TaskclusterTimeout, lambda: client.putThing("x", large), "putThing")
        assert time.perf_counter() - started < 1.5


def resolving(monkeypatch: pytest.MonkeyPatch, *hosts: str) -> None:
    """Resolve many.example to these addresses."""
    real = socket.getaddrinfo

    def resolve(host: str, port: int, *args: int, **kwargs: int) -> object:
        names = hosts if host == "many.example" else [host]
        return [entry for name in names for entry in real(name, port, *args, **kwargs)]

    monkeypatch.setattr(socket, "getaddrinfo", resolve)


@pytest.mark.parametrize("connect", ["sync"], indirect=True)
def test_addresses_of_a_host_share_one_timeout(
    connect: Connect, monkeypatch: pytest.MonkeyPatch
) -> None:
    resolving(monkeypatch, *["127.0.0.1"] * 5)
    with fullPort() as port:
        client = connect(f"http://many.example:{port}", timeout=0.4, retries=0)
        started = time.perf_counter()
        failing(TaskclusterTimeout, lambda: client.getThing("x"))
    assert 0.3 < time.perf_counter() - started < 1


@pytest.mark.parametrize("connect", ["sync"], indirect=True)
def test_dead_address_of_a_host_leaves_time_for_the_next(
    connect: Connect, serve: Serve, monkeypatch: pytest.MonkeyPatch
) -> None:
    resolving(monkeypatch, "127.0.0.2", "127.0.0.1")  # Nothing listens on the former.
    port = urlsplit(serve(respond(THING)).url).port
    assert connect(f"http://many.example:{port}", retries=0).getThing("x").name == "x"


def test_untrusted_certificate_is_not_retried(connect: Connect, waits: list[float]) -> None:
    with untrusted() as url:
        client = connect(url, credentials=TEMPORARY)
        error = failing(UntrustedCertificate, lambda: client.getThing("x"))
    assert "REQUESTS_CA_BUNDLE" in str(error)
    assert not error.wasSent
    assert not waits


def test_exception_that_the_caller_is_handling_is_not_taken_for_the_cause(
    connect: Connect, serve: Serve, waits: list[float]
) -> None:
    client = connect(serve(raw(), raw(), respond(THING)).url)
    with untrusted() as url:
        try:
            connect(url).getThing("x")
        except UntrustedCertificate:
            assert client.getThing("x").name == "x"
    assert len(waits) == 2


def test_client_stays_usable_after_each_fault(connect: Connect, serve: Serve) -> None:
    good = respond(THING)
    cut = raw(HEADERS)
    server = serve(cut, good, silent, good, resetAfter(HEADERS), good, respond(b"<p>"), good, good)
    client = connect(server.url, timeout=0.2, retries=0)
    for _ in range(4):
        with pytest.raises(TaskclusterFailure):
            client.getThing("x")
        assert client.getThing("x").name == "x"


def test_connection_that_the_server_closed_while_idle(connect: Connect, serve: Serve) -> None:
    server = serve(raw(message(200, b'{"name": "x"}', {"connection": "keep-alive"})))
    client = connect(server.url)
    for _ in range(3):
        assert client.getThing("x").name == "x"


def test_connection_is_kept(connect: Connect, serve: Serve) -> None:
    server = serve(respond(THING))
    client = connect(server.url, credentials=TEMPORARY)
    for _ in range(5):
        client.use(authorizedScopes=[]).getThing("x")
    assert server.connections == 1


# Error responses


def test_temporary_server_errors(connect: Connect, serve: Serve, waits: list[float]) -> None:
    server = serve(*[respond(b"<h1>Bad Gateway</h1>", 502)] * 5, respond(THING))
    assert connect(server.url, credentials=TEMPORARY).getThing("x").name == "x"
    assert len(server.received) == 6
    for n, wait in enumerate(waits):
        assert 0.75 <= wait / (0.1 * 2**n) <= 1.25


def test_permanent_server_errors(connect: Connect, serve: Serve, waits: list[float]) -> None:
    server = serve(failure(500, "InternalServerError", "incident 1234"))
    client = connect(server.url, credentials=TEMPORARY)
    error = failing(InternalServerError, lambda: client.getThing("x"))
    assert "incident 1234" in str(error)
    assert len(waits) == 5
    assert len(server.received) == 6


def test_each_attempt_has_its_own_nonce(connect: Connect, serve: Serve, waits: list[float]) -> None:
    server = serve(respond(b"", 503))
    client = connect(server.url, credentials=TEMPORARY)
    failing(TaskclusterRestFailure, lambda: client.putThing("x", definition()), "putThing")
    nonces = {
        re.findall(r'nonce="([^"]+)"', seen.headers["authorization"])[0] for seen in server.received
    }
    assert len(nonces) == len(server.received) == 1 + len(waits)
    assert len({seen.body for seen in server.received}) == 1


def test_no_signature_is_sent_twice(connect: Connect, serve: Serve, waits: list[float]) -> None:
    server = serve(raw())
    client = connect(server.url, credentials=TEMPORARY, retries=2)
    failing(TaskclusterConnectionError, lambda: client.getThing("x"))
    signatures = {seen.headers["authorization"] for seen in server.received}
    assert len(signatures) == len(server.received) == 1 + len(waits)


def test_html_error_page(connect: Connect, serve: Serve) -> None:
    page = b"<html><title>oops</title>" + b"<p>x</p>" * 1000
    client = connect(serve(respond(page, 500)).url, retries=0)
    error = failing(TaskclusterRestFailure, lambda: client.getThing("x"))
    assert error.code is None
    assert error.body == page.decode()
    assert len(str(error)) < 500


def test_retry_after_is_respected(connect: Connect, serve: Serve, waits: list[float]) -> None:
    late = format_datetime(datetime.now(UTC) + timedelta(seconds=20), usegmt=True)
    server = serve(
        failure(429, "TooManyRequests", "slower", {"retry-after": "7"}),
        failure(429, "TooManyRequests", "slower", {"retry-after": late}),
        failure(429, "TooManyRequests", "slower", {"retry-after": "soon"}),
        failure(503, "ProviderSetupFailed", "slower", {"retry-after": "0"}),
        respond(THING),
    )
    assert connect(server.url).getThing("x").name == "x"
    assert 7 <= waits[0] <= 7 * 1.25
    assert 17 < waits[1] <= 20 * 1.25
    assert 0.3 <= waits[2] <= 0.5
    assert 0.6 <= waits[3] <= 1.0


@pytest.mark.parametrize("retryAfter", ["31", "3600", "Fri, 31 Dec 9999 23:59:59 GMT", "1e400"])
def test_retry_after_beyond_the_limit_fails_at_once(
    connect: Connect, serve: Serve, waits: list[float], retryAfter: str
) -> None:
    server = serve(failure(429, "TooManyRequests", "slower", {"retry-after": retryAfter}))
    client = connect(server.url)
    error = failing(TooManyRequests, lambda: client.getThing("x"))
    assert error.retryAfter is not None
    assert error.retryAfter > 30
    assert not waits
    assert len(server.received) == 1


@pytest.mark.parametrize(
    ("status", "code", "kind"),
    [
        (400, "InputValidationError", InputValidationError),
        (401, "AuthenticationFailed", AuthenticationFailed),
        (403, "InsufficientScopes", InsufficientScopes),
        (404, "ResourceNotFound", ResourceNotFound),
        (409, "RequestConflict", RequestConflict),
        (410, "ResourceExpired", ResourceExpired),
        (413, "InputTooLarge", InputTooLarge),
        (418, "Teapot", TaskclusterRestFailure),
        (424, "ArtifactError", FailedDependency),
    ],
)
def test_refusal_is_final(
    connect: Connect, serve: Serve, status: int, code: str, kind: type[TaskclusterRestFailure]
) -> None:
    report = "Schema Validation Failed:\n  Property tags[0] is too long"
    server = serve(failure(status, code, report + "\n\n---\n* method: getThing"))
    client = connect(server.url, credentials=TEMPORARY)
    error = failing(kind, lambda: client.getThing("x"))
    assert error.status_code == status
    assert error.code == code
    address = f"GET {server.url}/api/sample/v1/thing/x"
    assert str(error) == f"sample.getThing: {code} ({status}): {report} [{address}]"
    assert error.address == address
    assert error.response is not None
    assert error.response.status == status
    assert error.response.headers["Content-Type"] == "application/json; charset=utf-8"
    assert json.loads(error.response.body) == error.body
    assert isinstance(error.requestInfo, dict)
    assert len(server.received) == 1


@pytest.mark.parametrize("status", [400, 401, 403, 404, 405, 409, 410, 413, 424])
@pytest.mark.parametrize(
    "body",
    [
        pytest.param({"error": "Not found"}, id="unknown path"),
        pytest.param({"code": "NOT_FOUND", "message": "no such route"}, id="another API"),
        pytest.param({"code": 404, "message": "gone"}, id="numeric code"),
        pytest.param(["ResourceNotFound"], id="not an object"),
        pytest.param(b"<h1>Sign in, please</h1>", id="page"),
        pytest.param(b"", id="empty"),
    ],
)
def test_refusal_by_another_server_is_not_taken_for_taskclusters_own(
    connect: Connect, serve: Serve, status: int, body: Json | bytes
) -> None:
    server = serve(respond(body, status))
    client = connect(server.url, credentials=TEMPORARY)
    error = failing(UnexpectedResponse, lambda: client.getThing("x"))
    assert error.status_code == status
    assert "rootUrl" in str(error)
    assert server.url in str(error)
    assert len(server.received) == 1


@pytest.mark.parametrize("status", [429, 500, 502, 503, 504])
def test_error_of_another_server_is_retried_and_has_no_code(
    connect: Connect, serve: Serve, waits: list[float], status: int
) -> None:
    body = {"code": "TOO_MANY", "message": "slow down"}
    server = serve(respond(body, status))
    client = connect(server.url, credentials=TEMPORARY, retries=2)
    error = failing(TaskclusterRestFailure, lambda: client.getThing("x"))
    assert error.code is None
    assert error.body == body
    assert error.attempts == len(server.received) == 1 + len(waits) == 3


def test_error_artifact_has_no_code(connect: Connect, serve: Serve) -> None:
    body = {"reason": "file-missing-on-worker", "message": ""}
    error = failing(
        FailedDependency,
        lambda: connect(serve(respond(body, 424)).url).getFile("x", 0, "a"),
        "getFile",
    )
    assert error.code is None


def test_error_that_repeats_secrets_does_not_show_them(connect: Connect, serve: Serve) -> None:
    text = f'no: {{"accessToken": "{TOKEN}"}} for {SIGNED_URL}'
    client = connect(serve(failure(403, "InsufficientScopes", text)).url)
    failing(InsufficientScopes, lambda: client.getThing("x"))


# Successful responses


@pytest.mark.parametrize("body", [b"<html>Welcome to the Wi-Fi</html>", b"", b'{"name": "x"'])
def test_success_that_does_not_match_the_contract_is_refused(
    connect: Connect, serve: Serve, body: bytes
) -> None:
    server = serve(respond(body))
    client = connect(server.url, credentials=TEMPORARY)
    error = failing(UnexpectedResponse, lambda: client.getThing("x"))
    assert error.body == body
    assert error.status_code == 200
    assert f"text/html, {len(body)} bytes" in str(error)
    assert len(server.received) == 1


@pytest.mark.parametrize("status", [204, 206, 301, 302, 304, 307])
def test_unexpected_status_is_refused(connect: Connect, serve: Serve, status: int) -> None:
    server = serve(respond(b"", status, {"location": SIGNED_URL}))
    client = connect(server.url)
    error = failing(UnexpectedResponse, lambda: client.getThing("x"))
    assert error.status_code == status
    assert (SIGNED_URL.partition("?")[0] in str(error)) == (status >= 300)
    assert len(server.received) == 1


def test_mismatch_of_a_secret_response_shows_no_values(connect: Connect, serve: Serve) -> None:
    client = connect(serve(respond({"name": [TOKEN], "label": {"text": {"seed": TOKEN}}})).url)
    error = failing(UnexpectedResponse, lambda: client.getThing("x"))
    assert TOKEN.encode() in error.body


def test_empty_response_of_a_method_without_result(connect: Connect, serve: Serve) -> None:
    client = connect(serve(respond(b"", 200), respond(b"OK", 200), respond({}, 200)).url)
    for _ in range(3):
        client.deleteThing("x")


def test_unknown_data_of_a_newer_server_is_kept(connect: Connect, serve: Serve) -> None:
    body: Json = {
        "name": "x",
        "state": "paused",
        "label": {"text": "", "shape": "round"},
        "score": [1.5, {"deep": None}],
    }
    thing = connect(serve(respond(body)).url).getThing("x")
    assert isinstance(thing.state, Unrecognized)
    assert thing.state == "paused"
    assert json.loads(thing.model_dump_json()) == body
    assert thing.model_dump(mode="json") == body


def test_unknown_union_variant_is_kept(connect: Connect, serve: Serve) -> None:
    body: Json = {"storageType": "tape", "reel": 7, "url": SIGNED_URL}
    location = connect(serve(respond(body)).url).getFile("x", 0, "a")
    assert isinstance(location, UnrecognizedFile)
    assert location.storageType == "tape"
    assert json.loads(location.model_dump_json()) == body


def test_303_response_is_read_and_not_followed(connect: Connect, serve: Serve) -> None:
    body: Json = {"storageType": "s3", "url": SIGNED_URL}
    server = serve(respond(body, 303, {"location": SIGNED_URL}))
    location = connect(server.url, credentials=TEMPORARY).getFile("x", 0, "a")
    assert isinstance(location, SignedFile)
    assert location.url == SIGNED_URL
    assert len(server.received) == 1
    assertHidden(repr(location), str(location))


def test_gzip_response(connect: Connect, serve: Serve) -> None:
    data = gzip.compress(json.dumps(THING).encode())
    server = serve(raw(message(200, data, {"content-encoding": "gzip"})))
    assert connect(server.url).getThing("x").name == "x"


@pytest.mark.parametrize("connect", POOLED, indirect=True)
def test_cookies_are_not_kept(connect: Connect, serve: Serve) -> None:
    server = serve(respond(THING, headers={"set-cookie": "a=b; path=/"}))
    client = connect(server.url)
    client.getThing("x")
    client.getThing("x")
    assert "cookie" not in server.received[1].headers


# Paging


def test_empty_page_is_not_the_end(connect: Connect, serve: Serve) -> None:
    server = serve(
        respond({"things": [THING], "continuationToken": "a b&c"}),
        respond({"things": [], "continuationToken": "two"}),
        respond({"things": [THING]}),
    )
    assert len([*connect(server.url).iterThings(limit=1)]) == 2
    queries = [parse_qs(urlsplit(seen.target).query) for seen in server.received]
    assert queries == [
        {"limit": ["1"]},
        {"limit": ["1"], "continuationToken": ["a b&c"]},
        {"limit": ["1"], "continuationToken": ["two"]},
    ]


@pytest.mark.parametrize("cycle", ["a", "ab", "abc"])
def test_repeated_token_ends_the_iteration_with_an_error(
    connect: Connect, serve: Serve, cycle: str
) -> None:
    server = serve(*[respond({"things": [], "continuationToken": token}) for token in cycle * 2])
    with pytest.raises(TaskclusterFailure, match="repeated a continuation token"):
        list(connect(server.url).iterThings())
    assert len(server.received) == len(cycle) + 1


def test_failure_on_a_later_page_is_raised(connect: Connect, serve: Serve) -> None:
    server = serve(
        respond({"things": [THING], "continuationToken": "two"}),
        failure(404, "ResourceNotFound", "gone"),
    )
    with pytest.raises(ResourceNotFound, match="listThings"):
        list(connect(server.url).iterThings())


# Requests


def test_path_arguments_arrive_as_given(connect: Connect, serve: Serve) -> None:
    server = serve(respond({"storageType": "link", "url": ""}))
    client = connect(server.url, credentials=TEMPORARY)
    for path in PATHS:
        client.getFile(path, 7, path)
        seen = server.received[-1]
        assert seen.segments[4:] == ["thing", path, "runs", "7", "files", path]
        verify(seen, server.url)


@pytest.mark.parametrize("path", ["..", ".", ""])
def test_path_argument_that_would_vanish_is_refused(connect: Connect, path: str) -> None:
    client = connect("http://nowhere.invalid")
    error = failing(InvalidCall, lambda: client.getFile("x", 0, path), "getFile")
    assert "path" in str(error)


@pytest.mark.parametrize("end", ["", "/", "//"])
def test_slash_after_the_root_url(connect: Connect, serve: Serve, end: str) -> None:
    server = serve(respond(THING))
    connect(server.url + end).getThing("x")
    assert server.received[0].target == "/api/sample/v1/thing/x"


def test_payload_is_sent_as_signed(connect: Connect, serve: Serve) -> None:
    server = serve(respond(THING))
    payload = ThingDefinition(
        created=NOW, payload={"é": "漢", "none": None, "deep": [{}]}, label=Label(text="a")
    )
    client = connect(server.url, credentials=TEMPORARY, authorizedScopes=["sample:x"])
    client.putThing("x", payload)
    (seen,) = server.received
    assert json.loads(seen.body) == {
        "created": "2026-01-31T12:00:00.000Z",
        "payload": {"é": "漢", "none": None, "deep": [{}]},
        "label": {"text": "a"},
    }
    assert seen.headers["content-type"] == "application/json"
    verify(seen, server.url)


def test_call_without_credentials_is_not_signed(connect: Connect, serve: Serve) -> None:
    server = serve(respond(THING))
    connect(server.url).getThing("x")
    assert "authorization" not in server.received[0].headers


def test_unsendable_url_is_an_invalid_call(connect: Connect) -> None:
    client = connect("http://nowhere.invalid", retries=0)
    failing(InvalidCall, lambda: client.getThing("x" * 100_000))
