"""The head of a request, which waits until the body goes along with it. No I/O."""

from __future__ import annotations


class Head:
    """Joins the first two pieces of each request: its head, and its body or the body's first piece.

    httpcore sends them one by one, which takes another system call and another packet.
    """

    def __init__(self) -> None:
        self._waiting = b""
        self._isOver = False

    def ahead(self, piece: bytes) -> bytes:
        """Take the next piece of a request.

        Args:
            piece: The piece. httpcore ends each request with an empty one.

        Returns:
            Bytes to send now, or none.
        """
        if self._isOver:
            return piece
        if piece and not self._waiting:
            self._waiting = piece
            return b""
        joined, self._waiting, self._isOver = self._waiting + piece, b"", True
        return joined

    def end(self) -> bytes:
        """End the request, since its response is to be read.

        Returns:
            Bytes to send before.
        """
        waiting, self._waiting, self._isOver = self._waiting, b"", False
        return waiting
