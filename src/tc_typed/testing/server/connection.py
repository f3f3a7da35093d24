"""Connections of the local Taskcluster's HTTP server: time limits, and closing on demand."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from typing import TYPE_CHECKING

from tc_typed.core.extras import needing

with needing("testing", "LocalTaskcluster"):
    import h11
    from starlette.requests import ClientDisconnect
    from uvicorn import Config
    from uvicorn.protocols.http.h11_impl import H11Protocol, RequestResponseCycle
    from uvicorn.server import ServerState

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Receive, Scope, Send

HEAD_SECONDS = 20.0
"""Maximum time from the first to the last byte of a request's head."""

LINGER_SECONDS = 1.0
"""Time for which the rest of a request is read and ignored after its response. If the connection
was closed immediately, the caller might not get the response."""

CLOSE = "tc_typed.close"
"""Key of an ASGI scope; its value is a function that closes the connection."""

log: logging.Logger = logging.getLogger("tc_typed.testing.http")
# Callers that send nonsense or disconnect are part of tests. Only bugs are worth logging.
log.setLevel(logging.ERROR)


class Connection(H11Protocol):
    """HTTP connection that is limited in time and that an application can close."""

    def __init__(
        self,
        config: Config,
        server_state: ServerState,
        app_state: dict[str, object],
        _loop: asyncio.AbstractEventLoop | None = None,
    ) -> None:
        super().__init__(config, server_state, app_state, _loop)
        self.logger = log
        self.app: ASGIApp = _withClose(self.app, self._close)
        self._headTimer: asyncio.TimerHandle | None = None

    def data_received(self, data: bytes) -> None:
        """Process received bytes."""
        if self._headTimer is None and self.conn.their_state is h11.IDLE:
            self._headTimer = self.loop.call_later(HEAD_SECONDS, self._close)
        super().data_received(data)
        if self.conn.their_state is not h11.IDLE:
            self._stopHeadTimer()

    def connection_lost(self, exc: Exception | None) -> None:
        """Clean up after the connection has ended."""
        self._stopHeadTimer()
        super().connection_lost(exc)

    def send_400_response(self, msg: str) -> None:
        """Refuse what was received, and close the connection."""
        # The bytes may belong to the body of a request whose application is already running and
        # must not send a response, too. Before the first request there is none, although uvicorn's
        # annotation does not say so.
        cycle: RequestResponseCycle | None = vars(self)["cycle"]
        if cycle is not None and not cycle.response_complete:
            cycle.disconnected = True
            cycle.message_event.set()
        if self.conn.our_state in (h11.IDLE, h11.SEND_RESPONSE):
            super().send_400_response(msg)
        else:
            self._close()

    def on_response_complete(self) -> None:
        """Prepare for the next request, or limit the time for the rest of this one."""
        super().on_response_complete()
        if self._isSending():
            self.loop.call_later(LINGER_SECONDS, self._stopIgnoring, self.cycle)

    def _stopIgnoring(self, cycle: object) -> None:
        if self.cycle is cycle and self._isSending():
            self._close()

    def _isSending(self) -> bool:
        return self.conn.their_state is h11.SEND_BODY

    def _stopHeadTimer(self) -> None:
        if self._headTimer is not None:
            self._headTimer.cancel()
            self._headTimer = None

    def _close(self) -> None:
        self.transport.close()


def _withClose(app: ASGIApp, close: Callable[[], None]) -> ASGIApp:
    async def serve(scope: Scope, receive: Receive, send: Send) -> None:
        try:
            await app({**scope, CLOSE: close}, receive, send)
        except (ClientDisconnect, asyncio.CancelledError):
            # Only a stop cancels requests, after it has closed their connections.
            await _untilDisconnected(receive)

    return serve


async def dropConnection(scope: Scope, receive: Receive) -> None:
    """Close the connection of a request, without the rest of its response.

    Args:
        scope: ASGI scope of the request.
        receive: ASGI function that receives the rest of the request.
    """
    scope[CLOSE]()
    await _untilDisconnected(receive)


async def _untilDisconnected(receive: Receive) -> None:
    # Until the server has noticed, it would respond for an application that returns.
    while (await receive())["type"] != "http.disconnect":
        pass
