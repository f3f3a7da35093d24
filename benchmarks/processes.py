"""Separate processes for servers and measurements, and the peak memory of this process."""

from __future__ import annotations

import multiprocessing
import os
import re
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Generator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from multiprocessing.connection import Connection
from pathlib import Path
from typing import ParamSpec, TypeVar

import tc_typed

P = ParamSpec("P")
R = TypeVar("R")

_PATH = Path(next(iter(tc_typed.__path__))).parent
_SPAWN = multiprocessing.get_context("spawn")
_STATUS = Path("/proc/self/status")
_PEAK = re.compile(r"^VmHWM:\s+(\d+) kB$", re.MULTILINE)


def python(arguments: Sequence[str], bytecode: str | None = None) -> str:
    """Run Python in a new process that finds the same tc_typed as this one.

    Args:
        arguments: Command-line arguments, such as a script with its arguments.
        bytecode: Folder for bytecode. Defaults to the setting in the environment.

    Returns:
        Output of the process.
    """
    path = os.pathsep.join(filter(None, [str(_PATH), os.environ.get("PYTHONPATH")]))
    environment = {**os.environ, "PYTHONPATH": path}
    if bytecode is not None:
        environment |= {"PYTHONDONTWRITEBYTECODE": "", "PYTHONPYCACHEPREFIX": bytecode}
    command = [sys.executable, "-P", *arguments]
    return subprocess.run(
        command, check=True, env=environment, stdout=subprocess.PIPE, text=True
    ).stdout


def timed(arguments: Sequence[str], bytecode: str) -> float:
    """Run Python in a new process and measure the time from its start to its exit.

    Args:
        arguments: Command-line arguments.
        bytecode: Folder for bytecode, the same for all candidates, which the warm-up round fills:
            installed packages already have bytecode, but a checkout may not.

    Returns:
        Duration in seconds.
    """
    started = time.perf_counter()
    python(arguments, bytecode)
    return time.perf_counter() - started


def alone(function: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
    """Call a function in a new process, which exits afterwards.

    Args:
        function: Function at the top level of a module.
        *args: Positional arguments.
        **kwargs: Keyword arguments.

    Returns:
        Result of the function.
    """
    with ProcessPoolExecutor(1, mp_context=_SPAWN) as processes:
        return processes.submit(function, *args, **kwargs).result()


@contextmanager
def handling(handler: type[BaseHTTPRequestHandler]) -> Generator[str]:
    """Run a server in another process for as long as the block lasts.

    Args:
        handler: Class of the request handler, at the top level of a module.

    Yields:
        Root URL of the server.
    """
    receiver, sender = _SPAWN.Pipe()
    process = _SPAWN.Process(target=_serve, args=(sender, handler), daemon=True)
    process.start()
    try:
        yield f"http://127.0.0.1:{receiver.recv()}"
    finally:
        process.kill()
        process.join()


def _serve(connection: Connection, handler: type[BaseHTTPRequestHandler]) -> None:
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        connection.send(server.server_address[1])
        server.serve_forever()


def peakMemory() -> float:
    """Return the peak memory of this process in MiB."""
    # On Linux, the peak from `getrusage` starts with that of the parent process, which hides any
    # growth below it.
    found = _PEAK.search(_STATUS.read_text()) if _STATUS.exists() else None
    if found is not None:
        return int(found[1]) / 2**10
    unit = 1 if sys.platform == "darwin" else 2**10
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit / 2**20
