"""`tc-typed serve`: run a local Taskcluster until a signal stops it."""

from __future__ import annotations

import os
import re
import shlex
import signal
import sqlite3
import sys
import threading
from collections.abc import Mapping
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, Annotated, TypeAlias

import httpx

from tc_typed.cli.terminal import oneLineErrors, printLine
from tc_typed.core.errors import TaskclusterAuthFailure
from tc_typed.core.extras import needing
from tc_typed.core.signing.credentials import Credentials
from tc_typed.slugs import slugId

with needing("cli", "tc-typed"):
    import typer

if TYPE_CHECKING:
    from tc_typed.testing import LocalTaskcluster

TOKEN_VARIABLE = "TC_TYPED_SERVE_TOKEN"  # noqa: S105  # The name of a variable.
"""Environment variable with the access token of the root client."""

_PORT = 8080
_HIGHEST_PORT = 65535
_LONGEST_CLAIM = 1e6
_CLAIM_TIMEOUT = 1200.0
_TOKEN = re.compile(r"[A-Za-z0-9_-]{22,66}")
_TOKEN_NAME = "TASKCLUSTER_ACCESS_TOKEN"  # noqa: S105  # The name of a variable.

_LOOK_INTERVAL = 1.0
"""Seconds between looks for what has fallen due, such as hooks and deadlines."""


_Port: TypeAlias = Annotated[
    int, typer.Option(min=0, max=_HIGHEST_PORT, help="Port of 127.0.0.1. 0 takes a free one.")
]
_DatabaseFile: TypeAlias = Annotated[
    Path | None,
    typer.Option(
        "--db",
        metavar="FILE",
        dir_okay=False,
        help="SQLite file that keeps the state, created if missing. Defaults to none: the state is "
        "in memory.",
    ),
]
_RootClient: TypeAlias = Annotated[
    str | None,
    typer.Option(
        "--root-client",
        metavar="ID[:TOKEN]",
        help="Client with all scopes. A token has 22 to 66 letters, digits, - and _. It defaults "
        f"to that in {TOKEN_VARIABLE} or the database, or to a new one.",
    ),
]
_Amqp: TypeAlias = Annotated[
    str | None,
    typer.Option(
        "--amqp",
        envvar="TC_TYPED_SERVE_AMQP",
        metavar="URL",
        help="AMQP broker that gets every message, too: amqp://user:password@127.0.0.1. It needs "
        "the extra pulse.",
        show_default=False,
    ),
]
_ClaimTimeout: TypeAlias = Annotated[
    float,
    typer.Option(
        "--claim-timeout",
        metavar="SECONDS",
        min=1,
        max=_LONGEST_CLAIM,
        help="Time after which a claim expires unless the worker renews it.",
    ),
]
_RunTasks: TypeAlias = Annotated[
    bool,
    typer.Option(
        "--run-tasks",
        help="EXECUTE the commands of all tasks on this machine, with your rights and WITHOUT A "
        "SANDBOX. Never use it with tasks that you don't trust.",
    ),
]


def serve(
    *,
    port: _Port = _PORT,
    database: _DatabaseFile = None,
    rootClient: _RootClient = None,
    amqp: _Amqp = None,
    claimTimeout: _ClaimTimeout = _CLAIM_TIMEOUT,
    runTasks: _RunTasks = False,
) -> None:
    """Run a local Taskcluster, with a status page, until Ctrl-C or SIGTERM.

    Variables for clients are printed as shell commands. In a shell:

    eval "$(tc-typed serve --port 0 &)"

    POST {"advance": SECONDS} to /clock as JSON moves its clock.
    """
    with needing("testing", "tc-typed serve"):
        from tc_typed.testing import LocalTaskcluster  # noqa: PLC0415
        from tc_typed.testing.deployment import ROOT_CLIENT  # noqa: PLC0415

    stopping = _stopOnSignals()
    root = _rootOf(
        ROOT_CLIENT if rootClient is None else rootClient, os.environ.get(TOKEN_VARIABLE)
    )
    with oneLineErrors(RuntimeError):
        local = LocalTaskcluster(
            port=port,
            database=database,
            credentials=root,
            claimTimeout=claimTimeout,
            amqp=amqp,
        )
        local.start()
    try:
        if runTasks:
            local.executeTasks()
        if _isInBackground():
            signal.signal(signal.SIGINT, signal.SIG_IGN)
        # Variables last: `eval` continues when they are complete, and prompts for the next command.
        _printHints(local, hasToken=isinstance(root, Credentials), runsTasks=runTasks)
        _printVariables(local.environment(), hasToken=isinstance(root, Credentials))
        _openStatusPage(local.rootUrl)
        problem = None
        while not stopping.wait(_LOOK_INTERVAL):
            former, problem = problem, catchUp(local)
            if problem not in (None, former):
                printLine(f"the state can't be written: {problem}")
    finally:
        local.stop()


