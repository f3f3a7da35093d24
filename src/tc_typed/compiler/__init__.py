"""The compiler: from the contract in `schemas/` to the packages of the services.

It reads a contract (`contract`), understands its schemas (`shapes`), names what becomes a class
(`names`) and writes one JSON Schema document per service (`bundle`). From that
datamodel-code-generator makes models (`models`), which `tidy` brings to their form; templates
make the clients (`clients`). The same contract always gives the same bytes.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from tc_typed.compiler.bundle import bundle
from tc_typed.compiler.clients import Clients
from tc_typed.compiler.contract import SEPARATE, Contract, ContractError, loadContract
from tc_typed.compiler.formatting import RuffError, formatted
from tc_typed.compiler.layout import MARK
from tc_typed.compiler.models import modelsSource
from tc_typed.compiler.openapi import withOpenApi

__all__ = [
    "ContractError",
    "RuffError",
    "compileContract",
    "compiledFiles",
    "differences",
    "writeCompiled",
]


def compileContract(
    schemas: Path | Contract,
    package: str = "tc_typed",
    *,
    lenient: bool = False,
    settings: Path | None = None,
) -> dict[str, str]:
    """Compile a contract to the modules of a package.

    Args:
        schemas: A contract, or its folder: ours, or one with what a deployment serves under
            `/references` and `/schemas`.
        package: Import name of the package that the modules will be in. A package within another,
            `tc_typed.legacy`, has clients alone, which can extend those of the other.
        lenient: Whether titles may be missing, long or ambiguous, as they are in a deployment:
            names are then made up from those of parents and files.
        settings: A `pyproject.toml` that says how to format.

    Returns:
        Sources by path within the package.

    Raises:
        ContractError: if the contract says something that can't be compiled; it says where.
        RuffError: if the sources can't be formatted.
    """
    contract = withOpenApi(loadContract(schemas) if isinstance(schemas, Path) else schemas)
    clients = Clients(package, lenient=lenient)
    files: dict[str, str] = {}
    for service in contract.services:
        made = bundle(contract, service, package, lenient=lenient)
        modules = {"models.py": modelsSource(made), **clients.service(made)}
        folder = service.name.replace("-", "_")
        files.update({f"{folder}/{name}": source for name, source in modules.items()})
    files.update(clients.root(contract.services))
    return formatted(files, package, settings)


def compiledFiles(folder: Path) -> dict[str, str]:
    """Read the modules of a package that the compiler wrote, by path within the package.

    Packages within it that have a contract of their own are left out.
    """
    paths = [
        path
        for path in sorted(folder.rglob("*.py"))
        if path.relative_to(folder).parts[0] not in SEPARATE
    ]
    sources = ((path, path.read_text(encoding="utf-8")) for path in paths)
    return {
        path.relative_to(folder).as_posix(): source
        for path, source in sources
        if MARK in " ".join(source.removeprefix('"""').partition('"""')[0].split())
    }


def writeCompiled(folder: Path, files: Mapping[str, str]) -> None:
    """Write the modules of a package; what the compiler wrote before and no more is deleted.

    Args:
        folder: The package's folder, which is made where there is none.
        files: Sources by path within the package.

    Raises:
        FileExistsError: if a file that somebody else wrote is in the way.
    """
    present = compiledFiles(folder)
    places = {path: folder / path for path in files}
    for path, place in places.items():
        if place.exists() and path not in present:
            raise FileExistsError(f"{place} is in the way: the compiler did not write it")
    for path in present.keys() - files.keys():
        (folder / path).unlink()
    for path, place in places.items():
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(files[path], encoding="utf-8")


def differences(wanted: dict[str, str], present: dict[str, str]) -> list[str]:
    """Say file by file how what is there differs from what was compiled."""
    found: list[str] = []
    for path in sorted(wanted.keys() | present.keys()):
        if path not in present:
            found.append(f"{path}: missing")
        elif path not in wanted:
            found.append(f"{path}: stale, nothing in the contract makes it")
        elif wanted[path] != present[path]:
            found.append(f"{path}: {_firstDifference(wanted[path], present[path])}")
    return found


def _firstDifference(wanted: str, present: str) -> str:
    pairs = zip([*wanted.splitlines(), ""], [*present.splitlines(), ""], strict=False)
    for number, (new, old) in enumerate(pairs, start=1):
        if new != old:
            return f"differs from line {number}: {old.strip()!r} should be {new.strip()!r}"
    return "differs"
