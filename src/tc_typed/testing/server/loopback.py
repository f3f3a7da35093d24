"""Host headers that requests from this machine have."""

from __future__ import annotations

import re

_LOOPBACK = re.compile(r"(127\.0\.0\.1|localhost|\[::1\])(:\d{1,5})?", re.IGNORECASE)


def isLoopback(host: str) -> bool:
    """Check whether a Host header is that of a loopback address.

    A site that a browser visits can give its own name the address 127.0.0.1, and its page could
    then call this server. The Host header of such calls has the site's name.

    Args:
        host: The Host header.
    """
    return _LOOPBACK.fullmatch(host) is not None
