"""httpx's own transport, which a server can't hold for ever with a byte now and then.

httpx bounds each read and write by itself. Here what it takes for their timeouts are moments of
`perf_counter()`, which come no later with whatever arrives.
"""

from __future__ import annotations

import socket
import ssl
from collections.abc import Iterable
from time import perf_counter

import httpcore
import httpx

from tc_typed.core.transport import LIMITS, proxyFor

_PIECE = 16384  # bytes of a write; a socket takes so many at once or none


class DeadlineTransport(httpx.HTTPTransport):
    """The transport of sync clients."""

    def __init__(self, server: str) -> None:
        """Set up; nothing is connected yet.

        Args:
            server: The address that it will talk to.

        Raises:
            InvalidCall: if the environment asks for a proxy that can't be used.
        """
        super().__init__(limits=LIMITS, proxy=proxyFor(server))
        # httpcore takes a backend, but httpx has no way to hand it one.
        self._pool._network_backend = _Backend(self._pool._network_backend)  # noqa: SLF001  # pyright: ignore[reportPrivateUsage]  # hence

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Send a request, and get its answer within the time that its timeouts say."""
        seconds: float = request.extensions["timeout"]["read"]
        deadline = perf_counter() + seconds
        # Waiting for a connection is the pool's own affair; the rest comes down to the backend.
        request.extensions["timeout"] = {
            "pool": seconds,
            "connect": deadline,
            "write": deadline,
            "read": deadline,
        }
        return super().handle_request(request)


class _Backend(httpcore.NetworkBackend):
    def __init__(self, backend: httpcore.NetworkBackend) -> None:
        self._backend = backend

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
            share = _left(timeout) / (len(addresses) - tried)
            try:
                return _Stream(
                    self._backend.connect_tcp(
                        str(address[0]), port, share, local_address, socket_options
                    )
                )
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                failure = error
        raise failure


class _Stream(httpcore.NetworkStream):
    def __init__(self, stream: httpcore.NetworkStream) -> None:
        self._stream = stream

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._stream.read(max_bytes, _left(timeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        for start in range(0, len(buffer), _PIECE):
            self._stream.write(buffer[start : start + _PIECE], _left(timeout))

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> httpcore.NetworkStream:
        return _Stream(self._stream.start_tls(ssl_context, server_hostname, _left(timeout)))

    def get_extra_info(self, info: str) -> object:
        return self._stream.get_extra_info(info)

    def close(self) -> None:
        self._stream.close()


def _left(deadline: float | None) -> float:
    """Seconds until a moment."""
    seconds = 0.0 if deadline is None else deadline - perf_counter()
    if seconds <= 0:
        raise TimeoutError("the answer came too slowly")
    return seconds
