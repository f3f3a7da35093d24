"""The proxy that the environment asks for: HTTPS_PROXY, NO_PROXY and their like."""

from __future__ import annotations

import base64
import re
import urllib.request
from importlib.util import find_spec
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from urllib.parse import SplitResult, unquote, urlsplit

import httpx

from tc_typed.core.transport.certificates import sslContext
from tc_typed.core.transport.environment import UnusableEnvironment

_SOCKS = ("socks5", "socks5h")
_LONGEST_LOGIN = 255  # bytes of a user name or password, by RFC 1929

# An address or a network in NO_PROXY. Only an address in brackets has a port here: the standard
# library already compares `192.0.2.1:8080` with the URL.
_NO_PROXY_ADDRESS = re.compile(
    r"(\[)?([\da-f:.]+)(?(1)\](?::(\d+))?)(/\d+)?", re.IGNORECASE | re.ASCII
)


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
