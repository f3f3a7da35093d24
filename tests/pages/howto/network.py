"""Plays the page with real proxies, and TLS servers that they lead to."""

from __future__ import annotations

import os
import ssl
from contextlib import ExitStack
from pathlib import Path

import pytest
import trustme
from tests.core.loopback import Loopback, loopback, respond
from tests.core.transport.environment import CA_VARIABLES
from tests.core.transport.socks import SocksProxy, socksProxy, tunnel
from tests.pages.player import PagePlayer

HOST = "tc.example.com"
PONG = respond({"alive": True, "uptime": 1.5})
PROXY = "proxy.example.com:3128"
SOCKS = "proxy.example.com:1080"


def play(player: PagePlayer) -> None:
    authority = trustme.CA()
    company = player.folder / "company.pem"
    authority.cert_pem.write_to_path(company)
    bot = authority.issue_cert("bot@example.com")
    bot.private_key_and_cert_chain_pem.write_to_path(player.folder / "bot.pem")
    with ExitStack() as stack:
        server = stack.enter_context(loopback(PONG, tls=contextOf(authority)))
        gateway = stack.enter_context(loopback(PONG, tls=contextOf(authority, asks=True)))
        proxy = stack.enter_context(loopback(tunnel(server.url)))
        secondProxy = stack.enter_context(loopback(tunnel(gateway.url)))
        socks = stack.enter_context(socksProxy(SocksProxy(server.url)))
        addresses = {PROXY: hostOf(proxy.url), SOCKS: hostOf(socks.url)}
        patch = stack.enter_context(pytest.MonkeyPatch.context())
        for name in [*os.environ]:
            if name.lower().endswith("_proxy") or name in (*CA_VARIABLES, "SSL_CERT_DIR"):
                patch.delenv(name)
                player.terminal.run(f"unset {name}")
        patch.setenv("HTTPS_PROXY", secondProxy.url)
        player.terminal.run(f"export TASKCLUSTER_ROOT_URL=https://{HOST}")
        player.handlers["console"] = lambda text: player.runConsole(
            withAddresses(text, company, addresses)
        )
        player.play()
        assert player.call("isAlive") is True
        assert len(gateway.received) == 2
        assert len(socks.requested) == 1
        assertLogins(proxy)


def contextOf(authority: trustme.CA, *, asks: bool = False) -> ssl.SSLContext:
    """Return an SSL context for a server, which requires certificates of clients if it asks."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert(HOST).configure_cert(context)  # pyright: ignore[reportUnknownMemberType]  # it also accepts a type of a package that is not installed
    if asks:
        authority.configure_trust(context)  # pyright: ignore[reportUnknownMemberType]  # the same
        context.verify_mode = ssl.CERT_REQUIRED
    return context


def hostOf(url: str) -> str:
    return url.partition("://")[2]


def withAddresses(text: str, company: Path, addresses: dict[str, str]) -> str:
    """Replace the page's names of proxies and files by those of the test."""
    for name, address in {**addresses, "/etc/ssl/company.pem": str(company)}.items():
        text = text.replace(name, address)
    return text


def assertLogins(proxy: Loopback) -> None:
    """Check that one call had a login, percent-decoded, and the others none."""
    logins = [request.headers.get("proxy-authorization") for request in proxy.received]
    assert [login for login in logins if login] == ["Basic dXNlcjpwQHNz"]
