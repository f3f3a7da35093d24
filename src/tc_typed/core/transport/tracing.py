"""Progress of requests through a user's client, reported by httpcore's extension `trace`."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from inspect import isawaitable
from typing import Self

from tc_typed.core.transport.port import Watcher


class Trace:
    """Trace extension for a request of a sync client."""

    def __init__(self, watcher: Watcher, other: object) -> None:
        """Set up.

        Args:
            watcher: Observer to notify.
            other: The user's own trace extension, if there is one.
        """
        self._watcher = watcher
        self._other = other

    def __call__(self, event: str, details: Mapping[str, object]) -> None:
        """Handle an event of httpcore: something is about to happen, or has happened."""
        _notify(self._watcher, event, details)
        if callable(self._other):
            self._other(event, details)


class AsyncTrace:
    """Trace extension for a request of an async client.

    The `async with` block around the request closes a connection whose TLS handshake was
    interrupted, which httpcore leaves open.
    """

    def __init__(self, watcher: Watcher, other: object) -> None:
        """Set up.

        Args:
            watcher: Observer to notify.
            other: The user's own trace extension, if there is one.
        """
        self._watcher = watcher
        self._other = other
        self._connected: object = None

    async def __call__(self, event: str, details: Mapping[str, object]) -> None:
        """Handle an event of httpcore: something is about to happen, or has happened."""
        _notify(self._watcher, event, details)
        if event.endswith(".connect_tcp.complete"):
            self._connected = details.get("return_value")
        elif event.endswith(".start_tls.complete") or event.startswith("http"):
            self._connected = None
        if callable(self._other) and isawaitable(result := self._other(event, details)):
            await result

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *error: object) -> None:
        close: Callable[[], Awaitable[None]] | None = getattr(self._connected, "aclose", None)
        if close is not None:
            await close()


def _notify(watcher: Watcher, event: str, details: Mapping[str, object]) -> None:
    if event.endswith(".connect_tcp.started"):
        watcher.connecting()
    elif event.endswith((".send_request_headers.started", ".send_request_body.started")):
        request = details.get("request")
        if getattr(request, "method", b"") != b"CONNECT":
            watcher.sending()
