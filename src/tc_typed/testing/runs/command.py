"""Commands that execute runs."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from tempfile import TemporaryFile
from typing import IO

from tc_typed.core.signing.credentials import Credentials
from tc_typed.testing.runs.group_runs import GroupRuns
from tc_typed.testing.runs.processes import killGroup, runVariables, startProcess
from tc_typed.testing.timeline import LOOK_INTERVAL
from tc_typed.worker.outcomes import Outcome
from tc_typed.worker.run import Run
from tc_typed.worker.threads import HeldRun

LOG = "public/logs/live.log"
"""Name of the artifact that has the output of a command."""

_END_LENGTH = 4000
"""Bytes at the end of the output in which the last line is searched."""


class Command:
    """A command that is started for each run. It is a handler of runs."""

    def __init__(
        self,
        arguments: Sequence[str],
        environment: Callable[[Credentials], Mapping[str, str]],
        group: GroupRuns[HeldRun],
    ) -> None:
        """Create a handler.

        Args:
            arguments: Program and arguments.
            environment: Function that returns the environment variables for credentials.
            group: Group of the runs.
        """
        self._arguments = tuple(arguments)
        self._environment = environment
        self._group = group

    def __call__(self, run: Run) -> Outcome:
        """Start the command, wait for its end, and upload its output."""
        with TemporaryFile() as log:
            status = self._statusOf(run, log)
            run.upload(LOG, log)
            if not status:
                return "completed"
            ending = f"exit status {status}" if status > 0 else f"killed by signal {-status}"
            text = ": ".join(filter(None, [ending, _lastLine(log)]))
        self._group.explain(run.taskId, run.runId, "failed", text)
        return "failed"

    def _statusOf(self, run: Run, log: IO[bytes]) -> int:
        """Return the exit status of the command, which is killed if the run is lost."""
        variables = {**os.environ, **self._environment(run.credentials), **runVariables(run)}
        process = startProcess(self._arguments, variables, log)
        try:
            while True:
                with suppress(subprocess.TimeoutExpired):
                    return process.wait(LOOK_INTERVAL)
                self._group.look()
                run.raiseIfLost()
        finally:
            if process.returncode is None:
                killGroup(process)


def _lastLine(log: IO[bytes]) -> str:
    """Return the last line that is not blank, which usually is the error; empty if none is."""
    size = log.seek(0, os.SEEK_END)
    log.seek(max(size - _END_LENGTH, 0))
    lines = log.read().decode(errors="replace").split("\n")
    return next((line.strip() for line in reversed(lines) if line.strip()), "")
