"""A Flamenco worker: runs tasks until Ctrl-C, or until the Manager requests the state offline.

Usage: python examples/flamenco_worker.py http://manager.example.com:8080 [FILE]

It registers at its first start, and keeps its credentials in FILE (`worker.json` by default). It
needs Flamenco 3.8 or newer, because it rejects tasks without step counts, which older Managers
send.
"""

from __future__ import annotations

import asyncio
import json
import logging
import math
import os
import platform
import secrets
import signal
import socket
import sys
import time
from asyncio.subprocess import DEVNULL, PIPE, STDOUT, Process, SubprocessStreamProtocol
from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping, Sequence
from contextlib import aclosing, suppress
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Literal, Protocol, TypeAlias, TypeVar, get_args

from tc_typed import (
    AccessDenied,
    AuthenticationFailed,
    TaskclusterConnectionError,
    TaskclusterFailure,
    TaskclusterRestFailure,
    UnexpectedResponse,
)
from tc_typed.flamenco import (
    AssignedTask,
    BasicCredentials,
    Command,
    TaskUpdate,
    WorkerRegistration,
    WorkerSignOn,
    WorkerStateChange,
    WorkerStateChanged,
)
from tc_typed.flamenco.aio import WorkerApi

T = TypeVar("T")
State: TypeAlias = Literal["awake", "asleep", "offline", "restart"]
STATES: Mapping[str, State] = {state: state for state in get_args(State)}
"""States that this worker supports; newer Managers may request others."""
log = logging.getLogger("flamenco_worker")

LONGEST_LOG = 256 * 1024
"""Maximum size of a task's log in one update, in bytes of JSON; the rest is left out."""
CHUNK = 64 * 1024
"""Number of bytes to read at a time from a program's output."""
LONGEST_PAUSE = 30.0
"""Maximum seconds between two attempts while the Manager is away or refuses calls."""
SIGN_OFF_TIMEOUT = 20.0
"""Timeout in seconds for signing off. Without a sign-off, the Manager takes longer to notice that
the worker is gone.
"""
GRACE = 0.5
"""Seconds to wait for remaining output after a program has ended."""


# Commands


@dataclass(frozen=True)
class Progress:
    """Progress of a command since its last report."""

    activity: str | None = None
    """Current activity, on one line."""
    log: str | None = None
    """New lines for the task's log."""
    steps: int = 0
    """Number of steps completed since the last report."""
    output: Path | None = None
    """Path of a rendered image."""


class CommandFailed(Exception):
    """A command failed; the message is written to the task's log."""


class Runner(Protocol):
    """Runs the commands of tasks."""

    taskTypes: Sequence[str]
    """Task types whose commands it can run."""

    def run(self, command: Command, /) -> AsyncGenerator[Progress]:
        """Run a command. Canceling stops it.

        Raises:
            CommandFailed: if the command fails. Any other exception fails the task, too.
        """
        ...


class SimpleRunner:
    """Runs Flamenco's commands `echo`, `sleep` and `exec`."""

    taskTypes: Sequence[str] = ("misc",)

    async def run(self, command: Command, /) -> AsyncGenerator[Progress]:
        """Run a command."""
        match command.name, command.parameters:
            case "echo", {"message": str(message)}:
                yield Progress(activity="echo", log=message)
            case "sleep", {"duration_in_seconds": int(seconds) | float(seconds)} if (
                not isinstance(seconds, bool) and 0 <= seconds < math.inf
            ):
                yield Progress(activity=f"sleeping for {seconds} s")
                await asyncio.sleep(seconds)
            case "exec", {"exe": str(exe), "args": [*args]}:
                async with aclosing(execute([exe, *map(str, args)])) as running:
                    async for progress in running:
                        yield progress
            case name, parameters:
                raise CommandFailed(f"can't run {name} with {json.dumps(parameters)}")


async def execute(arguments: Sequence[str]) -> AsyncGenerator[Progress]:
    """Run a program, yield its output, and kill remaining child processes at the end."""
    yield Progress(activity=arguments[0])
    loop = asyncio.get_running_loop()
    transport, protocol = await loop.subprocess_exec(
        lambda: SubprocessStreamProtocol(CHUNK, loop),
        *arguments, stdin=DEVNULL, stdout=PIPE, stderr=STDOUT, start_new_session=True,
    )  # fmt: skip
    process = Process(transport, protocol, loop)
    try:
        async with aclosing(linesOf(process)) as pieces:
            async for lines in pieces:
                yield Progress(log=lines)
        status = await process.wait()
    finally:
        kill(process)
        if pipe := transport.get_pipe_transport(1):
            pipe.close()  # A daemon may keep the other end open forever.
        with suppress(TimeoutError):
            await asyncio.wait_for(process.wait(), GRACE)
    if status:
        raise CommandFailed(f"{arguments[0]} exited with status {status}")


