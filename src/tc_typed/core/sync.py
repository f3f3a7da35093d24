"""Sync clients: their connections and their send loop.

A call goes through `encode`, `_send` (wait, sign, transmit, read) and `decode`; `Attempts` decides
about retries.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Generator, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from threading import Condition, RLock
from typing import TYPE_CHECKING, Self, TypeVar, Unpack

import httpx

from tc_typed.core.attempts import Attempts
from tc_typed.core.client import BaseClient, BaseClients
from tc_typed.core.decode import decode
from tc_typed.core.encode import Call, encode
from tc_typed.core.options import Options
from tc_typed.core.raw_response import RawResponse
from tc_typed.core.redact import redacting
from tc_typed.core.transport.body_reader import BodyReader
from tc_typed.core.transport.proxies import CONNECTIONS, proxyFor
from tc_typed.core.transport.tracing import watchedBy
from tc_typed.core.transport.user_client import bodyThatWasRead, send, streamOf

if TYPE_CHECKING:
    from tc_typed.core.client import Signer
    from tc_typed.core.file_body import FileBody
    from tc_typed.core.models.fields import Payload
    from tc_typed.core.operation import Operation

ResultT = TypeVar("ResultT")
ClientT = TypeVar("ClientT", bound="ServiceClient")


class Slots:
    """Limits requests to the number of connections.

    Waiting for a slot does not count as an attempt's time. Conditions have reentrant locks: a
    signal handler may close the client in the midst.
    """

    def __init__(self) -> None:
        self._condition = Condition()
        self._free = CONNECTIONS

    @contextmanager
    def take(self, left: float | None, isClosed: Callable[[], bool]) -> Generator[None]:
        """Wait for a connection to be free, and keep it within the block.

        Args:
            left: Seconds to wait at most, `None` for no bound.
            isClosed: Whether the client that waits was closed; then it gets no slot.

        Raises:
            ConnectionError: if it was closed.
            TimeoutError: if none is free in time.
        """
        with self._condition:
            isFree = self._condition.wait_for(lambda: isClosed() or self._free > 0, left)
            if isClosed():
                self._condition.notify()  # Another thread may need the slot that woke this one.
                raise ConnectionError("the client is closed")
            if not isFree:
                raise TimeoutError("no connection was free")
            self._free -= 1
        try:
            yield
        finally:
            with self._condition:
                self._free += 1
                self._condition.notify()

    def wake(self) -> None:
        """Let all that waits see whether its client was closed."""
        with self._condition:
            self._condition.notify_all()


class ProcessConnections:
    """Connections of a sync client within one process."""

    def __init__(self, server: str) -> None:
        self._server = server
        self._lock = RLock()
        self._isClosed = False
        self._transport: httpx.BaseTransport | None = None
        self._storages: dict[tuple[str, str | None], httpx.BaseTransport] = {}
        self.slots: Slots = Slots()
        """Slots for calls."""
        self.storageSlots: dict[str, Slots] = {"GET": Slots(), "PUT": Slots()}
        """Slots for files, by HTTP method. A download may wait until an upload takes its data."""
        self._pausing = Condition()  # with a reentrant lock, as those of the slots

    @property
    def transport(self) -> httpx.BaseTransport:
        """The transport for calls, made on first use."""
        if self._transport is not None:
            return self._transport  # If it was closed meanwhile, it lets nothing through.
        with self._open():
            if self._transport is None:
                self._transport = newTransport(self._server)
            return self._transport

    def storage(self, method: str, url: str) -> httpx.BaseTransport:
        """The transport for files. It is separate, so that they don't use up connections for calls.

        Args:
            method: HTTP method. Each has its own connections, as many as slots.
            url: Where the file is, or is to be.
        """
        from tc_typed.core.transport.deadline import StorageTransport  # noqa: PLC0415  # on first use

        proxy = proxyFor(url)
        place = method, None if proxy is None else str(proxy.url)
        with self._open():
            if place not in self._storages:
                self._storages[place] = StorageTransport(url)
            return self._storages[place]

    @contextmanager
    def _open(self) -> Generator[None]:
        """Keep the connections from being closed within the block."""
        with self._lock:
            if self._isClosed:
                raise ConnectionError("the connections are closed")
            yield

    def pause(self, seconds: float, isClosed: Callable[[], bool]) -> None:
        """Wait, but no longer than until the client is closed.

        Args:
            seconds: How long to wait.
            isClosed: Whether it was closed.
        """
        with self._pausing:
            self._pausing.wait_for(isClosed, seconds)

    def wake(self) -> None:
        """Let all that waits see whether its client was closed."""
        self.slots.wake()
        for slots in self.storageSlots.values():
            slots.wake()
        with self._pausing:
            self._pausing.notify_all()

    def close(self) -> None:
        """End the connections."""
        with self._lock:
            self._isClosed = True
            transports = [*self._storages.values()]
            transports += [] if self._transport is None else [self._transport]
        for transport in transports:
            transport.close()


class Pool:
    """Connections of a sync client, and of its copies; made on first use.

    A process that was forked makes its own: two that read from one connection would get each
    other's responses.

    httpx's transport is used directly: an `httpx.Client` around it would add cookies, redirects
    and settings to merge, and take as long as signing does.
    """

    def __init__(self, server: str) -> None:
        self.closed: bool = False
        self._server = server
        self._processes: dict[int, ProcessConnections] = {}

    def current(self) -> ProcessConnections:
        """The connections of this process."""
        process = os.getpid()
        found = self._processes.get(process)
        return found or self._processes.setdefault(process, ProcessConnections(self._server))

    def close(self) -> None:
        """Close the connections, for good; those of other processes are left to them."""
        self.closed = True
        current = self.current()
        current.wake()
        current.close()


def newTransport(server: str) -> httpx.BaseTransport:
    """A transport for sync calls.

    Args:
        server: The address that it will talk to.
    """
    from tc_typed.core.transport.deadline import DeadlineTransport  # noqa: PLC0415  # on first use

    return DeadlineTransport(server)


class ServiceClient(BaseClient[httpx.Client, Pool]):
    """Base of the sync clients.

    Use it in a `with` block, or call `close()`, to give its connections back.
    """

    _Http = httpx.Client
    _Pool = Pool

    def close(self) -> None:
        """End the client, and its connections unless it shares another client's.

        Calls that wait or are in progress over its connections end with `ClientClosed`, and nothing
        is sent after this returns. Requests of a copy made by `use()`, or through an `httpClient`
        of yours, may still complete.
        """
        self._closed = True
        if self._ownsPool:
            self._pool.close()
        else:
            self._pool.current().wake()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self.close()

    def beside(self, kind: type[ClientT], **changes: Unpack[Options]) -> ClientT:
        """Make the client of another service, with this one's options and connections.

        Close it after use, as any client. Beside a fake, everything is fake.

        Args:
            kind: Its class.
            **changes: The options that differ.

        Raises:
            InvalidCall: if an option is unknown or out of range.
            TaskclusterAuthFailure: if the credentials are unusable.
        """
        options: Options = {**self._options, "fake": None if self._fakes is None else {}}
        other = kind(options, **changes)
        self._lend(other)
        return other

    def sendUnsigned(self, call: str, request: httpx.Request) -> httpx.Response:
        """Send a request to anywhere, as it is: without a signature, and without redirects.

        Args:
            call: What it is for, for messages.
            request: What to send, ready, with its timeouts.

        Returns:
            The response, whose body is still to be read; close it afterwards.
        """
        watcher = _Watcher(self, call, None)
        if self._http is not None:
            return send(self._http, request, None, watcher)
        with watchedBy(watcher):
            transport = self._pool.current().storage(request.method, str(request.url))
            return transport.handle_request(request)

    @contextmanager
    def storageSlot(self, method: str) -> Generator[None]:
        """Wait for a connection for files to be free, and keep it within the block.

        A client passed as `httpClient` has its own pool and needs no slot.

        Args:
            method: HTTP method, GET or PUT.

        Raises:
            ConnectionError: if the client is closed.
        """
        if self._http is not None:
            yield
            return
        slots = self._pool.current().storageSlots[method]
        with slots.take(None, lambda: self.isClosed):
            yield

    def pause(self, seconds: float) -> None:
        """Wait, but no longer than until the client is closed."""
        self._pool.current().pause(seconds, lambda: self.isClosed)

    def _call(
        self,
        operation: Operation[ResultT],
        args: Mapping[str, str | int],
        *,
        query: Mapping[str, str | int | None] | None = None,
        payload: Payload | None = None,
        accessToken: str | None = None,
    ) -> ResultT:
        if self._fakes is not None:
            return self._fakes.call(operation, args, query or {}, payload, accessToken)
        call = encode(operation, args, query, payload, accessToken)
        attempts = Attempts(call, self._base, self._settings)
        with redacting(*call.secrets):
            while True:
                try:
                    response = self._send(call, attempts)
                    result = decode(operation, response)
                except Exception as error:  # noqa: BLE001  # no foreign one escapes from a call
                    failure = attempts.translated(error, isClosed=self.isClosed)
                else:
                    attempts.succeeded(response)
                    return result
                # It is raised out here, so that no foreign exception becomes its context.
                self.pause(attempts.failed(failure))

    def _chunks(self, file: FileBody) -> Iterator[bytes]:
        return file.chunks()

    def _send(self, call: Call, attempts: Attempts) -> RawResponse:
        self.checkOpen(call.title)
        signer = None if call.token is not None else self.signer(call.title)
        with self._sender(call, signer, attempts) as send:
            request = self._request(call, signer, attempts.attemptTimeout())
            attempts.begin()
            return self._read(call.title, send(request), attempts)

    @contextmanager
    def _sender(
        self, call: Call, signer: Signer | None, attempts: Attempts
    ) -> Generator[Callable[[httpx.Request], httpx.Response]]:
        """Wait for a free connection, and provide what sends a request over it.

        A client of the user's does the waiting itself.
        """
        watcher = _Watcher(self, call.title, attempts)
        if self._http is not None:
            auth = self._clientAuth(call, signer)
            yield partial(send, self._http, auth=auth, watcher=watcher)
            return
        pool = self._pool.current()
        with pool.slots.take(attempts.secondsLeft(), lambda: self.isClosed), watchedBy(watcher):
            yield pool.transport.handle_request

    def _read(self, call: str, response: httpx.Response, attempts: Attempts) -> RawResponse:
        status, headers = response.status_code, response.headers
        try:
            reader = BodyReader(call, status, headers, self._settings.maxResponseSize)
            if (body := bodyThatWasRead(response)) is not None:
                return RawResponse(status, headers, reader.check(body))
            # Not read(): it decompresses whatever comes, and has no time limit as a whole.
            for piece in streamOf(response):
                attempts.checkTime()
                if not reader.feed(piece):
                    break
            return RawResponse(status, headers, reader.finish())
        finally:
            response.close()


@dataclass(slots=True, eq=False)
class _Watcher:
    """Keeps a request from being sent after its client was closed."""

    client: ServiceClient
    call: str
    attempts: Attempts | None
    """To be told how far the request has come, if it is of a call."""

    def connecting(self) -> None:
        if self.attempts is not None:
            self.attempts.connecting()

    def sending(self) -> None:
        self.client.checkOpen(self.call)
        if self.attempts is not None:
            self.attempts.sending()


class Clients(BaseClients[httpx.Client, Pool]):
    """Base of the object that has all sync clients."""

    def close(self) -> None:
        """End all clients, and their connections unless they are those of another object."""
        for pool in self._endAll():
            pool.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self.close()

    def _make(self, kind: type[ClientT]) -> ClientT:
        client = kind(self._options)
        self._register(client)
        return client
