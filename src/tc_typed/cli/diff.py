"""`tc-typed diff`: compare contracts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from tc_typed.cli.options import AsJson, RootUrl
from tc_typed.cli.terminal import addRow, printJson, printTable, printText, table
from tc_typed.core.extras import needing

with needing("cli", "tc-typed"):
    import typer

if TYPE_CHECKING:
    from tc_typed.compiler.diff import Change


def showDifferences(
    old: Annotated[
        Path | None,
        typer.Argument(
            exists=True,
            file_okay=False,
            help="Folder with references and schemas. Defaults to those of this package.",
            show_default=False,
        ),
    ] = None,
    new: Annotated[
        Path | None,
        typer.Argument(
            exists=True,
            file_okay=False,
            help="Folder with references and schemas. Defaults to those of the deployment.",
            show_default=False,
        ),
    ] = None,
    rootUrl: RootUrl = None,
    asJson: AsJson = False,  # noqa: FBT002 - a flag
) -> None:
    """Show how a deployment differs from this package, or one folder from another.

    Exit status: 0 if there is no breaking change, 1 if there is one, 2 if the comparison failed. A
    change is breaking if it removes or changes something that callers use: a method, an exchange, a
    query parameter, a field, or a value that a payload can have.
    """
    # The compiler is imported only if it is used: it is large, and other commands don't need it.
    with needing("cli", "tc-typed diff"):
        from tc_typed.cli.contracts import (  # noqa: PLC0415
            compilerMessages,
            fetchContract,
            readContract,
        )
        from tc_typed.compiler.contract.overlay import bundledContract  # noqa: PLC0415
        from tc_typed.compiler.diff import compareContracts  # noqa: PLC0415
    with compilerMessages():
        before = bundledContract() if old is None else readContract(old)
        after = fetchContract(rootUrl) if new is None else readContract(new)
        changes = compareContracts(before, after)
    breaking = [change for change in changes if change.breaking]
    if asJson:
        printJson({"breaking": bool(breaking), "changes": [asdict(change) for change in changes]})
    else:
        if changes:
            _printTable(changes)
        printText(f"Differences: {len(changes)}. Breaking: {len(breaking)}.")
    raise typer.Exit(1 if breaking else 0)


def _printTable(changes: Sequence[Change]) -> None:
    differences = table("", "Where", "What", "Before", "Now")
    for change in changes:
        addRow(
            differences,
            "breaking" if change.breaking else change.kind,
            change.where,
            change.part,
            change.before,
            change.after,
            isRed=change.breaking,
        )
    printTable(differences)
