"""I/O of async transfers. Calls are awaited; files are read and written in other threads."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, suppress
from contextvars import copy_context
from threading import Lock
from typing import TypeVar

from tc_typed.core.aio import AsyncServiceClient, AsyncSession
from tc_typed.core.client import sessionOf
from tc_typed.core.signing.credentials import CredentialsLike
from tc_typed.core.transport.port import AsyncResponse
from tc_typed.core.transport.time_limits import StallTimeout
from tc_typed.object.aio import Object
from tc_typed.transfers.body import UploadBody, inPieces
from tc_typed.transfers.clients import Calls, checkedClient
from tc_typed.transfers.io import ClientIO, StorageRequest
from tc_typed.transfers.requests import attempting, httpRequest

T = TypeVar("T")


class AsyncIO(ClientIO):
    """I/O of an async transfer."""

    def __init__(self, service: str, client: object, maxRetries: int | None) -> None:
        checked = checkedClient(AsyncServiceClient, service, client)
        super().__init__(checked, maxRetries)
        self._session = sessionOf(checked)

    async def open(self, request: StorageRequest) -> _Response:
        """Send a request and wait for the response's status line and headers."""
        async with AsyncExitStack() as stack:
            with attempting(self._session, request):
                async with self._session.whileOpen():
                    await stack.enter_async_context(self._session.storageSlot(request.method))
                    response = await self._send(request)
                return _Response(self._session, request, response, stack.pop_all())

    async def _send(self, request: StorageRequest) -> AsyncResponse:
        stallTimeout = StallTimeout(self._session.settings.timeout, request.silence)
        async with asyncio.timeout(stallTimeout.begin()) as limit:
            body = None if request.body is None else _pieces(request.body, stallTimeout, limit)
            sent = httpRequest(self._session, request, body, stallTimeout)
            return await self._session.sendUnsigned(request.call, sent)

    async def pause(self, seconds: float) -> None:
        """Wait for a number of seconds."""
        await self._session.pause(seconds)

    async def run(self, function: Callable[[], T]) -> T:
        """Call a blocking function in another thread.

        If the coroutine is cancelled, a function that has not started is never called, and one
        that has started is waited for.
        """
        turn = Lock()  # Either the thread or a cancellation acquires it, never both.

        def begin() -> T:
            if not turn.acquire(blocking=False):
                raise asyncio.CancelledError
            return function()

        context = copy_context()
        work = asyncio.get_running_loop().run_in_executor(None, context.run, begin)
        try:
            await asyncio.wait([work])
        except asyncio.CancelledError:
            if turn.acquire(blocking=False):
                work.cancel()
                raise
            while not work.done():
                with suppress(asyncio.CancelledError):  # Raised again below.
                    await asyncio.wait([work])
            work.exception()  # Retrieved, so that asyncio does not log it as never retrieved.
            raise
        return work.result()

    def objectService(self, credentials: CredentialsLike) -> Calls:
        """Return `Calls` to the object service with other credentials; close it after use."""
        return Calls(self._session.sibling(Object, credentials=credentials, authorizedScopes=None))


async def _pieces(
    body: UploadBody, stallTimeout: StallTimeout, limit: asyncio.Timeout
) -> AsyncIterator[bytes]:
    """Yield the pieces to send. The time that it takes to read them is not limited.

    The limit is set here because aiohttp itself waits forever for a body to be sent.
    """
    while True:
        _reschedule(limit, None)
        data = await body.next()
        if not data:
            break
        for piece in inPieces(data):
            _reschedule(limit, stallTimeout.begin())
            yield piece
            stallTimeout.end(len(piece))
    _reschedule(limit, stallTimeout.begin())


def _reschedule(limit: asyncio.Timeout, seconds: float | None) -> None:
    deadline = None if seconds is None else asyncio.get_running_loop().time() + seconds
    with suppress(RuntimeError):  # No longer limited: the response was early, or timed out.
        limit.reschedule(deadline)


class _Response:
    def __init__(
        self,
        session: AsyncSession,
        request: StorageRequest,
        response: AsyncResponse,
        stack: AsyncExitStack,
    ) -> None:
        self.status = response.status
        self.headers = response.headers
        self._session = session
        self._request = request
        self._stack = stack
        self._stack.push_async_callback(response.close)
        self._stallTimeout = StallTimeout(session.settings.timeout, request.silence)
        self._stallTimeout.beginResponse()
        self._pieces = (piece async for piece in response.pieces if piece)

    async def read(self) -> bytes:
        with attempting(self._session, self._request):
            async with self._session.whileOpen(self._stallTimeout.begin()):
                piece = await anext(self._pieces, b"")
            self._stallTimeout.end(len(piece))
            return piece

    async def close(self) -> None:
        # The body has been read or abandoned, so a failure to close makes no difference.
        with suppress(Exception):
            await self._stack.aclose()
