"""Connections to the local Taskcluster without an HTTP library."""

from __future__ import annotations

import socket
from collections.abc import Generator
from contextlib import contextmanager, suppress
from http.client import HTTPResponse

from tc_typed.testing import LocalTaskcluster

SECONDS = 5.0
"""Time limit of each operation, with room for a busy machine."""


@contextmanager
def connect(local: LocalTaskcluster) -> Generator[socket.socket]:
    """Connect to the local Taskcluster."""
    port = int(local.rootUrl.rpartition(":")[2])
    with socket.create_connection(("127.0.0.1", port), SECONDS) as connected:
        yield connected


def readToEnd(connected: socket.socket) -> bytes:
    """Read until the server closes the connection."""
    received = b""
    # The server may close the connection before it has read everything.
    with suppress(ConnectionResetError):
        while piece := connected.recv(65536):
            received += piece
    return received


def readResponse(connected: socket.socket) -> HTTPResponse:
    """Read one response completely."""
    response = HTTPResponse(connected)
    response.begin()
    response.read()
    return response


def exchange(local: LocalTaskcluster, request: bytes) -> bytes:
    """Send bytes, then nothing more, and return everything that the server sends."""
    with connect(local) as connected:
        with suppress(OSError):  # The server may close the connection meanwhile.
            connected.sendall(request)
            connected.shutdown(socket.SHUT_WR)
        return readToEnd(connected)


def statusOf(response: bytes) -> int:
    """Return the status of a response."""
    version, status, _ = response.split(b" ", 2)
    assert version == b"HTTP/1.1"
    return int(status)
