"""Options for the sockets of connections."""

from __future__ import annotations

import socket

_UNSENT = 2**16
"""Maximum number of unsent bytes that the system buffers, on platforms where that can be set. A
slow peer can't be noticed until the buffer is full, so it must be small."""

SOCKET_OPTIONS: list[tuple[int, int, int]] = []
"""Options for the socket of every connection."""

if hasattr(socket, "TCP_NOTSENT_LOWAT"):
    SOCKET_OPTIONS.append((socket.IPPROTO_TCP, socket.TCP_NOTSENT_LOWAT, _UNSENT))
