"""Contents of logs, and the server of a worker that serves them."""

from __future__ import annotations

import gzip
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import cycle
from typing import Literal

from hypothesis import strategies as st
from tests.core.loopback import Connection, Received, message

_PARTS = ["\n", "\r\n", "\r", "a", "line", "ä", "€", "😀"]

CONTENTS = st.lists(
    st.sampled_from([part.encode() for part in _PARTS]) | st.binary(max_size=3), max_size=30
).map(b"".join)
"""Contents of logs, most of them valid UTF-8."""

CHUNKED = b"HTTP/1.1 200 OK\r\ncontent-type: text/plain\r\ntransfer-encoding: chunked\r\n\r\n"
"""Start of a chunked response."""


def linesOf(content: bytes) -> list[str]:
    """Split a whole log into lines; the oracle of the tests."""
    *lines, last = content.split(b"\n")
    ended = [line.removesuffix(b"\r").decode(errors="replace") for line in lines]
    return [*ended, last.decode(errors="replace")] if last else ended


def pieces(content: bytes, sizes: list[int]) -> Iterator[bytes]:
    """Cut bytes into pieces of these sizes, which are repeated; some size is positive."""
    start = 0
    for size in cycle(sizes):
        if start >= len(content):
            return
        yield content[start : start + size]
        start += size


@dataclass(frozen=True, kw_only=True)
class Reply:
    """A worker's response to a request for a log."""

    content: bytes
    """The log, as far as it is written."""
    sizes: tuple[int, ...] = (1000,)
    """Sizes of the pieces in which it arrives."""
    cut: int | None = None
    """Number of bytes of the body after which the connection breaks."""
    framing: Literal["chunked", "length", "close"] = "chunked"
    isGzip: bool = False
    etag: str | None = None
    """ETag; if there is one, range requests are supported."""

    def __call__(self, connection: Connection, received: Received) -> None:
        """Respond to a request."""
        assert "authorization" not in received.headers
        body = gzip.compress(self.content, mtime=0) if self.isGzip else self.content
        headers = {"content-type": "text/plain"}
        if self.isGzip:
            headers["content-encoding"] = "gzip"
        status, start = 200, 0
        if self.etag is not None:
            headers["etag"] = self.etag
            found = re.fullmatch(r"bytes=(\d+)-", received.headers.get("range", ""))
            if found and received.headers.get("if-range") == self.etag:
                status, start = 206, int(found[1])
                headers["content-range"] = f"bytes {start}-{len(body) - 1}/{len(body)}"
        rest = body[start:]
        sent = rest if self.cut is None else rest[: self.cut]
        head = message(status, b"", headers, length=len(rest))
        if self.framing != "length":
            head = head.replace(b"content-length", b"x-length")
        if self.framing == "chunked":
            head = head.replace(b"\r\n\r\n", b"\r\ntransfer-encoding: chunked\r\n\r\n")
        connection.send(head)
        for piece in filter(None, pieces(sent, [*self.sizes])):
            connection.send(chunk(piece) if self.framing == "chunked" else piece)
        if self.cut is None and self.framing == "chunked":
            connection.send(b"0\r\n\r\n")
        if self.cut is not None or self.framing == "close":
            connection.hangUp()


def chunk(data: bytes) -> bytes:
    """Return a chunk of a chunked body."""
    return b"%x\r\n%b\r\n" % (len(data), data)
