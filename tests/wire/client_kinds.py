"""Every way in which a call can be made, behind one face that blocks."""

from __future__ import annotations

import asyncio
import pkgutil
import ssl
import sys
from abc import ABC, abstractmethod
from collections.abc import Awaitable, Callable, Generator, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from importlib import import_module
from importlib.util import find_spec
from typing import TypeVar

import httpx
import httpx_aiohttp

from tc_typed import buildSignedUrl
from tc_typed.core.aio import AsyncServiceClient
from tc_typed.core.client import Answer
from tc_typed.core.operation import Operation
from tc_typed.core.options import Options
from tc_typed.core.sync import ServiceClient
from tc_typed.core.wire import Call as Request
from tc_typed.core.wire import build, decode

from .verifier import TRACE

ClientT = TypeVar("ClientT", bound=ServiceClient | AsyncServiceClient)

AT_ONCE = 50  # calls


@dataclass(frozen=True)
class Service:
    """The clients of a service."""

    sync: type[ServiceClient]
    aio: type[AsyncServiceClient]

    @property
    def operations(self) -> Mapping[str, Operation]:
        return self.sync.operations


def services(*packages: str) -> Iterator[Service]:
    """The services that are compiled to packages within others."""
    for package in packages:
        for module in pkgutil.iter_modules(import_module(package).__path__):
            name = f"{package}.{module.name}"
            if module.ispkg and find_spec(f"{name}.operations") is not None:
                yield Service(
                    _client(ServiceClient, f"{name}.client"),
                    _client(AsyncServiceClient, f"{name}.aio"),
                )


def _client(base: type[ClientT], module: str) -> type[ClientT]:
    """The class of clients that a module defines."""
    [found] = [
        kind
        for kind in vars(import_module(module)).values()
        if isinstance(kind, type) and issubclass(kind, base) and kind.__module__ == module
    ]
    return found


@dataclass(frozen=True)
class Call:
    """A call to make."""

    service: Service
    name: str
    """The method, `createTask`."""
    options: Options
    """Among them a `traceId` of its own, by which the server knows the call."""
    args: Sequence[object] = ()
    """The arguments of the route, and the payload if any."""
    query: Mapping[str, str | int] = field(default_factory=dict[str, str | int])
    """What is given by name."""

    def of(self, client: ServiceClient | AsyncServiceClient) -> Callable[..., object]:
        """The method of a client."""
        method: Callable[..., object] = getattr(client.use(**self.options), self.name)
        return method


@dataclass(frozen=True)
class RawCall(Call):
    """A call whose body no client of ours would send, because its model refuses it."""

    body: bytes | None = None

    def of(self, client: ServiceClient | AsyncServiceClient) -> Callable[..., object]:
        operation = replace(self.service.operations[self.name], payload=None)
        args = dict(zip(operation.args, map(str, self.args), strict=True))
        request = replace(build(operation, args), body=self.body)
        # Below the encoding of payloads, where only this test has to go.
        send: Callable[[Request], Answer | Awaitable[Answer]]
        send = client.use(**self.options)._send  # pyright: ignore[reportPrivateUsage]  # see above

        def result(answer: Answer) -> object:
            return decode(operation, answer.status, answer.headers, answer.content)

        async def later(answer: Awaitable[Answer]) -> object:
            return result(await answer)

        def call(*_: object) -> object:
            answer = send(request)
            return result(answer) if isinstance(answer, Answer) else later(answer)

        return call


class Way(ABC):
    """One way of making calls."""

    def __init__(self, name: str) -> None:
        self.name = name

    def __str__(self) -> str:
        return self.name

    def takes(self, _operation: Operation) -> bool:
        """Whether the method can be called in this way."""
        return True

    @abstractmethod
    def make(self, calls: Sequence[Call]) -> Sequence[object]:
        """Make calls, many at a time.

        Returns:
            What each returns or raises.
        """

    @abstractmethod
    def close(self) -> None:
        """Close its clients."""


