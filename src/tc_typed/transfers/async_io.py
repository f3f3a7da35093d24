"""I/O of async transfers: calls that are awaited, and files in other threads."""

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
from tc_typed.core.transport.patience import Patience
from tc_typed.core.transport.port import AsyncResponse
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
        """Send a request, and wait for the head of the response."""
        async with AsyncExitStack() as held:
            with attempting(self._session, request):
                async with self._session.whileOpen():
                    await held.enter_async_context(self._session.storageSlot(request.method))
                    response = await self._send(request)
                return _Response(self._session, request, response, held.pop_all())

    async def _send(self, request: StorageRequest) -> AsyncResponse:
        patience = Patience(self._session.settings.timeout)
        async with asyncio.timeout(patience.begin()) as limit:
            body = None if request.body is None else _pieces(request.body, patience, limit)
            sent = httpRequest(self._session, request, body, patience)
            return await self._session.sendUnsigned(request.call, sent)

    async def pause(self, seconds: float) -> None:
        """Wait."""
        await self._session.pause(seconds)

    async def run(self, function: Callable[[], T]) -> T:
        """Call a function that may block, in another thread.

        A cancellation drops it if it has not begun, and otherwise waits until it has ended.
        """
        turn = Lock()  # The thread and a cancellation race for it: only one of them gets it.

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
                with suppress(asyncio.CancelledError):  # It is raised below.
                    await asyncio.wait([work])
            work.exception()  # It is taken, so that asyncio does not complain of it.
            raise
        return work.result()

    def objectService(self, credentials: CredentialsLike) -> Calls:
        """Calls of the object service with other credentials; close it after use."""
        return Calls(self._session.sibling(Object, credentials=credentials, authorizedScopes=None))


async def _pieces(
    body: UploadBody, patience: Patience, limit: asyncio.Timeout
) -> AsyncIterator[bytes]:
    """The pieces to send; the time that it takes to read them does not count.

    aiohttp itself waits for ever until a body is sent.
    """
    while True:
        _reschedule(limit, None)
        data = await body.next()
        if not data:
            break
        for piece in inPieces(data):
            _reschedule(limit, patience.begin())
            yield piece
            patience.end(len(piece))
    _reschedule(limit, patience.begin())


def _reschedule(limit: asyncio.Timeout, seconds: float | None) -> None:
    moment = None if seconds is None else asyncio.get_running_loop().time() + seconds
    with suppress(RuntimeError):  # the waiting is over: the response came early, or never
        limit.reschedule(moment)


class _Response:
    def __init__(
        self,
        session: AsyncSession,
        request: StorageRequest,
        response: AsyncResponse,
        held: AsyncExitStack,
    ) -> None:
        self.status = response.status
        self.headers = response.headers
        self._session = session
        self._request = request
        self._held = held
        self._held.push_async_callback(response.close)
        self._patience = Patience(session.settings.timeout)
        self._pieces = (piece async for piece in response.pieces if piece)

    async def read(self) -> bytes:
        with attempting(self._session, self._request):
            async with self._session.whileOpen(self._patience.begin()):
                piece = await anext(self._pieces, b"")
            self._patience.end(len(piece))
            return piece

    async def close(self) -> None:
        # The body is read or given up, so a failed close changes nothing.
        with suppress(Exception):
            await self._held.aclose()
