"""Modules loaded by imports and calls, and the equality of sync and async clients."""

from __future__ import annotations

import inspect
import json
import pkgutil
import subprocess
import sys
from collections.abc import AsyncIterator, Callable, Iterator
from importlib import import_module
from pathlib import Path
from typing import get_type_hints

import pytest
from tests.core.loopback import Serve, closedPort, respond
from tests.core.sample_service import AsyncSample, Sample

import tc_typed
from tc_typed import aio as publicAio
from tc_typed.core.aio import AsyncServiceClient
from tc_typed.core.client import operationsOf
from tc_typed.core.sync import ServiceClient

SERVICES = sorted(
    module.name
    for module in pkgutil.iter_modules(tc_typed.__path__)
    if module.ispkg and (Path(tc_typed.__path__[0]) / module.name / "operations.py").is_file()
)
PACKAGES = sorted(
    module.name
    for module in pkgutil.iter_modules(tc_typed.__path__)
    if (Path(tc_typed.__path__[0]) / module.name / "models.py").is_file()
    and module.name not in ("common", "compiler")  # all packages load the models of common
)

WITHOUT_AIOHTTP = "sys.modules['tc_typed.core.transport.aiohttp'] = None"

SYNC_CLIENT = """
from tc_typed import Credentials, Queue
queue = Queue(rootUrl='{url}', credentials=Credentials('me', 'no-secret'), retries=0)
"""

ASYNC_CLIENT = """
from tc_typed import Credentials
from tc_typed.aio import Queue
queue = Queue(rootUrl='{url}', credentials=Credentials('me', 'no-secret'), retries=0)
"""

SYNC_CALL = f"{SYNC_CLIENT}\nwith queue:\n    queue.ping()"

ASYNC_CALL = f"""{ASYNC_CLIENT}
import asyncio
async def call():
    async with queue:
        await queue.ping()
asyncio.run(call())
"""

HTTPX = {"httpx", "httpcore", "h11"}
SENDING = HTTPX | {"anyio", "certifi", "aiohttp", "yarl", "socksio", "urllib.request", "mohawk"}

TLS_CONTEXTS = """
import aiohttp, contextlib, httpx, ssl  # aiohttp creates contexts on import
from tc_typed.core.errors import TaskclusterConnectionError
contexts = 0
new = ssl.SSLContext.__new__
def counting(*args, **kwargs):
    global contexts
    contexts += 1
    return new(*args, **kwargs)
ssl.SSLContext.__new__ = counting
with contextlib.suppress(TaskclusterConnectionError):
    exec(PROGRAM)
assert contexts == COUNT, contexts
"""


def loaded(statement: str) -> set[str]:
    """Return the modules that a new interpreter has loaded after a statement."""
    program = f"import json, sys\n{statement}\nprint(json.dumps([*sys.modules]))"
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", program],
        capture_output=True,
        check=True,
        text=True,
        timeout=30,
    )
    return {*json.loads(done.stdout)}


def packagesAmong(modules: set[str]) -> list[str]:
    return [name for name in PACKAGES if f"tc_typed.{name}" in modules]


def test_there_are_services() -> None:
    assert {"auth", "queue"} <= {*SERVICES} <= {*PACKAGES}


@pytest.mark.parametrize("statement", ["import tc_typed", "import tc_typed.aio"])
def test_importing_the_library_loads_no_service(statement: str) -> None:
    modules = loaded(statement)
    assert not packagesAmong(modules)
    assert not modules & {"pydantic", "httpx", "aiohttp"}


@pytest.mark.parametrize("service", PACKAGES)
def test_importing_one_package_loads_no_other(service: str) -> None:
    modules = loaded(f"import tc_typed.{service}")
    # Some of generic-worker's engines also accept the payloads of docker-worker.
    shared = ["docker_worker"] if service == "generic_worker" else []
    assert packagesAmong(modules) == [*shared, service]
    assert f"tc_typed.{service}.aio" not in modules
    assert not modules & {"aiohttp", "tc_typed.aio", "tc_typed.testing", "tc_typed.compiler"}


