"""Sync clients and their send loop.

A call passes through `encode`, `_send` (wait, sign, transmit, read) and `decode`; `Attempts`
decides whether to retry.
"""

from __future__ import annotations

from collections.abc import Generator, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Self, TypeVar, Unpack

from tc_typed.core.attempts import Attempts
from tc_typed.core.client import BaseClient, sessionOf
from tc_typed.core.decode import decode
from tc_typed.core.encode import Call, encode
from tc_typed.core.options import Options, SharedOptions
from tc_typed.core.raw_response import RawResponse
from tc_typed.core.redact import redacting
from tc_typed.core.session import BaseSession
from tc_typed.core.transport.body_reader import BodyReader
from tc_typed.core.transport.port import Request, Response
from tc_typed.core.transport.sync_pool import SyncPool

if TYPE_CHECKING:
    from tc_typed.core.file_body import FileBody
    from tc_typed.core.models.fields import Payload
    from tc_typed.core.operation import Operation
    from tc_typed.core.transport.user_client import UserClient

ResultT = TypeVar("ResultT")
ClientT = TypeVar("ClientT", bound="ServiceClient")


class Session(BaseSession["UserClient", SyncPool]):
    """Settings, signer, connections (or fakes) and send loop of a sync client."""

    def call(
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
            return self.fakes.call(operation, args, query or {}, payload, accessToken)
        call = encode(operation, args, query, payload, accessToken)
        attempts = Attempts(call, self._base, self.settings)
        with redacting(*call.secrets):
            while True:
                try:
                    response = self._send(call, attempts)
                    result = decode(operation, response)
                except Exception as error:  # noqa: BLE001  # calls raise only our own exceptions
                    failure = attempts.translated(error, isClosed=self.isClosed())
                else:
                    attempts.succeeded(response)
                    return result
                # Raised outside the except block, so that no foreign exception becomes its context.
                self.pause(attempts.failed(failure))

    def _send(self, call: Call, attempts: Attempts) -> RawResponse:
        self.checkOpen(call.title)
        signer = call.signer or self.signers.signer(call.title)
        watcher = _Watcher(self, call.title, attempts)
        if self._http is not None:  # The user's client waits for a free connection itself.
            plain = self.request(call, attempts.attemptTimeout(), watcher)
            built = self._http.build(plain, self.userAgent)
            self.sign(call, built, signer)
            attempts.begin()
            response = self._http.send(built, mayAuthorize=signer is None)
            return self._read(call.title, response, attempts)
        pool = self._pool.current()
        with pool.slots.take(attempts.secondsLeft(), self.isClosed):
            request = self.request(call, attempts.attemptTimeout(), watcher)
            self.sign(call, request, signer)
            attempts.begin()
            return self._read(call.title, pool.transport.send(request), attempts)

    def _read(self, call: str, response: Response, attempts: Attempts) -> RawResponse:
        try:
            reader = BodyReader(call, response, self.settings.maxResponseSize)
            for piece in response.pieces:
                attempts.checkTime()
                if not reader.feed(piece):
                    break
            return reader.finish()
        finally:
            response.close()

    def _newPool(self) -> SyncPool:
        return SyncPool()

    def _userClient(self, http: object) -> UserClient:
        from tc_typed.core.transport.user_client import UserClient, userClient  # noqa: PLC0415  # few need it

        return userClient(UserClient, self._api.client, http)

    def _chunks(self, file: FileBody) -> Iterator[bytes]:
        return file.chunks()

    def pause(self, seconds: float) -> None:
        """Wait for some seconds, or until the client is closed."""
        self._pool.current().pause(seconds, self.isClosed)

    def close(self) -> None:
        """Close the session, and its connections unless it shares another session's."""
        self._closed = True
        if self._ownsPool:
            self._pool.close()
        else:
            self._pool.current().wake()

    # For transfers

    def sibling(self, kind: type[ClientT], **changes: Unpack[Options]) -> ClientT:
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

    def sendUnsigned(self, call: str, request: Request) -> Response:
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
        request.watcher = _Watcher(self, call, None)
        if self._http is not None:
            return self._http.send(self._http.plain(request), mayAuthorize=False)
        return self._pool.current().storage(request.method).send(request)

    @contextmanager
    def storageSlot(self, method: str) -> Generator[None]:
        """Wait for a free connection for files, and hold it within the block.

        A client passed as `httpClient` has its own pool and needs no slot.

        Args:
            method: HTTP method, GET or PUT.

        Raises:
            ConnectionError: if the client is closed.
        """
        if self._http is not None:
            yield
            return
        with self._pool.current().storageSlots[method].take(None, self.isClosed):
            yield


@dataclass(slots=True, eq=False)
class _Watcher:
    """Watcher of a request that keeps it from being sent after its client is closed."""

    session: Session
    call: str
    attempts: Attempts | None
    """Attempts to notify of the request's progress; `None` if it is not part of a call."""

    def connecting(self) -> None:
        if self.attempts is not None:
            self.attempts.connecting()

    def sending(self) -> None:
        self.session.checkOpen(self.call)
        if self.attempts is not None:
            self.attempts.sending()


class ServiceClient(BaseClient[Session]):
    """Base class of the sync clients.

    Use a client in a `with` block, or call `close()`, to close its connections.
    """

    _Session = Session

    def __init__(
        self, options: SharedOptions | None = None, /, **overrides: Unpack[Options]
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

    def use(self, **changes: Unpack[Options]) -> Self:
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

    def close(self) -> None:
        """Close the client, and its connections unless it shares another client's.

        Calls that are waiting or in progress on its connections raise `ClientClosed`, and nothing
        is sent after this returns. Requests of a copy created by `use()`, or through your own
        `httpClient`, may still complete.
        """
        self._session.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self.close()
