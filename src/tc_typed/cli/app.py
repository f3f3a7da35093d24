"""The command `tc-typed` with its subcommands."""

from __future__ import annotations

from typing import Annotated

from tc_typed.core.extras import needing
from tc_typed.core.version import (
    OLDEST_TASKCLUSTER_RELEASE,
    TASKCLUSTER_RELEASE,
    __version__,
)

with needing("cli", "tc-typed"):
    import typer

    from tc_typed.cli import yml
    from tc_typed.cli.compile import compilePackage
    from tc_typed.cli.diff import showDifferences
    from tc_typed.cli.serve import serve

app: typer.Typer = typer.Typer(
    name="tc-typed",
    help="Work with .taskcluster.yml files, with the API of a deployment, or a local Taskcluster.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode="markdown",  # which joins the lines of paragraphs
)
app.command("compile")(compilePackage)
app.command("diff")(showDifferences)
app.command("serve")(serve)
app.add_typer(yml.app, name="yml")


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
