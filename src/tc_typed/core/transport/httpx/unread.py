"""Bytes that follow a response, although none were requested."""

from __future__ import annotations

import ssl

import httpcore
import httpx


def hasUnread(response: httpx.Response) -> bool:
    """Whether TLS has taken more from the socket than the response, such as the connection's end.

    httpcore only looks at the socket, so it does not see that.
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
