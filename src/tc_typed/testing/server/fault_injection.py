"""Faults on demand, carried out between the HTTP server and the application that responds."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable
from http import HTTPStatus
from typing import TYPE_CHECKING

from tc_typed.core.extras import needing
from tc_typed.testing.faults import (
    Delay,
    DropConnection,
    DropTime,
    ExpiredCredentials,
    Faults,
    RateLimit,
    ServerError,
)
from tc_typed.testing.server.connection import dropConnection
from tc_typed.testing.server.errors import ApiError

with needing("testing", "LocalTaskcluster"):
    from starlette.responses import HTMLResponse, Response

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

_ON_DEMAND = "a fault on demand"

_MOST_READ = 16 * 2**20
"""Number of bytes of a delayed request that are read before the delay; the rest is read later."""

_PHRASES = {status.value: status.phrase for status in HTTPStatus}

Refuse = Callable[["Scope", ApiError], Response]
"""Function that makes the response for an error."""


class FaultInjection:
    """ASGI middleware that gives faults to the requests of one call."""

    def __init__(
        self, app: ASGIApp, call: str, faults: Callable[[], Faults], refuse: Refuse
    ) -> None:
        """Wrap an application.

        Args:
            app: Application that responds to the call.
            call: Name of the call.
            faults: Function that returns the current faults.
            refuse: Function that makes the response for an error.
        """
        self._app = app
        self._call = call
        self._faults = faults
        self._refuse = refuse

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Respond to a request, unless one of its faults prevents it."""
        faults = self._faults()
        for fault in faults.take(self._call):
            match fault:
                case Delay(seconds):
                    # Read first, because the server forgets a body when its sender disconnects.
                    receive = await _received(receive)
                    await asyncio.sleep(seconds)
                    if self._faults() is not faults:  # After a reset, nothing may be carried out.
                        await dropConnection(scope, receive)
                        return
                case DropConnection(when):
                    await self._droppingAt(when, scope, receive, send)
                    return
                case _:
                    await self._response(fault, scope)(scope, receive, send)
                    return
        await self._app(scope, receive, send)

    def _response(
        self, fault: ServerError | RateLimit | ExpiredCredentials, scope: Scope
    ) -> Response:
        match fault:
            case ServerError(500):
                return self._refuse(scope, ApiError("InternalServerError", _ON_DEMAND))
            case ServerError(status):
                return HTMLResponse(
                    f"<h1>{status} {_PHRASES.get(status, 'Server Error')}</h1>", status
                )
            case RateLimit(seconds):
                response = self._refuse(scope, ApiError("TooManyRequests", _ON_DEMAND))
                if seconds is not None:
                    response.headers["retry-after"] = str(seconds)
                return response
            case ExpiredCredentials():
                reason = f"Authentication failed: the credentials have expired ({_ON_DEMAND})"
                return self._refuse(scope, ApiError("AuthenticationFailed", reason))

    async def _droppingAt(self, when: DropTime, scope: Scope, receive: Receive, send: Send) -> None:
        if when == "afterCall":
            await self._app(scope, receive, _discard)
        elif when == "midResponse":
            await self._app(scope, receive, _FirstHalf(scope, send))
        await dropConnection(scope, receive)


class _FirstHalf:
    """ASGI `send` that sends a response until half of its body is sent."""

    def __init__(self, scope: Scope, send: Send) -> None:
        self._send = send
        self._isHead = scope["method"] == "HEAD"
        self._start: Message | None = None
        self._left: int | None = None  # Bytes to send; unknown before the body begins.

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self._start = message
            return
        body: bytes = message.get("body", b"")
        if self._left is None:
            if self._start is None or self._isHead or not body:
                return
            self._left = (_contentLength(self._start) or len(body)) // 2
            await self._send(self._start)
        elif self._left == 0:
            return
        piece = body[: self._left]
        self._left -= len(piece)
        await self._send({"type": "http.response.body", "body": piece, "more_body": True})


async def _received(receive: Receive) -> Receive:
    """Receive the body of a request up to a limit, and return a function that repeats it."""
    messages: deque[Message] = deque()
    size = 0
    while size < _MOST_READ:
        messages.append(await receive())
        size += len(messages[-1].get("body", b""))
        if not messages[-1].get("more_body", False):
            break

    async def repeat() -> Message:
        return messages.popleft() if messages else await receive()

    return repeat


async def _discard(_message: Message) -> None:
    """ASGI `send` that sends nothing."""


def _contentLength(start: Message) -> int:
    headers: list[tuple[bytes, bytes]] = start.get("headers", [])
    return int(dict(headers).get(b"content-length", 0))
