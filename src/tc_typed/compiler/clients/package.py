"""The modules of a package, except the models.

The templates contain the layout of modules; the other modules of this package provide the content,
such as signatures and docstrings. A sync module and its async counterpart are rendered from the
same template, so that the two can't drift apart.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import partial

from tc_typed.compiler.clients.authorization import credentialClasses
from tc_typed.compiler.clients.events import (
    ExchangeAttribute,
    ExchangeClass,
    eventsName,
    exchangeClassesOf,
    exchangesOf,
    keyName,
    routingKeysOf,
)
from tc_typed.compiler.clients.methods import Method, methodsOf
from tc_typed.compiler.clients.root import RootWriter
from tc_typed.compiler.code import Code, code, joined, pathOf
from tc_typed.compiler.contract.load import Contract, Node, Service
from tc_typed.compiler.formatting import renderCode
from tc_typed.compiler.models.bundle import Bundle, contractFolder
from tc_typed.compiler.models.docstrings import docstring
from tc_typed.compiler.models.imports import MODULES
from tc_typed.compiler.models.naming import checkUnique
from tc_typed.compiler.models.service_names import clientName, packageName, serviceName


class PackageWriter:
    """Writes the modules of a package, except the models."""

    def __init__(self, contract: Contract, package: str, *, lenient: bool = False) -> None:
        """Initialise the template variables that all modules share.

        Args:
            contract: Contract of the services. The package of a separate contract can extend
                the clients of its parent package, and exports only clients.
            package: Name of the package that contains the packages of the services.
            lenient: Whether parameters may lack descriptions, as in a deployment's contract.
        """
        self._package = pathOf(package, package)
        outer = package.rpartition(".")[0]
        self._base = pathOf(outer, package) if contract.separate and outer else None
        self._source = code("{}/", contractFolder(contract))
        self._lenient = lenient
        self._common: Sequence[Code] = ()

    def service(self, bundle: Bundle) -> dict[str, Code]:
        """Write the modules of a service except its models, by file name.

        Raises:
            ContractError: if a name would be used twice, or a parameter lacks a description.
        """
        if bundle.service.isCommon:
            self._common = bundle.names  # the root writer writes its package
            return {}
        modules: dict[str, Code] = {}
        for write in (self._client, self._events):
            with bundle.problems.collecting():
                modules.update(write(bundle))
        return {**modules, "__init__.py": self._packageModule(bundle)}

    def root(self, services: Sequence[Service]) -> dict[str, Code]:
        """Write the modules that export all public names, by path within the package.

        Args:
            services: All services of the contract.
        """
        return RootWriter(
            services, self._package, self._base, self._source, common=self._common
        ).modules()

    def _client(self, bundle: Bundle) -> dict[str, Code]:
        """Write the modules of a service's client, if it has an API."""
        api = bundle.service.api
        if api is None:
            return {}
        methods: Sequence[Method] = ()
        with bundle.problems.collecting():
            methods = methodsOf(bundle, api, lenient=self._lenient)
        client = clientName(bundle.service)
        text = api.textAt("description") or api.textAt("title") or client
        facts = {
            **self._facts(bundle, api, client, text),
            "version": api.require("apiVersion").text(),
            "basePath": api.textAt("basePath"),
            "methods": methods,
        }
        return {
            "operations.py": renderCode("operations.py.jinja2", facts),
            "client.py": renderCode("client.py.jinja2", {"isAsync": False, **facts}),
            "aio.py": renderCode("client.py.jinja2", {"isAsync": True, **facts}),
            **({} if self._base else {"fakes.py": renderCode("fakes.py.jinja2", facts)}),
        }

    def _events(self, bundle: Bundle) -> dict[str, Code]:
        """Write the module of a service's exchanges, if it has any."""
        service, reference = bundle.service, bundle.service.exchanges
        if reference is None:
            return {}
        classes: Sequence[ExchangeClass] = ()
        exchanges: Sequence[ExchangeAttribute] = ()
        with bundle.problems.collecting():
            classes = exchangeClassesOf(bundle)
            exchanges = exchangesOf(bundle, classes)
        text = reference.textAt("description") or f"Messages of {service.name} on Pulse."
        name = eventsName(service)
        keys = routingKeysOf(service)
        added = [*(it.name for it in keys), *(it.name for it in classes), name]
        checkUnique([*bundle.names, *added], reference)
        facts = {
            **self._facts(bundle, reference, name, text),
            "prefix": reference.require("exchangePrefix").text(),
            "keys": keys,
            "classes": classes,
            "exchanges": exchanges,
        }
        return {"events.py": renderCode("events.py.jinja2", facts)}

    def _facts(self, bundle: Bundle, reference: Node, client: Code, text: str) -> dict[str, object]:
        """Return the template variables for a service and the class of one of its references."""
        return {
            "package": packageName(self._package, bundle.service),
            "base": self._extended(reference, bundle.service),
            "service": serviceName(bundle.service),
            "source": bundle.source,
            "client": client,
            "models": bundle.names,
            "imports": partial(_imports, bundle.imported),
            "docstring": docstring(text, indent=4, summary=True),
        }

    def _extended(self, reference: Node, service: Service) -> Code | None:
        """Return the package whose class is extended, if the reference has `x-extends`."""
        if not reference.booleanAt("x-extends"):
            return None
        if self._base is None:
            raise reference.require("x-extends").error(
                "this package has no parent package to extend"
            )
        return packageName(self._base, service)

    def _packageModule(self, bundle: Bundle) -> Code:
        service = bundle.service
        client = None if service.api is None else clientName(service)
        credentials = credentialClasses(service)
        # Imported on first use, because few programs need exchanges.
        lazy = sorted({keyName(entry) for entry in service.messages})
        if service.exchanges is not None:
            lazy = sorted([*lazy, eventsName(service)])
        common = sorted(bundle.commonNames)
        clients = [] if client is None else [client]
        names = [*bundle.names, *common, *clients, *credentials, *lazy]
        checkUnique(names, service.name)
        facts = {
            "package": packageName(self._package, service),
            "service": serviceName(service),
            "source": bundle.source,
            "client": client,
            "payloadsOnly": service.payloadsOnly,
            "credentials": credentials,
            "models": sorted(bundle.names),
            "lazy": lazy,
            "commonModule": bundle.common,
            "common": common,
            "public": sorted(names),
        }
        return renderCode("package.py.jinja2", facts)


def _imports(
    imported: Mapping[Code, Sequence[Code]], source: Code, package: Code, models: Sequence[Code]
) -> Code:
    """Write the imports of the models and field types that a module's source uses."""
    used = set(re.findall(r"\w+", source))
    own = code("{}.models", package)
    modules: Mapping[Code, Sequence[Code]] = {**MODULES, **imported, own: models}
    return joined(
        "\n",
        (
            code("from {} import {}", module, joined(", ", [it for it in names if it in used]))
            for module, names in modules.items()
            if used.intersection(names)
        ),
    )
