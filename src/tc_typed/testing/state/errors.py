"""Error for files that can't hold the state of a local Taskcluster."""

from __future__ import annotations


class UnusableDatabase(RuntimeError):
    """A file can't hold the state of a local Taskcluster."""
