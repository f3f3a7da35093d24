"""Detection of unrequested bytes after a response over TLS."""

from __future__ import annotations

import ssl

import httpcore
import httpx


def hasUnread(response: httpx.Response) -> bool:
    """Return whether the TLS layer holds more than the response, such as a close_notify.

    httpcore only looks at the socket, so it can't see data that TLS has already read from it.
    """
    stream: object = response.extensions.get("network_stream")
    if not isinstance(stream, httpcore.NetworkStream | httpcore.AsyncNetworkStream):
        return False  # A mock's response has no stream.
    tls: object = stream.get_extra_info("ssl_object")
    if not isinstance(tls, ssl.SSLObject):
        return False  # An SSL socket reads only as much as requested.
    try:
        tls.read(1)
    except ssl.SSLWantReadError:
        return False
    except OSError:
        return True
    return True
