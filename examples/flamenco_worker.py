"""A Flamenco worker: runs tasks of a Flamenco Manager until Ctrl-C, or until it is sent away.

Usage: python examples/flamenco_worker.py http://manager.example.com:8080 [FILE]

It registers at its first start, and keeps its credentials in FILE (`worker.json` unless given).
"""

from __future__ import annotations

import json
import platform
import secrets
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Generator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from tc_typed import RequestConflict, TooManyRequests, Unrecognized
from tc_typed.flamenco import (
    AssignedTask,
    BasicCredentials,
    Command,
    TaskUpdate,
    WorkerApi,
    WorkerRegistration,
    WorkerSignOn,
    WorkerStateChange,
    WorkerStateChanged,
    WorkerStatus,
)


@dataclass(frozen=True)
class Progress:
    """What a command has got done since it last said so."""

    activity: str | None = None
    """What it does now, on one line."""
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

    def run(self, command: Command, /) -> Generator[Progress]:
        """Run a command, and say now and then how far it is; when closed, it stops.

        Raises:
            CommandFailed: if it fails.
        """
        ...


class SimpleRunner:
    """Knows Flamenco's commands `echo`, `sleep` and `exec`."""

    taskTypes: Sequence[str] = ("misc",)

    def run(self, command: Command, /) -> Generator[Progress]:
        """Run a command."""
        match command.name, command.parameters:
            case "echo", {"message": str(message)}:
                yield Progress(activity="echo", log=message)
            case "sleep", {"duration_in_seconds": int(seconds) | float(seconds)}:
                yield Progress(activity=f"sleeping for {seconds} s")
                time.sleep(seconds)
            case "exec", {"exe": str(exe), "args": [*args]}:
                yield from execute([exe, *map(str, args)])
            case name, parameters:
                raise CommandFailed(f"{name} with {', '.join(parameters) or 'nothing'} is unknown")


def execute(arguments: list[str]) -> Generator[Progress]:
    """Run a program, line by line of its output."""
    yield Progress(activity=arguments[0])
    with subprocess.Popen(  # noqa: S603  # what the job says is what is to be run
        arguments, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    ) as process:
        try:
            for line in process.stdout or ():
                yield Progress(log=line.rstrip("\n"))
        except GeneratorExit:
            process.terminate()
            raise
    if process.returncode:
        raise CommandFailed(f"{arguments[0]} ended with {process.returncode}")


class Worker:
    """A worker, from signing on to signing off."""

    def __init__(self, api: WorkerApi, runner: Runner, pause: float = 5) -> None:
        """Get ready.

        Args:
            api: The Manager, with the worker's credentials.
            runner: What runs its commands.
            pause: Seconds between two questions where there is nothing to do.
        """
        self._api = api
        self._runner = runner
        self._pause = pause
        self._state: WorkerStatus | Unrecognized = "starting"

    def run(self) -> WorkerStatus | Unrecognized:
        """Work until the Manager wants the worker to end.

        Returns:
            What it wants: `offline`, or `restart`.
        """
        self._signOn()
        try:
            while self._state not in ("offline", "restart"):
                if self._state == "awake":
                    self._work()
                elif not self._obey():
                    time.sleep(self._pause)
            return self._state
        finally:
            self._api.sign_off()

    def _signOn(self) -> None:
        self._enter(
            self._api.sign_on(
                WorkerSignOn(
                    name=socket.gethostname(),
                    supported_task_types=[*self._runner.taskTypes],
                    software_version="tc_typed",
                    can_restart=True,
                )
            )
        )

    def _enter(self, change: WorkerStateChange) -> None:
        """Enter the state that the Manager wants, and say so."""
        self._state = change.status_requested
        if not isinstance(self._state, Unrecognized):
            self._api.worker_state_changed(WorkerStateChanged(status=self._state))

    def _obey(self) -> bool:
        """Ask for a state to enter, and enter it; say whether there was one."""
        change = self._api.worker_state()
        if change is not None:
            self._enter(change)
        return change is not None

    def _work(self) -> None:
        try:
            found = self._api.schedule_task()
        except RequestConflict:  # the Manager does not know that this worker is awake
            self._signOn()
            return
        match found:
            case AssignedTask():
                self._perform(found)
            case WorkerStateChange():
                self._enter(found)
            case None:
                time.sleep(self._pause)

    def _perform(self, task: AssignedTask) -> None:
        try:
            self._report(task, TaskUpdate(taskStatus="active"))
            if self._runAll(task):
                self._report(task, TaskUpdate(taskStatus="completed", activity="done"))
        except CommandFailed as failure:
            self._report(task, TaskUpdate(taskStatus="failed", log=str(failure)))
        except RequestConflict:
            print(f"{task.name} has gone to another worker")

    def _runAll(self, task: AssignedTask) -> bool:
        """Run a task's commands; say whether they came to their end."""
        done = 0
        for command in task.commands:
            begun, done = done, done + max(command.total_step_count, 1)
            if done <= task.steps_completed:
                continue  # before the worker was restarted
            running = self._runner.run(command)
            try:
                for progress in running:
                    begun += progress.steps
                    self._tell(task, progress, begun)
                    if not self._mayGoOn(task):
                        return False
            finally:
                running.close()
            self._report(task, TaskUpdate(steps_completed=done))
        return True

    def _mayGoOn(self, task: AssignedTask) -> bool:
        answer = self._api.may_worker_run(task.uuid)
        if answer.statusChangeRequested:
            self._obey()
        return answer.mayKeepRunning

    def _tell(self, task: AssignedTask, progress: Progress, steps: int) -> None:
        self._report(
            task,
            TaskUpdate(
                activity=progress.activity,
                log=progress.log,
                steps_completed=steps if progress.steps else None,
            ),
        )
        if progress.output is not None:
            try:
                self._api.task_output_produced(task.uuid, progress.output)
            except TooManyRequests:
                print("the Manager has seen enough previews for now")

    def _report(self, task: AssignedTask, update: TaskUpdate) -> None:
        self._api.task_update(task.uuid, update)


def credentials(api: WorkerApi, file: Path, runner: Runner) -> BasicCredentials:
    """The worker's credentials: those in a file, or new ones, which are put there."""
    if not file.exists():
        secret = secrets.token_hex(32)
        worker = api.register_worker(
            WorkerRegistration(
                secret=secret,
                platform=platform.system().lower(),
                supported_task_types=[*runner.taskTypes],
                name=socket.gethostname(),
            )
        )
        file.touch(mode=0o600)
        file.write_text(json.dumps({"username": worker.uuid, "password": secret}))
    return BasicCredentials(**json.loads(file.read_text()))


def main(rootUrl: str, file: Path, runner: Runner, pause: float = 5) -> None:
    """Work until Ctrl-C, or until the Manager wants the worker to be offline."""
    with WorkerApi(rootUrl=rootUrl) as manager:
        api = manager.use(credentials=credentials(manager, file, runner))
        while Worker(api, runner, pause).run() == "restart":
            print("starting again")


if __name__ == "__main__":
    address, *files = sys.argv[1:]
    # What a shell starts in the background would not hear of Ctrl-C.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        main(address, Path(*files or ["worker.json"]), SimpleRunner())
    except KeyboardInterrupt:
        print("signed off")
