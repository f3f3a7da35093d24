"""Conversion of requests to httpx's own type."""

from __future__ import annotations

import httpx

from tc_typed.core.transport.port import Request
from tc_typed.core.transport.time_limits import Deadline
from tc_typed.core.transport.url import Origin, Url

NO_REQUEST = Request("", Url(Origin("", "", 0, ""), ""), {}, None, Deadline(0))
"""Placeholder for the request of an idle connection."""

_PHASES = ("connect", "read", "write", "pool")
# Servers expect a length for these methods, even without a body.
_USUALLY_WITH_BODY = ("POST", "PUT", "PATCH")


def httpxRequest(request: Request) -> httpx.Request:
    """Convert a request to httpx's, adding the Host header and those that frame the body.

    Args:
        request: The request.

    Raises:
        httpx.InvalidURL: if httpx can't parse the URL.
    """
    url = httpx.URL(str(request.url))
    named = {"host": request.url.origin.netloc, **request.headers}
    headers = [(name.encode("ascii"), value.encode("ascii")) for name, value in named.items()]
    extensions = {"timeout": dict.fromkeys(_PHASES, request.limit.seconds)}
    body = request.body
    if body is not None and not isinstance(body, bytes):
        # httpx adds the transfer encoding, unless the headers have a length.
        return httpx.Request(
            request.method, url, headers=headers, content=body, extensions=extensions
        )
    if body is not None or request.method in _USUALLY_WITH_BODY:
        headers.append((b"content-length", b"%d" % len(body or b"")))
    # With a stream instead of content, httpx does not spend time adding headers.
    stream = httpx.ByteStream(body or b"")
    return httpx.Request(request.method, url, headers=headers, stream=stream, extensions=extensions)
