"""Requests through a client that the user passed in, of httpx or a package like it.

The client may add headers, query parameters and cookies of its own. Its request is therefore built
first and signed afterwards. Nothing here depends on which package it is.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from inspect import iscoroutinefunction
from typing import ClassVar, Generic, TypeVar

from tc_typed.core.errors import InvalidCall
from tc_typed.core.transport.http_client import (
    AnyHttpClient,
    AsyncHttpClient,
    HttpClient,
    HttpRequest,
    HttpResponse,
)
from tc_typed.core.transport.httpx.responses import asyncResponse, syncResponse
from tc_typed.core.transport.port import AsyncResponse, Request, Response
from tc_typed.core.transport.tracing import AsyncTrace, Trace
from tc_typed.core.transport.url import Url
from tc_typed.core.transport.user_hooks import isOurs, markOurs, restoreLocation, wrapHooks

_EXTRACT = "extract_cookies"
_NO_AUTH = {"auth": None}


HttpT = TypeVar("HttpT", bound=AnyHttpClient)


@dataclass(slots=True)
class BuiltRequest(Request):
    """A request that the user's client has built, with everything that the client adds."""

    native: HttpRequest = field(repr=False, kw_only=True)
    """The client's own request object."""


class _UserClient(Generic[HttpT]):
    """Code that the sync and the async class share: everything except sending."""

    expected: ClassVar[str]
    """Description of a suitable client, for messages."""
    isAsync: ClassVar[bool]
    """Whether the user's client must be async."""

    def __init__(self, http: HttpT) -> None:
        self._http = http

    @property
    def isClosed(self) -> bool:
        """Whether the user has closed the client."""
        return self._http.is_closed

    def build(self, request: Request, userAgent: str) -> BuiltRequest:
        """Build an unsigned request with the user's client.

        Args:
            request: The request, without the client's additions. Its query parameters and headers
                override the client's of the same name.
            userAgent: Value to append to the client's own User-Agent, unless the request has one.

        Raises:
            UnsendableUrl: if the client builds a URL that can't be sent.
            Exception: from the client's package, if it can't build the request.
        """
        # A client that has parameters of its own drops the query of the URL.
        _, _, query = request.url.target.partition("?")
        native = self._http.build_request(
            request.method,
            str(request.url),
            params=query if query and self._http.params else None,
            headers=request.headers,
            content=request.body,
            timeout=request.limit.seconds,
        )
        headers = native.headers
        if "user-agent" not in request.headers:
            clientAgent = f"{headers['user-agent']} " if "user-agent" in headers else ""
            headers["user-agent"] = clientAgent + userAgent
        url = Url.parse(str(native.url))
        if "host" in headers:  # The server verifies the signature with this host.
            url = url.at(headers["host"])
        return BuiltRequest(
            native.method,
            url,
            {name.lower(): value for name, value in headers.items()},
            request.body,
            request.limit,
            request.watcher,
            native=native,
        )

    def plain(self, request: Request) -> BuiltRequest:
        """Build a request for the user's client, without the client's additions."""
        seconds, silence = request.limit.seconds, request.limit.silence
        native = self._requestClass(request)(
            request.method,
            str(request.url),
            headers=request.headers,
            content=request.body,
            # Without "pool", waiting for a free connection has no limit, as in our own pools.
            extensions={"timeout": {"connect": seconds, "read": silence, "write": seconds}},
        )
        return BuiltRequest(
            request.method,
            request.url,
            request.headers,
            request.body,
            request.limit,
            request.watcher,
            native=native,
        )

    def _requestClass(self, request: Request) -> Callable[..., HttpRequest]:
        """Return the class of the client's requests without importing its package."""
        return type(self._http.build_request("GET", str(request.url)))

    def _prepare(self, request: BuiltRequest) -> None:
        """Prepare the request's headers, and the client's cookies and event hooks."""
        native = request.native
        for name in ("authorization", "content-type"):
            if name in request.headers:
                native.headers[name] = request.headers[name]
        markOurs(native)
        _keepOurCookiesOut(self._http.cookies)
        wrapHooks(self._http.event_hooks["response"], isAsync=self.isAsync)


class UserClient(_UserClient[HttpClient]):
    """The user's sync client, which sends our requests."""

    expected = "a sync client, such as httpx.Client"
    isAsync = False

    def send(self, request: BuiltRequest, *, mayAuthorize: bool) -> Response:
        """Send a request, and return the response as soon as its headers have arrived.

        Args:
            request: The request. Only its headers `authorization` and `content-type` may have
                changed since it was built.
            mayAuthorize: Whether the client may use its own authorization.

        Raises:
            Exception: from the client's package, if there is no response.
        """
        self._prepare(request)
        extensions = request.native.extensions
        extensions["trace"] = Trace(request.watcher, extensions.get("trace"))
        auth = {} if mayAuthorize else _NO_AUTH
        response = self._http.send(request.native, stream=True, follow_redirects=False, **auth)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]  # the client built it
        restoreLocation(response)
        return syncResponse(response, response.close)


class AsyncUserClient(_UserClient[AsyncHttpClient]):
    """The user's async client, which sends our requests."""

    expected = "an async client, such as httpx.AsyncClient"
    isAsync = True

    async def send(self, request: BuiltRequest, *, mayAuthorize: bool) -> AsyncResponse:
        """Send a request; the async counterpart of `UserClient.send`."""
        self._prepare(request)
        extensions = request.native.extensions
        auth = {} if mayAuthorize else _NO_AUTH
        async with AsyncTrace(request.watcher, extensions.get("trace")) as trace:
            extensions["trace"] = trace
            sending = self._http.send(request.native, stream=True, follow_redirects=False, **auth)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]  # the client built it
            response = await sending
        restoreLocation(response)
        return asyncResponse(response, response.aclose)


UserClientT = TypeVar("UserClientT", bound=UserClient | AsyncUserClient)


def userClient(kind: type[UserClientT], client: str, http: object) -> UserClientT:
    """Check and wrap the client that a user passed in. Only the user closes it.

    Args:
        kind: `UserClient` for a sync caller, `AsyncUserClient` for an async one.
        client: Name of the class that received it, for messages.
        http: The user's client.

    Raises:
        InvalidCall: if it is not a client of this kind.
    """
    # A wrapper around an async send() may be a plain function, so look for aclose() too.
    isAsync = iscoroutinefunction(getattr(http, "send", None)) or hasattr(type(http), "aclose")
    if not isinstance(http, AnyHttpClient) or isAsync != kind.isAsync:
        given = type(http).__name__
        raise InvalidCall(client, f"httpClient must be {kind.expected}, got {given}")
    return kind(http)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]  # checked above


def _keepOurCookiesOut(cookies: object) -> None:
    """Keep cookies from responses to our requests out of the user's client.

    The client would send them with the next call, which may use other credentials. It can't be
    told to ignore the cookies of a single request.
    """
    extract: Callable[[HttpResponse], None] = getattr(cookies, _EXTRACT)
    if not isinstance(extract, _ExtractUserCookies):
        vars(cookies)[_EXTRACT] = _ExtractUserCookies(extract)


@dataclass(frozen=True)
class _ExtractUserCookies:
    """Replacement for the client's `extract_cookies`, which skips responses to our requests."""

    extract: Callable[[HttpResponse], None]

    def __call__(self, response: HttpResponse) -> None:
        if not isOurs(response):
            self.extract(response)
