"""The compiler: from the contract in `schemas/` to the packages of the services.

    contract/   files, a deployment's documents or OpenAPI, as services and JSON Schemas
        |       load, fetch, openapi, overlay; check refuses what is not known; errors
        v
    schema/     JSON Schemas, as a tree of classes: types; reader makes it
        |
        v
    models/     naming says what is a class; method_types, what each method takes and returns;
        |       service_names names packages and clients
        |
        |   bundle: one JSON Schema document for each service (definitions, fragments, annotations)
        |
        +-- generate: datamodel-code-generator --> rewrite, docstrings ----> SERVICE/models.py
        |
        v
    clients/    methods and events, laid out by templates/
        |
        +-- methods: SERVICE/operations.py, client.py, aio.py, fakes.py and __init__.py
        +-- events:  SERVICE/events.py
        +-- root:    __init__.py, aio.py, taskcluster.py, taskcluster_aio.py, common/
        |
        v
    audit       each module holds nothing but what the compiler writes
    formatting  ruff
    output      files are written, or compared with those that are there

Beside it, `diff` compares two contracts by what `schema/` says of them, and `pages` writes the API
documentation from the bundles. `Problems` goes through all stages, so that one run names all
mistakes of a contract that do not depend on each other. The same contract always gives the same
bytes.

A contract can come from any deployment. Its text becomes code only through `code`, and `audit`
checks every module before ruff formats it and `output` writes it.
"""

from __future__ import annotations

from pathlib import Path

from tc_typed.core.extras import needing

with needing("compiler", "tc_typed.compiler"):
    from tc_typed.compiler.audit import audit
    from tc_typed.compiler.clients.package import PackageWriter
    from tc_typed.compiler.code import identifier
    from tc_typed.compiler.contract.errors import ContractError, Problems
    from tc_typed.compiler.contract.load import Contract, loadContract
    from tc_typed.compiler.contract.openapi import withOpenApi
    from tc_typed.compiler.formatting import RuffError, formatted
    from tc_typed.compiler.models.bundle import bundles
    from tc_typed.compiler.models.generate import modelsSource
    from tc_typed.compiler.models.service_names import checkServices, folderName
    from tc_typed.compiler.output import compiledFiles, differences, writeCompiled
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


def compileContract(
    schemas: Path | Contract, package: str = "tc_typed", *, lenient: bool = False
) -> dict[str, str]:
    """Compile a contract to the modules of a package.

    Args:
        schemas: A contract, or its folder: ours, or one with what a deployment serves under
            `/references` and `/schemas`.
        package: Import name of the package that the modules will be in. `tc_typed.legacy`, a
            package within another, has clients alone, which can extend those of the other.
        lenient: Whether titles may be missing, long or ambiguous, as they are in a deployment:
            names are then made up from those of parents and files. What the compiler does not
            know is ignored where it can be, and logged to `tc_typed.compiler` (level INFO).

    Returns:
        Sources by path within the package.

    Raises:
        ContractError: if the contract says something that can't be compiled. It says where, and
            names all problems that do not depend on each other.
        RuffError: if ruff is missing, which formats the sources.
    """
    for part in package.split("."):
        identifier(part, repr(package))
    contract = loadContract(schemas) if isinstance(schemas, Path) else schemas
    problems = Problems()
    contract = withOpenApi(contract, problems)
    with problems.collecting():
        checkServices(contract.services)
    writer = PackageWriter(contract, package, lenient=lenient)
    files: dict[str, str] = {}
    for bundle in bundles(contract, problems, package, lenient=lenient):
        with problems.collecting():
            modules: dict[str, str] = {**writer.service(bundle)}
            if not problems:
                modules = {"models.py": modelsSource(bundle), **modules}
            folder = folderName(bundle.service)
            files.update({f"{folder}/{name}": source for name, source in modules.items()})
    problems.check()
    files.update(writer.root(contract.services))
    audit(files, package)
    return formatted(files, package)
