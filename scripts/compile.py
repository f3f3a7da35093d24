"""Compile the contracts: schemas/ to src/tc_typed/, schemas/legacy/ to src/tc_typed/legacy/.

Also derive sync modules of tc_typed from the hand-written async ones.

Usage: python scripts/compile.py           write all modules
       python scripts/compile.py --check   only list differences; exit 1 if there are any
       python scripts/compile.py --schemas FOLDER --lenient --output PACKAGE
                                           compile the documents that a deployment serves under
                                           /references and /schemas to a separate package
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from tc_typed.compiler import (
    ContractError,
    RuffError,
    SyncFormError,
    compileContract,
    compiledFiles,
    derivedModules,
    differences,
    writeCompiled,
)

_PROJECT = Path(__file__).resolve().parent.parent
_TC_TYPED = _PROJECT / "src" / "tc_typed"
_LEGACY = "legacy"


class _Options(argparse.Namespace):
    check: bool
    schemas: Path
    output: Path
    lenient: bool


def main() -> int:
    """Run the command; return 0 for success, 1 if files differ, and 2 after any other error."""
    parser = argparse.ArgumentParser(description="Compile the contract to models and clients.")
    parser.add_argument("--check", action="store_true", help="only list differences")
    parser.add_argument("--schemas", type=Path, default=_PROJECT / "schemas")
    parser.add_argument("--output", type=Path, default=_TC_TYPED)
    parser.add_argument(
        "--lenient",
        action="store_true",
        help="derive missing names, and ignore or leave out what can't be compiled",
    )
    options = parser.parse_args(namespace=_Options())
    schemas, output = options.schemas, options.output
    package = output.resolve().name
    contracts = [(schemas, output, package)]
    if (schemas / _LEGACY).is_dir():
        contracts.append((schemas / _LEGACY, output / _LEGACY, f"{package}.{_LEGACY}"))
    try:
        compiled = [
            (folder, compileContract(contract, name, lenient=options.lenient))
            for contract, folder, name in contracts
        ]
        if output.resolve() == _TC_TYPED:
            compiled[0][1].update(derivedModules(output))
        work = _check if options.check else _write
        return max([work(folder, wanted) for folder, wanted in compiled])
    except (ContractError, RuffError, SyncFormError, FileExistsError) as error:
        print(error, file=sys.stderr)
        return 2


def _check(output: Path, wanted: dict[str, str]) -> int:
    found = differences(wanted, compiledFiles(output))
    print("\n".join(found) or f"{len(wanted)} files in {output} match the contract")
    return 1 if found else 0


def _write(output: Path, wanted: dict[str, str]) -> int:
    writeCompiled(output, wanted)
    print(f"{len(wanted)} files written to {output}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
