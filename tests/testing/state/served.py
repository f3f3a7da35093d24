"""Program that serves a local Taskcluster with a database until it is killed."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

from tc_typed.core.signing.credentials import Credentials
from tc_typed.testing import LocalTaskcluster

READY = "ready"


@contextmanager
def serving(path: Path, port: int, root: Credentials) -> Generator[subprocess.Popen[str]]:
    """Serve in another process until the end of the block, or until the process is killed.

    Args:
        path: Path of the database.
        port: Port.
        root: Credentials of the client that has all scopes.
    """
    command = [sys.executable, "-m", __name__, str(path), str(port), root.clientId]
    with subprocess.Popen(
        [*command, root.accessToken], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        try:
            assert process.stdout.readline().strip() == READY
            yield process
        finally:
            process.send_signal(signal.SIGKILL)


def main() -> None:
    """Serve with the arguments of the command line."""
    path, port, clientId, accessToken = sys.argv[1:]
    root = Credentials(clientId, accessToken)
    with LocalTaskcluster(database=path, port=int(port), credentials=root, claimWait=0):
        sys.stdout.write(f"{READY}\n")
        sys.stdout.flush()
        sys.stdin.read()  # Until the parent ends, in case it can't kill this process.


if __name__ == "__main__":
    main()
