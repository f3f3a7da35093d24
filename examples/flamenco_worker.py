"""A Flamenco worker: runs tasks of a Flamenco Manager until Ctrl-C, or until it is sent away.

Usage: python examples/flamenco_worker.py http://manager.example.com:8080 [FILE]

It registers at its first start, and keeps its credentials in FILE (`worker.json` unless given).
It is for Flamenco 3.8 and newer: it runs no tasks without step counts, as older Managers have.
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
"""The states that this worker can be in; a newer Manager may know others."""
log = logging.getLogger("flamenco_worker")

LONGEST_LOG = 256 * 1024
"""Bytes of JSON of a task's log that are kept for an update; any more are left out."""
CHUNK = 64 * 1024
"""Bytes of a program's output that are read at a time."""
LONGEST_PAUSE = 30.0
"""Seconds between two attempts while the Manager is away or refuses what the worker does."""
SIGN_OFF_TIMEOUT = 20.0
"""Seconds for signing off; without it, the Manager notices later that the worker is gone."""
GRACE = 0.5
"""Seconds to wait for output that a program has left behind."""


# Commands


@dataclass(frozen=True)
class Progress:
    """News of a command since it last gave some."""

    activity: str | None = None
    """Its present activity, on one line."""
    log: str | None = None
    """Further lines for the task's log."""
    steps: int = 0
    """Steps that it has completed."""
    output: Path | None = None
    """The image that it rendered."""


class CommandFailed(Exception):
    """A command did not do what it should; the message goes to the task's log."""


class Runner(Protocol):
    """Runs the commands of tasks."""

    taskTypes: Sequence[str]
    """Types of the tasks that it has the commands for."""

    def run(self, command: Command, /) -> AsyncGenerator[Progress]:
        """Run a command; when it is canceled, it stops.

        Raises:
            CommandFailed: if it fails. Any other exception fails the task, too.
        """
        ...


class SimpleRunner:
    """Knows Flamenco's commands `echo`, `sleep` and `exec`."""

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
                raise CommandFailed(f"{name} can't be run with {json.dumps(parameters)}")


async def execute(arguments: Sequence[str]) -> AsyncGenerator[Progress]:
    """Run a program, and tell its output; what it started ends with it."""
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
            pipe.close()  # A daemon may hold its other end for ever.
        with suppress(TimeoutError):
            await asyncio.wait_for(process.wait(), GRACE)
    if status:
        raise CommandFailed(f"{arguments[0]} ended with {status}")


async def linesOf(process: Process) -> AsyncGenerator[str]:
    """A program's output, in pieces of whole lines; only a very long line is cut."""
    assert process.stdout is not None  # noqa: S101  # it is a pipe
    data, end, isOver = b"", math.inf, False
    while not isOver:
        if process.returncode is not None:
            kill(process)  # What it started may hold the output open for ever.
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
        await asyncio.sleep(0)  # A read of what is there already lets nothing else run.


def kill(process: Process) -> None:
    """End a program and what it has started."""
    with suppress(ProcessLookupError):
        if sys.platform == "win32":
            process.kill()
        else:
            os.killpg(process.pid, signal.SIGKILL)


# Decisions


@dataclass
class Report:
    """News of a task that the Manager has not been told, of a bounded size."""

    update: TaskUpdate = field(default_factory=TaskUpdate)
    image: Path | None = None
    """The last one of those that the task has rendered."""
    _lines: list[str] = field(default_factory=list[str])
    _room: int = LONGEST_LOG

    def add(self, progress: Progress, steps: int) -> None:
        """Add news of a command, and how many steps of the task are completed."""
        self.update.steps_completed = steps
        if progress.activity is not None:
            self.update.activity = fitting(progress.activity)
        if progress.log is not None:
            self.addLog(progress.log)
        self.image = progress.output or self.image

    def addLog(self, text: str) -> None:
        """Add to the task's log, as far as there is room."""
        if self._room > 0:
            kept = fitting(text, self._room)
            self._lines.append(kept)
            self._room -= len(json.dumps(kept))  # its quotes take as much as a line break
            if self._room <= 0 or len(kept) < len(text):
                self._room = 0
                self._lines.append("[the log takes no more at a time]")

    def take(self) -> TaskUpdate | None:
        """Take out everything but the image."""
        update = self.update
        if self._lines:
            update.log = "\n".join(self._lines)
        self.update, self._lines, self._room = TaskUpdate(), [], LONGEST_LOG
        return update if update.model_fields_set else None


