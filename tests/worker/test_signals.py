"""Workers in the main thread of a program, which signals and Ctrl-C stop."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from typing import Literal

import pytest
from tests.worker.support import (
    BOUND,
    GROUP,
    TASK_QUEUE,
    WORKER,
    createTask,
    resolutions,
    waitUntil,
)

from tc_typed import InvalidCall, Queue
from tc_typed.testing import LocalTaskcluster
from tc_typed.worker import Run, work
from tc_typed.worker.signals import onSignals

PROGRAM = f"""
import asyncio, signal, sys, time
from tc_typed import Queue, aio, optionsFromEnvironment
from tc_typed.worker import work

# Shells make background programs, and what they start, ignore SIGINT.
signal.signal(signal.SIGINT, signal.default_int_handler)
names = dict(workerGroup={GROUP!r}, workerId={WORKER!r})
if sys.argv[2] == "signals":
    names["signals"] = [signal.SIGTERM, signal.SIGINT]
stubborn = sys.argv[3] == "stubborn"

def handle(run):
    print("started", flush=True)
    while stubborn or not run.lost:
        time.sleep(0.01)
    run.raiseIfLost()

async def handleAsync(run):
    print("started", flush=True)
    while True:
        try:
            await asyncio.sleep(60)
        except asyncio.CancelledError:
            if not stubborn or asyncio.current_task().cancelling() > 1:
                raise

async def main():
    async with aio.Queue(optionsFromEnvironment()) as queue:
        await work(queue, {TASK_QUEUE!r}, handleAsync, **names)

if sys.argv[1] == "async":
    asyncio.run(main())
else:
    with Queue(optionsFromEnvironment()) as queue:
        work(queue, {TASK_QUEUE!r}, handle, **names)
print("ended", flush=True)
"""


class Program:
    """A program with a worker, whose task runs."""

    def __init__(self, local: LocalTaskcluster, *arguments: str) -> None:
        self.taskId = createTask(local, retries=1)
        self._process = subprocess.Popen(
            [sys.executable, "-c", PROGRAM, *arguments],
            env={**os.environ, **local.environment()},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        assert self._process.stdout is not None
        assert self._process.stdout.readline() == "started\n"

    def send(self, number: signal.Signals) -> None:
        self._process.send_signal(number)

    def end(self) -> tuple[int, str, str]:
        """Return exit status, further output and error output."""
        with self._process:
            try:
                output, errors = self._process.communicate(timeout=BOUND)
            finally:
                self._process.kill()
        return self._process.returncode, output, errors


@pytest.fixture
def steady() -> Iterator[LocalTaskcluster]:
    """A local Taskcluster whose claims are long."""
    with LocalTaskcluster(claimWait=0) as local:
        yield local


kinds = pytest.mark.parametrize("kind", ["sync", "async"])


@kinds
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_stops_a_worker(
    steady: LocalTaskcluster, kind: str, number: signal.Signals
) -> None:
    program = Program(steady, kind, "signals", "polite")
    program.send(number)
    assert program.end() == (0, "ended\n", "")
    assert resolutions(steady, program.taskId) == ["worker-shutdown", "pending"]


@kinds
def test_ctrl_c_stops_a_worker(steady: LocalTaskcluster, kind: str) -> None:
    program = Program(steady, kind, "none", "polite")
    program.send(signal.SIGINT)
    status, output, errors = program.end()
    assert (status, output) == (-signal.SIGINT, "")
    assert errors.rstrip().endswith("KeyboardInterrupt")
    assert resolutions(steady, program.taskId) == ["worker-shutdown", "pending"]


@kinds
@pytest.mark.parametrize("signals", ["none", "signals"])
def test_a_second_ctrl_c_ends_a_worker_whose_body_does_not_end(
    steady: LocalTaskcluster, kind: str, signals: Literal["none", "signals"]
) -> None:
    program = Program(steady, kind, signals, "stubborn")
    times = 3 if kind == "async" and signals == "signals" else 2
    for _ in range(times):
        time.sleep(0.4)
        program.send(signal.SIGINT)
    began = time.monotonic()
    status, output, _ = program.end()
    assert (status, output) == (-signal.SIGINT, "")
    assert time.monotonic() - began < 5
    assert resolutions(steady, program.taskId) == ["running"]


def test_handlers_of_signals_are_restored() -> None:
    arrived = list[int]()
    former = signal.signal(signal.SIGUSR1, lambda _number, _frame: arrived.append(1))
    try:
        with onSignals([signal.SIGUSR1], lambda: arrived.append(2)):
            os.kill(os.getpid(), signal.SIGUSR1)
            os.kill(os.getpid(), signal.SIGUSR1)
        with onSignals([signal.SIGUSR1], lambda: arrived.append(3)):
            pass
        os.kill(os.getpid(), signal.SIGUSR1)
        waitUntil(lambda: arrived == [2, 1, 1])
    finally:
        signal.signal(signal.SIGUSR1, former)


def test_a_signal_may_be_given_twice() -> None:
    former = signal.getsignal(signal.SIGUSR1)
    try:
        for isSent in (False, True):
            with onSignals([signal.SIGUSR1, signal.SIGUSR1], lambda: None):
                if isSent:
                    os.kill(os.getpid(), signal.SIGUSR1)
            assert signal.getsignal(signal.SIGUSR1) == former
    finally:
        signal.signal(signal.SIGUSR1, former)


def test_signals_in_another_thread_are_refused(local: LocalTaskcluster) -> None:
    def handle(_run: Run) -> None:
        raise AssertionError

    errors = list[InvalidCall]()

    def target() -> None:
        try:
            work(
                local.client(Queue),
                TASK_QUEUE,
                handle,
                workerGroup=GROUP,
                workerId=WORKER,
                signals=[signal.SIGTERM],
            )
        except InvalidCall as error:
            errors.append(error)

    thread = threading.Thread(target=target)
    thread.start()
    thread.join(BOUND)
    assert "signals can only be handled in the main thread" in str(errors[0])
