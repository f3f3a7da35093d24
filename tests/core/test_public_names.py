"""An editor completes only API names on a client: all other names begin with an underscore."""

from __future__ import annotations

import inspect

import pytest
from tests.wire.client_kinds import ServiceClients, compiledServices

import tc_typed
from tc_typed import aio
from tc_typed.core.aio import AsyncServiceClient
from tc_typed.core.client import operationsOf
from tc_typed.core.sync import ServiceClient

ROOT = "https://tc.example.com"
OUR_OWN = {"use", "close", "fakeCalls", "serviceName", "apiVersion"}
SERVICES = [
    pytest.param(service, id=service.package)
    for service in compiledServices("tc_typed", "tc_typed.legacy")
]


def publicNames(thing: object) -> set[str]:
    return {name for name in dir(thing) if not name.startswith("_")}


def parameters(client: object, name: str) -> set[str]:
    return {*inspect.signature(getattr(client, name)).parameters}


@pytest.mark.parametrize("service", SERVICES)
def test_a_client_shows_its_methods_and_little_else(service: ServiceClients) -> None:
    for kind in (service.sync, service.aio):
        client: ServiceClient | AsyncServiceClient = kind(rootUrl=ROOT)
        operations = operationsOf(kind).values()
        methods = {it.methodName for it in operations}
        assert not methods & OUR_OWN
        iterMethods = publicNames(client) - methods - OUR_OWN
        assert publicNames(client) == methods | iterMethods | OUR_OWN
        pages = [it.methodName for it in operations if "continuationToken" in it.query]
        taken = [parameters(client, name) - {"continuationToken"} for name in pages]
        for iterMethod in iterMethods:
            assert iterMethod.startswith("iter")
            assert parameters(client, iterMethod) in taken
        assert len(iterMethods) <= len(pages)


@pytest.mark.parametrize("kind", [tc_typed.Taskcluster, aio.Taskcluster], ids=["sync", "async"])
def test_a_taskcluster_object_shows_its_clients_and_little_else(
    kind: type[tc_typed.Taskcluster | aio.Taskcluster],
) -> None:
    taskcluster = kind(rootUrl=ROOT)
    services = publicNames(taskcluster) - {"use", "close"}
    for name in services:
        assert isinstance(getattr(taskcluster, name), ServiceClient | AsyncServiceClient)
    assert publicNames(taskcluster) == services | {"use", "close"}  # after all clients were created


def test_clients_created_at_run_time_also_show_call() -> None:
    reference: dict[str, object] = {"serviceName": "tiny", "apiVersion": "v1", "entries": []}
    for create in (tc_typed.createApiClient, aio.createApiClient):
        assert publicNames(create("Tiny", reference)(rootUrl=ROOT)) == OUR_OWN | {"call"}
