"""Async clients, for asyncio, and their send loop.

A call passes through `encode`, `_send` (wait, sign, transmit, read) and `decode`; `Attempts`
decides whether to retry.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress
from typing import TYPE_CHECKING, Self, TypeVar, Unpack

from tc_typed.core.attempts import Attempts
from tc_typed.core.client import BaseClient, sessionOf
from tc_typed.core.decode import decode
from tc_typed.core.encode import Call, encode
from tc_typed.core.errors import TaskclusterFailure, withoutTrace
from tc_typed.core.options import AsyncOptions, SharedOptions
from tc_typed.core.raw_response import RawResponse
from tc_typed.core.redact import redacting
from tc_typed.core.session import BaseSession
from tc_typed.core.transport.async_pool import AsyncPool
from tc_typed.core.transport.body_reader import BodyReader
from tc_typed.core.transport.port import AsyncResponse, Request

if TYPE_CHECKING:
    from tc_typed.core.file_body import FileBody
    from tc_typed.core.models.fields import Payload
    from tc_typed.core.operation import Operation
    from tc_typed.core.transport.user_client import AsyncUserClient

ResultT = TypeVar("ResultT")
ClientT = TypeVar("ClientT", bound="AsyncServiceClient")


class AsyncSession(BaseSession["AsyncUserClient", AsyncPool]):
    """Settings, signer, connections (or fakes) and send loop of an async client."""

    async def call(
        self,
        operation: Operation[ResultT],
        args: Mapping[str, str | int],
        *,
        query: Mapping[str, str | int | None] | None = None,
        payload: Payload | None = None,
        accessToken: str | None = None,
    ) -> ResultT:
        """Call a method of the API.

        Args:
            operation: Method to call.
            args: Values of the route's arguments.
            query: Values of query parameters; parameters with the value `None` are left out.
            payload: Body of the request.
            accessToken: Token to send instead of a signature, if the method requires one.

        Raises:
            TaskclusterFailure: if the call fails; subclasses distinguish the causes.
        """
        if self.fakes is not None:
            return await self.fakes.callAsync(operation, args, query or {}, payload, accessToken)
        call = encode(operation, args, query, payload, accessToken)
        # Calls that start together all encode their payloads before the first attempt starts, so
        # that encoding takes no time from an attempt.
        await asyncio.sleep(0)
        attempts = Attempts(call, self._base, self.settings)
        with redacting(*call.secrets):
            try:
                self.checkOpen(call.title)
                pool = await self._pool.current()
                async with pool.work(attempts.secondsLeft(), self.isClosed):
                    return await self._retrying(operation, call, attempts)
            except TaskclusterFailure:
                raise
            except TimeoutError as error:
                failure = attempts.translated(error, isClosed=self.isClosed())
            # There is no retry: the client is closed, or the call's time is up.
            attempts.noteFailure(failure)
            raise withoutTrace(failure)

    async def _retrying(
        self, operation: Operation[ResultT], call: Call, attempts: Attempts
    ) -> ResultT:
        while True:
            try:
                response = await self._send(call, attempts)
                result = decode(operation, response)
            except Exception as error:  # noqa: BLE001  # calls raise only our own exceptions
                failure = attempts.translated(error, isClosed=self.isClosed())
            else:
                attempts.succeeded(response)
                return result
            # Raised outside the except block, so that no foreign exception becomes its context.
            await self.pause(attempts.failed(failure))

    async def _send(self, call: Call, attempts: Attempts) -> RawResponse:
        self.checkOpen(call.title)
        signer = call.signer or await self.signers.signerAsync(call.title)
        if self._http is not None:  # The user's client waits for a free connection itself.
            plain = self.request(call, attempts.attemptTimeout(), attempts)
            built = self._http.build(plain, self.userAgent)
            self.sign(call, built, signer)
            attempts.begin()
            async with asyncio.timeout(attempts.attemptTimeout()):
                response = await self._http.send(built, mayAuthorize=signer is None)
                return await self._read(call.title, response)
        pool = await self._pool.current()
        async with pool.slots:
            request = self.request(call, attempts.attemptTimeout(), attempts)
            self.sign(call, request, signer)
            attempts.begin()
            async with asyncio.timeout(attempts.attemptTimeout()):
                return await self._read(call.title, await pool.transport.send(request))

    async def _read(self, call: str, response: AsyncResponse) -> RawResponse:
        try:
            reader = BodyReader(call, response, self.settings.maxResponseSize)
            async for piece in response.pieces:
                if not reader.feed(piece):
                    break
            return reader.finish()
        finally:
            await response.close()

    def _newPool(self) -> AsyncPool:
        return AsyncPool(self._url.origin)

    def _userClient(self, http: object) -> AsyncUserClient:
        from tc_typed.core.transport.user_client import AsyncUserClient, userClient  # noqa: PLC0415  # few need it

        return userClient(AsyncUserClient, self._api.client, http)

    def _chunks(self, file: FileBody) -> AsyncIterator[bytes]:
        return file.chunksAsync()

    async def pause(self, seconds: float) -> None:
        """Wait for some seconds, or until the client is closed."""
        with suppress(TimeoutError):
            async with self.whileOpen():
                await asyncio.sleep(seconds)

    @asynccontextmanager
    async def whileOpen(self, seconds: float | None = None) -> AsyncGenerator[None]:
        """Cancel the block if the client is closed.

        Args:
            seconds: Time limit of the block; `None` for no limit.

        Raises:
            TimeoutError: if the block takes longer, or the client is closed.
        """
        pool = await self._pool.current()
        async with pool.work(seconds, self.isClosed):
            yield

    async def close(self) -> None:
        """Close the session, and its connections unless it shares another session's."""
        self._closed = True
        if self._ownsPool:
            await self._pool.close()
        else:
            await self._pool.interrupt()

    # For transfers

    def sibling(self, kind: type[ClientT], **changes: Unpack[AsyncOptions]) -> ClientT:
        """Create the client of another service, with this one's options and connections.

        Close it after use, like any client. The sibling of a fake client is a fake, too.

        Args:
            kind: Class of the new client.
            **changes: Options to change.

        Raises:
            InvalidCall: if an option is unknown or out of range.
            TaskclusterAuthFailure: if the credentials are unusable.
        """
        other = kind(self._siblingOptions(), **changes)
        self._shareWith(sessionOf(other))
        return other

    async def sendUnsigned(self, call: str, request: Request) -> AsyncResponse:
        """Send a request to any URL, verbatim: unsigned, and without following redirects.

        Args:
            call: Call that the request is part of, for messages.
            request: Request to send.

        Returns:
            The response, with its body still unread; close it afterwards.

        Raises:
            ClientClosed: if the client is closed.
            Exception: (of the HTTP library or the system) if no response arrives.
        """
        self.checkOpen(call)
        if self._http is not None:
            return await self._http.send(self._http.plain(request), mayAuthorize=False)
        pool = await self._pool.current()
        return await pool.storage(request.method, request.url.origin).send(request)

    @asynccontextmanager
    async def storageSlot(self, method: str) -> AsyncGenerator[None]:
        """Wait for a free connection for files, and hold it within the block.

        A client passed as `httpClient` has its own pool and needs no slot.

        Args:
            method: HTTP method, GET or PUT.
        """
        if self._http is not None:
            yield
            return
        async with (await self._pool.current()).storageSlots[method]:
            yield


