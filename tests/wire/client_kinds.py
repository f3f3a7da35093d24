"""All kinds of clients, behind one blocking interface."""

from __future__ import annotations

import asyncio
import pkgutil
import sys
from abc import ABC, abstractmethod
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from importlib import import_module
from importlib.util import find_spec
from typing import TypeVar

import httpx
import httpx2
import httpx_aiohttp
import pytest
from tests.wire.verifier import TRACE_HEADER

from tc_typed import buildSignedUrl
from tc_typed.core.aio import AsyncServiceClient
from tc_typed.core.client import operationsOf
from tc_typed.core.operation import Operation
from tc_typed.core.options import AnyOptions, SharedOptions
from tc_typed.core.sync import ServiceClient

ClientT = TypeVar("ClientT", bound=ServiceClient | AsyncServiceClient)

CONCURRENCY = 50  # calls at a time


@dataclass(frozen=True)
class ServiceClients:
    """The clients for a service."""

    package: str
    """Package that it is compiled to, such as `tc_typed.queue`."""
    sync: type[ServiceClient]
    aio: type[AsyncServiceClient]

    @property
    def operations(self) -> Mapping[str, Operation]:
        return operationsOf(self.sync)


def compiledServices(*parents: str) -> Iterator[ServiceClients]:
    """Yield the services that are compiled to packages within other packages."""
    for parent in parents:
        for module in pkgutil.iter_modules(import_module(parent).__path__):
            package = f"{parent}.{module.name}"
            if module.ispkg and find_spec(f"{package}.operations") is not None:
                yield ServiceClients(
                    package,
                    _client(ServiceClient, f"{package}.client"),
                    _client(AsyncServiceClient, f"{package}.aio"),
                )


def _client(base: type[ClientT], module: str) -> type[ClientT]:
    """Return the client class that a module defines."""
    [found] = [
        kind
        for kind in vars(import_module(module)).values()
        if isinstance(kind, type) and issubclass(kind, base) and kind.__module__ == module
    ]
    return found


@dataclass(frozen=True)
class MethodCall:
    """A call to make."""

    service: ServiceClients
    name: str
    """Name of the method, such as `createTask`."""
    options: SharedOptions
    """Options with a unique `traceId`, by which the server identifies the call."""
    args: Sequence[object] = ()
    """Arguments of the route, and the payload if any."""
    query: Mapping[str, str | int] = field(default_factory=dict[str, str | int])
    """Keyword arguments."""

    @property
    def trace(self) -> str:
        return self.options.get("traceId") or ""

    def start(self, client: ServiceClient | AsyncServiceClient) -> object:
        """Call the method of a client."""
        return self.method(client)(*self.args, **self.query)

    def method(self, client: ServiceClient | AsyncServiceClient) -> Callable[..., object]:
        found: Callable[..., object] = getattr(client.use(**self.options), self.name)
        return found


class ClientKind(ABC):
    """A kind of client."""

    signsUrl = False
    """Whether it signs the URL instead of sending an authorization header."""
    hasForeignSession = False
    """Whether it uses the user's aiohttp session, which has its own cookies and retries."""

    def __init__(self, name: str) -> None:
        self.name = name

    def __str__(self) -> str:
        return self.name

    def supports(self, _operation: Operation) -> bool:
        """Whether it can call a method."""
        return True

    @abstractmethod
    def run(self, calls: Sequence[MethodCall]) -> Sequence[object]:
        """Make calls, many at a time.

        Returns:
            The result or the exception of each call.
        """

    @abstractmethod
    def close(self) -> None:
        """Close its clients."""


class SyncKind(ClientKind):
    """Sync clients in threads."""

    def __init__(self, name: str, options: SharedOptions) -> None:
        super().__init__(name)
        self._options = options
        self._clients: dict[type[ServiceClient], ServiceClient] = {}

    def run(self, calls: Sequence[MethodCall]) -> Sequence[object]:
        for kind in {call.service.sync for call in calls} - self._clients.keys():
            self._clients[kind] = kind(self._options)
        if len(calls) == 1:
            return [self._outcome(calls[0])]
        with ThreadPoolExecutor(CONCURRENCY) as pool:
            return [*pool.map(self._outcome, calls)]

    def _outcome(self, call: MethodCall) -> object:
        try:
            return self._make(call, self._clients[call.service.sync])
        except Exception as error:  # noqa: BLE001  # the test checks it
            return error

    def _make(self, call: MethodCall, client: ServiceClient) -> object:
        return call.start(client)

    def close(self) -> None:
        for client in self._clients.values():
            client.close()


