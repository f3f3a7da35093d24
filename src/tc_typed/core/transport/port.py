"""The port between the send loops and the HTTP libraries: a request out, a response in.

A request holds method, URL, headers and body as they go over the wire. An adapter adds the header
Host and how the body is framed, and nothing else.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from dataclasses import dataclass, field
from typing import Protocol, TypeAlias

from tc_typed.core.headers import Headers
from tc_typed.core.transport.patience import Deadline, TimeLimit
from tc_typed.core.transport.url import Origin, Url

Body: TypeAlias = bytes | Iterator[bytes] | AsyncIterator[bytes]
"""A body: whole, or piece by piece as clients of the one or the other kind send it."""


class Watcher(Protocol):
    """Told how far a request has come."""

    def connecting(self) -> None:
        """A connection is to be made."""

    def sending(self) -> None:
        """Something of the request is to be sent, which an exception prevents."""


class Unwatched:
    """A watcher of requests whose progress matters to nobody."""

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
class Response:
    """A response to a sync client, whose body is still to be read."""

    status: int
    headers: Headers
    pieces: Iterator[bytes] = field(repr=False)
    """The body as it arrives, still compressed unless it was `isRead`."""
    close: Callable[[], None] = field(repr=False)
    """Ends reading; to be called in any case."""
    isRead: bool = False
    """Whether the body was read and decompressed on the way here, by a mock or the user's hook."""


@dataclass(slots=True)
class AsyncResponse:
    """A response to an async client, whose body is still to be read."""

    status: int
    headers: Headers
    pieces: AsyncIterator[bytes] = field(repr=False)
    """The body as it arrives, still compressed unless it was `isRead`."""
    close: Callable[[], Awaitable[None]] = field(repr=False)
    """Ends reading; to be called in any case."""
    isRead: bool = False
    """Whether the body was read and decompressed on the way here, by a mock or the user's hook."""


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


NOTHING = Request("", Url(Origin("", "", 0, ""), ""), {}, None, Deadline(0))
"""Stands for the request of a connection over which none goes."""
