"""Command line: compile a package for a deployment, and compare contracts."""

from __future__ import annotations

import json
import logging
from collections import Counter
from collections.abc import Callable, Generator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

from tc_typed.core.errors import TaskclusterFailure
from tc_typed.core.extras import needing
from tc_typed.core.texts import shown
from tc_typed.core.version import (
    OLDEST_TASKCLUSTER_RELEASE,
    TASKCLUSTER_RELEASE,
    __version__,
)

with needing("cli", "tc-typed"):
    import typer
    from rich.console import Console
    from rich.markup import escape
    from rich.progress import Progress
    from rich.table import Table

    from tc_typed.compiler import ContractError, RuffError, compileContract, writeCompiled
    from tc_typed.compiler.code import isIdentifier
    from tc_typed.compiler.contract.fetch import deploymentContract
    from tc_typed.compiler.contract.load import Contract, contractOf, readFiles
    from tc_typed.compiler.contract.overlay import applyOverlay, bundledContract
    from tc_typed.compiler.diff import Change, compareContracts

app: typer.Typer = typer.Typer(
    name="tc-typed",
    help="Compile typed clients for a Taskcluster deployment, and compare contracts.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
)

_out = Console(soft_wrap=True)
_err = Console(stderr=True, soft_wrap=True)

_RootUrl = Annotated[
    str | None,
    typer.Option(
        "--root-url",
        envvar="TASKCLUSTER_ROOT_URL",
        metavar="URL",
        help="Root URL of the deployment, such as https://tc.example.com.",
        show_default=False,
    ),
]
_Json = Annotated[bool, typer.Option("--json", help="Print the result as JSON.")]


def _showVersions(isRequested: bool) -> None:  # noqa: FBT001 - typer calls it with the flag
    if isRequested:
        typer.echo(f"tc-typed {__version__}")
        typer.echo(
            f"built for Taskcluster {TASKCLUSTER_RELEASE}, "
            f"tested with responses from release {OLDEST_TASKCLUSTER_RELEASE} and later"
        )
        raise typer.Exit


@app.callback()
def takeOptions(
    _version: Annotated[  # noqa: FBT002 - a flag
        bool,
        typer.Option(
            "--version",
            callback=_showVersions,
            is_eager=True,
            help="Show the version, and the Taskcluster releases that it supports.",
        ),
    ] = False,
) -> None:
    """Parse the options before the name of the command."""


@app.command("compile")
def compilePackage(
    package: Annotated[
        str, typer.Option(metavar="NAME", help="Import name of the package to write.")
    ],
    rootUrl: _RootUrl = None,
    output: Annotated[
        Path,
        typer.Option(metavar="DIR", file_okay=False, help="Folder to put the package in."),
    ] = Path(),
    asJson: _Json = False,  # noqa: FBT002 - a flag
) -> None:
    """Compile a deployment's API to a package of typed clients and models.

    The package is laid out like tc_typed: NAME.Queue, NAME.aio.Queue, NAME.queue.TaskDefinition. It
    needs tc_typed at run time. Files of an earlier run are replaced. Methods that can't be compiled
    are left out, and listed at the end.
    """
    if not all(map(isIdentifier, package.split("."))):
        raise typer.BadParameter(f"{package!r} is not a valid import name", param_hint="--package")
    if package.split(".")[0] == "tc_typed":
        raise typer.BadParameter(
            "tc_typed is this package; choose another name", param_hint="--package"
        )
    folder = output.joinpath(*package.split("."))
    with _oneLineErrors(), _notes():
        contract = _deployment(rootUrl)
        with _working("Compiling"):
            files = compileContract(contract, package, lenient=True)
        writeCompiled(folder, files)
        (folder / "py.typed").touch()
    if asJson:
        services = [service.name for service in contract.services]
        _print({"package": package, "folder": str(folder), "services": services, "files": [*files]})
    else:
        typer.echo(f"{len(files)} files written to {shown(str(folder))}")


@app.command("diff")
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
    rootUrl: _RootUrl = None,
    asJson: _Json = False,  # noqa: FBT002 - a flag
) -> None:
    """Show how a deployment differs from this package, or one folder from another.

    Exit status: 0 if there is no breaking change, 1 if there is one, 2 if the comparison failed. A
    change is breaking if it removes or changes something that callers use: a method, an exchange, a
    query parameter, a field, or a value that a payload can have.
    """
    with _oneLineErrors(), _notes():
        before = bundledContract() if old is None else _folder(old)
        after = _deployment(rootUrl) if new is None else _folder(new)
        changes = compareContracts(before, after)
    breaking = [change for change in changes if change.breaking]
    if asJson:
        _print({"breaking": bool(breaking), "changes": [asdict(change) for change in changes]})
    else:
        if changes:
            _out.print(_table(changes))
        _out.print(f"Differences: {len(changes)}. Breaking: {len(breaking)}.", highlight=False)
    raise typer.Exit(1 if breaking else 0)


def _table(changes: Sequence[Change]) -> Table:
    table = Table()
    for heading in ("", "Where", "What", "Before", "Now"):
        table.add_column(heading, overflow="fold")
    for change in changes:
        table.add_row(
            "breaking" if change.breaking else change.kind,
            *(escape(shown(it)) for it in (change.where, change.part, change.before, change.after)),
            style="bold red" if change.breaking else None,
        )
    return table


def _print(value: object) -> None:
    typer.echo(json.dumps(value, indent=2))


# Contracts


def _folder(folder: Path) -> Contract:
    files = readFiles(folder)
    if not files:
        raise ContractError(folder, "the folder contains no JSON files")
    return contractOf(applyOverlay(files))


def _deployment(rootUrl: str | None) -> Contract:
    if rootUrl is None:
        raise typer.BadParameter(
            "give the deployment's root URL, or set TASKCLUSTER_ROOT_URL", param_hint="--root-url"
        )
    with _working("Fetching") as progress:
        return deploymentContract(rootUrl, progress)


# Output on the terminal


@contextmanager
def _working(activity: str) -> Generator[Callable[[int, int], None]]:
    """Show a progress bar on stderr, if that is a terminal."""
    with Progress(console=_err, transient=True, disable=not _err.is_terminal) as bar:
        task = bar.add_task(activity, total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)


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


@contextmanager
def _oneLineErrors() -> Generator[None]:
    """Print an error on one line, or each problem of a contract on its own; exit with status 2."""
    try:
        yield
    except (TaskclusterFailure, ContractError, RuffError, OSError) as error:
        problems = str(error).splitlines() if isinstance(error, ContractError) else [str(error)]
        for problem in problems:
            typer.echo(f"tc-typed: {shown(' '.join(problem.split()))}", err=True)
        raise typer.Exit(2) from None
