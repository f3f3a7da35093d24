"""The compiler: from the contract in `schemas/` to the packages of the services.

It reads a contract (`contract`), understands its schemas (`shapes`), names what becomes a class
(`names`) and writes one JSON Schema document per service (`bundle`). From that
datamodel-code-generator makes models (`models`), which `tidy` brings to their form; templates
make the clients (`clients`). The same contract always gives the same bytes.

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
    from tc_typed.compiler.contract.load import Contract, ContractError, loadContract
    from tc_typed.compiler.contract.openapi import withOpenApi
    from tc_typed.compiler.formatting import RuffError, formatted
    from tc_typed.compiler.models.bundle import bundles
    from tc_typed.compiler.models.generate import modelsSource
    from tc_typed.compiler.models.naming import checkServices, folderName
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
        ContractError: if the contract says something that can't be compiled; it says where.
        RuffError: if ruff is missing, which formats the sources.
    """
    for part in package.split("."):
        identifier(part, repr(package))
    contract = withOpenApi(loadContract(schemas) if isinstance(schemas, Path) else schemas)
    checkServices(contract.services)
    writer = PackageWriter(contract, package, lenient=lenient)
    files: dict[str, str] = {}
    for made in bundles(contract, package, lenient=lenient):
        modules = {"models.py": modelsSource(made), **writer.service(made)}
        files.update({f"{folderName(made.service)}/{name}": it for name, it in modules.items()})
    files.update(writer.root(contract.services))
    audit(files, package)
    return formatted(files, package)
