"""Rules for all requests to the status page: methods, the Host header, and security headers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tc_typed.core.extras import needing
from tc_typed.testing.server.loopback import isLoopback

with needing("testing", "LocalTaskcluster"):
    from starlette.datastructures import Headers, MutableHeaders
    from starlette.responses import PlainTextResponse

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

SECURITY_HEADERS = {
    "content-security-policy": (
        "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; "
        "form-action 'self'; frame-ancestors 'none'"
    ),
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cross-origin-resource-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
}
"""Headers of all responses of the status page."""


def guarded(app: ASGIApp) -> ASGIApp:
    """Return an application that refuses other hosts and methods, and adds security headers.

    A site that a browser visits can give its own name the address 127.0.0.1, and could then read
    the page. Its requests are refused because their Host header has its name.

    Args:
        app: Application that responds to the other requests.
    """

    async def serve(scope: Scope, receive: Receive, send: Send) -> None:
        async def sendSafely(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(raw=message["headers"])
                for name, value in SECURITY_HEADERS.items():
                    headers[name] = value
                headers.setdefault("cache-control", "no-store")
            await send(message)

        refusal = _refusal(scope)
        await (app if refusal is None else refusal)(scope, receive, sendSafely)

    return serve


def _refusal(scope: Scope) -> PlainTextResponse | None:
    hosts = Headers(scope=scope).getlist("host")
    if len(hosts) != 1 or not isLoopback(hosts[0]):
        return PlainTextResponse("The Host header must be 127.0.0.1 or localhost.\n", 421)
    if scope["method"] not in ("GET", "HEAD"):
        return PlainTextResponse("The status page can only be read.\n", 405, {"allow": "GET, HEAD"})
    return None