def fitting(text: str, room: int = 1000) -> str:
    """Cut a text to so many bytes of JSON; replace halves of characters, which JSON can't have."""
    text = text[:room].encode(errors="replace").decode()
    while len(json.dumps(text)) - 2 > room:
        text = text[: len(text) // 2]
    return text


def failed(reason: object) -> TaskUpdate:
    """An update, short enough for any Manager, that fails a task."""
    return TaskUpdate(taskStatus="failed", log=fitting(str(reason)))


def isAway(failure: TaskclusterFailure) -> bool:
    """Whether a call failed because the Manager is down or busy, so that it may succeed later."""
    if isinstance(failure, TaskclusterRestFailure):
        return failure.status_code >= 500 or failure.status_code == 429
    return isinstance(failure, TaskclusterConnectionError | UnexpectedResponse)


def uuidOf(task: bytes) -> str | None:
    """The uuid of a task that the client refused; `None` if a Manager before 3.8 sent it."""
    with suppress(ValueError, RecursionError):
        match json.loads(task):
            case {"uuid": str(uuid), "steps_total": _}:
                return uuid
            case _:
                pass
    return None


# The worker


async def stop(running: asyncio.Task[None]) -> None:
    """Cancel what still runs, and wait for its end."""
    running.cancel()
    await asyncio.wait({running})


class Worker:
    """A worker, from signing on to signing off."""

    def __init__(self, api: WorkerApi, runner: Runner, pause: float = 5) -> None:
        """Get ready.

        Args:
            api: The Manager, with the worker's credentials.
            runner: Runs the commands.
            pause: Seconds between two questions, also while a task runs: the Manager gives the
                task of a worker that is silent for a minute to another.
        """
        self._api = api
        self._runner = runner
        self._pause = pause
        self._state: State | None = None
        self._last: str | None = None
        """The uuid of the last task, unless the worker has changed its state since then."""

    async def run(self) -> State:
        """Work until the Manager wants the worker to end, or must take a task back.

        Returns:
            The state that follows: `offline` or `restart`.

        Raises:
            TaskclusterFailure: if the Manager refuses a call, because it does not know the worker
                or does not take it for awake, for example.
        """
        try:
            await self._signOn()
            while self._state not in ("offline", "restart"):
                if not await self._goOn():
                    await asyncio.sleep(self._pause)
            return self._state
        finally:
            await self._signOff()

    async def _goOn(self) -> bool:
        """Do what the Manager wants next; return whether to go on without a pause."""
        found = await self._retryWhileAway(self._next)
        if isinstance(found, WorkerStateChange):
            await self._enter(found)
        elif found is not None and found.uuid == self._last:
            log.warning("%s comes again", found.name)
            self._state = "restart"  # Signing off gives it back.
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
            # Unless it fails, it comes again and again.
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
            log.warning("not signed off: %s", failure)

    async def _enter(self, change: WorkerStateChange) -> None:
        """Enter the state that the Manager wants, if that is possible."""
        state = STATES.get(change.status_requested)
        if state is None:
            log.warning("the worker can't be %s", change.status_requested)
            return
        # Signing off acknowledges the other states, and makes the Manager remember this one. It
        # would not if the worker had said before that it is offline.
        if state in ("awake", "asleep"):
            changed = WorkerStateChanged(status=state)
            await self._retryWhileAway(lambda: self._api.worker_state_changed(changed))
        self._state, self._last = state, None

    async def _perform(self, task: AssignedTask) -> bool:
        """Run a task; return whether the Manager has been told of its end."""
        # Steps that are completed already are those of a worker that failed.
        report = Report(TaskUpdate(steps_completed=0))
        running = asyncio.create_task(self._runAll(task, report))
        try:
            while not running.done():
                verdict = await self._retryWhileAway(lambda: self._api.may_worker_run(task.uuid))
                if verdict.statusChangeRequested:
                    await stop(running)  # first, or it might run twice
                    await self._tell(task, TaskUpdate(taskStatus="queued"))
                    return False
                if not verdict.mayKeepRunning:
                    log.info("%s is stopped: %s", task.name, verdict.reason)
                    return False
                await self._send(task, report)
                await asyncio.wait({running}, timeout=self._pause)
            await self._send(task, report)
        except TaskclusterFailure as failure:
            log.warning("%s is given up: %s", task.name, failure)
            await stop(running)
            await self._tell(task, failed(failure))
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
        except Exception as error:  # noqa: BLE001  # whatever it is, the next task may be better
            report.addLog(f"{type(error).__name__}: {error}")
            report.update.taskStatus = "failed"

    async def _send(self, task: AssignedTask, report: Report) -> None:
        if update := report.take():
            await self._tell(task, update)
        image, report.image = report.image, None
        if image is not None:
            try:
                await self._api.task_output_produced(task.uuid, image)
            except TaskclusterFailure as failure:  # the task can do without a preview
                log.warning("the Manager did not take %s: %s", image, failure)

    async def _tell(self, task: AssignedTask, update: TaskUpdate) -> None:
        await self._retryWhileAway(lambda: self._api.task_update(task.uuid, update))

    async def _retryWhileAway(self, call: Callable[[], Awaitable[T]]) -> T:
        """Make a call, and retry it while the Manager is away, after longer and longer pauses."""
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
    """Write the worker's credentials to a file, as a whole, for the owner's eyes only."""
    draft = file.with_name(f"{file.name}.new")
    draft.unlink(missing_ok=True)
    draft.touch(mode=0o600)
    draft.write_text(json.dumps(asdict(credentials)))
    draft.replace(file)


async def work(rootUrl: str, file: Path, runner: Runner, pause: float) -> None:
    """Work until the Manager wants the worker to be offline; register when it is unknown."""
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
                log.warning("starting again: %s", failure)
                if isinstance(failure, AuthenticationFailed | AccessDenied):
                    credentials = None
            wait = pause if time.monotonic() - began > LONGEST_PAUSE else wait
            await asyncio.sleep(wait)
            wait = min(2 * wait, LONGEST_PAUSE)  # Sessions that end soon become rarer.


def main(rootUrl: str, file: Path, runner: Runner, pause: float = 5) -> None:
    """Work until Ctrl-C, or until the Manager wants the worker to be offline."""
    asyncio.run(work(rootUrl, file, runner, pause))


def interrupt(*_: object) -> None:
    """Act as on Ctrl-C."""
    signal.raise_signal(signal.SIGINT)


if __name__ == "__main__":
    address, *files = sys.argv[1:]
    logging.basicConfig(format="%(message)s")
    log.setLevel(logging.INFO)
    # A program that a shell starts in the background does not hear of Ctrl-C otherwise.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    signal.signal(signal.SIGTERM, interrupt)
    with suppress(KeyboardInterrupt):
        main(address, Path(*files or ["worker.json"]), SimpleRunner())
