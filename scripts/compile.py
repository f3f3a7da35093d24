"""Compile the contract in schemas/ to the packages in src/tc_typed/.

Usage: python scripts/compile.py           write what the contract says
       python scripts/compile.py --check   only say what differs; exit 1 if anything does
       python scripts/compile.py --schemas FOLDER --lenient --output PACKAGE
                                           compile what a deployment serves under /references
                                           and /schemas to a package of its own
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from tc_typed.compiler import (
    ContractError,
    RuffError,
    compileContract,
    compiledFiles,
    differences,
)

_PROJECT = Path(__file__).resolve().parent.parent


def main() -> int:
    """Run the command; 0 if all is well, 1 if files differ, 2 if the contract is wrong."""
    parser = argparse.ArgumentParser(description="Compile the contract to models and clients.")
    parser.add_argument("--check", action="store_true", help="write nothing, exit 1 if any differ")
    parser.add_argument("--schemas", type=Path, default=_PROJECT / "schemas")
    parser.add_argument("--output", type=Path, default=_PROJECT / "src" / "tc_typed")
    parser.add_argument("--lenient", action="store_true", help="make up names where titles fail")
    options = parser.parse_args()
    output: Path = options.output
    try:
        wanted = compileContract(
            options.schemas,
            output.resolve().name,
            lenient=options.lenient,
            settings=_PROJECT / "pyproject.toml",
        )
    except (ContractError, RuffError) as error:
        print(error, file=sys.stderr)
        return 2
    present = compiledFiles(output)
    if options.check:
        found = differences(wanted, present)
        print("\n".join(found) or f"{len(wanted)} files are as the contract says")
        return 1 if found else 0
    for path in present.keys() - wanted.keys():
        (output / path).unlink()
    for path, source in wanted.items():
        place = output / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(source, encoding="utf-8")
    print(f"{len(wanted)} files written to {output}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
