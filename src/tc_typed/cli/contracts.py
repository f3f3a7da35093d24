"""Contracts for the commands that compile or compare them, and messages of the compiler."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from pathlib import Path

from tc_typed.cli.terminal import oneLineErrors, working
from tc_typed.core.extras import needing

with needing("cli", "tc-typed"):
    import typer

    from tc_typed.compiler import ContractError, RuffError
    from tc_typed.compiler.contract.errors import Problems
    from tc_typed.compiler.contract.fetch import deploymentContract
    from tc_typed.compiler.contract.load import Contract, contractOf, readFiles
    from tc_typed.compiler.contract.openapi import withOpenApi
    from tc_typed.compiler.contract.overlay import applyOverlay


def readContract(folder: Path) -> Contract:
    """Read the contract in a folder with references and schemas."""
    files = readFiles(folder)
    if not files:
        raise ContractError(folder, "the folder contains no JSON files")
    contract = contractOf(files)
    # The overlay completes what a deployment publishes; other APIs have nothing to do with it.
    return (
        contract if contract.openapi and not contract.services else contractOf(applyOverlay(files))
    )


def fetchContract(rootUrl: str | None) -> Contract:
    """Fetch the contract of a deployment, with progress on the terminal."""
    if rootUrl is None:
        raise typer.BadParameter(
            "give the deployment's root URL, or set TASKCLUSTER_ROOT_URL", param_hint="--root-url"
        )
    with working("Fetching") as progress:
        return deploymentContract(rootUrl, progress)


def contractToCompile(rootUrl: str | None, folder: Path | None) -> Contract:
    """Return the contract in a folder or of a deployment; each OpenAPI document is a service."""
    contract = fetchContract(rootUrl) if folder is None else readContract(folder)
    problems = Problems()
    contract = withOpenApi(contract, problems, lenient=True)
    problems.check()
    return contract


@contextmanager
def compilerMessages() -> Generator[None]:
    """Print the compiler's notes and errors, each on one line; exit with status 2 for an error."""
    with oneLineErrors(ContractError, RuffError), _notes():
        yield


@contextmanager
def _notes() -> Generator[None]:
    """Print the compiler's notes without duplicates, then the parts that it left out."""
    handler, log = _Notes(), logging.getLogger("tc_typed.compiler")
    level = log.level
    log.addHandler(handler)
    log.setLevel(logging.INFO)
    try:
        yield
    finally:
        log.removeHandler(handler)
        log.setLevel(level)
        for note in handler.notes:
            typer.echo(f"tc-typed: note: {note}", err=True)
        if handler.leftOut:
            typer.echo(f"tc-typed: {_counted(handler.leftOut)} left out:", err=True)
        for note in handler.leftOut:
            typer.echo(f"tc-typed: {note}", err=True)


def _counted(leftOut: Mapping[str, str]) -> str:
    """Return the number of left-out parts of each kind, in words."""
    counts = Counter(leftOut.values())
    parts = [f"{count} {kind}{'s' * (count > 1)}" for kind, count in counts.items()]
    return f"{' and '.join(parts)} {'was' if counts.total() == 1 else 'were'}"


class _Notes(logging.Handler):
    """Collects log messages without duplicates."""

    def __init__(self) -> None:
        super().__init__()
        self.notes: dict[str, None] = {}
        self.leftOut: dict[str, str] = {}
        """Messages about parts that were left out, with the kind of part."""

    def emit(self, record: logging.LogRecord) -> None:
        if (kind := getattr(record, "leftOut", None)) is not None:
            self.leftOut[record.getMessage()] = str(kind)
        else:
            self.notes[record.getMessage()] = None
