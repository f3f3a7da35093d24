"""Logs of runs in progress, which can be followed over HTTP."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Generator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from tc_typed.core.extras import needing
from tc_typed.slugs import slugId

with needing("testing", "LocalTaskcluster"):
    from starlette.requests import Request
    from starlette.responses import PlainTextResponse, Response, StreamingResponse

PATH = "/live-logs/"
"""Beginning of the paths of logs."""

_PIECE = 64 * 2**10
"""Size in bytes of the pieces in which a log is read."""

_INTERVAL = 0.1
"""Seconds between looks for new output."""


@dataclass(slots=True)
class LiveLog:
    """A log that is being written."""

    name: str
    """Part of its URL, which nobody can guess."""
    file: Path
    isComplete: bool = False

    @property
    def size(self) -> int:
        """Number of bytes that were written so far; 0 if the log has just ended."""
        try:
            return self.file.stat().st_size
        except FileNotFoundError:
            return 0

    def read(self, start: int, end: int) -> bytes:
        """Return a part of the log; nothing if the log has just ended.

        Args:
            start: Number of bytes before it.
            end: Number of bytes up to its end.
        """
        try:
            with self.file.open("rb") as content:
                content.seek(start)
                return content.read(end - start)
        except FileNotFoundError:
            return b""


class LiveLogs:
    """Logs that are being written, each at a URL that nobody can guess."""

    def __init__(self) -> None:
        self._logs: dict[str, LiveLog] = {}

    @contextmanager
    def publish(self, file: Path) -> Generator[str]:
        """Let readers follow a file until the end of the block; yield the path of its URL.

        Args:
            file: File that others append to.
        """
        name = slugId()
        log = self._logs[name] = LiveLog(name, file)
        try:
            yield PATH + name
        finally:
            log.isComplete = True
            del self._logs[name]

    def find(self, url: str) -> LiveLog | None:
        """Return the log that a URL is of; `None` if there is none, or it has ended.

        Args:
            url: URL that a worker gave, of any server. Nothing is fetched: the name in its path is
                enough, because nobody can guess it.
        """
        try:
            path = urlsplit(url).path
        except ValueError:
            return None
        return self.named(path.removeprefix(PATH)) if path.startswith(PATH) else None

    def named(self, name: str) -> LiveLog | None:
        """Return the log that has a name; `None` if there is none, or it has ended."""
        return self._logs.get(name)

    async def respond(self, request: Request) -> Response:
        """Respond with a log as far as it was written, and with what follows until its end."""
        log = self._logs.get(request.path_params["name"])
        if log is None:
            return PlainTextResponse("there is no such live log, or it has ended", 404)
        # Without caches, and without guesses at types: a task chose the content.
        headers = {"cache-control": "no-store", "x-content-type-options": "nosniff"}
        return StreamingResponse(_follow(log), headers=headers, media_type="text/plain")


async def _follow(log: LiveLog) -> AsyncIterator[bytes]:
    with log.file.open("rb") as content:
        while True:
            isComplete = log.isComplete  # Before the read, which may miss what follows it.
            if piece := content.read(_PIECE):
                yield piece
            elif isComplete:
                return
            else:
                await asyncio.sleep(_INTERVAL)
