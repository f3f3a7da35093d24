"""Bodies of responses: complete, decompressed and limited in size, for pieces of any size."""

from __future__ import annotations

import gzip
import tracemalloc
import zlib
from collections.abc import Iterator, Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.core.client_kinds import Connect
from tests.core.loopback import Serve, message, raw

from tc_typed.core.errors import TaskclusterConnectionError, UnexpectedResponse
from tc_typed.core.headers import Headers
from tc_typed.core.transport.body_reader import BodyReader
from tc_typed.core.transport.port import Response

GZIP = {"content-encoding": "gzip"}
LIMIT = 1_000_000


def pieces(body: bytes, size: int) -> Iterator[bytes]:
    for start in range(0, len(body), size):
        yield body[start : start + size]


def read(body: bytes, headers: Mapping[str, str], *, size: int = 1000, limit: int = LIMIT) -> bytes:
    reader = readerOf(200, headers, limit)
    for piece in pieces(body, size):
        reader.feed(piece)
    return reader.finish().body


def readerOf(status: int, headers: Mapping[str, str], limit: int) -> BodyReader:
    response = Response(status, Headers(headers.items()), iter(()), lambda: None)
    return BodyReader("sample.info", response, limit)


bodies = st.binary(max_size=300) | st.builds(
    bytes.__mul__, st.binary(max_size=3), st.integers(0, 500)
)
sizes = st.integers(1, 400)


@given(bodies, sizes)
def test_a_body_is_read_unchanged(body: bytes, size: int) -> None:
    assert read(body, {}, size=size) == body
    assert read(body, {"content-length": str(len(body))}, size=size) == body


@given(bodies, sizes, st.binary(max_size=5))
def test_a_compressed_body_is_decompressed(body: bytes, size: int, after: bytes) -> None:
    assert read(gzip.compress(body) + after, GZIP, size=size) == body


@given(bodies, sizes, st.integers(1, 600), st.sampled_from([{}, GZIP]))
def test_no_body_is_longer_than_the_limit(
    body: bytes, size: int, limit: int, headers: Mapping[str, str]
) -> None:
    sent = gzip.compress(body) if headers else body
    if max(len(body), len(sent)) <= limit:
        assert read(sent, headers, size=size, limit=limit) == body
    else:
        with pytest.raises(UnexpectedResponse, match=f"maxResponseSize, {limit} bytes"):
            read(sent, headers, size=size, limit=limit)


@given(bodies.filter(len), sizes, st.data())
def test_a_compressed_body_that_is_cut_off_is_an_error(
    body: bytes, size: int, data: st.DataObject
) -> None:
    sent = gzip.compress(body)
    cut = data.draw(st.integers(1, len(sent) - 1))
    with pytest.raises(TaskclusterConnectionError, match="cut off"):
        read(sent[:cut], GZIP, size=size)


@given(st.binary(min_size=1), sizes)
def test_invalid_gzip_data_is_an_error(body: bytes, size: int) -> None:
    with pytest.raises(TaskclusterConnectionError, match="gzip"):
        read(body, GZIP, size=size)


def test_an_empty_body_need_not_be_compressed() -> None:
    assert read(b"", GZIP) == b""


@pytest.mark.parametrize("encoding", ["br", "zstd", "Deflate", "gzip, gzip", "br, " * 5000])
def test_an_encoding_that_was_not_requested_is_refused(encoding: str) -> None:
    with pytest.raises(UnexpectedResponse, match="its body is encoded as") as caught:
        read(b"x", {"content-encoding": encoding})
    assert len(str(caught.value)) < 200


@pytest.mark.parametrize("encoding", ["", "identity", "utf-8", "none", "aws-chunked"])
def test_an_unknown_content_encoding_is_ignored(encoding: str) -> None:
    assert read(b"x", {"content-encoding": encoding}) == b"x"


@pytest.mark.parametrize("headers", [{"content-encoding": "br"}, {"content-length": "9"}, {}])
def test_an_error_response_whose_body_cannot_be_read_has_an_empty_body(
    headers: Mapping[str, str],
) -> None:
    reader = readerOf(502, headers, 3)
    assert not reader.feed(b"<html>")
    assert reader.finish().body == b""


@pytest.mark.parametrize("status", [204, 304])
def test_the_length_of_a_response_without_a_body_is_ignored(status: int) -> None:
    assert readerOf(status, {"content-length": "9"}, 3).finish().body == b""


@pytest.mark.parametrize("length", ["-9", "x", "", "1e3", "٩", "9_9", "0x99", "3"])
def test_an_invalid_or_allowed_length_is_ignored(length: str) -> None:
    assert read(b"abc", {"content-length": length}, limit=3) == b"abc"


@pytest.mark.parametrize("length", ["4", "99999999999999999999999999", "9" * 5000])
def test_a_length_beyond_the_limit_is_refused_at_once(length: str) -> None:
    with pytest.raises(UnexpectedResponse, match="maxResponseSize") as caught:
        readerOf(200, {"content-length": length}, 3)
    assert caught.value.response is not None
    assert caught.value.response.headers["content-length"] == length


def bomb(size: int) -> bytes:
    """Compress zeros, to about a thousandth of their size."""
    compressor = zlib.compressobj(9, zlib.DEFLATED, 31)
    zeros = bytes(2**20)
    parts = [compressor.compress(zeros) for _ in range(size // len(zeros))]
    return b"".join([*parts, compressor.flush()])


def test_a_bomb_is_not_decompressed_beyond_the_limit() -> None:
    sent = bomb(200 * 2**20)
    tracemalloc.start()
    with pytest.raises(UnexpectedResponse, match="longer than"):
        read(sent, GZIP, size=len(sent))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 10 * LIMIT


def test_a_long_tail_after_the_gzip_data_is_skipped_quickly() -> None:
    """If each piece was kept and copied, this would take minutes."""
    sent = gzip.compress(b"{}") + bytes(60 * 2**20)
    assert read(sent, GZIP, size=4096, limit=64 * 2**20) == b"{}"


def test_an_error_beyond_the_limit_is_retried(
    connect: Connect, serve: Serve, waits: list[float]
) -> None:
    # The server closes the connection. Without this header, the retry could be sent over it.
    refusal = message(502, b"x" * 5000, {"connection": "close"})
    server = serve(raw(refusal), raw(message(200, b'{"name": "x"}')))
    assert connect(server.url, maxResponseSize=4000).getThing("x").name == "x"
    assert len(waits) == 1


def test_the_limit_applies_to_every_kind_of_client(connect: Connect, serve: Serve) -> None:
    long = b'{"name": "' + b"x" * 5000 + b'"}'
    zipped = gzip.compress(long)
    assert len(zipped) < 1000
    server = serve(
        raw(message(200, long)),
        raw(message(200, zipped, GZIP)),
        raw(b"HTTP/1.1 200 OK\r\n\r\n", long),
    )
    client = connect(server.url, maxResponseSize=4000)
    for _ in range(3):
        with pytest.raises(UnexpectedResponse, match="maxResponseSize, 4000 bytes") as caught:
            client.getThing("x")
        assert caught.value.body == b""
    assert len(server.received) == 3
    assert all(seen.headers["accept-encoding"] == "gzip" for seen in server.received)
