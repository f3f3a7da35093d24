"""httpx transports that are set up by the environment: proxies and certificates."""

from __future__ import annotations

import base64
import os
import re
import socket
import urllib.request
from functools import lru_cache
from importlib.util import find_spec
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import SplitResult, unquote, urlsplit

import httpx

if TYPE_CHECKING:
    import ssl

    import httpcore

CONNECTIONS = 100
"""How many connections a client has at most."""

LIMITS = httpx.Limits(max_connections=CONNECTIONS, max_keepalive_connections=CONNECTIONS)

UNSENT = 2**16
"""Bytes that a system holds of what a connection sends later, where it can be told: of more, nobody
would know how slowly they go."""

SOCKET_OPTIONS: list[tuple[int, int, int]] = []
"""Options of all connections."""

if hasattr(socket, "TCP_NOTSENT_LOWAT"):
    SOCKET_OPTIONS.append((socket.IPPROTO_TCP, socket.TCP_NOTSENT_LOWAT, UNSENT))

_SOCKS = ("socks5", "socks5h")
_LONGEST_LOGIN = 255  # bytes of a user name or password, by RFC 1929

# The first that is set holds: requests reads the first two, and httpx the last.
_CA_VARIABLES = ("REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "SSL_CERT_FILE")
_HASHED_NAME = re.compile(r"[0-9a-f]{8}\.\d+")  # how OpenSSL looks for a certificate in a folder

# An address or a network in NO_PROXY. Only an address in brackets has a port here: the standard
# library already compares `192.0.2.1:8080` with the URL.
_NO_PROXY_ADDRESS = re.compile(
    r"(\[)?([\da-f:.]+)(?(1)\](?::(\d+))?)(/\d+)?", re.IGNORECASE | re.ASCII
)


class UnusableEnvironment(ValueError):
    """The environment asks for a proxy or certificates that can't be used."""


class Transport(httpx.HTTPTransport):
    """httpx's transport, with the environment's proxy and certificates."""

    def __init__(self, server: str) -> None:
        """Set up; nothing is connected yet.

        Args:
            server: The address that it will talk to.

        Raises:
            UnusableEnvironment: if it asks for a proxy or certificates that can't be used.
        """
        proxy = proxyFor(server)
        super().__init__(
            verify=sslContext(server), limits=LIMITS, proxy=proxy, socket_options=SOCKET_OPTIONS
        )
        # httpcore takes a backend, but httpx has no way to hand it one.
        backend = self._wrap(self._pool._network_backend)  # noqa: SLF001  # pyright: ignore[reportPrivateUsage]  # see above
        if isSocks(proxy):
            from tc_typed.core.transport.socks import SocksBackend  # noqa: PLC0415  # on first use

            backend = SocksBackend(backend)
        self._pool._network_backend = backend  # noqa: SLF001  # pyright: ignore[reportPrivateUsage]  # see above

    def _wrap(self, backend: httpcore.NetworkBackend) -> httpcore.NetworkBackend:
        """Replace httpcore's own network backend, in subclasses."""
        return backend


class AsyncTransport(httpx.AsyncHTTPTransport):
    """httpx's async transport, with the environment's proxy and certificates."""

    def __init__(self, server: str) -> None:
        """Set up; nothing is connected yet.

        Args:
            server: The address that it will talk to.

        Raises:
            UnusableEnvironment: if it asks for a proxy or certificates that can't be used.
        """
        proxy = proxyFor(server)
        super().__init__(
            verify=sslContext(server), limits=LIMITS, proxy=proxy, socket_options=SOCKET_OPTIONS
        )
        if isSocks(proxy):
            from tc_typed.core.transport.socks.aio import AsyncSocksBackend  # noqa: PLC0415  # on first use

            # httpcore takes a backend, but httpx has no way to hand it one.
            self._pool._network_backend = AsyncSocksBackend(self._pool._network_backend)  # noqa: SLF001  # pyright: ignore[reportPrivateUsage]  # see above


# Proxies


class _Proxy(httpx.Proxy):
    """A proxy whose credentials do not show; httpx's has a header with both in its repr."""

    def __repr__(self) -> str:
        return f"Proxy({str(self.url)!r})"


def proxyFor(server: str) -> httpx.Proxy | None:
    """The proxy that the environment asks for (HTTPS_PROXY, NO_PROXY, …).

    Args:
        server: The address to talk to.

    Raises:
        UnusableEnvironment: if that is not the address of an HTTP or SOCKS 5 proxy, or if something
            that the proxy needs is missing: `httpx[socks]`, or certificates.
    """
    address = _proxyAddress(server)
    if not address:
        return None
    try:
        proxy = _proxy(address if "://" in address else f"http://{address}")
    except (ValueError, httpx.InvalidURL):  # what they say may hold the password
        proxy = None
    if proxy is None:
        raise UnusableEnvironment(
            "the proxy that the environment asks for must be an address like "
            "http://proxy.example.com:3128 or socks5://proxy.example.com:1080; fix HTTPS_PROXY, "
            "HTTP_PROXY or ALL_PROXY, or list the host in NO_PROXY"
        )
    if isSocks(proxy) and find_spec("socksio") is None:
        raise UnusableEnvironment(
            "the environment asks for a SOCKS proxy; to use it: pip install 'httpx[socks]'"
        )
    if proxy.url.scheme == "https":
        proxy.ssl_context = sslContext(str(proxy.url))
    return proxy


def _proxyAddress(server: str) -> str | None:
    """The address of the proxy that the environment asks for, if any."""
    url = urlsplit(server)
    proxies = urllib.request.getproxies()
    if not url.netloc or _isDirect(url, proxies.get("no", "")):
        return None
    return proxies.get(url.scheme) or proxies.get("all")


def isSocks(proxy: httpx.Proxy | None) -> bool:
    """Whether a proxy speaks SOCKS, which aiohttp does not."""
    return proxy is not None and proxy.url.scheme in _SOCKS


def _isDirect(url: SplitResult, noProxy: str) -> bool:
    """Whether an address is reached without a proxy."""
    host = (url.hostname or "").rstrip(".")
    address = _addressOf(host)
    if address is None:
        isLoopback = host == "localhost" or host.endswith(".localhost")
    else:
        isLoopback = address.is_loopback
    if isLoopback:  # a proxy would look on its own machine
        return True
    _, _, netloc = url.netloc.rpartition("@")
    return bool(urllib.request.proxy_bypass(netloc)) or (
        address is not None
        and any(_covers(entry.strip(), address, url.port) for entry in noProxy.split(","))
    )


def _addressOf(host: str) -> IPv4Address | IPv6Address | None:
    """The IP address that a host is given as, if it is; IPv4 within IPv6 is IPv4."""
    try:
        address = ip_address(host)
    except ValueError:
        return None
    return (address.ipv4_mapped if isinstance(address, IPv6Address) else None) or address


def _covers(entry: str, address: IPv4Address | IPv6Address, port: int | None) -> bool:
    """Whether an entry of NO_PROXY is an address, or a network, which a host's address is in."""
    parts = _NO_PROXY_ADDRESS.fullmatch(entry)
    if parts is None:
        return False
    _, base, onlyPort, prefix = parts.groups()
    try:
        network = ip_network(base + (prefix or ""), strict=False)
        return address in network and (onlyPort is None or int(onlyPort) == port)
    except ValueError:  # it only looks like one
        return False


def _proxy(address: str) -> httpx.Proxy:
    proxy = urlsplit(address)
    if not proxy.hostname or proxy.port == 0 or re.search(r"\s", proxy.netloc):
        raise ValueError("incomplete proxy address")
    _, _, host = proxy.netloc.rpartition("@")
    name, password = unquote(proxy.username or ""), unquote(proxy.password or "")
    if proxy.scheme in _SOCKS:
        return _socksProxy(host, name, password)
    if proxy.scheme in ("http", "https"):
        return _httpProxy(proxy.scheme, host, name, password)
    raise ValueError("unsupported proxy address")


def _socksProxy(host: str, name: str, password: str) -> httpx.Proxy:
    if max(len(name.encode()), len(password.encode())) > _LONGEST_LOGIN:
        raise ValueError("SOCKS has no room for it")
    # httpx has the proxy look up names for either scheme, but not every httpcore knows the port of
    # the other one.
    return _Proxy(f"socks5://{host}", auth=(name, password) if name else None)


def _httpProxy(scheme: str, host: str, name: str, password: str) -> httpx.Proxy:
    headers: dict[str, str] = {}
    if name:
        credentials = base64.b64encode(f"{name}:{password}".encode()).decode()
        headers["Proxy-Authorization"] = f"Basic {credentials}"
    return _Proxy(f"{scheme}://{host}", headers=headers)


# Certificates


def sslContext(server: str) -> ssl.SSLContext:
    """The settings of TLS, with the certificates that the environment says to trust.

    Contexts are shared: reading all certificates takes longer than a call.

    Args:
        server: The address to talk to.

    Raises:
        UnusableEnvironment: if it is an https:// one, and there are no certificates where a
            variable says.
    """
    import ssl  # noqa: PLC0415  # on first use

    for variable in _CA_VARIABLES:
        path = os.environ.get(variable)
        if path:
            break
    else:
        return _defaultContext(os.environ.get("SSL_CERT_DIR"))
    try:
        state = Path(path).stat()
        return _contextOf(path, (state.st_mtime_ns, state.st_size))
    except (FileNotFoundError, NotADirectoryError):
        problem = "does not exist"
    except ssl.SSLError:
        problem = "holds no certificate"
    except OSError:
        problem = "can't be read"
    if urlsplit(server).scheme == "http":  # No TLS is used; this context trusts nothing.
        return ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    raise UnusableEnvironment(f"{variable} is {path!r}, which {problem}")


@lru_cache(8)
def _contextOf(path: str, _stamp: tuple[int, int]) -> ssl.SSLContext:
    """The context that trusts the certificates in a file or a folder.

    Args:
        path: The file, or the folder with a file for each certificate, named for OpenSSL.
        _stamp: Differs once it was written to.
    """
    import ssl  # noqa: PLC0415  # on first use

    if not Path(path).is_dir():
        return ssl.create_default_context(cafile=path)
    if not any(_HASHED_NAME.fullmatch(file.name) for file in Path(path).iterdir()):
        raise ssl.SSLError("no certificate")  # as for a file without any
    return ssl.create_default_context(capath=path)


@lru_cache(8)
def _defaultContext(folder: str | None) -> ssl.SSLContext:
    """The context that httpx would make, given the value of SSL_CERT_DIR."""
    import ssl  # noqa: PLC0415  # on first use

    if folder:
        return ssl.create_default_context(capath=folder)
    return httpx.create_ssl_context(trust_env=False)
