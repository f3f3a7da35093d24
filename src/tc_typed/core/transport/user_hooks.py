"""Event hooks of the user's HTTP client, and the redirects that the client must not follow.

Response hooks often call `raise_for_status()`, and the client itself parses the Location header of
every redirect. Neither may keep the send loop from reading a response.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Generator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from tc_typed.core.transport.foreign_errors import namesOf
from tc_typed.core.transport.http_client import HttpRequest, HttpResponse

_EXTENSION = "tc_typed"  # marks our requests, and keeps the Location of their responses
_STATUS_ERROR = "HTTPStatusError"


def markOurs(request: HttpRequest) -> None:
    """Mark a request of tc_typed, as the user may send other requests through the same client."""
    request.extensions[_EXTENSION] = True


def isOurs(response: HttpResponse) -> bool:
    """Return whether a response belongs to a request of tc_typed."""
    return _EXTENSION in response.request.extensions


def wrapHooks(
    hooks: list[Callable[..., Any]],  # an async client's hooks return something to await
    *,
    isAsync: bool,
) -> None:
    """Make the response hooks of the user's client ignore the status of our responses.

    A hook that hides the Location header from the client is added as the last one. Hooks that are
    wrapped already are left unchanged.
    """
    hideLocation = _HIDE_LOCATION_ASYNC if isAsync else _HIDE_LOCATION
    wrapper = type(hideLocation)
    userHooks = [hook for hook in hooks if hook is not hideLocation]
    wrapped = [hook if isinstance(hook, wrapper) else wrapper(hook) for hook in userHooks]
    if hooks != [*wrapped, hideLocation]:
        hooks[:] = [*wrapped, hideLocation]


def restoreLocation(response: HttpResponse) -> None:
    """Put the Location header back, once the client has returned the response."""
    location = response.extensions.pop(_EXTENSION, None)
    if isinstance(location, str):
        response.headers["location"] = location


@dataclass(frozen=True)
class _StatusTolerantHook:
    """A user's response hook, which may call `raise_for_status()` on our responses."""

    hook: Callable[[HttpResponse], object]

    def __call__(self, response: HttpResponse) -> None:
        with _ignoringStatus(response):
            self.hook(response)


@dataclass(frozen=True)
class _AsyncStatusTolerantHook:
    """The async counterpart of `_StatusTolerantHook`."""

    hook: Callable[[HttpResponse], Awaitable[object]]

    async def __call__(self, response: HttpResponse) -> None:
        with _ignoringStatus(response):
            await self.hook(response)


@contextmanager
def _ignoringStatus(response: HttpResponse) -> Generator[None]:
    """Ignore an exception that a hook raises for the status of one of our responses.

    The send loop handles the status together with the body. If the client saw the exception, it
    would close the response, and the body could not be read.
    """
    try:
        yield
    except Exception as error:
        if not (isOurs(response) and _STATUS_ERROR in namesOf(error)):
            raise


def _hideLocation(response: HttpResponse) -> None:
    """Hide a redirect's URL from the client, which fails if it can't parse the URL."""
    if isOurs(response) and "location" in response.headers:
        response.extensions[_EXTENSION] = response.headers.pop("location")


async def _hideLocationAsync(response: HttpResponse) -> None:
    _hideLocation(response)


_HIDE_LOCATION = _StatusTolerantHook(_hideLocation)
_HIDE_LOCATION_ASYNC = _AsyncStatusTolerantHook(_hideLocationAsync)
