"""The compiler, which turns the contract in `schemas/` into the packages of the services.

    contract/   reads files, a deployment's documents or OpenAPI as services and JSON Schemas
        |       (load, fetch, openapi, overlay); check rejects unknown content; errors
        v
    schema/     reads JSON Schemas (reader) as a tree of classes (types)
        |
        v
    models/     naming chooses and names classes; method_types finds payload and result types;
        |       service_names names packages and clients; shared and scalars find shared types
        |
        |   bundle: one JSON Schema document for each service (definitions, fragments, annotations)
        |
        +-- generate: datamodel-code-generator --> rewrite, docstrings ----> SERVICE/models.py
        |
        v
    clients/    methods and events, rendered with templates/
        |
        +-- methods: SERVICE/operations.py, client.py, aio.py, fakes.py and __init__.py
        +-- events:  SERVICE/events.py
        +-- root:    __init__.py, aio.py, taskcluster.py, taskcluster_aio.py, common/ (its models
        |            are compiled like those of a service)
        |
        v
    audit       checks that each module contains only code that the compiler writes
    formatting  formats modules with ruff
    output      writes files, or compares them with existing ones

In lenient mode, `sound_part` leaves out the methods, exchanges and schemas that can't be compiled,
and `contract/left_out` logs them.

In addition, `diff` compares two contracts by their trees from `schema/`, and `pages` writes the API
documentation from the bundles. All stages share `Problems`, so that one run reports all independent
errors of a contract. The same contract always compiles to the same bytes.

A contract can come from any deployment. Its text becomes code only through `code`, and `audit`
checks every module before ruff formats it and `output` writes it.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from tc_typed.core.extras import needing

with needing("compiler", "tc_typed.compiler"):
    from tc_typed.compiler.audit import audit
    from tc_typed.compiler.clients.package import PackageWriter
    from tc_typed.compiler.code import identifier
    from tc_typed.compiler.contract.errors import ContractError, Problems, TooLarge
    from tc_typed.compiler.contract.load import Contract, Service, loadContract
    from tc_typed.compiler.contract.openapi import withOpenApi
    from tc_typed.compiler.formatting import RuffError, formatted
    from tc_typed.compiler.models.bundle import Bundle, Bundler
    from tc_typed.compiler.models.generate import modelsSource
    from tc_typed.compiler.models.service_names import checkServices, folderName
    from tc_typed.compiler.output import compiledFiles, differences, writeCompiled
    from tc_typed.compiler.sound_part import Trial, soundPart
    from tc_typed.compiler.sync_form import SyncFormError, derivedModules

__all__ = [
    "ContractError",
    "RuffError",
    "SyncFormError",
    "compileContract",
    "compiledFiles",
    "derivedModules",
    "differences",
    "writeCompiled",
]

_MAX_PARTS = 300_000
"""Maximum number of parts compiled to find those of a service that can be compiled."""


def compileContract(
    schemas: Path | Contract, package: str = "tc_typed", *, lenient: bool = False
) -> dict[str, str]:
    """Compile a contract to the modules of a package.

    Args:
        schemas: A contract, or its folder: ours, or one with the documents that a deployment
            serves under `/references` and `/schemas`.
        package: Import name of the package for the modules. A nested package, such as
            `tc_typed.legacy`, has only clients, which can extend those of its parent.
        lenient: Whether titles can be missing, long or ambiguous, as in a deployment's contract.
            Names are then derived from those of parents and files. Unknown content is ignored if
            possible, and logged to `tc_typed.compiler` (level INFO). A method, an exchange or a
            schema that can't be compiled is left out, and logged there (level WARNING) with its
            location and the reason.

    Returns:
        Sources by path within the package.

    Raises:
        ContractError: if part of the contract can't be compiled. The message has the location and
            reason of each independent problem.
        RuffError: if ruff, which formats the sources, is missing.
    """
    for part in package.split("."):
        identifier(part, repr(package))
    contract = loadContract(schemas) if isinstance(schemas, Path) else schemas
    problems = Problems()
    contract = withOpenApi(contract, problems, lenient=lenient)
    with problems.collecting():
        checkServices(contract.services)
    writer = PackageWriter(contract, package, lenient=lenient)
    bundler = Bundler(contract, problems, package, lenient=lenient)
    services = _Services(bundler, writer, lenient=lenient)
    files = services.compiled(problems)
    problems.check()
    files.update(writer.root(services.done))
    audit(files, package)
    return formatted(files, package)


class _Services:
    """Compiles the services of a contract; in lenient mode, their valid parts."""

    def __init__(self, bundler: Bundler, writer: PackageWriter, *, lenient: bool) -> None:
        self._bundler = bundler
        self._writer = writer
        self._lenient = lenient
        self.done: list[Service] = []
        """Services that were compiled."""

    def compiled(self, problems: Problems) -> dict[str, str]:
        """Compile the services, and return their modules by path."""
        files: dict[str, str] = {}
        for service in self._bundler.services:
            made, modules, found = self._attempt(service)
            if found and self._lenient:
                made, modules, found = self._attempt(soundPart(service, self._trial()))
            problems.include(found)
            if made is None:
                continue
            self._bundler.share(made)
            if not self._bundler.isNeeded(made):
                continue
            self.done.append(made.service)
            with problems.collecting():
                if not problems:
                    modules = {"models.py": modelsSource(made), **modules}
                folder = folderName(made.service)
                files.update({f"{folder}/{name}": source for name, source in modules.items()})
        return files

    def _attempt(self, service: Service) -> tuple[Bundle | None, dict[str, str], Problems]:
        """Compile a service, except the source of its models, and collect its problems."""
        problems = Problems()
        modules: dict[str, str] = {}
        made = self._bundler.bundle(service, problems)
        if made is not None:
            with problems.collecting():
                modules.update(self._writer.service(made))
        return made, modules, problems

    def _trial(self) -> Trial:
        """Return a function that compiles parts of a service, up to a limit of work."""
        first = self._bundler.parts

        def trial(service: Service) -> Sequence[str]:
            if self._bundler.parts - first > _MAX_PARTS:
                raise TooLarge(service.name, "has too many parts to find out which can be compiled")
            return self._attempt(service)[2].reasons

        return trial
