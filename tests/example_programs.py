"""The programs in `examples/`, run as users run them."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Generator, Mapping
from contextlib import contextmanager
from pathlib import Path

from tests.sources import PROJECT

PROGRAMS = PROJECT / "examples"

BOUND = 40
"""Seconds after which a program that has not ended is killed, which fails the test."""


@contextmanager
def running(
    name: str, *arguments: str, environment: Mapping[str, str], folder: Path | None = None
) -> Generator[subprocess.Popen[str]]:
    """Run a program while the block lasts.

    Args:
        name: Name of the program, without a suffix.
        *arguments: Arguments of the program.
        environment: Variables to add to those of the tests, without those of a task that the
            tests themselves may run in.
        folder: Current folder of the program. Defaults to that of the tests.
    """
    others = {key: value for key, value in os.environ.items() if not key.startswith("TASK")}
    with subprocess.Popen(
        [sys.executable, str(PROGRAMS / f"{name}.py"), *arguments],
        # Output to a pipe is buffered, unless a program flushes it.
        env={**others, "PYTHONUNBUFFERED": "", **environment},
        cwd=folder,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as program:
        bound = threading.Timer(BOUND, program.kill)  # A read of its output may block.
        bound.start()
        try:
            yield program
        finally:
            bound.cancel()
            program.kill()


def outcome(program: subprocess.Popen[str]) -> tuple[int, str, str]:
    """Wait for the end of a program; return exit status, standard output and error output."""
    output, errors = program.communicate(timeout=BOUND)
    return program.returncode, output, errors


def waitUntil(condition: Callable[[], bool]) -> None:
    """Wait until a condition is met, and fail if it is not met in time."""
    end = time.monotonic() + BOUND
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.02)
