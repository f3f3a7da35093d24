"""A server that responds to every request with the same JSON, as fast as Python can.

It runs in a separate process, so that its work is not measured. It reads the JSON from the first
line of its input, and writes its port to the first line of its output. It exits at the end of its
input, which is reached even if the benchmark is killed.
"""

from __future__ import annotations

import asyncio
import subprocess
import sys
import threading
from collections.abc import Generator
from contextlib import contextmanager

_HEAD_END = b"\r\n\r\n"
_LENGTH = b"content-length:"


class _Responding(asyncio.Protocol):
    """A connection, which responds to each complete request, pipelined or not."""

    def __init__(self, response: bytes) -> None:
        self._response = response
        self._received = b""
        self._transport: asyncio.WriteTransport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        if isinstance(transport, asyncio.WriteTransport):
            self._transport = transport

    def data_received(self, data: bytes) -> None:
        self._received += data
        while (headEnd := self._received.find(_HEAD_END)) >= 0:
            end = headEnd + len(_HEAD_END) + _bodyLength(self._received[:headEnd].lower())
            if len(self._received) < end:
                return
            self._received = self._received[end:]
            if self._transport is not None:
                self._transport.write(self._response)


def _bodyLength(head: bytes) -> int:
    found = head.find(_LENGTH)
    return 0 if found < 0 else int(head[found + len(_LENGTH) :].split(b"\r\n", 1)[0])


async def _serve(body: bytes) -> None:
    response = (
        b"HTTP/1.1 200 OK\r\ncontent-type: application/json; charset=utf-8\r\n"
        b"content-length: %d\r\nconnection: keep-alive\r\n\r\n%b" % (len(body), body)
    )
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: _Responding(response), "127.0.0.1", 0)
    ended = asyncio.Event()

    def waitForEnd() -> None:
        sys.stdin.buffer.read()
        loop.call_soon_threadsafe(ended.set)

    threading.Thread(target=waitForEnd, daemon=True).start()
    print(server.sockets[0].getsockname()[1], flush=True)
    await ended.wait()
    server.close()


@contextmanager
def serving(body: bytes) -> Generator[str]:
    """Run the server in another process for as long as the block lasts.

    Args:
        body: JSON to respond with, on one line.

    Yields:
        Root URL of the server.
    """
    with subprocess.Popen(
        [sys.executable, __file__], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as process:
        try:
            if process.stdin is None or process.stdout is None:
                raise AssertionError("the pipes are missing")
            process.stdin.write(body + b"\n")
            process.stdin.flush()
            yield f"http://127.0.0.1:{int(process.stdout.readline())}"
        finally:
            process.kill()


if __name__ == "__main__":
    asyncio.run(_serve(sys.stdin.buffer.readline().rstrip(b"\n")))
