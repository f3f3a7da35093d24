"""httpx over aiohttp, with every failure as httpx's own exception."""

from __future__ import annotations

import aiohttp
import httpx
import httpx_aiohttp


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
        try:
            return await super().handle_async_request(request)
        except httpx.ConnectTimeout as error:
            if isinstance(error.__cause__, TimeoutError):
                raise
            # httpx-aiohttp calls every connection that is refused or breaks a timeout.
            raise httpx.ConnectError(str(error)) from error.__cause__
        except aiohttp.ClientError as error:
            # It leaves some exceptions as they are, that for a bad status line for example.
            failure = httpx.ReadError(str(error))
        # Raised here, apart from aiohttp's own, which holds the request with its signature.
        raise failure
