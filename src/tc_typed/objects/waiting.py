"""How async transfers reach the world: by awaiting, with files in other threads."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterable, AsyncIterator, Callable
from contextlib import suppress
from typing import TypeVar

import httpx

from tc_typed.core.aio import AsyncServiceClient
from tc_typed.core.errors import TaskclusterFailure
from tc_typed.credentials import CredentialsLike
from tc_typed.object.aio import Object
from tc_typed.objects.clients import Calls, checkedClient
from tc_typed.objects.outgoing import Outgoing
from tc_typed.objects.outside import Request
from tc_typed.objects.requests import attempting, httpRequest

T = TypeVar("T")


class Waiting:
    """What surrounds an async transfer."""

    def __init__(self, service: str, client: object, maxRetries: int | None) -> None:
        """Go through a client's connections.

        Args:
            service: Name of the service that the transfer calls.
            client: Calls that service, and has the options.
            maxRetries: What counts instead of its `retries`, if anything.

        Raises:
            InvalidCall: if it is not such a client.
        """
        checked = checkedClient(AsyncServiceClient, service, client)
        self._client = checked if maxRetries is None else checked.use(retries=maxRetries)
        self.calls: Calls = Calls(self._client)

    async def open(self, request: Request) -> _Reply:
        """Send a request, and wait for the head of the answer."""
        patience = _Patience(self._client.timeout)
        with attempting(self._client, request):
            body = None if request.body is None else patience.pieces(request.body)
            sent = httpRequest(self._client, request, body)
            async with self._client.whileOpen(), patience.limit:
                response = await self._client.sendUnsigned(request.call, sent)
            return _Reply(self._client, request, response)

    async def pause(self, seconds: float) -> None:
        """Wait."""
        await self._client.pause(seconds)

    async def run(self, function: Callable[[], T]) -> T:
        """Call a function that may block."""
        return await asyncio.to_thread(function)

    def delayOrRaise(self, attempt: int, failure: TaskclusterFailure) -> float:
        """Seconds to wait before the next attempt; raises the failure where it is final."""
        return self._client.delayOrRaise(attempt, failure)

    def objectService(self, credentials: CredentialsLike) -> Calls:
        """Calls of the object service with other credentials; close it after use."""
        return Calls(self._client.beside(Object, credentials=credentials, authorizedScopes=None))


class _Patience:
    """How long to wait for an answer: so long from each piece of the request on.

    aiohttp itself waits for ever until a body is sent.
    """

    def __init__(self, seconds: float) -> None:
        self.limit = asyncio.timeout(seconds)
        self._seconds = seconds

    async def pieces(self, body: Outgoing) -> AsyncIterator[bytes]:
        """What to send; the time that it takes to get it does not count."""
        now = asyncio.get_running_loop().time
        while True:
            self._wait(None)
            piece = await body.next()
            self._wait(now() + self._seconds)
            if not piece:
                return
            yield piece

    def _wait(self, until: float | None) -> None:
        with suppress(RuntimeError):  # the waiting is over: the answer came early, or never
            self.limit.reschedule(until)


class _Reply:
    def __init__(
        self, client: AsyncServiceClient, request: Request, response: httpx.Response
    ) -> None:
        self.status = response.status_code
        self.headers = response.headers
        self._client = client
        self._request = request
        self._response = response
        # Not aiter_raw(), which refuses the answers of mocks: their bodies are read already.
        stream: AsyncIterable[bytes] = response.stream  # type: ignore[assignment]  # pyright: ignore[reportAssignmentType]  # it is an async client's
        self._pieces = (piece async for piece in stream if piece)

    async def read(self) -> bytes:
        with attempting(self._client, self._request):
            async with self._client.whileOpen():
                return await anext(self._pieces, b"")

    async def close(self) -> None:
        await self._response.aclose()
