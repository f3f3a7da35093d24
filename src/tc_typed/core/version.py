"""Version of this library, and the Taskcluster releases that it is for."""

from __future__ import annotations

from typing import Final

__version__ = "0.1.0"
"""Version of this library."""

TASKCLUSTER_RELEASE: Final = "113.2.0"
"""Taskcluster release that `schemas/`, and therefore all compiled code, follows."""

OLDEST_TASKCLUSTER_RELEASE: Final = 24
"""Oldest Taskcluster release (major version) whose documents and responses the tests read."""
