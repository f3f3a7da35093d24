"""Interface between the send loops and the HTTP libraries: requests, responses, transports.

A request has its method, URL, headers and body exactly as they are sent. An adapter adds only the
Host header and the framing of the body.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from dataclasses import dataclass, field
from typing import Protocol, TypeAlias

from tc_typed.core.headers import Headers
from tc_typed.core.transport.time_limits import TimeLimit
from tc_typed.core.transport.url import Url

Body: TypeAlias = bytes | Iterator[bytes] | AsyncIterator[bytes]
"""Body of a request: bytes, or an iterator of pieces (async for async clients)."""


class Watcher(Protocol):
    """Observer of a request's progress."""

    def connecting(self) -> None:
        """Record that a connection is about to be opened."""

    def sending(self) -> None:
        """Record that a part of the request is about to be sent, or raise to prevent that."""


class Unwatched:
    """Watcher for a request whose progress does not matter."""

    def connecting(self) -> None:
        """Do nothing."""

    def sending(self) -> None:
        """Do nothing."""


@dataclass(slots=True)
class Request:
    """A request that can be sent once."""

    method: str
    """HTTP method, in upper case."""
    url: Url = field(repr=False)
    headers: dict[str, str] = field(repr=False)
    """Headers by lower-case name. If the length of a body in pieces is known, its `content-length`
    is included."""
    body: Body | None = field(repr=False)
    limit: TimeLimit
    """Time limit of the request."""
    watcher: Watcher = field(default_factory=Unwatched)
    """Observer of the request's progress."""


@dataclass(slots=True)
class ResponseHead:
    """Status and headers of a response, which arrive before its body."""

    status: int
    headers: Headers
    isRead: bool = field(default=False, kw_only=True)
    """Whether a mock or a hook of the user has already read and decompressed the body."""


@dataclass(slots=True)
class Response(ResponseHead):
    """A response to a sync client, with its body not yet read."""

    pieces: Iterator[bytes] = field(repr=False)
    """Pieces of the body in order, still compressed unless `isRead`."""
    close: Callable[[], None] = field(repr=False)
    """Function that ends reading; the caller must always call it."""


@dataclass(slots=True)
class AsyncResponse(ResponseHead):
    """A response to an async client, with its body not yet read."""

    pieces: AsyncIterator[bytes] = field(repr=False)
    """Pieces of the body in order, still compressed unless `isRead`."""
    close: Callable[[], Awaitable[None]] = field(repr=False)
    """Function that ends reading; the caller must always call it."""


class Transport(Protocol):
    """Transport for the requests of a sync client."""

    def send(self, request: Request) -> Response:
        """Send a request, and return the response as soon as its headers have arrived.

        Raises:
            Exception: from the HTTP library or the operating system, if there is no response.
        """
        ...

    def close(self) -> None:
        """Close all connections. Requests in progress fail."""


class AsyncTransport(Protocol):
    """Transport for the requests of an async client, within one event loop."""

    async def send(self, request: Request) -> AsyncResponse:
        """Send a request, and return the response as soon as its headers have arrived.

        The caller enforces the time limit.

        Raises:
            Exception: from the HTTP library or the operating system, if there is no response.
        """
        ...

    async def close(self) -> None:
        """Close all connections."""
