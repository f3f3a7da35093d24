"""Sync clients: their connections and their send loop."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from itertools import count
from time import perf_counter, sleep
from typing import TYPE_CHECKING, Self, TypeVar, Unpack

import httpx

from tc_typed.core.client import Answer, BaseClient, BaseClients, theirAuth
from tc_typed.core.errors import TaskclusterFailure
from tc_typed.core.options import Options
from tc_typed.core.redact import hiding
from tc_typed.core.transport import LIMITS, proxyFor
from tc_typed.core.user_client import send
from tc_typed.core.wire import Call, build, decode

if TYPE_CHECKING:
    from tc_typed.core.bodies import FileBody
    from tc_typed.core.fields import Payload
    from tc_typed.core.operation import Operation

PayloadT = TypeVar("PayloadT")
ResultT = TypeVar("ResultT")
ClientT = TypeVar("ClientT", bound="ServiceClient")


class Pool:
    """Connections of a sync client, and of its copies; made on first use.

    A process that was forked makes its own: two that read from one connection would get each
    other's answers.

    httpx's transport is used directly: an `httpx.Client` around it would add cookies, redirects
    and settings to merge, and take as long as signing does.
    """

    def __init__(self, server: str) -> None:
        self.closed: bool = False
        self._server = server
        self._transports: dict[int, httpx.BaseTransport] = {}
        self._storages: dict[tuple[int, str | None], httpx.BaseTransport] = {}

    def transport(self) -> httpx.BaseTransport:
        """The transport to send through."""
        process = os.getpid()
        found = self._transports.get(process)
        return found or self._transports.setdefault(process, newTransport(self._server))

    def storage(self, url: str) -> httpx.BaseTransport:
        """The transport for files: calls don't have to wait for them, nor does time run out.

        Args:
            url: Where the file is, or is to be.
        """
        proxy = proxyFor(url)
        place = os.getpid(), None if proxy is None else str(proxy.url)
        found = self._storages.get(place)
        return found or self._storages.setdefault(
            place, httpx.HTTPTransport(limits=LIMITS, proxy=proxy)
        )

    def close(self) -> None:
        """Close the connections, for good; those of other processes are left to them."""
        self.closed = True
        transport = self._transports.pop(os.getpid(), None)
        if transport is not None:
            transport.close()
        for place in [place for place in self._storages if place[0] == os.getpid()]:
            self._storages.pop(place).close()


def newTransport(server: str) -> httpx.BaseTransport:
    """A transport for sync calls.

    Args:
        server: The address that it will talk to.
    """
    from tc_typed.core.deadline import DeadlineTransport  # noqa: PLC0415  # on first use

    return DeadlineTransport(server)


class ServiceClient(BaseClient[httpx.Client, Pool]):
    """Base of the sync clients.

    Use it in a `with` block, or call `close()`, to give its connections back.
    """

    _Http = httpx.Client
    _Pool = Pool

    def close(self) -> None:
        """End the client, and its connections unless it shares another client's."""
        self._closed = True
        if self._ownsPool:
            self._pool.close()

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

    def sendUnsigned(self, request: httpx.Request) -> httpx.Response:
        """Send a request to anywhere, as it is: without a signature, and without redirects.

        Args:
            request: What to send, ready, with its timeouts.

        Returns:
            The answer, whose body is still to be read; close it afterwards.
        """
        if self._http is None:
            return self._pool.storage(str(request.url)).handle_request(request)
        return send(self._http, request, None)

    def _call(
        self,
        operation: Operation[PayloadT, ResultT],
        args: Mapping[str, str | int],
        *,
        query: Mapping[str, str | int | None] | None = None,
        payload: Payload | None = None,
        accessToken: str | None = None,
    ) -> ResultT:
        if self._fakes is not None:
            return self._fakes.call(operation, args, query or {}, payload, accessToken)
        call = build(operation, args, query, payload, accessToken)
        with hiding(*call.secrets):
            for attempt in count():
                try:
                    answer = self._send(call)
                    return decode(operation, answer.status, answer.headers, answer.content)
                except TaskclusterFailure as failure:
                    wait = self.afterFailure(attempt, failure)
                sleep(wait)
        raise AssertionError("the retry policy ends the loop")

    def _chunks(self, file: FileBody) -> Iterator[bytes]:
        return file.chunks()

    def _send(self, call: Call) -> Answer:
        auth = None if call.token is not None else self.signer(call.title)
        started = perf_counter()
        with self._attempt(call):
            request = self._request(call, self._http, auth)
            if self._http is None:
                response = self._pool.transport().handle_request(request)
            else:
                response = send(self._http, request, theirAuth(call, auth))
                response.stream = _Bounded(
                    response.stream,  # type: ignore[arg-type]  # it is a sync client's
                    started + self._settings.timeout,
                )
            try:
                response.read()
            finally:
                response.close()
        answer = Answer(response.status_code, response.headers, response.content)
        return self._log(call, started, answer)


class _Bounded(httpx.SyncByteStream):
    """The body of an answer to a user's httpx client, which times each read by itself."""

    def __init__(self, stream: httpx.SyncByteStream, end: float) -> None:
        self._stream = stream
        self._end = end

    def __iter__(self) -> Iterator[bytes]:
        for chunk in self._stream:
            if perf_counter() > self._end:
                raise TimeoutError("the answer came too slowly")
            yield chunk

    def close(self) -> None:
        self._stream.close()


class Clients(BaseClients[httpx.Client, Pool]):
    """Base of the object that has all sync clients."""

    def close(self) -> None:
        """End all clients, and their connections unless they are those of another object."""
        self._closed = True
        if self._ownsPools:
            for pool in self._pools.values():
                pool.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self.close()

    def _make(self, kind: type[ClientT]) -> ClientT:
        self._checkOpen()
        client = kind(self._options)
        client.shareAmong(self._pools)
        return client
