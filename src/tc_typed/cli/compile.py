"""`tc-typed compile`: compile a package for a deployment, or for other APIs."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from tc_typed.cli.options import AsJson, RootUrl
from tc_typed.cli.terminal import printJson, working
from tc_typed.core.extras import needing
from tc_typed.core.texts import shown

with needing("cli", "tc-typed"):
    import typer


def compilePackage(
    package: Annotated[
        str, typer.Option(metavar="NAME", help="Import name of the package to write.")
    ],
    contractFolder: Annotated[
        Path | None,
        typer.Argument(
            exists=True,
            file_okay=False,
            metavar="FOLDER",
            help="Folder with references and schemas, or OpenAPI documents. Defaults to those of "
            "the deployment.",
            show_default=False,
        ),
    ] = None,
    rootUrl: RootUrl = None,
    output: Annotated[
        Path,
        typer.Option(metavar="DIR", file_okay=False, help="Folder to put the package in."),
    ] = Path(),
    asJson: AsJson = False,  # noqa: FBT002 - a flag
) -> None:
    """Compile a deployment's API, or the one in a folder, to a package of typed clients and models.

    The package is laid out like tc_typed: NAME.Queue, NAME.aio.Queue, NAME.queue.TaskDefinition. It
    needs tc_typed at run time. Files of an earlier run are replaced. Methods that can't be compiled
    are left out, and listed at the end.
    """
    # The compiler is imported only if it is used: it is large, and other commands don't need it.
    with needing("cli", "tc-typed compile"):
        from tc_typed.cli.contracts import compilerMessages, contractToCompile  # noqa: PLC0415
        from tc_typed.compiler import compileContract, writeCompiled  # noqa: PLC0415
        from tc_typed.compiler.code import isIdentifier  # noqa: PLC0415
    if not all(map(isIdentifier, package.split("."))):
        raise typer.BadParameter(f"{package!r} is not a valid import name", param_hint="--package")
    if package.split(".")[0] == "tc_typed":
        raise typer.BadParameter(
            "tc_typed is this package; choose another name", param_hint="--package"
        )
    folder = output.joinpath(*package.split("."))
    with compilerMessages():
        contract = contractToCompile(rootUrl, contractFolder)
        with working("Compiling"):
            files = compileContract(contract, package, lenient=True)
        writeCompiled(folder, files)
        (folder / "py.typed").touch()
    if asJson:
        services = [service.name for service in contract.services]
        printJson(
            {"package": package, "folder": str(folder), "services": services, "files": [*files]}
        )
    else:
        typer.echo(f"{len(files)} files written to {shown(str(folder))}")
