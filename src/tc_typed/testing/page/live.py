"""Server-sent events that tell pages in browsers when to load their content again."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import suppress
from dataclasses import dataclass, field
from time import monotonic
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

from tc_typed.core.extras import needing
from tc_typed.testing.messages.loop_event import LoopEvent
from tc_typed.testing.messages.message_log import SentMessage
from tc_typed.testing.server.live_logs import LiveLog, LiveLogs

with needing("testing", "LocalTaskcluster"):
    from starlette.requests import Request
    from starlette.responses import PlainTextResponse, Response, StreamingResponse

if TYPE_CHECKING:
    from tc_typed.testing.deployment import Deployment

MOST_STREAMS = 100
"""Maximum number of streams at a time. Pages in hidden tabs have none."""

PAUSE = 0.5
"""Minimum number of seconds between two events of a stream."""

LOOK_INTERVAL = 1.0
"""Seconds between checks for what falls due as time passes, and for disconnected browsers."""

LOG_INTERVAL = 0.2
"""Seconds between these checks if the page shows a live log, whose growth sends no messages."""

TICK_INTERVAL = 5.0
"""Seconds after which a page loads again even if no message was about it: not all changes send
messages, and the page shows how long ago something happened."""

_CHANGED = "data: changed\n\n"
_BEGINNING = "retry: 1000\n: connected\n\n"


@dataclass(eq=False)
class _Stream:
    """Stream of one page in a browser."""

    about: str
    """Id that the page is about; empty if any message is of interest."""
    log: LiveLog | None
    """Live log that the page shows."""
    woken: LoopEvent
    hurried: LoopEvent
    """Ends a pause between two events, because the deployment may be stopping."""
    isChanged: bool = False
    logSize: int = 0
    """Size of the live log when it was last looked at."""

    def see(self, words: frozenset[str]) -> None:
        """Wake the stream if a message with these words in its routing key is about its page."""
        if not self.about or self.about in words:
            self.isChanged = True
            self.woken.set()

    def lookAtLog(self) -> None:
        """Notice what was written to the live log."""
        if self.log is not None:
            size = self.log.size
            self.isChanged = self.isChanged or size != self.logSize
            self.logSize = size

    @property
    def interval(self) -> float:
        """Seconds between checks."""
        return LOOK_INTERVAL if self.log is None else LOG_INTERVAL


@dataclass(eq=False)
class _Hub:
    """Streams of the pages that show one deployment."""

    streams: set[_Stream] = field(default_factory=set[_Stream])

    def forward(self, message: SentMessage) -> None:
        """Pass a message on, inside the timeline and from any thread."""
        if self.streams:
            words = frozenset(message.routingKey.split("."))
            for stream in self.streams:
                stream.see(words)

    def wake(self) -> None:
        """Let the streams check whether they must end."""
        for stream in [*self.streams]:
            stream.woken.set()
            stream.hurried.set()


class LiveStreams:
    """Streams of the pages in browsers."""

    def __init__(self, deployment: Callable[[], Deployment], liveLogs: LiveLogs) -> None:
        """Start without streams.

        Args:
            deployment: Function that returns the current deployment; a reset replaces it.
            liveLogs: Logs of runs in progress that the server serves.
        """
        self._deployment = deployment
        self._liveLogs = liveLogs
        self._hubs: WeakKeyDictionary[Deployment, _Hub] = WeakKeyDictionary()

    def _hubOf(self, deployment: Deployment) -> _Hub:
        hub = self._hubs.get(deployment)
        if hub is None:
            hub = self._hubs[deployment] = _Hub()
            deployment.messages.onEach(hub.forward)
            deployment.timeline.onWake(hub.wake)
        return hub

    async def respond(self, request: Request) -> Response:
        """Respond with a stream of events, which ends when the deployment does."""
        deployment = self._deployment()
        with deployment.timeline.enter():
            hub = self._hubOf(deployment)
        if len(hub.streams) >= MOST_STREAMS:
            return PlainTextResponse("Too many pages are open.\n", 503)
        query = request.query_params
        log = self._liveLogs.named(query.get("log", ""))
        stream = _Stream(query.get("about", ""), log, LoopEvent(), LoopEvent())
        return StreamingResponse(
            self._events(request, deployment, hub, stream), media_type="text/event-stream"
        )

    async def _events(
        self, request: Request, deployment: Deployment, hub: _Hub, stream: _Stream
    ) -> AsyncIterator[str]:
        timeline = deployment.timeline
        with timeline.enter():
            hub.streams.add(stream)
        try:
            yield _BEGINNING
            sent = monotonic()
            while not timeline.isStopping and not await request.is_disconnected():
                # Cleared before the look, so that a message after the look is never missed.
                stream.woken.clear()
                stream.lookAtLog()
                with timeline.enter():  # This carries out what is due, which may send messages.
                    isChanged, stream.isChanged = stream.isChanged, False
                if isChanged or monotonic() - sent >= TICK_INTERVAL:
                    yield _CHANGED
                    sent = monotonic()
                    stream.hurried.clear()
                    await stream.hurried.wait(PAUSE)  # Changes in this time share one event.
                else:
                    await stream.woken.wait(stream.interval)
        finally:
            with suppress(KeyError), timeline.enter():
                hub.streams.remove(stream)
