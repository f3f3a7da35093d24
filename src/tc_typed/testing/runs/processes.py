"""Processes of commands that execute runs."""

from __future__ import annotations

import os
import signal
import subprocess
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import IO

from tc_typed.worker.run import BaseRun


def startProcess(
    arguments: Sequence[str],
    environment: Mapping[str, str],
    output: IO[bytes],
    folder: Path | None = None,
) -> subprocess.Popen[bytes]:
    """Start a command in a process group of its own, without input.

    Args:
        arguments: Program and arguments.
        environment: All its environment variables.
        output: File for its output, errors included.
        folder: Its current folder. Defaults to that of this program.

    Raises:
        OSError: if it can't be started.
        ValueError: if an argument or variable is impossible, such as one with a null byte.
    """
    return subprocess.Popen(  # noqa: S603  # Users decide whose commands are executed.
        arguments,
        env=environment,
        cwd=folder,
        stdin=subprocess.DEVNULL,
        stdout=output,
        stderr=subprocess.STDOUT,
        start_new_session=True,  # So that its own subprocesses can be killed, too.
    )


def killGroup(process: subprocess.Popen[bytes]) -> None:
    """Kill a command and its subprocesses, and wait for its end."""
    # No process may be left. macOS says EPERM if only zombies are.
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def runVariables(run: BaseRun) -> dict[str, str]:
    """Return the environment variables that tell a command which run it executes."""
    return {
        "TASK_ID": run.taskId,
        "RUN_ID": str(run.runId),
        "TASK_GROUP_ID": run.task.taskGroupId,
    }
