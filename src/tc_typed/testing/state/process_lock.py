"""Lock on a folder, which only one local Taskcluster at a time can hold."""

from __future__ import annotations

import os
import sys
from pathlib import Path

if sys.platform != "win32":
    import fcntl


class ProcessLock:
    """Lock on a folder until it is released, or the process ends in any way.

    SQLite's own lock does not suffice: POSIX systems drop it if the process reads the file by other
    means, to copy it for example.
    """

    def __init__(self, path: Path) -> None:
        """Lock a folder. On Windows nothing is done, because locks are not dropped there.

        Args:
            path: Path of the folder.

        Raises:
            BlockingIOError: if it is locked already, by this process or another one.
        """
        self._descriptor: int | None = None
        if sys.platform != "win32":
            descriptor = os.open(path, os.O_RDONLY)
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError:
                os.close(descriptor)
                raise
            self._descriptor = descriptor

    def close(self) -> None:
        """Release the lock. In a child process that was forked, the parent still holds it."""
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None