async def linesOf(process: Process) -> AsyncGenerator[str]:
    """Yield a program's output in pieces that end at line breaks, unless a line is very long."""
    assert process.stdout is not None  # noqa: S101  # stdout is a pipe
    data, end, isOver = b"", math.inf, False
    while not isOver:
        if process.returncode is not None:
            kill(process)  # Child processes may keep the output open forever.
            end = min(end, time.monotonic() + GRACE)
        with suppress(TimeoutError):
            async with asyncio.timeout(GRACE):
                chunk = await process.stdout.read(CHUNK)
            data, isOver = data + chunk, not chunk
        isOver |= time.monotonic() > end
        cut = data.rfind(b"\n") + 1
        if isOver or len(data) - cut >= CHUNK:
            cut = len(data)
        if cut:
            yield data[:cut].decode(errors="replace").replace("\r\n", "\n").removesuffix("\n")
        data = data[cut:]
        await asyncio.sleep(0)  # Reading buffered data does not let other tasks run.


def kill(process: Process) -> None:
    """Kill a program and its child processes."""
    with suppress(ProcessLookupError):
        if sys.platform == "win32":
            process.kill()
        else:
            os.killpg(process.pid, signal.SIGKILL)


# Decisions


@dataclass
class Report:
    """Progress of a task not yet sent to the Manager, limited in size."""

    update: TaskUpdate = field(default_factory=TaskUpdate)
    image: Path | None = None
    """Path of the last image that the task has rendered."""
    _lines: list[str] = field(default_factory=list[str])
    _room: int = LONGEST_LOG

    def add(self, progress: Progress, steps: int) -> None:
        """Add progress of a command, and set the number of completed steps of the task."""
        self.update.steps_completed = steps
        if progress.activity is not None:
            self.update.activity = fitting(progress.activity)
        if progress.log is not None:
            self.addLog(progress.log)
        self.image = progress.output or self.image

    def addLog(self, text: str) -> None:
        """Append to the task's log, up to its maximum size."""
        if self._room > 0:
            kept = fitting(text, self._room)
            self._lines.append(kept)
            # The two quotes count for the line break, which is two bytes in JSON.
            self._room -= len(json.dumps(kept))
            if self._room <= 0 or len(kept) < len(text):
                self._room = 0
                self._lines.append("[the rest of the log is left out]")

    def take(self) -> TaskUpdate | None:
        """Remove and return everything except the image."""
        update = self.update
        if self._lines:
            update.log = "\n".join(self._lines)
        self.update, self._lines, self._room = TaskUpdate(), [], LONGEST_LOG
        return update if update.model_fields_set else None