def test_sync_transfers_load_nothing_async() -> None:
    modules = loaded("import tc_typed.transfers")
    assert not modules & {"asyncio", "tc_typed.core.aio", "tc_typed.transfers.async_io"}


def test_a_client_of_another_product_is_exported_only_by_its_own_package() -> None:
    assert "WorkerApi" not in {*tc_typed.__all__, *publicAio.__all__}
    assert not hasattr(tc_typed.Taskcluster, "workerApi")
    assert packagesAmong(loaded("from tc_typed.flamenco.aio import WorkerApi")) == ["flamenco"]


@pytest.mark.parametrize("service", [name for name in SERVICES if name != "flamenco"])
def test_importing_a_client_loads_only_its_service(service: str) -> None:
    name = clients(service)[0].__name__
    assert packagesAmong(loaded(f"from tc_typed import {name}")) == [service]
    assert packagesAmong(loaded(f"from tc_typed.aio import {name}")) == [service]


@pytest.mark.parametrize("module", [tc_typed, publicAio], ids=lambda module: module.__name__)
def test_every_public_name_can_be_imported(module: object) -> None:
    names: list[str] = getattr(module, "__all__")  # noqa: B009  # to declare its type
    assert len(names) == len(set(names))
    for name in names:
        assert getattr(module, name) is not None
    assert {*names} <= {*dir(module)}
    with pytest.raises(AttributeError, match="nothingOfThatName"):
        getattr(module, "nothingOfThatName")  # noqa: B009  # hidden from type checkers


# Sync and async


def clients(service: str) -> tuple[type[ServiceClient], type[AsyncServiceClient]]:
    """Return the sync and async clients of a service."""
    sync = [
        kind
        for kind in vars(import_module(f"tc_typed.{service}.client")).values()
        if isinstance(kind, type) and issubclass(kind, ServiceClient) and kind is not ServiceClient
    ]
    twins = [
        kind
        for kind in vars(import_module(f"tc_typed.{service}.aio")).values()
        if isinstance(kind, type)
        and issubclass(kind, AsyncServiceClient)
        and kind is not AsyncServiceClient
    ]
    assert len(sync) == len(twins) == 1
    return sync[0], twins[0]


def methods(kind: type[object]) -> dict[str, object]:
    return {
        name: value
        for name, value in vars(kind).items()
        if inspect.isfunction(value) and not name.startswith("_")
    }


PAIRS = [pytest.param(*clients(service), id=service) for service in SERVICES]
PAIRS.append(pytest.param(Sample, AsyncSample, id="sample"))


@pytest.mark.parametrize(("sync", "twin"), PAIRS)
def test_sync_and_async_methods_are_alike(
    sync: type[ServiceClient], twin: type[AsyncServiceClient]
) -> None:
    assert sync.__name__ == twin.__name__.removeprefix("Async")
    assert sync.__doc__ is not None
    assert (sync.serviceName, sync.apiVersion) == (twin.serviceName, twin.apiVersion)
    assert operationsOf(sync) is operationsOf(twin)
    ours, theirs = methods(sync), methods(twin)
    assert [*ours] == [*theirs]
    for name in ours:
        one, other = getattr(sync, name), getattr(twin, name)
        signature, twinSignature = inspect.signature(one), inspect.signature(other)
        assert [*signature.parameters.values()] == [*twinSignature.parameters.values()], name
        oneHints, otherHints = get_type_hints(one), get_type_hints(other)
        result, twinResult = oneHints.pop("return"), otherHints.pop("return")
        assert oneHints == otherHints, name
        if inspect.isgeneratorfunction(one):
            assert inspect.isasyncgenfunction(other), name
            assert result.__origin__ is Iterator, name
            assert twinResult.__origin__ is AsyncIterator, name
            assert result.__args__ == twinResult.__args__, name
        else:
            assert inspect.iscoroutinefunction(other), name
            assert not inspect.iscoroutinefunction(one), name
            assert result == twinResult, name


