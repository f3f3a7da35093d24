"""The modules of `Taskcluster`, an object with all clients of a deployment as attributes."""

from __future__ import annotations

from collections.abc import Mapping
from keyword import iskeyword

from tc_typed.compiler.code import Code, code, identifier
from tc_typed.compiler.formatting import renderCode
from tc_typed.compiler.models.service_names import RESERVED_IN_ROOT
from tc_typed.core.all_clients import AllClients, AsyncAllClients

# Attributes of `Taskcluster`, which no client may hide.
_OWN_NAMES = frozenset({*dir(AllClients), *dir(AsyncAllClients)})


def clientAttribute(client: Code) -> Code:
    """Return the name of a client in `Taskcluster` and in examples: `workerManager`."""
    name = client[0].lower() + client[1:]
    taken = iskeyword(name) or name in _OWN_NAMES or name in RESERVED_IN_ROOT
    return identifier(f"{name}_" if taken else name, client)


def taskclusterModules(clients: Mapping[Code, Code], source: Code) -> dict[str, Code]:
    """Write the modules of the sync and the async class, by file name.

    Args:
        clients: Names of the client classes, with the packages of their services.
        source: Folder of the contract.
    """
    return {
        "taskcluster.py": _module(clients, source, isAsync=False),
        "taskcluster_aio.py": _module(clients, source, isAsync=True),
    }


def _module(clients: Mapping[Code, Code], source: Code, *, isAsync: bool) -> Code:
    submodule = code("aio") if isAsync else code("client")
    services = {
        clientAttribute(client): (client, code("{}.{}", package, submodule))
        for client, package in clients.items()
    }
    facts = {"isAsync": isAsync, "source": source, "services": services}
    return renderCode("taskcluster.py.jinja2", facts)
