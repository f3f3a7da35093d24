"""Sync clients: their connections and their send loop."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from itertools import count
from time import perf_counter, sleep
from typing import TYPE_CHECKING, Self, TypeVar

import httpx

from tc_typed.core.client import Answer, BaseClient, BaseClients, theirAuth
from tc_typed.core.errors import TaskclusterFailure
from tc_typed.core.transport import LIMITS, proxyFor
from tc_typed.core.wire import Call, build, decode

if TYPE_CHECKING:
    from tc_typed.core.fields import FreeForm
    from tc_typed.core.operation import Operation

PayloadT = TypeVar("PayloadT")
ResultT = TypeVar("ResultT")
ClientT = TypeVar("ClientT", bound="ServiceClient")


class Pool:
    """Connections of a sync client, and of its copies; made on first use.

    httpx's transport is used directly: an `httpx.Client` around it would add cookies, redirects
    and settings to merge, and take as long as signing does.
    """

    def __init__(self, server: str) -> None:
        self.closed: bool = False
        self._server = server
        self._transport: httpx.HTTPTransport | None = None
        self._lock = threading.Lock()

    def transport(self) -> httpx.HTTPTransport:
        """The transport to send through."""
        if self._transport is None:
            with self._lock:
                if self._transport is None:
                    self._transport = httpx.HTTPTransport(
                        limits=LIMITS, proxy=proxyFor(self._server)
                    )
        return self._transport

    def close(self) -> None:
        """Close the connections, for good."""
        self.closed = True
        if self._transport is not None:
            self._transport.close()


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

    def _call(
        self,
        operation: Operation[PayloadT, ResultT],
        args: Mapping[str, str | int],
        *,
        query: Mapping[str, str | int | None] | None = None,
        payload: FreeForm | None = None,
    ) -> ResultT:
        if self._fakes is not None:
            return self._fakes.call(operation, args, query or {}, payload)
        call = build(operation, args, query, payload)
        for attempt in count():
            try:
                answer = self._send(call)
                return decode(operation, answer.status, answer.headers, answer.content)
            except TaskclusterFailure as failure:
                wait = self._afterFailure(attempt, failure)
            sleep(wait)
        raise AssertionError("the retry policy ends the loop")

    def _send(self, call: Call) -> Answer:
        auth = self.signer(call.title)
        started = perf_counter()
        with self._attempt(call):
            request = self._request(call, self._http, auth)
            if self._http is None:
                response = self._pool.transport().handle_request(request)
            else:
                response = self._http.send(
                    request, stream=True, auth=theirAuth(auth), follow_redirects=False
                )
            content = bytearray()
            try:
                for chunk in response.iter_bytes():
                    content += chunk
                    # httpx times each read by itself; a trickle would never end.
                    if perf_counter() - started > self._settings.timeout:
                        raise TimeoutError("the answer came too slowly")
            finally:
                response.close()
        answer = Answer(response.status_code, response.headers, bytes(content))
        return self._log(call, started, answer)


class Clients(BaseClients[httpx.Client, Pool]):
    """Base of the object that has all sync clients."""

    def close(self) -> None:
        """End all clients, and their connections."""
        for pool in self._pools.values():
            pool.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self.close()

    def _make(self, kind: type[ClientT]) -> ClientT:
        client = kind(self._options)
        self._share(client)
        return client
