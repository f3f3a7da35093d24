"""Requests through the client that a user passed in: httpx's, or that of a package like it.

The client may add headers, query parameters and cookies of its own. Its request is therefore built
first and signed afterwards. Nothing here depends on which package it is.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Generator
from contextlib import contextmanager
from dataclasses import dataclass, field
from inspect import iscoroutinefunction
from typing import Any, ClassVar, Generic, TypeVar

from tc_typed.core.errors import InvalidCall
from tc_typed.core.transport.foreign_errors import namesOf
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

_IS_OURS = "tc_typed"  # marks a request among its extensions
_EXTRACT = "extract_cookies"
_STATUS_ERROR = "HTTPStatusError"
_NO_AUTH = {"auth": None}


HttpT = TypeVar("HttpT", bound=AnyHttpClient)


@dataclass(slots=True)
class BuiltRequest(Request):
    """A request as it came out of the user's client, with what that adds."""

    native: HttpRequest = field(repr=False, kw_only=True)
    """The client's own."""


class _UserClient(Generic[HttpT]):
    """Code that both kinds have in common: everything but sending."""

    wanted: ClassVar[str]
    """The client that is wanted, for messages."""
    isAsync: ClassVar[bool]
    """Whether that is an async one."""

    def __init__(self, http: HttpT) -> None:
        self._http = http

    @property
    def isClosed(self) -> bool:
        """Whether the user has closed it."""
        return self._http.is_closed

    def build(self, request: Request, userAgent: str) -> BuiltRequest:
        """Build an unsigned request with the user's client.

        Args:
            request: The request without what the client adds. Its query parameters and headers
                override the client's of the same name.
            userAgent: Goes along with the client's own User-Agent, unless the request has one.

        Raises:
            UnsendableUrl: if the client makes a URL that can't be sent.
            Exception: one of the client's package, if it can't build the request.
        """
        # The query of a URL is dropped if the client has parameters of its own.
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
            theirs = f"{headers['user-agent']} " if "user-agent" in headers else ""
            headers["user-agent"] = theirs + userAgent
        url = Url.parse(str(native.url))
        if "host" in headers:  # The server checks that one.
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
        """Make a request for the user's client, without what that adds."""
        seconds = request.limit.seconds
        native = self._requestClass(request)(
            request.method,
            str(request.url),
            headers=request.headers,
            content=request.body,
            # Waiting for one of the client's connections has no limit, as for those of tc_typed.
            extensions={"timeout": dict.fromkeys(("connect", "read", "write"), seconds)},
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
        """The class of the client's requests; its package is not imported here."""
        return type(self._http.build_request("GET", str(request.url)))

    def _prepare(self, request: BuiltRequest, hideLocation: _Tolerant | _AsyncTolerant) -> None:
        """Get ready to send a request, without keeping cookies or following redirects."""
        native = request.native
        for name in ("authorization", "content-type"):
            if name in request.headers:
                native.headers[name] = request.headers[name]
        native.extensions[_IS_OURS] = True
        _keepOnlyTheirs(self._http.cookies)
        _wrap(self._http.event_hooks["response"], hideLocation)


class UserClient(_UserClient[HttpClient]):
    """Sends through a sync client of the user's."""

    wanted = "a sync one, such as httpx.Client"
    isAsync = False

    def send(self, request: BuiltRequest, *, mayAuthorize: bool) -> Response:
        """Send a request, and wait for the head of its response.

        Args:
            request: The request; only its headers `authorization` and `content-type` may have
                changed since it was built.
            mayAuthorize: Whether the client may use its own authorization.

        Raises:
            Exception: one of the client's package, if no response came.
        """
        self._prepare(request, _HIDE_LOCATION)
        extensions = request.native.extensions
        extensions["trace"] = Trace(request.watcher, extensions.get("trace"))
        auth = {} if mayAuthorize else _NO_AUTH
        response = self._http.send(request.native, stream=True, follow_redirects=False, **auth)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]  # the client has built it
        _restoreLocation(response)
        return syncResponse(response, response.close)


