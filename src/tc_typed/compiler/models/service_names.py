"""Names of services, and of their packages and clients."""

from __future__ import annotations

import keyword
import re
from collections.abc import Iterable

from tc_typed.compiler.code import Code, code, identifier, pathOf
from tc_typed.compiler.contract.errors import Problems
from tc_typed.compiler.contract.load import SHARED, Node, Service
from tc_typed.compiler.models.naming import MAX_NAME, RESERVED
from tc_typed.exports import EXPORTS

_SERVICE_NAME = r"[a-z][a-z0-9]*([-_][a-z0-9]+)*"

# Modules at the root of a package.
_ROOT_MODULES = frozenset({"aio", "common", "taskcluster", "taskcluster_aio"})
RESERVED_IN_ROOT = RESERVED.union(
    *EXPORTS.values(),
    {
        "AllClients",
        "AsyncAllClients",
        "TYPE_CHECKING",
        "Taskcluster",
        "Unpack",
        "aio",
        "bindingFor",
    },
    {"cached_property", "fake", "findBinding", "import_module", "getattr", "globals", "sorted"},
)
"""Names that modules at the root of a package use, which nothing else there can have."""


def serviceName(service: Service) -> Code:
    """Return the name of a service in URLs, for use in texts.

    Raises:
        ContractError: if it is not a valid name of a service.
    """
    if re.fullmatch(_SERVICE_NAME, service.name) is None or len(service.name) > MAX_NAME:
        raise _nodeOf(service).error(f"{service.name!r} is not a valid name of a service")
    return pathOf(service.name, service.name)


def _nodeOf(service: Service) -> Node:
    """Return the node with the name of a service."""
    document = next(filter(None, (service.api, service.exchanges, *service.schemas)))
    return document.get("serviceName") or document


def checkServices(services: Iterable[Service]) -> None:
    """Check that no services share a folder, client name or exchange prefix.

    Raises:
        ContractError: if some do.
    """
    problems = Problems()
    seen: set[str] = set()
    for service in services:
        with problems.collecting():
            names = _publicNames(service)
            for name in names:
                if name in seen:
                    raise _nodeOf(service).error(f"the name {name} would be used twice")
            seen |= {*names}
    problems.check()


def _publicNames(service: Service) -> list[str]:
    client = clientName(service)
    names: list[str] = [folderName(service), client, f"Async{client}", f"{client}Fakes"]
    if service.exchanges is not None:
        names.append(f"{client}Events")
        names.append(service.exchanges.require("exchangePrefix").text())
    return names


def folderName(service: Service) -> Code:
    """Return the name of a service's package within the parent package."""
    if service.isCommon:
        return identifier(SHARED, service.name)
    name = serviceName(service).replace("-", "_")
    taken = keyword.iskeyword(name) or name in _ROOT_MODULES | RESERVED_IN_ROOT
    return identifier(f"{name}_" if taken else name, service.name)


def packageName(root: Code, service: Service) -> Code:
    """Return the import name of a service's package."""
    return code("{}.{}", root, folderName(service))


def clientName(service: Service) -> Code:
    """Return the name of a service's client class: `WorkerManager` for worker-manager."""
    # A part with a digit is an acronym.
    acronym = re.compile(r"\d")
    name = service.client or "".join(
        part.upper() if acronym.search(part) else part[0].upper() + part[1:]
        for part in serviceName(service).split("-")
    )
    return identifier(f"{name}Service" if name in RESERVED_IN_ROOT else name, service.api or name)
