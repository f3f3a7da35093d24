"""SOCKS proxies below httpx's transports (RFC 1928, RFC 1929).

httpcore speaks the protocol, but it sets no timeout, takes each piece that arrives for a whole
reply, and leaves the connection open when a proxy refuses. So the streams here read the replies:
httpcore gets whole ones of a proxy that agrees, and an exception for anything else.
"""

from __future__ import annotations

import ssl
from collections.abc import Generator, Iterable
from enum import Enum, auto

import httpcore

_VERSION = 5
_LOGIN = 2  # the method of a user name and a password
_ACCEPTED = b"\x01\x00"
_CONNECTED = b"\x05\x00\x00\x01" + bytes(6)  # httpcore ignores the address

# How many bytes of an address follow its first one, which is the length of a domain name.
_REST_OF_ADDRESS = {1: 3, 4: 15}
_DOMAIN = 3

_REFUSALS = {
    1: "it failed",
    2: "its rules do not allow it",
    3: "the network is unreachable",
    4: "the host is unreachable",
    5: "the connection was refused",
    6: "the connection took too many hops",
    7: "it does not support connections",
    8: "it does not support this type of address",
}


class SocksBackend(httpcore.NetworkBackend):
    """Connects to a SOCKS proxy."""

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
        """Connect; the timeout (a moment under DeadlineTransport) also holds for each reply."""
        stream = self._backend.connect_tcp(host, port, timeout, local_address, socket_options)
        return _Stream(stream, timeout)


class AsyncSocksBackend(httpcore.AsyncNetworkBackend):
    """Connects to a SOCKS proxy."""

    def __init__(self, backend: httpcore.AsyncNetworkBackend) -> None:
        self._backend = backend

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ASYNC109  # httpcore's own signature
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        """Connect; the timeout also holds for each reply of the proxy."""
        stream = await self._backend.connect_tcp(host, port, timeout, local_address, socket_options)
        return _AsyncStream(stream, timeout)


class _Step(Enum):
    METHOD = auto()
    LOGIN = auto()
    CONNECTION = auto()
    DONE = auto()


class _Handshake:
    """Progress of the handshake. No I/O."""

    def __init__(self) -> None:
        self._step = _Step.METHOD
        self._offered = b""

    @property
    def isOver(self) -> bool:
        """Whether the connection now belongs to the two ends."""
        return self._step is _Step.DONE

    def sent(self, message: bytes) -> None:
        """Note which methods the client offers, after the version and their number."""
        self._offered = self._offered or message[2:]

    def reply(self) -> Generator[int, bytes, bytes]:
        """Read the next reply: yields how many bytes it needs, and returns what httpcore expects.

        Raises:
            httpcore.ProxyError: if the proxy refuses, or does not speak SOCKS 5.
        """
        version, code = yield 2
        if self._step is _Step.LOGIN:
            if code != 0:
                raise httpcore.ProxyError("the SOCKS proxy refuses the user name and password")
            self._step = _Step.CONNECTION
            return _ACCEPTED
        if version != _VERSION:
            raise httpcore.ProxyError("the proxy does not speak SOCKS 5")
        if self._step is _Step.METHOD:
            if code not in self._offered:
                problem = "a login of another kind" if _LOGIN in self._offered else "a login"
                raise httpcore.ProxyError(f"the SOCKS proxy asks for {problem}")
            self._step = _Step.LOGIN if code == _LOGIN else _Step.CONNECTION
            return bytes([version, code])
        if code != 0:
            reason = _REFUSALS.get(code, f"code {code}")
            raise httpcore.ProxyError(f"the SOCKS proxy did not connect: {reason}")
        _, kind, first = yield 3
        rest = first if kind == _DOMAIN else _REST_OF_ADDRESS.get(kind)
        if rest is None:
            raise httpcore.ProxyError("the proxy does not speak SOCKS 5")
        yield rest + 2  # with the port
        self._step = _Step.DONE
        return _CONNECTED


class _Stream(httpcore.NetworkStream):
    """A connection to a SOCKS proxy, and then through it."""

    def __init__(self, stream: httpcore.NetworkStream, timeout: float | None) -> None:
        self._stream = stream
        self._timeout = timeout
        self._handshake = _Handshake()

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        if self._handshake.isOver:
            return self._stream.read(max_bytes, timeout)
        reply = self._handshake.reply()
        try:
            size = next(reply)
            while True:
                size = reply.send(self._exactly(size))
        except StopIteration as end:
            whole: bytes = end.value
            return whole
        except BaseException:
            self.close()
            raise

    def _exactly(self, size: int) -> bytes:
        data = b""
        while len(data) < size:
            piece = self._stream.read(size - len(data), self._timeout)
            if not piece:
                raise httpcore.ProxyError("the SOCKS proxy ended the connection")
            data += piece
        return data

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        if self._handshake.isOver:
            self._stream.write(buffer, timeout)
            return
        self._handshake.sent(buffer)
        self._stream.write(buffer, self._timeout)

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> httpcore.NetworkStream:
        return self._stream.start_tls(ssl_context, server_hostname, timeout)

    def get_extra_info(self, info: str) -> object:
        return self._stream.get_extra_info(info)

    def close(self) -> None:
        self._stream.close()


class _AsyncStream(httpcore.AsyncNetworkStream):
    """A connection to a SOCKS proxy, and then through it."""

    def __init__(self, stream: httpcore.AsyncNetworkStream, timeout: float | None) -> None:
        self._stream = stream
        self._timeout = timeout
        self._handshake = _Handshake()

    async def read(self, max_bytes: int, timeout: float | None = None) -> bytes:  # noqa: ASYNC109  # httpcore's own signature
        if self._handshake.isOver:
            return await self._stream.read(max_bytes, timeout)
        reply = self._handshake.reply()
        try:
            size = next(reply)
            while True:
                size = reply.send(await self._exactly(size))
        except StopIteration as end:
            whole: bytes = end.value
            return whole
        except BaseException:
            await self.aclose()
            raise

    async def _exactly(self, size: int) -> bytes:
        data = b""
        while len(data) < size:
            piece = await self._stream.read(size - len(data), self._timeout)
            if not piece:
                raise httpcore.ProxyError("the SOCKS proxy ended the connection")
            data += piece
        return data

    async def write(self, buffer: bytes, timeout: float | None = None) -> None:  # noqa: ASYNC109  # httpcore's own signature
        if self._handshake.isOver:
            await self._stream.write(buffer, timeout)
            return
        self._handshake.sent(buffer)
        await self._stream.write(buffer, self._timeout)

    async def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,  # noqa: ASYNC109  # httpcore's own signature
    ) -> httpcore.AsyncNetworkStream:
        return await self._stream.start_tls(ssl_context, server_hostname, timeout)

    def get_extra_info(self, info: str) -> object:
        return self._stream.get_extra_info(info)

    async def aclose(self) -> None:
        await self._stream.aclose()
