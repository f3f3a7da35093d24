"""Options that several commands have."""

from __future__ import annotations

from typing import Annotated, TypeAlias

from tc_typed.core.extras import needing

with needing("cli", "tc-typed"):
    import typer

RootUrl: TypeAlias = Annotated[
    str | None,
    typer.Option(
        "--root-url",
        envvar="TASKCLUSTER_ROOT_URL",
        metavar="URL",
        help="Root URL of the deployment, such as https://tc.example.com.",
        show_default=False,
    ),
]
AsJson: TypeAlias = Annotated[bool, typer.Option("--json", help="Print the result as JSON.")]
