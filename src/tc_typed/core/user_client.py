"""Requests through the httpx client that a user passed in.

The client may add headers, query parameters and cookies of its own. So its request is built first,
and the result is signed.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Generator, Iterator, Mapping
from contextlib import contextmanager
from http.cookiejar import CookieJar
from typing import TYPE_CHECKING

import httpx

if TYPE_CHECKING:
    from httpx._client import UseClientDefault  # it has no public name


def buildRequest(
    http: httpx.Client | httpx.AsyncClient,
    method: str,
    url: str,
    *,
    headers: Mapping[str, str],
    content: bytes | Iterator[bytes] | AsyncIterator[bytes] | None,
    timeout: float,
) -> httpx.Request:
    """Build a request as the user's client has it, ready to be signed.

    Args:
        http: The user's client.
        method: HTTP method, in upper case.
        url: The whole URL; its query parameters override the client's of the same name.
        headers: Our headers; they override the client's.
        content: The body.
        timeout: Seconds for each phase of the request.
    """
    # Without this, httpx would replace the URL's parameters by the client's.
    params = httpx.URL(url).params if http.params else None
    return http.build_request(
        method, url, params=params, headers=headers, content=content, timeout=timeout
    )


def send(
    http: httpx.Client, request: httpx.Request, auth: UseClientDefault | None
) -> httpx.Response:
    """Send a request, and leave the cookies of the user's client as they are.

    Args:
        http: The user's client.
        request: The request.
        auth: `None` keeps the client from signing by itself.

    Returns:
        The response, whose body is still to be read.
    """
    with _keepingCookies(http.cookies.jar) as restore:
        response = http.send(request, stream=True, auth=auth, follow_redirects=False)
        restore(response)
    return response


async def asend(
    http: httpx.AsyncClient, request: httpx.Request, auth: UseClientDefault | None
) -> httpx.Response:
    """Do the same as `send` with an async client."""
    with _keepingCookies(http.cookies.jar) as restore:
        response = await http.send(request, stream=True, auth=auth, follow_redirects=False)
        restore(response)
    return response


@contextmanager
def _keepingCookies(jar: CookieJar) -> Generator[Callable[[httpx.Response], None]]:
    """Around a request: undo what its response does to the cookies of the user's client.

    httpx keeps each cookie and would send it with the next call, which may be another identity's.
    """
    before = [*jar]

    def restore(response: httpx.Response) -> None:
        headers = response.headers.get_list("set-cookie")
        touched = {header.partition("=")[0].strip() for header in headers}
        for cookie in before:
            if cookie.name in touched:
                jar.set_cookie(cookie)
        for cookie in [*jar]:
            if cookie.name in touched and cookie not in before:
                jar.clear(cookie.domain, cookie.path, cookie.name)

    try:
        yield restore
    except httpx.HTTPStatusError as error:  # raised by a response hook of the user's
        restore(error.response)
        raise
