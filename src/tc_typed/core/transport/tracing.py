"""How far a request has come."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Generator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Protocol, Self


class Watcher(Protocol):
    """Told how far a request has come."""

    def connecting(self) -> None:
        """A connection is to be made."""

    def sending(self) -> None:
        """Something of the request is to be sent, which an exception prevents."""


currentWatcher: ContextVar[Watcher | None] = ContextVar("currentWatcher", default=None)


@contextmanager
def watchedBy(watcher: Watcher) -> Generator[None]:
    """Within the block, tell how far a request has come."""
    token = currentWatcher.set(watcher)
    try:
        yield
    finally:
        currentWatcher.reset(token)


class Trace:
    """httpcore's extension `trace`, for a request of a sync client."""

    def __init__(self, watcher: Watcher, other: Callable[[str, object], None] | None) -> None:
        """Set up.

        Args:
            watcher: Whom to tell.
            other: The user's own extension, if there is one.
        """
        self._watcher = watcher
        self._other = other

    def __call__(self, event: str, details: Mapping[str, object]) -> None:
        """Learn what httpcore is about to do, or has done."""
        _tell(self._watcher, event, details)
        if self._other is not None:
            self._other(event, details)


class AsyncTrace:
    """httpcore's extension `trace`, for a request of an async client.

    Within the `async with` block around the request, a connection whose TLS handshake is cut short
    is closed in the end, which httpcore leaves open.
    """

    def __init__(
        self, watcher: Watcher, other: Callable[[str, object], Awaitable[None]] | None = None
    ) -> None:
        """Set up.

        Args:
            watcher: Whom to tell.
            other: The user's own extension, if there is one.
        """
        self._watcher = watcher
        self._other = other
        self._connected: object = None

    async def __call__(self, event: str, details: Mapping[str, object]) -> None:
        """Learn what httpcore is about to do, or has done."""
        _tell(self._watcher, event, details)
        if event.endswith(".connect_tcp.complete"):
            self._connected = details.get("return_value")
        elif event.endswith(".start_tls.complete") or event.startswith("http"):
            self._connected = None
        if self._other is not None:
            await self._other(event, details)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *error: object) -> None:
        if self._connected is None:
            return
        import httpcore  # noqa: PLC0415  # which takes long, and was loaded to send something

        if isinstance(self._connected, httpcore.AsyncNetworkStream):
            await self._connected.aclose()


def _tell(watcher: Watcher, event: str, details: Mapping[str, object]) -> None:
    if event.endswith(".connect_tcp.started"):
        watcher.connecting()
    elif event.endswith((".send_request_headers.started", ".send_request_body.started")):
        request = details.get("request")
        if getattr(request, "method", b"") != b"CONNECT":
            watcher.sending()
