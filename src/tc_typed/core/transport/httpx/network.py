"""Sync network backend for httpcore, with a deadline for each request.

httpcore limits only each single read and write, so a server that trickles bytes could hold a
request open. Here, the request's deadline applies to all of them. Another thread can close the
connection; nothing is sent afterwards.
"""

from __future__ import annotations

import socket
import ssl
from collections.abc import Iterable
from contextlib import suppress
from threading import RLock

import httpcore

from tc_typed.core.transport.httpx.head import Head
from tc_typed.core.transport.httpx.requests import NO_REQUEST
from tc_typed.core.transport.port import Request
from tc_typed.core.transport.time_limits import secondsUntil

HANDSHAKES = (b"CONNECT ", b"\x05", b"\x01")
"""First bytes of messages to HTTP and SOCKS proxies, which are not part of a request."""

_PIECE = 16384  # bytes per write; so few that a socket accepts all of them or none


class Network(httpcore.NetworkBackend):
    """Network of one connection, with one request at a time."""

    def __init__(self) -> None:
        self.request: Request = NO_REQUEST
        """The request that uses the connection."""
        self.wasRead: bool = False
        """Whether the connection was read after the last write."""
        self.isEncrypted: bool = False
        """Whether the connection uses TLS, to the server or a proxy."""
        self._backend = httpcore.SyncBackend()
        # The lock is reentrant because a signal handler may close the connection during a call.
        self._lock = RLock()
        self._socket: socket.socket | None = None
        self._isClosed = False

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ARG002  # replaced by the request's deadline
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.NetworkStream:
        """Open a connection."""
        self.request.watcher.connecting()
        # Each of the host's addresses gets a share of the time, so that an unreachable one leaves
        # time for the next.
        addresses = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        failure: Exception = OSError("the host has no address")
        for tried, (*_, address) in enumerate(addresses):
            try:
                share = self.secondsLeft() / (len(addresses) - tried)
            except TimeoutError:
                raise httpcore.ConnectTimeout("looking up the host took too long") from None
            try:
                stream = self._backend.connect_tcp(
                    str(address[0]), port, share, local_address, socket_options
                )
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                failure = error
            else:
                return self.admit(stream)
        raise failure

    def secondsLeft(self) -> float:
        """Return the seconds until the request's deadline.

        Raises:
            TimeoutError: if the deadline has passed.
        """
        return secondsUntil(self.request.limit.deadline)

    def admit(self, connected: httpcore.NetworkStream) -> httpcore.NetworkStream:
        """Register and wrap a new connection, unless the network was closed in the meantime."""
        try:
            self.hold(socketOf(connected))
        except BaseException:
            connected.close()
            raise
        return _Stream(connected, self)

    def hold(self, connected: socket.socket | None) -> None:
        """Set the socket that `close` shuts down, `None` for none.

        Raises:
            httpcore.ConnectError: if the network is closed.
        """
        with self._lock:
            if self._isClosed and connected is not None:
                raise httpcore.ConnectError("the connections were closed")
            self._socket = connected

    def close(self) -> None:
        """Shut down the connection, even if another thread waits for it, and refuse new ones."""
        with self._lock:
            self._isClosed = True
            if self._socket is not None:
                with suppress(OSError):
                    # After an SSL socket's own shutdown(), a write would be unencrypted.
                    socket.socket.shutdown(self._socket, socket.SHUT_RDWR)


def socketOf(stream: httpcore.NetworkStream) -> socket.socket:
    """Return the socket of an httpcore connection."""
    found: socket.socket = stream.get_extra_info("socket")
    return found


class _Stream(httpcore.NetworkStream):
    def __init__(self, stream: httpcore.NetworkStream, network: Network) -> None:
        self._stream = stream
        self._network = network
        self._head = Head()

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:  # noqa: ARG002  # the request's deadline applies
        self._send(self._head.end())
        self._network.wasRead = True
        return self._stream.read(max_bytes, self._network.secondsLeft())

    def write(self, buffer: bytes, timeout: float | None = None) -> None:  # noqa: ARG002  # the request's deadline applies
        self._send(self._head.add(buffer))

    def _send(self, data: bytes) -> None:
        network = self._network
        if data:
            if not data.startswith(HANDSHAKES):
                network.request.watcher.sending()
            network.wasRead = False
        for start in range(0, len(data), _PIECE):
            self._stream.write(data[start : start + _PIECE], network.secondsLeft())

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,  # noqa: ARG002  # the request's deadline applies
    ) -> httpcore.NetworkStream:
        network, connected = self._network, socketOf(self._stream)
        try:
            # The handshake takes over the socket. Until it ends, `close` shuts down a duplicate.
            with socket.fromfd(connected.fileno(), connected.family, connected.type) as duplicate:
                network.hold(duplicate)
                seconds = network.secondsLeft()
                stream = self._stream.start_tls(ssl_context, server_hostname, seconds)
        except BaseException:
            self._stream.close()
            raise
        network.isEncrypted = True
        return network.admit(stream)

    def get_extra_info(self, info: str) -> object:
        return self._stream.get_extra_info(info)

    def close(self) -> None:
        self._network.hold(None)
        self._stream.close()
