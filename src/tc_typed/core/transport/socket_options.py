"""How the sockets of connections are set up."""

from __future__ import annotations

import socket

_UNSENT = 2**16
"""Bytes that the system buffers of what a connection sends, where that can be set. How slowly a
peer takes them shows only once the buffer is full."""

SOCKET_OPTIONS: list[tuple[int, int, int]] = []
"""Options of all connections."""

if hasattr(socket, "TCP_NOTSENT_LOWAT"):
    SOCKET_OPTIONS.append((socket.IPPROTO_TCP, socket.TCP_NOTSENT_LOWAT, _UNSENT))
