"""I/O of sync transfers, which block."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, suppress
from typing import TypeVar

from tc_typed.core.client import sessionOf
from tc_typed.core.signing.credentials import CredentialsLike
from tc_typed.core.sync import ServiceClient, Session
from tc_typed.core.transport.port import Response
from tc_typed.core.transport.time_limits import StallTimeout
from tc_typed.object.client import Object
from tc_typed.transfers.body import UploadBody, inPieces
from tc_typed.transfers.clients import Calls, checkedClient
from tc_typed.transfers.io import ClientIO, StorageRequest
from tc_typed.transfers.maybe_await import runSync
from tc_typed.transfers.requests import attempting, httpRequest

T = TypeVar("T")


class SyncIO(ClientIO):
    """I/O of a sync transfer."""

    def __init__(self, service: str, client: object, maxRetries: int | None) -> None:
        checked = checkedClient(ServiceClient, service, client)
        super().__init__(checked, maxRetries)
        self._session = sessionOf(checked)

    async def open(self, request: StorageRequest) -> _Response:
        """Send a request and wait for the response's status line and headers."""
        with ExitStack() as stack, attempting(self._session, request):
            stack.enter_context(self._session.storageSlot(request.method))
            stallTimeout = StallTimeout(self._session.settings.timeout, request.silence)
            body = None if request.body is None else _pieces(request.body, stallTimeout)
            sent = httpRequest(self._session, request, body, stallTimeout)
            stallTimeout.begin()
            response = self._session.sendUnsigned(request.call, sent)
            return _Response(self._session, request, response, stallTimeout, stack.pop_all())

    async def pause(self, seconds: float) -> None:
        """Wait for a number of seconds."""
        self._session.pause(seconds)

    async def run(self, function: Callable[[], T]) -> T:
        """Call a blocking function."""
        return function()

    def objectService(self, credentials: CredentialsLike) -> Calls:
        """Return `Calls` to the object service with other credentials; close it after use."""
        return Calls(self._session.sibling(Object, credentials=credentials, authorizedScopes=None))


class _Response:
    def __init__(
        self,
        session: Session,
        request: StorageRequest,
        response: Response,
        stallTimeout: StallTimeout,
        stack: ExitStack,
    ) -> None:
        self.status = response.status
        self.headers = response.headers
        self._session = session
        self._request = request
        self._stack = stack
        self._stack.callback(response.close)
        self._stallTimeout = stallTimeout
        self._stallTimeout.beginResponse()
        self._pieces = filter(None, response.pieces)

    async def read(self) -> bytes:
        with attempting(self._session, self._request):
            self._stallTimeout.begin()
            piece = next(self._pieces, b"")
            self._stallTimeout.end(len(piece))
            return piece

    async def close(self) -> None:
        # The body has been read or abandoned, so a failure to close makes no difference.
        with suppress(Exception):
            self._stack.close()


def _pieces(body: UploadBody, stallTimeout: StallTimeout) -> Iterator[bytes]:
    while data := runSync(body.next()):
        for piece in inPieces(data):
            stallTimeout.begin()
            yield piece
            stallTimeout.end(len(piece))
    stallTimeout.begin()
