"""Requests through the httpx client that a user passed in.

The client may add headers, query parameters and cookies of its own. Its request is therefore built
first and signed afterwards.
"""

from __future__ import annotations

from collections.abc import (
    AsyncIterator,
    Awaitable,
    Callable,
    Iterator,
    Mapping,
)
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import httpx

from tc_typed.core.transport.tracing import AsyncTrace, Trace, Watcher

if TYPE_CHECKING:
    from httpx._client import UseClientDefault  # it has no public name

_IS_OURS = "tc_typed"  # marks a request among its extensions


def buildRequest(
    http: httpx.Client | httpx.AsyncClient,
    method: str,
    url: str,
    *,
    headers: Mapping[str, str],
    content: bytes | Iterator[bytes] | AsyncIterator[bytes] | None,
    timeout: float,
) -> httpx.Request:
    """Build an unsigned request with the user's client.

    Args:
        http: The user's client.
        method: HTTP method, in upper case.
        url: The whole URL; its query parameters override the client's of the same name.
        headers: Our headers; they override the client's.
        content: The body, or `None`.
        timeout: Seconds to connect, and for each read, each write and the wait for a connection.

    Returns:
        The request, with what the client adds.
    """
    # httpx drops the URL's query if the client has parameters of its own.
    params = httpx.URL(url).params if http.params else None
    return http.build_request(
        method, url, params=params, headers=headers, content=content, timeout=timeout
    )


def send(
    http: httpx.Client,
    request: httpx.Request,
    auth: UseClientDefault | None,
    watcher: Watcher,
) -> httpx.Response:
    """Send a request through the user's client, without redirects and without keeping cookies.

    Args:
        http: The user's client.
        request: The request.
        auth: `None` keeps the client from signing, `USE_CLIENT_DEFAULT` lets it.
        watcher: Told how far the request has come, if the client's transport is httpx's own.

    Returns:
        The response, whose body may still have to be read.

    Raises:
        httpx.HTTPError: if no response came.
    """
    _markAsOurs(http, request)
    request.extensions["trace"] = Trace(watcher, request.extensions.get("trace"))
    _wrap(http.event_hooks["response"], _Tolerant, _HIDING)
    response = http.send(request, stream=True, auth=auth, follow_redirects=False)
    return _withLocation(response)


async def sendAsync(
    http: httpx.AsyncClient,
    request: httpx.Request,
    auth: UseClientDefault | None,
    watcher: Watcher,
) -> httpx.Response:
    """Do the same as `send` with an async client."""
    _markAsOurs(http, request)
    _wrap(http.event_hooks["response"], _AsyncTolerant, _HIDING_ASYNC)
    async with AsyncTrace(watcher, request.extensions.get("trace")) as trace:
        request.extensions["trace"] = trace
        response = await http.send(request, stream=True, auth=auth, follow_redirects=False)
    return _withLocation(response)


def _markAsOurs(http: httpx.Client | httpx.AsyncClient, request: httpx.Request) -> None:
    """Mark a request, and keep the cookies of its response out of the user's client.

    httpx would send them with the next call, which may be another identity's. It has no setting for
    single requests.
    """
    request.extensions[_IS_OURS] = True
    cookies = http.cookies
    if not isinstance(cookies.extract_cookies, _ExtractTheirs):
        cookies.extract_cookies = _ExtractTheirs(cookies.extract_cookies)  # type: ignore[method-assign]  # as httpx calls it


@dataclass(frozen=True)
class _ExtractTheirs:
    """`httpx.Cookies.extract_cookies`, for the user's own requests only."""

    extract: Callable[[httpx.Response], None]

    def __call__(self, response: httpx.Response) -> None:
        if _IS_OURS not in response.request.extensions:
            self.extract(response)


@dataclass(frozen=True)
class _Tolerant:
    """A response hook of the user's, which may call raise_for_status() on our responses.

    The status is handled here, together with the body, which httpx would not let be read then.
    """

    hook: Callable[[httpx.Response], object]

    def __call__(self, response: httpx.Response) -> None:
        try:
            self.hook(response)
        except httpx.HTTPStatusError:
            if _IS_OURS not in response.request.extensions:
                raise


@dataclass(frozen=True)
class _AsyncTolerant:
    """The same for an async client."""

    hook: Callable[[httpx.Response], Awaitable[object]]

    async def __call__(self, response: httpx.Response) -> None:
        try:
            await self.hook(response)
        except httpx.HTTPStatusError:
            if _IS_OURS not in response.request.extensions:
                raise


def _hideLocation(response: httpx.Response) -> None:
    """Let a redirect be a response like any other; httpx fails if its address is unusable."""
    if _IS_OURS in response.request.extensions and "location" in response.headers:
        response.extensions[_IS_OURS] = response.headers.pop("location")


async def _hideLocationAsync(response: httpx.Response) -> None:
    _hideLocation(response)


def _wrap(
    hooks: list[Callable[..., Any]],  # as httpx has them
    kind: type[_Tolerant | _AsyncTolerant],
    hiding: Callable[..., object],
) -> None:
    """Let the response hooks of the user's client do what they like with our responses.

    Args:
        hooks: The hooks, which are changed only where that is necessary.
        kind: What they are wrapped in.
        hiding: The hook that has to be the last one.
    """
    if not hooks or hooks[-1] is not hiding or not all(isinstance(it, kind) for it in hooks):
        theirs = (it for it in hooks if it is not hiding)
        hooks[:] = [*(it if isinstance(it, kind) else kind(it) for it in theirs), hiding]


_HIDING = _Tolerant(_hideLocation)
_HIDING_ASYNC = _AsyncTolerant(_hideLocationAsync)


def _withLocation(response: httpx.Response) -> httpx.Response:
    location = response.extensions.pop(_IS_OURS, None)
    if location is not None:
        response.headers["location"] = location
    return response
