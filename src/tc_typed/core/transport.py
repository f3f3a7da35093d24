"""What the connections of sync and async clients have in common."""

from __future__ import annotations

import base64
import urllib.request
from urllib.parse import unquote, urlsplit

import httpx

from tc_typed.core.errors import InvalidCall

CONNECTIONS = 100
"""How many connections a client has at most."""

LIMITS = httpx.Limits(max_connections=CONNECTIONS, max_keepalive_connections=CONNECTIONS)


def proxyFor(rootUrl: str) -> httpx.Proxy | None:
    """The proxy that the environment asks for (HTTPS_PROXY, NO_PROXY, …).

    Args:
        rootUrl: The deployment to talk to.

    Raises:
        InvalidCall: if that is no address, or one that is not spoken here, such as of SOCKS.
    """
    url = urlsplit(rootUrl)
    if not url.netloc or urllib.request.proxy_bypass(url.netloc):
        return None
    proxies = urllib.request.getproxies()
    address = proxies.get(url.scheme) or proxies.get("all")
    if not address:
        return None
    try:
        return _proxy(address if "://" in address else f"http://{address}")
    except (ValueError, httpx.InvalidURL):  # what they say may hold the password
        pass
    raise InvalidCall(
        rootUrl,
        "the proxy that the environment asks for must be an address like "
        "http://proxy.example.com:3128; set it right, or see NO_PROXY",
    )


def _proxy(address: str) -> httpx.Proxy:
    proxy = urlsplit(address)
    if proxy.scheme not in ("http", "https") or not proxy.hostname or proxy.port == 0:
        raise ValueError("it is not spoken here")
    _, _, host = proxy.netloc.rpartition("@")
    headers: dict[str, str] = {}
    if proxy.username:
        name, password = unquote(proxy.username), unquote(proxy.password or "")
        credentials = base64.b64encode(f"{name}:{password}".encode()).decode()
        headers["Proxy-Authorization"] = f"Basic {credentials}"
    return httpx.Proxy(f"{proxy.scheme}://{host}", headers=headers)