@pytest.mark.parametrize("service", SERVICES)
def test_every_operation_has_its_method(service: str) -> None:
    for kind in clients(service):
        own = {*methods(kind)}
        operations = {*operationsOf(kind)}
        assert operations <= own
        assert all(name.startswith("iter") for name in own - operations)


def test_shared_methods_of_both_bases_are_alike() -> None:
    for name in ("use", "close", "__init__"):
        one, other = getattr(ServiceClient, name), getattr(AsyncServiceClient, name)
        # Options differ in the kind of `httpClient`.
        assert [(it.name, it.kind, it.default) for it in _parameters(one)] == [
            (it.name, it.kind, it.default) for it in _parameters(other)
        ], name
        assert inspect.getdoc(one) == inspect.getdoc(other), name


def _parameters(function: Callable[..., object]) -> Iterator[inspect.Parameter]:
    yield from inspect.signature(function).parameters.values()


# Modules for sending requests


@pytest.fixture
def url(serve: Serve) -> str:
    return serve(respond({"alive": True, "uptime": 1})).url


def loadedBy(program: str, url: str = "https://tc.example.com") -> set[str]:
    """Return the modules that a new interpreter loads for a program."""
    return loaded(program.format(url=url)) - loaded("pass")


@pytest.mark.parametrize(
    "program", ["from tc_typed.queue import TaskDefinition", "import tc_typed.queue", SYNC_CLIENT]
)
def test_no_sending_module_is_loaded_before_a_sync_call(program: str) -> None:
    assert not loadedBy(program) & (SENDING | {"asyncio", "ssl", "socket"})


@pytest.mark.parametrize("program", ["import tc_typed.queue.aio", ASYNC_CLIENT])
def test_no_sending_module_is_loaded_before_an_async_call(program: str) -> None:
    assert not loadedBy(program) & SENDING


def test_a_sync_call_loads_httpx_and_nothing_async(url: str) -> None:
    modules = loadedBy(SYNC_CALL, url)
    assert modules >= HTTPX
    assert not modules & {"aiohttp", "tc_typed.core.aio", "tc_typed.core.transport.httpx.aio"}


def test_an_async_call_over_aiohttp_loads_no_httpx(url: str) -> None:
    modules = loadedBy(ASYNC_CALL, url)
    assert "aiohttp" in modules
    assert not modules & HTTPX


def test_an_async_call_over_aiohttp_loads_no_httpx_for_tls(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "SSL_CERT_FILE", "SSL_CERT_DIR"):
        monkeypatch.delenv(name, raising=False)
    with closedPort() as url:
        call = ASYNC_CALL.format(url=url.replace("http", "https"))
        modules = loaded(
            "import contextlib\n"
            "from tc_typed.core.errors import TaskclusterConnectionError\n"
            f"with contextlib.suppress(TaskclusterConnectionError): exec({call!r})"
        )
    assert {"certifi", "aiohttp"} <= modules
    assert not modules & HTTPX


def test_an_async_call_loads_httpx_if_there_is_no_aiohttp(url: str) -> None:
    modules = loadedBy(f"{WITHOUT_AIOHTTP}\n{ASYNC_CALL}", url)
    assert modules >= HTTPX
    assert "aiohttp" not in modules


@pytest.mark.parametrize("program", [SYNC_CALL, ASYNC_CALL, f"{WITHOUT_AIOHTTP}\n{ASYNC_CALL}"])
@pytest.mark.parametrize(("scheme", "count"), [("http", 0), ("https", 1)])
def test_no_tls_context_is_made_for_http(program: str, scheme: str, count: int) -> None:
    with closedPort() as url:
        text = program.format(url=url.replace("http", scheme))
        loaded(TLS_CONTEXTS.replace("PROGRAM", repr(text)).replace("COUNT", str(count)))
