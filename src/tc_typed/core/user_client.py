"""Requests through the httpx client that a user passed in.

The client may add headers, query parameters and cookies of its own. Its request is therefore built
first and signed afterwards.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import httpx

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
    http: httpx.Client, request: httpx.Request, auth: UseClientDefault | None
) -> httpx.Response:
    """Send a request through the user's client, without redirects and without keeping cookies.

    Args:
        http: The user's client.
        request: The request.
        auth: `None` keeps the client from signing, `USE_CLIENT_DEFAULT` lets it.

    Returns:
        The response, whose body is still to be read.

    Raises:
        httpx.HTTPError: if no response came, or a response hook of the user's refused it.
    """
    _ignoreCookies(http, request)
    return http.send(request, stream=True, auth=auth, follow_redirects=False)


async def sendAsync(
    http: httpx.AsyncClient, request: httpx.Request, auth: UseClientDefault | None
) -> httpx.Response:
    """Do the same as `send` with an async client."""
    _ignoreCookies(http, request)
    return await http.send(request, stream=True, auth=auth, follow_redirects=False)


def _ignoreCookies(http: httpx.Client | httpx.AsyncClient, request: httpx.Request) -> None:
    """Keep the cookies of the response out of the user's client.

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
