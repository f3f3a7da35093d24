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

# Modules at the root of a package, and names that these import or define.
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
"""Names that nothing else in the modules at the root of a package may have."""


def serviceName(service: Service) -> Code:
    """Name of a service in URLs, for texts.

    Raises:
        ContractError: if it is no name that a service can have.
    """
    if re.fullmatch(_SERVICE_NAME, service.name) is None or len(service.name) > MAX_NAME:
        raise _nodeOf(service).error(f"{service.name!r} can't be the name of a service")
    return pathOf(service.name, service.name)


def _nodeOf(service: Service) -> Node:
    """Where the contract names a service."""
    document = next(filter(None, (service.api, service.exchanges, *service.schemas)))
    return document.get("serviceName") or document


def checkServices(services: Iterable[Service]) -> None:
    """Complain about services that would share a folder, a client's name, or an exchange's.

    Raises:
        ContractError: if two would.
    """
    problems = Problems()
    seen: set[str] = set()
    for service in services:
        with problems.collecting():
            names = _publicNames(service)
            for name in names:
                if name in seen:
                    raise _nodeOf(service).error(f"{name} would be the name of two things")
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
    """Name of a service's package in the package around it."""
    if service.isCommon:
        return identifier(SHARED, service.name)
    name = serviceName(service).replace("-", "_")
    taken = keyword.iskeyword(name) or name in _ROOT_MODULES | RESERVED_IN_ROOT
    return identifier(f"{name}_" if taken else name, service.name)


def packageName(root: Code, service: Service) -> Code:
    """Import name of a service's package."""
    return code("{}.{}", root, folderName(service))


def clientName(service: Service) -> Code:
    """Name of a service's client class: of worker-manager `WorkerManager`."""
    # A part with a digit in it is an acronym.
    acronym = re.compile(r"\d")
    name = service.client or "".join(
        part.upper() if acronym.search(part) else part[0].upper() + part[1:]
        for part in serviceName(service).split("-")
    )
    return identifier(f"{name}Service" if name in RESERVED_IN_ROOT else name, service.api or name)
