"""The port between the send loops and the HTTP libraries: a request out, a response in.

A request holds method, URL, headers and body as they go over the wire. An adapter adds the header
Host and how the body is framed, and nothing else.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from dataclasses import dataclass, field
from typing import Protocol, TypeAlias

from tc_typed.core.headers import Headers
from tc_typed.core.transport.patience import TimeLimit
from tc_typed.core.transport.url import Url

Body: TypeAlias = bytes | Iterator[bytes] | AsyncIterator[bytes]
"""The body of a request: whole, or in pieces, as sync or async clients send it."""


class Watcher(Protocol):
    """Is told how far a request has come."""

    def connecting(self) -> None:
        """Note that a connection is about to be made."""

    def sending(self) -> None:
        """Note that a part of the request is about to be sent; an exception prevents that."""


class Unwatched:
    """The watcher of a request whose progress does not matter."""

    def connecting(self) -> None:
        """Ignore it."""

    def sending(self) -> None:
        """Ignore it."""


@dataclass(slots=True)
class Request:
    """A request, ready to be sent once."""

    method: str
    """HTTP method, in upper case."""
    url: Url = field(repr=False)
    headers: dict[str, str] = field(repr=False)
    """Headers by name, in lower case. A body in pieces has its `content-length` there, or none."""
    body: Body | None = field(repr=False)
    limit: TimeLimit
    """How long it may take."""
    watcher: Watcher = field(default_factory=Unwatched)
    """Is told how far it has come."""


@dataclass(slots=True)
class ResponseHead:
    """The part of a response that comes before its body."""

    status: int
    headers: Headers
    isRead: bool = field(default=False, kw_only=True)
    """Whether a mock or the user's hook has already read and decompressed the body."""


@dataclass(slots=True)
class Response(ResponseHead):
    """A response to a sync client, whose body is still to be read."""

    pieces: Iterator[bytes] = field(repr=False)
    """The body as it arrives, still compressed unless it `isRead`."""
    close: Callable[[], None] = field(repr=False)
    """Ends reading; to be called in any case."""


@dataclass(slots=True)
class AsyncResponse(ResponseHead):
    """A response to an async client, whose body is still to be read."""

    pieces: AsyncIterator[bytes] = field(repr=False)
    """The body as it arrives, still compressed unless it `isRead`."""
    close: Callable[[], Awaitable[None]] = field(repr=False)
    """Ends reading; to be called in any case."""


class Transport(Protocol):
    """Sends the requests of a sync client."""

    def send(self, request: Request) -> Response:
        """Send a request, and wait for the head of its response.

        Raises:
            Exception: one of the HTTP library's or the system's, if none came.
        """
        ...

    def close(self) -> None:
        """End all connections. Requests in progress fail."""


class AsyncTransport(Protocol):
    """Sends the requests of an async client, within one event loop."""

    async def send(self, request: Request) -> AsyncResponse:
        """Send a request, and wait for the head of its response. The caller limits the time.

        Raises:
            Exception: one of the HTTP library's or the system's, if none came.
        """
        ...

    async def close(self) -> None:
        """End all connections."""
