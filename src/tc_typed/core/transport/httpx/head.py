"""Buffering of a request's headers, to send them together with the body. No I/O."""

from __future__ import annotations


class Head:
    """Buffer that joins the first two pieces of each request: its headers and its body's start.

    httpcore writes them separately, which takes another system call and another packet.
    """

    def __init__(self) -> None:
        self._waiting = b""
        self._isOver = False

    def add(self, piece: bytes) -> bytes:
        """Add the next piece of a request.

        Args:
            piece: The piece. httpcore ends each request with an empty one.

        Returns:
            Bytes to send now; empty if there are none yet.
        """
        if self._isOver:
            return piece
        if piece and not self._waiting:
            self._waiting = piece
            return b""
        joined, self._waiting, self._isOver = self._waiting + piece, b"", True
        return joined

    def end(self) -> bytes:
        """End the request, before its response is read.

        Returns:
            Bytes to send first; empty if there are none.
        """
        waiting, self._waiting, self._isOver = self._waiting, b"", False
        return waiting
