"""Handshake with a SOCKS proxy (RFC 1928, RFC 1929). No I/O."""

from __future__ import annotations

from collections.abc import Generator
from enum import Enum, auto

import httpcore

_VERSION = 5
_LOGIN = 2  # the authentication method with user name and password
_ACCEPTED = b"\x01\x00"
_CONNECTED = b"\x05\x00\x00\x01" + bytes(6)  # httpcore ignores the address

# Number of bytes after the first one of an IPv4 or IPv6 address. The first byte of a domain name is
# its length.
_REST_OF_ADDRESS = {1: 3, 4: 15}
_DOMAIN = 3

_REFUSALS = {
    1: "general failure",
    2: "its rules do not allow it",
    3: "the network is unreachable",
    4: "the host is unreachable",
    5: "the connection was refused",
    6: "the connection took too many hops",
    7: "it does not support this command",
    8: "it does not support this type of address",
}


class _Step(Enum):
    METHOD = auto()
    LOGIN = auto()
    CONNECTION = auto()
    DONE = auto()


class Handshake:
    """Progress of a handshake."""

    def __init__(self) -> None:
        self._step = _Step.METHOD
        self._offered = b""

    @property
    def isOver(self) -> bool:
        """Whether the handshake is over. All later data is between the client and the server."""
        return self._step is _Step.DONE

    def sent(self, message: bytes) -> None:
        """Record the authentication methods that the client offers in its first message."""
        self._offered = self._offered or message[2:]

    def reply(self) -> Generator[int, bytes, bytes]:
        """Read the next reply. Yields the maximum number of bytes to receive; send it the bytes.

        Returns:
            The complete reply, as httpcore expects it.

        Raises:
            httpcore.ProxyError: if the proxy refuses, hangs up, or does not speak SOCKS 5.
        """
        version, code = yield from _exactly(2)
        if self._step is _Step.LOGIN:  # Its replies have a version number of their own.
            return self._loggedIn(code)
        if version != _VERSION:
            raise httpcore.ProxyError("the proxy does not speak SOCKS 5")
        if self._step is _Step.METHOD:
            return self._agreed(code)
        if code != 0:
            reason = _REFUSALS.get(code, f"code {code}")
            raise httpcore.ProxyError(f"the SOCKS proxy did not connect: {reason}")
        yield from _skipAddress()
        self._step = _Step.DONE
        return _CONNECTED

    def _agreed(self, method: int) -> bytes:
        """Continue with the authentication method that the proxy chose."""
        if method not in self._offered:
            problem = "another type of login" if _LOGIN in self._offered else "a login"
            raise httpcore.ProxyError(f"the SOCKS proxy requires {problem}")
        self._step = _Step.LOGIN if method == _LOGIN else _Step.CONNECTION
        return bytes([_VERSION, method])

    def _loggedIn(self, code: int) -> bytes:
        if code != 0:
            raise httpcore.ProxyError("the SOCKS proxy rejected the user name and password")
        self._step = _Step.CONNECTION
        return _ACCEPTED


def _skipAddress() -> Generator[int, bytes, None]:
    _, kind, first = yield from _exactly(3)
    rest = first if kind == _DOMAIN else _REST_OF_ADDRESS.get(kind)
    if rest is None:
        raise httpcore.ProxyError("the proxy does not speak SOCKS 5")
    yield from _exactly(rest + 2)  # plus two bytes for the port


def _exactly(size: int) -> Generator[int, bytes, bytes]:
    """Collect exactly this many bytes, which can arrive in any number of pieces."""
    data = b""
    while len(data) < size:
        piece = yield size - len(data)
        if not piece:
            raise httpcore.ProxyError("the SOCKS proxy closed the connection")
        data += piece
    return data