def fitting(text: str, room: int = 1000) -> str:
    """Cut a string to `room` bytes of JSON, and replace lone surrogates."""
    text = text[:room].encode(errors="replace").decode()
    while len(json.dumps(text)) - 2 > room:
        text = text[: len(text) // 2]
    return text


def failed(reason: object) -> TaskUpdate:
    """Return an update that fails a task, with a reason short enough for any Manager."""
    return TaskUpdate(taskStatus="failed", log=fitting(str(reason)))


def isAway(failure: TaskclusterFailure) -> bool:
    """Whether a call failed because the Manager is down or busy, and a retry may succeed."""
    if isinstance(failure, TaskclusterRestFailure):
        return failure.status_code >= 500 or failure.status_code == 429
    return isinstance(failure, TaskclusterConnectionError | UnexpectedResponse)


def uuidOf(task: bytes) -> str | None:
    """Return the UUID of a task that failed validation; `None` if a Manager before 3.8 sent it."""
    with suppress(ValueError, RecursionError):
        match json.loads(task):
            case {"uuid": str(uuid), "steps_total": _}:
                return uuid
            case _:
                pass
    return None


# The worker


async def stop(running: asyncio.Task[None]) -> None:
    """Cancel a task, and wait until it has ended."""
    running.cancel()
    await asyncio.wait({running})


class Worker:
    """A worker between signing on and signing off."""

    def __init__(self, api: WorkerApi, runner: Runner, pause: float = 5) -> None:
        """Create a worker.

        Args:
            api: Client for the Manager, with the worker's credentials.
            runner: Runner for the commands.
            pause: Seconds between two polls, also while a task runs. If a worker is silent for a
                minute, the Manager gives its task to another one.
        """
        self._api = api
        self._runner = runner
        self._pause = pause
        self._state: State | None = None
        self._last: str | None = None
        """UUID of the last task, unless the worker has changed its state since then."""

    async def run(self) -> State:
        """Work until the Manager requests a stop, or assigns the last task again.

        Returns:
            The state to enter next: `offline` or `restart`.

        Raises:
            TaskclusterFailure: if the Manager refuses a call, for example because it does not know
                the worker, or does not consider it awake.
        """
        try:
            await self._signOn()
            while self._state not in ("offline", "restart"):
                if not await self._poll():
                    await asyncio.sleep(self._pause)
            return self._state
        finally:
            await self._signOff()

    async def _poll(self) -> bool:
        """Do what the Manager asks for next; return whether to continue without a pause."""
        found = await self._retryWhileAway(self._next)
        if isinstance(found, WorkerStateChange):
            await self._enter(found)
        elif found is not None and found.uuid == self._last:
            log.warning("%s was assigned again", found.name)
            self._state = "restart"  # Signing off returns the task.
        elif found is not None:
            self._last = found.uuid
            return await self._perform(found)
        return self._state in ("offline", "restart")

    async def _next(self) -> AssignedTask | WorkerStateChange | None:
        if self._state != "awake":
            return await self._api.worker_state()
        try:
            return await self._api.schedule_task()
        except UnexpectedResponse as failure:
            uuid = uuidOf(failure.body)
            if uuid is None:
                raise
            # If the task does not fail, the Manager sends it over and over.
            await self._api.task_update(uuid, failed(failure))
            return None

    async def _signOn(self) -> None:
        abilities = WorkerSignOn(
            name=socket.gethostname(),
            supported_task_types=[*self._runner.taskTypes],
            software_version="tc_typed",
            can_restart=True,
        )
        await self._enter(await self._retryWhileAway(lambda: self._api.sign_on(abilities)))

    async def _signOff(self) -> None:
        """Sign off; the Manager then gives an unfinished task to another worker."""
        try:
            await self._api.use(retries=10, totalTimeout=SIGN_OFF_TIMEOUT).sign_off()
            log.info("signed off")
        except TaskclusterFailure as failure:
            log.warning("signing off failed: %s", failure)

    async def _enter(self, change: WorkerStateChange) -> None:
        """Enter the state that the Manager requests, if the worker supports it."""
        state = STATES.get(change.status_requested)
        if state is None:
            log.warning("the worker does not support the state %s", change.status_requested)
            return
        # The other states are acknowledged by signing off. If the worker reported them here, the
        # Manager would not remember the current state at sign-off.
        if state in ("awake", "asleep"):
            changed = WorkerStateChanged(status=state)
            await self._retryWhileAway(lambda: self._api.worker_state_changed(changed))
        self._state, self._last = state, None

    async def _perform(self, task: AssignedTask) -> bool:
        """Run a task; return whether its end has been reported to the Manager."""
        # Discard the step count of a worker that failed before.
        report = Report(TaskUpdate(steps_completed=0))
        running = asyncio.create_task(self._runAll(task, report))
        try:
            while not running.done():
                verdict = await self._retryWhileAway(lambda: self._api.may_worker_run(task.uuid))
                if verdict.statusChangeRequested:
                    await stop(running)  # before requeueing, or the task might run twice
                    await self._sendUpdate(task, TaskUpdate(taskStatus="queued"))
                    return False
                if not verdict.mayKeepRunning:
                    log.info("stopping %s: %s", task.name, verdict.reason)
                    return False
                await self._sendReport(task, report)
                await asyncio.wait({running}, timeout=self._pause)
            await self._sendReport(task, report)
        except TaskclusterFailure as failure:
            log.warning("giving up on %s: %s", task.name, failure)
            await stop(running)
            await self._sendUpdate(task, failed(failure))
            return False
        finally:
            await stop(running)
        return True

    async def _runAll(self, task: AssignedTask, report: Report) -> None:
        done = 0
        try:
            for command in task.commands:
                steps = 0
                async with aclosing(self._runner.run(command)) as running:
                    async for progress in running:
                        steps = min(steps + progress.steps, command.total_step_count)
                        report.add(progress, done + steps)
                done += max(command.total_step_count, 1)
                report.update.steps_completed = done
            report.add(Progress(activity="done"), done)
            report.update.taskStatus = "completed"
        except Exception as error:  # noqa: BLE001  # any error fails only this task
            report.addLog(f"{type(error).__name__}: {error}")
            report.update.taskStatus = "failed"

    async def _sendReport(self, task: AssignedTask, report: Report) -> None:
        if update := report.take():
            await self._sendUpdate(task, update)
        image, report.image = report.image, None
        if image is not None:
            try:
                await self._api.task_output_produced(task.uuid, image)
            except TaskclusterFailure as failure:  # a preview is optional
                log.warning("the Manager did not accept %s: %s", image, failure)

    async def _sendUpdate(self, task: AssignedTask, update: TaskUpdate) -> None:
        await self._retryWhileAway(lambda: self._api.task_update(task.uuid, update))

    async def _retryWhileAway(self, call: Callable[[], Awaitable[T]]) -> T:
        """Make a call, and retry it with growing pauses while the Manager is away."""
        pause = self._pause
        while True:
            try:
                return await call()
            except TaskclusterFailure as failure:
                if not isAway(failure):
                    raise
                log.warning("the Manager is away: %s", failure)
            await asyncio.sleep(pause)
            pause = min(2 * pause, LONGEST_PAUSE)


async def register(manager: WorkerApi, runner: Runner) -> BasicCredentials:
    """Register as a new worker."""
    secret = secrets.token_hex(32)
    worker = await manager.register_worker(
        WorkerRegistration(
            secret=secret,
            platform=platform.system().lower(),
            supported_task_types=[*runner.taskTypes],
            name=socket.gethostname(),
        )
    )
    return BasicCredentials(worker.uuid, secret)


def load(file: Path) -> BasicCredentials | None:
    """Read the worker's credentials from a file, if there are any."""
    return BasicCredentials(**json.loads(file.read_text())) if file.exists() else None


def save(file: Path, credentials: BasicCredentials) -> None:
    """Write the worker's credentials atomically to a file that only its owner can read."""
    draft = file.with_name(f"{file.name}.new")
    draft.unlink(missing_ok=True)
    draft.touch(mode=0o600)
    draft.write_text(json.dumps(asdict(credentials)))
    draft.replace(file)


async def work(rootUrl: str, file: Path, runner: Runner, pause: float) -> None:
    """Work until the Manager requests the state offline; register if the worker is unknown."""
    credentials = load(file)
    wait = pause
    async with WorkerApi(rootUrl=rootUrl) as manager:
        while True:
            began = time.monotonic()
            try:
                if credentials is None:
                    credentials = await register(manager, runner)
                    save(file, credentials)
                api = manager.use(credentials=credentials)
                if await Worker(api, runner, pause).run() == "offline":
                    return
            except TaskclusterFailure as failure:
                log.warning("restarting: %s", failure)
                if isinstance(failure, AuthenticationFailed | AccessDenied):
                    credentials = None
            wait = pause if time.monotonic() - began > LONGEST_PAUSE else wait
            await asyncio.sleep(wait)
            wait = min(2 * wait, LONGEST_PAUSE)  # Slow down if the worker keeps ending early.


def main(rootUrl: str, file: Path, runner: Runner, pause: float = 5) -> None:
    """Work until Ctrl-C, or until the Manager requests the state offline."""
    asyncio.run(work(rootUrl, file, runner, pause))


def interrupt(*_: object) -> None:
    """Handle SIGTERM like Ctrl-C."""
    signal.raise_signal(signal.SIGINT)


if __name__ == "__main__":
    rootUrl, *files = sys.argv[1:]
    logging.basicConfig(format="%(message)s")
    log.setLevel(logging.INFO)
    # Shells make background programs ignore SIGINT.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    signal.signal(signal.SIGTERM, interrupt)
    with suppress(KeyboardInterrupt):
        main(rootUrl, Path(*files or ["worker.json"]), SimpleRunner())
