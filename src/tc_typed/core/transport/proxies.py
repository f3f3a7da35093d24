"""Proxies from environment variables such as HTTPS_PROXY and NO_PROXY."""

from __future__ import annotations

import base64
import re
import urllib.request
from dataclasses import dataclass, field, replace
from importlib.util import find_spec
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from urllib.parse import SplitResult, unquote, urlsplit

from tc_typed.core.transport.environment import UnusableEnvironment
from tc_typed.core.transport.url import Origin, Url

_SOCKS = ("socks5", "socks5h")
_SOCKS_PORT = 1080
_LONGEST_LOGIN = 255  # bytes of a user name or password (RFC 1929)

# An address or network in NO_PROXY. Only an address in brackets can have a port here, because the
# standard library already compares entries such as `192.0.2.1:8080` with the URL.
_NO_PROXY_ADDRESS = re.compile(
    r"(\[)?([\da-f:.]+)(?(1)\](?::(\d+))?)(/\d+)?", re.IGNORECASE | re.ASCII
)


@dataclass(frozen=True, slots=True)
class Proxy:
    """A proxy. Its repr does not show the login."""

    origin: Origin
    """Address of the proxy. The scheme is `http`, `https` or `socks5`."""
    login: tuple[str, str] | None = field(default=None, repr=False)
    """User name and password, if the proxy needs them."""

    @property
    def isSocks(self) -> bool:
        """Whether the proxy speaks SOCKS, which aiohttp does not support."""
        return self.origin.scheme == "socks5"

    @property
    def headers(self) -> dict[str, str]:
        """Headers to send to an HTTP proxy."""
        if self.login is None:
            return {}
        login = base64.b64encode(":".join(self.login).encode()).decode()
        return {"Proxy-Authorization": f"Basic {login}"}


def proxyFor(origin: Origin) -> Proxy | None:
    """Return the proxy that the environment specifies (HTTPS_PROXY, NO_PROXY, …), if any.

    Args:
        origin: The server to connect to.

    Raises:
        UnusableEnvironment: if the variable's value is not the URL of an HTTP or SOCKS 5 proxy, or
            if a SOCKS proxy is specified without `httpx[socks]` installed.
    """
    address = _proxyAddress(str(origin))
    if not address:
        return None
    try:
        proxy = _proxy(address if "://" in address else f"http://{address}")
    except ValueError:  # Its message may contain the password.
        proxy = None
    if proxy is None:
        raise UnusableEnvironment(
            "the proxy in the environment must be a URL like http://proxy.example.com:3128 or "
            "socks5://proxy.example.com:1080; fix HTTPS_PROXY, HTTP_PROXY or ALL_PROXY, or add the "
            "host to NO_PROXY"
        )
    if proxy.isSocks and find_spec("socksio") is None:
        raise UnusableEnvironment(
            "the environment specifies a SOCKS proxy; to use it: pip install 'httpx[socks]'"
        )
    return proxy


def _proxyAddress(server: str) -> str | None:
    """Return the URL or host of the proxy that the environment specifies for a server, if any."""
    url = urlsplit(server)
    proxies = urllib.request.getproxies()
    if not url.netloc or _isDirect(url, proxies.get("no", "")):
        return None
    return proxies.get(url.scheme) or proxies.get("all")


def _isDirect(url: SplitResult, noProxy: str) -> bool:
    """Return whether a URL is requested without a proxy."""
    host = (url.hostname or "").rstrip(".")
    address = _addressOf(host)
    if address is None:
        isLoopback = host == "localhost" or host.endswith(".localhost")
    else:
        isLoopback = address.is_loopback
    if isLoopback:  # A proxy would connect to its own machine.
        return True
    _, _, netloc = url.netloc.rpartition("@")
    return bool(urllib.request.proxy_bypass(netloc)) or (
        address is not None
        and any(_covers(entry.strip(), address, url.port) for entry in noProxy.split(","))
    )


def _addressOf(host: str) -> IPv4Address | IPv6Address | None:
    """Parse a host as an IP address, if it is one. An IPv4-mapped IPv6 address becomes IPv4."""
    try:
        address = ip_address(host)
    except ValueError:
        return None
    return (address.ipv4_mapped if isinstance(address, IPv6Address) else None) or address


def _covers(entry: str, address: IPv4Address | IPv6Address, port: int | None) -> bool:
    """Return whether an entry of NO_PROXY is a host's address, or a network that contains it."""
    parts = _NO_PROXY_ADDRESS.fullmatch(entry)
    if parts is None:
        return False
    _, base, onlyPort, prefix = parts.groups()
    try:
        network = ip_network(base + (prefix or ""), strict=False)
        return address in network and (onlyPort is None or int(onlyPort) == port)
    except ValueError:  # It matches the pattern, but is not an address.
        return False


def _proxy(address: str) -> Proxy:
    parts = urlsplit(address)
    if not parts.hostname or parts.port == 0 or re.search(r"\s", parts.netloc):
        raise ValueError("incomplete proxy URL")
    _, _, host = parts.netloc.rpartition("@")
    name, password = unquote(parts.username or ""), unquote(parts.password or "")
    login = (name, password) if name else None
    if parts.scheme in ("http", "https"):
        return Proxy(Url.parse(f"{parts.scheme}://{host}").origin, login)
    if parts.scheme not in _SOCKS:
        raise ValueError("unsupported scheme of a proxy")
    if max(len(name.encode()), len(password.encode())) > _LONGEST_LOGIN:
        raise ValueError("login too long for SOCKS")
    # The proxy resolves names with either scheme, but some versions of httpcore know only socks5.
    origin = replace(Url.parse(f"http://{host}").origin, scheme="socks5")
    return Proxy(origin if parts.port else replace(origin, port=_SOCKS_PORT), login)