class SyncWay(Way):
    """By sync clients, in threads."""

    def __init__(self, name: str, options: Options) -> None:
        super().__init__(name)
        self._options = options
        self._clients: dict[type[ServiceClient], ServiceClient] = {}

    def make(self, calls: Sequence[Call]) -> Sequence[object]:
        if len(calls) == 1:
            return [self._outcome(calls[0])]
        with ThreadPoolExecutor(AT_ONCE) as pool:
            return [*pool.map(self._outcome, calls)]

    def client(self, kind: type[ServiceClient]) -> ServiceClient:
        return self._clients.setdefault(kind, kind(self._options))

    def _outcome(self, call: Call) -> object:
        try:
            return self._call(call)
        except Exception as error:  # noqa: BLE001  # the test says which ones are right
            return error

    def _call(self, call: Call) -> object:
        return call.of(self.client(call.service.sync))(*call.args, **call.query)

    def close(self) -> None:
        for client in self._clients.values():
            client.close()


class SignedUrlWay(SyncWay):
    """By URLs that a sync client signs, which plain httpx fetches."""

    def __init__(self, name: str, options: Options) -> None:
        super().__init__(name, options)
        self._tls = ssl.create_default_context()  # made once, for it takes long

    def takes(self, operation: Operation) -> bool:
        isHawk = operation.authorization == "hawk" and "hawk" in operation.schemes
        return operation.method == "get" and operation.payload is None and isHawk

    def _call(self, call: Call) -> object:
        url = buildSignedUrl(call.of(self.client(call.service.sync)), *call.args, **call.query)
        headers = {TRACE: call.options.get("traceId") or ""}
        return httpx.get(url, headers=headers, verify=self._tls)


class AsyncWay(Way):
    """By async clients, in one event loop."""

    def __init__(self, name: str, options: Options, runner: asyncio.Runner) -> None:
        super().__init__(name)
        self._options = options
        self._runner = runner
        self._clients: dict[type[AsyncServiceClient], AsyncServiceClient] = {}

    def make(self, calls: Sequence[Call]) -> Sequence[object]:
        return self._runner.run(self._make(calls))

    async def _make(self, calls: Sequence[Call]) -> Sequence[object]:
        places = asyncio.Semaphore(AT_ONCE)

        async def outcome(call: Call) -> object:
            kind = call.service.aio
            client = self._clients.setdefault(kind, kind(self._options))
            async with places:
                try:
                    return await _awaited(call.of(client)(*call.args, **call.query))
                except Exception as error:  # noqa: BLE001  # the test says which ones are right
                    return error

        return await asyncio.gather(*map(outcome, calls))

    def close(self) -> None:
        for client in self._clients.values():
            self._runner.run(client.close())


class WithoutAiohttpWay(AsyncWay):
    """By async clients, as where the extra `aiohttp` is not installed."""

    def make(self, calls: Sequence[Call]) -> Sequence[object]:
        name = "tc_typed.core.aiohttp"
        adapter = sys.modules.get(name)
        sys.modules[name] = None  # type: ignore[assignment]  # pyright: ignore[reportArgumentType]  # so that importing it fails
        try:
            return super().make(calls)
        finally:
            del sys.modules[name]
            if adapter is not None:
                sys.modules[name] = adapter


async def _awaited(value: object) -> object:
    assert asyncio.iscoroutine(value)
    result: object = await value
    return result


@contextmanager
def everyWay(options: Options) -> Generator[Sequence[Way]]:
    """All ways, with clients of the same options; the first is what the README recommends."""
    with ExitStack() as stack:
        runner = stack.enter_context(asyncio.Runner())
        anAsync, anAiohttp = httpx.AsyncClient(), httpx_aiohttp.HttpxAiohttpClient()
        stack.callback(lambda: runner.run(anAsync.aclose()))
        stack.callback(lambda: runner.run(anAiohttp.aclose()))
        ways = [
            AsyncWay("async over aiohttp", options, runner),
            SyncWay("sync", options),
            WithoutAiohttpWay("async over httpx", options, runner),
            SyncWay(
                "own httpx.Client",
                {**options, "httpClient": stack.enter_context(httpx.Client())},
            ),
            AsyncWay("own httpx.AsyncClient", {**options, "httpClient": anAsync}, runner),
            AsyncWay("own HttpxAiohttpClient", {**options, "httpClient": anAiohttp}, runner),
            SignedUrlWay("signed URL", options),
        ]
        for way in ways:
            stack.callback(way.close)
        yield ways
