"""`tc-typed serve` in a process of its own, for tests."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import threading
from collections.abc import Generator
from contextlib import contextmanager

from tests.profiles import IS_LONG

from tc_typed import Credentials, Options

BOUND = 900.0 if IS_LONG else 120.0
"""Seconds after which a server is killed."""

ARGUMENTS = (sys.executable, "-m", "tc_typed", "serve")
"""Beginning of the command."""

_VARIABLE = re.compile(r"export (TASKCLUSTER_\w+)=(\S+)\n")


@contextmanager
def serving(*arguments: str, **environment: str) -> Generator[subprocess.Popen[str]]:
    """Serve on a free port until the end of the block.

    Args:
        *arguments: Further arguments of the command.
        **environment: Further environment variables.
    """
    others = {key: value for key, value in os.environ.items() if not key.startswith("TASK")}
    with subprocess.Popen(
        [*ARGUMENTS, "--port", "0", *arguments],
        env={**others, **environment},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as server:
        bound = threading.Timer(BOUND, server.kill)
        bound.start()
        try:
            yield server
        finally:
            bound.cancel()
            server.kill()


def variables(server: subprocess.Popen[str]) -> dict[str, str]:
    """Return the variables that a server prints, whose output then ends."""
    assert server.stdout is not None
    output = server.stdout.read()
    found = dict(_VARIABLE.findall(output))
    assert _VARIABLE.sub("", output) == ""
    return found


def options(found: dict[str, str], accessToken: str | None = None) -> Options:
    """Return options for clients.

    Args:
        found: Variables that the server has printed.
        accessToken: Access token, if it was not printed.
    """
    token = accessToken or found["TASKCLUSTER_ACCESS_TOKEN"]
    credentials = Credentials(found["TASKCLUSTER_CLIENT_ID"], token)
    return Options(rootUrl=found["TASKCLUSTER_ROOT_URL"], credentials=credentials)
