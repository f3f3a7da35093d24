"""Protocols for the clients that users may pass in: those of httpx, and of httpx2, its successor.

They name only what is needed of a client. Neither package is imported here.
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
        """Name and value of each header, as they go over the wire."""
        ...

    def __contains__(self, name: object, /) -> bool: ...
    def __getitem__(self, name: str, /) -> str: ...
    def __setitem__(self, name: str, value: str, /) -> None: ...

    def get(self, name: str, default: str, /) -> str:
        """The value of a header, or the default."""
        ...

    def items(self) -> Iterable[tuple[str, str]]:
        """Names and values."""
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
        """The whole URL, as `str` gives it."""
        ...

    @property
    def headers(self) -> HttpHeaders:
        """Headers; upper and lower case are the same."""
        ...

    @property
    def stream(self) -> object:
        """The body as it is sent."""
        ...

    def read(self) -> bytes:
        """Read the whole body, unless it is async."""
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
        """Headers; upper and lower case are the same."""
        ...

    @property
    def request(self) -> HttpRequest:
        """The request that it responds to."""
        ...

    @property
    def extensions(self) -> MutableMapping[str, object]:
        """Notes of the client's transport."""
        ...

    @property
    def is_closed(self) -> bool:
        """Whether reading has ended."""
        ...

    @property
    def content(self) -> bytes:
        """The body, decompressed, if it was read."""
        ...

    @property
    def stream(self) -> object:
        """The body as it arrives."""
        ...


class SyncHttpResponse(HttpResponse, Protocol):
    """A response to a user's sync client."""

    def close(self) -> None:
        """End reading."""
        ...


class AsyncHttpResponse(HttpResponse, Protocol):
    """A response to a user's async client."""

    def aclose(self) -> Awaitable[None]:
        """End reading."""
        ...


@runtime_checkable
class AnyHttpClient(Protocol):
    """The part that sync and async clients have in common."""

    @property
    def is_closed(self) -> bool:
        """Whether it was closed."""
        ...

    @property
    def params(self) -> object:
        """Query parameters that it adds; falsy if there are none."""
        ...

    @property
    def cookies(self) -> object:
        """Its cookies, with a method `extract_cookies`."""
        ...

    @property
    def event_hooks(self) -> Mapping[str, list[Callable[..., object]]]:
        """Its hooks for each `request` and `response`."""
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
        """Make a request, with all that the client adds to it."""
        ...


class HttpClient(AnyHttpClient, Protocol):
    """A sync client of the user's, as `httpx.Client` and `httpx2.Client` are."""

    def send(
        self,
        request: Never,
        *,
        stream: bool = False,
        auth: None = None,
        follow_redirects: bool = False,
    ) -> SyncHttpResponse:
        """Send a request that it has built."""
        ...


class AsyncHttpClient(AnyHttpClient, Protocol):
    """An async client of the user's, as `httpx.AsyncClient` and `httpx2.AsyncClient` are."""

    def send(
        self,
        request: Never,
        *,
        stream: bool = False,
        auth: None = None,
        follow_redirects: bool = False,
    ) -> Awaitable[AsyncHttpResponse]:
        """Send a request that it has built."""
        ...
