"""Output on the terminal: tables, JSON, errors on one line, and progress."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Generator
from contextlib import contextmanager

from tc_typed.core.errors import TaskclusterFailure
from tc_typed.core.extras import needing
from tc_typed.core.texts import shown

with needing("cli", "tc-typed"):
    import typer
    from rich.console import Console
    from rich.progress import Progress
    from rich.table import Table

FAILED = 2
"""Exit status of a command that could not do its work."""

_WIDEST = 10_000  # columns

_err = Console(stderr=True, soft_wrap=True)


def table(*headings: str, whole: Collection[str] = ()) -> Table:
    """Create an empty table. Long text in it is continued on the next line.

    Args:
        headings: Headings of the columns.
        whole: Headings of columns with short text to copy, which is kept on one line.
    """
    created = Table()
    for heading in headings:
        created.add_column(heading, overflow="fold", no_wrap=heading in whole)
    return created


def addRow(rows: Table, *texts: str, isRed: bool = False) -> None:
    """Add a row of text to a table. Characters that can't be printed are escaped.

    Args:
        rows: Table to add it to.
        texts: Text of each cell.
        isRed: Whether to print it in bold red.
    """
    rows.add_row(*map(shown, texts), style="bold red" if isRed else None)


def printTable(rows: Table) -> None:
    """Print a table: as wide as the terminal, or as its content if it is read by a program."""
    # Text from elsewhere can look like rich's markup: [red], :smile:.
    out = Console(markup=False, emoji=False, highlight=False)
    if not out.is_terminal:
        out.width = _WIDEST
    out.print(rows)


def printText(text: str) -> None:
    """Print text on one line of stdout."""
    typer.echo(shown(text))


def printJson(value: object) -> None:
    """Print a value as indented JSON."""
    typer.echo(json.dumps(value, indent=2))


def printError(message: str) -> None:
    """Print a message on one line of stderr, after the name of the command."""
    printLine(f"tc-typed: {' '.join(message.split())}")


def printLine(text: str) -> None:
    """Print text on one line of stderr."""
    typer.echo(shown(text), err=True)


def errorText(error: Exception) -> str:
    """Return an error's message, which starts with the file if it could not be read or written."""
    if isinstance(error, OSError) and error.filename is not None:
        return f"{error.filename}: {error.strerror}"
    return str(error)


@contextmanager
def oneLineErrors(*listing: type[Exception]) -> Generator[None]:
    """Print an error on one line, and exit with status 2.

    Args:
        listing: Further classes of errors. Their messages have one problem on each line, which are
            printed separately.
    """
    kinds: tuple[type[Exception], ...] = (TaskclusterFailure, OSError, *listing)
    try:
        yield
    except kinds as error:
        text = errorText(error)
        for problem in text.splitlines() if isinstance(error, listing) else [text]:
            printError(problem)
        raise typer.Exit(FAILED) from None


@contextmanager
def working(activity: str) -> Generator[Callable[[int, int], None]]:
    """Show a progress bar on stderr, if that is a terminal."""
    with Progress(console=_err, transient=True, disable=not _err.is_terminal) as bar:
        task = bar.add_task(activity, total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)
