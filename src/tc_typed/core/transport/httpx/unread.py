"""Bytes that follow a response, and that nobody had asked for."""

from __future__ import annotations

import ssl

import httpcore
import httpx


def hasUnread(response: httpx.Response) -> bool:
    """Whether TLS has taken in more than a response that was read, be it the connection's end.

    httpcore only looks at the socket, in which that is no more.
    """
    stream: object = response.extensions.get("network_stream")
    if not isinstance(stream, httpcore.NetworkStream | httpcore.AsyncNetworkStream):
        return False  # A mock has none.
    tls: object = stream.get_extra_info("ssl_object")
    if not isinstance(tls, ssl.SSLObject):
        return False  # An SSL socket takes in no more than it is asked for.
    try:
        tls.read(1)
    except ssl.SSLWantReadError:
        return False
    except OSError:
        return True
    return True