class SignedUrlKind(SyncKind):
    """URLs signed by a sync client, requested with plain httpx."""

    signsUrl = True

    def supports(self, operation: Operation) -> bool:
        isHawk = "hawk" in operation.schemes
        return operation.method == "get" and operation.payload is None and isHawk

    def _make(self, call: MethodCall, client: ServiceClient) -> object:
        url = buildSignedUrl(call.method(client), *call.args, **call.query)
        return httpx.get(url, headers={TRACE_HEADER: call.trace})


class AsyncKind(ClientKind):
    """Async clients in one event loop."""

    def __init__(self, name: str, options: SharedOptions, runner: asyncio.Runner) -> None:
        super().__init__(name)
        self.hasForeignSession = isinstance(
            options.get("httpClient"), httpx_aiohttp.HttpxAiohttpClient
        )
        self._options = options
        self._runner = runner
        self._clients: dict[type[AsyncServiceClient], AsyncServiceClient] = {}

    def run(self, calls: Sequence[MethodCall]) -> Sequence[object]:
        for kind in {call.service.aio for call in calls} - self._clients.keys():
            self._clients[kind] = kind(self._options)
        return self._runner.run(self._makeAll(calls))

    async def _makeAll(self, calls: Sequence[MethodCall]) -> Sequence[object]:
        places = asyncio.Semaphore(CONCURRENCY)

        async def outcome(call: MethodCall) -> object:
            async with places:
                try:
                    work = call.start(self._clients[call.service.aio])
                    assert asyncio.iscoroutine(work)
                    result: object = await work
                except Exception as error:  # noqa: BLE001  # the test checks it
                    return error
                return result

        return await asyncio.gather(*map(outcome, calls))

    def close(self) -> None:
        for client in self._clients.values():
            self._runner.run(client.close())


class WithoutAiohttpKind(AsyncKind):
    """Async clients without the extra `aiohttp`."""

    def run(self, calls: Sequence[MethodCall]) -> Sequence[object]:
        with pytest.MonkeyPatch.context() as patch:
            patch.setitem(sys.modules, "tc_typed.core.transport.aiohttp", None)
            return super().run(calls)


@contextmanager
def allClientKinds(options: SharedOptions) -> Generator[Sequence[ClientKind]]:
    """Yield all kinds, with the same options; the README recommends the first one."""
    with ExitStack() as stack:
        runner = stack.enter_context(asyncio.Runner())
        syncHttp, syncHttp2 = httpx.Client(), httpx2.Client()
        stack.callback(syncHttp.close)
        stack.callback(syncHttp2.close)
        asyncHttp, asyncHttp2 = httpx.AsyncClient(), httpx2.AsyncClient()
        aiohttpHttp = httpx_aiohttp.HttpxAiohttpClient()
        stack.callback(lambda: runner.run(asyncHttp.aclose()))
        stack.callback(lambda: runner.run(asyncHttp2.aclose()))
        stack.callback(lambda: runner.run(aiohttpHttp.aclose()))
        kinds = [
            AsyncKind("async over aiohttp", options, runner),
            SyncKind("sync", options),
            WithoutAiohttpKind("async over httpx", options, runner),
            SyncKind("own httpx.Client", AnyOptions(**options, httpClient=syncHttp)),
            AsyncKind("own httpx.AsyncClient", AnyOptions(**options, httpClient=asyncHttp), runner),
            SyncKind("own httpx2.Client", AnyOptions(**options, httpClient=syncHttp2)),
            AsyncKind(
                "own httpx2.AsyncClient", AnyOptions(**options, httpClient=asyncHttp2), runner
            ),
            AsyncKind(
                "own HttpxAiohttpClient", AnyOptions(**options, httpClient=aiohttpHttp), runner
            ),
            SignedUrlKind("signed URL", options),
        ]
        for kind in kinds:
            stack.callback(kind.close)
        yield kinds
