"""A sync connection with a deadline: a server that trickles bytes can't hold a request open.

httpcore bounds each read and write by itself. Here, everything that a request does ends at the
moment that its limit says. Another thread can end the connection: nothing is sent afterwards.
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
from tc_typed.core.transport.patience import secondsUntil
from tc_typed.core.transport.port import Request

HANDSHAKES = (b"CONNECT ", b"\x05", b"\x01")
"""How messages to HTTP and SOCKS proxies begin, which are not part of a request."""

_PIECE = 16384  # bytes of a write; a socket takes so many at once or none


class Network(httpcore.NetworkBackend):
    """Makes one connection at a time, for one request at a time."""

    def __init__(self) -> None:
        self.request: Request = NO_REQUEST
        """The request that goes over the connection."""
        self.wasRead: bool = False
        """Whether anything was received since something was sent."""
        self.isEncrypted: bool = False
        """Whether it speaks TLS, with the server or with a proxy."""
        self._backend = httpcore.SyncBackend()
        # A signal handler may close the connection in the midst of a call.
        self._lock = RLock()
        self._socket: socket.socket | None = None
        self._isClosed = False

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ARG002  # the request has one for everything
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.NetworkStream:
        """Connect."""
        self.request.watcher.connecting()
        # Each of the host's addresses gets its share, so that a dead one leaves time for the next.
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
        """Seconds that what begins now may take.

        Raises:
            TimeoutError: if there are none.
        """
        return secondsUntil(self.request.limit.deadline)

    def admit(self, connected: httpcore.NetworkStream) -> httpcore.NetworkStream:
        """Let a connection be used, unless the network was closed meanwhile."""
        try:
            self.hold(socketOf(connected))
        except BaseException:
            connected.close()
            raise
        return _Stream(connected, self)

    def hold(self, connected: socket.socket | None) -> None:
        """Note the socket that `close` is to shut down from now on, `None` for none.

        Raises:
            httpcore.ConnectError: if the network is closed.
        """
        with self._lock:
            if self._isClosed and connected is not None:
                raise httpcore.ConnectError("the connections were closed")
            self._socket = connected

    def close(self) -> None:
        """End the connection, also for a thread that waits for it, and admit no other."""
        with self._lock:
            self._isClosed = True
            if self._socket is not None:
                with suppress(OSError):
                    # Not the method of SSL sockets, after which a write would be plain text.
                    socket.socket.shutdown(self._socket, socket.SHUT_RDWR)


def socketOf(stream: httpcore.NetworkStream) -> socket.socket:
    """The socket of a connection of httpcore's."""
    found: socket.socket = stream.get_extra_info("socket")
    return found


class _Stream(httpcore.NetworkStream):
    def __init__(self, stream: httpcore.NetworkStream, network: Network) -> None:
        self._stream = stream
        self._network = network
        self._head = Head()

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:  # noqa: ARG002  # see Network
        self._send(self._head.end())
        self._network.wasRead = True
        return self._stream.read(max_bytes, self._network.secondsLeft())

    def write(self, buffer: bytes, timeout: float | None = None) -> None:  # noqa: ARG002  # see Network
        self._send(self._head.ahead(buffer))

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
        timeout: float | None = None,  # noqa: ARG002  # see Network
    ) -> httpcore.NetworkStream:
        network, connected = self._network, socketOf(self._stream)
        try:
            # The handshake takes the socket over, so `close` meanwhile shuts down a twin of it.
            with socket.fromfd(connected.fileno(), connected.family, connected.type) as twin:
                network.hold(twin)
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
