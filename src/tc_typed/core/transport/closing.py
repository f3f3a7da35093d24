"""An httpx transport that can be closed in the midst: nothing is sent afterwards."""

from __future__ import annotations

import socket
import ssl
from collections.abc import Callable, Iterable
from contextlib import suppress
from functools import partial
from threading import RLock
from typing import TypeAlias

import httpcore

from tc_typed.core.transport.httpx_transports import Transport
from tc_typed.core.transport.tracing import currentWatcher

Connect: TypeAlias = Callable[[str, int, float | None], httpcore.NetworkStream]
"""Connects to a host and port within a timeout."""

_HANDSHAKES = (b"CONNECT ", b"\x05", b"\x01")  # with proxies, of HTTP and SOCKS


class ClosingStream(httpcore.NetworkStream):
    """A connection that its backend can end."""

    def __init__(self, stream: httpcore.NetworkStream, backend: ClosingBackend) -> None:
        self._stream = stream
        self._backend = backend
        self.wasRead: bool = False
        """Whether anything was received since something was sent."""

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        """Receive bytes."""
        self.wasRead = True
        return self._stream.read(max_bytes, timeout)

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        """Send bytes."""
        watcher = currentWatcher.get()
        if watcher is not None and not buffer.startswith(_HANDSHAKES):
            watcher.sending()
        self.wasRead = False
        self._stream.write(buffer, timeout)

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> httpcore.NetworkStream:
        """Go on encrypted, with a stream that takes the socket over."""
        self._backend.release(self)
        return self._backend.admit(self._stream.start_tls(ssl_context, server_hostname, timeout))

    def get_extra_info(self, info: str) -> object:
        """Tell about the connection."""
        return self._stream.get_extra_info(info)

    def close(self) -> None:
        """Close the connection."""
        self._backend.release(self)
        self._stream.close()

    def shutDown(self) -> None:
        """End the connection, also for a thread that waits for it."""
        found = self._stream.get_extra_info("socket")
        if isinstance(found, socket.socket):
            with suppress(OSError):
                # Not an SSL socket's own method, after which a write would go out in plain text.
                socket.socket.shutdown(found, socket.SHUT_RDWR)


class ClosingBackend(httpcore.NetworkBackend):
    """Makes connections, and knows them until they are closed."""

    Stream: type[ClosingStream] = ClosingStream

    def __init__(self, backend: httpcore.NetworkBackend) -> None:
        self._backend = backend
        # A signal handler may close the transport in the midst of a call.
        self._lock = RLock()
        self._streams: set[ClosingStream] | None = set()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.NetworkStream:
        """Connect."""
        watcher = currentWatcher.get()
        if watcher is not None:
            watcher.connecting()
        connect = partial(
            self._backend.connect_tcp, local_address=local_address, socket_options=socket_options
        )
        return self.admit(self._connect(connect, host, port, timeout))

    def _connect(
        self, connect: Connect, host: str, port: int, timeout: float | None
    ) -> httpcore.NetworkStream:
        """Connect by a function, which subclasses may call in a way of their own."""
        return connect(host, port, timeout)

    def admit(self, connected: httpcore.NetworkStream) -> ClosingStream:
        """Let a connection be used, unless the transport was closed meanwhile."""
        stream = self.Stream(connected, self)
        with self._lock:
            if self._streams is not None:
                self._streams.add(stream)
                return stream
        stream.close()
        raise httpcore.ConnectError("the connections were closed")

    def release(self, stream: ClosingStream) -> None:
        """Forget a connection that is closed, or goes on as another one."""
        with self._lock:
            if self._streams is not None:
                self._streams.discard(stream)

    def close(self) -> None:
        """Shut down all connections, and admit no other."""
        with self._lock:
            streams, self._streams = self._streams or set(), None
        for stream in streams:
            stream.shutDown()


class ClosingTransport(Transport):
    """Base of the transports of calls and of files."""

    Backend: type[ClosingBackend] = ClosingBackend

    def _wrap(self, backend: httpcore.NetworkBackend) -> httpcore.NetworkBackend:
        self._backend = self.Backend(backend)
        return self._backend

    def close(self) -> None:
        """End all connections; requests in progress fail at once."""
        self._backend.close()
        super().close()