def _openStatusPage(rootUrl: str) -> None:
    """Load what all pages need, so that the first one that the user opens is fast, too."""
    with suppress(httpx.HTTPError):  # The user who opens it sees the problem.
        httpx.get(rootUrl, trust_env=False)


def catchUp(local: LocalTaskcluster) -> str | None:
    """Carry out what has fallen due.

    Args:
        local: The local Taskcluster.

    Returns:
        The problem, if the changes can't be written: the disk may be full.
    """
    try:
        local.clock.advance(timedelta())
    except sqlite3.Error as error:
        return str(error)
    return None


def _stopOnSignals() -> threading.Event:
    """Return an event that the first signal sets; the second one ends the process at once."""
    signals = [signal.SIGINT, signal.SIGTERM]
    if sys.platform != "win32" and signal.getsignal(signal.SIGHUP) is not signal.SIG_IGN:
        signals.append(signal.SIGHUP)  # The terminal was closed; nohup ignores it.
    stopping = threading.Event()

    def stop(_number: int, _frame: FrameType | None) -> None:
        for each in signals:
            signal.signal(each, signal.SIG_DFL)
        stopping.set()

    for each in signals:
        signal.signal(each, stop)
    return stopping


def _isInBackground() -> bool:
    """Return whether a shell has started this process in a command substitution, and goes on.

    Then, this process is in the group of the shell, which gets a signal at each Ctrl-C, and its
    parent, the shell of the substitution, has ended.
    """
    if sys.platform == "win32":
        return False
    group = os.getpgrp()
    return group not in (os.getpid(), os.getpgid(os.getppid()))


def _rootOf(given: str, token: str | None) -> Credentials | str:
    """Return the credentials of the root client, or its id if it has no given token."""
    clientId, colon, end = given.rpartition(":")
    if colon and _TOKEN.fullmatch(end):
        token = end
    else:
        clientId = given
    if token and not _TOKEN.fullmatch(token):
        raise typer.BadParameter(
            "it must be 22 to 66 letters, digits, - and _", param_hint=TOKEN_VARIABLE
        )
    try:
        credentials = Credentials(clientId, token or slugId())
    except TaskclusterAuthFailure as error:
        raise typer.BadParameter(str(error), param_hint="--root-client") from None
    return credentials if token else clientId


def _printVariables(environment: Mapping[str, str], *, hasToken: bool) -> None:
    """Print shell commands that set variables for clients, and close the output."""
    for name, value in environment.items():
        if not (hasToken and name == _TOKEN_NAME):
            typer.echo(f"export {name}={shlex.quote(value)}")
    sys.stdout.flush()
    # A shell that evaluates the output waits for its end. The descriptor stays in use, so that no
    # other file gets its number.
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())
    os.close(nowhere)


def _printHints(local: LocalTaskcluster, *, hasToken: bool, runsTasks: bool) -> None:
    printLine(f"status page: {local.rootUrl}/")
    if hasToken:
        printLine("TASKCLUSTER_ACCESS_TOKEN is not printed: it is the token that you gave")
    if runsTasks:
        printLine("tasks are executed on this machine, without a sandbox")
    ways = "" if signal.getsignal(signal.SIGINT) is signal.SIG_IGN else "Ctrl-C, or "
    printLine(f"stop it with {ways}kill {os.getpid()}")