class AsyncUserClient(_UserClient[AsyncHttpClient]):
    """Sends through an async client of the user's."""

    wanted = "an async one, such as httpx.AsyncClient"
    isAsync = True

    async def send(self, request: BuiltRequest, *, mayAuthorize: bool) -> AsyncResponse:
        """Do the same as `UserClient.send`."""
        self._prepare(request, _HIDE_LOCATION_ASYNC)
        extensions = request.native.extensions
        auth = {} if mayAuthorize else _NO_AUTH
        async with AsyncTrace(request.watcher, extensions.get("trace")) as trace:
            extensions["trace"] = trace
            sending = self._http.send(request.native, stream=True, follow_redirects=False, **auth)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]  # the client has built it
            response = await sending
        _restoreLocation(response)
        return asyncResponse(response, response.aclose)


UserClientT = TypeVar("UserClientT", bound=UserClient | AsyncUserClient)


def userClient(kind: type[UserClientT], client: str, http: object) -> UserClientT:
    """Take the client that a user passed in, which is never closed here.

    Args:
        kind: `UserClient` or `AsyncUserClient`, as the caller is sync or async.
        client: The class that it was passed to, for messages.
        http: The user's client.

    Raises:
        InvalidCall: if it is not a client of this kind.
    """
    # A wrapper around an async method may be a plain function.
    isAsync = iscoroutinefunction(getattr(http, "send", None)) or hasattr(type(http), "aclose")
    if not isinstance(http, AnyHttpClient) or isAsync != kind.isAsync:
        given = type(http).__name__
        raise InvalidCall(client, f"httpClient must be {kind.wanted}, not {given}")
    return kind(http)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]  # see above


def _keepOnlyTheirs(cookies: object) -> None:
    """Keep the cookies of responses to our requests out of the user's client.

    It would send them with the next call, which may be another identity's. It has no setting for
    single requests.
    """
    extract: Callable[[HttpResponse], None] = getattr(cookies, _EXTRACT)
    if not isinstance(extract, _ExtractTheirs):
        vars(cookies)[_EXTRACT] = _ExtractTheirs(extract)


@dataclass(frozen=True)
class _ExtractTheirs:
    """`extract_cookies` of the client's cookies, for the user's own requests only."""

    extract: Callable[[HttpResponse], None]

    def __call__(self, response: HttpResponse) -> None:
        if not _isOurs(response):
            self.extract(response)


@dataclass(frozen=True)
class _Tolerant:
    """A response hook of the user's, which may call raise_for_status() on our responses."""

    hook: Callable[[HttpResponse], object]

    def __call__(self, response: HttpResponse) -> None:
        with _ignoringStatus(response):
            self.hook(response)


@dataclass(frozen=True)
class _AsyncTolerant:
    """The same for an async client."""

    hook: Callable[[HttpResponse], Awaitable[object]]

    async def __call__(self, response: HttpResponse) -> None:
        with _ignoringStatus(response):
            await self.hook(response)


@contextmanager
def _ignoringStatus(response: HttpResponse) -> Generator[None]:
    """Ignore that a hook raises for the status of a response of ours.

    The send loop handles the status together with the body. If the client saw the exception, it
    would close the response, and the body could not be read.
    """
    try:
        yield
    except Exception as error:
        if not (_isOurs(response) and _STATUS_ERROR in namesOf(error)):
            raise


def _isOurs(response: HttpResponse) -> bool:
    return _IS_OURS in response.request.extensions


def _hideLocation(response: HttpResponse) -> None:
    """Keep the client from reading a redirect's address: it fails if that is unusable."""
    if _isOurs(response) and "location" in response.headers:
        response.extensions[_IS_OURS] = response.headers.pop("location")


async def _hideLocationAsync(response: HttpResponse) -> None:
    _hideLocation(response)


_HIDE_LOCATION = _Tolerant(_hideLocation)
_HIDE_LOCATION_ASYNC = _AsyncTolerant(_hideLocationAsync)


def _wrap(
    hooks: list[Callable[..., Any]],  # those of an async client return something to await
    hideLocation: _Tolerant | _AsyncTolerant,
) -> None:
    """Make the response hooks of the user's client tolerant, unless they are already.

    Args:
        hooks: The hooks.
        hideLocation: The hook that is to be the last one.
    """
    kind = type(hideLocation)
    theirs = [it for it in hooks if it is not hideLocation]
    wanted = [*(it if isinstance(it, kind) else kind(it) for it in theirs), hideLocation]
    if hooks != wanted:
        hooks[:] = wanted


def _restoreLocation(response: HttpResponse) -> None:
    location = response.extensions.pop(_IS_OURS, None)
    if isinstance(location, str):
        response.headers["location"] = location
