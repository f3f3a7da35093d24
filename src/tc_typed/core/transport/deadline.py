"""httpx transports with deadlines: a server that trickles bytes can't hold a request open.

httpx bounds each read and write by itself. Here, its timeouts are moments of `perf_counter()`,
which come no later whatever arrives.
"""

from __future__ import annotations

import socket
import ssl
from collections.abc import Iterable
from time import perf_counter

import httpcore
import httpx

from tc_typed.core.attempts import secondsUntil
from tc_typed.core.transport.closing import ClosingBackend, ClosingStream, ClosingTransport
from tc_typed.core.transport.patience import currentDeadline

_PIECE = 16384  # bytes of a write; a socket takes so many at once or none


class _Stream(ClosingStream):
    """A connection. httpcore passes the timeouts of the request, which are moments here."""

    def secondsLeft(self, timeout: float | None, /) -> float:
        """Seconds that what begins now may take.

        Args:
            timeout: A moment, as httpcore passes it.

        Raises:
            TimeoutError: if there are none.
        """
        return secondsUntil(timeout or 0)

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return super().read(max_bytes, self.secondsLeft(timeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        for start in range(0, len(buffer), _PIECE):
            super().write(buffer[start : start + _PIECE], self.secondsLeft(timeout))

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> httpcore.NetworkStream:
        return super().start_tls(ssl_context, server_hostname, self.secondsLeft(timeout))


class _Backend(ClosingBackend):
    Stream: type[ClosingStream] = _Stream

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.NetworkStream:
        # Each of the host's addresses gets its share, so that a dead one leaves time for the next.
        addresses = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        failure: Exception = OSError("the host has no address")
        for tried, (*_, address) in enumerate(addresses):
            try:
                share = secondsUntil(timeout or 0) / (len(addresses) - tried)
            except TimeoutError:
                raise httpcore.ConnectTimeout("looking up the host took too long") from None
            try:
                return super().connect_tcp(
                    str(address[0]), port, share, local_address, socket_options
                )
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
    """A connection to a storage; its deadlines are those of the transfer's patience."""

    def secondsLeft(self, _: float | None, /) -> float:
        return secondsUntil(currentDeadline())


class _StorageBackend(_Backend):
    Stream: type[ClosingStream] = _StorageStream

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ARG002  # httpcore's own signature
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.NetworkStream:
        return super().connect_tcp(host, port, currentDeadline(), local_address, socket_options)


class StorageTransport(ClosingTransport):
    """The transport of files, which may take long as long as something moves."""

    Backend: type[ClosingBackend] = _StorageBackend
