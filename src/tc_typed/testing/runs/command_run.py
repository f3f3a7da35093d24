"""Execution of the commands of one task on this machine, as generic-worker and docker-worker do."""

from __future__ import annotations

import asyncio
import os
import shlex
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory

from tc_typed.core.errors import TaskclusterFailure
from tc_typed.core.texts import shown
from tc_typed.live_log.follow_log import LIVE_LOG
from tc_typed.queue.models import LinkArtifactRequest, RedirectArtifactRequest
from tc_typed.testing.runs.command_payload import CommandPayload, PayloadArtifact
from tc_typed.testing.runs.processes import killGroup, runVariables, startProcess
from tc_typed.testing.runs.task_files import filesBelow
from tc_typed.testing.server.live_logs import LiveLogs
from tc_typed.worker import AsyncRun, Outcome, RunException

BACKING_LOG = "public/logs/live_backing.log"
"""Name of the artifact with the complete log, to which the live log links at the end."""

MOST_OUTPUT: int = 100 * 2**20
"""Maximum size of a log in bytes, so that an endless output does not fill the disk."""

_ROOT_URL = "TASKCLUSTER_ROOT_URL"
_LOG_TYPE = "text/plain; charset=utf-8"

_INHERITED = ("LANG", "LC_ALL", "LOGNAME", "PATH", "SHELL", "TMPDIR", "TZ", "USER")
"""Environment variables of this program that commands get, too. Others may hold secrets."""

_INTERVAL = 0.05
"""Seconds between looks at a process, and at its run, which may be cancelled."""


class CommandRun:
    """Execution of one run: its folder, log, commands and artifacts."""

    def __init__(
        self,
        run: AsyncRun,
        environment: Mapping[str, str],
        logs: LiveLogs,
        lossOf: Callable[[], str | None],
    ) -> None:
        """Set up; nothing is executed yet.

        Args:
            run: The run.
            environment: Variables for calls to the local Taskcluster with the task's credentials.
            logs: Logs that can be followed.
            lossOf: Function that returns the reason for which the run was lost, if it was.
        """
        self._run = run
        self._environment = environment
        self._rootUrl = environment[_ROOT_URL]
        self._logs = logs
        self._lossOf = lossOf
        self._expires = run.task.expires or run.task.deadline

    async def execute(self) -> Outcome:
        """Execute the commands, and upload log and artifacts.

        Raises:
            RunException: if the payload is not one with commands.
            TaskclusterFailure: if the log can't be uploaded.
        """
        # The task's folder is alone in another one: a command that deletes too much, with `../*`
        # for example, does not find the log or anything else there.
        with _temporaryFolder() as parent, _temporaryFolder() as other:
            self._folder, self._logFile = Path(parent, "task"), Path(other, "log")
            self._folder.mkdir()
            self._logFile.touch()
            # It can be followed until the complete log has replaced it, so it is never missing.
            with self._logs.publish(self._logFile) as path:
                try:
                    await self._publishLiveLog(self._rootUrl + path)
                    outcome = await self._executeAll()
                except BaseException as error:
                    if isinstance(error, RunException):
                        self._log(str(error))
                    # The log of a run that is lost can't be uploaded any more.
                    with suppress(TaskclusterFailure):
                        await self._publishLog()
                    raise
                if self._lossOf() is None:
                    await self._publishLog()
        return outcome

    async def _executeAll(self) -> Outcome:
        run = self._run
        self._log(f"task {run.taskId}, run {run.runId}: {run.task.metadata.name}")
        self._log("executed without a container, in a temporary folder of this machine")
        payload = run.payloadAs(CommandPayload)
        variables = {
            **{name: os.environ[name] for name in _INHERITED if name in os.environ},
            "HOME": str(self._folder),
            **(payload.env or {}),
            **(self._environment if payload.needsCredentials else {_ROOT_URL: self._rootUrl}),
            **runVariables(run),
        }
        end = time.monotonic() + payload.maxRunTime
        problem = None
        for command in payload.commands():
            problem = await self._executeCommand(command, variables, end)
            if problem is not None:
                self._log(problem)
                break
        if self._lossOf() is not None:
            return "failed"  # The queue does not accept it any more.
        isUploaded = await self._uploadAll(payload.artifactsByName())
        outcome: Outcome = "completed" if problem is None and isUploaded else "failed"
        self._log(outcome)
        return outcome

    async def _executeCommand(
        self, command: Sequence[str], variables: Mapping[str, str], end: float
    ) -> str | None:
        """Execute a command, and kill what is left of it; return the problem if it failed."""
        self._log(f"$ {shlex.join(command)}")
        with self._logFile.open("ab") as output:
            try:
                process = startProcess(command, variables, output, self._folder)
            except (OSError, ValueError) as error:
                return f"the command can't be started: {error}"
        try:
            while process.poll() is None:
                if time.monotonic() >= end:
                    return "killed, because the task has run for its maxRunTime"
                if self._logFile.stat().st_size > MOST_OUTPUT:
                    return f"killed, because its output has more than {MOST_OUTPUT:,} bytes"
                if (loss := self._lossOf()) is not None:
                    return f"killed, because the run is over: {loss}"
                await asyncio.sleep(_INTERVAL)
        finally:
            killGroup(process)
            if self._logFile.stat().st_size > MOST_OUTPUT:
                os.truncate(self._logFile, MOST_OUTPUT)
        status = process.returncode
        if not status:
            return None
        return f"exit status {status}" if status > 0 else f"killed by signal {-status}"

    async def _uploadAll(self, artifacts: Mapping[str, PayloadArtifact]) -> bool:
        """Upload the artifacts that exist; return whether no upload failed."""
        isUploaded = True
        for name, artifact in artifacts.items():
            if name in (LIVE_LOG, BACKING_LOG):
                self._log(f"artifact {name} can't be uploaded: its name is that of the log")
                isUploaded = False
                continue
            files = [*filesBelow(self._folder, artifact.path)]
            if not files:
                self._log(f"artifact {name}: the task's folder has no file {artifact.path}")
            for ending, file in files:
                try:
                    await self._upload(name + ending, file, artifact)
                except (TaskclusterFailure, OSError, ValueError) as error:
                    self._log(f"artifact {name}{ending} can't be uploaded: {error}")
                    isUploaded = False
        return isUploaded

    async def _upload(self, name: str, file: Path, artifact: PayloadArtifact) -> None:
        await self._run.upload(
            name,
            file,
            contentType=artifact.contentType,
            expires=min(artifact.expires or self._expires, self._expires),
        )

    async def _publishLiveLog(self, url: str) -> None:
        request = RedirectArtifactRequest(expires=self._expires, url=url, contentType=_LOG_TYPE)
        await self._run.queue.createArtifact(self._run.taskId, self._run.runId, LIVE_LOG, request)

    async def _publishLog(self) -> None:
        """Upload the complete log, and let the live log lead to it."""
        await self._run.upload(BACKING_LOG, self._logFile, contentType=_LOG_TYPE)
        request = LinkArtifactRequest(
            expires=self._expires, artifact=BACKING_LOG, contentType=_LOG_TYPE
        )
        await self._run.queue.createArtifact(self._run.taskId, self._run.runId, LIVE_LOG, request)

    def _log(self, text: str) -> None:
        with self._logFile.open("ab") as log:
            log.write(f"[tc-typed] {shown(text)}\n".encode(errors="backslashreplace"))


def _temporaryFolder() -> TemporaryDirectory[str]:
    return TemporaryDirectory(prefix="tc-typed-", ignore_cleanup_errors=True)
