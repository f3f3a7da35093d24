"""Protocols for the clients that users can pass in: those of httpx, httpx2 and similar packages.

They list only the members that tc_typed needs. Neither package is imported here.
"""

from __future__ import annotations

from collections.abc import (
    AsyncIterator,
    Awaitable,
    Callable,
    Iterable,
    Iterator,
    Mapping,
    MutableMapping,
    Sequence,
)
from typing import Never, Protocol, runtime_checkable


class HttpHeaders(Protocol):
    """Headers of a user's request or response: part of `httpx.Headers`."""

    @property
    def raw(self) -> Sequence[tuple[bytes, bytes]]:
        """Name and value of each header, as sent over the wire."""
        ...

    def __contains__(self, name: object, /) -> bool: ...
    def __getitem__(self, name: str, /) -> str: ...
    def __setitem__(self, name: str, value: str, /) -> None: ...

    def get(self, name: str, default: str, /) -> str:
        """Return the value of a header, or the default if it is missing."""
        ...

    def items(self) -> Iterable[tuple[str, str]]:
        """Return the names and values of all headers."""
        ...

    def pop(self, name: str, /) -> str:
        """Remove a header, and return its value."""
        ...


class HttpRequest(Protocol):
    """A request of a user's client: part of `httpx.Request`."""

    @property
    def method(self) -> str:
        """HTTP method."""
        ...

    @property
    def url(self) -> object:
        """The whole URL; `str()` converts it."""
        ...

    @property
    def headers(self) -> HttpHeaders:
        """Headers, whose names are case-insensitive."""
        ...

    @property
    def stream(self) -> object:
        """The body as it is sent."""
        ...

    def read(self) -> bytes:
        """Read the whole body; only for sync bodies."""
        ...

    @property
    def extensions(self) -> MutableMapping[str, object]:
        """Settings for the client's transport."""
        ...


class HttpResponse(Protocol):
    """A response to a user's client: part of `httpx.Response`."""

    @property
    def status_code(self) -> int:
        """HTTP status."""
        ...

    @property
    def headers(self) -> HttpHeaders:
        """Headers, whose names are case-insensitive."""
        ...

    @property
    def request(self) -> HttpRequest:
        """The request that this is the response to."""
        ...

    @property
    def extensions(self) -> MutableMapping[str, object]:
        """Additional data from the client's transport."""
        ...

    @property
    def is_closed(self) -> bool:
        """Whether the response is closed, or read to its end."""
        ...

    @property
    def content(self) -> bytes:
        """The decompressed body, if it has been read."""
        ...

    @property
    def stream(self) -> object:
        """The body as it arrives."""
        ...


class SyncHttpResponse(HttpResponse, Protocol):
    """A response to a user's sync client."""

    def close(self) -> None:
        """Stop reading, and release the connection."""
        ...


class AsyncHttpResponse(HttpResponse, Protocol):
    """A response to a user's async client."""

    def aclose(self) -> Awaitable[None]:
        """Stop reading, and release the connection."""
        ...


@runtime_checkable
class AnyHttpClient(Protocol):
    """Members that sync and async clients have in common."""

    @property
    def is_closed(self) -> bool:
        """Whether the client is closed."""
        ...

    @property
    def params(self) -> object:
        """Query parameters that the client adds to each request; falsy if there are none."""
        ...

    @property
    def cookies(self) -> object:
        """Cookies of the client, an object with a method `extract_cookies`."""
        ...

    @property
    def event_hooks(self) -> Mapping[str, list[Callable[..., object]]]:
        """Hooks that run for each `request` and `response`."""
        ...

    def build_request(
        self,
        method: str,
        url: str,
        *,
        content: bytes | Iterator[bytes] | AsyncIterator[bytes] | None = None,
        params: str | None = None,
        headers: Mapping[str, str] | None = None,
        timeout: float = 0,
    ) -> HttpRequest:
        """Build a request, with everything that the client adds."""
        ...


class HttpClient(AnyHttpClient, Protocol):
    """The user's sync client, such as `httpx.Client` or `httpx2.Client`."""

    def send(
        self,
        request: Never,
        *,
        stream: bool = False,
        auth: None = None,
        follow_redirects: bool = False,
    ) -> SyncHttpResponse:
        """Send a request that this client has built."""
        ...


class AsyncHttpClient(AnyHttpClient, Protocol):
    """The user's async client, such as `httpx.AsyncClient` or `httpx2.AsyncClient`."""

    def send(
        self,
        request: Never,
        *,
        stream: bool = False,
        auth: None = None,
        follow_redirects: bool = False,
    ) -> Awaitable[AsyncHttpResponse]:
        """Send a request that this client has built."""
        ...
