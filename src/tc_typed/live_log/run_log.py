"""The log of one run, read in several attempts and perhaps from several places. No I/O.

The live log and the complete one that replaces it are the same log, so its lines are continued at
the same position in the decoded log, wherever the next attempt reads it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from tc_typed.core.errors import TaskclusterConnectionError, TaskclusterFailure, TaskclusterTimeout
from tc_typed.core.headers import Headers
from tc_typed.live_log.lines import LineSplitter
from tc_typed.transfers.resume import ResumableDownload


class RunLog:
    """State of the log of a run."""

    def __init__(self, call: str, runId: int) -> None:
        """Start at the beginning of the log.

        Args:
            call: Name of the call, for messages.
            runId: Number of the run.
        """
        self.runId: int = runId
        self.position: int = 0
        """Number of decoded bytes of the log that were split into lines."""
        self.isOver: bool = False
        """Whether the run is over, so that its log is complete."""
        self.isWhole: bool = False
        """Whether the attempt has reached the end of the log, as far as it was written."""
        self.failure: TaskclusterFailure | None = None
        """Error that ended the attempt."""
        self._hasBegun = False
        self._call = call
        self._download = ResumableDownload(call)
        self._lines = LineSplitter()

    def beginAttempt(self, *, isOver: bool) -> None:
        """Begin an attempt to read the log.

        Args:
            isOver: Whether the run is over.
        """
        self.isOver = isOver
        self.isWhole = self._hasBegun = False
        self.failure = None

    def request(self, hashes: Mapping[str, str]) -> dict[str, str]:
        """Return headers that request the log, or only the rest of it if that is safe.

        Args:
            hashes: Hexadecimal hashes that the log must have, by algorithm.
        """
        self._download.expected = hashes
        # While the run goes on, truncation does no harm, because another attempt follows.
        self._download.mayBeTruncated = not self.isOver
        return self._download.requestHeaders()

    def begin(self, status: int, headers: Headers) -> None:
        """Process the status and headers of a response.

        Args:
            status: HTTP status.
            headers: HTTP headers.

        Raises:
            StorageFailure: if the response is an error, or a redirect that is not followed.
            TaskclusterConnectionError: if the response is not what was requested.
            UnverifiableDownload: if an incomplete log would go unnoticed.
        """
        self._download.begin(status, headers)
        self._hasBegun = True

    def receive(self, piece: bytes) -> Iterator[str]:
        """Yield the lines that end in a piece of the response, unless they were yielded before.

        Args:
            piece: Bytes as they were sent.

        Raises:
            TaskclusterConnectionError: if the piece is not encoded as the headers specify.
        """
        for data in self._download.decode(piece):
            new = self._download.size - self.position
            if new > 0:
                self.position = self._download.size
                yield from self._lines.feed(data[len(data) - new :])

    def endResponse(self) -> None:
        """Check the response after its end.

        Raises:
            TaskclusterConnectionError: if it is incomplete.
            CorruptedDownload: if a hash differs.
        """
        self._download.end()
        self._download = ResumableDownload(self._call)  # There is no rest to request.
        self.isWhole = True

    def fail(self, failure: TaskclusterFailure) -> None:
        """End the attempt with an error, unless it only ended the connection to a live log.

        Proxies cut connections that are silent for a minute or so, or that are old. That is no
        failure if the attempt has received all that was known of the log, because the live log
        works.

        Args:
            failure: The error.
        """
        isCut = isinstance(failure, TaskclusterTimeout) or (
            isinstance(failure, TaskclusterConnectionError) and self._download.size >= self.position
        )
        self.failure = None if isCut and self._hasBegun and not self.isOver else failure

    def end(self) -> Iterator[str]:
        """Yield the last line, if it has no line break."""
        return self._lines.end()
