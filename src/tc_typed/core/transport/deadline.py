"""httpx transports with deadlines: a server that trickles bytes can't hold a request open.

httpx bounds each read and write by itself. Here, its timeouts are moments of `perf_counter()`,
which come no later whatever arrives.
"""

from __future__ import annotations

import socket
import ssl
from collections.abc import Callable
from time import perf_counter
from typing import TypeAlias

import httpcore
import httpx

from tc_typed.core.transport.closing import ClosingBackend, ClosingStream, ClosingTransport, Connect
from tc_typed.core.transport.patience import currentDeadline, secondsUntil

_PIECE = 16384  # bytes of a write; a socket takes so many at once or none


MomentOf: TypeAlias = Callable[[float | None], float]
"""The moment at which what begins now must be over, given the timeout that httpcore passes."""


def _momentOfRequest(timeout: float | None) -> float:
    return timeout or 0  # The timeouts of a request are moments here.


def _momentOfTransfer(_: float | None) -> float:
    return currentDeadline()


class _Stream(ClosingStream):
    """A connection for calls."""

    momentOf: MomentOf = staticmethod(_momentOfRequest)

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return super().read(max_bytes, secondsUntil(self.momentOf(timeout)))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        for start in range(0, len(buffer), _PIECE):
            super().write(buffer[start : start + _PIECE], secondsUntil(self.momentOf(timeout)))

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> httpcore.NetworkStream:
        seconds = secondsUntil(self.momentOf(timeout))
        return super().start_tls(ssl_context, server_hostname, seconds)


class _Backend(ClosingBackend):
    Stream: type[ClosingStream] = _Stream
    momentOf: MomentOf = staticmethod(_momentOfRequest)

    def _connect(
        self, connect: Connect, host: str, port: int, timeout: float | None
    ) -> httpcore.NetworkStream:
        # Each of the host's addresses gets its share, so that a dead one leaves time for the next.
        addresses = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        failure: Exception = OSError("the host has no address")
        for tried, (*_, address) in enumerate(addresses):
            try:
                share = secondsUntil(self.momentOf(timeout)) / (len(addresses) - tried)
            except TimeoutError:
                raise httpcore.ConnectTimeout("looking up the host took too long") from None
            try:
                return connect(str(address[0]), port, share)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                failure = error
        raise failure


class DeadlineTransport(ClosingTransport):
    """The transport of sync calls."""

    Backend: type[ClosingBackend] = _Backend

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Send a request, and get its response within the time that its timeouts say."""
        seconds: float = request.extensions["timeout"]["read"]
        deadline = perf_counter() + seconds
        # Waiting for a connection is the pool's own affair; the rest comes down to the backend.
        request.extensions["timeout"] = {
            "pool": seconds,
            "connect": deadline,
            "write": deadline,
            "read": deadline,
        }
        response = super().handle_request(request)
        stream = response.extensions.get("network_stream")
        if isinstance(stream, ClosingStream) and not stream.wasRead:
            # It arrived together with the response to another request.
            stream.close()
            raise httpx.RemoteProtocolError("a response came that nobody had asked for")
        return response


class _StorageStream(_Stream):
    """A connection for files; its deadlines are those of the transfer's patience."""

    momentOf: MomentOf = staticmethod(_momentOfTransfer)


class _StorageBackend(_Backend):
    Stream: type[ClosingStream] = _StorageStream
    momentOf: MomentOf = staticmethod(_momentOfTransfer)


class StorageTransport(ClosingTransport):
    """The transport of files, which may take long as long as something moves."""

    Backend: type[ClosingBackend] = _StorageBackend
