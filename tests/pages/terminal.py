"""A shell that runs the commands of a page one after the other, like a reader's terminal."""

from __future__ import annotations

import os
import secrets
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Generator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Self

_BIN = Path(__file__).parent / "bin"
_BOUND = 240.0
"""Seconds that one command may take."""


@dataclass(frozen=True)
class Lasting:
    """A program in a terminal of its own."""

    process: subprocess.Popen[str]
    start: str
    """Its output until it was ready."""

    def readLine(self) -> str:
        """Return the next line of its output."""
        assert self.process.stdout is not None
        return self.process.stdout.readline()


class Terminal:
    """A bash; variables, folders and programs in the background last from command to command."""

    def __init__(self, folder: Path, environment: Mapping[str, str]) -> None:
        """Start the shell.

        Args:
            folder: Its working directory.
            environment: Variables that it has in addition to this process's.
        """
        self._folder, self._environment = folder, environment
        self._shell = self._start("bash")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._kill()
        self._shell.communicate()

    def run(self, command: str) -> tuple[str, int]:
        """Run a command; return what it printed to stdout and stderr, and its exit status."""
        assert self._shell.stdin is not None
        assert self._shell.stdout is not None
        end = secrets.token_hex(8)
        self._shell.stdin.write(f"{{ {command}\n}} </dev/null\nprintf '\\n{end} %s\\n' $?\n")
        self._shell.stdin.flush()
        guard = threading.Timer(_BOUND, self._kill)
        guard.start()
        lines: list[str] = []
        try:
            for line in self._shell.stdout:
                if line.startswith(end):
                    return "".join(lines).removesuffix("\n"), int(line.split()[1])
                lines.append(line)
        finally:
            guard.cancel()
        output = "".join(lines)
        raise AssertionError(f"`{command}` ended the shell or took over {_BOUND:.0f} s:\n{output}")

    @contextmanager
    def lasting(self, command: str, isReady: Callable[[str], bool]) -> Generator[Lasting]:
        """Run a command in a terminal of its own until the end of the block.

        Args:
            command: A command that would not end by itself, such as a server.
            isReady: Called with the output so far; the block starts when it returns true.
        """
        with self._start("bash", "-c", command) as process:
            guard = threading.Timer(_BOUND, process.kill)
            guard.start()
            try:
                output = ""
                assert process.stdout is not None
                while not isReady(output) and (line := process.stdout.readline()):
                    output += line
                guard.cancel()
                yield Lasting(process, output)
            finally:
                guard.cancel()
                with suppress(ProcessLookupError):
                    os.killpg(process.pid, signal.SIGTERM)
                try:
                    process.communicate(timeout=_BOUND)
                finally:
                    process.kill()

    def _start(self, *command: str) -> subprocess.Popen[str]:
        inherited = {name: value for name, value in os.environ.items() if "PYTEST" not in name}
        path = [str(_BIN), str(Path(sys.executable).parent), inherited["PATH"]]
        return subprocess.Popen(
            command,
            cwd=self._folder,
            env={**inherited, **self._environment, "PATH": os.pathsep.join(path), "COLUMNS": "100"},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )

    def _kill(self) -> None:
        with suppress(ProcessLookupError):  # All of its processes have ended.
            os.killpg(self._shell.pid, signal.SIGKILL)
