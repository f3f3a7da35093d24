"""Requests of any form get a response, which is not a 5xx."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from tests.testing.server.raw import exchange, statusOf
from tests.testing.server.signing import sign

from tc_typed.core.operation import Operation
from tc_typed.testing import LocalTaskcluster
from tc_typed.testing.deployment import OPERATIONS

pytestmark = pytest.mark.usefixtures("nothingIsLogged")

PING = b"GET /api/queue/v1/ping HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n"

# Parts of requests are often almost right, and sometimes anything.
SEGMENTS = st.text(max_size=20) | st.sampled_from(
    ["", "..", "%", "%00", "%2F", "%ff", "a/b", "Ω", "x" * 300, "-1", "f0YyWi8ASDm4CLE2sPqGCw"]
)
QUERIES = st.text(max_size=20) | st.sampled_from(
    ["limit=1", "limit=x", "bewit=", "bewit=YQ", "bewit=%ff&bewit=", "continuationToken=", "a", "="]
)
HEADER_VALUES = (
    st.binary(max_size=40).filter(lambda value: not re.search(rb"[\x00-\x1f\x7f]", value))
) | st.sampled_from(
    [
        b"application/json",
        b"Hawk",
        b'Hawk id="a", ts="1", nonce="n", mac="m", ext="e"',
        b'Hawk id="a", ts="x", nonce="n", mac="m", hash="h", ext="\xff"',
        b'Hawk id="static/taskcluster/root", ts="1e9", nonce="n", mac="m"',
        b"Bearer x",
    ]
)
HEADERS = st.dictionaries(
    st.sampled_from(["authorization", "content-type", "host", "cookie", "upgrade"]),
    HEADER_VALUES,
    max_size=3,
)
JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=10),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=10), inner, max_size=3)
    ),
    max_leaves=10,
)
BODIES = (
    st.binary(max_size=100)
    | JSON_VALUES.map(lambda value: json.dumps(value).encode())
    | st.sampled_from([b"{}", b"[]", b'{"a": "\\ud800"}', b"[" * 3000, b'["\xed\xa0\x80"]'])
)


@pytest.fixture(scope="module")
def local() -> Iterator[LocalTaskcluster]:
    with LocalTaskcluster(claimWait=0) as running:
        yield running


def targets(operation: Operation) -> st.SearchStrategy[str]:
    """Return a strategy for request targets of an operation's route."""

    def target(arguments: list[str], query: str) -> str:
        route = re.sub("<[^>]*>", lambda _: arguments.pop(), operation.route)
        text = f"/api/{operation.service}/{operation.version}{route}{query and '?'}{query}"
        return re.sub(
            r"[^!-~]", lambda found: "".join(f"%{byte:02X}" for byte in found[0].encode()), text
        )

    count = len(operation.args)
    arguments = st.lists(SEGMENTS, min_size=count, max_size=count)
    return st.builds(target, arguments, st.just("") | QUERIES)


def encode(method: str, target: str, headers: Mapping[str, bytes], content: bytes) -> bytes:
    """Return the bytes of a request."""
    lines = [
        f"{method} {target} HTTP/1.1".encode(),
        *(name.encode() + b": " + value for name, value in headers.items()),
        b"content-length: %d" % len(content),
        b"connection: close",
    ]
    return b"\r\n".join([*lines, b"", content])


@given(data=st.data())
def test_an_unsigned_request_to_any_route_is_carried_out_or_refused(
    local: LocalTaskcluster, data: st.DataObject
) -> None:
    operation = data.draw(st.sampled_from(OPERATIONS))
    target, headers = data.draw(targets(operation)), {"host": b"x", **data.draw(HEADERS)}
    response = exchange(local, encode(operation.method.upper(), target, headers, data.draw(BODIES)))
    assert statusOf(response) < 500, response


@given(data=st.data())
def test_a_signed_request_to_any_route_is_carried_out_or_refused(
    local: LocalTaskcluster, data: st.DataObject
) -> None:
    operation = data.draw(st.sampled_from(OPERATIONS))
    method, target = operation.method.upper(), data.draw(targets(operation))
    content = data.draw(BODIES)
    signature = sign(local.credentials, method, local.rootUrl + target, content, "application/json")
    headers = {
        "host": local.rootUrl.removeprefix("http://").encode(),
        "content-type": b"application/json",
        "authorization": signature.encode(),
    }
    response = exchange(local, encode(method, target, headers, content))
    assert statusOf(response) < 500, response
    assert b"does not exist" not in response


@given(st.binary(max_size=200))
@example(b"GET /\r\n\r\n")
@example(b"GET / HTTP/9.9\r\n\r\n")
@example(b"GET / HTTP/1.1\r\n\r\n")  # without Host
@example(b"GET /api/queue/v1/ping HTTP/1.0\r\n\r\n")  # without Host, which is allowed here
@example(b"GET /a b HTTP/1.1\r\nhost: x\r\n\r\n")
@example(b"GET / HTTP/1.1\r\nhost: x\r\nhost: y\r\n\r\n")
@example(b"GET / HTTP/1.1\r\nhost: x\r\na\x00b: c\r\n\r\n")
@example(b"GET / HTTP/1.1\r\nhost: x\r\na: " + b"b" * 200_000 + b"\r\n\r\n")
@example(b"GET / HTTP/1.1\r\nhost: x\r\n" + b"a: b\r\n" * 20_000 + b"\r\n")
@example(b"GET /" + b"a" * 200_000 + b" HTTP/1.1\r\nhost: x\r\n\r\n")
@example(b"OPTIONS * HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n")
@example(b"CONNECT x:1 HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n")
@example(b"GET http://other/api/queue/v1/ping HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n")
@example(b"GET / HTTP/1.1\r\nhost: x\r\nconnection: upgrade\r\nupgrade: websocket\r\n\r\n")
@example(b"PUT / HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\n\r\nnonsense\r\n")
@example(b"PUT / HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\n\r\n-1\r\n\r\n")
@example(b"PUT / HTTP/1.1\r\nhost: x\r\ncontent-length: -1\r\n\r\n")
@example(b"PUT / HTTP/1.1\r\nhost: x\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\nab")
@example(b"PUT / HTTP/1.1\r\nhost: x\r\ncontent-length: 9\r\n\r\nab")
@example(b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03")  # TLS
def test_any_bytes_are_refused_or_ignored(local: LocalTaskcluster, sent: bytes) -> None:
    response = exchange(local, sent)
    assert not response or statusOf(response) < 500
    assert statusOf(exchange(local, PING)) == 200


@given(start=st.integers(0, 60), replaced=st.integers(0, 5), by=st.binary(max_size=5))
def test_a_damaged_request_is_carried_out_refused_or_ignored(
    local: LocalTaskcluster, start: int, replaced: int, by: bytes
) -> None:
    response = exchange(local, PING[:start] + by + PING[start + replaced :])
    assert not response or statusOf(response) < 500


def test_without_a_host_a_signature_is_refused(local: LocalTaskcluster) -> None:
    request = encode("GET", "/api/auth/v1/scopes/current", {"authorization": b"Hawk"}, b"")
    response = exchange(local, request.replace(b"HTTP/1.1", b"HTTP/1.0"))
    assert statusOf(response) == 401
