"""Other processes, for servers and for what is measured, and the peak memory of this one."""

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
        arguments: Its command line, such as a script with its arguments.
        bytecode: Folder to keep bytecode in; as the environment says unless given.

    Returns:
        What it printed.
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
    """Run Python in a new process, and take the time from its start to its end.

    Args:
        arguments: Its command line.
        bytecode: Folder to keep bytecode in, the same for all candidates. It is written in the
            round that does not count: that of an installed package is there already, that of a
            checkout may not be.

    Returns:
        Seconds that it took.
    """
    started = time.perf_counter()
    python(arguments, bytecode)
    return time.perf_counter() - started


def alone(function: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
    """Call a function in a new process, which ends afterwards.

    Args:
        function: A function of a module, not an inner one.
        *args: Its arguments.
        **kwargs: Its keyword arguments.

    Returns:
        Its result.
    """
    with ProcessPoolExecutor(1, mp_context=_SPAWN) as processes:
        return processes.submit(function, *args, **kwargs).result()


@contextmanager
def handling(handler: type[BaseHTTPRequestHandler]) -> Generator[str]:
    """Run a server in another process for as long as the block lasts.

    Args:
        handler: Its responses; a class of a module, not an inner one.

    Yields:
        The server's root URL.
    """
    here, there = _SPAWN.Pipe()
    process = _SPAWN.Process(target=_serve, args=(there, handler), daemon=True)
    process.start()
    try:
        yield f"http://127.0.0.1:{here.recv()}"
    finally:
        process.kill()
        process.join()


def _serve(connection: Connection, handler: type[BaseHTTPRequestHandler]) -> None:
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        connection.send(server.server_address[1])
        server.serve_forever()


def peakMemory() -> float:
    """The most memory that this process ever had, in MiB."""
    # On Linux, the figure of `getrusage` begins with that of the process that started this one,
    # and so hides growth below it.
    found = _PEAK.search(_STATUS.read_text()) if _STATUS.exists() else None
    if found is not None:
        return int(found[1]) / 2**10
    unit = 1 if sys.platform == "darwin" else 2**10
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit / 2**20