class AsyncServiceClient(BaseClient[AsyncSession]):
    """Base class of the async clients, for asyncio.

    Use a client in an `async with` block, or await `close()`, to close its connections.
    """

    _Session = AsyncSession

    def __init__(
        self, options: SharedOptions | None = None, /, **overrides: Unpack[AsyncOptions]
    ) -> None:
        """Create a client; nothing is sent yet.

        Args:
            options: Options as one dict, for example from `optionsFromEnvironment()`.
            **overrides: Options by name; they take precedence over `options`.

        Raises:
            InvalidCall: if an option is unknown, missing or out of range.
            TaskclusterAuthFailure: if the credentials are unusable.
        """
        super().__init__(options, **overrides)

    def use(self, **changes: Unpack[AsyncOptions]) -> Self:
        """Create a copy of this client with some options changed.

        The copy shares this client's connections (or fakes) and is closed with it. With a different
        `rootUrl`, it has its own connections; close it like any client.

        Args:
            **changes: Options to change.

        Returns:
            A client of the same class.

        Raises:
            InvalidCall: if an option is unknown or out of range.
            TaskclusterAuthFailure: if the credentials are unusable.

        Example:
            ```python
            queue.use(authorizedScopes=["queue:get-artifact:private/*"])
            ```
        """
        return self._changed(**changes)

    async def close(self) -> None:
        """Close the client, and its connections unless it shares another client's.

        Calls that are waiting or in progress on its connections raise `ClientClosed`, and nothing
        is sent after this returns. Requests of a copy created by `use()`, or through your own
        `httpClient`, may still complete.
        """
        await self._session.close()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *error: object) -> None:
        await self.close()
