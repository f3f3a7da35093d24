"""Requests for httpx."""

from __future__ import annotations

import httpx

from tc_typed.core.transport.patience import Deadline
from tc_typed.core.transport.port import Request
from tc_typed.core.transport.url import Origin, Url

NO_REQUEST = Request("", Url(Origin("", "", 0, ""), ""), {}, None, Deadline(0))
"""Stands for the request of an idle connection."""

_PHASES = ("connect", "read", "write", "pool")
# Without a body, servers expect a length only of requests that usually have one.
_USUALLY_WITH_BODY = ("POST", "PUT", "PATCH")


def httpxRequest(request: Request) -> httpx.Request:
    """A request for httpx, with the header Host, and those that say how the body is framed.

    Args:
        request: The request.

    Raises:
        httpx.InvalidURL: if httpx can't send it.
    """
    url = httpx.URL(str(request.url))
    named = {"host": request.url.origin.netloc, **request.headers}
    headers = [(name.encode("ascii"), value.encode("ascii")) for name, value in named.items()]
    extensions = {"timeout": dict.fromkeys(_PHASES, request.limit.seconds)}
    body = request.body
    if body is not None and not isinstance(body, bytes):
        # httpx frames what has no length.
        return httpx.Request(
            request.method, url, headers=headers, content=body, extensions=extensions
        )
    if body is not None or request.method in _USUALLY_WITH_BODY:
        headers.append((b"content-length", b"%d" % len(body or b"")))
    # Given a stream, httpx adds no headers, which would take it a while.
    stream = httpx.ByteStream(body or b"")
    return httpx.Request(request.method, url, headers=headers, stream=stream, extensions=extensions)
