"""httpx over aiohttp, with every failure as httpx's own exception."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager

import aiohttp
import httpx
import httpx_aiohttp


@contextmanager
def _httpxFailures() -> Generator[None]:
    """httpx-aiohttp translates most of aiohttp's exceptions, but for example no bad status line."""
    try:
        yield
    except httpx.ConnectTimeout as error:
        if isinstance(error.__cause__, TimeoutError):
            raise
        # It calls every connection that is refused or breaks a timeout.
        raise httpx.ConnectError(str(error)) from error.__cause__
    except aiohttp.ClientError as error:
        raise httpx.ReadError(str(error)) from error


class AiohttpTransport(httpx_aiohttp.AiohttpTransport):
    """The transport of async clients."""

    def get_client(self) -> aiohttp.ClientSession:
        """Make the session; called on first use."""
        session = super().get_client()
        # A request that aiohttp repeats by itself would have the signature of the first attempt.
        session._retry_connection = False  # noqa: SLF001  # pyright: ignore[reportPrivateUsage]  # it has no public switch
        return session

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Send a request; called by httpx."""
        with _httpxFailures():
            return await super().handle_async_request(request)
