"""The modules at the root of a package: the façade, `Taskcluster`, and `common`.

The façade exports the clients, their events and the names from `tc_typed.exports`, and imports each
on first use.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TypeAlias

from tc_typed.compiler.clients.events import eventsName
from tc_typed.compiler.clients.taskcluster import taskclusterModules
from tc_typed.compiler.code import Code, code, identifier, pathOf
from tc_typed.compiler.contract.load import Service
from tc_typed.compiler.formatting import renderCode
from tc_typed.compiler.models.service_names import clientName, packageName
from tc_typed.exports import ASYNC_EXPORTS, EXPORTS

_PublicNames: TypeAlias = Mapping[Code, tuple[Code, Code]]
"""Public names, with the module of each and its name there."""

_BINDING_FOR = code("bindingFor")
_TASKCLUSTER = code("Taskcluster")


class RootWriter:
    """Writes the modules at the root of a package."""

    def __init__(
        self,
        services: Sequence[Service],
        package: Code,
        base: Code | None,
        source: Code,
        *,
        common: Sequence[Code],
    ) -> None:
        """Collect the public names of the services.

        Args:
            services: All services of the contract.
            package: Name of the package.
            base: Name of the parent package, if this package extends its clients. Then it exports
                only clients and events.
            source: Folder of the contract.
            common: Names of classes and aliases that services share.
        """
        # Services of OpenAPI documents are not part of Taskcluster, so only their packages export
        # them.
        services = [service for service in services if service.client is None]
        self._package = package
        self._base = base
        self._source = source
        self._commonNames = common
        self._clients = {
            clientName(service): packageName(package, service)
            for service in services
            if service.api is not None
        }
        self._exchanges = {
            service.exchanges.require("exchangePrefix").text(): (
                code("{}.events", packageName(package, service)),
                eventsName(service),
            )
            for service in services
            if service.exchanges is not None
        }

    def modules(self) -> dict[str, Code]:
        """Write the modules, by path within the package."""
        facade = {
            "__init__.py": self._facade(self._public(), isAsync=False),
            "aio.py": self._facade(self._asyncPublic(), isAsync=True),
        }
        if self._base is not None:
            return facade
        taskcluster = taskclusterModules(self._clients, self._source) if self._clients else {}
        return {**self._common(), **taskcluster, **facade}

    def _public(self) -> _PublicNames:
        """Return the names that the package exports."""
        offered: _PublicNames = {
            **{name: (code("{}.client", module), name) for name, module in self._clients.items()},
            **{name: (module, name) for module, name in self._exchanges.values()},
        }
        if self._base is not None:
            return offered
        bindingFor = code("{}.common.bindings", self._package), _BINDING_FOR
        return {
            **offered,
            **_exports(self._package),
            _BINDING_FOR: bindingFor,
            **self._taskcluster(code("taskcluster")),
        }

    def _asyncPublic(self) -> _PublicNames:
        """Return the names that the module `aio` exports."""
        offered: _PublicNames = {
            name: (code("{}.aio", module), name) for name, module in self._clients.items()
        }
        if self._base is not None:
            return offered
        return {**offered, **_asyncExports(), **self._taskcluster(code("taskcluster_aio"))}

    def _taskcluster(self, module: Code) -> _PublicNames:
        """Return the public name `Taskcluster`, if there are clients."""
        origin = code("{}.{}", self._package, module), _TASKCLUSTER
        return {_TASKCLUSTER: origin} if self._clients else {}

    def _facade(self, public: _PublicNames, *, isAsync: bool) -> Code:
        """Write the module that imports public names on first use."""
        facts = {
            "package": self._package,
            "base": self._base,
            "folder": pathOf(self._package.rpartition(".")[2], self._package),
            "source": self._source,
            "isAsync": isAsync,
            "public": dict(sorted(public.items())),
            "exported": sorted([*public, *([] if isAsync else [code("aio")])]),
        }
        return renderCode("root.py.jinja2", facts)

    def _common(self) -> dict[str, Code]:
        """Write the package `common`."""
        facts = {"package": self._package, "source": self._source}
        modules: dict[str, Mapping[str, object]] = {
            # A trailing slash would mean that the module was compiled from the whole contract.
            "common/__init__.py": {
                "package": self._package,
                "source": Code(self._source.removesuffix("/")),
                "names": sorted(self._commonNames),
            },
            "common/bindings.py": {**facts, "bindings": self._exchanges},
            "common/fakes.py": {**facts, "clients": self._clients},
        }
        if not self._clients:
            del modules["common/fakes.py"]
        return {path: renderCode(f"{path}.jinja2", it) for path, it in modules.items()}


def _exports(package: Code) -> _PublicNames:
    """Return the names from hand-written modules that a package exports.

    The version is the version of `tc_typed`, so no other package exports it.
    """
    version = {"tc_typed.core.version": ("__version__",)} if package == "tc_typed" else {}
    return {
        identifier(name, module): (pathOf(module, module), identifier(name, module))
        for module, names in {**EXPORTS, **version}.items()
        for name in names
    }


def _asyncExports() -> _PublicNames:
    """Return the names from hand-written modules that `tc_typed.aio` exports."""
    return {
        identifier(name, module): (pathOf(module, module), identifier(attribute, module))
        for name, (module, attribute) in ASYNC_EXPORTS.items()
    }
